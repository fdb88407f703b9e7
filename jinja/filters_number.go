package jinja

import (
	"math"
	"math/big"
	"strconv"
)

// numberFilters are the filters that read or give numbers.
func numberFilters() map[string]filterFunc {
	return map[string]filterFunc{
		"abs":            builtin("abs", absolute),
		"filesizeformat": filterFileSize,
		"float":          filterFloat,
		"int":            filterInt,
		"round":          filterRound,
	}
}

func absolute(r *run, in value) value {
	switch in.kind() {
	case kindBool:
		return integer(in.int())
	case kindInt:
		if in.int() >= 0 {
			return in
		}
		return negative(r, in)
	case kindFloat:
		return float(math.Abs(in.float()))
	case kindBig:
		return bigInt(new(big.Int).Abs(in.ref.(*big.Int)))
	}
	panic(errorf(kindTypeError, "bad operand type for abs(): '%s'", typeName(in)))
}

var floatParams = params("do_float", "value", 0, "default")

func filterFloat(r *run, in value, a *args) value {
	var p [1]value
	floatParams.bind(a, 1, p[:])
	f, err := toFloat(r, in)
	switch {
	case err == nil:
		return float(f)
	case err.Kind == kindOverflow:
		panic(err)
	}
	return p[0].or(float(0))
}

var intParams = params("do_int", "value", 0, "default", "base")

func filterInt(r *run, in value, a *args) value {
	var p [2]value
	intParams.bind(a, 1, p[:])
	var n value
	var err *Error
	if s, is := in.asText(); is {
		n = toIntOfBase(s, p[1].or(integer(10)))
	} else if n, err = toInt(r, in); err != nil && err.Kind == kindOverflow {
		panic(err)
	}
	if !n.isMissing() {
		return n
	}
	if f, err := toFloat(r, in); err == nil { // "42.23" is 42
		if n, err = floatToInt(f); err == nil {
			return n
		}
	}
	return p[0].or(integer(0))
}

// toIntOfBase is int(s, base), missing where Python raises.
func toIntOfBase(s string, base value) value {
	if k := base.kind(); k != kindInt && k != kindBool {
		return value{}
	}
	if n := base.int(); n == 0 || n >= 2 && n <= 36 {
		return parseInt(s, int(n))
	}
	return value{}
}

var roundParams = params("do_round", "value", 0, "precision", "method")

func filterRound(r *run, in value, a *args) value {
	var p [2]value
	roundParams.bind(a, 1, p[:])
	precision, method := p[0].or(integer(0)), "common"
	if !p[1].isMissing() {
		method = roundMethod(p[1])
	}
	if method == "common" {
		return round(in, precision)
	}
	scale := power(r, integer(10), precision)
	return divide(r, wholeOf(multiply(r, in, scale), method), scale)
}

func roundMethod(v value) string {
	if k := v.kind(); k == kindList || k == kindDict {
		panic(errorf(kindTypeError, "unhashable type: '%s'", typeName(v)))
	}
	method := v.text()
	if method != "common" && method != "ceil" && method != "floor" {
		panic(errorf(kindFilterArgument, "method must be common, ceil or floor"))
	}
	return method
}

// wholeOf is Python's math.ceil or math.floor.
func wholeOf(v value, method string) value {
	switch v.kind() {
	case kindBool:
		return integer(v.int())
	case kindInt, kindBig:
		return v
	case kindFloat:
		f := math.Floor(v.float())
		if method == "ceil" {
			f = math.Ceil(v.float())
		}
		n, err := floatToInt(f)
		if err != nil {
			panic(err)
		}
		return n
	}
	panic(errorf(kindTypeError, "must be real number, not %s", typeName(v)))
}

// round is Python's round(v, precision).
func round(v, precision value) value {
	switch v.kind() {
	case kindBool, kindInt, kindBig:
		if precision.isNone() {
			return roundInt(v, 0)
		}
		return roundInt(v, asSize(precision))
	case kindFloat:
		if precision.isNone() {
			n, err := floatToInt(math.RoundToEven(v.float()))
			if err != nil {
				panic(err)
			}
			return n
		}
		return float(roundFloat(v.float(), asSize(precision)))
	}
	panic(errorf(kindTypeError, "type %s doesn't define __round__ method", typeName(v)))
}

