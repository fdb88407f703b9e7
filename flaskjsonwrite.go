package gourd

import (
	"bytes"
	"encoding"
	"encoding/json"
	"encoding/json/jsontext"
	jsonv2 "encoding/json/v2"
	"fmt"
	"math/big"
	"reflect"
	"strconv"
	"time"

	"github.com/gourd-go/gourd/httpheader"
	"github.com/gourd-go/gourd/internal/pytext"
	"github.com/gourd-go/gourd/rule"
)

// flaskWriter writes one value as Flask does.
type flaskWriter struct {
	o        *FlaskJSON
	out      []byte
	indented bool
	depth    int // of arrays and objects around what is written
	level    int // of values, pointers and replacements within each other
}

// mostLevels is where a value is taken for one that contains itself, which Python
// takes for one at about the same depth.
const mostLevels = 1000

func (w *flaskWriter) any(v any) error { return w.value(reflect.ValueOf(v)) }

// value writes v, whatever it is.
func (w *flaskWriter) value(v reflect.Value) error {
	if w.level++; w.level > mostLevels {
		return fmt.Errorf("gourd: FlaskJSON: the value contains itself, or more than %d others within each other", mostLevels)
	}
	defer func() { w.level-- }()
	for v.IsValid() && (v.Kind() == reflect.Interface || v.Kind() == reflect.Pointer) {
		if v.Kind() == reflect.Pointer && v.Type().Elem() == v.Type() {
			return errNoForm(v)
		}
		if v.IsNil() {
			break
		}
		if v.Kind() == reflect.Pointer && v.Elem().Kind() == reflect.Pointer {
			return w.value(v.Elem()) // a chain of pointers may lead back to itself
		}
		v = v.Elem()
	}
	if !v.IsValid() || v.Kind() == reflect.Interface || v.Kind() == reflect.Pointer {
		w.out = append(w.out, "null"...)
		return nil
	}
	plan := w.o.planOf(v.Type())
	if plan.ask && w.o.Default != nil {
		if replacement, ok := w.o.Default(v.Interface()); ok {
			return w.any(replacement)
		}
	}
	return w.planned(v, plan)
}

// planned writes v, which is no pointer, by what its type is.
func (w *flaskWriter) planned(v reflect.Value, plan *typePlan) error {
	switch plan.how {
	case asTime:
		return w.time(v.Interface().(time.Time))
	case asBigInt:
		w.out = addressed(v).(*big.Int).Append(w.out, 10)
		return nil
	case asBigFloat:
		w.text(decimalText(addressed(v).(*big.Float)))
		return nil
	case asBigRat:
		w.text(rationalText(addressed(v).(*big.Rat)))
		return nil
	case asUUID:
		w.text(v.Interface().(rule.UUID).String())
		return nil
	case asNumber:
		return w.number(v.String())
	case asJSON:
		return w.marshaled(v)
	case asText:
		text, err := marshaledText(v)
		if err == nil {
			w.text(text)
		}
		return err
	case asNothing:
		return errNoForm(v)
	}
	return w.kind(v, plan)
}

// kind writes what has no rule of its own.
func (w *flaskWriter) kind(v reflect.Value, plan *typePlan) error {
	switch v.Kind() {
	case reflect.Bool:
		w.out = strconv.AppendBool(w.out, v.Bool())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		w.out = strconv.AppendInt(w.out, v.Int(), 10)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		w.out = strconv.AppendUint(w.out, v.Uint(), 10)
	case reflect.Float32, reflect.Float64:
		w.out = pytext.AppendJSONFloat(w.out, v.Float(), v.Type().Bits())
	case reflect.String:
		w.text(v.String())
	case reflect.Slice, reflect.Array:
		return w.list(v)
	case reflect.Map:
		members, err := w.members(v)
		if err != nil {
			return err
		}
		return w.object(members)
	case reflect.Struct:
		return w.structure(v, plan)
	default:
		return errNoForm(v)
	}
	return nil
}

