package gourd

import (
	"sync"
	"time"

	"github.com/gourd-go/gourd/async"
)

// deadlines ends the contexts of requests that take too long. All of them may take
// the same time, so that they end in the order in which they began: a list and one
// timer serve any number, where a timer for each would cost more than all else that
// a request with a context does.
type deadlines struct {
	limit time.Duration

	mu          sync.Mutex
	first, last *deadline
	timer       *time.Timer // armed as long as the list is not empty
}

// deadline is a request's place in the list. It is a part of the Ctx, which takes
// it out again before it is another request's.
type deadline struct {
	listed     bool
	at         time.Time
	scope      *async.Scope
	prev, next *deadline
}

// start puts d, whose scope is cancelled after the limit, at the end of the list.
func (q *deadlines) start(d *deadline, scope *async.Scope) {
	q.mu.Lock()
	defer q.mu.Unlock()
	d.listed, d.scope, d.at, d.prev = true, scope, time.Now().Add(q.limit), q.last
	if q.last != nil {
		q.last.next = d
		q.last = d
		return
	}
	q.first, q.last = d, d
	if q.timer == nil {
		q.timer = time.AfterFunc(q.limit, q.fire)
	} else {
		q.timer.Reset(q.limit)
	}
}

// stop takes d out of the list, unless fire has.
func (q *deadlines) stop(d *deadline) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if d.listed {
		q.remove(d)
	}
}

// remove takes d out. q is locked.
func (q *deadlines) remove(d *deadline) {
	if d.prev != nil {
		d.prev.next = d.next
	} else {
		q.first = d.next
	}
	if d.next != nil {
		d.next.prev = d.prev
	} else {
		q.last = d.prev
	}
	*d = deadline{}
	if q.first == nil {
		q.timer.Stop()
	}
}

// fire cancels what is over and waits for the next.
func (q *deadlines) fire() {
	for _, scope := range q.over() {
		scope.Cancel(ErrRequestTimeout)
	}
}

func (q *deadlines) over() (scopes []*async.Scope) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for now := time.Now(); q.first != nil; {
		if left := q.first.at.Sub(now); left > 0 {
			q.timer.Reset(left)
			break
		}
		scopes = append(scopes, q.first.scope)
		q.remove(q.first)
	}
	return scopes
}

// deadlinesFor returns the list for a limit; nil for none.
func (a *App) deadlinesFor(limit time.Duration) *deadlines {
	if limit <= 0 {
		return nil
	}
	q := a.deadlines[limit]
	if q == nil {
		q = &deadlines{limit: limit}
		a.deadlines[limit] = q
	}
	return q
}
