package forms

import (
	"fmt"
	"html/template"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// attributes are those of an element. They are written in the order of their names.
type attributes map[string]string

// noValue is that of an attribute that is there or not: required.
const noValue = "\x00"

// HTML renders the field as an input, a textarea or a select, with what was typed.
// More attributes are given in pairs, and replace those that it has by itself:
//
//	{{ field.html("class", "wide", "rows", "8") }}
//
// Browsers check what they can of the field's rules: required, min and max. A
// password and a file are never shown again. An odd number of arguments, or a name
// that is none, is a mistake of the program and panics.
func (f Field) HTML(extra ...string) template.HTML {
	own := attributes{"name": f.Name}
	if f.Error != "" {
		own["aria-invalid"] = "true"
	}
	var b strings.Builder
	switch f.Type {
	case inputArea:
		f.writeArea(&b, own, extra)
	case inputSelect:
		f.writeSelect(&b, own, extra)
	case inputRadio, inputChecks:
		f.writeChoices(&b, own, extra)
	default:
		f.writeInputs(&b, own, extra)
	}
	return template.HTML(b.String())
}

// LabelHTML renders the field's label, with more attributes as [Field.HTML].
func (f Field) LabelHTML(extra ...string) template.HTML {
	var b strings.Builder
	writeTag(&b, "label", attributes{"for": f.Name}, extra)
	b.WriteString(template.HTMLEscapeString(f.Label))
	b.WriteString("</label>")
	return template.HTML(b.String())
}

func (f Field) writeInputs(b *strings.Builder, own attributes, extra []string) {
	own["type"], own["id"] = f.Type, f.Name
	f.addRules(own)
	values := f.Values
	switch f.Type {
	case inputCheckbox:
		own["value"] = "true"
		if f.Checked() {
			own["checked"] = noValue
		}
		writeTag(b, "input", own, extra)
		return
	case inputFile:
		if f.own != nil && f.own.many {
			own["multiple"] = noValue
		}
		writeTag(b, "input", own, extra)
		return
	case inputPassword:
		values = nil
	}
	if len(values) == 0 {
		values = []string{""}
	}
	if f.own == nil || !f.own.many {
		values = values[:1]
	}
	for i, v := range values {
		if own["value"] = v; i > 0 {
			delete(own, "id")
		}
		writeTag(b, "input", own, extra)
	}
}

// textInputs have a minlength and a maxlength.
var textInputs = [...]string{inputText, inputPassword, inputArea, "email", "url", "tel", "search"}

// addRules has the browser check what it can.
func (f Field) addRules(own attributes) {
	if f.Required {
		own["required"] = noValue
	}
	if f.own == nil {
		return
	}
	numeric, text := f.Type == inputNumber || f.Type == "range", slices.Contains(textInputs[:], f.Type)
	for rule, value := range f.own.rules {
		switch {
		case value == "" || f.own.many:
		case numeric && (rule == "min" || rule == "gte"):
			own["min"] = value
		case numeric && (rule == "max" || rule == "lte"):
			own["max"] = value
		case text && (rule == "min" || rule == "max"):
			own[rule+"length"] = value
		case text && rule == "len":
			own["minlength"], own["maxlength"] = value, value
		}
	}
	if f.Type == inputNumber && reflect.Zero(base(f.own.element)).CanFloat() {
		own["step"] = "any"
	}
}

func (f Field) writeArea(b *strings.Builder, own attributes, extra []string) {
	own["id"] = f.Name
	f.addRules(own)
	writeTag(b, "textarea", own, extra)
	b.WriteString("\n") // which browsers drop, and with it none of the text's own
	b.WriteString(template.HTMLEscapeString(f.Value))
	b.WriteString("</textarea>")
}

func (f Field) writeSelect(b *strings.Builder, own attributes, extra []string) {
	own["id"] = f.Name
	if f.Required {
		own["required"] = noValue
	}
	many := f.own != nil && f.own.many
	if many {
		own["multiple"] = noValue
	}
	writeTag(b, "select", own, extra)
	hasEmpty := slices.ContainsFunc(f.Choices, func(c Choice) bool { return c.Value == "" })
	if !many && !hasEmpty && (!f.Required || f.Value == "") {
		b.WriteString(`<option value=""></option>`)
	}
	for _, c := range f.Choices {
		option := attributes{"value": c.Value}
		if f.isChosen(c.Value) {
			option["selected"] = noValue
		}
		writeTag(b, "option", option, nil)
		b.WriteString(template.HTMLEscapeString(c.Label))
		b.WriteString("</option>")
	}
	b.WriteString("</select>")
}

// writeChoices renders a button or a check box for each choice.
func (f Field) writeChoices(b *strings.Builder, own attributes, extra []string) {
	writeTag(b, "div", attributes{"id": f.Name}, nil)
	own["type"] = inputRadio
	if f.Type == inputChecks {
		own["type"] = inputCheckbox
	} else if f.Required {
		own["required"] = noValue
	}
	for _, c := range f.Choices {
		one := maps.Clone(own)
		one["value"] = c.Value
		if f.isChosen(c.Value) {
			one["checked"] = noValue
		}
		b.WriteString("<label>")
		writeTag(b, "input", one, extra)
		b.WriteString(" ")
		b.WriteString(template.HTMLEscapeString(c.Label))
		b.WriteString("</label>")
	}
	b.WriteString("</div>")
}

// isChosen is Chosen, but of one value only the first counts.
func (f Field) isChosen(value string) bool {
	if f.own != nil && f.own.many {
		return f.Chosen(value)
	}
	return f.Value == value && len(f.Values) > 0
}

// writeTag writes a start tag.
func writeTag(b *strings.Builder, name string, own attributes, extra []string) {
	if len(extra)%2 != 0 {
		panic(fmt.Errorf("forms: the attributes %q are not in pairs of name and value", extra))
	}
	all := own
	if len(extra) > 0 {
		all = maps.Clone(own)
		for i := 0; i < len(extra); i += 2 {
			if !isAttribute(extra[i]) {
				panic(fmt.Errorf("forms: %q is no name of an attribute", extra[i]))
			}
			all[extra[i]] = extra[i+1]
		}
	}
	b.WriteString("<" + name)
	for _, key := range slices.Sorted(maps.Keys(all)) {
		b.WriteString(" " + key)
		if value := all[key]; value != noValue {
			b.WriteString(`="` + template.HTMLEscapeString(value) + `"`)
		}
	}
	b.WriteString(">")
}

// isAttribute reports whether name may stand in a tag as it is.
func isAttribute(name string) bool {
	for i := range len(name) {
		c := name[i]
		if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (i == 0 || (c < '0' || c > '9') && strings.IndexByte("-_.:", c) < 0) {
			return false
		}
	}
	return name != ""
}
