package jinja

import (
	"fmt"
	"reflect"
	"strings"
)

// hostStr appends str(x) of a Go value: what its method Error or String says, the text of
// a named text or number, a map as Python's dict, a slice as a list, and a struct as a
// dataclass: Point(X=1, Y=2), without fields that are not exported or hidden by
// `jinja:"-"`.
func hostStr(r *run, dst []byte, x any) []byte {
	if dst, is := appendTimely(dst, x); is {
		return dst
	}
	switch x := x.(type) {
	case error:
		return append(dst, x.Error()...)
	case fmt.Stringer:
		return append(dst, x.String()...)
	}
	h := hostTypeOf(reflect.TypeOf(x))
	if s, is := h.copiedString(x); is {
		return append(dst, s...)
	}
	switch {
	case h.shape == shapePlain:
		return appendStr(r, dst, h.plain(x))
	case h.behind.Kind() == reflect.Slice && h.behind.Elem().Kind() == reflect.Uint8: // a json.RawMessage
		return append(dst, h.value(x).Bytes()...)
	}
	return hostRepr(r, dst, x)
}

// copiedString is the String or Error of a value whose method belongs to pointers.
func (h *hostType) copiedString(x any) (string, bool) {
	if h.pointer || h.given.Name() == "" {
		return "", false
	}
	t := reflect.PointerTo(h.given)
	if t.NumMethod() == 0 || !(t.Implements(stringerType) || t.Implements(errorType)) {
		return "", false
	}
	switch p := addressOf(x).(type) {
	case error:
		return p.Error(), true
	case fmt.Stringer:
		return p.String(), true
	}
	return "", false
}

var stringerType = reflect.TypeFor[fmt.Stringer]()

// addressOf is a pointer to a copy of x.
func addressOf(x any) any {
	v := reflect.ValueOf(x)
	p := reflect.New(v.Type())
	p.Elem().Set(v)
	return p.Interface()
}

// hostRepr appends repr(x) of a Go value.
func hostRepr(r *run, dst []byte, x any) []byte {
	r.deeper("while getting the repr of an object")
	defer r.shallower()
	return (&hostWriter{r: r}).repr(dst, x)
}

// hostWriter writes Go values in Go values, and stops at one that contains itself.
type hostWriter struct {
	r    *run
	open []any
}

func (w *hostWriter) repr(dst []byte, x any) []byte {
	if dst, is := appendTimelyRepr(dst, x); is {
		return dst
	}
	h := hostTypeOf(reflect.TypeOf(x))
	switch h.shape {
	case shapePlain:
		return appendRepr(w.r, dst, h.plain(x))
	case shapeMap:
		return w.within(dst, x, "{...}", w.mapping)
	case shapeSequence:
		return w.within(dst, x, "[...]", w.sequence)
	case shapeStruct:
		if _, is := x.(fmt.Stringer); is {
			return hostStr(w.r, dst, x)
		}
		if _, is := x.(error); is {
			return hostStr(w.r, dst, x)
		}
		return w.within(dst, x, "...", w.fields)
	case shapeOpaque:
		return fmt.Append(dst, x)
	}
	return append(append(append(append(dst, '<'), h.name()...), ' '), strings.TrimPrefix(h.given.String(), "*")+">"...)
}

func (w *hostWriter) within(dst []byte, x any, again string, write func(dst []byte, x any) []byte) []byte {
	for _, o := range w.open {
		if sameGo(o, x) && reflect.ValueOf(x).Kind() != reflect.Struct {
			return append(dst, again...)
		}
	}
	if len(w.open) > deepest {
		panic(errorf(kindRecursion, "maximum recursion depth exceeded while getting the repr of an object"))
	}
	w.open = append(w.open, x)
	dst = write(dst, x)
	w.open = w.open[:len(w.open)-1]
	return dst
}

func (w *hostWriter) value(dst []byte, v value) []byte {
	if v.kind() == kindHost {
		return w.repr(dst, v.ref)
	}
	return appendRepr(w.r, dst, v)
}

func (w *hostWriter) mapping(dst []byte, x any) []byte {
	dst = append(dst, '{')
	it := newMapIterator(w.r, x, viewItems)
	for first := true; ; first = false {
		k, v, more := it.pair()
		if !more {
			return append(dst, '}')
		}
		if !first {
			dst = append(dst, ", "...)
		}
		dst = w.value(append(w.value(dst, k), ": "...), v)
	}
}

func (w *hostWriter) sequence(dst []byte, x any) []byte {
	dst = append(dst, '[')
	n, _ := hostLength(w.r, x)
	for i := range n {
		if i > 0 {
			dst = append(dst, ", "...)
		}
		dst = w.value(dst, hostElement(x, i))
	}
	return append(dst, ']')
}

func (w *hostWriter) fields(dst []byte, x any) []byte {
	h := hostTypeOf(reflect.TypeOf(x))
	v := h.value(x)
	dst = append(append(dst, h.name()...), '(')
	first := true
	for i := range v.NumField() {
		f := h.behind.Field(i)
		if tag, _, _ := strings.Cut(f.Tag.Get("jinja"), ","); !f.IsExported() || tag == "-" || !w.r.mayRead(x, f.Name) {
			continue
		}
		if !first {
			dst = append(dst, ", "...)
		}
		first = false
		dst = append(append(dst, f.Name...), '=')
		dst = w.value(dst, readerOf(f.Type).from(v.Field(i)))
	}
	return append(dst, ')')
}

// hostHTML is the markup that a Go value is written as; false: it is none.
func hostHTML(r *run, x any) (string, bool) {
	if o, is := x.(HTML); is {
		return o.HTML(), true
	}
	h := hostTypeOf(reflect.TypeOf(x))
	if h.html < 0 {
		return "", false
	}
	return reflect.ValueOf(x).Method(h.html).Call(nil)[0].String(), true
}

// hostTypeName is the name of x's type, without its package: "User". Types without a name
// are what Python would call them.
func hostTypeName(x any) string { return hostTypeOf(reflect.TypeOf(x)).name() }
