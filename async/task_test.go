package async_test

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gourd-go/gourd/async"
)

func TestAwaitReturnsWhatTheFunctionReturned(t *testing.T) {
	s, l := open(t, async.ScopeOptions{})
	if v, err := async.Go(s, value("x")).Await(t.Context()); v != "x" || err != nil {
		t.Errorf("got %q, %v", v, err)
	}
	both := async.Go(s, func(context.Context) (int, error) { return 7, errBoom })
	for range 2 { // a result can be awaited again
		if v, err := both.Await(t.Context()); v != 7 || err != errBoom {
			t.Errorf("got %d, %v", v, err)
		}
	}
	if n := s.Live(); n != 0 {
		t.Errorf("%d tasks live", n)
	}
	s.Close(t.Context())
	l.wants(t)
}

func TestAwaitBySeveralGoroutines(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, _ := open(t, async.ScopeOptions{})
		task := async.Go(s, sleeps(time.Second, 5))
		var wg sync.WaitGroup
		for range 10 {
			wg.Go(func() {
				if v, err := task.Await(t.Context()); v != 5 || err != nil {
					t.Errorf("got %d, %v", v, err)
				}
			})
		}
		wg.Wait()
	})
}

func TestAwaitWithAContextThatEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, l := open(t, async.ScopeOptions{})
		task := async.Go(s, func(ctx context.Context) (int, error) {
			async.Sleep(ctx, time.Hour)
			return 3, errBoom
		})
		ctx, cancel := context.WithTimeoutCause(t.Context(), time.Minute, errors.New("enough"))
		defer cancel()
		if _, err := task.Await(ctx); err == nil || err.Error() != "enough" {
			t.Errorf("error is %v, want the cause", err)
		}
		if s.Live() != 1 {
			t.Error("the task ended with the context of its awaiter")
		}
		time.Sleep(2 * time.Hour)
		if v, err := task.Await(ctx); v != 3 || err != errBoom {
			t.Errorf("got %d, %v; a result that is there must win over a context that has ended", v, err)
		}
		s.Close(t.Context())
		l.wants(t) // the second Await delivered the error
	})
}

func TestAwaitOneself(t *testing.T) {
	s, _ := open(t, async.ScopeOptions{})
	handle := make(chan *async.Task[int], 1)
	task := async.GoNamed(s, "snake", func(ctx context.Context) (int, error) {
		return (<-handle).Await(ctx)
	})
	handle <- task
	_, err := task.Await(t.Context())
	wantText(t, err, `task "snake" awaits itself`)
}

func TestDone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, l := open(t, async.ScopeOptions{})
		task := async.GoNamed(s, "t", func(ctx context.Context) (int, error) {
			async.Sleep(ctx, time.Second)
			return 0, errBoom
		})
		select {
		case <-task.Done():
			t.Error("done before its end")
		default:
		}
		<-task.Done()
		<-task.Done()
		s.Close(t.Context())
		l.wants(t, "task=t") // to see that it is done is not to await it
		ended := async.Go(s, value(1))
		<-ended.Done() // asked for after the end
	})
}

func TestCancelEndsOneTask(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, l := open(t, async.ScopeOptions{})
		one, other := async.Go(s, sleeps(time.Hour, 1)), async.Go(s, sleeps(time.Hour, 2))
		synctest.Wait()
		one.Cancel()
		one.Cancel()
		if _, err := one.Await(t.Context()); err != context.Canceled {
			t.Errorf("error is %v", err)
		}
		if v, err := other.Await(t.Context()); v != 2 || err != nil {
			t.Errorf("the other task got %d, %v", v, err)
		}
		one.Cancel() // after its end
		s.Close(t.Context())
		l.wants(t)
	})
}

func TestCancelBeforeTheStart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, l := open(t, async.ScopeOptions{})
		s.Cancel(errBoom)
		ran := false
		task := async.Go(s, func(ctx context.Context) (int, error) {
			ran = true
			return 0, async.Sleep(ctx, time.Hour)
		})
		if _, err := task.Await(t.Context()); err != errBoom || !ran {
			t.Errorf("error is %v and ran is %v; a function always runs, with a context that has ended", err, ran)
		}
		s.Close(t.Context())
		l.wants(t)
	})
}

