package async

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"sync/atomic"
)

// Gather runs the functions beside each other and returns their results in
// order. The first error cancels the others and is returned, without results.
// Gather returns when all functions have ended. A panic of one of them is
// raised again as a [*Panic]. Without functions it returns an empty slice.
func Gather[T any](ctx context.Context, funcs ...func(context.Context) (T, error)) ([]T, error) {
	check("Gather", funcs)
	tasks := make([]*Task[T], len(funcs))
	spawned := caller()
	err := (&group{all: true}).run(ctx, "gather", func(s *Scope) error {
		for i, f := range funcs {
			tasks[i] = start(s, "", spawned, f)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	results := make([]T, len(tasks))
	for i, t := range tasks {
		results[i] = t.value
	}
	return results, nil
}

// Gather2 is [Gather] for two functions with results of different types.
func Gather2[A, B any](ctx context.Context, fa func(context.Context) (A, error), fb func(context.Context) (B, error)) (A, B, error) {
	var a *Task[A]
	var b *Task[B]
	spawned := caller()
	err := (&group{all: true}).run(ctx, "gather", func(s *Scope) error {
		a, b = start(s, "", spawned, fa), start(s, "", spawned, fb)
		return nil
	})
	if err != nil {
		return *new(A), *new(B), err
	}
	return a.value, b.value, nil
}

// Gather3 is [Gather] for three functions with results of different types.
func Gather3[A, B, C any](ctx context.Context, fa func(context.Context) (A, error), fb func(context.Context) (B, error), fc func(context.Context) (C, error)) (A, B, C, error) {
	var a *Task[A]
	var b *Task[B]
	var c *Task[C]
	spawned := caller()
	err := (&group{all: true}).run(ctx, "gather", func(s *Scope) error {
		a, b, c = start(s, "", spawned, fa), start(s, "", spawned, fb), start(s, "", spawned, fc)
		return nil
	})
	if err != nil {
		return *new(A), *new(B), *new(C), err
	}
	return a.value, b.value, c.value, nil
}

// Map calls f with each item, at most limit at the same time, and returns the
// results in the order of the items. The first error cancels what runs, starts
// nothing more, and is returned, without results. Map returns when all calls
// have ended. A limit below 1 is an error. For an iterator, see
// [slices.Collect].
func Map[T, R any](ctx context.Context, limit int, items []T, f func(context.Context, T) (R, error)) ([]R, error) {
	if f == nil {
		panic("async: Map was called with a nil function; give it a function to run")
	}
	if limit < 1 {
		return nil, fmt.Errorf("async: Map with limit %d: expected at least 1", limit)
	}
	results := make([]R, len(items))
	var taken atomic.Int64
	worker := func(ctx context.Context) (none struct{}, err error) {
		for {
			i := int(taken.Add(1)) - 1
			if i >= len(items) {
				return none, nil
			}
			if ctx.Err() != nil {
				return none, context.Cause(ctx)
			}
			if results[i], err = f(ctx, items[i]); err != nil {
				return none, err
			}
		}
	}
	spawned, entry := caller(), reflect.ValueOf(f).Pointer()
	err := (&group{all: true}).run(ctx, "map", func(s *Scope) error {
		for range min(limit, len(items)) {
			launch(s, "", entry, spawned, worker)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return results, nil
}

// Race runs the functions beside each other and returns the result of the first
// that succeeds. The others are cancelled, and have ended when Race returns. If
// all fail, the error is all their errors, joined in order. A panic of one of
// them is raised again as a [*Panic], even after a success. Without functions
// Race returns an error.
func Race[T any](ctx context.Context, funcs ...func(context.Context) (T, error)) (T, error) {
	check("Race", funcs)
	var none T
	if len(funcs) == 0 {
		return none, errors.New("async: Race without functions: expected at least 1")
	}
	tasks := make([]*Task[T], len(funcs))
	spawned := caller()
	g := &group{race: true}
	g.run(ctx, "race", func(s *Scope) error { // the errors of a race are its tasks'
		for i, f := range funcs {
			tasks[i] = start(s, "", spawned, f)
		}
		return nil
	})
	errs := make([]error, len(tasks))
	for i, t := range tasks {
		if g.winner == &t.task {
			return t.value, nil
		}
		errs[i] = t.err
	}
	return none, errors.Join(errs...)
}

// check panics when one of the functions is nil, before any of them has run.
func check[T any](name string, funcs []func(context.Context) (T, error)) {
	for i, f := range funcs {
		if f == nil {
			panic(fmt.Sprintf("async: %s was called with a nil function as number %d of %d; give it functions to run", name, i+1, len(funcs)))
		}
	}
}
