package jinja

// loopCode is a for, compiled. All its slots are those of the function that it is in, or of
// its own one when it is recursive.
type loopCode struct {
	pos      pos
	target   store
	slot     int      // of the target, where it is one name; else -1
	once     []loadOp // what the body only reads: got when the loop begins
	each     []loadOp // what the body sets: anew at each turn
	body     exec
	extended bool // the body uses loop
	loopSlot int

	test      eval // nil: none
	testPos   pos
	testLoads []loadOp
	testSet   store
	testGet   eval // of several targets: their values

	hasElse  bool
	elseBody []exec
	leave    func(f *frame)

	// Of a recursive loop.
	code     *code
	escape   bool
	volatile bool
}

func (c *compiler) forStmt(n *forStmt, p *place) exec {
	c.checkLoopTargets(n)
	c.line = n.line
	iter := c.expr(n.iter, p)
	at := n.pos
	if n.recursive {
		return c.recursiveFor(n, p, iter)
	}
	l := c.loop(n, p, p.inner)
	return func(f *frame) signal {
		f.line, f.at = at.line, at
		return l.run(f, iter(f), 0)
	}
}

func (c *compiler) recursiveFor(n *forStmt, p *place, iter eval) exec {
	fn := p.within(c, "the recursive loop", n.pos)
	loops := c.loops
	c.loops = 0
	l := c.loop(n, p, func() *place {
		return &place{sym: newSymbols(p.sym, fn.unit), unit: fn.unit, outputCheck: p.outputCheck}
	})
	c.loops = loops
	l.code = fn.finish(nil)
	l.escape, l.volatile = c.autoescape, c.volatile
	c.line = n.line // the loop is called behind its function
	if p.outputCheck {
		// The loop asks the frame around it for its parent, also once that has ended.
		p.unit.code.captured = true
	}
	at := n.pos
	return func(f *frame) signal {
		f.line, f.at = at.line, at
		l.recurse(f.r, f.closure(), f.scope.keep(), iter(f), 0)
		return next
	}
}

// checkLoopTargets refuses the name loop as a target anywhere in the loop.
func (c *compiler) checkLoopTargets(n *forStmt) {
	v := &visitor{target: func(n expr) {
		if name, is := n.(*nameExpr); is && name.name == "loop" {
			c.fail(kindAssertionError, name.pos, "Can't assign to special loop variable in for-loop target")
		}
	}}
	v.visit(n)
}

// loop compiles what turns. inner makes the places of the body, the test and the else.
func (c *compiler) loop(n *forStmt, p *place, inner func() *place) *loopCode {
	l := &loopCode{pos: n.pos}
	l.extended = n.recursive || undeclared(n.body, "loop")["loop"] ||
		anyStmt([]stmt{n}, func(s stmt) bool { b, is := s.(*blockStmt); return is && b.scoped })
	body := inner()
	if l.extended {
		l.loopSlot = body.sym.parameter("loop").slot
	}
	body.sym.target(n.target, true)
	body.sym.stmts(n.body)
	if n.test != nil {
		test := inner()
		test.sym.target(n.target, true)
		test.sym.expr(n.test)
		c.line = n.test.where().line
		l.testLoads, l.testPos = c.loads(test), n.test.where()
		l.testSet, l.test = c.target(n.target, test), c.expr(n.test, test)
		if _, several := n.target.(*tupleExpr); several {
			l.testGet = c.expr(n.target, test)
		}
		if l.extended {
			// Who keeps loop can go on with what the test lets pass, which is in the frame.
			body.unit.code.captured = true
		}
	}
	c.line = n.line
	l.target, l.slot = c.target(n.target, body), -1
	if name, is := n.target.(*nameExpr); is {
		l.slot = body.sym.find(name.name).slot
	}
	for _, op := range c.loads(body) {
		if op.how == loadResolve && !body.sym.stores[op.name] {
			l.once = append(l.once, op)
		} else {
			l.each = append(l.each, op)
		}
	}
	c.loops++
	l.body = inRow(c.body(n.body, body))
	c.loops--
	l.leave = c.leave(body)
	if l.hasElse = len(n.els) > 0; l.hasElse {
		els := inner()
		els.sym.stmts(n.els)
		l.elseBody = append(c.enter(els), c.body(n.els, els)...)
	}
	return l
}

