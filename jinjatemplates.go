package gourd

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"strings"

	"github.com/gourd-go/gourd/jinja"
)

// jinjaTemplates are the application's templates in Jinja.
type jinjaTemplates struct {
	env    *jinja.Environment
	loader *templateLoader
	reload bool
}

// newJinja makes the application's templates. Nothing is compiled yet.
func (a *App) newJinja() (*jinjaTemplates, error) {
	if err := a.misplacedFuncs(); err != nil {
		return nil, err
	}
	loader := &templateLoader{layers: append([]templateFiles{a.ownTemplates()}, a.templateFiles...)}
	if a.Config.ExplainTemplateLoading {
		loader.explain = a.log()
	}
	config := a.Config.Jinja
	config.Loader = loader
	config.Reload = config.Reload || a.reloadsTemplates()
	config.Filters = a.templateNames.filters.values(config.Filters)
	config.Tests = a.templateNames.tests.values(config.Tests)
	globals := a.flaskGlobals()
	maps.Copy(globals, config.Globals)
	config.Globals = a.templateNames.globals.values(globals)
	if config.Policies.ToJSON == nil {
		config.Policies.ToJSON = a.templateJSON
	}
	env, err := jinja.New(config)
	if err != nil {
		return nil, err
	}
	return &jinjaTemplates{env, loader, config.Reload}, nil
}

// check compiles all templates. Its error shows the lines around each mistake.
func (t *jinjaTemplates) check() error {
	names, err := t.loader.List()
	if err != nil || len(names) == 0 {
		return err
	}
	if err := t.env.Check(names...); err != nil {
		return &brokenTemplates{err}
	}
	return nil
}

// brokenTemplates are the mistakes of all templates.
type brokenTemplates struct{ err error }

func (e *brokenTemplates) Error() string { return jinja.Details(e.err) }

func (e *brokenTemplates) Unwrap() error { return e.err }

// find is the first of the templates that is there.
func (t *jinjaTemplates) find(names ...string) (*jinja.Template, error) {
	found, err := t.env.Template(names...)
	if err == nil {
		return found, nil
	}
	if e := (*jinja.Error)(nil); errors.As(err, &e) && len(e.Names) > 0 {
		if !t.loader.any() {
			return nil, errNoTemplates
		}
		return nil, &noTemplateError{names, t.loader.looked()}
	}
	return nil, err
}

// explain adds to the error of a template that another one names where it was looked for.
func (t *jinjaTemplates) explain(err error) error {
	if err == nil {
		return nil
	}
	if e := (*jinja.Error)(nil); errors.As(err, &e) && len(e.Names) > 0 {
		return fmt.Errorf("%w; looked for in %s", err, strings.Join(t.loader.looked(), " and in "))
	}
	return err
}

// renderingKey finds the Ctx in the context of a rendering.
type renderingKey struct{}

// renderContext is the request's context, from which functions of the framework's take the
// Ctx.
func (c *Ctx) renderContext() context.Context {
	return context.WithValue(c.Context(), renderingKey{}, c)
}

// PageCtx returns the Ctx whose page is being rendered, for functions that templates call:
// ctx is the context that they get. It is nil where a template is rendered without a
// request. The Ctx must not be kept, as ever.
func PageCtx(ctx context.Context) *Ctx {
	c, _ := ctx.Value(renderingKey{}).(*Ctx)
	return c
}
