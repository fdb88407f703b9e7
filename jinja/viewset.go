package jinja

// viewSet is the set that is left of a dict's keys or items when others are taken away. It
// keeps their order, which Python's set does not.
type viewSet struct{ of *Dict }

var _ view = (*viewSet)(nil)

// subtractSets is a - b where one of them is a view and the other can be gone through, or
// both are sets; false for what else there is.
func subtractSets(r *run, a, b value) (value, bool) {
	x, y := setRank(a), setRank(b)
	if x+y < 2 {
		return value{}, false
	}
	left := newDict(0)
	for _, item := range items(r, a) {
		left.set(r, item, none)
	}
	for _, item := range items(r, b) {
		left.remove(r, item)
	}
	return fromObject(&viewSet{left}), true
}

// setRank is 2 for a view, which subtracts from and is subtracted from all, 1 for a set,
// 0 for other values.
func setRank(v value) int {
	switch v.ref.(type) {
	case *viewSet:
		return 1
	case view:
		return 2
	}
	return 0
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

// lessSets is x op y, where less means that all of one is in the other.
func lessSets(r *run, op string, x, y view) bool {
	if op[0] == '>' {
		x, y = y, x
	}
	if len(op) == 1 && x.length(r) == y.length(r) {
		return false
	}
	return x.length(r) <= y.length(r) && containsAll(r, x, y)
}
