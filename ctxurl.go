package gourd

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/gourd-go/gourd/gateway"
	"github.com/gourd-go/gourd/httpheader"
)

// Host returns the host that the request names, with its port where it is not the
// scheme's own. "" where it names none, or one that cannot be: with other characters
// than letters, digits, dots and hyphens, or an address in brackets.
func (c *Ctx) Host() string {
	c.alive()
	host := withoutDefaultPort(c.x.Host, c.x.Scheme)
	if hostEnd(host) == 0 {
		return ""
	}
	return c.x.Text(host)
}

// withoutDefaultPort takes the port off a host that the scheme has by itself.
func withoutDefaultPort(host []byte, scheme string) []byte {
	port := ":80"
	switch scheme {
	case "http", "ws":
	case "https", "wss":
		port = ":443"
	default:
		return host
	}
	if len(host) >= len(port) && string(host[len(host)-len(port):]) == port {
		return host[:len(host)-len(port)]
	}
	return host
}

// hostEnd returns where the name or the address ends in a host with perhaps a port
// behind it; 0 when it is no host.
func hostEnd(host []byte) int {
	end := 0
	if len(host) > 0 && host[0] == '[' {
		if end = bracketEnd(host); end == 0 {
			return 0
		}
	} else {
		for end < len(host) && isHostChar(host[end]) {
			end++
		}
	}
	if end == 0 || end == len(host) {
		return end
	}
	if host[end] != ':' || end+1 == len(host) {
		return 0
	}
	for _, b := range host[end+1:] {
		if b < '0' || b > '9' {
			return 0
		}
	}
	return end
}

func isHostChar(b byte) bool {
	return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || b == '.' || b == '-'
}

// bracketEnd returns where an IPv6 address in brackets ends; 0 when it is none.
func bracketEnd(host []byte) int {
	colons := false
	for i := 1; i < len(host); i++ {
		switch b := host[i]; {
		case b == ']' && colons && i > 2:
			return i + 1
		case b == ':':
			colons = true
		case b >= '0' && b <= '9', b >= 'a' && b <= 'f', b >= 'A' && b <= 'F':
		case b == '.' && colons:
		default:
			return 0
		}
	}
	return 0
}

// checkHost refuses hosts that are not trusted: Flask's TRUSTED_HOSTS. The port
// does not count, and neither does the case.
func (c *Ctx) checkHost() error {
	if len(c.app.Config.TrustedHosts) == 0 {
		return nil // inlined, so that it costs no call
	}
	return c.mustTrustHost()
}

func (c *Ctx) mustTrustHost() error {
	host := strings.ToLower(gateway.View(c.x.Host[:hostEnd(c.x.Host)]))
	for _, t := range c.app.Config.TrustedHosts {
		name, below := strings.CutPrefix(strings.ToLower(t), ".")
		ascii, err := httpheader.ASCIIHost(name)
		if err != nil || host == "" {
			continue
		}
		if host == ascii || below && strings.HasSuffix(host, "."+ascii) {
			return nil
		}
	}
	return &HTTPError{Status: http.StatusBadRequest, Err: fmt.Errorf("the host %q is not one of TRUSTED_HOSTS", c.x.Host)}
}

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

// origin is the scheme and the host, in lower case, that the URLs of a request begin
// with.
func (c *Ctx) origin() string { return c.x.Scheme + "://" + strings.ToLower(c.Host()) }

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
