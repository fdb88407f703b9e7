package client

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// request is a call as its options describe it, before anything is sent.
type request struct {
	method  string
	url     *url.URL
	host    string // the Host field, where it is not the URL's
	header  http.Header
	query   []param
	cookies []*http.Cookie

	form  url.Values
	files []File
	body  *payload // nil: none

	timeouts     Timeouts
	retry        RetryPolicy
	maxRedirects int
	maxBody      int64
}

type param struct{ name, value string }

// prepare builds a request from the session's defaults and the options. Its
// errors are the program's own; a body that the options gave is closed then.
func (s *Session) prepare(method, path string, options []Option) (*request, error) {
	r := &request{
		method:       method,
		header:       s.config.Header.Clone(),
		timeouts:     s.config.Timeout,
		retry:        s.config.Retry,
		maxRedirects: s.config.MaxRedirects,
		maxBody:      s.config.MaxBody,
	}
	if r.header == nil { // of a Config that was refused
		r.header = http.Header{}
	}
	mistake := r.apply(options)
	if err := s.complete(r, path, mistake); err != nil {
		r.closeBody()
		return nil, err
	}
	return r, nil
}

// apply runs all options, so that every body is known and can be closed.
func (r *request) apply(options []Option) error {
	var mistakes []error
	for _, option := range options {
		if option.set == nil {
			continue
		}
		if err := option.set(r); err != nil {
			mistakes = append(mistakes, err)
		}
	}
	return errors.Join(append(mistakes, r.joinForm())...)
}

// complete checks the call and fills in the URL and the session's defaults.
func (s *Session) complete(r *request, path string, mistake error) error {
	if s.err != nil {
		return s.err
	}
	if !isToken(r.method) {
		return fmt.Errorf("client: method %q, expected a word such as GET or POST", r.method)
	}
	u, user, err := s.target(path)
	if err != nil {
		return err
	}
	if mistake != nil {
		return wrong(r.method, u, mistake)
	}
	r.url = u
	r.addQuery(s.config.Query)
	r.addHeaders(s.config.UserAgent, user)
	return nil
}

// setBody refuses a second body.
func (r *request) setBody(p *payload) error {
	if r.body != nil {
		p.discard()
		return errors.New("two bodies; use one of JSON, Body, BodyFunc, or Form and Files")
	}
	r.body = p
	return nil
}

// joinForm turns Form and Files into the body.
func (r *request) joinForm() error {
	switch {
	case r.files != nil:
		p, err := multipartBody(r.form, r.files)
		if err != nil {
			return err
		}
		r.files = nil // closing them is the body's now
		return r.setBody(p)
	case r.form != nil:
		return r.setBody(bytesBody([]byte(r.form.Encode()), "application/x-www-form-urlencoded"))
	}
	return nil
}

// addQuery appends the parameters to what the path itself said, the session's
// first, in the order of their names.
func (r *request) addQuery(defaults url.Values) {
	if len(defaults) == 0 && len(r.query) == 0 {
		return
	}
	own := r.url.Query()
	for _, p := range r.query {
		own.Add(p.name, p.value)
	}
	var list []param
	for _, name := range slices.Sorted(maps.Keys(defaults)) {
		if own.Has(name) {
			continue
		}
		for _, value := range defaults[name] {
			list = append(list, param{name, value})
		}
	}
	var b strings.Builder
	b.WriteString(r.url.RawQuery)
	for _, p := range append(list, r.query...) {
		if b.Len() > 0 {
			b.WriteByte('&')
		}
		b.WriteString(url.QueryEscape(p.name))
		b.WriteByte('=')
		b.WriteString(url.QueryEscape(p.value))
	}
	r.url.RawQuery = b.String()
}

// addHeaders fills in what no option set.
func (r *request) addHeaders(userAgent string, user *url.Userinfo) {
	if _, ok := r.header["User-Agent"]; !ok {
		r.header.Set("User-Agent", userAgent)
	}
	if _, ok := r.header["Authorization"]; !ok && user != nil {
		password, _ := user.Password()
		r.header.Set("Authorization", basic(user.Username(), password))
	}
	if _, ok := r.header["Content-Type"]; !ok && r.body != nil && r.body.contentType != "" {
		r.header.Set("Content-Type", r.body.contentType)
	}
}

// closeBody closes a body that will not be sent.
func (r *request) closeBody() {
	if r.body != nil {
		r.body.discard()
	}
	for _, f := range r.files {
		f.discard()
	}
}
