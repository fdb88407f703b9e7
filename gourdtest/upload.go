package gourdtest

import (
	"io"
	"strconv"
	"sync/atomic"

	"github.com/gourd-go/gourd/gateway"
)

// upload is a request's body on its way to the handler.
type upload struct {
	rest   []byte
	reader io.Reader // nil: rest is all
	left   int64     // of the declared length; -1: none
	shut   atomic.Bool
}

func (u *upload) begin(r *request) {
	u.rest, u.reader = r.body.content, r.body.reader
	u.left = int64(len(u.rest))
	if u.reader != nil {
		u.left = -1
	}
	if text, ok := r.get("Content-Length"); ok {
		if n, err := strconv.ParseInt(text, 10, 64); err == nil && n >= 0 {
			u.left = n
		}
	}
}

// read is a server's: no more than was declared, and an error where less came.
func (u *upload) read(p []byte) (n int, err error) {
	if u.left == 0 {
		return 0, io.EOF
	}
	if u.left > 0 && int64(len(p)) > u.left {
		p = p[:u.left]
	}
	if len(p) == 0 {
		return 0, nil
	}
	if u.shut.Load() {
		return 0, errLeft
	}
	if u.reader != nil {
		n, err = u.reader.Read(p)
	} else if n = copy(p, u.rest); n == 0 {
		err = io.EOF
	}
	if u.reader == nil {
		u.rest = u.rest[n:]
	}
	if u.left > 0 {
		u.left -= int64(n)
	}
	switch {
	case u.shut.Load():
		return n, errLeft
	case err == io.EOF && u.left > 0:
		return n, io.ErrUnexpectedEOF
	case err == io.EOF && n > 0:
		return n, nil // the end comes by itself
	}
	return n, err
}

// close has reads fail, of which one may be waiting.
func (u *upload) close() {
	u.shut.Store(true)
	switch r := u.reader.(type) {
	case *io.PipeReader:
		_ = r.CloseWithError(errLeft)
	case io.Closer:
		_ = r.Close()
	}
}

// Header implements gateway.Transport.
func (e *exchange) Header(dst [][]byte, name string) [][]byte {
	for _, f := range e.fields {
		if equalFold(f.Name, name) {
			dst = append(dst, f.Value)
		}
	}
	return dst
}

func equalFold(b []byte, s string) bool {
	if len(b) != len(s) {
		return false
	}
	for i := range b {
		if lower(b[i]) != lower(s[i]) {
			return false
		}
	}
	return true
}

func lower(c byte) byte {
	if c >= 'A' && c <= 'Z' {
		c += 'a' - 'A'
	}
	return c
}

// Fields implements gateway.Transport.
func (e *exchange) Fields(dst []gateway.Field) []gateway.Field { return append(dst, e.fields...) }

// Read implements gateway.Transport.
func (e *exchange) Read(p []byte) (int, error) { return e.in.read(p) }

// Trailers implements gateway.Transport. A client of tests sends none.
func (e *exchange) Trailers(dst []gateway.Field) []gateway.Field { return dst }
