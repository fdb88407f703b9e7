package async

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"
)

// keepLost is how many failed tasks a scope keeps for somebody to await them.
// The scope of an application lives for months; with one more, the oldest is
// logged at once.
const keepLost = 64

// Wait waits until no task of the scope is live, and cancels nothing: a drain.
// When ctx ends first, it returns the cause and the tasks go on. Errors of the
// tasks are not its result. Called with the context of one of the scope's own
// tasks, it returns an error instead of waiting for itself.
func (s *Scope) Wait(ctx context.Context) error {
	if t := s.inside(ctx); t != nil {
		return fmt.Errorf("async: task %q waits for its own scope %q, which would never end; let the scope's owner wait", t.label(), s.name)
	}
	return s.join(ctx, ctx.Done())
}

// Close ends the scope: no task starts any more, those that run are cancelled
// with [ErrClosed], and Close returns when they have ended. What they failed
// with is logged unless somebody awaited it; a panic that nobody awaited is
// also returned, as a [*Panic] or several joined.
//
// A task that ignores its cancellation for longer than the scope's patience is
// logged with its stack. When ctx ends before the tasks, Close returns an error
// that wraps the cause and names the tasks that still run; they remain
// cancelled, and a later Close can wait for them again.
//
// Close may be called several times and by several goroutines; all of them
// wait. Called with the context of one of the scope's own tasks, it returns an
// error and does nothing.
func (s *Scope) Close(ctx context.Context) error {
	if t := s.inside(ctx); t != nil {
		return fmt.Errorf("async: task %q closes its own scope %q, which would wait for the task; call Cancel there, and Close in the scope's owner", t.label(), s.name)
	}
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.Cancel(ErrClosed)
	if err := s.join(ctx, ctx.Done()); err != nil {
		if running := s.abandon(); len(running) > 0 {
			return fmt.Errorf("async: scope %q is closed, but these tasks still run: %s: %w", s.name, names(running), err)
		}
	}
	if s.group != nil {
		return nil // Group does the rest
	}
	return s.settle()
}

// inside returns the live task of s that ctx belongs to, directly or through
// tasks and scopes inside that task; nil if there is none.
func (s *Scope) inside(ctx context.Context) *task {
	for t := taskOf(ctx); t != nil; t = taskOf(t.scope.inner) {
		if t.scope == s {
			s.mu.Lock()
			defer s.mu.Unlock()
			if t.ended {
				return nil
			}
			return t
		}
	}
	return nil
}

// join waits until no task is live, or until done: then it returns the cause of
// ctx. It names the tasks that outlive the scope's context by its patience.
func (s *Scope) join(ctx context.Context, done <-chan struct{}) error {
	idle := s.signal()
	if idle == nil {
		return nil
	}
	var w Wait
	w.begin(ctx, "scope", s.name, 0)
	defer w.end()
	defer lend(ctx).back()
	cancelled := s.inner.Done()
	var tired <-chan time.Time
	for {
		select {
		case <-idle:
			return nil
		case <-done:
			if s.Live() == 0 {
				return nil
			}
			return context.Cause(ctx)
		case <-cancelled:
			cancelled = nil
			if s.patience >= 0 {
				timer := time.NewTicker(max(s.patience, time.Millisecond))
				defer timer.Stop()
				tired = timer.C
			}
		case <-tired:
			if t := s.linger(); t != nil {
				return fmt.Errorf("async: task %q waits for its own scope %q, which never ends; let the scope's owner wait", t.label(), s.name)
			}
		}
	}
}

// signal returns a channel that is closed when no task is live, or nil if none
// is.
func (s *Scope) signal() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.nLive == 0 {
		return nil
	}
	if s.idle == nil {
		s.idle = make(chan struct{})
	}
	return s.idle
}

// abandon leaves it to the last task to settle the scope, and returns the tasks
// that still run.
func (s *Scope) abandon() []*task {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.abandoned = s.nLive > 0
	return s.live.slice()
}

// settle leaves the scope around this one, logs what nobody awaited, and
// returns the panics among it. It is called when no task is live and none can
// start, and may be called twice.
func (s *Scope) settle() error {
	s.mu.Lock()
	s.abandoned = false
	lost := s.lost.slice()
	for _, t := range lost {
		s.found(t)
	}
	s.mu.Unlock()
	if s.parent != nil {
		s.parent.orphan(s)
	}
	var panics []error
	for _, t := range lost {
		s.report(t)
		if t.panicked {
			panics = append(panics, t.err)
		}
	}
	if len(panics) == 1 {
		return panics[0]
	}
	return errors.Join(panics...)
}

// lose keeps a failed task for whoever awaits it later. It returns the task
// that must be logged now for that, or nil. The caller holds s.mu.
func (s *Scope) lose(t *task) *task {
	var oldest *task
	if s.nLost == keepLost && s.group == nil { // a group is short, and wants all
		oldest = s.lost.first
		s.found(oldest)
	}
	s.lost.add(t)
	t.lost = true
	s.nLost++
	return oldest
}

// found is the opposite of lose. The caller holds s.mu.
func (s *Scope) found(t *task) {
	s.lost.remove(t)
	t.lost = false
	s.nLost--
}

// report logs a failed task that nobody awaited.
func (s *Scope) report(t *task) {
	attrs := []slog.Attr{slog.String("scope", s.name), slog.String("task", t.label()), slog.String("spawned", place(t.spawned))}
	if p, ok := t.err.(*Panic); ok && t.panicked {
		attrs = append(attrs, slog.String("panic", fmt.Sprint(p.Value)), slog.String("stack", string(p.Stack)))
		s.log().LogAttrs(s.Context(), slog.LevelError, "async: a task that nobody awaited panicked", attrs...)
		return
	}
	attrs = append(attrs, slog.Any("error", t.err))
	s.log().LogAttrs(s.Context(), slog.LevelError, "async: a task that nobody awaited failed", attrs...)
}

// names lists tasks for an error.
func names(tasks []*task) string {
	const most = 10
	list := make([]string, 0, most+1)
	for i, t := range tasks {
		if i == most {
			list = append(list, fmt.Sprintf("and %d more", len(tasks)-most))
			break
		}
		name := t.label()
		if w := t.wait.info(); w.Kind != "" {
			name += " (waits for " + strings.TrimSpace(w.Kind+" "+w.Detail) + ")"
		}
		list = append(list, name)
	}
	return strings.Join(list, ", ")
}
