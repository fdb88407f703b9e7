package async

import (
	"context"
	"runtime"
	"sync"
)

// CPU calls f on the caller's goroutine when a processor is free for it, and is
// meant for what computes for more than about a millisecond: a password hash, a
// thumbnail, a large template. At most max(1, GOMAXPROCS-1) such functions run
// at the same time in the whole process, so that one processor remains for
// everything that only waits. Callers queue in the order in which they came;
// when ctx ends in the queue, CPU returns its cause and does not call f.
//
// CPU inside f, with the context that f was given, runs at once on the processor
// it has. While f waits in this package for tasks, by Await, Gather and the
// like, its processor is free for others, such as those tasks; other waits,
// Sleep among them, keep it.
//
// CPU never sets GOMAXPROCS.
func CPU[T any](ctx context.Context, f func(context.Context) (T, error)) (T, error) {
	if f == nil {
		panic("async: CPU was called with a nil function; give it a function to run")
	}
	if held(ctx) {
		return f(ctx)
	}
	if err := queue(ctx); err != nil {
		var none T
		return none, err
	}
	s := &slot{Context: ctx}
	defer s.end()
	return f(s)
}

// processors is the one state of this package that is the process's: the
// processors are the process's too, and a bound for each application in it
// would bound nothing.
var processors slots

// slots is a semaphore that is fair.
type slots struct {
	mu          sync.Mutex
	used        int
	first, last *turn // the queue
}

// turn is a place in the queue.
type turn struct {
	ready      chan struct{} // closed when the slot is given, under slots.mu
	given      bool
	next, prev *turn
}

// limit is the number of slots; GOMAXPROCS may change while the program runs.
func limit() int { return max(1, runtime.GOMAXPROCS(0)-1) }

// take returns nil if a slot was free and is the caller's now, or else the
// caller's place in the queue.
func (p *slots) take() *turn {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.first == nil && p.used < limit() {
		p.used++
		return nil
	}
	t := &turn{ready: make(chan struct{}), prev: p.last}
	if p.last == nil {
		p.first = t
	} else {
		p.last.next = t
	}
	p.last = t
	p.serve()
	return t
}

// give returns a slot.
func (p *slots) give() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.used--
	p.serve()
}

// leave gives up a place in the queue. It reports false if the slot had been
// given by then.
func (p *slots) leave(t *turn) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if t.given {
		return false
	}
	p.remove(t)
	return true
}

// serve gives the free slots to the head of the queue. The caller holds p.mu.
func (p *slots) serve() {
	for p.first != nil && p.used < limit() {
		t := p.first
		p.remove(t)
		p.used++
		t.given = true
		close(t.ready)
	}
}

func (p *slots) remove(t *turn) {
	if t.prev == nil {
		p.first = t.next
	} else {
		t.prev.next = t.next
	}
	if t.next == nil {
		p.last = t.prev
	} else {
		t.next.prev = t.prev
	}
	t.next, t.prev = nil, nil
}

// queue waits for a slot until ctx ends.
func queue(ctx context.Context) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	t := processors.take()
	if t == nil {
		return nil
	}
	defer Waiting(ctx, "cpu", "").End()
	select {
	case <-t.ready:
		return nil
	case <-ctx.Done():
		if processors.leave(t) {
			return context.Cause(ctx)
		}
		return nil
	}
}

// slot is the context of a function that holds a processor. Scopes and tasks
// hide it, since their goroutines hold none.
type slot struct {
	context.Context
	mu    sync.Mutex
	lent  int // goroutines that wait with this context
	ended bool
}

// Value finds the slot itself.
func (s *slot) Value(key any) any {
	if _, ok := key.(slotKey); ok {
		return s
	}
	return s.Context.Value(key)
}

// held reports whether ctx belongs to a function that holds a processor.
func held(ctx context.Context) bool {
	s, _ := ctx.Value(slotKey{}).(*slot)
	if s == nil {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return !s.ended
}

func (s *slot) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ended = true
	if s.lent == 0 {
		processors.give()
	}
}

// lend frees the processor that ctx holds, if any, while its function waits for
// tasks that may need one. The result's back takes it again.
func lend(ctx context.Context) *slot {
	s, _ := ctx.Value(slotKey{}).(*slot)
	if s == nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ended {
		return nil
	}
	if s.lent++; s.lent == 1 {
		processors.give()
	}
	return s
}

// back waits for a processor, also when the context has ended: the function
// goes on to compute, and gives it back at its end. Other goroutines with the
// same context wait for s.mu until then.
func (s *slot) back() {
	if s == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.lent--; s.lent > 0 || s.ended {
		return
	}
	if t := processors.take(); t != nil {
		<-t.ready
	}
}
