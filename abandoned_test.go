package gourd_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/async"
	"github.com/gourd-go/gourd/server"
)

// A middleware that answers in the view's place, while the view is still at work,
// must not hand the Ctx to another request.
func TestAMiddlewareThatDoesNotWaitForItsView(t *testing.T) {
	app, _ := faulty(t, gourd.Config{})
	limited := gourd.NewBlueprint("limited", "/limited")
	began, goOn, seen := make(chan struct{}), make(chan struct{}), make(chan string, 1)
	limited.Use(func(next http.Handler) http.Handler {
		patient := http.TimeoutHandler(next, time.Hour, "late")
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			patient.ServeHTTP(w, r.WithContext(overWhen{r.Context(), began}))
		})
	})
	limited.Get("/", func(c *gourd.Ctx) (string, error) {
		close(began)
		<-goOn
		seen <- c.Cookie("user")
		return "of " + c.Cookie("user"), nil
	})
	app.Register(limited)
	app.Get("/who", func(c *gourd.Ctx) (string, error) { return c.Cookie("user"), nil })
	s := httptest.NewServer(app)
	defer s.Close()
	ask := func(path, user string) string {
		req, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+path, nil)
		req.AddCookie(&http.Cookie{Name: "user", Value: user})
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Error(err)
			return ""
		}
		defer res.Body.Close()
		body, _ := io.ReadAll(res.Body)
		return fmt.Sprint(res.StatusCode, " ", string(body))
	}
	req, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+"/limited/", nil)
	req.AddCookie(&http.Cookie{Name: "user", Value: "alice"})
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	late := make([]byte, 4)
	if _, err := io.ReadFull(res.Body, late); err != nil || res.StatusCode != 503 || string(late) != "late" {
		t.Errorf("answered %d %q, %v", res.StatusCode, late, err)
	}
	var others sync.WaitGroup
	for range 20 {
		others.Go(func() {
			if got := ask("/who", "bob"); got != "200 bob" {
				t.Errorf("another request got %q", got)
			}
		})
	}
	others.Wait()
	close(goOn)
	if got := <-seen; got != "alice" {
		t.Errorf("the view of alice saw the cookie of %q", got)
	}
	waitFor(t, func() bool { return app.Live() == 0 })
}

// overWhen is a context whose deadline has passed when the channel is closed.
type overWhen struct {
	context.Context
	closed <-chan struct{}
}

func (o overWhen) Done() <-chan struct{} { return o.closed }

func (o overWhen) Err() error {
	select {
	case <-o.closed:
		return context.DeadlineExceeded
	default:
		return nil
	}
}

// A time-out may pass before the handler within it was called, which it still is.
func TestAMiddlewareThatCallsItsViewWhenItHasAnswered(t *testing.T) {
	app, log := faulty(t, gourd.Config{})
	called := make(chan *httptest.ResponseRecorder, 1)
	answered := make(chan struct{})
	app.Get("/", func(*gourd.Ctx) (string, error) {
		t.Error("the view ran")
		return "", nil
	}).Use(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			go func() {
				<-answered
				late := httptest.NewRecorder()
				next.ServeHTTP(late, r)
				called <- late
			}()
			w.WriteHeader(http.StatusTeapot)
		})
	})
	if answer := get(t, app, "/"); !strings.HasPrefix(answer, "HTTP/1.1 418") {
		t.Errorf("answered %q", answer)
	}
	close(answered)
	if late := <-called; late.Code != 500 || !strings.Contains(log.String(), "behind its own return") {
		t.Errorf("the late call got %d; the log says\n%s", late.Code, log)
	}
}

func TestAViewIsCancelledWhenItsMiddlewareHasAnswered(t *testing.T) {
	app, _ := faulty(t, gourd.Config{})
	began, cause := make(chan struct{}), make(chan error, 1)
	app.Get("/", func(c *gourd.Ctx) (string, error) {
		close(began)
		err := async.Sleep(c.Context(), time.Minute)
		cause <- err
		return "", err
	}).Use(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			go next.ServeHTTP(httptest.NewRecorder(), r)
			<-began
			w.WriteHeader(http.StatusTeapot)
		})
	})
	if answer := get(t, app, "/"); !strings.HasPrefix(answer, "HTTP/1.1 418") {
		t.Errorf("answered %q", answer)
	}
	if err := <-cause; err == nil || !strings.Contains(err.Error(), "a middleware has answered") {
		t.Errorf("the wait ended with %v", err)
	}
}

func TestUseOfAMountCoversAllBelowIt(t *testing.T) {
	app, _ := faulty(t, gourd.Config{})
	app.Mount("/admin", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "secret") })).
		Use(func(http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(401) })
		})
	for _, path := range []string{"/admin/", "/admin/x", "/admin/x/y"} {
		if answer := get(t, app, path); !strings.HasPrefix(answer, "HTTP/1.1 401") {
			t.Errorf("%s answered %q", path, answer)
		}
	}
}

