package jinja

import "fmt"

// stmt compiles a statement; nil: it does nothing.
func (c *compiler) stmt(n stmt, p *place) exec {
	switch n := n.(type) {
	case *outputStmt:
		return c.output(n, p)
	case *ifStmt:
		return c.ifStmt(n, p)
	case *forStmt:
		return c.forStmt(n, p)
	case *assignStmt:
		return c.assign(n, p)
	case *assignBlockStmt:
		return c.assignBlock(n, p)
	case *doStmt:
		c.line = n.line
		return c.do(n, p)
	case *withStmt:
		return c.with(n, p)
	case *filterBlockStmt:
		return c.filterBlock(n, p)
	case *autoescapeStmt:
		return c.autoescapeStmt(n, p)
	case *macroStmt:
		return c.macroStmt(n, p)
	case *callBlockStmt:
		return c.callBlock(n, p)
	case *blockStmt:
		return c.blockStmt(n, p)
	case *extendsStmt:
		return c.extendsStmt(n, p)
	case *includeStmt:
		return c.include(n, p)
	case *importStmt:
		return c.importStmt(n, p)
	case *fromImportStmt:
		return c.fromImport(n, p)
	case *breakStmt:
		if c.loops == 0 {
			c.fail(kindSyntaxError, n.pos, "'break' outside loop")
		}
		return func(*frame) signal { return breakLoop }
	case *continueStmt:
		if c.loops == 0 {
			c.fail(kindSyntaxError, n.pos, "'continue' not properly in loop")
		}
		return func(*frame) signal { return continueLoop }
	}
	panic(fmt.Sprintf("jinja: a statement that the compiler does not know: %T", n))
}

func (c *compiler) ifStmt(n *ifStmt, p *place) exec {
	p = p.branch()
	type branch struct {
		test condition
		pos  pos
		body exec
	}
	var branches []branch
	for _, at := range append([]*ifStmt{n}, n.elifs...) {
		c.line = at.line
		test := c.condition(at.test, p)
		branches = append(branches, branch{test, at.pos, inRow(c.body(at.body, p))})
	}
	els := inRow(c.body(n.els, p))
	if len(branches) == 1 {
		b := branches[0]
		return func(f *frame) signal {
			f.line, f.at = b.pos.line, b.pos
			if b.test(f) {
				return b.body(f)
			}
			return els(f)
		}
	}
	return func(f *frame) signal {
		for i := range branches {
			b := &branches[i]
			f.line, f.at = b.pos.line, b.pos
			if b.test(f) {
				return b.body(f)
			}
		}
		return els(f)
	}
}

// condition is an expression of which only the truth is asked.
type condition func(f *frame) bool

func (c *compiler) condition(n expr, p *place) condition {
	switch n := n.(type) {
	case *notExpr:
		node := c.condition(n.node, p)
		return func(f *frame) bool { return !node(f) }
	case *compareExpr:
		if len(n.ops) == 1 {
			return c.comparison(n, p)
		}
	}
	node := c.expr(n, p)
	return func(f *frame) bool { return isTrue(f.r, node(f)) }
}

// isTrue is truth with its common cases first.
func isTrue(r *run, v value) bool {
	switch v.ref.(type) {
	case boolTag, intTag, textPtr, markupPtr:
		return v.num != 0
	case noneTag:
		return false
	}
	return truth(r, v)
}

func (c *compiler) do(n *doStmt, p *place) exec {
	node := c.expr(n.node, p)
	at := n.pos
	return func(f *frame) signal {
		f.line, f.at = at.line, at
		node(f)
		return next
	}
}

// store sets a target of an assignment to a value.
type store func(f *frame, v value)

