package gourd_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/async"
	"github.com/gourd-go/gourd/gateway"
)

// logBuffer collects an application's log.
type logBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func (l *logBuffer) logger() *slog.Logger { return slog.New(slog.NewTextHandler(l, nil)) }

// faulty is an application whose views go wrong in every way, and its log.
func faulty(t *testing.T, config gourd.Config) (*gourd.App, *logBuffer) {
	t.Helper()
	log := &logBuffer{}
	config.Logger = log.logger()
	app := gourd.New("faulty", config)
	t.Cleanup(func() {
		if n := app.Live(); n != 0 {
			t.Errorf("%d requests are still alive", n)
		}
		if n := app.Scope().Live(); n != 0 {
			t.Errorf("%d tasks are still alive", n)
		}
	})
	return app, log
}

// exchange sends raw bytes to a server of app's and returns all that comes back
// until the server closes the connection.
func exchange(t *testing.T, h http.Handler, raw string) string {
	t.Helper()
	s := httptest.NewServer(h)
	defer s.Close()
	conn, err := net.Dial("tcp", s.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, raw); err != nil {
		t.Fatal(err)
	}
	_ = conn.SetReadDeadline(time.Now().Add(patience))
	all, err := io.ReadAll(conn)
	if err != nil && !strings.Contains(err.Error(), "reset") {
		t.Fatalf("after %q: %v", all, err)
	}
	return string(all)
}

