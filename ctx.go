package gourd

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"github.com/gourd-go/gourd/async"
	"github.com/gourd-go/gourd/gateway"
	"github.com/gourd-go/gourd/jinja"
	"github.com/gourd-go/gourd/rule"
)

// Ctx is one request and its answer in the making: what request, session, g and
// current_app are in Flask. It belongs to one goroutine and is used again for
// another request when this one has ended, so that it must not be kept: hand
// [Ctx.Context] and values to tasks, not the Ctx. Strings that it returns may be
// kept.
type Ctx struct {
	app     *App
	x       *gateway.Exchange
	route   *Route     // nil: no rule matched
	matched rule.Match // the route's arguments
	routing error      // what to answer when no rule matched
	res     Response   // the answer
	err     error      // the last error that was answered

	propagated error // what leaves the application as a panic when the request has ended
	after      []AfterFunc

	scope   *async.Scope // nil until somebody asks
	limit   *deadlines   // where the request's time-out is; nil: nowhere
	over    deadline
	store   Store
	session *Session // nil until somebody asks
	request requestCache
	cleanup []func()
	json    bytes.Buffer // room for a body of JSON
	buffer  []byte       // room for a stream's elements
	path    []byte       // room for a decoded path
	head    gateway.Head

	fieldRoom [2][]byte // room for the values of a field

	inside    bool   // within the route's middleware
	inAfter   bool   // an after hook runs, or has failed
	unhandled bool   // the answer is that to an error that nobody foresaw
	gone      bool   // the client has left
	ended     bool   // the steps came to their end
	dead      string // what ended, in tests and debug mode
}

var _ async.Owner = (*Ctx)(nil)

func newCtx(a *App) *Ctx { return &Ctx{app: a} }

// acquire takes a Ctx for a request.
func (a *App) acquire(x *gateway.Exchange) *Ctx {
	c := a.pool.Get().(*Ctx)
	c.x = x
	a.live.Add(1)
	return c
}

// close ends everything that belongs to the request and gives the Ctx back.
func (c *Ctx) close() {
	a := c.app
	c.answering()
	if c.scope != nil {
		c.closeScope()
	}
	for _, f := range c.cleanup {
		f()
	}
	if c.session != nil {
		c.endSession()
	}
	a.live.Add(-1)
	if a.Config.Testing || a.Config.Debug {
		c.poison()
		return
	}
	c.reset()
	a.pool.Put(c)
}

// reset forgets the request and keeps the room that it had.
func (c *Ctx) reset() {
	c.matched.Reset()
	c.res.Header.reset()
	c.res = Response{Header: c.res.Header}
	clear(c.store.values)
	clear(c.cleanup)
	if c.json.Cap() > mostRoom {
		c.json = bytes.Buffer{}
	}
	if cap(c.buffer) > mostRoom {
		c.buffer = nil
	}
	c.x, c.route, c.routing, c.err, c.scope, c.session = nil, nil, nil, nil, nil, nil
	c.fieldRoom = [2][]byte{}
	c.request = requestCache{}
	c.cleanup, c.path = c.cleanup[:0], c.path[:0]
	if len(c.after) > 0 {
		clear(c.after)
	}
	c.after, c.propagated = c.after[:0], nil
	c.head.Fields = nil
	c.inside, c.inAfter, c.unhandled, c.gone, c.ended = false, false, false, false, false
}

// mostRoom is how much room for an answer a Ctx keeps for the next request.
const mostRoom = 64 << 10

// poison makes every later use of the Ctx a panic that names both places.
func (c *Ctx) poison() {
	view := "no view"
	if c.route != nil {
		view = "the view at " + c.route.where
	}
	dead := fmt.Sprintf("%s %s (%s)", c.x.Method, c.x.Target, view)
	*c = Ctx{app: c.app, dead: dead}
}

// alive panics when the request has ended; outside of tests and debug mode a Ctx
// is used again and this cannot be told.
func (c *Ctx) alive() {
	if c.dead != "" {
		misuse("a Ctx was used at %s when its request had ended: %s; a Ctx is not kept: hand c.Context() and values to tasks and goroutines", caller(), c.dead)
	}
}

// place is where the request's route stands; where no rule matched, the
// application's own.
func (c *Ctx) place() *place {
	if c.route != nil {
		return c.route.place
	}
	return c.app.topLevel
}

// App returns the application.
func (c *Ctx) App() *App { return c.app }

// Route returns the route that matched; nil in hooks and error handlers of a
// request that no rule matched.
func (c *Ctx) Route() *Route { c.alive(); return c.route }

