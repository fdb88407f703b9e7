package db_test

import (
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/gourd-go/gourd/db"
)

// createAll makes a table with a column of each kind.
func createAll(t *testing.T, d *db.DB) {
	t.Helper()
	stamp, blob, doc := "DATETIME", "BLOB", "JSON"
	if d.Dialect() == "postgres" {
		stamp, blob, doc = "TIMESTAMPTZ", "BYTEA", "JSONB"
	}
	exec(t, d, "CREATE TABLE kinds (number BIGINT, small SMALLINT, ratio DOUBLE PRECISION, label TEXT, flag BOOLEAN, data "+blob+", created_at "+stamp+", doc "+doc+")")
}

const insertAll = "INSERT INTO kinds VALUES (:number, :small, :ratio, :label, :flag, :data, :created_at, :doc)"

type label string

type point struct{ X, Y int }

// stored is what package db calls a scalar: it scans and values itself.
type stored struct{ text string }

func (s *stored) Scan(src any) error {
	text, ok := src.(string)
	if !ok {
		return errors.New("not text")
	}
	s.text = strings.TrimPrefix(text, "<")
	return nil
}

func (s stored) Value() (driver.Value, error) { return "<" + s.text, nil }

func TestValuesSurviveTheWayThereAndBack(t *testing.T) {
	type base struct {
		Number int64
		Small  int8
	}
	type inner struct{ Ratio float64 }
	type kinds struct {
		base
		*inner    `db:"-"`
		Ratio     float64
		Name      label `db:"label"`
		Flag      bool
		Data      []byte
		CreatedAt time.Time
		Doc       map[string]any
		Ignored   chan int `db:"-"`
		hidden    int
	}
	run(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		createAll(t, d)
		at := time.Date(2026, 11, 22, 23, 59, 59, 123456000, time.FixedZone("", 3600))
		want := kinds{
			base: base{math.MinInt64, -128}, Ratio: 0.1, Name: "größe\x01", Flag: true, Data: []byte{0, 1, 255},
			CreatedAt: at, Doc: map[string]any{"a": []any{1.0, "x", nil}},
		}
		exec(t, d, insertAll, want)
		got := must[kinds](t)(db.One[kinds](ctx, d, "SELECT * FROM kinds"))
		if !got.CreatedAt.Equal(at) || got.CreatedAt.Location() != time.UTC {
			t.Errorf("the time came back as %v, want %v in UTC", got.CreatedAt, at)
		}
		got.CreatedAt = at
		if got.base != want.base || got.Ratio != want.Ratio || got.Name != want.Name || !got.Flag || string(got.Data) != string(want.Data) || got.hidden != 0 {
			t.Errorf("got %+v, want %+v", got, want)
		}
		same(t, got.Doc, want.Doc)

		row := must[db.Row](t)(d.FetchOne(ctx, "SELECT * FROM kinds"))
		same(t, row.Columns, []string{"number", "small", "ratio", "label", "flag", "data", "created_at", "doc"})
		same(t, row.Values[:7], []any{int64(math.MinInt64), int64(-128), 0.1, "größe\x01", true, []byte{0, 1, 255}, at.UTC()})
		var doc map[string]any
		if err := json.Unmarshal(row.Values[7].(db.RawJSON), &doc); err != nil {
			t.Error(err)
		}
		same(t, doc, want.Doc)
		text := string(must[[]byte](t)(json.Marshal(row)))
		if !strings.Contains(text, `"created_at":"2026-11-22T22:59:59.123456Z"`) || !strings.Contains(text, `"doc":{"a":`) {
			t.Errorf("the row encodes as %s", text)
		}
		// A row's values can be stored again.
		exec(t, d, insertAll, db.Args(row.Map()))
		same(t, must[int](t)(db.Val[int](ctx, d, "SELECT count(*) FROM kinds WHERE created_at = :at", db.Args{"at": at})), 2)
	})
}

