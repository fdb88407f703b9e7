package db

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var (
	sqliteLike   = Dialect{Name: "sqlite", Prefix: '?', Numbered: true, Brackets: true, Backticks: true}
	postgresLike = Dialect{Name: "postgres", Prefix: '$', Numbered: true, Arrays: true, DollarQuotes: true, NestedComments: true, EscapeStrings: true}
	plainLike    = Dialect{Name: "plain", Prefix: '?', Backticks: true}
)

func TestParseFindsNamedParameters(t *testing.T) {
	for _, c := range []struct {
		name    string
		dialect Dialect
		query   string
		text    string
		names   []string
	}{
		{"none", postgresLike, "SELECT 1", "SELECT 1", nil},
		{"one", postgresLike, "SELECT :id", "SELECT $1", []string{"id"}},
		{"one in sqlite's form", sqliteLike, "SELECT :id", "SELECT ?1", []string{"id"}},
		{"two", postgresLike, "VALUES (:a,:b_2)", "VALUES ($1,$2)", []string{"a", "b_2"}},
		{"the same twice is one argument", postgresLike, ":a+:b+:a", "$1+$2+$1", []string{"a", "b"}},
		{"the same twice without numbers", plainLike, ":a+:b+:a", "?+?+?", []string{"a", "b"}},
		{"unicode", sqliteLike, ":größe ", "?1 ", []string{"größe"}},
		{"not in a string", postgresLike, "':no' :a 'it''s :no'", "':no' $1 'it''s :no'", []string{"a"}},
		{"not in a quoted name", postgresLike, `":no" :a "a "":no"`, `":no" $1 "a "":no"`, []string{"a"}},
		{"not in backticks", sqliteLike, "`:no` :a", "`:no` ?1", []string{"a"}},
		{"not in brackets", sqliteLike, "[:no] :a", "[:no] ?1", []string{"a"}},
		{"but in an array's brackets", postgresLike, "x[:a]", "x[$1]", []string{"a"}},
		{"not in a line comment", postgresLike, "-- it's :no\n:a", "-- it's :no\n$1", []string{"a"}},
		{"not in a comment", sqliteLike, "/* :no /* */ :a", "/* :no /* */ ?1", []string{"a"}},
		{"not in a nested comment", postgresLike, "/* /* */ :no */ :a", "/* /* */ :no */ $1", []string{"a"}},
		{"not in dollar quotes", postgresLike, "$$ :no $$ :a $f$ :no $$ :no $f$", "$$ :no $$ $1 $f$ :no $$ :no $f$", []string{"a"}},
		{"dollar signs in names quote nothing", postgresLike, "a$$ :a $$", "a$$ $1 $$", []string{"a"}},
		{"not in an escape string", postgresLike, `E'\':no' :a`, `E'\':no' $1`, []string{"a"}},
		{"a name that ends in e begins no escape string", postgresLike, `type'\' :a`, `type'\' $1`, []string{"a"}},
		{"not a cast", postgresLike, ":a::int, b::text", "$1::int, b::text", []string{"a"}},
		{"not an array slice", postgresLike, "a[1:n], a[i:n], (f()):x", "a[1:n], a[i:n], (f()):x", nil},
		{"not an assignment", postgresLike, "f(a := :a)", "f(a := $1)", []string{"a"}},
		{"not a number", postgresLike, "12:30", "12:30", nil},
		{"json operators stay", postgresLike, "a ? 'b' AND a @> :a", "a ? 'b' AND a @> $1", []string{"a"}},
		{"a colon at the end", postgresLike, "SELECT :", "SELECT :", nil},
		{"an open string", postgresLike, "':a", "':a", nil},
		{"an open comment", postgresLike, "/* :a", "/* :a", nil},
		{"numbered", postgresLike, "$1 $12", "$1 $12", nil},
		{"numbered in sqlite's form", sqliteLike, "$1 $12 '$1'", "?1 ?12 '$1'", nil},
		{"a list as an array", postgresLike, "id IN (:ids...) AND b", "id = ANY($1) AND b", []string{"ids"}},
		{"not in a list as an array", postgresLike, "id not  in ( :ids... )", "id <> ALL($1 )", []string{"ids"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			q, err := parse(c.query, c.dialect)
			if err != nil {
				t.Fatal(err)
			}
			if q.text != c.text {
				t.Errorf("text %q, want %q", q.text, c.text)
			}
			if diff := cmp.Diff(c.names, q.names); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestParseExpandsLists(t *testing.T) {
	for _, c := range []struct {
		dialect Dialect
		query   string
		lengths []int
		text    string
		order   []int
	}{
		{sqliteLike, "a = :a AND id IN (:ids...) OR b = :a", []int{0, 3}, "a = ?1 AND id IN (?2,?3,?4) OR b = ?1", []int{0, 1, 1, 1}},
		{sqliteLike, "id IN (:ids...)", []int{0}, "id IN ()", nil},
		{sqliteLike, "id NOT IN (:ids...) AND a = :a", []int{1, 0}, "id NOT IN (?1) AND a = ?2", []int{0, 1}},
		{plainLike, "a = :a AND id IN (:ids...) AND b = :a", []int{0, 2}, "a = ? AND id IN (?,?) AND b = ?", []int{0, 1, 1, 0}},
	} {
		q, err := parse(c.query, c.dialect)
		if err != nil {
			t.Fatal(err)
		}
		text, order := q.render(c.dialect, c.lengths)
		if text != c.text || !slices.Equal(order, c.order) {
			t.Errorf("%s: %q %v, want %q %v", c.query, text, order, c.text, c.order)
		}
	}
}

func TestParseRefusesWhatCannotBeMeant(t *testing.T) {
	for query, want := range map[string]string{
		"a = :a AND b = $1":            "cannot be mixed",
		"x = :ids...":                  "must stand alone behind IN",
		"x IN (:ids..., 5)":            "must stand alone behind IN",
		"begin (:ids...)":              "must stand alone behind IN",
		"x IN (:a...) AND b = :a":      "give them two names",
		"x = :a AND b NOT IN (:a... )": "give them two names",
	} {
		for _, d := range []Dialect{sqliteLike, postgresLike} {
			if _, err := parse(query, d); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s, %s: %v, want an error with %q", d.Name, query, err, want)
			}
		}
	}
}

func TestSnakeCase(t *testing.T) {
	for name, want := range map[string]string{
		"ID": "id", "UserID": "user_id", "HTTPStatus": "http_status", "CreatedAt": "created_at", "A1B": "a1_b", "Über": "über", "X_Y": "x_y",
	} {
		if got := snake(name); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

// FuzzParse checks that a query without parameters passes unchanged, and that what is found is well formed.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"SELECT :a::int, 'it''s :b', \"c:d\" -- :e\n/* /* */ */ $$ :f $$ $t$ $1", "E'\\'' :x", "id IN (:ids...) NOT IN (:b... )", "a[1:n] :größe `x", "[:a] $1 $$", ":::a:::",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, query string) {
		for _, d := range []Dialect{sqliteLike, postgresLike, plainLike} {
			q, err := parse(query, d)
			if err != nil {
				continue
			}
			if !q.named() && d.Prefix == '$' && q.text != query {
				t.Fatalf("%s: %q became %q without a parameter", d.Name, query, q.text)
			}
			for i, name := range q.names {
				if name == "" || !strings.Contains(query, ":"+name) || slices.Contains(q.names[:i], name) {
					t.Fatalf("%s: %q has the odd names %q", d.Name, query, q.names)
				}
			}
			for _, n := range q.order {
				if n < 0 || n >= len(q.names) {
					t.Fatalf("%s: %q has the order %v for %d names", d.Name, query, q.order, len(q.names))
				}
			}
			text, order := q.render(d, make([]int, len(q.names)))
			if !q.lists && (text != q.text || !slices.Equal(order, q.order)) {
				t.Fatalf("%s: %q renders as %q, then as %q", d.Name, query, q.text, text)
			}
		}
	})
}