// Endpoint returns the matched route's endpoint, "" when it has none.
func (c *Ctx) Endpoint() string {
	c.alive()
	if c.route == nil {
		return ""
	}
	return c.route.endpoint
}

// Blueprints returns the names of the blueprints that the route stands in, the
// innermost first.
func (c *Ctx) Blueprints() []string { c.alive(); return c.place().names }

// Exchange returns what the server and the application share, for what the Ctx has
// no method for. Writing to it by hand is the answer; hooks do not see it.
func (c *Ctx) Exchange() *gateway.Exchange { c.alive(); return c.x }

// Request returns the request in net/http's form.
func (c *Ctx) Request() *http.Request { c.alive(); return gateway.Request(c.x) }

// Context returns the request's context. It ends, with a cause, when the client
// leaves ([ErrClientLeft]), when no byte of the answer is there in time
// ([ErrRequestTimeout]), when the server's drain ends ([ErrShutdown]), and in any
// case when the request does. Tasks that are started with it belong to the
// request.
func (c *Ctx) Context() context.Context { return c.Scope().Context() }

// Scope returns the scope of the request's tasks, so that it can own some:
// async.Go(c, f). What still runs when the answer is written is cancelled then,
// and the request has ended only when it has.
func (c *Ctx) Scope() *async.Scope {
	c.alive()
	if c.scope == nil {
		c.openScope()
	}
	return c.scope
}

//go:noinline
func (c *Ctx) openScope() {
	name := "request"
	if c.route != nil {
		name = c.route.rule
	}
	// The exchange's context ends without a reason; onLeave gives one.
	c.scope = async.NewScope(context.WithoutCancel(c.x.Context()), async.ScopeOptions{Name: name, Logger: c.app.logger})
	c.watchClient()
	limit := c.app.limit
	if c.route != nil {
		limit = c.route.limit
	}
	if limit != nil && !c.x.Answered() {
		c.limit = limit
		limit.start(&c.over, c.scope)
	}
}

// watchClient is apart so that its frame is gone when the rest is made: the
// deepest call of a view that waits decides how large its stack is.
//
//go:noinline
func (c *Ctx) watchClient() { c.x.OnLeave(c.onLeave()) }

// onLeave cancels the scope when the client leaves. It does not hold the Ctx, which
// may be another request's by then.
func (c *Ctx) onLeave() *gateway.Leave {
	scope, parent := c.scope, c.x.Context()
	return &gateway.Leave{F: func() {
		cause := context.Cause(parent)
		if cause == nil || cause == context.Canceled {
			cause = ErrClientLeft
		}
		scope.Cancel(cause)
	}}
}

// closeScope cancels the request's tasks and waits for them. One that ignores its
// cancellation is named in the log, and holds the request.
func (c *Ctx) closeScope() {
	if err := c.scope.Close(c.app.forever); err != nil {
		c.logError("a task of the request failed", err)
	}
}

// answering stops the request's time-out: it ends at the first byte.
func (c *Ctx) answering() {
	if c.limit != nil {
		c.limit.stop(&c.over)
		c.limit = nil
	}
}

// G returns the request's own store: what hooks and views hand to each other.
func (c *Ctx) G() *Store { c.alive(); return &c.store }

// Store is a small set of named values, as Flask's g.
type Store struct{ values map[string]any }

// Set keeps a value under a name.
func (s *Store) Set(name string, value any) {
	if s.values == nil {
		s.values = map[string]any{}
	}
	s.values[name] = value
}

// Get returns the value of that name as a T, and whether it is there and is one.
func (s *Store) Get[T any](name string) (T, bool) {
	v, ok := s.values[name].(T)
	return v, ok
}

// Value returns the value of that name, nil when there is none.
func (s *Store) Value(name string) any { return s.values[name] }

// Del removes a name.
func (s *Store) Del(name string) { delete(s.values, name) }

// logError writes what went wrong to the log, with the stacks of panics.
func (c *Ctx) logError(message string, err error) {
	args := []any{"error", err}
	if c.route != nil {
		args = append(args, "view", c.route.where)
	}
	if e := (*jinja.Error)(nil); errors.As(err, &e) {
		args = append(args, "template", e.Detail())
	}
	if stack := stackOf(err); stack != "" {
		args = append(args, "stack", stack)
	}
	c.Logger().Error("gourd: "+message, args...)
}

func itoa(n int) string { return strconv.Itoa(n) }
