package db_test

import (
	"encoding/json"
	"errors"
	"iter"
	"slices"
	"strings"
	"testing"

	"github.com/gourd-go/gourd/db"
)

func TestFetch(t *testing.T) {
	run(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		insert(t, d, "milk", "bread", "salt")
		const all = "SELECT id, title, done FROM notes ORDER BY id"

		rows := must[[]db.Row](t)(d.FetchAll(ctx, all))
		same(t, len(rows), 3)
		same(t, rows[1].Columns, []string{"id", "title", "done"})
		same(t, rows[1].Values, []any{int64(2), "bread", false})
		same(t, rows[2].Get("title"), any("salt"))
		same(t, rows[2].Get("nothing"), nil)
		same(t, rows[0].Map(), map[string]any{"id": int64(1), "title": "milk", "done": false})
		same(t, must[int](t)(rows[1].As[int]("id")), 2)
		if _, err := rows[1].As[int]("title"); err == nil {
			t.Error("text became an int")
		}
		text := must[[]byte](t)(json.Marshal(rows[:2]))
		same(t, string(text), `[{"id":1,"title":"milk","done":false},{"id":2,"title":"bread","done":false}]`)

		same(t, must[db.Row](t)(d.FetchOne(ctx, all)).Get("title"), any("milk"))
		same(t, must[any](t)(d.FetchVal(ctx, "SELECT count(*) FROM notes")), any(int64(3)))
		same(t, must[int](t)(db.Val[int](ctx, d, "SELECT count(*) FROM notes")), 3)
		same(t, must[note](t)(db.One[note](ctx, d, "SELECT * FROM notes WHERE id = :id", db.Args{"id": 2})), note{2, "bread", false})
		same(t, must[[]int](t)(db.All[int](ctx, d, "SELECT id FROM notes ORDER BY id DESC")), []int{3, 2, 1})
		same(t, must[[]note](t)(db.All[note](ctx, d, all))[2], note{3, "salt", false})
		same(t, *must[[]*note](t)(db.All[*note](ctx, d, all))[0], note{1, "milk", false})
		same(t, must[[]db.Row](t)(db.All[db.Row](ctx, d, all))[0].Values, rows[0].Values)
		same(t, must[map[string]any](t)(db.One[map[string]any](ctx, d, all)), rows[0].Map())
	})
}

func TestNoRowIsErrNotFoundAndAnEmptyList(t *testing.T) {
	run(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		const none = "SELECT id, title FROM notes"
		_, one := d.FetchOne(ctx, none)
		_, val := d.FetchVal(ctx, none)
		_, typed := db.One[note](ctx, d, none)
		_, number := db.Val[int](ctx, d, "SELECT id FROM notes")
		for i, err := range []error{one, val, typed, number} {
			if !errors.Is(err, db.ErrNotFound) {
				t.Errorf("call %d: %v, want ErrNotFound", i, err)
			}
		}
		rows := must[[]db.Row](t)(d.FetchAll(ctx, none))
		notes := must[[]note](t)(db.All[note](ctx, d, none))
		if rows == nil || notes == nil || len(rows)+len(notes) > 0 {
			t.Errorf("rows %v, notes %v, want empty lists that are not nil", rows, notes)
		}
		_, err := db.OrNotFound(db.One[note](ctx, d, none))
		status, ok := err.(interface{ HTTPStatus() int })
		if !ok || status.HTTPStatus() != 404 || !errors.Is(err, db.ErrNotFound) {
			t.Errorf("OrNotFound returned %#v, want an ErrNotFound with the status 404", err)
		}
	})
}

