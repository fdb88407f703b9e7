package gourd_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/gourdtest"
)

func TestPrefixesAreJoinedAsInFlask(t *testing.T) {
	tests := []struct{ prefix, rule, want string }{
		{"", "/a", "/a"},
		{"/p", "/a", "/p/a"},
		{"/p/", "/a", "/p/a"},
		{"/p", "/", "/p/"},
		{"/p", "", "/p"},
		{"/p/", "", "/p/"},
		{"/p/q", "/a/", "/p/q/a/"},
		{"/<int:id>", "/a", "/<int:id>/a"},
		{"/", "/a", "/a"},
	}
	for _, test := range tests {
		t.Run(test.prefix+" and "+test.rule, func(t *testing.T) {
			b := gourd.NewBlueprint("b", test.prefix)
			b.Get(test.rule, returns("x")).Name("view")
			app, _ := faulty(t, gourd.Config{})
			app.Register(b)
			routes, err := app.Routes()
			if err != nil {
				t.Fatal(err)
			}
			last := routes[len(routes)-1] // behind that of the static files
			if got := last.Rule; got != test.want || last.Endpoint != "b.view" {
				t.Errorf("the rule is %s of %s, want %s of b.view", got, last.Endpoint, test.want)
			}
		})
	}
}

func TestBlueprintsInBlueprints(t *testing.T) {
	where := func(c *gourd.Ctx) (gourd.Map, error) {
		return gourd.Map{"endpoint": c.Endpoint(), "blueprints": c.Blueprints(), "here": c.URL(".where"), "args": c.Args()}, nil
	}
	type answer struct {
		Endpoint, Here string
		Blueprints     []string
		Args           map[string]any
	}
	c, _ := client(t, gourd.Config{}, func(app *gourd.App) {
		leaf := gourd.NewBlueprint("leaf", "/leaf")
		leaf.Get("/", where).Name("where")
		branch := gourd.NewBlueprint("branch", "/branch")
		branch.Get("", where).Name("where")
		branch.Register(leaf)
		branch.Register(leaf, gourd.Registration{Name: "other", Prefix: "/other"})
		app.Register(branch)
		app.Register(branch, gourd.Registration{Name: "again", Prefix: "/again"})
		app.Get("/", where).Name("where")
	})
	tests := []struct {
		path string
		want answer
	}{
		{"/", answer{Endpoint: "where", Here: "/", Blueprints: []string{}}},
		{"/branch", answer{Endpoint: "branch.where", Here: "/branch", Blueprints: []string{"branch"}}},
		{"/branch/leaf/", answer{Endpoint: "branch.leaf.where", Here: "/branch/leaf/", Blueprints: []string{"branch.leaf", "branch"}}},
		{"/branch/other/", answer{Endpoint: "branch.other.where", Here: "/branch/other/", Blueprints: []string{"branch.other", "branch"}}},
		{"/again/leaf/", answer{Endpoint: "again.leaf.where", Here: "/again/leaf/", Blueprints: []string{"again.leaf", "again"}}},
	}
	for _, test := range tests {
		t.Run(test.path, func(t *testing.T) {
			test.want.Args = map[string]any{}
			body := c.Get(test.path).Want(200).JSON[map[string]any]()
			got := answer{Endpoint: body["endpoint"].(string), Here: body["here"].(string), Blueprints: []string{}, Args: body["args"].(map[string]any)}
			for _, b := range body["blueprints"].([]any) {
				got.Blueprints = append(got.Blueprints, b.(string))
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// tagging is a middleware that notes its name in the diary and in the answer.
func tagging(d *diary, name string) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			d.note("in %s", name)
			w.Header().Set("X-"+name, "here")
			next.ServeHTTP(w, r)
			d.note("out %s", name)
		})
	}
}

func TestMiddlewareStandsAroundFromTheOutsideIn(t *testing.T) {
	d := &diary{}
	c, _ := client(t, gourd.Config{}, func(app *gourd.App) {
		outer, inner := nested(app, d)
		app.Use(tagging(d, "App"))
		outer.Use(tagging(d, "Outer"))
		inner.Use(tagging(d, "Inner1"))
		inner.Use(tagging(d, "Inner2"))
		inner.Get("/", func(*gourd.Ctx) (string, error) { d.note("view"); return "x", nil }).Use(tagging(d, "Route1"), tagging(d, "Route2"))
		outer.Register(inner)
		app.Register(outer)
	})
	res := c.Get("/outer/inner/").Want(200).WantBody("x")
	for _, name := range []string{"App", "Outer", "Inner1", "Inner2", "Route1", "Route2"} {
		res.WantHeader("X-"+name, "here")
	}
	want := "in App, in Outer, in Inner1, in Inner2, in Route1, in Route2, " +
		"before app1, before app2, before outer1, before outer2, before inner1, before inner2, view, " +
		"after inner2, after inner1, after outer2, after outer1, after app2, after app1, " +
		"out Route2, out Route1, out Inner2, out Inner1, out Outer, " +
		"teardown inner2, teardown inner1, teardown outer2, teardown outer1, teardown app2, teardown app1, out App"
	if d.String() != want {
		t.Errorf("got  %s\nwant %s", d, want)
	}
	d.lines = nil
	c.Get("/nowhere").Want(404).WantHeader("X-App", "here").WantHeader("X-Outer", "")
	if want := "in App, before app1, before app2, after app2, after app1, teardown app2, teardown app1, out App"; d.String() != want {
		t.Errorf("got  %s\nwant %s", d, want)
	}
}

func TestMiddlewareAndTheRequest(t *testing.T) {
	type key struct{}
	tests := []struct {
		name       string
		middleware func(next http.Handler) http.Handler
		status     int
		body       string
	}{
		{"context values reach the view", func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), key{}, "value")))
			})
		}, 200, "value"},
		{"it answers itself", func(http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { http.Error(w, "no", http.StatusUnauthorized) })
		}, 401, "no\n"},
		{"it changes the query", func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				r = r.Clone(r.Context())
				r.URL.RawQuery = "q=changed"
				next.ServeHTTP(w, r)
			})
		}, 200, "changed"},
		{"it wraps the writer", func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { next.ServeHTTP(shouting{w}, r) })
		}, 200, "NOTHING"},
		{"http.TimeoutHandler, which buffers", func(next http.Handler) http.Handler {
			return http.TimeoutHandler(next, 1<<40, "")
		}, 200, "nothing"},
	}
	view := func(c *gourd.Ctx) (string, error) {
		if v, ok := c.Context().Value(key{}).(string); ok {
			return v, nil
		}
		if q := c.Query("q"); q != "" {
			return q, nil
		}
		return "nothing", nil
	}
	for _, test := range tests {
		for place, set := range map[string]func(app *gourd.App){
			"application": func(app *gourd.App) { app.Use(test.middleware); app.Get("/", view) },
			"blueprint": func(app *gourd.App) {
				b := gourd.NewBlueprint("b", "")
				b.Use(test.middleware)
				b.Get("/", view)
				app.Register(b)
			},
			"route": func(app *gourd.App) { app.Get("/", view).Use(test.middleware) },
		} {
			t.Run(test.name+", of the "+place, func(t *testing.T) {
				c, log := client(t, gourd.Config{}, set)
				c.Get("/").Want(test.status).WantBody(test.body)
				if log.String() != "" {
					t.Errorf("the log says %s", log)
				}
			})
		}
	}
}

