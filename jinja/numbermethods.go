package jinja

import (
	"errors"
	"math"
	"math/big"
	"math/bits"
	"strconv"
	"strings"
)

var intMethods = methodTable(
	methodOfNone("int", "bit_length", func(_ *run, self value, _ []value) value {
		return intValue(asBig(self).BitLen())
	}),
	methodOfNone("int", "bit_count", func(_ *run, self value, _ []value) value {
		n := 0
		for _, word := range asBig(self).Bits() {
			n += bits.OnesCount(uint(word))
		}
		return intValue(n)
	}),
	methodOfNamed("to_bytes", []string{"length", "byteorder", "signed"}, 2, intToBytes),
	methodOfNone("int", "conjugate", func(r *run, self value, _ []value) value { return positive(r, self) }),
	methodOfNone("int", "as_integer_ratio", func(r *run, self value, _ []value) value {
		return newTuple(positive(r, self), integer(1))
	}),
)

var floatMethods = methodTable(
	methodOfNone("float", "is_integer", func(_ *run, self value, _ []value) value {
		f := self.float()
		return boolean(f == math.Trunc(f) && !math.IsInf(f, 0))
	}),
	methodOfNone("float", "conjugate", func(_ *run, self value, _ []value) value { return self }),
	methodOfNone("float", "hex", func(_ *run, self value, _ []value) value { return text(hexFloat(self.float())) }),
	methodOfNone("float", "as_integer_ratio", floatRatio),
	methodOfOne("float", "fromhex", func(_ *run, _ value, a []value) value {
		return float(floatOfHex(wantedText("fromhex() argument", a[0])))
	}),
)

// numberProperty is an attribute of a number that is no method; missing if there is none.
func numberProperty(v value, name string) value {
	isFloat := numericOf(v) == floating
	switch {
	case isFloat && name == "real":
		return v
	case isFloat && name == "imag":
		return float(0)
	case isFloat:
		return value{}
	}
	switch name {
	case "real", "numerator":
		if v.kind() == kindBool {
			return v.asInt()
		}
		return v
	case "imag":
		return integer(0)
	case "denominator":
		return integer(1)
	}
	return value{}
}

func floatRatio(_ *run, self value, _ []value) value {
	f := self.float()
	switch {
	case math.IsNaN(f):
		panic(errorf(kindValueError, "cannot convert NaN to integer ratio"))
	case math.IsInf(f, 0):
		panic(errorf(kindOverflow, "cannot convert Infinity to integer ratio"))
	}
	ratio := new(big.Rat)
	ratio.SetFloat64(f)
	return newTuple(bigInt(ratio.Num()), bigInt(ratio.Denom()))
}

// hexFloat is Python's float.hex, which has all digits.
func hexFloat(f float64) string {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return strings.ToLower(strings.TrimPrefix(strconv.FormatFloat(f, 'g', -1, 64), "+"))
	}
	sign := ""
	if math.Signbit(f) {
		sign = "-"
	}
	word := math.Float64bits(f)
	exponent, fraction := int(word>>52&0x7ff), word&(1<<52-1)
	whole := "1"
	switch {
	case f == 0:
		return sign + "0x0.0p+0"
	case exponent == 0:
		whole, exponent = "0", 1
	}
	digits := strconv.FormatUint(fraction|1<<52, 16)[1:]
	exponent -= 1023
	plus := "+"
	if exponent < 0 {
		plus = ""
	}
	return sign + "0x" + whole + "." + digits + "p" + plus + strconv.Itoa(exponent)
}

// floatOfHex is Python's float.fromhex.
func floatOfHex(s string) float64 {
	number := strings.ToLower(strings.TrimFunc(s, isSpace))
	sign := 1.0
	if rest, is := strings.CutPrefix(number, "-"); is {
		sign, number = -1, rest
	} else {
		number = strings.TrimPrefix(number, "+")
	}
	switch number {
	case "inf", "infinity":
		return math.Inf(int(sign))
	case "nan":
		return math.NaN()
	}
	number = "0x" + strings.TrimPrefix(number, "0x")
	if strings.IndexByte(number, 'p') < 0 {
		number += "p0"
	}
	f, err := strconv.ParseFloat(number, 64)
	switch {
	case errors.Is(err, strconv.ErrRange):
		panic(errorf(kindOverflow, "hexadecimal value too large to represent as a float"))
	case err != nil || strings.IndexByte(number, '_') >= 0:
		panic(errorf(kindValueError, "invalid hexadecimal floating-point string"))
	}
	return sign * f
}
