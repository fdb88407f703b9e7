package gourd

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/gourd-go/gourd/gateway"
	"github.com/gourd-go/gourd/httpheader"
)

// This file says which host a request names, with which host and subdomain it is
// matched and for which URLs are built: the role of Werkzeug's get_host and MapAdapter.

// Host returns the host that the request names, with its port where it is not the
// scheme's own. "" where it names none, or one that cannot be: with other characters
// than letters, digits, dots and hyphens, or an address in brackets.
func (c *Ctx) Host() string {
	c.alive()
	return c.x.Text(gateway.Bytes(c.sentHost()))
}

// sentHost is Host as long as the request is.
func (c *Ctx) sentHost() string {
	host := withoutDefaultPort(gateway.View(c.x.Host), c.x.Scheme)
	if hostEnd(host) == 0 {
		return ""
	}
	return host
}

// host is sentHost in lower case, as rules are matched against it and URLs are built. It
// allocates nothing where it is that already.
func (c *Ctx) host() string { return strings.ToLower(c.sentHost()) }

// withoutDefaultPort takes the port off a host that the scheme has by itself.
func withoutDefaultPort(host, scheme string) string {
	switch scheme {
	case "http", "ws":
		return strings.TrimSuffix(host, ":80")
	case "https", "wss":
		return strings.TrimSuffix(host, ":443")
	}
	return host
}

// hostEnd returns where the name or the address ends in a host with perhaps a port
// behind it; 0 when it is no host.
func hostEnd(host string) int {
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
	for _, b := range []byte(host[end+1:]) {
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
func bracketEnd(host string) int {
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
	host := strings.ToLower(gateway.View(c.x.Host))
	host = host[:hostEnd(host)]
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
	return &HTTPError{
		Status:  http.StatusBadRequest,
		Message: "Host '" + strings.ToValidUTF8(string(c.x.Host), "\uFFFD") + "' is not trusted.",
		Err:     fmt.Errorf("the host %q is not one of TRUSTED_HOSTS", c.x.Host),
	}
}

// invalidSubdomain is the subdomain of a host that does not end in the server's name. No
// literal subdomain is equal to it, but an argument matches it, as in Werkzeug.
const invalidSubdomain = "<invalid>"

// matchedHost is what the rules' hosts or subdomains are matched against: the host with
// HostMatching, else the subdomain. It is valid as long as the request is.
func (c *Ctx) matchedHost() string {
	if rules := &c.app.Config.Rules; rules.HostMatching || rules.SubdomainMatching {
		return c.hostToMatch()
	}
	return "" // inlined, so that it costs no call
}

func (c *Ctx) hostToMatch() string {
	if c.app.Config.Rules.HostMatching {
		return c.host()
	}
	return subdomainOf(c.host(), c.serverName())
}

// serverName is the host of absolute URLs, before which subdomains stand: the Config's
// if there is one, else the request's. With HostMatching it is always the request's. It
// is valid as long as the request is.
func (c *Ctx) serverName() string {
	if name := c.app.Config.ServerName; name != "" && !c.app.Config.Rules.HostMatching {
		return withoutDefaultPort(strings.ToLower(name), c.x.Scheme)
	}
	return c.host()
}

// subdomainOf is what host has before the server's name. Dots that separate nothing do
// not count.
func subdomainOf(host, server string) string {
	if server == "" || host == server {
		return ""
	}
	before, ok := strings.CutSuffix(host, "."+server)
	if !ok {
		return invalidSubdomain
	}
	if strings.HasPrefix(before, ".") || strings.HasSuffix(before, ".") || strings.Contains(before, "..") {
		return strings.Join(strings.FieldsFunc(before, func(r rune) bool { return r == '.' }), ".")
	}
	return before
}

// fullHost is the host for a rule's: it with HostMatching, else that subdomain of server.
func (a *App) fullHost(ofRule, server string) string {
	switch {
	case a.Config.Rules.HostMatching:
		if ofRule == "" {
			return server
		}
		return ofRule
	case ofRule == "":
		return server
	}
	return ofRule + "." + server
}
