package gourd

import (
	"cmp"
	"encoding"
	"encoding/json"
	jsonv2 "encoding/json/v2"
	"errors"
	"fmt"
	"math/big"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/gourd-go/gourd/rule"
)

// typePlan is how values of a type are written.
type typePlan struct {
	how    asForm
	ask    bool        // Default may have another form
	fields []fieldPlan // of a struct
	inline bool        // one of them is a map whose members are the struct's
}

type asForm uint8

const (
	asKind asForm = iota
	asTime
	asBigInt
	asBigFloat
	asBigRat
	asUUID
	asNumber
	asJSON
	asText
	asNothing
)

// fieldPlan is a member of a struct's object.
type fieldPlan struct {
	name      string
	index     []int
	tagged    bool
	omitEmpty bool
	omitZero  bool
	quoted    bool // a number as a string
	members   bool // a map whose members are the struct's
}

// planOf makes or finds the plan of a type.
func (f *FlaskJSON) planOf(t reflect.Type) *typePlan {
	if f.plans == nil {
		return f.makePlan(t)
	}
	if p, ok := f.plans.Load(t); ok {
		return p.(*typePlan)
	}
	p, _ := f.plans.LoadOrStore(t, f.makePlan(t))
	return p.(*typePlan)
}

func (f *FlaskJSON) makePlan(t reflect.Type) *typePlan {
	p := &typePlan{how: formOf(t)}
	p.ask = t.Name() != "" && t.PkgPath() != "" || p.how == asNothing
	if p.how == asKind && t.Kind() == reflect.Struct {
		p.fields = fieldsOf(t)
		p.inline = slices.ContainsFunc(p.fields, func(f fieldPlan) bool { return f.members })
		if !f.KeepOrder {
			slices.SortFunc(p.fields, func(a, b fieldPlan) int { return cmp.Compare(a.name, b.name) })
		}
	}
	return p
}

// formOf finds the rule of its own that a type has.
func formOf(t reflect.Type) asForm {
	switch t {
	case reflect.TypeFor[time.Time]():
		return asTime
	case reflect.TypeFor[big.Int]():
		return asBigInt
	case reflect.TypeFor[big.Float]():
		return asBigFloat
	case reflect.TypeFor[big.Rat]():
		return asBigRat
	case reflect.TypeFor[rule.UUID]():
		return asUUID
	case reflect.TypeFor[json.Number]():
		return asNumber
	case reflect.TypeFor[time.Duration]():
		return asNothing
	}
	pointer := reflect.PointerTo(t)
	switch {
	case pointer.Implements(reflect.TypeFor[jsonv2.MarshalerTo]()), pointer.Implements(reflect.TypeFor[jsonv2.Marshaler]()):
		return asJSON
	case pointer.Implements(reflect.TypeFor[encoding.TextAppender]()), pointer.Implements(reflect.TypeFor[encoding.TextMarshaler]()):
		return asText
	}
	switch t.Kind() {
	case reflect.Slice, reflect.Array:
		if t.Elem().Kind() == reflect.Uint8 && formOf(t.Elem()) == asKind {
			return asNothing
		}
	case reflect.Chan, reflect.Func, reflect.Complex64, reflect.Complex128, reflect.UnsafePointer:
		return asNothing
	}
	return asKind
}

// fieldsOf are the members of a struct, with those of structs that are embedded in it: as
// in encoding/json the outermost of one name counts, and of several at one depth
// the one that has it from a tag.
func fieldsOf(t reflect.Type) []fieldPlan {
	var all []fieldPlan
	collectFields(t, nil, map[reflect.Type]bool{}, &all)
	return slices.DeleteFunc(slices.Clone(all), func(f fieldPlan) bool {
		return !f.members && slices.ContainsFunc(all, func(other fieldPlan) bool { return other.hides(f) })
	})
}

// hides reports whether f cannot be seen because of other. Two that are alike hide each other.
func (other fieldPlan) hides(f fieldPlan) bool {
	switch {
	case other.members || other.name != f.name || slices.Equal(other.index, f.index):
		return false
	case len(other.index) != len(f.index):
		return len(other.index) < len(f.index)
	}
	return other.tagged || !f.tagged
}

