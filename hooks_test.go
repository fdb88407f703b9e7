package gourd_test

import (
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"strings"
	"testing"

	"github.com/gourd-go/gourd"
)

// note every hook of b in d, under a name.
func noteHooks(b *gourd.Blueprint, d *diary, name string) {
	for _, n := range []string{"1", "2"} {
		b.Before(func(*gourd.Ctx) (gourd.Response, error) {
			d.note("before %s%s", name, n)
			return gourd.Response{}, nil
		})
		b.After(func(*gourd.Ctx, *gourd.Response) error {
			d.note("after %s%s", name, n)
			return nil
		})
		b.Teardown(func(*gourd.Ctx, error) { d.note("teardown %s%s", name, n) })
	}
}

// nested is an application with the blueprints outer and, in it, inner, whose hooks
// note themselves.
func nested(app *gourd.App, d *diary) (outer, inner *gourd.Blueprint) {
	outer, inner = gourd.NewBlueprint("outer", "/outer"), gourd.NewBlueprint("inner", "/inner")
	noteHooks(app.Blueprint, d, "app")
	noteHooks(outer, d, "outer")
	noteHooks(inner, d, "inner")
	return outer, inner
}

func TestHooksRunInFlasksOrder(t *testing.T) {
	const (
		befores   = "before app1, before app2, before outer1, before outer2, before inner1, before inner2, "
		afters    = "after inner2, after inner1, after outer2, after outer1, after app2, after app1, "
		teardowns = "teardown inner2, teardown inner1, teardown outer2, teardown outer1, teardown app2, teardown app1"
		appOnly   = "before app1, before app2, after app2, after app1, teardown app2, teardown app1"
	)
	tests := []struct {
		name, method, path string
		status             int
		want               string
	}{
		{"a view in a nested blueprint", "GET", "/outer/inner/", 200, befores + "view, " + afters + teardowns},
		{"HEAD", "HEAD", "/outer/inner/", 200, befores + "view, " + afters + teardowns},
		{"OPTIONS", "OPTIONS", "/outer/inner/", 200, befores + afters + teardowns},
		{"an error of a view", "GET", "/outer/inner/error", 403, befores + afters + teardowns},
		{"an unforeseen error of a view", "GET", "/outer/inner/broken", 500, befores + afters + teardowns},
		{"404", "GET", "/nowhere", 404, appOnly},
		{"404 below a blueprint's prefix", "GET", "/outer/inner/nowhere", 404, appOnly},
		{"405 of a blueprint's rule", "POST", "/outer/inner/", 405, appOnly},
		{"a redirect of the rules", "GET", "/outer/inner", 308, appOnly},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d := &diary{}
			c, _ := client(t, gourd.Config{}, func(app *gourd.App) {
				outer, inner := nested(app, d)
				inner.Get("/", func(*gourd.Ctx) (string, error) { d.note("view"); return "x", nil })
				inner.Get("/error", func(*gourd.Ctx) (string, error) { return "", gourd.Error(403, "") })
				inner.Get("/broken", func(*gourd.Ctx) (string, error) { return "", errors.New("broken") })
				outer.Register(inner)
				app.Register(outer)
			})
			c.Do(test.method, test.path).Want(test.status)
			if d.String() != test.want {
				t.Errorf("got  %s\nwant %s", d, test.want)
			}
		})
	}
}

func TestABeforeHookMayAnswer(t *testing.T) {
	d := &diary{}
	c, _ := client(t, gourd.Config{}, func(app *gourd.App) {
		noteHooks(app.Blueprint, d, "app")
		app.Before(func(c *gourd.Ctx) (gourd.Response, error) {
			c.SetHeader("X-From", "hook")
			if c.Query("stop") == "" {
				return gourd.Response{}, nil
			}
			return gourd.Text("stopped").WithStatus(299), nil
		})
		app.Before(func(*gourd.Ctx) (gourd.Response, error) { d.note("behind"); return gourd.Response{}, nil })
		app.Get("/", func(*gourd.Ctx) (string, error) { d.note("view"); return "x", nil })
	})
	c.Get("/").Want(200).WantBody("x").WantHeader("X-From", "hook")
	d.lines = nil
	for _, path := range []string{"/?stop=1", "/nowhere?stop=1"} {
		c.Get(path).Want(299).WantBody("stopped").WantHeader("X-From", "hook")
		if want := "before app1, before app2, after app2, after app1, teardown app2, teardown app1"; d.String() != want {
			t.Errorf("%s: got  %s\nwant %s", path, d, want)
		}
		d.lines = nil
	}
}

