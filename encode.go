package gourd

import (
	"fmt"
	"io"
	"iter"
	"net/http"
	"reflect"
)

// encoderFor chooses how the value of a view becomes its answer. It is called once,
// when the view is registered. The first that fits counts:
//
//	Response                      as it is
//	http.Handler                  answers by itself
//	iter.Seq2[E, error], iter.Seq[E]   a stream of E: string and []byte as they are,
//	                              Event as server-sent events, everything else as
//	                              lines of JSON
//	io.Reader                     copied, and closed if it can be
//	string, []byte                text/html, as in Flask
//	NoContent                     204
//	any                           by the value's own type, at each request
//	everything else               JSON, named strings too
func encoderFor[T any]() (func(*Ctx, T) error, error) {
	var encode any
	switch any((*T)(nil)).(type) {
	case *Response:
		encode = encodeResponse
	case *string:
		encode = encodeString
	case *[]byte:
		encode = encodeBytes
	case *NoContent:
		encode = encodeNoContent
	case *any:
		encode = encodeAny
	case *iter.Seq2[string, error]:
		encode = encodeStream(typeHTML, writeString)
	case *iter.Seq2[[]byte, error]:
		encode = encodeStream(typeHTML, writeBytes)
	case *iter.Seq2[Event, error]:
		encode = encodeStream(typeEvents, writeEvent)
	case *iter.Seq[string]:
		encode = encodeSeq(typeHTML, writeString)
	case *iter.Seq[[]byte]:
		encode = encodeSeq(typeHTML, writeBytes)
	case *iter.Seq[Event]:
		encode = encodeSeq(typeEvents, writeEvent)
	}
	if encode != nil {
		return encode.(func(*Ctx, T) error), nil
	}
	return encoderByKind[T]()
}

// encoderByKind chooses by what T implements and what it is made of.
func encoderByKind[T any]() (func(*Ctx, T) error, error) {
	t := reflect.TypeFor[T]()
	switch {
	case t.Implements(reflect.TypeFor[http.Handler]()):
		return func(c *Ctx, v T) error { return encodeHandler(c, any(v)) }, nil
	case t.Implements(reflect.TypeFor[error]()):
		return nil, fmt.Errorf("an error is the second value that a view returns, not the first")
	case t.Kind() == reflect.Func && (t.CanSeq() || t.CanSeq2()):
		return reflectStream[T](t)
	case t.Implements(reflect.TypeFor[io.Reader]()):
		return func(c *Ctx, v T) error { return encodeReader(c, any(v)) }, nil
	}
	if err := encodable(t); err != nil {
		return nil, err
	}
	return func(c *Ctx, v T) error { return c.encodeJSON(&v) }, nil
}

func encodeResponse(c *Ctx, r Response) error {
	if r.err != nil {
		return r.err
	}
	if r.IsZero() {
		if c.x.Answered() {
			return nil // by hand
		}
		return errNoAnswer{c.route}
	}
	if f, ok := r.source.(*fileSource); ok {
		if err := f.settle(c, &r); err != nil {
			f.release()
			return err
		}
	}
	if r.Status != 0 {
		c.res.Status = r.Status
	}
	c.res.Header.merge(&r.Header)
	if v, ok := r.source.(laterSource); ok {
		if err := v.fill(c); err != nil || r.pending == 0 { // now, so that after hooks see the body
			return err
		}
		return r.pending.settle(c)
	}
	c.res.pending = r.pending
	c.res.kind, c.res.text, c.res.bytes, c.res.source = r.kind, r.text, r.bytes, r.source
	return nil
}

func encodeString(c *Ctx, s string) error {
	c.res.kind, c.res.text = bodyText, s
	c.contentType(typeHTML)
	return nil
}

func encodeBytes(c *Ctx, b []byte) error {
	c.res.kind, c.res.bytes = bodyBytes, b
	c.contentType(typeHTML)
	return nil
}

func encodeNoContent(c *Ctx, _ NoContent) error {
	c.res.Status, c.res.kind = http.StatusNoContent, bodyEmpty
	return nil
}

func encodeHandler(c *Ctx, v any) error {
	h, ok := v.(http.Handler)
	if !ok || isNil(v) {
		return fmt.Errorf("gourd: the view returned a nil %T and no error", v)
	}
	c.res.kind, c.res.source = bodySource, handlerSource{h}
	return nil
}