// get asks for a path and has the server close the connection behind its answer.
func get(t *testing.T, h http.Handler, path string) string {
	t.Helper()
	return exchange(t, h, "GET "+path+" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
}

func TestFaultsOfViews(t *testing.T) {
	type unmarshalable struct{ V brokenJSON }
	boom := func() (string, error) { panic("boom") }
	tests := []struct {
		name   string
		view   func(app *gourd.App)
		status string // of the answer's first line; "": no answer at all
		log    string // stands in the log
		broken bool   // the body ends without its end
	}{
		{name: "an error", status: "500", log: "secret detail", view: func(app *gourd.App) {
			app.Get("/", func(*gourd.Ctx) (string, error) { return "", errors.New("secret detail") })
		}},
		{name: "a panic", status: "500", log: "faults_test.go", view: func(app *gourd.App) {
			app.Get("/", func(*gourd.Ctx) (string, error) { return boom() })
		}},
		{name: "a panic with an error", status: "403", log: "", view: func(app *gourd.App) {
			app.Get("/", func(*gourd.Ctx) (string, error) { panic(gourd.Error(403, "no")) })
		}},
		{name: "a panic in a before hook", status: "500", log: "boom", view: func(app *gourd.App) {
			app.Before(func(*gourd.Ctx) (gourd.Response, error) { _, err := boom(); return gourd.Response{}, err })
			app.Get("/", func(*gourd.Ctx) (string, error) { return "x", nil })
		}},
		{name: "a panic in an after hook", status: "500", log: "boom", view: func(app *gourd.App) {
			app.After(func(*gourd.Ctx, *gourd.Response) error { _, err := boom(); return err })
			app.Get("/", func(*gourd.Ctx) (string, error) { return "x", nil })
		}},
		{name: "a panic in a teardown hook", status: "200", log: "boom", view: func(app *gourd.App) {
			app.Teardown(func(*gourd.Ctx, error) { _, _ = boom() })
			app.Get("/", func(*gourd.Ctx) (string, error) { return "x", nil })
		}},
		{name: "a panic in an error handler", status: "500", log: "boom", view: func(app *gourd.App) {
			app.OnStatus(404, func(*gourd.Ctx, error) (string, error) { return boom() })
			app.Get("/", func(*gourd.Ctx) (string, error) { return "", gourd.Error(404, "") })
		}},
		{name: "a panic in an encoder", status: "500", log: "boom", view: func(app *gourd.App) {
			app.Get("/", func(*gourd.Ctx) (unmarshalable, error) { return unmarshalable{brokenJSON{panics: true}}, nil })
		}},
		{name: "an encoder's error", status: "500", log: "cannot be JSON", view: func(app *gourd.App) {
			app.Get("/", func(*gourd.Ctx) (unmarshalable, error) { return unmarshalable{}, nil })
		}},
		{name: "a panic in a task that is awaited", status: "500", log: "faults_test.go", view: func(app *gourd.App) {
			app.Get("/", func(c *gourd.Ctx) (string, error) {
				return async.Go(c, func(context.Context) (string, error) { return boom() }).Await(c.Context())
			})
		}},
		{name: "a panic in a task that nobody awaits", status: "200", log: "boom", view: func(app *gourd.App) {
			app.Get("/", func(c *gourd.Ctx) (string, error) {
				started := make(chan struct{})
				async.Go(c, func(context.Context) (string, error) { close(started); return boom() })
				<-started
				return "x", nil
			})
		}},
		{name: "a panic before a stream's first element", status: "500", log: "boom", view: func(app *gourd.App) {
			app.Get("/", func(*gourd.Ctx) (iter.Seq2[string, error], error) {
				return func(func(string, error) bool) { _, _ = boom() }, nil
			})
		}},
		{name: "a panic in a stream", status: "200", log: "boom", broken: true, view: func(app *gourd.App) {
			app.Get("/", func(*gourd.Ctx) (iter.Seq2[string, error], error) {
				return func(yield func(string, error) bool) { yield("one", nil); _, _ = boom() }, nil
			})
		}},
		{name: "an error before a stream's first element", status: "404", view: func(app *gourd.App) {
			app.Get("/", func(*gourd.Ctx) (iter.Seq2[string, error], error) {
				return func(yield func(string, error) bool) { yield("", gourd.Error(404, "")) }, nil
			})
		}},
		{name: "an error in a stream", status: "200", log: "halfway", broken: true, view: func(app *gourd.App) {
			app.Get("/", func(*gourd.Ctx) (iter.Seq2[string, error], error) {
				return func(yield func(string, error) bool) {
					_ = yield("one", nil) && yield("", errors.New("halfway"))
				}, nil
			})
		}},
		{name: "a reader that fails at once", status: "500", log: "no file", view: func(app *gourd.App) {
			app.Get("/", func(*gourd.Ctx) (io.Reader, error) { return failingReader{errors.New("no file")}, nil })
		}},
		{name: "Goexit", status: "500", log: "Goexit", view: func(app *gourd.App) {
			app.Get("/", func(*gourd.Ctx) (string, error) { runtime.Goexit(); return "", nil })
		}},
		{name: "Goexit in a stream", status: "200", log: "Goexit", broken: true, view: func(app *gourd.App) {
			app.Get("/", func(*gourd.Ctx) (iter.Seq2[string, error], error) {
				return func(yield func(string, error) bool) { yield("one", nil); runtime.Goexit() }, nil
			})
		}},
		{name: "Goexit in a task", status: "500", log: "Goexit", view: func(app *gourd.App) {
			app.Get("/", func(c *gourd.Ctx) (string, error) {
				return async.Go(c, func(context.Context) (string, error) { runtime.Goexit(); return "", nil }).Await(c.Context())
			})
		}},
		{name: "ErrAbortHandler", status: "", view: func(app *gourd.App) {
			app.Get("/", func(*gourd.Ctx) (string, error) { panic(http.ErrAbortHandler) })
		}},
		{name: "ErrAbortHandler of a mounted handler", status: "200", broken: true, view: func(app *gourd.App) {
			app.Handle("/", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				_, _ = io.WriteString(w, "one")
				w.(http.Flusher).Flush()
				panic(http.ErrAbortHandler)
			}))
		}},
		{name: "a panic of a mounted handler", status: "500", log: "boom", view: func(app *gourd.App) {
			app.Handle("/", http.HandlerFunc(func(http.ResponseWriter, *http.Request) { _, _ = boom() }))
		}},
		{name: "a panic of a middleware", status: "500", log: "boom", view: func(app *gourd.App) {
			app.Use(func(http.Handler) http.Handler {
				return http.HandlerFunc(func(http.ResponseWriter, *http.Request) { _, _ = boom() })
			})
			app.Get("/", func(*gourd.Ctx) (string, error) { return "x", nil })
		}},
		{name: "a panic of a route's middleware", status: "500", log: "boom", view: func(app *gourd.App) {
			app.Get("/", func(*gourd.Ctx) (string, error) { return "x", nil }).Use(func(http.Handler) http.Handler {
				return http.HandlerFunc(func(http.ResponseWriter, *http.Request) { _, _ = boom() })
			})
		}},
		{name: "two heads of a mounted handler", status: "201", view: func(app *gourd.App) {
			app.Handle("/", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(201)
				w.WriteHeader(500)
			}))
		}},
		{name: "an answer by hand and another", status: "202", log: "returned another", view: func(app *gourd.App) {
			app.Get("/", func(c *gourd.Ctx) (string, error) {
				return "twice", c.Exchange().WriteHead(&gateway.Head{Status: 202}, []byte("once"), false)
			})
		}},
		{name: "an answer by hand", status: "202", view: func(app *gourd.App) {
			app.Get("/", func(c *gourd.Ctx) (gourd.Response, error) {
				return gourd.Response{}, c.Exchange().WriteHead(&gateway.Head{Status: 202}, []byte("once"), false)
			})
		}},
		{name: "the zero Response", status: "500", log: "zero Response", view: func(app *gourd.App) {
			app.Get("/", func(*gourd.Ctx) (gourd.Response, error) { return gourd.Response{}, nil })
		}},
		{name: "a header with a line break", status: "500", log: "line break", view: func(app *gourd.App) {
			app.Get("/", func(*gourd.Ctx) (gourd.Response, error) { return gourd.Text("x").WithHeader("X-A", "b\r\nX-C: d"), nil })
		}},
		{name: "a status that is none", status: "500", log: "status 42", view: func(app *gourd.App) {
			app.Get("/", func(*gourd.Ctx) (gourd.Response, error) { return gourd.Empty(42), nil })
		}},
		{name: "an error's status that is none", status: "500", log: "status 200", view: func(app *gourd.App) {
			app.Get("/", func(*gourd.Ctx) (string, error) { return "", gourd.Error(200, "fine") })
		}},
		{name: "a wrong argument", status: "500", log: "has no such argument", view: func(app *gourd.App) {
			app.Get("/", func(c *gourd.Ctx) (string, error) { return c.Arg[string]("id"), nil })
		}},
		{name: "a URL that cannot be built", status: "500", log: "nowhere", view: func(app *gourd.App) {
			app.Get("/", func(c *gourd.Ctx) (string, error) { return c.URL("nowhere"), nil })
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			app, log := faulty(t, gourd.Config{})
			test.view(app)
			answer := get(t, app, "/")
			line, _, _ := strings.Cut(answer, "\r\n")
			if _, status, _ := strings.Cut(line, " "); !strings.HasPrefix(status, test.status) || (test.status == "") != (answer == "") {
				t.Errorf("answered %q, want status %q", line, test.status)
			}
			if !strings.Contains(log.String(), test.log) {
				t.Errorf("the log says %q, want %q in it", log, test.log)
			}
			if test.log == "" && log.String() != "" {
				t.Errorf("the log says %q, want nothing", log)
			}
			for _, secret := range []string{"secret detail", "boom", "faults_test.go"} {
				if strings.Contains(answer, secret) {
					t.Errorf("the client learns %q: %q", secret, answer)
				}
			}
			if chunked := strings.Contains(answer, "chunked"); chunked && strings.HasSuffix(answer, "\r\n0\r\n\r\n") == test.broken {
				t.Errorf("the body ends in %q, want it broken off: %v", answer[max(0, len(answer)-12):], test.broken)
			}
		})
	}
}

