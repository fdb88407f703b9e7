package jinja

import (
	"context"
	"encoding/json"
	"math/big"
	"reflect"
	"strings"
	"sync"
	"time"
)

// shape is what a Go type is to a template.
type shape uint8

const (
	shapeOpaque shape = iota // what has nothing but its text: a complex number
	shapeStruct
	shapeMap
	shapeSequence // a slice or an array
	shapePlain    // a text, number or bool with methods of its own
	shapeFunc
	shapeSeq      // iter.Seq
	shapeSeq2     // iter.Seq2
	shapeSeqError // iter.Seq2 whose second value is an error
	shapeChan
	shapeTime
	shapeDuration
	shapeDate
	shapeClock
)

// hostType is what this package knows of a Go type. It never changes.
type hostType struct {
	given   reflect.Type // the type of the values
	behind  reflect.Type // without the pointer
	pointer bool
	shape   shape
	elem    reader // of a sequence's elements, a map's values, a channel's values
	html    int    // the index of the method HTML in given; -1: there is none

	// attributes by exact name and by folded name, built when the first is asked for.
	attributes func() *hostAttributes
	// plan is how a function is called, made when the first is.
	plan func() (*callPlan, error)
}

// hostTypes caches what is known of types: reflect.Type to *hostType.
var hostTypes sync.Map

func hostTypeOf(t reflect.Type) *hostType {
	if h, is := hostTypes.Load(t); is {
		return h.(*hostType)
	}
	h, _ := hostTypes.LoadOrStore(t, newHostType(t))
	return h.(*hostType)
}

func newHostType(t reflect.Type) *hostType {
	h := &hostType{given: t, behind: t, html: htmlMethod(t)}
	if t.Kind() == reflect.Pointer {
		h.behind, h.pointer = t.Elem(), true
	}
	h.shape = shapeOf(h.behind)
	switch h.behind.Kind() {
	case reflect.Slice, reflect.Array, reflect.Map, reflect.Chan:
		h.elem = readerOf(h.behind.Elem())
	}
	h.attributes = sync.OnceValue(func() *hostAttributes { return newHostAttributes(h) })
	h.plan = sync.OnceValues(func() (*callPlan, error) { return planOf(t.String(), t, 0) })
	return h
}

var (
	timeType     = reflect.TypeFor[time.Time]()
	durationType = reflect.TypeFor[time.Duration]()
	markupType   = reflect.TypeFor[Markup]()
	numberType   = reflect.TypeFor[json.Number]()
	bigType      = reflect.TypeFor[big.Int]()
	errorType    = reflect.TypeFor[error]()
	contextType  = reflect.TypeFor[context.Context]()
	boolType     = reflect.TypeFor[bool]()
	anyType      = reflect.TypeFor[any]()
)

func shapeOf(t reflect.Type) shape {
	switch t {
	case timeType:
		return shapeTime
	case durationType:
		return shapeDuration
	case reflect.TypeFor[pythonDate]():
		return shapeDate
	case reflect.TypeFor[pythonClock]():
		return shapeClock
	}
	switch t.Kind() {
	case reflect.Struct:
		return shapeStruct
	case reflect.Map:
		return shapeMap
	case reflect.Slice, reflect.Array:
		return shapeSequence
	case reflect.Chan:
		if t.ChanDir()&reflect.RecvDir != 0 {
			return shapeChan
		}
	case reflect.Func:
		return funcShape(t)
	}
	if isPlainKind(t.Kind()) {
		return shapePlain
	}
	return shapeOpaque
}

// funcShape tells an iter.Seq and an iter.Seq2 from other functions.
func funcShape(t reflect.Type) shape {
	if t.NumIn() != 1 || t.NumOut() != 0 || t.In(0).Kind() != reflect.Func {
		return shapeFunc
	}
	yield := t.In(0)
	if yield.NumOut() != 1 || yield.Out(0) != boolType || yield.IsVariadic() {
		return shapeFunc
	}
	switch {
	case yield.NumIn() == 1:
		return shapeSeq
	case yield.NumIn() == 2 && yield.In(1) == errorType:
		return shapeSeqError
	case yield.NumIn() == 2:
		return shapeSeq2
	}
	return shapeFunc
}

