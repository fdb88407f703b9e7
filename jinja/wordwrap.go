package jinja

import (
	"math"
	"strings"
	"unicode"
	"unicode/utf8"
)

var wordwrapParams = params("do_wordwrap", "s", 0, "width", "break_long_words", "wrapstring", "break_on_hyphens")

// filterWordwrap wraps each line of a text by itself.
func filterWordwrap(r *run, in value, a *args) value {
	var p [4]value
	wordwrapParams.bind(a, 2, p[:])
	newline := p[2]
	if !newline.isGiven() {
		newline = text("\n")
		if set := r.env.config.Newline; set != "" {
			newline = text(set)
		}
	}
	s, is := in.asText()
	if !is {
		panic(noMethod(r, in, "splitlines"))
	}
	lines := splitLines(s, false)
	if len(lines) > 0 {
		w := newWrapper(r, p[0].or(integer(79)))
		w.breakLong = p[1].isMissing() || truth(r, p[1])
		w.atHyphens = p[3].isMissing() || truth(r, p[3])
		w.splitHyphens = p[3].isMissing() || p[3] == vtrue
		for i, line := range lines {
			r.step(1 + len(line)/16)
			if newline.isMarkup() {
				line = strings.Join(escapeEach(w.wrap(line)), newline.text())
			} else {
				line = strings.Join(w.wrap(line), newline.text())
			}
			lines[i] = line
		}
	}
	separator, is := newline.asText()
	if !is {
		panic(noMethod(r, newline, "join"))
	}
	if newline.isMarkup() {
		return markup(strings.Join(lines, separator))
	}
	return text(strings.Join(lines, separator))
}

// noMethod is the error of a method that v should have.
func noMethod(r *run, v value, name string) *Error {
	if u := v.undefined(); u != nil {
		return u.fail(r)
	}
	return errorf(kindAttributeError, "'%s' object has no attribute '%s'", typeName(v), name)
}

func escapeEach(lines []string) []string {
	for i, line := range lines {
		lines[i] = escapeText(line)
	}
	return lines
}

// wrapper wraps text as Python's textwrap does.
type wrapper struct {
	width        int  // characters of a line
	whole        bool // width is a number that a text can be cut at
	breakLong    bool // words that no line holds are cut
	atHyphens    bool // and rather behind a hyphen
	splitHyphens bool // words may be divided behind their hyphens
}

func newWrapper(r *run, width value) *wrapper {
	if less(r, "<=", width, integer(0)) {
		panic(errorf(kindValueError, "invalid width %s (must be > 0)", reprOf(r, width)))
	}
	switch width.kind() {
	case kindInt, kindBool:
		return &wrapper{width: int(width.int()), whole: true}
	case kindFloat:
		return &wrapper{width: int(math.Min(width.float(), math.MaxInt32))}
	}
	return &wrapper{width: math.MaxInt32, whole: true}
}

// chunk is a piece of text that is not divided unless no line holds it.
type chunk struct {
	text       string
	characters int
	blank      bool
}

func newChunk(s string) chunk {
	return chunk{s, utf8.RuneCountInString(s), isAllBlank(s)}
}

func isAllBlank(s string) bool { return strings.TrimLeftFunc(s, isSpace) == "" }

// wrap is the lines of s. Blanks at the ends of lines are dropped, those before the first
// word are kept.
func (w *wrapper) wrap(s string) []string {
	chunks := w.chunks(s)
	var lines []string
	for len(chunks) > 0 {
		if chunks[0].blank && len(lines) > 0 {
			chunks = chunks[1:]
		}
		n, length := 0, 0
		for n < len(chunks) && length+chunks[n].characters <= w.width {
			length += chunks[n].characters
			n++
		}
		line, rest := chunks[:n:n], chunks[n:]
		if len(rest) > 0 && rest[0].characters > w.width {
			line, rest = w.cutLong(line, rest, w.width-length)
		}
		chunks = rest
		if n := len(line); n > 0 && line[n-1].blank {
			line = line[:n-1]
		}
		if len(line) > 0 {
			lines = append(lines, joinChunks(line))
		}
	}
	return lines
}

func joinChunks(line []chunk) string {
	if len(line) == 1 {
		return line[0].text
	}
	var s strings.Builder
	for _, c := range line {
		s.WriteString(c.text)
	}
	return s.String()
}