// brokenJSON cannot be written.
type brokenJSON struct{ panics bool }

func (b brokenJSON) MarshalJSON() ([]byte, error) {
	if b.panics {
		panic("boom")
	}
	return nil, errors.New("cannot be JSON")
}

type failingReader struct{ err error }

func (r failingReader) Read([]byte) (int, error) { return 0, r.err }

func TestAPanicIsShownWithBothStacksInDebugMode(t *testing.T) {
	app, log := faulty(t, gourd.Config{Debug: true})
	app.Get("/", func(c *gourd.Ctx) (string, error) {
		return async.GoNamed(c, "baker", bake).Await(c.Context())
	})
	page := get(t, app, "/")
	for _, want := range []string{"gourd_test.bake", "TestAPanicIsShown", "baker", "burnt &lt;bread&gt;"} {
		if !strings.Contains(page, want) {
			t.Errorf("the debug page does not show %q:\n%s", want, page)
		}
	}
	for _, want := range []string{"gourd_test.bake", "TestAPanicIsShown"} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("the log does not have %q", want)
		}
	}
}

func bake(context.Context) (string, error) { panic("burnt <bread>") }

func TestGoexitClosesTheConnection(t *testing.T) {
	app, _ := faulty(t, gourd.Config{})
	app.Get("/", func(*gourd.Ctx) (string, error) { runtime.Goexit(); return "", nil })
	// Without "Connection: close" from the client, so that only the server can end it.
	answer := exchange(t, app, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
	if !strings.HasPrefix(answer, "HTTP/1.1 500") || !strings.Contains(answer, "Connection: close") {
		t.Errorf("answered %q", answer)
	}
}

func TestAPanicKeepsTheConnection(t *testing.T) {
	app, _ := faulty(t, gourd.Config{})
	app.Get("/", func(*gourd.Ctx) (string, error) { panic("boom") })
	app.Get("/fine", func(*gourd.Ctx) (string, error) { return "fine", nil })
	answer := exchange(t, app, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\nGET /fine HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
	if !strings.HasPrefix(answer, "HTTP/1.1 500") || !strings.HasSuffix(answer, "fine") {
		t.Errorf("answered %q", answer)
	}
}

func TestBadRequests(t *testing.T) {
	t.Parallel()
	config := gourd.Config{MaxContentLength: 64, MaxFormMemorySize: 32, MaxFormParts: 2, TrustedHosts: []string{"localhost", ".example.com"}}
	post := func(contentType, body string) string {
		return fmt.Sprintf("POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s", contentType, len(body), body)
	}
	form := func(parts ...string) string {
		var b strings.Builder
		for _, p := range parts {
			b.WriteString("--B\r\n" + p + "\r\n")
		}
		return b.String() + "--B--\r\n"
	}
	tests := []struct{ name, raw, status, reason string }{
		{"a path argument of the wrong kind", "GET /notes/x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", "404", ""},
		{"a wrong method", "PUT / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", "405", ""},
		{"malformed JSON", post("application/json", "{"), "400", "unexpected EOF"},
		{"JSON of the wrong shape", post("application/json", `{"Title": 3}`), "400", "Title"},
		{"no JSON", post("text/plain", "{}"), "415", ""},
		{"a body that is too long", post("application/json", `"`+strings.Repeat("x", 64)+`"`), "413", "64 bytes"},
		{"a chunked body that is too long", "POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n46\r\n\"" + strings.Repeat("x", 68) + "\"\r\n0\r\n\r\n", "413", "64 bytes"},
		{"a body that ends early", "POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "400", "chunk"},
		{"a host that is not trusted", "GET / HTTP/1.1\r\nHost: evil.test\r\nConnection: close\r\n\r\n", "400", "TRUSTED_HOSTS"},
		{"a trusted host's port", "GET /fine HTTP/1.1\r\nHost: a.example.com:8080\r\nConnection: close\r\n\r\n", "200", ""},
		{"no form", strings.Replace(post("text/plain", "a=b"), "POST /", "POST /form", 1), "415", ""},
		{"a form without its boundary", strings.Replace(post("multipart/form-data", "x"), "POST /", "POST /form", 1), "400", "boundary"},
		{"a malformed form", strings.Replace(post("multipart/form-data; boundary=B", "--B\r\nnonsense"), "POST /", "POST /form", 1), "400", "malformed"},
		{"a form's field that is too long", strings.Replace(post("application/x-www-form-urlencoded", "a="+strings.Repeat("x", 40)), "POST /", "POST /form", 1), "413", "MAX_FORM_MEMORY_SIZE"},
		{"a form with too many fields", strings.Replace(post("application/x-www-form-urlencoded", "a=1&b=2&c=3"), "POST /", "POST /form", 1), "413", "MAX_FORM_PARTS"},
		{"a form with too many parts", strings.Replace(post("multipart/form-data; boundary=B", form("A", "A", "A")), "POST /", "POST /form", 1), "400", ""},
	}
	for _, debug := range []bool{false, true} {
		config.Debug = debug
		for _, test := range tests {
			config := config
			t.Run(fmt.Sprintf("%s, debug %v", test.name, debug), func(t *testing.T) {
				t.Parallel() // the server lingers half a second before it closes
				app, _ := faulty(t, config)
				app.Post("/", func(c *gourd.Ctx) (string, error) {
					v, err := c.JSON[struct{ Title string }]()
					return v.Title, err
				})
				app.Post("/form", func(c *gourd.Ctx) (string, error) {
					form, err := c.Form()
					if err != nil {
						return "", err
					}
					return form.Get("a"), nil
				})
				app.Get("/notes/<int:id>", func(c *gourd.Ctx) (string, error) { return "note", nil })
				app.Get("/fine", func(c *gourd.Ctx) (string, error) { return "fine", nil })
				answer := exchange(t, app, test.raw)
				if !strings.HasPrefix(answer, "HTTP/1.1 "+test.status) {
					t.Errorf("answered %q, want status %s", answer, test.status)
				}
				if test.reason != "" && strings.Contains(answer, test.reason) != debug {
					t.Errorf("the reason %q is shown: want %v, got %q", test.reason, debug, answer)
				}
			})
		}
	}
}
