package jinja

import (
	"fmt"
	"reflect"
)

// callPlan is how a Go function is called through reflection.
type callPlan struct {
	context   bool
	caller    bool // it takes a *Call
	kwargs    bool
	variadic  bool
	params    []parameter // of what the template gives; the last is the variadic's element
	result    reader
	hasResult bool
	hasError  bool
}

// parameter is one that a template gives something to.
type parameter struct {
	t    reflect.Type
	to   converter
	want string // in Python's words
}

// planOf plans the calls of functions of type t; receivers counts the parameters in front
// that are no arguments. name is for the error.
func planOf(name string, t reflect.Type, receivers int) (*callPlan, error) {
	p := &callPlan{}
	first, kwargs := ownParameters(t, receivers)
	p.context = first > receivers && t.In(receivers) == contextType
	p.caller = first > receivers && t.In(first-1) == callType
	p.kwargs = kwargs >= 0
	p.variadic = t.IsVariadic()
	for i := first; i < t.NumIn(); i++ {
		if i == kwargs {
			continue
		}
		in := t.In(i)
		if p.variadic && i == t.NumIn()-1 {
			in = in.Elem()
		}
		to, want, err := converterFor(in)
		if err != nil {
			return nil, fmt.Errorf("jinja: parameter %d of %s, %s, is a %s: %w", i+1-receivers, name, t, in, err)
		}
		p.params = append(p.params, parameter{in, to, want})
	}
	if err := p.results(name, t); err != nil {
		return nil, err
	}
	return p, nil
}

func (p *callPlan) results(name string, t reflect.Type) error {
	switch n := t.NumOut(); {
	case n == 0:
	case n == 1 && t.Out(0) == errorType:
		p.hasError = true
	case n == 1:
		p.hasResult, p.result = true, readerOf(t.Out(0))
	case n == 2 && t.Out(1) == errorType:
		p.hasResult, p.hasError, p.result = true, true, readerOf(t.Out(0))
	case n == 2:
		return fmt.Errorf("jinja: %s, %s, has two results, and the second is a %s: make it an error", name, t, t.Out(1))
	default:
		return fmt.Errorf("jinja: %s, %s, has %d results: a function returns nothing, a value, an error, or a value and an error", name, t, n)
	}
	return nil
}

// call calls fn, with its receiver if it is a method.
func (p *callPlan) call(r *run, fn, receiver reflect.Value, g given) value {
	p.check(g)
	var few [6]reflect.Value
	in := few[:0]
	if receiver.IsValid() {
		in = append(in, receiver)
	}
	if p.context {
		in = append(in, reflect.ValueOf(r.waiting()))
	}
	if p.caller {
		in = append(in, reflect.ValueOf(&Call{r}))
	}
	fixed := p.fixed()
	for i := range g.count {
		if p.kwargs && i == fixed {
			in = append(in, reflect.ValueOf(keywords(r, g.a)))
		}
		param := &p.params[min(i, len(p.params)-1)]
		v := g.at(i)
		converted, is := param.to(r, v)
		if !is {
			panic(g.wrong(r, i, param.want, v))
		}
		in = append(in, converted)
	}
	if p.kwargs && g.count == fixed {
		in = append(in, reflect.ValueOf(keywords(r, g.a)))
	}
	return p.take(fn.Call(in))
}

// fixed is how many arguments there must be at least.
func (p *callPlan) fixed() int {
	if p.variadic {
		return len(p.params) - 1
	}
	return len(p.params)
}

// check is Python's TypeError where the arguments are too few or too many.
func (p *callPlan) check(g given) {
	if !p.kwargs {
		g.noKeywords()
	}
	most, least := len(p.params), p.fixed()
	if g.count >= least && (p.variadic || g.count <= most) {
		return
	}
	atLeast := ""
	if p.variadic {
		atLeast = "at least "
	}
	panic(errorf(kindTypeError, "%s() takes %s%s but %d %s given", g.called(), atLeast, plural(least, "argument"), g.count, were(g.count)))
}

func keywords(r *run, a *args) Kwargs {
	named := make(Kwargs, len(a.names))
	for i, name := range a.names {
		named[name] = toAny(r, a.named[i])
	}
	return named
}

func (p *callPlan) take(out []reflect.Value) value {
	if p.hasError {
		if err, is := out[len(out)-1].Interface().(error); is {
			panic(goError(err))
		}
	}
	if p.hasResult {
		return p.result.from(out[0])
	}
	return none
}
