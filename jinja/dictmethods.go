package jinja

import "math/big"

// maybeDictMethod tells fast that a name is no method of dict: most names that templates
// ask dicts for are keys.
func maybeDictMethod(name string) bool {
	switch name {
	case "clear", "copy", "fromkeys", "get", "items", "keys", "pop", "popitem", "setdefault", "update", "values":
		return true
	}
	return false
}

var dictMethods = methodTable(
	methodOfNone("dict", "clear", func(_ *run, self value, _ []value) value {
		self.ref.(*Dict).clear()
		return none
	}),
	methodOfNone("dict", "copy", func(_ *run, self value, _ []value) value {
		return fromObject(self.ref.(*Dict).copy())
	}),
	methodOfSome("dict", "fromkeys", 1, 2, dictFromkeys),
	methodOfSome("dict", "get", 1, 2, func(r *run, self value, a []value) value {
		if v, is := self.ref.(*Dict).get(r, a[0]); is {
			return v
		}
		return orNone(argAt(a, 1))
	}),
	methodOfNone("dict", "items", func(_ *run, self value, _ []value) value {
		return fromObject((*dictItems)(self.ref.(*Dict)))
	}),
	methodOfNone("dict", "keys", func(_ *run, self value, _ []value) value {
		return fromObject((*dictKeys)(self.ref.(*Dict)))
	}),
	methodOfNone("dict", "values", func(_ *run, self value, _ []value) value {
		return fromObject((*dictValues)(self.ref.(*Dict)))
	}),
	methodOfSome("dict", "pop", 1, 2, dictPop),
	methodOfNone("dict", "popitem", dictPopitem),
	methodOfSome("dict", "setdefault", 1, 2, func(r *run, self value, a []value) value {
		d := self.ref.(*Dict)
		if v, is := d.get(r, a[0]); is {
			return v
		}
		v := orNone(argAt(a, 1))
		d.set(r, a[0], v)
		return v
	}),
	&method{"update", dictUpdate},
)

// viewMethods are those of a dict's keys and items.
var viewMethods = methodTable(
	methodOfOne("dict_keys", "isdisjoint", func(r *run, self value, a []value) value {
		from := iterate(r, a[0])
		for {
			item, more := from.next(r)
			if !more {
				return vtrue
			}
			r.step(1)
			if contains(r, self, item) {
				return vfalse
			}
		}
	}),
)

func orNone(v value) value {
	if v.isMissing() {
		return none
	}
	return v
}

func dictFromkeys(r *run, _ value, a []value) value {
	d := newDict(0)
	v := orNone(argAt(a, 1))
	for _, key := range items(r, a[0]) {
		d.set(r, key, v)
	}
	return fromObject(d)
}

func dictPop(r *run, self value, a []value) value {
	if v, is := self.ref.(*Dict).remove(r, a[0]); is {
		return v
	}
	if len(a) > 1 {
		return a[1]
	}
	panic(errorf(kindKeyError, "%s", reprOf(r, a[0])))
}

func dictPopitem(r *run, self value, _ []value) value {
	d := self.ref.(*Dict)
	if d.len() == 0 {
		panic(errorf(kindKeyError, "'popitem(): dictionary is empty'"))
	}
	last := d.entries[len(d.entries)-1]
	d.remove(r, last.key)
	return newTuple(last.key, last.value)
}

func dictUpdate(r *run, self value, a *args) value {
	d := self.ref.(*Dict)
	if len(a.pos) > 1 {
		panic(errorf(kindTypeError, "update expected at most 1 argument, got %d", len(a.pos)))
	}
	if len(a.pos) == 1 {
		d.merge(r, a.pos[0])
	}
	for i, name := range a.names {
		d.set(r, text(name), a.named[i])
	}
	return none
}

// merge sets what a mapping has, or a sequence of pairs: what dict() and update take.
func (d *Dict) merge(r *run, from value) {
	if other, is := from.ref.(*Dict); is {
		for _, e := range other.entries {
			if !e.key.isMissing() {
				d.set(r, e.key, e.value)
			}
		}
		return
	}
	if isGoMapping(from) {
		for _, key := range items(r, from) {
			d.set(r, key, mustItem(r, from, key))
		}
		return
	}
	for i, pair := range items(r, from) {
		d.mergePair(r, i, pair)
	}
}

func (d *Dict) mergePair(r *run, i int, pair value) {
	switch pair.ref.(type) {
	case nil, noneTag, boolTag, intTag, floatTag, *big.Int:
		panic(errorf(kindTypeError, "cannot convert dictionary update sequence element #%d to a sequence", i))
	}
	parts := items(r, pair)
	if len(parts) != 2 {
		panic(errorf(kindValueError, "dictionary update sequence element #%d has length %d; 2 is required", i, len(parts)))
	}
	d.set(r, parts[0], parts[1])
}

// isGoMapping tells whether a value of the application is a mapping.
func isGoMapping(v value) bool { return v.kind() == kindHost && hostMapping(v.ref) }
