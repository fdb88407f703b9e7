package jinja

// builtinGlobals are the global functions of Jinja2 by name, in a map of the caller's own.
func builtinGlobals() map[string]value {
	return map[string]value{
		"range":     fromObject(&class{"range", "", makeRange}),
		"dict":      fromObject(&class{"dict", "", func(r *run, a *args) value { return value{ref: makeDict(r, a)} }}),
		"lipsum":    fromObject(&function{"generate_lorem_ipsum", lipsum}),
		"cycler":    fromObject(&class{"Cycler", "jinja2.utils.", makeCycler}),
		"joiner":    fromObject(&class{"Joiner", "jinja2.utils.", makeJoiner}),
		"namespace": fromObject(&class{"Namespace", "jinja2.utils.", makeNamespace}),
	}
}

// class is a class of Python whose objects templates can make.
type class struct {
	name, module string
	make         func(r *run, a *args) value
}

var (
	_ callable    = (*class)(nil)
	_ attributed  = (*class)(nil)
	_ represented = (*class)(nil)
)

func (*class) typeName() string             { return "type" }
func (c *class) call(r *run, a *args) value { return c.make(r, a) }
func (c *class) appendRepr(_ *run, dst []byte) []byte {
	return append(dst, "<class '"+c.module+c.name+"'>"...)
}

// attr is a function of the class itself, of which dict alone has one.
func (c *class) attr(_ *run, name string) (value, bool) {
	if c.name == "dict" && name == "fromkeys" {
		return fromObject(&function{"fromkeys", dictFromKeys}), true
	}
	return value{}, false
}

// dictFromKeys is Python's dict.fromkeys: one value for all keys.
func dictFromKeys(r *run, a *args) value {
	refuseKeywords("dict", "fromkeys", a)
	switch {
	case len(a.pos) == 0:
		panic(errorf(kindTypeError, "fromkeys expected at least 1 argument, got 0"))
	case len(a.pos) > 2:
		panic(errorf(kindTypeError, "fromkeys expected at most 2 arguments, got %d", len(a.pos)))
	}
	v := none
	if len(a.pos) == 2 {
		v = a.pos[1]
	}
	made := newDict(0)
	for _, key := range items(r, a.pos[0]) {
		made.set(r, key, v)
	}
	return value{ref: made}
}

// sandboxRange is how many numbers a range may have in a sandbox.
const sandboxRange = 100_000

func makeRange(r *run, a *args) value {
	switch {
	case len(a.names) > 0:
		panic(errorf(kindTypeError, "range() takes no keyword arguments"))
	case len(a.pos) == 0:
		panic(errorf(kindTypeError, "range expected at least 1 argument, got 0"))
	case len(a.pos) > 3:
		panic(errorf(kindTypeError, "range expected at most 3 arguments, got %d", len(a.pos)))
	}
	bounds := [3]int64{0, 0, 1} // start, stop, step
	if len(a.pos) == 1 {
		bounds[1] = int64(asSize(a.pos[0]))
	} else {
		for i, v := range a.pos {
			bounds[i] = int64(asSize(v))
		}
	}
	if bounds[2] == 0 {
		panic(errorf(kindValueError, "range() arg 3 must not be zero"))
	}
	made := newRange(bounds[0], bounds[1], bounds[2])
	if r.env.config.Sandbox != nil && lengthNeeded(r, made) > sandboxRange {
		panic(errorf(kindOverflow, "Range too big. The sandbox blocks ranges larger than MAX_RANGE (%d).", sandboxRange))
	}
	return made
}

// makeDict is Python's dict: of a mapping or of pairs, and of keyword arguments.
func makeDict(r *run, a *args) *Dict {
	if len(a.pos) > 1 {
		panic(errorf(kindTypeError, "dict expected at most 1 argument, got %d", len(a.pos)))
	}
	made := newDict(len(a.names))
	if len(a.pos) == 1 {
		fillDict(r, made, a.pos[0])
	}
	for i, name := range a.names {
		made.set(r, text(name), a.named[i])
	}
	return made
}

