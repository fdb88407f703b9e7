package sqlite

import (
	"context"
	"fmt"
	"iter"

	"github.com/gourd-go/gourd/db"
)

// tx is a transaction on the writer, or, when it only reads, on a reader.
type tx struct {
	p      *pool
	c      *conn
	reader bool
	locked bool  // a database in memory has one connection, which a reading transaction has made "query only"
	lost   error // the error after which SQLite has rolled back by itself
}

var _ db.Conn = (*tx)(nil)

// Begin starts a transaction. BEGIN IMMEDIATE takes SQLite's write lock at once, so that no later statement finds it
// taken by another process when half of the work is done.
func (b *backend) Begin(ctx context.Context, o db.TxOptions) (db.Conn, error) {
	t := &tx{p: b.pool.Load(), reader: o.ReadOnly && !b.memory, locked: o.ReadOnly && b.memory}
	begin := "BEGIN IMMEDIATE"
	if o.ReadOnly {
		begin = "BEGIN"
	}
	var err error
	if t.c, err = t.p.take(ctx, t.reader); err != nil {
		return nil, err
	}
	if t.locked {
		if _, err := t.c.pragma(ctx, "query_only = ON"); err != nil {
			return nil, both(err, t.p.giveBack(t.c, false))
		}
	}
	if _, _, err = t.c.exec(ctx, begin, nil); err != nil {
		return nil, both(err, t.giveBack(ctx))
	}
	return t, nil
}

func (t *tx) giveBack(ctx context.Context) error {
	var err error
	if t.locked {
		_, err = t.c.pragma(context.WithoutCancel(ctx), "query_only = OFF")
	}
	return both(err, t.p.giveBack(t.c, t.reader))
}

// check returns the error of a statement, and notes when SQLite has rolled the whole transaction back because of it:
// after a full disk, or when a writing statement was interrupted. What came after would otherwise be stored for good,
// statement by statement.
func (t *tx) check(err error) error {
	if err != nil && t.lost == nil && !t.c.inTransaction() {
		t.lost = err
	}
	return err
}

func (t *tx) usable() error {
	if t.lost != nil {
		return fmt.Errorf("SQLite has rolled the transaction back: %w", t.lost)
	}
	return nil
}

func (t *tx) Query(ctx context.Context, s db.Statement) (db.Rows, error) {
	if err := t.usable(); err != nil {
		return nil, err
	}
	st, row, err := t.c.query(ctx, s.SQL, s.Args, false)
	if err != nil {
		return nil, t.check(err)
	}
	return &txRows{rows{st: st, first: row}, t}, nil
}

// txRows are rows whose errors the transaction sees.
type txRows struct {
	rows
	t *tx
}

func (r *txRows) Close() error { return r.t.check(r.rows.Close()) }

func (t *tx) Exec(ctx context.Context, s db.Statement) (db.Result, error) {
	if err := t.usable(); err != nil {
		return db.Result{}, err
	}
	changes, id, err := t.c.exec(ctx, s.SQL, s.Args)
	if err != nil {
		return db.Result{}, t.check(err)
	}
	return db.Result{RowsAffected: changes, LastInsertID: id}, nil
}

func (t *tx) ExecMany(ctx context.Context, sql string, sets iter.Seq2[[]any, error]) error {
	if err := t.usable(); err != nil {
		return err
	}
	for args, err := range sets {
		if err != nil {
			return err
		}
		if _, _, err := t.c.exec(ctx, sql, args); err != nil {
			return t.check(err)
		}
	}
	return nil
}

func (t *tx) Commit(ctx context.Context) error {
	err := t.usable()
	if err == nil {
		_, _, err = t.c.exec(ctx, "COMMIT", nil)
	}
	if err != nil && t.c.inTransaction() { // a deferred foreign key, or ctx has ended
		err = both(err, t.c.rollback())
	}
	back := t.giveBack(ctx)
	if err != nil {
		return err
	}
	return back
}

func (t *tx) Rollback(ctx context.Context) error {
	var err error
	if t.c.inTransaction() {
		err = t.c.rollback()
	}
	return both(err, t.giveBack(ctx))
}
