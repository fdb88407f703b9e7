// Package sqlite is package db's driver for SQLite, in pure Go: there is nothing to install and no cgo.
//
//	database := db.MustOpen("sqlite:///notes.db", sqlite.Driver)
//
// "sqlite:///notes.db" is a file in the current folder, "sqlite:////var/lib/notes.db" has an absolute path, and
// "sqlite://:memory:" is a database in memory that the handle's users share and that ends with it. Options in the URL,
// besides those of [db.Config]: busy_timeout (how long to wait for a lock of another process, default 5s), synchronous
// (off, normal, full or extra; default normal, with which a power failure can lose the last commits but nothing else)
// and foreign_keys (on or off; default on).
//
// # One writer
//
// A file is opened in WAL mode with one connection that writes and several that read (max_size). Readers see the last
// commit and never wait for the writer. Who writes queues for the writer, in the order of the calls, so that the
// program never sees "database is locked" because of itself. A statement goes to a reader when SQLite says that it
// only reads; statements of a transaction run on its connection: the writer, or a reader with db.TxOptions{ReadOnly:
// true}. What belongs to one connection (temporary tables, ATTACH) needs a transaction.
//
// A database in memory has one connection for everything. The rows of a stream (Iterate, Each) are read ahead there,
// as are those of a stream that writes (RETURNING), so that the loop's body can use the database.
//
// # Types
//
// Columns declared BOOLEAN give bool, DATE, DATETIME and TIMESTAMP give time.Time, JSON gives [db.RawJSON]; all others
// give what SQLite has stored: int64, float64, string, []byte or nil. A time.Time is stored as text in UTC with
// microseconds, "2026-01-02 03:04:05.678+00:00", which SQLite's date functions read and which sorts in the order of
// time. Structs, maps and slices are stored as JSON text.
//
// The package is not for tuning a file that other programs share under load, for extensions written in C, or for
// databases that are opened read-only.
package sqlite
