package gourd

import (
	"context"
	"crypto/rand"
	"log/slog"
	"sync"
)

// Logger returns a logger whose records say which request they belong to: method,
// path, endpoint (where it has one), remote and request_id. It may be kept and used by
// tasks. A record that the application's logger does not take costs next to nothing,
// and a request that logs nothing, nothing at all.
func (c *Ctx) Logger() *slog.Logger {
	c.alive()
	if c.request.log == nil {
		c.request.log = slog.New(&requestLog{
			base: c.app.logger.Handler(), method: c.Method(), path: c.Path(), endpoint: c.Endpoint(), remote: c.RemoteAddr(), id: c.RequestID(),
		})
	}
	return c.request.log
}

// RequestID returns an ID of the request, by which its records in the log, those of
// other services, and a user's complaint find each other. It is what the proxy in
// front sends in the field [Config.RequestIDHeader], if that is set and it does: up to
// 128 letters, digits and signs; else a random text of 26 letters and digits. Without
// the setting no field is believed, since any client could send one.
func (c *Ctx) RequestID() string {
	c.alive()
	if c.request.id == "" {
		if name := c.app.Config.RequestIDHeader; name != "" {
			c.request.id = acceptableID(c.Header(name))
		}
		if c.request.id == "" {
			c.request.id = rand.Text()
		}
	}
	return c.request.id
}

// acceptableID is an ID that may stand in a log, "" for any other.
func acceptableID(id string) string {
	if len(id) > 128 {
		return ""
	}
	for i := range len(id) {
		if id[i] <= ' ' || id[i] >= 0x7f {
			return ""
		}
	}
	return id
}

// requestLog puts a request's fields into its records. They are handed to the handler
// beneath with the first record that it takes.
type requestLog struct {
	base                               slog.Handler
	method, path, endpoint, remote, id string

	once sync.Once
	with slog.Handler
}

var _ slog.Handler = (*requestLog)(nil)

func (l *requestLog) handler() slog.Handler {
	l.once.Do(func() {
		attrs := append(make([]slog.Attr, 0, 5), slog.String("method", l.method), slog.String("path", l.path))
		if l.endpoint != "" {
			attrs = append(attrs, slog.String("endpoint", l.endpoint))
		}
		l.with = l.base.WithAttrs(append(attrs, slog.String("remote", l.remote), slog.String("request_id", l.id)))
	})
	return l.with
}

// Enabled implements slog.Handler.
func (l *requestLog) Enabled(ctx context.Context, level slog.Level) bool {
	return l.base.Enabled(ctx, level)
}

// Handle implements slog.Handler.
func (l *requestLog) Handle(ctx context.Context, r slog.Record) error {
	return l.handler().Handle(ctx, r)
}

// WithAttrs implements slog.Handler.
func (l *requestLog) WithAttrs(attrs []slog.Attr) slog.Handler { return l.handler().WithAttrs(attrs) }

// WithGroup implements slog.Handler.
func (l *requestLog) WithGroup(name string) slog.Handler { return l.handler().WithGroup(name) }

// debugLog takes records of every level from DEBUG on, whatever its handler takes by
// itself: slog's default has no handler that could be told.
type debugLog struct{ slog.Handler }

var _ slog.Handler = debugLog{}

// Enabled implements slog.Handler.
func (debugLog) Enabled(_ context.Context, level slog.Level) bool { return level >= slog.LevelDebug }

// WithAttrs implements slog.Handler.
func (l debugLog) WithAttrs(attrs []slog.Attr) slog.Handler {
	return debugLog{l.Handler.WithAttrs(attrs)}
}

// WithGroup implements slog.Handler.
func (l debugLog) WithGroup(name string) slog.Handler { return debugLog{l.Handler.WithGroup(name)} }
