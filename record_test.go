package gourd_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/gourd-go/gourd"
)

func TestPlacesOfBlueprints(t *testing.T) {
	compareSites(t, map[string]flaskSite{
		"registered twice": {
			Blueprints: []blueprintOf{{Name: "b", Prefix: "/own", Places: []placeOf{
				{},
				{Name: ptr("moved"), Prefix: ptr("/moved")},
				{Name: ptr("root"), Prefix: ptr("/")},
				{Name: ptr("de"), Prefix: ptr("/<region>"), Defaults: map[string]any{"lang": "de", "n": 1}},
			}}},
			Rules: []ruleOf{
				{Rule: "/x", Name: "x", Blueprint: "b"},
				{Rule: "/y", Name: "y", Blueprint: "b", Options: ruleOptions{Defaults: map[string]any{"n": 2}}},
				{Rule: "", Name: "empty", Blueprint: "b"},
			},
			Questions: []question{
				asked("/own/x", "b.x"),
				asked("/moved/x", "moved.x"),
				asked("/moved", "moved.empty"),
				asked("/own/moved/x", "404"),
				asked("/x", "root.x"),
				asked("/", "root.empty"),
				asked("/eu/x", "de.x lang=de n=1 region=eu"),
				asked("/eu/y", "de.y lang=de n=2 region=eu"),
				urlFor("/moved/x", ".y", gourd.Map{}, "url /moved/y"),
				urlFor("/moved/x", "b.x", gourd.Map{}, "url /own/x"),
				urlFor("/moved/x", "de.x", gourd.Map{"region": "us"}, "url /us/x"),
			},
		},
		"nested": {
			Blueprints: []blueprintOf{
				{Name: "a", Prefix: "/a", Places: []placeOf{{}, {Name: ptr("again"), Prefix: ptr("/again/")}}},
				{Name: "b", Prefix: "/b/", Within: "a", Places: []placeOf{{}, {Name: ptr("c"), Prefix: ptr("/c"), Defaults: map[string]any{"k": 1}}}},
				{Name: "leaf", Within: "b"},
			},
			Rules: []ruleOf{
				{Rule: "/", Name: "home", Blueprint: "a"},
				{Rule: "/", Name: "home", Blueprint: "b"},
				{Rule: "/leaf", Name: "home", Blueprint: "leaf"},
			},
			Questions: []question{
				asked("/a/", "a.home"),
				asked("/a/b/", "a.b.home"),
				asked("/a/b/leaf", "a.b.leaf.home"),
				asked("/a/c/leaf", "a.c.leaf.home"),
				asked("/a/c/", "a.c.home k=1"),
				asked("/again/c/leaf", "again.c.leaf.home"),
				urlFor("/a/b/", ".leaf.home", gourd.Map{}, "url /a/b/leaf"),
				urlFor("/a/b/leaf", ".home", gourd.Map{}, "url /a/b/leaf"),
				urlFor("/a/b/leaf", "again.c.home", gourd.Map{}, "url /again/c/"),
			},
		},
	})
}

func TestRecordRunsWhereABlueprintIsRegistered(t *testing.T) {
	d := &diary{}
	note := func(what string) func(gourd.Placement) {
		return func(at gourd.Placement) {
			d.note("%s: %s of %s at %q on %q, first %v", what, at.Name, at.Blueprint.Name(), at.Prefix, at.Subdomain, at.First)
		}
	}
	app, _ := faulty(t, gourd.Config{ServerName: "shop.test"})
	outer, inner := gourd.NewBlueprint("outer", "/outer").Subdomain("o"), gourd.NewBlueprint("inner", "/inner")
	inner.Record(note("each"))
	inner.RecordOnce(note("once"))
	outer.Record(note("each"))
	outer.Register(inner)
	outer.Register(inner, gourd.Registration{Name: "twice", Prefix: "/twice", Subdomain: "i"})
	if d.String() != "" {
		t.Errorf("ran before there was an application: %s", d)
	}
	app.Register(outer)
	app.Register(outer, gourd.Registration{Name: "again", Prefix: "/again"})
	app.Record(note("own"))
	want := `each: outer of outer at "/outer" on "o", first true, ` +
		`each: outer.inner of inner at "/outer/inner" on "o", first true, once: outer.inner of inner at "/outer/inner" on "o", first true, ` +
		`each: outer.twice of inner at "/outer/twice" on "i.o", first false, ` +
		`each: again of outer at "/again" on "o", first false, ` +
		`each: again.inner of inner at "/again/inner" on "o", first false, ` +
		`each: again.twice of inner at "/again/twice" on "i.o", first false, ` +
		`own:  of  at "" on "", first true`
	if d.String() != want {
		t.Errorf("got  %s\nwant %s", d, want)
	}
	other, _ := faulty(t, gourd.Config{})
	d.lines = nil
	other.Register(inner)
	if want := `each: inner of inner at "/inner" on "", first true, once: inner of inner at "/inner" on "", first true`; d.String() != want {
		t.Errorf("in another application: got %s, want %s", d, want)
	}
}

