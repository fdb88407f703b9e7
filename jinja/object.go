package jinja

// object is what every value has that this package makes beside texts and numbers. What
// more it can do is in the small interfaces below; what it lacks is a TypeError.
type object interface {
	// typeName is the name of its type in Python's messages: "list", "dict_items".
	typeName() string
}

type (
	// attributed objects have attributes: the methods and properties of Python's object.
	attributed interface {
		attr(r *run, name string) (value, bool)
	}
	// itemised objects have items by key or index.
	itemised interface {
		item(r *run, key value) (value, bool)
	}
	callable interface {
		call(r *run, a *args) value
	}
	iterable interface {
		iterate(r *run) iterator
	}
	sized interface {
		length(r *run) int
	}
	truthy interface {
		truth(r *run) bool
	}
	container interface {
		contains(r *run, v value) bool
	}
	// written objects have a str of their own; without it str is repr.
	written interface {
		appendStr(r *run, dst []byte) []byte
	}
	represented interface {
		appendRepr(r *run, dst []byte) []byte
	}
	// hypertext objects have Python's __html__: their text is markup.
	hypertext interface {
		html(r *run) string
	}
	equatable interface {
		equal(r *run, other value) bool
	}
)

// iterator gives one value after the other, and false after the last, again and again.
type iterator interface {
	next(r *run) (value, bool)
}

// tuple is Python's tuple.
type tuple struct{ items []value }

func (*tuple) typeName() string { return "tuple" }

func newTuple(items ...value) value { return value{ref: &tuple{items}} }

// sliceIterator goes over values that do not change.
type sliceIterator struct {
	items []value
	at    int
}

func (it *sliceIterator) next(*run) (value, bool) {
	if it.at >= len(it.items) {
		return value{}, false
	}
	it.at++
	return it.items[it.at-1], true
}

// generator is what Python's generator functions return, and the lazy filters here: it can
// be gone through once.
type generator struct {
	name string // of the function that made it
	from iterator
}

func (*generator) typeName() string          { return "generator" }
func (g *generator) iterate(r *run) iterator { return g.from }

func newGenerator(name string, from iterator) value { return value{ref: &generator{name, from}} }

// iteratorFunc is an iterator that is a function.
type iteratorFunc func(r *run) (value, bool)

func (f iteratorFunc) next(r *run) (value, bool) { return f(r) }
