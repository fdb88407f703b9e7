package db_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/gourd-go/gourd/db"
)

func TestConstraintErrors(t *testing.T) {
	run(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		exec(t, d, `CREATE TABLE users (email TEXT NOT NULL, age INTEGER CONSTRAINT grown CHECK (age > 17), team INTEGER, CONSTRAINT one UNIQUE (email, team))`)
		exec(t, d, `CREATE TABLE pets (id INTEGER PRIMARY KEY, owner INTEGER REFERENCES notes (id))`)
		exec(t, d, `INSERT INTO users VALUES ('secret@example.com', 20, 1)`)
		exec(t, d, `INSERT INTO pets VALUES (1, NULL)`)
		for _, c := range []struct {
			query  string
			want   db.ConstraintError // on SQLite
			onlyPG db.ConstraintError // what PostgreSQL tells besides
		}{
			{`INSERT INTO users VALUES (:email, 20, 1)`, db.ConstraintError{Kind: db.Unique, Table: "users", Column: "email, team"}, db.ConstraintError{Constraint: "one"}},
			{`INSERT INTO users VALUES (NULL, 20, 1), (:email, 20, 2)`, db.ConstraintError{Kind: db.NotNull, Table: "users", Column: "email"}, db.ConstraintError{}},
			{`INSERT INTO users VALUES (:email, 5, 9)`, db.ConstraintError{Kind: db.Check, Constraint: "grown"}, db.ConstraintError{Table: "users"}},
			{`INSERT INTO pets SELECT 2, 99 WHERE :email <> ''`, db.ConstraintError{Kind: db.ForeignKey}, db.ConstraintError{Constraint: "pets_owner_fkey", Table: "pets", Column: "owner"}},
			{`INSERT INTO pets SELECT 1, NULL WHERE :email <> ''`, db.ConstraintError{Kind: db.Unique, Table: "pets", Column: "id"}, db.ConstraintError{Constraint: "pets_pkey"}},
		} {
			want := c.want
			if d.Dialect() == "postgres" {
				want.Constraint += c.onlyPG.Constraint
				want.Table += c.onlyPG.Table
				want.Column += c.onlyPG.Column
			}
			_, err := d.Execute(ctx, c.query, db.Args{"email": "secret@example.com"})
			got, ok := errors.AsType[*db.ConstraintError](err)
			if !ok {
				t.Errorf("%s: %v, want a ConstraintError", c.query, err)
				continue
			}
			if got.Err == nil {
				t.Errorf("%s: the driver's error is missing", c.query)
			}
			bare := *got
			bare.Err = nil
			same(t, bare, want)
			if strings.Contains(err.Error(), "secret") || !strings.Contains(err.Error(), string(want.Kind)+" constraint") || !strings.Contains(err.Error(), "(in: INSERT INTO") {
				t.Errorf("the error's text: %v", err)
			}
			if !db.Violates(err, want.Kind) || db.Violates(err, "other") {
				t.Errorf("Violates does not see the kind %s", want.Kind)
			}
			// The same out of a query, and of a transaction.
			if _, err := d.FetchAll(ctx, c.query+" RETURNING *", db.Args{"email": "secret@example.com"}); !db.Violates(err, want.Kind) {
				t.Errorf("%s RETURNING: %v", c.query, err)
			}
			if err := d.Transaction(ctx, func(tx *db.Tx) error {
				_, err := tx.Execute(ctx, c.query, db.Args{"email": "secret@example.com"})
				return err
			}); !db.Violates(err, want.Kind) {
				t.Errorf("%s in a transaction: %v", c.query, err)
			}
		}
	})
}

func TestAConstraintCheckedAtTheCommit(t *testing.T) {
	run(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		exec(t, d, `CREATE TABLE pets (owner INTEGER REFERENCES notes (id) DEFERRABLE INITIALLY DEFERRED)`)
		err := d.Transaction(ctx, func(tx *db.Tx) error {
			exec(t, tx, "INSERT INTO pets VALUES (99)")
			return nil
		})
		if !db.Violates(err, db.ForeignKey) {
			t.Errorf("%v, want a violated foreign key", err)
		}
		if _, err := db.Val[int](ctx, d, "INSERT INTO pets VALUES (99) RETURNING owner"); !db.Violates(err, db.ForeignKey) {
			t.Errorf("%v, want a violated foreign key", err)
		}
		same(t, must[int](t)(db.Val[int](ctx, d, "SELECT count(*) FROM pets")), 0)
	})
}

func TestErrorsHoldTheQueryAndNotItsValues(t *testing.T) {
	run(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		secret := "hunter2"
		for _, c := range []struct {
			query string
			args  db.Args
		}{
			{"SELECT nonsense FROM notes WHERE title = :t", db.Args{"t": secret}},
			{"SELEC 1 WHERE title = :t", db.Args{"t": secret}},
			{"SELECT id FROM missing WHERE title = :t", db.Args{"t": secret}},
			{"INSERT INTO notes (id, title) VALUES (:t, 'x')", db.Args{"t": secret}},
			{"INSERT INTO notes (id, title) VALUES (:t, 'x')", db.Args{"t": struct{ P string }{secret}}},
			{"INSERT INTO notes (title) VALUES (:t)", db.Args{"t": func() string { return secret }}},
		} {
			_, err := d.FetchAll(ctx, c.query, c.args)
			if err == nil {
				t.Errorf("%s: no error", c.query)
				continue
			}
			if strings.Contains(err.Error(), secret) || !strings.HasPrefix(err.Error(), "db: ") || !strings.HasSuffix(err.Error(), "(in: "+c.query+")") {
				t.Errorf("%s: %v", c.query, err)
			}
			if q, ok := errors.AsType[*db.QueryError](err); !ok || q.Query != c.query {
				t.Errorf("%s: %#v, want a QueryError", c.query, err)
			}
			if errors.Is(err, db.ErrUnavailable) {
				t.Errorf("%s: a wrong query counts as an unavailable database", c.query)
			}
			if _, err := d.Execute(ctx, c.query, c.args); err == nil || strings.Contains(err.Error(), secret) {
				t.Errorf("Execute: %s: %v", c.query, err)
			}
			many := d.ExecuteMany(ctx, c.query, []db.Args{c.args})
			if many == nil || strings.Contains(many.Error(), secret) {
				t.Errorf("ExecuteMany: %s: %v", c.query, many)
			}
		}
		long := "SELECT '" + strings.Repeat("größe\n", 200) + "' nonsense from from"
		if _, err := d.FetchAll(ctx, long); err == nil || len(err.Error()) > 600 || strings.Contains(err.Error(), "\n") {
			t.Errorf("a long query's error: %v", err)
		}
	})
}
