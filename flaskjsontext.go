package gourd

import (
	"math"
	"math/big"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// text writes a string: all that is not printable ASCII is escaped, in digits of lower
// case, and what UTF-16 needs two for has two. Bytes that are no UTF-8 are U+FFFD.
func (w *flaskWriter) text(s string) {
	w.out = append(w.out, '"')
	for i := 0; i < len(s); {
		c := s[i]
		if c >= ' ' && c < 0x7f && c != '"' && c != '\\' {
			w.out = append(w.out, c)
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		i += size
		w.escape(r)
	}
	w.out = append(w.out, '"')
}

// escape writes a character that may not, or need not, stand for itself.
func (w *flaskWriter) escape(r rune) {
	if i := strings.IndexRune("\"\\\b\f\n\r\t", r); i >= 0 {
		w.out = append(w.out, '\\', `"\bfnrt`[i])
		return
	}
	if r >= 0x7f && w.o.UTF8 {
		w.out = utf8.AppendRune(w.out, r)
		return
	}
	if r >= 0x10000 {
		high, low := utf16.EncodeRune(r)
		w.unit(uint16(high))
		r = low
	}
	w.unit(uint16(r))
}

func (w *flaskWriter) unit(u uint16) {
	const digits = "0123456789abcdef"
	w.out = append(w.out, '\\', 'u', digits[u>>12], digits[u>>8&15], digits[u>>4&15], digits[u&15])
}

// appendPythonFloat writes a float of that many bits as Python's repr: the fewest
// digits that are read as the same number, with an exponent below 1e-4 and from 1e16 on,
// and a point where there is none.
func appendPythonFloat(b []byte, f float64, bits int) []byte {
	switch {
	case math.IsNaN(f):
		return append(b, "NaN"...)
	case math.IsInf(f, 1):
		return append(b, "Infinity"...)
	case math.IsInf(f, -1):
		return append(b, "-Infinity"...)
	}
	abs := math.Abs(f)
	scientific := abs != 0 && (abs < 1e-4 || abs >= 1e16)
	if bits == 32 {
		scientific = abs != 0 && (float32(abs) < 1e-4 || float32(abs) >= 1e16)
	}
	if scientific {
		return strconv.AppendFloat(b, f, 'e', -1, bits)
	}
	from := len(b)
	b = strconv.AppendFloat(b, f, 'f', -1, bits)
	for _, c := range b[from:] {
		if c == '.' {
			return b
		}
	}
	return append(b, ".0"...)
}

// decimalText writes a big.Float as str does a Decimal of its digits.
func decimalText(f *big.Float) string {
	if f.IsInf() {
		if f.Signbit() {
			return "-Infinity"
		}
		return "Infinity"
	}
	digits, exponent, _ := strings.Cut(f.Text('e', -1), "e")
	n, _ := strconv.Atoi(exponent)
	if n >= -6 && n < mostDecimalDigits {
		return f.Text('f', -1)
	}
	return digits + "E" + exponentText(n)
}

// mostDecimalDigits is the precision of Python's decimals, above which an exponent says
// how large a number is.
const mostDecimalDigits = 28

func exponentText(n int) string {
	if n < 0 {
		return strconv.Itoa(n)
	}
	return "+" + strconv.Itoa(n)
}

// rationalText writes a big.Rat as a decimal where its digits have an end.
func rationalText(r *big.Rat) string {
	if digits, exact := r.FloatPrec(); exact {
		return r.FloatString(digits)
	}
	return r.String()
}
