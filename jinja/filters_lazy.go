package jinja

import "slices"

// lazyFilters are the filters that Python writes as generators: they do their work, and
// fail, when somebody asks for their values.
func lazyFilters() map[string]filterFunc {
	return map[string]filterFunc{
		"batch":      filterBatch,
		"items":      alone("do_items", "value", 1, lazyItems),
		"map":        filterMap,
		"reject":     selectFilter(false, false),
		"rejectattr": selectFilter(true, false),
		"select":     selectFilter(false, true),
		"selectattr": selectFilter(true, true),
		"slice":      filterSlice,
		"unique":     filterUnique,
	}
}

// lazyIterator begins when it is asked for its first value.
type lazyIterator struct {
	start func(r *run) iterator
	from  iterator
	ended bool
}

func (it *lazyIterator) next(r *run) (value, bool) {
	if it.ended {
		return value{}, false
	}
	it.ended = true // if it fails now
	r.deeper("in generators of generators")
	if it.from == nil {
		it.from = it.start(r)
	}
	v, more := it.from.next(r)
	r.shallower()
	it.ended = !more
	return v, more
}

// lazy is a generator that begins with its first value.
func lazy(name string, start func(r *run) iterator) value {
	return newGenerator(name, &lazyIterator{start: start})
}

// kept is a copy of arguments that outlives the call.
func (a *args) kept() *args {
	return &args{pos: slices.Clone(a.pos), names: slices.Clone(a.names), named: slices.Clone(a.named)}
}

func lazyItems(_ *run, in value) value {
	return lazy("do_items", func(r *run) iterator {
		switch {
		case in.undefined() != nil:
			return &sliceIterator{}
		case !isMapping(in):
			panic(errorf(kindTypeError, "Can only get item pairs from a mapping."))
		}
		pairs := pairsOf(r, in)
		at := 0
		return iteratorFunc(func(r *run) (value, bool) {
			if at == len(pairs) {
				return value{}, false
			}
			r.step(1)
			at++
			return newTuple(pairs[at-1].key, pairs[at-1].value), true
		})
	})
}

// filterMap gives an attribute of each value, or what a filter makes of it.
func filterMap(_ *run, in value, a *args) value {
	a = a.kept()
	return lazy("sync_do_map", func(r *run) iterator {
		if !truth(r, in) {
			return &sliceIterator{}
		}
		change := changeFor(r, a)
		from := iterate(r, in)
		return iteratorFunc(func(r *run) (value, bool) {
			v, more := from.next(r)
			if !more {
				return v, false
			}
			r.step(1)
			return change(r, v), true
		})
	})
}

// changeFor is what map does with a value, by the arguments of map.
func changeFor(r *run, a *args) func(*run, value) value {
	attribute, has := a.keyword("attribute")
	if len(a.pos) == 0 && has {
		g := newGetter(r, attribute)
		g.fallback, _ = a.keyword("default")
		for _, name := range a.names {
			if name != "attribute" && name != "default" {
				panic(errorf(kindFilterArgument, "Unexpected keyword argument %s", reprOf(r, text(name))))
			}
		}
		return g.get
	}
	if len(a.pos) == 0 {
		panic(errorf(kindFilterArgument, "map requires a filter argument"))
	}
	name, a := a.pos[0], &args{a.pos[1:], a.names, a.named}
	var f filterFunc
	return func(r *run, v value) value {
		if f == nil { // an empty sequence misses no filter
			if f = r.env.filters[nameIn(r, name)]; f == nil {
				panic(noSuch(r, "filter", name))
			}
		}
		return f(r, v, a)
	}
}

// nameIn is the name under which a template asks for a filter or a test; "" is none.
func nameIn(r *run, name value) string {
	switch name.kind() {
	case kindList, kindDict:
		panic(errorf(kindTypeError, "unhashable type: '%s'", typeName(name)))
	case kindHost:
		if _, is := hostHash(name.ref); !is {
			panic(errorf(kindTypeError, "unhashable type: '%s'", typeName(name)))
		}
	case kindUndefined:
		if u := name.undefined(); u.mode == StrictUndefined {
			panic(u.fail(r))
		}
	}
	return name.text()
}

// noSuch is the error of a filter or a test that is not there.
func noSuch(r *run, what string, name value) *Error {
	message := "No " + what + " named " + reprOf(r, name) + "."
	if u := name.undefined(); u != nil {
		message += " (" + u.message(r) + "; did you forget to quote the callable name?)"
	}
	err := errorf(kindRuntimeError, "%s", message)
	if s, is := name.asText(); is {
		err.Hint = r.env.nameHint(what, s)
	}
	return err
}

