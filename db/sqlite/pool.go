package sqlite

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gourd-go/gourd/db"
)

// pool holds the connections: a writer and several readers, or, in memory, one connection for everything. SQLite lets
// one connection write at a time; who would write waits here, in order, instead of getting "database is locked".
type pool struct {
	b       *backend
	writer  chan *conn    // holds the writer while nobody uses it. Go serves those who wait on a channel in order
	readers chan struct{} // holds a token for each reader in use
	closed  chan struct{} // closed for good
	cut     atomic.Bool   // the same, for statements that run: they stop

	mu   sync.Mutex
	idle []*conn // readers that nobody uses
}

func newPool(b *backend) *pool {
	return &pool{b: b, writer: make(chan *conn, 1), readers: make(chan struct{}, b.config.MaxConns), closed: make(chan struct{})}
}

// close closes the connections that nobody uses. One in use stops at its next step and closes when it comes back.
func (p *pool) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.cut.Swap(true) {
		return
	}
	close(p.closed)
	for _, c := range p.idle {
		c.close()
	}
	p.idle = nil
	select {
	case c := <-p.writer:
		c.close()
	default:
	}
}

// take waits for the writer, in the order of the calls, or for a reader.
func (p *pool) take(ctx context.Context, reader bool) (*conn, error) {
	if reader {
		return p.takeReader(ctx)
	}
	select {
	case c := <-p.writer:
		return c, nil
	default:
	}
	timer := time.NewTimer(p.b.config.AcquireTimeout)
	defer timer.Stop()
	select {
	case c := <-p.writer:
		return c, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-p.closed:
		return nil, db.Unavailable(errClosing)
	case <-timer.C:
		return nil, p.late(ctx, "SQLite's writer")
	}
}

// takeReader returns a reader, a new one when all are in use and there may be more.
func (p *pool) takeReader(ctx context.Context) (*conn, error) {
	select {
	case p.readers <- struct{}{}:
	default:
		if err := p.waitForReader(ctx); err != nil {
			return nil, err
		}
	}
	p.mu.Lock()
	if n := len(p.idle); n > 0 {
		c := p.idle[n-1] // the one used last has the warmest cache
		p.idle = p.idle[:n-1]
		p.mu.Unlock()
		return c, nil
	}
	p.mu.Unlock()
	c, err := p.b.open(ctx, p)
	if err == nil {
		if _, err = c.pragma(ctx, "query_only = ON"); err != nil {
			c.close()
		}
	}
	if err != nil {
		<-p.readers
		return nil, err
	}
	return c, nil
}

func (p *pool) waitForReader(ctx context.Context) error {
	timer := time.NewTimer(p.b.config.AcquireTimeout)
	defer timer.Stop()
	select {
	case p.readers <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-p.closed:
		return db.Unavailable(errClosing)
	case <-timer.C:
		return p.late(ctx, "a reader of SQLite")
	}
}

// late is the error of a call that got no connection in time. When its context has ended as well, that is what it is
// told, whichever was noticed first.
func (p *pool) late(ctx context.Context, what string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return db.AcquireTimeout(p.b.config.AcquireTimeout, what)
}

var errLeftOpen = errors.New("the statement has left a transaction open, which was rolled back; use database.Transaction instead of BEGIN")

// giveBack returns a connection. A transaction that a statement has left open is rolled back.
func (p *pool) giveBack(c *conn, reader bool) error {
	var err error
	if c.inTransaction() {
		err = both(errLeftOpen, c.rollback())
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.cut.Load():
		c.close()
	case reader:
		p.idle = append(p.idle, c)
	default:
		p.writer <- c
	}
	if reader {
		<-p.readers
	}
	return err
}

var errWrites = errors.New("the statement writes")

// query runs a statement on a reader, unless it writes (errWrites), or on the writer. There a stream's rows are read
// ahead and the writer is given back, so that the loop's body can use it.
func (p *pool) query(ctx context.Context, s db.Statement, reader bool) (db.Rows, error) {
	c, err := p.take(ctx, reader)
	if err != nil {
		return nil, err
	}
	st, row, err := c.query(ctx, s.SQL, s.Args, reader)
	if err != nil {
		return nil, both(err, p.giveBack(c, reader))
	}
	live := &rows{st: st, first: row, pool: p, reader: reader}
	if s.Stream && !reader {
		return readAhead(live)
	}
	return live, nil
}

// both returns the errors that are not nil, as one. It does not wrap a single one.
func both(err, second error) error {
	switch {
	case second == nil:
		return err
	case err == nil:
		return second
	}
	return errors.Join(err, second)
}
