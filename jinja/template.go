package jinja

import (
	"context"
	"io"
	"strconv"
	"sync/atomic"
)

// Template is a template, compiled. It is immutable and safe for concurrent use.
type Template struct {
	env        *Environment
	name, file string
	source     string
	changed    func() bool
	autoescape bool // of its name
	root       *code
	top        []exec // of root, what sets something or extends: all that a block alone needs
	blocks     []*code
	table      *blockTable
	// constant says that an import without context always gives the same, which is shared
	// once it is made.
	constant bool
	shared   atomic.Pointer[module]
}

// Name is the template's name; "" when it was given as text.
func (t *Template) Name() string { return t.name }

// File is where the template came from; "" when that is nowhere.
func (t *Template) File() string { return t.file }

// Blocks are the names of the blocks that the template itself has, in their order.
func (t *Template) Blocks() []string {
	names := make([]string, len(t.blocks))
	for i, b := range t.blocks {
		names[i] = b.block
	}
	return names
}

// named is the template's name as Python has it: None for a text.
func (t *Template) named() value {
	if t.name == "" {
		return none
	}
	return text(t.name)
}

// run renders t with s, and its parents. how is what asked for it, for an error's chain:
// "include", "import", "extends".
func (t *Template) run(r *run, s *scope, how string) {
	f := r.enter(t.root, s, nil)
	f.how = how
	runAll(t.root.body, f)
	if f.parent != nil {
		f.line, f.at = f.parentAt.line, f.parentAt
		f.parent.run(r, s, "extends")
	}
	r.leave(f)
}

// Render renders the page. Errors are [*Error]s.
func (t *Template) Render(ctx context.Context, data Map) (page string, err error) {
	err = t.rendering(ctx, nil, func(r *run) {
		t.run(r, r.page(t, data), "")
		page = string(r.out)
	})
	return page, err
}

// RenderTo renders the whole page before it writes it at once: an error leaves w as it was.
func (t *Template) RenderTo(ctx context.Context, w io.Writer, data Map) error {
	return t.rendering(ctx, nil, func(r *run) {
		t.run(r, r.page(t, data), "")
		r.w = w
		r.flush()
	})
}

// Stream writes the page while it is made: in pieces of at least 4 KiB, and before each
// call of a function of the application that takes a context, as well as before each value
// of an iter.Seq or a channel, since these may wait. A macro's and a set block's output is
// written when it is complete.
func (t *Template) Stream(ctx context.Context, w io.Writer, data Map) error {
	return t.rendering(ctx, w, func(r *run) {
		t.run(r, r.page(t, data), "")
		r.flush()
	})
}

// Block renders one block as it is in the page: with the names that the template sets at
// its top level, and as the template's parents have it if it has none of that name. The
// rest of the page is not rendered.
func (t *Template) Block(ctx context.Context, name string, data Map) (fragment string, err error) {
	err = t.rendering(ctx, nil, func(r *run) {
		s := r.page(t, data)
		// The top level runs for what it sets and whom it extends.
		for at := t; at != nil; {
			f := r.enter(at.root, s, nil)
			start := r.capture()
			runAll(at.top, f)
			r.captured(start)
			at = f.parent
			r.leave(f)
		}
		stack := s.blocks.stack(name)
		if stack == nil {
			panic(errorf(kindRuntimeError, "there is no block %q in the template %q; it has %q", name, t.name, s.blocks.names))
		}
		r.runBlock(stack[0], s)
		fragment = string(r.out)
	})
	return fragment, err
}

// page is the scope of a page.
func (r *run) page(t *Template, data Map) *scope {
	s := r.newScope(t)
	s.data = data
	return s
}

// rendering runs f with a run of its own, and returns the error that f panicked with, with
// where it happened. The run of a rendering that failed is not used again.
func (t *Template) rendering(ctx context.Context, w io.Writer, f func(r *run)) error {
	r := newRun(ctx, t.env, w)
	if err := r.guarded(func() { f(r) }); err != nil {
		return err
	}
	r.end()
	return nil
}

// guarded runs f and returns the error that it panicked with, with where it happened. The
// iterators of the application that f began are told of the end, whatever it is.
func (r *run) guarded(f func()) error {
	defer r.finish()
	if err := attempt(f); err != nil {
		r.locate(err)
		return err
	}
	return nil
}

// locate says where the rendering was when err ended it.
func (r *run) locate(err *Error) {
	f := r.frame
	if f == nil {
		return
	}
	inner := f.what()
	if err.Line == 0 {
		t := f.code.t
		err.Template, err.File, err.Source = t.name, t.file, t.source
		err.Line = int(f.line)
		err.At = Position{int(f.at.line), int(f.at.col)}
		if f.at.line < f.line {
			err.At = Position{int(f.line), 0}
		} else {
			err.At = placeIn(t.source, err.At)
		}
		f = f.caller
	} else {
		verb := "include "
		if err.passedOn {
			verb = "render "
		}
		inner = verb + strconv.Quote(err.Template)
	}
	for ; f != nil; f = f.caller {
		t := f.code.t
		err.Chain = append(err.Chain, Step{What: inner, Template: t.name, File: t.file, Line: int(f.line)})
		inner = f.what()
	}
}

// what is what f renders, and who asked for it.
func (f *frame) what() string {
	if f.code.what != "" {
		return f.code.what
	}
	return f.how + " " + strconv.Quote(f.code.t.name)
}
