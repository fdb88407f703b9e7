package jinja

import (
	"slices"
	"strings"
)

// stableOrder are the indices of n things in order; equal ones keep theirs. before tells
// whether a later thing belongs in front of an earlier one.
func stableOrder(n int, before func(later, earlier int) bool) []int {
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	const run = 8
	for lo := 0; lo < n; lo += run {
		insertionSort(order[lo:min(lo+run, n)], before)
	}
	spare := make([]int, n)
	for width := run; width < n; width *= 2 {
		for lo := 0; lo+width < n; lo += 2 * width {
			merge(order[lo:min(lo+2*width, n)], width, spare, before)
		}
	}
	return order
}

func insertionSort(order []int, before func(later, earlier int) bool) {
	for i := 1; i < len(order); i++ {
		for j := i; j > 0 && before(order[j], order[j-1]); j-- {
			order[j], order[j-1] = order[j-1], order[j]
		}
	}
}

// merge merges the two sorted parts of order, the first of which has middle things.
func merge(order []int, middle int, spare []int, before func(later, earlier int) bool) {
	if !before(order[middle], order[middle-1]) {
		return
	}
	left := spare[:copy(spare, order[:middle])]
	right, out := order[middle:], order[:0]
	for len(left) > 0 && len(right) > 0 {
		if before(right[0], left[0]) {
			out, right = append(out, right[0]), right[1:]
		} else {
			out, left = append(out, left[0]), left[1:]
		}
	}
	copy(order[len(out):], left)
}

// keyLess is a < b of two sort keys.
func keyLess(r *run, a, b value) bool {
	if a.isInt() && b.isInt() {
		return a.int() < b.int()
	}
	if s, is := a.asText(); is {
		if t, is := b.asText(); is {
			if len(s) > longText {
				r.tick()
			}
			return s < t
		}
	}
	return less(r, "<", a, b)
}

// keysLess compares lists of keys as Python does: the first two that are not equal decide.
func keysLess(r *run, a, b []value) bool {
	for i, x := range a {
		if !keyEqual(r, x, b[i]) {
			return keyLess(r, x, b[i])
		}
	}
	return false
}

func keyEqual(r *run, a, b value) bool {
	if s, is := a.asText(); is {
		if t, is := b.asText(); is {
			if len(s) > longText {
				r.tick()
			}
			return s == t
		}
	}
	return equal(r, a, b)
}

// sortedBy are the values in the order of their keys, of which each has as many.
func sortedBy(r *run, values, keys []value, each int, reverse bool) []value {
	r.step(len(values))
	key := func(i int) []value { return keys[i*each : (i+1)*each] }
	before := func(later, earlier int) bool { return keysLess(r, key(later), key(earlier)) }
	if reverse {
		before = func(later, earlier int) bool { return keysLess(r, key(earlier), key(later)) }
	}
	sorted := make([]value, len(values))
	for i, at := range stableOrder(len(values), before) {
		sorted[i] = values[at]
	}
	return sorted
}

var sortParams = params("do_sort", "value", 0, "reverse", "case_sensitive", "attribute")

func filterSort(r *run, in value, a *args) value {
	var p [3]value
	sortParams.bind(a, 2, p[:])
	getters := newGetters(r, p[2], p[1])
	values := items(r, in)
	reverse := !p[0].isMissing() && asSize(p[0]) != 0
	keys := make([]value, 0, len(values)*len(getters))
	for _, v := range values {
		for _, g := range getters {
			keys = append(keys, g.get(r, v))
		}
	}
	return newList(sortedBy(r, values, keys, len(getters), reverse))
}

var dictsortParams = params("do_dictsort", "value", 0, "case_sensitive", "by", "reverse")

func filterDictsort(r *run, in value, a *args) value {
	var p [3]value
	dictsortParams.bind(a, 1, p[:])
	by := p[1].or(text("key")).text()
	if by != "key" && by != "value" {
		panic(errorf(kindFilterArgument, `You can only sort by either "key" or "value"`))
	}
	pairs := pairsOf(r, in)
	reverse := !p[2].isMissing() && asSize(p[2]) != 0
	fold := !argTrue(r, p[0])
	tuples, keys := make([]value, len(pairs)), make([]value, len(pairs))
	for i, kv := range pairs {
		tuples[i], keys[i] = newTuple(kv.key, kv.value), kv.key
		if by == "value" {
			keys[i] = kv.value
		}
		if fold {
			keys[i] = folded(r, keys[i])
		}
	}
	return newList(sortedBy(r, tuples, keys, 1, reverse))
}

// groupTuple is one group of groupby: a pair of the value that its members share and the
// list of them, which are also its attributes.
type groupTuple struct{ grouper, list value }

var (
	_ tupleLike   = (*groupTuple)(nil)
	_ attributed  = (*groupTuple)(nil)
	_ represented = (*groupTuple)(nil)
)

func (*groupTuple) typeName() string { return "_GroupTuple" }

func (g *groupTuple) asTuple() *tuple { return &tuple{[]value{g.grouper, g.list}} }

func (g *groupTuple) appendRepr(r *run, dst []byte) []byte {
	return appendRepr(r, dst, value{ref: g.asTuple()})
}

func (g *groupTuple) attr(_ *run, name string) (value, bool) {
	switch name {
	case "grouper":
		return g.grouper, true
	case "list":
		return g.list, true
	}
	return value{}, false
}

var groupbyParams = params("sync_do_groupby", "value", 1, "attribute", "default", "case_sensitive")

func filterGroupby(r *run, in value, a *args) value {
	var p [3]value
	groupbyParams.bind(a, 2, p[:])
	g := foldingGetter(r, p[0], p[2])
	g.fallback = p[1]
	values := items(r, in)
	r.step(len(values))
	keys := make([]value, len(values))
	for i, v := range values {
		keys[i] = g.get(r, v)
	}
	order := stableOrder(len(values), func(later, earlier int) bool { return keyLess(r, keys[later], keys[earlier]) })
	g.fold = false
	var groups []value
	for len(order) > 0 {
		key := keys[order[0]]
		end := slices.IndexFunc(order[1:], func(i int) bool { return !keyEqual(r, key, keys[i]) }) + 1
		if end == 0 {
			end = len(order)
		}
		members := make([]value, end)
		for i, at := range order[:end] {
			members[i] = values[at]
		}
		groups = append(groups, value{ref: &groupTuple{g.get(r, members[0]), newList(members)}})
		order = order[end:]
	}
	return newList(groups)
}

// sortPairs puts the pairs of a dict into the order of their keys, as json.dumps does.
func sortPairs(r *run, pairs []pair) []pair {
	texts := true
	for _, kv := range pairs {
		if _, is := kv.key.asText(); !is {
			texts = false
		}
	}
	if texts {
		slices.SortStableFunc(pairs, func(a, b pair) int { return strings.Compare(a.key.text(), b.key.text()) })
		return pairs
	}
	sorted := make([]pair, len(pairs))
	order := stableOrder(len(pairs), func(later, earlier int) bool { return keyLess(r, pairs[later].key, pairs[earlier].key) })
	for i, at := range order {
		sorted[i] = pairs[at]
	}
	return sorted
}
