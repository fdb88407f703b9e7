package jinja

import (
	"math/big"
	"unicode/utf8"
)

// iterate is Python's iter(v).
func iterate(r *run, v value) iterator {
	switch x := v.ref.(type) {
	case *List:
		return &listIterator{from: x}
	case *tuple:
		return &sliceIterator{items: x.items}
	case *Dict:
		return newDictIterator(x, dictKey)
	case textPtr, markupPtr:
		return &textIterator{rest: v.text()}
	case *undefined:
		x.refuseStrict(r)
		return &sliceIterator{}
	case iterable:
		return x.iterate(r)
	case tupleLike:
		return &sliceIterator{items: x.asTuple().items}
	case nil, noneTag, boolTag, intTag, floatTag, *big.Int, object:
	default:
		if it, is := hostIterate(r, v.ref); is {
			return it
		}
	}
	panic(errorf(kindTypeError, "'%s' object is not iterable", typeName(v)))
}

// listIterator goes over a list by index, and so sees what is appended meanwhile.
type listIterator struct {
	from *List // nil after the last
	at   int
}

func (it *listIterator) next(*run) (value, bool) {
	if it.from == nil || it.at >= len(it.from.items) {
		it.from = nil
		return value{}, false
	}
	it.at++
	return it.from.items[it.at-1], true
}

// textIterator goes over the characters of a text; those of a Markup are plain texts.
type textIterator struct{ rest string }

func (it *textIterator) next(*run) (value, bool) {
	if it.rest == "" {
		return value{}, false
	}
	size := 1
	if it.rest[0] >= utf8.RuneSelf {
		_, size = utf8.DecodeRuneInString(it.rest)
	}
	c := it.rest[:size]
	it.rest = it.rest[size:]
	return text(c), true
}

// lengthOf is len(v); false for what has no length.
func lengthOf(r *run, v value) (int, bool) {
	switch x := v.ref.(type) {
	case textPtr, markupPtr:
		return utf8.RuneCountInString(v.text()), true
	case *List:
		return len(x.items), true
	case *tuple:
		return len(x.items), true
	case *Dict:
		return x.len(), true
	case *undefined:
		x.refuseStrict(r)
		return 0, true
	case sized:
		return x.length(r), true
	case tupleLike:
		return len(x.asTuple().items), true
	case nil, noneTag, boolTag, intTag, floatTag, *big.Int, object:
		return 0, false
	}
	return hostLength(r, v.ref)
}

// items are all values of an iteration over v, in a slice of its own.
func items(r *run, v value) []value {
	switch x := v.ref.(type) {
	case *List:
		r.step(len(x.items))
		return append([]value(nil), x.items...)
	case *tuple:
		r.step(len(x.items))
		return append([]value(nil), x.items...)
	}
	from := iterate(r, v)
	var all []value
	for {
		item, more := from.next(r)
		if !more {
			return all
		}
		r.step(1)
		all = append(all, item)
	}
}

// iterates tells whether iterate works on v.
func iterates(v value) bool {
	switch v.kind() {
	case kindText, kindMarkup, kindList, kindTuple, kindDict, kindUndefined:
		return true
	case kindObject:
		switch v.ref.(type) {
		case iterable, tupleLike:
			return true
		}
	case kindHost:
		return hostIterable(v.ref)
	}
	return false
}
