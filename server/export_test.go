package server

import (
	"context"
	"time"

	"github.com/gourd-go/gourd/gateway"
)

// WithDefaults is what Serve makes of a Config.
func (c Config) WithDefaults() Config { return c.withDefaults() }

// ServeAndCut is Serve with a time of its own for requests to end when their context
// has.
func ServeAndCut(ctx context.Context, h gateway.Handler, c Config, afterDrain time.Duration) error {
	return serve(ctx, h, c, afterDrain)
}

// Logged is a handler with an access log.
var Logged = logged
