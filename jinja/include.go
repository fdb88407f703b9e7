package jinja

import (
	"errors"
	"io/fs"
	"strings"
)

// template is the template that v names, or is.
func (r *run) template(v value) *Template {
	if t, is := v.ref.(*Template); is {
		return t
	}
	if u := v.undefined(); u != nil {
		panic(u.fail(r))
	}
	name, is := v.asText()
	if !is {
		switch v.kind() {
		case kindList, kindDict:
			panic(errorf(kindTypeError, "unhashable type: '%s'", typeName(v)))
		}
		panic(notFound(strOf(r, v)))
	}
	t, err := r.env.load(name)
	if err != nil {
		panic(r.loadError(err))
	}
	return t
}

// loadError is what an error of loading a template is while another is rendered. The error
// may be shared by several renderings: each gets its own.
func (r *run) loadError(err error) *Error {
	if e, is := errors.AsType[*Error](err); is {
		own := *e
		return &own
	}
	return &Error{Kind: kindGoError, Message: err.Error(), Err: err}
}

func notFound(name string) *Error {
	return &Error{Kind: kindNotFound, Message: name, Names: []string{name}, Err: fs.ErrNotExist}
}

// noneOf is the error of several templates of which there is none; shown are their names in
// the message. reasons are the errors of each.
func noneOf(names, shown []string, reasons []error) *Error {
	e := &Error{Kind: kindNoneFound, Message: "none of the templates given were found: " + strings.Join(shown, ", "), Names: names, Err: fs.ErrNotExist}
	var behind []error
	for _, err := range reasons {
		behind = append(behind, errors.Unwrap(err))
	}
	if err := errors.Join(behind...); err != nil {
		e.Err = err
	}
	return e
}

func noneGiven() *Error {
	return &Error{Kind: kindNoneFound, Message: "Tried to select from an empty list of templates.", Err: fs.ErrNotExist}
}

// selectTemplate is the first of several templates that there is.
func (r *run) selectTemplate(v value) *Template {
	if u := v.undefined(); u != nil {
		panic(u.fail(r))
	}
	if !truth(r, v) {
		panic(noneGiven())
	}
	vals := items(r, v)
	var names, shown []string
	var reasons []error
	for _, x := range vals {
		if t, is := x.ref.(*Template); is {
			return t
		}
		if x.undefined() != nil {
			names, shown = append(names, ""), append(shown, x.undefined().message(r))
			continue
		}
		name := strOf(r, x)
		t, err := r.env.load(name)
		if err == nil {
			return t
		}
		if !isNotFound(err) {
			panic(r.loadError(err))
		}
		names, shown, reasons = append(names, name), append(shown, name), append(reasons, err)
	}
	panic(noneOf(names, shown, reasons))
}

// isNotFound tells whether err says that there is no such template.
func isNotFound(err error) bool {
	e, is := errors.AsType[*Error](err)
	return is && (e.Kind == kindNotFound || e.Kind == kindNoneFound)
}

// included is the template of an include.
func (r *run) included(v value) *Template {
	if _, is := v.ref.(*Template); is {
		return r.template(v)
	}
	if _, is := v.asText(); is {
		return r.template(v)
	}
	return r.selectTemplate(v)
}

func (c *compiler) include(n *includeStmt, p *place) exec {
	c.line = n.line
	node, at, ignore := c.expr(n.template, p), n.pos, n.ignoreMissing
	find := func(f *frame) (t *Template) {
		f.line, f.at = at.line, at
		v := node(f)
		f.at = at
		if !ignore {
			return f.r.included(v)
		}
		if e := attempt(func() { t = f.r.included(v) }); e != nil && e.Kind != kindNotFound && e.Kind != kindNoneFound {
			panic(e)
		}
		return t
	}
	if !n.withContext {
		return func(f *frame) signal {
			if t := find(f); t != nil {
				f.r.out = append(f.r.out, f.r.module(t).body...)
			}
			return next
		}
	}
	names, refs := c.visible(p)
	return func(f *frame) signal {
		t := find(f)
		if t == nil {
			return next
		}
		r := f.r
		s := r.newScope(t)
		s.up, s.names = f.scope, names
		s.locals = valuesOf(f, refs, r.push(len(refs)))
		t.run(r, s, "include")
		r.pop(len(refs))
		r.freeScope(s)
		return next
	}
}

