package gourd_test

import (
	"context"
	"errors"
	"html/template"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/gourdtest"
	"github.com/gourd-go/gourd/jinja"
)

// jinjaPages are templates, with one that others extend and one with macros.
func jinjaPages(texts map[string]string) fstest.MapFS {
	all := map[string]string{
		"base.html":   `<title>{% block title %}none{% endblock %}</title>{% block body %}{% endblock %}`,
		"_cider.html": `{% macro hello(name, mark="!") %}Hello, {{ name }}{{ mark }}{% endmacro %}{% macro who() %}{{ request.path }} {{ x }} {{ config.APP }}{% endmacro %}`,
		"notes.md":    `{{ not a template`,
	}
	maps.Copy(all, texts)
	return textFiles(all)
}

func TestPagesInJinja(t *testing.T) {
	tests := []struct {
		name, page string
		data       gourd.Map
		want       string // "": 500, and the log has fault
		fault      string
	}{
		{"with data, which is escaped", `<p>{{ name }}`, gourd.Map{"name": "a<b'"}, "<p>a&lt;b&#39;", ""},
		{"without data", "plain\n", nil, "plain", ""},
		{"with HTML of Go's", `{{ a }}{{ b }}`, gourd.Map{"a": template.HTML("<b>"), "b": jinja.Markup("<i>")}, "<b><i>", ""},
		{"that extends another", `{% extends "base.html" %}{% block title %}mine{% endblock %}{% block body %}{{ x }}{% endblock %}`, gourd.Map{"x": 1}, "<title>mine</title>1", ""},
		{"with the Ctx", `{{ c.Path() }} {{ c.URL("show", "id", 3) }} {{ c.query("q") }}`, nil, "/page /notes/3 &lt;x&gt;", ""},
		{"with data that is missing", "a{{ nobody }}b", nil, "ab", ""},
		{"with an attribute of what is missing", "a\n{{ nobody.name }}", nil, "", "'nobody' is undefined"},
		{"with a URL that cannot be built", "a\n\n{{ url_for('nobody') }}", nil, "", "page.html:3"},
		{"with macros", `{% from "_cider.html" import hello %}{{ hello("<b>") }}`, nil, "Hello, &lt;b&gt;!", ""},
		{"with macros that see the request and no data", `{% import "_cider.html" as m %}{{ m.who() }}`, gourd.Map{"x": 1}, "/page  of the values", ""},
		{"with macros that see the data too", `{% import "_cider.html" as m with context %}{{ m.who() }}`, gourd.Map{"x": 1}, "/page 1 of the values", ""},
		{"with a template that is not there", `{% include "nobody.html" ignore missing %}ok{% if false %}{% include nothing %}{% endif %}`, nil, "ok", ""},
		{"with a filter, a test and a global", `{{ "a"|shout }} {{ 7 is prime }} {{ answer }} {{ year() }}`, nil, "A True 42 2026", ""},
	}
	for _, test := range tests {
		for _, debug := range []bool{false, true} {
			t.Run(test.name+map[bool]string{true: ", in debug mode"}[debug], func(t *testing.T) {
				config := gourd.Config{Debug: debug, Templates: jinjaPages(map[string]string{"page.html": test.page}), Values: gourd.Map{"APP": "of the values"}}
				c, log := client(t, config, func(app *gourd.App) {
					app.TemplateFilter("shout", strings.ToUpper)
					app.TemplateTest("prime", func(n int) bool { return n == 2 || n == 3 || n == 5 || n == 7 })
					app.TemplateGlobal("answer", 42)
					app.TemplateGlobal("year", func() int { return 2026 })
					app.Get("/page", func(c *gourd.Ctx) (gourd.Response, error) { return c.Page("page.html", test.data), nil })
					app.Get("/value", func(*gourd.Ctx) (gourd.Response, error) { return gourd.Page("page.html", test.data), nil })
					app.Get("/notes/<int:id>", index).Name("show")
				})
				if test.want == "" {
					c.Get("/page").Want(500)
					c.Get("/value").Want(500)
				} else {
					c.Get("/page?q=<x>").Want(200).WantBody(test.want).WantHeader("Content-Type", "text/html; charset=utf-8")
					if !strings.Contains(test.page, "Path()") && !strings.Contains(test.want, "/page") {
						c.Get("/value").Want(200).WantBody(test.want).WantHeader("Content-Type", "text/html; charset=utf-8")
					}
				}
				if !strings.Contains(log.String(), test.fault) || test.fault == "" && log.String() != "" {
					t.Errorf("the log says %q, want %q in it", log, test.fault)
				}
			})
		}
	}
}