func TestTaskContext(t *testing.T) {
	type key struct{}
	parent := context.WithValue(t.Context(), key{}, "v")
	parent, cancel := context.WithDeadline(parent, time.Now().Add(time.Hour))
	defer cancel()
	s := async.NewScope(parent, async.ScopeOptions{Name: "s"})
	defer s.Close(t.Context())
	var kept context.Context
	task := async.GoNamed(s, "t", func(ctx context.Context) (int, error) {
		kept = ctx
		if got := ctx.Value(key{}); got != "v" {
			t.Errorf("value is %v before Done", got)
		}
		if ctx.Err() != nil {
			t.Errorf("ended at the start: %v", ctx.Err())
		}
		ctx.Done()
		if got := ctx.Value(key{}); got != "v" {
			t.Errorf("value is %v after Done", got)
		}
		if _, ok := ctx.Deadline(); !ok {
			t.Error("has lost the deadline of its parent")
		}
		if async.ScopeOf(ctx) != s || async.ScopeOf(s.Context()) != s || async.ScopeOf(parent) != nil {
			t.Error("ScopeOf did not find the scope")
		}
		child, cancel := context.WithCancel(ctx)
		defer cancel()
		s.Cancel(errBoom)
		<-child.Done()
		if cause := context.Cause(child); cause != errBoom {
			t.Errorf("the cause of a child is %v", cause)
		}
		return 0, nil
	})
	task.Await(t.Context())
	<-kept.Done()
	if kept.Err() == nil {
		t.Error("the context has not ended with its task")
	}
	if got := kept.(interface{ String() string }).String(); got != "async.Task(t)" {
		t.Errorf("prints as %q", got)
	}
	if got := s.Context().(interface{ String() string }).String(); got != "async.Scope(s)" {
		t.Errorf("prints as %q", got)
	}
}

func TestTaskContextEndsWithItsTask(t *testing.T) {
	s, _ := open(t, async.ScopeOptions{})
	var kept context.Context
	async.Go(s, func(ctx context.Context) (int, error) { kept = ctx; return 0, nil }).Await(t.Context())
	<-kept.Done() // asked for the first time after the end
	if s.Context().Err() != nil {
		t.Error("the scope has ended with its task")
	}
}

func TestPanicReachesTheAwaiter(t *testing.T) {
	s, l := open(t, async.ScopeOptions{})
	task := async.GoNamed(s, "explosive", panics(errBoom))
	for range 2 {
		p := caught(t, func() { task.Await(t.Context()) })
		if p.Value != errBoom || p.Task != "explosive" || !errors.Is(p, errBoom) {
			t.Errorf("panic is %v in %q", p.Value, p.Task)
		}
		if !strings.Contains(string(p.Stack), "async_test.panics") {
			t.Errorf("the stack does not show where the panic began:\n%s", p.Stack)
		}
		if !strings.Contains(p.Spawned, "task_test.go:") {
			t.Errorf("spawned at %q", p.Spawned)
		}
		wantText(t, p, `"explosive"`, "boom", "task_test.go:", "async_test.panics")
	}
	if err := s.Close(t.Context()); err != nil {
		t.Errorf("close returned a panic that was awaited: %v", err)
	}
	l.wants(t)
}

func TestPanicWithNil(t *testing.T) {
	s, _ := open(t, async.ScopeOptions{})
	p := caught(t, func() { async.Go(s, panics(nil)).Await(t.Context()) })
	if _, ok := p.Value.(*runtime.PanicNilError); !ok {
		t.Errorf("value is %T", p.Value)
	}
}

