package gourd

import (
	"encoding/json/jsontext"
	jsonv2 "encoding/json/v2"
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/go-playground/validator/v10"

	"github.com/gourd-go/gourd/internal/convert"
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
		return reasonOf(convert.Set(to.Addr().Interface(), values[0]), values[0], to.Type()), nil
	}
	list := reflect.MakeSlice(to.Type(), len(values), len(values))
	for i, v := range values {
		if reason := reasonOf(convert.Set(list.Index(i).Addr().Interface(), v), v, list.Index(i).Type()); reason != "" {
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
	return fmt.Sprintf("is %q, want %s", text, convert.TypeName(t))
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
		want = convert.TypeName(wrong.GoType)
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
		invalid.Fields = append(invalid.Fields, InvalidField{Field: nestedName(e.Namespace()), Source: source, Reason: convert.RuleText(e)})
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
