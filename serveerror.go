package gourd

import (
	"errors"
	"net/http"
	"reflect"
)

// This file is what becomes of an error on the way of a request, in Flask's order: a
// handler of those that answer errors with a status, a handler by type, and, when nobody
// foresaw it, the log and the 500.

// answerError fills c.res with the answer to err: a handler's, or the default page.
func (c *Ctx) answerError(err error) {
	c.res.resetBody()
	if r, ok := asRoutingAnswer(err); ok {
		_ = encodeResponse(c, r) // which is complete, so that this cannot fail
		return
	}
	h := asHTTPError(err)
	if h.Err != nil && errors.Is(h.Err, err) {
		err = h.Err // what the mapping has found wrong with it
	}
	foreseen := hasStatus(err) && !c.app.traps(h)
	run, given := c.findHandler(h, err, foreseen)
	switch {
	case run == nil && !foreseen:
		c.answerUnhandled(err)
		return
	case !foreseen:
	case h.Status == http.StatusInternalServerError && !isDeliberate(err):
		c.logError("the request failed", err)
	case h.Status >= 500:
		c.logError("the request cannot be served", err)
	}
	if foreseen && !isForeseen(err) {
		c.err = err
	}
	if run == nil {
		c.errorPage(h)
		return
	}
	switch failed := c.runHandler(run, given, h); {
	case failed == nil:
	case isSame(failed, given) && foreseen:
		c.defaultPage(h)
	default:
		if !isSame(failed, given) {
			c.logError("the error handler failed", failed)
		}
		c.answerUnhandled(failed)
	}
}

// isSame reports whether a handler has returned the very error that it was given, which
// is its way of saying that the default page is right, as in Flask.
func isSame(failed, given error) bool {
	return failed != nil && reflect.TypeOf(failed).Comparable() && failed == given
}

func (c *Ctx) defaultPage(h *HTTPError) {
	c.res.resetBody()
	c.errorPage(h)
}

// answerUnhandled answers an error that nobody foresaw, an after hook's and an error
// handler's among them: it is told, logged, and answered by the handler of 500, which gets
// an *HTTPError around it, or by the default page.
func (c *Ctx) answerUnhandled(err error) {
	c.err, c.unhandled = err, true
	if s := &c.app.signals.GotRequestException; s.Connected() {
		if failed := caught(func() error { s.Send(RequestError{c, err}); return nil }); failed != nil {
			c.logError("a receiver of GotRequestException failed", failed)
		}
	}
	c.res.resetBody()
	if c.app.Config.PropagateErrors {
		c.propagated = err
		return
	}
	h := &HTTPError{Status: http.StatusInternalServerError, Err: err}
	if asHTTPError(err).Status >= 500 {
		h.Status = asHTTPError(err).Status // a time-out's 503, a failed service's 502
	}
	if h.Status == http.StatusInternalServerError {
		c.logError("the request failed", err)
	} else {
		c.logError("the request cannot be served", err)
	}
	if run := c.findHandlerOfUnhandled(h); run != nil {
		failed := c.runHandler(run, h, h)
		if failed == nil {
			return
		}
		if isSame(failed, h) {
			c.defaultPage(h)
			return
		}
		c.logError("the error handler failed", failed)
		h = &HTTPError{Status: http.StatusInternalServerError, Err: failed}
		c.res.resetBody()
	}
	c.errorPage(h)
}

// runHandler runs an error handler. Its answer has the error's status unless it says
// another; the status is there before it, so that a file as the answer is sent whole.
func (c *Ctx) runHandler(run errorHandler, given error, h *HTTPError) error {
	c.res.Status = h.Status
	return caught(func() error { return run(c, given) })
}

// traps reports whether an error with a status is treated as one without: Flask's
// TRAP_HTTP_EXCEPTIONS and TRAP_BAD_REQUEST_ERRORS.
func (a *App) traps(h *HTTPError) bool {
	return a.Config.TrapHTTPErrors || a.Config.TrapBadRequests && h.Status == http.StatusBadRequest
}

// isDeliberate reports whether a view asked for a 500 by name, which is no
// surprise to log.
func isDeliberate(err error) bool {
	var h *HTTPError
	return errors.As(err, &h) && h.Status == http.StatusInternalServerError && h.Err == nil
}

// isForeseen reports whether err itself says what to answer, as Flask's
// HTTPException does: a teardown hook does not hear of it.
func isForeseen(err error) bool {
	var e statusError
	return errors.As(err, &e)
}
