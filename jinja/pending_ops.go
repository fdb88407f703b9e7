package jinja

// Arithmetic, as Python's operators.
func add(r *run, a, b value) value         { panic("pending") }
func subtract(r *run, a, b value) value    { panic("pending") }
func multiply(r *run, a, b value) value    { panic("pending") }
func divide(r *run, a, b value) value      { panic("pending") } // "/"
func floorDivide(r *run, a, b value) value { panic("pending") }
func modulo(r *run, a, b value) value      { panic("pending") } // "%", also of texts
func power(r *run, a, b value) value       { panic("pending") }
func negative(r *run, a value) value       { panic("pending") }
func positive(r *run, a value) value       { panic("pending") }

func equal(r *run, a, b value) bool           { panic("pending") }
func less(r *run, op string, a, b value) bool { panic("pending") } // op: "<", "<=", ">", ">="; TypeError's message names it
func contains(r *run, in, v value) bool       { panic("pending") }
func truth(r *run, v value) bool              { panic("pending") }
func typeName(v value) string                 { panic("pending") } // "str", "int", "list", "Undefined", a Go type's name

// appendStr appends str(v), appendRepr repr(v), appendEscaped what {{ v }} writes where autoescape is on: Markup and __html__ as they are, all else escaped.
func appendStr(r *run, dst []byte, v value) []byte     { panic("pending") }
func appendRepr(r *run, dst []byte, v value) []byte    { panic("pending") }
func appendEscaped(r *run, dst []byte, v value) []byte { panic("pending") }
func appendEscapedText(dst []byte, s string) []byte    { panic("pending") }
func strOf(r *run, v value) string                     { panic("pending") }
func reprOf(r *run, v value) string                    { panic("pending") }

// concat is v ~ v …; escape: markupsafe's, as Jinja2's markup_join (escape true and at least one Markup or __html__ among them) or str_join.
func concat(r *run, escape bool, vs []value) value { panic("pending") }

// attrOf is Python's getattr: missing if there is none. itemOf is v[key]; missing if there is none. Both know undefined.
func attrOf(r *run, v value, name string) value { panic("pending") }
func itemOf(r *run, v value, key value) value   { panic("pending") }

// getAttr is {{ v.name }}: the attribute, else the item, else undefined. getItem is {{ v[key] }}: the item, else (key a str) the attribute, else undefined.
func getAttr(r *run, v value, name string) value  { panic("pending") }
func getItem(r *run, v, key value) value          { panic("pending") }
func sliceOf(r *run, v, lo, hi, step value) value { panic("pending") } // none: not given

func iterate(r *run, v value) iterator     { panic("pending") } // TypeError: "'int' object is not iterable"
func lengthOf(r *run, v value) (int, bool) { panic("pending") }
func items(r *run, v value) []value        { panic("pending") } // all values of an iteration, in a slice of its own

// method is a method of str, list, dict …: it gets its receiver and its arguments.
type method struct {
	name string
	f    func(r *run, self value, a *args) value
}

// methodOf is the built-in method of that name, nil if v's type has none: a call of it needs no bound method.
func methodOf(v value, name string) *method { panic("pending") }

// call calls any callable value: TypeError "'x' object is not callable".
func call(r *run, fn value, a *args) value { panic("pending") }

// Dict is Python's dict: it keeps the order in which its keys came.
type Dict struct{}

func (*Dict) typeName() string { return "dict" }

func newDict(size int) *Dict                        { panic("pending") }
func (d *Dict) get(r *run, key value) (value, bool) { panic("pending") }
func (d *Dict) set(r *run, key, v value)            { panic("pending") } // TypeError "unhashable type: 'list'"
func (d *Dict) len() int                            { panic("pending") }
func (d *Dict) at(i int) (key, v value)             { panic("pending") }

// iterates tells whether iterate works on v; isMapping whether it is a dict or like one; htmlOf is what __html__ gives, Markup's own text among it.
func iterates(v value) bool                 { panic("pending") }
func htmlOf(r *run, v value) (string, bool) { panic("pending") }
