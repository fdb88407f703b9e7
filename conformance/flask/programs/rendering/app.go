// Package rendering has pages: their data, where they are looked for, what processors
// add, and Flask's names in them. The templates are those of the application in Python.
package rendering

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/signed"
)

// App makes the application.
func App() *gourd.App {
	_, file, _, _ := runtime.Caller(0)
	folder := filepath.Dir(file)
	app := gourd.New("rendering", gourd.Config{
		Templates: os.DirFS(filepath.Join(folder, "templates")), JSON: gourd.FlaskJSON{},
		SecretKey: "rendering", Values: gourd.Map{"OWN": "own"},
	})
	outer := gourd.NewBlueprint("outer", "/outer").TemplatesFrom(os.DirFS(filepath.Join(folder, "own")))
	inner := gourd.NewBlueprint("inner", "/inner")
	data(app, outer, inner)
	app.TemplateGlobal("twice", func(n int) int { return 2 * n })
	app.TemplateGlobal("version", 3)
	app.TemplateFilter("shout", func(text string) string { return strings.ToUpper(text) + "!" })
	app.TemplateTest("prime", func(n int) bool { return n == 2 || n == 3 || n == 5 || n == 7 })

	app.Get("/", func(*gourd.Ctx) (string, error) { return "index", nil }).Name("index")
	for _, part := range []*gourd.Blueprint{app.Blueprint, outer, inner} {
		part.Get("/page/<name>", page).Name("page")
	}
	whole(app)
	parts(app)
	outer.Register(inner)
	app.Register(outer)
	return app
}

// whole has the views that answer pages.
func whole(app *gourd.App) {
	app.Get("/list", func(c *gourd.Ctx) (gourd.Response, error) {
		return gourd.Page("list.html", gourd.Map{"items": c.QueryAll("i"), "flag": c.HasQuery("flag")}), nil
	}).Name("items")
	app.Get("/first", func(c *gourd.Ctx) (string, error) {
		return c.Render(gourd.Map{"who": "first"}, "missing.html", "both.html", "page.html")
	}).Name("first")
	app.Get("/text", func(c *gourd.Ctx) (gourd.Response, error) {
		return c.PageText("<b>{{ who }}</b>", gourd.Map{"who": c.Query("who")}), nil
	}).Name("text")
	app.Get("/status", func(c *gourd.Ctx) (gourd.Response, error) {
		return c.Page("both.html", gourd.Map{"who": "status"}).WithStatus(418).WithHeader("Content-Language", "en"), nil
	}).Name("status")
	app.Get("/plain", func(*gourd.Ctx) (gourd.Response, error) {
		return gourd.Page("plain.txt", gourd.Map{"who": "<plain>"}), nil
	}).Name("plain")
	app.Route("/request/<name>", func(*gourd.Ctx) (gourd.Response, error) { return gourd.Page("request.html", nil), nil }, "GET", "POST").Name("request")
	app.Get("/names", func(c *gourd.Ctx) (gourd.Response, error) {
		c.G().Set("user", gourd.Map{"name": "ann"})
		c.Session().Set("user", "ann")
		c.Session().Set("list", []any{1, "x"})
		c.Session().Set("pair", signed.Tuple{1, "a"})
		c.FlashHTML("<b>", "error")
		c.Flash("<i>")
		return gourd.Page("names.html", nil), nil
	}).Name("names")
	app.Get("/fails/<name>", func(c *gourd.Ctx) (gourd.Response, error) {
		return c.PageText(failing[c.Arg[string]("name")], nil), nil
	}).Name("fails")
}

// failing are texts of templates that cannot be rendered.
var failing = map[string]string{
	"syntax": "{% if %}", "url": "{{ url_for('nobody') }}", "undefined": "{{ nobody.name }}", "filter": "{{ 1|nofilter }}",
	"missing": "{% include 'nobody.html' %}", "type": "{{ 1 + 'a' }}",
}

// parts has the views that answer streams and parts of pages.
func parts(app *gourd.App) {
	app.Get("/stream", func(c *gourd.Ctx) (gourd.Response, error) {
		return c.StreamPage("long.html", gourd.Map{"who": "<"}), nil
	}).Name("stream")
	app.Get("/streamtext", func(c *gourd.Ctx) (gourd.Response, error) {
		return c.StreamPageText("{{ request.path }} {{ site }} {{ who }}", gourd.Map{"who": "<"}), nil
	}).Name("streamtext")
	app.Get("/macro", func(c *gourd.Ctx) (string, error) { return c.Macro("_macros.html", "hello", c.Query("who")) }).Name("macro")
	app.Get("/seen", func(c *gourd.Ctx) (string, error) { return c.Macro("_macros.html", "seen") }).Name("seen")
}

// data adds what every page has.
func data(app *gourd.App, outer, inner *gourd.Blueprint) {
	app.TemplateData(func(*gourd.Ctx) (gourd.Map, error) {
		return gourd.Map{"site": "shop", "layer": "app", "who": "overridden"}, nil
	})
	outer.TemplateData(func(*gourd.Ctx) (gourd.Map, error) { return gourd.Map{"layer": "outer"}, nil })
	inner.TemplateData(func(*gourd.Ctx) (gourd.Map, error) { return gourd.Map{"layer": "inner"}, nil })
	inner.AppTemplateData(func(c *gourd.Ctx) (gourd.Map, error) {
		if c.Query("everywhere") == "" {
			return nil, nil
		}
		return gourd.Map{"site": "everywhere"}, nil
	})
}

func page(c *gourd.Ctx) (gourd.Response, error) {
	values := gourd.Map{}
	if c.HasQuery("who") {
		values["who"] = c.Query("who")
	}
	return c.Page(c.Arg[string]("name")+".html", values), nil
}
