// Package db is asynchronous access to SQL databases, in the role that the library databases plays beside Flask and
// Starlette: queries in SQL, named parameters, rows or structs, nested transactions, and the same calls for SQLite and
// PostgreSQL.
//
//	database := db.MustOpen("sqlite:///notes.db", sqlite.Driver)
//	app.Manage(database) // connects when the application starts, closes when it stops
//
//	app.Get("/notes", func(c *gourd.Ctx) ([]Note, error) {
//		return db.All[Note](c.Context(), database, "SELECT * FROM notes WHERE done = :done", db.Args{"done": false})
//	})
//
// Every call takes a context and may wait: for a connection, for the database. A goroutine that waits holds no thread.
// When the context ends, what runs in the database is stopped.
//
// # Queries
//
// [All], [One], [Val] and [Each] return Go types; FetchAll, FetchOne, FetchVal and Iterate of a [DB] or [Tx] return a
// [Row], which needs no type and encodes to JSON. Execute and ExecuteMany run statements. All take a [Querier], so that
// a function works inside of a transaction and outside.
//
// Parameters are named, ":name", with their values in an [Args] or a struct; "id IN (:ids...)" takes a slice. Strings,
// quoted names, comments and casts (x::int) are left alone. Without names, "$1" and "$2" are the arguments in order, on
// every database. Values never become part of the query's text.
//
// # Errors
//
// [ErrNotFound] is no row; [OrNotFound] makes it a 404. [ErrUnavailable] is a database that cannot be reached, a 503.
// [ConstraintError] is a violated constraint. Errors hold the query's text, and neither its values nor the password of
// the URL.
//
// # What it is not
//
// It builds no queries and knows no models, relations or migrations. It is no layer over database/sql: drivers
// implement [Driver] and [Backend], which leave them the freedom to route statements (SQLite's one writer) or to send
// those of several callers together. Applications see neither.
package db
