package gourd_test

import (
	"errors"
	"io"
	"iter"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/gourd-go/gourd"
)

// readViews are embedded by other views.
type readViews struct{ text string }

func (v readViews) Get(c *gourd.Ctx) (string, error) {
	return v.text + " by " + c.Method() + " in " + c.Endpoint(), nil
}

// noteViews also writes, and decorates its views.
type noteViews struct {
	readViews
	d *diary
}

func (v *noteViews) Post(*gourd.Ctx) (note, error) { return note{ID: 1, Text: "posted"}, nil }

func (v *noteViews) Delete(*gourd.Ctx) (gourd.NoContent, error) { return gourd.NoContent{}, nil }

func (v *noteViews) Helper() int { return 0 } // no view

func (v *noteViews) Decorators() []func(gourd.ViewFunc) gourd.ViewFunc {
	return []func(gourd.ViewFunc) gourd.ViewFunc{noting(v.d, "a"), noting(v.d, "b")}
}

// noting is a decorator that notes itself.
func noting(d *diary, name string) func(gourd.ViewFunc) gourd.ViewFunc {
	return func(view gourd.ViewFunc) gourd.ViewFunc {
		return func(c *gourd.Ctx) error {
			d.note("in %s", name)
			defer d.note("out %s", name)
			return view(c)
		}
	}
}

// ownViews answer HEAD and OPTIONS themselves.
type ownViews struct{}

func (ownViews) Head(c *gourd.Ctx) (gourd.Response, error) {
	return gourd.Text("").WithHeader("X-Own", "head"), nil
}
func (ownViews) Get(*gourd.Ctx) (string, error)     { return "got", nil }
func (ownViews) Options(*gourd.Ctx) (string, error) { return "own options", nil }
func (ownViews) Trace(*gourd.Ctx) (string, error)   { return "traced", nil }

func TestViewsOfAType(t *testing.T) {
	const decorated = "before, in b, in a, out a, out b, after"
	tests := []struct {
		method, path string
		status       int
		body, allow  string
		journal      string
	}{
		{"GET", "/notes/3", 200, "hi by GET in noteViews", "", decorated},
		{"HEAD", "/notes/3", 200, "", "", decorated},
		{"POST", "/notes/3", 200, `{"id":1,"text":"posted"}` + "\n", "", decorated},
		{"DELETE", "/notes/3", 204, "", "", decorated},
		{"OPTIONS", "/notes/3", 200, "", "DELETE, GET, HEAD, OPTIONS, POST", "before, after"},
		{"PUT", "/notes/3", 405, "", "DELETE, GET, HEAD, OPTIONS, POST", "before, after"},
		{"HEAD", "/own", 200, "", "", "before, after"},
		{"OPTIONS", "/own", 200, "own options", "", "before, after"},
		{"TRACE", "/own", 200, "traced", "", "before, after"},
		{"POST", "/own", 405, "", "GET, HEAD, OPTIONS, TRACE", "before, after"},
		{"GET", "/again", 200, "hi by GET in again", "", decorated},
	}
	d := &diary{}
	var route *gourd.Route
	c, _ := client(t, gourd.Config{}, func(app *gourd.App) {
		app.Before(func(*gourd.Ctx) (gourd.Response, error) { d.note("before"); return gourd.Response{}, nil })
		app.After(func(*gourd.Ctx, *gourd.Response) error { d.note("after"); return nil })
		views := &noteViews{readViews{"hi"}, d}
		route = app.Views("/notes/<int:id>", views)
		app.Views("/again", views).Name("again")
		app.Views("/own", ownViews{})
	})
	for _, test := range tests {
		t.Run(test.method+" "+test.path, func(t *testing.T) {
			d.lines = nil
			r := c.Do(test.method, test.path).Want(test.status).WantHeader("Allow", test.allow)
			if test.status < 400 {
				r.WantBody(test.body)
			}
			if test.path == "/own" && test.method == "HEAD" {
				r.WantHeader("X-Own", "head")
			}
			if d.String() != test.journal {
				t.Errorf("got %s, want %s", d, test.journal)
			}
		})
	}
	if diff := cmp.Diff([]string{"DELETE", "GET", "POST"}, route.Methods()); diff != "" {
		t.Errorf("the methods (-want +got):\n%s", diff)
	}
}

