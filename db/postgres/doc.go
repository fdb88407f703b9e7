// Package postgres is package db's driver for PostgreSQL, on pgx and its pool.
//
//	database := db.MustOpen("postgres://shop:secret@db.example.com/shop?sslmode=verify-full", postgres.Driver)
//
// The URL takes libpq's options (sslmode, application_name, host with a socket's folder, …) and environment variables
// (PGPASSWORD, …), those of [db.Config] (max_size, acquire_timeout, …) and pgxpool's (pool_max_conns, …). The pool
// connects again by itself when the server was away; until then statements fail with [db.ErrUnavailable].
//
// Statements are prepared once per connection; when a table was altered in between, they are prepared again. Do not
// put a pooler that shares sessions between transactions before it, without default_query_exec_mode=exec in the URL.
//
// # Types
//
// In a [db.Row] integers are int64, real and double precision float64, numeric is [db.Decimal], date and timestamps
// time.Time in UTC, json and jsonb [db.RawJSON], uuid, enums, networks, intervals and times of day strings, arrays
// []any. Typed destinations may be whatever pgx can store, such as []string for text[]; structs and maps take JSON
// columns. A slice is an array argument: "tag = ANY(:tags)" works beside the portable "tag IN (:tags...)".
//
// [db.Result] has no LastInsertID here; use "INSERT … RETURNING id" with [db.Val].
//
// LISTEN, COPY and cursors are not part of it.
package postgres