// module is what an import gives: the names that a template exports. Jinja2's
// TemplateModule.
type module struct {
	t     *Template
	scope *scope
	body  string
}

var (
	_ attributed = (*module)(nil)
	_ hypertext  = (*module)(nil)
	_ written    = (*module)(nil)
)

func (*module) typeName() string { return "TemplateModule" }

func (m *module) attr(r *run, name string) (value, bool) {
	for _, n := range m.scope.exported {
		if n == name {
			return find(m.scope.vars, name), true
		}
	}
	if name == "__name__" {
		return m.t.named(), true
	}
	return value{}, false
}

func (m *module) html(*run) string                    { return m.body }
func (m *module) appendStr(_ *run, dst []byte) []byte { return append(dst, m.body...) }
func (m *module) appendRepr(r *run, dst []byte) []byte {
	dst = append(dst, "<TemplateModule "...)
	if m.t.name == "" {
		dst = append(dst, "memory"...)
	} else {
		dst = appendRepr(r, dst, m.t.named())
	}
	return append(dst, '>')
}

// module is t as an import without context sees it: rendered once in a rendering, or once for
// all where that cannot be told apart.
func (r *run) module(t *Template) *module {
	if t.constant {
		m := t.shared.Load()
		if m == nil {
			m = r.newModule(t, nil)
			t.shared.Store(m)
		}
		return m
	}
	if m := r.modules[t]; m != nil {
		return m
	}
	m := r.newModule(t, nil)
	if r.modules == nil {
		r.modules = map[*Template]*module{}
	}
	r.modules[t] = m
	return m
}

// newModule renders t for an import. values are what it sees beside the globals.
func (r *run) newModule(t *Template, values []binding) *module {
	s := &scope{t: t, blocks: t.table, values: values}
	s.own.autoescape = t.autoescape
	s.eval = &s.own
	m := &module{t: t, scope: s}
	start := r.capture()
	t.run(r, s, "import")
	m.body = r.captured(start)
	return m
}

// imported compiles what an import imports.
func (c *compiler) imported(template expr, withContext bool, p *place) func(f *frame) *module {
	node := c.expr(template, p)
	if !withContext {
		return func(f *frame) *module { return f.r.module(f.r.template(node(f))) }
	}
	names, refs := c.visible(p)
	return func(f *frame) *module {
		t := f.r.template(node(f))
		var values []binding
		for i, ref := range refs {
			if v := *ref.in(f); !v.isMissing() {
				values = append(values, binding{names[i], v})
			}
		}
		for _, b := range f.scope.all() {
			if find(values, b.name).isMissing() {
				values = append(values, b)
			}
		}
		return f.r.newModule(t, values)
	}
}

func (c *compiler) importStmt(n *importStmt, p *place) exec {
	c.line = n.line
	get, at, target := c.imported(n.template, n.withContext, p), n.pos, n.target
	ref, top := c.reference(p.sym.find(target), p), p.top
	return func(f *frame) signal {
		f.line, f.at = at.line, at
		v := fromObject(get(f))
		*ref.in(f) = v
		if top {
			f.scope.set(target, v)
			f.scope.unexport(target)
		}
		return next
	}
}

func (c *compiler) fromImport(n *fromImportStmt, p *place) exec {
	c.line = n.line
	get, at, top := c.imported(n.template, n.withContext, p), n.pos, p.top
	refs := make([]reference, len(n.names))
	for i, name := range n.names {
		refs[i] = c.reference(p.sym.find(name.as), p)
	}
	names, position := n.names, c.position(n.pos)
	return func(f *frame) signal {
		f.line, f.at = at.line, at
		r := f.r
		m := get(f)
		for i, name := range names {
			v, is := m.attr(r, name.name)
			if !is {
				v = undefinedHint(r.env.config.Undefined, "the template "+reprOf(r, m.t.named())+
					" (imported on "+position+") does not export the requested name "+reprOf(r, text(name.name)), name.name)
			}
			*refs[i].in(f) = v
			if top {
				f.scope.set(name.as, v)
				f.scope.unexport(name.as)
			}
		}
		return next
	}
}
