package gourd

import (
	"net/http"
	"time"

	"github.com/gourd-go/gourd/httpheader"
)

// Cookie returns the value of the request's cookie, the first of that name, without
// quotes around it; "" when there is none.
func (c *Ctx) Cookie(name string) string {
	for _, line := range c.HeaderAll("Cookie") {
		for have, value := range httpheader.ParseCookies(line) {
			if have == name {
				return value
			}
		}
	}
	return ""
}

// Cookies returns the request's cookies. Of several with one name the first counts,
// which is that of the longest path.
func (c *Ctx) Cookies() map[string]string {
	cookies := map[string]string{}
	for _, line := range c.HeaderAll("Cookie") {
		for name, value := range httpheader.ParseCookies(line) {
			if _, found := cookies[name]; !found {
				cookies[name] = value
			}
		}
	}
	return cookies
}

// SetCookie adds a cookie to the answer, in the words of Flask's set_cookie: a Path
// that is not set is "/"; a value with characters that RFC 6265 does not allow is sent
// in quotes; MaxAge writes Expires too; Partitioned makes it Secure. See
// [httpheader.FormatCookie]. A cookie whose name is no token, or whose domain is none,
// is a mistake of the program and panics. One that is longer than
// Config.MaxCookieSize, which browsers may drop without a word, is told in the log.
func (c *Ctx) SetCookie(cookie *http.Cookie) {
	if cookie.Path == "" {
		copied := *cookie
		copied.Path = "/"
		cookie = &copied
	}
	field, err := httpheader.FormatCookie(cookie, time.Now())
	if err != nil {
		misuse("c.SetCookie was called at %s with a cookie that cannot be set: %v", caller(), err)
	}
	if most := c.app.Config.MaxCookieSize; most >= 0 && len(field) > most {
		c.Logger().Warn("gourd: a cookie is too large: browsers may drop it without a word", "cookie", cookie.Name, "value", len(cookie.Value), "size", len(field), "limit", most)
	}
	c.ResponseHeader().Add("Set-Cookie", field)
}

// DeleteCookie has the client forget a cookie. One that was set with another Path than
// "/", or with a Domain, is forgotten only when like has the same:
//
//	c.DeleteCookie("sid", http.Cookie{Path: "/admin", Domain: "example.com"})
//
// Of like the attributes Path, Domain, Secure, HttpOnly, SameSite and Partitioned count.
func (c *Ctx) DeleteCookie(name string, like ...http.Cookie) {
	var gone http.Cookie
	if len(like) > 0 {
		gone = like[0]
	}
	gone.Name, gone.Value, gone.Quoted = name, "", false
	gone.Expires, gone.MaxAge = time.Unix(0, 0), -1
	c.SetCookie(&gone)
}

// SetCookie adds a Set-Cookie field, as [Ctx.SetCookie] writes it, but with no Path
// where the cookie has none. A cookie that is not valid is an error.
func (h *Header) SetCookie(cookie *http.Cookie) error {
	field, err := httpheader.FormatCookie(cookie, time.Now())
	if err != nil {
		return err
	}
	h.Add("Set-Cookie", field)
	return nil
}
