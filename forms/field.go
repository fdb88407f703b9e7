package forms

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"
)

// Field is a field of a form as it is shown on a page.
type Field struct {
	Name     string   // in the form, and its id
	Label    string   // what the user calls it
	Type     string   // how it is rendered: text, textarea, select, …
	Value    string   // what was sent, as it was typed, or else what the form has; a list's first
	Values   []string // all of a list
	Error    string   // what is wrong with it; "": nothing
	Required bool     // the form is not valid without it
	Choices  []Choice // of select, radio and checks

	own *field
}

// How a field is rendered.
const (
	inputText     = "text"
	inputPassword = "password"
	inputHidden   = "hidden"
	inputArea     = "textarea"
	inputCheckbox = "checkbox"
	inputNumber   = "number"
	inputFile     = "file"
	inputSelect   = "select"
	inputRadio    = "radio"
	inputChecks   = "checks" // a check box for each choice
)

// inputs are those that may be asked for by the input tag.
var inputs = [...]string{
	inputText, inputPassword, inputHidden, inputArea, inputCheckbox, inputNumber, inputFile, inputSelect, inputRadio, inputChecks,
	"email", "url", "tel", "search", "color", "range", "date", "time", "datetime-local", "month", "week",
}

// chooseInput takes what the tag says, or finds what fits the field.
func (f *field) chooseInput(tag string) error {
	f.input = tag
	if tag == "" {
		f.input = f.fitting()
	}
	isBool := base(f.element).Kind() == reflect.Bool && !f.many
	switch {
	case !slices.Contains(inputs[:], f.input):
		return fmt.Errorf("its input is %q, want one of %s", tag, strings.Join(inputs[:], ", "))
	case f.upload != (f.input == inputFile):
		return fmt.Errorf("its input is %q, but files and nothing else have the input file", f.input)
	case f.input == inputCheckbox && !isBool:
		return fmt.Errorf("its input is a check box, which is for a bool; %q is for a list", inputChecks)
	case f.choices != nil && !f.isChoice():
		return fmt.Errorf("it has choices, but its input is %q, want select, radio or checks", f.input)
	case f.input == inputChecks && !f.many, f.input == inputRadio && f.many:
		return fmt.Errorf("its input is %q, but radio is for one value and checks for a list", f.input)
	}
	return nil
}

// fitting is the input that a field has by itself.
func (f *field) fitting() string {
	t := base(f.element)
	switch {
	case f.upload:
		return inputFile
	case f.choices != nil:
		return inputSelect
	case t == reflect.TypeFor[time.Time]():
		return inputOfLayout(f.layout)
	case t == reflect.TypeFor[time.Duration]():
		return inputText
	case t.Kind() == reflect.Bool && !f.many:
		return inputCheckbox
	case reflect.Zero(t).CanInt(), reflect.Zero(t).CanUint(), reflect.Zero(t).CanFloat():
		return inputNumber
	}
	for _, rule := range [...]string{"email", "url"} {
		if _, ok := f.rules[rule]; ok {
			return rule
		}
	}
	return inputText
}

// inputOfLayout is the input whose values have that layout.
func inputOfLayout(layout string) string {
	switch layout {
	case time.DateOnly:
		return "date"
	case "2006-01-02T15:04", "2006-01-02T15:04:05":
		return "datetime-local"
	case "15:04", time.TimeOnly:
		return "time"
	case "2006-01":
		return "month"
	}
	return inputText
}

// isChoice reports whether the field is one of choices.
func (f *field) isChoice() bool {
	return f.input == inputSelect || f.input == inputRadio || f.input == inputChecks
}

// field makes what is shown of f.
func (s *sheet) field(f *field, values reflect.Value, wrong Errors) Field {
	_, required := f.rules["required"]
	shown := Field{
		Name: f.name, Label: f.label, Type: f.input, Error: wrong[f.name], Required: required,
		Choices: s.choicesOf(f), own: f,
	}
	switch {
	case f.upload:
	case s.sent:
		shown.Values = s.typed[f.name]
	default:
		shown.Values = f.texts(values.FieldByIndex(f.index))
	}
	if len(shown.Values) > 0 {
		shown.Value = shown.Values[0]
	}
	return shown
}

// Checked reports whether a check box is.
func (f Field) Checked() bool { return isChecked(f.Value) }

// Chosen reports whether a choice of that value is.
func (f Field) Chosen(value string) bool { return slices.Contains(f.Values, value) }
