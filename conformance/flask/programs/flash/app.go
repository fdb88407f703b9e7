// Package flash has flashed messages.
package flash

import (
	"strings"

	"github.com/gourd-go/gourd"
)

// App makes the application.
func App() *gourd.App {
	app := gourd.New("flash", gourd.Config{SecretKey: "dev"})
	app.Get("/flash/<message>", func(c *gourd.Ctx) (string, error) {
		c.Flash(c.Arg[string]("message"))
		return "flashed", nil
	}).Name("add")
	app.Get("/flash/<message>/<category>", func(c *gourd.Ctx) (gourd.Response, error) {
		c.Flash(c.Arg[string]("message"), c.Arg[string]("category"))
		return c.Redirect(c.URL("show")), nil
	}).Name("categorised")
	app.Get("/several", func(c *gourd.Ctx) (string, error) {
		c.Flash("one")
		c.Flash("two", "error")
		c.Flash("three <b>", "info")
		c.Flash("four", "error")
		return "several", nil
	})
	app.Get("/show", func(c *gourd.Ctx) (string, error) { return text(c.Flashes()), nil }).Name("show")
	app.Get("/only", func(c *gourd.Ctx) (string, error) { return text(c.Flashes(c.QueryAll("c")...)), nil })
	app.Get("/twice", func(c *gourd.Ctx) (string, error) {
		c.Flash("in this request")
		first := text(c.Flashes())
		c.Flash("behind the first look")
		return first + "\n--\n" + text(c.Flashes()), nil
	})
	app.Get("/kept", func(c *gourd.Ctx) (string, error) {
		c.Session().Set("other", 1)
		c.Flash("kept beside")
		return "kept", nil
	})
	app.Get("/ignored", func(*gourd.Ctx) (string, error) { return "not looked at", nil })
	return app
}

// text is a line for each message.
func text(messages []gourd.Flash) string {
	var lines []string
	for _, m := range messages {
		lines = append(lines, m.Category+": "+m.Message)
	}
	if len(lines) == 0 {
		return "none"
	}
	return strings.Join(lines, "\n")
}