func TestAMethodThatAMiddlewareHasChanged(t *testing.T) {
	c, log := client(t, gourd.Config{}, func(app *gourd.App) {
		app.Views("/", readViews{"hi"}).Use(func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				changed := r.Clone(r.Context())
				changed.Method = "PURGE"
				next.ServeHTTP(w, changed)
			})
		})
	})
	c.Get("/").Want(500)
	if !strings.Contains(log.String(), "has a middleware changed the request's method?") {
		t.Errorf("the log says %s", log)
	}
}

// valueViews return values of every kind.
type valueViews struct{ fails bool }

func (valueViews) Get(*gourd.Ctx) (iter.Seq[string], error) {
	return func(yield func(string) bool) { _ = yield("a") && yield("b") }, nil
}

func (valueViews) Put(*gourd.Ctx) (io.Reader, error) { return strings.NewReader("read"), nil }

func (valueViews) Post(*gourd.Ctx) (http.Handler, error) {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(299) }), nil
}

func (valueViews) Patch(*gourd.Ctx) (title, error) { return "named", nil }

func (v valueViews) Delete(*gourd.Ctx) (*note, error) {
	if v.fails {
		return nil, gourd.Error(409, "taken")
	}
	return nil, nil
}

func TestValuesOfViewsOfAType(t *testing.T) {
	c, _ := client(t, gourd.Config{}, func(app *gourd.App) {
		app.Views("/", valueViews{})
		app.Views("/fails", valueViews{fails: true}).Name("fails")
	})
	c.Get("/").Want(200).WantBody("ab").WantHeader("Content-Type", "text/html; charset=utf-8")
	c.Put("/").Want(200).WantBody("read")
	c.Post("/").Want(299)
	c.Patch("/").Want(200).WantBody("\"named\"\n")
	c.Delete("/").Want(200).WantBody("null\n")
	c.Delete("/fails").Want(409).WantText("taken")
}

type (
	noViews      struct{}
	wrongViews   struct{}
	unsafeViews  struct{}
	pointerViews struct{}
)

func (wrongViews) Get() string { return "" }

func (unsafeViews) Get(*gourd.Ctx) (chan int, error) { return nil, nil }

func (pointerViews) Get(*gourd.Ctx) (string, error) { return "", nil }

func (*pointerViews) Post(*gourd.Ctx) (string, error) { return "", nil }

func TestTypesThatHaveNoViews(t *testing.T) {
	for name, test := range map[string]struct {
		views any
		want  []string
	}{
		"nil":                                {nil, []string{"the views of /x at", "are nil"}},
		"a nil pointer":                      {(*noteViews)(nil), []string{"are nil"}},
		"no method":                          {noViews{}, []string{"gourd_test.noViews", "has no method that is a view"}},
		"a method of another kind":           {wrongViews{}, []string{"the method Get of gourd_test.wrongViews", "func() string"}},
		"a value that cannot be an answer":   {unsafeViews{}, []string{"the method Get of gourd_test.unsafeViews", "chan int"}},
		"a method that only the pointer has": {pointerViews{}, []string{"the method Post of gourd_test.pointerViews", "&pointerViews{…}"}},
		"no method but those of the pointer": {noteViews{}, []string{"the method Delete of gourd_test.noteViews", "&noteViews{…}"}},
	} {
		t.Run(name, func(t *testing.T) {
			message := misuse(t, func() { gourd.New("x").Views("/x", test.views) })
			for _, want := range append(test.want, "views_test.go:") {
				if !strings.Contains(message, want) {
					t.Errorf("the message is %q, want %q in it", message, want)
				}
			}
		})
	}
}

