package gourd

import (
	"io"
	"iter"
	"net/http"
)

// Map is a set of named values: the data of a page, the object of a JSON answer.
type Map = map[string]any

// NoContent is what a view returns that answers 204 with no body.
type NoContent struct{}

// Response is a complete answer: body, status and header. Views that answer a
// page, a file or a redirect return one; [Text], [HTML], [Bytes], [JSON], [Page],
// [Reader], [Stream], [Ctx.Page], [Ctx.Redirect] and [Ctx.SendFile] make one. The zero
// Response is no answer: a before hook returns it to go on, and a view that
// returns it with no error has forgotten to answer, which is a 500.
//
// A Response is a value: the With methods return a changed copy.
type Response struct {
	Status int    // 0: 200
	Header Header // Content-Type is set by what made the Response; Content-Length by the server

	kind    bodyKind
	text    string  // bodyText
	bytes   []byte  // bodyBytes
	source  source  // bodySource
	pending pending // what Conditional and AddETag wait for
	err     error   // why it could not be made
}

type bodyKind uint8

const (
	bodyNone bodyKind = iota
	bodyEmpty
	bodyText
	bodyBytes
	bodySource
)

// source is a body that is not simply bytes: a stream, a file, a handler, a value
// for JSON. send writes the answer's head and body; nothing is written yet when it
// is called, and what it returns before the head was written becomes an error
// page.
type source interface {
	send(c *Ctx) error
	// late reports whether the head becomes known only in send, which then runs the
	// after hooks.
	late() bool
	// release gives up a body that is not sent.
	release()
}

// laterSource is a body that is made of the Ctx: a value that becomes JSON, a page. fill
// makes it the answer's body.
type laterSource interface {
	source
	fill(c *Ctx) error
}

var (
	_ laterSource = jsonSource{}
	_ laterSource = pageSource{}
)

// IsZero reports whether r is no answer at all.
func (r *Response) IsZero() bool { return r.kind == bodyNone && r.err == nil && r.Status == 0 }

// WithStatus returns a copy of r with that status.
func (r Response) WithStatus(status int) Response {
	r.Status = status
	if r.kind == bodyNone {
		r.kind = bodyEmpty
	}
	return r
}

// WithHeader returns a copy of r with that header field in the place of those of
// the same name.
func (r Response) WithHeader(name, value string) Response {
	r.Header = r.Header.clone()
	r.Header.Set(name, value)
	if r.kind == bodyNone {
		r.kind = bodyEmpty
	}
	return r
}

// Text is an answer of plain text.
func Text(body string) Response {
	r := Response{kind: bodyText, text: body}
	r.Header.Set("Content-Type", typeText)
	return r
}

// HTML is an answer of text/html, which is also what a view that returns a string
// answers.
func HTML(body string) Response {
	r := Response{kind: bodyText, text: body}
	r.Header.Set("Content-Type", typeHTML)
	return r
}

// Bytes is an answer of any media type. body is not copied.
func Bytes(contentType string, body []byte) Response {
	r := Response{kind: bodyBytes, bytes: body}
	r.Header.Set("Content-Type", contentType)
	return r
}

// Empty is an answer without a body.
func Empty(status int) Response { return Response{Status: status, kind: bodyEmpty} }

// JSON is an answer of v in JSON, as the application's JSON provider writes it.
func JSON(v any) Response { return Response{kind: bodySource, source: jsonSource{v}} }

// Reader is an answer that is copied from r, which is closed at the end if it can
// be. length is the number of bytes that r has, -1 when that is not known.
func Reader(contentType string, r io.Reader, length int64) Response {
	res := Response{kind: bodySource, source: &readerSource{r: r, length: length}}
	res.Header.Set("Content-Type", contentType)
	return res
}

// Stream is an answer that is made while it is sent: each string is sent as soon
// as it is there. An error before the first one is answered like a view's; a later
// one breaks the connection off, so that the client can tell.
func Stream(contentType string, chunks iter.Seq2[string, error]) Response {
	res := Response{kind: bodySource, source: streamSource[string]{seq: chunks, write: writeString}}
	res.Header.Set("Content-Type", contentType)
	return res
}

// Handled is an answer that an http.Handler gives.
func Handled(h http.Handler) Response {
	return Response{kind: bodySource, source: handlerSource{h}}
}

// failed is a Response that could not be made; the application answers err.
func failed(err error) Response { return Response{kind: bodyEmpty, err: err} }

// StatusCode returns the status that will be sent.
func (r *Response) StatusCode() int {
	if r.Status == 0 {
		return http.StatusOK
	}
	return r.Status
}

// SetBody gives the answer another body and leaves status and header as they are,
// for an after hook that rewrites pages.
func (r *Response) SetBody(body []byte) {
	r.release()
	r.kind, r.bytes, r.text, r.source = bodyBytes, body, "", nil
}

// Body returns the body where it is there already, and reports whether it is: a
// stream, a file or a mounted handler's answer is not.
func (r *Response) Body() ([]byte, bool) {
	switch r.kind {
	case bodyText:
		return []byte(r.text), true
	case bodyBytes:
		return r.bytes, true
	case bodySource:
		return nil, false
	}
	return nil, true
}

// The media types that views answer with.
const (
	typeHTML   = "text/html; charset=utf-8"
	typeText   = "text/plain; charset=utf-8"
	typeJSON   = "application/json"
	typeLines  = "application/x-ndjson"
	typeEvents = "text/event-stream"
	typeBinary = "application/octet-stream"

	typeForm      = "application/x-www-form-urlencoded"
	typeMultipart = "multipart/form-data"
)
