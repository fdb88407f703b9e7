package async

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"
)

// RetryPolicy says how often and how fast [Retry] tries. The zero value tries 3
// times, with pauses of about 100 and 200 milliseconds.
type RetryPolicy struct {
	// Attempts is how often the function is called at most, the first time
	// included. Zero is 3. Negative is without limit: until ctx ends.
	Attempts int

	// First is the pause after the first attempt. Zero is 100 milliseconds.
	First time.Duration

	// Max is the longest pause. Zero is 10 seconds.
	Max time.Duration

	// Factor is what each pause is multiplied by to make the next. Zero is 2;
	// 1 makes all pauses equal; less is an error.
	Factor float64

	// Jitter is the share of each pause that is left to chance, from 0 to 1,
	// so that clients that failed together do not come back together: a pause
	// p lasts between p*(1-Jitter) and p. Zero is 0.5. Negative is none.
	Jitter float64

	// If reports whether to try again after an error. Nil is always.
	If func(error) bool
}

// Retry calls f until it succeeds, and returns that result. It stops at an
// error marked by [Permanent], at one that the policy's If refuses, after the
// policy's number of attempts, and when ctx ends. The error is a [*RetryError]
// that wraps f's last one, and the cause of ctx if that was the reason.
func Retry[T any](ctx context.Context, policy RetryPolicy, f func(context.Context) (T, error)) (T, error) {
	if f == nil {
		panic("async: Retry was called with a nil function; give it a function to run")
	}
	var none T
	p, err := policy.complete()
	if err != nil {
		return none, err
	}
	if ctx.Err() != nil {
		return none, context.Cause(ctx)
	}
	pause := p.First
	for n := 1; ; n++ {
		value, err := f(ctx)
		if err == nil {
			return value, nil
		}
		if _, stop := errors.AsType[*permanentError](err); stop || n == p.Attempts || p.If != nil && !p.If(err) {
			return none, &RetryError{Attempts: n, Err: err}
		}
		if cause := Sleep(ctx, p.jitter(pause)); cause != nil {
			return none, &RetryError{Attempts: n, Err: err, Cause: cause}
		}
		pause = p.next(pause)
	}
}

// RetryError is the error of [Retry].
type RetryError struct {
	// Attempts is how often the function was called.
	Attempts int

	// Err is the last error of the function.
	Err error

	// Cause is that of the context if its end was the reason to stop, else nil.
	Cause error
}

// Error returns the number of attempts and the errors.
func (e *RetryError) Error() string {
	text := fmt.Sprintf("async: failed after %d attempts: %v", e.Attempts, e.Err)
	if e.Attempts == 1 {
		text = fmt.Sprintf("async: failed after 1 attempt: %v", e.Err)
	}
	if e.Cause != nil && !is(e.Err, e.Cause) {
		text += fmt.Sprintf(" (stopped by: %v)", e.Cause)
	}
	return text
}

// Unwrap returns Err, and Cause if there is one.
func (e *RetryError) Unwrap() []error {
	if e.Cause == nil {
		return []error{e.Err}
	}
	return []error{e.Err, e.Cause}
}

// Permanent marks err as one after which [Retry] does not try again. The mark
// keeps the text and can be unwrapped. Permanent(nil) is nil.
func Permanent(err error) error {
	if err == nil {
		return nil
	}
	return &permanentError{err}
}

type permanentError struct{ err error }

func (e *permanentError) Error() string { return e.err.Error() }
func (e *permanentError) Unwrap() error { return e.err }

// complete puts the defaults in place of zeros.
func (p RetryPolicy) complete() (RetryPolicy, error) {
	if p.Attempts == 0 {
		p.Attempts = 3
	}
	if p.First == 0 {
		p.First = 100 * time.Millisecond
	}
	if p.Max == 0 {
		p.Max = 10 * time.Second
	}
	if p.Factor == 0 {
		p.Factor = 2
	}
	if p.Jitter == 0 {
		p.Jitter = 0.5
	}
	p.Jitter = max(p.Jitter, 0)
	switch {
	case p.First < 0 || p.Max < 0:
		return p, fmt.Errorf("async: RetryPolicy with First %v and Max %v: expected no negative pause", p.First, p.Max)
	case !(p.Factor >= 1):
		return p, fmt.Errorf("async: RetryPolicy with Factor %v: expected at least 1", p.Factor)
	case !(p.Jitter <= 1):
		return p, fmt.Errorf("async: RetryPolicy with Jitter %v: expected at most 1", p.Jitter)
	}
	p.First = min(p.First, p.Max)
	return p, nil
}

// next returns the pause after one of that length. The longest pause may be the
// longest duration there is, which a float64 only comes near to.
func (p RetryPolicy) next(pause time.Duration) time.Duration {
	next := float64(pause) * p.Factor
	if next >= float64(p.Max) {
		return p.Max
	}
	return time.Duration(next)
}

// jitter shortens a pause by chance.
func (p RetryPolicy) jitter(pause time.Duration) time.Duration {
	return pause - time.Duration(p.Jitter*rand.Float64()*float64(pause))
}
