package jinja

// MappingSource makes the items of a [Mapping] when a template asks for them. Beside them
// it may have attributes, by JinjaAttr; a text, by String; and something else than its keys
// that a loop goes over, by JinjaValues() []any.
type MappingSource interface {
	Items
	// JinjaKeys returns the keys in their order.
	JinjaKeys() []any
}

// Mapping is a Go value that acts as Python's dict: it has items, the methods get, keys,
// values and items, a length and the operator in, and loops go over its keys. Nothing is
// made before it is asked for.
type Mapping struct {
	Source MappingSource
	// Type is the name of its type in messages; "": dict.
	Type string
}

var _ interface {
	object
	attributed
	itemised
	iterable
	sized
	truthy
	container
	written
	represented
} = (*Mapping)(nil)

func (m *Mapping) typeName() string {
	if m.Type == "" {
		return "dict"
	}
	return m.Type
}

func (m *Mapping) attr(r *run, name string) (value, bool) {
	if s, is := m.Source.(Attributes); is {
		if v, there := s.JinjaAttr(name); there {
			return fromAny(v), true
		}
	}
	switch name {
	case "get", "keys", "values", "items", "copy":
		v := attrOf(r, value{ref: m.dict(r)}, name)
		return v, !v.isMissing()
	}
	return value{}, false
}

// dict is what the mapping has now.
func (m *Mapping) dict(r *run) *Dict {
	keys := m.Source.JinjaKeys()
	d := newDict(len(keys))
	for _, key := range keys {
		if v, there := m.Source.JinjaItem(key); there {
			d.set(r, fromAny(key), fromAny(v))
		}
	}
	return d
}

func (m *Mapping) item(r *run, key value) (value, bool) {
	v, there := m.Source.JinjaItem(toAny(r, key))
	if !there {
		return value{}, false
	}
	return fromAny(v), true
}

func (m *Mapping) iterate(*run) iterator {
	var over []any
	if s, is := m.Source.(interface{ JinjaValues() []any }); is {
		over = s.JinjaValues()
	} else {
		over = m.Source.JinjaKeys()
	}
	values := make([]value, len(over))
	for i, v := range over {
		values[i] = fromAny(v)
	}
	return &sliceIterator{items: values}
}

// goValue is what a Go function gets.
func (m *Mapping) goValue(*run) any { return m }

func (m *Mapping) length(*run) int   { return len(m.Source.JinjaKeys()) }
func (m *Mapping) truth(r *run) bool { return m.length(r) > 0 }

func (m *Mapping) contains(r *run, v value) bool {
	_, there := m.item(r, v)
	return there
}

func (m *Mapping) appendStr(r *run, dst []byte) []byte { return m.appendRepr(r, dst) }

func (m *Mapping) appendRepr(r *run, dst []byte) []byte {
	if s, is := m.Source.(interface{ String() string }); is {
		return append(dst, s.String()...)
	}
	return appendRepr(r, dst, value{ref: m.dict(r)})
}
