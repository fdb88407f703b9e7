package jinja

import (
	"context"
	"io"
)

// run is one rendering. It belongs to one goroutine.
type run struct {
	env *Environment
	ctx context.Context
	// out is what was rendered and not written yet. A capture (a macro, a set block)
	// takes what it added off its end.
	out      []byte
	w        io.Writer // nil: everything stays in out
	captures int       // how many are open: while there is one nothing is written
	frame    *frame    // the innermost
	depth    int
	reprs    []object // whose repr is being made, the outermost first
}

// frame is one call of a function of a template: its body, a block, a macro.
type frame struct {
	r      *run
	slots  []value
	outer  *frame // of the function around a macro
	caller *frame
	scope  *scope // Jinja2's context
	code   *code  // what runs
	at     pos    // of the statement or the expression that runs
	line   int32  // of the statement, for errors
}

// autoescape tells whether the template that runs escapes now.
func (r *run) autoescape() bool { return r.frame.scope.autoescape }

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

// step counts n turns of loops against the sandbox's limit, and ends the rendering when
// its context has ended.
func (r *run) step(n int) {}

// room is asked before n bytes are made at once: the sandbox's limit of the output counts
// them, and without a sandbox a gibibyte is too much.
func (r *run) room(n int) {
	if n > 1<<30 {
		panic(errorf("MemoryError", "a value of %d bytes is too large", n))
	}
}

// beforeWait sends what a stream has rendered, since what comes next may wait.
func (r *run) beforeWait() {}

// lookup is the variable of that name where the template is now.
func (r *run) lookup(name string) (value, bool) { return value{}, false }