func TestNulls(t *testing.T) {
	type kinds struct {
		Number    *int
		Small     sql.Null[int16]
		Ratio     sql.NullFloat64
		Label     *label
		Flag      sql.NullBool
		Data      []byte
		CreatedAt sql.Null[time.Time]
		Doc       *point
	}
	run(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		createAll(t, d)
		exec(t, d, insertAll, kinds{})
		got := must[kinds](t)(db.One[kinds](ctx, d, "SELECT * FROM kinds"))
		same(t, got, kinds{})
		for i, v := range must[db.Row](t)(d.FetchOne(ctx, "SELECT * FROM kinds")).Values {
			if v != nil {
				t.Errorf("column %d is %v, want nil", i, v)
			}
		}
		exec(t, d, "DELETE FROM kinds")

		at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
		full := kinds{
			Number: new(int(5)), Small: sql.Null[int16]{V: 6, Valid: true}, Ratio: sql.NullFloat64{Float64: 7.5, Valid: true}, Label: new(label("l")),
			Flag: sql.NullBool{Bool: true, Valid: true}, Data: []byte{}, CreatedAt: sql.Null[time.Time]{V: at, Valid: true}, Doc: &point{1, 2},
		}
		exec(t, d, insertAll, full)
		same(t, must[kinds](t)(db.One[kinds](ctx, d, "SELECT * FROM kinds")), full)

		same(t, must[*int](t)(db.Val[*int](ctx, d, "SELECT max(id) FROM notes")), nil)
		same(t, must[sql.Null[int64]](t)(db.Val[sql.Null[int64]](ctx, d, "SELECT max(id) FROM notes")), sql.Null[int64]{})
		same(t, must[any](t)(db.Val[any](ctx, d, "SELECT max(id) FROM notes")), nil)
	})
}

func TestMoreDestinations(t *testing.T) {
	run(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		createAll(t, d)
		at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
		exec(t, d, insertAll, db.Args{"number": uint8(7), "small": true2int, "ratio": float32(0.5), "label": stored{"text"}, "flag": false, "data": nil, "created_at": &at, "doc": []point{{1, 2}, {3, 4}}})
		same(t, must[[]point](t)(db.Val[[]point](ctx, d, "SELECT doc FROM kinds")), []point{{1, 2}, {3, 4}})
		same(t, must[stored](t)(db.Val[stored](ctx, d, "SELECT label FROM kinds")).text, "text")
		same(t, must[uint16](t)(db.Val[uint16](ctx, d, "SELECT number FROM kinds")), 7)
		same(t, must[float64](t)(db.Val[float64](ctx, d, "SELECT number FROM kinds")), 7)
		same(t, must[float32](t)(db.Val[float32](ctx, d, "SELECT ratio FROM kinds")), 0.5)
		same(t, must[float64](t)(db.Val[float64](ctx, d, "SELECT avg(number) FROM kinds")), 7)
		same(t, must[int](t)(db.Val[int](ctx, d, "SELECT sum(number) FROM kinds")), 7)
		same(t, must[time.Time](t)(db.Val[time.Time](ctx, d, "SELECT max(created_at) FROM kinds")), at)
		same(t, must[sql.NullTime](t)(db.Val[sql.NullTime](ctx, d, "SELECT max(created_at) FROM kinds")), sql.NullTime{Time: at, Valid: true})
		same(t, must[db.RawJSON](t)(db.Val[db.RawJSON](ctx, d, "SELECT doc FROM kinds WHERE doc IS NULL OR number = 7"))[0], '[')

		// A field without a column, and embedded pointers.
		type outer struct {
			*Embedded
			Label string
			Extra int
		}
		exec(t, d, insertAll, db.Args{"number": 8, "small": 1, "ratio": 1.5, "label": "second", "flag": true, "data": nil, "created_at": nil, "doc": nil})
		all := must[[]outer](t)(db.All[outer](ctx, d, "SELECT label, number FROM kinds ORDER BY number"))
		if len(all) != 2 || all[0].Number != 7 || all[1].Number != 8 || all[0].Embedded == all[1].Embedded {
			t.Errorf("%+v", all)
		}
		same(t, must[int](t)(db.Val[int](ctx, d, "SELECT count(*) FROM kinds WHERE number = :number", outer{Embedded: &Embedded{8}})), 1)
		same(t, must[int](t)(db.Val[int](ctx, d, "SELECT count(*) FROM kinds WHERE number = :number", outer{})), 0)
	})
}

