package gourd

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
)

// BeforeFunc runs before a view. The zero Response means go on; any other is the
// answer, and neither the rest of the before hooks nor the view run.
type BeforeFunc func(c *Ctx) (Response, error)

// AfterFunc runs behind a view and may change its answer. For streams, files and
// mounted handlers it runs before the head is written, and sees the head only.
type AfterFunc func(c *Ctx, r *Response) error

// TeardownFunc runs when a request has ended, whatever happened. err is what went
// wrong unforeseen: an error without a status that no handler by type has answered,
// a panic, or what broke the answer off. It is nil behind an error that says its
// own answer, as gourd.Error(404, "") does. All that is as in Flask.
type TeardownFunc func(c *Ctx, err error)

// Blueprint is a part of an application: routes, hooks, error handlers and
// middleware that belong together, under a common prefix. An [App] is a Blueprint
// too, and whatever registers something takes a *Blueprint.
//
// A blueprint is filled first and registered then; what is added to it later is
// refused. It may be registered several times, under different names.
type Blueprint struct {
	name      string
	prefix    string
	subdomain string
	host      string
	app       *App // of the application's own blueprint only
	where     string

	routes     []*Route
	children   []registration
	before     []BeforeFunc
	after      []AfterFunc
	teardown   []TeardownFunc
	middleware []func(http.Handler) http.Handler
	errors     errorHandlers

	urlValues    []URLValuesFunc
	urlDefaults  []URLDefaultsFunc
	templateData []TemplateDataFunc
	recorded     []func(Placement)
	commands     []*command
	commandGroup string // of the commands; "": the blueprint's name

	closed string // why nothing can be added any more
}

// registration is one place of a blueprint in another.
type registration struct {
	child *Blueprint
	Registration
	where string
}

// Registration says where a blueprint is registered.
type Registration struct {
	Name         string // in the place of the blueprint's own, so that it can be registered again
	Prefix       string // in the place of the blueprint's own; what it is registered in has its prefix before
	Subdomain    string // in the place of the blueprint's own; before that of what it is registered in
	Defaults     Map    // of the arguments of all its rules, as [Route.Default]
	CommandGroup string // of the blueprint's commands, in the place of what Blueprint.CommandGroup says; NoGroup: none
}

// NewBlueprint makes a blueprint. Its name stands before the endpoints of its
// routes ("admin.index"); it must not be empty and has no dot. The prefix stands
// before its rules: "" or "/admin".
func NewBlueprint(name, prefix string) *Blueprint {
	if name == "" || strings.Contains(name, ".") {
		misuse("a blueprint's name is not empty and has no dot, but this one is %q; give it a name like \"admin\"", name)
	}
	checkPrefix(prefix)
	return &Blueprint{name: name, prefix: prefix, where: caller()}
}

func checkPrefix(prefix string) {
	if prefix != "" && prefix[0] != '/' {
		misuse("a prefix starts with a slash, but this one is %q; write %q", prefix, "/"+prefix)
	}
}

// Name returns the blueprint's name; the application's own has none.
func (b *Blueprint) Name() string { return b.name }

// App returns the application whose own blueprint this is, nil for another one.
// An extension uses it for what belongs to the whole application.
func (b *Blueprint) App() *App { return b.app }

// Before adds a hook that runs before each view of the blueprint; an application's
// runs before every request, also where no rule matches.
func (b *Blueprint) Before(hook BeforeFunc) {
	b.mustBeOpen("Before")
	mustNotBeNil(hook == nil, "the hook of Before")
	b.before = append(b.before, hook)
}

// After adds a hook that runs behind each view of the blueprint, the last added
// first.
func (b *Blueprint) After(hook AfterFunc) {
	b.mustBeOpen("After")
	mustNotBeNil(hook == nil, "the hook of After")
	b.after = append(b.after, hook)
}

// Teardown adds a hook that runs at the end of each request of the blueprint, the
// last added first. Unlike in Flask the answer has been sent by then.
func (b *Blueprint) Teardown(hook TeardownFunc) {
	b.mustBeOpen("Teardown")
	mustNotBeNil(hook == nil, "the hook of Teardown")
	b.teardown = append(b.teardown, hook)
}

// Use puts net/http middleware around the blueprint's views and hooks, the first
// added outermost; an application's stands around everything, also where no rule
// matches. The writer that the middleware hands on may be its own.
func (b *Blueprint) Use(middleware func(http.Handler) http.Handler) {
	b.mustBeOpen("Use")
	mustNotBeNil(middleware == nil, "the middleware of Use")
	b.middleware = append(b.middleware, middleware)
}

// Subdomain has the blueprint's routes match in that subdomain only, which may have
// arguments. A blueprint within it stands in a subdomain of this one. It needs
// Rules.SubdomainMatching and a ServerName in the Config.
func (b *Blueprint) Subdomain(pattern string) *Blueprint {
	b.mustBeOpen("Subdomain")
	b.subdomain = pattern
	return b
}

// Host has the blueprint's routes match on that host only, unless they name their own.
// It needs Rules.HostMatching in the Config.
func (b *Blueprint) Host(pattern string) *Blueprint {
	b.mustBeOpen("Host")
	b.host = pattern
	return b
}

