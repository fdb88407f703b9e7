package jinja

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"runtime"
	"slices"
	"strings"
)

// Func is what can be a filter, a test or a global of an application: any Go function. It
// is checked when it is registered.
//
// Its parameters are, in this order: a [context.Context], the rendering's, if it is the
// first; a [*Call], if it is the next; what the template gives; and a [Kwargs] at last,
// or in front of a variadic parameter, which takes the keyword arguments. What the template gives can be
//
//   - string: a str or a Markup; [Markup]: a Markup, or a str, which is escaped;
//   - bool, ints and floats: the number, where the type can hold it exactly;
//   - any: a string, Markup, int64, float64, bool, nil, *big.Int, []any, [Tuple], [*Dict],
//     or the application's own value; nil for what is undefined;
//   - []T, map[string]T: any list, tuple, dict or Go value with such elements;
//   - any other type: a Go value that is assignable to it, or a pointer to one.
//
// The last of them can be variadic. What is undefined is an UndefinedError for all but any.
//
// It returns nothing, which is None, a T, an error, or a T and an error. The error ends the
// rendering, whose [Error] has it as its Err.
type Func = any

// Kwargs takes the keyword arguments of a Go function that templates call, as its last
// parameter or the one in front of a variadic parameter.
type Kwargs map[string]any

// Call tells a Go function about the place in a template that calls it. It is valid until
// the function returns.
type Call struct{ r *run }

// Autoescape tells whether the template escapes where the function is called.
func (c *Call) Autoescape() bool { return c.r.autoescape() }

// Var returns the variable of that name where the function is called.
func (c *Call) Var(name string) (any, bool) {
	v, is := c.r.lookup(name)
	if !is {
		return nil, false
	}
	return toAny(c.r, v), true
}

// Template returns the name of the template that calls the function.
func (c *Call) Template() string { return c.r.templateName() }

// given are the arguments of a call of a Go function: in front of those in parentheses
// stands the value that a filter or a test is for.
type given struct {
	name  string // of the function, for messages; "": it is asked for its own
	f     any
	in    value // missing: there is none
	a     *args
	count int
}

func newGiven(name string, f any, in value, a *args) given {
	g := given{name: name, f: f, in: in, a: a, count: len(a.pos)}
	if !in.isMissing() {
		g.count++
	}
	return g
}

func (g given) at(i int) value {
	if g.in.isMissing() {
		return g.a.pos[i]
	}
	if i == 0 {
		return g.in
	}
	return g.a.pos[i-1]
}

// goCall is a Go function that is ready to be called.
type goCall func(r *run, g given) value

// goFunction makes a function of a Go function; the error says what it cannot be.
func goFunction(name string, f any) (*function, error) {
	if own, is := f.(*function); is {
		return own, nil
	}
	call, err := planCall("the global "+name, f)
	if err != nil {
		return nil, err
	}
	return &function{name: name, f: func(r *run, a *args) value {
		r.allowCall(f, name)
		g := newGiven(name, f, value{}, a)
		return call(r, g)
	}}, nil
}

// goFilter makes a filter of a Go function, whose first parameter gets the value in front
// of the bar.
func goFilter(name string, f any) (filterFunc, error) {
	call, err := planCall("the filter "+name, f)
	if err != nil {
		return nil, err
	}
	if templateParameters(reflect.TypeOf(f)) == 0 {
		return nil, fmt.Errorf("jinja: the filter %s is a %T, which has no parameter for the value in front of the bar: give it one", name, f)
	}
	return func(r *run, in value, a *args) value {
		r.allowCall(f, name)
		g := newGiven(name, f, in, a)
		return call(r, g)
	}, nil
}

// goTest makes a test of a Go function, which returns a bool, or a bool and an error.
func goTest(name string, f any) (testFunc, error) {
	call, err := planCall("the test "+name, f)
	if err != nil {
		return nil, err
	}
	t := reflect.TypeOf(f)
	if t.NumOut() == 0 || t.Out(0).Kind() != reflect.Bool {
		return nil, fmt.Errorf("jinja: the test %s is a %T: a test returns a bool, or a bool and an error", name, f)
	}
	if templateParameters(t) == 0 {
		return nil, fmt.Errorf("jinja: the test %s is a %T, which has no parameter for the value that is tested: give it one", name, f)
	}
	return func(r *run, in value, a *args) bool {
		r.allowCall(f, name)
		g := newGiven(name, f, in, a)
		return atHeart(call(r, g)).bool()
	}, nil
}

// templateParameters counts the parameters that a template gives something to.
func templateParameters(t reflect.Type) int {
	first, kwargs := ownParameters(t, 0)
	n := t.NumIn() - first
	if kwargs >= 0 {
		n--
	}
	return n
}

