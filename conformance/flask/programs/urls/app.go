// Package urls builds URLs: relative endpoints, defaults, processors, and URLs that
// cannot be built.
package urls

import (
	"errors"
	"fmt"

	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/rule"
)

// App makes the application.
func App() *gourd.App {
	app := gourd.New("urls")
	part, child := gourd.NewBlueprint("part", "/part"), gourd.NewBlueprint("child", "/child")
	none := func(*gourd.Ctx) (string, error) { return "view", nil }
	app.Get("/", none).Name("index")
	app.Get("/items/<int:id>", none).Name("item")
	app.Get("/items/<int:id>/<path:rest>", none).Name("rest")
	app.Get("/pages/", none).Name("pages").Default("page", 1)
	app.Get("/pages/<int:page>", none).Name("pages")
	app.Get("/float/<float:x>", none).Name("float")
	app.Get("/any/<any(a,b):x>", none).Name("any")
	app.Get("/uuid/<uuid:x>", none).Name("uuid")
	app.Get("/padded/<int(fixed_digits=4):x>", none).Name("padded")
	app.Post("/only-post", none).Name("posted")
	app.Get("/only-get", none).Name("both")
	app.Post("/with-post", none).Name("both")
	app.Get("/<lang>/about", none).Name("about")
	app.BuildOnly("/cdn/<path:file>", "cdn")
	part.Get("/", none).Name("index")
	part.Get("/<name>", none).Name("named")
	child.Get("/", none).Name("index")

	app.URLDefaults(func(_ *gourd.Ctx, endpoint string, values gourd.Map) {
		if _, given := values["lang"]; endpoint == "about" && !given {
			values["lang"] = "de"
		}
	})
	part.URLDefaults(func(_ *gourd.Ctx, endpoint string, values gourd.Map) {
		if endpoint == "part.index" {
			values["seen"] = "part"
		}
	})
	app.OnBuildError(func(_ *gourd.Ctx, err error, endpoint string, values gourd.Map) (string, error) {
		if endpoint == "elsewhere" {
			return fmt.Sprintf("http://elsewhere/%v", values["x"]), nil
		}
		return "", err
	})
	for _, b := range []*gourd.Blueprint{app.Blueprint, part, child} {
		b.Get("/build/<name>", build).Name("build")
	}
	part.Register(child)
	app.Register(part)
	return app
}

// urls are endpoints and values by name.
func urls() map[string][]any {
	return map[string][]any{
		"index":           {"index"},
		"query":           {"index", "b", 2, "a", "x y&z", "c", []string{"1", "2"}, "d", nil, "e", "é"},
		"anchor":          {"index", "_anchor", "a b#c"},
		"item":            {"item", "id", 3},
		"item-query":      {"item", "id", 3, "q", 1.5, "flag", true},
		"item-text":       {"item", "id", "17"},
		"item-negative":   {"item", "id", -1},
		"item-missing":    {"item"},
		"item-wrong":      {"item", "id", "x"},
		"rest":            {"rest", "id", 1, "rest", "a/b c/é?#%"},
		"pages":           {"pages"},
		"pages-1":         {"pages", "page", 1},
		"pages-2":         {"pages", "page", 2},
		"float":           {"float", "x", 2.0},
		"float-tiny":      {"float", "x", 1e-7},
		"float-int":       {"float", "x", 3},
		"any":             {"any", "x", "b"},
		"any-wrong":       {"any", "x", "c"},
		"uuid":            {"uuid", "x", "12345678-1234-5678-1234-567812345678"},
		"padded":          {"padded", "x", 7},
		"padded-long":     {"padded", "x", 77777},
		"posted":          {"posted"},
		"posted-get":      {"posted", "_method", "GET"},
		"both":            {"both"},
		"both-post":       {"both", "_method", "POST"},
		"about":           {"about"},
		"about-fr":        {"about", "lang", "fr"},
		"cdn":             {"cdn", "file", "a/b.js"},
		"static":          {"static", "filename", "a b.css"},
		"external":        {"item", "id", 1, "_external", true},
		"scheme":          {"item", "id", 1, "_scheme", "https"},
		"scheme-internal": {"item", "id", 1, "_scheme", "https", "_external", false},
		"part":            {"part.index"},
		"part-named":      {"part.named", "name", "x/y", "seen", 1},
		"relative":        {".index"},
		"child":           {"part.child.index"},
		"relative-child":  {".child.index"},
		"elsewhere":       {"elsewhere", "x", 1},
		"nothing":         {"nothing"},
		"empty":           {"part.named", "name", ""},
		"list":            {"index", "ids", []int{1, 2, 3}},
		"types":           {"index", "t", true, "f", false, "n", 1.0, "z", 0},
	}
}

// build answers the URL, or what kind of error there is.
func build(c *gourd.Ctx) (r gourd.Response, err error) {
	defer func() {
		if v := recover(); v != nil {
			failed, ok := v.(error)
			if !ok {
				panic(v)
			}
			r = gourd.HTML(kindOf(failed)).WithStatus(500)
		}
	}()
	u := urls()[c.Arg[string]("name")]
	return gourd.HTML(c.URL(u[0].(string), u[1:]...)), nil
}

func kindOf(err error) string {
	var noRule *rule.BuildError
	if errors.As(err, &noRule) {
		return "BuildError"
	}
	return "ValueError"
}
