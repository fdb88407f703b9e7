package gourd_test

import (
	"context"
	"errors"
	"io"
	"iter"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/async"
	"github.com/gourd-go/gourd/gourdtest"
)

func TestAPageIsSentWhileItIsMade(t *testing.T) {
	files := textFiles(map[string]string{"page.html": `<h1>{{ title }}</h1>{% for row in rows %}<p>{{ row }}{% endfor %}<i>{{ slow() }}</i>`})
	next := make(chan int)
	c, log := client(t, gourd.Config{Templates: files, SecretKey: "secret"}, func(app *gourd.App) {
		app.TemplateGlobal("slow", func(ctx context.Context) (string, error) { return "waited", ctx.Err() })
		app.After(func(c *gourd.Ctx, r *gourd.Response) error {
			if body, there := r.Body(); there {
				t.Errorf("the after hook sees the body %q", body)
			}
			r.Header.Set("X-After", "ran")
			return nil
		})
		var rows iter.Seq[int] = func(yield func(int) bool) {
			for n := range next {
				if !yield(n) {
					return
				}
			}
		}
		app.Get("/", func(c *gourd.Ctx) (gourd.Response, error) {
			c.Session().Set("user", "ann")
			return c.StreamPage("page.html", gourd.Map{"title": "a<b", "rows": rows}).WithStatus(202), nil
		})
	})
	s := c.Stream("GET", "/")
	if s.Status != 202 || s.Header.Get("X-After") != "ran" || s.Header.Get("Content-Type") != "text/html; charset=utf-8" || s.Header.Get("Set-Cookie") == "" {
		t.Errorf("the head is %d %v", s.Status, s.Header)
	}
	wantChunk := func(want string) {
		t.Helper()
		if chunk, err := s.Next(); string(chunk) != want || err != nil {
			t.Fatalf("got %q, %v, want %q", chunk, err, want)
		}
	}
	wantChunk("<h1>a&lt;b</h1>")
	next <- 1
	wantChunk("<p>1")
	next <- 2
	wantChunk("<p>2")
	close(next)
	wantChunk("<i>")
	wantChunk("waited</i>")
	if chunk, err := s.Next(); err != io.EOF {
		t.Errorf("behind the end there is %q, %v", chunk, err)
	}
	if log.String() != "" {
		t.Errorf("the log says %s", log)
	}
}

func TestStreamedPages(t *testing.T) {
	long := strings.Repeat("x", 3000)
	files := textFiles(map[string]string{
		"page.html":  `{{ x }}{% for i in range(5) %}{{ long }}{% endfor %}{{ request.path }}`,
		"empty.html": ``,
		"early.html": "a\n{{ nobody.name }}",
		"late.html":  `{{ long }}{{ long }}{{ now() }}{{ nobody.name }}`,
	})
	d := &diary{}
	c, log := client(t, gourd.Config{Templates: files}, func(app *gourd.App) {
		app.TemplateGlobal("now", func(context.Context) int { return 1 })
		app.Signals().BeforeRenderTemplate.Connect(func(r gourd.Rendering) { d.note("before %s", r.Name) })
		app.Signals().TemplateRendered.Connect(func(r gourd.Rendering) { d.note("rendered %s", r.Name) })
		app.TemplateData(func(*gourd.Ctx) (gourd.Map, error) { return gourd.Map{"long": long, "x": "data"}, nil })
		app.Get("/text", func(c *gourd.Ctx) (gourd.Response, error) {
			return c.StreamPageText("{{ x }}<", gourd.Map{"x": "<"}), nil
		})
		app.Get("/broken", func(c *gourd.Ctx) (gourd.Response, error) { return c.StreamPageText("{{", nil), nil })
		app.Get("/<name>", func(c *gourd.Ctx) (gourd.Response, error) { return c.StreamPage(c.Arg[string]("name"), nil), nil })
	})
	c.Get("/page.html").Want(200).WantBody("data" + strings.Repeat(long, 5) + "/page.html")
	c.Head("/page.html").Want(200).WantBody("")
	c.Get("/empty.html").Want(200).WantBody("")
	c.Get("/text").Want(200).WantBody("&lt;<")
	if want := "before page.html, rendered page.html, before page.html, before empty.html, rendered empty.html, before , rendered "; d.String() != want {
		t.Errorf("told %s, want %s", d, want)
	}
	for path, fault := range map[string]string{"/early.html": "early.html:2", "/nobody.html": "there is no template", "/broken": "TemplateSyntaxError"} {
		c.Get(path).Want(500).WantHeader("Content-Type", "text/html; charset=utf-8")
		if !strings.Contains(log.String(), fault) {
			t.Errorf("%s: the log says %s, want %q", path, log, fault)
		}
	}
	s := c.Stream("GET", "/late.html")
	if _, err := io.ReadAll(s); s.Status != 200 || !errors.Is(err, gourdtest.ErrBroken) {
		t.Errorf("got %d, %v, want 200 and a broken answer", s.Status, err)
	}
	s.Close()
	if !strings.Contains(log.String(), "the answer broke off") || !strings.Contains(log.String(), "late.html:1") {
		t.Errorf("the log says %s", log)
	}
}

