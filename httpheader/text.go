package httpheader

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// space is what Python's str.strip takes off, of ASCII.
const space = " \t\n\v\f\r\x1c\x1d\x1e\x1f"

func isSpace(c byte) bool { return strings.IndexByte(space, c) >= 0 }

func trim(s string) string { return strings.Trim(s, space) }

// isTokenChar reports whether c may stand in a token (RFC 9110, section 5.6.2).
func isTokenChar(c byte) bool {
	switch {
	case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9':
		return true
	}
	return c != 0 && strings.IndexByte("!#$%&'*+-.^_`|~", c) >= 0
}

func isToken(s string) bool { return s != "" && tokenEnd(s, 0) == len(s) }

// tokenEnd returns where the token ends that begins at i; i when there is none.
func tokenEnd(s string, i int) int {
	for i < len(s) && isTokenChar(s[i]) {
		i++
	}
	return i
}

// plainInt reads a whole number as Werkzeug does in fields: ASCII digits with
// perhaps a minus sign before them, and space around them. What int64 does not hold
// becomes the nearest that it does.
func plainInt(s string) (int64, bool) {
	s = trim(s)
	digits := strings.TrimPrefix(s, "-")
	if digits == "" || strings.Trim(digits, "0123456789") != "" {
		return 0, false
	}
	n, _ := strconv.ParseInt(s, 10, 64)
	return n, true
}

// pythonInt reads a whole number as Python's int does: also with a plus sign, and
// with single underscores between its digits.
func pythonInt(s string) (int64, bool) {
	s = trim(s)
	if rest, found := strings.CutPrefix(s, "+"); found && !strings.HasPrefix(rest, "-") {
		s = rest
	}
	if strings.HasPrefix(strings.TrimPrefix(s, "-"), "_") || strings.HasSuffix(s, "_") || strings.Contains(s, "__") {
		return 0, false
	}
	return plainInt(strings.ReplaceAll(s, "_", ""))
}

// Decode returns bytes of that charset as text, with U+FFFD for what is none. It
// knows those charsets that Werkzeug takes from clients: utf-8, ascii, us-ascii and
// iso-8859-1, in lower case; with another one ok is false.
func Decode(charset string, b []byte) (text string, ok bool) {
	switch charset {
	case "utf-8":
		return decodeUTF8(b), true
	case "ascii", "us-ascii":
		return decodeBytes(b, utf8.RuneError), true
	case "iso-8859-1":
		return decodeBytes(b, 0), true
	}
	return "", false
}

// decodeUTF8 writes U+FFFD for each maximal part that is not UTF-8, as Python does
// (Unicode 15, section 3.9, "U+FFFD Substitution of Maximal Subparts").
func decodeUTF8(b []byte) string {
	if utf8.Valid(b) {
		return string(b)
	}
	out := make([]byte, 0, len(b)+8)
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		if r == utf8.RuneError && n == 1 {
			for n < len(b) && !utf8.FullRune(b[:n]) && !utf8.FullRune(b[:n+1]) {
				n++
			}
		}
		out = utf8.AppendRune(out, r)
		b = b[n:]
	}
	return string(out)
}

// decodeBytes makes a character of each byte; of those that are not ASCII other,
// unless it is 0.
func decodeBytes(b []byte, other rune) string {
	out := make([]byte, 0, len(b))
	for _, c := range b {
		r := rune(c)
		if c >= utf8.RuneSelf && other != 0 {
			r = other
		}
		out = utf8.AppendRune(out, r)
	}
	return string(out)
}

// unpercent decodes percent-encodings, as Python's urllib.parse.unquote: a percent
// sign that two hexadecimal digits do not follow stays as it is.
func unpercent(s, charset string) string {
	if strings.IndexByte(s, '%') < 0 {
		return s
	}
	var out strings.Builder
	for i := 0; i < len(s); {
		run := i
		var b []byte
		for i < len(s) && s[i] < utf8.RuneSelf {
			if v, ok := hexByte(s[i:]); ok {
				b = append(b, v)
				i += 3
			} else {
				b = append(b, s[i])
				i++
			}
		}
		if text, ok := Decode(charset, b); ok {
			out.WriteString(text)
		}
		run = i
		for i < len(s) && s[i] >= utf8.RuneSelf {
			i++
		}
		out.WriteString(s[run:i])
	}
	return out.String()
}

// hexByte reads the byte that "%XX" at the beginning of s stands for.
func hexByte(s string) (byte, bool) {
	if len(s) < 3 || s[0] != '%' {
		return 0, false
	}
	n, err := strconv.ParseUint(s[1:3], 16, 8)
	return byte(n), err == nil
}

// title writes a word as Python's str.title: each letter behind one that is none in
// upper case, the others in lower case.
func title(s string) string {
	b := []byte(strings.ToLower(s))
	inWord := false
	for i, c := range b {
		letter := c >= 'a' && c <= 'z'
		if letter && !inWord {
			b[i] = c - 'a' + 'A'
		}
		inWord = letter
	}
	return string(b)
}
