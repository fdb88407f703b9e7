// Package traps has an application with TRAP_HTTP_EXCEPTIONS: errors with a status
// are treated as those without one.
package traps

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/gourd-go/gourd"
)

// App makes the application.
func App() *gourd.App {
	app := gourd.New("traps", gourd.Config{TrapHTTPErrors: true})
	kept := gourd.NewBlueprint("kept", "/kept")
	var told []string

	app.OnStatus(500, func(_ *gourd.Ctx, err error) (string, error) {
		original := errors.Unwrap(err)
		var h *gourd.HTTPError
		switch {
		case original == nil:
			return "on purpose", nil
		case errors.As(original, &h):
			return fmt.Sprintf("trapped %d", h.Status), nil
		}
		return fmt.Sprintf("failed with %v", original), nil
	})
	kept.OnError(func(_ *gourd.Ctx, err *gourd.HTTPError) (string, error) {
		return fmt.Sprintf("kept %d", err.Status), nil
	})
	app.OnStatus(404, func(*gourd.Ctx, error) (string, error) { return "lost", nil })
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
	fail := func(c *gourd.Ctx) (string, error) { return "", gourd.Error(c.Arg[int]("code"), "") }
	app.Get("/<int:code>", fail).Name("fail")
	kept.Get("/<int:code>", fail).Name("fail_kept")
	app.Get("/failed", func(*gourd.Ctx) (string, error) { return "", errors.New("reason") })

	app.Register(kept)
	return app
}
