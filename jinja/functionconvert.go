package jinja

import (
	"errors"
	"math"
	"math/big"
	"reflect"
	"slices"
)

// converter is a template's value as a value of a Go type; false: it cannot be one.
type converter func(r *run, v value) (reflect.Value, bool)

// converterFor is the converter to a type, and what Python would call the type.
func converterFor(t reflect.Type) (converter, string, error) { return converterIn(t, nil) }

// converterIn is converterFor within the types around, which t can contain again.
func converterIn(t reflect.Type, around []reflect.Type) (converter, string, error) {
	if slices.Contains(around, t) {
		return assignable(t), pythonName(t), nil
	}
	around = append(around, t)
	switch t {
	case markupType:
		return toMarkup, "Markup", nil
	case anyType:
		return toInterface, "any", nil
	case callType, contextType, kwargsType:
		return nil, "", errors.New("a context.Context comes first, then a *jinja.Call, and a jinja.Kwargs last or in front of a variadic parameter")
	case bigType, reflect.PointerTo(bigType):
		return bigConverter(t), "int", nil
	}
	switch t.Kind() {
	case reflect.Chan, reflect.UnsafePointer:
		return nil, "", errors.New("templates have no such values; let the function take any")
	case reflect.String, reflect.Bool, reflect.Float32, reflect.Float64:
		return plainConverter(t), pythonName(t), nil
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 {
			return textBytes(t), "str", nil
		}
		return sliceConverter(t, around)
	case reflect.Map:
		return mapConverter(t, around)
	}
	if isPlainKind(t.Kind()) && t != durationType {
		return plainConverter(t), "int", nil
	}
	return assignable(t), pythonName(t), nil
}

func pythonName(t reflect.Type) string {
	switch t.Kind() {
	case reflect.String:
		return "str"
	case reflect.Bool:
		return "bool"
	case reflect.Float32, reflect.Float64:
		return "float"
	case reflect.Interface:
		return t.String()
	}
	return hostTypeOf(t).name()
}

// exactInt is v as an int of 64 bits, where it is equal to one.
func exactInt(v value) (int64, bool) {
	switch v = atHeart(v); v.kind() {
	case kindInt, kindBool:
		return v.int(), true
	case kindFloat:
		f := v.float()
		if f == math.Trunc(f) && math.Abs(f) < 1<<63 {
			return int64(f), true
		}
	}
	return 0, false
}

// exactFloat is the number v as a float.
func exactFloat(v value) (float64, bool) {
	switch v = atHeart(v); v.kind() {
	case kindFloat:
		return v.float(), true
	case kindInt, kindBool:
		return float64(v.int()), true
	case kindBig:
		f, _ := new(big.Float).SetInt(v.ref.(*big.Int)).Float64()
		return f, !math.IsInf(f, 0)
	}
	return 0, false
}

func toInterface(r *run, v value) (reflect.Value, bool) {
	x := toAny(r, v)
	if x == nil {
		return reflect.Zero(anyType), true
	}
	return reflect.ValueOf(x), true
}

// toMarkup escapes a str, and what is neither str nor Markup as markupsafe.escape does.
func toMarkup(r *run, v value) (reflect.Value, bool) {
	switch {
	case v.undefined() != nil:
		return reflect.Value{}, false
	case v.isMarkup():
		return reflect.ValueOf(Markup(v.text())), true
	}
	return reflect.ValueOf(Markup(appendEscaped(r, nil, v))), true
}

// plainConverter converts to texts, bools, ints and floats.
func plainConverter(t reflect.Type) converter {
	return func(_ *run, v value) (reflect.Value, bool) {
		if own, is := asIs(t, v); is {
			return own, true
		}
		made := reflect.New(t).Elem()
		return made, setPlain(made, v)
	}
}

func setPlain(made reflect.Value, v value) bool {
	switch {
	case made.Kind() == reflect.String:
		s, is := atHeart(v).asText()
		made.SetString(s)
		return is
	case made.Kind() == reflect.Bool:
		v = atHeart(v)
		made.SetBool(v.kind() == kindBool && v.bool())
		return v.kind() == kindBool
	case made.CanFloat():
		f, is := exactFloat(v)
		made.SetFloat(f)
		return is
	case made.CanUint() && v.kind() == kindBig:
		return setNumber(made, v)
	}
	n, is := exactInt(v)
	return is && setNumber(made, integer(n))
}

func bigConverter(t reflect.Type) converter {
	return func(_ *run, v value) (reflect.Value, bool) {
		var n *big.Int
		switch v.kind() {
		case kindBig:
			n = new(big.Int).Set(v.ref.(*big.Int))
		default:
			small, is := exactInt(v)
			if !is {
				return reflect.Value{}, false
			}
			n = big.NewInt(small)
		}
		if t == bigType {
			return reflect.ValueOf(n).Elem(), true
		}
		return reflect.ValueOf(n), true
	}
}

