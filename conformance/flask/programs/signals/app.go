// Package signals has signals, in the order in which they are sent.
package signals

import (
	"errors"
	"fmt"
	"strings"

	"github.com/gourd-go/gourd"
)

type typed struct{}

func (typed) Error() string { return "typed" }

// App makes the application.
func App() *gourd.App {
	app := gourd.New("signals", gourd.Config{SecretKey: "dev"})
	var journal []string
	note := func(format string, args ...any) { journal = append(journal, fmt.Sprintf(format, args...)) }
	connect(app.Signals(), note)
	app.Before(func(c *gourd.Ctx) (gourd.Response, error) {
		note("before")
		if c.Query("stop") != "" {
			return gourd.HTML("stopped"), nil
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
	app.Teardown(func(*gourd.Ctx, error) { note("teardown") })
	app.Get("/journal", func(*gourd.Ctx) (string, error) {
		text := strings.Join(journal, "\n")
		journal = nil
		return text, nil
	}).Name("read")
	app.Get("/", func(*gourd.Ctx) (string, error) {
		note("view")
		return "index", nil
	}).Name("index")
	views(app)
	return app
}

func connect(s *gourd.Signals, note func(string, ...any)) {
	s.RequestStarted.Connect(func(c *gourd.Ctx) {
		endpoint := c.Endpoint()
		if endpoint == "" {
			endpoint = "None"
		}
		note("started %s %s", c.Path(), endpoint)
	})
	s.RequestFinished.Connect(func(a gourd.RequestAnswer) { note("finished %d", a.Response.StatusCode()) })
	s.GotRequestException.Connect(func(e gourd.RequestError) { note("exception %s", errorText(e.Err)) })
	s.RequestTearingDown.Connect(func(e gourd.RequestError) { note("tearing down %s", errorText(e.Err)) })
	s.BeforeRenderTemplate.Connect(func(r gourd.Rendering) { note("before render %v", r.Data["who"]) })
	s.TemplateRendered.Connect(func(r gourd.Rendering) { note("rendered %v", r.Data["who"]) })
	s.MessageFlashed.Connect(func(m gourd.FlashedMessage) { note("flashed %s %s", m.Category, m.Message) })
}

func errorText(err error) string {
	var h *gourd.HTTPError
	switch {
	case err == nil:
		return "None"
	case errors.As(err, &h):
		return fmt.Sprintf("status %d", h.Status)
	}
	return err.Error()
}

func views(app *gourd.App) {
	app.Get("/page/<who>", func(c *gourd.Ctx) (gourd.Response, error) {
		return c.PageText("page", gourd.Map{"who": c.Arg[string]("who")}), nil
	}).Name("page")
	app.Get("/flash", func(c *gourd.Ctx) (string, error) {
		c.Flash("saved")
		c.Flash("bad", "error")
		return "flashed", nil
	}).Name("flashes")
	app.Get("/fail/<int:code>", func(c *gourd.Ctx) (string, error) { return "", gourd.Error(c.Arg[int]("code"), "") }).Name("fail")
	app.Get("/broken", func(*gourd.Ctx) (string, error) { return "", errors.New("broken") }).Name("broken")
	app.Get("/typed", func(*gourd.Ctx) (string, error) { return "", typed{} }).Name("typed")
	app.OnError(func(*gourd.Ctx, typed) (gourd.Response, error) { return gourd.HTML("handled").WithStatus(409), nil })
}
