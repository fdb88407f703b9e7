package sqlite

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// progressSteps is how many of its virtual machine's steps SQLite runs before it asks whether the statement's context
// has ended: some 100 µs.
const progressSteps = 4000

// statementLimit is how many prepared statements a connection keeps.
const statementLimit = 128

// prepareLibrary makes the changes that the translated library needs on some platforms before its first use.
var prepareLibrary = sync.OnceFunc(sqlite3.PatchIssue199)

// conn is one connection to SQLite. One goroutine uses it at a time.
type conn struct {
	tls   *libc.TLS
	db    uintptr
	out   uintptr // room for two pointers that SQLite returns
	stmts map[string]*stmt

	// ctx is the running statement's. SQLite asks it through onProgress and onBusy while the statement runs; so a
	// cancelled statement ends by itself, no other goroutine has to interrupt it, and none can hit the wrong one.
	ctx         context.Context
	cut         *atomic.Bool // the database is being closed
	busyTimeout time.Duration
	onProgress  func(*libc.TLS, uintptr) int32
	onBusy      func(*libc.TLS, uintptr, int32) int32
}

// openConn opens a database file, or a database in memory for ":memory:". The file is made when it does not exist.
func openConn(path string, busyTimeout time.Duration, cut *atomic.Bool) (*conn, error) {
	prepareLibrary()
	c := &conn{tls: libc.NewTLS(), stmts: map[string]*stmt{}, busyTimeout: busyTimeout, cut: cut}
	c.out = alloc(c.tls, 2*pointerSize)
	name, err := libc.CString(path)
	if err != nil {
		c.close()
		return nil, err
	}
	defer free(c.tls, name)
	const flags = sqlite3.SQLITE_OPEN_READWRITE | sqlite3.SQLITE_OPEN_CREATE | sqlite3.SQLITE_OPEN_NOMUTEX
	rc := sqlite3.Xsqlite3_open_v2(c.tls, name, c.out, flags, 0)
	c.db = pointerAt(c.out) // set even on failure
	if rc != sqlite3.SQLITE_OK {
		err := c.fail(rc)
		c.close()
		return nil, err
	}
	sqlite3.Xsqlite3_extended_result_codes(c.tls, c.db, 1)
	c.onProgress = c.progress
	c.onBusy = c.busy
	sqlite3.Xsqlite3_progress_handler(c.tls, c.db, progressSteps, callback(&c.onProgress), 0)
	sqlite3.Xsqlite3_busy_handler(c.tls, c.db, callback(&c.onBusy), 0)
	return c, nil
}

func (c *conn) close() {
	for _, st := range c.stmts {
		st.finalize()
	}
	if c.db != 0 {
		sqlite3.Xsqlite3_close_v2(c.tls, c.db)
		c.db = 0
	}
	free(c.tls, c.out)
	c.tls.Close()
}

// progress stops the running statement when its context has ended.
func (c *conn) progress(*libc.TLS, uintptr) int32 {
	if c.stopped() {
		return 1
	}
	return 0
}

func (c *conn) stopped() bool { // without a context it is a rollback that runs
	return c.ctx != nil && (c.ctx.Err() != nil || c.cut.Load())
}

// busy waits while another process holds a lock that the statement needs. It returns 0 to give up.
func (c *conn) busy(_ *libc.TLS, _ uintptr, calls int32) int32 {
	const step = 5 * time.Millisecond
	if c.stopped() || time.Duration(calls)*step >= c.busyTimeout {
		return 0
	}
	var ended <-chan struct{}
	if c.ctx != nil {
		ended = c.ctx.Done()
	}
	timer := time.NewTimer(step)
	defer timer.Stop()
	select {
	case <-timer.C:
		return 1
	case <-ended:
		return 0
	}
}

// inTransaction reports whether a transaction is open. SQLite rolls back by itself after some errors.
func (c *conn) inTransaction() bool {
	return sqlite3.Xsqlite3_get_autocommit(c.tls, c.db) == 0
}