func errNoForm(v reflect.Value) error {
	return fmt.Errorf("gourd: FlaskJSON has no form for a %s, as Flask has none for bytes, timedelta and the like; make a text or a number of it, or give FlaskJSON a Default", v.Type())
}

func (w *flaskWriter) list(v reflect.Value) error {
	w.out = append(w.out, '[')
	w.depth++
	for i := range v.Len() {
		w.item(i == 0)
		if err := w.value(v.Index(i)); err != nil {
			return err
		}
	}
	w.depth--
	w.end(v.Len() == 0, ']')
	return nil
}

// item begins an element or a member.
func (w *flaskWriter) item(first bool) {
	if !first {
		w.out = append(w.out, ',')
	}
	w.line()
}

func (w *flaskWriter) end(empty bool, bracket byte) {
	if !empty {
		w.line()
	}
	w.out = append(w.out, bracket)
}

func (w *flaskWriter) line() {
	if !w.indented {
		return
	}
	w.out = append(w.out, '\n')
	for range w.depth {
		w.out = append(w.out, "  "...)
	}
}

// name writes a member's name.
func (w *flaskWriter) name(name string) {
	w.text(name)
	w.out = append(w.out, ':')
	if w.indented {
		w.out = append(w.out, ' ')
	}
}

// object writes members in their order.
func (w *flaskWriter) object(members []jsonMember) error {
	w.out = append(w.out, '{')
	w.depth++
	first := true
	for _, m := range members {
		written, err := w.member(m, first)
		if err != nil {
			return err
		}
		first = first && !written
	}
	w.depth--
	w.end(first, '}')
	return nil
}

func (w *flaskWriter) time(t time.Time) error {
	t = t.UTC()
	if y := t.Year(); y < 1 || y > 9999 {
		return fmt.Errorf("gourd: FlaskJSON: the year %d, want 1 to 9999", y)
	}
	w.text(httpheader.FormatDate(t))
	return nil
}

// number writes a JSON number as Python does that has read it.
func (w *flaskWriter) number(text string) error {
	if text == "" {
		text = "0" // as encoding/json takes a zero json.Number
	}
	if !jsontext.Value(text).IsValid() || text[0] != '-' && (text[0] < '0' || text[0] > '9') {
		return fmt.Errorf("gourd: FlaskJSON: %q is not a number", text)
	}
	for i := range len(text) {
		if c := text[i]; c == '.' || c == 'e' || c == 'E' {
			f, _ := strconv.ParseFloat(text, 64) // too large is Infinity in Python too
			w.out = pytext.AppendJSONFloat(w.out, f, 64)
			return nil
		}
	}
	if text == "-0" {
		text = "0"
	}
	w.out = append(w.out, text...)
	return nil
}

// marshaled writes what a type's own MarshalJSON writes, in Flask's form.
func (w *flaskWriter) marshaled(v reflect.Value) error {
	text, err := jsonv2.Marshal(addressed(v), jsonOptions)
	if err != nil {
		return fmt.Errorf("gourd: FlaskJSON: %w", err)
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var tree any
	if err := d.Decode(&tree); err != nil {
		return fmt.Errorf("gourd: FlaskJSON: what %s wrote: %w", v.Type(), err)
	}
	return w.any(tree)
}

// marshaledText is what a type's MarshalText or AppendText makes of a value.
func marshaledText(v reflect.Value) (string, error) {
	var text []byte
	var err error
	switch m := addressed(v).(type) {
	case encoding.TextAppender:
		text, err = m.AppendText(nil)
	case encoding.TextMarshaler:
		text, err = m.MarshalText()
	}
	if err != nil {
		return "", fmt.Errorf("gourd: FlaskJSON: %w", err)
	}
	return string(text), nil
}

// addressed is a pointer to v, or to a copy of it, which has all of its methods.
func addressed(v reflect.Value) any {
	if !v.CanAddr() {
		p := reflect.New(v.Type())
		p.Elem().Set(v)
		return p.Interface()
	}
	return v.Addr().Interface()
}
