package flask

import (
	"bytes"
	"encoding/json/jsontext"
	"encoding/json/v2"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"
)

// Pair is a named value.
type Pair struct {
	Name  string
	Value any // nil, bool, int, *big.Int, float64, string, []any or map[string]any
}

// Values are named values of any type of JSON, in the order of the file, which is
// that of the query of a URL that is built. As in Python a number with a point or an
// exponent is a float, and every other one an integer.
type Values struct {
	Pairs []Pair
	raw   jsontext.Value
}

// Methods are a rule's methods: a list, or what Flask refuses.
type Methods struct {
	List  []string
	Given bool // an empty list is one too
	// Text is methods that are a string, "POST", in the place of a list.
	Text string
}

// Headers are the fields of a request in the order in which they are sent: an object
// or a list of pairs, in an object a list of values for one name too.
type Headers [][2]string

var (
	_ json.UnmarshalerFrom = (*Values)(nil)
	_ json.MarshalerTo     = Values{}
	_ json.UnmarshalerFrom = (*Methods)(nil)
	_ json.MarshalerTo     = Methods{}
	_ json.UnmarshalerFrom = (*Headers)(nil)
)

// UnmarshalJSONFrom reads an object.
func (v *Values) UnmarshalJSONFrom(d *jsontext.Decoder) error {
	raw, err := d.ReadValue()
	if err != nil {
		return err
	}
	v.raw = raw.Clone()
	if raw.Kind() == 'n' {
		*v = Values{}
		return nil
	}
	if raw.Kind() != '{' {
		return fmt.Errorf("%s stands where an object of named values is expected", raw)
	}
	if err := v.raw.Compact(); err != nil {
		return err
	}
	inner := jsontext.NewDecoder(bytes.NewReader(v.raw))
	v.Pairs, err = readPairs(inner)
	return err
}

// MarshalJSONTo writes the object as it was read.
func (v Values) MarshalJSONTo(e *jsontext.Encoder) error {
	if v.raw == nil {
		return e.WriteToken(jsontext.Null)
	}
	return e.WriteValue(v.raw)
}

// readPairs reads an object behind which d stands.
func readPairs(d *jsontext.Decoder) ([]Pair, error) {
	if _, err := d.ReadToken(); err != nil {
		return nil, err
	}
	pairs := []Pair{}
	for d.PeekKind() != '}' {
		name, err := d.ReadToken()
		if err != nil {
			return nil, err
		}
		p := Pair{Name: name.String()}
		if p.Value, err = readValue(d); err != nil {
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
		pairs, err := readPairs(d)
		m := make(map[string]any, len(pairs))
		for _, p := range pairs {
			m[p.Name] = p.Value
		}
		return m, err
	case '[':
		return readList(d)
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

func readList(d *jsontext.Decoder) (any, error) {
	list := []any{}
	if _, err := d.ReadToken(); err != nil {
		return nil, err
	}
	for d.PeekKind() != ']' {
		v, err := readValue(d)
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	_, err := d.ReadToken()
	return list, err
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
	if i, err := strconv.Atoi(text); err == nil {
		return i, nil
	}
	n, ok := new(big.Int).SetString(text, 10)
	if !ok {
		return nil, fmt.Errorf("%q is no number", text)
	}
	return n, nil
}

// UnmarshalJSONFrom reads a list or a string.
func (m *Methods) UnmarshalJSONFrom(d *jsontext.Decoder) error {
	switch d.PeekKind() {
	case 'n':
		_, err := d.ReadToken()
		*m = Methods{}
		return err
	case '"':
		t, err := d.ReadToken()
		*m = Methods{Given: true, Text: t.String()}
		return err
	}
	m.Given = true
	return json.UnmarshalDecode(d, &m.List)
}

// MarshalJSONTo writes what was read.
func (m Methods) MarshalJSONTo(e *jsontext.Encoder) error {
	switch {
	case !m.Given:
		return e.WriteToken(jsontext.Null)
	case m.Text != "":
		return e.WriteToken(jsontext.String(m.Text))
	}
	return json.MarshalEncode(e, slices.Concat([]string{}, m.List))
}

// UnmarshalJSONFrom reads an object or a list of pairs.
func (h *Headers) UnmarshalJSONFrom(d *jsontext.Decoder) error {
	if d.PeekKind() != '{' {
		return json.UnmarshalDecode(d, (*[][2]string)(h))
	}
	pairs, err := readPairs(d)
	if err != nil {
		return err
	}
	for _, p := range pairs {
		switch v := p.Value.(type) {
		case string:
			*h = append(*h, [2]string{p.Name, v})
			continue
		case []any:
			for _, one := range v {
				text, ok := one.(string)
				if !ok {
					return fmt.Errorf("the header %q has the value %v, want a string", p.Name, one)
				}
				*h = append(*h, [2]string{p.Name, text})
			}
			continue
		}
		return fmt.Errorf("the header %q has the value %v, want a string or a list of strings", p.Name, p.Value)
	}
	return nil
}