func passThrough(next http.Handler) http.Handler { return next }

// recorder is the usual writer of a middleware that notes the status: it hides all
// that is not http.ResponseWriter.
func recorder(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(struct{ http.ResponseWriter }{w}, r)
	})
}

func TestFaultsBehindMiddleware(t *testing.T) {
	t.Parallel()
	around := map[string]func(app *gourd.App, r *gourd.Route){
		"the application's": func(app *gourd.App, _ *gourd.Route) { app.Use(passThrough) },
		"a route's":         func(_ *gourd.App, r *gourd.Route) { r.Use(passThrough) },
		"a recorder":        func(app *gourd.App, _ *gourd.Route) { app.Use(recorder) },
		"a route's recorder": func(_ *gourd.App, r *gourd.Route) {
			r.Use(recorder)
		},
	}
	for name, use := range around {
		t.Run("a slow body, "+name, func(t *testing.T) {
			t.Parallel() // the server lingers half a second before it closes
			app, _ := faulty(t, gourd.Config{})
			use(app, app.Post("/", func(c *gourd.Ctx) (string, error) {
				_, err := c.Body()
				return "", err
			}))
			conn, err := net.Dial("tcp", serve(t, app, server.Config{BodyTimeout: 50 * time.Millisecond}))
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			_, _ = io.WriteString(conn, "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nabc")
			answer := make([]byte, 12)
			if _, err := io.ReadFull(conn, answer); err != nil || string(answer) != "HTTP/1.1 408" {
				t.Errorf("answered %q, %v", answer, err)
			}
		})
		t.Run("a stream, "+name, func(t *testing.T) {
			app, log := faulty(t, gourd.Config{})
			use(app, app.Get("/", func(*gourd.Ctx) (iter.Seq2[string, error], error) {
				return func(yield func(string, error) bool) { _ = yield("one", nil) && yield("two", nil) }, nil
			}))
			if answer := get(t, app, "/"); !strings.HasPrefix(answer, "HTTP/1.1 200") || !strings.Contains(answer, "two") || log.String() != "" {
				t.Errorf("answered %q\n%s", answer, log)
			}
		})
		t.Run("a panic, "+name, func(t *testing.T) {
			app, log := faulty(t, gourd.Config{})
			use(app, app.Get("/", func(*gourd.Ctx) (string, error) { panic("boom") }))
			if answer := get(t, app, "/"); !strings.HasPrefix(answer, "HTTP/1.1 500") || !strings.Contains(log.String(), "boom") {
				t.Errorf("answered %q\n%s", answer, log)
			}
		})
	}
}

func TestAnApplicationMountedInItself(t *testing.T) {
	a, _ := faulty(t, gourd.Config{})
	b, _ := faulty(t, gourd.Config{})
	a.Mount("/b", b)
	b.Mount("/a", a)
	if err := a.Start(t.Context()); err == nil || !strings.Contains(err.Error(), "mounted in itself") {
		t.Errorf("got %v", err)
	}
	defer func() {
		if v := recover(); v == nil || !strings.Contains(fmt.Sprint(v), "mounted in itself, at") {
			t.Errorf("got %v", v)
		}
	}()
	c := gourd.New("c")
	c.Mount("/c", c)
}

func TestBackgroundWorkThatFailsIsLogged(t *testing.T) {
	tests := []struct {
		name string
		work func(context.Context) error
		log  string
	}{
		{"an error", func(context.Context) error { return errors.New("no paper") }, "no paper"},
		{"a panic", func(context.Context) error { panic("boom") }, "abandoned_test.go"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			app, log := faulty(t, gourd.Config{})
			app.Background(test.work)
			waitFor(t, func() bool { return strings.Contains(log.String(), test.log) })
			if err := app.Stop(t.Context()); err != nil {
				t.Error(err)
			}
			app.Background(test.work)
			waitFor(t, func() bool { return strings.Contains(log.String(), "was not begun") })
		})
	}
}

type page struct{ title string }

func (p page) index(*gourd.Ctx) (string, error) { return p.title, nil }

func TestEndpointsOfMethodsAndHandlersAreTheirOwn(t *testing.T) {
	tests := []struct {
		name string
		add  func(app *gourd.App)
		fine bool
	}{
		{"one function under two rules", func(app *gourd.App) { app.Get("/a", index); app.Get("/b", index) }, true},
		{"methods of two values", func(app *gourd.App) { app.Get("/a", page{"a"}.index); app.Get("/b", page{"b"}.index) }, false},
		{"two handlers", func(app *gourd.App) {
			app.Handle("/a", http.NotFoundHandler()).Name("same")
			app.Handle("/b", http.NotFoundHandler()).Name("same")
		}, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			app, _ := faulty(t, gourd.Config{})
			test.add(app)
			if err := app.Setup(); (err == nil) != test.fine {
				t.Errorf("got %v", err)
			}
		})
	}
}
