package gourd_test

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/gourd-go/gourd"
)

// textFiles are files by their names.
func textFiles(texts map[string]string) fstest.MapFS {
	files := fstest.MapFS{}
	for name, text := range texts {
		files[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return files
}

func TestDataOfAllPages(t *testing.T) {
	page := func(data gourd.Map) func(c *gourd.Ctx) (gourd.Response, error) {
		return func(c *gourd.Ctx) (gourd.Response, error) { return c.Page("page.html", data), nil }
	}
	gives := func(b *gourd.Blueprint, name string, more ...string) {
		b.TemplateData(func(c *gourd.Ctx) (gourd.Map, error) {
			data := gourd.Map{"from": name}
			for _, key := range more {
				data[key] = name
			}
			return data, nil
		})
	}
	config := gourd.Config{Renderer: gourd.HTMLTemplates(), Templates: textFiles(map[string]string{"page.html": `{{.from}} {{.app}} {{.outer}} {{.c.Path}}`})}
	c, log := client(t, config, func(app *gourd.App) {
		outer, inner, sibling := gourd.NewBlueprint("outer", "/outer"), gourd.NewBlueprint("inner", "/inner"), gourd.NewBlueprint("sibling", "/sibling")
		gives(app.Blueprint, "early", "app")
		gives(app.Blueprint, "app", "app", "outer")
		gives(outer, "outer", "outer")
		gives(inner, "inner")
		sibling.TemplateData(func(*gourd.Ctx) (gourd.Map, error) { return nil, boom{} })
		app.Get("/", page(nil)).Name("home")
		outer.Get("/", page(nil)).Name("home")
		inner.Get("/", page(nil)).Name("home")
		inner.Get("/own", page(gourd.Map{"from": "the view"})).Name("own")
		sibling.Get("/", page(nil)).Name("home")
		outer.Register(inner)
		app.Register(outer)
		app.Register(sibling)
		app.OnStatus(404, func(c *gourd.Ctx, _ error) (gourd.Response, error) { return c.Page("page.html", nil), nil })
	})
	for path, want := range map[string]string{
		"/":                "app app app /",
		"/outer/":          "outer app outer /outer/",
		"/outer/inner/":    "inner app outer /outer/inner/",
		"/outer/inner/own": "the view app outer /outer/inner/own",
	} {
		c.Get(path).Want(200).WantBody(want)
	}
	c.Get("/outer/nowhere").Want(404).WantBody("app app app /outer/nowhere")
	if log.String() != "" {
		t.Errorf("the log says %s", log)
	}
	c.Get("/sibling/").Want(500)
	if !strings.Contains(log.String(), "error=boom") {
		t.Errorf("the log says %s", log)
	}
}

func TestFunctionsOfTemplates(t *testing.T) {
	b := gourd.NewBlueprint("b", "/b")
	b.TemplateFunc("shout", strings.ToUpper)
	c, _ := client(t, gourd.Config{Renderer: gourd.HTMLTemplates(), Templates: textFiles(map[string]string{"page.html": `{{"a" | shout}} {{twice 2}}`})}, func(app *gourd.App) {
		app.TemplateFunc("twice", func(n int) (int, error) { return 2 * n, nil })
		app.Register(b)
		app.Get("/", func(c *gourd.Ctx) (gourd.Response, error) { return c.Page("page.html", nil), nil })
		app.Get("/text", func(c *gourd.Ctx) (gourd.Response, error) { return c.PageText(`{{twice 4}}`, nil), nil })
	})
	c.Get("/").Want(200).WantBody("A 4")
	c.Get("/text").Want(200).WantBody("8")
	for name, do := range map[string]func(app *gourd.App){
		`two functions for templates have the name "f"`:   func(app *gourd.App) { app.TemplateFunc("f", strings.ToUpper); app.TemplateFunc("f", strings.ToLower) },
		"value for f not a function":                      func(app *gourd.App) { app.TemplateFunc("f", 3) },
		"function f has 0 return values":                  func(app *gourd.App) { app.TemplateFunc("f", func() {}) },
		"function name \"f-g\" is not a valid identifier": func(app *gourd.App) { app.TemplateFunc("f-g", func() int { return 1 }) },
	} {
		if message := misuse(t, func() { do(gourd.New("x")) }); !strings.Contains(message, name) || !strings.Contains(message, "page_test.go:") {
			t.Errorf("the message is %q, want %q in it", message, name)
		}
	}
}

func TestPagesThatAreGivenAsText(t *testing.T) {
	tests := []struct {
		name, text string
		want       string // "": 500, and the log has fault
		fault      string
	}{
		{"with data, which is escaped", `<p>{{.x}} {{.user}}`, "<p>a&lt;b ann", ""},
		{"with a layout", `{{define "body"}}own{{end}}{{template "page" .}}`, "<title>none</title>own", ""},
		{"again with the layout's own body", `{{template "page" .}}`, "<title>none</title>", ""},
		{"with the request", `{{.c.URL "home"}}`, "/", ""},
		{"that does not parse", `{{`, "", "the template that was given as text"},
		{"with data that is missing", `{{.nobody}}`, "", "nobody"},
	}
	for _, debug := range []bool{false, true} {
		for _, test := range tests {
			t.Run(fmt.Sprint(test.name, ", debug ", debug), func(t *testing.T) {
				c, log := client(t, gourd.Config{Debug: debug, Renderer: gourd.HTMLTemplates(), Templates: pages(t, nil)}, func(app *gourd.App) {
					app.TemplateData(func(*gourd.Ctx) (gourd.Map, error) { return gourd.Map{"user": "ann"}, nil })
					app.Get("/", func(c *gourd.Ctx) (gourd.Response, error) { return c.PageText(test.text, gourd.Map{"x": "a<b"}), nil }).Name("home")
				})
				if test.want == "" {
					c.Get("/").Want(500)
				} else {
					c.Get("/").Want(200).WantBody(test.want).WantHeader("Content-Type", "text/html; charset=utf-8")
				}
				if !strings.Contains(log.String(), test.fault) || test.fault == "" && log.String() != "" {
					t.Errorf("the log says %q, want %q in it", log, test.fault)
				}
			})
		}
	}
	t.Run("without templates", func(t *testing.T) {
		t.Chdir(t.TempDir())
		c, _ := client(t, gourd.Config{Renderer: gourd.HTMLTemplates()}, func(app *gourd.App) {
			app.Get("/", func(c *gourd.Ctx) (gourd.Response, error) { return c.PageText(`{{.c.Path}}`, nil), nil })
		})
		c.Get("/").Want(200).WantBody("/")
	})
	t.Run("to a renderer that cannot", func(t *testing.T) {
		c, log := client(t, gourd.Config{Renderer: echo{}}, func(app *gourd.App) {
			app.Get("/", func(c *gourd.Ctx) (gourd.Response, error) { return c.PageText(`x`, nil), nil })
		})
		c.Get("/").Want(500)
		if !strings.Contains(log.String(), "has no method RenderText") {
			t.Errorf("the log says %s", log)
		}
	})
}

func TestTemplatesOfBlueprints(t *testing.T) {
	for _, debug := range []bool{false, true} {
		inner := gourd.NewBlueprint("inner", "").TemplatesFrom(textFiles(map[string]string{
			"all.html": "inner", "inner/own.html": `{{template "_part.html" .}} of inner`, "two.html": "inner",
		}))
		outer := gourd.NewBlueprint("outer", "").TemplatesFrom(textFiles(map[string]string{
			"all.html": "outer", "two.html": "outer", "_part.html": "part", "inner/more.html": "more",
		}))
		outer.Register(inner)
		c, _ := client(t, gourd.Config{Debug: debug, Renderer: gourd.HTMLTemplates(), Templates: textFiles(map[string]string{"all.html": "app", "app.html": "app"})}, func(app *gourd.App) {
			app.Register(outer)
			app.Register(outer, gourd.Registration{Name: "again"})
			app.Get("/<path:name>", func(c *gourd.Ctx) (gourd.Response, error) { return c.Page(c.Arg[string]("name"), nil), nil })
		})
		for name, want := range map[string]string{
			"all.html": "app", "app.html": "app", "two.html": "outer", "inner/own.html": "part of inner", "inner/more.html": "more",
		} {
			c.Get("/" + name).Want(200).WantBody(want)
		}
		c.Get("/nobody.html").Want(500)
	}
	t.Run("of an application without its own", func(t *testing.T) {
		t.Chdir(t.TempDir())
		b := gourd.NewBlueprint("b", "").TemplatesFrom(textFiles(map[string]string{"page.html": "b"}))
		c, _ := client(t, gourd.Config{}, func(app *gourd.App) {
			app.Register(b)
			app.Get("/", func(c *gourd.Ctx) (gourd.Response, error) { return c.Page("page.html", nil), nil })
		})
		c.Get("/").Want(200).WantBody("b")
	})
}

func TestTheFirstTemplateThatIsThere(t *testing.T) {
	files := textFiles(map[string]string{"b.html": "b {{.x}}", "c.html": "c", "bad.html": "{{.nobody}}"})
	tests := []struct {
		names       []string
		want, fault string
		told        string
	}{
		{[]string{"b.html"}, "b 1", "", "before b.html 1, rendered b.html 1"},
		{[]string{"a.html", "b.html", "c.html"}, "b 1", "", "before b.html 1, rendered b.html 1"},
		{[]string{"c.html", "b.html"}, "c", "", "before c.html 1, rendered c.html 1"},
		{[]string{"bad.html", "b.html"}, "", "nobody", "before bad.html 1"},
		{[]string{"a.html"}, "", `there is no template "a.html"`, ""},
		{[]string{"a.html", "z.html"}, "", `there is none of the templates ["a.html" "z.html"]`, ""},
		{nil, "", "without the name of a template", ""},
	}
	for _, debug := range []bool{false, true} {
		for _, test := range tests {
			t.Run(fmt.Sprint(test.names, ", debug ", debug), func(t *testing.T) {
				d := &diary{}
				c, _ := client(t, gourd.Config{Debug: debug, Renderer: gourd.HTMLTemplates(), Templates: files}, func(app *gourd.App) {
					app.Signals().BeforeRenderTemplate.Connect(func(r gourd.Rendering) {
						r.Data["x"] = 1 // as in Flask a receiver may add to what the page gets
						d.note("before %s %v", r.Name, r.Data["x"])
					})
					app.Signals().TemplateRendered.Connect(func(r gourd.Rendering) { d.note("rendered %s %v", r.Name, r.Data["x"]) })
					app.Get("/", func(c *gourd.Ctx) (string, error) {
						text, err := c.Render(nil, test.names...)
						if (err == nil) != (test.fault == "") || err != nil && !strings.Contains(err.Error(), test.fault) {
							t.Errorf("failed with %v, want %q", err, test.fault)
						}
						if missing := strings.Contains(test.fault, "there is no"); errors.Is(err, fs.ErrNotExist) != missing {
							t.Errorf("errors.Is(%v, fs.ErrNotExist) is not %v", err, missing)
						}
						if err != nil {
							text = ""
						}
						return text, nil
					})
				})
				c.Get("/").Want(200).WantBody(test.want)
				if d.String() != test.told {
					t.Errorf("told %s, want %s", d, test.told)
				}
			})
		}
	}
}

// inMemory is a renderer that knows its templates.
type inMemory map[string]string

func (m inMemory) Render(w io.Writer, name string, _ gourd.Map) error {
	_, err := io.WriteString(w, m[name])
	return err
}

func (m inMemory) HasTemplate(name string) bool {
	return slices.Contains(slices.Collect(maps.Keys(m)), name)
}

func TestARendererChoosesAmongTemplates(t *testing.T) {
	for name, test := range map[string]struct {
		renderer gourd.Templates
		want     string
	}{
		"that knows them":         {inMemory{"b": "found"}, "found"},
		"that does not know them": {echo{}, "a y /"},
	} {
		t.Run(name, func(t *testing.T) {
			c, _ := client(t, gourd.Config{Renderer: test.renderer}, func(app *gourd.App) {
				app.Get("/", func(c *gourd.Ctx) (string, error) { return c.Render(gourd.Map{"x": "y"}, "a", "b") })
			})
			c.Get("/").Want(200).WantBody(test.want)
		})
	}
}
