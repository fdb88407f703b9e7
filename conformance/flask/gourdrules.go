package flask

import (
	"fmt"
	"net/http"
	"slices"

	"github.com/gourd-go/gourd"
)

// configOf is the Config for a case's map.
func configOf(m Map) gourd.Config {
	var config gourd.Config
	config.Rules = gourd.RuleOptions{
		LooseSlashes:       isFalse(m.StrictSlashes),
		KeepSlashes:        isFalse(m.MergeSlashes),
		NoRedirectDefaults: isFalse(m.RedirectDefaults),
		HostMatching:       m.HostMatching,
		SubdomainMatching:  m.SubdomainMatching,
	}
	if m.ServerName != nil {
		config.ServerName = *m.ServerName
	}
	return config
}

func isFalse(b *bool) bool { return b != nil && !*b }

// addRule registers a rule.
func addRule(app *gourd.App, r Rule) error {
	if r.Methods.Text != "" {
		return fmt.Errorf("methods are %q, which the compiler refuses: a list is expected", r.Methods.Text)
	}
	route := register(app, r)
	route.Name(endpointName(r.Endpoint))
	for _, d := range r.Defaults.Pairs {
		route.Default(d.Name, d.Value)
	}
	if r.Subdomain != nil {
		route.Subdomain(*r.Subdomain)
	}
	if r.Host != nil {
		route.Host(*r.Host)
	}
	if r.StrictSlashes != nil {
		route.StrictSlashes(*r.StrictSlashes)
	}
	if r.MergeSlashes != nil {
		route.MergeSlashes(*r.MergeSlashes)
	}
	if r.Alias {
		route.Alias()
	}
	if r.WebSocket {
		route.WebSocket()
	}
	return nil
}

// register chooses the method that registers a rule of that kind.
func register(app *gourd.App, r Rule) *gourd.Route {
	methods := r.Methods.List
	if len(methods) == 0 {
		methods = []string{http.MethodGet} // Flask's default
	}
	switch {
	case r.BuildOnly:
		return app.BuildOnly(r.Rule, endpointName(r.Endpoint), methods...)
	case r.RedirectTo != nil:
		return app.RedirectTo(r.Rule, *r.RedirectTo, methods...)
	case r.Methods.Given && len(r.Methods.List) == 0:
		// No method but OPTIONS, which Flask adds.
		return app.Route(r.Rule, view, http.MethodOptions).AutomaticOptions(true)
	}
	return app.Route(r.Rule, view, methods...)
}

// withoutStatic leaves the rule for static files away, which Flask's side has not
// either: an application that has its pattern has no other.
func withoutStatic(app *gourd.App, rules []Rule) {
	const pattern, endpoint = "/static/<path:filename>", "static"
	if slices.ContainsFunc(rules, func(r Rule) bool { return r.Rule == pattern || r.Endpoint == endpoint }) {
		return
	}
	app.BuildOnly(pattern, "(no static files)")
}
