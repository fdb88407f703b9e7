package gourdtest_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/async"
	"github.com/gourd-go/gourd/gateway"
	"github.com/gourd-go/gourd/gourdtest"
)

func ok() *gateway.Head { return &gateway.Head{Status: 200, ContentLength: -1} }

// TestContract: what a handler may not do fails the test.
func TestContract(t *testing.T) {
	for _, test := range []struct {
		name    string
		handler gateway.HandlerFunc
		message string
	}{
		{"nothing wrong", func(x *gateway.Exchange) { _ = x.WriteHead(ok(), []byte("x"), false) }, ""},
		{"a second head", func(x *gateway.Exchange) {
			_ = x.WriteHead(ok(), nil, false)
			_ = x.WriteHead(ok(), nil, false)
		}, "the head of the answer was written already"},
		{"a body behind the end", func(x *gateway.Exchange) {
			_ = x.WriteHead(ok(), nil, false)
			_, _ = x.Write([]byte("x"))
		}, "the exchange has ended"},
		{"a body without a head", func(x *gateway.Exchange) { _, _ = x.Write([]byte("x")) }, "before the head"},
		{"a body that is too long", func(x *gateway.Exchange) {
			_ = x.WriteHead(&gateway.Head{Status: 200, ContentLength: 1}, nil, true)
			_, _ = x.Write([]byte("xy"))
		}, "longer than its declared length"},
		{"a body of 304", func(x *gateway.Exchange) {
			_ = x.WriteHead(&gateway.Head{Status: 304}, []byte("x"), false)
		}, "has no body"},
		{"writing to an answer that was given up is no mistake", func(x *gateway.Exchange) {
			_ = x.WriteHead(ok(), nil, true)
			x.Abort()
			_, _ = x.Write([]byte("x"))
		}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			messages := []string{test.message}
			if test.message == "" {
				messages = nil
			}
			wantVerdict(t, func(t testing.TB) { gourdtest.NewHandler(t, test.handler).Get("/") }, messages...)
		})
	}
}

// TestUseBehindTheEnd: an exchange that was kept tells who uses it.
func TestUseBehindTheEnd(t *testing.T) {
	for name, use := range map[string]func(x *gateway.Exchange){
		"Header":    func(x *gateway.Exchange) { x.Header("Host") },
		"Fields":    func(x *gateway.Exchange) { x.Fields(nil) },
		"Trailers":  func(x *gateway.Exchange) { x.Trailers(nil) },
		"Read":      func(x *gateway.Exchange) { _, _ = x.Read(make([]byte, 1)) },
		"WriteHead": func(x *gateway.Exchange) { _ = x.WriteHead(ok(), nil, false) },
		"a method":  func(x *gateway.Exchange) { _, _ = x.Write(nil) },
		"Context":   func(x *gateway.Exchange) { _ = x.Context() },
		"LocalAddr": func(x *gateway.Exchange) { _ = x.LocalAddr() },
		"OnLeave":   func(x *gateway.Exchange) { x.OnLeave(&gateway.Leave{F: func() {}}) },
	} {
		wantVerdict(t, func(t testing.TB) {
			var kept *gateway.Exchange
			gourdtest.NewHandler(t, gateway.HandlerFunc(func(x *gateway.Exchange) { kept = x })).Get("/")
			use(kept)
		}, name+" of the exchange was used after its end")
	}
}

// TestKeptBytesAreGarbage: a string that was not copied does not survive its
// exchange.
func TestKeptBytesAreGarbage(t *testing.T) {
	var kept, copied []string
	handler := gateway.HandlerFunc(func(x *gateway.Exchange) {
		for _, b := range [][]byte{x.Method, x.Target, x.Path, x.Query, x.Host, x.Header("X-A")} {
			kept = append(kept, gateway.View(b))
			copied = append(copied, x.Text(b))
		}
	})
	gourdtest.NewHandler(t, handler).Get("/path?query", gourdtest.Header("X-A", "value"))
	if got, want := strings.Join(copied, " "), "GET /path?query /path query localhost value"; got != want {
		t.Errorf("what was copied is %q, want %q", got, want)
	}
	for i, s := range kept {
		if s != strings.Repeat("#", len(copied[i])) {
			t.Errorf("what was kept of %q is %q, want it overwritten", copied[i], s)
		}
	}
}