// shouting writes in upper case.
type shouting struct{ http.ResponseWriter }

func (w shouting) Write(p []byte) (int, error) {
	return w.ResponseWriter.Write([]byte(strings.ToUpper(string(p))))
}

func TestFromRequestFindsTheCtx(t *testing.T) {
	seen := func(to *string) func(http.Handler) http.Handler {
		return func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if c := gourd.FromRequest(r); c != nil {
					c.G().Set("from", "middleware")
					*to = c.Endpoint()
				}
				next.ServeHTTP(w, r)
			})
		}
	}
	var ofApp, ofRoute string
	c, _ := client(t, gourd.Config{}, func(app *gourd.App) {
		app.Use(seen(&ofApp))
		app.Get("/", func(c *gourd.Ctx) (string, error) {
			from, _ := c.G().Get[string]("from")
			return from, nil
		}).Name("index").Use(seen(&ofRoute))
	})
	c.Get("/").WantBody("middleware")
	if ofApp != "" || ofRoute != "index" {
		t.Errorf("the application's middleware saw %q, the route's %q", ofApp, ofRoute)
	}
}

func TestWritersKeepWhatTheyCanDo(t *testing.T) {
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, ok := w.(http.Flusher); !ok {
			t.Error("the writer is no Flusher")
		}
		if _, ok := w.(io.ReaderFrom); !ok {
			t.Error("the writer is no ReaderFrom")
		}
		control := http.NewResponseController(w)
		if err := control.EnableFullDuplex(); err != nil {
			t.Errorf("EnableFullDuplex: %v", err)
		}
		conn, rw, err := control.Hijack()
		if err != nil {
			t.Errorf("Hijack: %v", err)
			return
		}
		defer conn.Close()
		_, _ = rw.WriteString("HTTP/1.1 299 Mine\r\nConnection: close\r\n\r\nhijacked")
		_ = rw.Flush()
	})
	around := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { next.ServeHTTP(w, r) })
	}
	for name, set := range map[string]func(app *gourd.App){
		"a handler":         func(app *gourd.App) { app.Handle("/", handler) },
		"behind middleware": func(app *gourd.App) { app.Use(around); app.Handle("/", handler).Use(around) },
		"a mounted handler": func(app *gourd.App) { app.Mount("/", handler) },
		"a middleware":      func(app *gourd.App) { app.Use(func(http.Handler) http.Handler { return handler }) },
		"a mounted application's": func(app *gourd.App) {
			inner := gourd.New("inner")
			inner.Use(around)
			inner.Handle("/", handler)
			app.Mount("/", inner)
		},
	} {
		t.Run(name, func(t *testing.T) {
			app, log := faulty(t, gourd.Config{})
			set(app)
			s := httptest.NewServer(app)
			defer s.Close()
			conn, err := net.Dial("tcp", s.Listener.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			_, _ = io.WriteString(conn, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
			if all, err := io.ReadAll(bufio.NewReader(conn)); err != nil || !strings.HasPrefix(string(all), "HTTP/1.1 299") || !strings.HasSuffix(string(all), "hijacked") {
				t.Errorf("got %q, %v; the log says %s", all, err, log)
			}
			waitFor(t, func() bool { return app.Live() == 0 })
		})
	}
}

// counter is an extension that counts the requests of where it is installed.
type counter struct{ fails error }

func (x counter) Init(b *gourd.Blueprint) error {
	if x.fails != nil {
		return x.fails
	}
	count := new(int)
	b.Before(func(*gourd.Ctx) (gourd.Response, error) { *count++; return gourd.Response{}, nil })
	b.Get("/count", func(*gourd.Ctx) (int, error) { return *count, nil }).Name("count")
	if app := b.App(); app != nil {
		app.SetState("test/counter", count)
		app.Command("count", "prints the count", func(context.Context, []string) error { return nil })
	}
	return nil
}

func TestExtensions(t *testing.T) {
	b := gourd.NewBlueprint("b", "/b")
	b.Install(counter{})
	var app *gourd.App
	c, _ := client(t, gourd.Config{}, func(a *gourd.App) {
		app = a
		app.Install(counter{})
		app.Register(b)
	})
	c.Get("/count").WantBody("1\n")
	c.Get("/b/count").WantBody("1\n") // of the blueprint alone
	c.Get("/count").WantBody("3\n")
	if n, ok := app.State[*int]("test/counter"); !ok || *n != 3 {
		t.Errorf("the state is %v, %v", n, ok)
	}
	if _, ok := app.State[string]("test/counter"); ok {
		t.Error("the state is there as another type")
	}
	if _, ok := app.State[*int]("nobody"); ok {
		t.Error("a state that nobody has set is there")
	}
	message := misuse(t, func() { gourd.New("x").Install(counter{fails: errors.New("no licence")}) })
	for _, want := range []string{"gourd_test.counter", "blueprint_test.go:", "no licence"} {
		if !strings.Contains(message, want) {
			t.Errorf("the message is %q, want %q in it", message, want)
		}
	}
}

func TestMounts(t *testing.T) {
	report := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, r.Method+" "+r.URL.Path+" "+r.URL.EscapedPath()+" "+r.URL.RawQuery)
	})
	leaf := gourd.New("leaf")
	here := func(c *gourd.Ctx) (string, error) {
		return c.Root() + "|" + c.Path() + "|" + c.URL("here", "rest", "x/y", "_external", true) + "|" + c.FullURL(), nil
	}
	leaf.Get("/", here)
	leaf.Get("/<path:rest>", here).Name("here")
	middle := gourd.New("middle")
	middle.Mount("/leaf", leaf)
	middle.Mount("/std", report)
	c, _ := client(t, gourd.Config{}, func(app *gourd.App) {
		app.Mount("/middle", middle)
		app.Mount("/std/", report)
		app.Mount("/strip", http.StripPrefix("/a", report))
		app.Get("/std/own", returns("own"))
	})
	tests := []struct{ method, path, want string }{
		{"GET", "/std/", "GET / / "},
		{"POST", "/std/a/b?q=1", "POST /a/b /a/b q=1"},
		{"GET", "/std/a%2Fb/c", "GET /a/b/c /a%2Fb/c "},
		{"GET", "/std/%C3%A9/x", "GET /é/x /%C3%A9/x "},
		{"GET", "/std/a%20b", "GET /a b /a%20b "},
		{"GET", "/std/own", "own"},
		{"GET", "/strip/a/b", "GET /b /b "},
		{"GET", "/middle/std/x", "GET /x /x "},
		{"GET", "/middle/leaf/", "/middle/leaf|/|http://localhost/middle/leaf/x/y|http://localhost/middle/leaf/"},
		{"GET", "/middle/leaf/a%2Fb", "/middle/leaf|/a/b|http://localhost/middle/leaf/x/y|http://localhost/middle/leaf/a%2Fb"},
		{"GET", "/middle/leaf/%C3%A9?q", "/middle/leaf|/é|http://localhost/middle/leaf/x/y|http://localhost/middle/leaf/%C3%A9?q"},
	}
	for _, test := range tests {
		t.Run(test.method+" "+test.path, func(t *testing.T) {
			c.Do(test.method, test.path).Want(200).WantBody(test.want)
		})
	}
	c.Get("/std").Want(308).WantHeader("Location", "http://localhost/std/")
	c.Get("/middle/leaf").Want(308).WantHeader("Location", "http://localhost/middle/leaf/")
}

