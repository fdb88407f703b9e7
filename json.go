package gourd

import (
	"encoding/json"
	"encoding/json/jsontext"
	jsonv2 "encoding/json/v2"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/gourd-go/gourd/httpheader"
)

// JSONProvider writes and reads the application's JSON: [FlaskJSON] is one. One that
// lays answers out for people, or has a media type of its own, is a [JSONResponder]
// too.
type JSONProvider interface {
	// Encode writes v. A line break at the end is added where it is missing.
	Encode(w io.Writer, v any) error
	// Decode reads data, which is one JSON value, into *v.
	Decode(data []byte, v any) error
}

// goJSON is the default: encoding/json/v2 with sorted keys. Times are RFC 3339, nil
// slices are [], durations are nanoseconds; names are matched in their own case.
type goJSON struct{}

var jsonOptions = jsonv2.JoinOptions(
	jsonv2.Deterministic(true),
	json.FormatDurationAsNano(true),
	jsontext.AllowInvalidUTF8(true),
)

func (goJSON) Encode(w io.Writer, v any) error { return jsonv2.MarshalWrite(w, v, jsonOptions) }

func (goJSON) Decode(data []byte, v any) error {
	return jsonv2.Unmarshal(data, v, json.FormatDurationAsNano(true))
}

// encodeJSON makes v the answer's body.
func (c *Ctx) encodeJSON(v any) error {
	c.json.Reset()
	var err error
	contentType := typeJSON
	if p, ok := c.app.json.(JSONResponder); ok {
		contentType, err = p.EncodeResponse(&c.json, v, c.app.debugging())
	} else {
		err = c.app.json.Encode(&c.json, v)
	}
	if err != nil {
		return err
	}
	if text := c.json.Bytes(); len(text) == 0 || text[len(text)-1] != '\n' {
		c.json.WriteByte('\n')
	}
	c.res.kind, c.res.bytes = bodyBytes, c.json.Bytes()
	c.contentType(contentType)
	return nil
}

// JSON reads the request's body as a T. A body that is not declared as
// application/json (or something+json) is a 415, one that is no JSON or no T a 400,
// one that is too large a 413.
func (c *Ctx) JSON[T any]() (T, error) {
	var v T
	err := c.readJSON(&v)
	return v, err
}

// ForceJSON is [Ctx.JSON] for a body of any Content-Type: Flask's
// get_json(force=True). What get_json(silent=True) does needs no method: do not look at the
// error. The body is kept, as by [Ctx.Body], and can be read again.
func (c *Ctx) ForceJSON[T any]() (T, error) {
	var v T
	err := c.readAnyJSON(&v)
	return v, err
}

func (c *Ctx) readJSON(to any) error {
	if !isJSON(c.Header("Content-Type")) {
		return &HTTPError{
			Status:  http.StatusUnsupportedMediaType,
			Message: "Did not attempt to load JSON data because the request Content-Type was not 'application/json'.",
			Err:     fmt.Errorf("gourd: the Content-Type is %q", c.Header("Content-Type")),
		}
	}
	return c.readAnyJSON(to)
}

func (c *Ctx) readAnyJSON(to any) error {
	text, err := c.Body()
	if err != nil {
		return err
	}
	if err := c.app.json.Decode(text, to); err != nil {
		return &HTTPError{Status: http.StatusBadRequest, Err: err}
	}
	return nil
}

// isJSON reports whether a media type is JSON's, as Werkzeug's is_json.
func isJSON(contentType string) bool {
	mediaType, _, _ := strings.Cut(contentType, ";")
	return httpheader.IsJSON(strings.ToLower(strings.TrimSpace(mediaType)))
}
