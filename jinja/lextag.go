package jinja

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// tag is the next token within a tag. At its end the state is text again.
func (l *lexer) tag() token {
	for {
		if len(l.brackets) == 0 {
			if t, is := l.tagEnd(); is {
				return t
			}
		}
		if l.at >= len(l.source) {
			return token{kind: tokEOF, pos: l.place(l.at)}
		}
		if end := skipSpace(l.source, l.at); end > l.at {
			l.at = end
			continue
		}
		at := l.at
		here := l.place(at)
		switch c := l.source[at]; {
		case c >= '0' && c <= '9':
			return l.number(here)
		case isNameByte[c] || c >= utf8.RuneSelf:
			if t, is := l.name(here); is {
				return t
			}
		case c == '"' || c == '\'':
			if t, is := l.str(here); is {
				return t
			}
		default:
			if kind := operatorAt(l.source[at:]); kind != tokEOF {
				return l.operator(here, kind)
			}
		}
		r, _ := utf8.DecodeRuneInString(l.source[at:])
		l.fail(here, "unexpected char "+runeRepr(r)+" at "+itoa(utf8.RuneCountInString(l.source[:at])))
	}
}

// tagEnd is the end of the tag, if it is here.
func (l *lexer) tagEnd() (t token, is bool) {
	kind, at := tokBlockEnd, l.at
	switch l.state {
	case inLineStatement:
		end := skipSpace(l.source, at)
		if end < len(l.source) {
			// The blanks in front of the next line that is not empty are not the tag's.
			i := strings.LastIndexByte(l.source[at:end], '\n')
			if i < 0 {
				return token{}, false
			}
			end = at + i + 1
		}
		l.at = end
	case inVariable:
		kind = tokVariableEnd
		rest := l.source[at:]
		switch {
		case strings.HasPrefix(rest, "-") && strings.HasPrefix(rest[1:], l.s.variableEnd):
			l.at = skipSpace(l.source, at+1+len(l.s.variableEnd))
		case strings.HasPrefix(rest, l.s.variableEnd):
			l.at += len(l.s.variableEnd)
		default:
			return token{}, false
		}
	default:
		rest := l.source[at:]
		switch {
		case rest != "" && (rest[0] == '+' || rest[0] == '-') && strings.HasPrefix(rest[1:], l.s.blockEnd):
			l.at = l.behind(at+1+len(l.s.blockEnd), rest[0])
		case strings.HasPrefix(rest, l.s.blockEnd):
			l.at = l.behind(at+len(l.s.blockEnd), 0)
		default:
			return token{}, false
		}
	}
	l.state = inText
	return token{kind: kind, pos: l.place(at)}, true
}

// operator is an operator, and keeps account of the brackets: a tag cannot end within.
func (l *lexer) operator(here pos, kind tokenKind) token {
	text := tokenText[kind]
	l.at += len(text)
	switch kind {
	case tokLbrace:
		l.brackets = append(l.brackets, bracket{'}', here})
	case tokLparen:
		l.brackets = append(l.brackets, bracket{')', here})
	case tokLbracket:
		l.brackets = append(l.brackets, bracket{']', here})
	case tokRbrace, tokRparen, tokRbracket:
		last := len(l.brackets) - 1
		if last < 0 {
			l.fail(here, "unexpected '"+text+"'")
		}
		open := l.brackets[last]
		if l.brackets = l.brackets[:last]; open.closes != text[0] {
			l.failHint(here, open.notClosed(), "unexpected '"+text+"', expected '"+string(open.closes)+"'")
		}
	}
	return token{kind: kind, pos: here, text: text}
}

// notClosed is the hint for a bracket that lacks its end.
func (b bracket) notClosed() string {
	opens := map[byte]string{')': "(", ']': "[", '}': "{"}[b.closes]
	return "the " + opens + " of line " + itoa(int(b.line)) + " is not closed"
}

// name is a name; an identifier of Python's.
func (l *lexer) name(here pos) (t token, is bool) {
	at, end := l.at, l.at
	for end < len(l.source) && isNameByte[l.source[end]] {
		end++
	}
	if end < len(l.source) && l.source[end] >= utf8.RuneSelf {
		for end < len(l.source) {
			r, size := utf8.DecodeRuneInString(l.source[end:])
			if !isNameRune(r) {
				break
			}
			end += size
		}
		if end == at {
			return token{}, false
		}
		if !isNameText(l.source[at:end]) {
			l.fail(here, "Invalid character in identifier")
		}
	}
	l.at = end
	return token{kind: tokName, pos: here, text: l.source[at:end]}, true
}

// isNameByte has the ASCII characters of names.
var isNameByte = func() (is [256]bool) {
	for c := range is {
		is[c] = c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
	}
	return is
}()

// isNameRune tells whether a name goes on with r, be it an identifier then or not.
func isNameRune(r rune) bool {
	return r < utf8.RuneSelf && isNameByte[r] || r >= utf8.RuneSelf && r != utf8.RuneError &&
		(unicode.IsLetter(r) || unicode.In(r, unicode.N, unicode.Mn, unicode.Mc, unicode.Pc) || isOtherContinue(r))
}

// isNameText tells whether name is an identifier of Python's.
func isNameText(name string) bool {
	for i, r := range name {
		switch {
		case r == '_' || unicode.IsLetter(r) || unicode.In(r, unicode.Nl, unicode.Other_ID_Start):
		case i > 0 && (unicode.In(r, unicode.Nd, unicode.Mn, unicode.Mc, unicode.Pc) || isOtherContinue(r)):
		default:
			return false
		}
	}
	return name != ""
}

// isOtherContinue has Unicode's Other_ID_Continue, as far as Jinja2 knows it.
func isOtherContinue(r rune) bool {
	return r == 0xB7 || r == 0x387 || r >= 0x1369 && r <= 0x1371 || r == 0x19DA
}

// skipSpace is where the blanks end that begin at at.
func skipSpace(s string, at int) int {
	return len(s) - len(strings.TrimLeftFunc(s[at:], isSpace))
}

// runeRepr is Python's repr of a text with that character alone.
func runeRepr(r rune) string {
	switch {
	case r == '\'':
		return `"'"`
	case r == '\\':
		return `'\\'`
	case r == '\n':
		return `'\n'`
	case r == '\r':
		return `'\r'`
	case r == '\t':
		return `'\t'`
	case unicode.IsPrint(r):
		return "'" + string(r) + "'"
	}
	return "'" + runeEscape(r) + "'"
}