func TestStreamedPagesInOtherEngines(t *testing.T) {
	for name, renderer := range map[string]gourd.Templates{
		"html/template":      gourd.HTMLTemplates(textFiles(map[string]string{"page.html": `a {{.x}} {{.c.Path}}`})),
		"one of no interest": echo{},
	} {
		t.Run(name, func(t *testing.T) {
			c, _ := client(t, gourd.Config{Renderer: renderer}, func(app *gourd.App) {
				app.Get("/", func(c *gourd.Ctx) (gourd.Response, error) {
					return c.StreamPage("page.html", gourd.Map{"x": "y"}), nil
				})
			})
			want := map[bool]string{true: "page.html y /", false: "a y /"}[name != "html/template"]
			c.Get("/").Want(200).WantBody(want)
		})
	}
}

func TestAPageMayWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		c, _ := client(t, gourd.Config{Templates: textFiles(map[string]string{"page.html": `{{ nap(2) }}`})}, func(app *gourd.App) {
			app.TemplateGlobal("nap", func(ctx context.Context, seconds int) (string, error) {
				err := async.Sleep(ctx, time.Duration(seconds)*time.Second)
				return "slept", err
			})
			app.Get("/", func(*gourd.Ctx) (gourd.Response, error) { return gourd.Page("page.html", nil), nil })
		})
		c.Get("/").Want(200).WantBody("slept")
		if took := time.Since(began); took != 2*time.Second {
			t.Errorf("it took %v, want 2 s", took)
		}
	})
}

func TestAClientThatLeavesEndsThePage(t *testing.T) {
	ended := make(chan error, 1)
	c, log := client(t, gourd.Config{Templates: textFiles(map[string]string{"page.html": `begun{{ hang() }}{% for i in range(1000000000) %}{% endfor %}`})}, func(app *gourd.App) {
		app.TemplateGlobal("hang", func(ctx context.Context) string { <-ctx.Done(); return "" })
		app.Get("/", func(c *gourd.Ctx) (gourd.Response, error) { return c.StreamPage("page.html", nil), nil })
		app.Teardown(func(c *gourd.Ctx, err error) { ended <- err })
	})
	s := c.Stream("GET", "/")
	if chunk, err := s.Next(); string(chunk) != "begun" || err != nil {
		t.Fatalf("got %q, %v", chunk, err)
	}
	s.Close()
	if err := <-ended; err != nil && !errors.Is(err, gourd.ErrClientLeft) {
		t.Errorf("the request ended with %v", err)
	}
	if strings.Contains(log.String(), "level=ERROR") {
		t.Errorf("the log says %s", log)
	}
}
