// Package httpheader has typed values for the fields of HTTP heads: it parses what
// clients send and prints what servers answer. It knows no request and no response.
//
//	accept := httpheader.ParseAccept("text/html;q=0.8, application/json")
//	accept.Best("text/html", "application/json")          // application/json
//
//	var cache httpheader.CacheControl
//	cache.SetPublic(true)
//	cache.SetMaxAge(time.Hour)
//	cache.String()                                        // public, max-age=3600
//
// What it reads and writes is what Werkzeug 3.1.8 does, down to the order of a
// cookie's attributes and to which of two equally good media types wins: tests
// compare the two on some thousand values. Parsers take everything that a client
// may send, and have no errors: what is malformed is as if it were not there, as in
// Werkzeug. Printing never makes a value that would break a header field, unless it
// is given one with a line break, which the gateway refuses.
//
// Values are strings of UTF-8, where Werkzeug has the bytes of a field as characters
// of Latin-1.
//
// What it is not: a parser of whole heads, or of structured fields (RFC 9651).
package httpheader
