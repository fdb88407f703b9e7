// Package badrequests has an application with TRAP_BAD_REQUEST_ERRORS: errors with the
// status 400 are treated as those without one.
package badrequests

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/gourd-go/gourd"
)

// App makes the application.
func App() *gourd.App {
	app := gourd.New("badrequests", gourd.Config{TrapBadRequests: true, TrustedHosts: []string{"localhost"}})
	var told []string
	app.OnStatus(500, func(_ *gourd.Ctx, err error) (string, error) {
		original := errors.Unwrap(err)
		var h *gourd.HTTPError
		if errors.As(original, &h) {
			return fmt.Sprintf("trapped %d", h.Status), nil
		}
		return fmt.Sprintf("failed with %v", original), nil
	})
	app.Teardown(func(_ *gourd.Ctx, err error) {
		var h *gourd.HTTPError
		switch {
		case errors.As(err, &h):
			told = append(told, strconv.Itoa(h.Status))
		case err != nil:
			told = append(told, err.Error())
		default:
			told = append(told, "None")
		}
	})
	app.Get("/told", func(*gourd.Ctx) (string, error) {
		text := strings.Join(told, " ")
		told = nil
		return text, nil
	})
	app.Get("/fail/<int:code>", func(c *gourd.Ctx) (string, error) { return "", gourd.Error(c.Arg[int]("code"), "") }).Name("fail")
	app.Get("/query", func(c *gourd.Ctx) (string, error) { return c.NeedQuery("q") }).Name("query")
	app.Post("/form", func(c *gourd.Ctx) (string, error) {
		form, err := c.Form()
		if err != nil {
			return "", err
		}
		return form.Need("f")
	})
	app.Post("/json", func(c *gourd.Ctx) (string, error) {
		body, err := c.JSON[map[string]string]()
		return body["name"], err
	})
	return app
}
