package jinja

import (
	"cmp"
	"math"
	"math/big"
	"strings"
)

// maxNesting is how deep values within values are followed before that is Python's
// RecursionError.
const maxNesting = 1000

// typeName is the name of v's type as Python's messages have it: "str", "list", "User".
func typeName(v value) string {
	switch x := v.ref.(type) {
	case nil:
		return "missing"
	case noneTag:
		return "NoneType"
	case boolTag:
		return "bool"
	case intTag, *big.Int:
		return "int"
	case floatTag:
		return "float"
	case textPtr:
		return "str"
	case markupPtr:
		return "Markup"
	case object:
		return x.typeName()
	}
	return hostTypeName(v.ref)
}

// truth is bool(v).
func truth(r *run, v value) bool {
	switch x := v.ref.(type) {
	case boolTag, intTag, textPtr, markupPtr:
		return v.num != 0
	case nil, noneTag:
		return false
	case floatTag:
		return v.float() != 0
	case *undefined:
		x.refuseStrict(r)
		return false
	case *List:
		return len(x.items) > 0
	case *tuple:
		return len(x.items) > 0
	case *Dict:
		return x.len() > 0
	case *big.Int:
		return true
	case object:
		return objectTruth(r, x)
	}
	return hostTruth(r, v.ref)
}

func objectTruth(r *run, o object) bool {
	switch o := o.(type) {
	case truthy:
		return o.truth(r)
	case sized:
		return o.length(r) > 0
	}
	return true
}

// identical tells whether a and b are one and the same, which is enough for Python's
// containers to call them equal.
func identical(a, b value) bool {
	switch x := a.ref.(type) {
	case *undefined, *List, *tuple, *Dict, *big.Int:
		return a.ref == b.ref
	case floatTag:
		_, is := b.ref.(floatTag)
		return is && a.num == b.num
	case object:
		o, is := b.ref.(object)
		return is && sameObject(x, o)
	}
	return false
}

// sameObject compares two objects by identity; objects are pointers, or small structs
// that are the same when their fields are.
func sameObject(a, b object) bool { return a == b }

// sameItem is how Python's containers compare.
func sameItem(r *run, a, b value) bool { return identical(a, b) || equal(r, a, b) }

// equal is a == b.
func equal(r *run, a, b value) bool { return equalWithin(r, a, b, 0) }

func equalWithin(r *run, a, b value, depth int) bool {
	switch x := a.ref.(type) {
	case textPtr, markupPtr:
		if s, is := b.asText(); is {
			if a.num > longText {
				r.tick()
			}
			return a.text() == s
		}
	case intTag, boolTag:
		switch b.ref.(type) {
		case intTag, boolTag:
			return a.num == b.num
		case floatTag, *big.Int:
			return equalNumbers(a, b)
		}
	case floatTag, *big.Int:
		switch b.ref.(type) {
		case intTag, boolTag, floatTag, *big.Int:
			return equalNumbers(a, b)
		}
	case *undefined:
		x.refuseStrict(r)
		if u := b.undefined(); u != nil {
			u.refuseStrict(r)
			return x.mode == u.mode
		}
		return false
	}
	if u := b.undefined(); u != nil {
		u.refuseStrict(r)
		return false
	}
	return equalOthers(r, a, b, depth)
}

// equalOthers compares what is neither a text nor a number on both sides.
func equalOthers(r *run, a, b value, depth int) bool {
	if depth > maxNesting {
		panic(errorf(kindRecursion, "maximum recursion depth exceeded in comparison"))
	}
	if x := tupleOf(a); x != nil {
		if y := tupleOf(b); y != nil {
			return equalSlices(r, x.items, y.items, depth)
		}
	}
	switch x := a.ref.(type) {
	case noneTag:
		if b.kind() != kindHost {
			return b.isNone()
		}
	case *List:
		if y, is := b.ref.(*List); is {
			return x == y || equalSlices(r, x.items, y.items, depth)
		}
	case *Dict:
		if y, is := b.ref.(*Dict); is {
			return x == y || x.equal(r, y, depth)
		}
	case equatable:
		return x.equal(r, b)
	}
	if y, is := b.ref.(equatable); is {
		return y.equal(r, a)
	}
	if a.kind() == kindHost || b.kind() == kindHost {
		return hostEqual(r, toAny(r, a), toAny(r, b))
	}
	x, is := a.ref.(object)
	y, are := b.ref.(object)
	return is && are && sameObject(x, y)
}

