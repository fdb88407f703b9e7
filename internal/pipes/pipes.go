// Package pipes is a network in memory for tests, whose time can be that of a bubble
// of testing/synctest: there a time-out passes exactly when it should, however slow or
// busy the machine is.
//
//	synctest.Test(t, func(t *testing.T) {
//		l := pipes.Listen()
//		…                                        // serve on l
//		conn, err := l.Dial(t.Context(), "", "") // or as http.Transport.DialContext
//	})
//
// Its connections buffer nothing: a write waits until all of it is read. What depends
// on the system's buffers, or on its sockets, is tested with those.
package pipes

import (
	"context"
	"io"
	"net"
	"sync"
)

// Listener accepts what is dialled on it.
type Listener struct {
	conns  chan net.Conn
	once   sync.Once
	closed chan struct{}
}

var _ net.Listener = (*Listener)(nil)

// Listen returns a listener.
func Listen() *Listener {
	return &Listener{conns: make(chan net.Conn), closed: make(chan struct{})}
}

// Accept waits for a connection. Behind Close the error is net.ErrClosed.
func (l *Listener) Accept() (net.Conn, error) {
	select {
	case c := <-l.conns:
		return c, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

// Close lets Accept and Dial return. The connections stay open.
func (l *Listener) Close() error {
	l.once.Do(func() { close(l.closed) })
	return nil
}

// Addr is an address of this machine, on which nobody listens.
func (l *Listener) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 1} }

// Dial returns the client's end of a new connection when the other was accepted,
// whatever the address. The error is net.ErrClosed or the context's cause.
func (l *Listener) Dial(ctx context.Context, _, _ string) (net.Conn, error) {
	ours, theirs := net.Pipe()
	select {
	case l.conns <- conn{theirs}:
		return ours, nil
	case <-l.closed:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// conn is a server's end. Like a TCP connection it takes files as a whole.
type conn struct{ net.Conn }

var _ io.ReaderFrom = conn{}

// ReadFrom sends what r has.
func (c conn) ReadFrom(r io.Reader) (int64, error) {
	return io.Copy(struct{ io.Writer }{c.Conn}, r)
}
