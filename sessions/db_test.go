package sessions_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gourd-go/gourd/db"
	"github.com/gourd-go/gourd/db/postgres"
	"github.com/gourd-go/gourd/db/sqlite"
	"github.com/gourd-go/gourd/internal/pgtest"
	"github.com/gourd-go/gourd/sessions"
)

func TestWhatHasExpiredIsPurged(t *testing.T) {
	for name, url := range map[string]func() string{
		"sqlite":   func() string { return "sqlite:///" + filepath.Join(t.TempDir(), "test.db") },
		"postgres": func() string { return pgtest.URL(t) },
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t, url(), sessions.Options{Create: true, PurgeEvery: -1})
			insert := func(n int, lifetime time.Duration) {
				t.Helper()
				for range n {
					if err := s.Insert(t.Context(), fmt.Sprintf("%v %d", lifetime, time.Now().UnixNano()), []byte("x"), lifetime); err != nil {
						t.Fatal(err)
					}
				}
			}
			insert(20, -time.Hour)
			insert(3, time.Hour)
			if n, err := s.Purge(t.Context()); n != 20 || err != nil {
				t.Errorf("purged %d, %v; want 20", n, err)
			}
			if n, err := s.Purge(t.Context()); n != 0 || err != nil {
				t.Errorf("purged %d, %v; want none", n, err)
			}
		})
	}
}

// TestNewSessionsPurge once in a while: here with each, since a nanosecond has always
// passed.
func TestNewSessionsPurge(t *testing.T) {
	s := open(t, "sqlite://:memory:", sessions.Options{Create: true, PurgeEvery: time.Nanosecond})
	for i := range 5 {
		if err := s.Insert(t.Context(), fmt.Sprint(i), []byte("x"), -time.Hour); err != nil {
			t.Fatal(err)
		}
	}
	if n, err := s.Purge(t.Context()); n != 0 || err != nil {
		t.Errorf("%d sessions were left, %v", n, err)
	}
}

func TestWithoutItsTable(t *testing.T) {
	s := open(t, "sqlite://:memory:", sessions.Options{})
	if _, err := s.Load(t.Context(), "a"); err == nil || !strings.Contains(err.Error(), "sessions") {
		t.Errorf("Load: %v", err)
	}
}

func TestSchema(t *testing.T) {
	for url, data := range map[string]string{"sqlite://:memory:": "BLOB", "postgres://localhost/x": "BYTEA"} {
		schema := sessions.DB(db.MustOpen(url, sqlite.Driver, postgres.Driver), sessions.Options{Table: "web.s1"}).Schema()
		if len(schema) != 2 || !strings.Contains(schema[0], "web.s1 (id TEXT PRIMARY KEY, data "+data) || !strings.Contains(schema[1], "web_s1_expires ON web.s1") {
			t.Errorf("%s: %q", url, schema)
		}
	}
}

func TestTableNames(t *testing.T) {
	database := db.MustOpen("sqlite://:memory:", sqlite.Driver)
	for _, name := range []string{"a;b", "a b", ".a", "a.", "a.b.c", "1a", "a.1", `a"`, "é"} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%q was taken for a table's name", name)
				}
			}()
			sessions.DB(database, sessions.Options{Table: name})
		}()
	}
}
