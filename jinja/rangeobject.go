package jinja

import (
	"math"
	"strconv"
)

// rangeObject is Python's range.
type rangeObject struct{ start, stop, step int64 }

var _ interface {
	iterable
	itemised
	sized
	container
	equatable
	attributed
	represented
} = (*rangeObject)(nil)

// newRange is range(start, stop, step); Python's ValueError for a step of 0.
func newRange(start, stop, step int64) value {
	if step == 0 {
		panic(errorf(kindValueError, "range() arg 3 must not be zero"))
	}
	return fromObject(&rangeObject{start, stop, step})
}

func (*rangeObject) typeName() string { return "range" }

// count is how many numbers there are.
func (x *rangeObject) count() int64 {
	switch {
	case x.step > 0 && x.start < x.stop:
		return clipCount((uint64(x.stop)-uint64(x.start)-1)/uint64(x.step) + 1)
	case x.step < 0 && x.start > x.stop:
		return clipCount((uint64(x.start)-uint64(x.stop)-1)/magnitude(x.step) + 1)
	}
	return 0
}

func clipCount(n uint64) int64 { return int64(min(n, math.MaxInt64)) }

func (x *rangeObject) length(*run) int { return int(x.count()) }

func (x *rangeObject) nth(i int64) value { return integer(x.start + i*x.step) }

func (x *rangeObject) item(_ *run, key value) (value, bool) {
	switch key.ref.(type) {
	case intTag, boolTag:
		i, n := key.int(), x.count()
		if i < 0 {
			i += n
		}
		if i >= 0 && i < n {
			return x.nth(i), true
		}
	}
	return value{}, false
}

// slice is a part of a range, which is a range.
func (x *rangeObject) slice(lo, hi, step value) value {
	span := newSpan(int(x.count()), lo, hi, step)
	return newRange(x.start+int64(span.from)*x.step, x.start+int64(span.to)*x.step, x.step*int64(span.by))
}

func (x *rangeObject) contains(r *run, v value) bool {
	at, is := x.find(v)
	if is {
		return at >= 0
	}
	return containsIterated(r, x.iterate(r), v)
}

// find is the index of a number, -1 if it is not there; false for what is no number.
func (x *rangeObject) find(v value) (at int64, is bool) {
	var n int64
	switch v.ref.(type) {
	case intTag, boolTag:
		n = v.int()
	case floatTag:
		whole, is := hashFloat(v.float()).(int64)
		if !is {
			return -1, true
		}
		n = whole
	default:
		return -1, numericOf(v) == largeInt
	}
	if x.step > 0 && (n < x.start || n >= x.stop) || x.step < 0 && (n > x.start || n <= x.stop) {
		return -1, true
	}
	if distance := n - x.start; distance%x.step == 0 {
		return distance / x.step, true
	}
	return -1, true
}

// hash is equal for ranges with the same numbers.
func (x *rangeObject) hash() any {
	same := rangeObject{stop: x.count()}
	if same.stop > 0 {
		same.start = x.start
	}
	if same.stop > 1 {
		same.step = x.step
	}
	return same
}

func (x *rangeObject) equal(_ *run, other value) bool {
	o, is := other.ref.(*rangeObject)
	return is && x.hash() == o.hash()
}

func (x *rangeObject) attr(_ *run, name string) (value, bool) {
	switch name {
	case "start":
		return integer(x.start), true
	case "stop":
		return integer(x.stop), true
	case "step":
		return integer(x.step), true
	}
	return value{}, false
}

func (x *rangeObject) appendRepr(_ *run, dst []byte) []byte {
	dst = strconv.AppendInt(append(dst, "range("...), x.start, 10)
	dst = strconv.AppendInt(append(dst, ", "...), x.stop, 10)
	if x.step != 1 {
		dst = strconv.AppendInt(append(dst, ", "...), x.step, 10)
	}
	return append(dst, ')')
}

func (x *rangeObject) iterate(*run) iterator { return &rangeIterator{of: x, left: x.count()} }

type rangeIterator struct {
	of   *rangeObject
	at   int64
	left int64
}

func (it *rangeIterator) next(*run) (value, bool) {
	if it.left == 0 {
		return value{}, false
	}
	it.left--
	it.at++
	return it.of.nth(it.at - 1), true
}

var rangeMethods = methodTable(
	methodOfOne("range", "count", func(r *run, self value, a []value) value {
		return boolean(self.ref.(*rangeObject).contains(r, a[0])).asInt()
	}),
	methodOfOne("range", "index", func(r *run, self value, a []value) value {
		at, _ := self.ref.(*rangeObject).find(a[0])
		if at < 0 {
			panic(errorf(kindValueError, "%s is not in range", reprOf(r, a[0])))
		}
		return integer(at)
	}),
)

// asInt is a bool as an int.
func (v value) asInt() value { return integer(v.int()) }
