package gourd

import (
	"encoding"
	"encoding/json/jsontext"
	jsonv2 "encoding/json/v2"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/go-playground/validator/v10"

	"github.com/gourd-go/gourd/rule"
)

// read fills in the field. reason says what is wrong with the value; err is the
// body's.
func (f *boundField) read(c *Ctx, to reflect.Value) (reason string, err error) {
	var values []string
	switch f.source {
	case "path":
		if v, ok := c.matched.Lookup(f.name); ok {
			if id, ok := to.Addr().Interface().(*rule.UUID); ok && v.Kind() == rule.KindUUID {
				*id = v.UUID()
				return "", nil
			}
			values = []string{c.argText(v)}
		}
	case "query":
		values = c.QueryAll(f.name)
	case "header":
		values = c.HeaderAll(f.name)
	case "form":
		form, err := c.Form()
		if err != nil {
			return "", err
		}
		if isUpload(to.Type()) {
			setUploads(to, form.Files[f.name])
			return "", nil
		}
		values = form.All(f.name)
	}
	if len(values) == 0 {
		if !f.hasStand {
			return "", nil
		}
		values = []string{f.standIn}
	}
	if !f.many {
		return reasonOf(setKind(to.Addr().Interface(), values[0]), values[0], to.Type()), nil
	}
	list := reflect.MakeSlice(to.Type(), len(values), len(values))
	for i, v := range values {
		if reason := reasonOf(setKind(list.Index(i).Addr().Interface(), v), v, list.Index(i).Type()); reason != "" {
			return reason, nil
		}
	}
	to.Set(list)
	return "", nil
}

func reasonOf(err error, text string, t reflect.Type) string {
	if err == nil {
		return ""
	}
	return fmt.Sprintf("is %q, want %s", text, kindName(t))
}

// kindName is a type in the words of a client.
func kindName(t reflect.Type) string {
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
		return kindName(t.Elem())
	}
	if t == reflect.TypeFor[time.Time]() {
		return "a time like 2006-01-02T15:04:05Z"
	}
	return "a " + t.String()
}

func isUpload(t reflect.Type) bool {
	return t == reflect.TypeFor[*Upload]() || t == reflect.TypeFor[[]*Upload]()
}

func setUploads(to reflect.Value, files []*Upload) {
	switch p := to.Addr().Interface().(type) {
	case *[]*Upload:
		*p = files
	case **Upload:
		if len(files) > 0 {
			*p = files[0]
		}
	}
}

// canSetKind reports whether setKind knows the type.
func canSetKind(t reflect.Type) bool {
	if reflect.PointerTo(t).Implements(reflect.TypeFor[encoding.TextUnmarshaler]()) {
		return true
	}
	switch t.Kind() {
	case reflect.String, reflect.Bool, reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Float32, reflect.Float64:
		return true
	case reflect.Pointer:
		return canSetKind(t.Elem())
	}
	return false
}

// setKind gives *to the value that s stands for, by to's kind.
func setKind(to any, s string) error {
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
		return setKind(v.Interface(), s)
	case v.Kind() == reflect.String:
		v.SetString(s)
		return nil
	case v.Kind() == reflect.Bool:
		b, err := parseBool(s)
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
	return fmt.Errorf("gourd: text cannot become a %s", v.Type())
}

// parseBool also knows what a form's check box sends.
func parseBool(s string) (bool, error) {
	switch s {
	case "on", "yes":
		return true, nil
	case "off", "no":
		return false, nil
	}
	return strconv.ParseBool(s)
}

// embedded is the name of an embedded struct, which the request does not have.
const embedded = "embedded:"

// misfit makes a member of the body that is of another type than its field a 422 that
// names it.
func misfit(err error) error {
	var wrong *jsonv2.SemanticError
	if !errors.As(err, &wrong) || wrong.JSONKind == jsontext.KindInvalid {
		return err
	}
	var names []string
	for name := range wrong.JSONPointer.Tokens() {
		names = append(names, name)
	}
	want := "another type"
	if wrong.GoType != nil {
		want = kindName(wrong.GoType)
	}
	return &InvalidError{Fields: []InvalidField{{Field: strings.Join(names, "."), Source: "json", Reason: "is a JSON " + wrong.JSONKind.String() + ", want " + want}}}
}

// newValidator names fields as the request does.
func newValidator() *validator.Validate {
	v := validator.New(validator.WithRequiredStructEnabled())
	v.RegisterTagNameFunc(func(f reflect.StructField) string {
		source, name, _ := sourceOf(f)
		if source == "" && f.Anonymous {
			return embedded
		}
		if source == "body" {
			return embedded // the whole body: its members stand at the top
		}
		if name == "" {
			name = f.Name
		}
		if source == "" {
			source = "json"
		}
		return source + ":" + name
	})
	return v
}

// check applies the validate tags.
func (b *binder) check(in any, invalid *InvalidError) {
	err := b.validate.Struct(in)
	var broken validator.ValidationErrors
	if !errors.As(err, &broken) {
		return
	}
	for _, e := range broken {
		source, _, _ := strings.Cut(e.Field(), ":")
		invalid.Fields = append(invalid.Fields, InvalidField{Field: nestedName(e.Namespace()), Source: source, Reason: ruleText(e)})
	}
}

// nestedName is a field's path in the request: "author.name".
func nestedName(namespace string) string {
	var names []string
	for _, part := range strings.Split(namespace, ".")[1:] {
		if part == embedded {
			continue
		}
		if _, name, ok := strings.Cut(part, ":"); ok {
			part = name
		}
		names = append(names, part)
	}
	return strings.Join(names, ".")
}

// ruleText says which rule was broken.
func ruleText(e validator.FieldError) string {
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
	case "oneof":
		return "has to be one of " + e.Param()
	}
	if e.Param() != "" {
		return "breaks the rule " + e.Tag() + "=" + e.Param()
	}
	return "breaks the rule " + e.Tag()
}
