package gourd

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"
	"strings"

	"github.com/gourd-go/gourd/gateway"
	"github.com/gourd-go/gourd/rule"
)

// This file is the way of a request through an application, in order:
//
//	match → before hooks → view → (error handler) → after hooks → head and body →
//	teardown hooks → the scope is closed → the Ctx goes back to its pool
//
// Each step is a method of Ctx. A panic ends its step with a PanicError;
// runtime.Goexit ends the goroutine, so that finish, which is deferred, answers in
// its place.

// ServeHTTP answers a request of net/http. The first one starts the application if
// nobody has: see [App.Start].
func (a *App) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	gateway.Serve(w, r, a, gateway.HTTPOptions{})
}

// Serve answers an exchange of any server. The first one starts the application if
// nobody has.
func (a *App) Serve(x *gateway.Exchange) {
	switch {
	case !a.life.started.Load() && !a.startFor(x):
	case a.chain != nil:
		a.serveChain(x)
	default:
		a.serve(x)
	}
}

// serve is the core loop.
func (a *App) serve(x *gateway.Exchange) {
	a.Config.ProxyFix.apply(x)
	c := a.acquire(x)
	defer c.finish()
	c.run(stepAnswer)
	c.run(stepAfter)
	c.run(stepSend)
	c.ended = true
}

// step is what run guards.
type step uint8

const (
	stepAnswer step = iota // the rule is matched; before hooks and the view fill c.res
	stepAfter              // after hooks change it
	stepSend               // it is written
)

// run runs a step; when it fails the error is answered in its place. Nothing is
// left to do when the answer is out already, or nobody is there to read it.
func (c *Ctx) run(s step) {
	if c.gone || c.propagated != nil || c.x.Answered() {
		return
	}
	if err := c.guarded(s); err != nil {
		c.fail(s, err)
	}
}

// guarded runs a step and turns its panic into an error.
func (c *Ctx) guarded(s step) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = asPanic(v)
		}
	}()
	switch s {
	case stepAnswer:
		if !c.inside {
			c.match()
		}
		return c.answer()
	case stepAfter:
		if c.res.source != nil && c.res.source.late() {
			return nil
		}
		return c.runAfter(&c.res)
	default:
		return c.send()
	}
}

// caught runs f and turns its panic into an error. The steps have guarded, which
// costs a request no closure.
func caught(f func() error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = asPanic(v)
		}
	}()
	return f()
}

// asPanic keeps a panic's value and stack. http.ErrAbortHandler is no mistake: it
// is how a handler of net/http gives an answer up.
func asPanic(v any) error {
	if v == http.ErrAbortHandler {
		return http.ErrAbortHandler
	}
	return &PanicError{Value: v, Stack: debug.Stack()}
}

// match finds the route of the request, or what to answer in its place.
func (c *Ctx) match() {
	if c.routing = c.checkHost(); c.routing != nil {
		return
	}
	switch c.app.routes.Match(&c.matched, rule.Request{
		Host: c.matchedHost(), Path: c.matchPath(), Method: gateway.View(c.x.Method), WebSocket: c.wantsSocket(),
	}) {
	case rule.Found:
		c.route = c.matched.Rule().Data.(*Route)
	case rule.Redirect:
		c.routing = c.redirectError()
	case rule.MethodNotAllowed:
		c.routing = c.methodError()
	case rule.WebSocketMismatch:
		c.routing = &HTTPError{Status: http.StatusBadRequest, Message: "This address speaks WebSocket, and the request does not, or the other way round."}
	default:
		c.routing = c.notFound()
	}
}

// unmatched reports whether matching came to no end, because a converter or the target
// of a redirect panicked.
func (c *Ctx) unmatched() bool { return c.route == nil && c.routing == nil }

// notFound is a 404 that says why in debug mode.
func (c *Ctx) notFound() error {
	if !c.app.debugging() {
		return errNotFound
	}
	return &HTTPError{Status: http.StatusNotFound, Err: fmt.Errorf("gourd: no rule matches the path %q, or a converter refused a part of it; gourd routes lists the rules", c.Path())}
}

var errNotFound = &HTTPError{Status: http.StatusNotFound}

// answer runs the before hooks and the view. Its frame stays small: a view that
// waits keeps it.
func (c *Ctx) answer() error {
	if answered, err := c.beforeView(); answered || err != nil {
		return err
	}
	if err := c.route.view(c); err != nil {
		return err
	}
	if c.x.Answered() && c.res.kind > bodyEmpty {
		return errTwice{c.route}
	}
	return nil
}

// beforeView runs all that comes before the view, and reports whether that was the
// answer.
//
//go:noinline
func (c *Ctx) beforeView() (answered bool, err error) {
	p := c.place()
	if !c.inside {
		c.app.signals.RequestStarted.Send(c)
		if c.route != nil && c.route.handler != nil {
			return true, c.throughMiddleware()
		}
	}
	for _, f := range p.urlValues {
		f(c)
	}
	if answered, err := c.runBefore(p.before); answered || err != nil {
		return answered, err
	}
	switch {
	case c.routing != nil:
		return false, c.routing
	case !c.route.ownRule && strings.EqualFold(gateway.View(c.x.Method), http.MethodOptions):
		return true, c.answerOptions()
	}
	return c.runBefore(c.route.before)
}

// runBefore runs before hooks until one answers.
func (c *Ctx) runBefore(hooks []BeforeFunc) (answered bool, err error) {
	for _, hook := range hooks {
		r, err := hook(c)
		if err != nil {
			return false, err
		}
		if !r.IsZero() {
			return true, encodeResponse(c, r)
		}
	}
	return false, nil
}

