package jinja

import (
	"cmp"
	"context"
	"iter"
	"reflect"
	"slices"
)

// hostIterate goes over a Go value: the elements of a slice, an array or a channel, the keys
// of a map in their order, what an iter.Seq gives, tuples of the two that an iter.Seq2
// gives. The error of an iter.Seq2[T, error] ends the rendering. false: it is nothing that
// can be gone over.
func hostIterate(r *run, x any) (iterator, bool) {
	h := hostTypeOf(reflect.TypeOf(x))
	switch h.shape {
	case shapeSequence:
		return newSequenceIterator(x), true
	case shapeMap:
		return newMapIterator(r, x, viewKeys), true
	case shapeSeq:
		return h.sequence(r, h.value(x)), true
	case shapeSeq2, shapeSeqError:
		return h.sequence2(r, h.value(x)), true
	case shapeChan:
		return &channelIterator{h.value(x), h.elem}, true
	case shapePlain:
		if p := h.plain(x); p.kind() == kindText {
			return iterate(r, p), true
		}
	}
	return nil, false
}

// hostIterable tells whether a Go value can be gone through.
func hostIterable(x any) bool {
	h := hostTypeOf(reflect.TypeOf(x))
	switch h.shape {
	case shapeSequence, shapeMap, shapeSeq, shapeSeq2, shapeSeqError, shapeChan:
		return true
	case shapePlain:
		return h.plain(x).kind() == kindText
	}
	return false
}

func newSequenceIterator(x any) iterator {
	switch x := x.(type) {
	case []any:
		return &anyIterator{items: x}
	case []string:
		return &stringIterator{items: x}
	case []map[string]any:
		return &mapsIterator{items: x}
	}
	h := hostTypeOf(reflect.TypeOf(x))
	v := h.value(x)
	return &elementIterator{items: v, read: h.elem, n: v.Len()}
}

type anyIterator struct {
	items []any
	at    int
}

func (it *anyIterator) next(*run) (value, bool) {
	if it.at >= len(it.items) {
		return value{}, false
	}
	it.at++
	return fromAny(it.items[it.at-1]), true
}

type stringIterator struct {
	items []string
	at    int
}

func (it *stringIterator) next(*run) (value, bool) {
	if it.at >= len(it.items) {
		return value{}, false
	}
	it.at++
	return text(it.items[it.at-1]), true
}

type mapsIterator struct {
	items []map[string]any
	at    int
}

func (it *mapsIterator) next(*run) (value, bool) {
	if it.at >= len(it.items) {
		return value{}, false
	}
	it.at++
	return value{ref: it.items[it.at-1]}, true
}

// elementIterator goes over a slice or an array of any type. Structs are handed out as
// pointers to them, so that nothing is copied.
type elementIterator struct {
	items reflect.Value
	read  reader
	at, n int
}

func (it *elementIterator) next(*run) (value, bool) {
	if it.at >= it.n {
		return value{}, false
	}
	it.at++
	return it.read.from(it.items.Index(it.at - 1)), true
}

// mapView is what of a map is gone over.
type mapView uint8

const (
	viewKeys mapView = iota
	viewValues
	viewItems
)

// mapIterator goes over a Go map in the order of its keys: texts byte by byte, numbers by
// size, others by their repr.
type mapIterator struct {
	shows mapView
	at    int
	// names are the keys of a map[string]any or a map[string]string, keys those of others.
	names []string
	any   map[string]any
	texts map[string]string
	keys  []reflect.Value
	other reflect.Value
	key   reader
	elem  reader
}

func newMapIterator(r *run, x any, shows mapView) *mapIterator {
	it := &mapIterator{shows: shows}
	switch m := x.(type) {
	case map[string]any:
		it.any, it.names = m, sortedNames(m)
	case map[string]string:
		it.texts, it.names = m, sortedNames(m)
	default:
		h := hostTypeOf(reflect.TypeOf(x))
		it.other, it.elem, it.key = h.value(x), h.elem, readerOf(h.behind.Key())
		it.keys = sortedKeys(r, it.other)
	}
	return it
}

func sortedNames[V any](m map[string]V) []string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func sortedKeys(r *run, m reflect.Value) []reflect.Value {
	keys := m.MapKeys()
	if compare := keyOrder(keys); compare != nil {
		slices.SortFunc(keys, compare)
		return keys
	}
	type written struct {
		key  reflect.Value
		repr string
	}
	all := make([]written, len(keys))
	for i, k := range keys {
		all[i] = written{k, reprOf(r, fromAny(k.Interface()))}
	}
	slices.SortFunc(all, func(a, b written) int { return cmp.Compare(a.repr, b.repr) })
	for i, w := range all {
		keys[i] = w.key
	}
	return keys
}

