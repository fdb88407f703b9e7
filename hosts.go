package gourd

import (
	"strings"
)

// This file says which host and subdomain a request is matched with and URLs are built
// for: the role of Werkzeug's MapAdapter.

// invalidSubdomain is the subdomain of a host that does not end in the server's name. No
// literal subdomain is equal to it, but an argument matches it, as in Werkzeug.
const invalidSubdomain = "<invalid>"

// matchedHost is what the rules' hosts or subdomains are matched against: the host with
// HostMatching, else the subdomain.
func (c *Ctx) matchedHost() string {
	switch rules := &c.app.Config.Rules; {
	case rules.HostMatching:
		return strings.ToLower(c.Host())
	case rules.SubdomainMatching:
		return subdomainOf(strings.ToLower(c.Host()), c.serverName())
	}
	return ""
}

// serverName is the host of absolute URLs, before which subdomains stand: the Config's
// if there is one, else the request's. With HostMatching it is always the request's.
func (c *Ctx) serverName() string {
	if name := c.app.Config.ServerName; name != "" && !c.app.Config.Rules.HostMatching {
		return withoutPort(strings.ToLower(name), c.x.Scheme)
	}
	return strings.ToLower(c.Host())
}

// withoutPort drops the port that is the scheme's own.
func withoutPort(host, scheme string) string {
	if scheme == "https" {
		return strings.TrimSuffix(host, ":443")
	}
	return strings.TrimSuffix(host, ":80")
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

// isHost reports whether s is what Werkzeug takes for a host: letters, digits, dots and
// dashes, or an IPv6 address in brackets, and perhaps a port. It does not ask whether
// such a name can exist.
func isHost(s string) bool {
	rest, isAddress := strings.CutPrefix(s, "[")
	end := strings.IndexFunc(rest, func(r rune) bool { return !inHost(r, isAddress) })
	if end < 0 {
		end = len(rest)
	}
	name := rest[:end]
	rest = rest[end:]
	if isAddress {
		first, more, _ := strings.Cut(name, ":")
		if more == "" || strings.Contains(first, ".") || !strings.HasPrefix(rest, "]") {
			return false
		}
		rest = rest[1:]
	}
	port, hasPort := strings.CutPrefix(rest, ":")
	return name != "" && (rest == "" || hasPort && port != "" && strings.Trim(port, "0123456789") == "")
}

// inHost reports whether r may stand in a host's name, or in an address in brackets.
func inHost(r rune, inAddress bool) bool {
	switch {
	case '0' <= r && r <= '9', r == '.', 'a' <= r|0x20 && r|0x20 <= 'f':
		return true
	case inAddress:
		return r == ':'
	}
	return r == '-' || 'a' <= r|0x20 && r|0x20 <= 'z'
}