// cutLong puts of a word that no line holds as much on the line as has room, which are
// that many characters, or nothing.
func (w *wrapper) cutLong(line, rest []chunk, room int) (longer, left []chunk) {
	if !w.breakLong {
		if len(line) == 0 {
			return rest[:1:1], rest[1:]
		}
		return line, rest
	}
	word := rest[0].text
	if !w.whole {
		panic(errorf(kindTypeError, "slice indices must be integers or None or have an __index__ method"))
	}
	end := offsetOf(word, room)
	if w.atHyphens && rest[0].characters > room {
		if at := strings.LastIndexByte(word[:end], '-'); at > 0 && strings.Trim(word[:at], "-") != "" {
			end = at + 1
		}
	}
	head := newChunk(word[:end]) // which can be empty: then it is dropped, and not the blank before it
	rest[0] = chunk{word[end:], rest[0].characters - head.characters, isAllBlank(word[end:])}
	return append(line, head), rest
}

// offsetOf is where character n of s begins.
func offsetOf(s string, n int) int {
	for at := range s {
		if n == 0 {
			return at
		}
		n--
	}
	return len(s)
}

// chunks divides s into blanks and words, and words behind hyphens and around dashes.
func (w *wrapper) chunks(s string) []chunk {
	var chunks []chunk
	for at := 0; at < len(s); {
		end := at
		switch {
		case isWrapBlank(s[at]):
			for end < len(s) && isWrapBlank(s[end]) {
				end++
			}
		case !w.splitHyphens:
			for end < len(s) && !isWrapBlank(s[end]) {
				end++
			}
		default:
			end = wordEnd(s, at)
		}
		chunks = append(chunks, newChunk(s[at:end]))
		at = end
	}
	return chunks
}

// isWrapBlank: textwrap divides at the blanks of ASCII only.
func isWrapBlank(c byte) bool { return c == ' ' || c >= '\t' && c <= '\r' }

// wordEnd is where the piece of a word that begins at start ends: a dash of two and more
// hyphens between words, else behind a hyphen between letters, before a dash, or at the
// word's end.
func wordEnd(s string, start int) int {
	if end := dashEnd(s, start); end > start {
		return end
	}
	for at := start; ; {
		_, n := utf8.DecodeRuneInString(s[at:])
		at += n
		if at == len(s) || isWrapBlank(s[at]) {
			return at
		}
		if s[at] != '-' {
			continue
		}
		if isHyphenation(s, at) {
			return at + 1
		}
		if dashEnd(s, at) > at {
			return at
		}
	}
}

// dashEnd is where a dash of two and more hyphens ends that begins at start, behind a
// character of a word or punctuation and before a word; start if there is none.
func dashEnd(s string, start int) int {
	before, n := utf8.DecodeLastRuneInString(s[:start])
	if n == 0 || !isWord(before) && !strings.ContainsRune(`!"'&.,?`, before) {
		return start
	}
	end := start
	for end < len(s) && s[end] == '-' {
		end++
	}
	if end-start < 2 {
		return start
	}
	if after, _ := utf8.DecodeRuneInString(s[end:]); !isWord(after) {
		return start
	}
	return end
}

// isHyphenation tells whether a word may be divided behind the hyphen at: two letters are
// in front of it, or a letter, a hyphen and a letter; a letter is behind it, and another
// one there, or behind another hyphen.
func isHyphenation(s string, at int) bool {
	one, n := utf8.DecodeLastRuneInString(s[:at])
	two, m := utf8.DecodeLastRuneInString(s[:at-n])
	if !isLetter(one) {
		return false
	}
	if !isLetter(two) {
		three, _ := utf8.DecodeLastRuneInString(s[:at-n-m])
		if two != '-' || !isLetter(three) {
			return false
		}
	}
	next, n := utf8.DecodeRuneInString(s[at+1:])
	if !isLetter(next) {
		return false
	}
	behind := strings.TrimPrefix(s[at+1+n:], "-")
	last, _ := utf8.DecodeRuneInString(behind)
	return isLetter(last)
}

// isLetter is Python's [^\d\W]: a character of a word, but no decimal digit.
func isLetter(c rune) bool {
	return c != utf8.RuneError && isWord(c) && !unicode.Is(unicode.Nd, c)
}
