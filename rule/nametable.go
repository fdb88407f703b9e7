package rule

import "math/bits"

// A nameTable maps the static segments of a state to what follows them. It is an
// open-addressed hash table, at most half full. Its names are the application's
// own and fixed, so that a cheap hash does: a request cannot fill it, only look.
type nameTable struct {
	slots []nameSlot
	shift uint8
}

type nameSlot struct {
	name string
	next *state
}

func newNameTable(static map[string]*state) *nameTable {
	size := bits.Len(uint(2*len(static) - 1))
	t := &nameTable{slots: make([]nameSlot, 1<<size), shift: uint8(64 - size)}
	for name, next := range static {
		i := t.start(name)
		for t.slots[i].next != nil {
			i = (i + 1) & uint(len(t.slots)-1)
		}
		t.slots[i] = nameSlot{name, next}
	}
	return t
}

func (t *nameTable) start(name string) uint { return uint(hashName(name) >> (t.shift & 63)) }

// get returns what follows a name, or nil.
func (t *nameTable) get(name string) *state {
	mask := uint(len(t.slots) - 1)
	for i := t.start(name); ; i++ {
		s := &t.slots[i&mask]
		if s.next == nil || s.name == name {
			return s.next
		}
	}
}

// hashName mixes the length with the first and the last eight bytes; the high bits
// are the good ones.
func hashName(s string) uint64 {
	var a, b uint64
	switch n := len(s); {
	case n >= 8:
		a, b = load64(s), load64(s[n-8:])
	case n >= 4:
		a, b = load32(s), load32(s[n-4:])
	case n > 0:
		a, b = uint64(s[0])<<8|uint64(s[n/2]), uint64(s[n-1])
	}
	hi, lo := bits.Mul64(a^0x9E3779B97F4A7C15, b^uint64(len(s))^0xD6E8FEB86659FD93)
	return (hi ^ lo) * 0x9E3779B97F4A7C15
}

func load64(s string) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

func load32(s string) uint64 {
	_ = s[3]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24
}

// A pathFilter tells quickly that a path is none of those without variables, by
// its length and its last bytes. It is a set of bits, of which one in sixteen or
// fewer are set.
type pathFilter struct {
	words []uint64
	shift uint8
}

func newPathFilter(paths map[string]*state) pathFilter {
	size := bits.Len(uint(16*len(paths) + 63))
	f := pathFilter{words: make([]uint64, 1<<size/64), shift: uint8(64 - size)}
	for path := range paths {
		h := f.hash(path)
		f.words[h/64] |= 1 << (h % 64)
	}
	return f
}

func (f *pathFilter) mayHave(path string) bool {
	h := f.hash(path)
	return f.words[h/64]>>(h%64)&1 != 0
}

func (f *pathFilter) hash(path string) uint64 {
	n := len(path)
	tail := uint64(n)
	if n >= 4 {
		tail = tail<<32 | load32(path[n-4:])
	}
	return tail * 0x9E3779B97F4A7C15 >> (f.shift & 63)
}
