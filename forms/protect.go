package forms

import (
	"context"
	"fmt"
	"slices"

	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/jinja"
)

// Protection is an extension that checks the CSRF token of every request that may
// change something, that is with another method than GET, HEAD, OPTIONS and TRACE:
// the role of Flask-WTF's CSRFProtect. The token stands in the form, or in the field
// X-CSRFToken or X-CSRF-Token, where the body is not looked at. A request without it
// is a 400, a [CSRFError]. Requests that no rule matches are not checked.
//
//	app.Install(forms.Protect())
//	forms.Exempt(app.Post("/hook", hook)) // another server's, which has no session
//
// Installed in an application, pages have the functions csrf_token and csrf_input, for
// forms without a struct and for scripts:
//
//	<form method="post" action="…">{{ csrf_input() }}<button>Delete</button></form>
//
// Its settings in the Config are Flask-WTF's: WTF_CSRF_ENABLED, WTF_CSRF_TIME_LIMIT (an
// hour; none or negative: as long as the session), WTF_CSRF_SSL_STRICT and
// WTF_CSRF_SECRET_KEY.
type Protection struct {
	// ExemptBlueprints are the names of blueprints whose requests are not checked, with
	// those in them and the forms that they bind: "api", "admin.hooks".
	ExemptBlueprints []string
}

var _ gourd.Extension = (*Protection)(nil)

// Protect returns a Protection of everything.
func Protect() *Protection { return &Protection{} }

// Init adds the check to an application or a blueprint.
func (p *Protection) Init(b *gourd.Blueprint) error {
	exempt := slices.Clone(p.ExemptBlueprints)
	b.Before(func(c *gourd.Ctx) (gourd.Response, error) {
		if !changes(c.Method()) || c.Route() == nil {
			return gourd.Response{}, nil
		}
		if slices.ContainsFunc(c.Blueprints(), func(name string) bool { return slices.Contains(exempt, name) }) {
			c.G().Set(knownValid, true)
			return gourd.Response{}, nil
		}
		return gourd.Response{}, protectForm(c)
	})
	if app := b.App(); app != nil {
		b.OnStart(func(context.Context) error { return guardOf(app).err }) // a key that was forgotten
		b.TemplateFunc("csrf_token", Token)                                // of html/template
		b.TemplateFunc("csrf_input", TokenInput)
		b.TemplateGlobal("csrf_token", inPages("csrf_token", Token))
		b.TemplateGlobal("csrf_input", inPages("csrf_input", TokenInput))
	}
	return nil
}

// inPages is f as a function of Jinja's templates, without arguments.
func inPages[T any](name string, f func(c *gourd.Ctx) T) any {
	return jinja.NewFunction(name, func(a *jinja.Arguments) (any, error) {
		a.Bind(0)
		c := gourd.PageCtx(a.Context())
		if c == nil {
			return nil, fmt.Errorf("forms: %s is for pages of requests, but this template is rendered without one", name)
		}
		return f(c), nil
	})
}

type exemptKey struct{}

// Exempt has the requests of a route not checked, by [Protection] and by [Bind]: those
// of clients that have no session to be misused.
func Exempt(route *gourd.Route) *gourd.Route { return route.SetValue(exemptKey{}, true) }
