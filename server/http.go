package server

import (
	"context"
	"log"
	"log/slog"
	"net"
	"net/http"
	"strings"

	"github.com/gourd-go/gourd/gateway"
)

// HTTP makes an http.Handler one that Serve takes. An answer that is not as long as
// the Content-Length it has set is broken off.
func HTTP(h http.Handler) gateway.Handler {
	return gateway.HandlerFunc(func(x *gateway.Exchange) { _ = gateway.ServeHTTP(x, h, nil, nil) })
}

func (s *running) httpServer() *http.Server {
	c := s.config
	return &http.Server{
		Handler:           s,
		BaseContext:       func(net.Listener) context.Context { return s.lifetime },
		ReadHeaderTimeout: orNone(c.HeaderTimeout),
		IdleTimeout:       orNone(c.IdleTimeout),
		MaxHeaderBytes:    c.MaxHeaderBytes,
		TLSConfig:         c.TLS,
		HTTP2:             &http.HTTP2Config{WriteByteTimeout: orNone(c.WriteTimeout), SendPingTimeout: orNone(c.IdleTimeout)},
		ErrorLog:          log.New(&logWriter{logger: c.Logger}, "", 0),
	}
}

var _ http.Handler = (*running)(nil)

// ServeHTTP has the handler answer one request of net/http.
func (s *running) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.requests.begin()
	defer s.requests.end()
	if s.config.BodyTimeout > 0 && r.ContentLength != 0 {
		r.Body = newPatientBody(w, r, s.config.BodyTimeout)
	}
	switch {
	case r.Method == "PRI": // HTTP/2 without TLS (RFC 9113, section 3.4), which net/http leaves to handlers
		w.Header().Set("Connection", "close")
		w.WriteHeader(http.StatusHTTPVersionNotSupported)
		return
	case r.ProtoMajor != 1:
		s.serveStream(w, r)
		return
	case r.TransferEncoding != nil:
		// A request with both Transfer-Encoding and Content-Length must be the last of
		// its connection (RFC 9112, section 6.1): what somebody in front of us takes
		// for its body must not be a request here. net/http does not tell whether
		// there was a Content-Length.
		w.Header().Set("Connection", "close")
	}
	gateway.Serve(w, r, s.handler, s.options)
}

// serveStream is HTTP/2: a client that does not read stops its own stream only, and
// the connection's time-out does not see it.
func (s *running) serveStream(w http.ResponseWriter, r *http.Request) {
	if s.config.WriteTimeout <= 0 {
		gateway.Serve(w, r, s.handler, s.options)
		return
	}
	stream := &streamWriter{ResponseWriter: w, patience: s.config.WriteTimeout}
	gateway.Serve(stream, r, s.handler, s.options)
	stream.end()
}

// logWriter is net/http's log in slog.
type logWriter struct{ logger *slog.Logger }

func (w *logWriter) Write(p []byte) (int, error) {
	w.logger.Warn("server: " + strings.TrimSpace(string(p)))
	return len(p), nil
}