func textBytes(t reflect.Type) converter {
	return func(_ *run, v value) (reflect.Value, bool) {
		if own, is := asIs(t, v); is {
			return own, true
		}
		s, is := atHeart(v).asText()
		if !is {
			return reflect.Value{}, false
		}
		return reflect.ValueOf([]byte(s)).Convert(t), true
	}
}

// asIs is the Go value that v is, where it can be given as it is, without its pointer or by
// one.
func asIs(t reflect.Type, v value) (reflect.Value, bool) {
	if v.kind() != kindHost {
		return reflect.Value{}, false
	}
	own := reflect.ValueOf(v.ref)
	if own.Type().AssignableTo(t) {
		return own, true
	}
	if own.Kind() == reflect.Pointer && own.Type().Elem().AssignableTo(t) {
		return own.Elem(), true
	}
	if t.Kind() == reflect.Pointer && own.Type() == t.Elem() {
		return reflect.ValueOf(addressOf(v.ref)), true
	}
	return reflect.Value{}, false
}

// assignable converts to types that only the application makes values of. None is nil.
func assignable(t reflect.Type) converter {
	nillable := t.Kind() == reflect.Pointer || t.Kind() == reflect.Interface || t.Kind() == reflect.Func
	return func(r *run, v value) (reflect.Value, bool) {
		if own, is := asIs(t, v); is {
			return own, true
		}
		if v.isNone() && nillable {
			return reflect.Zero(t), true
		}
		if t.Kind() == reflect.Pointer && isPlainKind(t.Elem().Kind()) && t.Elem() != durationType {
			made := reflect.New(t.Elem())
			return made, setPlain(made.Elem(), v)
		}
		if v.kind() == kindHost || v.undefined() != nil {
			return reflect.Value{}, false
		}
		x := toAny(r, v)
		if x == nil || !reflect.TypeOf(x).AssignableTo(t) {
			return reflect.Value{}, false
		}
		return reflect.ValueOf(x), true
	}
}

// sliceConverter converts what can be gone over, but no text. None is a nil slice.
func sliceConverter(t reflect.Type, around []reflect.Type) (converter, string, error) {
	element, want, err := converterIn(t.Elem(), around)
	if err != nil {
		return nil, "", err
	}
	return func(r *run, v value) (reflect.Value, bool) {
		if own, is := asIs(t, v); is {
			return own, true
		}
		if v.isNone() {
			return reflect.Zero(t), true
		}
		if !canIterate(v) {
			return reflect.Value{}, false
		}
		all := reflect.MakeSlice(t, 0, 0)
		it := iterate(r, v)
		for item, more := it.next(r); more; item, more = it.next(r) {
			r.step(1)
			converted, is := element(r, item)
			if !is {
				return reflect.Value{}, false
			}
			all = reflect.Append(all, converted)
		}
		return all, true
	}, "list of " + want, nil
}

func canIterate(v value) bool {
	switch v.kind() {
	case kindList, kindTuple, kindDict:
		return true
	case kindObject:
		_, is := v.ref.(iterable)
		return is
	case kindHost:
		return hostIterable(v.ref)
	}
	return false
}

// mapConverter converts a dict or a Go map. None is a nil map.
func mapConverter(t reflect.Type, around []reflect.Type) (converter, string, error) {
	key, _, err := converterIn(t.Key(), around)
	if err != nil {
		return nil, "", err
	}
	elem, _, err := converterIn(t.Elem(), around)
	if err != nil {
		return nil, "", err
	}
	return func(r *run, v value) (reflect.Value, bool) {
		if own, is := asIs(t, v); is {
			return own, true
		}
		if v.isNone() {
			return reflect.Zero(t), true
		}
		made := reflect.MakeMap(t)
		ok := eachPair(r, v, func(k, e value) bool {
			name, is := key(r, k)
			if !is {
				return false
			}
			item, is := elem(r, e)
			if is {
				made.SetMapIndex(name, item)
			}
			return is
		})
		return made, ok
	}, "dict", nil
}

// eachPair calls f with the keys and values of a dict or a Go map until it is false; false:
// it was, or v is neither.
func eachPair(r *run, v value, f func(k, e value) bool) bool {
	if d, is := v.ref.(*Dict); is {
		for i := range d.len() {
			if k, e := d.at(i); !f(k, e) {
				return false
			}
		}
		return true
	}
	if v.kind() != kindHost || !hostMapping(v.ref) {
		return false
	}
	for it := newMapIterator(r, v.ref, viewItems); ; {
		k, e, more := it.pair()
		if !more {
			return true
		}
		if !f(k, e) {
			return false
		}
	}
}
