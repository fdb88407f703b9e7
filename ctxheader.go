package gourd

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gourd-go/gourd/gateway"
	"github.com/gourd-go/gourd/httpheader"
	"github.com/gourd-go/gourd/internal/convert"
)

// This file has the fields of a request's head as typed values. Nothing is kept: each
// call reads the field again, and one that is not there costs nothing.

// headerList is requestField as a string that may be kept.
func (c *Ctx) headerList(name string) string {
	c.alive()
	return c.x.Text(gateway.Bytes(c.requestField(name)))
}

// Accept returns which media types the client takes: Flask's accept_mimetypes.
//
//	switch c.Accept().Best("text/html", "application/json") {
func (c *Ctx) Accept() httpheader.Accept { return httpheader.ParseAccept(c.headerList("Accept")) }

// AcceptLanguage returns which languages the client takes.
func (c *Ctx) AcceptLanguage() httpheader.Accept {
	return httpheader.ParseAcceptLanguage(c.headerList("Accept-Language"))
}

// AcceptEncoding returns which encodings the client takes, as gzip.
func (c *Ctx) AcceptEncoding() httpheader.Accept {
	return httpheader.ParseAcceptEncoding(c.headerList("Accept-Encoding"))
}

// AcceptCharset returns which charsets the client takes. Browsers no longer send it.
func (c *Ctx) AcceptCharset() httpheader.Accept {
	return httpheader.ParseAcceptCharset(c.headerList("Accept-Charset"))
}

// Authorization returns the client's credentials. ok is false where it sent none, or
// some that cannot be read.
func (c *Ctx) Authorization() (credentials httpheader.Credentials, ok bool) {
	return httpheader.ParseCredentials(c.Header("Authorization"))
}

// CacheControl returns what the request asks of caches.
func (c *Ctx) CacheControl() httpheader.CacheControl {
	return httpheader.ParseCacheControl(c.headerList("Cache-Control"))
}

// Pragma returns the directives of HTTP/1.0's Pragma field.
func (c *Ctx) Pragma() httpheader.Set { return httpheader.ParseSet(c.headerList("Pragma")) }

// IfMatch returns the tags of If-Match.
func (c *Ctx) IfMatch() httpheader.ETags { return httpheader.ParseETags(c.headerList("If-Match")) }

// IfNoneMatch returns the tags of If-None-Match.
func (c *Ctx) IfNoneMatch() httpheader.ETags {
	return httpheader.ParseETags(c.headerList("If-None-Match"))
}

// IfModifiedSince returns the date of If-Modified-Since, the zero Time where there is
// none.
func (c *Ctx) IfModifiedSince() time.Time { return c.headerDate("If-Modified-Since") }

// IfUnmodifiedSince returns the date of If-Unmodified-Since, the zero Time where there
// is none.
func (c *Ctx) IfUnmodifiedSince() time.Time { return c.headerDate("If-Unmodified-Since") }

// IfRange returns the tag or the date of If-Range.
func (c *Ctx) IfRange() httpheader.IfRange { return httpheader.ParseIfRange(c.Header("If-Range")) }

// Range returns which part of the answer the client asks for. ok is false where it
// asks for all of it, or the field cannot be read.
func (c *Ctx) Range() (r httpheader.Range, ok bool) { return httpheader.ParseRange(c.Header("Range")) }

// Date returns when the client sent the request, by its own clock, the zero Time where
// it does not say so.
func (c *Ctx) Date() time.Time { return c.headerDate("Date") }

// headerDate returns the date of a field, the zero Time where there is none.
func (c *Ctx) headerDate(name string) time.Time {
	t, _ := httpheader.ParseDate(c.Header(name))
	return t
}

// MaxForwards returns how many proxies may still hand a TRACE or OPTIONS on. ok is
// false where the field is not there or is no number.
func (c *Ctx) MaxForwards() (n int, ok bool) {
	var parsed int
	if v := c.Header("Max-Forwards"); v == "" || convert.Set(&parsed, v) != nil {
		return 0, false
	}
	return parsed, true
}

// ContentType returns the media type of the body with its parameters, as it was sent.
func (c *Ctx) ContentType() string { return c.Header("Content-Type") }

