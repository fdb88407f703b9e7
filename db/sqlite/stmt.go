package sqlite

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/gourd-go/gourd/db"
	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// timeFormat is how times are stored: UTC with microseconds, as SQLite's own date functions read it. Its order as text
// is the order in time.
const timeFormat = "2006-01-02 15:04:05.999999+00:00"

// bufferKept is how many bytes a statement keeps for its next text arguments.
const bufferKept = 64 << 10

// kind is what the declared type of a column says beyond SQLite's own types.
type kind byte

const (
	plain   kind = iota
	boolean      // BOOL, BOOLEAN: 0 and 1 are bool
	instant      // DATE, DATETIME, TIMESTAMP: text is time.Time
	jsonText
)

// stmt is a prepared statement of one connection.
type stmt struct {
	c        *conn
	handle   uintptr
	readonly bool
	params   int
	kept     bool // in the connection's cache
	running  bool // between start and end

	columns    []string
	kinds      []kind
	reprepared int32 // SQLite's counter when columns was read

	buf  uintptr // holds text and blob arguments while they are bound
	size int
}

func newStmt(c *conn, handle uintptr) *stmt {
	st := &stmt{c: c, handle: handle}
	st.readonly = sqlite3.Xsqlite3_stmt_readonly(c.tls, handle) != 0
	st.params = int(sqlite3.Xsqlite3_bind_parameter_count(c.tls, handle))
	st.readColumns()
	return st
}

func (st *stmt) readColumns() {
	c := st.c
	n := int(sqlite3.Xsqlite3_column_count(c.tls, st.handle))
	st.columns = make([]string, n)
	st.kinds = make([]kind, n)
	for i := range n {
		st.columns[i] = libc.GoString(sqlite3.Xsqlite3_column_name(c.tls, st.handle, int32(i)))
		st.kinds[i] = kindOf(libc.GoString(sqlite3.Xsqlite3_column_decltype(c.tls, st.handle, int32(i))))
	}
}

func kindOf(declared string) kind {
	declared = strings.ToUpper(declared)
	switch {
	case strings.HasPrefix(declared, "BOOL"):
		return boolean
	case strings.HasPrefix(declared, "DATE"), strings.HasPrefix(declared, "TIMESTAMP"):
		return instant
	case declared == "JSON":
		return jsonText
	}
	return plain
}

// start binds the arguments and runs the statement to its first row, or its end. It must be ended, on errors too.
func (st *stmt) start(ctx context.Context, args []any) (row bool, err error) {
	if err := ctx.Err(); err != nil {
		st.end()
		return false, err
	}
	st.running = true
	st.c.ctx = ctx
	if err := st.bind(args); err != nil {
		st.end()
		return false, err
	}
	row, err = st.step()
	if err != nil {
		st.end()
		return false, err
	}
	if n := sqlite3.Xsqlite3_stmt_status(st.c.tls, st.handle, sqlite3.SQLITE_STMTSTATUS_REPREPARE, 0); n != st.reprepared {
		st.reprepared = n // the schema has changed, and "SELECT *" may have other columns now
		st.readColumns()
	}
	return row, nil
}

// step runs to the next row.
func (st *stmt) step() (row bool, err error) {
	switch rc := sqlite3.Xsqlite3_step(st.c.tls, st.handle); rc {
	case sqlite3.SQLITE_ROW:
		return true, nil
	case sqlite3.SQLITE_DONE:
		return false, nil
	default:
		return false, st.c.fail(rc)
	}
}

// end makes the statement ready for its next start, or frees it when it is not in the cache.
func (st *stmt) end() {
	if st.handle == 0 {
		return
	}
	st.c.ctx = nil
	st.running = false
	if !st.kept {
		st.finalize()
		return
	}
	sqlite3.Xsqlite3_reset(st.c.tls, st.handle) // returns the error that step has told already
	sqlite3.Xsqlite3_clear_bindings(st.c.tls, st.handle)
	if st.size > bufferKept {
		free(st.c.tls, st.buf)
		st.buf, st.size = 0, 0
	}
}

func (st *stmt) finalize() {
	if st.handle == 0 {
		return
	}
	sqlite3.Xsqlite3_finalize(st.c.tls, st.handle)
	free(st.c.tls, st.buf)
	st.handle, st.buf, st.size = 0, 0, 0
}

