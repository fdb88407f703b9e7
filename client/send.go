package client

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/gourd-go/gourd/async"
)

// An unwanted answer of a known and small length is read, so that its connection
// serves the next attempt; one that does not come at once is not worth the wait.
const (
	maxDiscard  = 4 << 10
	discardTime = 50 * time.Millisecond
)

// Do sends a request and returns the answer when its head has come, whatever its
// status; Response.Raise turns one that is not 2xx into an error. The caller
// closes the Response, or reads its body to the end.
//
// Errors: *TimeoutError (504); *Error (502) for other failures of the other side;
// ErrClosed; one that is context.Canceled and the context's cause when ctx ended;
// a plain error for a mistake in the call.
func (s *Session) Do(ctx context.Context, method, path string, options ...Option) (res *Response, err error) {
	r, err := s.prepare(method, path, options)
	if err != nil {
		return nil, err
	}
	defer func() {
		if res == nil { // a panic too
			r.closeBody()
		}
	}()
	h := &hop{method: r.method, url: r.url, host: r.host, header: r.header, body: r.body, cookies: r.cookies}
	wait := async.Waiting(ctx, "http", h.label())
	defer wait.End()
	c, err := s.begin(ctx, r, h)
	if err != nil {
		return nil, err
	}
	defer func() {
		if res == nil {
			c.end()
		}
	}()
	res, err = c.run()
	c.log(res, err)
	return res, err
}

// call is one use of Do: its redirects, its retries, and the reading of the answer.
type call struct {
	session *Session
	request *request
	hop     *hop            // where the call is now
	parent  context.Context // the caller's
	ctx     context.Context // ends with the caller's, at Timeouts.Total and at Close
	cancel  context.CancelCauseFunc
	end     func() // gives back place, timer and registration; may be called again
	start   time.Time
	retries int
}

// begin registers the call with the session and waits for its place.
func (s *Session) begin(parent context.Context, r *request, h *hop) (*call, error) {
	c := &call{session: s, request: r, hop: h, parent: parent, start: time.Now()}
	base, stop := parent, context.CancelFunc(func() {})
	if total := r.timeouts.Total; total > 0 {
		base, stop = context.WithDeadlineCause(parent, c.start.Add(total), h.timeout(PhaseTotal, total))
	}
	c.ctx, c.cancel = context.WithCancelCause(base)
	leave, ok := s.calls.add(func() { c.cancel(ErrClosed) })
	if !ok {
		c.cancel(ErrClosed)
		stop()
		return nil, ErrClosed
	}
	quit := func() {
		c.cancel(errResponseClosed)
		stop()
		leave()
	}
	if err := c.takeSlot(); err != nil {
		quit()
		return nil, err
	}
	release := sync.OnceFunc(func() {
		quit()
		if s.slots != nil {
			<-s.slots
		}
	})
	// The end of the context gives everything back too, for a Response that
	// nobody closes.
	detach := context.AfterFunc(c.ctx, release)
	c.end = func() {
		detach()
		release()
	}
	return c, nil
}

// takeSlot waits for a place under Config.MaxRequests.
func (c *call) takeSlot() error {
	if c.ctx.Err() != nil {
		return c.failure(c.ctx, c.ctx.Err())
	}
	if c.session.slots == nil {
		return nil
	}
	var late <-chan time.Time
	if limit := c.request.timeouts.Pool; limit > 0 {
		timer := time.NewTimer(limit)
		defer timer.Stop()
		late = timer.C
	}
	select {
	case c.session.slots <- struct{}{}:
		return nil
	case <-late:
		return c.hop.timeout(PhasePool, c.request.timeouts.Pool)
	case <-c.ctx.Done():
		return c.failure(c.ctx, c.ctx.Err())
	}
}

// run follows redirects until there is an answer for the caller.
func (c *call) run() (*Response, error) {
	limit := c.request.maxRedirects
	for hops := 0; ; hops++ {
		raw, a, err := c.exchange()
		if err != nil {
			return nil, err
		}
		if limit < 0 {
			return c.answer(a, raw), nil
		}
		next, err := c.hop.next(raw)
		if err == nil && next == nil {
			return c.answer(a, raw), nil
		}
		if err == nil && hops >= limit {
			err = ErrTooManyRedirects
		}
		a.discard(raw)
		if err != nil {
			return nil, c.hop.failed(err)
		}
		c.hop = next
	}
}

// exchange sends the hop, again if the policy says so.
func (c *call) exchange() (*http.Response, *attempt, error) {
	for {
		a := c.newAttempt()
		raw, err := a.send()
		pause, again := c.again(a, raw, err)
		if !again {
			return raw, a, err
		}
		if raw != nil {
			a.discard(raw)
		}
		c.retries++
		if err := async.Sleep(c.ctx, pause); err != nil {
			return nil, nil, c.failure(c.ctx, err)
		}
	}
}

// failure says why something that ran under ctx ended with err: because of the
// session, the caller or a clock if ctx is over, because of the other side if not.
func (c *call) failure(ctx context.Context, err error) error {
	if ctx.Err() == nil {
		if errors.Is(err, ErrClosed) {
			return ErrClosed
		}
		return c.hop.failed(err)
	}
	cause := context.Cause(ctx)
	if timeout, ok := cause.(*TimeoutError); ok && c.parent.Err() == nil {
		return timeout
	}
	if errors.Is(cause, ErrClosed) && c.parent.Err() == nil {
		return ErrClosed
	}
	if cause == errResponseClosed {
		return errResponseClosed
	}
	return c.callerGone()
}

// callerGone is the error of a call whose context the caller ended.
func (c *call) callerGone() error {
	err, cause := c.parent.Err(), context.Cause(c.parent)
	if errors.Is(err, context.DeadlineExceeded) {
		timeout := c.hop.timeout(PhaseCaller, time.Since(c.start).Round(time.Millisecond))
		timeout.Err = cause
		return timeout
	}
	if cause == err {
		return wrong(c.hop.method, c.hop.url, err)
	}
	return wrong(c.hop.method, c.hop.url, &canceled{cause: cause})
}

// canceled is context.Canceled and its cause.
type canceled struct{ cause error }

func (e *canceled) Error() string   { return context.Canceled.Error() + ": " + e.cause.Error() }
func (e *canceled) Unwrap() []error { return []error{context.Canceled, e.cause} }

// log writes the debug line.
func (c *call) log(res *Response, err error) {
	logger := c.session.config.Log
	if logger == nil || !logger.Enabled(c.parent, slog.LevelDebug) {
		return
	}
	attrs := []slog.Attr{
		slog.String("method", c.hop.method),
		slog.String("url", display(c.hop.url)),
		slog.Int("retries", c.retries),
		slog.Duration("duration", time.Since(c.start)),
	}
	if err != nil {
		attrs = append(attrs, slog.Any("error", err))
	} else {
		attrs = append(attrs, slog.Int("status", res.Status))
	}
	logger.LogAttrs(c.parent, slog.LevelDebug, "http request", attrs...)
}
