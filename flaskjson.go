package gourd

import (
	"bytes"
	"io"
	"sync"
)

// FlaskJSON is the JSON of Flask's DefaultJSONProvider, byte for byte, for
// applications that are ported and whose clients or tests compare what they get:
//
//	app := gourd.New("shop", gourd.Config{JSON: gourd.FlaskJSON{}})
//
// The zero value has Flask's defaults: keys in order, all that is not ASCII escaped,
// no blanks, in debug mode an indent of two.
//
//   - A time.Time is an HTTP date in GMT, as datetime and date are in Flask.
//   - rule.UUID, and every type with MarshalText or AppendText, is a string.
//   - A big.Int is a number; a big.Float and a big.Rat is a string, as Decimal. A
//     big.Rat whose digits have no end is written as a fraction, "1/3".
//   - Floats are written as Python writes them: 1.0, 1e-07, NaN, Infinity.
//   - A struct is an object, as a dataclass; the options of json tags count, but for
//     format. A nil slice is [], a nil map {}, a nil pointer null.
//   - Numbers and bools as keys of a map become strings, in the order of their values.
//     Strings beside numbers as keys of one map are an error, as in Flask.
//   - A type with MarshalJSON is what that writes, in this form.
//   - Bytes, time.Duration, complex numbers, channels and functions are an error, where Flask has a
//     TypeError for bytes and timedelta; Default may say what to write.
//
// It reads what Python's json.loads reads, in UTF-8, UTF-16 and UTF-32, of repeated names the
// last, but neither NaN nor Infinity, which are no JSON. A number for an
// any is an int if it has neither point nor exponent (a *big.Int if it is too large), and a
// float64 else, so that it is written again as it came; a time.Time takes HTTP dates and RFC 3339.
type FlaskJSON struct {
	MediaType string     // of answers: Flask's mimetype; "": application/json
	KeepOrder bool       // structs keep the order of their fields: sort_keys = False; maps have none to keep
	UTF8      bool       // what is not ASCII is not escaped: ensure_ascii = False
	Layout    JSONLayout // of answers: Flask's compact

	// Default says what stands for a value: it is asked about every value whose type has
	// a name, and about bytes and other types that JSON does not have, before anything
	// else is looked at. false: nothing, the value is written as ever.
	Default func(v any) (replacement any, ok bool)

	plans *sync.Map // typePlan by reflect.Type; nil: they are made anew each time
}

// JSONLayout says whether answers in JSON are laid out for people.
type JSONLayout uint8

// The layouts of JSON.
const (
	JSONByMode   JSONLayout = iota // indented in debug mode, else compact: Flask's compact = None
	JSONCompact                    // no blanks
	JSONIndented                   // by two blanks
)

// JSONResponder is a [JSONProvider] that writes answers in another way than the rest of
// the application's JSON, or with a media type of its own. Streams of values use Encode
// in any case, since each stands on a line.
type JSONResponder interface {
	JSONProvider
	// EncodeResponse writes v as the body of an answer and returns its Content-Type.
	// A line break at the end is added where it is missing. debug says that the
	// application is in debug mode.
	EncodeResponse(w io.Writer, v any, debug bool) (contentType string, err error)
}

var (
	_ JSONProvider  = FlaskJSON{}
	_ JSONResponder = FlaskJSON{}
)

// Encode writes v without blanks and on one line.
func (f FlaskJSON) Encode(w io.Writer, v any) error { return f.write(w, v, false) }

// EncodeResponse writes v as jsonify does.
func (f FlaskJSON) EncodeResponse(w io.Writer, v any, debug bool) (contentType string, err error) {
	indented := f.Layout == JSONIndented || f.Layout == JSONByMode && debug
	contentType = typeJSON
	if f.MediaType != "" {
		contentType = withCharset(f.MediaType)
	}
	return contentType, f.write(w, v, indented)
}

func (f FlaskJSON) write(w io.Writer, v any, indented bool) error {
	j := flaskWriter{o: &f, indented: indented}
	if b, ok := w.(*bytes.Buffer); ok {
		j.out = b.AvailableBuffer()
	}
	if err := j.any(v); err != nil {
		return err
	}
	_, err := w.Write(append(j.out, '\n'))
	return err
}

// prepared returns f with room for what it learns of types.
func (f FlaskJSON) prepared() FlaskJSON {
	f.plans = &sync.Map{}
	return f
}