func TestPanicThroughSeveralTasksKeepsAllStacks(t *testing.T) {
	s, _ := open(t, async.ScopeOptions{})
	outer := async.GoNamed(s, "outer", func(ctx context.Context) (int, error) {
		return async.GoNamed(s, "inner", panics("deep")).Await(ctx)
	})
	p := caught(t, func() { outer.Await(t.Context()) })
	inner, ok := p.Value.(*async.Panic)
	if !ok || p.Task != "outer" || inner.Task != "inner" || inner.Value != "deep" {
		t.Errorf("got %v", p)
	}
}

func TestReturnedPanicIsAnError(t *testing.T) {
	s, _ := open(t, async.ScopeOptions{})
	p := &async.Panic{Value: "old"}
	if _, err := async.Go(s, fails(p)).Await(t.Context()); err != error(p) {
		t.Errorf("error is %v", err)
	}
}

func TestGoexit(t *testing.T) {
	s, l := open(t, async.ScopeOptions{})
	task := async.GoNamed(s, "quitter", func(context.Context) (int, error) { runtime.Goexit(); return 0, nil })
	_, err := task.Await(t.Context())
	wantErr(t, err, async.ErrGoexit)
	<-async.GoNamed(s, "other", func(context.Context) (int, error) { runtime.Goexit(); return 0, nil }).Done()
	s.Close(t.Context())
	l.wants(t, "task=other")
}

func TestNilFunction(t *testing.T) {
	s, _ := open(t, async.ScopeOptions{})
	var f func(context.Context) (int, error)
	for name, call := range map[string]func(){
		"Go":      func() { async.Go(s, f) },
		"Gather":  func() { async.Gather(t.Context(), value(1), f) },
		"Gather2": func() { async.Gather2(t.Context(), value(1), f) },
		"Gather3": func() { async.Gather3(t.Context(), value(1), value(2), f) },
		"Race":    func() { async.Race(t.Context(), f) },
		"Map":     func() { async.Map[int, int](t.Context(), 1, []int{1}, nil) },
		"Group":   func() { async.Group(t.Context(), nil) },
		"Timeout": func() { async.Timeout(t.Context(), time.Second, f) },
		"Retry":   func() { async.Retry(t.Context(), async.RetryPolicy{}, f) },
		"CPU":     func() { async.CPU(t.Context(), f) },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				text, _ := recover().(string)
				if !strings.HasPrefix(text, "async: ") || !strings.Contains(text, "nil function") {
					t.Errorf("panicked with %q", text)
				}
			}()
			call()
		})
	}
	if s.Live() != 0 {
		t.Error("a task is left")
	}
}

type service struct{}

func (service) fetch(context.Context) (int, error) { return 1, nil }

func fetchOne(context.Context) (int, error) { return 1, nil }

func generic[T any](context.Context) (none T, err error) { return none, nil }

func TestNamesAndPlaces(t *testing.T) {
	s, _ := open(t, async.ScopeOptions{Name: "req"})
	for want, f := range map[string]func(context.Context) (int, error){
		"async_test.fetchOne":                 fetchOne,
		"async_test.service.fetch":            service{}.fetch,
		"async_test.generic[...]":             generic[int],
		"async_test.TestNamesAndPlaces.func1": func(context.Context) (int, error) { return 0, nil },
	} {
		task := async.Go(s, f)
		info := task.Info()
		if task.Name() != want || info.Name != want || info.Scope != "req" || info.ID == 0 || info.Started.IsZero() {
			t.Errorf("name is %q and info %+v, want %q", task.Name(), info, want)
		}
		if !strings.Contains(info.Spawned, "async/task_test.go:") {
			t.Errorf("spawned at %q", info.Spawned)
		}
	}
	if got := async.GoNamed(s, "given", fetchOne).Name(); got != "given" {
		t.Errorf("name is %q", got)
	}
}

func TestErrorTexts(t *testing.T) {
	for err, want := range map[error]string{
		async.ErrClosed: "async: the scope is closed",
		async.ErrGoexit: "async: the task's function called runtime.Goexit",
	} {
		if err.Error() != want {
			t.Errorf("error is %q, want %q", err, want)
		}
	}
	if errors.Is(async.ErrGoexit, context.Canceled) {
		t.Error("Goexit counts as a cancellation")
	}
}
