package gourd_test

import (
	"testing"

	"github.com/gourd-go/gourd"
)

func TestADecoratorChangesWhatTheViewHasAnswered(t *testing.T) {
	signed := func(view gourd.ViewFunc) gourd.ViewFunc {
		return func(c *gourd.Ctx) error {
			if err := view(c); err != nil {
				return err
			}
			r := c.Response()
			body, there := r.Body()
			if !there {
				t.Errorf("%s: the decorator does not see the body", c.Path())
			}
			r.SetBody(append(body, " signed"...))
			r.Status++
			return nil
		}
	}
	c, _ := client(t, gourd.Config{}, func(app *gourd.App) {
		app.Get("/text", func(*gourd.Ctx) (gourd.Response, error) { return gourd.HTML("text").WithStatus(200), nil }).Around(signed)
		app.Get("/json", func(*gourd.Ctx) (gourd.Response, error) { return gourd.JSON(1).WithStatus(201), nil }).Around(signed, signed)
	})
	c.Get("/text").Want(201).WantBody("text signed").WantHeader("Content-Type", "text/html; charset=utf-8")
	c.Get("/json").Want(203).WantBody("1\n signed signed").WantHeader("Content-Type", "application/json")
}
