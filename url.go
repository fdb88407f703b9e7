package gourd

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/gourd-go/gourd/gateway"
	"github.com/gourd-go/gourd/rule"
)

// URL builds the address of an endpoint outside of a request: absolute, with the
// Config's ServerName, which must be set, unless "_external", false is among the
// values. See [Ctx.URL].
func (a *App) URL(endpoint string, values ...any) (string, error) {
	if err := a.Setup(); err != nil {
		return "", err
	}
	return a.buildURL(nil, endpoint, values)
}

// urlRequest is what is asked of buildURL.
type urlRequest struct {
	build    rule.BuildRequest
	scheme   *string // nil: the request's
	anchor   *string
	external bool
}

// buildURL builds a URL for a request, or, without one, for the Config's server
// name.
func (a *App) buildURL(c *Ctx, endpoint string, values []any) (string, error) {
	u := urlRequest{external: c == nil}
	if err := u.take(values); err != nil {
		return "", fmt.Errorf("gourd: the URL of %q: %w", endpoint, err)
	}
	u.build.Endpoint = absoluteEndpoint(c, endpoint)
	a.addURLDefaults(c, &u.build)
	at := a.siteOf(c)
	u.build.DefaultMethod, u.build.Host = at.method, at.matched
	built, err := a.routes.Build(u.build)
	if err != nil {
		return a.answerBuildError(c, &u, fmt.Errorf("gourd: %w%s", err, a.unnamedHint(u.build.Endpoint)))
	}
	address := at.root + built.Path
	if u.anchor != nil && *u.anchor == "" {
		address += "#" // as Flask: an anchor was asked for, and it is empty
	}
	if !u.external && u.scheme == nil && !built.Absolute {
		return address, nil
	}
	host := a.fullHost(built.Host, at.server)
	if host == "" {
		return "", fmt.Errorf("gourd: the URL of %q is built outside of a request, which needs Config.ServerName (SERVER_NAME), or \"_external\", false among the values", endpoint)
	}
	scheme := at.scheme
	if u.scheme != nil {
		scheme = *u.scheme
	}
	return schemePrefix(scheme, built.Rule.WebSocket) + "//" + host + address, nil
}

// schemePrefix is the scheme with its colon, as Werkzeug chooses it: a URL of a
// WebSocket has ws or wss, every other one http or https, whichever was asked for; the
// empty scheme is that of the page that the URL will stand in.
func schemePrefix(scheme string, socket bool) string {
	secure := scheme == "https" || scheme == "wss"
	switch {
	case socket && secure:
		return "wss:"
	case socket:
		return "ws:"
	case scheme == "":
		return ""
	case secure:
		return "https:"
	}
	return "http:"
}

// site is what URLs are built for: a request, or what the Config says.
type site struct {
	scheme, server, root string
	matched              string // the request's subdomain, or its host with HostMatching
	method               string
}

func (a *App) siteOf(c *Ctx) site {
	if c != nil {
		return site{c.x.Scheme, c.serverName(), strings.TrimSuffix(c.x.Root, "/"), c.matchedHost(), c.Method()}
	}
	s := site{scheme: a.Config.PreferredURLScheme, root: strings.TrimSuffix(a.Config.ApplicationRoot, "/"), method: http.MethodGet}
	s.server = strings.ToLower(a.Config.ServerName)
	if a.Config.Rules.HostMatching {
		s.matched = s.server
	}
	return s
}

// take reads the pairs of name and value, or a Map, and sorts out url_for's own
// names.
func (u *urlRequest) take(values []any) error {
	pairs, err := namedValues(values)
	if err != nil {
		return err
	}
	internal := false
	for _, p := range pairs {
		text, isText := p.Value.(string)
		switch p.Name {
		case "_anchor", "_method", "_scheme", "_external":
			if p.Value == nil {
				continue // as if it were not there
			}
		}
		switch p.Name {
		case "_anchor":
			u.build.Anchor = fmt.Sprint(p.Value)
			u.anchor = &u.build.Anchor
		case "_method", "_scheme":
			if !isText {
				return fmt.Errorf("%s is %v, want a string", p.Name, p.Value)
			}
			if p.Name == "_method" {
				u.build.Method = strings.ToUpper(text)
			} else {
				u.scheme = &text
			}
		case "_external":
			external, ok := p.Value.(bool)
			if !ok {
				return fmt.Errorf("_external is %v, want true or false", p.Value)
			}
			u.external, internal = external, !external
		default:
			u.build.Values = append(u.build.Values, p)
		}
	}
	if internal && u.scheme != nil {
		return errors.New("_scheme needs an external URL, but _external is false")
	}
	return nil
}

func namedValues(values []any) ([]rule.Pair, error) {
	var pairs []rule.Pair
	for i := 0; i < len(values); i++ {
		switch v := values[i].(type) {
		case Map:
			pairs = append(pairs, rule.Pairs(v)...)
		case string:
			if i+1 == len(values) {
				return nil, fmt.Errorf("the name %q has no value; values come in pairs of name and value", v)
			}
			i++
			pairs = append(pairs, rule.Pair{Name: v, Value: values[i]})
		default:
			return nil, fmt.Errorf("%v is a %T where a name is expected; values come in pairs of name and value, or as a gourd.Map", v, v)
		}
	}
	return pairs, nil
}

// absoluteEndpoint resolves ".index" against the blueprint that the request is in.
func absoluteEndpoint(c *Ctx, endpoint string) string {
	name, relative := strings.CutPrefix(endpoint, ".")
	if !relative {
		return endpoint
	}
	if c != nil && c.place().name != "" {
		return c.place().name + "." + name
	}
	return name
}

// unnamedHint helps those who expect an endpoint that a function literal does not
// have.
func (a *App) unnamedHint(endpoint string) string {
	if a.endpoints[endpoint] != nil {
		return ""
	}
	for r := range a.routes.Rules() {
		if route := r.Data.(*Route); route.endpoint == "" && !route.mount {
			return fmt.Sprintf("; a view that is a function literal has no endpoint: name it, as in app.Get(%q, …).Name(%q) at %s", route.rule, endpoint, route.where)
		}
	}
	return ""
}

// mountedRequest takes the mount's prefix off the request's path.
func (c *Ctx) mountedRequest(r *http.Request) *http.Request {
	rest := "/"
	if v, ok := c.matched.Lookup("mounted"); ok {
		rest += v.Text()
	}
	// The raw rest is the end of the raw path that decodes to it.
	raw := string(c.x.Path)
	for i := strings.IndexByte(raw, '/'); i >= 0; {
		if decoded := string(gateway.Unescape(nil, []byte(raw[i:]))); len(decoded) == len(rest) {
			break
		}
		next := strings.IndexByte(raw[i+1:], '/')
		if next < 0 {
			raw, i = rest, 0
			break
		}
		raw, i = raw[i+1+next:], 0
	}
	mounted := new(http.Request)
	*mounted = *r
	u := *r.URL
	u.Path, u.RawPath = strings.Clone(rest), strings.Clone(raw)
	mounted.URL = &u
	return mounted
}
