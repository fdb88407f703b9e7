package jinja

import (
	"math"
	"strings"
	"unicode/utf8"
)

// lexState is where in a template a lexer is.
type lexState uint8

const (
	inText lexState = iota
	inBlock
	inVariable
	inLineStatement
	inComment
	inLineComment
	inRaw
)

// delimiter is what begins something else than text, and where it comes next.
type delimiter struct {
	text  string
	state lexState
	// start and end are the place of the next one that begins at or after the lexer's
	// place; the blanks in front of a line statement or a line comment belong to it. A
	// place is looked for once only, so that all searches together pass the source once
	// for each delimiter.
	start, end int
}

const nowhere = math.MaxInt

// bracket is one that was opened in a tag.
type bracket struct {
	closes byte
	pos
}

// lexer takes a template apart, a token at a time, so that an error of the parser comes
// before the lexer's about what follows. Its errors are panics of *Error.
type lexer struct {
	s         *syntax
	source    string // its lines end in "\n"
	at        int
	state     lexState
	begun     pos   // where the state's begin stands
	pending   token // what follows on the text that was returned
	delims    [5]delimiter
	count     int // of delims
	brackets  []bracket
	line      int32 // of counted
	lineStart int
	counted   int
}

// newLexer begins with a source, whose lines may end in "\n", "\r\n" or "\r".
func newLexer(source string, s *syntax) lexer {
	source = normalizeNewlines(source)
	if !s.keepTrailingNewline {
		source = strings.TrimSuffix(source, "\n")
	}
	l := lexer{s: s, source: source, line: 1}
	// Of the delimiters that begin at the same place the longest wins; of those with the
	// same length the first in this order.
	l.delimit(s.variableStart, inVariable)
	l.delimit(s.lineStatement, inLineStatement)
	l.delimit(s.lineComment, inLineComment)
	l.delimit(s.commentStart, inComment)
	l.delimit(s.blockStart, inBlock)
	return l
}

// delimit adds a delimiter behind the ones that are as long or longer.
func (l *lexer) delimit(text string, state lexState) {
	if text == "" {
		return
	}
	i := l.count
	for i > 0 && utf8.RuneCountInString(l.delims[i-1].text) < utf8.RuneCountInString(text) {
		l.delims[i] = l.delims[i-1]
		i--
	}
	l.delims[i] = delimiter{text: text, state: state, start: -1}
	l.count++
}

func normalizeNewlines(s string) string {
	if strings.IndexByte(s, '\r') < 0 {
		return s
	}
	return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
}

// next is the next token. At the end it is tokEOF, again and again.
func (l *lexer) next() token {
	for {
		if t := l.pending; t.kind != tokEOF {
			l.pending = token{}
			return t
		}
		switch l.state {
		case inText:
			if l.at >= len(l.source) {
				return token{kind: tokEOF, pos: l.place(l.at)}
			}
			if t := l.text(); t.text != "" {
				return t
			}
		case inComment:
			l.comment()
		case inLineComment:
			l.lineComment()
		case inRaw:
			if t := l.raw(); t.text != "" {
				return t
			}
		default:
			return l.tag()
		}
	}
}

// text is the text up to the next delimiter, which becomes the state.
func (l *lexer) text() token {
	d := l.nearest()
	if d == nil {
		t := l.data(l.at, l.source[l.at:])
		l.at = len(l.source)
		return t
	}
	begin, start, end := l.at, d.start, d.end
	state := d.state
	sign, end := l.sign(end)
	if block, is := l.blockAt(start); is {
		if s, after, raw := l.rawBegin(block.end); raw {
			sign, end, state = s, after, inRaw
		}
	}
	t := l.data(begin, l.stripped(begin, l.source[begin:start], sign, state != inVariable))
	l.at = end
	l.state = state
	l.begun = l.place(start)
	switch state {
	case inVariable:
		l.pending = token{kind: tokVariableBegin, pos: l.begun}
	case inBlock, inLineStatement:
		l.pending = token{kind: tokBlockBegin, pos: l.begun}
	}
	return t
}

// data is a token of text that begins there, with the lines' ends that pages have.
func (l *lexer) data(begin int, text string) token {
	if text == "" {
		return token{}
	}
	return token{kind: tokData, pos: l.place(begin), text: l.newlines(text)}
}

func (l *lexer) newlines(text string) string {
	if l.s.newline == "\n" || l.s.newline == "" {
		return text
	}
	return strings.ReplaceAll(text, "\n", l.s.newline)
}

// sign is the "-" or "+" that stands there, or 0, and what is behind it.
func (l *lexer) sign(at int) (byte, int) {
	if at < len(l.source) && (l.source[at] == '-' || l.source[at] == '+') {
		return l.source[at], at + 1
	}
	return 0, at
}

