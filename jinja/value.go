package jinja

import (
	"math"
	"math/big"
	"reflect"
	"unsafe"
)

// value is one value of a template, in three words and without an allocation for what
// templates mostly hold. ref says what it is:
//
//	nil         missing: nothing, which no template ever sees
//	noneTag     None
//	boolTag     a bool, in num
//	intTag      an int of 64 bits, in num
//	floatTag    a float, its bits in num
//	textPtr     a str: ref points at its bytes, num is their count
//	markupPtr   a Markup, likewise
//	*big.Int    an int of more than 64 bits
//	*undefined  what was not there
//	object      a list, a dict, a macro, …: what this package makes
//	any other   a Go value of the application, as it was given
//
// This file is the package's only one with unsafe, which the texts need, since a string in
// an interface would be an allocation, and the fields of structs.
type value struct {
	ref any
	num uint64
}

type (
	noneTag   struct{}
	boolTag   struct{}
	intTag    struct{}
	floatTag  struct{}
	textPtr   *byte
	markupPtr *byte
)

// kind is a value's kind, for switches.
type kind uint8

const (
	kindMissing kind = iota
	kindNone
	kindBool
	kindInt
	kindFloat
	kindText
	kindMarkup
	kindBig
	kindUndefined
	kindList
	kindTuple
	kindDict
	kindObject // another object of this package
	kindHost   // a Go value of the application
)

// kind tells what v is.
func (v value) kind() kind {
	switch v.ref.(type) {
	case nil:
		return kindMissing
	case textPtr:
		return kindText
	case markupPtr:
		return kindMarkup
	case intTag:
		return kindInt
	case boolTag:
		return kindBool
	case noneTag:
		return kindNone
	case floatTag:
		return kindFloat
	case *undefined:
		return kindUndefined
	case *List:
		return kindList
	case *tuple:
		return kindTuple
	case *Dict:
		return kindDict
	case *big.Int:
		return kindBig
	case object:
		return kindObject
	}
	return kindHost
}

var (
	none      = value{ref: noneTag{}}
	vtrue     = value{ref: boolTag{}, num: 1}
	vfalse    = value{ref: boolTag{}}
	emptyText = text("")
)

func boolean(b bool) value {
	if b {
		return vtrue
	}
	return vfalse
}

func integer(n int64) value     { return value{ref: intTag{}, num: uint64(n)} }
func intValue(n int) value      { return value{ref: intTag{}, num: uint64(n)} }
func float(f float64) value     { return value{ref: floatTag{}, num: math.Float64bits(f)} }
func fromObject(o object) value { return value{ref: o} }

func text(s string) value {
	return value{ref: textPtr(unsafe.StringData(s)), num: uint64(len(s))}
}

func markup(s string) value {
	return value{ref: markupPtr(unsafe.StringData(s)), num: uint64(len(s))}
}

// bigInt is n as an int, of 64 bits where they suffice. n is the value's own from then on.
func bigInt(n *big.Int) value {
	if n.IsInt64() {
		return integer(n.Int64())
	}
	return value{ref: n}
}

// asText is v's text when it is a str or a Markup.
func (v value) asText() (string, bool) {
	switch p := v.ref.(type) {
	case textPtr:
		return unsafe.String((*byte)(p), int(v.num)), true
	case markupPtr:
		return unsafe.String((*byte)(p), int(v.num)), true
	}
	return "", false
}

// The following read what the kind says is there.

func (v value) int() int64     { return int64(v.num) }
func (v value) bool() bool     { return v.num != 0 }
func (v value) float() float64 { return math.Float64frombits(v.num) }

// text is the bytes of a str or a Markup; "" for any other value.
func (v value) text() string {
	s, _ := v.asText()
	return s
}

func (v value) isMissing() bool { return v.ref == nil }
func (v value) isNone() bool    { _, is := v.ref.(noneTag); return is }
func (v value) isMarkup() bool  { _, is := v.ref.(markupPtr); return is }
func (v value) isInt() bool     { _, is := v.ref.(intTag); return is }

// undefined is v's undefined, or nil.
func (v value) undefined() *undefined {
	u, _ := v.ref.(*undefined)
	return u
}

// rawFieldOf reads a field at that offset of the struct that x points to; not ok for a nil
// pointer. That the field is there and what it is was found by reflection.
func rawFieldOf(x any, field rawField, offset uintptr) (v value, ok bool) {
	p := reflect.ValueOf(x).UnsafePointer()
	if p == nil {
		return value{}, false
	}
	at := unsafe.Add(p, offset)
	switch field {
	case rawText:
		return text(*(*string)(at)), true
	case rawInt:
		return integer(*(*int64)(at)), true
	case rawBool:
		return boolean(*(*bool)(at)), true
	case rawFloat:
		return float(*(*float64)(at)), true
	}
	return value{}, false
}
