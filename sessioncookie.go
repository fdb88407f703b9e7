package gourd

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/gourd-go/gourd/gateway"
	"github.com/gourd-go/gourd/httpheader"
)

// SessionCookie is the session's cookie as the Config's SESSION_ settings describe
// it, for implementations of [SessionInterface]. [App.SessionCookie] returns it.
type SessionCookie struct {
	name     string
	domain   string // "; Domain=example.com", or nothing
	rest     string // the attributes behind Expires and Max-Age
	lifetime time.Duration
	refresh  bool
	most     int // bytes, above which the log has a warning; -1: never
}

// SessionCookie returns the session's cookie. It ends the set-up, which must be
// right.
func (a *App) SessionCookie() *SessionCookie {
	if err := a.Setup(); err != nil {
		panic(err)
	}
	if a.sessions == nil {
		panic(errNoSessions)
	}
	return a.sessions.cookie
}

func newSessionCookie(c *Config) (*SessionCookie, error) {
	k := &SessionCookie{
		name: c.SessionCookieName, lifetime: c.PermanentSessionLifetime,
		refresh: !c.NoSessionRefresh, most: c.MaxCookieSize,
	}
	if err := (&http.Cookie{Name: k.name, Value: "x"}).Valid(); err != nil {
		return nil, fmt.Errorf("SESSION_COOKIE_NAME is %q, which cannot be the name of a cookie", k.name)
	}
	if k.lifetime < 0 {
		return nil, fmt.Errorf("PERMANENT_SESSION_LIFETIME is %v, but a lifetime is not negative", k.lifetime)
	}
	domain, err := cookieDomain(c.SessionCookieDomain)
	if err != nil {
		return nil, err
	}
	if domain != "" {
		k.domain = "; Domain=" + domain
	}
	if c.SessionCookieSecure || c.SessionCookiePartitioned {
		k.rest += "; Secure"
	}
	if !c.NoSessionCookieHTTPOnly {
		k.rest += "; HttpOnly"
	}
	path := c.SessionCookiePath
	if path == "" {
		path = c.ApplicationRoot
	}
	if path == "" {
		path = "/"
	}
	k.rest += "; Path=" + quoteCookiePath(path)
	switch strings.ToLower(c.SessionCookieSameSite) {
	case "":
	case "lax":
		k.rest += "; SameSite=Lax"
	case "strict":
		k.rest += "; SameSite=Strict"
	case "none":
		k.rest += "; SameSite=None"
	default:
		return nil, fmt.Errorf("SESSION_COOKIE_SAMESITE is %q, want Lax, Strict or None", c.SessionCookieSameSite)
	}
	if c.SessionCookiePartitioned {
		k.rest += "; Partitioned"
	}
	return k, nil
}

// cookieDomain is what Werkzeug makes of a Domain: without a port and leading dots.
func cookieDomain(domain string) (string, error) {
	domain, _, _ = strings.Cut(domain, ":")
	domain = strings.TrimLeft(domain, ".")
	for _, c := range []byte(domain) {
		if c >= 0x80 {
			return "", fmt.Errorf("SESSION_COOKIE_DOMAIN is %q, want it in ASCII, as in xn--bcher-kva.example", domain)
		}
		if c <= ' ' || c == ';' || c == ',' || c == 0x7f {
			return "", fmt.Errorf("SESSION_COOKIE_DOMAIN is %q, which is no host name", domain)
		}
	}
	return domain, nil
}

