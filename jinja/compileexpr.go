package jinja

import "fmt"

// expr compiles an expression.
func (c *compiler) expr(n expr, p *place) eval {
	if works(n) {
		return c.bounded(c.operation(n, p))
	}
	return c.operation(n, p)
}

func (c *compiler) operation(n expr, p *place) eval {
	switch n := n.(type) {
	case *constExpr:
		return constant(n.val)
	case *nameExpr:
		return c.name(n, p)
	case *getattrExpr:
		return c.getattr(n, p)
	case *getitemExpr:
		return c.getitem(n, p)
	case *callExpr:
		return c.call(n, p)
	case *filterExpr:
		return c.filter(n, p)
	case *testExpr:
		return c.test(n, p)
	case *binaryExpr:
		return c.binary(n, p)
	case *unaryExpr:
		return c.unary(n, p)
	case *compareExpr:
		return c.compare(n, p)
	case *concatExpr:
		return c.concat(n, p)
	case *condExpr:
		return c.cond(n, p)
	case *notExpr:
		return c.not(n, p)
	case *andExpr:
		return c.shortcut(n.left, n.right, n.pos, false, p)
	case *orExpr:
		return c.shortcut(n.left, n.right, n.pos, true, p)
	case *tupleExpr:
		items := c.exprs(n.items, p)
		return func(f *frame) value { return newTuple(evalAll(items, f)...) }
	case *listExpr:
		items := c.exprs(n.items, p)
		return func(f *frame) value { return newList(evalAll(items, f)) }
	case *dictExpr:
		return c.dict(n, p)
	case *safeIfAutoescape:
		node := c.expr(n.node, p)
		return func(f *frame) value {
			v := node(f)
			if f.scope.eval.autoescape {
				return markupOf(f.r, v)
			}
			return v
		}
	case *sliceExpr:
		c.fail(kindSyntaxError, n.pos, "a slice cannot be one of several subscripts")
	case *debugExpr:
		return func(f *frame) value { return text(debugText(f)) }
	}
	panic(fmt.Sprintf("jinja: an expression that the compiler does not know: %T", n))
}

func (c *compiler) not(n *notExpr, p *place) eval {
	node, at := c.expr(n.node, p), n.pos
	return func(f *frame) value {
		v := node(f)
		f.at = at
		return boolean(!isTrue(f.r, v))
	}
}

// shortcut compiles "left and right" and "left or right": the left value where its truth
// decides, else the right one.
func (c *compiler) shortcut(left, right expr, at pos, decides bool, p *place) eval {
	if v, is := c.constOf(left); is && isTrue(c.scratch, v) == decides {
		return constant(v)
	}
	first, second := c.expr(left, p), c.expr(right, p)
	return func(f *frame) value {
		v := first(f)
		f.at = at
		if isTrue(f.r, v) == decides {
			return v
		}
		return second(f)
	}
}

func constant(v value) eval { return func(*frame) value { return v } }

func (c *compiler) exprs(list []expr, p *place) []eval {
	evals := make([]eval, len(list))
	for i, n := range list {
		evals[i] = c.expr(n, p)
	}
	return evals
}

func evalAll(list []eval, f *frame) []value {
	vals := make([]value, len(list))
	for i, ev := range list {
		vals[i] = ev(f)
	}
	return vals
}

// name compiles the reading of a variable.
func (c *compiler) name(n *nameExpr, p *place) eval {
	v := p.sym.find(n.name)
	if v == nil {
		panic("jinja: the name " + n.name + " belongs to no scope")
	}
	ref, absent := c.reference(v, p), undefinedName(c.env.config.Undefined, n.name)
	slot := ref.slot
	switch ref.hops {
	case 0:
		return func(f *frame) value {
			if v := f.slots[slot]; v.ref != nil {
				return v
			}
			return absent
		}
	case 1:
		return func(f *frame) value {
			if v := f.outer.slots[slot]; v.ref != nil {
				return v
			}
			return absent
		}
	}
	return func(f *frame) value {
		if v := *ref.in(f); v.ref != nil {
			return v
		}
		return absent
	}
}

