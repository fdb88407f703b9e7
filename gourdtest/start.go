package gourdtest

import (
	"bytes"
	"context"
	"testing"
	"time"

	"github.com/gourd-go/gourd"
)

// Start sets app up and starts it: it opens resources and runs start hooks. The test
// fails at once when that fails. At the test's end the app is told to drain, its
// background work is waited for, stop hooks run, and the test fails when a request or
// a task of the app is still alive. [New], [Command] and [Ctx] call it. An app that has
// started already, here or in a test around this one, is left to who started it.
//
// An app without a logger writes to the test's log, so that a test that fails shows
// why a view did.
func Start(t testing.TB, app *gourd.App) {
	t.Helper()
	if app.Started() {
		return
	}
	logTo(t, app)
	if err := app.Start(values(t)); err != nil {
		t.Fatalf("gourdtest: the application %q does not start: %v", app.Name(), err)
	}
	t.Cleanup(func() { stop(t, app) })
}

// values is the test's context without its end, which comes before the clean-up.
func values(t testing.TB) context.Context { return context.WithoutCancel(t.Context()) }

// stop ends the application, which no request uses any more.
func stop(t testing.TB, app *gourd.App) {
	ctx, cancel := context.WithTimeout(values(t), max(app.Config.DrainTimeout, time.Second))
	defer cancel()
	if err := app.Stop(ctx); err != nil {
		t.Errorf("gourdtest: the application %q did not stop cleanly: %v", app.Name(), err)
	}
	if n := app.Live(); n > 0 {
		t.Errorf("gourdtest: %d requests of the application %q are still being answered at the test's end", n, app.Name())
	}
	if n := app.Scope().Live(); n > 0 {
		t.Errorf("gourdtest: %d tasks of the application %q are still alive at the test's end", n, app.Name())
	}
}

// Result is what a command of the application has done.
type Result struct {
	Output string // what it wrote to the Out of gourd.StdioOf
	Errors string // and to Err
	Err    error  // what it returned
}

// Command runs one of app's commands with its arguments, as "gourd LINE…" would:
// app.test_cli_runner().invoke in Flask. The app is started first and stopped at the
// test's end, so that a client may ask it before and afterwards. What a command prints
// with fmt.Println goes past the Result: it prints to gourd.StdioOf(ctx).Out.
func Command(t testing.TB, app *gourd.App, line ...string) Result {
	t.Helper()
	return CommandInput(t, app, "", line...)
}

// CommandInput is [Command] for one that reads from the In of gourd.StdioOf.
func CommandInput(t testing.TB, app *gourd.App, input string, line ...string) Result {
	t.Helper()
	Start(t, app)
	var out, errs bytes.Buffer
	err := app.RunCommand(values(t), gourd.Stdio{In: bytes.NewBufferString(input), Out: &out, Err: &errs}, line...)
	return Result{Output: out.String(), Errors: errs.String(), Err: err}
}

// Ctx returns a Ctx for a request whose route was found, but of which neither hooks
// nor the view have run: app.test_request_context in Flask. A function that takes a
// Ctx can be tested with it. The app is started first; the Ctx ends with the test, and
// teardown hooks run then.
func Ctx(t testing.TB, app *gourd.App, method, target string, options ...Option) *gourd.Ctx {
	t.Helper()
	Start(t, app)
	client := newClient(t, app)
	client.base = baseOf(app)
	e := newExchange(client, client.request(method, target, options))
	c, end := app.TestCtx(&e.x)
	t.Cleanup(func() {
		end()
		e.end(true)
	})
	return c
}
