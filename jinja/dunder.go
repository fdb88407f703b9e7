package jinja

// dunder is one of the attributes between underscores that templates ask for: the class of
// a value, for its name, and its length.
func dunder(r *run, v value, name string) value {
	if len(name) == 0 || name[0] != '_' || r.env.config.Sandbox != nil {
		return value{}
	}
	switch name {
	case "__class__":
		return fromObject(&typeObject{typeName(v)})
	case "__len__":
		if _, is := lengthOf(r, v); is {
			return fromObject(&boundMethod{v, lenMethod})
		}
	}
	return value{}
}

var lenMethod = methodOfNone("object", "__len__", func(r *run, self value, _ []value) value {
	n, _ := lengthOf(r, self)
	return intValue(n)
})

// typeObject is the class of a value. All that it has is its name.
type typeObject struct{ name string }

func (*typeObject) typeName() string { return "type" }

func (t *typeObject) attr(_ *run, name string) (value, bool) {
	return text(t.name), name == "__name__" || name == "__qualname__"
}

func (t *typeObject) equal(_ *run, other value) bool {
	o, is := other.ref.(*typeObject)
	return is && *o == *t
}

func (t *typeObject) appendRepr(_ *run, dst []byte) []byte {
	name := t.name
	switch name {
	case "Markup":
		name = "markupsafe." + name
	case "Undefined", "ChainableUndefined", "DebugUndefined", "StrictUndefined":
		name = "jinja2.runtime." + name
	}
	return append(append(append(dst, "<class '"...), name...), "'>"...)
}
