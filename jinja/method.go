package jinja

import (
	"math/big"
	"slices"
)

// method is a method of str, list, dict …: it gets its receiver and its arguments.
type method struct {
	name string
	f    func(r *run, self value, a *args) value
}

// methodBody is what a method does once its arguments are known to be as many as it takes.
// Those that were not given at the end are not there, or missing.
type methodBody func(r *run, self value, a []value) value

// argAt is the argument at i; missing if it was not given.
func argAt(a []value, i int) value {
	if i < len(a) {
		return a[i]
	}
	return value{}
}

// methodTable is methods by their names.
func methodTable(all ...*method) map[string]*method {
	table := make(map[string]*method, len(all))
	for _, m := range all {
		table[m.name] = m
	}
	return table
}

// methodOfNone is a method without arguments. owner is the name of its type, for messages.
func methodOfNone(owner, name string, f methodBody) *method {
	return &method{name, func(r *run, self value, a *args) value {
		refuseKeywords(owner, name, a)
		if len(a.pos) > 0 {
			panic(errorf(kindTypeError, "%s.%s() takes no arguments (%d given)", owner, name, len(a.pos)))
		}
		return f(r, self, nil)
	}}
}

// methodOfOne is a method with exactly one argument.
func methodOfOne(owner, name string, f methodBody) *method {
	return &method{name, func(r *run, self value, a *args) value {
		refuseKeywords(owner, name, a)
		if len(a.pos) != 1 {
			panic(errorf(kindTypeError, "%s.%s() takes exactly one argument (%d given)", owner, name, len(a.pos)))
		}
		return f(r, self, a.pos)
	}}
}

// methodOfSome is a method with least to most positional arguments.
func methodOfSome(owner, name string, least, most int, f methodBody) *method {
	return &method{name, func(r *run, self value, a *args) value {
		refuseKeywords(owner, name, a)
		if n := len(a.pos); n < least || n > most {
			bound, wanted := "at least ", least
			if n > most {
				bound, wanted = "at most ", most
			}
			if least == most {
				bound = ""
			}
			panic(errorf(kindTypeError, "%s expected %s%s, got %d", name, bound, plural(wanted, "argument"), n))
		}
		return f(r, self, a.pos)
	}}
}

// methodOfNamed is a method whose arguments, all of which may be left out, have names. The first
// positional of them can be given by position.
func methodOfNamed(name string, params []string, positional int, f methodBody) *method {
	return &method{name, func(r *run, self value, a *args) value {
		if len(a.pos) > positional {
			if positional == 0 {
				panic(errorf(kindTypeError, "%s() takes no positional arguments", name))
			}
			panic(errorf(kindTypeError, "%s() takes at most %s (%d given)", name, plural(len(params), "argument"), len(a.pos)+len(a.names)))
		}
		if len(a.names) == 0 {
			return f(r, self, a.pos)
		}
		all := make([]value, len(params))
		copy(all, a.pos)
		for i, given := range a.names {
			at := slices.Index(params, given)
			if at < 0 {
				panic(errorf(kindTypeError, "'%s' is an invalid keyword argument for %s()", given, name))
			}
			if !all[at].isMissing() {
				panic(errorf(kindTypeError, "argument for %s() given by name ('%s') and position (%d)", name, given, at+1))
			}
			all[at] = a.named[i]
		}
		return f(r, self, all)
	}}
}

func refuseKeywords(owner, name string, a *args) {
	if len(a.names) > 0 {
		panic(errorf(kindTypeError, "%s.%s() takes no keyword arguments", owner, name))
	}
}

// asIndex is v as Python's __index__ has it, cut to what fits an int.
func asIndex(v value) int {
	switch x := v.ref.(type) {
	case intTag, boolTag:
		return int(v.int())
	case *big.Int:
		return int(^uint(0)>>1) * x.Sign()
	}
	panic(errorf(kindTypeError, "'%s' object cannot be interpreted as an integer", typeName(v)))
}

// asSize is v as a size, for which ints of more than 64 bits are an error.
func asSize(v value) int {
	if v.kind() == kindBig {
		panic(errorf(kindOverflow, "Python int too large to convert to C ssize_t"))
	}
	return asIndex(v)
}
