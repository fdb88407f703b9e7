package gourd

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gourd-go/gourd/async"
	"github.com/gourd-go/gourd/gateway"
	"github.com/gourd-go/gourd/rule"
)

// App is an application. It is an http.Handler and a gateway.Handler, and its own
// outermost [Blueprint]: everything that a Blueprint registers, an App does.
//
// It is set up first and serves then: the first request, [App.Run] or [App.Setup]
// ends the time in which it can be added to.
type App struct {
	*Blueprint

	// Config is the application's configuration, to be changed until the set-up
	// ends.
	Config Config

	name       string
	root       string // the folder of the source file that called New
	converters map[string]rule.Converter
	commands   []*command
	resources  []Resource
	onStart    []lifespanHook
	onStop     []lifespanHook
	serving    []servingHook
	extensions map[string]any
	required   []requirement
	registered map[*Blueprint]bool
	signals    Signals

	buildErrors   []BuildErrorFunc
	templateFuncs map[string]templateFunc // of html/template
	templateNames templateNames           // of Jinja
	templateFiles []templateFiles         // of the blueprints

	setup     sync.Once
	setupErr  error
	routes    *rule.Map
	endpoints map[string]*Route
	topLevel  *place
	places    map[string]*place // of the blueprints, by their dotted names
	chain     http.Handler      // the application's middleware around it; nil: none
	templates Templates         // what the Config has in the place of Jinja
	jinja     *jinjaTemplates   // nil: templates renders
	json      JSONProvider
	logger    *slog.Logger
	static    *fileServer
	memo      sync.Map      // of extensions
	sessions  *sessionSetup // nil: there is no key, and no interface
	fileTags  sync.Map      // hashes of embedded files

	life       lifespan
	scope      *async.Scope    // the application's own tasks
	background *async.Scope    // work behind answers, which is drained
	forever    context.Context // which does not end: for what is waited for to its end
	draining   context.Context // which ends when the drain begins
	drain      context.CancelCauseFunc
	deadlines  map[time.Duration]*deadlines
	limit      *deadlines // of requests that no route matched; nil: none
	pool       sync.Pool  // of *Ctx
	live       atomic.Int64
}

var (
	_ http.Handler    = (*App)(nil)
	_ gateway.Handler = (*App)(nil)
	_ async.Owner     = (*App)(nil)
)

// New makes an application. The name stands in logs and in the banner. At most one
// Config may be given; an application made by a factory takes it from its caller:
//
//	func NewApp(config gourd.Config) *gourd.App {
//		app := gourd.New("shop", config)
//		…
//		return app
//	}
//
// Templates and static files are looked for in the folders "templates" and
// "static" beside the source file that calls New, unless the Config has others.
func New(name string, config ...Config) *App {
	if name == "" {
		misuse("an application has a name, but New was called without one at %s; write gourd.New(\"shop\")", caller())
	}
	if len(config) > 1 {
		misuse("New takes one Config, but got %d at %s", len(config), caller())
	}
	a := &App{name: name, converters: map[string]rule.Converter{}, extensions: map[string]any{}, registered: map[*Blueprint]bool{}, deadlines: map[time.Duration]*deadlines{}, forever: context.Background()}
	a.Blueprint = &Blueprint{app: a, where: caller()}
	if len(config) == 1 {
		a.Config = config[0]
	}
	a.root = sourceFolder()
	a.scope = async.NewScope(a.forever, async.ScopeOptions{Name: "app " + name, Logger: a.log()})
	a.background = async.NewScope(a.scope.Context(), async.ScopeOptions{Name: "background of " + name, Logger: a.log()})
	a.draining, a.drain = context.WithCancelCause(a.forever)
	a.pool.New = func() any { return newCtx(a) }
	return a
}

// Name returns the name that the application was made with.
func (a *App) Name() string { return a.name }

// Scope returns the scope of the application's own tasks, so that it can own some:
// async.Go(app, f). They are cancelled when the application stops.
func (a *App) Scope() *async.Scope { return a.scope }

// Logger returns the application's logger: the Config's, or slog's default, which
// writes text to the standard error from INFO on, and in debug mode from DEBUG on.
// [Ctx.Logger] is for what belongs to a request.
func (a *App) Logger() *slog.Logger { return a.log() }

