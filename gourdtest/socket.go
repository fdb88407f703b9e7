package gourdtest

import (
	"context"
	"errors"
	"net/http"
	"sync"

	"github.com/gourd-go/gourd/gateway"
)

// message is one message of a socket.
type message struct {
	kind gateway.MessageType
	data []byte
}

// lane is one direction of a socket. It holds some messages, as the buffers of a
// connection do.
type lane chan message

const laneRoom = 16

// link is what both ends of a socket share.
type link struct {
	toServer, toClient lane
	subprotocol        string
	limit              int64

	mu     sync.Mutex
	closed chan struct{}
	by     side
	reason gateway.CloseError
}

// side tells who closed a socket first.
type side uint8

const (
	nobody side = iota
	theClient
	theServer
)

// errClosed is what the end of a socket gets that has closed it.
var errClosed = errors.New("gourdtest: the socket was closed")

// close ends both directions. Only the first call counts.
func (l *link) close(by side, code int, reason string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.by == nobody {
		l.by, l.reason = by, gateway.CloseError{Code: code, Reason: reason}
		close(l.closed)
	}
}

// why is the error that one end gets behind the close: what the other end said, or
// that it closed the socket itself.
func (l *link) why(me side) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.by == me {
		return errClosed
	}
	reason := l.reason
	return &reason
}

func (l *link) send(ctx context.Context, to lane, me side, m message) error {
	select {
	case <-l.closed:
		return l.why(me)
	default:
	}
	select {
	case to <- m:
		return nil
	case <-l.closed:
		return l.why(me)
	case <-ctx.Done():
		return ctx.Err()
	}
}

// receive returns what was sent before the close, also behind it.
func (l *link) receive(ctx context.Context, from lane, me side) (message, error) {
	select {
	case m := <-from:
		return m, nil
	default:
	}
	select {
	case m := <-from:
		return m, nil
	case <-l.closed:
		select {
		case m := <-from:
			return m, nil
		default:
			return message{}, l.why(me)
		}
	case <-ctx.Done():
		return message{}, ctx.Err()
	}
}

// Upgrade implements gateway.Transport.
func (e *exchange) Upgrade(o gateway.UpgradeOptions) (gateway.Socket, error) {
	if e.phase != nothing {
		return nil, e.fault("an upgrade behind the head")
	}
	l := &link{toServer: make(lane, laneRoom), toClient: make(lane, laneRoom), closed: make(chan struct{}), limit: o.ReadLimit}
	e.header = http.Header{"Connection": {"Upgrade"}, "Upgrade": {"websocket"}}
	for _, f := range o.Header {
		e.header.Add(f.Name, f.Value)
	}
	if len(o.Subprotocols) > 0 {
		l.subprotocol = o.Subprotocols[0]
		e.header.Set("Sec-Websocket-Protocol", l.subprotocol)
	}
	e.socket = &serverSocket{link: l, e: e}
	e.phase, e.status = switched, http.StatusSwitchingProtocols
	close(e.headed)
	if e.hasLeft() {
		l.close(theClient, abnormal, lost)
	}
	return e.socket, nil
}

// serverSocket is the view's end.
type serverSocket struct {
	*link
	e *exchange
}

var _ gateway.Socket = (*serverSocket)(nil)

func (s *serverSocket) Receive(ctx context.Context) (gateway.MessageType, []byte, error) {
	m, err := s.receive(ctx, s.toServer, theServer)
	if err != nil {
		return 0, nil, err
	}
	if s.limit >= 0 && int64(len(m.data)) > s.limit {
		s.close(theServer, tooBig, "the message is too long")
		return 0, nil, &gateway.CloseError{Code: tooBig, Reason: "the message is too long"}
	}
	return m.kind, m.data, nil
}

func (s *serverSocket) Send(ctx context.Context, t gateway.MessageType, data []byte) error {
	return s.send(ctx, s.toClient, theServer, message{t, append([]byte(nil), data...)})
}

// Ping is answered at once: there is nobody between the ends.
func (s *serverSocket) Ping(context.Context) error {
	select {
	case <-s.closed:
		return s.why(theServer)
	default:
		return nil
	}
}

func (s *serverSocket) Close(code int, reason string) error {
	s.close(theServer, code, reason)
	return nil
}

func (s *serverSocket) Subprotocol() string { return s.subprotocol }

// abandon ends a socket whose handler has returned. It should have closed it.
func (s *serverSocket) abandon() {
	select {
	case <-s.closed:
	default:
		s.e.client.wrong("%s: the handler returned and left its socket open; it must close it", s.e.name)
		s.close(theServer, abnormal, "")
	}
}

// Codes of RFC 6455, section 7.4.1.
const (
	abnormal = 1006
	tooBig   = 1009
)

// lost is the reason of a close that nobody has sent.
const lost = "the connection was lost"
