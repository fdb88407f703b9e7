package db

import (
	"bytes"
	"encoding/json/jsontext"
	"encoding/json/v2"
	"fmt"
	"slices"
)

// RawJSON is the text of a JSON column. It encodes to JSON as it is.
type RawJSON []byte

// MarshalJSON returns the text.
func (r RawJSON) MarshalJSON() ([]byte, error) {
	if len(r) == 0 {
		return []byte("null"), nil
	}
	return r, nil
}

// Decimal is the text of a number that no Go type holds exactly, such as PostgreSQL's numeric. It encodes to JSON as a
// string.
type Decimal string

// Row is a row without a type of its own. It encodes to JSON as an object with its columns in their order.
//
// A value is nil, bool, int64, float64, string, []byte, time.Time (in UTC), [RawJSON], [Decimal], or what the driver's
// page documents beyond these (arrays on PostgreSQL).
type Row struct {
	// Columns names the columns. The rows of one query share the slice.
	Columns []string
	// Values holds the values in the same order.
	Values []any
}

// Get returns the value of the first column of this name, or nil when there is none. Use [Row.Lookup] where NULL and
// a missing column must be told apart.
func (r Row) Get(name string) any {
	v, _ := r.Lookup(name)
	return v
}

// Lookup returns the value of the first column of this name, and whether there is one.
func (r Row) Lookup(name string) (any, bool) {
	if i := slices.Index(r.Columns, name); i >= 0 {
		return r.Values[i], true
	}
	return nil, false
}

// As returns a column's value as a T, converted as fields are: row.As[int]("id"). It is an error when the column is
// missing or its value does not fit.
func (r Row) As[T any](name string) (T, error) {
	var v T
	value, ok := r.Lookup(name)
	if !ok {
		return v, fmt.Errorf("db: the row has no column %q", name)
	}
	if err := Assign(&v, value); err != nil {
		return v, fmt.Errorf("db: column %q: %w", name, err)
	}
	return v, nil
}

// Map returns the row as a map. Of columns with the same name the last stays.
func (r Row) Map() map[string]any {
	m := make(map[string]any, len(r.Columns))
	for i, name := range r.Columns {
		m[name] = r.Values[i]
	}
	return m
}

// MarshalJSON writes an object with the columns in their order. Of columns with the same name the first is written.
func (r Row) MarshalJSON() ([]byte, error) {
	var buf bytes.Buffer
	enc := jsontext.NewEncoder(&buf)
	if err := enc.WriteToken(jsontext.BeginObject); err != nil {
		return nil, err
	}
	for i, name := range r.Columns {
		if slices.Contains(r.Columns[:i], name) {
			continue
		}
		if err := enc.WriteToken(jsontext.String(name)); err != nil {
			return nil, err
		}
		if err := json.MarshalEncode(enc, r.Values[i]); err != nil {
			return nil, fmt.Errorf("db: column %q: %w", name, err)
		}
	}
	if err := enc.WriteToken(jsontext.EndObject); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(buf.Bytes(), []byte("\n")), nil
}