func (a *App) log() *slog.Logger {
	if a.Config.Logger != nil {
		return a.Config.Logger
	}
	l := slog.Default()
	if a.Config.Debug && !l.Enabled(a.forever, slog.LevelDebug) {
		l = slog.New(debugLog{l.Handler()})
	}
	return l
}

func (a *App) debugging() bool { return a.Config.Debug }

// Live returns the number of requests that are being answered.
func (a *App) Live() int { return int(a.live.Load()) }

// Converter adds a converter for rules: "/<list:names>" once "list" is added.
func (a *App) Converter(name string, c rule.Converter) {
	a.mustBeOpen("Converter")
	a.converters[name] = c
}

// Setup ends the set-up and reports everything that is wrong with it: rules that
// exist twice, endpoints that are used twice, templates that do not parse, settings
// that are missing. Run, Start and the first request call it; a second call
// returns the same.
func (a *App) Setup() error {
	a.setup.Do(func() {
		a.close("it has handled its first request, or was started")
		a.setupErr = a.prepare()
	})
	return a.setupErr
}

func (a *App) prepare() error {
	a.logger = a.log()
	a.Config.defaults()
	a.json = a.Config.JSON
	if a.json == nil {
		a.json = goJSON{}
	}
	if f, ok := a.json.(FlaskJSON); ok {
		a.json = f.prepared()
	}
	a.setupFiles()
	a.topLevel = a.rootPlace()
	a.limit = a.deadlinesFor(a.Config.RequestTimeout)
	a.routes = rule.NewMap(a.Config.Rules.withConverters(a.converters))
	a.endpoints, a.places = map[string]*Route{}, map[string]*place{}
	errs := []error{a.missingSettings(), a.setupTemplates(), a.Config.check(), a.setupSessions()}
	errs = append(errs, a.install(a.Blueprint, a.topLevel)...)
	errs = append(errs, a.installCommands()...)
	if err := a.routes.Compile(); err != nil {
		errs = append(errs, err)
	}
	if len(a.middleware) > 0 {
		a.chain = a.wrap(a.middleware, http.HandlerFunc(a.serveInner))
	}
	if err := errors.Join(errs...); err != nil {
		return &SetupError{fmt.Sprintf("the application %q cannot start:\n%v", a.name, err)}
	}
	return nil
}

// install adds the routes of b, which stands at p, and those of its children.
func (a *App) install(b *Blueprint, p *place) (errs []error) {
	for _, r := range b.routes {
		if err := a.installRoute(r, p); err != nil {
			errs = append(errs, err)
		}
	}
	for _, child := range b.children {
		at := p.within(child)
		a.places[at.name] = at
		errs = append(errs, a.install(child.child, at)...)
	}
	return errs
}

// installRoute adds r as it stands at p. A blueprint that is registered twice has
// each route twice, so that r is copied.
func (a *App) installRoute(r *Route, p *place) error {
	route := *r
	route.place = p.around(r)
	route.rule = joinRule(p.prefix, r.rule)
	route.endpoint = r.name
	route.limit = a.limit
	if r.timeout != 0 {
		route.limit = a.deadlinesFor(r.timeout)
	}
	if p.name != "" && r.name != "" {
		route.endpoint = p.name + "." + r.name
	}
	if err := a.nameRoute(&route); err != nil {
		return err
	}
	methods := route.ruleMethods(a.Config.NoAutomaticOptions)
	if around := slices.Concat(p.middleware, route.middleware); len(around) > 0 {
		route.handler = a.wrap(around, http.HandlerFunc(a.serveRoute))
	}
	added := route.asRule(route.rule, methods)
	if err := a.routes.Add(added); err != nil {
		return err
	}
	if route.mount {
		if err := a.routes.Add(route.asRule(route.rule+"<path:mounted>", methods)); err != nil {
			return err
		}
	}
	if route.mounted != nil {
		a.resources = append(a.resources, mountedApp{route.mounted})
	}
	return route.checkArguments(added)
}

