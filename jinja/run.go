package jinja

import (
	"context"
	"io"
	"math"
	"sync"
)

// run is one rendering. It belongs to one goroutine.
type run struct {
	env *Environment
	ctx context.Context
	// out is what was rendered and not written yet. A capture (a macro, a set block)
	// takes what it added off its end.
	out      []byte
	w        io.Writer // nil: everything stays in out
	flushAt  int       // the length of out at which something must happen: a write, or the sandbox's end
	captures int       // how many are open: while there is one nothing is written
	frame    *frame    // the innermost
	depth    int

	// stack holds the slots of frames and the arguments of calls. What grows it moves it:
	// those that have a part of it keep the part that they have.
	stack     []value
	frames    []*frame // for use again
	argsFree  []*args
	scopeFree []*scope
	modules   map[*Template]*module // those that were imported without context

	limits *limits  // of the sandbox; nil: none
	steps  int      // until the context is looked at
	ends   []func() // what finish calls, the last first
	reprs  []object // whose repr is being made, the outermost first
}

// frame is one call of a function of a template: its body, a block, a macro.
type frame struct {
	r        *run
	slots    []value
	outer    *frame // of the function around a macro
	caller   *frame
	scope    *scope    // Jinja2's context
	code     *code     // what runs
	at       pos       // of the statement or the expression that runs
	line     int32     // of the statement, for errors
	parent   *Template // that the template extends; nil: none by now
	parentAt pos       // of the extends
	how      string    // why a template's top level runs: "include"
}

const (
	// flushSize is how much a stream writes at once.
	flushSize = 4 << 10
	// maxOpen is how many calls of macros, blocks, includes and loops may be open.
	maxOpen = 800
	// stepsBetween is how many turns of loops pass between two looks at the context.
	stepsBetween = 1 << 12
	// keptOutput is the largest buffer that a finished rendering leaves for the next.
	keptOutput = 1 << 20
)

var runs = sync.Pool{New: func() any { return &run{} }}

func newRun(ctx context.Context, env *Environment, w io.Writer) *run {
	r := runs.Get().(*run)
	r.env, r.ctx, r.w = env, ctx, w
	r.steps = stepsBetween
	if s := env.config.Sandbox; s != nil {
		r.limits = s.limits()
	}
	r.setFlush()
	return r
}

// end gives r back. A rendering that panicked is not given back: its parts may be in use.
func (r *run) end() {
	clear(r.stack[:cap(r.stack)])
	for _, f := range r.frames {
		*f = frame{}
	}
	for _, a := range r.argsFree {
		*a = args{}
	}
	out := r.out[:0]
	if cap(out) > keptOutput {
		out = nil
	}
	*r = run{out: out, stack: r.stack[:0], frames: r.frames, argsFree: r.argsFree, scopeFree: r.scopeFree}
	runs.Put(r)
}

// autoescape tells whether the template that runs escapes now.
func (r *run) autoescape() bool { return r.frame.scope.eval.autoescape }

// setFlush sets the length at which out is looked at again.
func (r *run) setFlush() {
	r.flushAt = math.MaxInt
	if r.w != nil && r.captures == 0 {
		r.flushAt = flushSize
	}
	if r.limits != nil {
		r.flushAt = min(r.flushAt, r.limits.output-r.limits.written+1)
	}
}

// full is called when out has reached flushAt.
func (r *run) full() {
	if l := r.limits; l != nil && l.written+len(r.out) > l.output {
		panic(errorf(kindSecurityError, "the output is larger than the sandbox's limit of %d bytes", l.output))
	}
	if r.w != nil && r.captures == 0 {
		r.flush()
	}
}

// flush writes what was rendered.
func (r *run) flush() {
	if len(r.out) == 0 {
		return
	}
	if _, err := r.w.Write(r.out); err != nil {
		panic(&Error{Kind: kindWrite, Message: "the page could not be written: " + err.Error(), Err: err})
	}
	if r.limits != nil {
		r.limits.written += len(r.out)
	}
	r.out = r.out[:0]
	r.setFlush()
}

// capture begins to take what is rendered from here on; captured ends it.
func (r *run) capture() (start int) {
	r.captures++
	r.setFlush()
	return len(r.out)
}

func (r *run) captured(start int) string {
	s := string(r.out[start:])
	r.spend(text(s))
	r.out = r.out[:start]
	r.captures--
	r.setFlush()
	return s
}

// step counts n turns of loops against the sandbox's limit, and ends the rendering when
// its context has ended.
func (r *run) step(n int) {
	r.steps -= n
	if r.limits != nil {
		if r.limits.iterations -= n; r.limits.iterations < 0 {
			panic(errorf(kindSecurityError, "the loops turn more often than the sandbox allows"))
		}
		if r.steps&15 == 0 {
			r.tick()
		}
	}
	if r.steps <= 0 {
		r.steps = stepsBetween
		r.alive()
	}
}

