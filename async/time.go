package async

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// Sleep waits for d, or until ctx ends: then it returns the cause of ctx. If d
// is not positive it only looks at ctx. Outside a test's time bubble it
// allocates nothing, apart from what ctx needs for its Done channel.
func Sleep(ctx context.Context, d time.Duration) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if d <= 0 {
		return nil
	}
	return sleep(ctx, d, ctx.Done())
}

// sleep is apart because the first Done of a task makes a context: below a
// large frame that makes the goroutine's stack grow from 2 to 4 KiB. Nothing in
// it can panic.
func sleep(ctx context.Context, d time.Duration, done <-chan struct{}) (err error) {
	var w Wait
	w.begin(ctx, "sleep", "", d)
	timer, reuse := newTimer(d)
	select {
	case <-timer.C:
	case <-done:
		err = context.Cause(ctx)
	}
	timer.Stop() // leaves no value in the channel
	if reuse {
		timers.Put(timer)
	}
	w.end()
	return err
}

// timers keeps stopped timers. It is a cache: whether it is full or empty
// changes nothing but the number of allocations.
var timers sync.Pool

// newTimer returns a running timer, and whether it may go to timers afterwards.
// A timer that was made in a bubble of [testing/synctest] must not leave it; the
// clock in there is known by its lack of a monotonic reading.
func newTimer(d time.Duration) (timer *time.Timer, reuse bool) {
	now := time.Now()
	if now == now.Round(0) {
		return time.NewTimer(d), false
	}
	if timer, ok := timers.Get().(*time.Timer); ok {
		timer.Reset(d)
		return timer, true
	}
	return time.NewTimer(d), true
}

// Timeout calls f with a context that ends after d, and returns when f has
// returned, however long that takes: nothing goes on behind the caller's back.
// f runs on the caller's goroutine, so its panics need no carrying.
//
// If f fails after that time, the error says so, wraps f's error, and satisfies
// errors.Is(err, context.DeadlineExceeded). If f succeeds nevertheless, its
// result counts. When d is not positive f is not called.
func Timeout[T any](ctx context.Context, d time.Duration, f func(context.Context) (T, error)) (T, error) {
	if f == nil {
		panic("async: Timeout was called with a nil function; give it a function to run")
	}
	var none T
	if ctx.Err() != nil {
		return none, context.Cause(ctx)
	}
	over := &timeoutError{after: d}
	if d <= 0 {
		return none, over
	}
	ctx, cancel := context.WithTimeoutCause(ctx, d, over)
	defer cancel()
	value, err := f(ctx)
	if err == nil || context.Cause(ctx) != error(over) || is(err, over) {
		return value, err
	}
	return value, &timeoutError{after: d, err: err}
}

// timeoutError is the cause of a context made by Timeout, and its result.
type timeoutError struct {
	after time.Duration
	err   error // of the function, or nil
}

// Error names the time, and what the function said.
func (e *timeoutError) Error() string {
	if e.err == nil || e.err == context.DeadlineExceeded || e.err == context.Canceled {
		return fmt.Sprintf("async: timed out after %v", e.after)
	}
	return fmt.Sprintf("async: timed out after %v: %v", e.after, e.err)
}

// Is reports whether target is [context.DeadlineExceeded].
func (e *timeoutError) Is(target error) bool { return target == context.DeadlineExceeded }

// Unwrap returns the function's error.
func (e *timeoutError) Unwrap() error { return e.err }

// Timeout and Temporary report true, as [context.DeadlineExceeded] does: the
// error is a [net.Error].
func (e *timeoutError) Timeout() bool   { return true }
func (e *timeoutError) Temporary() bool { return true }
