package gourd

import (
	"bytes"
	"crypto/sha1" //nolint:gosec // an ETag is no signature; SHA-1 is Flask's
	"encoding/hex"
	"net/http"
	"slices"

	"github.com/gourd-go/gourd/gateway"
	"github.com/gourd-go/gourd/httpheader"
)

// AddETag gives the answer an ETag if it has none: the SHA-1 of its body in
// hexadecimal digits, as Flask's add_etag. It does nothing to a stream, a file or a
// mounted handler's answer, whose body is not there. Together with
// [Response.Conditional] it saves clients what they have already:
//
//	app.After(func(c *gourd.Ctx, r *gourd.Response) error {
//		r.AddETag()
//		return r.Conditional(c)
//	})
func (r *Response) AddETag() {
	if _, ok := r.source.(laterSource); ok {
		r.pending |= pendingTag
		return
	}
	if body, ok := r.Body(); ok && !r.Header.Has("Etag") {
		sum := sha1.Sum(body) //nolint:gosec // as above
		r.Header.Set("Etag", `"`+hex.EncodeToString(sum[:])+`"`)
	}
}

// Conditional answers a conditional request, as Flask's make_conditional: where the
// answer's ETag or Last-Modified says that the client has it already, the status
// becomes 304 and the body is not sent; where the client's If-Match is not this
// answer, it becomes 412 (with the body, as in Flask). With a method that is not GET or HEAD, and
// without these header fields, it does nothing. The error is a 416, and only behind
// [Response.AllowRanges].
//
// An ETag in If-None-Match is compared weakly and wins over If-Modified-Since; one
// in If-Match is compared strongly and wins over both. As in Werkzeug 3.1, "*" in
// If-Match matches nothing, If-Unmodified-Since is not looked at, and a Range that
// can be served is, whatever those fields say.
func (r *Response) Conditional(c *Ctx) error {
	c.alive()
	if _, ok := r.source.(laterSource); ok {
		r.pending |= pendingConditional
		return nil
	}
	status := r.Status
	if status == 0 {
		status = c.res.Status
	}
	if status != 0 && status != http.StatusOK || !c.readsOnly() {
		return nil
	}
	if r.pending&pendingRanges != 0 {
		if done, err := r.cut(c); done || err != nil {
			return err
		}
	}
	if status := c.conditionalStatus(&r.Header); status != 0 {
		r.Status = status
	}
	return nil
}

// AllowRanges lets [Response.Conditional], which is called behind it, answer with a
// part of the body where the client asks for one: make_conditional's accept_ranges.
// The body has to be there: a stream's is never cut.
func (r *Response) AllowRanges() { r.pending |= pendingRanges }

// pending is what is asked of a Response before its body is there.
type pending uint8

const (
	pendingTag pending = 1 << iota
	pendingConditional
	pendingRanges
)

// settle does to the answer of c, whose body is there by now, what was asked before.
func (p pending) settle(c *Ctx) error {
	c.res.pending = p & pendingRanges
	if p&pendingTag != 0 {
		c.res.AddETag()
	}
	if p&pendingConditional != 0 {
		return c.res.Conditional(c)
	}
	return nil
}

// cut takes the part of the body that the request asks for.
func (r *Response) cut(c *Ctx) (done bool, err error) {
	body, ok := r.Body()
	if !ok {
		return false, nil
	}
	r.Header.Set("Accept-Ranges", "bytes")
	if len(body) == 0 || !c.asksForRange(&r.Header) {
		return false, nil
	}
	ranges, ok := satisfy(c.requestField("Range"), int64(len(body)))
	if !ok {
		return false, RangeNotSatisfiable("", int64(len(body)))
	}
	s := &fileSource{openFile: openFile{content: bytes.NewReader(body)}, total: int64(len(body))}
	s.take(r, ranges)
	r.kind, r.text, r.bytes, r.source = bodySource, "", nil, s
	return true, nil
}

// readsOnly reports whether the request's method is one whose answer may be a part,
// or none because the client has it.
func (c *Ctx) readsOnly() bool { return string(c.x.Method) == http.MethodGet || c.isHead() }

// requestField is a field of the request as WSGI has it: several lines are one list.
// It is valid as long as the request is, and "" where the field is not there. The name
// has its canonical form.
func (c *Ctx) requestField(name string) string {
	first := c.x.Header(name)
	if first == nil {
		return ""
	}
	if values := c.x.HeaderValues(nil, name); len(values) > 1 {
		return string(bytes.Join(values, []byte(",")))
	}
	return gateway.View(first)
}

func (c *Ctx) hasField(name string) bool { return c.x.Header(name) != nil }

// asksForRange reports whether a Range is to be answered with a part: RFC 9110,
// section 13.1.5, and If-Range as Werkzeug reads it.
func (c *Ctx) asksForRange(h *Header) bool {
	if !c.hasField("Range") {
		return false
	}
	return !c.hasField("If-Range") || !c.modified(h, true)
}

// conditionalStatus returns 304 or 412 where the request's conditions ask for that, and 0
// where they do not.
func (c *Ctx) conditionalStatus(h *Header) int {
	switch {
	case c.modified(h, false):
		return 0
	case c.requestTags("If-Match").IsZero():
		return http.StatusNotModified
	}
	return http.StatusPreconditionFailed
}

// requestTags are the tags of a field of the request, valid as long as it is.
func (c *Ctx) requestTags(name string) httpheader.ETags {
	return httpheader.ParseETags(c.requestField(name))
}

// modified is Werkzeug's is_resource_modified: whether the answer is another one
// than that which the request says the client has. Its order of precedence is its
// own, and differs from RFC 9110, section 13.2.2, in what [Response.Conditional]
// names.
func (c *Ctx) modified(h *Header, ifRange bool) bool {
	since, condition := c.requestField("If-Modified-Since"), ""
	if ifRange {
		condition = c.requestField("If-Range")
	}
	have := httpheader.ParseIfRange(condition)
	if !have.Date.IsZero() {
		since, condition = condition, ""
	}
	unmodified := notChanged(h.Get("Last-Modified"), since)
	field := h.Get("Etag")
	if field == "" {
		return !unmodified
	}
	tag, _ := httpheader.ParseETag(field)
	if condition != "" { // If-Range has a tag
		return !httpheader.ParseETags(have.ETag).Has(tag)
	}
	if tags := c.requestTags("If-None-Match"); !tags.IsZero() {
		unmodified = tags.HasWeak(tag)
	}
	if tags := c.requestTags("If-Match"); !tags.IsZero() {
		unmodified = !slices.Contains(tags.Strong, tag)
	}
	return !unmodified
}

// notChanged reports whether what was changed at one date is the same since another.
// It is false where one of them is missing or no date.
func notChanged(modified, since string) bool {
	if modified == "" || since == "" {
		return false
	}
	changed, ok := httpheader.ParseDate(modified)
	asked, ok2 := httpheader.ParseDate(since)
	return ok && ok2 && !changed.After(asked)
}
