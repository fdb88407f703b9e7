package gourd_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/rule"
)

// ptr is a pointer to v, for options that may be left out.
func ptr[T any](v T) *T { return &v }

func TestOptionsOfRules(t *testing.T) {
	compareSites(t, map[string]flaskSite{
		"slashes": {
			Rules: []ruleOf{
				{Rule: "/branch/", Name: "branch"},
				{Rule: "/leaf", Name: "leaf"},
				{Rule: "/loose/", Name: "loose", Options: ruleOptions{Strict: ptr(false)}},
				{Rule: "/loose-leaf", Name: "looseleaf", Options: ruleOptions{Strict: ptr(false)}},
				{Rule: "/post/", Name: "post", Options: ruleOptions{Methods: []string{"POST"}}},
				{Rule: "/kept//x", Name: "kept", Options: ruleOptions{Merge: ptr(false)}},
				{Rule: "/kept/<path:p>", Name: "keptpath", Options: ruleOptions{Merge: ptr(false)}},
			},
			Questions: []question{
				asked("/branch?a=b", "308 http://localhost/branch/?a=b"),
				asked("/branch", "308 https://localhost/branch/").over("https"),
				asked("/leaf/", "404"),
				asked("/loose", "loose"),
				asked("/loose/", "loose"),
				asked("/loose-leaf/", "looseleaf"),
				asked("/loose-leaf", "looseleaf"),
				asked("/branch//", "308 http://localhost/branch/"),
				asked("/branch", "404").with("POST"),
				asked("/post", "308 http://localhost/post/").with("POST"),
				asked("/post", "404"),
				asked("/kept//x", "kept"),
				asked("/kept/a//b", "keptpath p=a//b"),
				asked("/kept/x", "keptpath p=x"),
			},
		},
		"slashes of the whole application": {
			Settings: map[string]any{"strict_slashes": false, "merge_slashes": false},
			Rules: []ruleOf{
				{Rule: "/branch/", Name: "branch"},
				{Rule: "/strict/", Name: "strict", Options: ruleOptions{Strict: ptr(true)}},
				{Rule: "/merged/x", Name: "merged", Options: ruleOptions{Merge: ptr(true)}},
			},
			Questions: []question{
				asked("/branch", "branch"),
				asked("/branch//", "branch"),
				asked("/strict", "308 http://localhost/strict/"),
				asked("/merged//x", "404"),
			},
		},
		"methods": {
			Rules: []ruleOf{
				{Rule: "/a", Name: "a", Options: ruleOptions{Methods: []string{"GET", "POST"}}},
				{Rule: "/a", Name: "put", Options: ruleOptions{Methods: []string{"put"}}},
				{Rule: "/own", Name: "own", Options: ruleOptions{Methods: []string{"GET", "OPTIONS"}}},
				{Rule: "/none", Name: "none", Options: ruleOptions{AutoOption: ptr(false)}},
				{Rule: "/post", Name: "post", Options: ruleOptions{Methods: []string{"POST"}}},
			},
			Questions: []question{
				asked("/a", "200 GET, HEAD, OPTIONS, POST, PUT").with("OPTIONS"),
				asked("/a", "405 GET, HEAD, OPTIONS, POST, PUT").with("DELETE"),
				asked("/a", "405 GET, HEAD, OPTIONS, POST, PUT").with("BREW"),
				asked("/own", "own").with("OPTIONS"),
				asked("/none", "405 GET, HEAD").with("OPTIONS"),
				asked("/nowhere", "404").with("OPTIONS"),
				asked("/post", "405 OPTIONS, POST").with("HEAD"),
			},
		},
		"no OPTIONS": {
			Settings: map[string]any{"PROVIDE_AUTOMATIC_OPTIONS": false},
			Rules: []ruleOf{
				{Rule: "/a", Name: "a"},
				{Rule: "/own", Name: "own", Options: ruleOptions{Methods: []string{"OPTIONS"}}},
			},
			Questions: []question{
				asked("/a", "405 GET, HEAD").with("OPTIONS"),
				asked("/own", "own").with("OPTIONS"),
			},
		},
		"defaults": {
			Rules: []ruleOf{
				{Rule: "/all/", Name: "all", Options: ruleOptions{Defaults: map[string]any{"page": 1}}},
				{Rule: "/all/page/<int:page>", Name: "all"},
				{Rule: "/more", Name: "more", Options: ruleOptions{Defaults: map[string]any{"kind": "x", "n": 2}}},
			},
			Questions: []question{
				asked("/all/", "all page=1"),
				asked("/all/page/1?q=a", "308 http://localhost/all/?q=a"),
				asked("/all/page/2", "all page=2"),
				asked("/more", "more kind=x n=2"),
				urlFor("/", "all", gourd.Map{"page": 1}, "url /all/"),
				urlFor("/", "all", gourd.Map{"page": 2}, "url /all/page/2"),
				urlFor("/", "all", gourd.Map{}, "url /all/"),
				urlFor("/", "more", gourd.Map{"kind": "y"}, "cannot be built"),
			},
		},
		"defaults that do not redirect": {
			Settings: map[string]any{"redirect_defaults": false},
			Rules: []ruleOf{
				{Rule: "/all/", Name: "all", Options: ruleOptions{Defaults: map[string]any{"page": 1}}},
				{Rule: "/all/page/<int:page>", Name: "all"},
			},
			Questions: []question{asked("/all/page/1", "all page=1")},
		},
		"redirects, aliases and rules that only build": {
			Rules: []ruleOf{
				{Rule: "/notes/<int:id>/<s>", Name: "show"},
				{Rule: "/old/<int:id>/<s>", Name: "old", Options: ruleOptions{RedirectTo: ptr("notes/<id>/<s>")}},
				{Rule: "/rooted/<x>", Name: "rooted", Options: ruleOptions{RedirectTo: ptr("/notes/<x>")}},
				{Rule: "/away/<x>", Name: "away", Options: ruleOptions{RedirectTo: ptr("https://other.example/<x>?a=b")}},
				{Rule: "/n/<int:id>/<s>", Name: "show", Options: ruleOptions{Alias: ptr(true)}},
				{Rule: "/cdn/<path:file>", Name: "cdn", Options: ruleOptions{BuildOnly: ptr(true)}},
			},
			Questions: []question{
				asked("/old/3/x%20y?q=1", "308 http://localhost/notes/3/x%20y"),
				asked("/rooted/7", "308 http://localhost/notes/7"),
				asked("/away/7", "308 https://other.example/7?a=b"),
				asked("/n/3/x?q=1", "308 http://localhost/notes/3/x?q=1"),
				asked("/cdn/a/b", "404"),
				asked("/n/3/x", "405 GET, HEAD, OPTIONS").with("POST"),
				urlFor("/", "cdn", gourd.Map{"file": "a/b.css"}, "url /cdn/a/b.css"),
				urlFor("/", "show", gourd.Map{"id": 3, "s": "x"}, "url /notes/3/x"),
				urlFor("/", "old", gourd.Map{"id": 3, "s": "x"}, "url /old/3/x"),
			},
		},
		"WebSockets": {
			Rules: []ruleOf{
				{Rule: "/chat", Name: "chat", Options: ruleOptions{WebSocket: ptr(true)}},
				{Rule: "/room/", Name: "room", Options: ruleOptions{WebSocket: ptr(true)}},
				{Rule: "/page", Name: "page"},
			},
			Questions: []question{
				asked("/chat", "400"),
				asked("/page", "400").asSocket(),
				asked("/room", "308 ws://localhost/room/").asSocket(),
				asked("/room", "308 wss://localhost/room/").asSocket().over("https"),
				urlFor("/page", "chat", gourd.Map{}, "url ws://localhost/chat"),
				urlFor("/page", "chat", gourd.Map{}, "url wss://localhost/chat").over("https"),
				urlFor("/page", "chat", gourd.Map{"_scheme": "https"}, "url wss://localhost/chat"),
				urlFor("/page", "page", gourd.Map{"_external": true}, "url http://localhost/page"),
				urlFor("/page", "page", gourd.Map{"_scheme": "wss"}, "url https://localhost/page"),
			},
		},
	})
}