// runAfter runs the after hooks on r: those of this request alone in the order in which
// they were added, then the blueprints', and tells of the end.
func (c *Ctx) runAfter(r *Response) error {
	c.inAfter = true
	for i := 0; i < len(c.after); i++ { // a hook may add one
		if err := c.after[i](c, r); err != nil {
			return err
		}
	}
	for _, hook := range c.place().after {
		if err := hook(c, r); err != nil {
			return err
		}
	}
	if err := c.saveSession(r); err != nil {
		return err
	}
	if s := &c.app.signals.RequestFinished; s.Connected() {
		s.Send(RequestAnswer{c, r})
	}
	c.inAfter = false
	return nil
}

// AfterThisRequest adds a hook for this request alone, which runs before the after
// hooks of its blueprints; the first added first.
func (c *Ctx) AfterThisRequest(hook AfterFunc) {
	c.alive()
	mustNotBeNil(hook == nil, "the hook of AfterThisRequest")
	c.after = append(c.after, hook)
}

// fail answers the error of a step, as Flask does: a failed view's error page goes
// through the after hooks. A failed after hook is a 500, whatever its error says; its page
// goes through the after hooks too. What an after hook does wrong with the page of an error
// that nobody foresaw is only logged. Behind the head nothing can be answered any more.
func (c *Ctx) fail(s step, err error) {
	if c.propagated != nil {
		return // it has left the route's middleware
	}
	err = c.explain(err)
	if c.x.Answered() || errors.Is(err, http.ErrAbortHandler) {
		c.err = err
		c.breakOff(err)
		return
	}
	if !errors.Is(err, gateway.ErrBodyTimeout) && c.left() {
		c.err = err
		return
	}
	if s == stepSend {
		c.res.Header.reset() // it may be what cannot be sent
	}
	switch {
	case c.inAfter:
		c.inAfter = false
		if c.unhandled && s == stepAfter {
			c.logError("an after hook failed on the error page", err)
			return
		}
		c.answerUnhandled(err)
	case c.unmatched():
		c.answerUnhandled(err)
	default:
		c.answerError(err)
	}
	if s == stepAnswer || c.propagated != nil {
		return
	}
	if again := c.guarded(stepAfter); again != nil {
		c.logError("an after hook failed on the error page", again)
	}
	if s != stepSend {
		return
	}
	if again := c.guarded(stepSend); again != nil {
		c.sendPlain(again)
	}
}

// sendPlain is the last resort: the page of a 500 without what hooks have set,
// which cannot be sent.
func (c *Ctx) sendPlain(err error) {
	if c.x.Answered() {
		c.breakOff(err)
		return
	}
	c.logError("the error page cannot be sent", err)
	c.res.resetBody()
	c.res.Header.reset()
	c.errorPage(&HTTPError{Status: http.StatusInternalServerError, Err: err})
	if again := c.guarded(stepSend); again != nil {
		c.breakOff(again)
	}
}

// breakOff ends an answer that has begun and cannot be completed.
func (c *Ctx) breakOff(err error) {
	if !c.left() && !errors.Is(err, http.ErrAbortHandler) {
		c.logError("the answer broke off", err)
	}
	if !c.x.Ended() || errors.Is(err, http.ErrAbortHandler) {
		c.x.Abort()
	}
}

// finish ends the request whatever happened: teardown, scope, pool. When the steps
// did not come to their end somebody called runtime.Goexit; the client gets a 500
// and the connection, whose goroutine is ending, is closed.
func (c *Ctx) finish() {
	if !c.ended {
		c.answerGoexit()
	}
	c.res.release()
	if c.propagated != nil {
		c.x.Abort()
	} else if len(c.place().teardown) > 0 || c.scope != nil && c.scope.Live() > 0 {
		_ = c.x.Flush() // the client does not wait for them
	}
	for _, hook := range c.place().teardown {
		c.guardTeardown(hook)
	}
	if s := &c.app.signals.RequestTearingDown; s.Connected() {
		c.guardTeardown(func(c *Ctx, err error) { s.Send(RequestError{c, err}) })
	}
	propagated := c.propagated
	c.close()
	if propagated != nil {
		panic(propagated)
	}
}

func (c *Ctx) answerGoexit() {
	c.ended = true
	c.err = errGoexit
	if c.x.Answered() {
		c.logError("the answer broke off", errGoexit)
		c.x.Abort()
		return
	}
	c.answerError(errGoexit)
	c.res.Header.Set("Connection", "close")
	body, _ := c.res.Body()
	c.fillHead(int64(len(body)))
	// Nobody ends the answer behind this goroutine, so that it is flushed here.
	if err := c.x.WriteHead(&c.head, body, true); err != nil {
		c.logError("the answer broke off", err)
		return
	}
	_ = c.x.Flush()
	_ = c.x.Finish(nil)
}

func (c *Ctx) guardTeardown(hook TeardownFunc) {
	if err := caught(func() error { hook(c, c.err); return nil }); err != nil {
		c.logError("a teardown hook failed", err)
	}
}

// explain says what the end of the request's context means.
func (c *Ctx) explain(err error) error {
	if c.scope == nil {
		return err
	}
	return asWaitError(c.scope.Context(), err)
}

// left reports whether nobody is there to answer to, and says so once in the log.
func (c *Ctx) left() bool {
	if c.gone {
		return true
	}
	ctx := c.x.Context()
	if ctx.Err() == nil || errors.Is(context.Cause(ctx), ErrShutdown) {
		return false
	}
	c.gone = true
	c.x.Abort()
	if cause := context.Cause(ctx); cause != context.Canceled {
		c.Logger().Info("gourd: nobody waits for the answer any more", "cause", cause)
	} else {
		c.Logger().Info("gourd: the client left before the answer was complete")
	}
	return true
}