func TestApplicationsThatDoNotStart(t *testing.T) {
	view := func(*gourd.Ctx) (string, error) { return "", nil }
	wantVerdict(t, func(t testing.TB) {
		app := newApp()
		app.Get("/twice", view).Name("one")
		app.Get("/twice", view).Name("two")
		gourdtest.New(t, app)
	}, `the application "test" does not start`, "/twice")
	wantVerdict(t, func(t testing.TB) {
		app := newApp()
		app.OnStart(func(context.Context) error { return errors.New("no database") })
		gourdtest.New(t, app)
	}, "no database")
}

// TestApplicationsAreStopped: in order, and what goes wrong then is told.
func TestApplicationsAreStopped(t *testing.T) {
	var order []string
	wantVerdict(t, func(t testing.TB) {
		app := newApp()
		app.OnStart(func(context.Context) error { order = append(order, "start"); return nil })
		app.OnStop(func(context.Context) error { order = append(order, "stop"); return nil })
		app.Get("/", func(*gourd.Ctx) (string, error) {
			app.Background(func(context.Context) error { order = append(order, "background"); return nil })
			return "", nil
		})
		gourdtest.New(t, app).Get("/").Want(200)
	})
	if got := strings.Join(order, " "); got != "start background stop" {
		t.Errorf("the application went through %q", got)
	}
	wantVerdict(t, func(t testing.TB) {
		app := newApp()
		app.OnStop(func(context.Context) error { return errors.New("cannot stop") })
		gourdtest.New(t, app)
	}, "cannot stop")
}

// TestTasksThatStayAlive: the clean-up names what ignores its cancellation.
func TestTasksThatStayAlive(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		wantVerdict(t, func(t testing.TB) {
			app := newApp()
			gourdtest.New(t, app)
			async.Go(app, func(context.Context) (int, error) { <-release; return 0, nil })
		}, "1 tasks of the application")
		close(release)
	})
}

// TestViewsThatStayAlive: a view that takes no notice of its client's leaving.
func TestViewsThatStayAlive(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		wantVerdict(t, func(t testing.TB) {
			gourdtest.NewHandler(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.(http.Flusher).Flush()
				<-release
			})).Stream("GET", "/").Close()
		}, "the handler still runs 10s after the client has left")
		close(release)
	})
}

func TestOpenStreamsAreClosedAtTheEnd(t *testing.T) {
	ended := make(chan struct{})
	wantVerdict(t, func(t testing.TB) {
		app := newApp()
		app.Get("/", func(*gourd.Ctx) (http.Handler, error) {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				defer close(ended)
				w.(http.Flusher).Flush()
				<-r.Context().Done()
			}), nil
		})
		gourdtest.New(t, app).Stream("GET", "/")
	})
	<-ended
}

func TestMistakesInTests(t *testing.T) {
	text := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "text") })
	for name, test := range map[string]struct {
		run     func(c *gourdtest.Client)
		message string
	}{
		"a target that is none":    {func(c *gourdtest.Client) { c.Get("notes") }, `the request target is "notes"`},
		"a target with a space":    {func(c *gourdtest.Client) { c.Get("/a b") }, "without spaces"},
		"JSON that cannot be":      {func(c *gourdtest.Client) { c.Post("/", gourdtest.JSON(func() {})) }, "cannot be written as JSON"},
		"another status":           {func(c *gourdtest.Client) { c.Get("/").Want(201) }, "GET /: status 200, want 201; the body: text"},
		"another header":           {func(c *gourdtest.Client) { c.Get("/").WantHeader("X-A", "1") }, `the header field X-A is "", want "1"`},
		"another body":             {func(c *gourdtest.Client) { c.Get("/").WantBody("else") }, `the body is "text", want "else"`},
		"a text that is not there": {func(c *gourdtest.Client) { c.Get("/").WantText("te", "else") }, `does not contain "else"`},
		"an answer that is no JSON": {
			func(c *gourdtest.Client) { c.Get("/").JSON[int]() }, `the Content-Type is "text/plain; charset=utf-8", want JSON`,
		},
		"no socket": {func(c *gourdtest.Client) { c.Socket("/") }, "was not upgraded to a WebSocket; the status is 200"},
	} {
		t.Run(name, func(t *testing.T) {
			wantVerdict(t, func(t testing.TB) { test.run(gourdtest.NewHandler(t, text)) }, test.message)
		})
	}
	wantVerdict(t, func(t testing.TB) { gourdtest.NewHandler(t, 3) }, "was given a int")
}
