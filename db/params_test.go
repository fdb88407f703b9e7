package db_test

import (
	"strings"
	"testing"

	"github.com/gourd-go/gourd/db"
)

func TestParameters(t *testing.T) {
	run(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		insert(t, d, "a", "b", "c", "d")
		find := func(query string, args ...any) []string {
			t.Helper()
			return must[[]string](t)(db.All[string](ctx, d, "SELECT title FROM notes WHERE "+query+" ORDER BY id", args...))
		}
		same(t, find("title = :t OR title = :u OR :t = 'x'", db.Args{"t": "a", "u": "c"}), []string{"a", "c"})
		same(t, find("title = :title AND id = :id", note{ID: 2, Title: "b"}), []string{"b"})
		same(t, find("title = :title AND id = :id", &note{ID: 2, Title: "b"}), []string{"b"})
		same(t, find("title = $2 OR title = $1", "a", "d"), []string{"a", "d"})
		same(t, find("title = 'b'", db.Args{}), []string{"b"})
		same(t, find("title = 'b'", db.Args(nil)), []string{"b"})
		same(t, find("title > :t AND title <> ':x'", map[string]any{"t": "b"}), []string{"c", "d"})
		same(t, find("CAST(id AS INTEGER) + :n = 3", db.Args{"n": 1}), []string{"b"})

		same(t, find("id IN (:ids...)", db.Args{"ids": []int64{1, 3, 9}}), []string{"a", "c"})
		same(t, find("title NOT IN (:t...) AND id > :id", db.Args{"t": []string{"b", "c"}, "id": 1}), []string{"d"})
		same(t, find("id IN (:ids...)", db.Args{"ids": []int64{}}), []string{})
		same(t, find("id NOT IN (:ids...) AND title = :t", db.Args{"ids": []int64{}, "t": "a"}), []string{"a"})
		same(t, find("id IN (:ids...) OR id IN (:ids...)", db.Args{"ids": []int64{4, 1}}), []string{"a", "d"})
		same(t, find("id IN (:ids...)", db.Args{"ids": []any{1, 2}}), []string{"a", "b"})
	})
}

func TestArgumentsThatDoNotFitTheQuery(t *testing.T) {
	run(t, func(t *testing.T, d *db.DB) {
		for _, c := range []struct {
			query string
			args  []any
			want  string
		}{
			{":a AND :b", []any{db.Args{"a": 1}}, "the parameter :b has no value"},
			{":a", []any{db.Args{"a": 1, "c": 2, "b": 3}}, "a value for b, c, which the query does not use"},
			{"id = 1", []any{db.Args{"b": 3}}, "a value for b, which the query does not use"},
			{":missing = 1", []any{note{}}, "the parameter :missing has no field in db_test.note (its fields: id, title, done)"},
			{":a", nil, "give one db.Args or struct, not 0 arguments"},
			{":a", []any{1, 2}, "give one db.Args or struct, not 2 arguments"},
			{":a", []any{5}, "give a db.Args or a struct, not a int"},
			{":a", []any{(*note)(nil)}, "give a db.Args or a struct, not a *db_test.note"},
			{"id IN (:a...)", []any{db.Args{"a": 5}}, ""},
			{"id = $1", nil, ""},
			{"id = 1", []any{5}, ""},
			{"title = :f", []any{db.Args{"f": func() {}}}, ""},
		} {
			_, err := d.FetchAll(t.Context(), "SELECT * FROM notes WHERE "+c.query, c.args...)
			if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "(in: SELECT * FROM notes") {
				t.Errorf("%s with %v: %v, want an error with %q", c.query, c.args, err, c.want)
			}
		}
	})
}
