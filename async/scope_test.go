package async_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gourd-go/gourd/async"
)

func TestWaitDrainsAndCancelsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, _ := open(t, async.ScopeOptions{})
		if err := s.Wait(t.Context()); err != nil {
			t.Errorf("without tasks: %v", err)
		}
		begin := time.Now()
		var task *async.Task[int]
		async.Go(s, func(ctx context.Context) (int, error) { // starts another while it is waited for
			async.Sleep(ctx, time.Second)
			task = async.Go(s, sleeps(time.Second, 4))
			return 0, nil
		})
		if err := s.Wait(t.Context()); err != nil {
			t.Error(err)
		}
		if got := time.Since(begin); got != 2*time.Second {
			t.Errorf("waited %v", got)
		}
		if v, err := task.Await(t.Context()); v != 4 || err != nil {
			t.Errorf("got %d, %v", v, err)
		}
	})
}

func TestWaitWithAContextThatEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, _ := open(t, async.ScopeOptions{})
		task := async.Go(s, sleeps(time.Hour, 4))
		ctx, cancel := context.WithTimeoutCause(t.Context(), time.Second, errBoom)
		defer cancel()
		wantErr(t, s.Wait(ctx), errBoom)
		if v, err := task.Await(t.Context()); v != 4 || err != nil {
			t.Errorf("the task got %d, %v; it must live on", v, err)
		}
		wantErr(t, s.Wait(ctx), nil)
	})
}

func TestCloseCancelsAndJoins(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, l := open(t, async.ScopeOptions{})
		ended := 0
		task := async.Go(s, waits(&ended))
		wantErr(t, s.Close(t.Context()), nil)
		if ended != 1 || s.Live() != 0 {
			t.Errorf("%d ended, %d live", ended, s.Live())
		}
		_, err := task.Await(t.Context())
		wantErr(t, err, async.ErrClosed)
		wantErr(t, err, context.Canceled)
		wantErr(t, s.Context().Err(), context.Canceled)
		wantErr(t, s.Close(t.Context()), nil) // again
		l.wants(t)
	})
}

func TestGoOnAClosedScope(t *testing.T) {
	s, l := open(t, async.ScopeOptions{})
	s.Close(t.Context())
	task := async.Go(s, func(context.Context) (int, error) { t.Error("the function ran"); return 0, nil })
	<-task.Done()
	_, err := task.Await(t.Context())
	wantErr(t, err, async.ErrClosed)
	s.Close(t.Context())
	l.wants(t)
}

func TestTaskThatStartsTasksWhileClosing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, _ := open(t, async.ScopeOptions{})
		async.Go(s, func(ctx context.Context) (int, error) {
			<-ctx.Done()
			_, err := async.Go(s, value(1)).Await(context.WithoutCancel(ctx))
			wantErr(t, err, async.ErrClosed)
			return 0, nil
		})
		wantErr(t, s.Close(t.Context()), nil)
	})
}

func TestCloseFromTwoGoroutines(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, l := open(t, async.ScopeOptions{})
		async.Go(s, func(ctx context.Context) (int, error) {
			<-ctx.Done()
			time.Sleep(time.Second)
			return 0, errBoom
		})
		var wg sync.WaitGroup
		for range 2 {
			wg.Go(func() {
				wantErr(t, s.Close(t.Context()), nil)
				if s.Live() != 0 {
					t.Error("a close returned before the task's end")
				}
			})
		}
		wg.Wait()
		l.wants(t, "boom") // once
	})
}

func TestCloseGivesUpWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, l := open(t, async.ScopeOptions{Name: "app", Patience: -1})
		free := make(chan struct{})
		async.GoNamed(s, "deaf", func(ctx context.Context) (int, error) {
			defer async.Waiting(ctx, "query", "SELECT 1").End()
			<-free
			return 0, errBoom
		})
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		err := s.Close(ctx)
		wantErr(t, err, context.DeadlineExceeded)
		wantText(t, err, `scope "app" is closed, but these tasks still run: `, "deaf (waits for query SELECT 1)")
		if s.Live() != 1 {
			t.Errorf("%d live", s.Live())
		}
		wantErr(t, s.Close(ctx), context.DeadlineExceeded) // again
		l.wants(t)
		close(free)
		synctest.Wait()
		l.wants(t, "boom") // the last task does what remains
		wantErr(t, s.Close(ctx), nil)
		l.wants(t, "boom")
	})
}