// target compiles what is assigned to: a name, an attribute of a namespace, several.
func (c *compiler) target(n expr, p *place) store {
	switch n := n.(type) {
	case *nameExpr:
		ref := c.reference(p.sym.find(n.name), p)
		if p.top {
			name := n.name
			return func(f *frame, v value) {
				*ref.in(f) = v
				f.scope.set(name, v)
				f.scope.export(name)
			}
		}
		if ref.hops == 0 {
			return func(f *frame, v value) { f.slots[ref.slot] = v }
		}
		return func(f *frame, v value) { *ref.in(f) = v }
	case *attrTarget:
		ref, name := c.reference(p.sym.find(n.name), p), n.attr
		return func(f *frame, v value) {
			switch o := ref.in(f).ref.(type) {
			case *namespace:
				o.set(f.r, name, v)
			case *Dict: // of a set block, which Jinja2 does not check
				o.set(f.r, text(name), v)
			default:
				panic(errorf(kindTypeError, "'%s' object does not support item assignment", typeName(*ref.in(f))))
			}
		}
	case *tupleExpr:
		return c.unpack(n.items, p)
	case *listExpr:
		return c.unpack(n.items, p)
	}
	panic(fmt.Sprintf("jinja: a target that the compiler does not know: %T", n))
}

// unpack compiles "a, b" as a target.
func (c *compiler) unpack(targets []expr, p *place) store {
	stores := make([]store, len(targets))
	for i, t := range targets {
		stores[i] = c.target(t, p)
	}
	return func(f *frame, v value) {
		var vals []value
		switch o := v.ref.(type) {
		case *tuple:
			vals = o.items
		case *List:
			vals = o.items
		default:
			vals = unpacked(f.r, v, len(stores))
		}
		if len(vals) != len(stores) {
			panic(unpackError(len(stores), len(vals)))
		}
		for i, set := range stores {
			set(f, vals[i])
		}
	}
}

func unpackError(want, got int) *Error {
	if got < want {
		return errorf(kindValueError, "not enough values to unpack (expected %d, got %d)", want, got)
	}
	return errorf(kindValueError, "too many values to unpack (expected %d)", want)
}

// unpacked are the values of an iteration, at most one more than wanted.
func unpacked(r *run, v value, want int) []value {
	if v.kind() != kindUndefined && !iterates(v) {
		panic(errorf(kindTypeError, "cannot unpack non-iterable %s object", typeName(v)))
	}
	it := iterate(r, v)
	var vals []value
	for len(vals) <= want {
		x, ok := it.next(r)
		if !ok {
			break
		}
		vals = append(vals, x)
	}
	return vals
}

// checkNamespaces refuses "x.attr" as a target where x is no namespace.
func (c *compiler) checkNamespaces(target expr, p *place) []reference {
	var refs []reference
	v := &visitor{target: func(n expr) {
		if n, is := n.(*attrTarget); is {
			refs = append(refs, c.reference(p.sym.find(n.name), p))
		}
	}}
	v.targets(target)
	return refs
}

func requireNamespaces(f *frame, refs []reference) {
	for _, ref := range refs {
		if _, is := ref.in(f).ref.(*namespace); !is {
			panic(errorf(kindRuntimeError, "cannot assign attribute on non-namespace object"))
		}
	}
}

func (c *compiler) assign(n *assignStmt, p *place) exec {
	refs := c.checkNamespaces(n.target, p)
	before := c.line
	c.line = n.line
	node, set, at := c.expr(n.node, p), c.target(n.target, p), n.pos
	if len(refs) > 0 {
		return func(f *frame) signal {
			f.line, f.at = before, at
			requireNamespaces(f, refs)
			f.line = at.line
			set(f, node(f))
			return next
		}
	}
	return func(f *frame) signal {
		f.line, f.at = at.line, at
		set(f, node(f))
		return next
	}
}

