package async

import (
	"context"
	"fmt"
	"reflect"
	"runtime"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// Go starts f as a task of o's scope and returns at once. The task's context
// ends when the task is cancelled, when its scope is, and when f has returned.
// Its name is f's.
//
// f always runs, if the scope is open; in a scope that is cancelled its context
// has already ended. In a closed scope f does not run, and the task has failed
// with [ErrClosed]. Go allocates twice. It panics when f is nil.
func Go[T any](o Owner, f func(context.Context) (T, error)) *Task[T] {
	return start(o.Scope(), "", caller(), f)
}

// GoNamed is [Go] with a name for logs and for [TaskInfo].
func GoNamed[T any](o Owner, name string, f func(context.Context) (T, error)) *Task[T] {
	return start(o.Scope(), name, caller(), f)
}

// Task is a function that runs in a goroutine of its own, and its result. All
// methods may be called from several goroutines.
type Task[T any] struct {
	task
	f     func(context.Context) (T, error) // nil when it has been called
	value T
}

// Await waits for the task and returns what its function returned. If the
// function panicked, Await panics with the [*Panic]. If ctx ends first, Await
// returns the cause and the task goes on; a result that is there wins over a
// ctx that has ended. A result can be awaited any number of times.
func (t *Task[T]) Await(ctx context.Context) (T, error) {
	if err := t.join(ctx); err != nil {
		var none T
		return none, err
	}
	if t.panicked {
		panic(t.err)
	}
	return t.value, t.err
}

// Done returns a channel that is closed when the task has ended. To hear that
// is not to await it: an error is logged unless Await delivers it.
func (t *Task[T]) Done() <-chan struct{} {
	t.scope.mu.Lock()
	defer t.scope.mu.Unlock()
	return t.signal()
}

// Cancel ends the task's context. It does not wait.
func (t *Task[T]) Cancel() {
	t.scope.mu.Lock()
	t.cancelled = true
	t.scope.mu.Unlock()
	t.ownContext().cancel()
}

// Name returns the name given to [GoNamed], or else the function's name with
// its package, such as "shop.fetchOrders".
func (t *Task[T]) Name() string { return t.label() }

// Info describes the task as it is now.
func (t *Task[T]) Info() TaskInfo { return t.info() }

// task is a Task without its result. The fields from done on are guarded by
// scope.mu, except that err and panicked do not change once ended is true.
type task struct {
	scope   *Scope
	name    string
	entry   uintptr // of the function, for its name
	spawned uintptr // where Go was called
	id      uint64
	started int64 // nanoseconds since 1970
	own     atomic.Pointer[ownContext]
	wait    waiter

	done       chan struct{} // nil until somebody asks for it
	err        error
	next, prev *task // in scope.live or scope.lost
	awaiting   int32 // goroutines in Await
	ended      bool
	panicked   bool
	cancelled  bool // by Cancel
	awaited    bool
	lost       bool // is in scope.lost
	named      bool // has been logged for ignoring its cancellation
}

// runner is a Task of any type.
type runner interface{ call() error }

func start[T any](s *Scope, name string, spawned uintptr, f func(context.Context) (T, error)) *Task[T] {
	if f == nil {
		panic("async: a task was started with a nil function; give it a function to run")
	}
	return launch(s, name, reflect.ValueOf(f).Pointer(), spawned, f)
}

// launch is start for a function that is not the one to be named.
func launch[T any](s *Scope, name string, entry, spawned uintptr, f func(context.Context) (T, error)) *Task[T] {
	t := &Task[T]{f: f}
	t.scope, t.name, t.entry, t.spawned = s, name, entry, spawned
	t.id, t.started = s.tree.ids.Add(1), time.Now().UnixNano()
	if s.add(&t.task) {
		go t.main()
	}
	return t
}

// add makes t live, unless the scope is closed.
func (s *Scope) add(t *task) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		t.ended, t.err = true, ErrClosed
		return false
	}
	s.live.add(t)
	s.nLive++
	return true
}

// main is the task's goroutine.
func (t *Task[T]) main() { run([2]*task{&t.task}, t) }

// call calls the function, and forgets it so that what it refers to is free.
func (t *Task[T]) call() (err error) {
	f := t.f
	t.f = nil
	t.value, err = f((*taskContext)(&t.task))
	return err
}

// run calls the task's function and records how it ended. Its first argument is
// an array of two because such an argument is passed in memory, so that a
// traceback shows it truly, whatever happened to the registers: that is how the
// goroutine of a task is found (see parseDump).
//
//go:noinline
func run(self [2]*task, r runner) {
	returned := false
	var err error
	defer func() {
		if returned {
			self[0].end(err, false)
			return
		}
		// A panic with nil arrives as a *runtime.PanicNilError.
		if v := recover(); v != nil {
			self[0].end(self[0].panic(v), true)
			return
		}
		self[0].end(ErrGoexit, false)
	}()
	err = r.call()
	returned = true
}

