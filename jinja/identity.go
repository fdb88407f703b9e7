package jinja

import "reflect"

// sameHost tells whether two Go values are one: the same pointer, map, slice or function,
// or equal where they have no identity.
func sameHost(x, y any) bool {
	v, w := reflect.ValueOf(x), reflect.ValueOf(y)
	if v.Type() != w.Type() {
		return false
	}
	switch v.Kind() {
	case reflect.Map, reflect.Func:
		return v.Pointer() == w.Pointer()
	case reflect.Slice:
		return v.Pointer() == w.Pointer() && v.Len() == w.Len()
	}
	return v.Comparable() && v.Interface() == w.Interface()
}
