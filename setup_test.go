package gourd_test

import (
	"context"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/gourdtest"
	"github.com/gourd-go/gourd/rule"
)

func index(*gourd.Ctx) (string, error) { return "index", nil }

func noCommand(context.Context, []string) error { return nil }

func other(*gourd.Ctx) (string, error) { return "other", nil }

// closed is an application that has handled its first request.
func closed() *gourd.App {
	app := gourd.New("closed")
	_ = app.Setup()
	return app
}

func TestMistakesThatPanicWhereTheyAreWritten(t *testing.T) {
	registered := func() *gourd.Blueprint {
		b := gourd.NewBlueprint("done", "/done")
		gourd.New("x").Register(b)
		return b
	}
	const late = "can no longer be added to: it has handled its first request, or was started"
	tests := []struct {
		name string
		do   func()
		want []string
	}{
		{"no hook", func() { gourd.New("x").Before(nil) }, []string{"the hook of Before at", "setup_test.go:", "give it a function"}},
		{"no middleware", func() { gourd.New("x").Use(nil) }, []string{"the middleware of Use at"}},
		{"no function at the stop", func() { gourd.New("x").OnStop(nil) }, []string{"the function of OnStop at"}},
		{"an application without a name", func() { gourd.New("") }, []string{"without one", `gourd.New("shop")`}},
		{"two configurations", func() { gourd.New("x", gourd.Config{}, gourd.Config{}) }, []string{"one Config, but got 2"}},
		{"a rule without its slash", func() { gourd.New("x").Get("a", index) }, []string{`is "a"`, `write "/a"`}},
		{"an empty rule of an application", func() { gourd.New("x").Get("", index) }, []string{`write "/"`}},
		{"a prefix without its slash", func() { gourd.NewBlueprint("b", "b") }, []string{`is "b"`, `write "/b"`}},
		{"a prefix of a registration without its slash", func() {
			gourd.New("x").Register(gourd.NewBlueprint("b", ""), gourd.Registration{Prefix: "b"})
		}, []string{`write "/b"`}},
		{"a blueprint without a name", func() { gourd.NewBlueprint("", "") }, []string{"is not empty", "give it a name"}},
		{"a blueprint's name with a dot", func() { gourd.NewBlueprint("a.b", "") }, []string{`"a.b"`}},
		{"a registration's name with a dot", func() {
			gourd.New("x").Register(gourd.NewBlueprint("b", ""), gourd.Registration{Name: "a.b"})
		}, []string{`"a.b"`, "setup_test.go:"}},
		{"no blueprint", func() { gourd.New("x").Register(nil) }, []string{"nil", "gourd.NewBlueprint"}},
		{"a blueprint in itself", func() { b := gourd.NewBlueprint("b", ""); b.Register(b) }, []string{`"b" is registered on itself`, "setup_test.go:"}},
		{"a blueprint in one that it holds", func() {
			a, b := gourd.NewBlueprint("a", ""), gourd.NewBlueprint("b", "")
			a.Register(b)
			b.Register(a)
		}, []string{"the blueprint b can no longer be added to: it was registered at"}},
		{"an application as a blueprint", func() { gourd.New("x").Register(gourd.New("y").Blueprint) }, []string{"app.Mount(prefix, other)"}},
		{"two blueprints of one name", func() {
			app := gourd.New("x")
			app.Register(gourd.NewBlueprint("b", "/1"))
			app.Register(gourd.NewBlueprint("b", "/2"))
		}, []string{`under the name "b", at`, "and at", "gourd.Registration{Name: …}"}},
		{"a route of a registered blueprint", func() { registered().Get("/", index) }, []string{"the blueprint done", "it was registered at", "call it before"}},
		{"a hook of a registered blueprint", func() { registered().Before(nil) }, []string{"Before was called at", "setup_test.go:"}},
		{"a method with a comma", func() { gourd.New("x").Route("/", index, "GET,POST") }, []string{`the method "GET,POST"`, "as a string of its own"}},
		{"an empty method", func() { gourd.New("x").Route("/", index, "") }, []string{`the method ""`}},
		{"no view", func() { gourd.New("x").Get[string]("/a", nil) }, []string{"the view of /a at", "is nil"}},
		{"no handler", func() { gourd.New("x").Handle("/a", nil) }, []string{"the handler of /a at", "is nil"}},
		{"no operation", func() { gourd.New("x").Op[struct{}, string]("GET", "/a", nil) }, []string{"GET /a at", "is nil"}},
		{"a mount below an argument", func() { gourd.New("x").Mount("/<a>", &teapot{}) }, []string{"has no arguments"}},
		{"a mount without its slash", func() { gourd.New("x").Mount("a", &teapot{}) }, []string{"starts with a slash"}},
		{"static files that are not there", func() { gourd.New("x").Static("/files", nil) }, []string{`os.DirFS("folder")`}},
		{"an empty name of a route", func() { gourd.New("x").Get("/a", index).Name("") }, []string{"/a at", "is not empty"}},
		{"a name of a route with a dot", func() { gourd.New("x").Get("/a", index).Name("a.b") }, []string{`"a.b"`}},
		{"a handler of a status that is no error", func() {
			gourd.New("x").OnStatus(200, func(*gourd.Ctx, error) (string, error) { return "", nil })
		}, []string{"OnStatus(200) at", "400 to 599"}},
		{"a handler of a status that is not registered", func() {
			gourd.New("x").OnStatus(599, func(*gourd.Ctx, error) (string, error) { return "", nil })
		}, []string{"OnStatus(599)"}},
		{"two handlers of a status", func() {
			app := gourd.New("x")
			for range 2 {
				app.OnStatus(404, func(*gourd.Ctx, error) (string, error) { return "", nil })
			}
		}, []string{"status 404 has two error handlers", "keep one"}},
		{"a state that is set twice", func() { app := gourd.New("x"); app.SetState("a", 1); app.SetState("a", 2) }, []string{`"a" is set twice`}},
		{"a start hook of a blueprint", func() { gourd.NewBlueprint("b", "").OnStart(func(context.Context) error { return nil }) }, []string{"for a whole application", "call it on the App"}},
		{"a command of gourd's own name", func() { gourd.New("x").Command("routes", "", noCommand) }, []string{`the name "routes"`}},
		{"two commands of one name", func() { app := gourd.New("x"); app.Command("c", "", noCommand); app.Command("c", "", noCommand) }, []string{`two commands have the name "c", at`}},
		{"a nil resource", func() { gourd.New("x").Manage(nil) }, []string{"Manage was given nil"}},
		{"a route behind the first request", func() { closed().Get("/", index) }, []string{late}},
		{"a before hook behind the first request", func() { closed().Before(nil) }, []string{"Before was called at", late}},
		{"an after hook behind the first request", func() { closed().After(nil) }, []string{"After was called at", late}},
		{"a teardown hook behind the first request", func() { closed().Teardown(nil) }, []string{late}},
		{"middleware behind the first request", func() { closed().Use(nil) }, []string{late}},
		{"a blueprint behind the first request", func() { closed().Register(gourd.NewBlueprint("b", "")) }, []string{late}},
		{"an error handler behind the first request", func() {
			closed().OnError(func(*gourd.Ctx, error) (string, error) { return "", nil })
		}, []string{late}},
		{"a converter behind the first request", func() { closed().Converter("x", rule.Converter{}) }, []string{late}},
		{"a route's name behind the first request", func() {
			app := gourd.New("x")
			r := app.Get("/", index)
			_ = app.Setup()
			r.Name("late")
		}, []string{"Name was called at", late}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			message := misuse(t, test.do)
			for _, want := range test.want {
				if !strings.Contains(message, want) {
					t.Errorf("the message is\n%s\nwant %q in it", message, want)
				}
			}
		})
	}
}