// end records the result, wakes who waits for it, and leaves the scope.
func (t *task) end(err error, panicked bool) {
	s := t.scope
	told := told(t.current(), err)
	s.mu.Lock()
	t.ended, t.err, t.panicked = true, err, panicked
	s.live.remove(t)
	s.nLive--
	var stop error
	if s.group != nil {
		stop = s.group.ended(t, told && (s.stopped || t.cancelled))
	}
	var oldest *task
	if err != nil && !told && !t.awaited && t.awaiting == 0 {
		oldest = s.lose(t)
	}
	if t.done != nil {
		close(t.done)
	}
	settle := false
	if s.nLive == 0 {
		if s.idle != nil {
			close(s.idle)
			s.idle = nil
		}
		settle = s.abandoned && s.group == nil
	}
	s.mu.Unlock()

	if stop != nil {
		s.Cancel(stop)
	}
	if o := t.own.Load(); o != nil {
		o.cancel()
	}
	if oldest != nil {
		s.report(oldest)
	}
	if settle {
		s.settle()
	}
}

// told reports whether err says no more than that ctx has ended.
func told(ctx context.Context, err error) bool {
	if err == nil {
		return false
	}
	why := ctx.Err()
	return why != nil && (is(err, context.Canceled) || is(err, why) || is(err, context.Cause(ctx)))
}

// join waits until the task has ended. Its error is that of the waiting.
func (t *task) join(ctx context.Context) error {
	s := t.scope
	s.mu.Lock()
	if t.ended {
		t.claim()
		s.mu.Unlock()
		return nil
	}
	if taskOf(ctx) == t {
		s.mu.Unlock()
		return fmt.Errorf("async: task %q awaits itself, which would never end; await it from its owner", t.label())
	}
	t.awaiting++
	done := t.signal()
	s.mu.Unlock()

	t.pause(ctx, done)

	s.mu.Lock()
	defer s.mu.Unlock()
	t.awaiting--
	if !t.ended {
		return context.Cause(ctx)
	}
	t.claim()
	return nil
}

// pause waits for done or ctx, with a mark.
func (t *task) pause(ctx context.Context, done <-chan struct{}) {
	var w Wait
	w.begin(ctx, "task", t.label(), 0)
	defer w.end()
	defer lend(ctx).back()
	select {
	case <-done:
	case <-ctx.Done():
	}
}

// claim records that somebody has the result. The caller holds scope.mu.
func (t *task) claim() {
	t.awaited = true
	if t.lost {
		t.scope.found(t)
	}
}

// signal returns the channel that end closes. The caller holds scope.mu.
func (t *task) signal() <-chan struct{} {
	if t.done == nil {
		t.done = make(chan struct{})
		if t.ended {
			close(t.done)
		}
	}
	return t.done
}

func (t *task) label() string {
	if t.name != "" {
		return t.name
	}
	f := runtime.FuncForPC(t.entry)
	if f == nil {
		return "unknown"
	}
	name := f.Name()
	name = name[strings.LastIndexByte(name, '/')+1:]
	return strings.TrimSuffix(name, "-fm") // a method value
}

// caller returns where the exported function that calls it was called.
func caller() uintptr {
	var pc [1]uintptr
	runtime.Callers(3, pc[:]) // above Callers, caller and the exported function
	return pc[0]
}

// place returns the file and line of a program counter from [runtime.Callers].
func place(pc uintptr) string {
	frame, _ := runtime.CallersFrames([]uintptr{pc}).Next()
	if frame.File == "" {
		return ""
	}
	return frame.File + ":" + strconv.Itoa(frame.Line)
}

// taskList is a doubly linked ring of tasks; a task is in one at a time.
type taskList struct{ first *task }

func (l *taskList) add(t *task) {
	if l.first == nil {
		t.next, t.prev, l.first = t, t, t
		return
	}
	t.next, t.prev = l.first, l.first.prev
	t.prev.next, t.next.prev = t, t
}

func (l *taskList) remove(t *task) {
	if l.first == t {
		if l.first = t.next; l.first == t {
			l.first = nil
		}
	}
	t.prev.next, t.next.prev = t.next, t.prev
	t.next, t.prev = nil, nil
}

func (l *taskList) slice() []*task {
	if l.first == nil {
		return nil
	}
	tasks := []*task{l.first}
	for t := l.first.next; t != l.first; t = t.next {
		tasks = append(tasks, t)
	}
	return tasks
}
