package gourd

import (
	"strconv"
	"strings"
	"time"

	"github.com/gourd-go/gourd/httpheader"
)

// This file has the fields of an answer's head as typed values, on *Response: of what a
// view is about to return, and of what an after hook is given. Each Set replaces the
// field; the zero value takes it away.

// StatusText returns the status with its name: "404 Not Found". The name is not sent
// as it stands here: net/http has its own, and HTTP/2 none.
func (r *Response) StatusText() string {
	return strconv.Itoa(r.StatusCode()) + " " + statusName(r.StatusCode())
}

// IsStreamed reports whether the body is made while it is sent: a stream, a file, a
// reader, what a handler writes, and JSON.
func (r *Response) IsStreamed() bool { return r.kind == bodySource }

// MediaType returns the Content-Type without its parameters, in lower case.
func (r *Response) MediaType() string {
	mediaType, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";")
	return strings.ToLower(strings.TrimSpace(mediaType))
}

// SetMediaType sets the Content-Type, with "; charset=utf-8" behind a media type that
// is text, as Flask's mimetype does.
func (r *Response) SetMediaType(mediaType string) {
	r.setOr("Content-Type", httpheader.WithCharset(mediaType))
}

// MediaTypeParams returns the parameters of the Content-Type.
func (r *Response) MediaTypeParams() httpheader.Params {
	_, params := httpheader.ParseOptions(r.Header.Get("Content-Type"))
	return params
}

// IsJSON reports whether the Content-Type is JSON's.
func (r *Response) IsJSON() bool { return httpheader.IsJSON(r.MediaType()) }

// setOr sets a field, or removes it when there is no value.
func (r *Response) setOr(name, value string) {
	if value == "" {
		r.Header.Del(name)
		return
	}
	r.Header.Set(name, value)
}

// set returns the items of a field that is a list, of all its lines.
func (r *Response) set(name string) httpheader.Set {
	return httpheader.ParseSet(strings.Join(r.Header.Values(name), ","))
}

// Vary returns the request's fields that the answer depends on.
func (r *Response) Vary() httpheader.Set { return r.set("Vary") }

// AddVary adds fields of the request that the answer depends on.
func (r *Response) AddVary(names ...string) {
	vary := r.Vary()
	vary.Add(names...)
	r.SetVary(vary)
}

// SetVary sets the fields of the request that the answer depends on.
func (r *Response) SetVary(names httpheader.Set) { r.setOr("Vary", names.String()) }

// Allow returns the methods that the address knows.
func (r *Response) Allow() httpheader.Set { return r.set("Allow") }

// SetAllow sets the methods that the address knows.
func (r *Response) SetAllow(methods ...string) { r.setOr("Allow", httpheader.FormatList(methods...)) }

// ContentLanguage returns the languages of the answer's readers.
func (r *Response) ContentLanguage() httpheader.Set { return r.set("Content-Language") }

// SetContentLanguage sets the languages of the answer's readers.
func (r *Response) SetContentLanguage(tags ...string) {
	r.setOr("Content-Language", httpheader.FormatList(tags...))
}

// ContentLocation returns the address of what the answer has.
func (r *Response) ContentLocation() string { return r.Header.Get("Content-Location") }

// SetContentLocation sets the address of what the answer has, percent-encoded where it
// must be.
func (r *Response) SetContentLocation(location string) {
	r.setOr("Content-Location", asciiLocation(location))
}

// Location returns where the answer leads.
func (r *Response) Location() string { return r.Header.Get("Location") }

// SetLocation sets where the answer leads, percent-encoded where it must be.
func (r *Response) SetLocation(location string) { r.setOr("Location", asciiLocation(location)) }

// CacheControl returns what the answer says to caches. To change it, change what this
// returns and set it again.
func (r *Response) CacheControl() httpheader.CacheControl {
	return httpheader.ParseCacheControl(strings.Join(r.Header.Values("Cache-Control"), ","))
}

// SetCacheControl sets what the answer says to caches.
func (r *Response) SetCacheControl(cache httpheader.CacheControl) {
	r.setOr("Cache-Control", cache.String())
}

// ETag returns the tag of the answer's content, without its quotes, and whether it is
// weak; "" when there is none.
func (r *Response) ETag() (tag string, weak bool) {
	return httpheader.ParseETag(r.Header.Get("Etag"))
}

// SetETag sets the tag of the answer's content. One with a quote in it is a mistake of
// the program and panics.
func (r *Response) SetETag(tag string, weak bool) {
	field, err := httpheader.FormatETag(tag, weak)
	if err != nil {
		misuse("SetETag was called at %s with the tag %q, but a tag has no quotes in it: they are written around it", caller(), tag)
	}
	r.Header.Set("Etag", field)
}

// ContentRange returns which part of the content the answer has. ok is false where the
// field is not there or cannot be read.
func (r *Response) ContentRange() (part httpheader.ContentRange, ok bool) {
	return httpheader.ParseContentRange(r.Header.Get("Content-Range"))
}

