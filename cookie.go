package gourd

import "strings"

// cookieIn returns the value of the first cookie of that name in a Cookie field.
// It reads what browsers send and not only what RFC 6265 lets servers set, as
// Werkzeug's parse_cookie does: a cookie that is malformed, another program's on
// the same host for one, does not hide the others.
func cookieIn(field, name string) (value string, found bool) {
	for field != "" {
		var key string
		if i := strings.IndexAny(field, "=;"); i >= 0 && field[i] == '=' {
			key = field[:i]
			value, field = cutCookie(field[i+1:])
		} else {
			key, field, _ = strings.Cut(field, ";")
			value = ""
		}
		if key = strings.TrimSpace(key); key == name && key != "" {
			return unquoteCookie(value), true
		}
	}
	return "", false
}

// cutCookie returns the value at the beginning of s and what follows its
// semicolon, which may also stand between a value's quotes.
func cutCookie(s string) (value, rest string) {
	s = strings.TrimLeft(s, " \t")
	for i := 1; i < len(s) && s[0] == '"'; i++ {
		if s[i] == '\\' {
			i++
			continue
		}
		if s[i] != '"' {
			continue
		}
		if after := strings.TrimLeft(s[i+1:], " \t"); after == "" || after[0] == ';' {
			return s[:i+1], strings.TrimPrefix(after, ";")
		}
		break
	}
	value, rest, _ = strings.Cut(s, ";")
	return strings.TrimSpace(value), rest
}

// unquoteCookie decodes a value in quotes: a backslash stands before a character
// that is meant, or before the three octal digits of a byte.
func unquoteCookie(s string) string {
	if len(s) < 2 || s[0] != '"' || s[len(s)-1] != '"' {
		return s
	}
	s = s[1 : len(s)-1]
	if strings.IndexByte(s, '\\') < 0 {
		return s
	}
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] != '\\' || i+1 == len(s):
			b = append(b, s[i])
		case i+3 < len(s) && isOctal(s[i+1:i+4]):
			b = append(b, (s[i+1]-'0')<<6|(s[i+2]-'0')<<3|(s[i+3]-'0'))
			i += 3
		default:
			i++
			b = append(b, s[i])
		}
	}
	return strings.ToValidUTF8(string(b), "\uFFFD")
}

// isOctal reports whether s is the number of a byte in three octal digits.
func isOctal(s string) bool {
	return s[0] >= '0' && s[0] <= '3' && s[1] >= '0' && s[1] <= '7' && s[2] >= '0' && s[2] <= '7'
}
