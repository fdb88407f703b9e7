package jinja

import (
	"math"
	"math/big"
	"strconv"
	"strings"
	"unicode"
)

// mostDigits is how many digits of a base that is not a power of two Python reads.
const mostDigits = 4300

// toInt is Python's int of a value that is no text.
func toInt(r *run, v value) (value, *Error) {
	switch v.kind() {
	case kindBool:
		return integer(v.int()), nil
	case kindInt, kindBig:
		return v, nil
	case kindFloat:
		return floatToInt(v.float())
	case kindUndefined:
		panic(v.undefined().fail(r))
	}
	return value{}, errorf(kindTypeError,
		"int() argument must be a string, a bytes-like object or a real number, not '%s'", typeName(v))
}

// toFloat is Python's float.
func toFloat(r *run, v value) (float64, *Error) {
	if s, is := v.asText(); is {
		f, is := parseFloat(s)
		if !is {
			return 0, errorf(kindValueError, "could not convert string to float: %s", reprOf(r, text(s)))
		}
		return f, nil
	}
	switch v.kind() {
	case kindBool, kindInt:
		return float64(v.int()), nil
	case kindFloat:
		return v.float(), nil
	case kindBig:
		f, _ := new(big.Float).SetInt(v.ref.(*big.Int)).Float64()
		if math.IsInf(f, 0) {
			return 0, errorf(kindOverflow, "int too large to convert to float")
		}
		return f, nil
	case kindUndefined:
		panic(v.undefined().fail(r))
	}
	return 0, errorf(kindTypeError, "float() argument must be a string or a real number, not '%s'", typeName(v))
}

// floatToInt is f without its fraction.
func floatToInt(f float64) (value, *Error) {
	switch {
	case math.IsNaN(f):
		return value{}, errorf(kindValueError, "cannot convert float NaN to integer")
	case math.IsInf(f, 0):
		return value{}, errorf(kindOverflow, "cannot convert float infinity to integer")
	case math.Abs(f) < 1<<62:
		return integer(int64(f)), nil
	}
	n, _ := big.NewFloat(f).Int(nil)
	return bigInt(n), nil
}

// parseInt is Python's int(s, base); base 0 takes what a prefix says. Missing: s is none.
func parseInt(s string, base int) value {
	s = plainDigits(s)
	sign := ""
	if s != "" && (s[0] == '-' || s[0] == '+') {
		sign, s = s[:1], s[1:]
	}
	prefixed := false
	if len(s) > 1 && s[0] == '0' {
		if b := prefixBase(s[1]); b != 0 && (base == b || base == 0) {
			base, s, prefixed = b, s[2:], true
		}
	}
	if prefixed {
		s = strings.TrimPrefix(s, "_")
	}
	s, is := withoutUnderscores(s)
	if !is {
		return value{}
	}
	if base == 0 {
		base = 10
		if s[0] == '0' && strings.Trim(s, "0") != "" {
			return value{}
		}
	}
	if base&(base-1) != 0 && len(s) > mostDigits {
		return value{}
	}
	if n, err := strconv.ParseInt(sign+s, base, 64); err == nil {
		return integer(n)
	}
	n, is := new(big.Int).SetString(strings.TrimPrefix(sign, "+")+s, base)
	if !is {
		return value{}
	}
	return bigInt(n)
}

func prefixBase(letter byte) int {
	switch letter | 0x20 {
	case 'b':
		return 2
	case 'o':
		return 8
	case 'x':
		return 16
	}
	return 0
}

// withoutUnderscores removes single underscores between digits; false where there are
// others, or nothing is left, or something that no number has.
func withoutUnderscores(s string) (string, bool) {
	if s == "" || s[0] == '_' || s[len(s)-1] == '_' || strings.Contains(s, "__") || strings.ContainsAny(s, "+-") {
		return "", false
	}
	return strings.ReplaceAll(s, "_", ""), true
}

// plainDigits is s without blanks around it and with ASCII's digits for those of other
// scripts.
func plainDigits(s string) string {
	s = strings.TrimFunc(s, isSpaceChar)
	if onlyASCII(s) {
		return s
	}
	return strings.Map(func(c rune) rune {
		if n, is := decimalDigit(c); is {
			return rune('0' + n)
		}
		return c
	}, s)
}

// decimalDigit is the value of a decimal digit of any script. The ten of a script stand
// in a row from a zero on.
func decimalDigit(c rune) (int, bool) {
	if c >= '0' && c <= '9' {
		return int(c - '0'), true
	}
	if c < 0x80 || !unicode.Is(unicode.Nd, c) {
		return 0, false
	}
	for _, span := range unicode.Nd.R16 {
		if c >= rune(span.Lo) && c <= rune(span.Hi) {
			return int(c-rune(span.Lo)) % 10, true
		}
	}
	for _, span := range unicode.Nd.R32 {
		if c >= rune(span.Lo) && c <= rune(span.Hi) {
			return int(c-rune(span.Lo)) % 10, true
		}
	}
	return 0, false
}

// parseFloat is Python's float of a text.
func parseFloat(s string) (float64, bool) {
	s = plainDigits(s)
	unsigned := strings.TrimLeft(s, "+-")
	if len(s)-len(unsigned) > 1 || unsigned == "" {
		return 0, false
	}
	switch strings.ToLower(unsigned) {
	case "inf", "infinity", "nan":
		f, err := strconv.ParseFloat(s, 64)
		return f, err == nil
	}
	if !isFloatText(unsigned) {
		return 0, false
	}
	f, _ := strconv.ParseFloat(strings.ReplaceAll(s, "_", ""), 64) // out of range: infinite, or 0
	return f, true
}

// isFloatText tells whether s is digits, a point, an exponent as Python takes them, with
// underscores between digits.
func isFloatText(s string) bool {
	digits := 0
	for i := range len(s) {
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			digits++
		case c == '_':
			if i == 0 || i+1 == len(s) || !isDigit(s[i-1]) || !isDigit(s[i+1]) {
				return false
			}
		case c == '.':
			if strings.ContainsAny(s[:i], ".eE") {
				return false
			}
		case c == 'e' || c == 'E':
			return digits > 0 && isExponent(s[i+1:])
		default:
			return false
		}
	}
	return digits > 0
}

func isExponent(s string) bool {
	if s != "" && (s[0] == '+' || s[0] == '-') {
		s = s[1:]
	}
	s, is := withoutUnderscores(s)
	return is && strings.Trim(s, "0123456789") == ""
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }
