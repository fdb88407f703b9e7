package jinja

import (
	"bytes"
	"math"
	"strconv"
	"strings"

	"github.com/gourd-go/gourd/internal/pytext"
)

// floatFlags are what can be asked of a float's text beside its form.
type floatFlags struct {
	alternate bool // always a point, and zeros at the end kept
	pointZero bool // ".0" after a whole number
	noNegZero bool // "0" for what rounds to "-0"
}

// floatText is a float as Python formats it: kind is one of e, f, g, which may be upper
// case, or r, which is repr.
func floatText(r *run, f float64, kind byte, precision int, flags floatFlags) string {
	if precision > math.MaxInt32 {
		panic(errorf(kindValueError, "precision too big"))
	}
	r.room(precision)
	var dst []byte
	switch lower := kind | 0x20; {
	case math.IsNaN(f):
		dst = append(dst, "nan"...)
	case math.IsInf(f, 0) || lower == 'r':
		dst = pytext.AppendFloat(dst, f, 64)
	case lower == 'g':
		dst = appendGeneral(dst, f, max(precision, 1), flags)
	default:
		dst = strconv.AppendFloat(dst, f, lower, precision, 64)
	}
	if flags.alternate && !math.IsInf(f, 0) && !math.IsNaN(f) {
		dst = withPoint(dst)
	}
	if flags.noNegZero && len(dst) > 0 && dst[0] == '-' && isZero(dst) {
		dst = dst[1:]
	}
	if kind <= 'Z' {
		dst = bytes.ToUpper(dst)
	}
	return string(dst)
}

// appendGeneral writes C's %g: that many significant digits, with an exponent when it is
// small or has more digits than that.
func appendGeneral(dst []byte, f float64, precision int, flags floatFlags) []byte {
	scientific := strconv.FormatFloat(f, 'e', precision-1, 64)
	at := strings.IndexByte(scientific, 'e')
	exponent, _ := strconv.Atoi(scientific[at+1:]) //nolint:errcheck // strconv's own
	most := precision
	if flags.pointZero {
		most--
	}
	if exponent < -4 || exponent >= most {
		mantissa := scientific[:at]
		if !flags.alternate {
			mantissa = trimZeros(mantissa)
		}
		return append(append(dst, mantissa...), scientific[at:]...)
	}
	fixed := strconv.FormatFloat(f, 'f', max(precision-1-exponent, 0), 64)
	if !flags.alternate {
		fixed = trimZeros(fixed)
	}
	dst = append(dst, fixed...)
	if flags.pointZero && strings.IndexByte(fixed, '.') < 0 {
		dst = append(dst, ".0"...)
	}
	return dst
}

func trimZeros(s string) string {
	if strings.IndexByte(s, '.') < 0 {
		return s
	}
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}

// withPoint has a point after the digits if there was none.
func withPoint(s []byte) []byte {
	if bytes.IndexByte(s, '.') >= 0 {
		return s
	}
	if at := bytes.IndexByte(s, 'e'); at >= 0 {
		return append(append(append([]byte{}, s[:at]...), '.'), s[at:]...)
	}
	return append(s, '.')
}

func isZero(s []byte) bool {
	mantissa, _, _ := bytes.Cut(s, []byte("e"))
	return !bytes.ContainsAny(mantissa, "123456789") && bytes.IndexByte(mantissa, '0') >= 0
}
