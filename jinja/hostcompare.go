package jinja

import (
	"cmp"
	"reflect"
	"strings"
	"time"
)

// hostEqual is == where at least one of x and y is a Go value of the application; the other
// can be anything that fromAny takes. Slices and lists, maps and dicts are equal where what
// is in them is, times where they are the same moment, structs of one type where their
// fields are, and a named text or number where the plain one is.
func hostEqual(r *run, x, y any) bool {
	return hostEqualValues(r, fromAny(x), fromAny(y))
}

func hostEqualValues(r *run, a, b value) bool {
	switch {
	case a.kind() == kindHost && b.kind() == kindHost:
		return hostEqualHosts(r, a.ref, b.ref)
	case b.kind() == kindHost:
		a, b = b, a
	case a.kind() != kindHost:
		return equal(r, a, b)
	}
	if p, is := plainOf(a.ref); is {
		return equal(r, p, b)
	}
	switch o := b.ref.(type) {
	case *List:
		return hostEqualItems(r, a.ref, o.items)
	case *Dict:
		return hostEqualDict(r, a.ref, o)
	}
	return false
}

// sameGo tells whether x and y are the same Go value, without looking into them.
func sameGo(x, y any) bool {
	v, w := reflect.ValueOf(x), reflect.ValueOf(y)
	if v.Type() != w.Type() {
		return false
	}
	switch v.Kind() {
	case reflect.Slice:
		return v.Len() == w.Len() && v.Pointer() == w.Pointer()
	case reflect.Map, reflect.Func:
		return v.Pointer() == w.Pointer()
	}
	return v.Comparable() && x == y
}

func hostEqualHosts(r *run, x, y any) bool {
	if sameGo(x, y) {
		return true
	}
	a, b := hostTypeOf(reflect.TypeOf(x)), hostTypeOf(reflect.TypeOf(y))
	if a.shape != b.shape {
		return false
	}
	switch a.shape {
	case shapeTime:
		return a.value(x).Interface().(time.Time).Equal(b.value(y).Interface().(time.Time))
	case shapeDate:
		return x.(*pythonDate).t.Equal(y.(*pythonDate).t)
	case shapeClock:
		return x.(*pythonClock).t.Equal(y.(*pythonClock).t)
	case shapeDuration:
		return a.value(x).Int() == b.value(y).Int()
	case shapePlain:
		return equal(r, a.plain(x), b.plain(y))
	case shapeSequence:
		n, _ := hostLength(r, x)
		m, _ := hostLength(r, y)
		return n == m && hostEqualItems(r, x, sequenceItems(r, y))
	case shapeMap:
		return hostEqualMaps(r, x, y)
	case shapeStruct:
		return a.behind == b.behind && reflect.DeepEqual(a.value(x).Interface(), b.value(y).Interface())
	}
	return false
}

func hostEqualItems(r *run, x any, items []value) bool {
	r.deeper("in comparison")
	defer r.shallower()
	if n, is := hostLength(r, x); !is || !hostSequence(x) || n != len(items) {
		return false
	}
	for i, v := range items {
		if !equal(r, hostElement(x, i), v) {
			return false
		}
	}
	return true
}

func hostEqualDict(r *run, x any, d *Dict) bool {
	if n, _ := hostLength(r, x); !hostMapping(x) || n != d.len() {
		return false
	}
	r.deeper("in comparison")
	defer r.shallower()
	for it := newMapIterator(r, x, viewItems); ; {
		k, v, more := it.pair()
		if !more {
			return true
		}
		if other, there := d.get(r, k); !there || !equal(r, v, other) {
			return false
		}
	}
}

func hostEqualMaps(r *run, x, y any) bool {
	n, _ := hostLength(r, x)
	if m, _ := hostLength(r, y); n != m {
		return false
	}
	r.deeper("in comparison")
	defer r.shallower()
	for it := newMapIterator(r, x, viewItems); ; {
		k, v, more := it.pair()
		if !more {
			return true
		}
		if other := hostItem(r, y, k); other.isMissing() || !equal(r, v, other) {
			return false
		}
	}
}

// hostLess is x < y where at least one of them is a Go value of the application: times,
// durations, named texts and numbers, and slices item by item. Not ok: they have no order.
func hostLess(r *run, x, y any) (isLess, ok bool) {
	a, b := fromAny(x), fromAny(y)
	if t, u, both := moments(a, b); both {
		return t.Before(u), true
	}
	if d, e, both := durations(a, b); both {
		return d < e, true
	}
	if s, is := sequenceOf(r, a); is {
		t, both := sequenceOf(r, b)
		return both && itemsLess(r, s, t), both
	}
	a, b = atHeart(a), atHeart(b)
	if s, is := a.asText(); is {
		t, both := b.asText()
		return both && strings.Compare(s, t) < 0, both
	}
	if isNumber(a) && isNumber(b) {
		return less(r, "<", a, b), true
	}
	return false, false
}

// atHeart is the plain text, number or bool that a Go value is; other values as they are.
func atHeart(v value) value {
	if v.kind() == kindHost {
		if p, is := plainOf(v.ref); is {
			return p
		}
	}
	return v
}

func isNumber(v value) bool {
	switch v.kind() {
	case kindInt, kindBool, kindFloat, kindBig:
		return true
	}
	return false
}

func moments(a, b value) (t, u time.Time, both bool) {
	switch x := a.ref.(type) {
	case *pythonDate:
		if y, is := b.ref.(*pythonDate); is {
			return x.t, y.t, true
		}
	case *pythonClock:
		if y, is := b.ref.(*pythonClock); is {
			return x.t, y.t, true
		}
	}
	t, is := timeOf(a.ref)
	if !is {
		return t, u, false
	}
	u, both = timeOf(b.ref)
	return t, u, both
}

func durations(a, b value) (d, e time.Duration, both bool) {
	d, is := durationOf(a.ref)
	if !is {
		return d, e, false
	}
	e, both = durationOf(b.ref)
	return d, e, both
}

func sequenceOf(r *run, v value) ([]value, bool) {
	switch o := v.ref.(type) {
	case *List:
		return o.items, true
	}
	if v.kind() == kindHost && hostSequence(v.ref) {
		return sequenceItems(r, v.ref), true
	}
	return nil, false
}

func itemsLess(r *run, a, b []value) bool {
	r.deeper("in comparison")
	defer r.shallower()
	for i := range min(len(a), len(b)) {
		if !equal(r, a[i], b[i]) {
			return less(r, "<", a[i], b[i])
		}
	}
	return cmp.Less(len(a), len(b))
}

// moment is a time as a key: the same for the same moment in every zone.
type moment struct {
	seconds     int64
	nanoseconds int
}

// hostHash is a comparable Go value that is the same for values that are equal: the plain
// string, int64, uint64, float64 or bool of a named type, a moment of a time, a pointer.
// false: there is none, as for slices and maps.
func hostHash(x any) (any, bool) {
	if t, is := timeOf(x); is {
		return moment{t.Unix(), t.Nanosecond()}, true
	}
	h := hostTypeOf(reflect.TypeOf(x))
	v := h.value(x)
	switch h.shape {
	case shapeMap, shapeSequence, shapeFunc, shapeSeq, shapeSeq2, shapeSeqError:
		return nil, false
	case shapePlain:
		if v.CanUint() {
			return v.Uint(), true
		}
		return toAny(nil, h.plain(x)), true
	case shapeDate, shapeClock:
		return v.Interface(), true
	case shapeStruct:
		if h.pointer && !v.Comparable() {
			return x, true
		}
	}
	if !v.Comparable() {
		return nil, false
	}
	return v.Interface(), true
}
