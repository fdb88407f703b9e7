package gourd

import "unsafe"

// viewID tells views apart as Flask does, where a second view under an endpoint is a
// mistake and a second rule for the same view is none. Two function literals of one
// place in the source are two views, since they may hold different variables; reflect
// sees them as one. An interface that holds a function holds a pointer to its code and
// variables: that is the identity. The function must be kept as long as its ID is.
func viewID(view any) uintptr {
	return uintptr((*[2]unsafe.Pointer)(unsafe.Pointer(&view))[1])
}