// roundInt rounds to a multiple of a power of ten, half to even.
func roundInt(v value, digits int) value {
	n, is := v.ref.(*big.Int)
	switch {
	case digits >= 0 && is:
		return v
	case digits >= 0:
		return integer(v.int())
	case !is:
		n = big.NewInt(v.int())
	}
	if -digits > n.BitLen() { // 10**-digits is more than twice as large
		return integer(0)
	}
	unit := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(-digits)), nil)
	return bigInt(roundToUnit(new(big.Rat).SetInt(n), unit))
}

// roundToUnit is the multiple of unit that is next to x, the even one of two.
func roundToUnit(x *big.Rat, unit *big.Int) *big.Int {
	x = new(big.Rat).Quo(x, new(big.Rat).SetInt(unit))
	quotient, rest := new(big.Int).DivMod(x.Num(), x.Denom(), new(big.Int))
	half := rest.Lsh(rest, 1).Cmp(x.Denom())
	if half > 0 || half == 0 && quotient.Bit(0) == 1 {
		quotient.Add(quotient, big.NewInt(1))
	}
	return quotient.Mul(quotient, unit)
}

// roundFloat rounds to decimal digits, exactly, half to even.
func roundFloat(f float64, digits int) float64 {
	switch {
	case f == 0 || math.IsNaN(f) || math.IsInf(f, 0) || digits > 323:
		return f
	case digits < -308:
		return 0 * f
	case digits >= 0:
		f, _ = strconv.ParseFloat(strconv.FormatFloat(f, 'f', digits, 64), 64)
		return f
	}
	unit := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(-digits)), nil)
	n := roundToUnit(new(big.Rat).SetFloat64(f), unit)
	rounded, _ := new(big.Float).SetInt(n).Float64()
	if math.IsInf(rounded, 0) {
		panic(errorf(kindOverflow, "rounded value too large to represent"))
	}
	return math.Copysign(rounded, f)
}

var fileSizeParams = params("do_filesizeformat", "value", 0, "binary")

func filterFileSize(r *run, in value, a *args) value {
	var p [1]value
	fileSizeParams.bind(a, 1, p[:])
	size, err := toFloat(r, in)
	if err != nil {
		panic(err)
	}
	base, suffix := int64(1000), "B"
	if !p[0].isMissing() && truth(r, p[0]) {
		base, suffix = 1024, "iB"
	}
	if size == 1 {
		return text("1 Byte")
	}
	if size < float64(base) {
		n, err := floatToInt(size)
		if err != nil {
			panic(err)
		}
		return text(strOf(r, n) + " Bytes")
	}
	return text(scaledSize(size, base, suffix))
}

// scaledSize writes a size with the first prefix of which it has less than base.
func scaledSize(size float64, base int64, suffix string) string {
	prefixes := "kMGTPEZY"
	if suffix == "iB" {
		prefixes = "KMGTPEZY"
	}
	unit := big.NewInt(base)
	for i := range len(prefixes) {
		unit.Mul(unit, big.NewInt(base))
		if i == len(prefixes)-1 || isBelow(size, unit) {
			u, _ := new(big.Float).SetInt(unit).Float64()
			return formatFixed(float64(base)*size/u) + " " + prefixes[i:i+1] + suffix
		}
	}
	return ""
}

// isBelow compares a float with an integer exactly, as Python does.
func isBelow(f float64, n *big.Int) bool {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return f < 0
	}
	return new(big.Float).SetFloat64(f).Cmp(new(big.Float).SetInt(n)) < 0
}

// formatFixed is Python's f"{f:.1f}".
func formatFixed(f float64) string {
	switch {
	case math.IsNaN(f):
		return "nan"
	case math.IsInf(f, 1):
		return "inf"
	}
	return strconv.FormatFloat(f, 'f', 1, 64)
}