// quoteCookiePath encodes what may not stand in a Path, as Werkzeug does.
func quoteCookiePath(path string) string {
	const safe = "_.-~%!$&'()*+,/:=@"
	var b strings.Builder
	for i := range len(path) {
		c := path[i]
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte(safe, c) >= 0 {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

// Name returns the cookie's name.
func (k *SessionCookie) Name() string { return k.name }

// Lifetime returns how old a session may be: Config.PermanentSessionLifetime, which
// as in Flask counts for the others too.
func (k *SessionCookie) Lifetime() time.Duration { return k.lifetime }

// Value returns the value that the request has for it, "" when there is none.
func (k *SessionCookie) Value(c *Ctx) string { return strings.Clone(k.view(c)) }

// view is Value as long as the request is there.
func (k *SessionCookie) view(c *Ctx) string {
	for _, line := range c.x.HeaderValues(c.fieldRoom[:0], "Cookie") {
		for name, value := range httpheader.ParseCookies(gateway.View(line)) {
			if name == k.name {
				return value
			}
		}
	}
	return ""
}

// Due reports whether the cookie has to be set: the session was changed, or is
// permanent and refreshed with each request. Flask's should_set_cookie.
func (k *SessionCookie) Due(s *Session) bool { return s.modified || k.refresh && s.Permanent() }

// Expires returns when the session's cookie expires: the zero time unless it is
// permanent.
func (k *SessionCookie) Expires(s *Session, now time.Time) time.Time {
	if !s.Permanent() {
		return time.Time{}
	}
	return now.Add(k.lifetime)
}

// Set puts the cookie into the answer, in the place of one that is there already,
// and Vary: Cookie with it. The zero time is that of a cookie that ends with the
// browser's session. value has printable ASCII only, without blanks, quotation
// marks, commas, semicolons and backslashes. A cookie that is longer than
// Config.MaxCookieSize is told of in the log.
func (k *SessionCookie) Set(c *Ctx, r *Response, value string, expires time.Time) {
	if i := strings.IndexFunc(value, notInCookie); i >= 0 {
		panic(fmt.Errorf("gourd: the session's cookie cannot be set: its value has the byte %#02x at %d", value[i], i))
	}
	attributes := k.domain
	if !expires.IsZero() {
		attributes += "; Expires=" + httpheader.FormatDate(expires)
	}
	k.put(c, r, value, attributes)
}

// notInCookie reports what is no cookie-octet: RFC 6265, section 4.1.1.
func notInCookie(r rune) bool {
	return r <= ' ' || r >= 0x7f || r == '"' || r == ',' || r == ';' || r == '\\'
}

// Delete has the client forget the cookie, and puts Vary: Cookie into the answer.
func (k *SessionCookie) Delete(c *Ctx, r *Response) {
	k.put(c, r, "", k.domain+"; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0")
}

func (k *SessionCookie) put(c *Ctx, r *Response, value, attributes string) {
	line := k.name + "=" + value + attributes + k.rest
	if k.most >= 0 && len(line) > k.most {
		c.Logger().Warn("gourd: the session's cookie is larger than browsers have to keep; keep less in the session, or the session in a store (gourd.ServerSessions)",
			"cookie", k.name, "bytes", len(line), "most", k.most, "value", len(value))
	}
	k.drop(&r.Header)
	r.Header.Add("Set-Cookie", line)
	varyByCookie(&r.Header)
}

// drop removes what was put into an answer that is made anew.
func (k *SessionCookie) drop(h *Header) {
	kept := h.fields[:0]
	for _, f := range h.fields {
		own := f.Name == "Set-Cookie" && strings.HasPrefix(f.Value, k.name) &&
			strings.HasPrefix(f.Value[len(k.name):], "=") && strings.HasSuffix(f.Value, k.rest)
		if !own {
			kept = append(kept, f)
		}
	}
	clear(h.fields[len(kept):])
	h.fields = kept
}

// varyByCookie adds Cookie to Vary unless it is there.
func varyByCookie(h *Header) {
	all := ""
	for i := range h.fields {
		if h.fields[i].Name != "Vary" {
			continue
		}
		for part := range strings.SplitSeq(h.fields[i].Value, ",") {
			if strings.EqualFold(strings.TrimSpace(part), "Cookie") {
				return
			}
		}
		all += h.fields[i].Value + ", "
	}
	h.Set("Vary", all+"Cookie")
}
