package server

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"math"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

// listener keeps account of the connections that it hands out: it accepts no more
// than it has places, and can close those that are left.
type listener struct {
	net.Listener
	patience time.Duration // for writes; 0: any time
	places   chan struct{} // nil: any number

	once   sync.Once
	closed chan struct{}
	mu     sync.Mutex
	conns  map[*conn]struct{}
}

func newListener(l net.Listener, c Config) *listener {
	own := &listener{Listener: l, patience: orNone(c.WriteTimeout), closed: make(chan struct{}), conns: map[*conn]struct{}{}}
	if c.MaxConnections > 0 {
		own.places = make(chan struct{}, c.MaxConnections)
	}
	return own
}

// Accept waits for a place and then for a connection.
func (l *listener) Accept() (net.Conn, error) {
	if l.places != nil {
		select {
		case l.places <- struct{}{}:
		case <-l.closed:
			return nil, net.ErrClosed
		}
	}
	accepted, err := l.Listener.Accept()
	if err != nil {
		l.giveBack()
		return nil, err
	}
	c := &conn{Conn: accepted, listener: l}
	l.mu.Lock()
	l.conns[c] = struct{}{}
	l.mu.Unlock()
	if s, ok := accepted.(secure); ok {
		return &secured{conn: c, secure: s}, nil
	}
	return c, nil
}

// Close lets an Accept return that waits for a place.
func (l *listener) Close() error {
	l.once.Do(func() { close(l.closed) })
	return l.Listener.Close()
}

func (l *listener) giveBack() {
	if l.places != nil {
		<-l.places
	}
}

func (l *listener) forget(c *conn) {
	l.mu.Lock()
	delete(l.conns, c)
	l.mu.Unlock()
	l.giveBack()
}

// closeAll closes the connections that are left.
func (l *listener) closeAll() {
	l.mu.Lock()
	left := make([]*conn, 0, len(l.conns))
	for c := range l.conns {
		left = append(left, c)
	}
	l.mu.Unlock()
	for _, c := range left {
		_ = c.Close()
	}
}

// pieceSize is how much the client must take within the write time-out: a single
// deadline for a whole large write would cut a steady client off.
const pieceSize = 64 << 10

// conn is a connection whose writes have a deadline each, unless somebody above has
// set one.
type conn struct {
	net.Conn
	listener *listener
	gone     atomic.Bool
	writing  sync.Mutex // writes stay whole, as those of net.Conn
	due      atomic.Int64
}

// What stands in conn.due for the time of the server's own deadline, which is in
// nanoseconds since 1970.
const (
	theirs = -1 // a deadline was set from above
	over   = -2 // the time has passed, and nothing is written any more: no TLS alert either
)

var (
	_ net.Conn      = (*conn)(nil)
	_ io.ReaderFrom = (*conn)(nil)
)

// NetConn returns the connection beneath.
func (c *conn) NetConn() net.Conn { return c.Conn }

// Close gives the connection's place back.
func (c *conn) Close() error {
	if c.gone.CompareAndSwap(false, true) {
		defer c.listener.forget(c)
	}
	return c.Conn.Close()
}

// CloseWrite says the end of what is sent, where the connection can.
func (c *conn) CloseWrite() error {
	if half, ok := c.Conn.(interface{ CloseWrite() error }); ok {
		return half.CloseWrite()
	}
	return nil
}

func (c *conn) Write(p []byte) (int, error) {
	c.writing.Lock()
	defer c.writing.Unlock()
	return inPieces(p, func(piece []byte) (int, error) {
		c.extend()
		n, err := c.Conn.Write(piece)
		return n, c.noted(err)
	})
}

// ReadFrom has the kernel send a file. What comes from elsewhere may be slow to
// come, which is not the client's fault, and goes through Write.
func (c *conn) ReadFrom(r io.Reader) (done int64, err error) {
	limited, ok := r.(*io.LimitedReader)
	if !ok {
		limited = &io.LimitedReader{R: r, N: math.MaxInt64}
	}
	sender, ok := c.Conn.(io.ReaderFrom)
	if !ok || !isFile(limited.R) {
		return io.Copy(struct{ io.Writer }{c}, r)
	}
	c.writing.Lock()
	defer c.writing.Unlock()
	rest := limited.N
	defer func() { limited.N = rest }()
	for rest > 0 {
		c.extend()
		piece := min(rest, pieceSize)
		limited.N = piece
		n, err := sender.ReadFrom(limited)
		done += n
		rest -= n
		if n < piece || err != nil {
			return done, c.noted(err)
		}
	}
	return done, nil
}

func isFile(r io.Reader) bool {
	f, ok := r.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode().IsRegular()
}

// extend gives the next write patience, or up to a quarter more, since to set a
// deadline costs more than to ask the time.
func (c *conn) extend() {
	patience := c.listener.patience
	due := c.due.Load()
	if patience == 0 || due < 0 {
		return
	}
	now := time.Now()
	if due-now.UnixNano() >= int64(patience) {
		return
	}
	now = now.Add(patience + patience/4)
	if c.due.CompareAndSwap(due, now.UnixNano()) {
		_ = c.Conn.SetWriteDeadline(now)
	}
}

// noted keeps in mind that a write has failed since the client did not read.
func (c *conn) noted(err error) error {
	if due := c.due.Load(); err != nil && due > 0 && errors.Is(err, os.ErrDeadlineExceeded) {
		c.due.CompareAndSwap(due, over)
	}
	return err
}

// SetWriteDeadline replaces the server's own deadline until it is set to zero. That
// net/http does behind each answer, where ours may stand: it is set anew before the
// next write.
func (c *conn) SetWriteDeadline(t time.Time) error {
	switch due := c.due.Load(); {
	case due == over, t.IsZero() && due != theirs:
		return nil
	case t.IsZero():
		c.due.Store(0)
	default:
		c.due.Store(theirs)
	}
	return c.Conn.SetWriteDeadline(t)
}

// SetDeadline sets both deadlines.
func (c *conn) SetDeadline(t time.Time) error {
	if err := c.SetReadDeadline(t); err != nil {
		return err
	}
	return c.SetWriteDeadline(t)
}

// inPieces calls write for one piece of p after the other.
func inPieces(p []byte, write func([]byte) (int, error)) (done int, err error) {
	for {
		n, err := write(p[done:min(done+pieceSize, len(p))])
		done += n
		if err != nil || done >= len(p) {
			return done, err
		}
	}
}

// secure is what net/http asks of a connection that speaks TLS already, as those of
// a listener of tls.NewListener.
type secure interface {
	ConnectionState() tls.ConnectionState
	HandshakeContext(ctx context.Context) error
}

var _ secure = (*tls.Conn)(nil)

// secured is a connection that speaks TLS already.
type secured struct {
	*conn
	secure
}
