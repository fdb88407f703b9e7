package db

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// DB is a handle to one database. [Open] makes it, its method Open connects; its other methods may be called from any
// number of goroutines at the same time.
type DB struct {
	backend Backend
	config  Config

	state  atomic.Int32
	active atomic.Int64  // statements and transactions that have begun and not ended
	idle   chan struct{} // told, while closing, when active has become 0

	queries cache[string, *compiled]
	plans   cache[planKey, *plan]
	structs structCache

	mu  sync.Mutex
	txs map[*Tx]struct{} // open transactions, for the message when one of them holds up everything
}

const (
	stateNew int32 = iota
	stateOpen
	stateClosing
	stateClosed
)

// Querier is what runs queries: a [*DB], or a [*Tx] for those of a transaction. [All], [One], [Val] and [Each] take
// one, as should functions of an application that are used inside of transactions and outside.
//
// A query's arguments are one [Args] or struct for ":name" parameters, or else the values for "$1", "$2", … in order.
type Querier interface {
	// FetchAll returns all rows.
	FetchAll(ctx context.Context, query string, args ...any) ([]Row, error)
	// FetchOne returns the first row, or [ErrNotFound].
	FetchOne(ctx context.Context, query string, args ...any) (Row, error)
	// FetchVal returns the first row's first value, or [ErrNotFound].
	FetchVal(ctx context.Context, query string, args ...any) (any, error)
	// Iterate runs the query when it is ranged over, and hands out one row after the other. An error is the last
	// element. Leaving the loop ends the query.
	Iterate(ctx context.Context, query string, args ...any) iter.Seq2[Row, error]
	// Execute runs a statement and tells what it has done.
	Execute(ctx context.Context, query string, args ...any) (Result, error)
	// ExecuteMany runs one statement with many sets of arguments, all or none. See [DB.ExecuteMany].
	ExecuteMany(ctx context.Context, query string, sets any) error
	// Transaction runs fn in a transaction. See [DB.Transaction].
	Transaction(ctx context.Context, fn func(tx *Tx) error, options ...TxOptions) error

	handle() *DB
	start(ctx context.Context, query string, args []any, stream bool) (cursor, error)
}

var (
	_ Querier = (*DB)(nil)
	_ Querier = (*Tx)(nil)
)

// Open makes a handle to the database at a URL, with the drivers that the program links. It checks the URL and does
// not connect: the handle's method Open does, which app.Manage(database) calls when the application starts. See
// [Config] for the URLs and their options.
func Open(url string, drivers ...Driver) (*DB, error) {
	return Config{URL: url, Drivers: drivers}.Open()
}

// MustOpen is [Open] for a URL that the program itself holds. It panics on an error.
func MustOpen(url string, drivers ...Driver) *DB {
	d, err := Open(url, drivers...)
	if err != nil {
		panic(err)
	}
	return d
}

func newDB(backend Backend, config Config) *DB {
	return &DB{backend: backend, config: config, idle: make(chan struct{}, 1), txs: map[*Tx]struct{}{}}
}

// Open connects, and proves that the database answers. Its error says why it does not, within the connect timeout.
// It may be called again after Close, and after it has failed.
func (d *DB) Open(ctx context.Context) error {
	if d.state.Load() == stateOpen {
		return errors.New("db: the database is open already; Open connects once, app.Manage(database) does it for you")
	}
	ctx, cancel := context.WithTimeout(ctx, d.config.ConnectTimeout)
	defer cancel()
	if err := d.backend.Connect(ctx); err != nil {
		return fmt.Errorf("db: cannot open %s: %w", Redact(d.config.URL), err)
	}
	d.state.Store(stateOpen)
	return nil
}

// Close lets running statements and transactions end, until ctx ends, and then closes every connection. Statements
// that begin after Close has been called fail. Closing a database that is not open does nothing.
func (d *DB) Close(ctx context.Context) error {
	if !d.state.CompareAndSwap(stateOpen, stateClosing) {
		return nil
	}
	for d.active.Load() > 0 && ctx.Err() == nil {
		select {
		case <-d.idle:
		case <-ctx.Done():
		}
	}
	err := d.backend.Close(ctx)
	d.state.Store(stateClosed)
	return err
}

