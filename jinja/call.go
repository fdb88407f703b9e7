package jinja

import "fmt"

// call calls fn; a TypeError when it cannot be called.
func call(r *run, fn value, a *args) value {
	switch x := fn.ref.(type) {
	case callable:
		return x.call(r, a)
	case *undefined:
		panic(x.failCalled(r))
	}
	if fn.kind() == kindHost {
		if result, is := hostCall(r, fn.ref, a); is {
			return result
		}
	}
	panic(errorf(kindTypeError, "'%s' object is not callable", typeName(fn)))
}

// boundMethod is a built-in method with the value that it belongs to.
type boundMethod struct {
	self value
	m    *method
}

func (*boundMethod) typeName() string { return "builtin_function_or_method" }

func (b *boundMethod) call(r *run, a *args) value { return b.m.f(r, b.self, a) }

func (b *boundMethod) appendRepr(_ *run, dst []byte) []byte {
	return fmt.Appendf(dst, "<built-in method %s of %s object at %p>", b.m.name, typeName(b.self), b)
}

func (b *boundMethod) equal(_ *run, other value) bool {
	o, is := other.ref.(*boundMethod)
	return is && o.m == b.m && identical(o.self, b.self)
}