func equalSlices(r *run, a, b []value, depth int) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if i >= len(b) { // what was compared can have changed the lists
			return false
		}
		if !identical(a[i], b[i]) && !equalWithin(r, a[i], b[i], depth+1) {
			return false
		}
	}
	return true
}

// tupleLike is implemented by objects that are tuples with something more.
type tupleLike interface{ asTuple() *tuple }

// tupleOf is v's tuple, or nil.
func tupleOf(v value) *tuple {
	switch x := v.ref.(type) {
	case *tuple:
		return x
	case tupleLike:
		return x.asTuple()
	}
	return nil
}

// equalNumbers is == of two numbers, exact between ints and floats as in Python.
func equalNumbers(a, b value) bool {
	c, ordered := compareNumbers(a, b)
	return ordered && c == 0
}

// compareNumbers orders two numbers; not ordered is what has a NaN in it.
func compareNumbers(a, b value) (c int, ordered bool) {
	switch x := a.ref.(type) {
	case intTag, boolTag:
		switch y := b.ref.(type) {
		case intTag, boolTag:
			return cmp.Compare(a.int(), b.int()), true
		case floatTag:
			return compareIntFloat(a.int(), b.float())
		case *big.Int:
			return -y.Sign(), true
		}
	case floatTag:
		f := a.float()
		if _, is := b.ref.(floatTag); is {
			return cmp.Compare(f, b.float()), f == f && b.float() == b.float() //nolint:gocritic // not a NaN
		}
		c, ordered = compareNumbers(b, a)
		return -c, ordered
	case *big.Int:
		switch y := b.ref.(type) {
		case intTag, boolTag:
			return x.Sign(), true
		case *big.Int:
			return x.Cmp(y), true
		case floatTag:
			f := b.float()
			switch {
			case math.IsNaN(f):
				return 0, false
			case math.IsInf(f, 0):
				return -int(math.Copysign(1, f)), true
			}
			return new(big.Float).SetInt(x).Cmp(big.NewFloat(f)), true
		}
	}
	return 0, false
}

func compareIntFloat(n int64, f float64) (c int, ordered bool) {
	switch {
	case math.IsNaN(f):
		return 0, false
	case f >= 1<<63:
		return -1, true
	case f < -1<<63:
		return 1, true
	}
	whole := math.Trunc(f)
	if c = cmp.Compare(n, int64(whole)); c == 0 {
		c = cmp.Compare(whole, f)
	}
	return c, true
}

// less is a op b for one of <, <=, >, >=.
func less(r *run, op string, a, b value) bool {
	if a.isInt() && b.isInt() {
		return holds(op, cmp.Compare(a.int(), b.int()))
	}
	return lessWithin(r, op, a, b, 0)
}

