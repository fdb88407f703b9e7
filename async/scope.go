package async

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

// Owner is what tasks can be started in: a [*Scope], or something that has one,
// such as an application or a request.
type Owner interface {
	// Scope returns the scope that owns the tasks.
	Scope() *Scope
}

var _ Owner = (*Scope)(nil)

// patience is how long a cancelled task may take when nothing else is said.
const patience = 5 * time.Second

// ScopeOptions are the settings of a [Scope]. The zero value is ready to use.
type ScopeOptions struct {
	// Name appears in logs, in errors and in [TaskInfo].
	Name string

	// Logger receives the errors and panics that nobody awaited, and the tasks
	// that ignore their cancellation. Nil is the logger of the scope around
	// this one, or else [slog.Default] at the time of logging.
	Logger *slog.Logger

	// Patience is how long a cancelled task may take, while somebody waits for
	// it, before it is named in the log with its stack. Zero is the patience of
	// the scope around this one, or else 5 seconds. Negative is for ever.
	Patience time.Duration
}

// Scope owns tasks. Whoever makes one with [NewScope] must call [Scope.Close];
// [Group] does both. All methods may be called from several goroutines.
type Scope struct {
	inner    context.Context // of the standard library, so that context.Cause works
	cancel   context.CancelCauseFunc
	name     string
	logger   *slog.Logger
	patience time.Duration
	tree     *tree
	parent   *Scope // the scope around this one, or nil
	group    *group // the group that this scope is part of, or nil
	started  int64  // nanoseconds since 1970
	wait     waiter // of the goroutine that made the scope

	mu        sync.Mutex // guards what follows, and the state of the scope's tasks
	live      taskList
	lost      taskList // ended with an error that nobody awaited so far
	idle      chan struct{}
	nLive     int32
	nLost     int32
	stopped   bool // by Cancel, Close or the group itself, not by the parent
	closed    bool
	abandoned bool // a Close gave up: the last task settles the scope

	children   *Scope // the newest
	next, prev *Scope // siblings, guarded by parent.mu
}

// NewScope makes a scope whose context ends with parent. When parent comes from
// another scope or one of its tasks, the new scope is shown below that one by
// [Scope.All], and takes its logger and patience unless o has its own; it is
// not closed by it. NewScope allocates 4 times, or 3 times inside another
// scope.
func NewScope(parent context.Context, o ScopeOptions) *Scope {
	s := new(Scope)
	s.init(parent, o)
	return s
}

func (s *Scope) init(parent context.Context, o ScopeOptions) {
	s.inner, s.cancel = context.WithCancelCause(parent)
	s.name, s.logger, s.patience = o.Name, o.Logger, o.Patience
	s.started = time.Now().UnixNano()
	if s.parent = ScopeOf(parent); s.parent != nil {
		s.tree = s.parent.tree
		if s.logger == nil {
			s.logger = s.parent.logger
		}
		if s.patience == 0 {
			s.patience = s.parent.patience
		}
		s.parent.adopt(s)
		return
	}
	s.tree = new(tree)
	if s.patience == 0 {
		s.patience = patience
	}
}

// ScopeOf returns the scope that ctx comes from: the one whose task runs with
// ctx, or whose Context it is. It is nil when there is none.
func ScopeOf(ctx context.Context) *Scope {
	s, _ := ctx.Value(scopeKey{}).(*Scope)
	return s
}

// Scope returns s, so that a scope is its own [Owner].
func (s *Scope) Scope() *Scope { return s }

// Name returns the name given in [ScopeOptions].
func (s *Scope) Name() string { return s.name }

// Context returns the scope's context, for what its owner does itself. It ends
// when the scope is cancelled or closed, or its parent ends; [context.Cause]
// tells which.
func (s *Scope) Context() context.Context { return (*scopeContext)(s) }

// Live returns the number of tasks that have not ended. It is 0 after a Close
// that returned without giving up.
func (s *Scope) Live() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return int(s.nLive)
}

// Cancel ends the context of the scope and of its tasks with cause, which is
// [context.Canceled] when nil. It does not wait, and the scope stays open: a
// task started later runs with a context that has already ended. Only the first
// cause counts.
func (s *Scope) Cancel(cause error) {
	s.mu.Lock()
	s.stopped = true
	s.mu.Unlock()
	s.cancel(cause)
}

func (s *Scope) log() *slog.Logger {
	if s.logger != nil {
		return s.logger
	}
	return slog.Default()
}

// adopt and orphan keep the tree of scopes, which exists for [Scope.All].
func (s *Scope) adopt(child *Scope) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if child.next = s.children; child.next != nil {
		child.next.prev = child
	}
	s.children = child
}

func (s *Scope) orphan(child *Scope) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.children == child:
		s.children = child.next
	case child.prev != nil:
		child.prev.next = child.next
	}
	if child.next != nil {
		child.next.prev = child.prev
	}
	child.next, child.prev = nil, nil
}