// prepare returns the statement at the beginning of sql, from the cache when the whole text is one statement, and the
// text behind it. The statement is nil when there is none: blanks and comments.
func (c *conn) prepare(sql string) (st *stmt, tail string, err error) {
	if st, ok := c.stmts[sql]; ok && !st.running {
		return st, "", nil
	}
	if strings.IndexByte(sql, 0) >= 0 {
		return nil, "", errors.New("the query holds a zero byte")
	}
	text, err := libc.CString(sql)
	if err != nil {
		return nil, "", err
	}
	defer free(c.tls, text)
	const flags = sqlite3.SQLITE_PREPARE_PERSISTENT
	rc := sqlite3.Xsqlite3_prepare_v3(c.tls, c.db, text, int32(len(sql)+1), flags, c.out, c.out+uintptr(pointerSize))
	if rc != sqlite3.SQLITE_OK {
		return nil, "", c.fail(rc)
	}
	end := int(pointerAt(c.out+uintptr(pointerSize)) - text)
	handle := pointerAt(c.out)
	if handle == 0 {
		return nil, sql[end:], nil
	}
	st = newStmt(c, handle)
	tail = sql[end:]
	if _, taken := c.stmts[sql]; strings.Trim(tail, " \t\r\n;") == "" && !taken {
		c.keep(sql, st)
	}
	return st, tail, nil
}

// keep puts a statement into the cache, which starts over when it is full.
func (c *conn) keep(sql string, st *stmt) {
	if len(c.stmts) >= statementLimit {
		for text, old := range c.stmts {
			if !old.running {
				old.finalize()
				delete(c.stmts, text)
			}
		}
	}
	st.kept = true
	c.stmts[sql] = st
}

// query runs a statement to its first row. The statement is running until it is ended. With onlyRead a statement that
// could write is not run: errWrites.
func (c *conn) query(ctx context.Context, sql string, args []any, onlyRead bool) (*stmt, bool, error) {
	st, tail, err := c.prepare(sql)
	if err != nil {
		return nil, false, err
	}
	if st == nil {
		return nil, false, errors.New("the query is empty")
	}
	if !isBlank(tail) {
		st.end()
		return nil, false, errors.New("a query that returns rows must be one statement; use Execute for a script")
	}
	if onlyRead && !st.readonly {
		st.end()
		return nil, false, errWrites
	}
	row, err := st.start(ctx, args)
	return st, row, err
}

func isBlank(sql string) bool { return skipBlank(sql) == "" }

// exec runs a statement, or a script without arguments, to its end. The result is the last statement's.
func (c *conn) exec(ctx context.Context, sql string, args []any) (changes, insertID int64, err error) {
	for first := true; ; first = false {
		st, tail, err := c.prepare(sql)
		switch {
		case err != nil:
			return 0, 0, err
		case st == nil && first && isBlank(tail):
			return 0, 0, errors.New("the query is empty")
		case st != nil:
			if len(args) > 0 && !isBlank(tail) {
				st.end()
				return 0, 0, errors.New("a script of several statements cannot have arguments")
			}
			if changes, insertID, err = c.execOne(ctx, st, args); err != nil {
				return 0, 0, err
			}
		}
		if sql = tail; isBlank(sql) {
			return changes, insertID, nil
		}
	}
}

// execOne runs a prepared statement to its end and ends it.
func (c *conn) execOne(ctx context.Context, st *stmt, args []any) (changes, insertID int64, err error) {
	before := sqlite3.Xsqlite3_total_changes64(c.tls, c.db)
	sqlite3.Xsqlite3_set_last_insert_rowid(c.tls, c.db, 0) // so that it tells of this statement
	defer st.end()
	row, err := st.start(ctx, args)
	for row && err == nil {
		row, err = st.step()
	}
	if err != nil {
		return 0, 0, err
	}
	if sqlite3.Xsqlite3_total_changes64(c.tls, c.db) != before { // else changes is an earlier statement's
		changes = sqlite3.Xsqlite3_changes64(c.tls, c.db)
	}
	return changes, sqlite3.Xsqlite3_last_insert_rowid(c.tls, c.db), nil
}

// pragma runs a pragma and returns its first value as text.
func (c *conn) pragma(ctx context.Context, sql string) (string, error) {
	st, row, err := c.query(ctx, "PRAGMA "+sql, nil, false)
	if err != nil {
		return "", fmt.Errorf("PRAGMA %s: %w", sql, err)
	}
	defer st.end()
	if !row || len(st.columns) == 0 {
		return "", nil
	}
	return fmt.Sprint(st.value(0)), nil
}

// rollback ends the open transaction, whatever context its statements had.
func (c *conn) rollback() error {
	st, _, err := c.prepare("ROLLBACK")
	if err != nil {
		return err
	}
	defer st.end()
	st.running = true
	_, err = st.step()
	return err
}
