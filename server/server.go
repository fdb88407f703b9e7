package server

import (
	"context"
	"errors"
	"fmt"
	"log"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/gourd-go/gourd/gateway"
)

// ErrDrain is the cause with which the context of a request ends that was not
// answered within the drain.
var ErrDrain = errors.New("server: the drain's time is over")

// afterDrain is how long requests may take to end when their context has.
const afterDrain = 5 * time.Second

// Serve listens and has h answer, until ctx ends and the requests under way are
// answered. It returns nil after a complete drain, an error that says how many
// requests were cut off after an incomplete one, and at once when it cannot listen.
func Serve(ctx context.Context, h gateway.Handler, c Config) error {
	c = c.withDefaults()
	l, err := listen(ctx, c)
	if err != nil {
		return err
	}
	requests, cutOff := context.WithCancelCause(context.WithoutCancel(ctx))
	defer cutOff(nil)
	s := &running{config: c, handler: h}
	hs := s.httpServer(requests)
	if c.OnListen != nil {
		c.OnListen(l.Addr())
	}
	ended := make(chan error, 1)
	go func() { ended <- s.accept(hs, l) }()
	select {
	case err := <-ended:
		_ = hs.Close()
		return fmt.Errorf("server: it cannot accept connections any more: %w", err)
	case <-ctx.Done():
	}
	if c.OnDrain != nil {
		c.OnDrain()
	}
	err = s.drain(hs, cutOff)
	<-ended
	return err
}

// HTTP makes an http.Handler one that Serve takes.
func HTTP(h http.Handler) gateway.Handler {
	return gateway.HandlerFunc(func(x *gateway.Exchange) { _ = gateway.ServeHTTP(x, h, nil, nil) })
}

// running is a server at work.
type running struct {
	config  Config
	handler gateway.Handler
}

func (s *running) httpServer(requests context.Context) *http.Server {
	c := s.config
	var handler gateway.Handler = s.handler
	if c.AccessLog != nil {
		handler = logged(handler, c.AccessLog)
	}
	return &http.Server{
		Handler:           gateway.HTTPHandler(handler, gateway.HTTPOptions{BodyIdle: orNone(c.BodyTimeout), WriteIdle: orNone(c.WriteTimeout)}),
		BaseContext:       func(net.Listener) context.Context { return requests },
		ConnContext:       gateway.ConnContext,
		ReadHeaderTimeout: orNone(c.HeaderTimeout),
		IdleTimeout:       orNone(c.IdleTimeout),
		MaxHeaderBytes:    c.MaxHeaderBytes,
		TLSConfig:         c.TLS,
		HTTP2:             &http.HTTP2Config{WriteByteTimeout: orNone(c.WriteTimeout), SendPingTimeout: orNone(c.IdleTimeout)},
		ErrorLog:          log.New(&logWriter{logger: c.Logger}, "", 0),
	}
}

func (s *running) accept(hs *http.Server, l net.Listener) error {
	if s.config.MaxConnections > 0 {
		l = &limited{Listener: l, places: make(chan struct{}, s.config.MaxConnections), closed: make(chan struct{})}
	}
	if s.config.TLS != nil {
		return hs.ServeTLS(l, "", "")
	}
	return hs.Serve(l)
}

// drain waits for the requests under way. When the time is over their contexts end,
// and after a moment more their connections.
func (s *running) drain(hs *http.Server, cutOff context.CancelCauseFunc) error {
	patient, cancel := context.WithTimeout(context.Background(), s.config.DrainTimeout)
	defer cancel()
	if hs.Shutdown(patient) == nil {
		return nil
	}
	cutOff(ErrDrain)
	last, cancel := context.WithTimeout(context.Background(), afterDrain)
	defer cancel()
	if err := hs.Shutdown(last); err != nil {
		_ = hs.Close()
		return fmt.Errorf("server: requests were still under way %v after the shutdown began, and were cut off: %w", s.config.DrainTimeout+afterDrain, ErrDrain)
	}
	return fmt.Errorf("server: requests were cancelled that took longer than the drain's %v: %w", s.config.DrainTimeout, ErrDrain)
}

// listen opens the socket, and says in a sentence why it cannot.
func listen(ctx context.Context, c Config) (net.Listener, error) {
	if c.Listener != nil {
		return c.Listener, nil
	}
	network, address := "tcp", c.Address
	if path, ok := strings.CutPrefix(address, "unix:"); ok {
		network, address = "unix", path
		if err := removeStale(ctx, path); err != nil {
			return nil, err
		}
	}
	l, err := new(net.ListenConfig).Listen(ctx, network, address)
	switch {
	case err == nil:
		return l, nil
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("server: the address %s is in use by another program; stop it, or choose another address: %w", c.Address, err)
	case errors.Is(err, syscall.EACCES):
		return nil, fmt.Errorf("server: this user may not listen on %s; ports below 1024 need the right to it: %w", c.Address, err)
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		return nil, fmt.Errorf("server: this machine has no such address as %s: %w", c.Address, err)
	}
	return nil, fmt.Errorf("server: cannot listen on %s: %w", c.Address, err)
}

// removeStale removes a Unix socket that nobody listens on any more.
func removeStale(ctx context.Context, path string) error {
	info, err := os.Lstat(path)
	if err != nil {
		return nil
	}
	if info.Mode()&os.ModeSocket == 0 {
		return fmt.Errorf("server: %s is there already and is no socket", path)
	}
	conn, err := new(net.Dialer).DialContext(ctx, "unix", path)
	if err == nil {
		_ = conn.Close()
		return fmt.Errorf("server: the socket %s is in use by another program: %w", path, syscall.EADDRINUSE)
	}
	return os.Remove(path)
}

// limited accepts no more connections than it has places.
type limited struct {
	net.Listener
	places chan struct{}
	once   sync.Once
	closed chan struct{}
}

func (l *limited) Accept() (net.Conn, error) {
	select {
	case l.places <- struct{}{}:
	case <-l.closed:
		return nil, net.ErrClosed
	}
	conn, err := l.Listener.Accept()
	if err != nil {
		<-l.places
		return nil, err
	}
	return &placed{Conn: conn, leave: sync.OnceFunc(func() { <-l.places })}, nil
}

func (l *limited) Close() error {
	l.once.Do(func() { close(l.closed) })
	return l.Listener.Close()
}

// placed is a connection that has a place until it is closed.
type placed struct {
	net.Conn
	leave func()
}

func (p *placed) Close() error {
	defer p.leave()
	return p.Conn.Close()
}

// logWriter is net/http's log in slog.
type logWriter struct{ logger *slog.Logger }

func (w *logWriter) Write(p []byte) (int, error) {
	w.logger.Warn("server: " + strings.TrimSpace(string(p)))
	return len(p), nil
}
