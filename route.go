package gourd

import (
	"net/http"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"time"
)

// Route is a rule with its view. The methods of a Route describe it further and
// are called where it is registered:
//
//	app.Get("/notes/<int:id>", show).Name("show")
type Route struct {
	rule       string
	methods    []string // nil: any
	name       string   // without the blueprint's
	where      string
	view       ViewFunc // runs the view and writes its value into c.res
	code       uintptr  // of the view, to tell views apart
	owner      *Blueprint
	operation  bool
	arguments  []string // that the view needs the rule to have
	mount      bool     // the view is an http.Handler that sees the path without the prefix
	mounted    *App     // which is this application
	webSocket  bool
	defaults   map[string]any
	maxBody    int64
	timeout    time.Duration
	middleware []func(http.Handler) http.Handler
	before     []BeforeFunc
	after      []AfterFunc
	values     map[any]any // of extensions

	// How the rule matches.
	subdomain                 *string // nil: the blueprint's
	host                      string
	strictSlashes, mergeSlash *bool
	alias, buildOnly          bool
	redirectTo                string
	redirectFunc              func(args Map) string
	autoOptions               *bool // nil: the Config's

	// What follows is known when the application is set up.
	place    *place
	endpoint string
	ownRule  bool // OPTIONS is answered by the view
	handler  http.Handler
	limit    *deadlines // nil: none
}

// Rule returns the rule with the prefixes before it.
func (r *Route) Rule() string { return r.rule }

// Endpoint returns the name by which URLs are built: the route's own behind its
// blueprints', "admin.users.show". It is complete once the application is set up.
func (r *Route) Endpoint() string {
	if r.endpoint != "" {
		return r.endpoint
	}
	return r.name
}

// Methods returns the methods that the route answers, HEAD and OPTIONS left out
// where they are automatic; nil: any.
func (r *Route) Methods() []string { return slices.Clone(r.methods) }

// Where returns the file and line of the registration.
func (r *Route) Where() string { return r.where }

// Name gives the route the name by which URLs are built. By default it is the name
// of the view's function; a function literal has none.
func (r *Route) Name(name string) *Route {
	r.owner.mustBeOpen("Name")
	if name == "" || strings.Contains(name, ".") {
		misuse("the route %s at %s is named %q; a name is not empty and has no dot, which stands between a blueprint's name and the route's", r.rule, r.where, name)
	}
	r.name = name
	return r
}

// Default gives an argument that is not in the rule a value, and lets a rule that
// has the argument redirect to this one when it has this value: Flask's defaults.
func (r *Route) Default(argument string, value any) *Route {
	r.owner.mustBeOpen("Default")
	if r.defaults == nil {
		r.defaults = map[string]any{}
	}
	r.defaults[argument] = value
	return r
}

// Subdomain has the rule match in that subdomain only, which may have arguments as the
// rule has: "<user>". It needs Rules.SubdomainMatching and a ServerName in the Config.
func (r *Route) Subdomain(pattern string) *Route {
	r.owner.mustBeOpen("Subdomain")
	r.subdomain = &pattern
	return r
}

// Host has the rule match on that host only, which may have arguments as the rule has.
// It needs Rules.HostMatching in the Config.
func (r *Route) Host(pattern string) *Route {
	r.owner.mustBeOpen("Host")
	r.host = pattern
	return r
}

// StrictSlashes says whether a slash at the end is a part of this rule, in the place of
// [RuleOptions.LooseSlashes]: Flask's strict_slashes.
func (r *Route) StrictSlashes(strict bool) *Route {
	r.owner.mustBeOpen("StrictSlashes")
	r.strictSlashes = &strict
	return r
}

// MergeSlashes says whether slashes that follow each other count as one for this rule,
// in the place of [RuleOptions.KeepSlashes]: Flask's merge_slashes.
func (r *Route) MergeSlashes(merge bool) *Route {
	r.owner.mustBeOpen("MergeSlashes")
	r.mergeSlash = &merge
	return r
}

// Alias has the rule redirect to the other one with the same name. The view is not
// called.
func (r *Route) Alias() *Route {
	r.owner.mustBeOpen("Alias")
	r.alias = true
	return r
}

// WebSocket has the rule match handshakes of WebSockets and nothing else: Werkzeug's
// websocket=True. [Blueprint.Socket] registers a view for one; this is for a view that
// looks at the handshake by itself.
func (r *Route) WebSocket() *Route {
	r.owner.mustBeOpen("WebSocket")
	r.webSocket = true
	return r
}

// AutomaticOptions says whether OPTIONS is answered by itself, in the place of
// [Config.NoAutomaticOptions]: Flask's provide_automatic_options.
func (r *Route) AutomaticOptions(on bool) *Route {
	r.owner.mustBeOpen("AutomaticOptions")
	r.autoOptions = &on
	return r
}

