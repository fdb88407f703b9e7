package jinja

import (
	"errors"
	"math"
	"math/big"
	"strconv"
	"strings"
	"unicode/utf8"
)

// intOfText is Python's int(s).
func intOfText(r *run, s string) value {
	digits := plainNumber(s)
	unsigned := strings.TrimLeft(digits, "+-")
	if len(digits)-len(unsigned) <= 1 && isDigits(unsigned) {
		if len(unsigned) > 4300 {
			panic(errorf(kindValueError, "Exceeds the limit (4300 digits) for integer string conversion: value has %d digits; use sys.set_int_max_str_digits() to increase the limit", len(unsigned)))
		}
		if n, ok := new(big.Int).SetString(strings.ReplaceAll(digits, "_", ""), 10); ok {
			return bigInt(n)
		}
	}
	panic(errorf(kindValueError, "invalid literal for int() with base 10: %s", reprOf(r, text(s))))
}

// floatOfText is Python's float(s).
func floatOfText(r *run, s string) float64 {
	number := plainNumber(s)
	lower := strings.ToLower(strings.TrimLeft(number, "+-"))
	if len(number)-len(lower) > 1 {
		lower = ""
	}
	switch {
	case lower == "nan":
		return math.NaN()
	case lower == "inf", lower == "infinity":
		if number[0] == '-' {
			return math.Inf(-1)
		}
		return math.Inf(1)
	case isDecimal(lower):
		f, err := strconv.ParseFloat(strings.ReplaceAll(number, "_", ""), 64)
		if err == nil || errors.Is(err, strconv.ErrRange) { // what is too large is infinite, as in Python
			return f
		}
	}
	panic(errorf(kindValueError, "could not convert string to float: %s", reprOf(r, text(s))))
}

// plainNumber is a number's text without blanks around it and in ASCII digits.
func plainNumber(s string) string {
	s = strings.TrimFunc(s, isSpace)
	if isASCII(s) {
		return s
	}
	return strings.Map(func(c rune) rune {
		if d := decimalValue(c); d >= 0 && c >= utf8.RuneSelf {
			return '0' + rune(d)
		}
		return c
	}, s)
}

// isDigits tells whether s is digits, with single underscores between them.
func isDigits(s string) bool {
	for i := range len(s) {
		switch c := s[i]; {
		case '0' <= c && c <= '9':
		case c == '_' && i > 0 && i < len(s)-1 && s[i+1] != '_':
		default:
			return false
		}
	}
	return s != ""
}

// isDecimal tells whether s is digits with a point or an exponent or neither.
func isDecimal(s string) bool {
	mantissa, exponent, scientific := strings.Cut(s, "e")
	if scientific {
		if exponent != "" && (exponent[0] == '+' || exponent[0] == '-') {
			exponent = exponent[1:]
		}
		if !isDigits(exponent) {
			return false
		}
	}
	whole, fraction, _ := strings.Cut(mantissa, ".")
	return (whole != "" || fraction != "") && (whole == "" || isDigits(whole)) && (fraction == "" || isDigits(fraction))
}