func TestHooksOfARoute(t *testing.T) {
	const journal = "before app, before b, before 1, before 2, in outer, in inner, view, out inner, out outer, after 2, after 1, after b, after app"
	tests := []struct {
		name, method, path string
		status             int
		body, journal      string
	}{
		{"all", "GET", "/b/", 200, "view", journal},
		{"an answer of the first", "GET", "/b/?answer=1", 200, "hook 1", "before app, before b, before 1, after 2, after 1, after b, after app"},
		{"an error of the first", "GET", "/b/?error=1", 401, "blueprint", "before app, before b, before 1, after 2, after 1, after b, after app"},
		{"an error of the view", "GET", "/b/?error=view", 401, "blueprint", strings.Replace(journal, "view, ", "", 1)},
		{"OPTIONS, which the view does not answer", "OPTIONS", "/b/", 200, "", "before app, before b, after 2, after 1, after b, after app"},
		{"another route", "GET", "/b/other", 200, "other", "before app, before b, after b, after app"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d := &diary{}
			before := func(name string) gourd.BeforeFunc {
				return func(c *gourd.Ctx) (gourd.Response, error) {
					d.note("before %s", name)
					switch name {
					case c.Query("answer"):
						return gourd.HTML("hook " + name), nil
					case c.Query("error"):
						return gourd.Response{}, gourd.Error(401, "")
					}
					return gourd.Response{}, nil
				}
			}
			after := func(name string) gourd.AfterFunc {
				return func(*gourd.Ctx, *gourd.Response) error { d.note("after %s", name); return nil }
			}
			c, _ := client(t, gourd.Config{}, func(app *gourd.App) {
				b := gourd.NewBlueprint("b", "/b")
				b.Get("/", func(c *gourd.Ctx) (string, error) {
					if c.Query("error") == "view" {
						return "", gourd.Error(401, "")
					}
					d.note("view")
					return "view", nil
				}).Before(before("1"), before("2")).After(after("1"), after("2")).Around(noting(d, "inner"), noting(d, "outer"))
				b.Get("/other", returns("other"))
				b.OnStatus(401, func(*gourd.Ctx, error) (string, error) { return "blueprint", nil })
				b.Before(before("b"))
				b.After(after("b"))
				app.Register(b)
				app.Before(before("app"))
				app.After(after("app"))
			})
			c.Do(test.method, test.path).Want(test.status).WantBody(test.body)
			if d.String() != test.journal {
				t.Errorf("got  %s\nwant %s", d, test.journal)
			}
		})
	}
}

func TestADecoratorMayAnswer(t *testing.T) {
	answers := func(r gourd.Response, callView bool) func(gourd.ViewFunc) gourd.ViewFunc {
		return func(view gourd.ViewFunc) gourd.ViewFunc {
			return func(c *gourd.Ctx) error {
				if callView {
					if err := view(c); err != nil {
						return err
					}
				}
				return c.Answer(r)
			}
		}
	}
	tests := []struct {
		name     string
		decorate func(gourd.ViewFunc) gourd.ViewFunc
		status   int
		body     string
		typ      string
	}{
		{"before the view", answers(gourd.Text("mine"), false), 200, "mine", "text/plain; charset=utf-8"},
		{"behind the view, whose status is gone", answers(gourd.JSON(1), true), 200, "1\n", "application/json"},
		{"with nothing", answers(gourd.Empty(204), true), 204, "", ""},
		{"with an error of its own", func(gourd.ViewFunc) gourd.ViewFunc {
			return func(*gourd.Ctx) error { return gourd.Error(403, "") }
		}, 403, "handled", "text/html; charset=utf-8"},
		{"with what the view failed for", func(view gourd.ViewFunc) gourd.ViewFunc {
			return func(c *gourd.Ctx) error { return errors.Join(view(c), gourd.Error(403, "")) }
		}, 403, "handled", "text/html; charset=utf-8"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c, _ := client(t, gourd.Config{}, func(app *gourd.App) {
				app.Get("/", func(c *gourd.Ctx) (string, error) {
					c.SetHeader("X-View", "ran")
					c.SetStatus(201)
					return "view", nil
				}).Around(test.decorate)
				app.OnStatus(403, func(*gourd.Ctx, error) (string, error) { return "handled", nil })
			})
			c.Get("/").Want(test.status).WantBody(test.body).WantHeader("Content-Type", test.typ)
		})
	}
}
