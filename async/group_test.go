package async_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gourd-go/gourd/async"
)

// logged returns a context whose groups log into the result.
func logged(t *testing.T) (context.Context, *log) {
	t.Helper()
	s, l := open(t, async.ScopeOptions{})
	return s.Context(), l
}

func TestGroupReturnsWhenAllHaveEnded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, l := logged(t)
		begin := time.Now()
		var kept *async.Scope
		err := async.Group(ctx, func(g *async.Scope) error {
			kept = g
			async.Go(g, sleeps(time.Second, 1))
			async.Go(g, func(ctx context.Context) (int, error) { // starts another one late
				async.Sleep(ctx, 2*time.Second)
				async.Go(g, sleeps(3*time.Second, 1))
				return 0, nil
			})
			return nil
		})
		if got := time.Since(begin); err != nil || got != 5*time.Second {
			t.Errorf("took %v, error %v", got, err)
		}
		if _, err := async.Go(kept, value(1)).Await(ctx); !errors.Is(err, async.ErrClosed) || kept.Context().Err() == nil {
			t.Errorf("the scope is open after its group: %v", err)
		}
		l.wants(t)
	})
}

func TestGroupErrors(t *testing.T) {
	errOther := errors.New("other")
	deaf := func(err error) func(context.Context) (int, error) { // ends after its cancellation, with an error of its own
		return func(ctx context.Context) (int, error) { <-ctx.Done(); time.Sleep(time.Nanosecond); return 0, err }
	}
	for name, tt := range map[string]struct {
		f    func(g *async.Scope, ended *int) error
		want []error // all of them, or none: nil
		logs []string
	}{
		"nothing": {f: func(*async.Scope, *int) error { return nil }},
		"a task's error cancels the others": {
			f: func(g *async.Scope, ended *int) error {
				async.Go(g, waits(ended))
				async.Go(g, fails(errBoom))
				return nil
			},
			want: []error{errBoom},
		},
		"the function's error cancels the tasks": {
			f: func(g *async.Scope, ended *int) error {
				async.Go(g, waits(ended))
				return errBoom
			},
			want: []error{errBoom},
		},
		"a task's error ends the function, which returns it": {
			f: func(g *async.Scope, ended *int) error {
				async.Go(g, waits(ended))
				async.Go(g, fails(errBoom))
				return fmt.Errorf("sleep: %w", async.Sleep(g.Context(), time.Hour))
			},
			want: []error{errBoom},
		},
		"an awaited error fails the group": {
			f: func(g *async.Scope, ended *int) error {
				async.Go(g, waits(ended))
				async.Go(g, fails(errBoom)).Await(g.Context())
				return nil
			},
			want: []error{errBoom},
		},
		"the function's own error after a task's": {
			f: func(g *async.Scope, ended *int) error {
				async.Go(g, waits(ended))
				async.Go(g, fails(errBoom)).Await(g.Context())
				return errOther
			},
			want: []error{errBoom, errOther},
		},
		"a second task's error is logged": {
			f: func(g *async.Scope, ended *int) error {
				async.Go(g, waits(ended))
				async.Go(g, deaf(errOther))
				async.Go(g, fails(errBoom))
				return nil
			},
			want: []error{errBoom},
			logs: []string{"error=other"},
		},
		"a task's error after the function's is logged": {
			f: func(g *async.Scope, ended *int) error {
				async.Go(g, waits(ended))
				async.Go(g, deaf(errOther))
				return errBoom
			},
			want: []error{errBoom},
			logs: []string{"error=other"},
		},
		"a task cancelled alone": {
			f: func(g *async.Scope, ended *int) error {
				async.Go(g, waits(ended)).Cancel()
				_, err := async.Go(g, sleeps(time.Second, 1)).Await(g.Context())
				return err
			},
		},
		"cancelled by its function without a cause": {
			f: func(g *async.Scope, ended *int) error {
				async.Go(g, waits(ended))
				g.Cancel(nil)
				return g.Context().Err()
			},
		},
		"cancelled by its function with a cause": {
			f: func(g *async.Scope, ended *int) error {
				async.Go(g, waits(ended))
				g.Cancel(errBoom)
				return nil
			},
			want: []error{errBoom},
		},
		"closed by its function": {
			f: func(g *async.Scope, ended *int) error {
				async.Go(g, waits(ended))
				return g.Close(context.Background())
			},
		},
		"closed by its function after an error": {
			f: func(g *async.Scope, ended *int) error {
				async.Go(g, waits(ended))
				<-async.Go(g, fails(errBoom)).Done()
				return g.Close(context.Background())
			},
			want: []error{errBoom},
		},
		"a close in its function that gives up": {
			f: func(g *async.Scope, ended *int) error {
				async.Go(g, waits(ended))
				async.Go(g, deaf(errOther)) // sleeps after its cancellation
				<-async.Go(g, fails(errBoom)).Done()
				ctx, cancel := context.WithCancel(context.Background())
				cancel()
				if err := g.Close(ctx); err != nil && !errors.Is(err, context.Canceled) {
					return err
				}
				return nil
			},
			want: []error{errBoom},
			logs: []string{"error=other"},
		},
		"a task's Goexit": {
			f: func(g *async.Scope, ended *int) error {
				async.Go(g, waits(ended))
				async.Go(g, func(context.Context) (int, error) { runtime.Goexit(); return 0, nil })
				return nil
			},
			want: []error{async.ErrGoexit},
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, l := logged(t)
				ended := 0
				err := async.Group(ctx, func(g *async.Scope) error { return tt.f(g, &ended) })
				if (err == nil) != (len(tt.want) == 0) {
					t.Errorf("error is %v, want %v", err, tt.want)
				}
				for _, want := range tt.want {
					wantErr(t, err, want)
				}
				if name != "nothing" && ended != 1 {
					t.Error("the waiting task has not ended")
				}
				l.wants(t, tt.logs...)
			})
		})
	}
}

func TestGroupWhoseParentEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		ended := 0
		err := async.Group(ctx, func(g *async.Scope) error {
			async.Go(g, waits(&ended))
			return nil
		})
		wantErr(t, err, context.DeadlineExceeded)
		if ended != 1 {
			t.Error("the task has not ended")
		}
	})
}

func TestGroupPanics(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, l := logged(t)
		ended := 0
		p := caught(t, func() {
			async.Group(ctx, func(g *async.Scope) error {
				async.Go(g, waits(&ended))
				async.Go(g, func(ctx context.Context) (int, error) {
					defer func() { panic("second") }()
					<-ctx.Done()
					return 0, nil
				})
				async.Go(g, func(ctx context.Context) (int, error) {
					async.Sleep(ctx, time.Second)
					panic("first")
				})
				return nil
			})
		})
		if p.Value != "first" || ended != 1 {
			t.Errorf("panic is %v, %d ended", p.Value, ended)
		}
		l.wants(t, "panic=second")
	})
}

func TestGroupPanicWinsOverAnError(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, l := logged(t)
		p := caught(t, func() {
			async.Group(ctx, func(g *async.Scope) error {
				async.Go(g, func(ctx context.Context) (int, error) { <-ctx.Done(); panic("late") })
				async.Go(g, fails(errBoom))
				return nil
			})
		})
		if p.Value != "late" {
			t.Errorf("panic is %v", p.Value)
		}
		l.wants(t, "error=boom")
	})
}

func TestGroupWhoseFunctionPanics(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, l := logged(t)
		ended := 0
		defer func() {
			if v := recover(); v != "own" || ended != 1 {
				t.Errorf("panic is %v, %d ended", v, ended)
			}
			l.wants(t, "error=boom") // it has no other way out
		}()
		async.Group(ctx, func(g *async.Scope) error {
			async.Go(g, waits(&ended))
			<-async.Go(g, fails(errBoom)).Done()
			panic("own")
		})
	})
}

func TestGroupWhoseFunctionCallsGoexit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ended := 0
		go func() {
			async.Group(t.Context(), func(g *async.Scope) error {
				async.Go(g, waits(&ended))
				runtime.Goexit()
				return nil
			})
			t.Error("Goexit has returned")
		}()
		synctest.Wait()
		if ended != 1 {
			t.Error("the task has not ended")
		}
	})
}

func TestGroupWithManyFailures(t *testing.T) {
	ctx, l := logged(t)
	err := async.Group(ctx, func(g *async.Scope) error {
		var tasks []*async.Task[int]
		for i := range 300 {
			tasks = append(tasks, async.Go(g, fails(fmt.Errorf("error %d.", i))))
		}
		for _, task := range tasks {
			task.Await(context.Background())
		}
		return nil
	})
	wantText(t, err, "error ")
	l.wants(t)
}
