package gateway

import (
	"context"
	"errors"
	"strings"

	"github.com/coder/websocket"
)

// defaultReadLimit is the longest message that a socket takes by default.
const defaultReadLimit = 1 << 20

// Upgrade becomes a WebSocket by way of net/http's Hijack: RFC 6455.
func (t *httpTransport) Upgrade(o UpgradeOptions) (Socket, error) {
	if t.exchange.Major != 1 || !tokenIn(t.r.Header["Upgrade"], "websocket") {
		return nil, ErrNoUpgrade
	}
	for _, f := range o.Header {
		t.w.Header().Add(f.Name, f.Value)
	}
	mode := websocket.CompressionDisabled
	if o.Compress {
		mode = websocket.CompressionContextTakeover
	}
	conn, err := websocket.Accept(t.w, t.r, &websocket.AcceptOptions{
		Subprotocols: o.Subprotocols, OriginPatterns: o.Origins,
		InsecureSkipVerify: o.AnyOrigin, CompressionMode: mode,
	})
	if err != nil {
		// The library has answered the request: 400, 403, 426 or the like.
		t.exchange.state = finished
		return nil, errors.Join(ErrNoUpgrade, err)
	}
	switch {
	case o.ReadLimit == 0:
		conn.SetReadLimit(defaultReadLimit)
	default:
		conn.SetReadLimit(o.ReadLimit)
	}
	return &webSocket{conn}, nil
}

// tokenIn reports whether a comma-separated list has the token, whatever its case.
func tokenIn(values []string, token string) bool {
	for _, v := range values {
		for part := range strings.SplitSeq(v, ",") {
			if strings.EqualFold(strings.TrimSpace(part), token) {
				return true
			}
		}
	}
	return false
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