// ownParameters tells which is the first parameter after from that is neither the context
// nor the *Call, and which is the Kwargs; -1: there is none.
func ownParameters(t reflect.Type, from int) (first, kwargs int) {
	first, kwargs = from, t.NumIn()-1
	if first <= kwargs && t.In(first) == contextType {
		first++
	}
	if first <= kwargs && t.In(first) == callType {
		first++
	}
	if t.IsVariadic() {
		kwargs--
	}
	if kwargs < first || t.In(kwargs) != kwargsType {
		kwargs = -1
	}
	return first, kwargs
}

var (
	callType   = reflect.TypeFor[*Call]()
	kwargsType = reflect.TypeFor[Kwargs]()
)

// planCall checks a function and plans how it is called. name is for errors: "the filter f".
func planCall(name string, f any) (goCall, error) {
	v := reflect.ValueOf(f)
	switch {
	case f == nil || v.Kind() != reflect.Func:
		return nil, fmt.Errorf("jinja: %s is a %T: a function is expected", name, f)
	case v.IsNil():
		return nil, fmt.Errorf("jinja: %s is a nil %T: a function is expected", name, f)
	}
	if call := directCall(f); call != nil {
		return call, nil
	}
	plan, err := planOf(name, v.Type(), 0)
	if err != nil {
		return nil, err
	}
	return func(r *run, g given) value { return plan.call(r, v, reflect.Value{}, g) }, nil
}

// hostCall calls a Go function that the application's data has; false: x is none.
func hostCall(r *run, x any, a *args) (value, bool) {
	h := hostTypeOf(reflect.TypeOf(x))
	if h.shape != shapeFunc {
		return value{}, false
	}
	box := r.env.config.Sandbox
	if box != nil && (box.Call == nil || !box.Call(x, "")) {
		panic(notCallable(r, value{ref: x}))
	}
	g := newGiven("", x, value{}, a)
	if call := directCall(x); call != nil {
		return call(r, g), true
	}
	plan, err := h.plan()
	if err != nil {
		panic(errorf(kindTypeError, "%s", err))
	}
	return plan.call(r, reflect.ValueOf(x), reflect.Value{}, g), true
}

// allowCall asks the sandbox about a function of the Config.
func (r *run) allowCall(f any, name string) {
	if box := r.env.config.Sandbox; box != nil && box.Call != nil && !box.Call(f, name) {
		panic(errorf(kindSecurityError, "<function %s> is not safely callable", name))
	}
}

func notCallable(r *run, v value) *Error {
	return errorf(kindSecurityError, "%s is not safely callable", reprOf(r, v))
}

// goMethod is a method of a Go type. Where it belongs to pointers and the values are none
// it gets a pointer to a copy.
func goMethod(h *hostType, m reflect.Method, copied bool) *hostMethod {
	name := h.name() + "." + m.Name
	plan, err := planOf(name, m.Type, 1)
	made := &hostMethod{owner: h.name(), name: m.Name}
	made.call = func(r *run, x any, a *args) value {
		box := r.env.config.Sandbox
		if box != nil && (box.Call == nil || !box.Call(x, m.Name)) {
			panic(notCallable(r, value{ref: &goBound{made, x}}))
		}
		if err != nil {
			panic(errorf(kindTypeError, "%s", err))
		}
		if copied {
			x = addressOf(x)
		}
		return plan.call(r, m.Func, reflect.ValueOf(x), newGiven(name, nil, value{}, a))
	}
	return made
}

// goError is the error with which a Go function ends the rendering. One of this package's, of
// a rendering of the function's own, keeps its place; it is copied, since the application may
// have kept it.
func goError(err error) *Error {
	if inner, is := errors.AsType[*Error](err); is {
		own := *inner
		own.passedOn = true
		own.Chain = slices.Clone(own.Chain)
		if err != error(inner) {
			own.Err = err
		}
		return &own
	}
	return &Error{Kind: kindGoError, Message: err.Error(), Err: err}
}

// called is the function's name.
func (g given) called() string {
	if g.name != "" {
		return g.name
	}
	name := runtime.FuncForPC(reflect.ValueOf(g.f).Pointer()).Name()
	return strings.TrimSuffix(name[strings.LastIndexByte(name, '.')+1:], "-fm")
}

func (g given) noKeywords() {
	if len(g.a.names) > 0 {
		panic(errorf(kindTypeError, "%s() takes no keyword arguments", g.called()))
	}
}

// exactly is Python's TypeError unless there are n arguments.
func (g given) exactly(n int) {
	if g.count != n || len(g.a.names) > 0 {
		g.noKeywords()
		panic(errorf(kindTypeError, "%s() takes %s but %d %s given", g.called(), plural(n, "argument"), g.count, were(g.count)))
	}
}

func were(n int) string {
	if n == 1 {
		return "was"
	}
	return "were"
}

// waiting is the rendering's context, for a function that may wait.
func (r *run) waiting() context.Context {
	r.wait()
	return r.ctx
}
