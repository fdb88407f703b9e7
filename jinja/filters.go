package jinja

// builtinFilters are the filters of Jinja2 by name, in a map of the caller's own.
func builtinFilters() map[string]filterFunc {
	filters := map[string]filterFunc{}
	for _, part := range []map[string]filterFunc{
		textFilters(), escapeFilters(), numberFilters(), sequenceFilters(), lazyFilters(), objectFilters(),
	} {
		for name, f := range part {
			filters[name] = f
		}
	}
	return filters
}

// objectFilters are the filters for values of any kind.
func objectFilters() map[string]filterFunc {
	return map[string]filterFunc{
		"attr":    filterAttr,
		"d":       filterDefault,
		"default": filterDefault,
		"pprint":  alone("do_pprint", "value", 1, func(r *run, in value) value { return text(pretty(r, in)) }),
		"tojson":  filterToJSON,
	}
}

// params are the parameters of a filter, a test or a global that Python calls name; first
// is the one that the value in front of the bar is bound to.
func params(name, first string, required int, names ...string) *signature {
	return &signature{name: name, first: first, required: required, params: names}
}

// emptyArgs are those of a call without any.
var emptyArgs = &args{}

// alone is a filter that takes its value and nothing else; before is how many parameters
// Python's has then.
func alone(name, first string, before int, f func(r *run, in value) value) filterFunc {
	s := params(name, first, 0)
	return func(r *run, in value, a *args) value {
		s.bind(a, before, nil)
		return f(r, in)
	}
}

// builtin is alone for what is built into Python itself, whose messages differ.
func builtin(name string, f func(r *run, in value) value) filterFunc {
	return func(r *run, in value, a *args) value {
		builtinArguments(name, a)
		return f(r, in)
	}
}

// builtinArguments refuses all arguments of a function of Python that takes one value.
func builtinArguments(name string, a *args) {
	switch {
	case len(a.names) > 0:
		panic(errorf(kindTypeError, "%s() takes no keyword arguments", name))
	case len(a.pos) > 0:
		panic(errorf(kindTypeError, "%s() takes exactly one argument (%d given)", name, len(a.pos)+1))
	}
}

// or is v, or the default of a parameter that was not given.
func (v value) or(otherwise value) value {
	if v.isMissing() {
		return otherwise
	}
	return v
}

// isGiven tells whether v is an argument that is not None.
func (v value) isGiven() bool { return !v.isMissing() && !v.isNone() }

// softText is MarkupSafe's soft_str: a text stays what it is, all else becomes a str.
func softText(r *run, v value) value {
	if _, is := v.asText(); is {
		return v
	}
	return text(strOf(r, v))
}

// hasHypertext is hasattr(v, "__html__").
func hasHypertext(r *run, v value) bool {
	_, has := htmlOf(r, v)
	return has
}

// escaped is MarkupSafe's escape.
func escaped(r *run, v value) value {
	if v.isMarkup() {
		return v
	}
	return markup(escapeOf(r, v))
}

// callMethod is v.name(pos…).
func callMethod(r *run, v value, name string, pos ...value) value {
	a := emptyArgs
	if len(pos) > 0 {
		a = &args{pos: pos}
	}
	if m := methodOf(v, name); m != nil {
		return m.f(r, v, a)
	}
	f := attrOf(r, v, name)
	if f.isMissing() {
		panic(errorf(kindAttributeError, "'%s' object has no attribute '%s'", typeName(v), name))
	}
	return call(r, f, a)
}

// lengthNeeded is Python's len.
func lengthNeeded(r *run, v value) int {
	n, has := lengthOf(r, v)
	if !has {
		panic(errorf(kindTypeError, "object of type '%s' has no len()", typeName(v)))
	}
	return n
}

var defaultParams = params("do_default", "value", 0, "default_value", "boolean")

func filterDefault(r *run, in value, a *args) value {
	var p [2]value
	defaultParams.bind(a, 1, p[:])
	if in.undefined() != nil || p[1].isGiven() && truth(r, p[1]) && !truth(r, in) {
		return p[0].or(emptyText)
	}
	return in
}

var attrParams = params("do_attr", "obj", 1, "name")

func filterAttr(r *run, in value, a *args) value {
	var p [1]value
	attrParams.bind(a, 2, p[:])
	name, is := p[0].asText()
	if !is {
		panic(errorf(kindTypeError, "attribute name must be string, not '%s'", typeName(p[0])))
	}
	if v := attrOf(r, in, name); !v.isMissing() {
		return v
	}
	return undefinedIn(r.env.config.Undefined, in, text(name))
}