// Before adds a hook that runs before this view alone, behind the blueprint's: the
// place for what a decorator does in Flask, such as @login_required. As a decorator it
// does not run where OPTIONS is answered without the view.
func (r *Route) Before(hooks ...BeforeFunc) *Route {
	r.owner.mustBeOpen("Before")
	for _, h := range hooks {
		mustNotBeNil(h == nil, "the hook of Before")
	}
	r.before = append(r.before, hooks...)
	return r
}

// After adds a hook that runs behind this view alone, before the blueprint's; the last
// added first. It sees every answer of the route: an error's and that to OPTIONS too.
func (r *Route) After(hooks ...AfterFunc) *Route {
	r.owner.mustBeOpen("After")
	for _, h := range hooks {
		mustNotBeNil(h == nil, "the hook of After")
	}
	r.after = append(r.after, hooks...)
	return r
}

// ViewFunc is a view as decorators see it: it fills the answer in the making, or returns
// the error to answer. [Ctx.Answer] puts another answer in its place.
type ViewFunc func(c *Ctx) error

// Around decorates the view; of several the last is outermost, as in the list
// "decorators" of Flask's View. Hooks run outside of all of them.
//
//	func timed(view gourd.ViewFunc) gourd.ViewFunc {
//		return func(c *gourd.Ctx) error {
//			began := time.Now()
//			defer func() { c.Logger().Info("viewed", "took", time.Since(began)) }()
//			return view(c)
//		}
//	}
func (r *Route) Around(decorators ...func(view ViewFunc) ViewFunc) *Route {
	r.owner.mustBeOpen("Around")
	for _, d := range decorators {
		mustNotBeNil(d == nil, "the decorator of Around")
		view := d(r.view)
		mustNotBeNil(view == nil, "the view that a decorator returned to Around")
		r.view = view
	}
	return r
}

// MaxBody lets requests to this route have a body of up to n bytes in the place of
// [Config.MaxContentLength]; -1: any length.
func (r *Route) MaxBody(n int64) *Route {
	r.owner.mustBeOpen("MaxBody")
	r.maxBody = n
	return r
}

// Timeout lets this route take up to d until the first byte of its answer, in the
// place of [Config.RequestTimeout]; -1: any time.
func (r *Route) Timeout(d time.Duration) *Route {
	r.owner.mustBeOpen("Timeout")
	r.timeout = d
	return r
}

// Use puts net/http middleware around this view alone, within the blueprint's.
func (r *Route) Use(middleware ...func(http.Handler) http.Handler) *Route {
	r.owner.mustBeOpen("Use")
	r.middleware = append(r.middleware, middleware...)
	return r
}

// Get registers a view for GET, and HEAD with it.
func (b *Blueprint) Get[T any](rule string, view func(*Ctx) (T, error)) *Route {
	return b.add(rule, compileView(rule, view), view, http.MethodGet)
}

// Post registers a view for POST.
func (b *Blueprint) Post[T any](rule string, view func(*Ctx) (T, error)) *Route {
	return b.add(rule, compileView(rule, view), view, http.MethodPost)
}

// Put registers a view for PUT.
func (b *Blueprint) Put[T any](rule string, view func(*Ctx) (T, error)) *Route {
	return b.add(rule, compileView(rule, view), view, http.MethodPut)
}

// Patch registers a view for PATCH.
func (b *Blueprint) Patch[T any](rule string, view func(*Ctx) (T, error)) *Route {
	return b.add(rule, compileView(rule, view), view, http.MethodPatch)
}

// Delete registers a view for DELETE.
func (b *Blueprint) Delete[T any](rule string, view func(*Ctx) (T, error)) *Route {
	return b.add(rule, compileView(rule, view), view, http.MethodDelete)
}

// Route registers a view for the methods; without any it is GET, as in Flask.
// HEAD comes with GET, and OPTIONS is answered by itself unless it is named here.
func (b *Blueprint) Route[T any](rule string, view func(*Ctx) (T, error), methods ...string) *Route {
	if len(methods) == 0 {
		methods = []string{http.MethodGet}
	}
	return b.add(rule, compileView(rule, view), view, methods...)
}

// Handle registers an http.Handler for the methods; without any it answers them
// all. It sees the whole path, and the rule's arguments as r.PathValue.
func (b *Blueprint) Handle(rule string, handler http.Handler, methods ...string) *Route {
	if handler == nil {
		misuse("the handler of %s at %s is nil", rule, caller())
	}
	view := func(c *Ctx) error {
		c.res.kind, c.res.source = bodySource, handlerSource{handler}
		return nil
	}
	return b.add(rule, view, nil, methods...)
}

