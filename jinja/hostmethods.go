package jinja

import "reflect"

// pythonAttributes are the attributes that values of a Go type have since Python's type
// has them.
func pythonAttributes(h *hostType) []*hostAccessor {
	switch h.shape {
	case shapeMap:
		return pythonMethods("dict", mapMethods())
	case shapeSequence:
		return pythonMethods("list", sequenceMethods())
	case shapeTime:
		return timeAttributes()
	case shapeDuration:
		return durationAttributes()
	case shapeDate:
		return dateAttributes()
	case shapeClock:
		return clockAttributes()
	}
	return nil
}

type hostCalls = map[string]func(r *run, x any, a *args) value

func pythonMethods(owner string, calls hostCalls) (all []*hostAccessor) {
	for name, call := range calls {
		all = append(all, &hostAccessor{name: name, method: &hostMethod{owner, name, call}})
	}
	return all
}

func mapMethods() hostCalls {
	return hostCalls{
		"items":  viewMethod("dict_items", viewItems),
		"keys":   viewMethod("dict_keys", viewKeys),
		"values": viewMethod("dict_values", viewValues),
		"get": func(r *run, x any, a *args) value {
			var to [2]value
			getSignature.bind(a, 0, to[:])
			if v := hostItem(r, x, to[0]); !v.isMissing() {
				return v
			}
			if to[1].isMissing() {
				return none
			}
			return to[1]
		},
		"copy": func(r *run, x any, a *args) value {
			noArguments("dict.copy", a)
			d := newDict(0)
			for it := newMapIterator(r, x, viewItems); ; {
				k, v, more := it.pair()
				if !more {
					return value{ref: d}
				}
				d.set(r, k, v)
			}
		},
	}
}

var getSignature = signature{name: "get", params: []string{"key", "default"}, required: 1}

func viewMethod(name string, shows mapView) func(r *run, x any, a *args) value {
	return func(r *run, x any, a *args) value {
		noArguments("dict."+name[len("dict_"):], a)
		return value{ref: &hostView{name, shows, x}}
	}
}

func noArguments(name string, a *args) {
	if len(a.pos)+len(a.named) > 0 {
		panic(errorf(kindTypeError, "%s() takes no arguments (%d given)", name, len(a.pos)+len(a.named)))
	}
}

// hostView is the items, keys or values of a Go map, in the order of the keys.
type hostView struct {
	name  string
	shows mapView
	x     any
}

func (v *hostView) typeName() string        { return v.name }
func (v *hostView) iterate(r *run) iterator { return newMapIterator(r, v.x, v.shows) }
func (v *hostView) length(r *run) int       { n, _ := hostLength(r, v.x); return n }
func (v *hostView) truth(r *run) bool       { return v.length(r) > 0 }
func (v *hostView) contains(r *run, in value) bool {
	if v.shows == viewKeys {
		return !hostItem(r, v.x, in).isMissing()
	}
	return iteratorContains(r, v.iterate(r), in)
}

func (v *hostView) appendRepr(r *run, dst []byte) []byte {
	r.deeper("while getting the repr of an object")
	defer r.shallower()
	dst = append(append(dst, v.name...), "(["...)
	dst = appendRepeated(r, dst, v.iterate(r))
	return append(dst, "])"...)
}

func iteratorContains(r *run, it iterator, in value) bool {
	for v, more := it.next(r); more; v, more = it.next(r) {
		r.step(1)
		if equal(r, v, in) {
			return true
		}
	}
	return false
}

func appendRepeated(r *run, dst []byte, it iterator) []byte {
	first := true
	for v, more := it.next(r); more; v, more = it.next(r) {
		if !first {
			dst = append(dst, ", "...)
		}
		first = false
		dst = appendRepr(r, dst, v)
		r.growing(len(dst))
	}
	return dst
}

var indexSignature = signature{name: "index", params: []string{"value", "start", "stop"}, required: 1}

func sequenceMethods() hostCalls {
	return hostCalls{
		"copy": func(r *run, x any, a *args) value {
			noArguments("list.copy", a)
			return newList(sequenceItems(r, x))
		},
		"count": func(r *run, x any, a *args) value {
			if len(a.pos) != 1 || len(a.named) > 0 {
				panic(errorf(kindTypeError, "list.count() takes exactly one argument (%d given)", len(a.pos)+len(a.named)))
			}
			n := 0
			for it := newSequenceIterator(x); ; {
				v, more := it.next(r)
				if !more {
					return intValue(n)
				}
				if equal(r, v, a.pos[0]) {
					n++
				}
			}
		},
		"index": sequenceIndex,
	}
}

func sequenceIndex(r *run, x any, a *args) value {
	var to [3]value
	indexSignature.bind(a, 0, to[:])
	items := hostTypeOf(reflect.TypeOf(x)).value(x)
	from, upTo := 0, items.Len()
	if !to[1].isMissing() {
		from = pythonBound(to[1], items.Len())
	}
	if !to[2].isMissing() {
		upTo = pythonBound(to[2], items.Len())
	}
	for i := from; i < upTo; i++ {
		if equal(r, hostElement(x, i), to[0]) {
			return intValue(i)
		}
	}
	panic(errorf(kindValueError, "%s is not in list", reprOf(r, to[0])))
}

// pythonBound is an index that counts from the end where it is negative, within 0 and n.
func pythonBound(v value, n int) int {
	at, is := indexOf(v)
	if !is {
		panic(errorf(kindTypeError, "slice indices must be integers or have an __index__ method"))
	}
	if at < 0 {
		at += int64(n)
	}
	return int(min(max(at, 0), int64(n)))
}

// indexOf is v as an index: an int, a bool, or a Go value that is an int at heart.
func indexOf(v value) (int64, bool) {
	switch v.kind() {
	case kindInt, kindBool:
		return v.int(), true
	case kindHost:
		if p, is := plainOf(v.ref); is && (p.kind() == kindInt || p.kind() == kindBool) {
			return p.int(), true
		}
	}
	return 0, false
}
