package jinja

import (
	"encoding/json"
	"math"
	"math/big"
	"reflect"
	"strconv"
	"time"
)

// Markup is text that is safe as HTML: it is written as it is where other text is escaped.
type Markup string

// Tuple is Python's tuple: a list that does not change and prints with parentheses.
type Tuple []any

// HTML is implemented by Go values that are written as markup of their own: Python's
// __html__. A method HTML whose result is another kind of string, as html/template's HTML,
// does the same.
type HTML interface {
	// HTML returns markup, which is written as it is.
	HTML() string
}

// Attributes is implemented by Go values that answer for their attributes themselves.
type Attributes interface {
	// JinjaAttr returns the attribute of that name; false: the value's own fields and
	// methods are looked at. In a sandbox names that begin with "_" are not asked for.
	JinjaAttr(name string) (any, bool)
}

// Items is implemented by Go values that answer for their items themselves.
type Items interface {
	// JinjaItem returns the item of that key, which is a string, an int64, or what else the
	// template has; false: the value's own items are looked at.
	JinjaItem(key any) (any, bool)
}

// fromAny is a Go value as a template's value. It allocates nothing for texts, numbers,
// maps, pointers and slices.
func fromAny(x any) value {
	switch x := x.(type) {
	case nil:
		return none
	case string:
		return text(x)
	case Markup:
		return markup(string(x))
	case bool:
		return boolean(x)
	case int:
		return intValue(x)
	case int64:
		return integer(x)
	case float64:
		return float(x)
	case map[string]any, []any, map[string]string, []string, []int, []map[string]any, time.Time:
		return value{ref: x}
	case value:
		return x
	case Tuple:
		return goTuple(x)
	case *Dict:
		if x == nil {
			return none
		}
		return value{ref: x}
	case object: // what toAny left as it was
		return value{ref: x}
	}
	return fromAnyRare(x)
}

// fromAnyRare is fromAny for the types that are rare.
func fromAnyRare(x any) value {
	switch x := x.(type) {
	case int32:
		return integer(int64(x))
	case int16:
		return integer(int64(x))
	case int8:
		return integer(int64(x))
	case uint:
		return unsigned(uint64(x))
	case uint64:
		return unsigned(x)
	case uint32:
		return integer(int64(x))
	case uint16:
		return integer(int64(x))
	case uint8:
		return integer(int64(x))
	case float32:
		return float(float64Of(x))
	case []byte:
		return text(string(x))
	case json.Number:
		return jsonNumber(string(x))
	case *big.Int:
		if x == nil {
			return none
		}
		return bigInt(x)
	case big.Int:
		return bigInt(&x)
	}
	return fromHost(x)
}

// behind is what pointers to pointers and to interfaces lead to: nil if that is nothing, or
// one of themselves.
func behind(v reflect.Value) any {
	const most = 100
	for range most {
		switch v.Kind() {
		case reflect.Interface:
			if v = v.Elem(); !v.IsValid() {
				return nil
			}
		case reflect.Pointer:
			if k := v.Type().Elem().Kind(); v.IsNil() || k != reflect.Pointer && k != reflect.Interface {
				return v.Interface()
			}
			v = v.Elem()
		default:
			return v.Interface()
		}
	}
	return nil
}

// fromHost is fromAny for the types that only reflection knows.
func fromHost(x any) value {
	v := reflect.ValueOf(x)
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return none
		}
		switch e := v.Elem(); e.Kind() {
		case reflect.Struct, reflect.Map, reflect.Array:
			return value{ref: x}
		case reflect.Slice:
			if e.Type().Elem().Kind() != reflect.Uint8 {
				return value{ref: x}
			}
			return fromAny(e.Interface())
		default:
			return fromAny(behind(e))
		}
	case reflect.Struct, reflect.Map, reflect.Array:
		return value{ref: x}
	case reflect.Func, reflect.Chan, reflect.UnsafePointer:
		if v.IsNil() {
			return none
		}
		return value{ref: x}
	}
	switch rd := readerOf(v.Type()); rd {
	case readInterface, readOther, readAddress:
		return value{ref: x}
	default:
		return rd.from(v)
	}
}

