package gourd

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/gourd-go/gourd/httpheader"
)

// This file makes the errors that need a field in their answer's head. Their message
// is as that of [Error]: empty for the status's own text.

// Unauthorized is a 401 that asks for credentials:
//
//	return note, gourd.Unauthorized("", httpheader.BasicChallenge("the shop"))
//
// Each challenge is a WWW-Authenticate field of its own.
func Unauthorized(message string, challenges ...httpheader.Challenge) error {
	e := &HTTPError{Status: http.StatusUnauthorized, Message: message}
	for _, challenge := range challenges {
		e.Header.Add("WWW-Authenticate", challenge.String())
	}
	return e
}

// MethodNotAllowed is a 405 that names in Allow what is allowed.
func MethodNotAllowed(message string, methods ...string) error {
	e := &HTTPError{Status: http.StatusMethodNotAllowed, Message: message}
	if len(methods) > 0 {
		e.Header.Set("Allow", strings.Join(methods, ", "))
	}
	return e
}

// RangeNotSatisfiable is a 416 for a content of that many bytes, which its
// Content-Range tells.
func RangeNotSatisfiable(message string, length int64) error {
	e := &HTTPError{Status: http.StatusRequestedRangeNotSatisfiable, Message: message}
	e.Header.Set("Content-Range", httpheader.ContentRange{Unit: "bytes", Start: -1, Stop: -1, Length: length}.String())
	return e
}

// RetryAfter is a 429 or a 503, or another status of 400 to 599, that says in
// Retry-After after how many seconds the client may try again. Parts of a second count
// as a whole one.
func RetryAfter(status int, message string, wait time.Duration) error {
	e := &HTTPError{Status: status, Message: message}
	e.Header.Set("Retry-After", httpheader.FormatAge(wait+time.Second-1))
	return e
}

// RetryAt is [RetryAfter] with the time from which on the client may try again.
func RetryAt(status int, message string, at time.Time) error {
	e := &HTTPError{Status: status, Message: message}
	e.Header.Set("Retry-After", httpheader.FormatDate(at))
	return e
}

// asciiLocation is an address as it stands in Location. One that cannot be understood
// is encoded as if all of it were a path.
func asciiLocation(location string) string {
	ascii, err := httpheader.ASCIIURL(location)
	if err != nil {
		return escapeAll(location)
	}
	return ascii
}

// escapeAll encodes what may not stand in a URL and leaves the rest alone.
func escapeAll(s string) string {
	var b strings.Builder
	for i := range len(s) {
		if c := s[i]; c <= ' ' || c >= 0x7f || strings.IndexByte("\"<>\\^`{|}", c) >= 0 {
			fmt.Fprintf(&b, "%%%02X", c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

// encodeLocation brings Location and Content-Location into ASCII, as Werkzeug does when
// an answer is sent.
func (r *Response) encodeLocation() {
	for i := range r.Header.fields {
		switch f := &r.Header.fields[i]; f.Name {
		case "Location", "Content-Location":
			f.Value = asciiLocation(f.Value)
		}
	}
}