func TestWhatABlueprintAddsToTheWholeApplication(t *testing.T) {
	d := &diary{}
	b := gourd.NewBlueprint("b", "/b")
	b.AppOnURLValues(func(c *gourd.Ctx) { d.note("values") })
	b.AppBefore(func(*gourd.Ctx) (gourd.Response, error) { d.note("before"); return gourd.Response{}, nil })
	b.AppAfter(func(*gourd.Ctx, *gourd.Response) error { d.note("after"); return nil })
	b.AppTeardown(func(_ *gourd.Ctx, err error) { d.note("teardown %v", err) })
	b.OnAppStatus(404, func(*gourd.Ctx, error) (string, error) { return "no such page", nil })
	b.OnAppError(func(_ *gourd.Ctx, err boom) (gourd.Response, error) { return gourd.Text("caught").WithStatus(418), nil })
	b.AppURLDefaults(func(_ *gourd.Ctx, endpoint string, values gourd.Map) { values["from"] = endpoint })
	b.AppTemplateData(func(*gourd.Ctx) (gourd.Map, error) { return gourd.Map{"user": "ann"}, nil })
	b.TemplateFilter("shout", strings.ToUpper)
	config := gourd.Config{Templates: fstest.MapFS{"page.html": {Data: []byte(`{{ user|shout }}`)}}}
	c, _ := client(t, config, func(app *gourd.App) {
		app.Get("/", func(c *gourd.Ctx) (string, error) { return c.URL("fails"), nil }).Name("index")
		app.Get("/fails", func(*gourd.Ctx) (string, error) { return "", fmt.Errorf("wrapped: %w", boom{}) }).Name("fails")
		app.Get("/page", func(c *gourd.Ctx) (gourd.Response, error) { return c.Page("page.html", nil), nil })
		app.Register(b)
		app.Register(b, gourd.Registration{Name: "again", Prefix: "/again"})
	})
	tests := []struct {
		path   string
		status int
		body   string
	}{
		{"/", 200, "/fails?from=fails"}, {"/fails", 418, "caught"}, {"/nowhere", 404, "no such page"}, {"/page", 200, "ANN"},
	}
	for _, test := range tests {
		d.lines = nil
		c.Get(test.path).Want(test.status).WantBody(test.body)
		if want := "values, before, after, teardown <nil>"; d.String() != want {
			t.Errorf("%s: %s, want %s", test.path, d, want)
		}
	}
}

