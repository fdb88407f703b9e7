package jinja

import (
	"iter"
	"math"
	"math/big"
)

// Dict is Python's dict: it keeps the order in which its keys came. Keys are equal as in
// Python, where 1, 1.0 and True are one key. Like a Go map it must not change while
// another goroutine uses it; a Dict that nobody changes can be read by all.
type Dict struct {
	// entries are in the order of their keys; one that was removed is a hole, without a
	// key, unless it was the last.
	entries []dictEntry
	holes   int
	// texts and others find the entries of keys that are texts and of all other keys,
	// once there are more than linearKeys; nil before.
	texts  map[string]int
	others map[any]int
}

type dictEntry struct{ key, value value }

// linearKeys is how many keys a Dict has before it gets an index: so few are found
// faster by looking at each.
const linearKeys = 8

func (*Dict) typeName() string { return "dict" }

// NewDict returns an empty dict.
func NewDict() *Dict { return newDict(0) }

func newDict(size int) *Dict {
	d := &Dict{}
	if size > 0 {
		d.entries = make([]dictEntry, 0, size)
	}
	return d
}

// Set sets the value of a key: of a new key as the last one, of one that is there in its
// place. Like a Go map, it panics with a key that cannot be one: a list, a map, a dict.
func (d *Dict) Set(key, v any) { d.set(&run{}, fromAny(key), fromAny(v)) }

// Get returns the value of a key: a string, [Markup], int64, float64, bool, nil,
// *big.Int, []any, [Tuple], *[Dict] or a value of the application; false when there is no
// such key.
func (d *Dict) Get(key any) (any, bool) {
	r := &run{}
	k := fromAny(key)
	if _, is := hashOf(r, k); !is {
		return nil, false
	}
	v, is := d.get(r, k)
	if !is {
		return nil, false
	}
	return toAny(r, v), true
}

// Len returns how many keys there are.
func (d *Dict) Len() int { return d.len() }

// All goes over the keys and their values, in order. The dict must not change meanwhile.
func (d *Dict) All() iter.Seq2[any, any] {
	return func(yield func(k, v any) bool) {
		r := &run{}
		for _, e := range d.entries {
			if !e.key.isMissing() && !yield(toAny(r, e.key), toAny(r, e.value)) {
				return
			}
		}
	}
}

func (d *Dict) len() int { return len(d.entries) - d.holes }

// at is the ith key and its value.
func (d *Dict) at(i int) (key, v value) {
	if d.holes == 0 {
		return d.entries[i].key, d.entries[i].value
	}
	for _, e := range d.entries {
		if e.key.isMissing() {
			continue
		}
		if i == 0 {
			return e.key, e.value
		}
		i--
	}
	return value{}, value{}
}

// get is the value of a key; a TypeError for what cannot be a key.
func (d *Dict) get(r *run, key value) (value, bool) {
	if at := d.find(r, key); at >= 0 {
		return d.entries[at].value, true
	}
	return value{}, false
}

// find is the place of a key among the entries, -1 if it is not there.
func (d *Dict) find(r *run, key value) int {
	s, isText := key.asText()
	switch {
	case isText && d.texts == nil:
		for i := range d.entries {
			if t, is := d.entries[i].key.asText(); is && t == s {
				return i
			}
		}
		return -1
	case isText:
		if at, is := d.texts[s]; is {
			return at
		}
		return -1
	}
	var hash any
	if d.texts != nil || !isPlainKey(key) {
		hash = mustHash(r, key)
	}
	if s, is := hash.(string); is {
		return d.find(r, text(s))
	}
	if d.texts == nil {
		for i := range d.entries {
			if k := d.entries[i].key; !k.isMissing() && sameItem(r, k, key) {
				return i
			}
		}
		return -1
	}
	if at, is := d.others[hash]; is {
		return at
	}
	return -1
}

// isPlainKey tells that key can be a key and is no text, without making its hash.
func isPlainKey(key value) bool {
	switch key.ref.(type) {
	case intTag, boolTag, floatTag, noneTag:
		return true
	}
	return false
}

func isHashable(r *run, key value) bool {
	_, is := hashOf(r, key)
	return is
}

// set sets the value of a key; a TypeError for what cannot be a key.
func (d *Dict) set(r *run, key, v value) {
	if at := d.find(r, key); at >= 0 {
		d.entries[at].value = v
		return
	}
	d.entries = append(d.entries, dictEntry{key, v})
	switch {
	case d.texts != nil:
		d.remember(r, key, len(d.entries)-1)
	case len(d.entries) > linearKeys:
		d.index(r)
	}
}

// remember adds a key to the index.
func (d *Dict) remember(r *run, key value, at int) {
	if s, is := key.asText(); is {
		d.texts[s] = at
		return
	}
	switch hash := mustHash(r, key).(type) {
	case string:
		d.texts[hash] = at
	default:
		if d.others == nil {
			d.others = map[any]int{}
		}
		d.others[hash] = at
	}
}

