// Package subdomains has blueprints and routes in subdomains.
package subdomains

import (
	"strings"

	"github.com/gourd-go/gourd"
)

// App makes the application.
func App() *gourd.App {
	app := gourd.New("subdomains", gourd.Config{ServerName: "example.com", Rules: gourd.RuleOptions{SubdomainMatching: true}})
	api := gourd.NewBlueprint("api", "").Subdomain("api")
	admin := gourd.NewBlueprint("admin", "/admin")
	user := gourd.NewBlueprint("user", "/home").Subdomain("<name>")
	deep := gourd.NewBlueprint("deep", "").Subdomain("v2")

	app.Get("/", where).Name("index")
	app.Get("/", where).Name("docs").Subdomain("docs")
	api.Get("/", where).Name("index")
	api.Get("/branch/", where).Name("branch")
	admin.Get("/", where).Name("index").Subdomain("intern")
	user.Get("/", where).Name("index")
	deep.Get("/", where).Name("index")
	user.OnURLValues(func(c *gourd.Ctx) {
		c.G().Set("owner", c.Arg[string]("name"))
		c.DelArg("name")
	})
	user.Get("/urls", func(c *gourd.Ctx) (string, error) {
		return strings.Join([]string{
			c.URL("index"),
			c.URL("docs"),
			c.URL("api.index"),
			c.URL("user.index", "name", "ann"),
			c.URL("user.index", "name", "bob", "_external", true),
			c.URL("api.deep.index"),
			c.URL("docs", "_scheme", "https"),
		}, " "), nil
	}).Name("urls")

	api.Register(deep)
	app.Register(api)
	app.Register(admin)
	app.Register(user)
	return app
}

func where(c *gourd.Ctx) (string, error) {
	name, owner := "None", "None"
	if v, ok := c.Args()["name"].(string); ok {
		name = v
	}
	if v, ok := c.G().Get[string]("owner"); ok {
		owner = v
	}
	return c.Endpoint() + " " + name + " " + owner, nil
}
