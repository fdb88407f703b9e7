package jinja

// The views of a dict show what it holds now. Each is the dict itself under another type,
// and so costs nothing.
type (
	dictKeys   Dict
	dictValues Dict
	dictItems  Dict
)

func (v *dictKeys) dict() *Dict   { return (*Dict)(v) }
func (v *dictValues) dict() *Dict { return (*Dict)(v) }
func (v *dictItems) dict() *Dict  { return (*Dict)(v) }

// view is what views of keys and of items can do.
type view interface {
	object
	iterable
	sized
	container
	equatable
	represented
	dict() *Dict
}

var (
	_ view        = (*dictKeys)(nil)
	_ view        = (*dictItems)(nil)
	_ iterable    = (*dictValues)(nil)
	_ sized       = (*dictValues)(nil)
	_ equatable   = (*dictValues)(nil)
	_ represented = (*dictValues)(nil)
)

func (*dictKeys) typeName() string   { return "dict_keys" }
func (*dictValues) typeName() string { return "dict_values" }
func (*dictItems) typeName() string  { return "dict_items" }

func (v *dictKeys) length(*run) int   { return v.dict().len() }
func (v *dictValues) length(*run) int { return v.dict().len() }
func (v *dictItems) length(*run) int  { return v.dict().len() }

func (v *dictKeys) iterate(*run) iterator   { return newDictIterator(v.dict(), dictKey) }
func (v *dictValues) iterate(*run) iterator { return newDictIterator(v.dict(), dictValue) }
func (v *dictItems) iterate(*run) iterator  { return newDictIterator(v.dict(), dictItem) }

func (v *dictKeys) contains(r *run, key value) bool {
	_, is := v.dict().get(r, key)
	return is
}

func (v *dictItems) contains(r *run, item value) bool {
	pair := tupleOf(item)
	if pair == nil || len(pair.items) != 2 {
		return false
	}
	found, is := v.dict().get(r, pair.items[0])
	return is && sameItem(r, found, pair.items[1])
}

// Views of keys and of items are equal to views and sets with the same ones in any order.
func (v *dictKeys) equal(r *run, other value) bool  { return equalSets(r, v, other) }
func (v *dictItems) equal(r *run, other value) bool { return equalSets(r, v, other) }

// equal is false: Python makes a new view at each call, which is equal to itself alone.
func (*dictValues) equal(*run, value) bool { return false }

func equalSets(r *run, v view, other value) bool {
	o, is := other.ref.(view)
	return is && o.length(r) == v.length(r) && containsAll(r, v, o)
}

func containsAll(r *run, items iterable, in container) bool {
	from := items.iterate(r)
	for {
		item, more := from.next(r)
		if !more {
			return true
		}
		if !in.contains(r, item) {
			return false
		}
	}
}

func (v *dictKeys) appendRepr(r *run, dst []byte) []byte {
	return appendViewRepr(r, dst, "dict_keys", v)
}

func (v *dictValues) appendRepr(r *run, dst []byte) []byte {
	return appendViewRepr(r, dst, "dict_values", v)
}

func (v *dictItems) appendRepr(r *run, dst []byte) []byte {
	return appendViewRepr(r, dst, "dict_items", v)
}

func appendViewRepr(r *run, dst []byte, name string, view iterable) []byte {
	from := view.iterate(r)
	dst = append(append(dst, name...), "(["...)
	for first := true; ; first = false {
		item, more := from.next(r)
		if !more {
			return append(dst, "])"...)
		}
		if !first {
			dst = append(dst, ", "...)
		}
		dst = appendRepr(r, dst, item)
		r.growing(len(dst))
	}
}

// dictPart is what an iteration over a dict gives.
type dictPart uint8

const (
	dictKey dictPart = iota
	dictValue
	dictItem
)

// dictIterator goes over a dict, which must keep its size meanwhile.
type dictIterator struct {
	d    *Dict
	at   int
	size int
	part dictPart
}

func newDictIterator(d *Dict, part dictPart) *dictIterator {
	return &dictIterator{d: d, size: d.len(), part: part}
}

func (it *dictIterator) next(*run) (value, bool) {
	if it.size != it.d.len() {
		it.size = -1 // and so again at the next
		panic(errorf("RuntimeError", "dictionary changed size during iteration"))
	}
	for it.at < len(it.d.entries) {
		e := &it.d.entries[it.at]
		it.at++
		switch {
		case e.key.isMissing():
		case it.part == dictKey:
			return e.key, true
		case it.part == dictValue:
			return e.value, true
		default:
			return newTuple(e.key, e.value), true
		}
	}
	return value{}, false
}
