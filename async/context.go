package async

import (
	"context"
	"time"
)

// The keys under which a context of this package finds what made it.
type (
	scopeKey  struct{} // *Scope: the nearest scope
	taskKey   struct{} // *task: the nearest task, also around a scope
	waiterKey struct{} // *waiter: where Waiting leaves its mark
	slotKey   struct{} // *slot: the processor that the goroutine holds; stops at scopes and tasks
)

// scopeContext is a Scope seen as a context. It is a type of its own so that
// Scope does not have the methods of a context.
type scopeContext Scope

var _ context.Context = (*scopeContext)(nil)

func (c *scopeContext) Deadline() (time.Time, bool) { return c.inner.Deadline() }
func (c *scopeContext) Done() <-chan struct{}       { return c.inner.Done() }
func (c *scopeContext) Err() error                  { return c.inner.Err() }
func (c *scopeContext) String() string              { return "async.Scope(" + c.name + ")" }

func (c *scopeContext) Value(key any) any {
	switch key.(type) {
	case scopeKey:
		return (*Scope)(c)
	case waiterKey:
		return &c.wait
	case slotKey:
		return nil
	}
	return c.inner.Value(key)
}

// taskContext is a task seen as a context. It follows the scope's context until
// somebody asks for its Done channel or cancels the task; only then has it a
// context of its own, since few tasks come to that.
type taskContext task

var _ context.Context = (*taskContext)(nil)

// ownContext is what a task has to be cancelled alone.
type ownContext struct {
	context.Context
	cancel context.CancelFunc
}

func (c *taskContext) Deadline() (time.Time, bool) { return c.scope.inner.Deadline() }
func (c *taskContext) Done() <-chan struct{}       { return (*task)(c).ownContext().Done() }
func (c *taskContext) Err() error                  { return (*task)(c).current().Err() }
func (c *taskContext) String() string              { return "async.Task(" + (*task)(c).label() + ")" }

func (c *taskContext) Value(key any) any {
	switch key.(type) {
	case taskKey:
		return (*task)(c)
	case scopeKey:
		return c.scope
	case waiterKey:
		return &c.wait
	case slotKey:
		return nil
	}
	return (*task)(c).current().Value(key)
}

// current returns the standard context that t follows now.
func (t *task) current() context.Context {
	if o := t.own.Load(); o != nil {
		return o
	}
	return t.scope.inner
}

// ownContext returns the task's own context, and makes it if there is none. It
// has ended when the task has.
func (t *task) ownContext() *ownContext {
	if o := t.own.Load(); o != nil {
		return o
	}
	t.scope.mu.Lock()
	defer t.scope.mu.Unlock()
	if o := t.own.Load(); o != nil {
		return o
	}
	o := new(ownContext)
	o.Context, o.cancel = context.WithCancel(t.scope.inner)
	if t.ended {
		o.cancel()
	}
	t.own.Store(o)
	return o
}

// taskOf returns the task that ctx belongs to, also through scopes that were
// made inside it, or nil.
func taskOf(ctx context.Context) *task {
	t, _ := ctx.Value(taskKey{}).(*task)
	return t
}