func isPlainKind(k reflect.Kind) bool {
	switch k {
	case reflect.Bool, reflect.String, reflect.Float32, reflect.Float64:
		return true
	}
	return reflect.Int <= k && k <= reflect.Uintptr
}

// htmlMethod is the index of the method HTML() of a type whose result is a string of
// another type than string, which no interface of this package can name.
func htmlMethod(t reflect.Type) int {
	m, is := t.MethodByName("HTML")
	if !is || m.Type.NumIn() != 1 || m.Type.NumOut() != 1 || m.Type.Out(0).Kind() != reflect.String {
		return -1
	}
	return m.Index
}

// value is x without its pointer.
func (h *hostType) value(x any) reflect.Value {
	v := reflect.ValueOf(x)
	if h.pointer {
		return v.Elem()
	}
	return v
}

// name is what Python's messages would call the type.
func (h *hostType) name() string {
	switch h.shape {
	case shapeTime:
		return "datetime"
	case shapeDuration:
		return "timedelta"
	case shapeDate:
		return "date"
	case shapeClock:
		return "time"
	}
	if name, _, _ := strings.Cut(h.behind.Name(), "["); name != "" {
		return name
	}
	switch h.shape {
	case shapeMap:
		return "dict"
	case shapeSequence:
		return "list"
	case shapeFunc:
		return "function"
	case shapeSeq, shapeSeq2, shapeSeqError, shapeChan:
		return "generator"
	}
	return h.behind.String()
}

// reader is how a Go value of a type that is known becomes a template's value.
type reader uint8

const (
	readOther reader = iota
	readText
	readMarkup
	readInt
	readUint
	readFloat
	readFloat32
	readBool
	readInterface
	readAddress // handed out as a pointer to it, where it has an address
	readBytes
)

func readerOf(t reflect.Type) reader {
	switch {
	case t == markupType, t.PkgPath() == "html/template" && t.Name() == "HTML":
		return readMarkup
	case t == numberType:
		return readOther
	}
	switch t.Kind() {
	case reflect.Interface:
		return readInterface
	case reflect.Struct, reflect.Array:
		return readAddress
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 && !hasMethods(t) {
			return readBytes
		}
		return readAddress
	}
	if !isPlainKind(t.Kind()) || hasMethods(t) {
		return readOther
	}
	switch t.Kind() {
	case reflect.String:
		return readText
	case reflect.Bool:
		return readBool
	case reflect.Float64:
		return readFloat
	case reflect.Float32:
		return readFloat32
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return readInt
	}
	return readUint
}

// hasMethods tells whether values of t have methods: then they keep their identity.
func hasMethods(t reflect.Type) bool {
	return t.Name() != "" && t.PkgPath() != "" && reflect.PointerTo(t).NumMethod() > 0
}

func (rd reader) from(v reflect.Value) value {
	switch rd {
	case readText:
		return text(v.String())
	case readInt:
		return integer(v.Int())
	case readBool:
		return boolean(v.Bool())
	case readFloat:
		return float(v.Float())
	case readMarkup:
		return markup(v.String())
	case readUint:
		return unsigned(v.Uint())
	case readFloat32:
		return float(float64Of(float32(v.Float())))
	case readBytes:
		return text(string(v.Bytes()))
	case readAddress:
		if v.CanAddr() {
			return fromAny(v.Addr().Interface())
		}
	}
	return fromAny(v.Interface())
}

// plainOf is the str, int, float or bool that a named Go type is at heart; false: it is
// none of them.
func plainOf(x any) (value, bool) {
	h := hostTypeOf(reflect.TypeOf(x))
	if h.shape != shapePlain {
		return value{}, false
	}
	return h.plain(x), true
}

// plain is plainOf for a value of a type that is plain.
func (h *hostType) plain(x any) value {
	v := h.value(x)
	switch k := v.Kind(); {
	case k == reflect.String:
		return text(v.String())
	case k == reflect.Bool:
		return boolean(v.Bool())
	case k == reflect.Float64:
		return float(v.Float())
	case k == reflect.Float32:
		return float(float64Of(float32(v.Float())))
	case v.CanInt():
		return integer(v.Int())
	}
	return unsigned(v.Uint())
}
