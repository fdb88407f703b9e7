package server

import (
	"context"
	"net/http"
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

// HTTPServer is the server of net/http that a Config leads to.
func (c Config) HTTPServer() *http.Server {
	s := &running{config: c.withDefaults()}
	return s.httpServer()
}

// WritePatience is how long a write on one of the server's connections may take.
func (c Config) WritePatience() time.Duration {
	return newListener(nil, c.withDefaults()).patience
}

// Record is the access log's of an exchange.
var Record = record
