package gourd

import (
	"iter"
	"net/http"
	"slices"

	"github.com/gourd-go/gourd/gateway"
)

// Header is the header of an answer: fields in the order in which they were set.
// Names are matched whatever their case. The zero Header is empty and ready for
// use.
type Header struct{ fields []gateway.HeaderField }

// Get returns the first value of the field, "" when there is none.
func (h *Header) Get(name string) string {
	name = http.CanonicalHeaderKey(name)
	for i := range h.fields {
		if h.fields[i].Name == name {
			return h.fields[i].Value
		}
	}
	return ""
}

// Has reports whether the field is there.
func (h *Header) Has(name string) bool {
	name = http.CanonicalHeaderKey(name)
	for i := range h.fields {
		if h.fields[i].Name == name {
			return true
		}
	}
	return false
}

// Values returns all values of the field.
func (h *Header) Values(name string) (values []string) {
	name = http.CanonicalHeaderKey(name)
	for i := range h.fields {
		if h.fields[i].Name == name {
			values = append(values, h.fields[i].Value)
		}
	}
	return values
}

// Set gives the field one value in the place of all that it had.
func (h *Header) Set(name, value string) {
	name = http.CanonicalHeaderKey(name)
	for i := range h.fields {
		if h.fields[i].Name == name {
			h.fields[i].Value = value
			h.drop(name, i+1)
			return
		}
	}
	h.fields = append(h.fields, gateway.HeaderField{Name: name, Value: value})
}

// Add gives the field one more value.
func (h *Header) Add(name, value string) {
	h.fields = append(h.fields, gateway.HeaderField{Name: http.CanonicalHeaderKey(name), Value: value})
}

// Del removes the field.
func (h *Header) Del(name string) { h.drop(http.CanonicalHeaderKey(name), 0) }

// All returns the fields in order.
func (h *Header) All() iter.Seq2[string, string] {
	return func(yield func(string, string) bool) {
		for _, f := range h.fields {
			if !yield(f.Name, f.Value) {
				return
			}
		}
	}
}

// Len returns the number of fields.
func (h *Header) Len() int { return len(h.fields) }

// drop removes the fields of that canonical name from index from on.
func (h *Header) drop(name string, from int) {
	kept := h.fields[:from]
	for _, f := range h.fields[from:] {
		if f.Name != name {
			kept = append(kept, f)
		}
	}
	h.fields = kept
}

// merge lets the fields of o replace those of the same name, as Flask does with
// the headers of a view's tuple: what o has several times it keeps.
func (h *Header) merge(o *Header) {
	own := len(h.fields)
	for _, f := range o.fields {
		for i := 0; i < own; i++ {
			if h.fields[i].Name == f.Name {
				h.fields = append(h.fields[:i], h.fields[i+1:]...)
				own--
				i--
			}
		}
	}
	h.fields = append(h.fields, o.fields...)
}

// dropEntity removes what describes a body, for a 304, as Werkzeug does: Expires and
// Content-Location stay.
func (h *Header) dropEntity() {
	for _, name := range [...]string{"Allow", "Content-Encoding", "Content-Language", "Content-Length", "Content-Md5", "Content-Range", "Content-Type", "Last-Modified"} {
		h.Del(name)
	}
}

// grow makes room for n more fields.
func (h *Header) grow(n int) { h.fields = slices.Grow(h.fields, n) }

// clone lets a copy of a response be changed without the original.
func (h *Header) clone() Header {
	return Header{fields: append([]gateway.HeaderField(nil), h.fields...)}
}

// reset empties the header and keeps its room.
func (h *Header) reset() {
	clear(h.fields)
	h.fields = h.fields[:0]
}
