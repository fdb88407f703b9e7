package async

import (
	"bytes"
	"fmt"
	"log/slog"
	"runtime"
	"sync"
	"time"
)

// linger logs the live tasks that it has not logged before, each with its
// stack. It returns a task of s that the caller itself runs in, if there is one.
func (s *Scope) linger() *task {
	s.mu.Lock()
	live := s.live.slice()
	var unnamed []*task
	for _, t := range live {
		if !t.named {
			t.named = true
			unnamed = append(unnamed, t)
		}
	}
	s.mu.Unlock()
	if len(unnamed) == 0 {
		return nil
	}
	all := s.tree.dumps.take()
	for _, t := range unnamed {
		attrs := []slog.Attr{
			slog.String("scope", s.name), slog.String("task", t.label()), slog.String("spawned", place(t.spawned)),
			slog.Duration("age", time.Since(time.Unix(0, t.started)).Round(time.Millisecond)),
		}
		if w := t.wait.info(); w.Kind != "" {
			attrs = append(attrs, slog.String("waits_for", w.Kind), slog.String("detail", w.Detail))
		}
		attrs = append(attrs, slog.String("stack", string(all.of(t))))
		s.log().LogAttrs(s.Context(), slog.LevelWarn, "async: a task ignores its cancellation", attrs...)
	}
	mine := newDump(false)
	for _, t := range live {
		if mine.of(t) != nil {
			return t
		}
	}
	return nil
}

// dumps takes the stacks of all goroutines, which stops the program for a
// moment, at most once a second for all scopes of a tree: at a shutdown with
// ten thousand requests that hang, each of their scopes asks for it.
type dumps struct {
	mu   sync.Mutex
	last *dump // nil when it is older than a second
}

func (d *dumps) take() *dump {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.last == nil {
		d.last = newDump(true)
		time.AfterFunc(time.Second, d.forget) // it may have megabytes
	}
	return d.last
}

func (d *dumps) forget() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.last = nil
}

// dump is the text of [runtime.Stack], and where the goroutines of tasks stand
// in it.
type dump struct {
	text  []byte
	tasks map[string][2]int // by the task's address: begin and end
}

// newDump takes the stack of the calling goroutine or of all of them, cut at 64
// MiB.
func newDump(all bool) *dump {
	size := 8 << 10
	if all {
		size = 1 << 20
	}
	for ; ; size *= 4 {
		text := make([]byte, size)
		if n := runtime.Stack(text, all); n < size || size >= 64<<20 {
			return parseDump(text[:n])
		}
	}
}

// parseDump finds the goroutines in which run was called. The goroutines are
// parted by empty lines; the call looks like
//
//	github.com/gourd-go/gourd/async.run({0xc000012340, 0x0}, …
func parseDump(text []byte) *dump {
	d := &dump{text: text, tasks: make(map[string][2]int)}
	call, gap := []byte("/async.run({"), []byte("\n\n")
	for begin := 0; begin < len(text); {
		end := len(text)
		if n := bytes.Index(text[begin:], gap); n >= 0 {
			end = begin + n
		}
		if i := bytes.Index(text[begin:end], call); i >= 0 {
			address, _, _ := bytes.Cut(text[begin+i+len(call):end], []byte(","))
			d.tasks[string(address)] = [2]int{begin, end}
		}
		begin = end + len(gap)
	}
	return d
}

// of returns the stack of the goroutine of t, or nil if it is not in the dump.
func (d *dump) of(t *task) []byte {
	at, ok := d.tasks[fmt.Sprintf("%p", t)]
	if !ok {
		return nil
	}
	return d.text[at[0]:at[1]]
}
