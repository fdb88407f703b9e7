package gourd

import (
	"context"
	"errors"
	"net/http"
	"sync"

	"github.com/gourd-go/gourd/gateway"
)

// This file leads a request through net/http middleware and back into the
// application, where its writer and its request, which the middleware may have
// changed, become an exchange again.

// startFor starts the application for the first request where nobody else has; a
// failure is answered 503.
func (a *App) startFor(x *gateway.Exchange) bool {
	err := a.Start(context.WithoutCancel(x.Context()))
	if err == nil {
		return true
	}
	a.log().Error("gourd: the application cannot start", "error", err)
	refuse(x, http.StatusServiceUnavailable)
	return false
}

// refuse answers with a status and its text, where there is no Ctx.
func refuse(x *gateway.Exchange, status int) {
	if x.Answered() {
		x.Abort()
		return
	}
	head := gateway.Head{Status: status, Fields: []gateway.HeaderField{{Name: "Content-Type", Value: typeText}}}
	_ = x.WriteHead(&head, []byte(statusText(status)+"\n"), false)
}

// serveChain leads a request through the application's middleware, which ends in
// serveInner.
func (a *App) serveChain(x *gateway.Exchange) {
	a.Config.ProxyFix.apply(x)
	defer func() {
		v := recover()
		if v == nil {
			return
		}
		if v == http.ErrAbortHandler {
			x.Abort()
			return
		}
		if a.Config.PropagateErrors {
			panic(v)
		}
		err := asPanic(v)
		a.log().Error("gourd: a middleware failed", "error", err, "stack", stackOf(err))
		refuse(x, http.StatusInternalServerError)
	}()
	if err := gateway.ServeHTTP(x, a.chain, nil, nil); err != nil && !errors.Is(err, http.ErrAbortHandler) {
		if ctx := x.Context(); ctx.Err() != nil && !errors.Is(context.Cause(ctx), ErrShutdown) {
			x.Abort() // the client has left, of which the Ctx has told
			return
		}
		a.log().Error("gourd: a middleware's answer cannot be sent", "error", err)
		refuse(x, http.StatusInternalServerError)
	}
}

// serveInner is where the application's middleware ends.
func (a *App) serveInner(w http.ResponseWriter, r *http.Request) {
	gateway.Serve(w, r, gateway.HandlerFunc(a.serve), gateway.HTTPOptions{})
}

// ctxKey finds the passage of a request behind a blueprint's or a route's
// middleware.
type ctxKey struct{}

// passage is a request's way through middleware. A middleware may return before the
// handler that it has called, as http.TimeoutHandler does. The view's context is
// cancelled then, what the middleware has answered is sent, and the request ends when
// the view has: until then the Ctx is the view's.
type passage struct {
	c     *Ctx
	mu    sync.Mutex
	taken bool // serveRoute has been called, or must not be any more
	ended chan struct{}
}

// take lets serveRoute run once.
func (p *passage) take() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	free := !p.taken
	if free {
		p.taken, p.ended = true, make(chan struct{})
	}
	return free
}

// close waits for the handler, if it was called, and lets nobody call it any more.
// abandon is called when it is still at work.
func (p *passage) close(abandon func()) {
	p.mu.Lock()
	p.taken = true
	ended := p.ended
	p.mu.Unlock()
	if ended == nil {
		return
	}
	select {
	case <-ended:
	default:
		abandon()
		<-ended
	}
}

// FromRequest returns the Ctx of the request that a middleware or a mounted
// handler serves, and nil where there is none: around the whole application the
// Ctx is not made yet.
func FromRequest(r *http.Request) *Ctx {
	if p, ok := r.Context().Value(ctxKey{}).(*passage); ok {
		return p.c
	}
	return nil
}

// errAnswered is the cause with which a view's context ends whose middleware has
// answered in its place.
var errAnswered = errors.New("gourd: a middleware has answered in the view's place")

// throughMiddleware leads the request through its blueprint's and its route's
// middleware, which ends in serveRoute.
func (c *Ctx) throughMiddleware() error {
	outer, p := c.x, &passage{c: c}
	r := gateway.Request(outer)
	ctx, cancel := context.WithCancelCause(context.WithValue(r.Context(), ctxKey{}, p))
	defer func() { c.x, c.inside = outer, false }()
	defer cancel(nil)
	defer p.close(func() {
		cancel(errAnswered)
		_ = outer.Flush() // the client does not wait for a view that is still at work
	})
	return gateway.ServeHTTP(outer, c.route.handler, r.WithContext(ctx), nil)
}

// serveRoute is where a route's middleware ends: the hooks and the view run, and
// the answer is written to the middleware's writer.
func (a *App) serveRoute(w http.ResponseWriter, r *http.Request) {
	p, _ := r.Context().Value(ctxKey{}).(*passage)
	if p == nil || !p.take() {
		a.log().Error("gourd: a middleware called its next handler twice, behind its own return, or with a request whose context is not that of the one it got")
		http.Error(w, statusText(http.StatusInternalServerError), http.StatusInternalServerError)
		return
	}
	defer close(p.ended)
	defer func() {
		// Nobody is there to hear that an answer was given up which nobody waits for.
		if v := recover(); v != nil && (v != http.ErrAbortHandler || context.Cause(r.Context()) != errAnswered) {
			panic(v)
		}
	}()
	c := p.c
	gateway.Serve(w, r, gateway.HandlerFunc(func(x *gateway.Exchange) {
		a.Config.ProxyFix.apply(x)
		c.x, c.inside = x, true
		c.run(stepAnswer)
		c.run(stepAfter)
		c.run(stepSend)
		if c.propagated != nil {
			panic(http.ErrAbortHandler) // no answer of the middleware's; finish tells why
		}
	}), gateway.HTTPOptions{})
}
