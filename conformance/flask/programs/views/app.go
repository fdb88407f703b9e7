// Package views has class-like views: a method for each verb, embedded ones, and
// decorators.
package views

import (
	"errors"
	"fmt"

	"github.com/gourd-go/gourd"
)

type items struct{}

func (items) Get(c *gourd.Ctx) (string, error) { return fmt.Sprintf("get %d", c.Arg[int]("id")), nil }

func (items) Put(c *gourd.Ctx) (gourd.Response, error) {
	return gourd.HTML(fmt.Sprintf("put %d", c.Arg[int]("id"))).WithStatus(201), nil
}

func (items) Delete(*gourd.Ctx) (gourd.Response, error) { return gourd.HTML("").WithStatus(204), nil }

type readable struct{}

func (readable) Get(*gourd.Ctx) (string, error) { return "readable", nil }

type both struct{ readable }

func (both) Post(*gourd.Ctx) (string, error) { return "posted", nil }

func (both) Decorators() []func(gourd.ViewFunc) gourd.ViewFunc {
	return []func(gourd.ViewFunc) gourd.ViewFunc{wrapped("first"), wrapped("second")}
}

var _ gourd.Decorated = both{}

type heads struct{}

func (heads) Get(*gourd.Ctx) (string, error) { return "get", nil }

func (heads) Head(*gourd.Ctx) (gourd.Response, error) {
	return gourd.HTML("").WithHeader("Content-Language", "head"), nil
}

func (heads) Options(*gourd.Ctx) (gourd.Response, error) {
	return gourd.HTML("my options").WithHeader("Allow", "GET, X-OWN"), nil
}

type failing struct{}

func (failing) Get(*gourd.Ctx) (string, error)      { return "", gourd.Error(418, "") }
func (failing) Patch(*gourd.Ctx) (string, error)    { return "", errors.New("patch") }
func (failing) Trace(*gourd.Ctx) (gourd.Map, error) { return gourd.Map{"traced": true}, nil }

// App makes the application.
func App() *gourd.App {
	app := gourd.New("views")
	app.Views("/items/<int:id>", items{})
	app.Views("/readable", readable{})
	app.Views("/both", both{})
	app.Views("/heads", heads{})
	app.Views("/failing", failing{})
	app.Get("/decorated", func(*gourd.Ctx) (string, error) { return "view", nil }).Around(wrapped("inner"), wrapped("outer"))
	app.Route("/any", func(c *gourd.Ctx) (string, error) { return c.Method(), nil }, "GET", "POST", "OPTIONS")
	return app
}

// wrapped adds a name behind what a view answers.
func wrapped(name string) func(gourd.ViewFunc) gourd.ViewFunc {
	return func(view gourd.ViewFunc) gourd.ViewFunc {
		return func(c *gourd.Ctx) error {
			if c.Query("stop") == name {
				return c.Answer(gourd.HTML("stopped by " + name).WithStatus(203))
			}
			if c.Query("fail") == name {
				return gourd.Error(403, "")
			}
			if err := view(c); err != nil {
				return err
			}
			body, _ := c.Response().Body()
			c.Response().SetBody([]byte(string(body) + " " + name))
			return nil
		}
	}
}
