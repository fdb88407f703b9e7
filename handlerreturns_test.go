package gourd_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/gourd-go/gourd"
)

// As in Flask, where a handler that returns the HTTPException it got has its default page
// answered, and one that returns another exception has answered nothing.
func TestAnErrorHandlerThatReturnsItsError(t *testing.T) {
	boom := errors.New("boom")
	tests := []struct {
		name   string
		set    func(app *gourd.App)
		status int
		body   string
		logged bool
	}{
		{"by type, of an error with a status", func(app *gourd.App) {
			app.OnError(func(_ *gourd.Ctx, err *gourd.HTTPError) (string, error) { return "", err })
			app.Get("/", func(*gourd.Ctx) (string, error) { return "", gourd.Error(403, "Not yours.") })
		}, 403, "<p>Not yours.</p>", false},
		{"by status", func(app *gourd.App) {
			app.OnStatus(403, func(_ *gourd.Ctx, err error) (string, error) { return "", err })
			app.Get("/", func(*gourd.Ctx) (string, error) { return "", gourd.Error(403, "Not yours.") })
		}, 403, "<p>Not yours.</p>", false},
		{"of 500", func(app *gourd.App) {
			app.OnStatus(500, func(_ *gourd.Ctx, err error) (string, error) { return "", err })
			app.Get("/", func(*gourd.Ctx) (string, error) { return "", boom })
		}, 500, "<h1>Internal Server Error</h1>", true},
		{"by type, of an error without a status", func(app *gourd.App) {
			app.OnError(func(_ *gourd.Ctx, err error) (string, error) { return "", err })
			app.Get("/", func(*gourd.Ctx) (string, error) { return "", boom })
		}, 500, "<h1>Internal Server Error</h1>", true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c, log := client(t, gourd.Config{}, test.set)
			if body := c.Get("/").Want(test.status).Text(); !strings.Contains(body, test.body) {
				t.Errorf("the page is %s", body)
			}
			if n := strings.Count(log.String(), "level=ERROR"); n != map[bool]int{true: 1}[test.logged] {
				t.Errorf("the log has %d errors: %s", n, log)
			}
		})
	}
}