func collectFields(t reflect.Type, index []int, within map[reflect.Type]bool, all *[]fieldPlan) {
	if within[t] {
		return
	}
	within[t] = true
	defer delete(within, t)
	for i := range t.NumField() {
		field := t.Field(i)
		f, into, ok := planField(field)
		if !ok {
			continue
		}
		f.index = append(slices.Clone(index), i)
		if into != nil {
			collectFields(into, f.index, within, all)
			continue
		}
		*all = append(*all, f)
	}
}

// planField reads a field and its tag. into is the struct whose members are the
// outer one's.
func planField(field reflect.StructField) (f fieldPlan, into reflect.Type, ok bool) {
	tag := field.Tag.Get("json")
	if tag == "-" || !field.IsExported() && !field.Anonymous {
		return f, nil, false
	}
	name, options := cutTagName(tag)
	f = fieldPlan{name: name, tagged: name != ""}
	inline := field.Anonymous && name == ""
	for option := range strings.SplitSeq(options, ",") {
		switch option {
		case "omitempty":
			f.omitEmpty = true
		case "omitzero":
			f.omitZero = true
		case "string":
			f.quoted = true
		case "inline", "unknown", "embed":
			inline = true
		}
	}
	if f.name == "" {
		f.name = field.Name
	}
	if inline {
		t := field.Type
		if t.Kind() == reflect.Pointer {
			t = t.Elem()
		}
		switch {
		case t.Kind() == reflect.Struct && formOf(t) == asKind:
			return f, t, true
		case t.Kind() == reflect.Map:
			f.members = true
		}
	}
	return f, nil, field.IsExported()
}

// cutTagName takes the name off a tag, which may stand in single quotes.
func cutTagName(tag string) (name, options string) {
	if rest, ok := strings.CutPrefix(tag, "'"); ok {
		if name, options, ok = strings.Cut(rest, "'"); ok {
			return name, strings.TrimPrefix(options, ",")
		}
	}
	name, options, _ = strings.Cut(tag, ",")
	return name, options
}

// structure writes a struct as an object.
func (w *flaskWriter) structure(v reflect.Value, plan *typePlan) error {
	if plan.inline {
		return w.inlined(v, plan)
	}
	w.out = append(w.out, '{')
	w.depth++
	first := true
	for i := range plan.fields {
		f := &plan.fields[i]
		value, ok := fieldValue(v, f)
		if !ok {
			continue
		}
		written, err := w.member(jsonMember{name: f.name, value: value, field: f}, first)
		if err != nil {
			return err
		}
		first = first && !written
	}
	w.depth--
	w.end(first, '}')
	return nil
}

// member writes a member of an object, unless its field says that it is left out.
func (w *flaskWriter) member(m jsonMember, first bool) (written bool, err error) {
	before := len(w.out)
	w.item(first)
	w.name(m.name)
	at := len(w.out)
	if err := w.value(m.value); err != nil || m.field == nil {
		return true, err
	}
	switch text := w.out[at:]; {
	case m.field.omitEmpty && isEmptyJSON(string(text)):
		w.out = w.out[:before]
		return false, nil
	case m.field.quoted && isNumberKind(m.value):
		w.out = append(slices.Insert(w.out, at, '"'), '"')
	}
	return true, nil
}

// fieldValue finds a field, which is not there where a pointer on the way to it is nil.
func fieldValue(v reflect.Value, f *fieldPlan) (reflect.Value, bool) {
	value, err := v.FieldByIndexErr(f.index)
	if err != nil {
		return value, false
	}
	if f.omitZero {
		if z, ok := value.Interface().(interface{ IsZero() bool }); ok && (value.Kind() != reflect.Pointer || !value.IsNil()) {
			return value, !z.IsZero()
		}
		return value, !value.IsZero()
	}
	return value, true
}

