package db

import (
	"context"
	"fmt"
	"iter"
	"reflect"
)

// ExecuteMany runs one statement with each of many sets of arguments, prepared once, in one transaction: all are
// stored or none. sets is a slice of [Args], of structs, or of []any for "$1" parameters; or an iter.Seq of these,
// which is read while the statements run and may be longer than the memory. An iter.Seq2 of these and error ends with
// the first error.
//
//	err := database.ExecuteMany(ctx, "INSERT INTO notes (title) VALUES (:title)",
//		[]db.Args{{"title": "milk"}, {"title": "bread"}})
func (d *DB) ExecuteMany(ctx context.Context, query string, sets any) error {
	return executeMany(ctx, d, query, sets)
}

// ExecuteMany does what [DB.ExecuteMany] does, in a nested transaction.
func (tx *Tx) ExecuteMany(ctx context.Context, query string, sets any) error {
	return executeMany(ctx, tx, query, sets)
}

func executeMany(ctx context.Context, q Querier, query string, sets any) error {
	d := q.handle()
	compiled, err := d.compile(query)
	if err != nil {
		return inQuery(query, err)
	}
	if compiled.spread {
		return inQuery(query, fmt.Errorf("ExecuteMany prepares its statement once, so that it cannot have a list (:name...)"))
	}
	elements, err := elementsOf(sets)
	if err != nil {
		return inQuery(query, err)
	}
	return q.Transaction(ctx, func(tx *Tx) error {
		// The tx is known to nobody else, so that no turn is taken: a source of sets which uses the outer transaction
		// gets an error rather than waiting for itself.
		wait := waitingFor(ctx, compiled.brief)
		defer wait.End()
		err := tx.session.conn.ExecMany(ctx, compiled.text, d.bindEach(query, elements))
		return inQuery(query, err)
	})
}

// elementsOf returns the sets one after the other, whatever holds them.
func elementsOf(sets any) (iter.Seq2[any, error], error) {
	v := reflect.ValueOf(sets)
	switch {
	case sets == nil:
	case v.Kind() == reflect.Slice:
		return func(yield func(any, error) bool) {
			for i := range v.Len() {
				if !yield(v.Index(i).Interface(), nil) {
					return
				}
			}
		}, nil
	case v.Kind() == reflect.Func && v.Type().CanSeq():
		return func(yield func(any, error) bool) {
			v.Seq()(func(e reflect.Value) bool { return yield(e.Interface(), nil) })
		}, nil
	case v.Kind() == reflect.Func && v.Type().CanSeq2() && v.Type().In(0).In(1) == reflect.TypeFor[error]():
		return func(yield func(any, error) bool) {
			v.Seq2()(func(e, failure reflect.Value) bool {
				err, _ := failure.Interface().(error)
				return yield(e.Interface(), err)
			})
		}, nil
	}
	return nil, fmt.Errorf("ExecuteMany takes a slice or an iter.Seq of db.Args, structs or []any, not a %T", sets)
}

// bindEach makes the arguments of each set.
func (d *DB) bindEach(query string, sets iter.Seq2[any, error]) iter.Seq2[[]any, error] {
	return func(yield func([]any, error) bool) {
		for set, err := range sets {
			if err != nil {
				yield(nil, err)
				return
			}
			args := []any{set}
			if list, ok := set.([]any); ok {
				args = list
			}
			s, err := d.bind(query, args)
			if !yield(s.Args, err) || err != nil {
				return
			}
		}
	}
}
