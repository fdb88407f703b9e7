package jinja

import "fmt"

// Undefined chooses what a name, attribute or item that is not there does.
type Undefined uint8

const (
	// DefaultUndefined prints nothing, is false and empty, and refuses all else.
	DefaultUndefined Undefined = iota
	// ChainableUndefined is DefaultUndefined whose attributes and items are undefined too.
	ChainableUndefined
	// DebugUndefined is DefaultUndefined that prints what was asked for.
	DebugUndefined
	// StrictUndefined refuses everything but the test defined and the filter default.
	StrictUndefined
)

// undefined is a name, attribute or item that was not there. It never changes.
type undefined struct {
	mode Undefined
	hint string
	obj  value  // what has no such attribute or item; missing for a name
	name value  // of the attribute or name; the key of an item
	kind string // of the error; "": UndefinedError
}

func (u *undefined) typeName() string {
	switch u.mode {
	case ChainableUndefined:
		return "ChainableUndefined"
	case DebugUndefined:
		return "DebugUndefined"
	case StrictUndefined:
		return "StrictUndefined"
	}
	return "Undefined"
}

// undefinedName is the value of a name that is nowhere.
func undefinedName(mode Undefined, name string) value {
	return value{ref: &undefined{mode: mode, name: text(name)}}
}

// undefinedIn is the value of an attribute or an item that obj does not have.
func undefinedIn(mode Undefined, obj, name value) value {
	return value{ref: &undefined{mode: mode, obj: obj, name: name}}
}

// undefinedHint is a value that is undefined for the reason that hint gives.
func undefinedHint(mode Undefined, hint, name string) value {
	return value{ref: &undefined{mode: mode, hint: hint, name: text(name)}}
}

// message is Jinja2's sentence for it.
func (u *undefined) message(r *run) string {
	switch {
	case u.hint != "":
		return u.hint
	case u.obj.isMissing():
		return fmt.Sprintf("'%s' is undefined", u.name.text())
	}
	if name, is := u.name.asText(); is {
		return fmt.Sprintf("'%s' has no attribute %s", objectTypeRepr(u.obj), reprOf(r, text(name)))
	}
	return fmt.Sprintf("%s has no element %s", objectTypeRepr(u.obj), reprOf(r, u.name))
}

// fail is the error of doing with u what it does not bear.
func (u *undefined) fail(r *run) *Error {
	kind := u.kind
	if kind == "" {
		kind = kindUndefinedError
	}
	err := errorf(kind, "%s", u.message(r))
	err.Hint = u.nameHint(r)
	return err
}

// failCalled is fail for what is called.
func (u *undefined) failCalled(r *run) *Error {
	err := u.fail(r)
	err.Hint = u.callHint(r)
	return err
}

// objectTypeRepr is how Jinja2's messages call a value.
func objectTypeRepr(v value) string {
	switch {
	case v.isNone():
		return "None"
	case v.isMarkup():
		return "markupsafe.Markup object"
	}
	return moduleOf(v) + typeName(v) + " object"
}

// moduleOf is the module of v's type with a point behind it; "" for what is built into
// Python.
func moduleOf(v value) string {
	switch v.ref.(type) {
	case *undefined, *loopContext, *macro, *blockRef, *selfRef:
		return "jinja2.runtime."
	case *module:
		return "jinja2.environment."
	case *cycler, *joiner, *namespace:
		return "jinja2.utils."
	case *groupTuple:
		return "jinja2.filters."
	}
	return ""
}
