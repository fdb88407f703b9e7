package server

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/gourd-go/gourd/gateway"
)

// ErrDrain is the cause with which the context of a request ends that was not
// answered within the drain.
// It is a context.Canceled for errors.Is.
var ErrDrain error = drainError{}

type drainError struct{}

func (drainError) Error() string        { return "server: the drain's time is over" }
func (drainError) Is(target error) bool { return target == context.Canceled }

// afterDrain is how long requests may take to end when their context has.
const afterDrain = 5 * time.Second

// Serve listens and has h answer, until ctx ends and the requests under way are
// answered. It returns nil after a complete drain, an error that is [ErrDrain] and
// says how many requests were cancelled or cut off after an incomplete one, at once
// when it cannot listen, and after a drain when it cannot accept connections any more.
func Serve(ctx context.Context, h gateway.Handler, c Config) error {
	return serve(ctx, h, c, afterDrain)
}

func serve(ctx context.Context, h gateway.Handler, c Config, afterDrain time.Duration) error {
	c = c.withDefaults()
	l, err := c.listen(ctx)
	if err != nil {
		return err
	}
	s := newRunning(ctx, h, c, l)
	defer s.close()
	s.start()
	err = s.untilDone(ctx)
	return errors.Join(err, s.drain(afterDrain))
}

// running is a server at work.
type running struct {
	config   Config
	handler  gateway.Handler
	options  gateway.HTTPOptions
	listener *listener
	http     *http.Server

	lifetime context.Context // of all requests
	cutOff   context.CancelCauseFunc
	requests underWay
	broken   chan error // why no connection is accepted any more
}

func newRunning(ctx context.Context, h gateway.Handler, c Config, l *listener) *running {
	if c.AccessLog != nil {
		h = logged(h, c.AccessLog)
	}
	s := &running{config: c, handler: h, listener: l, broken: make(chan error, 1)}
	s.options = gateway.HTTPOptions{BodyIdle: orNone(c.BodyTimeout)}
	s.requests.last = make(chan struct{}, 1)
	s.lifetime, s.cutOff = context.WithCancelCause(context.WithoutCancel(ctx))
	s.http = s.httpServer()
	return s
}

// start accepts connections until the listener is closed or breaks.
func (s *running) start() {
	if s.config.OnListen != nil {
		s.config.OnListen(s.listener.Addr())
	}
	go func() {
		if s.config.TLS != nil {
			s.broken <- s.http.ServeTLS(s.listener, "", "")
		} else {
			s.broken <- s.http.Serve(s.listener)
		}
	}()
}

// untilDone waits for the end of ctx, or for a listener that breaks.
func (s *running) untilDone(ctx context.Context) error {
	select {
	case err := <-s.broken:
		s.broken <- err // for close
		return fmt.Errorf("server: it cannot accept connections any more: %w", err)
	case <-ctx.Done():
		return nil
	}
}

// drain waits for the requests under way. When the time is over their contexts end,
// and after a moment more their connections.
func (s *running) drain(afterDrain time.Duration) error {
	if s.config.OnDrain != nil {
		s.config.OnDrain()
	}
	if s.ended(s.config.DrainTimeout) {
		return nil
	}
	late := s.requests.count()
	s.cutOff(ErrDrain)
	if late == 0 {
		return nil // connections that have asked for nothing
	}
	if s.ended(afterDrain) {
		return fmt.Errorf("server: %s took longer than the drain's %v and were cancelled: %w", plural(late), s.config.DrainTimeout, ErrDrain)
	}
	late = s.requests.count()
	return fmt.Errorf("server: %s did not end within %v of being cancelled at the end of the drain, and were cut off: %w", plural(late), afterDrain, ErrDrain)
}

// ended has no more connection accepted, closes the idle ones, and waits up to d for
// the requests under way: those of hijacked connections too, which net/http does not
// wait for.
func (s *running) ended(d time.Duration) bool {
	patient, cancel := context.WithTimeout(context.WithoutCancel(s.lifetime), d)
	defer cancel()
	return s.http.Shutdown(patient) == nil && s.requests.wait(patient)
}

// close closes what is still open, hijacked connections included.
func (s *running) close() {
	s.cutOff(ErrDrain)
	_ = s.http.Close()
	s.listener.closeAll()
	<-s.broken
}

func plural(requests int64) string {
	if requests == 1 {
		return "1 request"
	}
	return fmt.Sprintf("%d requests", requests)
}
