package jinja

import "strings"

// code is a function of a template: its top level, a block, a macro, the body of a
// recursive loop. It is immutable once its template is compiled.
type code struct {
	what     string // for an error's chain: "block title"; "" the top level
	block    string // the name of a block
	t        *Template
	pos      pos
	slots    int
	names    []slotName // for hints
	captured bool       // a macro within reads its slots, which must outlive the call
	body     []exec
}

// slotName is the name of the variable that has a slot.
type slotName struct {
	name string
	slot int
}

// exec is a compiled statement, eval a compiled expression.
type (
	exec func(f *frame) signal
	eval func(f *frame) value
)

// signal is what a statement says to the loop around it.
type signal uint8

const (
	next signal = iota
	breakLoop
	continueLoop
)

func runAll(body []exec, f *frame) signal {
	for _, x := range body {
		if s := x(f); s != next {
			return s
		}
	}
	return next
}

// inRow is a body as one statement.
func inRow(body []exec) exec {
	switch len(body) {
	case 0:
		return func(*frame) signal { return next }
	case 1:
		return body[0]
	case 2:
		first, second := body[0], body[1]
		return func(f *frame) signal {
			if s := first(f); s != next {
				return s
			}
			return second(f)
		}
	}
	return func(f *frame) signal { return runAll(body, f) }
}

// unit is a function while it is compiled.
type unit struct {
	around *unit
	depth  int
	slots  int
	names  []slotName
	code   *code
}

func (u *unit) newSlot() int {
	u.slots++
	return u.slots - 1
}

// compiler compiles one template.
type compiler struct {
	env *Environment
	t   *Template
	// autoescape is what is known of it where the compiler is; volatile: nothing is.
	autoescape, volatile bool
	blocks               map[string]*blockStmt
	blockOrder           []*blockStmt
	hasExtends           bool // somewhere
	knownExtends         bool // one that is always reached was passed
	extends              int  // how many were passed
	loops                int  // around the statement, within its function
	line                 int32
	scratch              *run // for constants
	lenient              bool // unknown filters and tests are no errors
}

// place is where in a template the compiler is: Jinja2's Frame.
type place struct {
	sym         *symbols
	unit        *unit
	top         bool // what is set here is the template's
	root        bool // as top, and always reached
	soft        bool // in a branch: unknown filters may never be reached
	outputCheck bool // output only while there is no parent
}

func (p *place) inner() *place {
	return &place{sym: newSymbols(p.sym, p.unit), unit: p.unit, outputCheck: p.outputCheck}
}

// branch is p within an if.
func (p *place) branch() *place {
	b := *p
	b.root, b.soft = false, true
	return &b
}

// within is the place of a function that is made within p.
func (p *place) within(c *compiler, what string, at pos) *place {
	u := &unit{around: p.unit, depth: p.unit.depth + 1, code: &code{what: what, t: c.t, pos: at}}
	return &place{sym: newSymbols(p.sym, u), unit: u}
}

// finish completes the function of p.
func (p *place) finish(body []exec) *code {
	c := p.unit.code
	c.slots, c.names, c.body = p.unit.slots, p.unit.names, body
	return c
}

func (c *compiler) fail(kind string, at pos, format string, a ...any) {
	panic(c.error(kind, at, format, a...))
}

func (c *compiler) error(kind string, at pos, format string, a ...any) *Error {
	e := errorf(kind, format, a...)
	e.Line, e.At = int(at.line), Position{int(at.line), int(at.col)}
	e.Template, e.File, e.Source = c.t.name, c.t.file, c.t.source
	return e
}

// compile makes the template of its tree. lenient: filters and tests that do not exist are
// errors when they are reached.
func compile(t *Template, n *templateNode, lenient bool) {
	c := &compiler{
		env: t.env, t: t, autoescape: t.autoescape, lenient: lenient,
		blocks:  map[string]*blockStmt{},
		line:    1,
		scratch: &run{env: t.env, flushAt: 1 << 20, steps: 1 << 30},
	}
	c.findBlocks(n.body)
	c.hasExtends = anyStmt(n.body, func(n stmt) bool { _, is := n.(*extendsStmt); return is })
	u := &unit{code: &code{t: t, pos: pos{1, 1}}}
	p := &place{sym: newSymbols(nil, u), unit: u, top: true, root: true, outputCheck: c.hasExtends}
	var body []exec
	if undeclared(n.body, "self")["self"] {
		self := p.sym.parameter("self").slot
		body = append(body, func(f *frame) signal {
			f.slots[self] = fromObject(&selfRef{f.scope.keep()})
			return next
		})
	}
	p.sym.stmts(n.body)
	body = append(body, c.enter(p)...)
	t.top = append(t.top, body...)
	for _, n := range n.body {
		x := c.stmt(n, p)
		if x == nil {
			continue
		}
		body = append(body, x)
		if sets(n) {
			t.top = append(t.top, x)
		}
	}
	t.root = p.finish(body)
	for _, b := range c.blockOrder {
		t.blocks = append(t.blocks, c.block(b))
	}
	t.table = newBlockTable(t.blocks)
	t.constant = isConstantModule(n.body)
}

