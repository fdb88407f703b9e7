package httpheader

import (
	"fmt"
	"iter"
	"net/http"
	"strings"
	"time"
)

// ParseCookies yields the names and values of a Cookie field. It reads what browsers
// send and not only what RFC 6265 lets servers set: a cookie that is malformed,
// another program's on the same host for one, does not hide the others. Values in
// quotes have those taken off, and their octal escapes decoded.
func ParseCookies(field string) iter.Seq2[string, string] {
	return func(yield func(name, value string) bool) {
		for field != "" {
			var name, value string
			if i := strings.IndexAny(field, "=;"); i >= 0 && field[i] == '=' {
				name = field[:i]
				value, field = cutCookie(field[i+1:])
			} else {
				name, field, _ = strings.Cut(field, ";")
			}
			if name = trim(name); name != "" && !yield(name, unquoteCookie(value)) {
				return
			}
		}
	}
}

// cutCookie returns the value at the beginning of s and what follows its semicolon,
// which may also stand between a value's quotes.
func cutCookie(s string) (value, rest string) {
	s = strings.TrimLeft(s, space)
	for i := 1; i < len(s) && s[0] == '"'; i++ {
		if s[i] == '\\' {
			i++
			continue
		}
		if s[i] != '"' {
			continue
		}
		if after := strings.TrimLeft(s[i+1:], space); after == "" || after[0] == ';' {
			return s[:i+1], strings.TrimPrefix(after, ";")
		}
		break
	}
	value, rest, _ = strings.Cut(s, ";")
	return trim(value), rest
}

// unquoteCookie decodes a value in quotes: a backslash stands before a character that
// is meant, or before the three octal digits of a byte.
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
	return decodeUTF8(b)
}

// isOctal reports whether s is the number of a byte in three octal digits.
func isOctal(s string) bool {
	return s[0] >= '0' && s[0] <= '3' && s[1] >= '0' && s[1] <= '7' && s[2] >= '0' && s[2] <= '7'
}

// FormatCookie writes a Set-Cookie field, in Werkzeug's words: the attributes in the
// order Domain, Expires, Max-Age, Secure, HttpOnly, Path, SameSite, Partitioned. A
// value that RFC 6265 does not allow is put in quotes, with octal escapes. A MaxAge
// writes Expires too, counted from now, for clients that know nothing else; one that
// is negative is "Max-Age=0". Partitioned makes it Secure. The domain is written
// without a dot before it and without a port, and in ASCII. A Path that is empty is
// left out.
//
// A name that is no token, a domain that is none and an Expires before the year 1 or
// behind 9999 are errors. So is a path with a control character.
func FormatCookie(c *http.Cookie, now time.Time) (string, error) {
	if !isToken(c.Name) {
		return "", fmt.Errorf("httpheader: the cookie's name is %q, want a token: letters, digits and !#$%%&'*+-.^_`|~", c.Name)
	}
	var b strings.Builder
	b.WriteString(c.Name + "=" + quoteCookie(c.Value, c.Quoted))
	if c.Domain != "" {
		domain, err := cookieDomain(c.Domain)
		if err != nil {
			return "", fmt.Errorf("httpheader: the domain %q of the cookie %s: %w", c.Domain, c.Name, err)
		}
		b.WriteString("; Domain=" + domain)
	}
	if err := writeExpiry(&b, c, now); err != nil {
		return "", err
	}
	if c.Secure || c.Partitioned {
		b.WriteString("; Secure")
	}
	if c.HttpOnly {
		b.WriteString("; HttpOnly")
	}
	if c.Path != "" {
		b.WriteString("; Path=" + percentEncode(c.Path, "%!$&'()*+,/:=@"))
	}
	switch c.SameSite {
	case http.SameSiteLaxMode:
		b.WriteString("; SameSite=Lax")
	case http.SameSiteStrictMode:
		b.WriteString("; SameSite=Strict")
	case http.SameSiteNoneMode:
		b.WriteString("; SameSite=None")
	}
	if c.Partitioned {
		b.WriteString("; Partitioned")
	}
	return b.String(), nil
}

// writeExpiry writes Expires and Max-Age.
func writeExpiry(b *strings.Builder, c *http.Cookie, now time.Time) error {
	expires, maxAge := c.Expires, max(c.MaxAge, 0)
	if expires.IsZero() && c.MaxAge != 0 {
		expires = now.Add(asSeconds(int64(maxAge)))
	}
	if !expires.IsZero() {
		if year := expires.UTC().Year(); year < 1 || year > 9999 {
			return fmt.Errorf("httpheader: the cookie %s expires in the year %d, want 1 to 9999", c.Name, year)
		}
		b.WriteString("; Expires=" + FormatDate(expires))
	}
	if c.MaxAge != 0 {
		fmt.Fprintf(b, "; Max-Age=%d", maxAge)
	}
	return nil
}

// cookieDomain is a domain without its port and without dots before it.
func cookieDomain(s string) (string, error) {
	s, _, _ = strings.Cut(s, ":")
	domain, err := ASCIIHost(strings.TrimLeft(s, "."))
	if err != nil {
		return "", err
	}
	for i := range len(domain) {
		if c := domain[i]; c <= ' ' || c == ';' || c == ',' || c == 0x7f {
			return "", fmt.Errorf("it has the character %q", c)
		}
	}
	return domain, nil
}

// quoteCookie writes a value, in quotes where it must be or once was.
func quoteCookie(s string, wasQuoted bool) string {
	plain := true
	for i := range len(s) {
		if c := s[i]; c <= ' ' || c >= 0x7f || c == '"' || c == ',' || c == ';' || c == '\\' {
			plain = false
			break
		}
	}
	if plain && !wasQuoted {
		return s
	}
	var b strings.Builder
	b.WriteByte('"')
	for i := range len(s) {
		switch c := s[i]; {
		case c == '"' || c == '\\':
			b.WriteByte('\\')
			b.WriteByte(c)
		case c < ' ' || c >= 0x7f || c == ',' || c == ';':
			fmt.Fprintf(&b, `\%03o`, c)
		default:
			b.WriteByte(c)
		}
	}
	b.WriteByte('"')
	return b.String()
}
