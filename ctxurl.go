package gourd

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/gourd-go/gourd/httpheader"
)

// FullPath returns the path, decoded, with "?" and the query behind it, which may be
// empty: Flask's full_path.
func (c *Ctx) FullPath() string { return c.Path() + "?" + c.QueryString() }

// BaseURL returns the URL of the request without its query.
func (c *Ctx) BaseURL() string {
	c.alive()
	return c.origin() + c.x.Root + c.x.Text(c.x.Path)
}

// RootURL returns the URL under which the application is found, with a slash at its
// end: Flask's url_root.
func (c *Ctx) RootURL() string {
	c.alive()
	return c.origin() + strings.TrimRight(c.x.Root, "/") + "/"
}

// HostURL returns the URL of the request's host, with a slash at its end.
func (c *Ctx) HostURL() string { c.alive(); return c.origin() + "/" }

// origin is the scheme and the host that the URLs of a request begin with.
func (c *Ctx) origin() string { return c.x.Scheme + "://" + c.host() }

// AccessRoute returns the addresses that the request came over, the client's first, as
// proxies have written them into X-Forwarded-For; without that field the peer's alone.
// A client can write into it what it likes: see [ProxyFix] for the address to trust.
func (c *Ctx) AccessRoute() []string {
	if via := c.headerList("X-Forwarded-For"); via != "" {
		return httpheader.ParseList(via)
	}
	if addr := c.RemoteAddr(); addr != "" {
		return []string{addr}
	}
	return nil
}

// Values returns the values of the URL's query and, behind those of the same name, of
// the form in the body, which for GET is not looked at: Flask's request.values. A body
// that is no form adds nothing; one that is a malformed form, or too large, is an error
// as of [Ctx.Form].
func (c *Ctx) Values() (url.Values, error) {
	values := c.Queries()
	switch c.MediaType() {
	case typeForm, typeMultipart:
	default:
		return values, nil
	}
	if string(c.x.Method) == http.MethodGet {
		return values, nil
	}
	form, err := c.Form()
	if err != nil {
		return nil, err
	}
	for name, more := range form.Values {
		values[name] = append(values[name], more...)
	}
	return values, nil
}