// bind gives the statement its arguments. Text and blobs are copied into one buffer of SQLite's memory, which stays
// untouched until the statement has ended, so that SQLite need not copy them again.
func (st *stmt) bind(args []any) error {
	if len(args) != st.params {
		return fmt.Errorf("the query has %s, but %s given", count(st.params, "parameter"), were(len(args)))
	}
	var room [8]any
	values := append(room[:0], args...)
	need := 0
	for i, arg := range values {
		v, err := db.Value(arg)
		if err != nil {
			return fmt.Errorf("argument %d: %w", i+1, err)
		}
		if t, ok := v.(time.Time); ok {
			v = t.UTC().Truncate(time.Microsecond).Format(timeFormat)
		}
		switch v := v.(type) {
		case string:
			need += len(v)
		case []byte:
			need += len(v)
		}
		values[i] = v
	}
	if need > st.size || st.buf == 0 && len(args) > 0 {
		free(st.c.tls, st.buf)
		st.size = max(need, 64)
		st.buf = alloc(st.c.tls, st.size)
	}
	next := st.buf
	for i, v := range values {
		rc, used := st.bindOne(int32(i+1), v, next)
		if rc != sqlite3.SQLITE_OK {
			return fmt.Errorf("argument %d: %w", i+1, st.c.fail(rc))
		}
		next += uintptr(used)
	}
	return nil
}

func (st *stmt) bindOne(i int32, v any, buf uintptr) (rc int32, used int) {
	tls, handle := st.c.tls, st.handle
	switch v := v.(type) {
	case nil:
		return sqlite3.Xsqlite3_bind_null(tls, handle, i), 0
	case int64:
		return sqlite3.Xsqlite3_bind_int64(tls, handle, i, v), 0
	case float64:
		return sqlite3.Xsqlite3_bind_double(tls, handle, i, v), 0
	case bool:
		n := int64(0)
		if v {
			n = 1
		}
		return sqlite3.Xsqlite3_bind_int64(tls, handle, i, n), 0
	case string:
		copy(bytesAt(buf, len(v)), v)
		return sqlite3.Xsqlite3_bind_text(tls, handle, i, buf, int32(len(v)), 0), len(v)
	case []byte:
		if v == nil {
			return sqlite3.Xsqlite3_bind_null(tls, handle, i), 0
		}
		copy(bytesAt(buf, len(v)), v)
		return sqlite3.Xsqlite3_bind_blob(tls, handle, i, buf, int32(len(v)), 0), len(v)
	}
	return sqlite3.SQLITE_MISMATCH, 0
}

// value returns a column of the current row, as db.Row documents it.
func (st *stmt) value(i int) any {
	tls, handle, col := st.c.tls, st.handle, int32(i)
	switch sqlite3.Xsqlite3_column_type(tls, handle, col) {
	case sqlite3.SQLITE_INTEGER:
		n := sqlite3.Xsqlite3_column_int64(tls, handle, col)
		if st.kinds[i] == boolean && (n == 0 || n == 1) {
			return n == 1
		}
		return n
	case sqlite3.SQLITE_FLOAT:
		return sqlite3.Xsqlite3_column_double(tls, handle, col)
	case sqlite3.SQLITE_TEXT:
		text := st.text(col)
		switch st.kinds[i] {
		case instant:
			if t, ok := db.ParseTime(text); ok {
				return t
			}
		case jsonText:
			return db.RawJSON(text)
		}
		return text
	case sqlite3.SQLITE_BLOB:
		return st.blob(col)
	}
	return nil
}

func (st *stmt) text(col int32) string {
	p := sqlite3.Xsqlite3_column_text(st.c.tls, st.handle, col)
	if p == 0 {
		return ""
	}
	return string(bytesAt(p, int(sqlite3.Xsqlite3_column_bytes(st.c.tls, st.handle, col))))
}

// blob returns a copy, which is not nil for a blob without bytes.
func (st *stmt) blob(col int32) []byte {
	p := sqlite3.Xsqlite3_column_blob(st.c.tls, st.handle, col)
	if p == 0 {
		return []byte{}
	}
	return append([]byte{}, bytesAt(p, int(sqlite3.Xsqlite3_column_bytes(st.c.tls, st.handle, col)))...)
}

// scan stores a column where dst points to. The common types go there without a detour.
func (st *stmt) scan(i int, dst any) error {
	tls, handle, col := st.c.tls, st.handle, int32(i)
	stored := sqlite3.Xsqlite3_column_type(tls, handle, col)
	switch d := dst.(type) {
	case *int64:
		if stored == sqlite3.SQLITE_INTEGER {
			*d = sqlite3.Xsqlite3_column_int64(tls, handle, col)
			return nil
		}
	case *int:
		if stored == sqlite3.SQLITE_INTEGER {
			n := sqlite3.Xsqlite3_column_int64(tls, handle, col)
			if *d = int(n); int64(*d) == n {
				return nil
			}
		}
	case *float64:
		if stored == sqlite3.SQLITE_FLOAT {
			*d = sqlite3.Xsqlite3_column_double(tls, handle, col)
			return nil
		}
	case *string:
		if stored == sqlite3.SQLITE_TEXT {
			*d = st.text(col)
			return nil
		}
	}
	return db.Assign(dst, st.value(i))
}

func count(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return fmt.Sprintf("%d %s", n, what)
}

func were(n int) string {
	if n == 1 {
		return "1 argument was"
	}
	return fmt.Sprintf("%d arguments were", n)
}
