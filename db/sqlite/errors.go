package sqlite

import (
	"errors"
	"fmt"
	"strings"

	"github.com/gourd-go/gourd/db"
	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// Error is an error of SQLite. Constraint violations and locks come wrapped, as [db.ConstraintError] and
// [db.ErrUnavailable].
type Error struct {
	// Code is SQLite's extended result code (https://www.sqlite.org/rescode.html). Its low byte is the primary code.
	Code int
	// Message is SQLite's.
	Message string
}

func (e *Error) Error() string { return fmt.Sprintf("sqlite: %s (%d)", e.Message, e.Code) }

var errClosing = errors.New("the database is being closed")

// fail makes the error for a result code of the last call.
func (c *conn) fail(rc int32) error {
	if rc&0xff == sqlite3.SQLITE_INTERRUPT || rc&0xff == sqlite3.SQLITE_BUSY {
		if c.ctx != nil && c.ctx.Err() != nil {
			return c.ctx.Err()
		}
		if c.cut != nil && c.cut.Load() {
			return db.Unavailable(errClosing)
		}
	}
	e := &Error{Code: int(rc), Message: c.message(rc)}
	switch rc & 0xff {
	case sqlite3.SQLITE_CONSTRAINT:
		return constraint(e)
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return db.Unavailable(e)
	}
	return e
}

// message is SQLite's text for the error. The connection's own belongs to the last call only when the codes agree.
func (c *conn) message(rc int32) string {
	if c.db != 0 && sqlite3.Xsqlite3_extended_errcode(c.tls, c.db)&0xff == rc&0xff {
		return libc.GoString(sqlite3.Xsqlite3_errmsg(c.tls, c.db))
	}
	return libc.GoString(sqlite3.Xsqlite3_errstr(c.tls, rc))
}

// constraint reads what SQLite says: "UNIQUE constraint failed: notes.title, notes.author".
func constraint(e *Error) error {
	ce := &db.ConstraintError{Err: e}
	_, subject, _ := strings.Cut(e.Message, "constraint failed: ")
	switch int32(e.Code) {
	case sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY, sqlite3.SQLITE_CONSTRAINT_ROWID:
		ce.Kind = db.Unique
		if name, ok := strings.CutPrefix(subject, "index '"); ok {
			ce.Constraint = strings.TrimSuffix(name, "'")
			return ce
		}
	case sqlite3.SQLITE_CONSTRAINT_NOTNULL:
		ce.Kind = db.NotNull
	case sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
		ce.Kind = db.ForeignKey
		return ce
	case sqlite3.SQLITE_CONSTRAINT_CHECK, sqlite3.SQLITE_CONSTRAINT_DATATYPE:
		ce.Kind = db.Check
		ce.Constraint = subject
		return ce
	default: // raised by a trigger, a virtual table or a function
		return e
	}
	var columns []string
	for part := range strings.SplitSeq(subject, ", ") {
		table, column, ok := strings.Cut(part, ".")
		if !ok {
			continue
		}
		ce.Table = table
		columns = append(columns, column)
	}
	ce.Column = strings.Join(columns, ", ")
	return ce
}
