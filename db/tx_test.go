package db_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gourd-go/gourd/async"
	"github.com/gourd-go/gourd/db"
)

var errUndo = errors.New("undo")

func TestTransactionsCommitOrRollBack(t *testing.T) {
	run(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		if err := d.Transaction(ctx, func(tx *db.Tx) error {
			insert(t, tx, "a")
			same(t, titles(t, tx), []string{"a"})
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		err := d.Transaction(ctx, func(tx *db.Tx) error {
			insert(t, tx, "b")
			exec(t, tx, "DELETE FROM notes WHERE title = 'a'")
			return errUndo
		})
		if err != errUndo {
			t.Errorf("%v, want the function's own error", err)
		}
		same(t, titles(t, d), []string{"a"})

		panicked := func() (v any) {
			defer func() { v = recover() }()
			_ = d.Transaction(ctx, func(tx *db.Tx) error {
				insert(t, tx, "c")
				panic("boom")
			})
			return nil
		}()
		same(t, panicked, any("boom"))
		same(t, titles(t, d), []string{"a"})

		done := make(chan struct{})
		go func() { // as t.Fatal does
			defer close(done)
			_ = d.Transaction(ctx, func(tx *db.Tx) error {
				insert(t, tx, "d")
				runtime.Goexit()
				return nil
			})
		}()
		<-done
		same(t, titles(t, d), []string{"a"})
	})
}

func TestNestedTransactions(t *testing.T) {
	run(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		exec(t, d, "CREATE UNIQUE INDEX one ON notes (title)")
		err := d.Transaction(ctx, func(tx *db.Tx) error {
			insert(t, tx, "outer")
			err := tx.Transaction(ctx, func(inner *db.Tx) error {
				insert(t, inner, "inner")
				if _, err := tx.FetchVal(ctx, "SELECT 1"); err == nil || !strings.Contains(err.Error(), "a nested transaction is open") {
					t.Errorf("the outer tx inside of the inner one: %v", err)
				}
				if err := tx.Transaction(ctx, func(*db.Tx) error { return nil }); err == nil {
					t.Error("two nested transactions were open side by side")
				}
				return errUndo
			})
			if err != errUndo {
				t.Errorf("%v, want the inner function's error", err)
			}
			// An error of the database spoils only the inner one.
			err = tx.Transaction(ctx, func(inner *db.Tx) error {
				_, err := inner.Execute(ctx, "INSERT INTO notes (title) VALUES ('outer')")
				return err
			})
			if !db.Violates(err, db.Unique) {
				t.Errorf("%v, want a violated unique constraint", err)
			}
			func() {
				defer func() { same(t, recover(), any("boom")) }()
				_ = tx.Transaction(ctx, func(inner *db.Tx) error {
					insert(t, inner, "panicked")
					panic("boom")
				})
			}()
			return tx.Transaction(ctx, func(inner *db.Tx) error {
				insert(t, inner, "kept")
				return inner.Transaction(ctx, func(third *db.Tx) error {
					insert(t, third, "third")
					return nil
				})
			})
		})
		if err != nil {
			t.Fatal(err)
		}
		same(t, titles(t, d), []string{"outer", "kept", "third"})
	})
}

func TestExecuteManyInATransaction(t *testing.T) {
	run(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		exec(t, d, "CREATE UNIQUE INDEX one ON notes (title)")
		const add = "INSERT INTO notes (title) VALUES (:title)"
		err := d.Transaction(ctx, func(tx *db.Tx) error {
			if err := tx.ExecuteMany(ctx, add, []db.Args{{"title": "a"}, {"title": "b"}}); err != nil {
				return err
			}
			if err := tx.ExecuteMany(ctx, add, []db.Args{{"title": "c"}, {"title": "a"}}); !db.Violates(err, db.Unique) {
				t.Errorf("%v, want a violated unique constraint", err)
			}
			return tx.ExecuteMany(ctx, add, []db.Args{{"title": "d"}})
		})
		if err != nil {
			t.Fatal(err)
		}
		same(t, titles(t, d), []string{"a", "b", "d"})
	})
}

