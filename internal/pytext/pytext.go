// Package pytext writes numbers and strings as Python does: what repr makes of a float,
// and what json.dumps makes of a float and of a character that it escapes.
package pytext

import (
	"bytes"
	"math"
	"strconv"
	"strings"
	"unicode/utf16"
)

// AppendFloat appends a float of 32 or 64 bits as Python's repr writes it: the fewest
// digits that read back as the same number, with an exponent below 1e-4 and from 1e16
// on, and a point where there is none; "inf", "-inf" and "nan".
func AppendFloat(dst []byte, f float64, bits int) []byte {
	switch {
	case math.IsNaN(f):
		return append(dst, "nan"...)
	case math.IsInf(f, 1):
		return append(dst, "inf"...)
	case math.IsInf(f, -1):
		return append(dst, "-inf"...)
	}
	size := math.Abs(f)
	small, large := size < 1e-4, size >= 1e16
	if bits == 32 {
		small, large = float32(size) < 1e-4, float32(size) >= 1e16
	}
	if size != 0 && (small || large) {
		return strconv.AppendFloat(dst, f, 'e', -1, bits)
	}
	from := len(dst)
	dst = strconv.AppendFloat(dst, f, 'f', -1, bits)
	if bytes.IndexByte(dst[from:], '.') < 0 {
		dst = append(dst, ".0"...)
	}
	return dst
}

// AppendJSONFloat is [AppendFloat] as json.dumps has it: "Infinity", "-Infinity" and
// "NaN" for those that JSON has no number for.
func AppendJSONFloat(dst []byte, f float64, bits int) []byte {
	switch {
	case math.IsNaN(f):
		return append(dst, "NaN"...)
	case math.IsInf(f, 1):
		return append(dst, "Infinity"...)
	case math.IsInf(f, -1):
		return append(dst, "-Infinity"...)
	}
	return AppendFloat(dst, f, bits)
}

// AppendEscape appends a character as json.dumps escapes it within a string: with a
// letter where it has one, else as \u with four digits in lower case, of which a
// character beyond U+FFFF has two.
func AppendEscape(dst []byte, r rune) []byte {
	if i := strings.IndexRune("\"\\\b\f\n\r\t", r); i >= 0 {
		return append(dst, '\\', `"\bfnrt`[i])
	}
	if r > 0xffff {
		high, low := utf16.EncodeRune(r)
		dst, r = appendUnit(dst, uint16(high)), low
	}
	return appendUnit(dst, uint16(r))
}

func appendUnit(dst []byte, u uint16) []byte {
	const digits = "0123456789abcdef"
	return append(dst, '\\', 'u', digits[u>>12], digits[u>>8&15], digits[u>>4&15], digits[u&15])
}

// AppendString appends a string as json.dumps writes it, all but printable ASCII
// escaped. Bytes that are not UTF-8 become U+FFFD.
func AppendString(dst []byte, s string) []byte {
	dst = append(dst, '"')
	for _, r := range s {
		if IsPlain(r) {
			dst = append(dst, byte(r))
		} else {
			dst = AppendEscape(dst, r)
		}
	}
	return append(dst, '"')
}

// IsPlain reports whether json.dumps writes a character as it is: printable ASCII
// without quotes and backslashes.
func IsPlain(r rune) bool { return r >= ' ' && r <= '~' && r != '"' && r != '\\' }