func unsigned(n uint64) value {
	if n > math.MaxInt64 {
		return value{ref: new(big.Int).SetUint64(n)}
	}
	return integer(int64(n))
}

// float64Of is the float64 with the same shortest decimal form, so that a float32 of 0.1
// prints as 0.1.
func float64Of(f float32) float64 {
	wide := float64(f)
	if wide == math.Trunc(wide) || wide != wide || math.IsInf(wide, 0) {
		return wide
	}
	short, err := strconv.ParseFloat(strconv.FormatFloat(wide, 'g', -1, 32), 64)
	if err != nil {
		return wide
	}
	return short
}

// jsonNumber is a number of JSON as an int or a float; what is none stays a str.
func jsonNumber(s string) value {
	if n, err := strconv.ParseInt(s, 10, 64); err == nil {
		return integer(n)
	}
	if n, is := new(big.Int).SetString(s, 10); is {
		return bigInt(n)
	}
	if f, err := strconv.ParseFloat(s, 64); err == nil {
		return float(f)
	}
	return text(s)
}

func goTuple(t Tuple) value {
	items := make([]value, len(t))
	for i, x := range t {
		items[i] = fromAny(x)
	}
	return newTuple(items...)
}

// toAny is the Go value of v: string, Markup, int64, float64, bool, nil, *big.Int, []any,
// Tuple, *Dict, or the application's own value. What is undefined is nil; what can only be
// gone through (a range, a generator) is a []any of all it gives.
func toAny(r *run, v value) any {
	switch v.kind() {
	case kindText:
		return v.text()
	case kindMarkup:
		return Markup(v.text())
	case kindInt:
		return v.int()
	case kindBool:
		return v.bool()
	case kindFloat:
		return v.float()
	case kindMissing, kindNone, kindUndefined:
		return nil
	case kindBig, kindDict:
		return v.ref
	case kindList:
		return allToAny(r, v.ref.(*List).items)
	case kindTuple:
		return Tuple(allToAny(r, v.ref.(*tuple).items))
	case kindObject:
		if o, is := v.ref.(interface{ goValue(r *run) any }); is {
			return o.goValue(r)
		}
		_, calls := v.ref.(callable)
		if o, is := v.ref.(iterable); is && !calls {
			return drain(r, o.iterate(r))
		}
		return v.ref
	}
	return hostOwn(v.ref)
}

// hostOwn is x without the pointer that a field or an element was handed out as, where the
// type behind it is usually given without one.
func hostOwn(x any) any {
	switch t := x.(type) {
	case map[string]any, []any:
		return x
	case *time.Time:
		return *t
	}
	if v := reflect.ValueOf(x); v.Kind() == reflect.Pointer {
		switch v.Elem().Kind() {
		case reflect.Slice, reflect.Array:
			return v.Elem().Interface()
		}
	}
	return x
}

func allToAny(r *run, vs []value) []any {
	r.deeper("while a list was given to a function")
	defer r.shallower()
	all := make([]any, len(vs))
	for i, v := range vs {
		all[i] = toAny(r, v)
	}
	return all
}

func drain(r *run, it iterator) []any {
	all := []any{}
	for v, more := it.next(r); more; v, more = it.next(r) {
		r.step(1)
		all = append(all, toAny(r, v))
	}
	return all
}

// deepest is how deep values may be nested in one another, as Python's recursion limit.
const deepest = 1000

// deeper is called on the way into a value of values, which could contain itself;
// shallower on the way out.
func (r *run) deeper(doing string) {
	if r.depth++; r.depth > deepest {
		panic(errorf(kindRecursion, "maximum recursion depth exceeded %s", doing))
	}
}

func (r *run) shallower() { r.depth-- }
