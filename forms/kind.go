package forms

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/go-playground/validator/v10"

	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/internal/convert"
)

// kind is what a struct says about its form.
type kind struct {
	t        reflect.Type
	fields   []*field
	byName   map[string]*field // as in the request
	byField  map[string]*field // as in the struct
	validate *validator.Validate
}

// field is one of a form.
type field struct {
	index   []int
	name    string
	label   string
	message string
	standIn []string // the default
	layout  string   // of a time
	input   string   // how it is rendered
	rules   map[string]string
	choices []Choice
	element reflect.Type // of a slice, or the field's own
	many    bool
	upload  bool
}

type kindKey struct{ t reflect.Type }

// made is a kind, or why there is none.
type made struct {
	kind *kind
	err  error
}

// kindOf returns what t says, which the application remembers.
func kindOf(app *gourd.App, t reflect.Type) (*kind, error) {
	m := app.Memo(kindKey{t}, func() made {
		k, err := newKind(t)
		return made{k, err}
	})
	return m.kind, m.err
}

func newKind(t reflect.Type) (*kind, error) {
	if t.Kind() != reflect.Struct {
		return nil, fmt.Errorf("forms: a form is a struct, not a %s", t)
	}
	k := &kind{t: t, byName: map[string]*field{}, byField: map[string]*field{}, validate: newValidator()}
	if err := k.collect(t, nil); err != nil {
		return nil, fmt.Errorf("forms: %s cannot be a form: %w", t, err)
	}
	if len(k.fields) == 0 {
		return nil, fmt.Errorf("forms: %s cannot be a form: none of its fields has a form tag", t)
	}
	if err := k.tryRules(); err != nil {
		return nil, fmt.Errorf("forms: %s cannot be a form: %w", t, err)
	}
	return k, nil
}

// newValidator names fields as the request does.
func newValidator() *validator.Validate {
	v := validator.New(validator.WithRequiredStructEnabled())
	v.RegisterTagNameFunc(func(f reflect.StructField) string {
		if name := f.Tag.Get("form"); name != "" {
			return name
		}
		return f.Name
	})
	return v
}

// tryRules has the validator read the tags, since it panics at those that it does
// not know.
func (k *kind) tryRules() (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("a validate tag cannot be read: %v", v)
		}
	}()
	_ = k.validate.Struct(reflect.New(k.t).Interface())
	return nil
}

// collect walks the struct's fields, those of embedded structs included.
func (k *kind) collect(t reflect.Type, at []int) error {
	for i := range t.NumField() {
		sf := t.Field(i)
		index := append(append([]int(nil), at...), i)
		name, tagged := sf.Tag.Lookup("form")
		switch {
		case tagged && !sf.IsExported():
			return fmt.Errorf("its field %s has a form tag, but is not exported", sf.Name)
		case tagged && (name == "" || strings.ContainsAny(name, " \"'<>&,")):
			return fmt.Errorf("its field %s has the form tag %q, want a name", sf.Name, name)
		case tagged:
			if err := k.add(sf, index, name); err != nil {
				return fmt.Errorf("its field %s: %w", sf.Name, err)
			}
		case sf.Anonymous && sf.Type.Kind() == reflect.Struct:
			if err := k.collect(sf.Type, index); err != nil {
				return err
			}
		}
	}
	return nil
}

func (k *kind) add(sf reflect.StructField, index []int, name string) (err error) {
	if k.byName[name] != nil {
		return fmt.Errorf("another field has the name %q too", name)
	}
	if name == tokenField {
		return fmt.Errorf("the name %q is that of the form's CSRF token", name)
	}
	f := &field{
		index: index, name: name, element: sf.Type, label: sf.Tag.Get("label"), message: sf.Tag.Get("message"),
		layout: sf.Tag.Get("layout"), rules: rulesOf(sf.Tag.Get("validate")),
	}
	if f.label == "" {
		f.label = labelOf(name)
	}
	switch {
	case sf.Type == reflect.TypeFor[*gourd.Upload]() || sf.Type == reflect.TypeFor[[]*gourd.Upload]():
		f.upload, f.many = true, sf.Type.Kind() == reflect.Slice
	case sf.Type.Kind() == reflect.Slice && !convert.Can(sf.Type):
		f.many, f.element = true, sf.Type.Elem()
	}
	if !f.upload && !convert.Can(f.element) {
		return fmt.Errorf("the text of a form cannot become a %s", sf.Type)
	}
	if f.layout == "" {
		f.layout = time.DateOnly
	} else if base(f.element) != reflect.TypeFor[time.Time]() {
		return fmt.Errorf("it has a layout, but is a %s and no time.Time", sf.Type)
	}
	if f.choices, err = parseChoices(sf.Tag); err != nil {
		return err
	}
	if err := f.chooseInput(sf.Tag.Get("input")); err != nil {
		return err
	}
	if f.isChoice() && f.choices == nil && !reflect.PointerTo(k.t).Implements(reflect.TypeFor[Chooser]()) {
		return errors.New("it is a choice, but has no choices tag, and the struct no method Choices")
	}
	if err := f.takeDefault(sf.Tag); err != nil {
		return err
	}
	k.fields = append(k.fields, f)
	k.byName[name], k.byField[sf.Name] = f, f
	return nil
}

// takeDefault reads the default tag; a list's values stand between commas.
func (f *field) takeDefault(tag reflect.StructTag) error {
	text, ok := tag.Lookup("default")
	if !ok {
		return nil
	}
	if f.upload {
		return errors.New("a file has no default")
	}
	f.standIn = []string{text}
	if f.many {
		f.standIn = strings.Split(text, ",")
	}
	for _, text := range f.standIn {
		if f.set(reflect.New(f.element).Elem(), text) != nil {
			return fmt.Errorf("its default %q is no %s", text, f.element)
		}
	}
	return nil
}

// setDefaults fills in a new form.
func (k *kind) setDefaults(values reflect.Value) {
	for _, f := range k.fields {
		if f.standIn != nil {
			f.read(values.FieldByIndex(f.index), f.standIn)
		}
	}
}

// mustHave returns the field of that name.
func (k *kind) mustHave(name string) *field {
	f := k.byName[name]
	if f == nil {
		names := make([]string, len(k.fields))
		for i, f := range k.fields {
			names[i] = f.name
		}
		panic(fmt.Errorf("forms: %s has no field %q; it has %s", k.t, name, strings.Join(names, ", ")))
	}
	return f
}

// rulesOf are the rules of a validate tag that browsers check too. Those behind dive
// are for a list's elements.
func rulesOf(tag string) map[string]string {
	rules := map[string]string{}
	for rule := range strings.SplitSeq(tag, ",") {
		if rule == "dive" {
			break
		}
		name, value, _ := strings.Cut(rule, "=")
		rules[name] = value
	}
	return rules
}

// labelOf makes a label of a name: "first_name" is First name.
func labelOf(name string) string {
	text := strings.TrimSpace(strings.NewReplacer("_", " ", "-", " ").Replace(name))
	r, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(r)) + text[size:]
}

// base is a type without pointers to it.
func base(t reflect.Type) reflect.Type {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t
}
