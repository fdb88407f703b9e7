// Package request has what a request says of itself.
package request

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/gourd-go/gourd"
)

// App makes the application.
func App() *gourd.App {
	app := gourd.New("request")
	part := gourd.NewBlueprint("part", "/part")
	app.Route("/url", address, "GET", "POST").Name("url")
	app.Route("/url/<path:rest>", address, "GET", "POST").Name("url")
	app.Get("/full/<path:rest>", func(c *gourd.Ctx) (string, error) {
		return lines("url", c.FullURL(), "base_url", c.BaseURL()), nil
	}).Name("full")
	app.Get("/args", args)
	app.Get("/needed", func(c *gourd.Ctx) (string, error) { return c.NeedQuery("needed") }).Name("needed")
	app.Get("/headers", headers)
	app.Get("/cookies", cookies)
	app.Route("/body", func(c *gourd.Ctx) (string, error) {
		data, err := c.Body()
		return fmt.Sprintf("%d %s", len(data), strings.ToValidUTF8(string(data), "\uFFFD")), err
	}, "GET", "POST", "PUT", "DELETE").Name("body")
	app.Get("/routing/<name>", routing).Name("routing")
	part.Get("/routing/<int:number>", routing).Name("routing")
	app.Before(func(c *gourd.Ctx) (gourd.Response, error) {
		if c.Query("unmatched") == "" {
			return gourd.Response{}, nil
		}
		return gourd.HTML(lines("endpoint", none(c.Endpoint()), "rule", rule(c), "blueprint", innermost(c))), nil
	})
	app.Register(part)
	return app
}

// lines writes pairs of names and values.
func lines(pairs ...string) string {
	var all []string
	for i := 0; i < len(pairs); i += 2 {
		all = append(all, pairs[i]+"="+pairs[i+1])
	}
	return strings.Join(all, "\n")
}

func none(s string) string {
	if s == "" {
		return "None"
	}
	return s
}

func or(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// python prints a bool.
func python(b bool) string {
	if b {
		return "True"
	}
	return "False"
}

func address(c *gourd.Ctx) (string, error) {
	return lines(
		"method", c.Method(),
		"path", c.Path(),
		"full_path", c.FullPath(),
		"script_root", c.Root(),
		"url_root", c.RootURL(),
		"host", c.Host(),
		"host_url", c.HostURL(),
		"scheme", c.Scheme(),
		"is_secure", python(c.IsSecure()),
		"query_string", c.QueryString(),
		"remote_addr", c.RemoteAddr(),
		"access_route", strings.Join(c.AccessRoute(), " "),
	), nil
}

func args(c *gourd.Ctx) (string, error) {
	first := "-"
	if c.HasQuery("a") {
		first = c.Query("a")
	}
	f := strconv.FormatFloat(c.QueryAs("f", 1.5), 'f', -1, 64)
	if !strings.Contains(f, ".") {
		f += ".0"
	}
	found := []string{"first", first, "int", strconv.Itoa(c.QueryAs("n", 7)), "float", f, "has", python(c.HasQuery("a"))}
	for _, name := range slices.Sorted(maps.Keys(c.Queries())) {
		found = append(found, name, strings.Join(c.QueryAll(name), "|"))
	}
	return lines(found...), nil
}

func headers(c *gourd.Ctx) (string, error) {
	return lines(
		"x", or(c.Header("X-One"), "-"),
		"case", or(c.Header("x-OnE"), "-"),
		"all", strings.Join(c.HeaderAll("X-Many"), ","),
		"agent", or(c.Header("User-Agent"), "-"),
		"type", or(c.Header("Content-Type"), "-"),
		"missing", or(c.Header("X-Missing"), "-"),
	), nil
}

func cookies(c *gourd.Ctx) (string, error) {
	return lines(
		"a", c.Cookie("a"),
		"b", c.Cookie("b"),
		"quoted", c.Cookie("quoted"),
		"odd", c.Cookie("odd"),
	), nil
}

func routing(c *gourd.Ctx) (string, error) {
	var args []string
	for name, value := range c.Args() {
		args = append(args, fmt.Sprintf("%s:%v", name, value))
	}
	return lines("endpoint", c.Endpoint(), "rule", rule(c), "blueprint", innermost(c), "args", strings.Join(args, " ")), nil
}

func rule(c *gourd.Ctx) string {
	if c.Route() == nil {
		return "None"
	}
	return c.Route().Rule()
}

func innermost(c *gourd.Ctx) string {
	if len(c.Blueprints()) == 0 {
		return "None"
	}
	return c.Blueprints()[0]
}