func TestAPageAsAValueIsRenderedInTheRequest(t *testing.T) {
	d := &diary{}
	c, _ := client(t, gourd.Config{Templates: jinjaPages(map[string]string{"page.html": `{{ g.user }} {{ request.path }} {{ user }}`})}, func(app *gourd.App) {
		app.TemplateData(func(*gourd.Ctx) (gourd.Map, error) { d.note("data"); return gourd.Map{"user": "bob"}, nil })
		app.After(func(_ *gourd.Ctx, r *gourd.Response) error {
			body, there := r.Body()
			d.note("after %s %v", body, there)
			r.AddETag()
			return nil
		})
		app.Get("/", func(c *gourd.Ctx) (gourd.Response, error) {
			page := gourd.Page("page.html", nil).WithStatus(201).WithHeader("X-From", "view")
			d.note("view")
			c.G().Set("user", "ann") // behind gourd.Page: the page is rendered when the view has returned
			return page, nil
		})
		app.Get("/tagged", func(c *gourd.Ctx) (gourd.Response, error) {
			page := gourd.Page("page.html", nil)
			page.AddETag()
			return page, page.Conditional(c)
		})
		app.OnStatus(404, func(c *gourd.Ctx, _ error) (gourd.Response, error) { return gourd.Page("page.html", nil), nil })
	})
	c.Get("/").Want(201).WantBody("ann / bob").WantHeader("X-From", "view")
	if want := "view, data, after ann / bob true"; d.String() != want {
		t.Errorf("it went %s, want %s", d, want)
	}
	tag := c.Get("/tagged").Want(200).WantBody(" /tagged bob").Header.Get("Etag")
	c.Get("/tagged", gourdtest.Header("If-None-Match", tag)).Want(304).WantBody("")
	c.Get("/nowhere").Want(404).WantBody(" /nowhere bob")
}

func TestPagesThatAreGivenAsTextInJinja(t *testing.T) {
	t.Chdir(t.TempDir())
	c, log := client(t, gourd.Config{}, func(app *gourd.App) {
		app.TemplateData(func(*gourd.Ctx) (gourd.Map, error) { return gourd.Map{"user": "ann"}, nil })
		app.Get("/", func(c *gourd.Ctx) (gourd.Response, error) {
			return c.PageText("{{ x }} {{ user }} {{ url_for('home') }}", gourd.Map{"x": "a<b"}), nil
		}).Name("home")
		app.Get("/broken", func(c *gourd.Ctx) (gourd.Response, error) { return c.PageText("\n{{", nil), nil })
		app.Get("/page", func(c *gourd.Ctx) (gourd.Response, error) { return c.Page("page.html", nil), nil })
	})
	c.Get("/").Want(200).WantBody("a&lt;b ann /")
	c.Get("/broken").Want(500)
	if !strings.Contains(log.String(), "TemplateSyntaxError") {
		t.Errorf("the log says %s", log)
	}
	c.Get("/page").Want(500)
	if !strings.Contains(log.String(), "has no templates: make a folder") {
		t.Errorf("the log says %s", log)
	}
}