// count is called for a turn of a loop that took the last of r.steps, and for each in a
// sandbox.
func (r *run) count() {
	r.steps++
	r.step(1)
}

// alive ends the rendering when its context has ended, or the sandbox's time.
func (r *run) alive() {
	if r.ctx != nil {
		if err := context.Cause(r.ctx); err != nil {
			panic(&Error{Kind: kindCancelled, Message: "the rendering was cancelled: " + err.Error(), Err: err})
		}
	}
	r.tick()
}

// maxAtOnce is how many bytes a value may have that an operation makes at once.
const maxAtOnce = 1 << 30

// room is asked before n bytes are made at once: the sandbox's limit of the output counts
// them, and without a sandbox a gibibyte is too much.
func (r *run) room(n int) {
	if l := r.limits; l != nil && n > l.output {
		panic(errorf(kindSecurityError, "a value of %d bytes is larger than the sandbox's limit of %d", n, l.output))
	}
	if n > maxAtOnce || n < 0 {
		panic(errorf(kindMemoryError, "a value of %d bytes is too large", n))
	}
}

// growing is asked while a value is made whose size is known only in the end: it has n bytes
// by now.
func (r *run) growing(n int) {
	if n > 1<<16 {
		r.room(n)
	}
}

// beforeWait sends what a stream has rendered, since what comes next may wait.
func (r *run) beforeWait() {
	if r.w != nil && r.captures == 0 {
		r.flush()
	}
}

// lookup is the variable of that name where the template is now.
func (r *run) lookup(name string) (value, bool) {
	v := r.frame.scope.resolve(r, name)
	return v, !v.isMissing()
}

// push puts n empty values on the stack. pop takes them off again: all that was pushed
// after them is off by then.
func (r *run) push(n int) []value {
	base := len(r.stack)
	if base+n <= cap(r.stack) {
		r.stack = r.stack[:base+n]
		s := r.stack[base : base+n : base+n]
		clear(s)
		return s
	}
	grown := make([]value, base+n, max(2*cap(r.stack), base+n, 64))
	copy(grown, r.stack)
	r.stack = grown
	return grown[base : base+n : base+n]
}

func (r *run) pop(n int) { r.stack = r.stack[:len(r.stack)-n] }

// enter begins a call of c, and leave ends it. outer is what [frame.closure] gave.
func (r *run) enter(c *code, s *scope, outer *frame) *frame {
	if r.depth++; r.depth > maxOpen {
		panic(errorf(kindRecursion, "maximum recursion depth exceeded: %d templates, blocks and macros are open", maxOpen))
	}
	if r.depth&15 == 0 || r.limits != nil {
		r.alive()
	}
	var f *frame
	if n := len(r.frames); n > 0 && !c.captured {
		f = r.frames[n-1]
		r.frames = r.frames[:n-1]
	} else {
		f = &frame{}
	}
	f.r, f.outer, f.caller, f.scope, f.code = r, outer, r.frame, s, c
	f.at, f.line, f.parent, f.how = c.pos, c.pos.line, nil, ""
	if c.captured {
		f.slots = make([]value, c.slots)
	} else {
		f.slots = r.push(c.slots)
	}
	r.frame = f
	return f
}

// closure is f for a function within it that may outlive it: nil where that reads nothing of f,
// which may be in use for another call by then.
func (f *frame) closure() *frame {
	if f.code.captured {
		return f
	}
	return nil
}

func (r *run) leave(f *frame) {
	r.depth--
	r.frame = f.caller
	if !f.code.captured {
		r.pop(f.code.slots)
		r.frames = append(r.frames, f) // enter sets all of it
	}
}

// takeArgs and freeArgs keep the arguments of calls off the heap. What is taken has still
// what it had.
func (r *run) takeArgs() *args {
	if n := len(r.argsFree); n > 0 {
		a := r.argsFree[n-1]
		r.argsFree = r.argsFree[:n-1]
		return a
	}
	return &args{}
}

func (r *run) freeArgs(a *args) { r.argsFree = append(r.argsFree, a) }

// filterFunc is a filter: it gets the value in front of the bar and the arguments in
// parentheses.
type filterFunc func(r *run, in value, a *args) value

// testFunc is a test, likewise.
type testFunc func(r *run, in value, a *args) bool

// function is a Go function as a global of templates.
type function struct {
	name string
	f    func(r *run, a *args) value
}

func (*function) typeName() string             { return "function" }
func (f *function) call(r *run, a *args) value { return f.f(r, a) }

// templateName is the name of the template that runs.
func (r *run) templateName() string { return r.frame.code.t.name }
