package forms

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strings"

	"github.com/go-playground/validator/v10"

	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/internal/convert"
)

// Errors says what is wrong with a form: a sentence by the name of each field; under
// "" what belongs to none.
type Errors map[string]string

// Validator is what a form's struct, or the pointer to it, may implement to check
// what concerns several fields, or the database. It is asked when each field by
// itself is right. Its error fails the request; what it returns beside stands at the
// fields.
type Validator interface {
	Validate(c *gourd.Ctx) (Errors, error)
}

// Form is a form of a request: a new one, or one that was sent. It is made by
// [Bind] and ends with the request.
type Form[T any] struct {
	Values T      // what the fields have; of a form that is not valid, what could be read
	Errors Errors // what is wrong; empty: nothing

	sheet
}

// sheet is what a form knows beside its values.
type sheet struct {
	ctx     *gourd.Ctx
	kind    *kind
	sent    bool
	typed   map[string][]string // as it was sent
	choices map[string][]Choice
}

// Bind makes the form of a request. One that is GET, HEAD or OPTIONS has a new form,
// with the values of initial if they are given, or else the defaults of the tags.
// Otherwise the form was sent, and is filled in from the request's body and checked;
// of initial it has the fields without a form tag.
//
// The errors are those that have to be answered: the body is no form (415, 400, 413),
// its CSRF token is missing or wrong (400), or T cannot be a form, which is a mistake
// of the program (500). What is wrong with the fields stands in [Form.Errors].
func Bind[T any](c *gourd.Ctx, initial ...T) (*Form[T], error) {
	if len(initial) > 1 {
		return nil, fmt.Errorf("forms: Bind takes one initial value, but got %d", len(initial))
	}
	k, err := kindOf(c.App(), reflect.TypeFor[T]())
	if err != nil {
		return nil, err
	}
	f := &Form[T]{Errors: Errors{}, sheet: sheet{ctx: c, kind: k}}
	if len(initial) == 1 {
		f.Values = initial[0]
	}
	values := reflect.ValueOf(&f.Values).Elem()
	if err := f.loadChoices(values); err != nil {
		return nil, err
	}
	if !changes(c.Method()) {
		if len(initial) == 0 {
			k.setDefaults(values)
		}
		return f, nil
	}
	f.sent = true
	if err := protectForm(c); err != nil {
		return nil, err
	}
	sent, err := c.Form()
	if err != nil {
		return nil, err
	}
	f.fill(sent, values, f.Errors)
	return f, f.check(values, f.Errors)
}

// Check reports whether T can be a form, for a test of the application's forms. Its
// error says what is wrong with the struct's tags.
func Check[T any]() error {
	_, err := newKind(reflect.TypeFor[T]())
	return err
}

// Sent reports whether the form was sent, rather than asked for.
func (f *Form[T]) Sent() bool { return f.sent }

// Valid reports whether the form was sent and nothing is wrong with it.
func (f *Form[T]) Valid() bool { return f.sent && len(f.Errors) == 0 }

// AddError says what else is wrong with a field, "" for the form as a whole: what
// only the view has found. A field keeps its first error.
func (f *Form[T]) AddError(name, text string) {
	if name != "" {
		f.kind.mustHave(name)
	}
	f.Errors.add(name, text)
}

func (e Errors) add(name, text string) {
	if _, taken := e[name]; !taken {
		e[name] = text
	}
}

// Field returns the field of that name, to be shown on a page. A name that the form
// does not have is a mistake of the program and panics.
func (f *Form[T]) Field(name string) Field {
	return f.field(f.kind.mustHave(name), reflect.ValueOf(&f.Values).Elem(), f.Errors)
}

// Fields returns all fields in the order of the struct.
func (f *Form[T]) Fields() []Field {
	values := reflect.ValueOf(&f.Values).Elem()
	all := make([]Field, len(f.kind.fields))
	for i, own := range f.kind.fields {
		all[i] = f.field(own, values, f.Errors)
	}
	return all
}

// changes reports whether requests of that method change something, so that they
// carry a form that was sent.
func changes(method string) bool {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodOptions, http.MethodTrace:
		return false
	}
	return true
}

// fill reads what was sent into the fields.
func (s *sheet) fill(sent *gourd.Form, values reflect.Value, wrong Errors) {
	s.typed = sent.Values
	for _, f := range s.kind.fields {
		to := values.FieldByIndex(f.index)
		to.SetZero()
		if f.upload {
			f.setUploads(to, sent.Files[f.name])
			continue
		}
		if reason := f.read(to, sent.All(f.name)); reason != "" {
			wrong.add(f.name, f.complaint(reason))
		} else if reason := s.unchosen(f, sent.All(f.name)); reason != "" {
			wrong.add(f.name, f.complaint(reason))
		}
	}
}

// check applies the rules of the tags, and those of the struct's own method when
// they all hold.
func (s *sheet) check(values reflect.Value, wrong Errors) error {
	var broken validator.ValidationErrors
	if err := s.kind.validate.Struct(values.Addr().Interface()); errors.As(err, &broken) {
		for _, e := range broken {
			s.kind.complain(e, wrong)
		}
	} else if err != nil {
		return fmt.Errorf("forms: the rules of %s: %w", s.kind.t, err)
	}
	v, ok := values.Addr().Interface().(Validator)
	if len(wrong) > 0 || !ok {
		return nil
	}
	more, err := v.Validate(s.ctx)
	if err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(more)) {
		if name != "" && s.kind.byName[name] == nil {
			return fmt.Errorf("forms: Validate of %s returned an error for the field %q, but the form has no such field: %s", s.kind.t, name, more[name])
		}
		wrong.add(name, more[name])
	}
	return nil
}

// complain says which rule a field breaks.
func (k *kind) complain(e validator.FieldError, wrong Errors) {
	parts := strings.Split(e.Namespace(), ".")
	if k.t.Name() != "" {
		parts = parts[1:] // the struct's own
	}
	for _, part := range slices.Backward(parts) {
		name, _, _ := strings.Cut(part, "[")
		if f := k.byName[name]; f != nil {
			wrong.add(name, f.complaint(k.reason(e)))
			return
		}
	}
	wrong.add("", sentence(e.Field(), k.reason(e))) // a field that the form does not show
}

// reason is the broken rule in words, with labels in the place of struct fields.
func (k *kind) reason(e validator.FieldError) string {
	if other := k.byField[e.Param()]; other != nil && e.Tag() == "eqfield" {
		return "has to be the same as " + other.label
	}
	return convert.RuleText(e)
}

// complaint is what stands at the field.
func (f *field) complaint(reason string) string {
	if f.message != "" {
		return f.message
	}
	return sentence(f.label, reason)
}

func sentence(label, reason string) string { return label + " " + reason + "." }