func TestCloseNamesManyTasks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, _ := open(t, async.ScopeOptions{Patience: -1})
		free := make(chan struct{})
		for range 12 {
			async.GoNamed(s, "deaf", func(context.Context) (int, error) { <-free; return 0, nil })
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		wantText(t, s.Close(ctx), "still run: deaf, deaf,", "deaf, and 2 more")
		close(free)
	})
}

func TestParentEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		parent, cancel := context.WithCancelCause(t.Context())
		l := new(log)
		s := async.NewScope(parent, async.ScopeOptions{Logger: l.logger()})
		task := async.Go(s, sleeps(time.Hour, 1))
		synctest.Wait()
		cancel(errBoom)
		_, err := task.Await(t.Context())
		wantErr(t, err, errBoom)
		async.Go(s, sleeps(time.Hour, 1)) // the scope is open still; nobody awaits this
		wantErr(t, s.Close(t.Context()), nil)
		l.wants(t)
	})
}

func TestTaskThatClosesItsOwnScope(t *testing.T) {
	for name, end := range map[string]struct {
		call func(context.Context, *async.Scope) error
		want string
	}{
		"Close": {func(ctx context.Context, s *async.Scope) error { return s.Close(ctx) }, `task "t" closes its own scope "s"`},
		"Wait":  {func(ctx context.Context, s *async.Scope) error { return s.Wait(ctx) }, `task "t" waits for its own scope "s"`},
		"Close in a group of the task": {func(ctx context.Context, s *async.Scope) error {
			return async.Group(ctx, func(g *async.Scope) error {
				_, err := async.Go(g, func(ctx context.Context) (int, error) { return 0, s.Close(ctx) }).Await(ctx)
				return err
			})
		}, `task "t" closes its own scope "s"`},
		"Close with a foreign context": {func(_ context.Context, s *async.Scope) error {
			return s.Close(context.Background())
		}, `task "t" waits for its own scope "s"`},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s, _ := open(t, async.ScopeOptions{Name: "s"})
				task := async.GoNamed(s, "t", func(ctx context.Context) (int, error) { return 0, end.call(ctx, s) })
				_, err := task.Await(t.Context())
				wantText(t, err, end.want)
			})
		})
	}
}

func TestUnawaitedErrorsAreLoggedOnceAtTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, l := open(t, async.ScopeOptions{Name: "req"})
		for _, f := range []func(context.Context) (int, error){
			value(1), fails(errBoom), sleeps(time.Hour, 1), // the last ends by the close
			func(ctx context.Context) (int, error) {
				<-ctx.Done()
				return 0, fmt.Errorf("read: %w", context.Canceled)
			},
		} {
			async.Go(s, f)
		}
		awaited := async.Go(s, fails(errors.New("awaited")))
		synctest.Wait()
		l.wants(t)
		awaited.Await(t.Context())
		s.Close(t.Context())
		s.Close(t.Context())
		l.wants(t, `level=ERROR msg="async: a task that nobody awaited failed" scope=req task=async_test.`)
		l.wants(t, "error=boom")
		l.wants(t, "scope_test.go:")
	})
}

func TestAwaitInProgressCountsAsAwaited(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, l := open(t, async.ScopeOptions{})
		task := async.Go(s, func(ctx context.Context) (int, error) {
			<-ctx.Done()
			return 0, errBoom
		})
		done := make(chan error)
		go func() {
			_, err := task.Await(t.Context())
			done <- err
		}()
		synctest.Wait()
		s.Close(t.Context()) // may log before the awaiter wakes
		wantErr(t, <-done, errBoom)
		l.wants(t)
	})
}

func TestUnawaitedPanicsAreLoggedAndReturned(t *testing.T) {
	s, l := open(t, async.ScopeOptions{})
	<-async.Go(s, panics("one")).Done()
	<-async.Go(s, panics("two")).Done()
	err := s.Close(t.Context())
	wantText(t, err, "one", "two")
	if p, ok := errors.AsType[*async.Panic](err); !ok || p.Value != "one" {
		t.Errorf("the error is not a *Panic: %v", err)
	}
	l.wants(t, "panic=one", "panic=two")
	l.wants(t, "async_test.panics", "async_test.panics") // the stacks
	wantErr(t, s.Close(t.Context()), nil)
}

