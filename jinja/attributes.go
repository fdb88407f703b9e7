package jinja

import (
	"math/big"
	"strings"
)

// methodFinder finds built-in methods. It stands between methodOf and the tables, whose
// functions lead back to methodOf: Go refuses to initialise variables that depend on
// themselves, and does not follow calls through an interface.
type methodFinder interface {
	find(v value, name string) *method
}

var builtinMethods methodFinder = methodTables{}

type methodTables struct{}

func (methodTables) find(v value, name string) *method {
	switch v.ref.(type) {
	case textPtr:
		return strMethods[name]
	case markupPtr:
		if m := markupMethods[name]; m != nil {
			return m
		}
		return strMethods[name]
	case *Dict:
		if !maybeDictMethod(name) {
			return nil
		}
		return dictMethods[name]
	case *List:
		return listMethods[name]
	case *tuple, tupleLike:
		return tupleMethods[name]
	case intTag, boolTag, *big.Int:
		return intMethods[name]
	case floatTag:
		return floatMethods[name]
	case *rangeObject:
		return rangeMethods[name]
	case *bytesObject:
		return bytesMethods[name]
	case view:
		return viewMethods[name]
	}
	return nil
}

// methodOf is the built-in method of that name, nil if v's type has none: a call of it
// needs no bound method.
func methodOf(v value, name string) *method { return builtinMethods.find(v, name) }

// attributeOf is Python's getattr(v, name); missing if there is no such attribute. Of the names
// between two underscores there are __class__ and __len__ alone, and not in a sandbox.
func attributeOf(r *run, v value, name string) value {
	switch x := v.ref.(type) {
	case *undefined:
		if isDunder(name) {
			return value{}
		}
		if x.mode == ChainableUndefined {
			return v
		}
		panic(x.fail(r))
	case *Dict:
		if !maybeDictMethod(name) {
			return dunder(r, v, name)
		}
	case attributed:
		if found, is := x.attr(r, name); is {
			return found
		}
	case intTag, boolTag, floatTag, *big.Int:
		if found := numberProperty(v, name); !found.isMissing() {
			return found
		}
	}
	if v.kind() == kindHost {
		return hostAttr(r, v.ref, name)
	}
	if m := methodOf(v, name); m != nil {
		return fromObject(&boundMethod{v, m})
	}
	return dunder(r, v, name)
}

func isDunder(name string) bool {
	return strings.HasPrefix(name, "__") && strings.HasSuffix(name, "__")
}

// itemOf is Python's v[key]; missing if there is no such item, or v has no items.
func itemOf(r *run, v, key value) value {
	switch x := v.ref.(type) {
	case *Dict:
		if s, is := key.asText(); is {
			return x.text(s)
		}
		if isPlainKey(key) || isHashable(r, key) {
			found, _ := x.get(r, key)
			return found
		}
		return value{}
	case *List:
		return itemAt(x.items, key)
	case *tuple:
		return itemAt(x.items, key)
	case textPtr:
		if c, is := characterAt(v.text(), key); is {
			return text(c)
		}
		return value{}
	case markupPtr:
		if c, is := characterAt(v.text(), key); is {
			return markup(c)
		}
		return value{}
	case *undefined:
		if x.mode == ChainableUndefined {
			return v
		}
		panic(x.fail(r))
	case itemised:
		found, _ := x.item(r, key)
		return found
	case tupleLike:
		return itemAt(x.asTuple().items, key)
	case nil, noneTag, boolTag, intTag, floatTag, *big.Int, object:
		return value{}
	}
	return hostItem(r, v.ref, key)
}

// text is the value of a key that is a text; missing if it is not there.
func (d *Dict) text(s string) value {
	if d.texts != nil {
		if at, is := d.texts[s]; is {
			return d.entries[at].value
		}
		return value{}
	}
	for i := range d.entries {
		if t, is := d.entries[i].key.asText(); is && t == s {
			return d.entries[i].value
		}
	}
	return value{}
}

// itemAt is the item with that index, which may be negative; missing if there is none.
func itemAt(items []value, key value) value {
	switch key.ref.(type) {
	case intTag, boolTag:
		i := key.int()
		if i < 0 {
			i += int64(len(items))
		}
		if i >= 0 && i < int64(len(items)) {
			return items[i]
		}
	}
	return value{}
}

func characterAt(s string, key value) (string, bool) {
	switch key.ref.(type) {
	case intTag, boolTag:
		return characterIn(s, key.int())
	}
	return "", false
}

// getAttr is {{ v.name }}: the attribute, else the item, else undefined.
func getAttr(r *run, v value, name string) value {
	if found := attrOf(r, v, name); !found.isMissing() {
		return found
	}
	key := text(name)
	if found := itemOf(r, v, key); !found.isMissing() {
		return found
	}
	return undefinedIn(r.env.config.Undefined, v, key)
}

// getItem is {{ v[key] }}: the item, else the attribute if key is a text, else undefined.
func getItem(r *run, v, key value) value {
	if found := itemOf(r, v, key); !found.isMissing() {
		return found
	}
	if name, is := key.asText(); is {
		if found := attrOf(r, v, name); !found.isMissing() {
			return found
		}
	}
	return undefinedIn(r.env.config.Undefined, v, key)
}
