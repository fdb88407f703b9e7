package jinja

import (
	"math"
	"math/big"
	"reflect"
	"unicode/utf8"
)

// hostItem is x[key] of a Go value; missing: there is none. Keys of maps are those that
// Python would hold equal: 1, 1.0 and true are one.
func hostItem(r *run, x any, key value) value {
	switch x := x.(type) {
	case map[string]any:
		if k, is := key.asText(); is {
			if v, there := x[k]; there {
				return fromAny(v)
			}
			return value{}
		}
	case map[string]string:
		if k, is := key.asText(); is {
			if v, there := x[k]; there {
				return text(v)
			}
			return value{}
		}
	case Items:
		if v, is := x.JinjaItem(toAny(r, key)); is {
			return fromAny(v)
		}
	}
	h := hostTypeOf(reflect.TypeOf(x))
	switch h.shape {
	case shapeMap:
		return h.mapItem(r, h.value(x), key)
	case shapeSequence:
		if at, is := indexOf(key); is {
			n, _ := hostLength(r, x)
			if at < 0 {
				at += int64(n)
			}
			if 0 <= at && at < int64(n) {
				return hostElement(x, int(at))
			}
		}
	case shapePlain:
		return itemOf(r, h.plain(x), key)
	}
	return value{}
}

// hostElement is the element at i of a slice or an array, or a pointer to one.
func hostElement(x any, i int) value {
	switch x := x.(type) {
	case []any:
		return fromAny(x[i])
	case []string:
		return text(x[i])
	case []int:
		return intValue(x[i])
	case []map[string]any:
		return value{ref: x[i]}
	}
	h := hostTypeOf(reflect.TypeOf(x))
	return h.elem.from(h.value(x).Index(i))
}

// sequenceItems are all elements, in a slice of its own.
func sequenceItems(r *run, x any) []value {
	n, _ := hostLength(r, x)
	all := make([]value, n)
	for i := range all {
		all[i] = hostElement(x, i)
	}
	return all
}

func (h *hostType) mapItem(r *run, m reflect.Value, key value) value {
	t := m.Type().Key()
	if t.Kind() == reflect.Interface {
		return h.looseItem(r, m, key)
	}
	k, is := mapKey(t, key)
	if !is {
		return value{}
	}
	if v := m.MapIndex(k); v.IsValid() {
		return h.elem.from(v)
	}
	return value{}
}

// mapKey is key as a key of a map with keys of type t; false: no key of that type is equal
// to it.
func mapKey(t reflect.Type, key value) (reflect.Value, bool) {
	if key.kind() == kindHost {
		if v := reflect.ValueOf(key.ref); v.Type() == t {
			return v, v.Comparable()
		}
		p, is := plainOf(key.ref)
		if !is {
			if own := reflect.ValueOf(hostOwn(key.ref)); own.Type() == t {
				return own, own.Comparable()
			}
			return reflect.Value{}, false
		}
		key = p
	}
	if t.Kind() == reflect.String {
		s, is := key.asText()
		if !is {
			return reflect.Value{}, false
		}
		return reflect.ValueOf(s).Convert(t), true
	}
	k := reflect.New(t).Elem()
	return k, setNumber(k, key)
}

// setNumber sets k to the number or bool that key is; false: k's type has no number equal
// to it.
func setNumber(k reflect.Value, key value) bool {
	var n int64
	switch key.kind() {
	case kindInt, kindBool:
		n = key.int()
	case kindFloat:
		f := key.float()
		if k.CanFloat() {
			k.SetFloat(f)
			return true
		}
		if f != math.Trunc(f) || math.Abs(f) > 1<<53 {
			return false
		}
		n = int64(f)
	case kindBig:
		b := key.ref.(*big.Int)
		if !k.CanUint() || !b.IsUint64() || k.OverflowUint(b.Uint64()) {
			return false
		}
		k.SetUint(b.Uint64())
		return true
	default:
		return false
	}
	switch {
	case k.Kind() == reflect.Bool:
		k.SetBool(n == 1)
		return n == 0 || n == 1
	case k.CanInt():
		k.SetInt(n)
		return k.Int() == n
	case k.CanUint():
		k.SetUint(uint64(n))
		return n >= 0 && k.Uint() == uint64(n)
	case k.CanFloat():
		k.SetFloat(float64(n))
		return true
	}
	return false
}

// looseItem is the item of a map whose keys are of an interface type. The types that keys
// mostly have are tried first.
func (h *hostType) looseItem(r *run, m reflect.Value, key value) value {
	for _, k := range looseKeys(r, key) {
		if k == nil || !reflect.TypeOf(k).AssignableTo(m.Type().Key()) || !reflect.ValueOf(k).Comparable() {
			continue
		}
		if v := m.MapIndex(reflect.ValueOf(k)); v.IsValid() {
			return h.elem.from(v)
		}
	}
	for it := m.MapRange(); it.Next(); {
		if equal(r, readInterface.from(it.Key()), key) {
			return h.elem.from(it.Value())
		}
	}
	return value{}
}

func looseKeys(r *run, key value) [2]any {
	own := toAny(r, key)
	switch k := own.(type) {
	case int64:
		return [2]any{int(k), k}
	case Markup:
		return [2]any{string(k), k}
	case Tuple, []any, *Dict:
		return [2]any{}
	}
	return [2]any{own}
}

// hostLength is the length of a Go value that has one: of a text in characters.
func hostLength(r *run, x any) (int, bool) {
	switch x := x.(type) {
	case []any:
		return len(x), true
	case map[string]any:
		return len(x), true
	case []string:
		return len(x), true
	case []map[string]any:
		return len(x), true
	case []int:
		return len(x), true
	}
	h := hostTypeOf(reflect.TypeOf(x))
	switch h.shape {
	case shapeMap, shapeSequence:
		return h.value(x).Len(), true
	case shapePlain:
		if v := h.value(x); v.Kind() == reflect.String {
			return utf8.RuneCountInString(v.String()), true
		}
	}
	return 0, false
}

// hostTruth is Python's truth of a Go value: false for what is empty or zero where it is a
// map, a slice, a text, a number or a bool, and true for all else.
func hostTruth(r *run, x any) bool {
	if n, is := hostLength(r, x); is {
		return n > 0
	}
	h := hostTypeOf(reflect.TypeOf(x))
	switch h.shape {
	case shapePlain, shapeDuration:
		return !h.value(x).IsZero()
	}
	return true
}

// hostContains is v in x; not ok: x has nothing in it that could be looked for.
func hostContains(r *run, x any, v value) (found, ok bool) {
	h := hostTypeOf(reflect.TypeOf(x))
	switch h.shape {
	case shapeMap:
		return !hostItem(r, x, v).isMissing(), true
	case shapePlain:
		p := h.plain(x)
		if _, is := p.asText(); is {
			return contains(r, p, v), true
		}
		return false, false
	}
	it, ok := hostIterate(r, x)
	if !ok {
		return false, false
	}
	return iteratorContains(r, it, v), true
}

func hostMapping(x any) bool  { return hostTypeOf(reflect.TypeOf(x)).shape == shapeMap }
func hostSequence(x any) bool { return hostTypeOf(reflect.TypeOf(x)).shape == shapeSequence }
func hostCallable(x any) bool { return hostTypeOf(reflect.TypeOf(x)).shape == shapeFunc }
