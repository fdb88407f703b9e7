package postgres

import (
	"context"
	"errors"
	"iter"
	"strings"

	"github.com/gourd-go/gourd/db"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// batchSize is how many sets of arguments travel together.
const batchSize = 500

// tx is a transaction on a connection of the pool.
type tx struct {
	b *backend
	c *pgxpool.Conn
}

var _ db.Conn = (*tx)(nil)

// Begin takes a connection and starts a transaction on it.
func (b *backend) Begin(ctx context.Context, o db.TxOptions) (db.Conn, error) {
	begin := "BEGIN"
	if o.Isolation != db.DefaultIsolation {
		begin += " ISOLATION LEVEL " + strings.ToUpper(string(o.Isolation))
	}
	if o.ReadOnly {
		begin += " READ ONLY"
	}
	c, err := b.acquire(ctx)
	if err != nil {
		return nil, err
	}
	if _, err := c.Exec(ctx, begin); err != nil {
		err = b.lost(c.Conn(), explain(ctx, err, c.Conn(), nil))
		c.Release()
		return nil, err
	}
	return &tx{b, c}, nil
}

func (t *tx) explain(ctx context.Context, err error, args []any) error {
	return t.b.lost(t.c.Conn(), explain(ctx, err, t.c.Conn(), args))
}

func (t *tx) Query(ctx context.Context, s db.Statement) (db.Rows, error) {
	r := &rows{ctx: ctx, args: s.Args, b: t.b}
	if err := r.start(ctx, t.c.Conn(), s); err != nil {
		return nil, err
	}
	return r, nil
}

func (t *tx) Exec(ctx context.Context, s db.Statement) (db.Result, error) {
	tag, err := t.c.Conn().Exec(ctx, s.SQL, arguments(s.Args)...)
	if err != nil {
		return db.Result{}, t.explain(ctx, err, s.Args)
	}
	return result(tag), nil
}

// ExecMany sends the sets in batches, without waiting for the answer to one before the next is sent.
func (t *tx) ExecMany(ctx context.Context, sql string, sets iter.Seq2[[]any, error]) error {
	batch := &pgx.Batch{}
	for args, err := range sets {
		if err != nil {
			return err
		}
		batch.Queue(sql, arguments(args)...)
		if batch.Len() < batchSize {
			continue
		}
		if err := t.send(ctx, batch); err != nil {
			return err
		}
		batch = &pgx.Batch{}
	}
	return t.send(ctx, batch)
}

func (t *tx) send(ctx context.Context, batch *pgx.Batch) error {
	if batch.Len() == 0 {
		return nil
	}
	results := t.c.SendBatch(ctx, batch)
	for _, queued := range batch.QueuedQueries {
		if _, err := results.Exec(); err != nil {
			results.Close()
			return t.explain(ctx, err, queued.Arguments)
		}
	}
	if err := results.Close(); err != nil {
		return t.explain(ctx, err, nil)
	}
	return nil
}

var errAborted = errors.New("a statement of the transaction has failed, so that PostgreSQL has rolled it back instead; return that error, or run the statement in a nested transaction")

func (t *tx) Commit(ctx context.Context) error {
	defer t.c.Release() // a connection with an open transaction is closed by the pool
	tag, err := t.c.Exec(ctx, "COMMIT")
	if err != nil {
		return t.explain(ctx, err, nil)
	}
	if tag.String() == "ROLLBACK" {
		return errAborted
	}
	return nil
}

func (t *tx) Rollback(ctx context.Context) error {
	defer t.c.Release()
	if t.c.Conn().IsClosed() { // the server has rolled back already
		return nil
	}
	if _, err := t.c.Exec(ctx, "ROLLBACK"); err != nil && !t.c.Conn().IsClosed() {
		return t.explain(ctx, err, nil)
	}
	return nil
}
