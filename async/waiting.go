package async

import (
	"context"
	"sync"
	"time"
)

// Waiting marks the current task, which is found through ctx, as waiting for
// something, until End is called on the result:
//
//	defer async.Waiting(ctx, "http", "GET api.example.com").End()
//
// kind is a word from a small set, such as "sleep", "task", "http" or "query";
// detail is for the eye. Marks nest: End restores the former one. In a context
// of a scope outside its tasks the mark is the scope's own. Without a scope in
// ctx nothing happens. Waiting allocates nothing.
func Waiting(ctx context.Context, kind, detail string) Wait {
	var w Wait
	w.begin(ctx, kind, detail, 0)
	return w
}

// Wait is a mark left by [Waiting]. The zero value is no mark.
type Wait struct {
	at     *waiter
	mine   uint32
	former waitState
}

// End takes the mark back. It must be called once.
func (w Wait) End() { w.end() }

// begin and end are Waiting and End without copies: the frames in which a
// goroutine waits are what it costs.
func (w *Wait) begin(ctx context.Context, kind, detail string, span time.Duration) {
	at, _ := ctx.Value(waiterKey{}).(*waiter)
	if at == nil {
		return
	}
	now := time.Now().UnixNano()
	at.mu.Lock()
	at.last++
	at.open++
	w.at, w.mine, w.former = at, at.last, at.now
	at.now = waitState{kind: kind, detail: detail, span: span, since: now, serial: at.last}
	at.mu.Unlock()
}

func (w *Wait) end() {
	if w.at == nil {
		return
	}
	w.at.mu.Lock()
	w.at.open--
	switch {
	case w.at.open == 0:
		w.at.now = waitState{}
	case w.at.now.serial == w.mine:
		w.at.now = w.former
	}
	w.at.mu.Unlock()
}

// WaitInfo says what a task waits for. It is zero while the task waits for
// nothing that it told of.
type WaitInfo struct {
	Kind   string
	Detail string
	Since  time.Time
}

// waiter is the place for a goroutine's marks. Goroutines that share a context
// share it: the newest mark is shown then, and nothing is left when all have
// ended.
type waiter struct {
	mu   sync.Mutex
	now  waitState
	last uint32 // serial number of the newest mark
	open uint32 // marks that have not ended
}

type waitState struct {
	kind, detail string
	span         time.Duration // the detail of a sleep, written out when it is read
	since        int64         // nanoseconds since 1970
	serial       uint32
}

func (w *waiter) info() WaitInfo {
	w.mu.Lock()
	state := w.now
	w.mu.Unlock()
	if state.kind == "" && state.detail == "" {
		return WaitInfo{}
	}
	if state.span != 0 {
		state.detail = state.span.String()
	}
	return WaitInfo{Kind: state.kind, Detail: state.detail, Since: time.Unix(0, state.since)}
}