// index makes the index anew, without holes in the entries.
func (d *Dict) index(r *run) {
	kept := d.entries[:0]
	for _, e := range d.entries {
		if !e.key.isMissing() {
			kept = append(kept, e)
		}
	}
	clear(d.entries[len(kept):])
	d.entries, d.holes, d.texts, d.others = kept, 0, nil, nil
	if len(kept) <= linearKeys {
		return
	}
	d.texts = make(map[string]int, len(kept))
	for i, e := range kept {
		d.remember(r, e.key, i)
	}
}

// remove takes a key out of the dict.
func (d *Dict) remove(r *run, key value) (value, bool) {
	at := d.find(r, key)
	if at < 0 {
		return value{}, false
	}
	v := d.entries[at].value
	if d.texts != nil {
		if s, is := key.asText(); is {
			delete(d.texts, s)
		} else if hash := mustHash(r, key); hash != nil {
			delete(d.others, hash)
			if s, is := hash.(string); is {
				delete(d.texts, s)
			}
		}
	}
	d.entries[at] = dictEntry{}
	d.holes++
	for last := len(d.entries) - 1; last >= 0 && d.entries[last].key.isMissing(); last-- {
		d.entries = d.entries[:last]
		d.holes--
	}
	if d.holes > d.len() {
		d.index(r)
	}
	return v, true
}

func (d *Dict) clear() { *d = Dict{} }

func (d *Dict) copy() *Dict {
	c := newDict(d.len())
	for _, e := range d.entries {
		if !e.key.isMissing() {
			c.entries = append(c.entries, e)
		}
	}
	if d.texts != nil {
		c.index(&run{})
	}
	return c
}

func (d *Dict) equal(r *run, other *Dict, depth int) bool {
	if d.len() != other.len() {
		return false
	}
	for _, e := range d.entries {
		if e.key.isMissing() {
			continue
		}
		v, is := other.get(r, e.key)
		if !is || !identical(e.value, v) && !equalWithin(r, e.value, v, depth+1) {
			return false
		}
	}
	return true
}

func (d *Dict) appendRepr(r *run, dst []byte) []byte {
	dst = append(dst, '{')
	first := true
	for _, e := range d.entries {
		if e.key.isMissing() {
			continue
		}
		if !first {
			dst = append(dst, ", "...)
		}
		first = false
		dst = append(appendRepr(r, dst, e.key), ": "...)
		dst = appendRepr(r, dst, e.value)
		r.growing(len(dst))
	}
	return append(dst, '}')
}

// The keys that the index has for values that are no texts. Equal values have equal ones.
type (
	pairHash      struct{ first, rest any } // of a tuple: each item and what follows it
	endHash       struct{}
	bigHash       string
	undefinedHash Undefined
)

// mustHash is what stands for key in an index; Python's TypeError for what has no hash.
func mustHash(r *run, key value) any {
	hash, is := hashOf(r, key)
	if !is {
		panic(errorf(kindTypeError, "unhashable type: '%s'", typeName(unhashable(r, key))))
	}
	return hash
}

// unhashable is key, or that of its items which Python's message names.
func unhashable(r *run, key value) value {
	if t := tupleOf(key); t != nil {
		for _, item := range t.items {
			if _, is := hashOf(r, item); !is {
				return unhashable(r, item)
			}
		}
	}
	return key
}

// hashOf is a Go value that is equal for keys that are equal; false for what cannot be a
// key.
func hashOf(r *run, key value) (any, bool) {
	switch x := key.ref.(type) {
	case textPtr, markupPtr:
		return key.text(), true
	case intTag, boolTag:
		return key.int(), true
	case floatTag:
		return hashFloat(key.float()), true
	case noneTag:
		return x, true
	case *big.Int:
		return bigHash(x.Text(16)), true
	case *undefined:
		x.refuseStrict(r)
		return undefinedHash(x.mode), true
	case *List, *Dict, view, nil:
		return nil, false
	case *tuple:
		return hashItems(r, x.items)
	case tupleLike:
		return hashItems(r, x.asTuple().items)
	case *rangeObject:
		return x.hash(), true
	case object:
		return x, true
	}
	hash, is := hostHash(key.ref)
	if !is {
		return nil, false
	}
	switch hash.(type) {
	case int, int8, int16, int32, int64, uint, uint8, uint16, uint32, uint64, float32, float64, bool:
		return hashOf(r, fromAny(hash))
	}
	return hash, true
}

// hashFloat makes whole floats the same as ints.
func hashFloat(f float64) any {
	switch {
	case f != math.Trunc(f) || math.IsInf(f, 0):
		return f
	case f >= -1<<63 && f < 1<<63:
		return int64(f)
	}
	n, _ := big.NewFloat(f).Int(nil)
	return bigHash(n.Text(16))
}

func hashItems(r *run, items []value) (any, bool) {
	var hash any = endHash{}
	for i := len(items) - 1; i >= 0; i-- {
		first, is := hashOf(r, items[i])
		if !is {
			return nil, false
		}
		hash = pairHash{first, hash}
	}
	return hash, true
}
