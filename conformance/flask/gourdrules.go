package flask

import (
	"fmt"

	"github.com/gourd-go/gourd"
)

// configOf is the Config for a case's map.
func configOf(m Map) gourd.Config {
	var config gourd.Config
	config.Rules.LooseSlashes = isFalse(m.StrictSlashes)
	config.Rules.KeepSlashes = isFalse(m.MergeSlashes)
	config.Rules.NoRedirectDefaults = isFalse(m.RedirectDefaults)
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
	var route *gourd.Route
	if r.WebSocket {
		route = app.Socket(r.Rule, socketView)
	} else {
		route = app.Route(r.Rule, view, r.Methods.List...)
	}
	route.Name(endpointName(r.Endpoint))
	for _, d := range r.Defaults.Pairs {
		route.Default(d.Name, d.Value)
	}
	return nil
}

// withoutStatic leaves the rule for static files away, which neither side has.
func withoutStatic(*gourd.App, []Rule) {}
