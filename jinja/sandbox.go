package jinja

import (
	"slices"
	"strings"
	"time"
)

// Sandbox is for templates that users of the application write. It refuses what Jinja2's
// ImmutableSandboxedEnvironment refuses, with its messages: attributes whose name begins
// with "_", and the methods that change a list or a dict, whoever made it. What is refused is
// undefined, and using it an error of kind SecurityError. range is limited to 100,000
// numbers. Beyond Jinja2 it has limits, which end a rendering with a SecurityError.
type Sandbox struct {
	// Attribute tells whether a template may read that attribute of a Go value; name is the
	// Go field's or method's. What it may not read does not show when the value is printed
	// either, and tojson refuses structs. nil: all that are there.
	Attribute func(v any, name string) bool
	// Call tells whether a template may call that function of the application; for a method
	// v is its receiver and name its name. nil: the globals, filters and tests of the
	// Config may be called, and no method of a Go value.
	Call func(v any, name string) bool
	// MaxIterations is how many times all loops together may turn, and values that filters
	// look at; 0: 1,000,000.
	MaxIterations int
	// MaxOutput is how many bytes may be rendered, captures included, and how many any one
	// value may have; 0: 10 MiB. All values that a template makes may together have 64 times
	// as many, and 64 MiB at least.
	MaxOutput int
	// MaxTime is how long rendering may take; 0: 5 seconds. What the application's functions
	// wait for counts, but is not cut short.
	MaxTime time.Duration
}

// mayRead tells whether the sandbox lets a template see that attribute of x.
func (r *run) mayRead(x any, name string) bool {
	if !r.guards() {
		return true
	}
	return r.env.config.Sandbox.Attribute(x, name)
}

// guards tells whether there is a sandbox that may deny attributes.
func (r *run) guards() bool {
	return r.env != nil && r.env.config.Sandbox != nil && r.env.config.Sandbox.Attribute != nil
}

// limits are what is left of a sandbox's allowance.
type limits struct {
	iterations int
	output     int
	written    int
	made       int // bytes of values
	deadline   time.Time
}

// leastMade is how many bytes a template may make in all, however little it may print.
const leastMade = 64 << 20

// limits are the sandbox's, for one rendering.
func (s *Sandbox) limits() *limits {
	or := func(n, standard int) int {
		if n == 0 {
			return standard
		}
		return n
	}
	most := s.MaxTime
	if most == 0 {
		most = 5 * time.Second
	}
	l := &limits{iterations: or(s.MaxIterations, 1_000_000), output: or(s.MaxOutput, 10<<20), deadline: time.Now().Add(most)}
	l.made = max(saturated(l.output, 64), leastMade)
	return l
}

// tick looks at the sandbox's clock. It is called for whatever may take long, if it is
// repeated.
func (r *run) tick() {
	if r.limits != nil && time.Now().After(r.limits.deadline) {
		panic(errorf(kindSecurityError, "the rendering takes longer than the sandbox allows"))
	}
}

// maxSandboxInt is how many bytes an int may have in a sandbox: the time of a division grows
// faster than its size.
const maxSandboxInt = 64 << 10

// roomInt is room for an int.
func (r *run) roomInt(n int) {
	if r.limits != nil && n > maxSandboxInt {
		panic(errorf(kindSecurityError, "an int of %d bytes is larger than the sandbox's limit of %d", n, maxSandboxInt))
	}
	r.room(n)
}

// spend counts what was made.
func (r *run) spend(v value) value {
	l := r.limits
	if l == nil { // a constant is made while the template is compiled
		return v
	}
	size := 0
	switch v.kind() {
	case kindText, kindMarkup:
		size = int(v.num)
	case kindList:
		size = len(v.ref.(*List).items) * itemSize
	case kindTuple:
		size = len(v.ref.(*tuple).items) * itemSize
	case kindDict:
		size = v.ref.(*Dict).len() * 4 * itemSize
	}
	if l.made -= size; l.made < 0 {
		panic(errorf(kindSecurityError, "the template makes more than the sandbox allows"))
	}
	return v
}

// bounded has an expression of a sandbox's template look at the clock before it is evaluated,
// and its value counted.
func (c *compiler) bounded(ev eval) eval {
	if c.env.config.Sandbox == nil {
		return ev
	}
	return func(f *frame) value {
		f.r.tick()
		return f.r.spend(ev(f))
	}
}

// works tells whether an expression does more than read what is there.
func works(n expr) bool {
	switch n.(type) {
	case *callExpr, *filterExpr, *testExpr, *binaryExpr, *unaryExpr, *compareExpr, *concatExpr,
		*tupleExpr, *listExpr, *dictExpr, *getitemExpr, *debugExpr:
		return true
	}
	return false
}

// bound limits the filters and tests, which other filters call too.
func (e *Environment) bound() {
	for name, filter := range e.filters {
		e.filters[name] = func(r *run, in value, a *args) value {
			r.tick()
			return r.spend(filter(r, in, a))
		}
	}
	for name, test := range e.tests {
		e.tests[name] = func(r *run, in value, a *args) bool {
			r.tick()
			return test(r, in, a)
		}
	}
}

// attrOf is Python's getattr(v, name) as the sandbox allows it; missing if there is no such
// attribute.
func attrOf(r *run, v value, name string) value {
	if r.env.config.Sandbox == nil {
		return attributeOf(r, v, name)
	}
	_, calls := v.ref.(callable)
	if v.undefined() == nil && (changes(v, name) || slices.Contains(objectAttributes, name) || calls && name == "__call__") {
		return unsafeAttribute(r, v, name)
	}
	found := attributeOf(r, v, name)
	if !strings.HasPrefix(name, "_") || v.undefined() != nil {
		return found
	}
	// Of a Go value nobody says whether it has it.
	if !found.isMissing() || v.kind() == kindHost && itemOf(r, v, text(name)).isMissing() {
		return unsafeAttribute(r, v, name)
	}
	return value{}
}

// changes tells whether that is a method that changes a list or a dict.
func changes(v value, name string) bool {
	k := v.kind()
	switch name {
	case "append", "insert", "extend", "remove", "reverse", "sort":
		return k == kindList || k == kindHost && hostSequence(v.ref)
	case "popitem", "setdefault", "update":
		return k == kindDict || k == kindHost && hostMapping(v.ref)
	case "clear", "pop":
		return k == kindList || k == kindDict || k == kindHost && (hostSequence(v.ref) || hostMapping(v.ref))
	}
	return false
}

// objectAttributes are what every object of Python has. There is nothing behind them here;
// but who asks for them gets the sandbox's answer.
var objectAttributes = []string{
	"__class__", "__delattr__", "__dir__", "__doc__", "__eq__", "__format__", "__ge__", "__getattribute__",
	"__getstate__", "__gt__", "__hash__", "__init__", "__init_subclass__", "__le__", "__lt__", "__ne__", "__new__",
	"__reduce__", "__reduce_ex__", "__repr__", "__setattr__", "__sizeof__", "__str__", "__subclasshook__",
}

// unsafeAttribute is Jinja2's value for an attribute that the sandbox denies: undefined,
// with another error.
func unsafeAttribute(r *run, v value, name string) value {
	return value{ref: &undefined{
		mode: r.env.config.Undefined,
		hint: "access to attribute " + reprOf(r, text(name)) + " of '" + typeName(v) + "' object is unsafe.",
		obj:  v,
		name: text(name),
		kind: kindSecurityError,
	}}
}