func (c *compiler) dict(n *dictExpr, p *place) eval {
	keys, vals, at := c.exprs(n.keys, p), c.exprs(n.vals, p), n.pos
	return func(f *frame) value {
		d := newDict(len(keys))
		for i := range keys {
			k := keys[i](f)
			v := vals[i](f)
			f.at = at
			d.set(f.r, k, v)
		}
		return fromObject(d)
	}
}

func (c *compiler) cond(n *condExpr, p *place) eval {
	p = p.branch()
	test, then, at := c.expr(n.test, p), c.expr(n.then, p), n.pos
	other := constant(undefinedHint(DefaultUndefined,
		"the inline if-expression on "+c.position(n.pos)+" evaluated to false and no else section was defined.", ""))
	if n.other != nil {
		other = c.expr(n.other, p)
	}
	return func(f *frame) value {
		v := test(f)
		f.at = at
		if isTrue(f.r, v) {
			return then(f)
		}
		return other(f)
	}
}

func (c *compiler) concat(n *concatExpr, p *place) eval {
	nodes, at := c.exprs(n.nodes, p), n.pos
	// Within a dynamic autoescape Jinja2 joins as if it were off, which its output then
	// escapes as a whole.
	escape := c.autoescape && !c.volatile
	if !c.volatile && foldable(n) {
		escape = false
	}
	return func(f *frame) value {
		r := f.r
		vals := r.push(len(nodes))
		for i, node := range nodes {
			vals[i] = node(f)
		}
		f.at = at
		v := concat(r, escape, vals)
		r.pop(len(nodes))
		return v
	}
}

// foldable tells whether Jinja2 makes the concatenation when it compiles the template. It
// then forgets which of the texts were safe, and escapes the whole.
func foldable(n *concatExpr) bool {
	constant := true
	for _, part := range n.nodes {
		walkExpr(part, func(e expr) bool {
			switch e := e.(type) {
			case *nameExpr, *callExpr, *debugExpr, *safeIfAutoescape:
				constant = false
			case *filterExpr:
				switch e.name {
				case "map", "select", "reject", "selectattr", "rejectattr", "random":
					constant = false
				}
			}
			return constant
		})
	}
	return constant
}

var arithmetic = map[string]func(r *run, a, b value) value{
	"+": add, "-": subtract, "*": multiply, "/": divide, "//": floorDivide, "%": modulo, "**": power,
}

func (c *compiler) binary(n *binaryExpr, p *place) eval {
	left, right, at, op := c.expr(n.left, p), c.expr(n.right, p), n.pos, arithmetic[n.op]
	if v, is := c.fold(n); is {
		return constant(v)
	}
	if right, is := c.constOf(n.right); is && right.isInt() {
		if ints := intArithmetic(n.op, right.int()); ints != nil {
			return func(f *frame) value {
				a := left(f)
				if a.isInt() {
					if result, ok := ints(a.int()); ok {
						return integer(result)
					}
				}
				f.at = at
				return op(f.r, a, right)
			}
		}
	}
	if n.op == "+" {
		return func(f *frame) value {
			a, b := left(f), right(f)
			if a.isInt() && b.isInt() {
				if sum := a.int() + b.int(); (sum > a.int()) == (b.int() > 0) {
					return integer(sum)
				}
			}
			f.at = at
			return add(f.r, a, b)
		}
	}
	return func(f *frame) value {
		a, b := left(f), right(f)
		f.at = at
		return op(f.r, a, b)
	}
}

// intArithmetic is the operation of an int with a constant; nil: there is no quick one. ok is
// false where the result has more than 64 bits.
func intArithmetic(op string, b int64) func(a int64) (result int64, ok bool) {
	const small = 1 << 31
	if b <= -small || b >= small {
		return nil
	}
	switch op {
	case "+":
		return func(a int64) (int64, bool) { return a + b, (a+b > a) == (b > 0) || b == 0 }
	case "-":
		return func(a int64) (int64, bool) { return a - b, (a-b < a) == (b > 0) || b == 0 }
	case "*":
		return func(a int64) (int64, bool) { return a * b, a > -small && a < small }
	case "%":
		if b > 0 {
			return func(a int64) (int64, bool) { return a % b, a >= 0 }
		}
	case "//":
		if b > 0 {
			return func(a int64) (int64, bool) { return a / b, a >= 0 }
		}
	}
	return nil
}

