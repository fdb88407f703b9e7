package jinja

import (
	"slices"
	"sync/atomic"
)

// argsCode is the arguments of a call, compiled.
type argsCode struct {
	pos   []eval
	names []string
	named []eval
	star  eval
	stars eval
}

func (c *compiler) args(a *callArgs, p *place) *argsCode {
	for i, name := range a.names {
		if slices.Contains(a.names[:i], name) {
			c.fail(kindSyntaxError, a.named[i].where(), "keyword argument repeated: %s", name)
		}
	}
	code := &argsCode{pos: c.exprs(a.pos, p), names: a.names, named: c.exprs(a.named, p)}
	if a.star != nil {
		code.star = c.expr(a.star, p)
	}
	if a.stars != nil {
		code.stars = c.expr(a.stars, p)
	}
	return code
}

// begin evaluates the arguments of a call, which is at that place. [run.done] ends the call
// with what begin returned.
func (code *argsCode) begin(f *frame, at pos) (a *args, pushed int) {
	a = f.r.takeArgs()
	pushed = code.eval(f, a)
	f.at = at
	return a, pushed
}

// done gives back what begin took.
func (r *run) done(a *args, pushed int) {
	r.pop(pushed)
	r.freeArgs(a)
}

// eval evaluates the arguments into a, all of which it sets, and returns how many values they have on the stack,
// which the caller pops when the call is over.
func (code *argsCode) eval(f *frame, a *args) (pushed int) {
	if code.star != nil || code.stars != nil {
		code.evalUnpacked(f, a)
		return 0
	}
	pushed = len(code.pos) + len(code.named)
	if pushed == 0 {
		*a = args{}
		return 0
	}
	vals := f.r.push(pushed)
	for i, ev := range code.pos {
		vals[i] = ev(f)
	}
	n := len(code.pos)
	for i, ev := range code.named {
		vals[n+i] = ev(f)
	}
	a.pos, a.names, a.named = vals[:n:n], code.names, vals[n:]
	return pushed
}

// evalUnpacked is eval with *args and **kwargs, in the order in which Python evaluates
// them.
func (code *argsCode) evalUnpacked(f *frame, a *args) {
	*a = args{}
	for _, ev := range code.pos {
		a.pos = append(a.pos, ev(f))
	}
	if code.star != nil {
		v := code.star(f)
		if v.kind() != kindUndefined && !iterates(v) {
			panic(errorf(kindTypeError, "Value after * must be an iterable, not %s", typeName(v)))
		}
		a.pos = append(a.pos, items(f.r, v)...)
	}
	for i, ev := range code.named {
		a.names = append(a.names[:len(a.names):len(a.names)], code.names[i])
		a.named = append(a.named, ev(f))
	}
	if code.stars != nil {
		v := code.stars(f)
		for _, b := range keywordsOf(f.r, v) {
			if _, twice := a.keyword(b.name); twice {
				panic(errorf(kindTypeError, "got multiple values for keyword argument '%s'", b.name))
			}
			a.names = append(a.names[:len(a.names):len(a.names)], b.name)
			a.named = append(a.named, b.val)
		}
	}
}

// keywordsOf is what **v gives.
func keywordsOf(r *run, v value) []binding {
	if u := v.undefined(); u != nil {
		panic(u.fail(r))
	}
	if !isMapping(v) {
		panic(errorf(kindTypeError, "argument after ** must be a mapping, not %s", typeName(v)))
	}
	var list []binding
	for _, k := range items(r, v) {
		name, is := k.asText()
		if !is {
			panic(errorf(kindTypeError, "keywords must be strings"))
		}
		list = append(list, binding{name, itemOf(r, v, k)})
	}
	return list
}

// invocable is what renders when it is called: a macro, a block, a recursive loop. Its
// output can go where the page is, without a text in between.
type invocable interface {
	callable
	// safe tells whether what it renders is Markup for the template that calls it now.
	safe(r *run) bool
	// invoke renders to r.out.
	invoke(r *run, a *args)
}

// invoked is the call of an invocable whose text is wanted.
func invoked(r *run, i invocable, a *args) value {
	safe := i.safe(r)
	start := r.capture()
	i.invoke(r, a)
	s := r.captured(start)
	if safe {
		return markup(s)
	}
	return text(s)
}

// callee evaluates what is called. For a method that is built in, self is its receiver and
// m the method: no bound method is made.
type callee func(f *frame) (fn value, m *method, self value)

