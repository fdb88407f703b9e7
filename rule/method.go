package rule

import (
	"slices"
	"strings"
)

// methodSet is a set of well-known methods. otherMethod is set for a rule that
// takes any method, and is the bit of a method that is not well known.
type methodSet uint16

const otherMethod methodSet = 1 << 15

func methodBit(method string) methodSet {
	switch method {
	case "GET":
		return 1
	case "POST":
		return 1 << 1
	case "HEAD":
		return 1 << 2
	case "PUT":
		return 1 << 3
	case "DELETE":
		return 1 << 4
	case "PATCH":
		return 1 << 5
	case "OPTIONS":
		return 1 << 6
	case "TRACE":
		return 1 << 7
	case "CONNECT":
		return 1 << 8
	}
	return otherMethod
}

// setMethods writes the methods in upper case, each once, with HEAD if GET is
// there, and remembers those that the caller named.
func (r *Rule) setMethods() error {
	if r.Methods == nil {
		r.methodSet = ^methodSet(0)
		return nil
	}
	methods := make([]string, 0, len(r.Methods)+1)
	for _, name := range r.Methods {
		if name = strings.ToUpper(name); !slices.Contains(methods, name) {
			methods = append(methods, name)
		}
	}
	r.claims = slices.Clone(methods)
	if slices.Contains(methods, "GET") && !slices.Contains(methods, "HEAD") {
		methods = append(methods, "HEAD")
	}
	for _, name := range methods {
		if bit := methodBit(name); bit != otherMethod {
			r.methodSet |= bit
		}
		if r.WebSocket && name != "GET" && name != "HEAD" && name != "OPTIONS" {
			return setupError(r, "a WebSocket rule has the method %s; it can only have GET, HEAD and OPTIONS", name)
		}
	}
	r.Methods = methods
	return nil
}

// accepts tells whether the rule answers a method in upper case, whose bit is
// known.
func (r *Rule) accepts(bit methodSet, method string) bool {
	if r.methodSet&bit != 0 {
		return true
	}
	return bit == otherMethod && slices.Contains(r.Methods, method)
}

func (r *Rule) allows(method string) bool { return r.accepts(methodBit(method), method) }

// overlap returns the methods for which r, which was added first, leaves nothing
// to later. OPTIONS does not count beside other methods, nor HEAD that came with
// GET: several rules of a path have those. A rule for any method after one for
// some takes the rest and does not overlap.
func (r *Rule) overlap(later *Rule) (methods []string, overlaps bool) {
	if r.WebSocket != later.WebSocket {
		return nil, false
	}
	if r.Methods == nil || later.Methods == nil {
		return nil, r.Methods == nil
	}
	for _, name := range r.claims {
		if slices.Contains(later.claims, name) && (name != "OPTIONS" || len(r.claims) == 1 && len(later.claims) == 1) {
			methods = append(methods, name)
		}
	}
	return methods, len(methods) > 0
}