// fold is the value of an operation on constants that is quick and cannot fail.
func (c *compiler) fold(n *binaryExpr) (v value, ok bool) {
	left, is := c.constOf(n.left)
	right, also := c.constOf(n.right)
	if !is || !also || n.op == "**" {
		return value{}, false
	}
	if !isNumber(left) || !isNumber(right) {
		return value{}, false
	}
	failed := attempt(func() { v = arithmetic[n.op](c.scratch, left, right) })
	return v, failed == nil
}

// constOf is the value of a constant, and of an operation on constants.
func (c *compiler) constOf(n expr) (value, bool) {
	switch n := n.(type) {
	case *constExpr:
		return n.val, true
	case *binaryExpr:
		return c.fold(n)
	}
	return value{}, false
}

func (c *compiler) unary(n *unaryExpr, p *place) eval {
	node, at, op := c.expr(n.node, p), n.pos, positive
	if n.op == "-" {
		op = negative
	}
	return func(f *frame) value {
		v := node(f)
		f.at = at
		return op(f.r, v)
	}
}

// comparison compares two values.
type comparison func(r *run, a, b value) bool

var comparisons = map[string]comparison{
	"eq":    equal,
	"ne":    func(r *run, a, b value) bool { return !equal(r, a, b) },
	"lt":    func(r *run, a, b value) bool { return less(r, "<", a, b) },
	"lteq":  func(r *run, a, b value) bool { return less(r, "<=", a, b) },
	"gt":    func(r *run, a, b value) bool { return less(r, ">", a, b) },
	"gteq":  func(r *run, a, b value) bool { return less(r, ">=", a, b) },
	"in":    func(r *run, a, b value) bool { return contains(r, b, a) },
	"notin": func(r *run, a, b value) bool { return !contains(r, b, a) },
}

// intComparisons are the comparisons of two ints.
var intComparisons = map[string]func(a, b int64) bool{
	"eq":   func(a, b int64) bool { return a == b },
	"ne":   func(a, b int64) bool { return a != b },
	"lt":   func(a, b int64) bool { return a < b },
	"lteq": func(a, b int64) bool { return a <= b },
	"gt":   func(a, b int64) bool { return a > b },
	"gteq": func(a, b int64) bool { return a >= b },
}

func (c *compiler) compare(n *compareExpr, p *place) eval {
	first, at := c.expr(n.first, p), n.pos
	if len(n.ops) == 1 {
		op, ints, node := comparisons[n.ops[0].op], intComparisons[n.ops[0].op], c.expr(n.ops[0].node, p)
		if right, is := c.constOf(n.ops[0].node); is && right.isInt() && ints != nil {
			b := right.int()
			return func(f *frame) value {
				a := first(f)
				if a.isInt() {
					return boolean(ints(a.int(), b))
				}
				f.at = at
				return boolean(op(f.r, a, right))
			}
		}
		return func(f *frame) value {
			a, b := first(f), node(f)
			if ints != nil && a.isInt() && b.isInt() {
				return boolean(ints(a.int(), b.int()))
			}
			f.at = at
			return boolean(op(f.r, a, b))
		}
	}
	type step struct {
		op   comparison
		node eval
	}
	steps := make([]step, len(n.ops))
	for i, op := range n.ops {
		steps[i] = step{comparisons[op.op], c.expr(op.node, p)}
	}
	return func(f *frame) value {
		a := first(f)
		for _, s := range steps {
			b := s.node(f)
			f.at = at
			if !s.op(f.r, a, b) {
				return vfalse
			}
			a = b
		}
		return vtrue
	}
}
