package db

import (
	"database/sql"
	"encoding/json/v2"
	"errors"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"time"
)

// Assign stores a column's value into what dst points to, converting where nothing is lost: integers into every
// integer and float type they fit, 0 and 1 into bool, text into named strings, []byte, time.Time and whatever has a
// Scan method, text or JSON into other structs, maps and slices. NULL goes into pointers, maps, slices, any and
// Scanners; elsewhere it is an error. src is one of the types that [Row] documents. Assign is for drivers.
func Assign(dst, src any) error {
	switch d := dst.(type) {
	case *any:
		*d = src
		return nil
	case *int64:
		if v, ok := src.(int64); ok {
			*d = v
			return nil
		}
	case *int:
		if v, ok := src.(int64); ok && int64(int(v)) == v {
			*d = int(v)
			return nil
		}
	case *string:
		if v, ok := src.(string); ok {
			*d = v
			return nil
		}
	case *float64:
		if v, ok := src.(float64); ok {
			*d = v
			return nil
		}
	case *bool:
		if v, ok := src.(bool); ok {
			*d = v
			return nil
		}
	case *time.Time:
		return assignTime(d, src)
	case *sql.NullTime:
		return assignNullTime((*sql.Null[time.Time])(&sql.Null[time.Time]{}), d, src)
	case *sql.Null[time.Time]:
		return assignNullTime(d, nil, src)
	case sql.Scanner:
		return d.Scan(scannable(src))
	}
	return assignValue(reflect.ValueOf(dst).Elem(), src)
}

// scannable hides the types of ours that database/sql's own Scanners do not know.
func scannable(src any) any {
	if raw, ok := src.(RawJSON); ok {
		return []byte(raw)
	}
	return src
}

func assignValue(dst reflect.Value, src any) error {
	switch dst.Kind() {
	case reflect.Pointer:
		if src == nil {
			dst.SetZero()
			return nil
		}
		if dst.IsNil() {
			dst.Set(reflect.New(dst.Type().Elem()))
		}
		return Assign(dst.Interface(), src)
	case reflect.Interface:
		if dst.NumMethod() == 0 {
			dst.Set(reflect.ValueOf(&src).Elem())
			return nil
		}
	}
	if src == nil {
		return assignNull(dst)
	}
	if v := reflect.ValueOf(src); v.Type().AssignableTo(dst.Type()) {
		dst.Set(v)
		return nil
	}
	switch dst.Kind() {
	case reflect.Bool:
		return assignBool(dst, src)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return assignInt(dst, src)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return assignUint(dst, src)
	case reflect.Float32, reflect.Float64:
		return assignFloat(dst, src)
	case reflect.String:
		return assignString(dst, src)
	}
	return assignJSON(dst, src)
}

func assignNull(dst reflect.Value) error {
	switch dst.Kind() {
	case reflect.Map, reflect.Slice:
		dst.SetZero()
		return nil
	}
	t := dst.Type()
	return fmt.Errorf("NULL does not fit into %s; use *%s or sql.Null[%s]", t, t, t)
}

func assignBool(dst reflect.Value, src any) error {
	switch v := src.(type) {
	case bool:
		dst.SetBool(v)
	case int64:
		if v != 0 && v != 1 {
			return fmt.Errorf("an integer other than 0 and 1 does not fit into %s", dst.Type())
		}
		dst.SetBool(v == 1)
	default:
		return misfit(dst, src)
	}
	return nil
}

func assignInt(dst reflect.Value, src any) error {
	var n int64
	switch v := src.(type) {
	case int64:
		n = v
	case bool:
		if v {
			n = 1
		}
	case float64: // sum() and the like of whole numbers
		if v != math.Trunc(v) || v < -1<<63 || v >= 1<<63 {
			return fmt.Errorf("a number with a fraction does not fit into %s", dst.Type())
		}
		n = int64(v)
	case Decimal:
		var err error
		if n, err = strconv.ParseInt(string(v), 10, 64); err != nil {
			return fmt.Errorf("a decimal number with a fraction does not fit into %s", dst.Type())
		}
	default:
		return misfit(dst, src)
	}
	if dst.OverflowInt(n) {
		return fmt.Errorf("an integer above the range of %s does not fit", dst.Type())
	}
	dst.SetInt(n)
	return nil
}

