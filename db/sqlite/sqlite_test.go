package sqlite_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gourd-go/gourd/db"
	"github.com/gourd-go/gourd/db/sqlite"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// open opens a database with the table t (id, n).
func open(t testing.TB, url string) *db.DB {
	t.Helper()
	d := db.MustOpen(url, sqlite.Driver)
	if err := d.Open(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	exec(t, d, "CREATE TABLE IF NOT EXISTS t (id INTEGER PRIMARY KEY, n INTEGER NOT NULL DEFAULT 0)")
	return d
}

func file(t testing.TB) string { return "sqlite:///" + filepath.Join(t.TempDir(), "test.db") }

func exec(t testing.TB, q db.Querier, query string, args ...any) {
	t.Helper()
	if _, err := q.Execute(t.Context(), query, args...); err != nil {
		t.Error(err)
	}
}

func value[T comparable](t testing.TB, q db.Querier, want T, query string) {
	t.Helper()
	got, err := db.Val[T](t.Context(), q, query)
	if err != nil || got != want {
		t.Errorf("%s: %v, %v, want %v", query, got, err, want)
	}
}

func TestNobodyMeetsALock(t *testing.T) {
	for _, url := range []string{file(t), "sqlite://:memory:"} {
		d := open(t, url)
		exec(t, d, "INSERT INTO t VALUES (1, 0)")
		const workers, rounds = 32, 30
		var wg sync.WaitGroup
		for w := range workers {
			wg.Go(func() {
				for i := range rounds {
					var err error
					switch i % 3 {
					case 0:
						_, err = d.Execute(t.Context(), "UPDATE t SET n = n + 1 WHERE id = 1")
					case 1:
						err = d.Transaction(t.Context(), func(tx *db.Tx) error {
							n, err := db.Val[int](t.Context(), tx, "SELECT n FROM t WHERE id = 1")
							if err != nil {
								return err
							}
							_, err = tx.Execute(t.Context(), "UPDATE t SET n = :n WHERE id = 1", db.Args{"n": n + 1})
							return err
						})
					case 2:
						for _, err = range d.Iterate(t.Context(), "SELECT * FROM t") {
						}
					}
					if err != nil {
						t.Errorf("worker %d, round %d: %v", w, i, err)
					}
				}
			})
		}
		wg.Wait()
		value(t, d, workers*rounds*2/3, "SELECT n FROM t WHERE id = 1")
	}
}

func TestTheWriterIsServedInOrder(t *testing.T) {
	d := open(t, file(t))
	err := d.Transaction(t.Context(), func(tx *db.Tx) error {
		value(t, d, 0, "SELECT count(*) FROM t") // readers do not wait
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestPragmas(t *testing.T) {
	d := open(t, file(t)+"?synchronous=full&foreign_keys=off&busy_timeout=1")
	value(t, d, "wal", "PRAGMA journal_mode")
	value(t, d, 2, "PRAGMA synchronous")
	value(t, d, 0, "PRAGMA foreign_keys")
	d = open(t, file(t))
	value(t, d, 1, "PRAGMA synchronous")
	value(t, d, 1, "PRAGMA foreign_keys")
}

func TestStatementsGoWhereTheyCanRun(t *testing.T) {
	d := open(t, file(t))
	exec(t, d, "INSERT INTO t (n) VALUES (5)")
	value(t, d, 1, "SELECT last_insert_rowid()") // the writer's
	value(t, d, 1, "select Changes ()")
	value(t, d, 6, "WITH five AS (SELECT 5 AS n) INSERT INTO t (n) SELECT n + 1 FROM five RETURNING n")
	value(t, d, 2, "-- a comment\n /* and another */ SELECT 2")
	value(t, d, 7, "VALUES (7)")
	value(t, d, 2, "; WITH c AS (SELECT count(*) AS c FROM t) SELECT c FROM c")
	value(t, d, 9, "REPLACE INTO t VALUES (1, 9) RETURNING n")
	for range 3 {
		value(t, d, "t", "SELECT name FROM pragma_table_list('t')")
	}
	exec(t, d, "VACUUM")
	exec(t, d, "EXPLAIN QUERY PLAN SELECT 1")
}

func TestABeginByHandIsRefused(t *testing.T) {
	d := open(t, file(t))
	_, err := d.Execute(t.Context(), "BEGIN")
	if err == nil || !strings.Contains(err.Error(), "use database.Transaction instead") {
		t.Errorf("%v, want the way to do it", err)
	}
	exec(t, d, "INSERT INTO t (n) VALUES (1)")
	value(t, d, 1, "SELECT count(*) FROM t")
}

func TestATaskThatWaitsForItselfIsTold(t *testing.T) {
	d := open(t, file(t)+"?acquire_timeout=30ms")
	err := d.Transaction(t.Context(), func(tx *db.Tx) error {
		_, err := d.Execute(t.Context(), "INSERT INTO t (n) VALUES (1)")
		return err
	})
	if !errors.Is(err, db.ErrUnavailable) || !strings.Contains(err.Error(), "sqlite_test.go:") || !strings.Contains(err.Error(), "use its tx, not the database") {
		t.Errorf("%v, want the place of the transaction", err)
	}
	status, ok := err.(interface{ HTTPStatus() int })
	if !ok || status.HTTPStatus() != 503 {
		t.Errorf("%T has no HTTP status 503", err)
	}

	d = open(t, file(t)+"?acquire_timeout=30ms&max_size=1")
	exec(t, d, "INSERT INTO t (n) VALUES (1)")
	for range d.Iterate(t.Context(), "SELECT * FROM t") {
		if _, err := d.FetchAll(t.Context(), "SELECT 1"); !errors.Is(err, db.ErrUnavailable) || !strings.Contains(err.Error(), "a reader of SQLite") {
			t.Errorf("%v, want ErrUnavailable", err)
		}
	}
}

func TestAnEndedContextIsToldBeforeTheAcquireTimeout(t *testing.T) {
	d := open(t, file(t)+"?acquire_timeout=1ns&max_size=1")
	exec(t, d, "INSERT INTO t (n) VALUES (1)")
	late, cancel := context.WithDeadline(t.Context(), time.Now())
	defer cancel()
	for range d.Iterate(t.Context(), "SELECT * FROM t") { // has the reader
		if err := d.Transaction(t.Context(), func(tx *db.Tx) error { // has the writer
			for range 50 { // both have ended, and a select would choose
				if _, err := d.Execute(late, "DELETE FROM t"); !errors.Is(err, context.DeadlineExceeded) {
					t.Errorf("the writer: %v, want the deadline of the caller", err)
				}
				if _, err := d.FetchAll(late, "SELECT 1"); !errors.Is(err, context.DeadlineExceeded) {
					t.Errorf("a reader: %v, want the deadline of the caller", err)
				}
			}
			return nil
		}); err != nil {
			t.Error(err)
		}
	}
}

func TestAnotherProcessHoldsTheLock(t *testing.T) {
	url := file(t)
	other := open(t, url) // another handle is as good as another process
	d := open(t, url+"?busy_timeout=30ms")
	hold := func(f func()) {
		t.Helper()
		if err := other.Transaction(t.Context(), func(tx *db.Tx) error {
			exec(t, tx, "INSERT INTO t (n) VALUES (1)")
			f()
			return nil
		}); err != nil {
			t.Error(err)
		}
	}
	hold(func() {
		if _, err := d.Execute(t.Context(), "INSERT INTO t (n) VALUES (2)"); !errors.Is(err, db.ErrUnavailable) {
			t.Errorf("%v, want ErrUnavailable", err)
		}
		value(t, d, 0, "SELECT count(*) FROM t")
	})
	patient := open(t, url)
	done := make(chan struct{})
	hold(func() {
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		defer cancel()
		if _, err := patient.Execute(ctx, "INSERT INTO t (n) VALUES (2)"); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%v, want the deadline while waiting for the lock", err)
		}
		go func() {
			defer close(done)
			exec(t, patient, "INSERT INTO t (n) VALUES (3)")
		}()
	})
	<-done
	value(t, d, 3, "SELECT count(*) FROM t")
}

func TestALongStreamIsInterrupted(t *testing.T) {
	d := open(t, file(t))
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	// The first row comes at once, the second would take minutes.
	const query = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 900000000) SELECT i FROM n WHERE i = 1 OR i = 899999999"
	var last error
	for _, err := range d.Iterate(ctx, query) {
		last = err
		cancel()
	}
	if !errors.Is(last, context.Canceled) {
		t.Errorf("%v, want the cancellation", last)
	}
	value(t, d, 1, "SELECT 1")
}

// endsMidway is a context whose deadline passes while a statement runs: SQLite asks for it before the statement and
// then every few thousand steps.
type endsMidway struct {
	context.Context
	asked atomic.Int32
}

func (c *endsMidway) Err() error {
	if c.asked.Add(1) > 5 {
		return context.DeadlineExceeded
	}
	return nil
}

func TestAnInterruptedWriteLosesTheTransaction(t *testing.T) {
	d := open(t, file(t))
	err := d.Transaction(t.Context(), func(tx *db.Tx) error {
		exec(t, tx, "INSERT INTO t (n) VALUES (1)")
		ctx := &endsMidway{Context: t.Context()}
		_, err := tx.Execute(ctx, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) INSERT INTO t (n) SELECT i FROM n")
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%v, want the deadline", err)
		}
		// SQLite has rolled back. This would be stored by itself, and must not be.
		if _, err := tx.Execute(t.Context(), "INSERT INTO t (n) VALUES (2)"); err == nil || !strings.Contains(err.Error(), "has rolled the transaction back") {
			t.Errorf("%v, want to be told", err)
		}
		return nil
	})
	if err == nil {
		t.Error("the commit has worked")
	}
	value(t, d, 0, "SELECT count(*) FROM t")
}

func TestConnectionsSurviveManyStatements(t *testing.T) {
	d := open(t, file(t))
	for i := range 600 { // more than a connection keeps
		value(t, d, i, fmt.Sprintf("SELECT %d", i))
		exec(t, d, fmt.Sprintf("INSERT INTO t (n) VALUES (%d)", i))
	}
	value(t, d, 600, "SELECT count(*) FROM t")
}

func TestTextsAndBlobsOfEverySize(t *testing.T) {
	d := open(t, file(t))
	for _, n := range []int{0, 1, 63, 64, 65, 5000, 200_000, 3} {
		text, blob := strings.Repeat("ü", n), []byte(strings.Repeat("\x00\xff", n))
		row, err := d.FetchOne(t.Context(), "SELECT :text AS text, :blob AS blob, length(:blob) AS n, :none AS none, typeof(:empty) AS kind",
			db.Args{"text": text, "blob": blob, "none": []byte(nil), "empty": []byte{}})
		if err != nil {
			t.Fatal(err)
		}
		if row.Get("text") != text || string(row.Get("blob").([]byte)) != string(blob) || row.Get("n") != int64(2*n) || row.Get("none") != nil || row.Get("kind") != "blob" {
			t.Errorf("%d bytes came back otherwise", n)
		}
	}
}

func TestTimesAreStoredAsSQLiteReadsThem(t *testing.T) {
	d := open(t, file(t))
	exec(t, d, "CREATE TABLE e (at DATETIME DEFAULT CURRENT_TIMESTAMP, day DATE)")
	at := time.Date(2026, 5, 6, 7, 8, 9, 120_000_789, time.FixedZone("", -3600))
	exec(t, d, "INSERT INTO e VALUES (:at, '2026-05-06')", db.Args{"at": at})
	value(t, d, "2026-05-06 08:08:09.12+00:00", "SELECT CAST(at AS TEXT) FROM e")
	value(t, d, "2026-05-06 08:08:09", "SELECT datetime(at) FROM e")
	value(t, d, time.Date(2026, 5, 6, 0, 0, 0, 0, time.UTC), "SELECT day FROM e")
	value(t, d, time.Date(2026, 5, 6, 8, 8, 9, 120_000_000, time.UTC), "SELECT max(at) FROM e")
	exec(t, d, "INSERT INTO e (day) VALUES (NULL)")
	value(t, d, true, "SELECT max(at) > '2026-05-07' FROM e")
	newest, err := db.Val[time.Time](t.Context(), d, "SELECT at FROM e ORDER BY at DESC LIMIT 1")
	if err != nil || time.Since(newest) > time.Hour {
		t.Errorf("CURRENT_TIMESTAMP is %v, %v", newest, err)
	}
}

func TestErrorsHaveSQLitesCode(t *testing.T) {
	d := open(t, "sqlite://:memory:")
	_, err := d.FetchAll(t.Context(), "SELECT missing")
	e, ok := errors.AsType[*sqlite.Error](err)
	if !ok || e.Code != 1 || e.Message != "no such column: missing" {
		t.Errorf("%v", err)
	}
	for _, query := range []string{"SELECT ?", "SELECT ?, ?", "INSERT INTO t (n) VALUES (?2)"} {
		if _, err := d.Execute(t.Context(), query, 1, 2, 3); err == nil || !strings.Contains(err.Error(), "3 arguments were given") {
			t.Errorf("%s: %v", query, err)
		}
	}
	if _, err := d.Execute(t.Context(), "DELETE FROM t; DELETE FROM t WHERE id = ?", 1); err == nil || !strings.Contains(err.Error(), "script") {
		t.Errorf("a script with arguments: %v", err)
	}
	if _, err := d.Execute(t.Context(), "SELECT 1\x00; DELETE FROM t"); err == nil {
		t.Error("a zero byte was accepted")
	}
	if _, err := d.Execute(t.Context(), "-- nothing"); err == nil {
		t.Error("a comment was executed")
	}
	if _, err := d.FetchAll(t.Context(), "-- nothing"); err == nil {
		t.Error("a comment was queried")
	}
}

func TestURLs(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.Mkdir("folder", 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile("text", []byte(strings.Repeat("this is not a database\n", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	for url, name := range map[string]string{"sqlite:///relative.db": "relative.db", "sqlite:///a%20b%3Fc.db?max_size=2": "a b?c.db", "sqlite:///folder/x.db": "folder/x.db"} {
		open(t, url)
		if _, err := os.Stat(name); err != nil {
			t.Errorf("%s: %v", url, err)
		}
	}
	for url, want := range map[string]string{
		"sqlite://":                       "names no file",
		"sqlite:///":                      "names no file",
		"sqlite://notes.db":               "sqlite:///notes.db",
		"sqlite:///x.db?cache=shared":     `unknown option "cache"`,
		"sqlite:///x.db?synchronous=2":    "off, normal, full or extra",
		"sqlite:///x.db?foreign_keys=1":   "on or off",
		"sqlite:///x.db?busy_timeout=ten": "duration",
		"sqlite:///x%zz.db":               "not well escaped",
	} {
		if _, err := db.Open(url, sqlite.Driver); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want an error with %q", url, err, want)
		}
	}
	for url, want := range map[string]string{
		"sqlite:///missing/x.db": "the folder missing does not exist; create it first",
		"sqlite:///folder":       "folder is a folder, not a file",
		"sqlite:///text/x.db":    "text is not a folder",
		"sqlite:///text":         "not a database",
	} {
		d := db.MustOpen(url, sqlite.Driver)
		if err := d.Open(t.Context()); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), url) {
			t.Errorf("%s: %v, want an error with %q", url, err, want)
		}
	}
}

func TestEachHandleHasItsOwnMemory(t *testing.T) {
	a, b := open(t, "sqlite://:memory:"), open(t, "sqlite://:memory:")
	exec(t, a, "INSERT INTO t (n) VALUES (1)")
	value(t, a, 1, "SELECT count(*) FROM t")
	value(t, b, 0, "SELECT count(*) FROM t")
}
