package db

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// ErrNotFound is returned by [One], [Val], FetchOne and FetchVal when the query has no row. Test for it with
// errors.Is. [OrNotFound] makes it an HTTP 404.
var ErrNotFound = errors.New("db: no row was found")

// ErrUnavailable is what errors.Is finds in every error that tells that the database cannot be reached: it refuses
// connections, the connection was lost, or none became free in time. The errors themselves have an HTTPStatus method
// that returns 503, and wrap their cause. The pool connects again by itself.
var ErrUnavailable error = &unavailableError{}

type unavailableError struct{ cause error }

// Unavailable wraps the cause of an unreachable database, for drivers. See [ErrUnavailable].
func Unavailable(cause error) error { return &unavailableError{cause} }

func (e *unavailableError) Error() string {
	if e.cause == nil {
		return "db: the database is unavailable"
	}
	return "db: the database is unavailable: " + e.cause.Error()
}

func (e *unavailableError) HTTPStatus() int { return 503 }

func (e *unavailableError) Unwrap() error { return e.cause }

func (e *unavailableError) Is(target error) bool { return target == ErrUnavailable }

// OrNotFound passes on what a query returned, with [ErrNotFound] made into an error whose HTTPStatus method returns
// 404, so that a view can end with it:
//
//	return db.OrNotFound(db.One[Note](ctx, database, "SELECT * FROM notes WHERE id = :id", db.Args{"id": id}))
func OrNotFound[T any](v T, err error) (T, error) {
	if errors.Is(err, ErrNotFound) {
		return v, notFoundError{err}
	}
	return v, err
}

type notFoundError struct{ error }

func (notFoundError) HTTPStatus() int { return 404 }

func (e notFoundError) Unwrap() error { return e.error }

// ConstraintKind says which sort of constraint was violated.
type ConstraintKind string

// The kinds of constraints.
const (
	Unique     ConstraintKind = "unique"
	ForeignKey ConstraintKind = "foreign key"
	NotNull    ConstraintKind = "not null"
	Check      ConstraintKind = "check"
)

// ConstraintError tells that the database refused a statement because of a constraint. Find it with errors.As, or
// [Violates].
type ConstraintError struct {
	// Kind is the sort of constraint. Primary keys are Unique; PostgreSQL's exclusion constraints are Check.
	Kind ConstraintKind
	// Constraint is its name. SQLite tells names of check constraints only.
	Constraint string
	// Table is the table, where the database tells it: not for SQLite's foreign keys and checks.
	Table string
	// Column is the column, or several separated by ", ". PostgreSQL tells it for NotNull; for Unique and ForeignKey
	// it is read from the error's detail.
	Column string
	// Err is the driver's error.
	Err error
}

func (e *ConstraintError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "db: the %s constraint", e.Kind)
	if e.Constraint != "" {
		fmt.Fprintf(&b, " %q", e.Constraint)
	}
	switch {
	case e.Table != "" && e.Column != "":
		fmt.Fprintf(&b, " on %s (%s)", e.Table, e.Column)
	case e.Table != "":
		fmt.Fprintf(&b, " on %s", e.Table)
	case e.Column != "":
		fmt.Fprintf(&b, " on %s", e.Column)
	}
	b.WriteString(" is violated")
	return b.String()
}

// Unwrap returns the driver's error.
func (e *ConstraintError) Unwrap() error { return e.Err }

// Violates reports whether err tells of a violated constraint of this kind.
func Violates(err error, kind ConstraintKind) bool {
	c, ok := errors.AsType[*ConstraintError](err)
	return ok && c.Kind == kind
}

// QueryError is the error of a statement: the cause, with the statement's text. The values of the arguments are never
// part of its message.
type QueryError struct {
	// Query is the text as the user wrote it.
	Query string
	// Err is the cause.
	Err error
}

func (e *QueryError) Error() string {
	text := e.Err.Error()
	if !strings.HasPrefix(text, "db: ") {
		text = "db: " + text
	}
	return text + " (in: " + oneLine(e.Query, 300) + ")"
}

// Unwrap returns the cause.
func (e *QueryError) Unwrap() error { return e.Err }

// inQuery adds the statement's text to an error. Errors that speak for themselves stay as they are: the end of a
// context, and an error that already has a text.
func inQuery(query string, err error) error {
	if err == nil || err == context.Canceled || err == context.DeadlineExceeded {
		return err
	}
	switch e := err.(type) {
	case *QueryError:
		return err
	case *unavailableError: // stays outermost, so that HTTPStatus is found without unwrapping
		return &unavailableError{inQuery(query, e.cause)}
	}
	return &QueryError{Query: query, Err: err}
}

// ScanError tells which column a backend could not convert. Its users see it with the names of column and field.
type ScanError struct {
	// Column is the column's index, from 0.
	Column int
	// Err says what did not fit.
	Err error
}

func (e *ScanError) Error() string { return fmt.Sprintf("db: column %d: %v", e.Column+1, e.Err) }

// Unwrap returns what did not fit.
func (e *ScanError) Unwrap() error { return e.Err }

// oneLine returns text with its runs of white space as one blank each, cut to about limit bytes.
func oneLine(text string, limit int) string {
	text = strings.Join(strings.Fields(text), " ")
	if len(text) <= limit {
		return text
	}
	for limit > 0 && text[limit]&0xC0 == 0x80 { // not inside of a UTF-8 sequence
		limit--
	}
	return text[:limit] + "…"
}

// both returns the errors that are not nil, as one. It does not wrap a single one.
func both(err, second error) error {
	switch {
	case second == nil:
		return err
	case err == nil:
		return second
	}
	return errors.Join(err, second)
}