func TestAnAfterHookChangesTheAnswer(t *testing.T) {
	tests := []struct {
		name string
		view func(c *gourd.Ctx) (any, error)
		want string
	}{
		{"a string", func(*gourd.Ctx) (any, error) { return "a", nil }, "A"},
		{"bytes", func(*gourd.Ctx) (any, error) { return []byte("a"), nil }, "A"},
		{"a value as JSON", func(*gourd.Ctx) (any, error) { return []string{"a"}, nil }, "[\"A\"]\n"},
		{"a Response of JSON", func(*gourd.Ctx) (any, error) { return gourd.JSON("a"), nil }, "\"A\"\n"},
		{"nothing", func(*gourd.Ctx) (any, error) { return gourd.Empty(200), nil }, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c, _ := client(t, gourd.Config{}, func(app *gourd.App) {
				app.Get("/", test.view)
				app.After(func(c *gourd.Ctx, r *gourd.Response) error {
					body, there := r.Body()
					if !there {
						t.Error("the hook does not see the body")
					}
					r.SetBody([]byte(strings.ToUpper(string(body))))
					r.Header.Set("X-Length", fmt.Sprint(len(body)))
					return nil
				})
			})
			c.Get("/").Want(200).WantBody(test.want).WantHeader("Content-Length", fmt.Sprint(len(test.want)))
		})
	}
	t.Run("another answer", func(t *testing.T) {
		c, _ := client(t, gourd.Config{}, func(app *gourd.App) {
			app.Get("/", returns("x"))
			app.After(func(_ *gourd.Ctx, r *gourd.Response) error {
				*r = gourd.JSON(gourd.Map{"was": r.StatusCode()}).WithStatus(201)
				return nil
			})
		})
		c.Get("/").Want(201).WantHeader("Content-Type", "application/json").WantBody("{\"was\":200}\n")
	})
}

func TestWhatATeardownHookLearns(t *testing.T) {
	unforeseen := errors.New("unforeseen")
	typed := &fs.PathError{Op: "open", Path: "x", Err: fs.ErrNotExist}
	fails := func(err error) func(app *gourd.App) {
		return func(app *gourd.App) { app.Get("/", func(*gourd.Ctx) (string, error) { return "", err }) }
	}
	tests := []struct {
		name   string
		set    func(app *gourd.App)
		status int
		want   error
	}{
		{"nothing of an answer", func(app *gourd.App) { app.Get("/", returns("x")) }, 200, nil},
		{"nothing of an error with a status", fails(gourd.Error(404, "")), 404, nil},
		{"nothing of an intended 500", fails(gourd.Error(500, "")), 500, nil},
		{"an unforeseen error", fails(unforeseen), 500, unforeseen},
		{"an unforeseen error with a 500 handler", func(app *gourd.App) {
			fails(unforeseen)(app)
			app.OnStatus(500, func(*gourd.Ctx, error) (string, error) { return "sorry", nil })
		}, 500, unforeseen},
		{"nothing of an error that a handler by type has answered", func(app *gourd.App) {
			fails(typed)(app)
			app.OnError(func(*gourd.Ctx, *fs.PathError) (gourd.Response, error) { return gourd.Text("x").WithStatus(410), nil })
		}, 410, nil},
		{"an error handler's own", func(app *gourd.App) {
			fails(typed)(app)
			app.OnError(func(*gourd.Ctx, *fs.PathError) (string, error) { return "", unforeseen })
		}, 500, unforeseen},
		{"a before hook's", func(app *gourd.App) {
			app.Before(func(*gourd.Ctx) (gourd.Response, error) { return gourd.Response{}, unforeseen })
			app.Get("/", returns("x"))
		}, 500, unforeseen},
		{"an after hook's", func(app *gourd.App) {
			app.After(func(*gourd.Ctx, *gourd.Response) error { return unforeseen })
			app.Get("/", returns("x"))
		}, 500, unforeseen},
		{"a stream's", func(app *gourd.App) {
			app.Get("/", returns(func(yield func(string, error) bool) { _ = yield("x", nil) && yield("", unforeseen) }))
		}, 200, unforeseen},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var got error
			times := 0
			c, _ := client(t, gourd.Config{}, func(app *gourd.App) {
				test.set(app)
				app.Teardown(func(_ *gourd.Ctx, err error) { times++; got = err })
			})
			if res := c.Get("/"); res.Status != test.status {
				t.Errorf("answered %d, want %d", res.Status, test.status)
			}
			if !errors.Is(got, test.want) || times != 1 {
				t.Errorf("the hook ran %d times and got %v, want %v", times, got, test.want)
			}
		})
	}
}

