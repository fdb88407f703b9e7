package gourd

import (
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"strings"

	"github.com/go-playground/validator/v10"

	"github.com/gourd-go/gourd/internal/convert"
	"github.com/gourd-go/gourd/rule"
)

// Op registers an API operation: a view whose input is a struct that is filled in
// from the request and checked. Each field says by its tag where it comes from, and
// from nowhere else:
//
//	type NewNote struct {
//		Board  int    `path:"board"`
//		Notify bool   `query:"notify"`
//		Key    string `header:"Idempotency-Key"`
//		Title  string `json:"title" validate:"required,max=200"`
//	}
//
//	app.Op("POST", "/boards/<int:board>/notes", func(c *gourd.Ctx, in NewNote) (Note, error) { … })
//
// The tags are path, query, header, form and json (a member of the body's object),
// or body:"json" for a field that takes the whole body. A default:"…" tag stands in
// for a query, header or form value that is missing. The rules of the validate tag
// are those of go-playground/validator.
//
// A struct with a field whose source is not there, or with form and JSON fields
// both, is refused when it is registered. A value that does not fit its field, or
// that breaks a rule, is a 422 that names the fields; a body that is no JSON a 400.
// Errors are answered as JSON.
func (b *Blueprint) Op[In, Out any](method, pattern string, op func(c *Ctx, in In) (Out, error)) *Route {
	if op == nil {
		misuse("the operation %s %s at %s is nil", method, pattern, caller())
	}
	bind, err := binderFor[In]()
	if err != nil {
		misuse("the operation %s %s at %s cannot take a %s: %v", method, pattern, caller(), reflect.TypeFor[In](), err)
	}
	view := func(c *Ctx) (Out, error) {
		in, err := bind.read(c)
		if err != nil {
			var none Out
			return none, err
		}
		return op(c, in.(In))
	}
	r := b.add(pattern, compileView(pattern, view), op, method)
	r.operation, r.arguments = true, bind.arguments
	return r
}

// InvalidField is what is wrong with one field of an operation's input.
type InvalidField struct {
	Field  string `json:"field"`  // its name in the request
	Source string `json:"source"` // path, query, header, form or json
	Reason string `json:"reason"`
}

// InvalidError says what is wrong with an operation's input: 422.
type InvalidError struct{ Fields []InvalidField }

func (e *InvalidError) Error() string {
	reasons := make([]string, len(e.Fields))
	for i, f := range e.Fields {
		reasons[i] = f.Source + " " + f.Field + " " + f.Reason
	}
	return "gourd: the input is not valid: " + strings.Join(reasons, "; ")
}

// HTTPStatus returns 422.
func (e *InvalidError) HTTPStatus() int { return http.StatusUnprocessableEntity }

func asInvalid(err error) (*InvalidError, bool) {
	var invalid *InvalidError
	ok := errors.As(err, &invalid)
	return invalid, ok
}

// binder fills in an operation's input.
type binder struct {
	t      reflect.Type
	fields []boundField
	json   bool  // some fields are members of the body's object
	body   []int // index of the field that takes the whole body
	form   bool
	// arguments are those that the rule has to have.
	arguments []string
	validate  *validator.Validate
}

// boundField is a field that is filled in from one place of the request.
type boundField struct {
	index    []int
	source   string
	name     string
	standIn  string
	hasStand bool
	many     bool // a slice takes all values of the name
}

var sources = [...]string{"path", "query", "header", "form", "json"}

func binderFor[In any]() (*binder, error) {
	t := reflect.TypeFor[In]()
	if t.Kind() != reflect.Struct {
		return nil, fmt.Errorf("an operation's input is a struct")
	}
	b := &binder{t: t, validate: newValidator()}
	if err := b.collect(t, nil); err != nil {
		return nil, err
	}
	if b.form && (b.json || b.body != nil) {
		return nil, errors.New("it has form and JSON fields, but a request has one body")
	}
	if b.json && b.body != nil {
		return nil, errors.New("it has json fields beside one with body:\"json\", which takes the whole body")
	}
	if err := b.tryRules(); err != nil {
		return nil, err
	}
	for _, f := range b.fields {
		if f.source == "path" {
			b.arguments = append(b.arguments, f.name)
		}
	}
	return b, nil
}

