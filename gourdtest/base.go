package gourdtest

import (
	"cmp"
	"encoding/base64"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/gourd-go/gourd"
)

// base is what the targets of requests stand below.
type base struct {
	scheme string
	host   string
	root   string // where the application is mounted: "" or "/shop"
}

// baseOf is what Flask's client takes: SERVER_NAME, APPLICATION_ROOT and
// PREFERRED_URL_SCHEME.
func baseOf(app *gourd.App) base {
	c := app.Config
	return base{
		scheme: cmp.Or(c.PreferredURLScheme, "http"), host: cmp.Or(c.ServerName, defaultHost), root: strings.TrimRight(c.ApplicationRoot, "/"),
	}
}

// BaseURL sends the request to another scheme, host and prefix: with
// "https://example.com/shop" the target "/notes" is /shop/notes of an application that
// is mounted at /shop.
func BaseURL(address string) Option {
	return func(r *request) {
		u, err := url.Parse(address)
		if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || u.RawQuery != "" {
			r.err = fmt.Errorf("the base URL is %q, want one like https://example.com/shop", address)
			return
		}
		r.base = base{u.Scheme, u.Host, strings.TrimRight(u.EscapedPath(), "/")}
	}
}

// BasicAuth sends a user's name and password (RFC 7617).
func BasicAuth(user, password string) Option {
	return Header("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(user+":"+password)))
}

// Bearer sends a token (RFC 6750).
func Bearer(token string) Option { return Header("Authorization", "Bearer "+token) }

// Queries adds all values to the query of the target, in the order of their names.
func Queries(values url.Values) Option {
	return func(r *request) {
		names := make([]string, 0, len(values))
		for name := range values {
			names = append(names, name)
		}
		slices.Sort(names)
		for _, name := range names {
			Query(name, values[name]...)(r)
		}
	}
}

// FollowHosts follows redirects as [FollowRedirects] does, and also to these hosts,
// which the application must serve too; ".example.com" is every host below it. What a
// request says of who sends it, in Authorization and Cookie, is not told to another
// host, but for the client's own cookies of that host.
func FollowHosts(hosts ...string) Option {
	return func(r *request) { r.follow, r.hosts = true, append(r.hosts, hosts...) }
}

// mayGo reports whether a redirect from the request may lead to the host.
func (r *request) mayGo(host string) bool {
	if strings.EqualFold(host, r.host) {
		return true
	}
	host = strings.ToLower(host)
	return slices.ContainsFunc(r.hosts, func(h string) bool {
		h = strings.ToLower(h)
		return h == host || strings.HasPrefix(h, ".") && strings.HasSuffix(host, h)
	})
}
