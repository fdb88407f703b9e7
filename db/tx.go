package db

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"runtime"
	"strconv"
	"time"
)

// cleanupTimeout bounds a rollback, which must work even when the caller's context has ended.
const cleanupTimeout = 5 * time.Second

// Tx is a transaction, or a nested one. It is valid until the function that [DB.Transaction] has called returns.
// Goroutines may share it: their statements run one after the other.
type Tx struct {
	db      *DB
	session *session
	depth   int
	began   time.Time
	origin  [4]uintptr // the callers of Transaction

	// guarded by the session's turn
	nested bool // a nested transaction is open
	ended  bool
}

// session is a transaction's connection, which the nested ones share.
type session struct {
	conn Conn
	turn chan struct{} // holds one token while somebody uses conn

	// guarded by turn
	reading Rows   // the rows that a loop reads
	query   string // theirs
	broken  error  // why the connection's state is unknown; only a rollback is left
}

// Transaction runs fn in a transaction: committed when fn returns nil, rolled back when it returns an error, which
// Transaction then returns, or panics. Inside of fn use tx, not the database, for everything that belongs to the
// transaction. When ctx ends, running statements are cut off and the transaction is rolled back.
//
// On SQLite a transaction that may write takes the one writer, in the order of the calls, before fn begins; keep it
// short, and do not wait for other services in it.
func (d *DB) Transaction(ctx context.Context, fn func(tx *Tx) error, options ...TxOptions) error {
	tx := &Tx{db: d, session: &session{turn: make(chan struct{}, 1)}}
	runtime.Callers(2, tx.origin[:])
	var o TxOptions
	switch len(options) {
	case 0:
	case 1:
		o = options[0]
	default:
		return fmt.Errorf("db: Transaction takes one TxOptions, not %d", len(options))
	}
	switch o.Isolation {
	case DefaultIsolation, ReadCommitted, RepeatableRead, Serializable:
	default:
		return fmt.Errorf("db: the isolation level %q is unknown; there are db.ReadCommitted, db.RepeatableRead and db.Serializable", o.Isolation)
	}
	return d.transact(ctx, tx, fn, o)
}

func (d *DB) transact(ctx context.Context, tx *Tx, fn func(*Tx) error, o TxOptions) (err error) {
	if err := d.enter(); err != nil {
		return inQuery("BEGIN", err)
	}
	defer d.leave()
	wait := waitingFor(ctx, "BEGIN")
	tx.session.conn, err = d.backend.Begin(ctx, o)
	wait.End()
	if err != nil {
		return inQuery("BEGIN", d.whoHolds(err))
	}
	d.register(tx)
	defer d.unregister(tx)

	committing := false
	defer func() { // also when fn panics, or ends its goroutine
		if !committing {
			err = both(err, tx.rollback(ctx))
		}
	}()
	if err := fn(tx); err != nil {
		return err
	}
	if err := tx.end(ctx); err != nil {
		return err
	}
	committing = true
	wait = waitingFor(ctx, "COMMIT")
	defer wait.End()
	return inQuery("COMMIT", tx.session.conn.Commit(ctx))
}

func (d *DB) register(tx *Tx) {
	d.mu.Lock()
	defer d.mu.Unlock()
	tx.began = time.Now()
	d.txs[tx] = struct{}{}
}

func (d *DB) unregister(tx *Tx) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.txs, tx)
}

// end closes the tx for further use, in its turn, before what it did is kept.
func (tx *Tx) end(ctx context.Context) error {
	if err := tx.session.lock(ctx); err != nil {
		return err
	}
	defer tx.session.unlock()
	if err := tx.usable(); err != nil {
		return err
	}
	tx.ended = true
	return nil
}

// rollback ends the transaction, after the statement that a task of it may still run. It works when ctx has ended.
func (tx *Tx) rollback(ctx context.Context) error {
	tx.session.finish()
	defer tx.session.unlock()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), cleanupTimeout)
	defer cancel()
	tx.ended = true
	return inQuery("ROLLBACK", tx.session.conn.Rollback(ctx))
}

// Transaction runs fn in a nested transaction, a savepoint: when fn returns an error or panics, what it did is rolled
// back, and the outer transaction can go on. Until fn returns the outer tx refuses statements. Options are refused:
// isolation and read-only belong to the outermost transaction.
func (tx *Tx) Transaction(ctx context.Context, fn func(inner *Tx) error, options ...TxOptions) (err error) {
	if len(options) > 0 && options[0] != (TxOptions{}) {
		return errors.New("db: a nested transaction has no options of its own; give them to the outermost one")
	}
	inner := &Tx{db: tx.db, session: tx.session, depth: tx.depth + 1}
	savepoint := "gourd_" + strconv.Itoa(inner.depth)
	if err := tx.control(ctx, "SAVEPOINT "+savepoint); err != nil {
		return err
	}
	done := false
	defer func() {
		if !done {
			err = both(err, tx.rollbackTo(ctx, inner, savepoint))
		}
	}()
	if err := fn(inner); err != nil {
		return err
	}
	if err := inner.end(ctx); err != nil {
		return err
	}
	if err := tx.session.control(ctx, "RELEASE SAVEPOINT "+savepoint); err != nil {
		return err
	}
	done = true
	tx.nested = false
	tx.session.unlock()
	return nil
}

