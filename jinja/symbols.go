package jinja

import "slices"

// variable is a name within one scope of a template, in a slot of the function that the
// scope belongs to.
type variable struct {
	name string
	fn   *unit
	slot int
}

// How a variable gets its first value when its scope is entered.
type load uint8

const (
	loadMissing   load = iota // it has none yet
	loadParameter             // whoever enters the scope gives it
	loadResolve               // from the context, by name
	loadAlias                 // from the variable of the same name in a scope around it
)

// symbols are the names of one scope, as Jinja2's idtracking finds them: a name that is
// only read belongs to the outermost scope of its function that reads it, one that is set
// belongs to the scope that sets it.
type symbols struct {
	parent *symbols
	fn     *unit
	vars   map[string]*variable // every variable of the scope, shared by its copies
	refs   map[string]bool      // those that were met
	loads  []loading
	stores map[string]bool
}

// loading is how one name gets its first value.
type loading struct {
	name string
	how  load
	from *variable // of an alias
}

func newSymbols(parent *symbols, fn *unit) *symbols {
	return &symbols{parent: parent, fn: fn, vars: map[string]*variable{}, refs: map[string]bool{}, stores: map[string]bool{}}
}

// copy is for a branch of an if, whose names are joined with those of the other branches
// afterwards.
func (s *symbols) copy() *symbols {
	c := *s
	c.refs = make(map[string]bool, len(s.refs))
	for name := range s.refs {
		c.refs[name] = true
	}
	c.stores = make(map[string]bool, len(s.stores))
	for name := range s.stores {
		c.stores[name] = true
	}
	c.loads = slices.Clone(s.loads)
	return &c
}

// variable is the scope's own variable of that name.
func (s *symbols) variable(name string) *variable {
	v := s.vars[name]
	if v == nil {
		v = &variable{name: name, fn: s.fn, slot: s.fn.newSlot()}
		s.vars[name] = v
		s.fn.names = append(s.fn.names, slotName{name, v.slot})
	}
	return v
}

// find is the variable that the name means here, or nil.
func (s *symbols) find(name string) *variable {
	for at := s; at != nil; at = at.parent {
		if at.refs[name] {
			return at.vars[name]
		}
	}
	return nil
}

func (s *symbols) define(name string, how load, from *variable) *variable {
	s.refs[name] = true
	s.setLoad(loading{name, how, from})
	return s.variable(name)
}

func (s *symbols) setLoad(l loading) {
	for i := range s.loads {
		if s.loads[i].name == l.name {
			s.loads[i] = l
			return
		}
	}
	s.loads = append(s.loads, l)
}

func (s *symbols) parameter(name string) *variable {
	s.stores[name] = true
	return s.define(name, loadParameter, nil)
}

func (s *symbols) load(name string) {
	if s.find(name) == nil {
		s.define(name, loadResolve, nil)
	}
}

func (s *symbols) store(name string) {
	s.stores[name] = true
	if s.refs[name] {
		return
	}
	if s.parent != nil {
		if outer := s.parent.find(name); outer != nil {
			s.define(name, loadAlias, outer)
			return
		}
	}
	s.define(name, loadMissing, nil)
}

// join takes over what the branches of an if met. A name that only some of them set has
// outside of them the value that it had before.
func (s *symbols) join(branches ...*symbols) {
	var fresh []string
	for _, b := range branches {
		for name := range b.stores {
			if !s.stores[name] && !slices.Contains(fresh, name) {
				fresh = append(fresh, name)
			}
		}
	}
	slices.Sort(fresh)
	for _, b := range branches {
		for name := range b.refs {
			s.refs[name] = true
		}
		for _, l := range b.loads {
			s.setLoad(l)
		}
		for name := range b.stores {
			s.stores[name] = true
		}
	}
	for _, name := range fresh {
		if s.parent != nil {
			if outer := s.parent.find(name); outer != nil {
				s.setLoad(loading{name, loadAlias, outer})
				continue
			}
		}
		s.setLoad(loading{name, loadResolve, nil})
	}
}

// visible are the names that were set here and in the scopes around, which an include and
// an import with context see.
func (s *symbols) visible() (names []string, vars []*variable) {
	for at := s; at != nil; at = at.parent {
		own := make([]string, 0, len(at.stores))
		for name := range at.stores {
			own = append(own, name)
		}
		slices.Sort(own)
		for _, name := range own {
			if !slices.Contains(names, name) {
				names = append(names, name)
				vars = append(vars, s.find(name))
			}
		}
	}
	return names, vars
}

// What follows walks a tree to find the names of a scope. It stops where another scope
// begins, whose own walk comes when it is compiled.

func (s *symbols) stmts(body []stmt) {
	for _, n := range body {
		s.stmt(n)
	}
}

func (s *symbols) stmt(n stmt) {
	switch n := n.(type) {
	case *ifStmt:
		s.branches(n)
	case *macroStmt:
		s.store(n.name)
	case *importStmt:
		s.expr(n.template)
		s.store(n.target)
	case *fromImportStmt:
		s.expr(n.template)
		for _, name := range n.names {
			s.store(name.as)
		}
	case *assignStmt:
		s.expr(n.node)
		s.target(n.target, false)
	case *assignBlockStmt:
		s.target(n.target, false)
		if n.filter != nil {
			s.expr(n.filter)
		}
	case *forStmt:
		s.expr(n.iter)
	case *callBlockStmt:
		s.expr(n.call)
	case *filterBlockStmt:
		s.expr(n.filter)
	case *withStmt:
		for _, v := range n.values {
			s.expr(v)
		}
	case *blockStmt, *autoescapeStmt, *breakStmt, *continueStmt:
	case *outputStmt:
		for _, e := range n.nodes {
			s.expr(e)
		}
	case *extendsStmt:
		s.expr(n.parent)
	case *includeStmt:
		s.expr(n.template)
	case *doStmt:
		s.expr(n.node)
	default:
		panic("jinja: a statement without names")
	}
}

func (s *symbols) branches(n *ifStmt) {
	s.expr(n.test)
	body, elifs, els := s.copy(), s.copy(), s.copy()
	body.stmts(n.body)
	for _, e := range n.elifs {
		elifs.branches(e)
	}
	els.stmts(n.els)
	s.join(body, elifs, els)
}

func (s *symbols) expr(n expr) {
	walkExpr(n, func(e expr) bool {
		if name, is := e.(*nameExpr); is {
			s.load(name.name)
		}
		return true
	})
}

// target is what a statement sets: a name, an attribute of a namespace, several of them.
func (s *symbols) target(n expr, parameter bool) {
	switch n := n.(type) {
	case *nameExpr:
		if parameter {
			s.parameter(n.name)
		} else {
			s.store(n.name)
		}
	case *attrTarget:
		s.load(n.name)
	case *tupleExpr:
		for _, item := range n.items {
			s.target(item, parameter)
		}
	case *listExpr:
		for _, item := range n.items {
			s.target(item, parameter)
		}
	}
}
