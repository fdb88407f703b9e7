package jinja

import (
	"context"
	"maps"
	"slices"
)

// Module is what {% import %} gives of the template: its macros and what it sets at its top
// level. It belongs to one goroutine.
type Module struct {
	m *module
	// imports are the modules that the template imported; a call uses them again.
	imports map[*Template]*module
}

// Module renders the template for its macros and the names that it sets. data are names
// that it sees.
func (t *Template) Module(ctx context.Context, data Map) (*Module, error) {
	var m *Module
	err := t.rendering(ctx, nil, func(r *run) {
		var values []binding
		for name, x := range data {
			values = append(values, binding{name, fromAny(x)})
		}
		made := r.newModule(t, values)
		m = &Module{made, r.modules}
	})
	return m, err
}

// Get is a name that the template sets or a macro of it; nil, false if there is none, or if
// it is nothing that Go can be given, as a list that holds itself.
func (m *Module) Get(name string) (x any, is bool) {
	r := &run{env: m.m.t.env} // without limits, which are the templates'
	err := r.guarded(func() {
		v, found := m.m.attr(r, name)
		if found {
			x, is = toAny(r, v), true
		}
	})
	return x, is && err == nil
}

// Call calls a macro. A last argument of type [Kwargs] has the keyword arguments. A sandbox
// allows each call what it allows a rendering.
func (m *Module) Call(ctx context.Context, name string, arguments ...any) (text string, err error) {
	err = m.m.t.rendering(ctx, nil, func(r *run) {
		r.modules = m.imports
		v, is := m.m.attr(r, name)
		if !is {
			panic(errorf(kindAttributeError, "the template %q has no macro %q", m.m.t.name, name))
		}
		f := r.enter(m.m.t.root, m.m.scope, nil)
		text = strOf(r, callValue(r, v, goArguments(arguments)))
		r.leave(f)
		m.imports = r.modules
	})
	return text, err
}

// goArguments are the arguments of a call that Go makes.
func goArguments(arguments []any) *args {
	a := &args{}
	for i, x := range arguments {
		named, is := x.(Kwargs)
		if !is || i < len(arguments)-1 {
			a.pos = append(a.pos, fromAny(x))
			continue
		}
		for _, name := range slices.Sorted(maps.Keys(named)) {
			a.names = append(a.names, name)
			a.named = append(a.named, fromAny(named[name]))
		}
	}
	return a
}
