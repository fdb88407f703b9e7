package gourdtest

import (
	"net/http"
	"strings"
	"testing"

	"github.com/gourd-go/gourd/gateway"
)

// Socket is the client's end of a WebSocket. One goroutine may receive while others
// send.
type Socket struct {
	Header http.Header // of the answer that agreed to it

	t    testing.TB
	link *link
	e    *exchange
}

// Socket asks for a WebSocket and returns when the view has upgraded the request.
// The test fails at once when it answers otherwise; [WebSocket] gives such an answer
// to look at.
func (c *Client) Socket(target string, options ...Option) *Socket {
	c.t.Helper()
	r := c.request(http.MethodGet, target, append([]Option{WebSocket()}, options...))
	e := c.start(r)
	e.wantHead()
	if e.status != http.StatusSwitchingProtocols {
		res := c.finish(r, e)
		c.t.Fatalf("gourdtest: %s: the request was not upgraded to a WebSocket; the status is %d, the body: %s", e.name, res.Status, res.excerpt())
	}
	c.keepCookies(r, e.header)
	return &Socket{Header: e.header, t: c.t, link: e.socket.link, e: e}
}

// WebSocket makes a request of [Client.Do] one that asks for a WebSocket, to see how
// it is refused. One that is agreed to is an answer of status 101, and the client
// leaves then.
func WebSocket() Option {
	return func(r *request) {
		r.socket = true
		r.header = append(r.header,
			field{"Connection", "Upgrade"}, field{"Upgrade", "websocket"},
			field{"Sec-WebSocket-Version", "13"}, field{"Sec-WebSocket-Key", "Z291cmR0ZXN0LTE2Ynl0ZQ=="})
	}
}

// Subprotocols offers protocols to a view that upgrades to a WebSocket.
func Subprotocols(names ...string) Option {
	return Header("Sec-WebSocket-Protocol", strings.Join(names, ", "))
}

// Send sends a text message. The error is a *gateway.CloseError when the view has
// closed the socket.
func (s *Socket) Send(text string) error {
	return s.link.send(s.e.client.values, s.link.toServer, theClient, message{gateway.TextMessage, []byte(text)})
}

// SendBytes sends a binary message.
func (s *Socket) SendBytes(data []byte) error {
	return s.link.send(s.e.client.values, s.link.toServer, theClient, message{gateway.BinaryMessage, append([]byte(nil), data...)})
}

// Receive returns the next message. The error is a *gateway.CloseError with the
// view's code and reason when it has closed the socket.
func (s *Socket) Receive() (gateway.MessageType, []byte, error) {
	m, err := s.link.receive(s.e.client.values, s.link.toClient, theClient)
	return m.kind, m.data, err
}

// Want fails the test unless the next message is that text.
func (s *Socket) Want(text string) {
	s.t.Helper()
	kind, data, err := s.Receive()
	switch {
	case err != nil:
		s.t.Errorf("%s: no message came: %v; want %q", s.e.name, err, text)
	case kind != gateway.TextMessage || string(data) != text:
		s.t.Errorf("%s: the message is %q (type %d), want the text %q", s.e.name, data, kind, text)
	}
}

// Subprotocol returns the protocol that was agreed on; empty: none.
func (s *Socket) Subprotocol() string { return s.link.subprotocol }

// Close closes the socket with that code and reason (RFC 6455, section 7.4) and
// returns when the view has ended, which fails the test if it takes 10 seconds. A
// second call does nothing.
func (s *Socket) Close(code int, reason string) {
	s.t.Helper()
	s.link.close(theClient, code, reason)
	s.e.wantEnd()
}

// Drop has the client leave without a close, as one whose network is gone: the view
// gets code 1006.
func (s *Socket) Drop() {
	s.t.Helper()
	s.e.leave()
	s.e.wantEnd()
}
