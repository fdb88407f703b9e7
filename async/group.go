package async

import (
	"context"
	"errors"
)

// Group calls f with a new scope, and returns when f has returned and all tasks
// of that scope have ended. It is asyncio's TaskGroup.
//
// The first error, of a task or of f, cancels the others and is returned; if f
// fails later with an error of its own, both are returned, joined. Errors of
// other tasks are logged unless f awaited them or they only say that the task
// was cancelled. A task cancelled by its own Cancel does not fail the group. If
// f cancels the scope itself, Group returns the cause it gave, and nil for a nil
// cause. A task's panic cancels the others and is raised by Group as a [*Panic].
//
// The scope is closed when Group returns.
func Group(ctx context.Context, f func(g *Scope) error) error {
	if f == nil {
		panic("async: Group was called with a nil function; give it a function that starts tasks")
	}
	g := new(group)
	return g.run(ctx, "group", f)
}

// group is a scope that lives for one call, and what came of its tasks. The
// fields are guarded by Scope.mu.
type group struct {
	Scope
	race     bool  // one success ends the group, one error does not
	all      bool  // every result is needed: a task that was told to stop has failed
	err      error // the first
	first    *task // whose error that is, or nil if it is the owner's
	panicked *task // the first
	winner   *task // of a race
}

// run makes the scope, calls f, and returns when all tasks have ended.
func (g *group) run(ctx context.Context, name string, f func(*Scope) error) error {
	g.group = g
	g.init(ctx, ScopeOptions{Name: name})
	returned := false
	defer func() {
		if !returned { // f panicked or called Goexit, which goes on from here
			g.Cancel(errLeft)
			g.drain(ctx)
			g.settle()
		}
	}()
	err := f(&g.Scope)
	returned = true
	err = g.fail(err)
	g.drain(ctx)
	if p := g.claim(); p != nil {
		g.settle()
		panic(p)
	}
	g.settle()
	return g.result(err)
}

// fail takes the error of the group's own function. It returns the error if it
// came too late to be the first and is not a consequence of that.
func (g *group) fail(err error) error {
	if err == nil {
		return nil
	}
	told := told(g.inner, err)
	g.mu.Lock()
	switch {
	case told && g.stopped:
		err = nil
	case g.err == nil:
		g.err, err = err, nil
	}
	first := g.err
	g.mu.Unlock()
	g.Cancel(first)
	return err
}

// drain waits until no task is live and then closes the scope at once, so that
// no task can slip in between.
func (g *group) drain(ctx context.Context) {
	for !g.seal() {
		g.join(ctx, nil) // without a channel that ends it, it cannot fail
	}
	g.cancel(ErrClosed)
}

func (g *group) seal() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.closed = g.closed || g.nLive == 0
	return g.nLive == 0
}

// claim takes the results that the group's owner gets from the lost ones, and
// returns the panic among them.
func (g *group) claim() *Panic {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.panicked == nil {
		if g.first != nil {
			g.first.claim()
		}
		return nil
	}
	g.panicked.claim()
	return g.panicked.err.(*Panic)
}

// result returns the error of the group; late is what fail returned.
func (g *group) result(late error) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	switch {
	case g.err != nil && late != nil && !is(late, g.err):
		return errors.Join(g.err, late)
	case g.err != nil:
		return g.err
	case !g.stopped:
		return nil
	}
	if cause := context.Cause(g.inner); !is(cause, context.Canceled) {
		return cause
	}
	return nil
}

// ended hears of the end of t. It returns the cause with which to cancel the
// others, or nil. The caller holds Scope.mu.
func (g *group) ended(t *task, told bool) error {
	switch {
	case t.panicked:
		if g.panicked == nil {
			g.panicked = t
		}
		return t.err
	case t.err == nil:
		if !g.race || g.winner != nil {
			return nil
		}
		g.winner = t
		return errWon
	case g.race:
		t.awaited = true // Race returns it, or another has won
	case g.err == nil && (g.all || !told):
		g.err, g.first = t.err, t
		return t.err
	}
	return nil
}