func TestStreams(t *testing.T) {
	run(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		insert(t, d, "a", "b", "c")
		const all = "SELECT * FROM notes ORDER BY id"
		var got []string
		for n, err := range db.Each[note](ctx, d, all) {
			if err != nil {
				t.Fatal(err)
			}
			// The body uses the database, and writes, while the rows are read.
			exec(t, d, "UPDATE notes SET done = TRUE WHERE id = :id", n)
			got = append(got, n.Title)
		}
		same(t, got, []string{"a", "b", "c"})
		same(t, must[int](t)(db.Val[int](ctx, d, "SELECT count(*) FROM notes WHERE done")), 3)

		seq := d.Iterate(ctx, all)
		for range 2 { // a sequence can be ranged over again
			var ids []any
			for row, err := range seq {
				if err != nil {
					t.Fatal(err)
				}
				ids = append(ids, row.Get("id"))
				if len(ids) == 2 {
					break
				}
			}
			same(t, ids, []any{int64(1), int64(2)})
		}

		var failed error
		for _, err := range d.Iterate(ctx, "SELECT * FROM nothing") {
			failed = err
		}
		if failed == nil {
			t.Error("a stream of a missing table has no error")
		}
	})
}

func TestLeftLoopsKeepNoConnection(t *testing.T) {
	run(t, func(t *testing.T, d *db.DB) {
		insertMany(t, d, 2000)
		for range 40 { // more often than there are connections
			for _, err := range db.Each[note](t.Context(), d, "SELECT * FROM notes") {
				if err != nil {
					t.Fatal(err)
				}
				break
			}
		}
		func() {
			defer func() { recover() }()
			for range d.Iterate(t.Context(), "SELECT * FROM notes") {
				panic("in the body")
			}
		}()
		next, stop := iter.Pull2(d.Iterate(t.Context(), "SELECT * FROM notes"))
		if _, err, ok := next(); err != nil || !ok {
			t.Fatal(err, ok)
		}
		stop()
		same(t, must[int](t)(db.Val[int](t.Context(), d, "SELECT count(*) FROM notes")), 2000)
	})
}

func TestExecuteTellsWhatItHasDone(t *testing.T) {
	run(t, func(t *testing.T, d *db.DB) {
		const add = "INSERT INTO notes (title) VALUES ('x'), ('y')"
		r := exec(t, d, add)
		same(t, r.RowsAffected, 2)
		if d.Dialect() == "sqlite" {
			same(t, r.LastInsertID, 2)
		}
		same(t, exec(t, d, "UPDATE notes SET done = TRUE"), db.Result{RowsAffected: 2})
		same(t, exec(t, d, "CREATE TABLE other (id INTEGER)"), db.Result{})
		same(t, exec(t, d, "SELECT * FROM notes"), db.Result{})
		same(t, exec(t, d, "DELETE FROM notes WHERE title = :title", db.Args{"title": "x"}), db.Result{RowsAffected: 1})
		id := must[int](t)(db.Val[int](t.Context(), d, "INSERT INTO notes (title) VALUES ('z') RETURNING id"))
		same(t, id, 3)
		ids := must[[]int](t)(db.All[int](t.Context(), d, "INSERT INTO notes (title) VALUES ('q'), ('r') RETURNING id"))
		same(t, ids, []int{4, 5})
		same(t, titles(t, d), []string{"y", "z", "q", "r"})
	})
}

func TestScripts(t *testing.T) {
	run(t, func(t *testing.T, d *db.DB) {
		exec(t, d, `
			CREATE TABLE a (id INTEGER); -- the first; not the last
			INSERT INTO a VALUES (1);
			INSERT INTO a VALUES (2), (3);
		`)
		same(t, must[int](t)(db.Val[int](t.Context(), d, "SELECT count(*) FROM a;")), 3)
		if _, err := d.FetchAll(t.Context(), "SELECT 1; SELECT 2"); err == nil {
			t.Error("a query of two statements was accepted")
		}
		for _, empty := range []string{"", "  \n"} {
			if _, err := d.Execute(t.Context(), empty); err == nil {
				t.Error("an empty statement was accepted")
			}
		}
	})
}

