package jinja

import (
	"math/big"
	"strconv"
	"strings"
	"unicode/utf8"
)

// number is a float if it can be one, else an int, of which as much belongs to it as can.
func (l *lexer) number(here pos) token {
	kind, end := tokFloat, 0
	if l.at == 0 || l.source[l.at-1] != '.' {
		end = floatEnd(l.source, l.at)
	}
	if end == 0 {
		kind, end = tokInteger, integerEnd(l.source, l.at)
	}
	text := l.source[l.at:end]
	l.at = end
	if strings.IndexByte(text, '_') >= 0 {
		text = strings.ReplaceAll(text, "_", "")
	}
	if kind == tokInteger {
		checkDigits(here, text)
	}
	return token{kind: kind, pos: here, text: text}
}

// floatEnd is the end of the float that begins there, 0 if there is none: digits with a
// fraction, an exponent or both.
func floatEnd(s string, at int) int {
	at = digitsEnd(s, at, isLexDigit)
	is := false
	if end := digitsEnd(s, at+1, isLexDigit); at < len(s) && s[at] == '.' && end > 0 {
		at, is = end, true
	}
	if at < len(s) && (s[at] == 'e' || s[at] == 'E') {
		digits := at + 1
		if digits < len(s) && (s[digits] == '+' || s[digits] == '-') {
			digits++
		}
		if end := digitsEnd(s, digits, isLexDigit); end > 0 {
			return end
		}
	}
	if !is {
		return 0
	}
	return at
}

func integerEnd(s string, at int) int {
	if s[at] != '0' {
		return digitsEnd(s, at, isLexDigit)
	}
	if at+1 < len(s) {
		if digit := baseDigits(s[at+1]); digit != nil {
			digits := at + 2
			if digits < len(s) && s[digits] == '_' {
				digits++
			}
			if end := digitsEnd(s, digits, digit); end > 0 {
				return end
			}
		}
	}
	return digitsEnd(s, at, func(c byte) bool { return c == '0' })
}

// baseDigits tells the digits of the base that the letter behind a 0 stands for.
func baseDigits(letter byte) func(byte) bool {
	switch letter {
	case 'b', 'B':
		return func(c byte) bool { return c == '0' || c == '1' }
	case 'o', 'O':
		return func(c byte) bool { return c >= '0' && c <= '7' }
	case 'x', 'X':
		return func(c byte) bool {
			return isLexDigit(c) || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
		}
	}
	return nil
}

func isLexDigit(c byte) bool { return c >= '0' && c <= '9' }

// digitsEnd is the end of the digits that begin there, with single underscores between
// them; 0 if there is no digit.
func digitsEnd(s string, at int, is func(byte) bool) int {
	if at >= len(s) || !is(s[at]) {
		return 0
	}
	for at++; at < len(s); at++ {
		if s[at] == '_' && at+1 < len(s) && is(s[at+1]) {
			at++
		}
		if !is(s[at]) {
			break
		}
	}
	return at
}

// maxDigits is how many digits Python lets a decimal int have: reading one takes quadratic
// time.
const maxDigits = 4300

func checkDigits(here pos, text string) {
	if len(text) > maxDigits && !isPrefixed(text) {
		panic(syntaxError(kindValueError, here.line, here, "", "Exceeds the limit ("+itoa(maxDigits)+
			" digits) for integer string conversion: value has "+itoa(len(text))+
			" digits; use sys.set_int_max_str_digits() to increase the limit"))
	}
}

func isPrefixed(text string) bool { return len(text) > 2 && text[0] == '0' && text[1] > '9' }

// integerOf is the int that a token's digits are.
func integerOf(text string) value {
	base := 10
	if isPrefixed(text) {
		base = map[byte]int{'b': 2, 'o': 8, 'x': 16}[text[1]|0x20]
		text = text[2:]
	}
	if n, err := strconv.ParseInt(text, base, 64); err == nil {
		return integer(n)
	}
	return bigInt(bigOf(text, base))
}

// bigOf halves long numbers of a base that is a power of two, since big.Int reads them in
// quadratic time.
func bigOf(text string, base int) *big.Int {
	if len(text) <= maxDigits {
		n, _ := new(big.Int).SetString(text, base)
		return n
	}
	low := len(text) / 2
	n := bigOf(text[:len(text)-low], base)
	n.Lsh(n, uint(low*map[int]int{2: 1, 8: 3, 16: 4}[base]))
	return n.Or(n, bigOf(text[len(text)-low:], base))
}