// control begins a nested transaction.
func (tx *Tx) control(ctx context.Context, sql string) error {
	if err := tx.session.lock(ctx); err != nil {
		return err
	}
	defer tx.session.unlock()
	if err := tx.usable(); err != nil {
		return inQuery(sql, err)
	}
	if _, err := tx.session.conn.Exec(ctx, Statement{SQL: sql}); err != nil {
		return inQuery(sql, err)
	}
	tx.nested = true
	return nil
}

// control runs a savepoint's statement and, when that has worked, keeps the turn.
func (s *session) control(ctx context.Context, sql string) error {
	if err := s.lock(ctx); err != nil {
		return err
	}
	if _, err := s.conn.Exec(ctx, Statement{SQL: sql}); err != nil {
		s.unlock()
		return inQuery(sql, err)
	}
	return nil
}

func (tx *Tx) rollbackTo(ctx context.Context, inner *Tx, savepoint string) error {
	s := tx.session
	s.finish()
	defer s.unlock()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), cleanupTimeout)
	defer cancel()
	inner.ended = true
	tx.nested = false
	for _, sql := range []string{"ROLLBACK TO SAVEPOINT " + savepoint, "RELEASE SAVEPOINT " + savepoint} {
		if _, err := s.conn.Exec(ctx, Statement{SQL: sql}); err != nil {
			s.broken = fmt.Errorf("the nested transaction could not be rolled back, so the whole transaction must be: %w", err)
			return nil // the error that led here is the one to tell; the outer transaction will tell this one
		}
	}
	return nil
}

// usable reports why a statement cannot run now. The caller has the turn.
func (tx *Tx) usable() error {
	switch {
	case tx.ended:
		return errors.New("the transaction has ended; its tx is valid only inside of the function given to Transaction")
	case tx.nested:
		return errors.New("a nested transaction is open; use its tx until its function has returned")
	case tx.session.reading != nil:
		return fmt.Errorf("the rows of another query of this transaction are still being read (%s); end that loop first, or fetch all its rows before", oneLine(tx.session.query, 80))
	}
	return tx.session.broken
}

func (s *session) lock(ctx context.Context) error {
	select {
	case s.turn <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (s *session) unlock() { <-s.turn }

// stopReading closes a loop's rows. Those that the transaction's end has closed already are left alone: the connection
// may be somebody else's now.
func (s *session) stopReading(rows Rows) error {
	s.turn <- struct{}{}
	defer s.unlock()
	if s.reading != rows {
		return nil
	}
	s.reading = nil
	return rows.Close()
}

// finish waits for the statement that runs, if any, and closes the rows of a loop that was never ended. What follows
// has the connection for itself. The caller has the turn afterwards.
func (s *session) finish() {
	s.turn <- struct{}{}
	if s.reading != nil {
		s.reading.Close()
		s.reading = nil
	}
}

func (tx *Tx) handle() *DB { return tx.db }

// start runs a query in the transaction. A fetch keeps the turn until its rows are closed. A loop gives it back, so
// that a statement in its body gets an error rather than waiting for itself.
func (tx *Tx) start(ctx context.Context, query string, args []any, stream bool) (cursor, error) {
	s, err := tx.db.bind(query, args)
	if err != nil {
		return cursor{}, inQuery(query, err)
	}
	wait := waitingFor(ctx, s.brief)
	rows, err := tx.query(ctx, query, s, stream)
	if err != nil {
		wait.End()
		return cursor{}, inQuery(query, err)
	}
	c := cursor{Rows: rows, query: query, brief: s.brief, tx: tx}
	c.keep(ctx, wait, stream)
	return c, nil
}

func (tx *Tx) query(ctx context.Context, query string, s Statement, stream bool) (Rows, error) {
	if err := tx.session.lock(ctx); err != nil {
		return nil, err
	}
	if err := tx.usable(); err != nil {
		tx.session.unlock()
		return nil, err
	}
	rows, err := tx.session.conn.Query(ctx, s)
	if err != nil {
		tx.session.unlock()
		return nil, err
	}
	if stream {
		tx.session.reading, tx.session.query = rows, query
		tx.session.unlock()
	}
	return rows, nil
}

// FetchAll returns all rows of a query.
func (tx *Tx) FetchAll(ctx context.Context, query string, args ...any) ([]Row, error) {
	return fetchAll(ctx, tx, query, args)
}

// FetchOne returns the first row of a query, or [ErrNotFound].
func (tx *Tx) FetchOne(ctx context.Context, query string, args ...any) (Row, error) {
	return fetchOne(ctx, tx, query, args)
}

// FetchVal returns the first value of the first row of a query, or [ErrNotFound].
func (tx *Tx) FetchVal(ctx context.Context, query string, args ...any) (any, error) {
	return fetchVal(ctx, tx, query, args)
}

// Iterate hands out the rows of a query as [DB.Iterate] does. The loop's body may not use the same tx.
func (tx *Tx) Iterate(ctx context.Context, query string, args ...any) iter.Seq2[Row, error] {
	return iterate(ctx, tx, query, args)
}

// Execute runs a statement and tells what it has done.
func (tx *Tx) Execute(ctx context.Context, query string, args ...any) (Result, error) {
	s, err := tx.db.bind(query, args)
	if err != nil {
		return Result{}, inQuery(query, err)
	}
	wait := waitingFor(ctx, s.brief)
	defer wait.End()
	if err := tx.session.lock(ctx); err != nil {
		return Result{}, err
	}
	defer tx.session.unlock()
	if err := tx.usable(); err != nil {
		return Result{}, inQuery(query, err)
	}
	result, err := tx.session.conn.Exec(ctx, s)
	return result, inQuery(query, err)
}