func TestAnApplicationBelowAnotherServer(t *testing.T) {
	app, _ := faulty(t, gourd.Config{})
	app.Get("/<path:rest>", func(c *gourd.Ctx) (string, error) {
		return c.Root() + "|" + c.Path() + "|" + c.URL("here", "rest", "x"), nil
	}).Name("here")
	mux := http.NewServeMux()
	mux.Handle("/shop/", http.StripPrefix("/shop", app))
	mux.Handle("/", app)
	c := gourdtest.NewHandler(t, mux)
	c.Get("/shop/a").Want(200).WantBody("/shop|/a|/shop/x")
	c.Get("/shop/%C3%A9%2Fb").Want(200).WantBody("/shop|/é/b|/shop/x")
	c.Get("/other/a").Want(200).WantBody("|/other/a|/x")
}

func TestAHandlerSeesTheWholePathAndTheArguments(t *testing.T) {
	c, _ := client(t, gourd.Config{}, func(app *gourd.App) {
		h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.WriteString(w, r.Method+" "+r.URL.Path+" id="+r.PathValue("id")+" rest="+r.PathValue("rest"))
		})
		app.Handle("/items/<int:id>/<path:rest>", h)
		app.Handle("/only", h, "post")
	})
	c.Get("/items/07/a%20b/c").Want(200).WantBody("GET /items/07/a b/c id=07 rest=a b/c")
	c.Do("PROPFIND", "/items/1/x").Want(200).WantBody("PROPFIND /items/1/x id=1 rest=x")
	c.Options("/items/1/x").Want(200).WantBody("OPTIONS /items/1/x id=1 rest=x")
	c.Post("/only").Want(200)
	c.Get("/only").Want(405).WantHeader("Allow", "OPTIONS, POST")
}
