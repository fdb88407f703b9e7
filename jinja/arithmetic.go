package jinja

import (
	"math"
	"math/big"
	"math/bits"
)

// numeric is what a number is in arithmetic. The larger of two operands decides.
type numeric uint8

const (
	notNumeric numeric = iota
	smallInt
	largeInt
	floating
)

func numericOf(v value) numeric {
	switch v.ref.(type) {
	case intTag, boolTag:
		return smallInt
	case floatTag:
		return floating
	case *big.Int:
		return largeInt
	}
	return notNumeric
}

// numericOfBoth is how two operands calculate with each other; notNumeric unless both are
// numbers.
func numericOfBoth(a, b value) numeric {
	x, y := numericOf(a), numericOf(b)
	if x == notNumeric || y == notNumeric {
		return notNumeric
	}
	return max(x, y)
}

// asFloat64 is a number as a float; Python's OverflowError for an int beyond the floats.
func asFloat64(v value) float64 {
	switch x := v.ref.(type) {
	case floatTag:
		return v.float()
	case *big.Int:
		f, _ := new(big.Float).SetInt(x).Float64()
		if math.IsInf(f, 0) {
			panic(errorf(kindOverflow, "int too large to convert to float"))
		}
		return f
	}
	return float64(v.int())
}

// asBig is an int of any size. It is read only.
func asBig(v value) *big.Int {
	if x, is := v.ref.(*big.Int); is {
		return x
	}
	return big.NewInt(v.int())
}

// unsupported is the error of operands that an operator does not take.
func unsupported(r *run, op string, a, b value) *Error {
	refuseUndefined(r, a, b)
	return errorf(kindTypeError, "unsupported operand type(s) for %s: '%s' and '%s'", op, typeName(a), typeName(b))
}

// add is a + b.
func add(r *run, a, b value) value {
	if a.isInt() && b.isInt() {
		x, y := a.int(), b.int()
		if sum := x + y; (sum > x) == (y > 0) {
			return integer(sum)
		}
	}
	switch numericOfBoth(a, b) {
	case floating:
		return float(asFloat64(a) + asFloat64(b))
	case smallInt, largeInt:
		return bigInt(new(big.Int).Add(asBig(a), asBig(b)))
	}
	return addOthers(r, a, b)
}

// addOthers is the + of what has no number in it.
func addOthers(r *run, a, b value) value {
	s, isText := a.asText()
	t, areTexts := b.asText()
	if !isText || !areTexts {
		if v, is := hostOperation(r, "+", a, b, add); is {
			return v
		}
	}
	switch {
	case (a.isMarkup() || b.isMarkup()) && a.undefined() == nil && isEscapable(r, a) && isEscapable(r, b):
		return addMarkup(r, a, b)
	case isText && areTexts:
		r.room(len(s) + len(t))
		return text(s + t)
	}
	refuseUndefined(r, a, b)
	if x := tupleOf(a); x != nil {
		if y := tupleOf(b); y != nil {
			return newTuple(joinItems(r, x.items, y.items)...)
		}
		panic(errorf(kindTypeError, `can only concatenate tuple (not "%s") to tuple`, typeName(b)))
	}
	if x, is := listItems(r, a); is {
		if y, is := listItems(r, b); is {
			return newList(joinItems(r, x, y))
		}
		panic(errorf(kindTypeError, `can only concatenate list (not "%s") to list`, typeName(b)))
	}
	if isText && !a.isMarkup() {
		panic(errorf(kindTypeError, `can only concatenate str (not "%s") to str`, typeName(b)))
	}
	panic(unsupported(r, "+", a, b))
}

// itemSize is how many bytes an item of a list takes, for the limit of large results.
const itemSize = 24

func joinItems(r *run, a, b []value) []value {
	r.room((len(a) + len(b)) * itemSize)
	return append(append(make([]value, 0, len(a)+len(b)), a...), b...)
}

