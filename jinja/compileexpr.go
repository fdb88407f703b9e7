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
	case *slotExpr:
		slot := n.slot
		return func(f *frame) value { return f.slots[slot] }
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
		return c.binaryConst(n, p, right)
	}
	sign := quickOp(n.op)
	return func(f *frame) value {
		a, b := left(f), right(f)
		if a.isInt() && b.isInt() {
			if result, ok := intArithmetic(sign, a.int(), b.int()); ok {
				return integer(result)
			}
		}
		f.at = at
		return op(f.r, a, b)
	}
}

// binaryConst compiles an operation with a constant int on its right.
func (c *compiler) binaryConst(n *binaryExpr, p *place, right value) eval {
	at, op, sign, b := n.pos, arithmetic[n.op], quickOp(n.op), right.int()
	left := c.expr(n.left, p)
	if v, is := n.left.(*nameExpr); is {
		if ref := c.reference(p.sym.find(v.name), p); ref.hops == 0 {
			return func(f *frame) value {
				a := f.slots[ref.slot]
				if a.isInt() {
					if result, ok := intArithmetic(sign, a.int(), b); ok {
						return integer(result)
					}
				}
				a = left(f)
				f.at = at
				return op(f.r, a, right)
			}
		}
	}
	return func(f *frame) value {
		a := left(f)
		if a.isInt() {
			if result, ok := intArithmetic(sign, a.int(), b); ok {
				return integer(result)
			}
		}
		f.at = at
		return op(f.r, a, right)
	}
}

// intArithmetic is an operation on ints that is quick, by the operator's first character, "/"
// for "//" and ":" for "/". Not ok where the result may have more than 64 bits, and where
// Python's is another than Go's.
func intArithmetic(op byte, a, b int64) (result int64, ok bool) {
	const small = 1 << 31
	if uint64(a) >= small || uint64(b) >= small {
		return 0, false
	}
	switch op {
	case '+':
		return a + b, true
	case '-':
		return a - b, true
	case '*':
		return a * b, true
	case '%':
		if b != 0 {
			return int64(uint32(a) % uint32(b)), true
		}
	case '/':
		if b != 0 {
			return int64(uint32(a) / uint32(b)), true
		}
	}
	return 0, false
}

// quickOp is the operator as intArithmetic takes it.
func quickOp(op string) byte {
	switch op {
	case "/", "**":
		return ':'
	}
	return op[0]
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

// comparison compiles a comparison of two. Ints are compared at once.
func (c *compiler) comparison(n *compareExpr, p *place) condition {
	op, at := comparisons[n.ops[0].op], n.pos
	first, node, quick := c.expr(n.first, p), c.expr(n.ops[0].node, p), quickCompare(n.ops[0].op)
	if right, is := c.constOf(n.ops[0].node); is && right.isInt() && quick != 0 {
		b := right.int()
		return func(f *frame) bool {
			a := first(f)
			if a.isInt() {
				return compareInts(quick, a.int(), b)
			}
			f.at = at
			return op(f.r, a, right)
		}
	}
	return func(f *frame) bool {
		a, b := first(f), node(f)
		if quick != 0 && a.isInt() && b.isInt() {
			return compareInts(quick, a.int(), b.int())
		}
		f.at = at
		return op(f.r, a, b)
	}
}

// The comparisons of ints that comparison makes at once; 0 is none of them.
const (
	isEqual byte = iota + 1
	isUnequal
	isLess
	isLessEqual
	isGreater
	isGreaterEqual
)

func quickCompare(op string) byte {
	switch op {
	case "eq":
		return isEqual
	case "ne":
		return isUnequal
	case "lt":
		return isLess
	case "lteq":
		return isLessEqual
	case "gt":
		return isGreater
	case "gteq":
		return isGreaterEqual
	}
	return 0
}

func compareInts(op byte, a, b int64) bool {
	switch op {
	case isEqual:
		return a == b
	case isUnequal:
		return a != b
	case isLess:
		return a < b
	case isLessEqual:
		return a <= b
	case isGreater:
		return a > b
	}
	return a >= b
}

func (c *compiler) compare(n *compareExpr, p *place) eval {
	if len(n.ops) == 1 {
		is := c.comparison(n, p)
		return func(f *frame) value { return boolean(is(f)) }
	}
	first, at := c.expr(n.first, p), n.pos
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
