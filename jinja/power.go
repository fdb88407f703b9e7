package jinja

import (
	"math"
	"math/big"
)

// power is a ** b.
func power(r *run, a, b value) value {
	switch numericOfBoth(a, b) {
	case smallInt, largeInt:
		if exponent := asBig(b); exponent.Sign() >= 0 {
			return powerInts(r, a, exponent)
		}
		return float(powerFloats(asFloat64(a), asFloat64(b)))
	case floating:
		return float(powerFloats(asFloat64(a), asFloat64(b)))
	}
	if v, is := hostOperation(r, "**", a, b, power); is {
		return v
	}
	panic(unsupported(r, "** or pow()", a, b))
}

func powerInts(r *run, a value, exponent *big.Int) value {
	if a.kind() != kindBig {
		switch n := a.int(); {
		case n == 0 && exponent.Sign() > 0:
			return integer(0)
		case n == 1 || exponent.Sign() == 0:
			return integer(1)
		case n == -1:
			return integer(1 - 2*int64(exponent.Bit(0)))
		}
	}
	base := asBig(a)
	if !exponent.IsInt64() || exponent.Int64() > math.MaxInt64/int64(base.BitLen()) {
		panic(errorf("MemoryError", "the power is too large"))
	}
	n := exponent.Int64()
	r.roomInt(int(int64(base.BitLen()) * n / 8))
	if product, fits := powerSmall(base, n); fits {
		return integer(product)
	}
	return bigInt(new(big.Int).Exp(base, exponent, nil))
}

// powerSmall is base to the nth where that stays within 64 bits.
func powerSmall(base *big.Int, n int64) (product int64, fits bool) {
	if !base.IsInt64() || n > 63 {
		return 0, false
	}
	product = 1
	for range n {
		if product, fits = multiplyInts(product, base.Int64()); !fits {
			return 0, false
		}
	}
	return product, true
}

// powerFloats is Python's ** of floats, rounded to the nearest.
func powerFloats(x, y float64) float64 {
	switch {
	case y == 0 || x == 1:
		return 1
	case math.IsNaN(x) || math.IsNaN(y):
		return math.NaN()
	case x == 0 && y < 0 && !math.IsInf(y, 0):
		panic(errorf(kindZeroDivision, "0.0 cannot be raised to a negative power"))
	case x < 0 && !math.IsInf(x, 0) && y != math.Trunc(y):
		panic(errorf(kindValueError, "a negative number to a power that is not whole is complex, which templates have not"))
	}
	estimate := math.Pow(x, y)
	if math.IsInf(x, 0) || math.IsInf(y, 0) || x == 0 || x == -1 {
		return estimate
	}
	if math.IsInf(estimate, 0) {
		panic(errorf(kindOverflow, "(34, 'Numerical result out of range')"))
	}
	if estimate == 0 {
		return estimate
	}
	exact := powerExact(math.Abs(x), y)
	if math.IsInf(exact, 0) {
		panic(errorf(kindOverflow, "(34, 'Numerical result out of range')"))
	}
	if estimate < 0 {
		return -exact
	}
	return exact
}

// powerPrecision is how many bits powerExact calculates with: enough for the nearest float,
// which math.Pow may miss by the last bit.
const powerPrecision = 160

// powerExact is x to the y for a positive x, as exp(y·log x).
func powerExact(x, y float64) float64 {
	product := newFloat().Mul(logarithm(x), newFloat().SetFloat64(y))
	f, _ := exponential(product).Float64()
	return f
}

func newFloat() *big.Float { return new(big.Float).SetPrec(powerPrecision) }

// logarithm is log x = log m + e·log 2 for x = m·2ᵉ with m near 1.
func logarithm(x float64) *big.Float {
	fraction, exponent := math.Frexp(x)
	if fraction < math.Sqrt2/2 {
		fraction *= 2
		exponent--
	}
	m := newFloat().SetFloat64(fraction)
	one := newFloat().SetInt64(1)
	ratio := newFloat().Quo(newFloat().Sub(m, one), newFloat().Add(m, one))
	sum := artanh(ratio)
	sum.Add(sum, sum)
	return sum.Add(sum, newFloat().Mul(logTwo(), newFloat().SetInt64(int64(exponent))))
}

// logTwo is log 2 = 2·artanh(1/3).
func logTwo() *big.Float {
	third := newFloat().Quo(newFloat().SetInt64(1), newFloat().SetInt64(3))
	sum := artanh(third)
	return sum.Add(sum, sum)
}

// artanh is z + z³/3 + z⁵/5 + …
func artanh(z *big.Float) *big.Float {
	sum, term := newFloat().Set(z), newFloat().Set(z)
	square := newFloat().Mul(z, z)
	for n := int64(3); ; n += 2 {
		term.Mul(term, square)
		part := newFloat().Quo(term, newFloat().SetInt64(n))
		if part.Sign() == 0 || part.MantExp(nil) < sum.MantExp(nil)-powerPrecision {
			return sum
		}
		sum.Add(sum, part)
	}
}

// exponential is e to the z: of z less a multiple of log 2, halved eight times, by its
// series.
func exponential(z *big.Float) *big.Float {
	const halvings = 8
	log2 := logTwo()
	times, _ := newFloat().Quo(z, log2).Int64()
	rest := newFloat().Sub(z, newFloat().Mul(log2, newFloat().SetInt64(times)))
	rest.SetMantExp(rest, -halvings)
	sum, term := newFloat().SetInt64(1), newFloat().SetInt64(1)
	for n := int64(1); ; n++ {
		term.Mul(term, rest)
		term.Quo(term, newFloat().SetInt64(n))
		if term.Sign() == 0 || term.MantExp(nil) < -powerPrecision {
			break
		}
		sum.Add(sum, term)
	}
	for range halvings {
		sum.Mul(sum, sum)
	}
	return sum.SetMantExp(sum, int(times))
}