// isConstantModule tells whether a template has nothing but text, macros and names for texts and
// numbers, and no autoescape, which writes to the scope that macros share.
func isConstantModule(body []stmt) bool {
	for _, n := range body {
		switch n := n.(type) {
		case *macroStmt:
		case *outputStmt:
			for _, e := range n.nodes {
				if _, text := e.(*dataExpr); !text {
					return false
				}
			}
		case *assignStmt:
			_, name := n.target.(*nameExpr)
			if _, constant := n.node.(*constExpr); !name || !constant {
				return false
			}
		default:
			return false
		}
	}
	return !anyStmt(body, func(n stmt) bool { _, is := n.(*autoescapeStmt); return is })
}

// sets tells whether a statement of the top level does more than output.
func sets(n stmt) bool {
	return anyStmt([]stmt{n}, func(n stmt) bool {
		switch n.(type) {
		case *assignStmt, *assignBlockStmt, *macroStmt, *importStmt, *fromImportStmt, *extendsStmt, *doStmt:
			return true
		}
		return false
	}) && !isBlock(n)
}

func isBlock(n stmt) bool {
	_, is := n.(*blockStmt)
	return is
}

// findBlocks registers the blocks, of which each name may be there once.
func (c *compiler) findBlocks(body []stmt) {
	v := &visitor{stmt: func(n stmt) bool {
		if b, is := n.(*blockStmt); is {
			if c.blocks[b.name] != nil {
				c.fail(kindAssertionError, b.pos, "block '%s' defined twice", b.name)
			}
			c.blocks[b.name] = b
			c.blockOrder = append(c.blockOrder, b)
		}
		return true
	}}
	v.stmts(body)
}

// block compiles a block, whose names are its own and those of the context.
func (c *compiler) block(n *blockStmt) *code {
	u := &unit{code: &code{what: "block " + n.name, block: n.name, t: c.t, pos: n.pos}}
	p := &place{sym: newSymbols(nil, u), unit: u}
	special := undeclared(n.body, "self", "super")
	var body []exec
	if special["self"] {
		slot := p.sym.parameter("self").slot
		body = append(body, func(f *frame) signal {
			f.slots[slot] = fromObject(&selfRef{f.scope.keep()})
			return next
		})
	}
	if special["super"] {
		slot := p.sym.parameter("super").slot
		body = append(body, func(f *frame) signal {
			f.slots[slot] = superOf(f)
			return next
		})
	}
	p.sym.stmts(n.body)
	c.line = n.line
	c.autoescape, c.volatile = c.t.autoescape, false
	c.loops = 0
	body = append(body, c.enter(p)...)
	return p.finish(append(body, c.body(n.body, p)...))
}

func (c *compiler) body(list []stmt, p *place) []exec {
	var body []exec
	for _, n := range list {
		if x := c.stmt(n, p); x != nil {
			body = append(body, x)
		}
	}
	return body
}

// enter gives the variables of p's scope their first values.
func (c *compiler) enter(p *place) []exec {
	ops := c.loads(p)
	if len(ops) == 0 {
		return nil
	}
	return []exec{func(f *frame) signal {
		for i := range ops {
			ops[i].run(f)
		}
		return next
	}}
}

// leave empties the variables of p's scope where a macro may have kept them: what it reads
// of a scope that has ended is undefined.
func (c *compiler) leave(p *place) func(f *frame) {
	var slots []int
	for _, v := range p.sym.vars {
		slots = append(slots, v.slot)
	}
	if len(slots) == 0 {
		return func(*frame) {}
	}
	return func(f *frame) {
		if f.code.captured {
			for _, slot := range slots {
				f.slots[slot] = value{}
			}
		}
	}
}

// loadOp gives one variable its first value.
type loadOp struct {
	slot int
	how  load
	name string
	from reference
}

func (op *loadOp) run(f *frame) {
	switch op.how {
	case loadMissing:
		f.slots[op.slot] = value{}
	case loadResolve:
		f.slots[op.slot] = f.scope.resolve(f.r, op.name)
	case loadAlias:
		f.slots[op.slot] = *op.from.in(f)
	}
}

func (c *compiler) loads(p *place) []loadOp {
	var ops []loadOp
	for _, l := range p.sym.loads {
		if l.how == loadParameter {
			continue
		}
		op := loadOp{slot: p.sym.vars[l.name].slot, how: l.how, name: l.name}
		if l.how == loadAlias {
			op.from = c.reference(l.from, p)
		}
		ops = append(ops, op)
	}
	return ops
}

// reference is where a variable is, seen from a function: hops functions out.
type reference struct{ hops, slot int }

func (ref reference) in(f *frame) *value {
	for range ref.hops {
		f = f.outer
	}
	return &f.slots[ref.slot]
}

func (c *compiler) reference(v *variable, p *place) reference {
	ref := reference{slot: v.slot}
	for u := p.unit; u != v.fn; u = u.around {
		ref.hops++
		u.around.code.captured = true
	}
	return ref
}

// position is how messages of Jinja2 name a place.
func (c *compiler) position(at pos) string {
	s := "line " + itoa(int(at.line))
	if c.t.name != "" {
		s += " in '" + strings.ReplaceAll(c.t.name, "'", "\\'") + "'"
	}
	return s
}