// SetContentRange sets which part of the content the answer has. One without a unit
// takes the field away.
func (r *Response) SetContentRange(part httpheader.ContentRange) {
	if part.Unit == "" {
		r.Header.Del("Content-Range")
		return
	}
	r.Header.Set("Content-Range", part.String())
}

// AcceptRanges returns the unit of ranges that the address can serve: "bytes", "none",
// or "" where the answer does not say so.
func (r *Response) AcceptRanges() string { return r.Header.Get("Accept-Ranges") }

// SetAcceptRanges sets the unit of ranges that the address can serve.
func (r *Response) SetAcceptRanges(unit string) { r.setOr("Accept-Ranges", unit) }

// ContentSecurityPolicy returns what the page may load and run.
func (r *Response) ContentSecurityPolicy() httpheader.CSP {
	return httpheader.ParseCSP(r.Header.Get("Content-Security-Policy"))
}

// SetContentSecurityPolicy sets what the page may load and run.
func (r *Response) SetContentSecurityPolicy(policy httpheader.CSP) {
	r.setOr("Content-Security-Policy", policy.String())
}

// ContentSecurityPolicyReportOnly returns the policy whose breach is only reported.
func (r *Response) ContentSecurityPolicyReportOnly() httpheader.CSP {
	return httpheader.ParseCSP(r.Header.Get("Content-Security-Policy-Report-Only"))
}

// SetContentSecurityPolicyReportOnly sets the policy whose breach is only reported.
func (r *Response) SetContentSecurityPolicyReportOnly(policy httpheader.CSP) {
	r.setOr("Content-Security-Policy-Report-Only", policy.String())
}

// WWWAuthenticate returns the credentials that the answer asks for, a challenge for
// each line of the field.
func (r *Response) WWWAuthenticate() (challenges []httpheader.Challenge) {
	for _, line := range r.Header.Values("WWW-Authenticate") {
		if c, ok := httpheader.ParseChallenge(line); ok {
			challenges = append(challenges, c)
		}
	}
	return challenges
}

// SetWWWAuthenticate sets the credentials that the answer asks for.
func (r *Response) SetWWWAuthenticate(challenges ...httpheader.Challenge) {
	r.Header.Del("WWW-Authenticate")
	for _, c := range challenges {
		r.Header.Add("WWW-Authenticate", c.String())
	}
}

// Date returns when the answer was made, where it says so; the server adds the field
// otherwise.
func (r *Response) Date() time.Time { return r.date("Date") }

// SetDate sets when the answer was made, in the place of the server.
func (r *Response) SetDate(t time.Time) { r.setDate("Date", t) }

// Expires returns when the answer becomes stale, the zero Time where it does not say so.
func (r *Response) Expires() time.Time { return r.date("Expires") }

// SetExpires sets when the answer becomes stale.
func (r *Response) SetExpires(t time.Time) { r.setDate("Expires", t) }

// LastModified returns when the content was changed, the zero Time where the answer
// does not say so.
func (r *Response) LastModified() time.Time { return r.date("Last-Modified") }

// SetLastModified sets when the content was changed.
func (r *Response) SetLastModified(t time.Time) { r.setDate("Last-Modified", t) }

func (r *Response) date(name string) time.Time {
	t, _ := httpheader.ParseDate(r.Header.Get(name))
	return t
}

func (r *Response) setDate(name string, t time.Time) {
	if t.IsZero() {
		r.Header.Del(name)
		return
	}
	r.Header.Set(name, httpheader.FormatDate(t))
}

// Age returns for how long the answer has been in a cache. ok is false where it does
// not say so.
func (r *Response) Age() (age time.Duration, ok bool) {
	return httpheader.ParseAge(r.Header.Get("Age"))
}

// SetAge sets for how long the answer has been in a cache; negative: it does not say so.
func (r *Response) SetAge(age time.Duration) {
	if age < 0 {
		r.Header.Del("Age")
		return
	}
	r.Header.Set("Age", httpheader.FormatAge(age))
}

// RetryAfter returns when the client may try again, the zero Time where the answer does
// not say so. A number of seconds counts from now on.
func (r *Response) RetryAfter() time.Time {
	at, _ := httpheader.ParseRetryAfter(r.Header.Get("Retry-After"), time.Now())
	return at
}

// SetRetryAfter sets after how many seconds the client may try again; 0: the answer
// does not say so.
func (r *Response) SetRetryAfter(wait time.Duration) {
	if wait <= 0 {
		r.Header.Del("Retry-After")
		return
	}
	r.Header.Set("Retry-After", httpheader.FormatAge(wait))
}

// SetRetryAt sets from when on the client may try again.
func (r *Response) SetRetryAt(t time.Time) { r.setDate("Retry-After", t) }
