package async_test

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/gourd-go/gourd/async"
)

func TestGatherKeepsTheOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begin := time.Now()
		got, err := async.Gather(t.Context(), sleeps(3*time.Second, 1), sleeps(time.Second, 2), sleeps(2*time.Second, 3))
		if diff := cmp.Diff([]int{1, 2, 3}, got); diff != "" || err != nil {
			t.Errorf("error %v, results (-want +got):\n%s", err, diff)
		}
		if d := time.Since(begin); d != 3*time.Second {
			t.Errorf("took %v", d)
		}
	})
}

func TestGatherOfUnlikeTypes(t *testing.T) {
	a, b, err := async.Gather2(t.Context(), value(1), value("x"))
	if a != 1 || b != "x" || err != nil {
		t.Errorf("got %v %v %v", a, b, err)
	}
	a, b, c, err := async.Gather3(t.Context(), value(1), value("x"), value(2.5))
	if a != 1 || b != "x" || c != 2.5 || err != nil {
		t.Errorf("got %v %v %v %v", a, b, c, err)
	}
	a, b, err = async.Gather2(t.Context(), value(1), func(context.Context) (string, error) { return "x", errBoom })
	if a != 0 || b != "" || err != errBoom {
		t.Errorf("got %v %v %v", a, b, err)
	}
	a, b, c, err = async.Gather3(t.Context(), value(1), value("x"), func(context.Context) (float64, error) { return 1, errBoom })
	if a != 0 || b != "" || c != 0 || err != errBoom {
		t.Errorf("got %v %v %v %v", a, b, c, err)
	}
}

// together are the functions that run others beside each other, brought to one
// signature.
var together = map[string]func(context.Context, ...func(context.Context) (int, error)) error{
	"Gather": func(ctx context.Context, fs ...func(context.Context) (int, error)) error {
		got, err := async.Gather(ctx, fs...)
		if err != nil && got != nil {
			return errors.New("results beside an error")
		}
		return err
	},
	"Gather2": func(ctx context.Context, fs ...func(context.Context) (int, error)) error {
		_, _, err := async.Gather2(ctx, fs[0], fs[1])
		return err
	},
	"Gather3": func(ctx context.Context, fs ...func(context.Context) (int, error)) error {
		_, _, _, err := async.Gather3(ctx, fs[0], fs[1], value(1))
		return err
	},
	"Map": func(ctx context.Context, fs ...func(context.Context) (int, error)) error {
		_, err := async.Map(ctx, 2, fs, func(ctx context.Context, f func(context.Context) (int, error)) (int, error) { return f(ctx) })
		return err
	},
}

func TestTogetherFailure(t *testing.T) {
	for name, run := range together {
		t.Run(name, func(t *testing.T) {
			for _, tt := range []struct {
				name string
				f    func(context.Context) (int, error)
				want error
			}{
				{"error", fails(errBoom), errBoom},
				{"Goexit", func(context.Context) (int, error) { runtime.Goexit(); return 0, nil }, async.ErrGoexit},
				{"cancels its own scope", func(ctx context.Context) (int, error) {
					async.ScopeOf(ctx).Cancel(nil)
					return 0, ctx.Err()
				}, context.Canceled},
			} {
				t.Run(tt.name, func(t *testing.T) {
					synctest.Test(t, func(t *testing.T) {
						ended := 0
						wantErr(t, run(t.Context(), waits(&ended), tt.f), tt.want)
						if ended != 1 {
							t.Error("the other function has not ended")
						}
					})
				})
			}
		})
	}
}

func TestTogetherPanic(t *testing.T) {
	for name, run := range together {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ended := 0
				p := caught(t, func() { run(t.Context(), waits(&ended), panics(errBoom)) })
				if p.Value != errBoom || ended != 1 {
					t.Errorf("panic is %v, %d ended", p.Value, ended)
				}
				if !strings.Contains(p.Spawned, "gather_test.go") {
					t.Errorf("spawned at %q", p.Spawned)
				}
			})
		})
	}
}

func TestTogetherWithAContextThatEnds(t *testing.T) {
	for name, run := range together {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithTimeoutCause(t.Context(), time.Second, errBoom)
				defer cancel()
				ended := 0
				wantErr(t, run(ctx, waits(&ended), sleeps(time.Hour, 1)), errBoom)
				if ended != 1 {
					t.Error("a function has not ended")
				}
			})
		})
	}
}

