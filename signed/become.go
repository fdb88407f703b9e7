package signed

import (
	"math"
	"reflect"
)

// become gives to the value v in to's type, and reports whether it can be one.
func become(to, v reflect.Value) bool {
	if v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	switch {
	case !v.IsValid():
		return false
	case v.Type().AssignableTo(to.Type()):
		to.Set(v)
		return true
	case v.CanInt(), v.CanUint():
		return becomeNumber(to, v)
	case v.CanFloat() && to.CanFloat():
		to.SetFloat(v.Float())
		return true
	}
	switch v.Kind() {
	case reflect.String, reflect.Bool:
		if v.Kind() == to.Kind() && !isMarkup(v) && !isMarkup(to) { // a text does not become safe HTML
			to.Set(v.Convert(to.Type()))
			return true
		}
	case reflect.Slice:
		return becomeSlice(to, v)
	case reflect.Map:
		return becomeMap(to, v)
	case reflect.Array:
		if to.Kind() == reflect.Array && v.Type().ConvertibleTo(to.Type()) {
			to.Set(v.Convert(to.Type()))
			return true
		}
	}
	return false
}

func isMarkup(v reflect.Value) bool { return v.Type() == reflect.TypeFor[Markup]() }

// exactFloat is the most up to which every integer is a float64.
const exactFloat = 1 << 53

func becomeNumber(to, v reflect.Value) bool {
	if v.CanUint() {
		if v.Uint() > math.MaxInt64 {
			if to.CanUint() && !to.OverflowUint(v.Uint()) {
				to.SetUint(v.Uint())
				return true
			}
			return false
		}
		v = reflect.ValueOf(int64(v.Uint()))
	}
	n := v.Int()
	switch {
	case to.CanInt() && !to.OverflowInt(n):
		to.SetInt(n)
	case to.CanUint() && n >= 0 && !to.OverflowUint(uint64(n)):
		to.SetUint(uint64(n))
	case to.Kind() == reflect.Float64 && -exactFloat <= n && n <= exactFloat:
		to.SetFloat(float64(n))
	case to.Kind() == reflect.Float32 && int64(float32(n)) == n && -exactFloat <= n && n <= exactFloat:
		to.SetFloat(float64(n))
	default:
		return false
	}
	return true
}

func becomeSlice(to, v reflect.Value) bool {
	if to.Kind() != reflect.Slice {
		return false
	}
	list := reflect.MakeSlice(to.Type(), v.Len(), v.Len())
	for i := range v.Len() {
		if !become(list.Index(i), v.Index(i)) {
			return false
		}
	}
	to.Set(list)
	return true
}

func becomeMap(to, v reflect.Value) bool {
	if to.Kind() != reflect.Map || to.Type().Key().Kind() != reflect.String || v.Type().Key().Kind() != reflect.String {
		return false
	}
	m := reflect.MakeMapWithSize(to.Type(), v.Len())
	for key, value := range v.Seq2() {
		element := reflect.New(to.Type().Elem()).Elem()
		if !become(element, value) {
			return false
		}
		m.SetMapIndex(key.Convert(to.Type().Key()), element)
	}
	to.Set(m)
	return true
}
