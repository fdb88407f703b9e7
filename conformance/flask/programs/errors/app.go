// Package errors has error handlers by status and by type, of the application and of
// nested blueprints.
package errors

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/gourd-go/gourd"
)

// special is an error that is a base too, as a class derived from another is.
type (
	base    struct{ text string }
	special struct{ base }
	loud    struct{}
	unruly  struct{}
)

func (e *base) Error() string    { return e.text }
func (e *special) Unwrap() error { return &e.base }
func (loud) Error() string       { return "loud" }
func (unruly) Error() string     { return "unruly" }

// App makes the application.
func App() *gourd.App {
	app := gourd.New("errors")
	outer, inner := gourd.NewBlueprint("outer", "/outer"), gourd.NewBlueprint("inner", "/inner")
	plain := gourd.NewBlueprint("plain", "/plain")

	app.OnStatus(404, answers[error]("app 404"))
	app.OnError(answers[*base]("app Base"))
	app.OnStatus(410, func(_ *gourd.Ctx, err error) (string, error) {
		return "app 410: " + messageOf(err), nil
	})
	outer.OnStatus(404, answers[error]("outer 404"))
	outer.OnStatus(403, answers[error]("outer 403"))
	outer.OnError(answers[*base]("outer Base"))
	inner.OnError(answers[*special]("inner Special"))
	inner.OnStatus(403, answers[error]("inner 403"))
	plain.OnError(answers[*gourd.HTTPError]("plain HTTPException"))
	plain.OnAppStatus(409, answers[error]("app-wide 409"))
	plain.OnAppError(answers[loud]("app-wide Loud"))
	failing(app)

	var told []string
	app.Teardown(func(_ *gourd.Ctx, err error) {
		told = append(told, textOf(err))
	})
	app.Get("/told", func(*gourd.Ctx) (string, error) {
		text := strings.Join(told, "\n")
		told = nil
		return text, nil
	})
	for _, part := range []*gourd.Blueprint{app.Blueprint, outer, inner, plain} {
		part.Get("/fail/<what>", fail)
	}
	app.Get("/answered", func(*gourd.Ctx) (gourd.Response, error) {
		return gourd.HTML("an answer, no error").WithStatus(404), nil
	})
	app.Get("/form/<int:x>", func(c *gourd.Ctx) (string, error) { return strconv.Itoa(c.Arg[int]("x")), nil })

	outer.Register(inner)
	app.Register(outer)
	app.Register(plain)
	return app
}

func messageOf(err error) string {
	var h *gourd.HTTPError
	errors.As(err, &h)
	return h.Message
}

// failing adds the handlers that fail themselves, and that of 500.
func failing(app *gourd.App) {
	app.OnStatus(500, func(_ *gourd.Ctx, err error) (string, error) {
		return "app 500: " + textOf(errors.Unwrap(err)), nil
	})
	app.OnStatus(418, func(*gourd.Ctx, error) (string, error) { return "", errors.New("the handler of 418") })
	app.OnStatus(422, func(*gourd.Ctx, error) (string, error) { return "", gourd.Error(409, "") })
	app.OnError(func(*gourd.Ctx, unruly) (gourd.Response, error) {
		return gourd.HTML("unruly, but answered").WithStatus(200), nil
	})
}

func textOf(err error) string {
	var h *gourd.HTTPError
	switch {
	case err == nil:
		return "None"
	case errors.As(err, &h):
		return fmt.Sprintf("status %d", h.Status)
	}
	return err.Error()
}

// answers makes a handler that says who it is and what it was given.
func answers[E error](who string) func(*gourd.Ctx, E) (string, error) {
	return func(_ *gourd.Ctx, err E) (string, error) {
		status := "no status"
		var h *gourd.HTTPError
		if errors.As(err, &h) {
			status = strconv.Itoa(h.Status)
		}
		return who + ": " + status, nil
	}
}

func fail(c *gourd.Ctx) (string, error) {
	what := c.Arg[string]("what")
	if status, err := strconv.Atoi(what); err == nil {
		return "", gourd.Error(status, c.Query("why"))
	}
	switch what {
	case "base":
		return "", &base{what}
	case "special":
		return "", &special{base{what}}
	case "loud":
		return "", loud{}
	case "unruly":
		return "", unruly{}
	}
	return "", errors.New(what)
}
