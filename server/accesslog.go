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

// logged writes a record for each request: where it came from, what it asked, the
// status, the bytes of the body and how long it took. The query is left out, since
// secrets stand there.
func logged(h gateway.Handler, logger *slog.Logger) gateway.Handler {
	return gateway.HandlerFunc(func(x *gateway.Exchange) {
		start := time.Now()
		// Deferred, so that a goroutine that is ended by runtime.Goexit is logged too.
		defer func() {
			status := x.Status()
			if status == 0 && x.Aborted() {
				status = clientLeft
			}
			logger.LogAttrs(context.Background(), slog.LevelInfo, "request",
				slog.String("remote", x.RemoteAddr),
				slog.String("method", string(x.Method)),
				slog.String("path", x.Root+string(x.Path)),
				slog.Int("status", status),
				slog.Int64("bytes", x.Written()),
				slog.Duration("took", time.Since(start)),
			)
		}()
		h.Serve(x)
	})
}