func TestURLValuesAreTakenAndGiven(t *testing.T) {
	c, _ := client(t, gourd.Config{}, func(app *gourd.App) {
		b := gourd.NewBlueprint("b", "/<lang>")
		b.OnURLValues(func(c *gourd.Ctx) {
			c.G().Set("lang", c.Arg[string]("lang"))
			c.DelArg("lang")
			c.SetArg("added", 7)
		})
		b.URLDefaults(func(c *gourd.Ctx, _ string, values gourd.Map) {
			if _, given := values["lang"]; given || c == nil {
				return
			}
			if lang, ok := c.G().Get[string]("lang"); ok {
				values["lang"] = lang
			}
		})
		b.Get("/about", func(c *gourd.Ctx) (string, error) {
			lang, _ := c.G().Get[string]("lang")
			return fmt.Sprint(lang, " ", c.Args(), " ", c.Arg[int]("added"), " ", c.Arg[string]("added"), " ",
				c.URL(".about"), " ", c.URL("b.about", "lang", "fr", "q", 1)), nil
		}).Name("about")
		b.Get("/gone", func(c *gourd.Ctx) (string, error) { return c.Arg[string]("lang"), nil })
		app.Register(b)
		app.OnURLValues(func(c *gourd.Ctx) {
			if c.Route() == nil {
				c.SetHeader("X-Unmatched", fmt.Sprint(len(c.Args())))
			}
		})
		app.Get("/set", func(c *gourd.Ctx) (int64, error) {
			c.SetArg("n", 3)
			return c.Arg[int64]("n"), nil
		})
	})
	c.Get("/de/about").Want(200).WantBody("de map[added:7] 7 7 /de/about /fr/about?q=1")
	c.Get("/de/gone").Want(500)
	c.Get("/nowhere/at/all").Want(404).WantHeader("X-Unmatched", "0")
	c.Get("/set").Want(200).WantBody("3\n")
}

func TestURLDefaultsRunFromTheOutside(t *testing.T) {
	d := &diary{}
	app, _ := faulty(t, gourd.Config{ServerName: "shop.test"})
	outer, inner := gourd.NewBlueprint("outer", "/outer"), gourd.NewBlueprint("inner", "/inner")
	for name, b := range map[string]*gourd.Blueprint{"app": app.Blueprint, "outer": outer, "inner": inner} {
		b.URLDefaults(func(c *gourd.Ctx, endpoint string, values gourd.Map) {
			d.note("%s %s %v", name, endpoint, c == nil)
			values["last"] = name
		})
	}
	inner.Get("/", index)
	outer.Get("/", index)
	outer.Register(inner)
	app.Register(outer)
	app.Get("/", index)
	for endpoint, want := range map[string][2]string{
		"index":             {"app index true", "/?last=app"},
		"outer.index":       {"app outer.index true, outer outer.index true", "/outer/?last=outer"},
		"outer.inner.index": {"app outer.inner.index true, outer outer.inner.index true, inner outer.inner.index true", "/outer/inner/?last=inner"},
	} {
		d.lines = nil
		u, err := app.URL(endpoint, "_external", false)
		if got := [2]string{d.String(), u}; err != nil || got != want {
			t.Errorf("%s: %v, %v", endpoint, err, cmp.Diff(want, got))
		}
	}
}

func TestBuildErrorsAreHanded(t *testing.T) {
	own := errors.New("a mistake")
	app, _ := faulty(t, gourd.Config{ServerName: "shop.test"})
	var asked []string
	app.OnBuildError(func(_ *gourd.Ctx, err error, endpoint string, values gourd.Map) (string, error) {
		asked = append(asked, fmt.Sprint("first ", endpoint, " ", values))
		return "", err
	})
	app.OnBuildError(func(_ *gourd.Ctx, _ error, endpoint string, _ gourd.Map) (string, error) {
		asked = append(asked, "second")
		switch endpoint {
		case "known":
			return "https://elsewhere.test/", nil
		case "broken":
			return "", own
		}
		return "", nil
	})
	app.OnBuildError(func(*gourd.Ctx, error, string, gourd.Map) (string, error) {
		asked = append(asked, "third")
		return "", nil
	})
	tests := []struct{ endpoint, url, err, asked string }{
		{"known", "https://elsewhere.test/", "", "first known map[q:1], second"},
		{"broken", "", "a mistake", "first broken map[q:1], second"},
		{"nobody", "", "nobody", "first nobody map[q:1], second, third"},
	}
	for _, test := range tests {
		asked = nil
		u, err := app.URL(test.endpoint, "q", 1)
		if u != test.url || (err == nil) != (test.err == "") || err != nil && !strings.Contains(err.Error(), test.err) {
			t.Errorf("%s: got %q, %v", test.endpoint, u, err)
		}
		if got := strings.Join(asked, ", "); got != test.asked {
			t.Errorf("%s: asked %s, want %s", test.endpoint, got, test.asked)
		}
	}
}
