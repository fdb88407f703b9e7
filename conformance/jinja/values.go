package jinja

import (
	"bytes"
	"encoding/json/jsontext"
	"errors"
	"fmt"
	"math"
	"math/big"
	"strconv"
	"strings"
	"time"

	"github.com/gourd-go/gourd/jinja"
)

type rawValue = jsontext.Value

// Context is what a template is rendered with: an object of JSON. As in Python its members
// keep their order, a number with a point or an exponent is a float and every other one an
// integer of any size; NaN, Infinity and -Infinity are numbers. An object whose only member
// begins with "$" is a value that JSON lacks; see [special].
type Context struct{ raw rawValue }

// UnmarshalJSON keeps an object.
func (c *Context) UnmarshalJSON(text []byte) error {
	if kind := rawValue(text).Kind(); kind != '{' {
		return fmt.Errorf("%s stands where an object of named values is expected", text)
	}
	c.raw = bytes.Clone(text)
	return nil
}

// MarshalJSON writes the object as it was read.
func (c Context) MarshalJSON() ([]byte, error) { return c.raw, nil }

// IsZero reports whether there is no context.
func (c Context) IsZero() bool { return c.raw == nil }

// data makes the values, anew for each rendering.
func (c Context) data() (jinja.Map, error) {
	data := jinja.Map{}
	if c.raw == nil {
		return data, nil
	}
	pairs, err := readPairs(jsontext.NewDecoder(bytes.NewReader(c.raw)))
	for _, p := range pairs {
		if p.value != (missing{}) {
			data[p.name] = p.value
		}
	}
	return data, err
}

// pair is a member of an object.
type pair struct {
	name  string
	value any
}

// missing is a value that Python has and this side cannot: an undefined one, which is made
// here by leaving it out.
type missing struct{}

// readPairs reads an object.
func readPairs(d *jsontext.Decoder) ([]pair, error) {
	if _, err := d.ReadToken(); err != nil {
		return nil, err
	}
	pairs := []pair{}
	for d.PeekKind() != '}' {
		name, err := d.ReadToken()
		if err != nil {
			return nil, err
		}
		p := pair{name: name.String()}
		if strings.HasPrefix(p.name, "$") {
			p.value, err = d.ReadValue()
			p.value = rawValue(bytes.Clone(p.value.(rawValue)))
		} else {
			p.value, err = readValue(d)
		}
		if err != nil {
			return nil, err
		}
		pairs = append(pairs, p)
	}
	_, err := d.ReadToken()
	return pairs, err
}

// readValue reads any value with the types of Python.
func readValue(d *jsontext.Decoder) (any, error) {
	switch d.PeekKind() {
	case '{':
		return readObject(d)
	case '[':
		list, err := readList(d)
		if err != nil {
			return nil, err
		}
		return jinja.NewList(list...), nil
	}
	t, err := d.ReadToken()
	if err != nil {
		return nil, err
	}
	switch t.Kind() {
	case 'n':
		return nil, nil
	case 't', 'f':
		return t.Bool(), nil
	case '"':
		return t.String(), nil
	}
	return pythonNumber(t.String())
}

// readObject reads a dict, or what an object stands for.
func readObject(d *jsontext.Decoder) (any, error) {
	pairs, err := readPairs(d)
	if err != nil {
		return nil, err
	}
	dict := jinja.NewDict()
	for _, p := range pairs {
		raw, dollar := p.value.(rawValue)
		switch {
		case dollar && len(pairs) == 1:
			return special(p.name, raw)
		case dollar:
			return nil, fmt.Errorf("%s has company; it must be the object's only member", p.name)
		case p.value == missing{}:
			return nil, fmt.Errorf("%q is undefined, which only a variable of the context can be", p.name)
		}
		dict.Set(p.name, p.value)
	}
	return dict, nil
}

func readList(d *jsontext.Decoder) ([]any, error) {
	list := []any{}
	if _, err := d.ReadToken(); err != nil {
		return nil, err
	}
	for d.PeekKind() != ']' {
		v, err := readValue(d)
		if err != nil {
			return nil, err
		}
		if v == (missing{}) {
			return nil, errors.New("a list has an undefined value, which only a variable of the context can be")
		}
		list = append(list, v)
	}
	_, err := d.ReadToken()
	return list, err
}