func TestATransactionIsOneAtATime(t *testing.T) {
	run(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		var escaped *db.Tx
		err := d.Transaction(ctx, func(tx *db.Tx) error {
			escaped = tx
			insert(t, tx, "a", "b")
			for _, err := range tx.Iterate(ctx, "SELECT id FROM notes") {
				if err != nil {
					return err
				}
				_, err := tx.Execute(ctx, "UPDATE notes SET done = TRUE")
				if err == nil || !strings.Contains(err.Error(), "are still being read (SELECT id FROM notes)") {
					t.Errorf("a statement in the loop: %v", err)
				}
			}
			for range tx.Iterate(ctx, "SELECT id FROM notes") {
				break
			}
			var wg sync.WaitGroup // tasks may share a tx
			for i := range 8 {
				wg.Go(func() {
					if _, err := tx.Execute(ctx, "INSERT INTO notes (title) VALUES (:title)", db.Args{"title": fmt.Sprint(i)}); err != nil {
						t.Error(err)
					}
					if _, err := db.All[note](ctx, tx, "SELECT * FROM notes"); err != nil {
						t.Error(err)
					}
				})
			}
			wg.Wait()
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		same(t, len(titles(t, d)), 10)
		for _, err := range []error{
			func() error { _, err := escaped.Execute(ctx, "DELETE FROM notes"); return err }(),
			func() error { _, err := escaped.FetchAll(ctx, "SELECT 1"); return err }(),
			escaped.Transaction(ctx, func(*db.Tx) error { return nil }),
		} {
			if err == nil || !strings.Contains(err.Error(), "the transaction has ended") {
				t.Errorf("a tx after its end: %v", err)
			}
		}
	})
}

func TestTransactionOptions(t *testing.T) {
	run(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		insert(t, d, "a")
		err := d.Transaction(ctx, func(tx *db.Tx) error {
			same(t, titles(t, tx), []string{"a"})
			_, err := tx.Execute(ctx, "INSERT INTO notes (title) VALUES ('b')")
			return err
		}, db.TxOptions{ReadOnly: true})
		if err == nil {
			t.Error("a read-only transaction has written")
		}
		insert(t, d, "c") // the connection writes again
		same(t, titles(t, d), []string{"a", "c"})
		for _, level := range []db.Isolation{db.ReadCommitted, db.RepeatableRead, db.Serializable} {
			if err := d.Transaction(ctx, func(tx *db.Tx) error {
				insert(t, tx, string(level))
				if d.Dialect() == "postgres" {
					same(t, must[string](t)(db.Val[string](ctx, tx, "SHOW transaction_isolation")), string(level))
				}
				return tx.Transaction(ctx, func(*db.Tx) error { return nil }, db.TxOptions{})
			}, db.TxOptions{Isolation: level}); err != nil {
				t.Errorf("%s: %v", level, err)
			}
		}
		nothing := func(*db.Tx) error { return nil }
		if err := d.Transaction(ctx, nothing, db.TxOptions{Isolation: "chaos"}); err == nil {
			t.Error("an unknown isolation level was accepted")
		}
		if err := d.Transaction(ctx, nothing, db.TxOptions{}, db.TxOptions{}); err == nil {
			t.Error("two sets of options were accepted")
		}
		if err := d.Transaction(ctx, func(tx *db.Tx) error {
			return tx.Transaction(ctx, nothing, db.TxOptions{ReadOnly: true})
		}); err == nil {
			t.Error("a nested transaction's options were accepted")
		}
	})
}

func TestReadOnlyTransactionsSeeOneState(t *testing.T) {
	run(t, func(t *testing.T, d *db.DB) {
		if d.String() == "sqlite://:memory:" {
			t.Skip("a database in memory has one connection")
		}
		insert(t, d, "a")
		err := d.Transaction(t.Context(), func(tx *db.Tx) error {
			same(t, len(titles(t, tx)), 1)
			insert(t, d, "b") // outside, at the same time
			same(t, len(titles(t, tx)), 1)
			return nil
		}, db.TxOptions{ReadOnly: true, Isolation: db.RepeatableRead})
		if err != nil {
			t.Fatal(err)
		}
		same(t, len(titles(t, d)), 2)
	})
}

func TestACancelledTransactionIsRolledBack(t *testing.T) {
	run(t, func(t *testing.T, d *db.DB) {
		for _, when := range []string{"before a statement", "before the commit", "in a nested transaction", "with an error that is ignored"} {
			ctx, cancel := context.WithCancel(t.Context())
			err := d.Transaction(ctx, func(tx *db.Tx) error {
				insert(t, tx, "a")
				switch when {
				case "before a statement":
					cancel()
					_, err := tx.Execute(ctx, "INSERT INTO notes (title) VALUES ('b')")
					return err
				case "in a nested transaction":
					return tx.Transaction(ctx, func(inner *db.Tx) error {
						insert(t, inner, "c")
						cancel()
						return nil
					})
				case "with an error that is ignored":
					slow, stop := context.WithTimeout(t.Context(), 20*time.Millisecond)
					defer stop()
					if _, err := tx.Execute(slow, slowInsert(d)); !errors.Is(err, context.DeadlineExceeded) {
						t.Errorf("%v, want the deadline", err)
					}
					_, _ = tx.Execute(t.Context(), "INSERT INTO notes (title) VALUES ('after')")
				}
				cancel()
				return nil
			})
			if err == nil {
				t.Errorf("%s: the transaction was committed", when)
			}
			cancel()
			same(t, titles(t, d), []string{})
		}
	})
}

// slowInsert is a statement that writes, and takes half a minute or more.
func slowInsert(d *db.DB) string {
	if d.Dialect() == "postgres" {
		return "INSERT INTO notes (title) SELECT 'slow' FROM pg_sleep(60)"
	}
	return "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 900000000) INSERT INTO notes (title) SELECT 'slow' FROM n WHERE i < 0 OR i % 1000000 = 0"
}

// slowQuery is a query that takes half a minute or more before its first row.
func slowQuery(d *db.DB) string {
	if d.Dialect() == "postgres" {
		return "SELECT 1 FROM pg_sleep(60)"
	}
	return "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 900000000) SELECT count(*) FROM n"
}