// stripped is text, which begins there, without the blanks at its end that a delimiter
// with that sign takes away.
func (l *lexer) stripped(begin int, text string, sign byte, isBlock bool) string {
	switch {
	case sign == '-':
		return strings.TrimRightFunc(text, isSpace)
	case sign == '+' || !l.s.lstripBlocks || !isBlock:
		return text
	}
	last := strings.LastIndexByte(text, '\n') + 1
	if last == 0 && begin > 0 && l.source[begin-1] != '\n' {
		return text
	}
	if strings.TrimLeftFunc(text[last:], isSpace) == "" {
		return text[:last]
	}
	return text
}

// comment goes to the end of a comment.
func (l *lexer) comment() {
	rest := l.source[l.at:]
	i := strings.Index(rest, l.s.commentEnd)
	switch {
	case rest == "":
		l.state = inText
		return
	case i < 0:
		l.failUnclosed("comment", "Missing end of comment tag")
	}
	var sign byte
	if i > 0 {
		sign = rest[i-1]
	}
	l.at = l.behind(l.at+i+len(l.s.commentEnd), sign)
	l.state = inText
}

// behind is where the template goes on behind the end of a block or a comment with that
// sign.
func (l *lexer) behind(end int, sign byte) int {
	switch {
	case sign == '-':
		return skipSpace(l.source, end)
	case sign != '+' && l.s.trimBlocks && end < len(l.source) && l.source[end] == '\n':
		return end + 1
	}
	return end
}

func (l *lexer) lineComment() {
	l.state = inText
	if i := strings.IndexByte(l.source[l.at:], '\n'); i >= 0 {
		l.at += i
	} else {
		l.at = len(l.source)
	}
}

// rawBegin reads on behind the start of a block: it begins raw text if the rest of
// "{% raw %}" is there.
func (l *lexer) rawBegin(at int) (sign byte, end int, is bool) {
	sign, at = l.sign(at)
	if at, is = l.word(at, "raw"); !is {
		return 0, 0, false
	}
	rest := l.source[at:]
	if strings.HasPrefix(rest, "-") && strings.HasPrefix(rest[1:], l.s.blockEnd) {
		return sign, skipSpace(l.source, at+1+len(l.s.blockEnd)), true
	}
	return sign, at + len(l.s.blockEnd), strings.HasPrefix(rest, l.s.blockEnd)
}

// word is what is behind that word and the blanks around it.
func (l *lexer) word(at int, word string) (end int, is bool) {
	at = skipSpace(l.source, at)
	if !strings.HasPrefix(l.source[at:], word) {
		return 0, false
	}
	return skipSpace(l.source, at+len(word)), true
}

// raw is the text up to the block that ends it.
func (l *lexer) raw() token {
	begin := l.at
	if begin == len(l.source) {
		l.state = inText
		return token{}
	}
	for at := begin; ; {
		i := strings.Index(l.source[at:], l.s.blockStart)
		if i < 0 {
			l.failUnclosed("raw", "Missing end of raw directive")
		}
		start := at + i
		if sign, end, is := l.rawEnd(start + len(l.s.blockStart)); is {
			l.at = end
			l.state = inText
			return l.data(begin, l.stripped(begin, l.source[begin:start], sign, true))
		}
		_, size := utf8.DecodeRuneInString(l.source[start:])
		at = start + size
	}
}

func (l *lexer) rawEnd(at int) (sign byte, end int, is bool) {
	sign, at = l.sign(at)
	if at, is = l.word(at, "endraw"); !is {
		return 0, 0, false
	}
	rest := l.source[at:]
	if len(rest) > 0 && (rest[0] == '-' || rest[0] == '+') && strings.HasPrefix(rest[1:], l.s.blockEnd) {
		return sign, l.behind(at+1+len(l.s.blockEnd), rest[0]), true
	}
	if !strings.HasPrefix(rest, l.s.blockEnd) {
		return 0, 0, false
	}
	return sign, l.behind(at+len(l.s.blockEnd), 0), true
}

// place is the position of an index, which is not before that of the last call by more
// than its line.
func (l *lexer) place(at int) pos {
	for l.counted < at {
		i := strings.IndexByte(l.source[l.counted:at], '\n')
		if i < 0 {
			l.counted = at
			break
		}
		l.counted += i + 1
		l.line++
		l.lineStart = l.counted
	}
	return pos{l.line, int32(at - l.lineStart + 1)}
}

func (l *lexer) notClosed(what string) string {
	return "the " + what + " of line " + itoa(int(l.begun.line)) + " is not closed"
}

// failUnclosed fails where the comment or the raw text begins; Jinja2's line is that of what
// is in it.
func (l *lexer) failUnclosed(what, message string) {
	panic(syntaxError(kindSyntaxError, l.place(l.at).line, l.begun, l.notClosed(what), message))
}

func (l *lexer) fail(at pos, message string) { l.failHint(at, "", message) }

func (l *lexer) failHint(at pos, hint, message string) {
	panic(syntaxError(kindSyntaxError, at.line, at, hint, message))
}

// syntaxError is an error of the parser: line is the one that Jinja2 names, at where it is.
func syntaxError(kind string, line int32, at pos, hint, message string) *Error {
	return &Error{
		Kind: kind, Message: message, Hint: hint,
		Line: int(line), At: Position{int(at.line), int(at.col)},
	}
}
