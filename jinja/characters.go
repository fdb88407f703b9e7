package jinja

import (
	"unicode"
	"unicode/utf8"
)

// isSpaceChar is Python's str.isspace of one character, which is also what \s matches.
func isSpaceChar(c rune) bool {
	if c < 0x80 {
		return c == ' ' || c >= '\t' && c <= '\r' || c >= 0x1c && c <= 0x1f
	}
	switch c {
	case 0x85, 0xa0, 0x1680, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000:
		return true
	}
	return c >= 0x2000 && c <= 0x200a
}

// isWord is Python's \w.
func isWord(c rune) bool {
	if c < 0x80 {
		return c == '_' || c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z'
	}
	return unicode.IsLetter(c) || unicode.IsNumber(c)
}

// onlyASCII tells whether s has no byte above 127.
func onlyASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