func TestCancellingInterruptsWhatRuns(t *testing.T) {
	run(t, func(t *testing.T, d *db.DB) {
		for name, call := range map[string]func(ctx context.Context) error{
			"FetchAll":    func(ctx context.Context) error { _, err := d.FetchAll(ctx, slowQuery(d)); return err },
			"Val":         func(ctx context.Context) error { _, err := db.Val[int](ctx, d, slowQuery(d)); return err },
			"Execute":     func(ctx context.Context) error { _, err := d.Execute(ctx, slowInsert(d)); return err },
			"ExecuteMany": func(ctx context.Context) error { return d.ExecuteMany(ctx, slowInsert(d), [][]any{{}}) },
			"Iterate": func(ctx context.Context) (err error) {
				for _, err = range d.Iterate(ctx, slowQuery(d)) {
				}
				return err
			},
		} {
			ctx, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
			began := time.Now()
			if err := call(ctx); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("%s: %v, want the deadline", name, err)
			}
			if took := time.Since(began); took > 25*time.Second { // it would take longer
				t.Errorf("%s came back after %v", name, took)
			}
			cancel()
		}
		insert(t, d, "after")
		same(t, titles(t, d), []string{"after"})

		ended, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := d.FetchAll(ended, "SELECT 1"); !errors.Is(err, context.Canceled) {
			t.Errorf("an ended context: %v", err)
		}
	})
}

func TestCloseEndsWhatRuns(t *testing.T) {
	run(t, func(t *testing.T, d *db.DB) {
		var slow *async.Task[db.Result]
		for _, err := range d.Iterate(t.Context(), "SELECT 1") { // closes with the loop still open
			if err != nil {
				t.Fatal(err)
			}
			// Begins in the loop, which a database in memory, with its one connection, would wait for otherwise.
			slow = begun(t, func(ctx context.Context) (db.Result, error) { return d.Execute(ctx, slowInsert(d)) })
			ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
			defer cancel()
			_ = d.Close(ctx)
		}
		if _, err := slow.Await(t.Context()); err == nil {
			t.Error("the statement outlived the database")
		}
		if _, err := d.FetchAll(t.Context(), "SELECT 1"); err == nil || !strings.Contains(err.Error(), "has been closed") {
			t.Errorf("a query after Close: %v", err)
		}
		if err := d.Close(t.Context()); err != nil {
			t.Errorf("a second Close: %v", err)
		}
		if err := d.Open(t.Context()); err != nil {
			t.Fatalf("opening again: %v", err)
		}
		same(t, must[int](t)(db.Val[int](t.Context(), d, "SELECT 1")), 1)
		if err := d.Open(t.Context()); err == nil {
			t.Error("an open database was opened again")
		}
	})
}

// begun starts a task and returns when the database has it: its statement runs, or waits for its connection.
func begun[T any](t *testing.T, call func(ctx context.Context) (T, error)) *async.Task[T] {
	t.Helper()
	scope := async.NewScope(t.Context(), async.ScopeOptions{Name: t.Name()})
	t.Cleanup(func() {
		if err := scope.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	task := async.Go(scope, call)
	for task.Info().Wait.Kind != "db" {
		select {
		case <-task.Done():
			_, err := task.Await(t.Context())
			t.Fatalf("the statement has ended before it was to be cut off: %v", err)
		default:
			runtime.Gosched()
		}
	}
	return task
}

func TestALoopThatOutlivesItsTransaction(t *testing.T) {
	run(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		insert(t, d, "a", "b", "c")
		for _, undo := range []error{errUndo, nil} {
			var next func() (note, error, bool)
			var stop func()
			err := d.Transaction(ctx, func(tx *db.Tx) error {
				next, stop = iter.Pull2(db.Each[note](ctx, tx, "SELECT * FROM notes"))
				if _, err, ok := next(); err != nil || !ok {
					t.Errorf("%v, %v", err, ok)
				}
				return undo
			})
			if err == nil {
				t.Error("the transaction was committed while its rows were being read")
			}
			insert(t, d, "d") // the connection is in other hands now
			if _, err, ok := next(); !ok || err == nil || !strings.Contains(err.Error(), "has ended while its rows were being read") {
				t.Errorf("the loop went on: %v, %v", err, ok)
			}
			stop()
		}
		same(t, len(titles(t, d)), 5)
	})
}

func TestATransactionWaitsForItsTasks(t *testing.T) {
	run(t, func(t *testing.T, d *db.DB) {
		ctx, cancel := context.WithCancel(t.Context())
		var slow *async.Task[[]db.Row]
		_ = d.Transaction(ctx, func(tx *db.Tx) error {
			slow = begun(t, func(ctx context.Context) ([]db.Row, error) { return tx.FetchAll(ctx, slowQuery(d)) })
			time.AfterFunc(30*time.Millisecond, func() {
				cancel()
				slow.Cancel()
			})
			return errUndo
		})
		if _, err := slow.Await(t.Context()); err == nil {
			t.Error("the statement was not cut off")
		}
		insert(t, d, "after")
		same(t, titles(t, d), []string{"after"})
		cancel()
	})
}
