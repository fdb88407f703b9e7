// Package hooks has hooks of the application and of two nested blueprints, which
// write a journal.
package hooks

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/gourd-go/gourd"
)

// journal is what the hooks of an application have noted.
type journal struct{ lines []string }

// App makes the application.
func App() *gourd.App {
	app := gourd.New("hooks")
	outer, inner := gourd.NewBlueprint("outer", "/outer"), gourd.NewBlueprint("inner", "/inner")
	j := &journal{}
	for _, part := range []struct {
		b    *gourd.Blueprint
		name string
	}{{app.Blueprint, "app"}, {outer, "outer"}, {inner, "inner"}} {
		for _, number := range []string{"1", "2"} {
			part.b.Before(j.before("before-" + part.name + number))
			part.b.After(j.after("after-" + part.name + number))
			part.b.Teardown(j.teardown("teardown-" + part.name + number))
		}
	}
	j.urlValues(app.Blueprint, outer, inner)

	app.Get("/", func(c *gourd.Ctx) (string, error) { return j.view(c, "index") }).Name("index")
	app.Get("/branch/", func(c *gourd.Ctx) (string, error) { return j.view(c, "branch") }).Name("branch")
	app.Get("/this", func(c *gourd.Ctx) (string, error) {
		c.AfterThisRequest(j.after("this-1"))
		c.AfterThisRequest(j.after("this-2"))
		return j.view(c, "this")
	}).Name("this")
	app.Get("/journal", func(*gourd.Ctx) (string, error) {
		text := strings.Join(j.lines, "\n")
		j.lines = nil
		return text, nil
	}).Name("read")
	outer.Get("/", func(c *gourd.Ctx) (string, error) { return j.view(c, "outside") }).Name("outside")
	outer.Get("/<int:number>", func(c *gourd.Ctx) (string, error) {
		number, _ := c.G().Get[int]("number")
		return fmt.Sprintf("number %d", number), nil
	}).Name("numbered")
	inner.Get("/", func(c *gourd.Ctx) (string, error) { return j.view(c, "inside") }).Name("inside")

	outer.Register(inner)
	app.Register(outer)
	return app
}

func (j *journal) urlValues(app, outer, inner *gourd.Blueprint) {
	app.OnURLValues(func(c *gourd.Ctx) {
		endpoint := c.Endpoint()
		if endpoint == "" {
			endpoint = "None"
		}
		names := slices.Sorted(maps.Keys(c.Args()))
		for i, name := range names {
			names[i] = "'" + name + "'"
		}
		j.note("values-app " + endpoint + " [" + strings.Join(names, ", ") + "]")
	})
	outer.OnURLValues(func(c *gourd.Ctx) {
		j.note("values-outer " + c.Endpoint())
		c.G().Set("number", c.Args()["number"])
		c.DelArg("number")
	})
	inner.OnURLValues(func(c *gourd.Ctx) { j.note("values-inner " + c.Endpoint()) })
}

func (j *journal) note(line string) { j.lines = append(j.lines, line) }

// told notes the hook and does what the query wants of it.
func (j *journal) told(c *gourd.Ctx, name string) (wanted string, err error) {
	j.note(name)
	switch wanted = c.Query(name); wanted {
	case "abort":
		return "", gourd.Error(409, "")
	case "missing":
		return "", gourd.Error(404, "gone <for> good")
	case "fail":
		return "", errors.New(name)
	}
	return wanted, nil
}

func (j *journal) view(c *gourd.Ctx, answer string) (string, error) {
	wanted, err := j.told(c, "view")
	if wanted == "" {
		wanted = answer
	}
	return wanted, err
}

func (j *journal) before(name string) gourd.BeforeFunc {
	return func(c *gourd.Ctx) (gourd.Response, error) {
		wanted, err := j.told(c, name)
		if err != nil || wanted != "stop" {
			return gourd.Response{}, err
		}
		return gourd.HTML("stopped by " + name), nil
	}
}

func (j *journal) after(name string) gourd.AfterFunc {
	return func(c *gourd.Ctx, r *gourd.Response) error {
		wanted, err := j.told(c, name)
		if err != nil {
			return err
		}
		if wanted == "replace" {
			*r = gourd.HTML("replaced by " + name).WithStatus(202)
		}
		body, _ := r.Body()
		r.SetBody(append(slices.Clone(body), " "+name...))
		return nil
	}
}

func (j *journal) teardown(name string) gourd.TeardownFunc {
	return func(_ *gourd.Ctx, err error) {
		if err == nil {
			j.note(name + " None")
			return
		}
		j.note(name + " " + err.Error())
	}
}