func fillDict(r *run, d *Dict, from value) {
	if u := from.undefined(); u != nil {
		panic(u.fail(r))
	}
	if isMapping(from) {
		for _, kv := range pairsOf(r, from) {
			r.step(1)
			d.set(r, kv.key, kv.value)
		}
		return
	}
	it := iterate(r, from)
	at := 0
	for item, more := it.next(r); more; item, more = it.next(r) {
		r.step(1)
		if !isIterable(r, item) {
			panic(errorf(kindTypeError, "cannot convert dictionary update sequence element #%d to a sequence", at))
		}
		both := items(r, item)
		if len(both) != 2 {
			panic(errorf(kindValueError, "dictionary update sequence element #%d has length %d; 2 is required", at, len(both)))
		}
		d.set(r, both[0], both[1])
		at++
	}
}

// cycler gives its values one after the other, and begins anew behind the last.
type cycler struct {
	items []value
	at    int
}

var _ attributed = (*cycler)(nil)

func (*cycler) typeName() string { return "Cycler" }

var cyclerParams = params("Cycler.__init__", "", 0)

func makeCycler(_ *run, a *args) value {
	cyclerParams.bind(&args{names: a.names, named: a.named}, 1, nil)
	if len(a.pos) == 0 {
		panic(errorf("RuntimeError", "at least one item has to be provided"))
	}
	return fromObject(&cycler{items: slicesOwn(a.pos)})
}

var (
	cyclerNextParams  = params("Cycler.next", "self", 0)
	cyclerResetParams = params("Cycler.reset", "self", 0)
)

func (c *cycler) attr(_ *run, name string) (value, bool) {
	switch name {
	case "current":
		return c.items[c.at], true
	case "next":
		return fromObject(&function{"next", func(_ *run, a *args) value {
			cyclerNextParams.bind(a, 1, nil)
			v := c.items[c.at]
			c.at = (c.at + 1) % len(c.items)
			return v
		}}), true
	case "reset":
		return fromObject(&function{"reset", func(_ *run, a *args) value {
			cyclerResetParams.bind(a, 1, nil)
			c.at = 0
			return none
		}}), true
	case "items":
		return newTuple(c.items...), true
	case "pos":
		return intValue(c.at), true
	}
	return value{}, false
}

// joiner gives nothing at its first call and its separator from then on.
type joiner struct {
	separator value
	used      bool
}

var (
	_ callable   = (*joiner)(nil)
	_ attributed = (*joiner)(nil)
)

func (*joiner) typeName() string { return "Joiner" }

var (
	joinerParams     = params("Joiner.__init__", "", 0, "sep")
	joinerCallParams = params("Joiner.__call__", "self", 0)
)

func makeJoiner(_ *run, a *args) value {
	var p [1]value
	joinerParams.bind(a, 1, p[:])
	return fromObject(&joiner{separator: p[0].or(text(", "))})
}

func (j *joiner) call(_ *run, a *args) value {
	joinerCallParams.bind(a, 1, nil)
	if !j.used {
		j.used = true
		return emptyText
	}
	return j.separator
}

func (j *joiner) attr(_ *run, name string) (value, bool) {
	switch name {
	case "sep":
		return j.separator, true
	case "used":
		return boolean(j.used), true
	}
	return value{}, false
}

// namespace is the object that {% set ns.attr = … %} assigns to.
type namespace struct{ attributes *Dict }

var (
	_ attributed  = (*namespace)(nil)
	_ represented = (*namespace)(nil)
)

func (*namespace) typeName() string { return "Namespace" }

func makeNamespace(r *run, a *args) value { return fromObject(&namespace{makeDict(r, a)}) }

func (n *namespace) set(r *run, name string, v value) { n.attributes.set(r, text(name), v) }

func (n *namespace) attr(r *run, name string) (value, bool) { return n.attributes.get(r, text(name)) }

func (n *namespace) appendRepr(r *run, dst []byte) []byte {
	dst = append(dst, "<Namespace "...)
	dst = appendRepr(r, dst, value{ref: n.attributes})
	return append(dst, '>')
}