// assignBlock compiles {% set x %}…{% endset %}.
func (c *compiler) assignBlock(n *assignBlockStmt, p *place) exec {
	inner := p.inner()
	inner.outputCheck = false
	inner.sym.stmts(n.body)
	if n.filter != nil {
		inner.sym.expr(n.filter)
	}
	enter := c.enter(inner)
	body := append(enter, c.body(n.body, inner)...)
	c.line = n.line
	var filter eval
	captured := inner.unit.newSlot()
	if n.filter != nil {
		filter = c.filterOf(n.filter, inner, captured)
	}
	set, at, taken := c.target(n.target, p), n.pos, c.taken(body)
	return func(f *frame) signal {
		v, forFilter, s := taken(f)
		if s != next {
			return s
		}
		f.line, f.at = at.line, at
		safe := f.scope.eval.autoescape
		if filter != nil {
			f.slots[captured] = forFilter
			v = filter(f)
		}
		if safe {
			if v.kind() == kindText {
				v = markup(v.text())
			} else if !v.isMarkup() {
				v = markupOf(f.r, v)
			}
		}
		set(f, v)
		return next
	}
}

// markupOf is Markup(v): __html__ where there is one, else str.
func markupOf(r *run, v value) value {
	if h, is := htmlOf(r, v); is {
		return markup(h)
	}
	return markup(strOf(r, v))
}

func (c *compiler) with(n *withStmt, p *place) exec {
	inner := p.inner()
	for _, t := range n.targets {
		inner.sym.target(t, false)
	}
	inner.sym.stmts(n.body)
	body := c.enter(inner)
	line := c.line
	for i, t := range n.targets {
		node, set, at := c.expr(n.values[i], p), c.target(t, inner), n.values[i].where()
		body = append(body, func(f *frame) signal {
			f.line, f.at = line, at
			set(f, node(f))
			return next
		})
	}
	body = append(body, c.body(n.body, inner)...)
	leave := c.leave(inner)
	return func(f *frame) signal {
		s := runAll(body, f)
		leave(f)
		return s
	}
}

func (c *compiler) filterBlock(n *filterBlockStmt, p *place) exec {
	inner := p.inner()
	inner.sym.stmts(n.body)
	inner.sym.expr(n.filter)
	body := append(c.enter(inner), c.body(n.body, inner)...)
	c.line = n.line
	slot := inner.unit.newSlot()
	filter, at, taken := c.filterOf(n.filter, inner, slot), n.pos, c.taken(body)
	return func(f *frame) signal {
		_, v, s := taken(f)
		if s != next {
			return s
		}
		f.line, f.at = at.line, at
		f.slots[slot] = v
		f.r.writeRaw(filter(f))
		return next
	}
}

// taken runs a body whose output is a value: the text itself, and as a filter of the block
// gets it, which is Markup where the body escapes. With a signal there is no value.
func (c *compiler) taken(body []exec) func(f *frame) (plain, forFilter value, s signal) {
	escape, volatile := c.autoescape, c.volatile
	return func(f *frame) (plain, forFilter value, s signal) {
		start := f.r.capture()
		s = runAll(body, f)
		out := f.r.captured(start)
		if escape && !volatile || volatile && f.scope.eval.autoescape {
			return text(out), markup(out), s
		}
		return text(out), text(out), s
	}
}

// writeRaw writes the text of what a filter block or a call block gave.
func (r *run) writeRaw(v value) {
	s, is := v.asText()
	if !is {
		panic(errorf(kindTypeError, "sequence item 0: expected str instance, %s found", typeName(v)))
	}
	r.out = append(r.out, s...)
	if len(r.out) >= r.flushAt {
		r.full()
	}
}

func (c *compiler) autoescapeStmt(n *autoescapeStmt, p *place) exec {
	inner := p.inner()
	inner.sym.expr(n.on)
	inner.sym.stmts(n.body)
	enter := c.enter(inner)
	on, at, line := c.expr(n.on, inner), n.pos, c.line
	wasOn, wasVolatile := c.autoescape, c.volatile
	if k, is := n.on.(*constExpr); is {
		c.autoescape = isTrue(c.scratch, k.val)
	} else {
		c.volatile = true
	}
	body := c.body(n.body, inner)
	c.autoescape, c.volatile = wasOn, wasVolatile
	return func(f *frame) signal {
		runAll(enter, f)
		e := f.scope.eval
		before := e.autoescape
		f.line, f.at = line, at
		e.autoescape = isTrue(f.r, on(f))
		s := runAll(body, f)
		e.autoescape = before
		return s
	}
}