// conflict is an error that has a status, and another type's error in it.
type conflict struct{ err error }

func (conflict) Error() string   { return "conflict" }
func (conflict) HTTPStatus() int { return 409 }
func (e conflict) Unwrap() error { return e.err }

func TestErrorHandlersAreFoundInFlasksOrder(t *testing.T) {
	status := func(text string) func(*gourd.Ctx, error) (string, error) {
		return func(*gourd.Ctx, error) (string, error) { return text, nil }
	}
	path := func(text string) func(*gourd.Ctx, *fs.PathError) (string, error) {
		return func(*gourd.Ctx, *fs.PathError) (string, error) { return text, nil }
	}
	httpError := func(text string) func(*gourd.Ctx, *gourd.HTTPError) (string, error) {
		return func(*gourd.Ctx, *gourd.HTTPError) (string, error) { return text, nil }
	}
	any := status // an error of any type
	missing := &fs.PathError{Op: "open", Path: "x", Err: fs.ErrNotExist}
	tests := []struct {
		name   string
		err    error
		set    func(app, outer, inner *gourd.Blueprint)
		status int
		want   string
	}{
		{"by status, the innermost first", gourd.Error(404, ""), func(app, outer, inner *gourd.Blueprint) {
			app.OnStatus(404, status("app"))
			outer.OnStatus(404, status("outer"))
			inner.OnStatus(404, status("inner"))
		}, 404, "inner"},
		{"by status, outwards", gourd.Error(404, ""), func(app, outer, inner *gourd.Blueprint) {
			app.OnStatus(404, status("app"))
			outer.OnStatus(404, status("outer"))
			inner.OnStatus(403, status("inner"))
		}, 404, "outer"},
		{"the application's by status before a blueprint's by type", gourd.Error(404, ""), func(app, _, inner *gourd.Blueprint) {
			app.OnStatus(404, status("app"))
			inner.OnError(httpError("inner"))
		}, 404, "app"},
		{"by type, the innermost first", gourd.Error(404, ""), func(app, outer, _ *gourd.Blueprint) {
			app.OnError(httpError("app"))
			outer.OnError(httpError("outer"))
		}, 404, "outer"},
		{"an error of any type also takes those with a status", gourd.Error(404, ""), func(app, _, _ *gourd.Blueprint) {
			app.OnError(any("any"))
		}, 404, "any"},
		{"an unforeseen error by type before 500", missing, func(app, _, inner *gourd.Blueprint) {
			app.OnError(path("type"))
			inner.OnStatus(500, status("500"))
		}, 500, "type"},
		{"an unforeseen error as 500", missing, func(app, _, _ *gourd.Blueprint) {
			app.OnStatus(500, status("500"))
			app.OnStatus(404, status("404"))
		}, 500, "500"},
		{"an unforeseen error as HTTPError", missing, func(app, _, _ *gourd.Blueprint) {
			app.OnError(httpError("HTTPError"))
		}, 500, "HTTPError"},
		{"a concrete type before an interface", missing, func(app, _, _ *gourd.Blueprint) {
			app.OnError(any("any"))
			app.OnError(path("concrete"))
		}, 500, "concrete"},
		{"an inner interface before an outer concrete type", missing, func(app, _, inner *gourd.Blueprint) {
			app.OnError(path("concrete"))
			inner.OnError(any("any"))
		}, 500, "any"},
		{"a wrapped error", fmt.Errorf("reading: %w", missing), func(app, _, _ *gourd.Blueprint) {
			app.OnError(path("wrapped"))
		}, 500, "wrapped"},
		{"one of joined errors", errors.Join(errors.New("x"), missing), func(app, _, _ *gourd.Blueprint) {
			app.OnError(path("joined"))
		}, 500, "joined"},
		{"a wrapped status", fmt.Errorf("reading: %w", gourd.Error(404, "")), func(app, _, _ *gourd.Blueprint) {
			app.OnStatus(404, status("404"))
		}, 404, "404"},
		{"a type with a status by status", conflict{missing}, func(app, _, _ *gourd.Blueprint) {
			app.OnStatus(409, status("409"))
			app.OnError(path("type"))
		}, 409, "409"},
		{"a type with a status by type", conflict{missing}, func(app, _, _ *gourd.Blueprint) {
			app.OnError(func(*gourd.Ctx, conflict) (string, error) { return "outermost", nil })
			app.OnError(path("type"))
		}, 409, "outermost"},
		{"nothing fits", gourd.Error(404, "gone <b>"), func(app, _, _ *gourd.Blueprint) {
			app.OnStatus(403, status("403"))
			app.OnError(path("type"))
		}, 404, "<!doctype html>\n<html lang=en>\n<title>404 Not Found</title>\n<h1>Not Found</h1>\n<p>gone &lt;b&gt;</p>\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c, _ := client(t, gourd.Config{}, func(app *gourd.App) {
				outer, inner := gourd.NewBlueprint("outer", ""), gourd.NewBlueprint("inner", "")
				inner.Get("/", func(*gourd.Ctx) (string, error) { return "", test.err })
				test.set(app.Blueprint, outer, inner)
				outer.Register(inner)
				app.Register(outer)
			})
			c.Get("/").Want(test.status).WantBody(test.want)
		})
	}
}

