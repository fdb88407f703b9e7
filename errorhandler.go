package gourd

import (
	"errors"
	"net/http"
	"reflect"
)

// errorHandlers are a blueprint's, by status and by Go type.
type errorHandlers struct {
	byStatus map[int]errorHandler
	byType   []typedHandler
}

// errorHandler answers an error into c's response.
type errorHandler func(c *Ctx, err error) error

// typedHandler answers the errors of one type.
type typedHandler struct {
	broad bool // an interface type: asked after the concrete ones
	take  func(err error) bool
	run   errorHandler
}

// OnStatus answers the errors with that status, 400 to 599: those that a view or a
// hook of the blueprint returns, and, on an application, also those of routing
// (404, 405). What the handler returns is written as a view's value is; its status
// is the error's unless it is a Response with one of its own; a handler that returns the
// error it was given has the default page answered. A 500 handler also
// gets every error without a status, and panics; err then wraps them.
func (b *Blueprint) OnStatus[T any](status int, handler func(c *Ctx, err error) (T, error)) {
	b.mustBeOpen("OnStatus")
	if status < 400 || status > 599 || http.StatusText(status) == "" {
		misuse("OnStatus(%d) at %s: errors have a registered status from 400 to 599", status, caller())
	}
	if b.errors.byStatus == nil {
		b.errors.byStatus = map[int]errorHandler{}
	}
	if b.errors.byStatus[status] != nil {
		misuse("status %d has two error handlers, the second at %s; keep one of them", status, caller())
	}
	b.errors.byStatus[status] = errorHandler(compileHandler(handler))
}

// OnError answers the errors of type E, wrapped ones included, as errors.As finds
// them. An interface type (error itself, or net.Error) is asked after the concrete
// types. A handler by status comes before one by type, wherever they stand, as in
// Flask; among those by type the innermost blueprint's comes first.
func (b *Blueprint) OnError[E error, T any](handler func(c *Ctx, err E) (T, error)) {
	b.mustBeOpen("OnError")
	run := compileHandler(func(c *Ctx, err error) (T, error) { return handler(c, err.(E)) })
	b.errors.byType = append(b.errors.byType, typedHandler{
		broad: reflect.TypeFor[E]().Kind() == reflect.Interface,
		take:  func(err error) bool { _, ok := err.(E); return ok },
		run:   run,
	})
}

func compileHandler[T any](handler func(*Ctx, error) (T, error)) errorHandler {
	encode, err := encoderFor[T]()
	if err != nil {
		misuse("the error handler at %s returns %s: %v", caller(), reflect.TypeFor[T](), err)
	}
	return func(c *Ctx, err error) error {
		v, err := handler(c, err)
		if err != nil {
			return err
		}
		return encode(c, v)
	}
}

// findHandler looks for the handler of err, whose answer is h, as Flask does. A foreseen
// error is looked for by status and then by type, each from the innermost blueprint out
// to the application, and at last as the *HTTPError that is answered. Any other is looked
// for by type alone, behind its status if it has been trapped.
func (c *Ctx) findHandler(h *HTTPError, err error, foreseen bool) (run errorHandler, given error) {
	places := c.place().errors
	if foreseen || hasStatus(err) {
		if run, given = findStatus(places, h, err); run != nil {
			return run, given
		}
	}
	if run, given = findTyped(places, err); run != nil || !foreseen {
		return run, given
	}
	return findTyped(places, h)
}

// findHandlerOfUnhandled looks for the handler of h, which is made around an error that
// nobody foresaw: one by its status, or for an *HTTPError. What h wraps is not looked at: a
// handler for that error's type was asked before, or may not be asked, as in Flask.
func (c *Ctx) findHandlerOfUnhandled(h *HTTPError) errorHandler {
	places := c.place().errors
	if run, _ := findStatus(places, h, h); run != nil {
		return run
	}
	run, _ := findTyped(places, &HTTPError{Status: h.Status})
	return run
}

func findStatus(places []*errorHandlers, h *HTTPError, err error) (errorHandler, error) {
	for _, p := range places {
		if run := p.byStatus[h.Status]; run != nil {
			if !isError(err, h) {
				err = h
			}
			return run, err
		}
	}
	return nil, nil
}

func findTyped(places []*errorHandlers, err error) (errorHandler, error) {
	for _, p := range places {
		for _, broad := range [...]bool{false, true} {
			if run, found := p.typed(err, broad); run != nil {
				return run, found
			}
		}
	}
	return nil, nil
}

// hasStatus reports whether err's answer is known from err itself.
func hasStatus(err error) bool {
	var h *HTTPError
	return errors.As(err, &h) || statusOf(err) != http.StatusInternalServerError
}

// isError reports whether h is part of err's chain, so that a handler by status
// that is given err can find it.
func isError(err error, h *HTTPError) bool {
	var found *HTTPError
	return errors.As(err, &found) && found == h
}

// typed walks err's chain from the outside in, and at each link the handlers.
func (p *errorHandlers) typed(err error, broad bool) (errorHandler, error) {
	if err == nil {
		return nil, nil
	}
	for i := range p.byType {
		if h := &p.byType[i]; h.broad == broad && h.take(err) {
			return h.run, err
		}
	}
	switch e := err.(type) {
	case interface{ Unwrap() error }:
		return p.typed(e.Unwrap(), broad)
	case interface{ Unwrap() []error }:
		for _, part := range e.Unwrap() {
			if run, found := p.typed(part, broad); run != nil {
				return run, found
			}
		}
	}
	return nil, nil
}