// Dialect returns the name of the database's dialect: "sqlite" or "postgres".
func (d *DB) Dialect() string { return d.backend.Dialect().Name }

// String names the database by its URL, without the password.
func (d *DB) String() string { return Redact(d.config.URL) }

// enter counts a statement or transaction in; leave counts it out.
func (d *DB) enter() error {
	d.active.Add(1)
	switch d.state.Load() {
	case stateOpen:
		return nil
	case stateNew:
		d.leave()
		return errors.New("the database is not connected; call app.Manage(database), or database.Open(ctx), before the first query")
	}
	d.leave()
	return errors.New("the database has been closed")
}

func (d *DB) leave() {
	if d.active.Add(-1) == 0 && d.state.Load() == stateClosing {
		select {
		case d.idle <- struct{}{}:
		default:
		}
	}
}

func (d *DB) handle() *DB { return d }

// start runs a query outside of any transaction.
func (d *DB) start(ctx context.Context, query string, args []any, stream bool) (cursor, error) {
	s, err := d.bind(query, args)
	if err != nil {
		return cursor{}, inQuery(query, err)
	}
	if err := d.enter(); err != nil {
		return cursor{}, inQuery(query, err)
	}
	s.Stream = stream
	wait := waitingFor(ctx, s.brief)
	rows, err := d.backend.Query(ctx, s)
	if err != nil {
		wait.End()
		d.leave()
		return cursor{}, inQuery(query, d.whoHolds(err))
	}
	c := cursor{Rows: rows, query: query, brief: s.brief, db: d}
	c.keep(ctx, wait, stream)
	return c, nil
}

// Execute runs a statement and tells what it has done. A script of several statements is allowed when it has no
// arguments.
func (d *DB) Execute(ctx context.Context, query string, args ...any) (Result, error) {
	s, err := d.bind(query, args)
	if err != nil {
		return Result{}, inQuery(query, err)
	}
	if err := d.enter(); err != nil {
		return Result{}, inQuery(query, err)
	}
	defer d.leave()
	wait := waitingFor(ctx, s.brief)
	defer wait.End()
	result, err := d.backend.Exec(ctx, s)
	return result, inQuery(query, d.whoHolds(err))
}

// AcquireTimeout is the error for a connection that did not become free in time, for drivers.
func AcquireTimeout(after time.Duration, what string) error {
	return Unavailable(&acquireError{after: after, what: what})
}

type acquireError struct {
	after time.Duration
	what  string
	held  string // what is known about who holds it
}

func (e *acquireError) Error() string {
	return fmt.Sprintf("%s did not become free within %v%s", e.what, e.after, e.held)
}

// whoHolds adds to an acquire timeout which transaction is open for the longest time: the usual cause is a function
// inside of Transaction that uses the database where it should use its tx.
func (d *DB) whoHolds(err error) error {
	acquire, ok := errors.AsType[*acquireError](err)
	if !ok {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	var oldest *Tx
	for tx := range d.txs {
		if oldest == nil || tx.began.Before(oldest.began) {
			oldest = tx
		}
	}
	if oldest != nil {
		frame := oldest.caller()
		acquire.held = fmt.Sprintf("; a transaction that began at %s:%d is open since %v; inside of Transaction use its tx, not the database",
			frame.File, frame.Line, time.Since(oldest.began).Round(time.Millisecond))
	}
	return err
}

// caller returns where the user has begun the transaction.
func (tx *Tx) caller() runtime.Frame {
	frames := runtime.CallersFrames(tx.origin[:])
	for {
		frame, more := frames.Next()
		if !more || !strings.HasPrefix(frame.Function, "github.com/gourd-go/gourd/db.") { // ExecuteMany is one of ours
			return frame
		}
	}
}