func TestMistakesThatSetupTells(t *testing.T) {
	wd, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	folder := filepath.Base(wd) // as places are written: folder/file:line
	tests := []struct {
		name string
		set  func(app *gourd.App)
		want []string
	}{
		{"a rule that is there twice", func(app *gourd.App) {
			app.Get("/a", returns("1")).Name("first")
			app.Get("/a", returns("2")).Name("second")
		}, []string{"rule '/a' (" + folder + "/setup_test.go:", "matches the same requests as rule '/a' (" + folder + "/setup_test.go:", "change one of the patterns"}},
		{"a rule of a blueprint that hides another", func(app *gourd.App) {
			app.Get("/a/b", returns("1"))
			b := gourd.NewBlueprint("b", "/a")
			b.Get("/b", returns("2"))
			app.Register(b)
		}, []string{"matches the same requests", "setup_test.go:"}},
		{"an endpoint of two views", func(app *gourd.App) {
			app.Get("/a", index)
			app.Get("/b", other).Name("index")
		}, []string{`two views have the endpoint "index"`, "/a at", "/b at", `.Name("…")`}},
		{"a rule that cannot be read", func(app *gourd.App) { app.Get("/<int:id", index) }, []string{"/<int:id", "setup_test.go:", "column"}},
		{"a converter that is not there", func(app *gourd.App) { app.Get("/<number:id>", index) }, []string{"number", "setup_test.go:"}},
		{"an argument that is there twice", func(app *gourd.App) { app.Get("/<a>/<a>", index) }, []string{"/<a>/<a>", "setup_test.go:"}},
		{"a template that does not parse", func(app *gourd.App) {
			app.Config.Templates = fstest.MapFS{"a.html": {Data: []byte("{% if %}")}, "b.html": {Data: []byte("{% end %}")}}
		}, []string{"a.html", "b.html"}},
		{"a setting that is missing", func(app *gourd.App) { app.Require("SECRET_KEY") }, []string{"SECRET_KEY is missing", "setup_test.go:", "set it in the Config"}},
		{"a root without its slash", func(app *gourd.App) { app.Config.ApplicationRoot = "shop" }, []string{"APPLICATION_ROOT", "/shop"}},
		{"a trusted host with a port", func(app *gourd.App) { app.Config.TrustedHosts = []string{"a:80"} }, []string{"TRUSTED_HOSTS", "a:80", "without a port"}},
		{"an operation's argument that the rule does not have", func(app *gourd.App) {
			app.Op("GET", "/x/<int:id>", func(*gourd.Ctx, struct {
				Nr int `path:"nr"`
			},
			) (string, error) {
				return "", nil
			})
		}, []string{"/x/<int:id> at", `"nr"`, "has no such argument"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			app, _ := faulty(t, gourd.Config{})
			test.set(app)
			err := app.Setup()
			var setup *gourd.SetupError
			if !errors.As(err, &setup) {
				t.Fatalf("Setup returned %v, want a SetupError", err)
			}
			for _, want := range append(test.want, `the application "faulty" cannot start`) {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("the message is\n%s\nwant %q in it", err, want)
				}
			}
			if again := app.Setup(); again != err {
				t.Errorf("a second Setup returned %v", again)
			}
			if answer := get(t, app, "/"); !strings.HasPrefix(answer, "HTTP/1.1 503") {
				t.Errorf("such an application answers %q", answer)
			}
		})
	}
	t.Run("all at once", func(t *testing.T) {
		app, _ := faulty(t, gourd.Config{ApplicationRoot: "x"})
		app.Require("A", "B")
		app.Get("/<", index)
		err := app.Setup()
		for _, want := range []string{"setting A", "setting B", "APPLICATION_ROOT", `"/<"`} {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("the message is\n%v\nwant %q in it", err, want)
			}
		}
	})
	t.Run("a middleware that returns nil", func(t *testing.T) {
		app, _ := faulty(t, gourd.Config{})
		app.Use(func(http.Handler) http.Handler { return nil })
		if message := misuse(t, func() { _ = app.Setup() }); !strings.Contains(message, "returned nil") {
			t.Errorf("the message is %q", message)
		}
	})
}