// isEmptyJSON is what omitempty leaves out: encoding/json/v2.
func isEmptyJSON(text string) bool {
	return text == "null" || text == `""` || text == "{}" || text == "[]"
}

func isNumberKind(v reflect.Value) bool {
	for v.Kind() == reflect.Pointer && !v.IsNil() {
		v = v.Elem()
	}
	return v.CanInt() || v.CanUint() || v.CanFloat()
}

// inlined writes a struct that has a map whose members are its own.
func (w *flaskWriter) inlined(v reflect.Value, plan *typePlan) error {
	var members []jsonMember
	for i := range plan.fields {
		f := &plan.fields[i]
		value, ok := fieldValue(v, f)
		switch {
		case !ok:
		case !f.members:
			members = append(members, jsonMember{name: f.name, value: value, field: f})
		default:
			for value.Kind() == reflect.Pointer && !value.IsNil() {
				value = value.Elem()
			}
			if value.Kind() != reflect.Map {
				continue
			}
			more, err := w.members(value)
			if err != nil {
				return err
			}
			members = append(members, more...)
		}
	}
	if !w.o.KeepOrder {
		slices.SortStableFunc(members, func(a, b jsonMember) int { return cmp.Compare(a.name, b.name) })
	}
	return w.object(members)
}

// jsonMember is a member of an object.
type jsonMember struct {
	name  string
	kind  keyKind
	order *big.Float // of a key that is a number
	value reflect.Value
	field *fieldPlan // of a struct; nil: of a map
}

type keyKind uint8

const (
	keyText keyKind = iota
	keyNumber
	keyNone
)

// members are those of a map, in the order that Python's sort_keys gives them: strings
// by their characters, numbers and bools by their value.
func (w *flaskWriter) members(v reflect.Value) ([]jsonMember, error) {
	members := make([]jsonMember, 0, v.Len())
	for iter := v.MapRange(); iter.Next(); {
		m, err := w.keyed(iter.Key())
		if err != nil {
			return nil, err
		}
		if len(members) > 0 && m.kind != members[0].kind && !w.o.KeepOrder {
			return nil, errors.New("gourd: FlaskJSON cannot sort a map whose keys are of different types, as Flask cannot")
		}
		m.value = iter.Value()
		members = append(members, m)
	}
	slices.SortFunc(members, func(a, b jsonMember) int {
		if a.kind == keyNumber && b.kind == keyNumber {
			return a.order.Cmp(b.order)
		}
		return cmp.Compare(a.name, b.name)
	})
	return members, nil
}

// keyed makes a name of a map's key.
func (w *flaskWriter) keyed(key reflect.Value) (m jsonMember, err error) {
	for key.Kind() == reflect.Interface || key.Kind() == reflect.Pointer {
		if key.IsNil() {
			return jsonMember{name: "null", kind: keyNone}, nil
		}
		key = key.Elem()
	}
	switch form := formOf(key.Type()); form {
	case asKind, asNumber:
	case asUUID:
		return jsonMember{name: key.Interface().(rule.UUID).String()}, nil
	case asText:
		m.name, err = marshaledText(key)
		return m, err
	default:
		return m, errKey(key)
	}
	m.kind, m.order = keyNumber, new(big.Float)
	number := flaskWriter{o: w.o}
	switch {
	case key.Kind() == reflect.String:
		return jsonMember{name: key.String()}, nil
	case key.Kind() == reflect.Bool:
		if key.Bool() {
			m.order.SetInt64(1)
		}
	case key.CanInt():
		m.order.SetInt64(key.Int())
	case key.CanUint():
		m.order.SetUint64(key.Uint())
	case key.CanFloat() && key.Float() == key.Float():
		m.order.SetFloat64(key.Float())
	default:
		return m, errKey(key)
	}
	err = number.value(key)
	m.name = string(number.out)
	return m, err
}

func errKey(key reflect.Value) error {
	return fmt.Errorf("gourd: FlaskJSON: the key %v of a map is a %s, want a string, a number or a bool", key, key.Type())
}
