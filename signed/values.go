package signed

import (
	"encoding/hex"
	"reflect"
)

// Tuple is Python's tuple: a list that Flask reads back as a tuple. Flashed messages are tuples.
type Tuple []any

// Markup is HTML that is safe to show as it is: Python's markupsafe.Markup.
type Markup string

// UUID is Python's uuid.UUID: 16 bytes, big-endian. Any other type whose underlying type is [16]byte is kept as one.
type UUID [16]byte

// String returns the usual form, as in "123e4567-e89b-12d3-a456-426614174000" (RFC 9562 section 4).
func (u UUID) String() string {
	b := make([]byte, 0, 36)
	for i, part := range [][]byte{u[:4], u[4:6], u[6:8], u[8:10], u[10:]} {
		if i > 0 {
			b = append(b, '-')
		}
		b = hex.AppendEncode(b, part)
	}
	return string(b)
}

// Get returns the value of name in a decoded session, and whether it is there and can be a T. What was put in as one
// type is found as it again, although it came back as one of those that [TaggedJSON] reads:
//
//	integers       any type of integers or floats that has the number exactly
//	floats         any type of floats
//	strings, bools types of their kind, but no Markup
//	lists, tuples  slices whose elements the items can be
//	dicts          maps by strings whose elements the values can be
//	bytes, UUIDs   types that are made of the same
//
// Nothing else is converted: a string is no number.
//
//	visits, ok := signed.Get[int](session, "visits")
//	cart, ok := signed.Get[[]string](session, "cart")
func Get[T any](session map[string]any, name string) (T, bool) {
	v := session[name]
	found, ok := v.(T)
	if ok || v == nil {
		return found, ok
	}
	switch to := any(&found).(type) {
	case *int:
		if n, is := v.(int64); is && int64(int(n)) == n {
			*to, ok = int(n), true
		}
	case *int64:
		if n, is := v.(int); is {
			*to, ok = int64(n), true
		}
	}
	if ok {
		return found, true
	}
	var converted T
	if become(reflect.ValueOf(&converted).Elem(), reflect.ValueOf(v)) {
		return converted, true
	}
	return found, false
}
