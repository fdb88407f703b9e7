package server

import (
	"crypto/tls"
	"log/slog"
	"net"
	"time"
)

// Config says how a server listens and what it takes. Zero fields have safe
// defaults; -1 switches a limit or a time-out off where that is said.
type Config struct {
	// Address is "host:port", ":port" for all interfaces, or "unix:/path" (on Linux
	// also "unix:@name" for an abstract socket); "": 127.0.0.1:5000. A Unix socket
	// that nobody listens on any more is replaced; Serve removes its own at its end.
	Address string
	// Listener is served in the place of Address. Serve closes it. Its connections
	// may speak TLS already, as those of tls.NewListener.
	Listener net.Listener
	// TLS has the certificates for HTTPS and HTTP/2; nil: HTTP.
	TLS *tls.Config

	HeaderTimeout time.Duration // for a TLS handshake and for a request's head to arrive; 0: 10 s; -1: none
	BodyTimeout   time.Duration // for the next bytes of a request's body, else 408; 0: 30 s; -1: none
	WriteTimeout  time.Duration // for the client to take the next 64 KiB of an answer, up to a quarter more; 0: 30 s; -1: none
	IdleTimeout   time.Duration // for the next request on a connection; 0: 75 s; -1: none
	DrainTimeout  time.Duration // for the requests under way at shutdown; 0: 30 s; -1: they are cancelled at once

	MaxHeaderBytes int // of a request's head, else 431; up to 4 KiB more may pass; 0: 16 KiB
	MaxConnections int // at once; more wait to be accepted; 0: no limit of its own

	// AccessLog has one record a request, when its handler has returned; nil: none.
	// The message is "request", the level INFO, and the attributes are remote,
	// method, path (without the query, since secrets stand there), status, bytes (of
	// the answer's body) and took. The status is 101 for a connection that was
	// upgraded or hijacked, 499 for a client that left before it was answered, and 0
	// for a handler that ended in a panic before it answered.
	AccessLog *slog.Logger
	Logger    *slog.Logger // for what goes wrong; nil: slog's default

	// OnListen is called with the address when connections can be made.
	OnListen func(net.Addr)
	// OnDrain is called when the drain begins.
	OnDrain func()
}

func (c Config) withDefaults() Config {
	orDefault(&c.Address, "127.0.0.1:5000")
	orDefault(&c.HeaderTimeout, 10*time.Second)
	orDefault(&c.BodyTimeout, 30*time.Second)
	orDefault(&c.WriteTimeout, 30*time.Second)
	orDefault(&c.IdleTimeout, 75*time.Second)
	orDefault(&c.DrainTimeout, 30*time.Second)
	orDefault(&c.MaxHeaderBytes, 16<<10)
	if c.Logger == nil {
		c.Logger = slog.Default()
	}
	return c
}

func orDefault[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}

// orNone makes a negative time-out none, as net/http has it.
func orNone(d time.Duration) time.Duration { return max(d, 0) }