// Embedded is embedded by pointer in a test's struct, for which it must be exported.
type Embedded struct{ Number int }

const true2int = int16(2)

func TestWhatDoesNotFitNamesColumnAndField(t *testing.T) {
	run(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		createAll(t, d)
		exec(t, d, insertAll, db.Args{"number": 300, "small": 2, "ratio": 1.5, "label": "secret", "flag": true, "data": nil, "created_at": nil, "doc": nil})
		check := func(err error, want ...string) {
			t.Helper()
			for _, w := range want {
				if err == nil || !strings.Contains(err.Error(), w) {
					t.Errorf("%v, want an error with %q", err, w)
					return
				}
			}
			if strings.Contains(err.Error(), "secret") || strings.Contains(err.Error(), "300") {
				t.Errorf("the error holds a value: %v", err)
			}
		}
		type small struct{ Number int8 }
		_, err := db.One[small](ctx, d, "SELECT number FROM kinds")
		check(err, `column "number", field small.Number`, "int8", "(in: SELECT number FROM kinds)")
		_, err = db.One[small](ctx, d, "SELECT number, label FROM kinds")
		check(err, `the column "label" has no field in db_test.small`, "`db:\"label\"`")
		_, err = db.One[small](ctx, d, "SELECT number, small AS number FROM kinds")
		check(err, `both belong into the field small.Number`)
		type text struct{ Label int }
		_, err = db.All[text](ctx, d, "SELECT label FROM kinds")
		check(err, `column "label", field text.Label`, "string does not fit into int")
		type nulls struct{ Created string }
		_, err = db.One[nulls](ctx, d, "SELECT created_at AS created FROM kinds")
		check(err, `column "created", field nulls.Created`, "NULL does not fit into string; use *string or sql.Null[string]")
		_, err = db.Val[bool](ctx, d, "SELECT number FROM kinds")
		check(err, `column "number"`, "bool")
		_, err = db.Val[int](ctx, d, "SELECT number, small FROM kinds")
		check(err, "2 columns (number, small), but a int holds one")
		_, err = db.Val[point](ctx, d, "SELECT label AS x FROM kinds")
		check(err, `column "x", field point.X`)
		_, err = db.Val[int](ctx, d, "CREATE TABLE more (id INTEGER)")
		check(err, "returns no columns")
		type twice struct {
			A int `db:"number"`
			B int `db:"number"`
		}
		_, err = db.One[twice](ctx, d, "SELECT number FROM kinds")
		check(err, "twice.A and twice.B both stand for the column")
		type hidden struct {
			number int `db:"number"`
		}
		_, err = db.One[hidden](ctx, d, "SELECT number FROM kinds")
		check(err, "not exported")
		_ = hidden{}.number
		for _, err := range db.Each[small](ctx, d, "SELECT number FROM kinds") {
			check(err, `field small.Number`)
		}
		// The connections are back, and fit for use.
		for range 50 {
			_, err = db.One[small](ctx, d, "SELECT number FROM kinds")
			check(err, "small.Number")
		}
	})
}

func TestPlansFollowTheTable(t *testing.T) {
	run(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		insert(t, d, "a")
		type wide struct {
			ID    int
			Title string
			Done  bool
			More  string
		}
		const all = "SELECT * FROM notes"
		for range 3 {
			same(t, must[wide](t)(db.One[wide](ctx, d, all)), wide{ID: 1, Title: "a"})
		}
		exec(t, d, "ALTER TABLE notes ADD COLUMN more TEXT NOT NULL DEFAULT 'm'")
		for range 20 { // whatever connection has seen the old table
			same(t, must[wide](t)(db.One[wide](ctx, d, all)), wide{ID: 1, Title: "a", More: "m"})
		}
	})
}
