package jinja

// viewSet is the set that is left of a dict's keys or items when others are taken away. It
// keeps their order, which Python's set does not.
type viewSet struct{ of *Dict }

var _ view = (*viewSet)(nil)

// subtractSets is a - b of a view or a set and what can be gone through; false for another a.
func subtractSets(r *run, a, b value) (value, bool) {
	from, is := a.ref.(view)
	if !is {
		return value{}, false
	}
	left := newDict(0)
	for _, item := range items(r, a) {
		left.set(r, item, none)
	}
	if _, is := from.(*viewSet); is {
		if _, is := b.ref.(view); !is { // as Python, which wants a set for a set
			return value{}, false
		}
	}
	for _, item := range items(r, b) {
		left.remove(r, item)
	}
	return fromObject(&viewSet{left}), true
}

func (*viewSet) typeName() string { return "set" }

func (s *viewSet) dict() *Dict           { return s.of }
func (s *viewSet) length(*run) int       { return s.of.len() }
func (s *viewSet) iterate(*run) iterator { return newDictIterator(s.of, dictKey) }

func (s *viewSet) contains(r *run, v value) bool {
	_, is := s.of.get(r, v)
	return is
}

func (s *viewSet) equal(r *run, other value) bool { return equalSets(r, s, other) }

func (s *viewSet) appendRepr(r *run, dst []byte) []byte {
	if s.of.len() == 0 {
		return append(dst, "set()"...)
	}
	return appendItems(r, dst, "{", items(r, fromObject(s)), "}")
}
