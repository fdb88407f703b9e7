package gourdtest

import (
	"encoding/json/v2"
	"net/http"
	"strings"
	"testing"
)

// Response is a whole answer.
type Response struct {
	Status  int         // 0: the connection broke before there was any
	Reason  string      // the reason phrase that the application has chosen, mostly ""
	Header  http.Header // as a client sees it; Content-Length is there when the length was known
	Body    []byte      // what came of it
	Trailer http.Header // the fields behind the body; nil without any
	Broken  bool        // the connection broke before the end of the answer
	History []*Response // the answers that redirected here, when [FollowRedirects] was asked for
	Request string      // what was asked: "GET /notes/3"

	t testing.TB
}

// take fills in what stands in the head and behind the body of an ended exchange.
func (r *Response) take(e *exchange) {
	r.Status, r.Reason, r.Header = e.status, e.reason, e.header
	r.Trailer, r.Broken = e.trailer, e.broken
}

// Text returns the body as a string.
func (r *Response) Text() string { return string(r.Body) }

// JSON reads the body as a T. One that is not declared as JSON, or cannot be read as
// a T, fails the test at once.
func (r *Response) JSON[T any]() T {
	r.t.Helper()
	var v T
	mediaType, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";")
	mediaType = strings.ToLower(strings.TrimSpace(mediaType))
	if mediaType != "application/json" && !strings.HasSuffix(mediaType, "+json") {
		r.t.Fatalf("%s: the Content-Type is %q, want JSON; the status is %d, the body: %s", r.Request, r.Header.Get("Content-Type"), r.Status, r.excerpt())
	}
	if err := json.Unmarshal(r.Body, &v); err != nil {
		r.t.Fatalf("%s: the body is no JSON for a %T: %v; it is: %s", r.Request, v, err, r.excerpt())
	}
	return v
}

// Want fails the test unless the answer is complete and has that status.
func (r *Response) Want(status int) *Response {
	r.t.Helper()
	if r.Status != status {
		r.t.Errorf("%s: status %d, want %d; the body: %s", r.Request, r.Status, status, r.excerpt())
	}
	if r.Broken {
		r.t.Errorf("%s: the connection broke before the end of the answer", r.Request)
	}
	return r
}

// WantHeader fails the test unless the field's first value is that; "": unless it is
// not there.
func (r *Response) WantHeader(name, value string) *Response {
	r.t.Helper()
	if got := r.Header.Get(name); got != value {
		r.t.Errorf("%s: the header field %s is %q, want %q", r.Request, name, got, value)
	}
	return r
}

// WantBody fails the test unless the body is text.
func (r *Response) WantBody(text string) *Response {
	r.t.Helper()
	if string(r.Body) != text {
		r.t.Errorf("%s: the body is %q, want %q", r.Request, r.Body, text)
	}
	return r
}

// WantText fails the test unless each part stands in the body.
func (r *Response) WantText(parts ...string) *Response {
	r.t.Helper()
	for _, part := range parts {
		if !strings.Contains(string(r.Body), part) {
			r.t.Errorf("%s: the body does not contain %q: %s", r.Request, part, r.excerpt())
		}
	}
	return r
}

// excerpt is the beginning of the body, for messages.
func (r *Response) excerpt() string {
	const most = 2000
	if len(r.Body) > most {
		return string(r.Body[:most]) + "…"
	}
	return string(r.Body)
}