// In Flask such a rule answers OPTIONS with 405, since the method is not added to it.
func TestOptionsOfOneRuleAlone(t *testing.T) {
	c, _ := client(t, gourd.Config{NoAutomaticOptions: true}, func(app *gourd.App) {
		app.Get("/on", index).Name("on").AutomaticOptions(true)
		app.Get("/off", index).Name("off")
	})
	c.Options("/on").Want(200).WantHeader("Allow", "GET, HEAD, OPTIONS")
	c.Options("/off").Want(405).WantHeader("Allow", "GET, HEAD")
}

// A rule that redirects does so for every method, and its function gets what matched.
func TestRedirectsThatAreComputed(t *testing.T) {
	c, log := client(t, gourd.Config{}, func(app *gourd.App) {
		app.RedirectFunc("/<int:year>/<slug>", func(args gourd.Map) string {
			if args["slug"] == "panic" {
				panic("boom")
			}
			return fmt.Sprintf("posts/%v-%d", args["slug"], args["year"].(int)+1)
		})
		app.After(func(_ *gourd.Ctx, r *gourd.Response) error { r.Header.Set("X-After", "ran"); return nil })
		app.OnStatus(500, func(*gourd.Ctx, error) (string, error) { return "sorry", nil })
	})
	for _, method := range []string{"GET", "POST", "OPTIONS"} {
		c.Do(method, "/2025/a%20b?q=1").Want(308).WantHeader("Location", "http://localhost/posts/a%20b-2026")
	}
	if log.String() != "" {
		t.Errorf("the log says %s", log)
	}
	c.Get("/2025/panic").Want(500).WantBody("sorry").WantHeader("X-After", "ran").WantHeader("Connection", "")
	if !strings.Contains(log.String(), "panic: boom") {
		t.Errorf("the log says %s", log)
	}
}