func TestExecuteMany(t *testing.T) {
	run(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		const add = "INSERT INTO notes (title) VALUES (:title)"
		check := func(sets any, want ...string) {
			t.Helper()
			exec(t, d, "DELETE FROM notes")
			if err := d.ExecuteMany(ctx, add, sets); err != nil {
				t.Error(err)
			}
			same(t, titles(t, d), want)
		}
		check([]db.Args{{"title": "a"}, {"title": "b"}}, "a", "b")
		check([]map[string]any{{"title": "c"}}, "c")
		check([]note{{Title: "d"}, {Title: "e"}}, "d", "e")
		check([]*note{{Title: "f"}}, "f")
		check(slices.Values([]note{{Title: "g"}, {Title: "h"}}), "g", "h")
		check(iter.Seq2[note, error](func(yield func(note, error) bool) { yield(note{Title: "i"}, nil) }), "i")
		check([]db.Args{}, []string{}...)

		exec(t, d, "DELETE FROM notes")
		if err := d.ExecuteMany(ctx, "INSERT INTO notes (title, done) VALUES ($1, $2)", [][]any{{"j", true}, {"k", false}}); err != nil {
			t.Error(err)
		}
		same(t, titles(t, d), []string{"j", "k"})
	})
}

func TestExecuteManyStoresAllOrNothing(t *testing.T) {
	run(t, func(t *testing.T, d *db.DB) {
		exec(t, d, "CREATE UNIQUE INDEX one ON notes (title)")
		const add = "INSERT INTO notes (title) VALUES (:title)"
		many := make([]db.Args, 1200)
		for i := range many {
			many[i] = db.Args{"title": strings.Repeat("x", i+1)}
		}
		many[1100] = many[3]
		if err := d.ExecuteMany(t.Context(), add, many); !db.Violates(err, db.Unique) {
			t.Errorf("%v, want a violated unique constraint", err)
		}
		same(t, len(titles(t, d)), 0)

		failing := errors.New("the source is dry")
		source := iter.Seq2[db.Args, error](func(yield func(db.Args, error) bool) {
			_ = yield(db.Args{"title": "a"}, nil) && yield(nil, failing)
		})
		if err := d.ExecuteMany(t.Context(), add, source); !errors.Is(err, failing) {
			t.Errorf("%v, want the source's error", err)
		}
		for _, wrong := range []any{nil, 5, db.Args{}, []db.Args{{"title": "a"}, {"titel": "b"}}, []int{1}} {
			if err := d.ExecuteMany(t.Context(), add, wrong); err == nil {
				t.Errorf("ExecuteMany accepted %#v", wrong)
			}
		}
		if err := d.ExecuteMany(t.Context(), "DELETE FROM notes WHERE id IN (:ids...)", []db.Args{{"ids": []int{1}}}); err == nil {
			t.Error("ExecuteMany accepted a list")
		}
		same(t, len(titles(t, d)), 0)
	})
}

func TestExecuteManyFromAQuery(t *testing.T) {
	run(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		insert(t, d, "a", "b")
		const copies = "INSERT INTO notes (title) VALUES (:title)"
		err := d.Transaction(ctx, func(tx *db.Tx) error {
			return tx.ExecuteMany(ctx, copies, db.Each[note](ctx, tx, "SELECT * FROM notes"))
		})
		if err == nil || !strings.Contains(err.Error(), "a nested transaction is open") {
			t.Errorf("%v, want to be told that the tx is in use", err)
		}
		if d.String() != "sqlite://:memory:" { // whose one connection the transaction has
			if err := d.ExecuteMany(ctx, copies, db.Each[note](ctx, d, "SELECT * FROM notes")); err != nil {
				t.Error(err)
			}
			same(t, titles(t, d), []string{"a", "b", "a", "b"})
		}
	})
}

// insertMany adds n notes.
func insertMany(t testing.TB, d *db.DB, n int) {
	t.Helper()
	sets := func(yield func(db.Args) bool) {
		for range n {
			if !yield(db.Args{"title": "a title that is neither short nor long"}) {
				return
			}
		}
	}
	if err := d.ExecuteMany(t.Context(), "INSERT INTO notes (title) VALUES (:title)", iter.Seq[db.Args](sets)); err != nil {
		t.Fatal(err)
	}
}