// run turns the loop in f over what v gives. The signal is that of the else, for the loop
// around.
func (l *loopCode) run(f *frame, v value, depth int) signal {
	var seq source
	seq.open(f.r, v)
	if l.test != nil {
		seq = source{it: &filtered{l: l, f: f, from: seq}}
		for i := range l.testLoads {
			l.testLoads[i].run(f)
		}
	}
	for i := range l.once {
		l.once[i].run(f)
	}
	empty := true
	if l.extended {
		empty = l.turnExtended(f, v, seq, depth)
	} else {
		empty = l.turn(f, &seq)
	}
	l.leave(f)
	if empty && l.hasElse {
		return runAll(l.elseBody, f)
	}
	return next
}

// turn runs the body for each value. empty: no turn came to the body's end, which is when
// Jinja2 renders the else.
func (l *loopCode) turn(f *frame, seq *source) (empty bool) {
	empty = true
	r := f.r
	for {
		if seq.it != nil { // which may fail
			f.line, f.at = l.pos.line, l.pos
		}
		x, ok := seq.next(r)
		if !ok {
			return empty
		}
		if r.steps--; r.steps <= 0 || r.limits != nil {
			r.count()
		}
		if l.slot >= 0 {
			f.slots[l.slot] = x
		} else {
			l.target(f, x)
		}
		switch l.oneTurn(f) {
		case breakLoop:
			return empty
		case next:
			empty = false
		}
	}
}

// oneTurn is one turn of the body.
func (l *loopCode) oneTurn(f *frame) signal {
	for i := range l.each {
		l.each[i].run(f)
	}
	return l.body(f)
}

// turnExtended is turn with the variable loop.
func (l *loopCode) turnExtended(f *frame, v value, seq source, depth int) (empty bool) {
	empty = true
	r := f.r
	lc := &loopContext{loop: l, iterable: v, seq: seq, index0: -1, size: -1, depth0: depth, scope: f.scope, outer: f.outer, filtered: l.test != nil}
	for {
		f.line, f.at = l.pos.line, l.pos
		x, ok := lc.advance(r)
		if !ok {
			return empty
		}
		if r.steps--; r.steps <= 0 || r.limits != nil {
			r.count()
		}
		l.target(f, x)
		f.slots[l.loopSlot] = fromObject(lc)
		switch l.oneTurn(f) {
		case breakLoop:
			return empty
		case next:
			empty = false
		}
	}
}

// recurse renders the loop, as a function of its own, over v.
func (l *loopCode) recurse(r *run, outer *frame, s *scope, v value, depth int) {
	f := r.enter(l.code, s, outer)
	l.run(f, v, depth)
	r.leave(f)
}

// source gives the values of a loop: of a list or a tuple without an iterator.
type source struct {
	list  *List
	items []value
	it    iterator
	at    int
	step  int64 // of a range, whose next number is num, and of which left numbers are left
	num   int64
	left  int64
}

func (s *source) open(r *run, v value) {
	switch o := v.ref.(type) {
	case *List:
		s.list = o
	case *tuple:
		s.items = o.items
	case *rangeObject:
		s.num, s.step, s.left = o.start, o.step, o.count()
	default:
		s.it = iterate(r, v)
	}
}

func (s *source) next(r *run) (value, bool) {
	if s.step != 0 {
		if s.left == 0 {
			return value{}, false
		}
		s.left--
		n := s.num
		s.num += s.step
		return integer(n), true
	}
	if s.it != nil {
		return s.it.next(r)
	}
	items := s.items
	if s.list != nil {
		items = s.list.items // it may have grown
	}
	if s.at >= len(items) {
		return value{}, false
	}
	s.at++
	return items[s.at-1], true
}

// filtered are the values that a loop's test is true of.
type filtered struct {
	l    *loopCode
	f    *frame
	from source
}

func (it *filtered) next(r *run) (value, bool) {
	l, f := it.l, it.f
	line, at := f.line, f.at
	for {
		x, ok := it.from.next(r)
		if !ok {
			return value{}, false
		}
		if r.steps--; r.steps <= 0 || r.limits != nil {
			r.count()
		}
		f.line, f.at = l.testPos.line, l.testPos
		l.testSet(f, x)
		is := isTrue(r, l.test(f))
		f.line, f.at = line, at
		if is {
			if l.testGet != nil {
				x = l.testGet(f) // the filter makes a tuple anew of what it unpacked
			}
			return x, true
		}
	}
}
