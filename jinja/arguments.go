package jinja

import (
	"context"
	"iter"
	"slices"
)

// Arguments are what a template calls a [NewFunction] with. They are valid until the
// function returns.
type Arguments struct {
	r    *run
	args *args
	name string
}

// NewFunction makes a function for templates that gets its arguments as they are, keyword
// arguments in their order: what a Go function with named parameters and [Kwargs] cannot
// have. The call does not send what a stream has rendered so far. The result and the error
// are as those of any function of the application.
func NewFunction(name string, f func(a *Arguments) (any, error)) any {
	return &function{name: name, f: func(r *run, given *args) value {
		r.allowCall(f, name)
		result, err := f(&Arguments{r, given, name})
		if err != nil {
			panic(goError(err))
		}
		return fromAny(result)
	}}
}

// Context returns the context of the rendering.
func (a *Arguments) Context() context.Context { return a.r.ctx }

// Bind returns the arguments in the order of params, the first of which must be given. One
// that was not given is nil. Arguments that do not fit end the rendering with Python's
// TypeError.
func (a *Arguments) Bind(required int, params ...string) []any {
	s := signature{name: a.name, params: params, required: required}
	to := make([]value, len(params))
	s.bind(a.args, 0, to)
	bound := make([]any, len(params))
	for i, v := range to {
		if !v.isMissing() {
			bound[i] = toAny(a.r, v)
		}
	}
	return bound
}

// BindFirst is Bind for a function that takes any other keyword arguments beside params:
// [Arguments.Named] has them.
func (a *Arguments) BindFirst(required int, params ...string) []any {
	own, rest := &args{pos: a.args.pos}, &args{}
	for i, name := range a.args.names {
		to := rest
		if slices.Contains(params, name) {
			to = own
		}
		to.names, to.named = append(to.names, name), append(to.named, a.args.named[i])
	}
	bound := (&Arguments{a.r, own, a.name}).Bind(required, params...)
	a.args = rest
	return bound
}

// Named returns the keyword arguments in their order.
func (a *Arguments) Named() iter.Seq2[string, any] {
	return func(yield func(string, any) bool) {
		for i, name := range a.args.names {
			if !yield(name, toAny(a.r, a.args.named[i])) {
				return
			}
		}
	}
}

// Truth reports whether the argument, as Bind has returned it, is true as Python tells.
func (a *Arguments) Truth(v any) bool { return truth(a.r, fromAny(v)) }