// subtract is a - b.
func subtract(r *run, a, b value) value {
	if a.isInt() && b.isInt() {
		x, y := a.int(), b.int()
		if difference := x - y; (difference < x) == (y > 0) {
			return integer(difference)
		}
	}
	switch numericOfBoth(a, b) {
	case floating:
		return float(asFloat64(a) - asFloat64(b))
	case smallInt, largeInt:
		return bigInt(new(big.Int).Sub(asBig(a), asBig(b)))
	}
	refuseUndefined(r, a)
	if left, is := subtractSets(r, a, b); is {
		return left
	}
	if v, is := hostOperation(r, "-", a, b, subtract); is {
		return v
	}
	panic(unsupported(r, "-", a, b))
}

// multiply is a * b.
func multiply(r *run, a, b value) value {
	if a.isInt() && b.isInt() {
		if product, fits := multiplyInts(a.int(), b.int()); fits {
			return integer(product)
		}
	}
	if a.isMarkup() || b.isMarkup() && a.undefined() == nil {
		return multiplyMarkup(r, a, b)
	}
	switch numericOfBoth(a, b) {
	case floating:
		return float(asFloat64(a) * asFloat64(b))
	case smallInt, largeInt:
		x, y := asBig(a), asBig(b)
		r.roomInt((x.BitLen() + y.BitLen()) / 8)
		return bigInt(new(big.Int).Mul(x, y))
	}
	if v, is := hostOperation(r, "*", a, b, multiply); is {
		return v
	}
	refuseUndefined(r, a, b)
	if isRepeatable(a) {
		return repeatValue(r, a, repetitions(b))
	}
	if isRepeatable(b) {
		return repeatValue(r, b, repetitions(a))
	}
	panic(unsupported(r, "*", a, b))
}

func multiplyInts(x, y int64) (product int64, fits bool) {
	high, low := bits.Mul64(magnitude(x), magnitude(y))
	if high != 0 || low > 1<<63-1 {
		return 0, false
	}
	return x * y, true
}

func magnitude(n int64) uint64 {
	if n < 0 {
		return -uint64(n)
	}
	return uint64(n)
}

func isRepeatable(v value) bool {
	switch v.ref.(type) {
	case textPtr, markupPtr, *List, *tuple, tupleLike:
		return true
	case nil, noneTag, boolTag, intTag, floatTag, *big.Int, object:
		return false
	}
	return hostSequence(v.ref)
}

// listItems are the items of a list, or of a sequence of the application, which templates
// take for one; false for another value.
func listItems(r *run, v value) ([]value, bool) {
	switch x := v.ref.(type) {
	case *List:
		return x.items, true
	case nil, textPtr, markupPtr, noneTag, boolTag, intTag, floatTag, *big.Int, object:
		return nil, false
	}
	if hostSequence(v.ref) {
		return items(r, v), true
	}
	return nil, false
}

// repetitions is how often by says that a sequence is repeated.
func repetitions(by value) int {
	switch numericOf(by) {
	case smallInt:
		return int(max(by.int(), 0))
	case largeInt:
		panic(errorf(kindOverflow, "cannot fit 'int' into an index-sized integer"))
	}
	panic(errorf(kindTypeError, "can't multiply sequence by non-int of type '%s'", typeName(by)))
}

// divide is a / b, which is exact for ints of any size.
func divide(r *run, a, b value) value {
	switch numericOfBoth(a, b) {
	case smallInt:
		const exact = 1 << 53
		x, y := a.int(), b.int()
		if y == 0 {
			panic(errorf(kindZeroDivision, "division by zero"))
		}
		if magnitude(x) <= exact && magnitude(y) <= exact {
			return float(float64(x) / float64(y))
		}
		return divideLarge(a, b)
	case largeInt:
		return divideLarge(a, b)
	case floating:
		x, y := asFloat64(a), asFloat64(b)
		if y == 0 {
			panic(errorf(kindZeroDivision, "float division by zero"))
		}
		return float(x / y)
	}
	if v, is := hostOperation(r, "/", a, b, divide); is {
		return v
	}
	panic(unsupported(r, "/", a, b))
}

func divideLarge(a, b value) value {
	y := asBig(b)
	if y.Sign() == 0 {
		panic(errorf(kindZeroDivision, "division by zero"))
	}
	x := asBig(a)
	if x.Sign() == 0 {
		return float(math.Copysign(0, float64(y.Sign())))
	}
	f, _ := new(big.Rat).SetFrac(x, y).Float64()
	if math.IsInf(f, 0) {
		panic(errorf(kindOverflow, "integer division result too large for a float"))
	}
	return float(f)
}

