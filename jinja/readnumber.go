package jinja

import (
	"math"
	"math/big"
	"strconv"
	"strings"
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
		return parseFloat(r, s)
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
	s = plainNumber(s)
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

// parseFloat is Python's float of a text.
func parseFloat(r *run, s string) (f float64, err *Error) {
	err = attempt(func() { f = floatOfText(r, s) })
	return f, err
}
