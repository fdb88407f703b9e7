package gateway

import (
	"bufio"
	"context"
	"errors"
	"maps"
	"net"
	"net/http"

	"github.com/coder/websocket"
)

// defaultReadLimit is the longest message that a socket takes by default.
const defaultReadLimit = 1 << 20

// Upgrade becomes a WebSocket by way of net/http's Hijack: RFC 6455.
func (t *httpTransport) Upgrade(o UpgradeOptions) (Socket, error) {
	hijacker, outer := beneath(t.w)
	if outer != nil {
		return outer.upgrade(o)
	}
	if t.exchange.Major != 1 {
		// RFC 8441's way for HTTP/2 is not net/http's.
		return nil, &UpgradeError{Status: http.StatusNotImplemented, Reason: "it came over HTTP/2, and this server upgrades HTTP/1.1 only"}
	}
	if !hijacker {
		return nil, &UpgradeError{Status: http.StatusNotImplemented, Reason: "a middleware's http.ResponseWriter has neither Hijack nor Unwrap"}
	}
	w := &handshakeWriter{ResponseWriter: t.w, fields: o.Header}
	mode := websocket.CompressionDisabled
	if o.Compress {
		mode = websocket.CompressionContextTakeover
	}
	conn, err := websocket.Accept(w, t.r, &websocket.AcceptOptions{
		Subprotocols: o.Subprotocols, InsecureSkipVerify: true, CompressionMode: mode,
	})
	if err != nil {
		if w.sent {
			t.exchange.enter(aborted)
			return nil, errors.Join(ErrFinished, err)
		}
		return nil, &UpgradeError{Status: http.StatusNotImplemented, Reason: err.Error()}
	}
	conn.SetReadLimit(o.ReadLimit)
	return &webSocket{conn}, nil
}

// beneath looks through the writers of middleware: whether one of them can hijack,
// or whether an exchange that is not net/http's stands below, and becomes a socket
// in its own way.
func beneath(w http.ResponseWriter) (hijacker bool, outer *ResponseWriter) {
	for {
		if rw, ok := w.(*ResponseWriter); ok && rw.http == nil {
			return false, rw
		}
		if _, ok := w.(http.Hijacker); ok {
			hijacker = true
		}
		below, ok := w.(interface{ Unwrap() http.ResponseWriter })
		if !ok {
			return hijacker, nil
		}
		w = below.Unwrap()
	}
}

// upgrade is the exchange's own, with the fields that middleware has set.
func (w *ResponseWriter) upgrade(o UpgradeOptions) (Socket, error) {
	for name, values := range w.header {
		for _, v := range values {
			o.Header = append(o.Header, HeaderField{name, headerValue.Replace(v)})
		}
	}
	return w.x.Upgrade(o)
}

// handshakeWriter lets the library send the 101 and nothing else: the handler
// answers what is not upgraded.
type handshakeWriter struct {
	http.ResponseWriter
	header http.Header
	fields []HeaderField
	sent   bool
}

var (
	_ http.ResponseWriter = (*handshakeWriter)(nil)
	_ http.Hijacker       = (*handshakeWriter)(nil)
)

// Header is the library's own until the 101 is sent.
func (w *handshakeWriter) Header() http.Header {
	if w.header == nil {
		w.header = http.Header{}
	}
	return w.header
}

func (w *handshakeWriter) WriteHeader(status int) {
	if status != http.StatusSwitchingProtocols {
		return
	}
	header := w.ResponseWriter.Header()
	maps.Copy(header, w.header)
	for _, f := range w.fields {
		header.Add(f.Name, f.Value)
	}
	w.sent = true
	w.ResponseWriter.WriteHeader(status)
}

func (w *handshakeWriter) Write(p []byte) (int, error) { return len(p), nil }

func (w *handshakeWriter) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	return http.NewResponseController(w.ResponseWriter).Hijack()
}

// webSocket is a Socket by the library.
type webSocket struct{ conn *websocket.Conn }

var _ Socket = (*webSocket)(nil)

func (s *webSocket) Receive(ctx context.Context) (MessageType, []byte, error) {
	t, b, err := s.conn.Read(ctx)
	if err != nil {
		var closed websocket.CloseError
		switch {
		case errors.As(err, &closed):
			err = &CloseError{Code: int(closed.Code), Reason: closed.Reason}
		case ctx.Err() == nil:
			err = errors.Join(&CloseError{Code: 1006, Reason: "the connection was lost"}, err)
		}
		return 0, nil, err
	}
	return MessageType(t), b, nil
}

func (s *webSocket) Send(ctx context.Context, t MessageType, message []byte) error {
	return s.conn.Write(ctx, websocket.MessageType(t), message)
}

func (s *webSocket) Ping(ctx context.Context) error { return s.conn.Ping(ctx) }

func (s *webSocket) Close(code int, reason string) error {
	err := s.conn.Close(websocket.StatusCode(code), reason)
	if websocket.CloseStatus(err) != -1 {
		return nil
	}
	return err
}

func (s *webSocket) Subprotocol() string { return s.conn.Subprotocol() }