func TestTogetherWithNothing(t *testing.T) {
	if got, err := async.Gather[int](t.Context()); got == nil || len(got) != 0 || err != nil {
		t.Errorf("Gather: %v, %v", got, err)
	}
	if got, err := async.Map(t.Context(), 1, nil, func(context.Context, int) (int, error) { return 0, nil }); got == nil || len(got) != 0 || err != nil {
		t.Errorf("Map: %v, %v", got, err)
	}
	_, err := async.Race[int](t.Context())
	wantText(t, err, "async: Race without functions")
}

func TestMapIsBoundedAndKeepsTheOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var running, most atomic.Int32
		items := slices.Repeat([]int{3, 1, 2}, 4)
		begin := time.Now()
		got, err := async.Map(t.Context(), 3, items, func(ctx context.Context, item int) (int, error) {
			atLeast(&most, running.Add(1))
			defer running.Add(-1)
			return item * 10, async.Sleep(ctx, time.Second)
		})
		if diff := cmp.Diff(slices.Repeat([]int{30, 10, 20}, 4), got); diff != "" || err != nil {
			t.Errorf("error %v, results (-want +got):\n%s", err, diff)
		}
		if d := time.Since(begin); d != 4*time.Second || most.Load() != 3 {
			t.Errorf("took %v with %d at the same time", d, most.Load())
		}
	})
}

func TestMapStartsNothingAfterAnError(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		calls := 0
		_, err := async.Map(t.Context(), 1, []int{1, 2, 3, 4}, func(ctx context.Context, item int) (int, error) {
			calls++
			if item == 2 {
				return 0, errBoom
			}
			return 0, nil
		})
		if err != errBoom || calls != 2 {
			t.Errorf("error %v after %d calls", err, calls)
		}
		ctx, cancel := context.WithCancel(t.Context())
		_, err = async.Map(ctx, 1, []int{1, 2, 3, 4}, func(context.Context, int) (int, error) {
			calls++
			cancel()
			return 0, nil
		})
		if err != context.Canceled || calls != 3 {
			t.Errorf("error %v after %d more calls", err, calls-2)
		}
	})
}

func TestMapWithAWrongLimit(t *testing.T) {
	for _, limit := range []int{0, -3} {
		_, err := async.Map(t.Context(), limit, []int{1}, func(context.Context, int) (int, error) { return 0, nil })
		wantText(t, err, "async: Map with limit", "expected at least 1")
	}
}

func TestRaceTakesTheFirstSuccess(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, l := logged(t)
		begin, ended := time.Now(), 0
		got, err := async.Race(ctx, fails(errBoom), waits(&ended), sleeps(2*time.Second, 2), sleeps(time.Second, 1),
			func(ctx context.Context) (int, error) { // a loser that takes its time, and succeeds
				<-ctx.Done()
				time.Sleep(time.Second)
				return 5, nil
			})
		if got != 1 || err != nil || ended != 1 {
			t.Errorf("got %d, %v, %d ended", got, err, ended)
		}
		if d := time.Since(begin); d != 2*time.Second {
			t.Errorf("returned after %v, before the losers had ended", d)
		}
		l.wants(t)
	})
}

func TestRaceThatAllLose(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, l := logged(t)
		errOther := errors.New("other")
		_, err := async.Race(ctx, func(ctx context.Context) (int, error) { async.Sleep(ctx, 1); return 1, errBoom }, fails(errOther))
		if err == nil || err.Error() != "boom\nother" {
			t.Errorf("error is %q", err)
		}
		l.wants(t)
		ctx, cancel := context.WithTimeout(ctx, time.Second)
		defer cancel()
		_, err = async.Race(ctx, sleeps(time.Hour, 1))
		wantErr(t, err, context.DeadlineExceeded)
	})
}

func TestRacePanic(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ended := 0
		p := caught(t, func() { async.Race(t.Context(), waits(&ended), panics("p")) })
		if p.Value != "p" || ended != 1 {
			t.Errorf("panic is %v, %d ended", p.Value, ended)
		}
		p = caught(t, func() { // of a loser
			async.Race(t.Context(), value(1), func(ctx context.Context) (int, error) { <-ctx.Done(); panic("late") })
		})
		if p.Value != "late" {
			t.Errorf("panic is %v", p.Value)
		}
	})
}
