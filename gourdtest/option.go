package gourdtest

import (
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/gourd-go/gourd/gateway"
)

// Option is a part of a request beside its method and target.
type Option func(*request)

// request is what the client sends.
type request struct {
	method, target string
	base
	remote  string
	header  []field
	body    body
	form    *form    // what the body is made of, if it is one
	cookies []string // "name=value", of this request only
	follow  bool
	hosts   []string        // that redirects may lead to, beside its own
	server  gateway.Handler // that answers in the place of the client's; nil: the client's
	socket  bool            // it asks for a WebSocket
	err     error           // of an option
}

// field is one header field, in the order in which it is sent.
type field struct{ name, value string }

// request makes a request and fails the test when an option is not right.
func (c *Client) request(method, target string, options []Option) *request {
	c.t.Helper()
	r := &request{method: method, target: target, base: c.base, remote: "127.0.0.1:50000"}
	for _, option := range options {
		option(r)
	}
	if r.err != nil {
		c.t.Fatalf("gourdtest: %s %s: %v", method, target, r.err)
	}
	if !validTarget(r.target) {
		c.t.Fatalf("gourdtest: the request target is %q, want a path like /notes?page=2, a URL, or *, without spaces and line breaks", r.target)
	}
	return r
}

// validTarget reports whether a server could have read it at all.
func validTarget(target string) bool {
	if strings.ContainsAny(target, " \t\r\n\x00") {
		return false
	}
	return strings.HasPrefix(target, "/") || target == "*" || strings.HasPrefix(target, "http://") || strings.HasPrefix(target, "https://")
}

// get returns the first value of the field that the request sends.
func (r *request) get(name string) (string, bool) {
	for _, f := range r.header {
		if strings.EqualFold(f.name, name) {
			return f.value, true
		}
	}
	return "", false
}

// Header adds a header field. A Content-Length declares the length of the body,
// whatever its real one is.
func Header(name, value string) Option {
	return func(r *request) { r.header = append(r.header, field{name, value}) }
}

// Query adds values to the query of the target, under one name.
func Query(name string, values ...string) Option {
	return func(r *request) {
		for _, v := range values {
			mark := "?"
			if strings.Contains(r.target, "?") {
				mark = "&"
			}
			r.target += mark + url.QueryEscape(name) + "=" + url.QueryEscape(v)
		}
	}
}

// Cookie sends a cookie with this request, beside those that the client keeps. See
// [Client.SetCookie].
func Cookie(name, value string) Option {
	return func(r *request) { r.cookies = append(r.cookies, (&http.Cookie{Name: name, Value: value}).String()) }
}

// Host names another host than the client's own, with its port if it has one.
func Host(host string) Option { return func(r *request) { r.host = host } }

// Remote is the client's address, "192.0.2.1:50000", in the place of
// "127.0.0.1:50000".
func Remote(addr string) Option { return func(r *request) { r.remote = addr } }

// HTTPS sends the request as one that came over TLS.
func HTTPS() Option { return func(r *request) { r.scheme = "https" } }

// FollowRedirects follows redirects on the same host. [Response.History] has the
// answers that led to the last one.
func FollowRedirects() Option { return func(r *request) { r.follow = true } }

// Body sends what content has, as that media type. Where content's length is known,
// as of a *bytes.Reader, a *bytes.Buffer and a *strings.Reader, it is declared;
// otherwise the body is sent while the view reads it, from an io.Pipe for one. When
// the client leaves, content is closed if it is an io.Closer.
func Body(contentType string, content io.Reader) Option {
	return func(r *request) {
		if known, ok := content.(interface{ Len() int }); ok {
			text := make([]byte, known.Len())
			_, r.err = io.ReadFull(content, text)
			r.body = body{contentType: contentType, content: text, present: true}
			return
		}
		r.body = body{contentType: contentType, reader: content, present: true}
	}
}
