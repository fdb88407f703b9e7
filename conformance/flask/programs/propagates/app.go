// Package propagates has an application with PROPAGATE_EXCEPTIONS: an error that nobody
// foresaw leaves it.
package propagates

import (
	"errors"
	"fmt"
	"strings"

	"github.com/gourd-go/gourd"
)

type divided struct{}

func (divided) Error() string { return "divided" }

// App makes the application.
func App() *gourd.App {
	app := gourd.New("propagates", gourd.Config{PropagateErrors: true})
	var journal []string
	note := func(format string, args ...any) { journal = append(journal, fmt.Sprintf(format, args...)) }
	app.Signals().GotRequestException.Connect(func(e gourd.RequestError) { note("exception %v", e.Err) })
	app.Before(func(c *gourd.Ctx) (gourd.Response, error) {
		if c.Query("before") != "" {
			return gourd.Response{}, errors.New("before")
		}
		return gourd.Response{}, nil
	})
	app.After(func(c *gourd.Ctx, _ *gourd.Response) error {
		note("after")
		if c.Query("after") != "" {
			return errors.New("after")
		}
		return nil
	})
	app.Teardown(func(_ *gourd.Ctx, err error) {
		if err == nil {
			note("teardown None")
			return
		}
		note("teardown %v", err)
	})
	app.OnStatus(500, func(*gourd.Ctx, error) (string, error) {
		note("handler of 500")
		return "answered", nil
	})
	app.OnError(func(*gourd.Ctx, divided) (gourd.Response, error) { return gourd.HTML("divided").WithStatus(409), nil })
	app.Get("/journal", func(*gourd.Ctx) (string, error) {
		text := strings.Join(journal, "\n")
		journal = nil
		return text, nil
	}).Name("read")
	app.Get("/", func(*gourd.Ctx) (string, error) { return "index", nil }).Name("index")
	app.Get("/broken", func(*gourd.Ctx) (string, error) { return "", errors.New("broken") }).Name("fails")
	app.Get("/divided", func(*gourd.Ctx) (string, error) { return "", divided{} }).Name("divides")
	app.Get("/fail/<int:code>", func(c *gourd.Ctx) (string, error) { return "", gourd.Error(c.Arg[int]("code"), "") }).Name("fail")
	return app
}