func TestLongLivedScopeKeepsFewFailures(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, l := open(t, async.ScopeOptions{})
		var tasks []*async.Task[int]
		for i := range 66 {
			tasks = append(tasks, async.Go(s, fails(fmt.Errorf("error %d.", i))))
			synctest.Wait()
		}
		l.wants(t, "error 0.", "error 1.")
		for i, task := range tasks { // all can be awaited still
			_, err := task.Await(t.Context())
			wantText(t, err, fmt.Sprintf("error %d.", i))
		}
		s.Close(t.Context())
		l.wants(t, "error 0.", "error 1.")
	})
}

func TestTaskThatIgnoresItsCancellationIsNamedWithItsStack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, l := open(t, async.ScopeOptions{Name: "req", Patience: 3 * time.Second})
		free := make(chan struct{})
		async.GoNamed(s, "deaf", func(ctx context.Context) (int, error) { return deaf(ctx, free) })
		async.GoNamed(s, "polite", sleeps(time.Hour, 1))
		go func() {
			time.Sleep(10 * time.Second)
			close(free)
		}()
		wantErr(t, s.Close(t.Context()), nil)
		l.wants(t, `level=WARN msg="async: a task ignores its cancellation" scope=req task=deaf`) // once
		l.wants(t, "async_test.deaf(")
		l.wants(t, "waits_for=lock detail=\"of the door\"")
		l.wants(t, "age=3s")
	})
}

func deaf(ctx context.Context, free <-chan struct{}) (int, error) {
	defer async.Waiting(ctx, "lock", "of the door").End()
	<-free
	return 0, nil
}

func TestWaitNamesTasksThatOutliveACancel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, l := open(t, async.ScopeOptions{})
		free := make(chan struct{})
		async.GoNamed(s, "deaf", func(ctx context.Context) (int, error) { return deaf(ctx, free) })
		go func() {
			time.Sleep(time.Hour)
			l.wants(t) // it is not cancelled so far
			s.Cancel(nil)
			time.Sleep(6 * time.Second)
			l.wants(t, "task=deaf") // 5 seconds are the default
			close(free)
		}()
		s.Wait(t.Context())
	})
}

func TestChildScopesTakeLoggerAndPatience(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, l := open(t, async.ScopeOptions{Patience: time.Second})
		child := async.NewScope(s.Context(), async.ScopeOptions{Name: "child"})
		async.Go(child, func(context.Context) (int, error) { time.Sleep(1500 * time.Millisecond); return 0, errBoom })
		child.Close(t.Context())
		l.wants(t, "ignores its cancellation", "error=boom")

		own := new(log)
		child = async.NewScope(s.Context(), async.ScopeOptions{Logger: own.logger()})
		async.Go(child, fails(errBoom))
		child.Close(t.Context())
		own.wants(t, "error=boom")
	})
}

func TestDefaultLogger(t *testing.T) {
	l := new(log)
	former := slog.Default()
	slog.SetDefault(l.logger())
	defer slog.SetDefault(former)
	s := async.NewScope(t.Context(), async.ScopeOptions{})
	<-async.Go(s, fails(errBoom)).Done()
	s.Close(t.Context())
	l.wants(t, "error=boom")
}

func TestPanicAsLogValue(t *testing.T) {
	l := new(log)
	l.logger().Error("x", "error", &async.Panic{Value: 1, Task: "t", Spawned: "a.go:1", Stack: []byte("here")})
	l.wants(t, "error.value=1 error.task=t error.spawned=a.go:1 error.stack=here")
}

func TestCloseWithManyTasksThatComeAndGo(t *testing.T) {
	s, _ := open(t, async.ScopeOptions{})
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for {
				task := async.Go(s, sleeps(time.Microsecond, 1))
				if _, err := task.Await(context.Background()); errors.Is(err, async.ErrClosed) {
					return
				}
			}
		})
	}
	for range 1000 {
		async.Go(s, value(1))
	}
	if err := s.Close(t.Context()); err != nil || s.Live() != 0 {
		t.Errorf("error %v, %d live", err, s.Live())
	}
	wg.Wait()
	if got := s.Tasks(); len(got) != 0 {
		t.Errorf("tasks remain: %v", got)
	}
}

func TestScopeName(t *testing.T) {
	s, _ := open(t, async.ScopeOptions{Name: "n"})
	if s.Name() != "n" || s.Scope() != s {
		t.Errorf("name is %q, scope %p is not %p", s.Name(), s.Scope(), s)
	}
}
