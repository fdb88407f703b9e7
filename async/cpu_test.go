package async_test

import (
	"context"
	"runtime"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/gourd-go/gourd/async"
)

// procs sets GOMAXPROCS for a test.
func procs(t *testing.T, n int) {
	t.Helper()
	former := runtime.GOMAXPROCS(n)
	t.Cleanup(func() { runtime.GOMAXPROCS(former) })
}

func TestCPUIsBounded(t *testing.T) {
	for n, want := range map[int]int32{1: 1, 2: 1, 4: 3} {
		procs(t, n)
		synctest.Test(t, func(t *testing.T) {
			var running, most atomic.Int32
			_, err := async.Map(t.Context(), 20, make([]int, 20), func(ctx context.Context, _ int) (int, error) {
				return async.CPU(ctx, func(context.Context) (int, error) {
					atLeast(&most, running.Add(1))
					defer running.Add(-1)
					time.Sleep(time.Second)
					return 0, nil
				})
			})
			if most.Load() != want || err != nil {
				t.Errorf("GOMAXPROCS %d: %d at the same time, want %d; error %v", n, most.Load(), want, err)
			}
		})
	}
}

func TestCPUIsFirstComeFirstServed(t *testing.T) {
	procs(t, 2)
	synctest.Test(t, func(t *testing.T) {
		s, _ := open(t, async.ScopeOptions{})
		var order, want []int
		for i := range 20 {
			async.Go(s, func(ctx context.Context) (int, error) {
				return async.CPU(ctx, func(context.Context) (int, error) {
					time.Sleep(time.Second)
					order = append(order, i)
					return 0, nil
				})
			})
			want = append(want, i)
			synctest.Wait() // it is in the queue
		}
		s.Wait(t.Context())
		if diff := cmp.Diff(want, order); diff != "" {
			t.Errorf("order (-want +got):\n%s", diff)
		}
	})
}

func TestCPUWaitEndsWithItsContext(t *testing.T) {
	procs(t, 2)
	synctest.Test(t, func(t *testing.T) {
		s, _ := open(t, async.ScopeOptions{})
		var order []string
		burn := func(name string, d time.Duration) func(context.Context) (int, error) {
			return func(ctx context.Context) (int, error) {
				return async.CPU(ctx, func(context.Context) (int, error) {
					time.Sleep(d)
					order = append(order, name)
					return 0, nil
				})
			}
		}
		for _, name := range []string{"first", "gone", "next", "gone too"} {
			task := async.GoNamed(s, name, burn(name, time.Hour))
			synctest.Wait()
			if name == "gone" || name == "gone too" {
				defer func() {
					_, err := task.Await(t.Context())
					wantErr(t, err, context.Canceled)
				}()
				time.Sleep(time.Minute)
				if info := task.Info(); info.Wait.Kind != "cpu" {
					t.Errorf("waits for %+v", info.Wait)
				}
				task.Cancel()
				synctest.Wait()
			}
		}
		s.Wait(t.Context())
		if diff := cmp.Diff([]string{"first", "next"}, order); diff != "" {
			t.Errorf("order (-want +got):\n%s", diff)
		}
		ctx, cancel := context.WithCancelCause(t.Context())
		cancel(errBoom)
		_, err := async.CPU(ctx, burn("never", 0))
		wantErr(t, err, errBoom)
		if _, err := async.CPU(t.Context(), value(1)); err != nil {
			t.Errorf("a slot was lost: %v", err)
		}
	})
}

func TestCPUInCPU(t *testing.T) {
	procs(t, 2) // one slot
	for name, f := range map[string]func(context.Context) (int, error){
		"directly": func(ctx context.Context) (int, error) { return async.CPU(ctx, value(3)) },
		"through Timeout": func(ctx context.Context) (int, error) {
			return async.Timeout(ctx, time.Hour, func(ctx context.Context) (int, error) { return async.CPU(ctx, value(3)) })
		},
		"in tasks that it gathers": func(ctx context.Context) (int, error) {
			inner := func(ctx context.Context) (int, error) { return async.CPU(ctx, sleeps(time.Second, 1)) }
			a, b, c, err := async.Gather3(ctx, inner, inner, inner)
			return a + b + c, err
		},
		"in a task that it awaits": func(ctx context.Context) (int, error) {
			task := async.Go(async.ScopeOf(ctx), func(ctx context.Context) (int, error) { return async.CPU(ctx, value(3)) })
			return task.Await(ctx)
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s, _ := open(t, async.ScopeOptions{})
				for range 2 { // the slot is there again
					if v, err := async.CPU(s.Context(), f); v != 3 || err != nil {
						t.Errorf("got %d, %v", v, err)
					}
				}
			})
		})
	}
}

func TestCPUTasksHoldNoSlotOfTheirOwner(t *testing.T) {
	procs(t, 2)
	synctest.Test(t, func(t *testing.T) {
		var running, most atomic.Int32
		burn := func(ctx context.Context) (int, error) {
			return async.CPU(ctx, func(context.Context) (int, error) {
				atLeast(&most, running.Add(1))
				defer running.Add(-1)
				time.Sleep(time.Second)
				return 0, nil
			})
		}
		begin := time.Now()
		async.CPU(t.Context(), func(ctx context.Context) (int, error) {
			_, err := async.Gather(ctx, burn, burn, burn)
			return 0, err
		})
		if d := time.Since(begin); d != 3*time.Second || most.Load() != 1 {
			t.Errorf("took %v with %d at the same time; there is one slot", d, most.Load())
		}
	})
}

func TestCPUSlotEndsWithItsFunction(t *testing.T) {
	procs(t, 2)
	synctest.Test(t, func(t *testing.T) {
		var kept context.Context
		async.CPU(t.Context(), func(ctx context.Context) (int, error) { kept = ctx; return 0, nil })
		s, _ := open(t, async.ScopeOptions{})
		holder := async.Go(s, func(ctx context.Context) (int, error) { return async.CPU(ctx, sleeps(time.Second, 1)) })
		synctest.Wait()
		begin := time.Now()
		async.CPU(kept, value(1))
		if time.Since(begin) != time.Second {
			t.Error("ran on a slot that had been given back")
		}
		if _, err := holder.Await(kept); err != nil {
			t.Error(err)
		}
	})
}

func TestCPUPanicGivesTheSlotBack(t *testing.T) {
	procs(t, 2)
	for range 2 {
		func() {
			defer func() {
				if recover() != "p" {
					t.Error("the panic is lost")
				}
			}()
			async.CPU(t.Context(), panics("p"))
		}()
	}
}
