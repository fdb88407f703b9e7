package gourd

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/gourd-go/gourd/gateway"
)

// The codes with which a view's socket is closed: RFC 6455, section 7.4.1.
const (
	closeNormal   = 1000
	closeInternal = 1011
)

// Socket registers a view for a WebSocket. It gets the socket when the handshake is
// done, may wait for messages as long as it likes, and its return closes the socket:
// with 1000, or with 1011 after an error, which is logged. A page of another origin
// cannot connect unless the options let it. Before and teardown hooks run, after
// hooks do not: the handshake is the server's. A request that asks for no WebSocket
// is a 400.
//
//	app.Socket("/echo", func(c *gourd.Ctx, s gateway.Socket) error {
//		for {
//			kind, message, err := s.Receive(c.Context())
//			if err != nil {
//				return err
//			}
//			if err := s.Send(c.Context(), kind, message); err != nil {
//				return err
//			}
//		}
//	})
func (b *Blueprint) Socket(rule string, view func(c *Ctx, s gateway.Socket) error, options ...gateway.UpgradeOptions) *Route {
	if view == nil {
		misuse("the view of %s at %s is nil", rule, caller())
	}
	if len(options) > 1 {
		misuse("Socket takes one UpgradeOptions, but got %d at %s", len(options), caller())
	}
	var o gateway.UpgradeOptions
	if len(options) == 1 {
		o = options[0]
	}
	r := b.add(rule, func(c *Ctx) error { return c.serveSocket(view, o) }, view, http.MethodGet)
	r.webSocket = true
	return r
}

func (c *Ctx) serveSocket(view func(*Ctx, gateway.Socket) error, o gateway.UpgradeOptions) (err error) {
	agreed := Response{Header: c.res.Header.clone()}
	if err := c.saveSession(&agreed); err != nil {
		return err
	}
	o.Header = append(o.Header[:len(o.Header):len(o.Header)], agreed.Header.fields...)
	s, err := c.x.Upgrade(o)
	if err != nil {
		return refusedUpgrade(err)
	}
	c.answering()
	code := closeInternal
	defer func() { _ = s.Close(code, "") }() // after a panic too
	err = view(c, s)
	var closed *gateway.CloseError
	if err == nil || errors.As(err, &closed) {
		code = closeNormal
		return nil
	}
	return err
}

// refusedUpgrade is the answer to a handshake that the server does not take.
func refusedUpgrade(err error) error {
	var refused *gateway.UpgradeError
	if !errors.As(err, &refused) {
		return fmt.Errorf("gourd: the WebSocket's handshake failed: %w", err)
	}
	answer := &HTTPError{Status: refused.Status, Err: err}
	for _, f := range refused.Fields {
		answer.Header.Add(f.Name, f.Value)
	}
	return answer
}
