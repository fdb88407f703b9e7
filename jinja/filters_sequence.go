package jinja

import (
	"math/rand/v2"
	"unicode/utf8"
)

// sequenceFilters are the filters that look at all values of a sequence at once.
func sequenceFilters() map[string]filterFunc {
	length := builtin("len", func(r *run, in value) value { return intValue(lengthNeeded(r, in)) })
	return map[string]filterFunc{
		"count":    length,
		"dictsort": filterDictsort,
		"first":    alone("sync_do_first", "seq", 2, first),
		"groupby":  filterGroupby,
		"last":     alone("do_last", "seq", 2, last),
		"length":   length,
		"list":     alone("sync_do_list", "value", 1, func(r *run, in value) value { return newList(items(r, in)) }),
		"max":      bestFilter("do_max", ">"),
		"min":      bestFilter("do_min", "<"),
		"random":   alone("do_random", "seq", 2, randomItem),
		"reverse":  alone("do_reverse", "value", 1, reverse),
		"sort":     filterSort,
		"sum":      filterSum,
	}
}

// nothing is the undefined that an empty sequence gives.
func nothing(r *run, hint string) value {
	return undefinedHint(r.env.config.Undefined, hint, "")
}

func first(r *run, in value) value {
	if l, is := in.ref.(*List); is && len(l.items) > 0 {
		return l.items[0]
	}
	v, more := iterate(r, in).next(r)
	if !more {
		return nothing(r, "No first item, sequence was empty.")
	}
	return v
}

func last(r *run, in value) value {
	back, is := reversed(r, in)
	if !is {
		panic(errorf(kindTypeError, "'%s' object is not reversible", typeName(in)))
	}
	v, more := back.next(r)
	if !more {
		return nothing(r, "No last item, sequence was empty.")
	}
	return v
}

func randomItem(r *run, in value) value {
	n := lengthNeeded(r, in)
	if n == 0 {
		return nothing(r, "No random item, sequence was empty.")
	}
	at := rand.IntN(n) //nolint:gosec // not a secret
	v := itemOf(r, in, intValue(at))
	switch {
	case !v.isMissing():
		return v
	case isMapping(in):
		panic(errorf(kindKeyError, "%d", at))
	}
	panic(errorf(kindTypeError, "'%s' object is not subscriptable", typeName(in)))
}

func reverse(r *run, in value) value {
	if _, is := in.asText(); is {
		return sliceOf(r, in, none, none, integer(-1))
	}
	if back, is := reversed(r, in); is {
		return value{ref: back}
	}
	if !isIterable(r, in) {
		panic(errorf(kindFilterArgument, "argument must be iterable"))
	}
	values := items(r, in)
	for i, j := 0, len(values)-1; i < j; i, j = i+1, j-1 {
		values[i], values[j] = values[j], values[i]
	}
	return newList(values)
}

// reversedIterator is what Python's reversed makes: it goes through a sequence once, from
// its end.
type reversedIterator struct {
	name string
	left int
	at   func(r *run, i int) (value, bool)
}

func (it *reversedIterator) typeName() string      { return it.name }
func (it *reversedIterator) iterate(*run) iterator { return it }

func (it *reversedIterator) next(r *run) (value, bool) {
	if it.left == 0 {
		return value{}, false
	}
	it.left--
	v, has := it.at(r, it.left)
	if !has {
		it.left = 0
	}
	return v, has
}

// reversed is Python's reversed, and false for what cannot be reversed.
func reversed(r *run, v value) (*reversedIterator, bool) {
	switch x := v.ref.(type) {
	case *List:
		return &reversedIterator{"list_reverseiterator", len(x.items), func(_ *run, i int) (value, bool) {
			if i >= len(x.items) {
				return value{}, false
			}
			return x.items[i], true
		}}, true
	case *tuple:
		return reversedValues("reversed", x.items), true
	case tupleLike:
		return reversedValues("reversed", x.asTuple().items), true
	case *Dict:
		return reversedValues("dict_reversekeyiterator", items(r, v)), true
	case *undefined:
		return &reversedIterator{name: "reversed", left: lengthNeeded(r, v)}, true
	case textPtr, markupPtr:
		return reversedText(v), true
	case object:
		switch x.typeName() {
		case "dict_keys", "dict_items", "dict_values":
			return reversedValues("dict_reverse"+x.typeName()[len("dict_"):]+"iterator", items(r, v)), true
		}
	}
	switch {
	case isSequence(v):
		name := "reversed"
		if typeName(v) == "range" {
			name = "range_iterator"
		}
		return &reversedIterator{name, lengthNeeded(r, v), func(r *run, i int) (value, bool) {
			item := itemOf(r, v, intValue(i))
			return item, !item.isMissing()
		}}, true
	case isMapping(v):
		return reversedValues("dict_reversekeyiterator", items(r, v)), true
	}
	return nil, false
}

func reversedValues(name string, values []value) *reversedIterator {
	return &reversedIterator{name, len(values), func(_ *run, i int) (value, bool) { return values[i], true }}
}

// reversedText gives the characters of a text; those of a Markup are Markup.
func reversedText(v value) *reversedIterator {
	s := v.text()
	make := text
	if v.isMarkup() {
		make = markup
	}
	return &reversedIterator{"reversed", utf8.RuneCountInString(s), func(*run, int) (value, bool) {
		_, n := utf8.DecodeLastRuneInString(s)
		c := s[len(s)-n:]
		s = s[:len(s)-n]
		return make(c), true
	}}
}

// bestFilter is min or max, by the operator that a better value passes.
func bestFilter(name, op string) filterFunc {
	s := params(name, "value", 0, "case_sensitive", "attribute")
	return func(r *run, in value, a *args) value {
		var p [2]value
		s.bind(a, 2, p[:])
		from := iterate(r, in)
		best, more := from.next(r)
		if !more {
			return nothing(r, "No aggregated item, sequence was empty.")
		}
		g := foldingGetter(r, p[1], p[0])
		key := g.get(r, best)
		for v, more := from.next(r); more; v, more = from.next(r) {
			r.step(1)
			if k := g.get(r, v); less(r, op, k, key) {
				best, key = v, k
			}
		}
		return best
	}
}

var sumParams = params("sync_do_sum", "iterable", 0, "attribute", "start")

func filterSum(r *run, in value, a *args) value {
	var p [2]value
	sumParams.bind(a, 2, p[:])
	var g *getter
	if p[0].isGiven() {
		g = newGetter(r, p[0])
	}
	from := iterate(r, in)
	sum := p[1].or(integer(0))
	if _, is := sum.asText(); is {
		panic(errorf(kindTypeError, "sum() can't sum strings [use ''.join(seq) instead]"))
	}
	for v, more := from.next(r); more; v, more = from.next(r) {
		r.step(1)
		if g != nil {
			v = g.get(r, v)
		}
		sum = add(r, sum, v)
	}
	return sum
}