func TestPartsOfPages(t *testing.T) {
	files := jinjaPages(map[string]string{
		"page.html":  `{% extends "base.html" %}{% set n = 2 %}{% block body %}<ul>{% for x in xs %}<li>{{ x * n }}</li>{% endfor %} {{ request.path }}</ul>{% endblock %}`,
		"fails.html": "{% macro m() %}\n{{ nobody.name }}{% endmacro %}",
	})
	c, log := client(t, gourd.Config{Templates: files, Values: gourd.Map{"APP": "shop"}}, func(app *gourd.App) {
		data := gourd.Map{"xs": []int{1, 2}}
		app.Get("/block", func(*gourd.Ctx) (gourd.Response, error) { return gourd.PageBlock("page.html", "body", data), nil })
		app.Get("/fragment", func(c *gourd.Ctx) (string, error) { return c.Fragment("page.html", "body", data) })
		app.Get("/inherited", func(c *gourd.Ctx) (string, error) { return c.Fragment("page.html", "title", data) })
		app.Get("/nothing", func(*gourd.Ctx) (gourd.Response, error) { return gourd.PageBlock("page.html", "nothing", data), nil })
		app.Get("/macro", func(c *gourd.Ctx) (string, error) { return c.Macro("_cider.html", "hello", "<World>") })
		app.Get("/keyword", func(c *gourd.Ctx) (string, error) {
			return c.Macro("_cider.html", "hello", "World", jinja.Kwargs{"mark": "?"})
		})
		app.Get("/who", func(c *gourd.Ctx) (string, error) { return c.Macro("_cider.html", "who") })
		app.Get("/fails", func(c *gourd.Ctx) (string, error) { return c.Macro("fails.html", "m") })
		app.Get("/nomacro", func(c *gourd.Ctx) (string, error) { return c.Macro("_cider.html", "nobody") })
	})
	for path, want := range map[string]string{
		"/block": "<ul><li>2</li><li>4</li> /block</ul>", "/fragment": "<ul><li>2</li><li>4</li> /fragment</ul>", "/inherited": "none",
		"/macro": "Hello, &lt;World&gt;!", "/keyword": "Hello, World?", "/who": "/who  shop",
	} {
		c.Get(path).Want(200).WantBody(want)
	}
	for path, fault := range map[string]string{"/nothing": "nothing", "/fails": "'nobody' is undefined", "/nomacro": "nobody"} {
		c.Get(path).Want(500)
		if !strings.Contains(log.String(), fault) {
			t.Errorf("%s: the log says %s, want %q in it", path, log, fault)
		}
	}
}

func TestPartsOfPagesInOtherEngines(t *testing.T) {
	html := gourd.HTMLTemplates(textFiles(map[string]string{"page.html": `{{define "part"}}<b>{{.x}}</b>{{end}}page`}))
	for name, test := range map[string]struct {
		renderer gourd.Templates
		want     string // of the fragment; "": an error
	}{
		"html/template":        {html, "<b>&lt;</b>"},
		"a renderer of no use": {echo{}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			c, _ := client(t, gourd.Config{Renderer: test.renderer}, func(app *gourd.App) {
				app.Get("/", func(c *gourd.Ctx) (string, error) { return c.Fragment("page.html", "part", gourd.Map{"x": "<"}) })
				app.Get("/macro", func(c *gourd.Ctx) (string, error) { return c.Macro("page.html", "part") })
			})
			if test.want == "" {
				c.Get("/").Want(500)
			} else {
				c.Get("/").Want(200).WantBody(test.want)
			}
			c.Get("/macro").Want(500)
		})
	}
}

func TestTheRendererOfAConfigRendersNothingByItself(t *testing.T) {
	if err := gourd.HTMLTemplates().Render(nil, "a.html", nil); err == nil || !strings.Contains(err.Error(), "Config.Renderer") {
		t.Errorf("got %v", err)
	}
}

