package postgres

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gourd-go/gourd/db"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/pgxpool"
)

// closeGrace is how long Close waits, after it has cut the connections, for those who used them.
const closeGrace = time.Second

// backend is one PostgreSQL database behind a pool of connections.
type backend struct {
	config  db.Config
	options *pgxpool.Config
	pool    atomic.Pointer[pgxpool.Pool] // set by Connect

	mu   sync.Mutex
	live map[*pgconn.PgConn]struct{} // to cut those in use when Close cannot wait
}

var _ db.Backend = (*backend)(nil)

func newBackend(config db.Config, options *pgxpool.Config) *backend {
	b := &backend{config: config, options: options, live: map[*pgconn.PgConn]struct{}{}}
	options.AfterConnect = b.connected
	options.BeforeClose = func(c *pgx.Conn) {
		b.mu.Lock()
		defer b.mu.Unlock()
		delete(b.live, c.PgConn())
	}
	return b
}

// connected sets up a new connection: times come in UTC, wherever the server and this process are.
func (b *backend) connected(_ context.Context, c *pgx.Conn) error {
	utc := &pgtype.Type{Name: "timestamptz", OID: pgtype.TimestamptzOID, Codec: &pgtype.TimestamptzCodec{ScanLocation: time.UTC}}
	c.TypeMap().RegisterType(utc)
	c.TypeMap().RegisterType(&pgtype.Type{Name: "_timestamptz", OID: pgtype.TimestamptzArrayOID, Codec: &pgtype.ArrayCodec{ElementType: utc}})
	b.mu.Lock()
	defer b.mu.Unlock()
	b.live[c.PgConn()] = struct{}{}
	return nil
}

func (b *backend) Dialect() db.Dialect {
	return db.Dialect{Name: "postgres", Prefix: '$', Numbered: true, Arrays: true, DollarQuotes: true, NestedComments: true, EscapeStrings: true}
}

// Connect makes the pool and the first connection.
func (b *backend) Connect(ctx context.Context) error {
	pool, err := pgxpool.NewWithConfig(ctx, b.options.Copy())
	if err != nil {
		return err
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		if _, told := errors.AsType[*pgconn.ConnectError](err); !told && errors.Is(err, context.DeadlineExceeded) {
			err = fmt.Errorf("no answer within %v: %w", b.config.ConnectTimeout, err)
		}
		return db.Unavailable(err)
	}
	b.pool.Store(pool)
	return nil
}

// Close waits until all connections are back and closes them. When ctx ends it cuts those in use.
func (b *backend) Close(ctx context.Context) error {
	pool := b.pool.Load()
	if pool == nil {
		return nil
	}
	done := make(chan struct{})
	go func() { // ends when the last connection is back; the cut below makes its user give it back
		defer close(done)
		pool.Close()
	}()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
	}
	b.cut()
	timer := time.NewTimer(closeGrace)
	defer timer.Stop()
	select {
	case <-done:
		return nil
	case <-timer.C:
		return fmt.Errorf("db: %d connections were cut but are still held by loops over their rows: %w", pool.Stat().AcquiredConns(), ctx.Err())
	}
}

func (b *backend) cut() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for c := range b.live {
		c.Conn().Close()
	}
}

// acquire takes a connection from the pool.
func (b *backend) acquire(ctx context.Context) (*pgxpool.Conn, error) {
	limited, cancel := context.WithTimeout(ctx, b.config.AcquireTimeout)
	defer cancel()
	c, err := b.pool.Load().Acquire(limited)
	switch {
	case err == nil:
		return c, nil
	case ctx.Err() != nil:
		return nil, ctx.Err()
	}
	if _, connecting := errors.AsType[*pgconn.ConnectError](err); limited.Err() != nil && !connecting {
		return nil, db.AcquireTimeout(b.config.AcquireTimeout, "a connection of the pool")
	}
	return nil, db.Unavailable(err)
}

// Query runs a statement on a connection of its own.
func (b *backend) Query(ctx context.Context, s db.Statement) (db.Rows, error) {
	r, err := b.query(ctx, s)
	if isStalePlan(err) {
		r, err = b.query(ctx, s)
	}
	if err != nil {
		return nil, err
	}
	return r, nil
}

func (b *backend) query(ctx context.Context, s db.Statement) (*rows, error) {
	c, err := b.acquire(ctx)
	if err != nil {
		return nil, err
	}
	r := &rows{ctx: ctx, args: s.Args, conn: c, b: b}
	running := ctx
	if s.Stream { // so that a loop that is left early need not read the rest
		running, r.cancel = context.WithCancel(ctx)
	}
	if err := r.start(running, c.Conn(), s); err != nil {
		return nil, err
	}
	return r, nil
}

// Exec runs a statement on a connection of its own.
func (b *backend) Exec(ctx context.Context, s db.Statement) (db.Result, error) {
	result, err := b.exec(ctx, s)
	if isStalePlan(err) {
		result, err = b.exec(ctx, s)
	}
	return result, err
}

func (b *backend) exec(ctx context.Context, s db.Statement) (db.Result, error) {
	c, err := b.acquire(ctx)
	if err != nil {
		return db.Result{}, err
	}
	defer c.Release()
	tag, err := c.Conn().Exec(ctx, s.SQL, arguments(s.Args)...)
	if err != nil {
		return db.Result{}, b.lost(c.Conn(), explain(ctx, err, c.Conn(), s.Args))
	}
	return result(tag), nil
}

// lost drops the idle connections when this one was lost: they have most likely gone the same way, and each would
// cost somebody an error.
func (b *backend) lost(c *pgx.Conn, err error) error {
	if c.IsClosed() && errors.Is(err, db.ErrUnavailable) {
		b.pool.Load().Reset()
	}
	return err
}

func result(tag pgconn.CommandTag) db.Result {
	if tag.Select() {
		return db.Result{}
	}
	return db.Result{RowsAffected: tag.RowsAffected()}
}
