package gourd

import (
	"maps"
	"slices"

	"github.com/gourd-go/gourd/jinja"
	"github.com/gourd-go/gourd/signed"
)

// sessionNames is session in templates. The session is opened when it is asked for
// something.
type sessionNames Ctx

func (n *sessionNames) open() *Session { return (*Ctx)(n).Session() }

// JinjaItem implements [jinja.Items].
func (n *sessionNames) JinjaItem(key any) (any, bool) {
	name, _ := key.(string)
	s := n.open()
	if !s.Has(name) {
		return nil, false
	}
	return sessionValue(s.Value(name)), true
}

// JinjaKeys implements [jinja.MappingSource].
func (n *sessionNames) JinjaKeys() (names []any) {
	for name := range n.open().All() {
		names = append(names, name)
	}
	return names
}

// JinjaAttr implements [jinja.Attributes].
func (n *sessionNames) JinjaAttr(name string) (any, bool) {
	switch name {
	case "permanent":
		return n.open().Permanent(), true
	case "new":
		return n.open().IsNew(), true
	case "modified":
		return n.open().Modified(), true
	case "accessed":
		return n.open().Accessed(), true
	case "pop":
		return jinja.NewFunction(name, func(args *jinja.Arguments) (any, error) {
			given := args.Bind(1, "key", "default")
			v, ok := n.JinjaItem(given[0])
			if !ok {
				return given[1], nil
			}
			n.open().Del(given[0].(string))
			return v, nil
		}), true
	}
	return nil, false
}

// sessionValue is a value of the session as templates know it.
func sessionValue(v any) any {
	switch v := v.(type) {
	case signed.Markup:
		return jinja.Markup(v)
	case signed.Tuple:
		t := make(jinja.Tuple, len(v))
		for i, item := range v {
			t[i] = sessionValue(item)
		}
		return t
	case []any:
		if !slices.ContainsFunc(v, isSignedValue) {
			return v
		}
		list := make([]any, len(v))
		for i, item := range v {
			list[i] = sessionValue(item)
		}
		return list
	case map[string]any:
		m := maps.Clone(v)
		for name, item := range m {
			m[name] = sessionValue(item)
		}
		return m
	}
	return v
}

// isSignedValue reports whether sessionValue may have to change v.
func isSignedValue(v any) bool {
	switch v.(type) {
	case signed.Markup, signed.Tuple, []any, map[string]any:
		return true
	}
	return false
}

// storeNames is g in templates.
type storeNames Ctx

// JinjaItem implements [jinja.Items].
func (n *storeNames) JinjaItem(key any) (any, bool) {
	name, _ := key.(string)
	v, ok := n.store.values[name]
	return v, ok
}

// JinjaAttr implements [jinja.Attributes].
func (n *storeNames) JinjaAttr(name string) (any, bool) {
	switch name {
	case "get":
		return getFunction(n), true
	case "keys", "values", "items", "copy": // what was set under such a name comes first
		return n.JinjaItem(name)
	}
	return nil, false
}

// JinjaKeys implements [jinja.MappingSource].
func (n *storeNames) JinjaKeys() (names []any) {
	for _, name := range slices.Sorted(maps.Keys(n.store.values)) {
		names = append(names, name)
	}
	return names
}
