package signed

import (
	"encoding/hex"
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

// Get returns the value of name in a decoded session, and whether it is there with that type. An integer is an int64
// when it was decoded; Get finds it as int too, and an int that was put in since as int64. Nothing else is converted.
//
//	visits, ok := signed.Get[int](session, "visits")
func Get[T any](session map[string]any, name string) (T, bool) {
	found, ok := session[name].(T)
	if ok {
		return found, true
	}
	switch to := any(&found).(type) {
	case *int:
		if n, is := session[name].(int64); is && int64(int(n)) == n {
			*to, ok = int(n), true
		}
	case *int64:
		if n, is := session[name].(int); is {
			*to, ok = int64(n), true
		}
	}
	return found, ok
}
