package gourd_test

import (
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/gourd-go/gourd"
)

func TestSignals(t *testing.T) {
	var s gourd.Signal[int]
	d := &diary{}
	note := func(name string) func(int) { return func(v int) { d.note("%s %d", name, v) } }
	if s.Connected() {
		t.Error("somebody is connected to the zero Signal")
	}
	s.Send(0)
	first := s.Connect(note("first"))
	second := s.Connect(note("second"))
	third := s.Connect(note("third"))
	s.Send(1)
	second()
	second() // again, which does nothing
	s.Send(2)
	first()
	s.Connect(note("fourth"))
	s.Send(3)
	third()
	if want := "first 1, second 1, third 1, first 2, third 2, third 3, fourth 3"; d.String() != want {
		t.Errorf("got %s, want %s", d, want)
	}
	if !s.Connected() {
		t.Error("nobody is connected")
	}
}

func TestReceiversThatConnectAndDisconnect(t *testing.T) {
	var s gourd.Signal[string]
	d := &diary{}
	var leave func()
	leave = s.Connect(func(v string) {
		d.note("once %s", v)
		leave()
		s.Connect(func(v string) { d.note("new %s", v) })
	})
	s.Connect(func(v string) { d.note("always %s", v) })
	s.Send("a")
	s.Send("b")
	if want := "once a, always a, always b, new b"; d.String() != want {
		t.Errorf("got %s, want %s", d, want)
	}
	if message := misuse(t, func() { s.Connect(nil) }); !strings.Contains(message, "signals_test.go:") {
		t.Errorf("the message is %q", message)
	}
}

func TestASignalOfManyGoroutines(t *testing.T) {
	var s gourd.Signal[int]
	var heard, always atomic.Int64
	s.Connect(func(int) { always.Add(1) })
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 100 {
				leave := s.Connect(func(int) { heard.Add(1) })
				s.Send(1)
				leave()
			}
		})
	}
	all.Wait()
	if heard.Load() < 800 || always.Load() != 800 {
		t.Errorf("heard %d, and always %d; want at least 800, and 800", heard.Load(), always.Load())
	}
	heard.Store(0)
	s.Send(1)
	if heard.Load() != 0 {
		t.Errorf("%d receivers are left", heard.Load())
	}
}

func TestWhatSignalsTell(t *testing.T) {
	var app *gourd.App
	c, _ := client(t, gourd.Config{}, func(a *gourd.App) {
		app = a
		app.Get("/notes/<int:id>", func(*gourd.Ctx) (string, error) { return "x", nil }).Name("show")
		app.Get("/fails", func(*gourd.Ctx) (string, error) { panic(boom{}) })
	})
	// Signals can be connected to while the application serves.
	d := &diary{}
	s := app.Signals()
	leave := []func(){
		s.RequestStarted.Connect(func(c *gourd.Ctx) { d.note("started %s %v", c.Endpoint(), c.Args()) }),
		s.RequestFinished.Connect(func(a gourd.RequestAnswer) {
			body, _ := a.Response.Body()
			d.note("finished %s %d %.3s", a.Ctx.Path(), a.Response.StatusCode(), body)
			a.Response.Header.Set("X-Signal", "heard")
		}),
		s.GotRequestException.Connect(func(e gourd.RequestError) {
			d.note("exception %s %v", e.Ctx.Path(), errors.Is(e.Err, boom{}))
		}),
		s.RequestTearingDown.Connect(func(e gourd.RequestError) { d.note("ending %s %v", e.Ctx.Path(), e.Err) }),
	}
	c.Get("/notes/3").Want(200).WantHeader("X-Signal", "heard")
	c.Get("/fails").Want(500)
	for _, f := range leave {
		f()
	}
	c.Get("/notes/3").Want(200).WantHeader("X-Signal", "")
	want := "started show map[id:3], finished /notes/3 200 x, ending /notes/3 <nil>, " +
		"started  map[], exception /fails true, finished /fails 500 <!d, ending /fails panic: boom"
	if d.String() != want {
		t.Errorf("got  %s\nwant %s", d, want)
	}
}