// Register puts child into b, under b's prefix and behind b's hooks. The options
// name it anew, or put it under another prefix than its own.
func (b *Blueprint) Register(child *Blueprint, options ...Registration) {
	b.mustBeOpen("Register")
	if child == nil {
		misuse("Register was given nil at %s; make the blueprint with gourd.NewBlueprint first", caller())
	}
	if child == b {
		misuse("the blueprint %q is registered on itself, at %s", b.name, caller())
	}
	if child.app != nil {
		misuse("an App is registered as a blueprint, at %s; mount it with app.Mount(prefix, other)", caller())
	}
	r := registration{child: child, where: caller()}
	if len(options) > 1 {
		misuse("Register takes one Registration, at %s", r.where)
	}
	if len(options) == 1 {
		r.Registration = options[0]
		checkPrefix(r.Prefix)
		if strings.Contains(r.Name, ".") {
			misuse("a blueprint's name has no dot, but at %s one is registered as %q; give it a name like \"admin\"", r.where, r.Name)
		}
	}
	if r.Name == "" {
		r.Name = child.name
	}
	for _, other := range b.children {
		if other.Name == r.Name {
			misuse("two blueprints are registered under the name %q, at %s and at %s; give one of them another with gourd.Registration{Name: …}", r.Name, other.where, r.where)
		}
	}
	b.children = append(b.children, r)
	child.close("it was registered at " + r.where)
	if b.app != nil {
		b.app.runRecorded(child, b.rootPlace().within(r))
	}
}

// close ends the time in which b can be added to.
func (b *Blueprint) close(why string) {
	if b.closed == "" {
		b.closed = why
	}
}

func (b *Blueprint) mustBeOpen(method string) {
	if b.closed == "" {
		return
	}
	what := "the application"
	if b.app == nil {
		what = "the blueprint " + b.name
	}
	misuse("%s was called at %s, but %s can no longer be added to: %s; call it before", method, caller(), what, b.closed)
}

// mustNotBeNil refuses a function that is not there.
func mustNotBeNil(isNil bool, what string) {
	if isNil {
		misuse("%s at %s is nil; give it a function", what, caller())
	}
}

// place is a blueprint as it stands in an application: the chains of everything
// around its views.
type place struct {
	name       string // dotted: "admin.users"; "" for the application
	prefix     string
	subdomain  string
	host       string
	defaults   Map
	names      []string // of the blueprints, innermost first
	before     []BeforeFunc
	after      []AfterFunc
	teardown   []TeardownFunc
	middleware []func(http.Handler) http.Handler
	errors     []*errorHandlers // innermost first

	urlValues    []URLValuesFunc
	urlDefaults  []URLDefaultsFunc
	templateData []TemplateDataFunc
}

// rootPlace is the application's own.
func (b *Blueprint) rootPlace() *place {
	return &place{
		prefix: b.prefix, subdomain: b.subdomain, host: b.host, before: b.before,
		after: reversed(b.after), teardown: reversed(b.teardown),
		errors:    []*errorHandlers{&b.errors},
		urlValues: b.urlValues, urlDefaults: b.urlDefaults, templateData: b.templateData,
	}
}

// within is r.child's place in p.
func (p *place) within(r registration) *place {
	b := r.child
	name := r.Name
	if p.name != "" {
		name = p.name + "." + name
	}
	return &place{
		name:       name,
		prefix:     joinRule(p.prefix, cmp.Or(r.Prefix, b.prefix)),
		subdomain:  joinSubdomain(cmp.Or(r.Subdomain, b.subdomain), p.subdomain),
		host:       cmp.Or(b.host, p.host),
		defaults:   r.Defaults,
		names:      append([]string{name}, p.names...),
		before:     slices.Concat(p.before, b.before),
		after:      slices.Concat(reversed(b.after), p.after),
		teardown:   slices.Concat(reversed(b.teardown), p.teardown),
		middleware: slices.Concat(p.middleware, b.middleware),
		errors:     append([]*errorHandlers{&b.errors}, p.errors...),

		urlValues:    slices.Concat(p.urlValues, b.urlValues),
		urlDefaults:  slices.Concat(p.urlDefaults, b.urlDefaults),
		templateData: slices.Concat(p.templateData, b.templateData),
	}
}

// around is p with r's own after hooks inside of its; its before hooks are run apart.
func (p *place) around(r *Route) *place {
	if len(r.after) == 0 {
		return p
	}
	inner := *p
	inner.after = slices.Concat(reversed(r.after), p.after)
	return &inner
}

func joinSubdomain(inner, outer string) string {
	if inner == "" || outer == "" {
		return inner + outer
	}
	return inner + "." + outer
}

// joinRule puts a prefix before a rule as Flask does: an empty rule is the prefix
// itself.
func joinRule(prefix, rule string) string {
	switch {
	case prefix == "":
		return rule
	case rule == "":
		return prefix
	}
	return strings.TrimRight(prefix, "/") + "/" + strings.TrimLeft(rule, "/")
}

func reversed[T any](s []T) []T {
	r := slices.Clone(s)
	slices.Reverse(r)
	return r
}
