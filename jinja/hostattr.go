package jinja

import (
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"
)

// hostAccessor reads one attribute of the values of one Go type. It never changes, so that
// a place in a template can keep the one of the type that it saw last.
type hostAccessor struct {
	name    string
	pointer bool // the values are pointers to what has the field
	read    reader
	field   int   // of the struct; -1: see path
	path    []int // of a field of an embedded struct
	// method is a method in the place of a field, property what is made when it is read.
	method   *hostMethod
	property func(r *run, x any) value
	// none: there is no such attribute; refused: and the sandbox tells so, as Jinja2's does
	// of what a Python object would have.
	none, refused bool
	// private is how it is read where there is no sandbox.
	private *hostAccessor
}

// hostMethod is a method of a Go type: its own, or one that Python's type has.
type hostMethod struct {
	owner, name string
	call        func(r *run, x any, a *args) value
}

// hostAttr is the attribute of that name of a Go value; missing: there is none. It is,
// in this order:
//
//  1. what JinjaAttr says, for a value that implements [Attributes];
//  2. the exported field or method with exactly that name;
//  3. the field with the tag `jinja:"name"`, or else `json:"name"`; `jinja:"-"` hides a field;
//  4. the field or else the method whose Go name is the same without regard to case and
//     underscores: created_at is CreatedAt, user_id UserID, url URL. Two fields, or two
//     methods, that differ in nothing else are found under their exact names only;
//  5. what Python's type has: the methods of dict for maps and of list for slices, those of
//     datetime, of str, int or float for a named type.
//
// Embedded structs count with what they promote. Names that begin with "_" are those of 1
// and 3 only, and in a sandbox there are none.
func hostAttr(r *run, x any, name string) value {
	return hostAccessorFor(reflect.TypeOf(x), name).get(r, x)
}

// hostAccessorFor is how the values of type t give the attribute of that name. It is never
// nil: one for what is not there reads missing.
func hostAccessorFor(t reflect.Type, name string) *hostAccessor {
	h := hostTypeOf(t)
	switch {
	case name == "":
		return &noAccessor
	case name[0] == '_':
		return privateAccessor(h, name)
	}
	attributes := h.attributes()
	found := attributes.find(name)
	switch {
	case attributes.custom:
		return customAccessor(name, found)
	case found != &noAccessor:
	case h.shape == shapePlain:
		return &hostAccessor{name: name, property: func(r *run, x any) value { return attrOf(r, h.plain(x), name) }}
	case slices.Contains(changing[h.shape], name):
		return &hostAccessor{name: name, none: true, refused: true}
	}
	return found
}

// changing are the methods with which Python changes a dict and a list: the values of an
// application have none of them. It never changes.
var changing = map[shape][]string{
	shapeMap:      {"clear", "pop", "popitem", "setdefault", "update"},
	shapeSequence: {"append", "clear", "extend", "insert", "pop", "remove", "reverse", "sort"},
}

// noAccessor reads an attribute that is not there. It never changes.
var noAccessor = hostAccessor{none: true}

// privateAccessor reads a name that begins with "_". There are such attributes where the
// application gives them that name itself, and none in a sandbox.
func privateAccessor(h *hostType, name string) *hostAccessor {
	refused := &hostAccessor{name: name, none: true, refused: h.shape != shapeMap} // which has it as a key
	attributes := h.attributes()
	named, is := attributes.exact[name]
	if !is {
		named = &noAccessor
	}
	if attributes.custom {
		named = customAccessor(name, named)
	}
	if named == &noAccessor {
		return refused
	}
	return &hostAccessor{name: name, none: true, refused: true, private: named}
}

func customAccessor(name string, otherwise *hostAccessor) *hostAccessor {
	return &hostAccessor{name: name, property: func(r *run, x any) value {
		if v, is := x.(Attributes).JinjaAttr(name); is {
			return fromAny(v)
		}
		return otherwise.get(r, x)
	}}
}

// get is the attribute of x, which has the type that the accessor is for; missing: there
// is none.
func (a *hostAccessor) get(r *run, x any) value {
	box := r.env.config.Sandbox
	if a.none {
		if a.refused && box != nil {
			return unsafeAttribute(r, value{ref: x}, a.name)
		}
		if a.private != nil {
			return a.private.get(r, x)
		}
		return value{}
	}
	if box != nil && box.Attribute != nil && !box.Attribute(x, a.name) {
		return unsafeAttribute(r, value{ref: x}, a.name)
	}
	if a.method != nil {
		return value{ref: &goBound{a.method, x}}
	}
	if a.property != nil {
		return a.property(r, x)
	}
	v := reflect.ValueOf(x)
	if a.pointer {
		v = v.Elem()
	}
	if a.field >= 0 {
		return a.read.from(v.Field(a.field))
	}
	v, err := v.FieldByIndexErr(a.path)
	if err != nil { // the embedded pointer is nil
		return value{}
	}
	return a.read.from(v)
}

// invoke calls the attribute where it is a method, without making a bound one; false: it is
// none, and nothing was called.
func (a *hostAccessor) invoke(r *run, x any, arguments *args) (value, bool) {
	if a.method == nil || r.env.config.Sandbox != nil {
		return value{}, false
	}
	return a.method.call(r, x, arguments), true
}