// ruleMethods are the methods that the rule is added with, and notes who answers
// OPTIONS.
func (r *Route) ruleMethods(noOptions bool) []string {
	if r.methods == nil {
		r.ownRule = true
		return nil
	}
	named := slices.Contains(r.methods, http.MethodOptions)
	automatic := !noOptions && !named
	if r.autoOptions != nil {
		automatic = *r.autoOptions
	}
	r.ownRule = !automatic
	if r.ownRule || named {
		return r.methods
	}
	return append(slices.Clone(r.methods), http.MethodOptions)
}

// asRule makes a rule that leads to the route.
func (r *Route) asRule(pattern string, methods []string) *rule.Rule {
	added := &rule.Rule{
		Pattern: pattern, Endpoint: r.ruleEndpoint(), Methods: methods, Defaults: r.allDefaults(),
		Subdomain: r.place.subdomain, Host: r.host, StrictSlashes: r.strictSlashes, MergeSlashes: r.mergeSlash,
		RedirectTo: r.redirectTo, Alias: r.alias, BuildOnly: r.buildOnly,
		WebSocket: r.webSocket, Where: r.where, Data: r,
	}
	if r.subdomain != nil {
		added.Subdomain = *r.subdomain
	}
	if r.host == "" {
		added.Host = r.place.host
	}
	if target := r.redirectFunc; target != nil {
		added.RedirectFunc = func(m *rule.Match) string { return target(argsOf(m)) }
	}
	return added
}

// allDefaults are the route's own defaults and those of where its blueprint is
// registered, over which the route's own win.
func (r *Route) allDefaults() map[string]any {
	if len(r.place.defaults) == 0 {
		return r.defaults
	}
	all := maps.Clone(r.place.defaults)
	maps.Copy(all, r.defaults)
	return all
}

// argsOf are the names and values of a match's arguments, which may be kept.
func argsOf(m *rule.Match) Map {
	args := make(Map, m.Len())
	for i := range m.Len() {
		v := m.Value(i)
		switch v.Kind() {
		case rule.KindString:
			args[m.Name(i)] = strings.Clone(v.Text())
		case rule.KindInt:
			args[m.Name(i)] = int(v.Int())
		default:
			args[m.Name(i)] = v.Any()
		}
	}
	return args
}

// checkArguments reports an argument that the view takes from the path and that the
// rule does not have.
func (r *Route) checkArguments(added *rule.Rule) error {
	for _, name := range r.arguments {
		if !slices.ContainsFunc(added.Arguments(), func(a rule.Argument) bool { return a.Name == name }) {
			return fmt.Errorf("the operation of %s at %s takes %q from the path, but the rule has no such argument", r.rule, r.where, name)
		}
	}
	return nil
}

// ruleEndpoint is unique to a route that has no name.
func (r *Route) ruleEndpoint() string {
	if r.endpoint == "" {
		return "(unnamed, at " + r.where + ") " + r.rule
	}
	return r.endpoint
}

// nameRoute keeps an endpoint for one view: several rules may share it if they
// share the view, which here means the registration's name was given on purpose.
func (a *App) nameRoute(r *Route) error {
	if r.endpoint == "" {
		return nil
	}
	other := a.endpoints[r.endpoint]
	if other == nil {
		a.endpoints[r.endpoint] = r
		return nil
	}
	if r.code != 0 && other.code == r.code || r.hasNoView() || other.hasNoView() {
		return nil
	}
	return fmt.Errorf("two views have the endpoint %q: %s at %s, and %s at %s; name one of them with .Name(\"…\")",
		r.endpoint, other.rule, other.where, r.rule, r.where)
}

// hasNoView reports whether requests never reach the route's view: it redirects, or never
// matches.
func (r *Route) hasNoView() bool {
	return r.alias || r.buildOnly || r.redirectTo != "" || r.redirectFunc != nil
}

// wrap puts the middleware around h, the first outermost.
func (a *App) wrap(middleware []func(http.Handler) http.Handler, h http.Handler) http.Handler {
	for i := len(middleware) - 1; i >= 0; i-- {
		h = middleware[i](h)
		if h == nil {
			misuse("a middleware of the application %q returned nil", a.name)
		}
	}
	return h
}
