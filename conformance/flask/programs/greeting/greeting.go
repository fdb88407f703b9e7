// Package greeting is the example of a program: a form, a cookie, hooks, an error
// handler.
package greeting

import (
	"cmp"
	"errors"
	"log/slog"
	"net/http"
	"strings"

	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/conformance/flask"
)

// Program is the pair with its requests.
func Program() flask.Program {
	return flask.Program{Name: "greeting", App: newApp, Steps: []flask.Step{
		{Path: "/"},
		{Path: "/name", Type: flask.FormType, Body: flask.Form("name", "Ann Élise")},
		{Path: "/name", Type: flask.FormType, Body: flask.Form("name", "")},
		{Path: "/name", Type: flask.FormType, Body: flask.Form("name", "Ann")},
		{Path: "/"},
		{Method: "HEAD", Path: "/"},
		{Path: "/name"},
		{Path: "/leave"},
		{Path: "/"},
		{Path: "/nowhere"},
		{Path: "/broken"},
	}}
}

func newApp() *gourd.App {
	app := gourd.New("greeting", gourd.Config{Logger: slog.New(slog.DiscardHandler)})
	app.Before(func(c *gourd.Ctx) (gourd.Response, error) { step(c, "before 1"); return gourd.Response{}, nil })
	app.Before(func(c *gourd.Ctx) (gourd.Response, error) { step(c, "before 2"); return gourd.Response{}, nil })
	app.After(after("after 1"))
	app.After(after("after 2"))
	app.Get("/", index)
	app.Post("/name", name)
	app.Get("/leave", leave)
	app.Get("/broken", broken)
	app.OnStatus(http.StatusNotFound, missing)
	return app
}

func index(c *gourd.Ctx) (string, error) {
	step(c, "index")
	return "Hello, " + cmp.Or(c.Cookie("name"), "stranger") + "!", nil
}

func name(c *gourd.Ctx) (gourd.Response, error) {
	step(c, "name")
	form, err := c.Form()
	if err != nil {
		return gourd.Response{}, err
	}
	given := form.Get("name")
	if given == "" {
		return gourd.Response{}, gourd.Error(http.StatusBadRequest, "A name, please.")
	}
	c.SetCookie(&http.Cookie{Name: "name", Value: given, Path: "/"})
	return c.Redirect(c.URL("index")), nil
}

func leave(c *gourd.Ctx) (string, error) {
	c.DeleteCookie("name")
	return "Bye", nil
}

func broken(*gourd.Ctx) (string, error) { return "", errors.New("broken") }

func missing(c *gourd.Ctx, _ error) (gourd.Response, error) {
	return gourd.HTML("No page at " + c.Path()).WithStatus(http.StatusNotFound), nil
}

// after adds a step and tells of all of them.
func after(name string) gourd.AfterFunc {
	return func(c *gourd.Ctx, r *gourd.Response) error {
		step(c, name)
		steps, _ := c.G().Get[[]string]("steps")
		r.Header.Set("X-Steps", strings.Join(steps, ","))
		return nil
	}
}

func step(c *gourd.Ctx, name string) {
	steps, _ := c.G().Get[[]string]("steps")
	c.G().Set("steps", append(steps, name))
}
