package gourd

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/gourd-go/gourd/async"
	"github.com/gourd-go/gourd/gateway"
	"github.com/gourd-go/gourd/server"
)

// Error makes an error that is answered with that status. The message is for the
// client and stands on the error page; empty: the status's own text. It is
// returned, not thrown:
//
//	return note, gourd.Error(403, "Only its author may change a note.")
//
// A status outside of 400 to 599 is a mistake of the program, and is answered 500.
func Error(status int, message string) error {
	return &HTTPError{Status: status, Message: message}
}

// Errorf is [Error] with a formatted message. %w wraps an error, for the log and
// for errors.As; its text is part of the message that the client sees.
func Errorf(status int, format string, args ...any) error {
	err := fmt.Errorf(format, args...)
	return &HTTPError{Status: status, Message: err.Error(), Err: errors.Unwrap(err)}
}

// HTTPError is an error that knows its answer.
type HTTPError struct {
	Status  int    // 400 to 599
	Message string // for the client; empty: the status's own text
	Header  Header // more fields for the answer: Allow, Retry-After, WWW-Authenticate
	Err     error  // what it came from, for the log and the debug page only
}

func (e *HTTPError) Error() string {
	s := fmt.Sprintf("%d %s", e.Status, statusName(e.Status))
	if e.Message != "" {
		s += ": " + e.Message
	}
	if e.Err != nil {
		s += " (" + e.Err.Error() + ")"
	}
	return s
}

// HTTPStatus returns the status to answer.
func (e *HTTPError) HTTPStatus() int { return e.Status }

// Unwrap returns what the error came from.
func (e *HTTPError) Unwrap() error { return e.Err }

// Errors that the framework itself answers or hands to a view's context.
var (
	// ErrClientLeft is the cause of a request's context that ended because the
	// client has left. Nobody is there to read an answer.
	// It is a context.Canceled for errors.Is.
	ErrClientLeft error = &endError{"gourd: the client left before the answer was complete", context.Canceled}
	// ErrRequestTimeout is the cause of a request's context that ended because no
	// byte of the answer was there in time: 503.
	// It is a context.DeadlineExceeded for errors.Is.
	ErrRequestTimeout error = &endError{"gourd: the request took longer than it may", context.DeadlineExceeded}
	// ErrShutdown is the cause of a request's context that ended because the
	// server's drain did. It is a context.Canceled for errors.Is.
	ErrShutdown = server.ErrDrain
)

// endError is the cause of a context's end, which those find too who know only the
// causes of package context.
type endError struct {
	text string
	like error
}

func (e *endError) Error() string        { return e.text }
func (e *endError) Is(target error) bool { return target == e.like }

// statusError is an error that knows its status: HTTPError, db's errors, an
// application's own.
type statusError interface {
	error
	HTTPStatus() int
}

// gatewayError is an error of another service, as package client makes them: 502
// or 504. It has no HTTPStatus: another service's 401 is not ours.
type gatewayError interface {
	error
	Gateway() int
}

// asHTTPError finds the answer to err: the one mapping from errors to HTTP. The
// message of an error that is not an *HTTPError never goes to the client.
func asHTTPError(err error) *HTTPError {
	var h *HTTPError
	if errors.As(err, &h) {
		if h.Status < 400 || h.Status > 599 {
			return &HTTPError{Status: 500, Err: fmt.Errorf("gourd: an error with status %d, want 400 to 599: %w", h.Status, err)}
		}
		return h
	}
	return &HTTPError{Status: statusOf(err), Err: err}
}

func statusOf(err error) int {
	var (
		withStatus statusError
		upstream   gatewayError
		tooLarge   *http.MaxBytesError
	)
	switch {
	case errors.As(err, &withStatus):
		if s := withStatus.HTTPStatus(); s >= 400 && s <= 599 {
			return s
		}
	case errors.As(err, &upstream):
		if s := upstream.Gateway(); s == http.StatusBadGateway || s == http.StatusGatewayTimeout {
			return s
		}
	case errors.Is(err, ErrRequestTimeout), errors.Is(err, ErrShutdown), errors.Is(err, async.ErrClosed):
		return http.StatusServiceUnavailable
	case errors.As(err, &tooLarge):
		return http.StatusRequestEntityTooLarge
	case errors.Is(err, gateway.ErrBodyTimeout):
		return http.StatusRequestTimeout
	}
	return http.StatusInternalServerError
}

// asWaitError makes the end of a request's context speak: a view that returns
// context.Canceled means what the context's cause says.
func asWaitError(ctx context.Context, err error) error {
	if errors.Is(err, context.Canceled) && ctx.Err() != nil {
		if cause := context.Cause(ctx); cause != nil && !errors.Is(err, cause) {
			return fmt.Errorf("%w (%w)", cause, err)
		}
	}
	return err
}

// PanicError is a panic as an error: of a view, a hook, an encoder, a stream.
type PanicError struct {
	Value any    // what was given to panic
	Stack []byte // of the goroutine that panicked
}

func (e *PanicError) Error() string { return fmt.Sprintf("panic: %v", e.Value) }

// Unwrap returns the value given to panic if it is an error.
func (e *PanicError) Unwrap() error {
	err, _ := e.Value.(error)
	return err
}

// errGoexit is what a view leaves behind that ended its goroutine.
var errGoexit = errors.New("gourd: the view ended its goroutine with runtime.Goexit (does it call t.Fatal?)")

// errNoAnswer is a view's zero Response.
type errNoAnswer struct{ route *Route }

func (e errNoAnswer) Error() string {
	if e.route == nil {
		return "gourd: an error handler returned the zero Response and no error, which is no answer; return a page, a text, a redirect"
	}
	return fmt.Sprintf("gourd: the view of %s (%s) returned the zero Response and no error, which is no answer; return gourd.Empty(204), or a page, a text, a redirect", e.route.rule, e.route.where)
}

// errTwice is a view that has written by hand and returned an answer too.
type errTwice struct{ route *Route }

func (e errTwice) Error() string {
	return fmt.Sprintf("gourd: the view of %s (%s) has written its answer to the Exchange and returned another; return gourd.Response{} behind an answer by hand", e.route.rule, e.route.where)
}
