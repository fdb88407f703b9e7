package jinja

import (
	"slices"
	"strings"
)

// args are the arguments of a call. The callee must not keep the slices: they are the
// caller's again when it returns. Their values it may keep.
type args struct {
	pos   []value
	names []string // of the keyword arguments, in their order
	named []value
}

// keyword is the keyword argument of that name.
func (a *args) keyword(name string) (value, bool) {
	if at := slices.Index(a.names, name); at >= 0 {
		return a.named[at], true
	}
	return value{}, false
}

// signature is the parameters of a function that is built in, under Python's names.
type signature struct {
	name     string // of the function, for messages: "do_truncate"
	params   []string
	required int // how many have no default
	// first is the parameter in front of them that a filter's or test's value is bound to;
	// "": there is none.
	first string
}

// bind puts the arguments into to, which has a place for each parameter; what was not
// given stays missing. Python's TypeError where they do not fit. skip is the count of
// parameters in front that the caller binds itself (a filter's value), which messages
// count.
func (s *signature) bind(a *args, skip int, to []value) {
	if len(a.pos) > len(s.params) {
		most := len(s.params) + skip
		takes := "takes"
		count := plural(most, "positional argument")
		if s.required < len(s.params) {
			count = "from " + itoa(s.required+skip) + " to " + count
		}
		panic(errorf(kindTypeError, "%s() %s %s but %d were given", s.name, takes, count, len(a.pos)+skip))
	}
	copy(to, a.pos)
	for i, name := range a.names {
		at := slices.Index(s.params, name)
		switch {
		case at < 0 && name == s.first && name != "":
			panic(errorf(kindTypeError, "%s() got multiple values for argument '%s'", s.name, name))
		case at < 0:
			panic(errorf(kindTypeError, "%s() got an unexpected keyword argument '%s'", s.name, name))
		case !to[at].isMissing():
			panic(errorf(kindTypeError, "%s() got multiple values for argument '%s'", s.name, name))
		}
		to[at] = a.named[i]
	}
	for at := range s.required {
		if to[at].isMissing() {
			panic(s.missing(to))
		}
	}
}

// missing is the TypeError that names the parameters without a default and without an
// argument.
func (s *signature) missing(to []value) *Error {
	var names []string
	for at := range s.required {
		if to[at].isMissing() {
			names = append(names, "'"+s.params[at]+"'")
		}
	}
	text := names[0]
	switch last := len(names) - 1; {
	case last == 1:
		text += " and " + names[1]
	case last > 1:
		text = strings.Join(names[:last], ", ") + ", and " + names[last]
	}
	return errorf(kindTypeError, "%s() missing %s: %s", s.name, plural(len(names), "required positional argument"), text)
}
