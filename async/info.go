package async

import (
	"cmp"
	"slices"
	"sync/atomic"
	"time"
)

// TaskInfo describes a task at one moment.
type TaskInfo struct {
	// ID is unique among the tasks of a scope and of the scopes around and
	// below it. It is 0 for a scope's own goroutine.
	ID uint64

	// Name is the task's name; empty for a scope's own goroutine.
	Name string

	// Scope is the name of the scope that owns the task.
	Scope string

	// Spawned is the file and line of the call that started the task; empty for
	// a scope's own goroutine.
	Spawned string

	// Started is when the task was started, or the scope made.
	Started time.Time

	// Wait is what the task waits for.
	Wait WaitInfo
}

// tree is what the scopes below one root share.
type tree struct {
	ids   atomic.Uint64
	dumps dumps
}

// Tasks describes the tasks that have not ended, the oldest first. Before them
// stands the scope's own goroutine, with ID 0, if it waits for something.
func (s *Scope) Tasks() []TaskInfo {
	s.mu.Lock()
	tasks := s.live.slice()
	s.mu.Unlock()
	return s.describe(nil, tasks)
}

// All describes the tasks of s, as Tasks does, followed by those of the scopes
// that were made inside s and are not closed, the oldest scope first.
func (s *Scope) All() []TaskInfo { return s.all(nil) }

func (s *Scope) all(infos []TaskInfo) []TaskInfo {
	s.mu.Lock()
	tasks := s.live.slice()
	var children []*Scope
	for c := s.children; c != nil; c = c.next {
		children = append(children, c)
	}
	s.mu.Unlock()
	infos = s.describe(infos, tasks)
	for _, c := range slices.Backward(children) {
		infos = c.all(infos)
	}
	return infos
}

func (s *Scope) describe(infos []TaskInfo, tasks []*task) []TaskInfo {
	if w := s.wait.info(); w != (WaitInfo{}) {
		infos = append(infos, TaskInfo{Scope: s.name, Started: time.Unix(0, s.started), Wait: w})
	}
	infos = slices.Grow(infos, len(tasks))
	n := len(infos)
	for _, t := range tasks {
		infos = append(infos, t.info())
	}
	slices.SortFunc(infos[n:], func(a, b TaskInfo) int { return cmp.Compare(a.ID, b.ID) })
	return infos
}

func (t *task) info() TaskInfo {
	return TaskInfo{
		ID:      t.id,
		Name:    t.label(),
		Scope:   t.scope.name,
		Spawned: place(t.spawned),
		Started: time.Unix(0, t.started),
		Wait:    t.wait.info(),
	}
}