// tryRules has the validator read the validate tags, since it panics at those that
// it does not know.
func (b *binder) tryRules() (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("a validate tag cannot be read: %v", v)
		}
	}()
	b.check(reflect.New(b.t).Interface(), &InvalidError{})
	return nil
}

// collect walks the struct's fields, embedded structs included.
func (b *binder) collect(t reflect.Type, at []int) error {
	for i := range t.NumField() {
		f := t.Field(i)
		index := append(append([]int(nil), at...), i)
		source, name, err := sourceOf(f)
		switch {
		case err != nil:
			return err
		case source == "" && f.Anonymous && f.Type.Kind() == reflect.Struct:
			if err := b.collect(f.Type, index); err != nil {
				return err
			}
		case source == "" && f.IsExported():
			return fmt.Errorf("its field %s says by no tag where it comes from: path, query, header, form, json or body", f.Name)
		case source == "":
		case !f.IsExported():
			return fmt.Errorf("its field %s has a %s tag, but is not exported", f.Name, source)
		case source == "json":
			b.json = true
		case source == "body":
			if name != "json" || b.body != nil {
				return fmt.Errorf("its field %s has the tag body:%q; one field may have body:\"json\"", f.Name, name)
			}
			b.body = index
		default:
			if err := b.bind(f, index, source, name); err != nil {
				return err
			}
		}
	}
	return nil
}

func (b *binder) bind(f reflect.StructField, index []int, source, name string) error {
	to := boundField{index: index, source: source, name: name}
	to.standIn, to.hasStand = f.Tag.Lookup("default")
	element := f.Type
	if element.Kind() == reflect.Slice && source != "path" {
		to.many, element = true, element.Elem()
	}
	ofItsOwn := source == "form" && isUpload(f.Type) || source == "path" && f.Type == reflect.TypeFor[rule.UUID]()
	if !convert.Can(element) && !ofItsOwn {
		return fmt.Errorf("its field %s is a %s, which one value of a %s cannot become", f.Name, f.Type, source)
	}
	if to.hasStand {
		if err := convert.Set(reflect.New(element).Interface(), to.standIn); err != nil {
			return fmt.Errorf("the default %q of its field %s is no %s", to.standIn, f.Name, element)
		}
	}
	b.form = b.form || source == "form"
	b.fields = append(b.fields, to)
	return nil
}

// sourceOf reads the one tag that says where a field comes from.
func sourceOf(f reflect.StructField) (source, name string, err error) {
	for _, s := range append(sources[:], "body") {
		tag, ok := f.Tag.Lookup(s)
		if !ok || s == "json" && tag == "-" {
			continue
		}
		if source != "" {
			return "", "", fmt.Errorf("its field %s has the tags %s and %s, but comes from one place", f.Name, source, s)
		}
		source = s
		name, _, _ = strings.Cut(tag, ",")
		if name == "" && s != "json" {
			return "", "", fmt.Errorf("its field %s has an empty %s tag; it says the name", f.Name, s)
		}
	}
	return source, name, nil
}

// read makes the input of a request.
func (b *binder) read(c *Ctx) (any, error) {
	in := reflect.New(b.t)
	if b.json {
		if err := c.readJSON(in.Interface()); err != nil {
			return nil, misfit(err)
		}
		b.clearBound(in.Elem()) // a member of the body is not a query value
	}
	if b.body != nil {
		if err := c.readJSON(in.Elem().FieldByIndex(b.body).Addr().Interface()); err != nil {
			return nil, misfit(err)
		}
	}
	invalid := &InvalidError{}
	for _, f := range b.fields {
		reason, err := f.read(c, in.Elem().FieldByIndex(f.index))
		if err != nil {
			return nil, err
		}
		if reason != "" {
			invalid.Fields = append(invalid.Fields, InvalidField{Field: f.name, Source: f.source, Reason: reason})
		}
	}
	if len(invalid.Fields) == 0 {
		b.check(in.Interface(), invalid)
	}
	if len(invalid.Fields) > 0 {
		return nil, invalid
	}
	return in.Elem().Interface(), nil
}

// clearBound keeps JSON out of the fields that come from elsewhere.
func (b *binder) clearBound(in reflect.Value) {
	for _, f := range b.fields {
		in.FieldByIndex(f.index).SetZero()
	}
}
