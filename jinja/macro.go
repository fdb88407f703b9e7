package jinja

import "slices"

// macroCode is a macro or the body of a call block, compiled.
type macroCode struct {
	*code
	name      string
	anonymous bool // the body of a call block
	params    []string
	slots     []int  // of the parameters
	defaults  []eval // of each parameter; nil: none
	before    exec   // gets what the body reads from around it; nil: nothing
	// The slots of the special names, -1 where the body does not use them.
	caller, kwargs, varargs int
	explicitCaller          bool // caller is a parameter
}

// macro is a macro with the frame that it was made in: Jinja2's Macro.
type macro struct {
	m     *macroCode
	outer *frame
	scope *scope
}

var (
	_ invocable  = (*macro)(nil)
	_ attributed = (*macro)(nil)
)

func (*macro) typeName() string { return "Macro" }

func (m *macro) appendRepr(r *run, dst []byte) []byte {
	if m.m.anonymous {
		return append(dst, "<Macro anonymous>"...)
	}
	dst = append(dst, "<Macro "...)
	dst = appendRepr(r, dst, text(m.m.name))
	return append(dst, '>')
}

func (m *macro) attr(_ *run, name string) (value, bool) {
	switch name {
	case "name":
		if m.m.anonymous {
			return none, true
		}
		return text(m.m.name), true
	case "arguments":
		names := make([]value, len(m.m.params))
		for i, p := range m.m.params {
			names[i] = text(p)
		}
		return newTuple(names...), true
	case "catch_kwargs":
		return boolean(m.m.kwargs >= 0), true
	case "catch_varargs":
		return boolean(m.m.varargs >= 0), true
	case "caller":
		return boolean(m.m.caller >= 0), true
	case "explicit_caller":
		return boolean(m.m.explicitCaller), true
	}
	return value{}, false
}

// safe implements invocable: what a macro renders is Markup where its caller escapes.
func (m *macro) safe(r *run) bool { return r.autoescape() }

func (m *macro) call(r *run, a *args) value { return invoked(r, m, a) }

// invoke implements invocable.
func (m *macro) invoke(r *run, a *args) {
	c := m.m
	f := r.enter(c.code, m.scope, m.outer)
	n := len(c.params)
	for i := range min(n, len(a.pos)) {
		f.slots[c.slots[i]] = a.pos[i]
	}
	rest := 0
	for i, name := range a.names {
		if slot := m.slotOf(a, name); slot >= 0 {
			f.slots[slot] = a.named[i]
		} else {
			rest++
		}
	}
	if rest > 0 && c.kwargs < 0 || len(a.pos) > n && c.varargs < 0 {
		r.frame = f.caller // whose mistake it is
		panic(m.refusal(r, a))
	}
	if c.caller >= 0 && !c.explicitCaller {
		if v := f.slots[c.caller]; v.isMissing() || v.isNone() {
			f.slots[c.caller] = undefinedHint(r.env.config.Undefined, "No caller defined", "caller")
		}
	}
	if c.kwargs >= 0 {
		f.slots[c.kwargs] = fromObject(m.kwargs(r, a, rest))
	}
	if c.varargs >= 0 {
		var extra []value
		if len(a.pos) > n {
			extra = append(extra, a.pos[n:]...)
		}
		f.slots[c.varargs] = newTuple(extra...)
	}
	if c.before != nil {
		c.before(f)
	}
	for i, slot := range c.slots {
		if f.slots[slot].isMissing() {
			f.slots[slot] = c.defaults[i](f)
		}
	}
	runAll(c.body, f)
	r.leave(f)
}

// slotOf is where the keyword argument of that name goes; -1: it is none of the parameters.
func (m *macro) slotOf(a *args, name string) int {
	c := m.m
	for i := len(a.pos); i < len(c.params); i++ {
		if c.params[i] == name {
			return c.slots[i]
		}
	}
	if name == "caller" && !c.explicitCaller {
		return c.caller
	}
	return -1
}

// refusal is the error of arguments that the macro does not take.
func (m *macro) refusal(r *run, a *args) *Error {
	macro := reprOf(r, m.named())
	first, twoCallers := "", false
	for _, name := range a.names {
		if m.slotOf(a, name) >= 0 {
			continue
		}
		if first == "" {
			first = name
		}
		twoCallers = twoCallers || name == "caller"
	}
	switch {
	case m.m.kwargs >= 0 || first == "":
		return errorf(kindTypeError, "macro %s takes not more than %d argument(s)", macro, len(m.m.params))
	case twoCallers:
		return errorf(kindTypeError, "macro %s was invoked with two values for the special caller argument. This is most likely a bug.", macro)
	}
	return errorf(kindTypeError, "macro %s takes no keyword argument %s", macro, reprOf(r, text(first)))
}

