package jinja

// pair is one of a dict.
type pair struct{ key, value value }

// pairsOf is v.items().
func pairsOf(r *run, v value) []pair {
	switch x := v.ref.(type) {
	case *Dict:
		pairs := make([]pair, x.len())
		for i := range pairs {
			pairs[i].key, pairs[i].value = x.at(i)
		}
		return pairs
	case object, *undefined, textPtr, markupPtr:
	default:
		if v.kind() == kindHost && hostMapping(x) {
			return hostPairs(r, v)
		}
	}
	return pairsIn(r, callMethod(r, v, "items"))
}

// hostPairs are those of a Go map.
func hostPairs(r *run, v value) []pair {
	from, _ := hostIterate(r, v.ref)
	var pairs []pair
	for key, more := from.next(r); more; key, more = from.next(r) {
		pairs = append(pairs, pair{key, hostItem(r, v.ref, key)})
	}
	return pairs
}

// pairsIn are the pairs that v gives one after the other.
func pairsIn(r *run, v value) []pair {
	var pairs []pair
	from := iterate(r, v)
	for item, more := from.next(r); more; item, more = from.next(r) {
		r.step(1)
		pairs = append(pairs, unpackPair(r, item))
	}
	return pairs
}

// unpackPair is Python's k, v = item.
func unpackPair(r *run, item value) pair {
	if t, is := item.ref.(*tuple); is && len(t.items) == 2 {
		return pair{t.items[0], t.items[1]}
	}
	if !isIterable(r, item) {
		panic(errorf(kindTypeError, "cannot unpack non-iterable %s object", typeName(item)))
	}
	from := iterate(r, item)
	var both [2]value
	for i := range both {
		v, more := from.next(r)
		if !more {
			panic(errorf(kindValueError, "not enough values to unpack (expected 2, got %d)", i))
		}
		both[i] = v
	}
	if _, more := from.next(r); more {
		panic(errorf(kindValueError, "too many values to unpack (expected 2)"))
	}
	return pair{both[0], both[1]}
}

// isMapping is isinstance(v, Mapping).
func isMapping(v value) bool {
	switch v.kind() {
	case kindDict:
		return true
	case kindHost:
		return hostMapping(v.ref)
	}
	return false
}

// isSequence tells whether v has a length and can be asked for item 0.
func isSequence(v value) bool {
	switch v.kind() {
	case kindText, kindMarkup, kindList, kindTuple:
		return true
	case kindObject:
		_, has := v.ref.(sized)
		_, asked := v.ref.(itemised)
		return has && asked || tupleOf(v) != nil
	case kindHost:
		return hostSequence(v.ref)
	}
	return false
}

// isIterable tells whether v can be iterated over. A strict undefined fails.
func isIterable(r *run, v value) bool {
	if u := v.undefined(); u != nil && u.mode == StrictUndefined {
		panic(u.fail(r))
	}
	return iterates(v)
}
