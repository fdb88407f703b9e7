package gourd_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/gourd-go/gourd"
)

// pages are templates, with one that others share.
func pages(t *testing.T, texts map[string]string) fstest.MapFS {
	t.Helper()
	files := fstest.MapFS{
		"_layout.html": {Data: []byte(`{{define "page"}}<title>{{block "title" .}}none{{end}}</title>{{block "body" .}}{{end}}{{end}}`)},
		"notes.md":     {Data: []byte("{{ not a template")},
	}
	for name, text := range texts {
		files[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return files
}

func TestPages(t *testing.T) {
	tests := []struct {
		name, page string
		data       gourd.Map
		want       string // "": 500, and the log has fault
		fault      string
	}{
		{"with data", "<p>{{.name}}", gourd.Map{"name": "a<b"}, "<p>a&lt;b", ""},
		{"without data", "plain", nil, "plain", ""},
		{"with the request", `{{.c.Path}} {{.c.URL "show" "id" 3}} {{.c.Query "q"}}`, nil, "/page /notes/3 &lt;x&gt;", ""},
		{"within a layout", `{{define "title"}}mine{{end}}{{define "body"}}{{.x}}{{end}}{{template "page" .}}`, gourd.Map{"x": 1}, "<title>mine</title>1", ""},
		{"with the layout's own parts", `{{template "page" .}}`, nil, "<title>none</title>", ""},
		{"in a script", `<script>x = {{.x}}</script>`, gourd.Map{"x": "</script>"}, `<script>x = "\u003c/script\u003e"</script>`, ""},
		{"with data that is missing", "a{{.nobody}}", nil, "", "nobody"},
		{"with a URL that cannot be built", `{{.c.URL "nobody"}}`, nil, "", "nobody"},
		{"that another page does not change", `{{template "page" .}}`, nil, "<title>none</title>", ""},
	}
	for _, test := range tests {
		for _, debug := range []bool{false, true} {
			t.Run(test.name+map[bool]string{true: ", in debug mode"}[debug], func(t *testing.T) {
				config := gourd.Config{Debug: debug, Renderer: gourd.HTMLTemplates(), Templates: pages(t, map[string]string{
					"page.html": test.page, "sub/other.html": `{{define "title"}}other{{end}}{{template "page" .}}`,
				})}
				c, log := client(t, config, func(app *gourd.App) {
					app.Get("/page", func(c *gourd.Ctx) (gourd.Response, error) { return c.Page("page.html", test.data), nil })
					app.Get("/other", func(c *gourd.Ctx) (gourd.Response, error) {
						return c.Page("sub/other.html", nil).WithStatus(201), nil
					})
					app.Get("/notes/<int:id>", index).Name("show")
				})
				c.Get("/other").Want(201).WantBody("<title>other</title>")
				if test.want == "" {
					c.Get("/page").Want(500)
				} else {
					c.Get("/page?q=<x>").Want(200).WantBody(test.want).WantHeader("Content-Type", "text/html; charset=utf-8")
				}
				if !strings.Contains(log.String(), test.fault) || test.fault == "" && log.String() != "" {
					t.Errorf("the log says %q, want %q in it", log, test.fault)
				}
			})
		}
	}
}

func TestPagesThatCannotBeRendered(t *testing.T) {
	page := func(app *gourd.App) {
		app.Get("/", func(c *gourd.Ctx) (gourd.Response, error) { return c.Page("nobody.html", nil), nil })
	}
	t.Run("a template that is not there", func(t *testing.T) {
		c, log := client(t, gourd.Config{Renderer: gourd.HTMLTemplates(), Templates: pages(t, nil)}, page)
		c.Get("/").Want(500)
		if !strings.Contains(log.String(), "there is no template") {
			t.Errorf("the log says %s", log)
		}
	})
	t.Run("an application without templates", func(t *testing.T) {
		t.Chdir(t.TempDir())
		c, log := client(t, gourd.Config{}, page)
		c.Get("/").Want(500)
		if !strings.Contains(log.String(), "has no templates: make a folder") {
			t.Errorf("the log says %s", log)
		}
	})
}

func TestTemplatesAreReadAnewInDebugMode(t *testing.T) {
	folder := t.TempDir()
	write := func(text string) {
		if err := os.WriteFile(filepath.Join(folder, "page.html"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, debug := range []bool{false, true} {
		write("one")
		c, _ := client(t, gourd.Config{Debug: debug, Renderer: gourd.HTMLTemplates(), Templates: os.DirFS(folder)}, func(app *gourd.App) {
			app.Get("/", func(c *gourd.Ctx) (gourd.Response, error) { return c.Page("page.html", nil), nil })
		})
		c.Get("/").Want(200).WantBody("one")
		write("two")
		c.Get("/").Want(200).WantBody(map[bool]string{true: "two", false: "one"}[debug])
		write("{{broken")
		if debug {
			c.Get("/").Want(500)
		} else {
			c.Get("/").Want(200)
		}
	}
}

func TestTheFolderTemplates(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.Mkdir("templates", 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile("templates/page.html", []byte("found"), 0o600); err != nil {
		t.Fatal(err)
	}
	c, _ := client(t, gourd.Config{}, func(app *gourd.App) {
		app.Get("/", func(c *gourd.Ctx) (gourd.Response, error) { return c.Page("page.html", nil), nil })
	})
	c.Get("/").Want(200).WantBody("found")
}

// echo is a renderer of its own.
type echo struct{}

func (echo) Render(w io.Writer, name string, data gourd.Map) error {
	if name == "fails" {
		_, _ = io.WriteString(w, "half a page")
		return errors.New("no such page")
	}
	_, err := io.WriteString(w, name+" "+data["x"].(string)+" "+data["c"].(*gourd.Ctx).Path())
	return err
}

func TestARendererOfItsOwn(t *testing.T) {
	c, _ := client(t, gourd.Config{Renderer: echo{}}, func(app *gourd.App) {
		app.Get("/<name>", func(c *gourd.Ctx) (gourd.Response, error) {
			data := gourd.Map{"x": "y"}
			r := c.Page(c.Arg[string]("name"), data)
			if len(data) != 1 {
				t.Errorf("the view's data has become %v", data)
			}
			return r, nil
		})
	})
	c.Get("/a").Want(200).WantBody("a y /a")
	if res := c.Get("/fails").Want(500); strings.Contains(res.Text(), "half a page") {
		t.Error("half a page was sent")
	}
}
