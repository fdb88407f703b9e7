package jinja

// loopContext is the variable loop of a for: Jinja2's LoopContext.
type loopContext struct {
	loop     *loopCode
	iterable value
	filtered bool // the loop has a test: iterable's length is not the loop's
	seq      source
	index0   int
	size     int // -1: not known yet
	depth0   int
	after    value // what was looked at ahead
	current  value
	before   value
	changed  []value
	asked    bool // changed was called
	scope    *scope
	outer    *frame // of the function around a recursive loop
}

var (
	_ invocable  = (*loopContext)(nil)
	_ attributed = (*loopContext)(nil)
)

func (*loopContext) typeName() string { return "LoopContext" }

// advance goes to the next value.
func (l *loopContext) advance(r *run) (value, bool) {
	x := l.after
	l.after = value{}
	if x.isMissing() {
		var ok bool
		if x, ok = l.seq.next(r); !ok {
			return value{}, false
		}
	}
	l.index0++
	l.before, l.current = l.current, x
	return x, true
}

// peek looks at the next value; missing after the last.
func (l *loopContext) peek(r *run) value {
	if l.after.isMissing() {
		l.after, _ = l.seq.next(r)
	}
	return l.after
}

// length goes through the rest of what has no length.
func (l *loopContext) length(r *run) int {
	if l.size >= 0 {
		return l.size
	}
	if !l.filtered {
		if n, has := lengthOf(r, l.iterable); has {
			l.size = n
			return n
		}
	}
	var rest []value
	for {
		x, ok := l.seq.next(r)
		if !ok {
			break
		}
		r.step(1)
		rest = append(rest, x)
	}
	l.seq = source{items: rest}
	l.size = len(rest) + l.index0 + 1
	if !l.after.isMissing() {
		l.size++
	}
	return l.size
}

func (l *loopContext) attr(r *run, name string) (value, bool) {
	switch name {
	case "index":
		return intValue(l.index0 + 1), true
	case "index0":
		return intValue(l.index0), true
	case "first":
		return boolean(l.index0 == 0), true
	case "last":
		return boolean(l.peek(r).isMissing()), true
	case "length":
		return intValue(l.length(r)), true
	case "revindex":
		return intValue(l.length(r) - l.index0), true
	case "revindex0":
		return intValue(l.length(r) - l.index0 - 1), true
	case "depth":
		return intValue(l.depth0 + 1), true
	case "depth0":
		return intValue(l.depth0), true
	case "previtem":
		if l.index0 == 0 {
			return undefinedHint(r.env.config.Undefined, "there is no previous item", ""), true
		}
		return l.before, true
	case "nextitem":
		if x := l.peek(r); !x.isMissing() {
			return x, true
		}
		return undefinedHint(r.env.config.Undefined, "there is no next item", ""), true
	case "cycle":
		return fromObject(&function{"cycle", l.cycle}), true
	case "changed":
		return fromObject(&function{"changed", l.hasChanged}), true
	}
	return value{}, false
}

func (l *loopContext) cycle(_ *run, a *args) value {
	a.noKeywords("LoopContext.cycle")
	if len(a.pos) == 0 {
		panic(errorf(kindTypeError, "no items for cycling given"))
	}
	return a.pos[l.index0%len(a.pos)]
}

// hasChanged tells whether it was called with other values the last time.
func (l *loopContext) hasChanged(r *run, a *args) value {
	a.noKeywords("LoopContext.changed")
	same := l.asked && len(l.changed) == len(a.pos)
	for i := 0; same && i < len(a.pos); i++ {
		same = equal(r, l.changed[i], a.pos[i])
	}
	if same {
		return vfalse
	}
	l.asked = true
	l.changed = append(l.changed[:0], a.pos...)
	return vtrue
}

// noKeywords refuses keyword arguments.
func (a *args) noKeywords(function string) {
	if len(a.names) > 0 {
		panic(errorf(kindTypeError, "%s() got an unexpected keyword argument '%s'", function, a.names[0]))
	}
}

func (l *loopContext) appendRepr(r *run, dst []byte) []byte {
	dst = append(dst, "<LoopContext "...)
	dst = append(dst, itoa(l.index0+1)...)
	dst = append(dst, '/')
	dst = append(dst, itoa(l.length(r))...)
	return append(dst, '>')
}

func (l *loopContext) truth(r *run) bool { return l.length(r) > 0 }

// iterate gives pairs of the values that are left and the loop.
func (l *loopContext) iterate(*run) iterator {
	return iteratorFunc(func(r *run) (value, bool) {
		x, ok := l.advance(r)
		if !ok {
			return value{}, false
		}
		return newTuple(x, fromObject(l)), true
	})
}

// safe implements invocable: the loop's text is Markup where the loop escapes.
func (l *loopContext) safe(r *run) bool {
	if l.loop.code == nil {
		return false // it cannot be called
	}
	if l.loop.volatile {
		return l.scope.eval.autoescape
	}
	return l.loop.escape
}

var recursiveCall = &signature{name: "LoopContext.__call__", params: []string{"iterable"}, required: 1}

// invoke renders the loop over another iterable: loop(item.children).
func (l *loopContext) invoke(r *run, a *args) {
	var to [1]value
	recursiveCall.bind(a, 1, to[:])
	if l.loop.code == nil {
		panic(errorf(kindTypeError, "The loop must have the 'recursive' marker to be called recursively."))
	}
	l.loop.recurse(r, l.outer, l.scope, to[0], l.depth0+1)
}

func (l *loopContext) call(r *run, a *args) value { return invoked(r, l, a) }