// selectFilter is select or reject, of the values or by their attribute.
func selectFilter(byAttribute, wanted bool) filterFunc {
	return func(_ *run, in value, a *args) value {
		a = a.kept()
		return lazy("select_or_reject", func(r *run) iterator {
			if !truth(r, in) {
				return &sliceIterator{}
			}
			passes := conditionFor(r, a, byAttribute)
			from := iterate(r, in)
			return iteratorFunc(func(r *run) (value, bool) {
				for v, more := from.next(r); more; v, more = from.next(r) {
					r.step(1)
					if passes(r, v) == wanted {
						return v, true
					}
				}
				return value{}, false
			})
		})
	}
}

// conditionFor is what select asks of a value, by the arguments of select.
func conditionFor(r *run, a *args, byAttribute bool) func(*run, value) bool {
	pos := a.pos
	var g *getter
	if byAttribute {
		if len(pos) == 0 {
			panic(errorf(kindFilterArgument, "Missing parameter for attribute name"))
		}
		g = newGetter(r, pos[0])
		pos = pos[1:]
	}
	passes := truth
	if len(pos) > 0 {
		passes = testOf(pos[0], &args{pos[1:], a.names, a.named})
	}
	if g == nil {
		return passes
	}
	return func(r *run, v value) bool { return passes(r, g.get(r, v)) }
}

// testOf is the test of that name with arguments.
func testOf(name value, a *args) func(*run, value) bool {
	var f testFunc
	return func(r *run, v value) bool {
		if f == nil {
			if f = r.env.tests[nameIn(r, name)]; f == nil {
				panic(noSuch(r, "test", name))
			}
		}
		return f(r, v, a)
	}
}

var uniqueParams = params("sync_do_unique", "value", 0, "case_sensitive", "attribute")

func filterUnique(_ *run, in value, a *args) value {
	var p [2]value
	uniqueParams.bind(a, 2, p[:])
	caseSensitive, attribute := p[0], p[1]
	return lazy("sync_do_unique", func(r *run) iterator {
		g := foldingGetter(r, attribute, caseSensitive)
		seen := newDict(8)
		from := iterate(r, in)
		return iteratorFunc(func(r *run) (value, bool) {
			for v, more := from.next(r); more; v, more = from.next(r) {
				r.step(1)
				key := g.get(r, v)
				if _, has := seen.get(r, key); !has {
					seen.set(r, key, none)
					return v, true
				}
			}
			return value{}, false
		})
	})
}

var batchParams = params("do_batch", "value", 1, "linecount", "fill_with")

// filterBatch gives lists of linecount values; the last one is filled up.
func filterBatch(_ *run, in value, a *args) value {
	var p [2]value
	batchParams.bind(a, 1, p[:])
	count, fill := p[0], p[1]
	return lazy("do_batch", func(r *run) iterator {
		from := iterate(r, in)
		var row []value
		return iteratorFunc(func(r *run) (value, bool) {
			for v, more := from.next(r); more; v, more = from.next(r) {
				r.step(1)
				if isCount(r, len(row), count) {
					full := row
					row = []value{v}
					return newList(full), true
				}
				row = append(row, v)
			}
			if len(row) == 0 {
				return value{}, false
			}
			rest := filled(r, row, count, fill)
			row = nil
			return newList(rest), true
		})
	})
}

func isCount(r *run, n int, count value) bool {
	if count.isInt() {
		return int64(n) == count.int()
	}
	return equal(r, intValue(n), count)
}

// filled is row with fill behind it until it has count values.
func filled(r *run, row []value, count, fill value) []value {
	if !fill.isGiven() || !less(r, "<", intValue(len(row)), count) {
		return row
	}
	if k := count.kind(); k == kindFloat {
		panic(errorf(kindTypeError, "can't multiply sequence by non-int of type 'float'"))
	}
	missing := asSize(count) - len(row)
	r.room(missing * 24)
	for range missing {
		row = append(row, fill)
	}
	return row
}

var sliceParams = params("sync_do_slice", "value", 1, "slices", "fill_with")

// filterSlice divides a sequence into that many lists; the shorter ones are filled up.
func filterSlice(_ *run, in value, a *args) value {
	var p [2]value
	sliceParams.bind(a, 1, p[:])
	slices, fill := p[0], p[1]
	return lazy("sync_do_slice", func(r *run) iterator {
		values := items(r, in)
		r.step(len(values))
		length := intValue(len(values))
		size, longer := floorDivide(r, length, slices), modulo(r, length, slices)
		count := asSize(slices)
		at, number := 0, 0
		return iteratorFunc(func(r *run) (value, bool) {
			if number >= count {
				return value{}, false
			}
			r.step(1)
			end := at + int(size.int())
			extra := int64(number) < longer.int()
			if extra {
				end++
			}
			part := values[at:end:end]
			if fill.isGiven() && !extra {
				part = append(part, fill)
			}
			at = end
			number++
			return newList(slicesOwn(part)), true
		})
	})
}

// slicesOwn is a copy, since a list may be changed.
func slicesOwn(values []value) []value { return append([]value(nil), values...) }