// MediaType returns the media type of the body without parameters, in lower case:
// Flask's mimetype. "" when none was sent.
func (c *Ctx) MediaType() string {
	mediaType, _, _ := strings.Cut(c.Header("Content-Type"), ";")
	return strings.ToLower(strings.TrimSpace(mediaType))
}

// MediaTypeParams returns the parameters of the body's media type, as charset.
func (c *Ctx) MediaTypeParams() httpheader.Params {
	_, params := httpheader.ParseOptions(c.Header("Content-Type"))
	return params
}

// IsJSON reports whether the body is declared as JSON: application/json, or
// application/ with +json at its end.
func (c *Ctx) IsJSON() bool { return httpheader.IsJSON(c.MediaType()) }

// ContentLength returns the length of the body in bytes, -1 when it is not known before
// its end.
func (c *Ctx) ContentLength() int64 { c.alive(); return c.x.ContentLength }

// ContentEncoding returns how the body is compressed, "" when it is not.
func (c *Ctx) ContentEncoding() string { return c.Header("Content-Encoding") }

// UserAgent returns the name of the client's program, "" when it does not say so.
func (c *Ctx) UserAgent() string { return c.Header("User-Agent") }

// Referrer returns the address of the page that the request came from, "" when the
// client does not say so.
func (c *Ctx) Referrer() string { return c.Header("Referer") }

// Origin returns the origin of the page that the request came from, "" when the client
// does not say so.
func (c *Ctx) Origin() string { return c.Header("Origin") }

// AccessControlRequestMethod returns the method that a preflight asks about.
func (c *Ctx) AccessControlRequestMethod() string { return c.Header("Access-Control-Request-Method") }

// AccessControlRequestHeaders returns the fields that a preflight asks about.
func (c *Ctx) AccessControlRequestHeaders() httpheader.Set {
	return httpheader.ParseSet(c.headerList("Access-Control-Request-Headers"))
}

// OnClose has f called when the answer has been sent, or never will be: behind the
// teardown hooks, in the order of the calls. It is Flask's call_on_close, for every
// answer of the request, an error page too. A panic of f is told in the log.
func (c *Ctx) OnClose(f func()) {
	c.alive()
	app := c.app
	c.cleanup = append(c.cleanup, func() {
		if err := caught(func() error { f(); return nil }); err != nil {
			app.logger.Error("gourd: a function of OnClose failed", "error", err, "stack", stackOf(err))
		}
	})
}

// NeedQuery returns the first value of that name in the URL's query. Where there is
// none, the error is a 400 that names it in debug mode: Flask's request.args[name].
func (c *Ctx) NeedQuery(name string) (string, error) {
	for v := range c.queryValues(name) {
		return v, nil
	}
	return "", missingKey("query", name)
}

// QueryAllAs returns those values of that name in the URL's query that are a T, as
// Flask's args.getlist(name, type).
func (c *Ctx) QueryAllAs[T any](name string) (values []T) {
	for v := range c.queryValues(name) {
		var parsed T
		if convert.Set(&parsed, v) == nil {
			values = append(values, parsed)
		}
	}
	return values
}

// Need returns the first value of the field. Where there is none, the error is a 400
// that names it in debug mode: Flask's request.form[name].
func (f *Form) Need(name string) (string, error) {
	if values, found := f.Values[name]; found && len(values) > 0 {
		return values[0], nil
	}
	return "", missingKey("form", name)
}

// NeedFile returns the first file of the field. Where there is none, the error is a
// 400 that names it in debug mode: Flask's request.files[name].
func (f *Form) NeedFile(name string) (*Upload, error) {
	if u := f.File(name); u != nil {
		return u, nil
	}
	return nil, missingKey("form's files", name)
}

// missingKey is Flask's BadRequestKeyError: the client learns in debug mode only what
// it did not send.
func missingKey(where, name string) error {
	return &HTTPError{Status: http.StatusBadRequest, Err: &MissingKeyError{Where: where, Name: name}}
}

// MissingKeyError is the reason of a 400 for a name that a view needs and the client did not
// send: of [Ctx.NeedQuery] and [Form.Need].
type MissingKeyError struct {
	Where string // "query", "form" or "form's files"
	Name  string
}

func (e *MissingKeyError) Error() string {
	return "gourd: the " + e.Where + " has no " + strconv.Quote(e.Name)
}
