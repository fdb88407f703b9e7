package gourd

import (
	"strings"

	"github.com/gourd-go/gourd/gateway"
)

// This file says which host and subdomain a request is matched with and URLs are built
// for: the role of Werkzeug's MapAdapter.

// invalidSubdomain is the subdomain of a host that does not end in the server's name. No
// literal subdomain is equal to it, but an argument matches it, as in Werkzeug.
const invalidSubdomain = "<invalid>"

// matchedHost is what the rules' hosts or subdomains are matched against: the host with
// HostMatching, else the subdomain.
func (c *Ctx) matchedHost() string {
	if rules := &c.app.Config.Rules; rules.HostMatching || rules.SubdomainMatching {
		return c.hostToMatch()
	}
	return "" // inlined, so that it costs no call
}

func (c *Ctx) hostToMatch() string {
	host := strings.ToLower(c.Host())
	if c.app.Config.Rules.HostMatching {
		return host
	}
	return subdomainOf(host, c.serverName())
}

// serverName is the host of absolute URLs, before which subdomains stand: the Config's
// if there is one, else the request's. With HostMatching it is always the request's.
func (c *Ctx) serverName() string {
	if name := c.app.Config.ServerName; name != "" && !c.app.Config.Rules.HostMatching {
		return gateway.View(withoutDefaultPort(gateway.Bytes(strings.ToLower(name)), c.x.Scheme))
	}
	return strings.ToLower(c.Host())
}

// subdomainOf is what host has before the server's name, label by label.
func subdomainOf(host, server string) string {
	if server == "" || host == server {
		return ""
	}
	before, ok := strings.CutSuffix(host, "."+server)
	if !ok {
		return invalidSubdomain
	}
	return strings.Join(strings.FieldsFunc(before, func(r rune) bool { return r == '.' }), ".")
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