func TestEveryBrokenTemplateIsToldAtSetup(t *testing.T) {
	files := jinjaPages(map[string]string{
		"a.html":    "one\n{% if x %}",
		"b.html":    "{{ x|nofilter }}",
		"sub/c.txt": "{{",
		"d.html":    `{% extends "nobody.html" %}`,
		"fine.html": "fine",
	})
	err := gourd.New("pages", gourd.Config{Templates: files}).Setup()
	if err == nil {
		t.Fatal("it was set up")
	}
	for _, want := range []string{"in a.html, line 2", "> 2 | {% if x %}", "in b.html, line 1", "nofilter", "in sub/c.txt, line 1", "in d.html, line 1", "nobody.html"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("the error has no %q:\n%v", want, err)
		}
	}
	if strings.Contains(err.Error(), "fine.html") || strings.Contains(err.Error(), "notes.md") {
		t.Errorf("what is not broken is told:\n%v", err)
	}
	for name, config := range map[string]gourd.Config{"in debug mode": {Debug: true}, "with TEMPLATES_AUTO_RELOAD": {TemplatesAutoReload: true}} {
		t.Run(name, func(t *testing.T) {
			config.Templates = files
			c, _ := client(t, config, func(app *gourd.App) {
				app.Get("/<path:name>", func(c *gourd.Ctx) (gourd.Response, error) { return c.Page(c.Arg[string]("name"), nil), nil })
			})
			c.Get("/fine.html").Want(200).WantBody("fine")
			c.Get("/a.html").Want(500)
		})
	}
}

func TestTemplatesInJinjaAreReadAnew(t *testing.T) {
	for name, test := range map[string]struct {
		config gourd.Config
		again  string
	}{
		"never by default":                  {gourd.Config{}, "one"},
		"in debug mode":                     {gourd.Config{Debug: true}, "two, longer"},
		"where TEMPLATES_AUTO_RELOAD is on": {gourd.Config{TemplatesAutoReload: true}, "two, longer"},
	} {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			write := func(text string) {
				if err := os.WriteFile(filepath.Join(folder, "part.html"), []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			write("one")
			if err := os.WriteFile(filepath.Join(folder, "page.html"), []byte(`{% include "part.html" %}`), 0o600); err != nil {
				t.Fatal(err)
			}
			test.config.Templates = os.DirFS(folder)
			c, _ := client(t, test.config, func(app *gourd.App) {
				app.Get("/", func(c *gourd.Ctx) (gourd.Response, error) { return c.Page("page.html", nil), nil })
			})
			c.Get("/").Want(200).WantBody("one")
			write("two, longer")
			c.Get("/").Want(200).WantBody(test.again)
		})
	}
}

func TestTemplatesOfBlueprintsInJinja(t *testing.T) {
	for _, debug := range []bool{false, true} {
		inner := gourd.NewBlueprint("inner", "").TemplatesFrom(textFiles(map[string]string{
			"all.html": "inner", "inner/own.html": `{% include "_part.html" %} of inner`, "two.html": "inner",
		}))
		outer := gourd.NewBlueprint("outer", "").TemplatesFrom(textFiles(map[string]string{
			"all.html": "outer", "two.html": "outer", "_part.html": "part", "inner/more.html": "more",
		}))
		outer.Register(inner)
		c, log := client(t, gourd.Config{Debug: debug, Templates: textFiles(map[string]string{"all.html": "app", "app.html": "app", "lost.html": `{% include page %}`})}, func(app *gourd.App) {
			app.Register(outer)
			app.Register(outer, gourd.Registration{Name: "again"})
			app.Get("/<path:name>", func(c *gourd.Ctx) (gourd.Response, error) {
				return c.Page(c.Arg[string]("name"), gourd.Map{"page": "missing.html"}), nil
			})
		})
		for name, want := range map[string]string{
			"all.html": "app", "app.html": "app", "two.html": "outer", "inner/own.html": "part of inner", "inner/more.html": "more",
		} {
			c.Get("/" + name).Want(200).WantBody(want)
		}
		for _, name := range []string{"nobody.html", "lost.html"} {
			before := len(log.String())
			c.Get("/" + name).Want(500)
			told := log.String()[before:]
			for _, want := range []string{`the application \"faulty\"'s: the file system of Config.Templates`, `the blueprint \"outer\"'s`, `the blueprint \"inner\"'s: the file system of TemplatesFrom at`, "page_jinja_test.go:"} {
				if !strings.Contains(told, want) {
					t.Errorf("%s: the log has no %s:\n%s", name, want, told)
				}
			}
		}
	}
}

