package gourd

import (
	"context"
	"errors"
	"net/http"

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
	defer func() {
		v := recover()
		if v == nil {
			return
		}
		if v == http.ErrAbortHandler {
			x.Abort()
			return
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

// ctxKey finds the Ctx of a request behind a blueprint's or a route's middleware.
type ctxKey struct{}

// FromRequest returns the Ctx of the request that a middleware or a mounted
// handler serves, and nil where there is none: around the whole application the
// Ctx is not made yet.
func FromRequest(r *http.Request) *Ctx {
	c, _ := r.Context().Value(ctxKey{}).(*Ctx)
	return c
}

// throughMiddleware leads the request through its blueprint's and its route's
// middleware, which ends in serveRoute.
func (c *Ctx) throughMiddleware() error {
	outer := c.x
	defer func() { c.x, c.inside = outer, false }()
	r := gateway.Request(outer)
	return gateway.ServeHTTP(outer, c.route.handler, r.WithContext(context.WithValue(r.Context(), ctxKey{}, c)), nil)
}

// serveRoute is where a route's middleware ends: the hooks and the view run, and
// the answer is written to the middleware's writer.
func (a *App) serveRoute(w http.ResponseWriter, r *http.Request) {
	c := FromRequest(r)
	if c == nil || c.inside {
		misuse("a middleware called its next handler twice, or with a request whose context is not that of the one it got")
	}
	gateway.Serve(w, r, gateway.HandlerFunc(func(x *gateway.Exchange) {
		c.x, c.inside = x, true
		c.run(stepAnswer)
		c.run(stepAfter)
		c.run(stepSend)
	}), gateway.HTTPOptions{})
}
