// Package pages has the default page of every error, and what its header says
// besides.
package pages

import (
	"errors"
	"time"

	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/httpheader"
)

// App makes the application.
func App() *gourd.App {
	app := gourd.New("pages")
	app.Get("/<int:code>", func(c *gourd.Ctx) (string, error) { return "", gourd.Error(c.Arg[int]("code"), "") }).Name("page")
	app.Get("/<int:code>/<path:text>", func(c *gourd.Ctx) (string, error) {
		return "", gourd.Error(c.Arg[int]("code"), c.Arg[string]("text")+c.Query("more"))
	}).Name("described")
	app.Get("/unavailable", func(*gourd.Ctx) (string, error) { return "", gourd.RetryAfter(503, "", 2*time.Minute) }).Name("unavailable")
	app.Get("/too-many", func(*gourd.Ctx) (string, error) {
		return "", gourd.RetryAfter(429, "Slowly, please.", 7*time.Second)
	}).Name("too_many")
	app.Get("/who", func(*gourd.Ctx) (string, error) {
		return "", gourd.Unauthorized("", httpheader.BasicChallenge("notes"))
	}).Name("who")
	app.Get("/failed", func(*gourd.Ctx) (string, error) { return "", errors.New("secret") }).Name("failed")
	app.Route("/posted", func(*gourd.Ctx) (string, error) { return "posted", nil }, "POST", "PUT").Name("posted")
	return app
}