// A request that goes through middleware is told of once.
func TestSignalsOfARequestBehindMiddleware(t *testing.T) {
	d := &diary{}
	c, _ := client(t, gourd.Config{}, func(app *gourd.App) {
		app.Use(tagging(d, "App"))
		app.Get("/", returns("x")).Use(tagging(d, "Route"))
		app.Signals().RequestStarted.Connect(func(*gourd.Ctx) { d.note("started") })
		app.Signals().RequestFinished.Connect(func(gourd.RequestAnswer) { d.note("finished") })
		app.Signals().RequestTearingDown.Connect(func(gourd.RequestError) { d.note("ending") })
	})
	c.Get("/").Want(200)
	if want := "in App, started, in Route, finished, out Route, ending, out App"; d.String() != want {
		t.Errorf("got %s, want %s", d, want)
	}
}

// What receivers of the last signals do wrong is logged; the others' panics are the
// request's, which order_test.go compares with Flask's.
func TestReceiversThatPanic(t *testing.T) {
	d := &diary{}
	c, log := client(t, gourd.Config{}, func(app *gourd.App) {
		app.Get("/", func(*gourd.Ctx) (string, error) { return "", boom{} })
		app.Signals().GotRequestException.Connect(func(gourd.RequestError) { panic("told of an exception") })
		app.Signals().RequestTearingDown.Connect(func(gourd.RequestError) { panic("told of the end") })
		app.Teardown(func(*gourd.Ctx, error) { d.note("teardown 1") })
		app.Teardown(func(*gourd.Ctx, error) { d.note("teardown 2"); panic("tearing down") })
	})
	c.Get("/").Want(500)
	c.Get("/").Want(500)
	for _, want := range []string{"told of an exception", "told of the end", "tearing down"} {
		if strings.Count(log.String(), "panic: "+want) != 2 {
			t.Errorf("the log has not %q twice: %s", want, log)
		}
	}
	if want := "teardown 2, teardown 1, teardown 2, teardown 1"; d.String() != want {
		t.Errorf("got %s, want %s", d, want)
	}
}

// A hook of this request alone that adds another one: both run, as in Flask, and neither
// runs for the next request.
func TestHooksOfThisRequest(t *testing.T) {
	d := &diary{}
	c, _ := client(t, gourd.Config{}, func(app *gourd.App) {
		app.Get("/", func(c *gourd.Ctx) (string, error) {
			c.AfterThisRequest(func(c *gourd.Ctx, r *gourd.Response) error {
				d.note("first")
				c.AfterThisRequest(func(*gourd.Ctx, *gourd.Response) error { d.note("added"); return nil })
				return nil
			})
			c.AfterThisRequest(func(_ *gourd.Ctx, r *gourd.Response) error {
				d.note("second")
				r.Header.Set("X-This", "request")
				return nil
			})
			return "x", nil
		})
		app.Get("/other", returns("x")).Name("other")
		app.After(func(*gourd.Ctx, *gourd.Response) error { d.note("after"); return nil })
	})
	c.Get("/").Want(200).WantHeader("X-This", "request")
	c.Get("/other").Want(200).WantHeader("X-This", "")
	if want := "first, second, added, after, after"; d.String() != want {
		t.Errorf("got %s, want %s", d, want)
	}
}

// Errors that leave the application: what stands around it gets the error itself, once
// the teardown has run.
func TestErrorsThatPropagate(t *testing.T) {
	for _, through := range []string{"nothing", "middleware of the application", "middleware of the route"} {
		t.Run("through "+through, func(t *testing.T) {
			app, log := faulty(t, gourd.Config{PropagateErrors: true})
			d := &diary{}
			route := app.Get("/", func(*gourd.Ctx) (string, error) { return "", boom{} })
			app.Get("/foreseen", func(*gourd.Ctx) (string, error) { return "", gourd.Error(403, "") })
			switch through {
			case "middleware of the application":
				app.Use(passThrough)
			case "middleware of the route":
				route.Use(passThrough)
			}
			app.Teardown(func(_ *gourd.Ctx, err error) { d.note("teardown %v", err) })
			app.OnStatus(500, func(*gourd.Ctx, error) (string, error) { d.note("handler"); return "", nil })
			for path, want := range map[string]string{"/": "raised boom", "/foreseen": "403"} {
				if got := answerOf(app, journey{Method: "GET", Path: path}); got != want {
					t.Errorf("%s: %s, want %s", path, got, want)
				}
			}
			if got := d.String(); got != "teardown boom, teardown <nil>" && got != "teardown <nil>, teardown boom" {
				t.Errorf("the journal is %s", got)
			}
			if log.String() != "" {
				t.Errorf("the log says %s", log)
			}
			if err := app.Stop(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
}
