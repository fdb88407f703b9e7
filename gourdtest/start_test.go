package gourdtest_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"
	"testing"

	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/gourdtest"
)

// lived is an application that keeps a diary of its life.
func lived() (*gourd.App, *[]string) {
	app := newApp()
	events := &[]string{}
	note := func(text string) func(context.Context) error {
		return func(context.Context) error { *events = append(*events, text); return nil }
	}
	app.OnStart(note("start"))
	app.OnStop(note("stop"))
	app.Command("init-db", "make the tables", func(ctx context.Context, args []string) error {
		s := gourd.StdioOf(ctx)
		text, err := io.ReadAll(s.In)
		fmt.Fprint(s.Out, "made ", args, string(text))
		fmt.Fprint(s.Err, "slowly")
		return err
	})
	app.Command("fail", "", func(context.Context, []string) error { return errors.New("no disk") })
	app.Get("/forever", func(c *gourd.Ctx) (gourd.Response, error) {
		return gourd.Events(func(func(gourd.Event, error) bool) { <-c.Context().Done() }, gourd.EventOptions{Heartbeat: -1}), nil
	})
	return app, events
}

func TestStart(t *testing.T) {
	app, events := lived()
	wantVerdict(t, func(t testing.TB) {
		gourdtest.Start(t, app)
		app.Background(func(context.Context) error { *events = append(*events, "background"); return nil })
		gourdtest.Start(t, app)
	})
	if got := strings.Join(*events, ", "); got != "start, background, stop" {
		t.Errorf("its life was %s", got)
	}
	broken := newApp()
	broken.OnStart(func(context.Context) error { return errors.New("no disk") })
	wantVerdict(t, func(t testing.TB) { gourdtest.Start(t, broken) }, "does not start", "no disk")
}

// A client, commands and a Ctx share an application, in any order, and it stops when
// the last of them has left it.
func TestOneApplicationInSeveralWays(t *testing.T) {
	for _, clientFirst := range []bool{true, false} {
		app, events := lived()
		wantVerdict(t, func(t testing.TB) {
			if clientFirst {
				gourdtest.New(t, app).Stream("GET", "/forever")
			}
			if r := gourdtest.CommandInput(t, app, " from text", "init-db", "-v"); r.Output != "made [-v] from text" || r.Errors != "slowly" || r.Err != nil {
				t.Errorf("the command: %+v", r)
			}
			if r := gourdtest.Command(t, app, "fail"); r.Output != "" || r.Err == nil || r.Err.Error() != "no disk" {
				t.Errorf("the command that fails: %+v", r)
			}
			if r := gourdtest.Command(t, app, "missing"); r.Err == nil || !strings.Contains(r.Err.Error(), `no command "missing"`) {
				t.Errorf("a command that is not there: %+v", r)
			}
			gourdtest.New(t, app).Stream("GET", "/forever")
		})
		if got := strings.Join(*events, ", "); got != "start, stop" {
			t.Errorf("its life was %s", got)
		}
	}
}

func TestCtx(t *testing.T) {
	app := newApp()
	var ran []string
	app.Before(func(*gourd.Ctx) (gourd.Response, error) { ran = append(ran, "before"); return gourd.Response{}, nil })
	app.Teardown(func(_ *gourd.Ctx, err error) { ran = append(ran, fmt.Sprint("teardown ", err)) })
	app.Post("/notes/<int:id>", func(*gourd.Ctx) (string, error) { ran = append(ran, "view"); return "", nil }).Name("note")
	var kept *gourd.Ctx
	wantVerdict(t, func(t testing.TB) {
		c := gourdtest.Ctx(t, app, "POST", "/notes/7?page=2", gourdtest.Form(url.Values{"title": {"Milk"}}), gourdtest.BasicAuth("ann", "x"))
		form, err := c.Form()
		if err != nil {
			t.Errorf("the form: %v", err)
		}
		got := fmt.Sprint(c.Endpoint(), c.Arg[int]("id"), c.Query("page"), form.Get("title"), c.Header("Authorization"), c.URL("note", gourd.Map{"id": 8}))
		if want := "note72MilkBasic YW5uOng=/notes/8"; got != want {
			t.Errorf("the Ctx says %s, want %s", got, want)
		}
		if err := c.Context().Err(); err != nil {
			t.Errorf("its context has ended: %v", err)
		}
		if lost := gourdtest.Ctx(t, app, "GET", "/nowhere"); lost.Route() != nil || lost.Path() != "/nowhere" {
			t.Errorf("a path without a route has %v", lost.Route())
		}
		kept = c
	})
	if got := strings.Join(ran, ", "); got != "teardown <nil>, teardown <nil>" {
		t.Errorf("it ran %s", got)
	}
	defer func() {
		if v := recover(); v == nil || !strings.Contains(fmt.Sprint(v), "its request had ended") {
			t.Errorf("a Ctx that is used behind the test: %v", v)
		}
	}()
	_ = kept.Method()
}

// An application without a logger writes to the test's log, with readable stacks.
func TestAFailedViewIsInTheTestsLog(t *testing.T) {
	app := gourd.New("faulty", gourd.Config{Testing: true})
	app.Get("/", func(*gourd.Ctx) (string, error) { panic("oops") })
	var log strings.Builder
	wantVerdict(t, func(t testing.TB) {
		gourdtest.New(written{t, &log}, app).Get("/").Want(500)
	})
	for _, want := range []string{"level=ERROR", `error="panic: oops"`, "\ngoroutine ", "start_test.go:"} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("the log has no %q:\n%s", want, log.String())
		}
	}
	app.Logger().Error("behind the end")
	if strings.Contains(log.String(), "behind the end") {
		t.Error("a test's log is written to behind its end")
	}
}

// written is a test whose log is kept.
type written struct {
	testing.TB
	log io.Writer
}

func (w written) Output() io.Writer { return w.log }