func (c *compiler) callee(n expr, p *place) callee {
	attr, is := n.(*getattrExpr)
	if !is || c.env.config.Sandbox != nil {
		fn := c.expr(n, p)
		return func(f *frame) (value, *method, value) { return fn(f), nil, value{} }
	}
	node, name, at := c.expr(attr.node, p), attr.name, attr.pos
	site := &hostSite{}
	var lastMethod atomic.Pointer[methodSeen]
	return func(f *frame) (value, *method, value) {
		v := node(f)
		f.at = at
		switch k := v.kind(); k {
		case kindHost:
			if name[0] != '_' {
				if x := site.get(f.r, v.ref, name); !x.isMissing() {
					return x, nil, value{}
				}
			}
		case kindText, kindMarkup, kindInt, kindFloat, kindList, kindTuple, kindDict:
			seen := lastMethod.Load()
			if seen == nil || seen.kind != k {
				seen = &methodSeen{k, methodOf(v, name)}
				lastMethod.Store(seen)
			}
			if seen.m != nil {
				return value{}, seen.m, v
			}
		}
		return getAttr(f.r, v, name), nil, value{}
	}
}

// methodSeen is the method that the last kind of receiver had.
type methodSeen struct {
	kind kind
	m    *method
}

func (c *compiler) call(n *callExpr, p *place) eval {
	fn, code, at := c.callee(n.fn, p), c.args(&n.args, p), n.pos
	return func(f *frame) value {
		callee, m, self := fn(f)
		r := f.r
		a, pushed := code.begin(f, at)
		var v value
		if m != nil {
			v = m.f(r, self, a)
		} else {
			v = callValue(r, callee, a)
		}
		r.done(a, pushed)
		return v
	}
}

// callValue is call with what this package calls most in front.
func callValue(r *run, fn value, a *args) value {
	if o, is := fn.ref.(invocable); is {
		return invoked(r, o, a)
	}
	return call(r, fn, a)
}

// callOut compiles a call whose result is printed. printed: it is in the page already.
// escape: what is not safe is escaped there.
func (c *compiler) callOut(n *callExpr, p *place, escape bool) func(f *frame) (v value, printed bool) {
	fn, code, at := c.callee(n.fn, p), c.args(&n.args, p), n.pos
	direct := c.env.config.Finalize == nil || !escape
	return func(f *frame) (v value, printed bool) {
		callee, m, self := fn(f)
		r := f.r
		a, pushed := code.begin(f, at)
		if m != nil {
			v = m.f(r, self, a)
		} else if o, is := callee.ref.(invocable); is && direct && (!escape || o.safe(r)) {
			o.invoke(r, a)
			printed = true
		} else {
			v = callValue(r, callee, a)
		}
		r.done(a, pushed)
		return v, printed
	}
}

// filter compiles "node|name(args)".
func (c *compiler) filter(n *filterExpr, p *place) eval {
	return c.filterCall(c.expr(n.node, p), n, p)
}

// filterNamed is the filter of n. In a branch one that does not exist fails when it is
// reached.
func (c *compiler) filterNamed(n *filterExpr, p *place) filterFunc {
	f := c.env.filters[n.name]
	if f == nil {
		c.unknown("filter", n.name, n.pos, p)
		name := n.name
		f = func(*run, value, *args) value {
			panic(errorf(kindRuntimeError, "No filter named '%s' found.", name))
		}
	}
	return f
}

// unknown fails for a filter or a test that does not exist, unless it may never be reached.
func (c *compiler) unknown(what, name string, at pos, p *place) {
	if c.lenient || p.soft {
		return
	}
	err := c.error(kindAssertionError, at, "No %s named '%s'.", what, name)
	err.Hint = c.env.nameHint(what, name)
	panic(err)
}

func (c *compiler) filterCall(node eval, n *filterExpr, p *place) eval {
	filter, code, at := c.filterNamed(n, p), c.args(&n.args, p), n.pos
	if len(n.args.pos) == 0 && len(n.args.named) == 0 && n.args.star == nil && n.args.stars == nil {
		empty := &args{}
		return func(f *frame) value {
			v := node(f)
			f.at = at
			return filter(f.r, v, empty)
		}
	}
	return func(f *frame) value {
		v := node(f)
		r := f.r
		a, pushed := code.begin(f, at)
		v = filter(r, v, a)
		r.done(a, pushed)
		return v
	}
}

// filterOf compiles a chain of filters whose innermost value is in a slot: the body of a
// filter block or a set block.
func (c *compiler) filterOf(n *filterExpr, p *place, slot int) eval {
	if n.node == nil {
		return c.filterCall(func(f *frame) value { return f.slots[slot] }, n, p)
	}
	if below, is := n.node.(*filterExpr); is {
		return c.filterCall(c.filterOf(below, p, slot), n, p)
	}
	return c.filter(n, p)
}

// test compiles "node is name(args)".
func (c *compiler) test(n *testExpr, p *place) eval {
	test := c.env.tests[n.name]
	if test == nil {
		c.unknown("test", n.name, n.pos, p)
		name := n.name
		test = func(*run, value, *args) bool {
			panic(errorf(kindRuntimeError, "No test named '%s' found.", name))
		}
	}
	node, code, at := c.expr(n.node, p), c.args(&n.args, p), n.pos
	return func(f *frame) value {
		v := node(f)
		r := f.r
		a, pushed := code.begin(f, at)
		is := test(r, v, a)
		r.done(a, pushed)
		return boolean(is)
	}
}
