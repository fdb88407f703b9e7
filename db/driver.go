package db

import (
	"context"
	"iter"
)

// A Driver makes backends for the URLs of its schemes. It is a constant of a driver package, such as sqlite.Driver:
// naming it in [Open] links that package, and nothing else does. Applications name drivers; they do not call them.
type Driver interface {
	// Schemes lists the URL schemes that the driver serves, in lower case: "sqlite".
	Schemes() []string
	// New checks the configuration and makes a backend. It does not connect. The URL has lost the options that are
	// fields of [Config]. An error names what is wrong and never repeats a password.
	New(Config) (Backend, error)
}

// A Backend is one database behind one driver: its connections, and the decision which of them runs a statement.
// All methods but Connect and Close may be called at the same time. A backend is free to send statements of several
// callers together (pipelining), to queue them, or to give each a connection of its own.
//
// Errors: what tells that the database cannot be reached comes out of [Unavailable]; a violated constraint is a
// [*ConstraintError]; an ended context is the context's error. Errors hold no argument values in their text.
type Backend interface {
	// Dialect says how parameters are written. It is constant.
	Dialect() Dialect
	// Connect opens what the first statement needs and proves that the database answers.
	Connect(ctx context.Context) error
	// Close releases every connection. Statements that still run are cut off when ctx has ended.
	Close(ctx context.Context) error
	// Query runs a statement outside of any transaction. Rows must be closed, which gives the connection back.
	Query(ctx context.Context, s Statement) (Rows, error)
	// Exec runs a statement outside of any transaction and drops its rows.
	Exec(ctx context.Context, s Statement) (Result, error)
	// Begin starts a transaction; commit or rollback gives its connection back.
	Begin(ctx context.Context, o TxOptions) (Conn, error)
}

// A Conn is a transaction's connection. Its methods are called one after the other, and Rows are closed before the
// next call.
type Conn interface {
	Query(ctx context.Context, s Statement) (Rows, error)
	Exec(ctx context.Context, s Statement) (Result, error)
	// ExecMany runs one statement with each set of arguments, prepared once, and stops at the first error.
	ExecMany(ctx context.Context, sql string, sets iter.Seq2[[]any, error]) error
	// Commit ends the transaction and gives the connection back, whatever it returns.
	Commit(ctx context.Context) error
	// Rollback ends the transaction and gives the connection back, whatever it returns. A transaction that the
	// database has already rolled back is no error.
	Rollback(ctx context.Context) error
}

// A Statement is a query in the backend's dialect, with its arguments in the order of the placeholders.
type Statement struct {
	// SQL is the text.
	SQL string
	// Args holds the arguments as the user gave them; the backend converts them.
	Args []any
	// Stream says that the user's code runs between two rows, for as long as it likes. A backend that has only one
	// connection for the purpose reads the rows ahead then, so that the loop's body may use the database.
	Stream bool

	brief string // for the live view
}

// Rows are the rows of a statement that runs, read by one goroutine.
type Rows interface {
	// Columns names the columns. The caller must not change the slice.
	Columns() []string
	// Next steps to the next row. After false, Err tells whether that was the end or an error.
	Next() bool
	// Values stores the row's values as [Row] documents them. They stay valid after the next step.
	Values(dst []any) error
	// Scan converts the row's values into what dst's pointers point to. A column that does not fit is a
	// [*ScanError]. What is stored stays valid after the next step.
	Scan(dst []any) error
	// Err is the error that ended the rows, or nil.
	Err() error
	// Close gives the connection back and returns Err, or the error that ended a statement which writes. It may be
	// called more than once.
	Close() error
}

// A Dialect tells how the parser reads a backend's SQL and writes its placeholders.
type Dialect struct {
	// Name is the dialect's name in messages: "sqlite".
	Name string
	// Prefix starts a placeholder: '?' or '$'.
	Prefix byte
	// Numbered placeholders carry their argument's number after the prefix ("$1"), others stand in the order of the
	// arguments ("?").
	Numbered bool
	// Arrays says that a slice can be one argument: "IN (:ids...)" becomes "= ANY($1)".
	Arrays bool
	// DollarQuotes: $tag$ … $tag$ is a string.
	DollarQuotes bool
	// NestedComments: /* … /* … */ … */ is one comment.
	NestedComments bool
	// Brackets: [name] is an identifier.
	Brackets bool
	// Backticks: `name` is an identifier.
	Backticks bool
	// EscapeStrings: a backslash escapes the next character in E'…'.
	EscapeStrings bool
}

// Result is what a statement without rows has done.
type Result struct {
	// RowsAffected counts the rows that were inserted, changed or deleted.
	RowsAffected int64
	// LastInsertID is the key of the row that was inserted last, on databases that tell it (SQLite's rowid). It is
	// 0 on PostgreSQL, where "INSERT … RETURNING id" with [Val] is the way, as it is on SQLite too.
	LastInsertID int64
}

// Isolation is how far a transaction is kept apart from those that run beside it, in the words of the SQL standard.
type Isolation string

// The isolation levels. The zero value is the database's default: read committed on PostgreSQL, serializable on
// SQLite, which has no other.
const (
	DefaultIsolation Isolation = ""
	ReadCommitted    Isolation = "read committed"
	RepeatableRead   Isolation = "repeatable read"
	Serializable     Isolation = "serializable"
)

// TxOptions are the options of a transaction. The zero value reads and writes at the database's default isolation.
type TxOptions struct {
	// Isolation is the level asked for; a database that has only stronger ones gives those.
	Isolation Isolation
	// ReadOnly transactions may not write. On SQLite they do not wait for the writer, and many run at once; each
	// sees the database as it was at its first read.
	ReadOnly bool
}
