package gourd

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/gourd-go/gourd/gateway"
)

// body is the request's body, read within its limit.
type body struct {
	x       *gateway.Exchange
	left    int64 // bytes that may still come; -1: any
	limit   int64
	text    []byte // the whole body
	read    bool   // text is there
	touched bool   // somebody reads it as a stream
	err     error
}

// bodyOf returns the request's body. Nothing is read yet.
func (c *Ctx) bodyOf() *body {
	c.alive()
	if c.request.body == nil {
		limit := c.app.Config.MaxContentLength
		if c.route != nil && c.route.maxBody != 0 {
			limit = c.route.maxBody
		}
		c.request.body = &body{x: c.x, left: limit, limit: limit}
	}
	return c.request.body
}

// MaxBody lets this request have a body of up to n bytes, -1: any length. It must be
// called before the body is read.
func (c *Ctx) MaxBody(n int64) {
	b := c.bodyOf()
	b.left, b.limit = n, n
}

// Body returns the request's body as a whole. One that is longer than it may be is a
// 413, one that the client does not send on a 408.
func (c *Ctx) Body() ([]byte, error) {
	b := c.bodyOf()
	if b.read || b.err != nil {
		return b.text, b.err
	}
	if b.touched {
		return nil, errors.New("gourd: the body was read through BodyReader already")
	}
	b.text, b.err = b.all()
	b.read = b.err == nil
	return b.text, b.err
}

// BodyReader returns the request's body as a stream, which ends with the errors of
// [Ctx.Body]. Behind a call of Body it has the body once more, so that a hook may
// check what a view then reads.
func (c *Ctx) BodyReader() io.Reader {
	b := c.bodyOf()
	if b.read {
		return bytes.NewReader(b.text)
	}
	return b
}

// all reads the body. Room is made as it comes, whatever length was declared.
func (b *body) all() ([]byte, error) {
	if b.x.ContentLength == 0 {
		return nil, nil
	}
	const first = 64 << 10
	size := int64(512)
	if n := b.x.ContentLength; n > 0 {
		size = min(n+1, first)
	}
	text := make([]byte, 0, size)
	for {
		n, err := b.Read(text[len(text):cap(text)])
		text = text[:len(text)+n]
		if err == io.EOF {
			return text, nil
		}
		if err != nil {
			return nil, err
		}
		if len(text) == cap(text) {
			text = append(text, 0)[:len(text)]
		}
	}
}

// Read implements io.Reader.
func (b *body) Read(p []byte) (int, error) {
	b.touched = true
	if b.err != nil {
		return 0, b.err
	}
	if b.limit >= 0 && b.x.ContentLength > b.limit {
		return 0, b.tooLarge()
	}
	if b.left >= 0 && int64(len(p)) > b.left+1 {
		p = p[:b.left+1]
	}
	n, err := b.x.Read(p)
	if b.left >= 0 {
		if int64(n) > b.left {
			n = int(b.left)
			return n, b.tooLarge()
		}
		b.left -= int64(n)
	}
	if err != nil && err != io.EOF {
		err = bodyError(err)
		b.err = err
	}
	return n, err
}

func (b *body) tooLarge() error {
	b.err = &HTTPError{Status: http.StatusRequestEntityTooLarge, Err: fmt.Errorf("gourd: the body is longer than %d bytes (MAX_CONTENT_LENGTH, or the route's MaxBody)", b.limit)}
	return b.err
}

// bodyError gives an error of the server the status that it means.
func bodyError(err error) error {
	var tooLarge *http.MaxBytesError
	switch {
	case errors.Is(err, gateway.ErrBodyTimeout), errors.As(err, &tooLarge):
		return err
	case errors.Is(err, http.ErrBodyReadAfterClose):
		return errors.New("gourd: the body was read behind the request's end")
	}
	return &HTTPError{Status: http.StatusBadRequest, Err: fmt.Errorf("gourd: the body cannot be read: %w", err)}
}
