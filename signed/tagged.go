package signed

import (
	"errors"
	"strconv"
)

// TaggedJSON is the codec of Flask's TaggedJSONSerializer: JSON in which the types that JSON lacks stand in an object
// with one tag, {" t":[1,2]} for a tuple. What it writes equals, byte for byte, what Flask writes for the same data:
// sorted keys, no blanks, ASCII only.
//
//	Go, written                               JSON           Python           Go, read
//	nil, a nil pointer                        null           None             nil
//	bool                                      true           bool             bool
//	string and its kind                       "s"            str              string
//	int to int64, uint to uint64, *big.Int    1              int              int64; *big.Int if it does not fit
//	float32, float64                          1.0            float            float64
//	[]any, other slices and arrays            [1]            list             []any
//	map[string]any, other maps by strings     {"k":1}        dict             map[string]any
//	Tuple                                     {" t":[1]}     tuple            Tuple
//	[]byte and its kind                       {" b":"…"}     bytes            []byte
//	Markup                                    {" m":"…"}     markupsafe.Markup  Markup
//	UUID, other [16]byte                      {" u":"…"}     uuid.UUID        UUID
//	time.Time                                 {" d":"…"}     datetime         time.Time, UTC, whole seconds
//
// A nil slice or map is an empty one. A map with one key that is a tag is written so that it comes back. Other
// types (structs, channels, functions) are refused, as is a string that is not UTF-8 (keep it as []byte), a value more
// than 500 levels deep, and an integer of more than 4300 digits, which Python would refuse. Floats may be NaN and
// infinite: Python's JSON has words for them. In what is read, a lone surrogate becomes U+FFFD, the last of equal keys
// wins, and a date that cannot be read is nil, as in Flask.
type TaggedJSON struct{}

var _ Codec[any] = TaggedJSON{}

// maxDepth bounds the nesting of values both ways. Flask's own is bounded by Python's recursion limit, near 300.
const maxDepth = 500

// maxDigits is Python's bound for integers, sys.set_int_max_str_digits.
const maxDigits = 4300

// The tags, in the order in which Flask tries them.
const (
	tagDict   = " di"
	tagTuple  = " t"
	tagBytes  = " b"
	tagMarkup = " m"
	tagUUID   = " u"
	tagDate   = " d"
)

// tagSuffix follows a key that looks like a tag and is none.
const tagSuffix = "__"

func isTag(key string) bool {
	switch key {
	case tagDict, tagTuple, tagBytes, tagMarkup, tagUUID, tagDate:
		return true
	}
	return false
}

// dateLayout is the date of HTTP (RFC 9110 section 5.6.7), the year with four digits.
const dateLayout = "Mon, 02 Jan 2006 15:04:05 GMT"

// Append appends v as tagged JSON. An error names the place of the value that cannot be kept, as in ["cart"][0].
func (TaggedJSON) Append(dst []byte, v any) ([]byte, error) {
	out, err := appendValue(dst, v, 0)
	if err != nil {
		return dst, err
	}
	return out, nil
}

// Parse reads tagged JSON. An error names the position in text.
func (TaggedJSON) Parse(text []byte) (any, error) {
	p := parser{text: text}
	v, err := p.value(0)
	if err != nil {
		return nil, err
	}
	if p.blank(); p.pos < len(p.text) {
		return nil, p.fail("the end was expected")
	}
	return v, nil
}

// taggedMap is TaggedJSON for a dict at the top.
type taggedMap struct{}

var _ Codec[map[string]any] = taggedMap{}

func (taggedMap) Append(dst []byte, v map[string]any) ([]byte, error) {
	return TaggedJSON{}.Append(dst, v)
}

func (taggedMap) Parse(text []byte) (map[string]any, error) {
	v, err := TaggedJSON{}.Parse(text)
	if err != nil {
		return nil, err
	}
	m, ok := v.(map[string]any)
	if !ok {
		return nil, errors.New("a session is an object")
	}
	return m, nil
}

// valueError is a value that cannot be kept and its place.
type valueError struct {
	place, reason string
}

func (e *valueError) Error() string {
	if e.place == "" {
		return "signed: " + e.reason
	}
	return "signed: at " + e.place + ": " + e.reason
}

// in puts the place of err inside of the key or index.
func (e *valueError) in(place string) *valueError {
	e.place = place + e.place
	return e
}

func inKey(key string) string { return "[" + strconv.Quote(key) + "]" }
func inIndex(i int) string    { return "[" + strconv.Itoa(i) + "]" }
