package server

import (
	"context"
	"log/slog"
	"time"

	"github.com/gourd-go/gourd/gateway"
)

// clientLeft is the status of the access log for a client that left before it was
// answered: nginx's.
const clientLeft = 499

// logged writes a record for each request: see [Config.AccessLog].
func logged(h gateway.Handler, logger *slog.Logger) gateway.Handler {
	sink := logger.Handler()
	return gateway.HandlerFunc(func(x *gateway.Exchange) {
		start := time.Now()
		// Deferred, so that a goroutine that is ended by a panic or runtime.Goexit is
		// logged too.
		defer func() {
			if ctx := x.Context(); sink.Enabled(ctx, slog.LevelInfo) {
				_ = sink.Handle(ctx, record(x, start))
			}
		}()
		h.Serve(x)
		if !x.Ended() {
			_ = x.Finish(nil) // so that an answer that was left to the server has its status
		}
	})
}

// record costs one allocation over net/http, for the attributes that slog.Record
// has no room for itself. A handler may keep it: Text copies what a server uses again.
// It has no source: that would always be here.
func record(x *gateway.Exchange, start time.Time) slog.Record {
	now := time.Now()
	r := slog.NewRecord(now, slog.LevelInfo, "request", 0)
	path := x.Text(x.Path)
	if x.Root != "" {
		path = x.Root + path
	}
	r.AddAttrs(
		slog.String("remote", x.RemoteAddr),
		slog.String("method", x.Text(x.Method)),
		slog.String("path", path),
		slog.Int("status", loggedStatus(x)),
		slog.Int64("bytes", x.Written()),
		slog.Duration("took", now.Sub(start)),
	)
	return r
}

// loggedStatus is what was answered, or who is to blame that nothing was.
func loggedStatus(x *gateway.Exchange) int {
	if status := x.Status(); status != 0 {
		return status
	}
	ctx := x.Context()
	if ctx.Err() != nil && context.Cause(ctx) != ErrDrain {
		return clientLeft
	}
	return 0
}
