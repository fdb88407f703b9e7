package postgres

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/gourd-go/gourd/db"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// Error is an error that the server has reported. Constraint violations come wrapped in a [db.ConstraintError], a
// server that shuts down as [db.ErrUnavailable].
type Error struct {
	// Code is the SQLSTATE (https://www.postgresql.org/docs/current/errcodes-appendix.html).
	Code string
	// Message is the server's, without what it quotes of the statement's values.
	Message string
	// Err is pgx's error, with all details, which may hold values.
	Err error
}

func (e *Error) Error() string { return "postgres: " + e.Message + " (SQLSTATE " + e.Code + ")" }

// Unwrap returns pgx's error.
func (e *Error) Unwrap() error { return e.Err }

// explain turns an error of pgx into one of package db.
func explain(ctx context.Context, err error, c *pgx.Conn, args []any) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if server, ok := errors.AsType[*pgconn.PgError](err); ok {
		return fromServer(server)
	}
	if c.IsClosed() {
		return db.Unavailable(err)
	}
	var index int
	if text := err.Error(); strings.Contains(text, "failed to encode args[") {
		_, rest, _ := strings.Cut(text, "failed to encode args[")
		if _, scanErr := fmt.Sscanf(rest, "%d]", &index); scanErr == nil && index < len(args) {
			return fmt.Errorf("argument %d, a %T, does not fit the parameter's type%s", index+1, args[index], typeName(rest)) // pgx's text holds the value
		}
	}
	return err
}

var formatFor = regexp.MustCompile(` format for (\w+) \(OID \d+\)`)

// typeName takes the parameter's type from pgx's text.
func typeName(text string) string {
	if all := formatFor.FindAllStringSubmatch(text, -1); len(all) > 0 {
		return " " + all[len(all)-1][1]
	}
	return ""
}

func fromServer(e *pgconn.PgError) error {
	wrapped := &Error{Code: e.Code, Message: e.Message, Err: e}
	switch {
	case strings.HasPrefix(e.Code, "22"): // data exceptions quote the data
		wrapped.Message = withoutQuotes(e.Message)
	case strings.HasPrefix(e.Code, "23"):
		return constraint(e, wrapped)
	case strings.HasPrefix(e.Code, "08"), e.Code == "57P01", e.Code == "57P02", e.Code == "57P03", e.Code == "53300":
		return db.Unavailable(wrapped)
	}
	return wrapped
}

// withoutQuotes cuts out what stands between the first and the last quotation mark behind a colon: "invalid input
// syntax for type integer: "abc"".
func withoutQuotes(text string) string {
	start := strings.Index(text, `"`)
	end := strings.LastIndex(text, `"`)
	if start < 0 || end <= start {
		return text
	}
	return text[:start] + `"…"` + text[end+1:]
}

// constraint reads a violation of class 23.
func constraint(e *pgconn.PgError, wrapped error) error {
	ce := &db.ConstraintError{Constraint: e.ConstraintName, Table: e.TableName, Column: e.ColumnName, Err: wrapped}
	switch e.Code {
	case "23505":
		ce.Kind = db.Unique
	case "23503":
		ce.Kind = db.ForeignKey
	case "23502":
		ce.Kind = db.NotNull
	case "23514", "23P01":
		ce.Kind = db.Check
	default:
		return wrapped
	}
	if rest, ok := strings.CutPrefix(e.Detail, "Key ("); ok && ce.Column == "" { // Key (email)=(…) already exists.
		ce.Column, _, _ = strings.Cut(rest, ")=(")
	}
	return ce
}

// isStalePlan reports whether a cached statement failed because its table was altered. pgx has forgotten it by now;
// nothing was run.
func isStalePlan(err error) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.Code == "0A000" && strings.Contains(e.Message, "cached plan must not change result type")
}
