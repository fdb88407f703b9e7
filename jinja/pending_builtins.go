package jinja

// The filters, tests and globals of Jinja2, by name: made anew at each call, so that nobody shares them. The tests "defined", "undefined", "filter", "test" get the environment by r.env.
func builtinFilters() map[string]filterFunc { panic("pending") }
func builtinTests() map[string]testFunc     { panic("pending") }
func builtinGlobals() map[string]value      { panic("pending") } // range, dict, lipsum, cycler, joiner, namespace

// namespace is the object that {% set ns.attr = … %} assigns to.
type namespace struct{}

func (*namespace) typeName() string                   { return "Namespace" }
func (n *namespace) set(r *run, name string, v value) { panic("pending") }
