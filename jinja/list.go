package jinja

import "iter"

// List is Python's list, which a template may change: append to, sort, empty. A slice that
// is given to a template is a list too, but one that stays as it is. A List of the
// application must not be in two renderings at once if one of them changes it.
type List struct{ items []value }

// NewList returns a list of values, each as if it were given to a template itself.
func NewList(values ...any) *List {
	l := &List{items: make([]value, len(values))}
	for i, x := range values {
		l.items[i] = fromAny(x)
	}
	return l
}

func newList(items []value) value { return value{ref: &List{items}} }

func (*List) typeName() string { return "list" }

// Len returns how many values there are.
func (l *List) Len() int { return len(l.items) }

// Append adds a value behind the last.
func (l *List) Append(x any) { l.items = append(l.items, fromAny(x)) }

// All gives the values in their order: strings, [Markup]s, int64s and so on, as [Dict.Get]
// returns them.
func (l *List) All() iter.Seq[any] {
	return func(yield func(any) bool) {
		for _, v := range l.items {
			if !yield(toAny(&run{}, v)) {
				return
			}
		}
	}
}