// special is the value of an object whose only member is named kind:
//
//	{"$markup": "<b>"}        a Markup
//	{"$tuple": [1, 2]}        a tuple
//	{"$object": {"a": 1}}     an object with these attributes and no items
//	{"$html": "<b>"}          an object whose __html__() is that, and whose str() is "plain"
//	{"$datetime": "2024-01-02T03:04:05"}  a time, in UTC unless it has a zone
//	{"$call": "add"}          a function; see functions
//	{"$undefined": "name"}    an undefined value, for a variable of the context
//	{"$float": "nan"}         how NaN and Infinity arrive here
func special(kind string, raw rawValue) (any, error) {
	d := jsontext.NewDecoder(bytes.NewReader(raw))
	switch kind {
	case "$object":
		if raw.Kind() != '{' {
			return nil, fmt.Errorf("$object has %s, want an object", raw)
		}
		pairs, err := readPairs(d)
		members := make(map[string]any, len(pairs))
		for _, p := range pairs {
			members[p.name] = p.value
		}
		return &object{members}, err
	case "$tuple":
		if raw.Kind() != '[' {
			return nil, fmt.Errorf("$tuple has %s, want a list", raw)
		}
		list, err := readList(d)
		return jinja.Tuple(list), err
	}
	t, err := d.ReadToken()
	if err != nil {
		return nil, err
	}
	if t.Kind() != '"' {
		return nil, fmt.Errorf("%s has %s, want a string", kind, raw)
	}
	return named(kind, t.String())
}

// named is special for the kinds that have a string.
func named(kind, text string) (any, error) {
	switch kind {
	case "$markup":
		return jinja.Markup(text), nil
	case "$html":
		return &hypertext{text}, nil
	case "$float":
		return strconv.ParseFloat(text, 64)
	case "$undefined":
		return missing{}, nil
	case "$datetime":
		for _, layout := range [...]string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02"} {
			if t, err := time.Parse(layout, text); err == nil {
				return t, nil
			}
		}
		return nil, fmt.Errorf("$datetime has %q, want a time like 2024-01-02T03:04:05", text)
	case "$call":
		f, known := functions[text]
		if !known {
			return nil, fmt.Errorf("$call has %q, want add, echo, fail, markup or upper", text)
		}
		return f, nil
	}
	return nil, fmt.Errorf("there is no kind of value %s", kind)
}

// pythonNumber reads a number of JSON as Python does.
func pythonNumber(text string) (any, error) {
	if strings.ContainsAny(text, ".eE") {
		f, err := strconv.ParseFloat(text, 64)
		if errors.Is(err, strconv.ErrRange) {
			err = nil // infinite, or 0
		}
		return f, err
	}
	if i, err := strconv.ParseInt(text, 10, 64); err == nil {
		return int(i), nil
	}
	n, ok := new(big.Int).SetString(text, 10)
	if !ok {
		return nil, fmt.Errorf("%q is no number", text)
	}
	return n, nil
}

// withoutConstants writes the numbers that Python's json takes and JSON lacks, NaN,
// Infinity and -Infinity, as objects that stand for them.
func withoutConstants(text []byte) []byte {
	var out []byte
	inString := false
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case inString && c == '\\' && i+1 < len(text):
			out = append(out, c, text[i+1])
			i++
			continue
		case c == '"':
			inString = !inString
		case !inString:
			if word, float := constantAt(text[i:]); word > 0 {
				out = append(out, `{"$float": "`+float+`"}`...)
				i += word - 1
				continue
			}
		}
		out = append(out, c)
	}
	return out
}

// constantAt returns the length of the constant that text begins with, 0 if it does with
// none, and how it is written.
func constantAt(text []byte) (length int, float string) {
	for word, float := range map[string]float64{"NaN": math.NaN(), "Infinity": math.Inf(1), "-Infinity": math.Inf(-1)} {
		if bytes.HasPrefix(text, []byte(word)) {
			return len(word), strconv.FormatFloat(float, 'g', -1, 64)
		}
	}
	return 0, ""
}
