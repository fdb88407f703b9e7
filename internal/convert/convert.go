// Package convert turns the text of requests into Go values and says in plain words what is wrong with it: the part that
// operations (gourd.App.Op) and package forms share.
//
// It knows no requests and no tags.
package convert

import (
	"encoding"
	"fmt"
	"reflect"
	"strconv"
	"time"

	"github.com/go-playground/validator/v10"
)

// TypeName is a type in the words of a client.
func TypeName(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Bool:
		return "true or false"
	case reflect.Float32, reflect.Float64:
		return "a number"
	case reflect.Int64:
		if t == reflect.TypeFor[time.Duration]() {
			return "a duration like 90s"
		}
		return "a whole number"
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return "a whole number"
	case reflect.Pointer:
		return TypeName(t.Elem())
	}
	if t == reflect.TypeFor[time.Time]() {
		return "a time like 2006-01-02T15:04:05Z"
	}
	return "a " + t.String()
}

// Can reports whether Set knows the type.
func Can(t reflect.Type) bool {
	if reflect.PointerTo(t).Implements(reflect.TypeFor[encoding.TextUnmarshaler]()) {
		return true
	}
	switch t.Kind() {
	case reflect.String, reflect.Bool, reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Float32, reflect.Float64:
		return true
	case reflect.Pointer:
		return Can(t.Elem())
	}
	return false
}

// Set gives *to the value that s stands for, by to's kind.
func Set(to any, s string) error {
	switch p := to.(type) {
	case *time.Duration:
		d, err := time.ParseDuration(s)
		*p = d
		return err
	case encoding.TextUnmarshaler:
		return p.UnmarshalText([]byte(s))
	}
	v := reflect.ValueOf(to).Elem()
	switch {
	case v.Kind() == reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		return Set(v.Interface(), s)
	case v.Kind() == reflect.String:
		v.SetString(s)
		return nil
	case v.Kind() == reflect.Bool:
		b, err := ParseBool(s)
		v.SetBool(b)
		return err
	case v.CanInt():
		n, err := strconv.ParseInt(s, 10, v.Type().Bits())
		v.SetInt(n)
		return err
	case v.CanUint():
		n, err := strconv.ParseUint(s, 10, v.Type().Bits())
		v.SetUint(n)
		return err
	case v.CanFloat():
		n, err := strconv.ParseFloat(s, v.Type().Bits())
		v.SetFloat(n)
		return err
	}
	return fmt.Errorf("convert: text cannot become a %s", v.Type())
}

// ParseBool also knows what a form's check box sends.
func ParseBool(s string) (bool, error) {
	switch s {
	case "on", "yes":
		return true, nil
	case "off", "no":
		return false, nil
	}
	return strconv.ParseBool(s)
}

// RuleText says which rule was broken.
func RuleText(e validator.FieldError) string {
	size := ""
	switch e.Kind() {
	case reflect.String:
		size = " characters"
	case reflect.Slice, reflect.Map, reflect.Array:
		size = " elements"
	}
	switch e.Tag() {
	case "required":
		return "is required"
	case "min", "gte":
		return "has to be at least " + e.Param() + size
	case "max", "lte":
		return "has to be at most " + e.Param() + size
	case "gt":
		return "has to be more than " + e.Param() + size
	case "lt":
		return "has to be less than " + e.Param() + size
	case "len":
		return "has to be exactly " + e.Param() + size
	case "email":
		return "has to be an e-mail address"
	case "url", "http_url":
		return "has to be a URL"
	case "eqfield":
		return "has to be the same as " + e.Param()
	case "oneof":
		return "has to be one of " + e.Param()
	}
	if e.Param() != "" {
		return "breaks the rule " + e.Tag() + "=" + e.Param()
	}
	return "breaks the rule " + e.Tag()
}
