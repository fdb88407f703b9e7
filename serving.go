package gourd

import (
	"context"
	"fmt"
)

// servingHook is a function of WhileServing.
type servingHook struct {
	begin func(ctx context.Context) (end func(ctx context.Context) error, err error)
	where string
}

// WhileServing adds something that lives while the application serves: begin runs
// behind the start hooks, and the function that it returns when the application
// stops, behind the stop hooks and before the resources are closed, the last begun
// first. It is Quart's while_serving, with a return where that has its yield:
//
//	app.WhileServing(func(ctx context.Context) (func(context.Context) error, error) {
//		watcher, err := watch(ctx)
//		return watcher.Close, err
//	})
//
// An error of begin ends the start; what was begun before it ends then. end may be
// nil.
func (b *Blueprint) WhileServing(begin func(ctx context.Context) (end func(ctx context.Context) error, err error)) {
	a := b.mustBeApp("WhileServing")
	mustNotBeNil(begin == nil, "the function of WhileServing")
	a.serving = append(a.serving, servingHook{begin, caller()})
}

// served is what a function of WhileServing has begun.
type served struct {
	end   func(ctx context.Context) error
	where string
}

var _ Resource = served{}

func (s served) Open(context.Context) error { return nil }

func (s served) Close(ctx context.Context) error {
	if s.end == nil {
		return nil
	}
	if err := s.end(ctx); err != nil {
		return fmt.Errorf("gourd: the end of what WhileServing began at %s failed: %w", s.where, err)
	}
	return nil
}

// openServing begins what lives while the application serves.
func (a *App) openServing(ctx context.Context) error {
	for _, hook := range a.serving {
		end, err := hook.begin(ctx)
		if err != nil {
			return fmt.Errorf("gourd: the function of WhileServing at %s failed: %w", hook.where, err)
		}
		a.life.opened = append(a.life.opened, served{end, hook.where})
	}
	return nil
}
