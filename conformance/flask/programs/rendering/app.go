// Package rendering has pages: their data, where they are looked for, and what
// processors add.
package rendering

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/gourd-go/gourd"
)

// App makes the application.
func App() *gourd.App {
	_, file, _, _ := runtime.Caller(0)
	folder := filepath.Dir(file)
	app := gourd.New("rendering", gourd.Config{Templates: os.DirFS(filepath.Join(folder, "pages"))})
	outer := gourd.NewBlueprint("outer", "/outer").TemplatesFrom(os.DirFS(filepath.Join(folder, "ownpages")))
	inner := gourd.NewBlueprint("inner", "/inner")
	data(app, outer, inner)
	app.TemplateFunc("twice", func(n int) int { return 2 * n })
	app.TemplateFunc("number", func(n int) int { return n + 1 })
	app.TemplateFunc("shout", func(text string) string { return strings.ToUpper(text) + "!" })

	app.Get("/", func(*gourd.Ctx) (string, error) { return "index", nil }).Name("index")
	for _, part := range []*gourd.Blueprint{app.Blueprint, outer, inner} {
		part.Get("/page/<name>", page).Name("page")
	}
	app.Get("/list", func(c *gourd.Ctx) (gourd.Response, error) {
		return c.Page("list.html", gourd.Map{"items": c.QueryAll("i"), "flag": c.HasQuery("flag")}), nil
	}).Name("items")
	app.Get("/first", func(c *gourd.Ctx) (string, error) {
		return c.Render(gourd.Map{"who": "first"}, "missing.html", "both.html", "page.html")
	}).Name("first")
	app.Get("/text", func(c *gourd.Ctx) (gourd.Response, error) {
		return c.PageText("<b>{{.who}}</b>", gourd.Map{"who": c.Query("who")}), nil
	}).Name("text")
	app.Get("/status", func(c *gourd.Ctx) (gourd.Response, error) {
		return c.Page("both.html", gourd.Map{"who": "status"}).WithStatus(418).WithHeader("Content-Language", "en"), nil
	}).Name("status")
	outer.Register(inner)
	app.Register(outer)
	return app
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