// floorDivide is a // b.
func floorDivide(r *run, a, b value) value {
	switch numericOfBoth(a, b) {
	case smallInt:
		x, y := a.int(), b.int()
		switch {
		case y == 0:
			panic(errorf(kindZeroDivision, "integer division or modulo by zero"))
		case y == -1:
			return negative(r, integer(x))
		}
		quotient := x / y
		if x%y != 0 && (x < 0) != (y < 0) {
			quotient--
		}
		return integer(quotient)
	case largeInt:
		quotient, _ := floorDivideLarge(a, b, "integer division or modulo by zero")
		return bigInt(quotient)
	case floating:
		quotient, _ := floorDivideFloats(asFloat64(a), asFloat64(b), "float floor division by zero")
		return float(quotient)
	}
	if v, is := hostOperation(r, "//", a, b, floorDivide); is {
		return v
	}
	panic(unsupported(r, "//", a, b))
}

// modulo is a % b: the remainder with b's sign, or a text's formatting.
func modulo(r *run, a, b value) value {
	if _, is := a.asText(); is {
		return formatPercent(r, a, b)
	}
	switch numericOfBoth(a, b) {
	case smallInt:
		x, y := a.int(), b.int()
		switch {
		case y == 0:
			panic(errorf(kindZeroDivision, "integer modulo by zero"))
		case y == -1:
			return integer(0)
		}
		rest := x % y
		if rest != 0 && (rest < 0) != (y < 0) {
			rest += y
		}
		return integer(rest)
	case largeInt:
		_, rest := floorDivideLarge(a, b, "integer modulo by zero")
		return bigInt(rest)
	case floating:
		_, rest := floorDivideFloats(asFloat64(a), asFloat64(b), "float modulo")
		return float(rest)
	}
	if v, is := hostOperation(r, "%", a, b, modulo); is {
		return v
	}
	panic(unsupported(r, "%", a, b))
}

func floorDivideLarge(a, b value, zero string) (quotient, rest *big.Int) {
	x, y := asBig(a), asBig(b)
	if y.Sign() == 0 {
		panic(errorf(kindZeroDivision, "%s", zero))
	}
	quotient, rest = new(big.Int).QuoRem(x, y, new(big.Int))
	if rest.Sign() != 0 && rest.Sign() != y.Sign() {
		quotient.Sub(quotient, big.NewInt(1))
		rest.Add(rest, y)
	}
	return quotient, rest
}

func floorDivideFloats(x, y float64, zero string) (quotient, rest float64) {
	if y == 0 {
		panic(errorf(kindZeroDivision, "%s", zero))
	}
	rest = math.Mod(x, y)
	quotient = (x - rest) / y
	switch {
	case rest == 0:
		rest = math.Copysign(0, y)
	case (y < 0) != (rest < 0):
		rest += y
		quotient--
	}
	if quotient == 0 {
		return math.Copysign(0, x/y), rest
	}
	whole := math.Floor(quotient)
	if quotient-whole > 0.5 {
		whole++
	}
	return whole, rest
}

// negative is -a.
func negative(r *run, a value) value {
	switch x := a.ref.(type) {
	case intTag, boolTag:
		if n := a.int(); n != math.MinInt64 {
			return integer(-n)
		}
		return bigInt(new(big.Int).Neg(asBig(a)))
	case floatTag:
		return float(-a.float())
	case *big.Int:
		return bigInt(new(big.Int).Neg(x))
	}
	panic(badUnary(r, "-", a))
}

// positive is +a.
func positive(r *run, a value) value {
	switch a.ref.(type) {
	case intTag, floatTag, *big.Int:
		return a
	case boolTag:
		return integer(a.int())
	}
	panic(badUnary(r, "+", a))
}

func badUnary(r *run, op string, a value) *Error {
	refuseUndefined(r, a)
	return errorf(kindTypeError, "bad operand type for unary %s: '%s'", op, typeName(a))
}
