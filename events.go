package gourd

import (
	"context"
	"errors"
	"iter"
	"strconv"
	"sync"
	"time"

	"github.com/gourd-go/gourd/async"
)

// EventOptions say how [Events] sends events.
type EventOptions struct {
	// Heartbeat is how long the stream may be silent before a comment is sent, which
	// browsers ignore: proxies take a silent connection for a dead one, and a client
	// that has left without a word is noticed when something is sent to it. 0: 15 s;
	// -1: no heartbeats.
	Heartbeat time.Duration
	// Retry is how long browsers wait before they connect again; 0: as they like,
	// which is some seconds.
	Retry time.Duration
	// Endless says that the events have no end of their own. The stream then ends
	// when the application is about to stop, so that its shutdown does not wait for
	// it: the request's context ends, with [ErrDraining], and browsers connect again.
	// A stream with an end is left the time of the drain.
	Endless bool
}

const (
	defaultHeartbeat = 15 * time.Second
	heartbeatComment = ": heartbeat\n\n"
)

// Events is an answer of server-sent events, each of which is sent as soon as it is
// there, with heartbeats between those that are far apart. A view that needs none of
// the options may return iter.Seq2[Event, error] by itself.
//
//	app.Get("/news", func(c *gourd.Ctx) (gourd.Response, error) {
//		since := c.LastEventID()
//		return gourd.Events(func(yield func(gourd.Event, error) bool) {
//			for n := range news.After(c.Context(), since) {
//				if !yield(gourd.Event{ID: n.ID, JSON: n}, nil) {
//					return
//				}
//			}
//		}, gourd.EventOptions{Endless: true}), nil
//	})
//
// What waits for the next event waits with c.Context(), which ends when the client
// leaves.
func Events(events iter.Seq2[Event, error], options ...EventOptions) Response {
	if events == nil {
		return failed(errors.New("gourd: Events was given nil"))
	}
	s := eventSource{events: events}
	if len(options) > 0 {
		s.EventOptions = options[0]
	}
	orDefault(&s.Heartbeat, defaultHeartbeat)
	res := Response{kind: bodySource, source: s}
	res.Header.Set("Content-Type", typeEvents)
	return res
}

// LastEventID returns the ID of the last event that the browser has got before its
// connection was lost: the header field Last-Event-ID, "" when there is none.
func (c *Ctx) LastEventID() string { return c.Header("Last-Event-ID") }

// eventSource is a body of events with options.
type eventSource struct {
	events iter.Seq2[Event, error]
	EventOptions
}

func (s eventSource) late() bool { return false }
func (s eventSource) release()   {}

// send sends the head at once and each event as soon as it is there.
func (s eventSource) send(c *Ctx) error {
	if err := c.beginEvents(); err != nil {
		return err
	}
	switch {
	case c.isHead() && c.x.Answered():
		return nil
	case c.bodiless():
		return c.writeHead(nil, true)
	}
	if s.Retry > 0 {
		if err := c.sendChunk(append(strconv.AppendInt([]byte("retry: "), s.Retry.Milliseconds(), 10), "\n\n"...)); err != nil {
			return err
		}
	}
	if s.Endless {
		scope := c.Scope()
		defer context.AfterFunc(c.app.draining, func() { scope.Cancel(ErrDraining) })()
	}
	if err := s.sendEvents(c); err != nil && !s.ended(c, err) {
		return err
	}
	return c.x.Finish(nil)
}

// ended reports whether err is the end of an endless stream, which is no failure.
func (s eventSource) ended(c *Ctx, err error) bool {
	return s.Endless && errors.Is(err, context.Canceled) && errors.Is(context.Cause(c.scope.Context()), ErrDraining)
}

func (s eventSource) sendEvents(c *Ctx) error {
	h := newHeartbeat(c, s.Heartbeat)
	defer h.stop()
	for e, err := range s.events {
		if err != nil {
			return err
		}
		chunk, err := writeEvent(c, c.buffer[:0], e)
		if err != nil {
			return err
		}
		c.buffer = chunk
		if err := h.send(c, chunk); err != nil {
			return err
		}
		if s.Endless && c.app.draining.Err() != nil {
			return nil
		}
	}
	return h.stop()
}

// heartbeat sends a comment whenever nothing was sent for a while. The exchange is
// used by one goroutine at a time: by the timer's own while the view waits for its
// next event, and else by the view's.
type heartbeat struct {
	every time.Duration
	scope *async.Scope

	mu    sync.Mutex // over all that is sent
	c     *Ctx       // nil: the stream has ended
	timer *time.Timer
	err   error // of a heartbeat
}

// newHeartbeat begins to count; with a negative time it never beats.
func newHeartbeat(c *Ctx, every time.Duration) *heartbeat {
	h := &heartbeat{every: every, c: c}
	if every > 0 {
		h.scope = c.Scope()
		h.mu.Lock()
		h.timer = time.AfterFunc(every, h.beat)
		h.mu.Unlock()
	}
	return h
}

// beat runs on the timer's goroutine. When nobody takes what it sends, the view is
// told by the end of its context.
func (h *heartbeat) beat() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.c == nil {
		return
	}
	if h.err = caught(func() error { return h.c.sendChunk([]byte(heartbeatComment)) }); h.err != nil {
		h.scope.Cancel(ErrClientLeft)
		return
	}
	h.timer.Reset(h.every)
}

// send sends an event and begins to count anew.
func (h *heartbeat) send(c *Ctx, chunk []byte) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.err != nil {
		return h.err
	}
	if h.timer != nil {
		h.timer.Reset(h.every)
	}
	return c.sendChunk(chunk)
}

// stop ends the heartbeats, waits for one that is being sent, and returns why one
// could not be.
func (h *heartbeat) stop() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.c = nil
	if h.timer != nil {
		h.timer.Stop()
	}
	return h.err
}
