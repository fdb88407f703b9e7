package jinja

import (
	"reflect"
	"sync/atomic"
)

// hostSite is a place in a template that reads an attribute. It remembers how that was done
// for the Go type that came last.
type hostSite struct{ last atomic.Pointer[hostSeen] }

type hostSeen struct {
	t        reflect.Type
	accessor *hostAccessor
	// Of a plain field of what t points to: what it is, and where.
	field  rawField
	offset uintptr
}

// rawField is a field that is read without reflection.
type rawField uint8

const (
	noRawField rawField = iota
	rawText
	rawInt
	rawBool
	rawFloat
)

// get is the attribute of a Go value; missing: it has none.
func (s *hostSite) get(r *run, x any, name string) value {
	t := reflect.TypeOf(x)
	seen := s.last.Load()
	if seen == nil || seen.t != t {
		seen = see(t, name)
		s.last.Store(seen)
	}
	if seen.field != noRawField && r.env.config.Sandbox == nil {
		if v, is := rawFieldOf(x, seen.field, seen.offset); is {
			return v
		}
	}
	return seen.accessor.get(r, x)
}

func see(t reflect.Type, name string) *hostSeen {
	seen := &hostSeen{t: t, accessor: hostAccessorFor(t, name)}
	a := seen.accessor
	if !a.pointer || a.none || a.field < 0 || a.method != nil || a.property != nil {
		return seen
	}
	f := t.Elem().Field(a.field)
	seen.offset = f.Offset
	switch {
	case a.read == readText:
		seen.field = rawText
	case a.read == readInt && f.Type.Size() == 8:
		seen.field = rawInt
	case a.read == readBool:
		seen.field = rawBool
	case a.read == readFloat:
		seen.field = rawFloat
	}
	return seen
}