func TestLoadingIsExplained(t *testing.T) {
	b := gourd.NewBlueprint("b", "").TemplatesFrom(textFiles(map[string]string{"own.html": "b", "both.html": "b"}))
	c, log := client(t, gourd.Config{ExplainTemplateLoading: true, TemplatesAutoReload: true, Templates: textFiles(map[string]string{"both.html": "app"})}, func(app *gourd.App) {
		app.Register(b)
		app.Get("/<name>", func(c *gourd.Ctx) (gourd.Response, error) { return c.Page(c.Arg[string]("name"), nil), nil })
	})
	for _, test := range []struct {
		name   string
		status int
		told   []string
	}{
		{"own.html", 200, []string{"1: trying the application", "-> no match", `2: trying the blueprint`, "-> found ("}},
		{"both.html", 200, []string{"Warning: several have the template"}},
		{"none.html", 500, []string{"Error: the template could not be found."}},
	} {
		before := len(log.String())
		c.Get("/" + test.name).Want(test.status)
		told := log.String()[before:]
		for _, want := range append(test.told, `locating the template`, "level=INFO") {
			if !strings.Contains(told, want) {
				t.Errorf("%s: the log has no %q:\n%s", test.name, want, told)
			}
		}
	}
}

func TestTheFirstTemplateThatIsThereInJinja(t *testing.T) {
	files := textFiles(map[string]string{"b.html": "b {{ x }}", "c.html": "c", "bad.html": "{{ nobody.x }}"})
	tests := []struct {
		names       []string
		want, fault string
		told        string
	}{
		{[]string{"b.html"}, "b 1", "", "before b.html 1, rendered b.html 1"},
		{[]string{"a.html", "b.html", "c.html"}, "b 1", "", "before b.html 1, rendered b.html 1"},
		{[]string{"c.html", "b.html"}, "c", "", "before c.html 1, rendered c.html 1"},
		{[]string{"bad.html", "b.html"}, "", "nobody", "before bad.html 1"},
		{[]string{"a.html"}, "", `there is no template "a.html"; looked for in the application`, ""},
		{[]string{"a.html", "z.html"}, "", `there is none of the templates ["a.html" "z.html"]`, ""},
		{nil, "", "without the name of a template", ""},
	}
	for _, test := range tests {
		t.Run(strings.Join(test.names, ","), func(t *testing.T) {
			d := &diary{}
			c, _ := client(t, gourd.Config{Templates: files}, func(app *gourd.App) {
				app.Signals().BeforeRenderTemplate.Connect(func(r gourd.Rendering) {
					r.Data["x"] = 1
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

func TestNamesOfTemplates(t *testing.T) {
	b := gourd.NewBlueprint("b", "/b")
	b.TemplateFilter("shout", strings.ToUpper)
	b.TemplateTest("even", func(n int) bool { return n%2 == 1 }) // in the place of Jinja's
	b.TemplateGlobal("site", gourd.Map{"name": "shop"})
	c, _ := client(t, gourd.Config{
		Templates: textFiles(map[string]string{"page.html": `{{ "a"|shout }} {{ 3 is even }} {{ site.name }} {{ 2|twice }} {{ from_config }}{{ missing.name }}`}),
		Jinja:     jinja.Config{Undefined: jinja.ChainableUndefined, Filters: map[string]any{"twice": func(n int) int { return 2 * n }}, Globals: map[string]any{"from_config": "x"}},
	}, func(app *gourd.App) {
		app.Register(b)
		app.Register(b, gourd.Registration{Name: "again", Prefix: "/again"})
		app.Get("/", func(c *gourd.Ctx) (gourd.Response, error) { return c.Page("page.html", nil), nil })
	})
	c.Get("/").Want(200).WantBody("A True shop 4 x")
	for want, do := range map[string]func(app *gourd.App){
		`TemplateFilter is called twice with the name "f"`: func(app *gourd.App) {
			app.TemplateFilter("f", strings.ToUpper)
			app.TemplateFilter("f", strings.ToLower)
		},
		`TemplateFilter at`:          func(app *gourd.App) { app.TemplateFilter("f", 3) },
		`TemplateTest at`:            func(*gourd.App) { gourd.NewBlueprint("b", "").TemplateTest("t", func(int) int { return 1 }) },
		`cannot add "f-g"`:           func(app *gourd.App) { app.TemplateGlobal("f-g", 1) },
		`cannot add "1st"`:           func(app *gourd.App) { app.TemplateGlobal("1st", 1) },
		`TemplateGlobal was called`:  func(app *gourd.App) { _ = app.Setup(); app.TemplateGlobal("late", 1) },
		`cannot add "c" to the temp`: func(app *gourd.App) { app.TemplateGlobal("c", func(chan int) int { return 1 }) },
	} {
		if message := misuse(t, func() { do(gourd.New("x")) }); !strings.Contains(message, want) || !strings.Contains(message, "page_jinja_test.go:") {
			t.Errorf("the message is %q, want %q in it", message, want)
		}
	}
}

func TestFunctionsOfTheOtherEngineAreTold(t *testing.T) {
	t.Chdir(t.TempDir())
	app := gourd.New("x")
	app.TemplateFunc("shout", strings.ToUpper)
	app.TemplateFunc("both", strings.ToUpper)
	app.TemplateFilter("both", strings.ToUpper)
	err := app.Setup()
	if err == nil || !strings.Contains(err.Error(), `"shout" for html/template`) || !strings.Contains(err.Error(), "page_jinja_test.go:") || strings.Contains(err.Error(), `"both"`) {
		t.Errorf("got %v", err)
	}
}

func TestTemplatesWithoutARequest(t *testing.T) {
	app := gourd.New("x", gourd.Config{ServerName: "example.com", Templates: textFiles(map[string]string{
		"mail.txt": `{{ user }} {{ url_for("index") }} {{ url_for("index", _external=false) }} {{ config.SERVER_NAME }}`,
	})})
	app.Get("/", index)
	env, err := app.Jinja()
	if err != nil {
		t.Fatal(err)
	}
	mail, err := env.Template("mail.txt")
	if err != nil {
		t.Fatal(err)
	}
	text, err := mail.Render(t.Context(), gourd.Map{"user": "a<b"})
	if want := "a<b http://example.com/ / example.com"; text != want || err != nil {
		t.Errorf("got %q, %v, want %q", text, err, want)
	}
	for _, text := range []string{"get_flashed_messages()", "request.path", "session.user", "g.user", "'x' in session"} {
		bad, err := env.Parse("{{ " + text + " }}")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := bad.Render(t.Context(), nil); err == nil || !strings.Contains(err.Error(), "without one") {
			t.Errorf("%s: got %v", text, err)
		}
	}
	if _, err := gourd.New("x", gourd.Config{Renderer: echo{}}).Jinja(); err == nil {
		t.Error("another engine's application has templates of Jinja's")
	}
}

func TestTheContextOfAPage(t *testing.T) {
	type key struct{}
	c, _ := client(t, gourd.Config{Templates: textFiles(map[string]string{"page.html": `{{ path() }}`})}, func(app *gourd.App) {
		app.TemplateGlobal("path", func(ctx context.Context) string { return gourd.PageCtx(ctx).Path() })
		app.Get("/", func(c *gourd.Ctx) (gourd.Response, error) { return c.Page("page.html", nil), nil })
	})
	c.Get("/").Want(200).WantBody("/")
	if c := gourd.PageCtx(context.WithValue(t.Context(), key{}, 1)); c != nil {
		t.Errorf("a context without a page has %v", c)
	}
}
