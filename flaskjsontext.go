package gourd

import (
	"math/big"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/gourd-go/gourd/internal/pytext"
)

// text writes a string: all that is not printable ASCII is escaped, in digits of lower
// case, and what UTF-16 needs two for has two. Bytes that are no UTF-8 are U+FFFD.
func (w *flaskWriter) text(s string) {
	w.out = append(w.out, '"')
	for i := 0; i < len(s); {
		c := s[i]
		if pytext.IsPlain(rune(c)) {
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
	if r >= 0x7f && w.o.UTF8 {
		w.out = utf8.AppendRune(w.out, r)
		return
	}
	w.out = pytext.AppendEscape(w.out, r)
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
