package db

import (
	"context"
	"errors"
	"iter"
	"reflect"
)

var errNoColumns = errors.New("the query returns no columns")

// All returns all rows of a query as values of T. No rows are an empty slice, not nil.
//
// A struct gets each column in the field of that name: of the tag `db:"name"`, or else the field's own name, whole
// (createdat) or in snake case (created_at), letters' case aside. Fields of embedded structs count as the struct's
// own; `db:"-"` leaves a field out. A column without a field is an error, a field without a column keeps its zero
// value. NULL needs a pointer, a [database/sql.Null], a map or a slice. Structs, maps and slices as fields hold JSON
// columns. T can also be a pointer to a struct, [Row], map[string]any, or a type that holds one value, when the query
// has one column: All[int].
func All[T any](ctx context.Context, q Querier, query string, args ...any) ([]T, error) {
	c, err := q.start(ctx, query, args, false)
	if err != nil {
		return nil, err
	}
	m, err := newMapper[T](q.handle(), &c)
	if err != nil {
		c.close()
		return nil, inQuery(query, err)
	}
	all := []T{}
	for c.Next() {
		v, err := m.scan()
		if err != nil {
			c.close()
			return nil, inQuery(query, err)
		}
		all = append(all, v)
	}
	if err := c.close(); err != nil {
		return nil, err
	}
	return all, nil
}

// One returns the first row of a query as a T, or [ErrNotFound]. See [All] for what T can be. What the query has
// beyond the first row is not read.
func One[T any](ctx context.Context, q Querier, query string, args ...any) (T, error) {
	var none T
	c, err := q.start(ctx, query, args, false)
	if err != nil {
		return none, err
	}
	m, err := newMapper[T](q.handle(), &c)
	if err != nil {
		c.close()
		return none, inQuery(query, err)
	}
	var v T
	found := c.Next()
	if found {
		v, err = m.scan()
		err = inQuery(query, err)
	}
	if closing := c.close(); err == nil {
		err = closing
	}
	switch {
	case err != nil:
		return none, err
	case !found:
		return none, ErrNotFound
	}
	return v, nil
}

// Val returns the value of a query with one column: the first row's, or [ErrNotFound] when there is none.
//
//	n, err := db.Val[int](ctx, database, "SELECT count(*) FROM notes")
func Val[T any](ctx context.Context, q Querier, query string, args ...any) (T, error) {
	return One[T](ctx, q, query, args...)
}

// Each runs a query when the result is ranged over, and hands out one row after the other as a T, as [All] does. An
// error is the last element. Leaving the loop ends the query and frees its connection.
//
//	for note, err := range db.Each[Note](ctx, database, "SELECT * FROM notes") {
//		if err != nil {
//			return err
//		}
//		…
//	}
//
// The loop's body may use the database, but inside of a transaction not the same tx.
func Each[T any](ctx context.Context, q Querier, query string, args ...any) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		c, err := q.start(ctx, query, args, true)
		if err != nil {
			yield(none, err)
			return
		}
		closed := false
		defer func() {
			if !closed { // the loop was left
				c.close()
			}
		}()
		m, err := newMapper[T](q.handle(), &c)
		if err != nil {
			yield(none, inQuery(query, err))
			return
		}
		for c.next() {
			v, err := m.scan()
			c.pause()
			if err != nil {
				yield(none, inQuery(query, err))
				return
			}
			if !yield(v, nil) {
				return
			}
		}
		closed = true
		if err := c.close(); err != nil {
			yield(none, err)
		}
	}
}

// mapper turns the rows of one query into values of T. It scans into one place, whose fields' addresses are taken
// once, and copies from there.
type mapper[T any] struct {
	c     *cursor
	plan  *plan // nil for Row and map[string]any
	dst   []any
	place reflect.Value // a T, or what T points to
	item  *T
}

func newMapper[T any](d *DB, c *cursor) (*mapper[T], error) {
	m := &mapper[T]{c: c}
	t := reflect.TypeFor[T]()
	if t == rowType || t == mapType {
		return m, nil
	}
	columns := c.Columns()
	if len(columns) == 0 {
		return nil, errNoColumns
	}
	var err error
	if m.plan, err = d.planFor(t, c.query, columns); err != nil {
		return nil, err
	}
	m.dst = make([]any, len(columns))
	m.item = new(T)
	if !m.plan.pointer {
		m.place = reflect.ValueOf(m.item).Elem()
		m.plan.targets(m.dst, m.place)
	}
	return m, nil
}

// scan returns the current row.
func (m *mapper[T]) scan() (T, error) {
	var zero T
	if m.plan == nil {
		return m.untyped()
	}
	switch {
	case m.plan.pointer: // every row has a struct of its own
		m.place = reflect.New(m.plan.elem)
		reflect.ValueOf(m.item).Elem().Set(m.place)
		m.plan.targets(m.dst, m.place.Elem())
	default:
		*m.item = zero
		if m.plan.remake {
			m.plan.targets(m.dst, m.place)
		}
	}
	if err := m.c.Scan(m.dst); err != nil {
		return zero, m.plan.explain(err)
	}
	return *m.item, nil
}

func (m *mapper[T]) untyped() (T, error) {
	var v T
	row := Row{m.c.Columns(), make([]any, len(m.c.Columns()))}
	if err := m.c.Values(row.Values); err != nil {
		return v, err
	}
	switch p := any(&v).(type) {
	case *Row:
		*p = row
	case *map[string]any:
		*p = row.Map()
	}
	return v, nil
}
