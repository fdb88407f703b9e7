package httpheader

import (
	"encoding/base64"
	"strings"
	"unicode/utf8"
)

// Credentials are what a client sends in an Authorization field (RFC 9110, section
// 11.6.2): a scheme with a token or with parameters, and for basic the user's name
// and password.
type Credentials struct {
	Scheme   string // in lower case: "basic", "bearer", "digest"
	Token    string // of a scheme with a token
	Params   Params // of a scheme with parameters
	Username string // of basic
	Password string // of basic
}

// ParseCredentials reads an Authorization field. ok is false where there is none, or
// its basic credentials are not base64 of UTF-8.
func ParseCredentials(s string) (c Credentials, ok bool) {
	if s == "" {
		return Credentials{}, false
	}
	scheme, rest, _ := strings.Cut(s, " ")
	c.Scheme, rest = strings.ToLower(scheme), trim(rest)
	if c.Scheme == "basic" {
		text, ok := lenientBase64(rest)
		if !ok || !utf8.Valid(text) {
			return Credentials{}, false
		}
		c.Username, c.Password, _ = strings.Cut(string(text), ":")
		return c, true
	}
	if isParams(rest) {
		c.Params = ParseParams(rest)
	} else {
		c.Token = rest
	}
	return c, true
}

// isParams reports whether what follows a scheme are parameters: there is a "=" that
// does not stand at the end, where a token may have some.
func isParams(s string) bool { return strings.Contains(strings.TrimRight(s, "="), "=") }

// String writes the field.
func (c Credentials) String() string {
	switch {
	case c.Scheme == "basic":
		return "Basic " + base64.StdEncoding.EncodeToString([]byte(c.Username+":"+c.Password))
	case len(c.Params) == 0:
		return title(c.Scheme) + " " + c.Token
	}
	return title(c.Scheme) + " " + c.Params.String()
}

// lenientBase64 decodes as Python's b64decode: what is not of the alphabet is left
// out, and what follows the padding is not looked at.
func lenientBase64(s string) ([]byte, bool) {
	digits := make([]byte, 0, len(s))
	pads := 0
	for i := range len(s) {
		switch c := s[i]; {
		case c >= utf8.RuneSelf:
			return nil, false
		case c == '=':
			if quad := len(digits) % 4; quad >= 2 {
				if pads++; quad+pads >= 4 {
					out, err := base64.RawStdEncoding.DecodeString(string(digits))
					return out, err == nil
				}
			}
		case c == '+' || c == '/' || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z':
			digits = append(digits, c)
			pads = 0
		}
	}
	if len(digits)%4 != 0 {
		return nil, false
	}
	out, err := base64.StdEncoding.DecodeString(string(digits))
	return out, err == nil
}

// Challenge is what a server asks for in a WWW-Authenticate field (RFC 9110, section
// 11.6.1): a scheme, with parameters or a token where it has them.
//
//	httpheader.Challenge{Scheme: "basic", Params: httpheader.Params{{Name: "realm", Value: "the shop"}}}
type Challenge struct {
	Scheme string // "basic", "digest", "bearer"
	Token  string // of a scheme with a token; the parameters are not written then
	Params Params
}

// BasicChallenge asks for a user's name and password for a realm.
func BasicChallenge(realm string) Challenge {
	return Challenge{Scheme: "basic", Params: Params{{Name: "realm", Value: realm}}}
}

// ParseChallenge reads one WWW-Authenticate field; a field with several challenges is
// one for this function, as for Werkzeug. ok is false where there is none.
func ParseChallenge(s string) (c Challenge, ok bool) {
	if s == "" {
		return Challenge{}, false
	}
	scheme, rest, _ := strings.Cut(s, " ")
	c.Scheme, rest = strings.ToLower(scheme), trim(rest)
	if isParams(rest) {
		c.Params = ParseParams(rest)
	} else {
		c.Token = rest
	}
	return c, true
}

// String writes the field. Of digest the parameters realm, domain, nonce, opaque and
// qop are always in quotes (RFC 7616, section 3.3).
func (c Challenge) String() string {
	scheme := strings.ToLower(c.Scheme)
	switch {
	case c.Token != "":
		return title(scheme) + " " + c.Token
	case len(c.Params) == 0:
		return title(scheme)
	case scheme != "digest":
		return title(scheme) + " " + c.Params.String()
	}
	items := make([]string, len(c.Params))
	for i, p := range c.Params {
		switch p.Name {
		case "realm", "domain", "nonce", "opaque", "qop":
			items[i] = p.Name + "=" + quoted(p.Value)
		default:
			items[i] = p.Name + "=" + Quote(p.Value)
		}
	}
	return "Digest " + strings.Join(items, ", ")
}
