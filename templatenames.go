package gourd

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/gourd-go/gourd/jinja"
)

// templateNames are the filters, tests and globals that the application has given its
// templates.
type templateNames struct{ filters, tests, globals templateSet }

// templateSet is one kind of them, by name.
type templateSet map[string]templateFunc

// values are the functions, for a jinja.Config.
func (s templateSet) values(own map[string]any) map[string]any {
	all := maps.Clone(own)
	if all == nil {
		all = map[string]any{}
	}
	for name, f := range s {
		all[name] = f.f
	}
	return all
}

// TemplateFilter adds a filter to the templates of the whole application, on a blueprint
// too: Flask's template_filter and app_template_filter.
//
//	app.TemplateFilter("shout", strings.ToUpper)   // {{ post.title|shout }}
//
// f is any function whose first argument is what stands before the bar; package jinja's
// documentation says which parameters and results there can be. One that waits takes a
// context.Context first, which is the request's. A filter of Jinja's with the same name is
// replaced; two of the application's with one name are a mistake.
func (b *Blueprint) TemplateFilter(name string, f any) {
	b.addTemplateName("TemplateFilter", name, f)
}

// TemplateTest adds a test, a function that returns a bool, to the templates of the whole
// application, on a blueprint too: Flask's template_test.
//
//	app.TemplateTest("prime", isPrime)   // {% if n is prime %}
func (b *Blueprint) TemplateTest(name string, f any) { b.addTemplateName("TemplateTest", name, f) }

// TemplateGlobal adds a function, or any other value, that every template of the whole
// application sees, on a blueprint too: Flask's template_global. Templates that are
// imported see it too, unlike what [Blueprint.TemplateData] gives.
//
//	app.TemplateGlobal("year", func() int { return time.Now().Year() })   // {{ year() }}
func (b *Blueprint) TemplateGlobal(name string, value any) {
	b.addTemplateName("TemplateGlobal", name, value)
}

// addTemplateName checks the function where it is given, and adds it to the application,
// or to those that the blueprint will be part of.
func (b *Blueprint) addTemplateName(method, name string, f any) {
	b.mustBeOpen(method)
	added := templateFunc{f, caller()}
	if err := checkTemplateName(method, name, f); err != nil {
		misuse("%s at %s cannot add %q to the templates: %v", method, added.where, name, err)
	}
	if b.app == nil {
		b.RecordOnce(func(at Placement) { at.App.keepTemplateName(method, name, added) })
		return
	}
	b.app.keepTemplateName(method, name, added)
}

// checkTemplateName has package jinja look at the function.
func checkTemplateName(method, name string, f any) error {
	if !isTemplateName(name) {
		return errors.New("its name is not one that a template can say: letters, digits and \"_\", and no digit first")
	}
	config, one := jinja.Config{}, map[string]any{name: f}
	switch method {
	case "TemplateFilter":
		config.Filters = one
	case "TemplateTest":
		config.Tests = one
	default:
		config.Globals = one
	}
	_, err := jinja.New(config)
	return err
}

// isTemplateName reports whether name can be a filter's: an identifier, or several with
// dots between.
func isTemplateName(name string) bool {
	first := true
	for _, r := range name {
		switch {
		case r == '_' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r > 0x7f:
		case r >= '0' && r <= '9' && !first:
		case r == '.' && !first:
			first = true
			continue
		default:
			return false
		}
		first = false
	}
	return !first
}

func (a *App) keepTemplateName(method, name string, f templateFunc) {
	set := &a.templateNames.globals
	switch method {
	case "TemplateFilter":
		set = &a.templateNames.filters
	case "TemplateTest":
		set = &a.templateNames.tests
	}
	if other, taken := (*set)[name]; taken {
		misuse("%s is called twice with the name %q, at %s and at %s; give one of them another name", method, name, other.where, f.where)
	}
	if *set == nil {
		*set = templateSet{}
	}
	(*set)[name] = f
}

// misplacedFuncs reports functions of TemplateFunc, which are html/template's, that pages
// in Jinja would lack.
func (a *App) misplacedFuncs() error {
	var errs []error
	for _, name := range slices.Sorted(maps.Keys(a.templateFuncs)) {
		n := &a.templateNames
		_, filter := n.filters[name]
		_, test := n.tests[name]
		_, global := n.globals[name]
		if !filter && !test && !global {
			errs = append(errs, fmt.Errorf("TemplateFunc at %s adds %q for html/template, but the pages are Jinja's; use TemplateFilter, TemplateTest or TemplateGlobal, or keep html/template with Config.Renderer = gourd.HTMLTemplates()", a.templateFuncs[name].where, name))
		}
	}
	return errors.Join(errs...)
}
