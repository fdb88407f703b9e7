package jinja

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// isSpace is Python's str.isspace of one character.
func isSpace(c rune) bool {
	switch {
	case c <= ' ':
		return c == ' ' || c >= '\t' && c <= '\r' || c >= 0x1c
	case c < 0x85:
		return false
	case c == 0x85, c == 0x2028, c == 0x2029:
		return true
	}
	return unicode.Is(unicode.Zs, c)
}

func isLowerCase(c rune) bool {
	return unicode.Is(unicode.Ll, c) || unicode.Is(unicode.Other_Lowercase, c)
}

func isUpperCase(c rune) bool {
	return unicode.Is(unicode.Lu, c) || unicode.Is(unicode.Other_Uppercase, c)
}

func isCased(c rune) bool { return isLowerCase(c) || isUpperCase(c) || unicode.Is(unicode.Lt, c) }

// isCaseIgnorable is Unicode's property, of which the final sigma asks.
func isCaseIgnorable(c rune) bool {
	return strings.ContainsRune("'.:^`\u00a8\u00ad\u00af\u00b4\u00b7\u00b8\u0387\u055f\u05f4\u2018\u2019\u2024\u2027\ufe13\ufe52\ufe55\uff07\uff0e\uff1a", c) ||
		unicode.In(c, unicode.Mn, unicode.Me, unicode.Cf, unicode.Lm, unicode.Sk)
}

func isAlphabetic(c rune) bool { return unicode.IsLetter(c) }
func isDecimalDigit(c rune) bool {
	return unicode.Is(unicode.Nd, c)
}
func isDigitCharacter(c rune) bool { return isDecimalDigit(c) || unicode.Is(otherDigits, c) }
func isNumericCharacter(c rune) bool {
	return unicode.IsNumber(c) || unicode.Is(otherNumerics, c)
}

func isAlphanumeric(c rune) bool { return isAlphabetic(c) || isNumericCharacter(c) }

// decimalValue is a digit's value in any script, -1 for what is no digit. Unicode has the
// ten digits of a script in a row, and the rows of a range one after the other.
func decimalValue(c rune) int {
	if c < utf8.RuneSelf {
		if c >= '0' && c <= '9' {
			return int(c - '0')
		}
		return -1
	}
	for _, in := range unicode.Nd.R16 {
		if rune(in.Lo) <= c && c <= rune(in.Hi) {
			return int(c-rune(in.Lo)) % 10
		}
	}
	for _, in := range unicode.Nd.R32 {
		if rune(in.Lo) <= c && c <= rune(in.Hi) {
			return int(c-rune(in.Lo)) % 10
		}
	}
	return -1
}

func appendUpper(dst []byte, c rune) []byte {
	if s, is := specialUpper[c]; is {
		return append(dst, s...)
	}
	return utf8.AppendRune(dst, unicode.ToUpper(c))
}

func appendTitle(dst []byte, c rune) []byte {
	if s, is := specialTitle[c]; is {
		return append(dst, s...)
	}
	if s, is := specialUpper[c]; is && unicode.ToTitle(c) == c {
		return append(dst, s...)
	}
	return utf8.AppendRune(dst, unicode.ToTitle(c))
}

// appendLower appends the lower case of the character c of s at i: a capital sigma's
// depends on what is around it.
func appendLower(dst []byte, c rune, s string, i int) []byte {
	if c == 'Σ' {
		if endsWord(s, i) {
			return append(dst, "ς"...)
		}
		return append(dst, "σ"...)
	}
	if s, is := specialLower[c]; is {
		return append(dst, s...)
	}
	return utf8.AppendRune(dst, unicode.ToLower(c))
}

// endsWord tells whether the sigma of s at i comes after a letter and before none.
func endsWord(s string, i int) bool {
	before, after := strings.TrimRightFunc(s[:i], isCaseIgnorable), strings.TrimLeftFunc(s[i+len("Σ"):], isCaseIgnorable)
	last, _ := utf8.DecodeLastRuneInString(before)
	first, _ := utf8.DecodeRuneInString(after)
	return before != "" && isCased(last) && (after == "" || !isCased(first))
}

// upperText is str.upper.
func upperText(s string) string {
	if isASCII(s) {
		return strings.ToUpper(s)
	}
	return mapCase(s, func(dst []byte, c rune, _ int) []byte { return appendUpper(dst, c) })
}

// lowerText is str.lower.
func lowerText(s string) string {
	if isASCII(s) {
		return strings.ToLower(s)
	}
	return mapCase(s, func(dst []byte, c rune, i int) []byte { return appendLower(dst, c, s, i) })
}

// foldText is str.casefold.
func foldText(s string) string {
	if isASCII(s) {
		return strings.ToLower(s)
	}
	return mapCase(s, func(dst []byte, c rune, _ int) []byte {
		if folded, is := specialFold[c]; is {
			return append(dst, folded...)
		}
		if lower, is := specialLower[c]; is {
			return append(dst, lower...)
		}
		return utf8.AppendRune(dst, unicode.ToLower(c))
	})
}

// swapText is str.swapcase.
func swapText(s string) string {
	return mapCase(s, func(dst []byte, c rune, i int) []byte {
		switch {
		case isUpperCase(c):
			return appendLower(dst, c, s, i)
		case isLowerCase(c):
			return appendUpper(dst, c)
		}
		return utf8.AppendRune(dst, c)
	})
}

// titleText is str.title: a letter after a letter is in lower case, another in title case.
func titleText(s string) string {
	within := false
	return mapCase(s, func(dst []byte, c rune, i int) []byte {
		if within {
			dst = appendLower(dst, c, s, i)
		} else {
			dst = appendTitle(dst, c)
		}
		within = isCased(c)
		return dst
	})
}

// capitalText is str.capitalize.
func capitalText(s string) string {
	return mapCase(s, func(dst []byte, c rune, i int) []byte {
		if i == 0 {
			return appendTitle(dst, c)
		}
		return appendLower(dst, c, s, i)
	})
}

// mapCase is s with each character replaced by what change appends for it; bytes that are
// not UTF-8 stay.
func mapCase(s string, change func(dst []byte, c rune, i int) []byte) string {
	dst := make([]byte, 0, len(s)+8)
	for i := 0; i < len(s); {
		c, size := utf8.DecodeRuneInString(s[i:])
		if c == utf8.RuneError && size == 1 {
			dst = append(dst, s[i])
		} else {
			dst = change(dst, c, i)
		}
		i += size
	}
	return string(dst)
}