func TestMistakesOfRoutes(t *testing.T) {
	route := func() *gourd.Route { return gourd.New("x").Get("/a", index) }
	closedRoute := func() *gourd.Route {
		app := gourd.New("x")
		r := app.Get("/a", index)
		_ = app.Setup()
		return r
	}
	for want, do := range map[string]func(){
		"the hook of Before at":               func() { route().Before(nil) },
		"the hook of After at":                func() { route().After(nil) },
		"the decorator of Around at":          func() { route().Around(nil) },
		"the view that a decorator returned":  func() { route().Around(func(gourd.ViewFunc) gourd.ViewFunc { return nil }) },
		"the target of /a at":                 func() { gourd.New("x").RedirectTo("/a", "") },
		"the target of RedirectFunc at":       func() { gourd.New("x").RedirectFunc("/a", nil) },
		"is not empty":                        func() { gourd.New("x").BuildOnly("/a", "") },
		"the function of OnURLValues at":      func() { gourd.New("x").OnURLValues(nil) },
		"the function of URLDefaults at":      func() { gourd.New("x").URLDefaults(nil) },
		"the function of OnBuildError at":     func() { gourd.New("x").OnBuildError(nil) },
		"the function of Record at":           func() { gourd.NewBlueprint("b", "").Record(nil) },
		"the function of RecordOnce at":       func() { gourd.NewBlueprint("b", "").RecordOnce(nil) },
		"the hook of AppBefore at":            func() { gourd.NewBlueprint("b", "").AppBefore(nil) },
		"the function of TemplateData at":     func() { gourd.New("x").TemplateData(nil) },
		"the file system of TemplatesFrom at": func() { gourd.New("x").TemplatesFrom(nil) },
		"Subdomain was called at":             func() { closedRoute().Subdomain("a") },
		"Around was called at":                func() { closedRoute().Around() },
		"Alias was called at":                 func() { closedRoute().Alias() },
		"the function of AppURLDefaults at":   func() { gourd.NewBlueprint("b", "").AppURLDefaults(nil) },
		"AppBefore was called at":             func() { closed().AppBefore(func(*gourd.Ctx) (gourd.Response, error) { return gourd.Response{}, nil }) },
		"RecordOnce was called at":            func() { closed().RecordOnce(func(gourd.Placement) {}) },
		"OnBuildError was called at": func() {
			closed().OnBuildError(func(*gourd.Ctx, error, string, gourd.Map) (string, error) { return "", nil })
		},
	} {
		if message := misuse(t, do); !strings.Contains(message, want) || !strings.Contains(message, "routing_test.go:") {
			t.Errorf("the message is %q, want %q and the place in it", message, want)
		}
	}
}

// panickingConverter is a converter that panics.
type panickingConverter struct{}

func (panickingConverter) Parse(string) (any, error) { panic(boom{}) }

func (panickingConverter) Format(any) (string, error) { return "x", nil }

// As in Flask: the handler of 500 answers, and no other hook runs before it.
func TestAConverterThatPanics(t *testing.T) {
	d := &diary{}
	c, log := client(t, gourd.Config{}, func(app *gourd.App) {
		app.Converter("failing", rule.Converter{New: func(rule.Args) (rule.Conversion, error) { return panickingConverter{}, nil }})
		app.Get("/<failing:x>", index)
		noteHooks(app.Blueprint, d, "app")
		app.After(func(c *gourd.Ctx, _ *gourd.Response) error {
			if c.Query("after") != "" {
				return errors.New("the hook failed")
			}
			return nil
		})
		app.OnError(func(*gourd.Ctx, boom) (string, error) { return "by type", nil })
		app.OnStatus(500, func(*gourd.Ctx, error) (string, error) { return "by status", nil })
		app.Signals().GotRequestException.Connect(func(e gourd.RequestError) { d.note("exception %s", errorName(e.Err)) })
	})
	c.Get("/a").Want(500).WantBody("by status")
	if want := "exception boom, after app2, after app1, teardown app2, teardown app1"; d.String() != want {
		t.Errorf("got  %s\nwant %s", d, want)
	}
	d.lines = nil
	c.Get("/a?after=fails").Want(500).WantBody("by status")
	if want := "exception boom, teardown app2, teardown app1"; d.String() != want {
		t.Errorf("with an after hook that fails on the page: got %s, want %s", d, want)
	}
	if !strings.Contains(log.String(), "routing_test.go") {
		t.Errorf("the log has no stack: %s", log)
	}
}

