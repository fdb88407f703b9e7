package jinja

import (
	"math/big"
	"slices"
)

// builtinTests are the tests of Jinja2 by name, in a map of the caller's own.
func builtinTests() map[string]testFunc {
	tests := typeTests()
	for name, f := range operatorTests() {
		tests[name] = f
	}
	tests["odd"] = question("test_odd", 1, func(r *run, v value) bool { return remainderIs(r, v, integer(2), 1) })
	tests["even"] = question("test_even", 1, func(r *run, v value) bool { return remainderIs(r, v, integer(2), 0) })
	tests["divisibleby"] = testDivisible
	tests["lower"] = question("test_lower", 1, func(r *run, v value) bool {
		return truth(r, callMethod(r, text(strOf(r, v)), "islower"))
	})
	tests["upper"] = question("test_upper", 1, func(r *run, v value) bool {
		return truth(r, callMethod(r, text(strOf(r, v)), "isupper"))
	})
	tests["filter"] = question("test_filter", 2, func(r *run, v value) bool {
		_, has := r.env.filters[nameIn(r, v)]
		return has
	})
	tests["test"] = question("test_test", 2, func(r *run, v value) bool {
		_, has := r.env.tests[nameIn(r, v)]
		return has
	})
	tests["sameas"] = testSame
	tests["in"] = testIn
	return tests
}

// question is a test that takes nothing but its value; before is how many parameters
// Python's has then.
func question(name string, before int, f func(r *run, v value) bool) testFunc {
	s := params(name, "value", 0)
	return func(r *run, in value, a *args) bool {
		s.bind(a, before, nil)
		return f(r, in)
	}
}

// remainderIs tells whether v % divisor is n.
func remainderIs(r *run, v, divisor value, n int64) bool {
	if v.isInt() && divisor.isInt() && divisor.int() > 0 {
		rest := v.int() % divisor.int()
		return rest == n || rest < 0 && rest+divisor.int() == n
	}
	return equal(r, modulo(r, v, divisor), integer(n))
}

// typeTests are the tests of what a value is.
func typeTests() map[string]testFunc {
	callable := func(r *run, in value, a *args) bool {
		builtinArguments("callable", a)
		return isCallable(in)
	}
	is := func(name string, f func(v value) bool) testFunc {
		return question("test_"+name, 1, func(_ *run, v value) bool { return f(v) })
	}
	return map[string]testFunc{
		"boolean":   is("boolean", func(v value) bool { return v.kind() == kindBool }),
		"callable":  callable,
		"defined":   is("defined", func(v value) bool { return v.undefined() == nil }),
		"escaped":   question("test_escaped", 1, hasHypertext),
		"false":     is("false", func(v value) bool { return v == vfalse }),
		"float":     is("float", func(v value) bool { return v.kind() == kindFloat }),
		"integer":   is("integer", func(v value) bool { return v.kind() == kindInt || v.kind() == kindBig }),
		"iterable":  question("test_iterable", 1, isIterable),
		"mapping":   is("mapping", isMapping),
		"none":      is("none", value.isNone),
		"number":    is("number", isNumeric),
		"sequence":  question("test_sequence", 1, testSequence),
		"string":    is("string", func(v value) bool { _, is := v.asText(); return is }),
		"true":      is("true", func(v value) bool { return v == vtrue }),
		"undefined": is("undefined", func(v value) bool { return v.undefined() != nil }),
	}
}

func isNumeric(v value) bool {
	return slices.Contains([]kind{kindBool, kindInt, kindBig, kindFloat}, v.kind())
}

// testSequence: what has a length and items, which a dict has too. A strict undefined
// has no length.
func testSequence(_ *run, v value) bool {
	if u := v.undefined(); u != nil {
		return u.mode != StrictUndefined
	}
	return isSequence(v) || isMapping(v)
}

// isCallable is Python's callable. An undefined is: its call fails.
func isCallable(v value) bool {
	switch v.kind() {
	case kindUndefined:
		return true
	case kindObject:
		_, is := v.ref.(callable)
		return is
	case kindHost:
		return hostCallable(v.ref)
	}
	return false
}

var divisibleParams = params("test_divisibleby", "value", 1, "num")

func testDivisible(r *run, in value, a *args) bool {
	var p [1]value
	divisibleParams.bind(a, 1, p[:])
	return remainderIs(r, in, p[0], 0)
}

var sameParams = params("test_sameas", "value", 1, "other")

// testSame is Python's is: the same object. Values without an identity here, which are
// texts and numbers, are the same when they are equal and of one kind.
func testSame(_ *run, in value, a *args) bool {
	var p [1]value
	sameParams.bind(a, 1, p[:])
	other := p[0]
	if in.kind() != other.kind() {
		return false
	}
	switch in.kind() {
	case kindText, kindMarkup:
		return in.text() == other.text()
	case kindBig:
		return in.ref.(*big.Int).Cmp(other.ref.(*big.Int)) == 0
	case kindHost:
		return sameHost(in.ref, other.ref)
	}
	return in == other
}

var inParams = params("test_in", "value", 1, "seq")

func testIn(r *run, in value, a *args) bool {
	var p [1]value
	inParams.bind(a, 1, p[:])
	return contains(r, p[0], in)
}

// operatorTests are the comparisons, under all of their names.
func operatorTests() map[string]testFunc {
	tests := map[string]testFunc{}
	add := func(f func(r *run, x, y value) bool, names ...string) {
		for _, name := range names {
			tests[name] = operatorTest(names[0], f)
		}
	}
	order := func(op string) func(r *run, x, y value) bool {
		return func(r *run, x, y value) bool { return less(r, op, x, y) }
	}
	add(equal, "eq", "==", "equalto")
	add(func(r *run, x, y value) bool { return !equal(r, x, y) }, "ne", "!=")
	add(order(">"), "gt", ">", "greaterthan")
	add(order(">="), "ge", ">=")
	add(order("<"), "lt", "<", "lessthan")
	add(order("<="), "le", "<=")
	return tests
}

func operatorTest(name string, f func(r *run, x, y value) bool) testFunc {
	return func(r *run, in value, a *args) bool {
		switch {
		case len(a.names) > 0:
			panic(errorf(kindTypeError, "_operator.%s() takes no keyword arguments", name))
		case len(a.pos) != 1:
			panic(errorf(kindTypeError, "%s expected 2 arguments, got %d", name, len(a.pos)+1))
		}
		return f(r, in, a.pos[0])
	}
}
