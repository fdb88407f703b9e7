package gourd

import "context"

// ErrDraining is the cause with which the context of an endless stream ends (see
// [EventOptions]) when the application is about to stop. It is a context.Canceled
// for errors.Is.
var ErrDraining error = &endError{"gourd: the application is about to stop", context.Canceled}

// Drain tells those that ask [App.Draining] and [Ctx.Draining] that the application
// is about to stop; requests go on. Run and Stop call it, and another server should
// when it shuts down: http.Server.RegisterOnShutdown(app.Drain). A second call does
// nothing.
func (a *App) Drain() {
	if a.draining.Err() != nil {
		return
	}
	a.drain(ErrDraining)
	for _, r := range a.resources {
		if m, ok := r.(mountedApp); ok && m.isLast() {
			m.Drain()
		}
	}
}

// Draining returns a channel that is closed when the application is about to stop.
// The server waits for requests under way, [Config.DrainTimeout] at most, so that what
// has no end of its own ends now: a stream of news, a WebSocket, a long poll.
//
//	select {
//	case m := <-messages:
//		…
//	case <-app.Draining():
//		return nil // the client connects again, to the next process
//	case <-ctx.Done():
//		return ctx.Err()
//	}
func (a *App) Draining() <-chan struct{} { return a.draining.Done() }

// Draining is [App.Draining], for views.
func (c *Ctx) Draining() <-chan struct{} { return c.app.Draining() }