func TestErrorHandlersOfRouting(t *testing.T) {
	c, _ := client(t, gourd.Config{}, func(app *gourd.App) {
		b := gourd.NewBlueprint("b", "/b")
		b.OnStatus(404, func(*gourd.Ctx, error) (string, error) { return "blueprint", nil })
		b.Get("/", func(*gourd.Ctx) (string, error) { return "", gourd.Error(404, "") })
		b.Get("/folder/", returns("x"))
		app.Register(b)
		app.OnStatus(404, func(c *gourd.Ctx, err error) (string, error) {
			if c.Route() != nil || c.Endpoint() != "" || len(c.Blueprints()) != 0 {
				t.Error("a request that no rule matched has a route")
			}
			return "app", nil
		})
		app.OnStatus(405, func(_ *gourd.Ctx, err error) (gourd.Response, error) {
			var e *gourd.HTTPError
			if !errors.As(err, &e) {
				t.Errorf("the handler got %T", err)
				return gourd.Empty(405), nil
			}
			return gourd.Text("not that").WithHeader("Allow", e.Header.Get("Allow")), nil
		})
		app.OnStatus(500, func(*gourd.Ctx, error) (string, error) { return "500", nil })
	})
	c.Get("/b/").Want(404).WantBody("blueprint")
	c.Get("/b/nowhere").Want(404).WantBody("app")
	c.Post("/b/").Want(405).WantBody("not that").WantHeader("Allow", "GET, HEAD, OPTIONS")
	c.Get("/b/folder").Want(308).WantHeader("Location", "http://localhost/b/folder/")
}

