package sessions

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/db"
)

// Options say how a [DBStore] keeps its sessions. Zero values are the defaults.
type Options struct {
	// Table is the table's name: letters, digits and underscores, with a schema and a
	// dot before it where there is one. Default "sessions".
	Table string
	// Create has Open create the table and its index where they are not there. Without
	// it they have to be, as Schema returns them.
	Create bool
	// PurgeEvery is how often what has expired is removed, by the request that is the
	// first to begin a session then. Default 1 h; negative: never, so that the
	// application calls Purge.
	PurgeEvery time.Duration
}

// DBStore keeps sessions in a table of a database: SQLite or PostgreSQL. Make one
// with [DB].
type DBStore struct {
	database *db.DB
	options  Options
	purged   atomic.Int64 // when it was done last, in Unix seconds

	load, insert, update, remove, purge string
}

var (
	_ gourd.SessionStore = (*DBStore)(nil)
	_ gourd.Resource     = (*DBStore)(nil)
)

// DB makes a store in a database. The application opens it behind the database:
//
//	app.Manage(database, store)
//
// A name for the table that cannot be one is a mistake of the program and panics.
func DB(database *db.DB, options Options) *DBStore {
	if options.Table == "" {
		options.Table = "sessions"
	}
	if !isTableName(options.Table) {
		panic(fmt.Errorf("sessions: the table's name is %q, want letters, digits and underscores, like sessions or web.sessions", options.Table))
	}
	if options.PurgeEvery == 0 {
		options.PurgeEvery = time.Hour
	}
	t := options.Table
	return &DBStore{
		database: database, options: options,
		load:   "SELECT data FROM " + t + " WHERE id = :id AND expires > :now",
		insert: "INSERT INTO " + t + " (id, data, expires) VALUES (:id, :data, :expires)",
		update: "UPDATE " + t + " SET data = :data, expires = :expires WHERE id = :id AND expires > :now",
		remove: "DELETE FROM " + t + " WHERE id = :id",
		purge:  "DELETE FROM " + t + " WHERE id IN (SELECT id FROM " + t + " WHERE expires <= :now LIMIT :most)",
	}
}

// isTableName reports whether name may stand in a statement as it is.
func isTableName(name string) bool {
	start, dots := true, 0
	for i := range len(name) {
		c := name[i]
		switch {
		case c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z':
			start = false
		case c >= '0' && c <= '9' && !start:
		case c == '.' && !start && dots == 0:
			start, dots = true, 1
		default:
			return false
		}
	}
	return !start
}

// Schema returns the statements that make the table and its index, for the
// application's migrations.
func (s *DBStore) Schema() []string {
	data := "BLOB"
	if s.database.Dialect() == "postgres" {
		data = "BYTEA"
	}
	index := []byte(s.options.Table)
	for i, c := range index {
		if c == '.' {
			index[i] = '_'
		}
	}
	return []string{
		"CREATE TABLE IF NOT EXISTS " + s.options.Table + " (id TEXT PRIMARY KEY, data " + data + " NOT NULL, expires BIGINT NOT NULL)",
		"CREATE INDEX IF NOT EXISTS " + string(index) + "_expires ON " + s.options.Table + " (expires)",
	}
}

// Open creates the table if the options say so. The database must be open.
func (s *DBStore) Open(ctx context.Context) error {
	s.purged.Store(time.Now().Unix())
	if !s.options.Create {
		return nil
	}
	for _, statement := range s.Schema() {
		if _, err := s.database.Execute(ctx, statement); err != nil {
			return fmt.Errorf("sessions: the table %s cannot be created: %w", s.options.Table, err)
		}
	}
	return nil
}

// Close does nothing: the database is closed by whoever opened it.
func (s *DBStore) Close(context.Context) error { return nil }

// Load returns the data of an entry.
func (s *DBStore) Load(ctx context.Context, key string) ([]byte, error) {
	data, err := db.Val[[]byte](ctx, s.database, s.load, db.Args{"id": key, "now": time.Now().Unix()})
	if errors.Is(err, db.ErrNotFound) {
		return nil, nil
	}
	return data, err
}

// Insert adds an entry, and removes some of what has expired when it is time to.
func (s *DBStore) Insert(ctx context.Context, key string, data []byte, lifetime time.Duration) error {
	now := time.Now()
	if _, err := s.database.Execute(ctx, s.insert, db.Args{"id": key, "data": data, "expires": now.Add(lifetime).Unix()}); err != nil {
		return err
	}
	last := s.purged.Load()
	if s.options.PurgeEvery < 0 || now.Sub(time.Unix(last, 0)) < s.options.PurgeEvery || !s.purged.CompareAndSwap(last, now.Unix()) {
		return nil
	}
	n, err := s.purgeSome(ctx, now)
	if n == purgeBatch {
		s.purged.Store(last) // the next new session goes on
	}
	return err
}

// purgeBatch is how many sessions one statement removes, so that no request waits
// for a table that was left alone for long.
const purgeBatch = 1000

func (s *DBStore) purgeSome(ctx context.Context, now time.Time) (int64, error) {
	result, err := s.database.Execute(ctx, s.purge, db.Args{"now": now.Unix(), "most": purgeBatch})
	return result.RowsAffected, err
}

// Update changes an entry, and reports whether it was there.
func (s *DBStore) Update(ctx context.Context, key string, data []byte, lifetime time.Duration) (bool, error) {
	now := time.Now()
	result, err := s.database.Execute(ctx, s.update, db.Args{"id": key, "data": data, "expires": now.Add(lifetime).Unix(), "now": now.Unix()})
	return result.RowsAffected > 0, err
}

// Delete removes an entry.
func (s *DBStore) Delete(ctx context.Context, key string) error {
	_, err := s.database.Execute(ctx, s.remove, db.Args{"id": key})
	return err
}

// Purge removes all that has expired and returns how many sessions that were.
func (s *DBStore) Purge(ctx context.Context) (removed int64, err error) {
	for {
		n, err := s.purgeSome(ctx, time.Now())
		removed += n
		if err != nil || n < purgeBatch {
			return removed, err
		}
	}
}