func TestURLsAsUrlFor(t *testing.T) {
	rules := []ruleOf{
		{Rule: "/", Name: "index"},
		{Rule: "/notes/<int:id>", Name: "show"},
		{Rule: "/save", Name: "save", Options: ruleOptions{Methods: []string{"POST"}}},
		{Rule: "/save/form", Name: "save"},
		{Rule: "/admin/", Name: "index", Blueprint: "admin"},
		{Rule: "/page/<path:name>", Name: "page"},
	}
	blueprints := []blueprintOf{{Name: "admin"}}
	compareSites(t, map[string]flaskSite{
		"in a request": {
			Rules: rules, Blueprints: blueprints,
			Questions: []question{
				urlFor("/", "show", gourd.Map{"id": 3}, "url /notes/3"),
				urlFor("/", "show", gourd.Map{"id": "x"}, "ValueError"),
				urlFor("/", "show", gourd.Map{}, "cannot be built"),
				urlFor("/", "nobody", gourd.Map{}, "cannot be built"),
				urlFor("/", "index", gourd.Map{"a": []any{1, 2}, "b": nil, "c": "x y&z/é"}, "url /?a=1&a=2&c=x+y%26z/%C3%A9"),
				urlFor("/", "index", gourd.Map{"_anchor": "x y#z"}, "url /#x%20y#z"),
				urlFor("/", "index", gourd.Map{"_anchor": ""}, "url /#"),
				urlFor("/", "index", gourd.Map{"_anchor": nil}, "url /"),
				urlFor("/", "index", gourd.Map{"_external": true}, "url http://localhost/"),
				urlFor("other.example:8080/", "index", gourd.Map{"_external": true}, "url http://other.example:8080/"),
				urlFor("localhost:80/", "index", gourd.Map{"_external": true}, "url http://localhost/"),
				urlFor("/", "index", gourd.Map{"_scheme": "https"}, "url https://localhost/"),
				urlFor("/", "index", gourd.Map{"_scheme": "https", "_external": false}, "ValueError"),
				urlFor("/", "index", gourd.Map{"_scheme": "", "_external": true}, "url //localhost/"),
				urlFor("/", "save", gourd.Map{}, "url /save/form"),
				urlFor("/", "save", gourd.Map{"_method": "POST"}, "url /save"),
				urlFor("/save", "save", gourd.Map{}, "url /save").with("POST"),
				urlFor("/", "save", gourd.Map{"_method": "DELETE"}, "cannot be built"),
				urlFor("/admin/", ".index", gourd.Map{}, "url /admin/"),
				urlFor("/", ".index", gourd.Map{}, "url /"),
				urlFor("/", "page", gourd.Map{"name": "a b/ü"}, "url /page/a%20b/%C3%BC"),
			},
		},
		"with a server's name": {
			Settings: map[string]any{"SERVER_NAME": "shop.example:5000", "APPLICATION_ROOT": "/shop", "PREFERRED_URL_SCHEME": "https"},
			Rules:    rules, Blueprints: blueprints,
			Questions: []question{
				asked("elsewhere.example/notes/3", "show id=3"),
				urlFor("elsewhere.example/", "show", gourd.Map{"id": 3}, "url /notes/3"),
				urlFor("elsewhere.example/", "index", gourd.Map{"_external": true}, "url http://shop.example:5000/"),
				outside("show", gourd.Map{"id": 3}, "url https://shop.example:5000/shop/notes/3"),
				outside("show", gourd.Map{"id": 3, "_external": false}, "url /shop/notes/3"),
				outside("show", gourd.Map{"id": 3, "_scheme": "http", "_anchor": "end"}, "url http://shop.example:5000/shop/notes/3#end"),
				outside("save", gourd.Map{}, "url https://shop.example:5000/shop/save/form"),
				outside("save", gourd.Map{"_method": "POST"}, "url https://shop.example:5000/shop/save"),
				outside("nobody", gourd.Map{}, "cannot be built"),
			},
		},
		"without a server's name": {
			Rules: rules, Blueprints: blueprints,
			Questions: []question{outside("show", gourd.Map{"id": 3}, "RuntimeError")},
		},
	})
}