func lessWithin(r *run, op string, a, b value, depth int) bool {
	switch a.kind() {
	case kindInt, kindBool, kindFloat, kindBig:
		switch b.kind() {
		case kindInt, kindBool, kindFloat, kindBig:
			c, is := compareNumbers(a, b)
			return is && holds(op, c)
		}
	case kindText, kindMarkup:
		if s, is := b.asText(); is {
			if a.num > longText {
				r.tick()
			}
			return holds(op, compareTexts(a.text(), s))
		}
	case kindList, kindHost:
		if x, is := listItems(r, a); is {
			if y, is := listItems(r, b); is {
				return lessSlices(r, op, x, y, depth)
			}
		}
	}
	if x := tupleOf(a); x != nil {
		if y := tupleOf(b); y != nil {
			return lessSlices(r, op, x.items, y.items, depth)
		}
	}
	if x, is := a.ref.(view); is {
		if y, is := b.ref.(view); is {
			return lessSets(r, op, x, y)
		}
	}
	refuseUndefined(r, a, b)
	if a.kind() == kindHost || b.kind() == kindHost {
		if is, ok := lessHosts(r, op, toAny(r, a), toAny(r, b)); ok {
			return is
		}
	}
	panic(errorf(kindTypeError, "'%s' not supported between instances of '%s' and '%s'", op, typeName(a), typeName(b)))
}

// longText is how many bytes a text has whose comparison is work.
const longText = 1 << 12

// compareTexts orders two texts by code point, which for UTF-8 is by byte.
func compareTexts(a, b string) int { return strings.Compare(a, b) }

// holds tells whether op is true of two values that compare as c.
func holds(op string, c int) bool {
	switch op {
	case "<":
		return c < 0
	case "<=":
		return c <= 0
	case ">":
		return c > 0
	}
	return c >= 0
}

func lessHosts(r *run, op string, a, b any) (is, ok bool) {
	if op[0] == '>' {
		a, b = b, a
	}
	is, ok = hostLess(r, a, b)
	if ok && !is && len(op) == 2 {
		is = hostEqual(r, a, b)
	}
	return is, ok
}

// lessSlices compares as Python's sequences do: by the first items that differ, else by
// length.
func lessSlices(r *run, op string, a, b []value, depth int) bool {
	if depth > maxNesting {
		panic(errorf(kindRecursion, "maximum recursion depth exceeded in comparison"))
	}
	for i := range min(len(a), len(b)) {
		if !identical(a[i], b[i]) && !equalWithin(r, a[i], b[i], depth+1) {
			return lessWithin(r, op, a[i], b[i], depth+1)
		}
	}
	return holds(op, cmp.Compare(len(a), len(b)))
}

// refuseUndefined fails with the first of vs that is undefined.
func refuseUndefined(r *run, vs ...value) {
	for _, v := range vs {
		if u := v.undefined(); u != nil {
			panic(u.fail(r))
		}
	}
}

// refuseStrict fails when u bears nothing at all.
func (u *undefined) refuseStrict(r *run) {
	if u.mode == StrictUndefined {
		panic(u.fail(r))
	}
}

// contains is "v in in".
func contains(r *run, in, v value) bool {
	switch x := in.ref.(type) {
	case textPtr, markupPtr:
		s, is := v.asText()
		if !is {
			panic(errorf(kindTypeError, "'in <string>' requires string as left operand, not %s", typeName(v)))
		}
		return strings.Contains(in.text(), s)
	case *List:
		return containsItem(r, x.items, v)
	case *tuple:
		return containsItem(r, x.items, v)
	case *Dict:
		_, is := x.get(r, v)
		return is
	case *undefined:
		x.refuseStrict(r)
		return false
	case container:
		return x.contains(r, v)
	case tupleLike:
		return containsItem(r, x.asTuple().items, v)
	case iterable:
		return containsIterated(r, x.iterate(r), v)
	case noneTag, boolTag, intTag, floatTag, *big.Int, object:
	default:
		if found, is := hostContains(r, in.ref, v); is {
			return found
		}
	}
	panic(errorf(kindTypeError, "argument of type '%s' is not iterable", typeName(in)))
}

func containsItem(r *run, items []value, v value) bool {
	r.step(len(items))
	for _, item := range items {
		if sameItem(r, item, v) {
			return true
		}
	}
	return false
}

func containsIterated(r *run, from iterator, v value) bool {
	for {
		item, more := from.next(r)
		if !more {
			return false
		}
		r.step(1)
		if sameItem(r, item, v) {
			return true
		}
	}
}
