package forms

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/gourd-go/gourd"
)

// Choice is something that a field may be: what is sent, and what the user sees.
type Choice struct{ Value, Label string }

// Chooser is what a form's struct, or the pointer to it, may implement for choices
// that are not always the same. It is asked once a request for each field without a
// choices tag whose input is select, radio or checks; the struct has its initial
// values then. A field that is sent with another value is not valid.
type Chooser interface {
	Choices(c *gourd.Ctx, field string) ([]Choice, error)
}

// parseChoices reads "red=Red,green=Green"; a choice without a label is its own.
func parseChoices(tag reflect.StructTag) ([]Choice, error) {
	text, ok := tag.Lookup("choices")
	if !ok {
		return nil, nil
	}
	var choices []Choice
	for part := range strings.SplitSeq(text, ",") {
		value, label, labelled := strings.Cut(part, "=")
		if !labelled {
			label = value
		}
		if part == "" || slices.ContainsFunc(choices, func(c Choice) bool { return c.Value == value }) {
			return nil, fmt.Errorf("its choices are %q, want different ones like red=Red,green=Green", text)
		}
		choices = append(choices, Choice{value, label})
	}
	return choices, nil
}

// loadChoices finds out what may be chosen.
func (s *sheet) loadChoices(values reflect.Value) error {
	for _, f := range s.kind.fields {
		if !f.isChoice() || f.choices != nil {
			continue
		}
		choices, err := values.Addr().Interface().(Chooser).Choices(s.ctx, f.name)
		if err != nil {
			return err
		}
		if s.choices == nil {
			s.choices = map[string][]Choice{}
		}
		s.choices[f.name] = choices
	}
	return nil
}

func (s *sheet) choicesOf(f *field) []Choice {
	if f.choices != nil {
		return f.choices
	}
	return s.choices[f.name]
}

// unchosen says in words what is wrong with values that cannot be chosen. Without a
// value nothing is.
func (s *sheet) unchosen(f *field, values []string) (reason string) {
	if !f.isChoice() {
		return ""
	}
	if !f.many && len(values) > 1 {
		values = values[:1]
	}
	choices := s.choicesOf(f)
	for _, v := range values {
		if v != "" && !slices.ContainsFunc(choices, func(c Choice) bool { return c.Value == v }) {
			return "is not one of the choices"
		}
	}
	return ""
}