func floatOf(text string) value {
	f, _ := strconv.ParseFloat(text, 64) // the error is that it is infinite, which Python's is too
	return float(f)
}

// str is a string in quotes; false if its end is missing.
func (l *lexer) str(here pos) (t token, is bool) {
	quote, plain := l.source[l.at], true
	for i := l.at + 1; i < len(l.source); i++ {
		switch l.source[i] {
		case '\\':
			plain = false
			i++
		case quote:
			text := l.newlines(l.source[l.at+1 : i])
			l.at = i + 1
			if !plain {
				text = unescape(here, text)
			}
			return token{kind: tokString, pos: here, text: text}, true
		}
	}
	return token{}, false
}

// unescape reads escapes as Python's codec unicode-escape does.
func unescape(here pos, s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for {
		i := strings.IndexByte(s, '\\')
		if i < 0 || i+1 == len(s) {
			b.WriteString(s)
			return b.String()
		}
		b.WriteString(s[:i])
		s = unescapeOne(here, &b, s[i+1:])
	}
}

// unescapeOne reads the escape whose backslash stands in front of s, and returns what is
// behind it.
func unescapeOne(here pos, b *strings.Builder, s string) string {
	switch c := s[0]; c {
	case '\n':
	case '\\', '\'', '"':
		b.WriteByte(c)
	case 'a', 'b', 'f', 'n', 'r', 't', 'v':
		b.WriteByte("\a\b\f\n\r\t\v"[strings.IndexByte("abfnrtv", c)])
	case 'x':
		return unescapeHex(here, b, s, 2)
	case 'u':
		return unescapeHex(here, b, s, 4)
	case 'U':
		return unescapeHex(here, b, s, 8)
	case 'N':
		return unescapeName(here, b, s)
	case '0', '1', '2', '3', '4', '5', '6', '7':
		r, digits := rune(0), 0
		for digits < 3 && digits < len(s) && s[digits] >= '0' && s[digits] <= '7' {
			r = r<<3 | rune(s[digits]-'0')
			digits++
		}
		b.WriteRune(r)
		return s[digits:]
	default:
		b.WriteByte('\\')
		if c < utf8.RuneSelf {
			b.WriteByte(c)
			return s[1:]
		}
		// Python escapes what is not ASCII before it reads the escapes.
		r, size := utf8.DecodeRuneInString(s)
		b.WriteString(strings.Trim(runeEscape(r), `\`))
		return s[size:]
	}
	return s[1:]
}

// unescapeName reads "N{NAME}".
func unescapeName(here pos, b *strings.Builder, s string) string {
	end := strings.IndexByte(s, '}')
	if !strings.HasPrefix(s, "N{") || end < 3 {
		panic(syntaxError(kindSyntaxError, here.line, here, "", `malformed \N character escape`))
	}
	r, is := charNamed(s[2:end])
	if !is {
		panic(syntaxError(kindSyntaxError, here.line, here,
			`only the usual characters are known by name: write the character itself, or \u and its code`,
			"unknown Unicode character name"))
	}
	b.WriteRune(r)
	return s[end+1:]
}

// unescapeHex reads a letter and that many hexadecimal digits.
func unescapeHex(here pos, b *strings.Builder, s string, digits int) string {
	end := 1
	for end < len(s) && end <= digits && strings.IndexByte("0123456789abcdefABCDEF", s[end]) >= 0 {
		end++
	}
	if end <= digits {
		panic(syntaxError(kindSyntaxError, here.line, here, "",
			`truncated \`+s[:1]+strings.Repeat("X", digits)+" escape"))
	}
	n, _ := strconv.ParseUint(s[1:end], 16, 32)
	if n > utf8.MaxRune {
		panic(syntaxError(kindSyntaxError, here.line, here, "", "illegal Unicode character"))
	}
	b.WriteRune(rune(n))
	return s[end:]
}

// runeEscape is r as Python escapes it in a repr.
func runeEscape(r rune) string {
	letter, digits := "U", 8
	switch {
	case r < 0x100:
		letter, digits = "x", 2
	case r < 0x10000:
		letter, digits = "u", 4
	}
	hex := strconv.FormatInt(int64(r), 16)
	return `\` + letter + strings.Repeat("0", digits-len(hex)) + hex
}
