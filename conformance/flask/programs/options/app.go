// Package options has settings: static files elsewhere, trusted hosts, session cookies,
// methods, slashes.
package options

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/gourd-go/gourd"
)

// App makes the application.
func App() *gourd.App {
	app := gourd.New("options", gourd.Config{
		SecretKey:                "new",
		SecretKeyFallbacks:       []string{"older", "old"},
		SessionCookieName:        "shop",
		SessionCookieDomain:      "example.com",
		SessionCookiePath:        "/shop",
		NoSessionCookieHTTPOnly:  true,
		SessionCookieSecure:      true,
		SessionCookieSameSite:    "None",
		SessionCookiePartitioned: true,
		NoSessionRefresh:         true,
		PermanentSessionLifetime: 36500 * 24 * time.Hour,
		SendFileMaxAge:           10 * time.Minute,
		TrustedHosts:             []string{"localhost", ".example.com"},
		MaxContentLength:         10,
		NoAutomaticOptions:       true,
		PreferredURLScheme:       "https",
		Rules:                    gourd.RuleOptions{LooseSlashes: true},
	})
	_, file, _, _ := runtime.Caller(0)
	app.Static("/files", os.DirFS(filepath.Join(filepath.Dir(file), "assets"))).Name("static")
	app.Get("/", func(c *gourd.Ctx) (string, error) { return c.URL("static", "filename", "a.css"), nil }).Name("index")
	path := func(c *gourd.Ctx) (string, error) { return c.Path(), nil }
	app.Get("/branch/", path).Name("branch")
	app.Get("/leaf", path).Name("leaf")
	app.Route("/body", func(c *gourd.Ctx) (string, error) {
		body, err := c.Body()
		return string(body), err
	}, "GET", "POST").Name("body")
	app.Route("/own", func(c *gourd.Ctx) (string, error) { return c.Method(), nil }, "GET", "OPTIONS").Name("own")
	app.Get("/automatic", func(*gourd.Ctx) (string, error) { return "automatic", nil }).Name("automatic").AutomaticOptions(true)
	app.Get("/count", func(c *gourd.Ctx) (string, error) {
		c.Session().SetPermanent(c.HasQuery("permanent"))
		n, _ := c.Session().Get[int]("n")
		c.Session().Set("n", n+1)
		return fmt.Sprint(n + 1), nil
	}).Name("count")
	app.Get("/read", func(c *gourd.Ctx) (string, error) {
		if n, ok := c.Session().Get[int]("n"); ok {
			return fmt.Sprint(n), nil
		}
		return "nothing", nil
	}).Name("read")
	app.Get("/clear", func(c *gourd.Ctx) (string, error) {
		c.Session().Clear()
		return "cleared", nil
	}).Name("clear")
	return app
}
