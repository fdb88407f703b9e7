package jinja

import "reflect"

// fromAny is a Go value as a template's value. It allocates nothing for texts, numbers, maps, pointers and slices.
func fromAny(x any) value { panic("pending") }

// toAny is the Go value of v: string, Markup, int64, float64, bool, nil, *big.Int, []any, Tuple, *Dict, or the application's own value.
func toAny(r *run, v value) any { panic("pending") }

// The following are for values of kindHost; x is the Go value. missing/false: there is none.
func hostAttr(r *run, x any, name string) value            { panic("pending") }
func hostItem(r *run, x any, key value) value              { panic("pending") }
func hostIterate(r *run, x any) (iterator, bool)           { panic("pending") }
func hostLength(r *run, x any) (int, bool)                 { panic("pending") }
func hostCall(r *run, x any, a *args) (value, bool)        { panic("pending") } // false: not callable
func hostTruth(r *run, x any) bool                         { panic("pending") }
func hostContains(r *run, x any, v value) (found, ok bool) { panic("pending") }
func hostEqual(r *run, x, y any) bool                      { panic("pending") }
func hostLess(r *run, x, y any) (less, ok bool)            { panic("pending") }
func hostStr(r *run, dst []byte, x any) []byte             { panic("pending") }
func hostRepr(r *run, dst []byte, x any) []byte            { panic("pending") }
func hostHTML(r *run, x any) (string, bool)                { panic("pending") } // an HTML() string method: Python's __html__
func hostTypeName(x any) string                            { panic("pending") }
func hostHash(x any) (any, bool)                           { panic("pending") } // a comparable Go key; false: unhashable
func hostMapping(x any) bool                               { panic("pending") } // a map or the like
func hostSequence(x any) bool                              { panic("pending") } // a slice or array
func hostCallable(x any) bool                              { panic("pending") }

// goFunction makes a function, goFilter a filter and goTest a test of a Go function; the error says which parameter cannot be, and what can.
func goFunction(name string, f any) (*function, error) { panic("pending") }
func goFilter(name string, f any) (filterFunc, error)  { panic("pending") }
func goTest(name string, f any) (testFunc, error)      { panic("pending") }

// hostAccessor reads one attribute of one Go type. hostAccessorFor is nil where the type has no such attribute.
type hostAccessor struct{}

func hostAccessorFor(t reflect.Type, name string) *hostAccessor { panic("pending") }
func (a *hostAccessor) get(r *run, x any) value                 { panic("pending") }

// Kwargs as the last argument of a call are keyword arguments.
type Kwargs map[string]any
