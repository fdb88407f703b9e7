// Package pages has the default page of every error, and what its header says
// besides.
package pages

import (
	"errors"

	"github.com/gourd-go/gourd"
)

// App makes the application.
func App() *gourd.App {
	app := gourd.New("pages")
	app.Get("/<int:code>", func(c *gourd.Ctx) (string, error) { return "", gourd.Error(c.Arg[int]("code"), "") }).Name("page")
	app.Get("/<int:code>/<path:text>", func(c *gourd.Ctx) (string, error) {
		return "", gourd.Error(c.Arg[int]("code"), c.Arg[string]("text")+c.Query("more"))
	}).Name("described")
	app.Get("/unavailable", func(*gourd.Ctx) (string, error) { return "", with(503, "", "Retry-After", "120") }).Name("unavailable")
	app.Get("/too-many", func(*gourd.Ctx) (string, error) {
		return "", with(429, "Slowly, please.", "Retry-After", "7")
	}).Name("too_many")
	app.Get("/who", func(*gourd.Ctx) (string, error) {
		return "", with(401, "", "WWW-Authenticate", `Basic realm="notes"`)
	}).Name("who")
	app.Get("/failed", func(*gourd.Ctx) (string, error) { return "", errors.New("secret") }).Name("failed")
	app.Route("/posted", func(*gourd.Ctx) (string, error) { return "posted", nil }, "POST", "PUT").Name("posted")
	return app
}

// with is an error with one more field.
func with(status int, message, name, value string) error {
	e := &gourd.HTTPError{Status: status, Message: message}
	e.Header.Set(name, value)
	return e
}
