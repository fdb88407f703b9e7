package jinja

import (
	"slices"
	"sync/atomic"
)

// blockTable has the blocks of a page: for each name the child's first and its parents'
// behind it. It is immutable: a template that extends another gets another table.
type blockTable struct {
	names  []string
	stacks [][]*code
	last   atomic.Pointer[extension]
}

// extension is the table that extending with a parent gave the last time.
type extension struct {
	parent *Template
	table  *blockTable
}

func newBlockTable(blocks []*code) *blockTable {
	t := &blockTable{}
	for _, b := range blocks {
		t.names = append(t.names, b.block)
		t.stacks = append(t.stacks, []*code{b})
	}
	return t
}

func (t *blockTable) stack(name string) []*code {
	if i := slices.Index(t.names, name); i >= 0 {
		return t.stacks[i]
	}
	return nil
}

// extended is t with the blocks of a parent behind its own.
func (t *blockTable) extended(parent *Template) *blockTable {
	if last := t.last.Load(); last != nil && last.parent == parent {
		return last.table
	}
	e := &blockTable{names: slices.Clone(t.names), stacks: slices.Clone(t.stacks)}
	for _, b := range parent.blocks {
		if i := slices.Index(e.names, b.block); i >= 0 {
			e.stacks[i] = append(e.stacks[i][:len(e.stacks[i]):len(e.stacks[i])], b)
			continue
		}
		e.names = append(e.names, b.block)
		e.stacks = append(e.stacks, []*code{b})
	}
	t.last.Store(&extension{parent, e})
	return e
}

// blockRef is a block that can be called: super, super.super, self.title.
type blockRef struct {
	name  string
	scope *scope
	stack []*code
	depth int
}

var (
	_ invocable  = (*blockRef)(nil)
	_ attributed = (*blockRef)(nil)
)

func (*blockRef) typeName() string { return "BlockReference" }

func (b *blockRef) attr(r *run, name string) (value, bool) {
	switch name {
	case "super":
		return superAt(r, b.name, b.scope, b.stack, b.depth+1), true
	case "name":
		return text(b.name), true
	}
	return value{}, false
}

func (b *blockRef) safe(*run) bool { return b.scope.eval.autoescape }

func (b *blockRef) call(r *run, a *args) value { return invoked(r, b, a) }

// invoke implements invocable.
func (b *blockRef) invoke(r *run, a *args) {
	if n := len(a.pos) + len(a.names); n > 0 {
		panic(errorf(kindTypeError, "BlockReference.__call__() takes 1 positional argument but %d were given", n+1))
	}
	r.runBlock(b.stack[b.depth], b.scope)
}

// runBlock renders a block.
func (r *run) runBlock(c *code, s *scope) {
	f := r.enter(c, s, nil)
	runAll(c.body, f)
	r.leave(f)
}

// superOf is the parent's block of the block that f runs.
func superOf(f *frame) value {
	stack := f.scope.blocks.stack(f.code.block)
	return superAt(f.r, f.code.block, f.scope.keep(), stack, slices.Index(stack, f.code)+1)
}

func superAt(r *run, name string, s *scope, stack []*code, depth int) value {
	if depth == 0 || depth >= len(stack) {
		return undefinedHint(r.env.config.Undefined, "there is no parent block called "+reprOf(r, text(name))+".", "super")
	}
	return fromObject(&blockRef{name, s, stack, depth})
}

// selfRef is the variable self, whose items are the blocks.
type selfRef struct{ scope *scope }

var _ itemised = (*selfRef)(nil)

func (*selfRef) typeName() string { return "TemplateReference" }

func (s *selfRef) item(_ *run, key value) (value, bool) {
	name, _ := key.asText()
	stack := s.scope.blocks.stack(name)
	if stack == nil {
		return value{}, false
	}
	return fromObject(&blockRef{name, s.scope, stack, 0}), true
}

func (s *selfRef) appendRepr(r *run, dst []byte) []byte {
	dst = append(dst, "<TemplateReference "...)
	dst = appendRepr(r, dst, s.scope.t.named())
	return append(dst, '>')
}

func (c *compiler) blockStmt(n *blockStmt, p *place) exec {
	if p.top && c.knownExtends {
		return nil
	}
	onlyWithoutParent := p.top && c.extends > 0
	c.line = n.line
	at, name, required := n.pos, n.name, n.required
	var names []string
	var refs []reference
	if n.scoped {
		names, refs = c.visible(p)
	}
	scoped := n.scoped
	return func(f *frame) signal {
		if onlyWithoutParent && f.parent != nil {
			return next
		}
		f.line, f.at = at.line, at
		r, s := f.r, f.scope
		stack := s.blocks.stack(name)
		if required && len(stack) <= 1 {
			panic(errorf(kindRuntimeError, "Required block '%s' not found", name))
		}
		if scoped {
			s = s.derived(names, valuesOf(f, refs, make([]value, len(refs))))
		}
		r.runBlock(stack[0], s)
		return next
	}
}

// visible are the names that were set at p, and where they are.
func (c *compiler) visible(p *place) ([]string, []reference) {
	names, vars := p.sym.visible()
	refs := make([]reference, len(vars))
	for i, v := range vars {
		refs[i] = c.reference(v, p)
	}
	return names, refs
}

func valuesOf(f *frame, refs []reference, to []value) []value {
	for i, ref := range refs {
		to[i] = *ref.in(f)
	}
	return to
}

func (c *compiler) extendsStmt(n *extendsStmt, p *place) exec {
	if !p.top {
		c.fail(kindAssertionError, n.pos, "cannot use extend from a non top-level scope")
	}
	again := c.extends > 0
	always := again && c.knownExtends
	before := c.line
	c.line = n.line
	parent, at := c.expr(n.parent, p), n.pos
	if p.root {
		c.knownExtends = true
	}
	c.extends++
	return func(f *frame) signal {
		if always || again && f.parent != nil {
			f.line, f.at = before, at
			panic(errorf(kindRuntimeError, "extended multiple times"))
		}
		f.line, f.at = at.line, at
		v := parent(f)
		f.at = at
		f.parent, f.parentAt = f.r.template(v), at
		f.scope.blocks = f.scope.blocks.extended(f.parent)
		return next
	}
}
