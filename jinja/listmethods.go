package jinja

import (
	"slices"
)

var listMethods = methodTable(
	methodOfOne("list", "append", func(r *run, self value, a []value) value {
		l := self.ref.(*List)
		l.items = append(l.items, a[0])
		return none
	}),
	methodOfNone("list", "clear", func(_ *run, self value, _ []value) value {
		self.ref.(*List).items = nil
		return none
	}),
	methodOfNone("list", "copy", func(_ *run, self value, _ []value) value {
		return newList(slices.Clone(self.ref.(*List).items))
	}),
	methodOfOne("list", "count", func(r *run, self value, a []value) value {
		return countItems(r, self.ref.(*List).items, a[0])
	}),
	methodOfOne("list", "extend", listExtend),
	methodOfSome("list", "index", 1, 3, func(r *run, self value, a []value) value {
		at := indexItem(r, self.ref.(*List).items, a)
		if at < 0 {
			panic(errorf(kindValueError, "%s is not in list", reprOf(r, a[0])))
		}
		return intValue(at)
	}),
	methodOfSome("list", "insert", 2, 2, func(r *run, self value, a []value) value {
		l := self.ref.(*List)
		at := asSize(a[0])
		l.items = slices.Insert(l.items, clipIndex(at, len(l.items), 0, len(l.items)), a[1])
		return none
	}),
	methodOfSome("list", "pop", 0, 1, listPop),
	methodOfOne("list", "remove", listRemove),
	methodOfNone("list", "reverse", func(_ *run, self value, _ []value) value {
		slices.Reverse(self.ref.(*List).items)
		return none
	}),
	methodOfNamed("sort", []string{"key", "reverse"}, 0, listSort),
)

var tupleMethods = methodTable(
	methodOfOne("tuple", "count", func(r *run, self value, a []value) value {
		return countItems(r, tupleOf(self).items, a[0])
	}),
	methodOfSome("tuple", "index", 1, 3, func(r *run, self value, a []value) value {
		at := indexItem(r, tupleOf(self).items, a)
		if at < 0 {
			panic(errorf(kindValueError, "tuple.index(x): x not in tuple"))
		}
		return intValue(at)
	}),
)

func countItems(r *run, items []value, v value) value {
	r.step(len(items))
	n := 0
	for _, item := range items {
		if sameItem(r, item, v) {
			n++
		}
	}
	return intValue(n)
}

// indexItem is where a[0] is in the items from a[1] to a[2]; -1 if it is not there.
func indexItem(r *run, items []value, a []value) int {
	from, to := 0, len(items)
	if len(a) > 1 {
		from = clipIndex(wantedIndex(a[1]), len(items), 0, len(items))
	}
	if len(a) > 2 {
		to = clipIndex(wantedIndex(a[2]), len(items), 0, len(items))
	}
	r.step(max(to-from, 0))
	for i := from; i < to; i++ {
		if sameItem(r, items[i], a[0]) {
			return i
		}
	}
	return -1
}

// wantedIndex is sliceIndex where None is no index.
func wantedIndex(v value) int {
	if v.isNone() {
		panic(errorf(kindTypeError, "slice indices must be integers or have an __index__ method"))
	}
	return sliceIndex(v)
}

func listExtend(r *run, self value, a []value) value {
	l := self.ref.(*List)
	added := items(r, a[0])
	r.room((len(l.items) + len(added)) * itemSize)
	l.items = append(l.items, added...)
	return none
}

func listPop(r *run, self value, a []value) value {
	l := self.ref.(*List)
	at := -1
	if len(a) > 0 {
		at = asSize(a[0])
	}
	if len(l.items) == 0 {
		panic(errorf(kindIndexError, "pop from empty list"))
	}
	if at < 0 {
		at += len(l.items)
	}
	if at < 0 || at >= len(l.items) {
		panic(errorf(kindIndexError, "pop index out of range"))
	}
	v := l.items[at]
	l.items = slices.Delete(l.items, at, at+1)
	return v
}

func listRemove(r *run, self value, a []value) value {
	l := self.ref.(*List)
	r.step(len(l.items))
	for i, item := range l.items {
		if sameItem(r, item, a[0]) {
			l.items = slices.Delete(l.items, i, i+1)
			return none
		}
	}
	panic(errorf(kindValueError, "list.remove(x): x not in list"))
}

// listSort sorts as Python does: stable, asking only for <.
func listSort(r *run, self value, a []value) value {
	l := self.ref.(*List)
	key, reverse := argAt(a, 0), false
	if v := argAt(a, 1); !v.isMissing() {
		reverse = wantedInt(v)
	}
	r.step(len(l.items))
	sorted := make([]keyed, len(l.items))
	for i, item := range l.items {
		sorted[i] = keyed{item, item}
		if isGiven(key) {
			sorted[i].key = call(r, key, &args{pos: []value{item}})
		}
	}
	slices.SortStableFunc(sorted, func(x, y keyed) int {
		if reverse {
			x, y = y, x
		}
		switch {
		case less(r, "<", x.key, y.key):
			return -1
		case less(r, "<", y.key, x.key):
			return 1
		}
		return 0
	})
	if len(l.items) != len(sorted) { // by the key
		panic(errorf(kindValueError, "list modified during sort"))
	}
	for i := range sorted {
		l.items[i] = sorted[i].item
	}
	return none
}

type keyed struct{ key, item value }

// wantedInt is the truth of an argument that must be an int.
func wantedInt(v value) bool { return asIndex(v) != 0 }
