package jinja

import "slices"

// scope is Jinja2's context: the names that a template sees beside those of its own
// functions, and its blocks.
type scope struct {
	t      *Template
	eval   *evalContext
	own    evalContext
	blocks *blockTable

	// vars are what the template's top level has set so far.
	vars []binding
	// exported are those of them that an import sees.
	exported []string
	// names and locals are what the place that included the template had set.
	names  []string
	locals []value
	up     *scope         // what the includer saw
	data   map[string]any // of the page
	values []binding      // as data, already values

	// kept says that something may outlive the template's end that holds the scope: a
	// macro, self, super, a recursive loop.
	kept bool
}

// evalContext is Jinja2's eval_ctx: what autoescape tags change.
type evalContext struct{ autoescape bool }

type binding struct {
	name string
	val  value
}

// newScope is an empty scope for t. freeScope gives it back unless something keeps it.
func (r *run) newScope(t *Template) *scope {
	var s *scope
	if n := len(r.scopeFree); n > 0 {
		s = r.scopeFree[n-1]
		r.scopeFree = r.scopeFree[:n-1]
	} else {
		s = &scope{}
	}
	s.t = t
	s.own.autoescape = t.autoescape
	s.eval = &s.own
	s.blocks = t.table
	return s
}

func (r *run) freeScope(s *scope) {
	if s.kept {
		return
	}
	clear(s.vars)
	vars := s.vars[:0]
	*s = scope{vars: vars}
	r.scopeFree = append(r.scopeFree, s)
}

// keep lets s, and all that it sees, outlive the template that it is for.
func (s *scope) keep() *scope {
	for at := s; at != nil && !at.kept; at = at.up {
		at.kept = true
		at.locals = slices.Clone(at.locals) // they may be on the run's stack
	}
	return s
}

// resolve is the value of a name; missing if there is none.
func (s *scope) resolve(r *run, name string) value {
	for at := s; at != nil; at = at.up {
		if v := find(at.vars, name); !v.isMissing() {
			return v
		}
		for i, n := range at.names {
			if n == name && !at.locals[i].isMissing() {
				return at.locals[i]
			}
		}
		if v := find(at.values, name); !v.isMissing() {
			return v
		}
		if x, is := at.data[name]; is {
			return fromAny(x)
		}
	}
	return r.env.globals[name]
}

func find(list []binding, name string) value {
	for i := range list {
		if list[i].name == name {
			return list[i].val
		}
	}
	return value{}
}

// set sets a name of the top level.
func (s *scope) set(name string, v value) {
	for i := range s.vars {
		if s.vars[i].name == name {
			s.vars[i].val = v
			return
		}
	}
	s.vars = append(s.vars, binding{name, v})
}

func (s *scope) export(name string) {
	if len(name) == 0 || name[0] == '_' {
		return
	}
	for _, n := range s.exported {
		if n == name {
			return
		}
	}
	s.exported = append(s.exported, name)
}

func (s *scope) unexport(name string) {
	for i, n := range s.exported {
		if n == name {
			s.exported = append(s.exported[:i:i], s.exported[i+1:]...)
			return
		}
	}
}

// all are the names that the template sees now, as they are now: what an import with
// context and a derived scope keep. Globals are left out.
func (s *scope) all() []binding {
	var list []binding
	add := func(name string, v value) {
		if !v.isMissing() && find(list, name).isMissing() {
			list = append(list, binding{name, v})
		}
	}
	for at := s; at != nil; at = at.up {
		for _, b := range at.vars {
			add(b.name, b.val)
		}
		for i, n := range at.names {
			add(n, at.locals[i])
		}
		for _, b := range at.values {
			add(b.name, b.val)
		}
		for name, x := range at.data {
			add(name, fromAny(x))
		}
	}
	return list
}

// derived is a scope of the same template that sees locals too: a scoped block's.
func (s *scope) derived(names []string, locals []value) *scope {
	d := &scope{t: s.t, eval: s.eval, blocks: s.blocks, up: s}
	// The context around may change after the block has begun, which must not show.
	d.names, d.locals = names, locals
	return d
}
