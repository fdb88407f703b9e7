package gourd

import (
	"slices"
	"sync"
	"sync/atomic"
)

// Signal tells those who have connected to it that something has happened, whoever they
// are: what blinker is to Flask. Receivers run one after another, in the order in which
// they connected, on the goroutine of the sender; what they return is nothing, and a
// panic of theirs is the sender's. The zero Signal is ready, and costs next to nothing as
// long as nobody is connected.
type Signal[T any] struct {
	mu        sync.Mutex
	receivers atomic.Pointer[[]*func(T)]
}

// Connect has f called with each value that is sent, from now on and from any goroutine,
// until disconnect is called.
func (s *Signal[T]) Connect(f func(T)) (disconnect func()) {
	mustNotBeNil(f == nil, "the receiver of Connect")
	receiver := &f
	s.change(func(all []*func(T)) []*func(T) { return append(all, receiver) })
	return func() {
		s.change(func(all []*func(T)) []*func(T) {
			return slices.DeleteFunc(all, func(r *func(T)) bool { return r == receiver })
		})
	}
}

// change replaces the list with a changed copy; a send under way keeps the old one.
func (s *Signal[T]) change(f func([]*func(T)) []*func(T)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []*func(T)
	if old := s.receivers.Load(); old != nil {
		all = slices.Clone(*old)
	}
	if all = f(all); len(all) == 0 {
		s.receivers.Store(nil)
		return
	}
	s.receivers.Store(&all)
}

// Connected reports whether anybody would hear.
func (s *Signal[T]) Connected() bool { return s.receivers.Load() != nil }

// Send calls all receivers.
func (s *Signal[T]) Send(v T) {
	if all := s.receivers.Load(); all != nil {
		for _, f := range *all {
			(*f)(v)
		}
	}
}

// Signals are what an application tells of its requests, in the order in which Flask
// does. A receiver may read everything of the request; to change its course there are
// hooks.
type Signals struct {
	// RequestStarted is sent when the rule has been matched and before any hook.
	RequestStarted Signal[*Ctx]
	// GotRequestException is sent for an error that no error handler by type took and that
	// has no status, a panic too, before it is answered 500.
	GotRequestException Signal[RequestError]
	// RequestFinished is sent behind the after hooks, when the answer is complete and before
	// it is written.
	RequestFinished Signal[RequestAnswer]
	// RequestTearingDown is sent behind the teardown hooks. Err is what they get.
	RequestTearingDown Signal[RequestError]
	// BeforeRenderTemplate is sent before a page is rendered, and TemplateRendered behind it.
	BeforeRenderTemplate, TemplateRendered Signal[Rendering]
	// MessageFlashed is sent for each message that is flashed.
	MessageFlashed Signal[FlashedMessage]
}

// RequestError is a request with an error.
type RequestError struct {
	Ctx *Ctx
	Err error
}

// RequestAnswer is a request with its answer.
type RequestAnswer struct {
	Ctx      *Ctx
	Response *Response
}

// Rendering is a template with its data.
type Rendering struct {
	Ctx  *Ctx
	Name string // "" for a template that is given as text
	Data Map
}

// FlashedMessage is a message with its category.
type FlashedMessage struct {
	Ctx               *Ctx
	Message, Category string
}

// Signals returns the application's signals, to connect to them.
func (a *App) Signals() *Signals { return &a.signals }