// goBound is a method of a Go value.
type goBound struct {
	m *hostMethod
	x any
}

func (*goBound) typeName() string             { return "method" }
func (b *goBound) call(r *run, a *args) value { return b.m.call(r, b.x, a) }
func (b *goBound) equal(_ *run, other value) bool {
	o, is := other.ref.(*goBound)
	return is && o.m == b.m && sameGo(o.x, b.x)
}

func (b *goBound) appendRepr(_ *run, dst []byte) []byte {
	return append(append(append(append(append(dst, "<bound method "...), b.m.owner...), '.'), b.m.name...), '>')
}

// hostAttributes are the attributes of a type.
type hostAttributes struct {
	custom bool
	exact  map[string]*hostAccessor
	folded map[string]*hostAccessor // nil: ambiguous
}

func (as *hostAttributes) find(name string) *hostAccessor {
	if a, is := as.exact[name]; is {
		return a
	}
	var short [64]byte
	if a := as.folded[string(appendFolded(short[:0], name))]; a != nil {
		return a
	}
	return &noAccessor
}

// appendFolded appends name in small letters without its underscores.
func appendFolded(dst []byte, name string) []byte {
	for i := range len(name) {
		switch c := name[i]; {
		case c == '_':
		case 'A' <= c && c <= 'Z':
			dst = append(dst, c+'a'-'A')
		case c >= utf8.RuneSelf:
			return append(dst, strings.ToLower(name[i:])...)
		default:
			dst = append(dst, c)
		}
	}
	return dst
}

func newHostAttributes(h *hostType) *hostAttributes {
	as := &hostAttributes{
		custom: h.given.Implements(reflect.TypeFor[Attributes]()),
		exact:  map[string]*hostAccessor{}, folded: map[string]*hostAccessor{},
	}
	var fields, methods []*hostAccessor
	if h.behind.Kind() == reflect.Struct && h.shape != shapeTime {
		fields = as.addFields(h)
	}
	methods = as.addMethods(h)
	as.fold(fields)
	as.fold(methods)
	for _, a := range pythonAttributes(h) {
		// A Go method of that name is what a template means, as the Get of url.Values, but
		// for a time, whose Date is another than Python's date.
		if as.folded[string(appendFolded(nil, a.name))] == nil || h.shape >= shapeTime {
			as.exact[a.name] = a
		}
	}
	return as
}

// fold makes the attributes known by their folded names, unless one is taken.
func (as *hostAttributes) fold(all []*hostAccessor) {
	mine := map[string]*hostAccessor{}
	for _, a := range all {
		folded := string(appendFolded(nil, a.name))
		if _, twice := mine[folded]; twice {
			mine[folded] = nil
			continue
		}
		mine[folded] = a
	}
	for folded, a := range mine {
		if _, taken := as.folded[folded]; !taken {
			as.folded[folded] = a
		}
	}
}

func (as *hostAttributes) addFields(h *hostType) (all []*hostAccessor) {
	type tagged struct {
		name string
		a    *hostAccessor
	}
	var jinja, json []tagged
	for _, f := range reflect.VisibleFields(h.behind) {
		tag, _, _ := strings.Cut(f.Tag.Get("jinja"), ",")
		if !f.IsExported() || tag == "-" {
			continue
		}
		a := fieldAccessor(h, f)
		as.exact[f.Name] = a
		all = append(all, a)
		if tag != "" {
			jinja = append(jinja, tagged{tag, a})
		} else if tag, _, _ = strings.Cut(f.Tag.Get("json"), ","); tag != "" && tag != "-" {
			json = append(json, tagged{tag, a})
		}
	}
	for _, t := range append(jinja, json...) {
		if _, taken := as.exact[t.name]; !taken {
			as.exact[t.name] = t.a
		}
	}
	return all
}

func fieldAccessor(h *hostType, f reflect.StructField) *hostAccessor {
	a := &hostAccessor{name: f.Name, pointer: h.pointer, read: readerOf(f.Type), field: -1, path: f.Index}
	if len(f.Index) == 1 {
		a.field = f.Index[0]
	}
	return a
}

// addMethods adds the methods of pointers too: where the value has no address they get that
// of a copy.
func (as *hostAttributes) addMethods(h *hostType) (all []*hostAccessor) {
	t, copied := h.given, false
	if !h.pointer && h.given.Kind() != reflect.Interface {
		t, copied = reflect.PointerTo(h.given), true
	}
	for i := range t.NumMethod() {
		m := t.Method(i)
		if m.Name == "JinjaAttr" || m.Name == "JinjaItem" {
			continue
		}
		own := copied
		if _, is := h.given.MethodByName(m.Name); copied && is {
			m, _ = h.given.MethodByName(m.Name)
			own = false
		}
		a := &hostAccessor{name: m.Name, method: goMethod(h, m, own)}
		if _, taken := as.exact[m.Name]; !taken || as.exact[m.Name].name != m.Name {
			as.exact[m.Name] = a
		}
		all = append(all, a)
	}
	return all
}