// keyOrder is how keys that are all texts or all ints are compared; nil: they are not.
func keyOrder(keys []reflect.Value) func(a, b reflect.Value) int {
	all := func(is func(v reflect.Value) bool) bool {
		for _, k := range keys {
			if !is(behindInterface(k)) {
				return false
			}
		}
		return true
	}
	switch {
	case all(func(v reflect.Value) bool { return v.Kind() == reflect.String }):
		return func(a, b reflect.Value) int {
			return cmp.Compare(behindInterface(a).String(), behindInterface(b).String())
		}
	case all(reflect.Value.CanInt):
		return func(a, b reflect.Value) int { return cmp.Compare(behindInterface(a).Int(), behindInterface(b).Int()) }
	case all(reflect.Value.CanUint):
		return func(a, b reflect.Value) int {
			return cmp.Compare(behindInterface(a).Uint(), behindInterface(b).Uint())
		}
	case all(reflect.Value.CanFloat):
		return func(a, b reflect.Value) int {
			return cmp.Compare(behindInterface(a).Float(), behindInterface(b).Float())
		}
	}
	return nil
}

func behindInterface(v reflect.Value) reflect.Value {
	if v.Kind() == reflect.Interface {
		return v.Elem()
	}
	return v
}

func (it *mapIterator) next(*run) (value, bool) {
	k, v, more := it.pair()
	if !more {
		return value{}, false
	}
	switch it.shows {
	case viewKeys:
		return k, true
	case viewValues:
		return v, true
	}
	return newTuple(k, v), true
}

// pair is the next key and, unless keys are all that is shown, its value.
func (it *mapIterator) pair() (k, v value, more bool) {
	at := it.at
	it.at++
	switch {
	case at >= max(len(it.names), len(it.keys)):
		return value{}, value{}, false
	case it.any != nil:
		k = text(it.names[at])
		if it.shows != viewKeys {
			v = fromAny(it.any[it.names[at]])
		}
	case it.texts != nil:
		k = text(it.names[at])
		if it.shows != viewKeys {
			v = text(it.texts[it.names[at]])
		}
	default:
		k = it.key.from(it.keys[at])
		if it.shows == viewKeys {
			break
		}
		if e := it.other.MapIndex(it.keys[at]); e.IsValid() {
			v = it.elem.from(e)
		} else {
			v = none
		}
	}
	return k, v, true
}

// sequence goes over an iter.Seq, which runs in between: what the page has so far is sent
// before each of its values.
func (h *hostType) sequence(r *run, seq reflect.Value) iterator {
	next, stop := iter.Pull(seq.Seq())
	r.atEnd(stop)
	read := readerOf(h.behind.In(0).In(0))
	return iteratorFunc(func(r *run) (value, bool) {
		r.wait()
		v, more := next()
		if !more {
			return value{}, false
		}
		return read.from(v), true
	})
}

func (h *hostType) sequence2(r *run, seq reflect.Value) iterator {
	next, stop := iter.Pull2(seq.Seq2())
	r.atEnd(stop)
	first, second := readerOf(h.behind.In(0).In(0)), readerOf(h.behind.In(0).In(1))
	return iteratorFunc(func(r *run) (value, bool) {
		r.wait()
		a, b, more := next()
		switch {
		case !more:
			return value{}, false
		case h.shape == shapeSeq2:
			return newTuple(first.from(a), second.from(b)), true
		}
		if err, is := b.Interface().(error); is {
			stop()
			panic(goError(err))
		}
		return first.from(a), true
	})
}

// channelIterator receives until the channel is closed or the rendering's context ends.
type channelIterator struct {
	from reflect.Value
	read reader
}

func (it *channelIterator) next(r *run) (value, bool) {
	r.wait()
	cases := []reflect.SelectCase{{Dir: reflect.SelectRecv, Chan: it.from}}
	if r.ctx != nil && r.ctx.Done() != nil {
		cases = append(cases, reflect.SelectCase{Dir: reflect.SelectRecv, Chan: reflect.ValueOf(r.ctx.Done())})
	}
	chosen, v, open := reflect.Select(cases)
	if chosen == 1 {
		panic(cancelled(r.ctx))
	}
	if !open {
		return value{}, false
	}
	return it.read.from(v), true
}

// wait is called before what may take its time.
func (r *run) wait() {
	if r.ctx != nil && r.ctx.Err() != nil {
		panic(cancelled(r.ctx))
	}
	r.beforeWait()
}

func cancelled(ctx context.Context) *Error {
	cause := context.Cause(ctx)
	return &Error{Kind: kindCancelled, Message: cause.Error(), Err: cause}
}

// atEnd has f called when the rendering ends: an iterator that is left before its end must
// be told.
func (r *run) atEnd(f func()) { r.ends = append(r.ends, f) }

// finish calls what the end of the rendering was waited for with. Whoever makes a run calls
// it when the rendering has ended, whatever the end.
func (r *run) finish() {
	for len(r.ends) > 0 {
		last := r.ends[len(r.ends)-1]
		r.ends = r.ends[:len(r.ends)-1]
		last()
	}
}
