package main

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"

	"github.com/go-chi/chi/v5"
	"github.com/labstack/echo/v5"

	"github.com/gourd-go/gourd/rule"
)

// A router finds routes. It is used by one goroutine and reuses what its own
// server would keep in a pool.
type router interface {
	name() string
	match(q request) bool
	matchAll(requests []request)
}

type gourdRouter struct {
	rules  *rule.Map
	result rule.Match
}

func newGourd(routes []route) (router, error) {
	g := &gourdRouter{rules: rule.NewMap(rule.Options{})}
	for _, r := range routes {
		pattern := strings.ReplaceAll(r.path, "{id:int}", "<int:id>")
		pattern = strings.NewReplacer("{", "<", "}", ">").Replace(pattern)
		err := g.rules.Add(&rule.Rule{Pattern: pattern, Endpoint: r.method + r.path, Methods: []string{r.method}})
		if err != nil {
			return nil, err
		}
	}
	return g, g.rules.Compile()
}

func (g *gourdRouter) name() string { return "gourd" }

func (g *gourdRouter) match(q request) bool {
	return g.rules.Match(&g.result, rule.Request{Path: q.path, Method: q.method}) == rule.Found
}

func (g *gourdRouter) matchAll(requests []request) {
	for _, q := range requests {
		g.match(q)
	}
}

type chiRouter struct {
	mux *chi.Mux
	ctx *chi.Context
}

func newChi(routes []route) (router, error) {
	c := &chiRouter{mux: chi.NewRouter(), ctx: chi.NewRouteContext()}
	for _, r := range routes {
		c.mux.MethodFunc(r.method, strings.ReplaceAll(r.path, ":int", ""), func(http.ResponseWriter, *http.Request) {})
	}
	return c, nil
}

func (c *chiRouter) name() string { return "chi" }

func (c *chiRouter) match(q request) bool {
	c.ctx.Reset()
	return c.mux.Find(c.ctx, q.method, q.path) != ""
}

func (c *chiRouter) matchAll(requests []request) {
	for _, q := range requests {
		c.match(q)
	}
}

type echoRouter struct {
	router *echo.DefaultRouter
	ctx    *echo.Context
	req    *http.Request
	found  bool
}

func newEcho(routes []route) (router, error) {
	e := echo.New()
	r := &echoRouter{router: echo.NewRouter(echo.RouterConfig{}), req: &http.Request{URL: &url.URL{}}}
	r.ctx = e.NewContext(r.req, httptest.NewRecorder())
	view := func(*echo.Context) error { r.found = true; return nil }
	for _, t := range routes {
		path := strings.NewReplacer("{id:int}", ":id", "{", ":", "}", "").Replace(t.path)
		if _, err := r.router.Add(echo.Route{Method: t.method, Path: path, Handler: view}); err != nil {
			return nil, err
		}
	}
	return r, nil
}

func (e *echoRouter) name() string { return "echo" }

// route sets what Echo resets per request and its router reads and writes.
func (e *echoRouter) route(q request) echo.HandlerFunc {
	e.req.Method, e.req.URL.Path = q.method, q.path
	e.ctx.SetRequest(e.req)
	return e.router.Route(e.ctx)
}

func (e *echoRouter) match(q request) bool {
	e.found = false
	// A view says so; the handlers for 404 and 405 return errors.
	return e.route(q)(e.ctx) == nil && e.found
}

func (e *echoRouter) matchAll(requests []request) {
	for _, q := range requests {
		e.route(q)
	}
}