func assignUint(dst reflect.Value, src any) error {
	v, ok := src.(int64)
	if !ok {
		return misfit(dst, src)
	}
	if v < 0 || dst.OverflowUint(uint64(v)) {
		return fmt.Errorf("an integer outside of the range of %s does not fit", dst.Type())
	}
	dst.SetUint(uint64(v))
	return nil
}

func assignFloat(dst reflect.Value, src any) error {
	switch v := src.(type) {
	case float64:
		dst.SetFloat(v)
	case int64:
		dst.SetFloat(float64(v))
	case Decimal:
		f, err := strconv.ParseFloat(string(v), 64)
		if err != nil {
			return misfit(dst, src)
		}
		dst.SetFloat(f)
	default:
		return misfit(dst, src)
	}
	return nil
}

func assignString(dst reflect.Value, src any) error {
	switch v := src.(type) {
	case string:
		dst.SetString(v)
	case []byte:
		dst.SetString(string(v))
	case RawJSON:
		dst.SetString(string(v))
	case Decimal:
		dst.SetString(string(v))
	default:
		return misfit(dst, src)
	}
	return nil
}

// assignJSON stores text and JSON into what is not a scalar.
func assignJSON(dst reflect.Value, src any) error {
	var text []byte
	switch v := src.(type) {
	case string:
		text = []byte(v)
	case []byte:
		text = v
	case RawJSON:
		text = v
	default:
		return misfit(dst, src)
	}
	if dst.Kind() == reflect.Slice && dst.Type().Elem().Kind() == reflect.Uint8 { // []byte and its named kin
		dst.SetBytes(text)
		return nil
	}
	if err := json.Unmarshal(text, dst.Addr().Interface()); err != nil {
		return fmt.Errorf("the column's text is not JSON that fits into %s", dst.Type())
	}
	return nil
}

func misfit(dst reflect.Value, src any) error {
	return fmt.Errorf("a value of the type %T does not fit into %s", src, dst.Type())
}

// timeLayouts are the forms of time that SQLite's date functions know and write, and RFC 3339. Without a zone they
// mean UTC.
var timeLayouts = [...]string{
	"2006-01-02 15:04:05.999999999Z07:00", "2006-01-02 15:04:05.999999999",
	"2006-01-02T15:04:05.999999999Z07:00", "2006-01-02T15:04:05.999999999",
	"2006-01-02", "2006-01-02 15:04", "2006-01-02T15:04", "2006-01-02 15:04Z07:00",
}

// ParseTime reads a time as text columns hold it, in the forms of SQLite's date functions or RFC 3339, and returns it
// in UTC. It is for drivers.
func ParseTime(text string) (time.Time, bool) {
	for _, layout := range timeLayouts {
		if t, err := time.Parse(layout, text); err == nil {
			return t.UTC(), true
		}
	}
	return time.Time{}, false
}

func assignTime(dst *time.Time, src any) error {
	switch v := src.(type) {
	case time.Time:
		*dst = v
		return nil
	case string:
		t, ok := ParseTime(v)
		if !ok {
			return errors.New("the column's text is not a time, such as 2006-01-02 15:04:05+00:00")
		}
		*dst = t
		return nil
	case nil:
		return assignNull(reflect.ValueOf(dst).Elem())
	}
	return misfit(reflect.ValueOf(dst).Elem(), src)
}

// assignNullTime stores into the one of the two that is asked for. database/sql's own Scan knows no text.
func assignNullTime(dst *sql.Null[time.Time], old *sql.NullTime, src any) error {
	if src == nil {
		*dst = sql.Null[time.Time]{}
	} else if err := assignTime(&dst.V, src); err != nil {
		return err
	} else {
		dst.Valid = true
	}
	if old != nil {
		*old = sql.NullTime{Time: dst.V, Valid: dst.Valid}
	}
	return nil
}

// jsonValue makes JSON text of a struct, map, slice or array. nil maps and slices are NULL; bytes stay bytes.
func jsonValue(v reflect.Value) (any, error) {
	switch v.Kind() {
	case reflect.Map, reflect.Slice:
		if v.IsNil() {
			return nil, nil
		}
	}
	if text, ok := v.Interface().(json.Marshaler); !ok && v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.Uint8 {
		return v.Bytes(), nil
	} else if ok {
		b, err := text.MarshalJSON()
		return string(b), err
	}
	b, err := json.Marshal(v.Interface())
	if err != nil {
		return nil, fmt.Errorf("a %s cannot be written as JSON", v.Type())
	}
	return string(b), nil
}