func encodeReader(c *Ctx, v any) error {
	r, ok := v.(io.Reader)
	if !ok || isNil(v) {
		return fmt.Errorf("gourd: the view returned a nil reader and no error")
	}
	c.res.kind, c.res.source = bodySource, &readerSource{r: r, length: -1}
	c.contentType(typeBinary)
	return nil
}

func isNil(v any) bool {
	r := reflect.ValueOf(v)
	switch r.Kind() {
	case reflect.Invalid:
		return true
	case reflect.Pointer, reflect.Func, reflect.Map, reflect.Slice, reflect.Chan:
		return r.IsNil()
	}
	return false
}

func encodeStream[E any](contentType string, write elementWriter[E]) func(*Ctx, iter.Seq2[E, error]) error {
	return func(c *Ctx, seq iter.Seq2[E, error]) error {
		if seq == nil {
			return fmt.Errorf("gourd: the view returned a nil stream and no error")
		}
		c.res.kind, c.res.source = bodySource, streamSource[E]{seq: seq, write: write, at: contentType == typeEvents}
		c.contentType(contentType)
		return nil
	}
}

func encodeSeq[E any](contentType string, write elementWriter[E]) func(*Ctx, iter.Seq[E]) error {
	encode := encodeStream(contentType, write)
	return func(c *Ctx, seq iter.Seq[E]) error {
		if seq == nil {
			return encode(c, nil)
		}
		return encode(c, withoutErrors(seq))
	}
}

func withoutErrors[E any](seq iter.Seq[E]) iter.Seq2[E, error] {
	return func(yield func(E, error) bool) {
		for v := range seq {
			if !yield(v, nil) {
				return
			}
		}
	}
}

// encodeAny chooses by the type that the value has. It is slower than a view that
// says what it returns.
func encodeAny(c *Ctx, v any) error {
	switch v := v.(type) {
	case nil:
		return fmt.Errorf("gourd: the view returned nil and no error, which is no answer")
	case Response:
		return encodeResponse(c, v)
	case string:
		return encodeString(c, v)
	case []byte:
		return encodeBytes(c, v)
	case NoContent:
		return encodeNoContent(c, v)
	case iter.Seq2[string, error]:
		return encodeStream(typeHTML, writeString)(c, v)
	case iter.Seq2[[]byte, error]:
		return encodeStream(typeHTML, writeBytes)(c, v)
	case iter.Seq2[Event, error]:
		return encodeStream(typeEvents, writeEvent)(c, v)
	case iter.Seq[string]:
		return encodeSeq(typeHTML, writeString)(c, v)
	case iter.Seq[[]byte]:
		return encodeSeq(typeHTML, writeBytes)(c, v)
	case iter.Seq[Event]:
		return encodeSeq(typeEvents, writeEvent)(c, v)
	case http.Handler:
		return encodeHandler(c, v)
	case io.Reader:
		return encodeReader(c, v)
	}
	if t := reflect.TypeOf(v); t.Kind() == reflect.Func && (t.CanSeq() || t.CanSeq2()) {
		encode, err := reflectStream[any](t)
		if err != nil {
			return err
		}
		return encode(c, v)
	}
	return c.encodeJSON(v)
}

// contentType sets the media type unless the view or a before hook has.
func (c *Ctx) contentType(t string) {
	if !c.res.Header.Has("Content-Type") {
		c.res.Header.Add("Content-Type", t)
	}
}

// resetBody forgets an answer that is not to be sent; header fields that were set
// on purpose stay, as in Flask, but for those that describe the body.
func (r *Response) resetBody() {
	r.release()
	r.Status, r.kind, r.text, r.bytes, r.source, r.pending, r.err = 0, bodyNone, "", nil, nil, 0, nil
	for _, name := range [...]string{"Content-Type", "Content-Disposition", "Content-Encoding", "Content-Range", "Accept-Ranges", "Etag", "Last-Modified", "X-Sendfile"} {
		r.Header.Del(name)
	}
}

// release gives up a body that was not sent.
func (r *Response) release() {
	if r.source != nil {
		r.source.release()
		r.source = nil
	}
}