func TestWhatIsNoMistake(t *testing.T) {
	c, _ := client(t, gourd.Config{}, func(app *gourd.App) {
		app.Get("/a", index)
		app.Get("/b", index) // one view, two rules
		app.Post("/a", other)
		app.Get("/c", returns("literal"))
		app.Post("/c", returns("literal"))
	})
	c.Get("/a").WantBody("index")
	c.Get("/b").WantBody("index")
	c.Post("/a").WantBody("other")
	c.Delete("/a").Want(405).WantHeader("Allow", "GET, HEAD, OPTIONS, POST")
}

// shop's method is a view with a name of its own.
type shop struct{}

func (*shop) Basket(*gourd.Ctx) (string, error) { return "basket", nil }

func TestURLs(t *testing.T) {
	tests := []struct {
		name     string
		endpoint string
		values   []any
		want     string // of c.URL, or in its error
		outside  string // of app.URL; "": as c.URL with http://shop.test/root before it
		fails    bool
	}{
		{"without arguments", "index", nil, "/mnt/", "http://shop.test/root/", false},
		{"of a method", "Basket", nil, "/mnt/basket", "", false},
		{"with an argument", "show", []any{"id", 3}, "/mnt/notes/3", "", false},
		{"with one as text", "show", []any{"id", "3"}, "/mnt/notes/3", "", false},
		{"with more than the rule has", "show", []any{"id", 3, "page", 2, "q", "a b&c"}, "/mnt/notes/3?page=2&q=a+b%26c", "", false},
		{"with a list", "index", []any{"z", []int{1, 2}}, "/mnt/?z=1&z=2", "", false},
		{"with nil, which is left out", "index", []any{"q", nil}, "/mnt/", "", false},
		{"with a Map", "show", []any{gourd.Map{"id": 3, "b": 1, "a": 2}}, "/mnt/notes/3?a=2&b=1", "", false},
		{"with a Map and pairs", "show", []any{gourd.Map{"id": 3}, "q", "x"}, "/mnt/notes/3?q=x", "", false},
		{"with text that is quoted", "page", []any{"name", "é/ü x"}, "/mnt/page/%C3%A9/%C3%BC%20x", "", false},
		{"with an anchor", "index", []any{"_anchor", "the end"}, "/mnt/#the%20end", "", false},
		{"with no anchor", "index", []any{"_anchor", nil, "_scheme", nil, "_external", nil, "_method", nil}, "/mnt/", "", false},
		{"external", "index", []any{"_external", true}, "https://shop.test/mnt/", "http://shop.test/root/", false},
		{"with a scheme", "index", []any{"_scheme", "ftp"}, "http://shop.test/mnt/", "http://shop.test/root/", false},
		{"of a method", "save", []any{"_method", "post"}, "/mnt/save", "", false},
		{"of a blueprint", "b.index", nil, "/mnt/b/", "", false},
		{"of the current blueprint, which is the application", ".index", nil, "/mnt/", "", false},
		{"of the static files", "static", []any{"filename", "a/b.css"}, "/mnt/static/a/b.css", "", false},
		{"internal with a scheme", "index", []any{"_scheme", "http", "_external", false}, "_scheme needs an external URL", "", true},
		{"internal with a scheme, in a Map", "index", []any{gourd.Map{"_scheme": "http", "_external": false}}, "_scheme needs an external URL", "", true},
		{"a scheme that is none", "index", []any{"_scheme", 3}, "_scheme is 3, want a string", "", true},
		{"a method that is none", "index", []any{"_method", 3}, "_method is 3, want a string", "", true},
		{"an _external that is none", "index", []any{"_external", "yes"}, "_external is yes, want true or false", "", true},
		{"a name without its value", "index", []any{"q"}, `the name "q" has no value`, "", true},
		{"a value without its name", "show", []any{3}, "3 is a int where a name is expected", "", true},
		{"an endpoint that is not there", "shwo", []any{"id", 3}, "Did you mean 'show' instead?", "", true},
		{"an argument that is missing", "show", nil, "Did you forget to specify values ['id']?", "", true},
		{"an argument that does not fit", "show", []any{"id", "x"}, "value x of \"id\"", "", true},
		{"a view without a name", "unnamed", nil, `name it, as in app.Get("/unnamed", …).Name("unnamed") at`, "", true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			app, _ := faulty(t, gourd.Config{ServerName: "shop.test", ApplicationRoot: "/root/"})
			b := gourd.NewBlueprint("b", "/b")
			b.Get("/", index)
			app.Register(b)
			app.Get("/", index)
			app.Get("/basket", new(shop).Basket)
			app.Get("/notes/<int:id>", other).Name("show")
			app.Get("/page/<path:name>", other).Name("page")
			app.Post("/save", other).Name("save")
			app.Get("/unnamed", returns("x"))
			app.Get("/ask", func(c *gourd.Ctx) (url string, err error) {
				defer func() {
					if v := recover(); v != nil {
						url = v.(error).Error()
					}
				}()
				return c.URL(test.endpoint, test.values...), nil
			}).Name("ask")
			outer, _ := faulty(t, gourd.Config{})
			outer.Mount("/mnt", app)
			c := gourdtest.New(t, outer)
			got := c.Get("/mnt/ask", gourdtest.HTTPS(), gourdtest.Host("localhost:8443")).Want(200).Text()
			fromApp, err := app.URL(test.endpoint, test.values...)
			if test.fails {
				if !strings.Contains(got, test.want) || err == nil || !strings.Contains(err.Error(), test.want) {
					t.Errorf("failed with\n%q and\n%v\nwant %q", got, err, test.want)
				}
				return
			}
			want := test.outside
			if want == "" {
				want = "http://shop.test/root" + strings.TrimPrefix(test.want, "/mnt")
			}
			if got != test.want || fromApp != want || err != nil {
				t.Errorf("got %q and, outside of a request, %q, %v; want %q and %q", got, fromApp, err, test.want, want)
			}
		})
	}
}

func TestURLsOutsideOfARequest(t *testing.T) {
	app, _ := faulty(t, gourd.Config{})
	app.Get("/a", index)
	if _, err := app.URL("index"); err == nil || !strings.Contains(err.Error(), "SERVER_NAME") {
		t.Errorf("without a server's name: %v", err)
	}
	if u, err := app.URL("index", "_external", false); u != "/a" || err != nil {
		t.Errorf("got %q, %v", u, err)
	}
	secure, _ := faulty(t, gourd.Config{ServerName: "a.test", PreferredURLScheme: "https"})
	secure.Get("/a", index)
	if u, err := secure.URL("index"); u != "https://a.test/a" || err != nil {
		t.Errorf("got %q, %v", u, err)
	}
}
