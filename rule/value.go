package rule

import (
	"encoding/hex"
	"fmt"
	"math"
)

// Kind says which type a [Value] has.
type Kind uint8

// The kinds of values. A custom converter's values are KindOther, whatever type
// its Parse returns; without a New they are KindString.
const (
	KindString Kind = iota
	KindInt
	KindFloat
	KindUUID
	KindOther
)

// String is the kind in lower case.
func (k Kind) String() string {
	switch k {
	case KindString:
		return "string"
	case KindInt:
		return "int"
	case KindFloat:
		return "float"
	case KindUUID:
		return "uuid"
	case KindOther:
		return "other"
	}
	return fmt.Sprintf("Kind(%d)", uint8(k))
}

// Value is an argument of a matched rule. The zero Value is the empty string.
type Value struct {
	text  string
	other any
	bits  uint64 // an int64, or the bits of a float64
	kind  Kind
}

// Kind returns the type of the value.
func (v Value) Kind() Kind { return v.kind }

// Text returns the value as it stood in the path, decoded; it is a part of
// [Request.Path] or Host and not a copy. For a default it is the value as Python's
// str writes it.
func (v Value) Text() string { return v.text }

// Int returns the value of a KindInt, 0 for every other kind.
func (v Value) Int() int64 {
	if v.kind != KindInt {
		return 0
	}
	return int64(v.bits)
}

// Float returns the value of a KindFloat, 0 for every other kind.
func (v Value) Float() float64 {
	if v.kind != KindFloat {
		return 0
	}
	return math.Float64frombits(v.bits)
}

// UUID returns the value of a KindUUID, the zero UUID for every other kind.
func (v Value) UUID() UUID {
	if v.kind != KindUUID {
		return UUID{}
	}
	id, _ := ParseUUID(v.text) // checked when the value was made
	return id
}

// Any returns the value as a string, int64, float64, [UUID] or what the custom
// converter or the default gave.
func (v Value) Any() any {
	switch v.kind {
	case KindInt:
		return v.Int()
	case KindFloat:
		return v.Float()
	case KindUUID:
		return v.UUID()
	case KindOther:
		return v.other
	}
	return v.text
}

// UUID is a universally unique identifier of RFC 9562.
type UUID [16]byte

// String is the identifier in lower case, 8-4-4-4-12 hexadecimal digits.
func (u UUID) String() string {
	var b [36]byte
	hex.Encode(b[0:8], u[0:4])
	hex.Encode(b[9:13], u[4:6])
	hex.Encode(b[14:18], u[6:8])
	hex.Encode(b[19:23], u[8:10])
	hex.Encode(b[24:36], u[10:16])
	b[8], b[13], b[18], b[23] = '-', '-', '-', '-'
	return string(b[:])
}

// ParseUUID reads 8-4-4-4-12 hexadecimal digits in either case and no other form.
func ParseUUID(text string) (UUID, error) {
	var u UUID
	if !isUUID(text) {
		return u, fmt.Errorf("rule: %q is not a UUID; expected 8-4-4-4-12 hexadecimal digits", text)
	}
	i := 0
	for pos := 0; pos < len(text); pos += 2 {
		if text[pos] == '-' {
			pos++
		}
		u[i] = hexDigit(text[pos])<<4 | hexDigit(text[pos+1])
		i++
	}
	return u, nil
}

const uuidLen = 36

func isUUID(text string) bool {
	if len(text) != uuidLen {
		return false
	}
	for i := range uuidLen {
		switch i {
		case 8, 13, 18, 23:
			if text[i] != '-' {
				return false
			}
		default:
			if hexDigit(text[i]) > 15 {
				return false
			}
		}
	}
	return true
}

// hexDigit returns the digit's value, or 255.
func hexDigit(c byte) byte {
	switch {
	case '0' <= c && c <= '9':
		return c - '0'
	case 'a' <= c && c <= 'f':
		return c - 'a' + 10
	case 'A' <= c && c <= 'F':
		return c - 'A' + 10
	}
	return 255
}

func floatValue(text string, f float64) Value {
	return Value{text: text, bits: math.Float64bits(f), kind: KindFloat}
}

// equal compares as Python's == does.
func (v Value) equal(o Value) bool {
	if v.kind == o.kind {
		switch v.kind {
		case KindInt:
			return v.bits == o.bits
		case KindString:
			return v.text == o.text
		}
	}
	return pyEqual(v.Any(), o.Any())
}
