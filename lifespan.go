package gourd

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/gourd-go/gourd/async"
)

// Resource is something that an application opens before it serves and closes
// behind its last answer: a db.DB, a client.Session, a pool of your own. Open
// returns when it can be used, or an error that ends the start. Close returns when
// nothing of it is left.
type Resource interface {
	Open(ctx context.Context) error
	Close(ctx context.Context) error
}

// lifespanHook is a function of OnStart or OnStop.
type lifespanHook struct {
	run   func(ctx context.Context) error
	where string
}

// lifespan is how far an application's life has come.
type lifespan struct {
	mu      sync.Mutex
	started atomic.Bool
	stopped bool
	opened  []Resource // in the order of their opening
	mounts  int        // started applications that this one is mounted in
}

// Manage has the application open the resources before it serves, in their order,
// and close them in reverse when it stops.
func (b *Blueprint) Manage(resources ...Resource) {
	a := b.mustBeApp("Manage")
	for _, r := range resources {
		if isNil(r) {
			misuse("Manage was given nil at %s", caller())
		}
	}
	a.resources = append(a.resources, resources...)
}

// OnStart adds a function that runs when the resources are open and before the
// first request. Its error ends the start.
func (b *Blueprint) OnStart(f func(ctx context.Context) error) {
	a := b.mustBeApp("OnStart")
	mustNotBeNil(f == nil, "the function of OnStart")
	a.onStart = append(a.onStart, lifespanHook{f, caller()})
}

// OnStop adds a function that runs behind the last answer, when background work
// has ended and before the resources are closed; the last added first.
func (b *Blueprint) OnStop(f func(ctx context.Context) error) {
	a := b.mustBeApp("OnStop")
	mustNotBeNil(f == nil, "the function of OnStop")
	a.onStop = append(a.onStop, lifespanHook{f, caller()})
}

// starting are the applications that are being started, the innermost first.
type starting struct {
	app   *App
	outer *starting
}

type startingKey struct{}

func startingIn(ctx context.Context) *starting {
	s, _ := ctx.Value(startingKey{}).(*starting)
	return s
}

// mustBeApp is for what belongs to the whole application.
func (b *Blueprint) mustBeApp(method string) *App {
	b.mustBeOpen(method)
	if b.app == nil {
		misuse("%s was called on the blueprint %q at %s, but it is for a whole application; call it on the App", method, b.name, caller())
	}
	return b.app
}

// Background runs f behind the answer, owned by the application. At shutdown it
// has until the drain's deadline to end, and is cancelled then. Its error goes to
// the log.
func (a *App) Background(f func(ctx context.Context) error) {
	task := async.GoNamed(a.background, "background", func(ctx context.Context) (struct{}, error) {
		err := caught(func() error { return f(ctx) })
		if err != nil && ctx.Err() == nil {
			a.log().Error("gourd: background work failed", "error", err, "stack", stackOf(err))
		}
		return struct{}{}, nil
	})
	select {
	case <-task.Done():
		if _, err := task.Await(a.forever); errors.Is(err, async.ErrClosed) {
			a.log().Error("gourd: background work was not begun, since the application has stopped")
		}
	default:
	}
}

// Start sets the application up, opens its resources and runs its start hooks. Run
// does that, and so does the first request where another server serves; a failed
// start is tried again by the next call. When it fails, what it has opened is
// closed again.
func (a *App) Start(ctx context.Context) error {
	if a.life.started.Load() {
		return nil
	}
	a.life.mu.Lock()
	defer a.life.mu.Unlock()
	if a.life.started.Load() {
		return nil
	}
	if a.life.stopped {
		return fmt.Errorf("gourd: the application %q has stopped and cannot be started again; make a new one", a.name)
	}
	if err := a.Setup(); err != nil {
		return err
	}
	ctx = context.WithValue(ctx, startingKey{}, &starting{a, startingIn(ctx)})
	for _, r := range a.resources {
		if err := r.Open(ctx); err != nil {
			return errors.Join(err, a.closeResources(ctx))
		}
		a.life.opened = append(a.life.opened, r)
	}
	for _, hook := range a.onStart {
		if err := hook.run(ctx); err != nil {
			return errors.Join(fmt.Errorf("gourd: the start hook at %s failed: %w", hook.where, err), a.closeResources(ctx))
		}
	}
	if err := a.openServing(ctx); err != nil {
		return errors.Join(err, a.closeResources(ctx))
	}
	a.life.started.Store(true)
	return nil
}

// Started reports whether the application has been started and not been stopped.
func (a *App) Started() bool { return a.life.started.Load() }

// Stop calls [App.Drain], waits for background work until ctx ends, cancels what is
// left, runs the stop hooks, ends what WhileServing has begun and closes the resources. Call it when the last request has been
// answered; Run does.
func (a *App) Stop(ctx context.Context) error {
	a.life.mu.Lock()
	defer a.life.mu.Unlock()
	if a.life.stopped {
		return nil
	}
	a.life.stopped = true
	a.Drain()
	var errs []error
	a.waitForBackground(ctx)
	// What is cancelled gets a moment of its own, since ctx may have ended already.
	closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), cancelGrace)
	defer cancel()
	errs = append(errs, a.background.Close(closing), a.scope.Close(closing))
	if a.life.started.Swap(false) {
		for i := len(a.onStop) - 1; i >= 0; i-- {
			if err := a.onStop[i].run(closing); err != nil {
				errs = append(errs, fmt.Errorf("gourd: the stop hook at %s failed: %w", a.onStop[i].where, err))
			}
		}
	}
	errs = append(errs, a.closeResources(closing))
	return errors.Join(errs...)
}

// waitForBackground waits for the background work of the application, whose life is
// locked, and of those that are mounted in it and in no other that runs.
func (a *App) waitForBackground(ctx context.Context) {
	for _, r := range a.life.opened {
		if m, ok := r.(mountedApp); ok {
			m.waitBeforeClose(ctx)
		}
	}
	if err := a.background.Wait(ctx); err != nil {
		a.log().Warn("gourd: background work did not end in time and is cancelled", "application", a.name, "tasks", a.background.Live())
	}
}

func (a *App) closeResources(ctx context.Context) error {
	var errs []error
	for i := len(a.life.opened) - 1; i >= 0; i-- {
		errs = append(errs, a.life.opened[i].Close(ctx))
	}
	a.life.opened = nil
	return errors.Join(errs...)
}