func TestAnErrorHandlersAnswer(t *testing.T) {
	fails := func(*gourd.Ctx) (string, error) {
		return "", &gourd.HTTPError{Status: 401, Message: "who?", Header: authenticate()}
	}
	tests := []struct {
		name   string
		set    func(app *gourd.App)
		status int
		body   string
		log    string
	}{
		{"has the error's status", func(app *gourd.App) {
			app.OnStatus(401, func(*gourd.Ctx, error) (gourd.Response, error) { return gourd.Text("x"), nil })
		}, 401, "x", ""},
		{"has its own status", func(app *gourd.App) {
			app.OnStatus(401, func(*gourd.Ctx, error) (gourd.Response, error) { return gourd.Text("x").WithStatus(200), nil })
		}, 200, "x", ""},
		{"is JSON", func(app *gourd.App) {
			app.OnStatus(401, func(_ *gourd.Ctx, err error) (gourd.Map, error) { return gourd.Map{"error": err.Error()}, nil })
		}, 401, `{"error":"401 Unauthorized: who?"}` + "\n", ""},
		{"is a redirect", func(app *gourd.App) {
			app.OnStatus(401, func(c *gourd.Ctx, _ error) (gourd.Response, error) { return c.Redirect("/login"), nil })
		}, 302, "", ""},
		{"is an error, which is a 500", func(app *gourd.App) {
			app.OnStatus(401, func(*gourd.Ctx, error) (string, error) { return "", errors.New("in the handler") })
		}, 500, "", "in the handler"},
		{"is an error with a status, which is a 500 too", func(app *gourd.App) {
			app.OnStatus(401, func(*gourd.Ctx, error) (string, error) { return "", gourd.Error(404, "in the handler") })
		}, 500, "", "in the handler"},
		{"is the zero Response, which is a 500", func(app *gourd.App) {
			app.OnStatus(401, func(*gourd.Ctx, error) (gourd.Response, error) { return gourd.Response{}, nil })
		}, 500, "", "zero Response"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c, log := client(t, gourd.Config{}, func(app *gourd.App) {
				app.Get("/", fails)
				test.set(app)
			})
			res := c.Get("/").Want(test.status)
			if test.body != "" {
				res.WantBody(test.body)
			}
			if !strings.Contains(log.String(), test.log) || test.log == "" && log.String() != "" {
				t.Errorf("the log says %q, want %q in it", log, test.log)
			}
		})
	}
	t.Run("is the zero Response where no rule matched", func(t *testing.T) {
		c, log := client(t, gourd.Config{Debug: true}, func(app *gourd.App) {
			app.OnStatus(404, func(*gourd.Ctx, error) (gourd.Response, error) { return gourd.Response{}, nil })
		})
		c.Get("/nowhere").Want(500).WantText("zero Response")
		if !strings.Contains(log.String(), "an error handler returned the zero Response") {
			t.Errorf("the log says %q", log)
		}
	})
	t.Run("is not there: the page has the error's header", func(t *testing.T) {
		c, _ := client(t, gourd.Config{}, func(app *gourd.App) {
			app.Before(func(c *gourd.Ctx) (gourd.Response, error) {
				c.SetCookie(&http.Cookie{Name: "a", Value: "b"})
				return gourd.Response{}, nil
			})
			app.Get("/", fails)
			app.Get("/folder/", returns("x"))
		})
		c.Get("/").Want(401).WantHeader("WWW-Authenticate", `Basic realm="x"`).WantHeader("Set-Cookie", "a=b; Path=/").WantText("who?")
		c.Get("/folder").Want(308).WantHeader("Set-Cookie", "a=b; Path=/")
	})
}

func authenticate() (h gourd.Header) {
	h.Set("WWW-Authenticate", `Basic realm="x"`)
	return h
}
