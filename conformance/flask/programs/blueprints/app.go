// Package blueprints has blueprints: nested, registered twice, with defaults, static
// files, and app-wide parts.
package blueprints

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/gourd-go/gourd"
)

// App makes the application.
func App() *gourd.App {
	app := gourd.New("blueprints")
	api, v1 := gourd.NewBlueprint("api", "/api"), gourd.NewBlueprint("v1", "/v1")
	users, bare := gourd.NewBlueprint("users", "/users"), gourd.NewBlueprint("bare", "")
	slashes := gourd.NewBlueprint("slashes", "/slashes/")

	app.Get("/", where).Name("index")
	api.Get("/", where).Name("index")
	v1.Get("/", where).Name("index")
	users.Get("/", where).Name("index")
	users.Get("/<int:id>", where).Name("show")
	users.Post("", where).Name("bare")
	bare.Get("/bare", where).Name("index")
	slashes.Get("/leaf", where).Name("leaf")
	slashes.Get("/", where).Name("index")
	target := func(c *gourd.Ctx) (string, error) { return c.URL(c.Arg[string]("target")), nil }
	users.Get("/urls/<target>", target).Name("urls")
	app.Get("/urls/<target>", target).Name("app_urls")

	v1.Register(users)
	api.Register(v1)
	api.Register(v1, gourd.Registration{Name: "v2", Prefix: "/v2"})
	app.Register(api)
	app.Register(admin())
	app.Register(bare)
	shared := shared()
	app.Register(shared)
	app.Register(shared, gourd.Registration{Name: "again", Prefix: "/again", Defaults: gourd.Map{"page": 7}})
	app.Register(slashes)
	app.Register(lang())
	return app
}

// where answers where the request is.
func where(c *gourd.Ctx) (string, error) {
	var args []string
	for _, name := range slices.Sorted(maps.Keys(c.Args())) {
		args = append(args, fmt.Sprintf("%s=%v", name, c.Args()[name]))
	}
	return fmt.Sprintf("%s %s %s %s %s", c.Endpoint(), innermost(c), strings.Join(c.Blueprints(), " "), strings.Join(args, ","), seen(c)), nil
}

// innermost is the blueprint's name as Python prints it.
func innermost(c *gourd.Ctx) string {
	if len(c.Blueprints()) == 0 {
		return "None"
	}
	return c.Blueprints()[0]
}

func seen(c *gourd.Ctx) string {
	text, _ := c.G().Get[string]("seen")
	return text
}

func admin() *gourd.Blueprint {
	b := gourd.NewBlueprint("admin", "/admin")
	_, file, _, _ := runtime.Caller(0)
	b.Static("/files", os.DirFS(filepath.Join(filepath.Dir(file), "admin"))).Name("static")
	b.Get("/", where).Name("index")
	b.Get("/fail/<int:code>", func(c *gourd.Ctx) (string, error) { return "", gourd.Error(c.Arg[int]("code"), "") }).Name("fail")
	b.OnStatus(403, func(*gourd.Ctx, error) (string, error) { return "admin 403", nil })
	b.OnAppStatus(404, func(c *gourd.Ctx, _ error) (string, error) { return "not found, said by " + innermost(c), nil })
	b.AppBefore(func(c *gourd.Ctx) (gourd.Response, error) {
		c.G().Set("seen", "app-wide")
		return gourd.Response{}, nil
	})
	b.Before(func(c *gourd.Ctx) (gourd.Response, error) {
		c.G().Set("seen", seen(c)+" admin")
		return gourd.Response{}, nil
	})
	b.AppAfter(func(c *gourd.Ctx, r *gourd.Response) error {
		language := "fr"
		if innermost(c) == "admin" {
			language = "en"
		}
		r.Header.Set("Content-Language", language)
		return nil
	})
	return b
}

func shared() *gourd.Blueprint {
	b := gourd.NewBlueprint("shared", "/shared")
	b.Get("/", where).Name("index")
	b.Get("/<int:page>", where).Name("paged")
	b.AppBefore(func(c *gourd.Ctx) (gourd.Response, error) {
		count, _ := c.G().Get[int]("count")
		c.G().Set("count", count+1)
		return gourd.Response{}, nil
	})
	b.Before(func(c *gourd.Ctx) (gourd.Response, error) {
		count, _ := c.G().Get[int]("count")
		c.G().Set("seen", fmt.Sprintf("%s shared %d", seen(c), count))
		return gourd.Response{}, nil
	})
	return b
}

func lang() *gourd.Blueprint {
	b := gourd.NewBlueprint("lang", "/<lang>")
	b.Get("/about", where).Name("about")
	b.Get("/<int:n>", where).Name("number")
	b.OnURLValues(func(c *gourd.Ctx) {
		c.G().Set("lang", c.Arg[string]("lang"))
		c.DelArg("lang")
	})
	b.URLDefaults(func(c *gourd.Ctx, _ string, values gourd.Map) {
		if _, given := values["lang"]; given {
			return
		}
		values["lang"] = "de"
		if lang, ok := c.G().Get[string]("lang"); ok {
			values["lang"] = lang
		}
	})
	b.Before(func(c *gourd.Ctx) (gourd.Response, error) {
		lang, _ := c.G().Get[string]("lang")
		c.G().Set("seen", seen(c)+" "+lang)
		return gourd.Response{}, nil
	})
	b.Get("/self", func(c *gourd.Ctx) (string, error) {
		return strings.Join([]string{c.URL(".about"), c.URL(".number", "n", 3), c.URL("lang.about", "lang", "it"), c.URL("index")}, " "), nil
	}).Name("own")
	return b
}
