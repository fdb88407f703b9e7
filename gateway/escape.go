package gateway

import "unicode/utf8"

// Unescape appends the percent-decoded form of a path to dst. As in WSGI and
// Werkzeug a percent sign that two hexadecimal digits do not follow stays as it
// is, and bytes that are not UTF-8 become U+FFFD.
func Unescape(dst, path []byte) []byte {
	start := len(dst)
	for i := 0; i < len(path); i++ {
		c := path[i]
		if c == '%' && i+2 < len(path) {
			if hi, lo := unhex(path[i+1]), unhex(path[i+2]); hi >= 0 && lo >= 0 {
				c = byte(hi<<4 | lo)
				i += 2
			}
		}
		dst = append(dst, c)
	}
	if utf8.Valid(dst[start:]) {
		return dst
	}
	return append(dst[:start], replaceInvalid(dst[start:])...)
}

// replaceInvalid writes U+FFFD for each maximal part that is not UTF-8, as
// Python's errors="replace" does (Unicode 15, section 3.9, "U+FFFD Substitution of
// Maximal Subparts").
func replaceInvalid(b []byte) []byte {
	out := make([]byte, 0, len(b)+8)
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		if r == utf8.RuneError && n == 1 {
			n = maximalSubpart(b)
		}
		out = utf8.AppendRune(out, r)
		b = b[n:]
	}
	return out
}

// maximalSubpart returns the length of the longest beginning of b, which is not
// UTF-8, that could have begun a character: Unicode 15, table 3-7.
func maximalSubpart(b []byte) int {
	low, high, want := byte(0x80), byte(0xBF), 0
	switch c := b[0]; {
	case c >= 0xC2 && c <= 0xDF:
		want = 1
	case c >= 0xE0 && c <= 0xEF:
		want = 2
		if c == 0xE0 {
			low = 0xA0
		} else if c == 0xED {
			high = 0x9F
		}
	case c >= 0xF0 && c <= 0xF4:
		want = 3
		if c == 0xF0 {
			low = 0x90
		} else if c == 0xF4 {
			high = 0x8F
		}
	}
	n := 1
	for n <= want && n < len(b) && b[n] >= low && b[n] <= high {
		n++
		low, high = 0x80, 0xBF
	}
	return n
}

func unhex(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}

// UnescapeText decodes a part of a query. As in Werkzeug a percent sign that two
// hexadecimal digits do not follow stays as it is, and so do encodings of bytes
// that are not UTF-8.
func UnescapeText(s string) string {
	decoded := make([]byte, 0, len(s))
	for i := 0; i < len(s); {
		if s[i] != '%' {
			decoded = append(decoded, s[i])
			i++
			continue
		}
		run, next := unescapeRun(s, i)
		if len(run) == 0 {
			decoded = append(decoded, '%')
			i++
			continue
		}
		decoded = appendValid(decoded, run)
		i = next
	}
	return string(decoded)
}

// unescapeRun decodes the encodings that follow each other from i on.
func unescapeRun(s string, i int) (run []byte, next int) {
	for i+2 < len(s) && s[i] == '%' {
		hi, lo := unhex(s[i+1]), unhex(s[i+2])
		if hi < 0 || lo < 0 {
			break
		}
		run = append(run, byte(hi<<4|lo))
		i += 3
	}
	return run, i
}

// appendValid appends bytes, those that are not UTF-8 encoded again.
func appendValid(dst, run []byte) []byte {
	const hex = "0123456789ABCDEF"
	for len(run) > 0 {
		r, n := utf8.DecodeRune(run)
		if r == utf8.RuneError && n == 1 {
			dst = append(dst, '%', hex[run[0]>>4], hex[run[0]&15])
		} else {
			dst = append(dst, run[:n]...)
		}
		run = run[n:]
	}
	return dst
}
