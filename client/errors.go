package client

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"
)

// Errors that callers test with errors.Is.
var (
	// ErrClosed says that the session was closed before or during the call.
	ErrClosed = errors.New("client: the session is closed")
	// ErrTooLarge says that an answer's body is over Config.MaxBody or a line of
	// Response.Lines over MaxLine. The error around it has Gateway() 502.
	ErrTooLarge = errors.New("larger than allowed")
	// ErrTooManyRedirects says that Config.MaxRedirects was not enough. The error
	// around it has Gateway() 502.
	ErrTooManyRedirects = errors.New("too many redirects")
)

// errResponseClosed is what a Read after Close gets.
var errResponseClosed = errors.New("client: the response is closed")

// Error is a failure on the other side or on the way there: no connection, a
// connection that broke, an answer that is not HTTP, not JSON or too large.
type Error struct {
	Method string
	URL    string // scheme, host and path
	Err    error
}

// Error names method, URL and what failed.
func (e *Error) Error() string { return "client: " + e.Method + " " + e.URL + ": " + e.Err.Error() }

// Unwrap returns what failed.
func (e *Error) Unwrap() error { return e.Err }

// Gateway is 502: to our own client, another service's failure is a bad gateway.
func (e *Error) Gateway() int { return http.StatusBadGateway }

// Phase is the part of a call that took too long.
type Phase string

// The phases that TimeoutError names. All but PhaseCaller have a field in Timeouts.
const (
	PhasePool    Phase = "pool"
	PhaseConnect Phase = "connect"
	PhaseWrite   Phase = "write"
	PhaseHeader  Phase = "header"
	PhaseRead    Phase = "read"
	PhaseTotal   Phase = "total"
	// PhaseCaller is the deadline of the context that the caller gave.
	PhaseCaller Phase = "caller"
)

// describe says what did not happen in time.
func (p Phase) describe() string {
	switch p {
	case PhasePool:
		return "no place under MaxRequests"
	case PhaseConnect:
		return "no connection"
	case PhaseWrite:
		return "the other side took no byte of the request"
	case PhaseHeader:
		return "no response header"
	case PhaseRead:
		return "no byte of the body"
	case PhaseCaller:
		return "the deadline of the caller's context passed, not finished"
	default:
		return "not finished"
	}
}

// TimeoutError says which phase of a call took too long.
// errors.Is(err, context.DeadlineExceeded) holds for every one.
type TimeoutError struct {
	Method string
	URL    string // scheme, host and path
	Phase  Phase
	After  time.Duration // the limit; for PhaseCaller, how long the call had run
	Err    error         // the cause of the caller's context, for PhaseCaller
}

// Error names method, URL, phase and time.
func (e *TimeoutError) Error() string {
	return fmt.Sprintf("client: %s %s: timeout (%s): %s within %v", e.Method, e.URL, e.Phase, e.Phase.describe(), e.After)
}

// Timeout is true, as in net.Error.
func (e *TimeoutError) Timeout() bool { return true }

// Gateway is 504.
func (e *TimeoutError) Gateway() int { return http.StatusGatewayTimeout }

// Is reports true for context.DeadlineExceeded.
func (e *TimeoutError) Is(target error) bool { return target == context.DeadlineExceeded }

// Unwrap returns the cause of the caller's context, or nil.
func (e *TimeoutError) Unwrap() error { return e.Err }

// StatusError is an answer whose status is not 2xx, made by Response.Raise.
type StatusError struct {
	Method string
	URL    string // scheme, host and path
	Status int
	Header http.Header
	Body   []byte // the first RaisePrefix bytes at most; not part of Error()
}

// Error names method, URL and status. It leaves out the body, which the other
// side wrote and which may hold anything.
func (e *StatusError) Error() string {
	return fmt.Sprintf("client: %s %s: status %d %s", e.Method, e.URL, e.Status, http.StatusText(e.Status))
}

// Gateway is 502, whatever the status: another service's 401 is not ours.
func (e *StatusError) Gateway() int { return http.StatusBadGateway }

// wrong is a mistake of the program in a call: no Gateway method.
func wrong(method string, u *url.URL, err error) error {
	return fmt.Errorf("client: %s %s: %w", method, display(u), err)
}