// Mount hands every request below the prefix to an http.Handler, which sees the
// path without it. Another App that is mounted knows the prefix: its URLs begin
// with it; and it starts and stops with this one.
func (b *Blueprint) Mount(prefix string, handler http.Handler) *Route {
	if prefix == "" || prefix[0] != '/' || strings.ContainsAny(prefix, "<>") {
		misuse("Mount(%q) at %s: a prefix starts with a slash and has no arguments", prefix, caller())
	}
	prefix = strings.TrimRight(prefix, "/")
	r := b.Handle(prefix+"/", handler)
	r.mount = true
	if r.mounted, _ = handler.(*App); r.mounted != nil && r.mounted == b.app {
		misuse("an application is mounted in itself, at %s", r.where)
	}
	return r
}

// RedirectTo registers a rule that redirects to another place, with 308: a URL
// reference relative to the application's root, in which "<name>" is the value of the
// rule's argument. Without methods it redirects them all. Flask's redirect_to.
//
//	app.RedirectTo("/posts/<int:id>", "notes/<id>")
func (b *Blueprint) RedirectTo(rule, target string, methods ...string) *Route {
	if target == "" {
		misuse("the target of %s at %s is empty; write where it redirects to", rule, caller())
	}
	r := b.add(rule, noView, nil, methods...)
	r.redirectTo = target
	return r
}

// RedirectFunc is [Blueprint.RedirectTo] for a target that is computed from the rule's
// arguments. target is called by many requests at once.
func (b *Blueprint) RedirectFunc(rule string, target func(args Map) string) *Route {
	mustNotBeNil(target == nil, "the target of RedirectFunc")
	r := b.add(rule, noView, nil)
	r.redirectFunc = target
	return r
}

// BuildOnly registers a rule that never matches, so that URLs of something that another
// server answers can be built by name. The methods are those for which "_method" finds
// it; without any it is found for them all.
//
//	app.BuildOnly("/cdn/<path:filename>", "cdn")
func (b *Blueprint) BuildOnly(rule, name string, methods ...string) *Route {
	r := b.add(rule, noView, nil, methods...).Name(name)
	r.buildOnly = true
	return r
}

// noView is the view of rules that have none: they redirect or never match.
func noView(*Ctx) error { return errNotFound }

// add is where every registration ends. source is the user's view, which names the
// route; nil: it has no name.
func (b *Blueprint) add(pattern string, view func(*Ctx) error, source any, methods ...string) *Route {
	b.mustBeOpen("a route's registration")
	r := &Route{rule: pattern, view: view, where: caller(), owner: b}
	if source != nil {
		r.name, r.code = viewName(source), viewID(source)
	}
	if pattern == "" && b.app != nil || pattern != "" && pattern[0] != '/' {
		misuse("a rule starts with a slash, but this one, at %s, is %q; write %q", r.where, pattern, "/"+pattern)
	}
	for _, m := range methods {
		if m == "" || strings.ContainsAny(m, " ,/") {
			misuse("the route %s at %s has the method %q; give each method as a string of its own", pattern, r.where, m)
		}
		r.methods = append(r.methods, strings.ToUpper(m))
	}
	b.routes = append(b.routes, r)
	return r
}

// compileView makes a view of any value one that writes it.
func compileView[T any](pattern string, view func(*Ctx) (T, error)) func(*Ctx) error {
	if view == nil {
		misuse("the view of %s at %s is nil", pattern, caller())
	}
	encode, err := encoderFor[T]()
	if err != nil {
		misuse("the view of %s, registered at %s, returns %s, which cannot be an answer: %v", pattern, caller(), reflect.TypeFor[T](), err)
	}
	return func(c *Ctx) error {
		v, err := view(c)
		if err != nil {
			return err
		}
		return encode(c, v)
	}
}

// viewName is a named function's or method's own name, which is its endpoint as in
// Flask; "" for a function literal.
func viewName(view any) string {
	f := runtime.FuncForPC(reflect.ValueOf(view).Pointer())
	if f == nil {
		return ""
	}
	name := strings.TrimSuffix(f.Name(), "-fm")
	name = name[strings.LastIndexByte(name, '/')+1:]
	// "main.index", "main.(*Shop).index"; a literal is "main.main.func1".
	parts := strings.Split(name, ".")
	last := parts[len(parts)-1]
	if len(parts) < 2 || strings.HasSuffix(last, "]") || isLiteral(parts) {
		return ""
	}
	return last
}

// isLiteral reports whether one of the parts of a function's name is func1, which
// is how the compiler names function literals.
func isLiteral(parts []string) bool {
	for _, p := range parts[1:] {
		if n, ok := strings.CutPrefix(p, "func"); ok && n != "" && strings.Trim(n, "0123456789") == "" {
			return true
		}
	}
	last := parts[len(parts)-1]
	return strings.Trim(last, "0123456789") == ""
}