func (m *macro) named() value {
	if m.m.anonymous {
		return none
	}
	return text(m.m.name)
}

// kwargs are the keyword arguments that are no parameters.
func (m *macro) kwargs(r *run, a *args, rest int) *Dict {
	d := newDict(rest)
	for i, name := range a.names {
		if m.slotOf(a, name) < 0 {
			d.set(r, text(name), a.named[i])
		}
	}
	return d
}

func (c *compiler) macroStmt(n *macroStmt, p *place) exec {
	m := c.macroBody(n.name, n.params, n.defaults, n.body, n.pos, p)
	set := c.target(&nameExpr{exprNode{n.pos}, n.name}, p)
	return func(f *frame) signal {
		set(f, fromObject(&macro{m: m, outer: f.closure(), scope: f.scope.keep()}))
		return next
	}
}

// macroBody compiles the function of a macro or a call block.
func (c *compiler) macroBody(name string, params []*nameExpr, defaults []expr, body []stmt, at pos, p *place) *macroCode {
	what := "macro " + name
	if name == "" {
		what = "call block"
	}
	in := p.within(c, what, at)
	m := &macroCode{name: name, anonymous: name == "", caller: -1, kwargs: -1, varargs: -1}
	for _, param := range params {
		if slices.Contains(m.params, param.name) {
			c.fail(kindSyntaxError, param.pos, "duplicate argument '%s' in macro definition", param.name)
		}
		m.params = append(m.params, param.name)
		m.slots = append(m.slots, in.sym.parameter(param.name).slot)
	}
	for _, d := range defaults {
		in.sym.expr(d)
	}
	in.sym.stmts(body)
	c.specialNames(m, defaults, body, at, in)
	in.sym.stmts(body)

	loops := c.loops
	c.line, c.loops = at.line, 0
	enter := c.enter(in)
	first := len(params) - len(defaults)
	for i, param := range params {
		if i >= first {
			m.defaults = append(m.defaults, c.expr(defaults[i-first], in))
			continue
		}
		m.defaults = append(m.defaults, constant(undefinedHint(c.env.config.Undefined,
			"parameter '"+param.name+"' was not provided", param.name)))
	}
	// What a default reads is there before it is evaluated.
	if len(enter) > 0 {
		m.before = enter[0]
	}
	m.code = in.finish(c.body(body, in))
	// What has no line of its own behind the macro has the macro's last.
	c.loops = loops
	return m
}

// specialNames gives places to caller, kwargs and varargs where the body uses them.
func (c *compiler) specialNames(m *macroCode, defaults []expr, body []stmt, at pos, in *place) {
	special := undeclared(body, "caller", "kwargs", "varargs")
	has := func(name string) int {
		for i, param := range m.params {
			if param == name {
				return i
			}
		}
		return -1
	}
	if i := has("caller"); i >= 0 {
		m.explicitCaller = true
		if special["caller"] {
			if i < len(m.params)-len(defaults) {
				c.fail(kindAssertionError, at, "When defining macros or call blocks the special \"caller\" argument must be omitted or be given a default.")
			}
			m.caller = m.slots[i]
		}
	} else if special["caller"] {
		m.caller = in.sym.parameter("caller").slot
	}
	if special["kwargs"] && has("kwargs") < 0 {
		m.kwargs = in.sym.parameter("kwargs").slot
	}
	if special["varargs"] && has("varargs") < 0 {
		m.varargs = in.sym.parameter("varargs").slot
	}
}

// callBlock compiles {% call(args) m(…) %}…{% endcall %}.
func (c *compiler) callBlock(n *callBlockStmt, p *place) exec {
	m := c.macroBody("", n.params, n.defaults, n.body, n.pos, p)
	c.line = n.line
	slot := p.unit.newSlot()
	call := *n.call
	call.pos = n.pos
	call.args.names = append(slices.Clone(call.args.names), "caller")
	call.args.named = append(slices.Clone(call.args.named), &slotExpr{slot: slot})
	out, at := c.callOut(&call, p, false), n.pos
	return func(f *frame) signal {
		f.line, f.at = at.line, at
		if f.slots[slot].isMissing() { // in a loop it is there from the turn before
			f.slots[slot] = fromObject(&macro{m: m, outer: f.closure(), scope: f.scope.keep()})
		}
		if v, printed := out(f); !printed {
			f.r.writeRaw(v)
		}
		return next
	}
}
