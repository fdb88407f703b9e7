package client

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"sync"
	"sync/atomic"
)

// payload is the body of a request. One that came as a plain reader can be sent
// once; the others any number of times, for retries and redirects.
type payload struct {
	open        func() (io.ReadCloser, error)
	size        int64 // in bytes; -1: not known, sent in chunks
	contentType string
	once        bool
	opened      atomic.Bool
	drop        func() // closes what was given and never opened; nil: nothing to close
}

// bytesBody sends data.
func bytesBody(data []byte, contentType string) *payload {
	return &payload{
		open:        func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil },
		size:        int64(len(data)),
		contentType: contentType,
	}
}

// Body streams r as the request's body. An io.Closer is closed when the request is
// over, and earlier when the context ends: a reader that may block has to be one,
// since only that ends its Read. A bytes.Reader, strings.Reader or bytes.Buffer can
// be sent again in a retry or redirect, anything else only once. The length is taken
// from those, and from a regular file, whose last bytes go out when it has ended (see
// BodyFunc); otherwise the body goes out in chunks, each Read of r at once.
func Body(r io.Reader, contentType string) Option {
	return Option{func(req *request) error {
		if r == nil {
			return errors.New("the body is a nil reader; leave the option out for no body")
		}
		return req.setBody(readerBody(r, contentType))
	}}
}

// BodyFunc streams what open returns, and can do so again for retries and
// redirects. Size is its length in bytes; zero or less: it is not known. A reader
// that has more or fewer bytes is an error of the call, and its body never reaches the
// other side as a whole one: the last bytes go out when the reader has ended.
func BodyFunc(open func() (io.ReadCloser, error), size int64, contentType string) Option {
	return Option{func(req *request) error {
		if open == nil {
			return errors.New("the body's open function is nil; leave the option out for no body")
		}
		if size <= 0 {
			size = -1
		}
		return req.setBody(&payload{open: open, size: size, contentType: contentType})
	}}
}

func readerBody(r io.Reader, contentType string) *payload {
	if again, size, ok := replay(r); ok {
		return &payload{open: again, size: size, contentType: contentType}
	}
	rc, ok := r.(io.ReadCloser)
	if !ok {
		rc = io.NopCloser(r)
	}
	return &payload{
		open:        func() (io.ReadCloser, error) { return rc, nil },
		size:        fileSize(r),
		contentType: contentType,
		once:        true,
		drop:        func() { _ = rc.Close() },
	}
}

// replay opens in-memory readers again, at the place where they stand now.
func replay(r io.Reader) (open func() (io.ReadCloser, error), size int64, ok bool) {
	switch v := r.(type) {
	case *bytes.Reader:
		from := *v
		return func() (io.ReadCloser, error) { c := from; return io.NopCloser(&c), nil }, int64(v.Len()), true
	case *strings.Reader:
		from := *v
		return func() (io.ReadCloser, error) { c := from; return io.NopCloser(&c), nil }, int64(v.Len()), true
	case *bytes.Buffer:
		data := v.Bytes()
		return func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil }, int64(len(data)), true
	}
	return nil, 0, false
}

// fileSize is what is left of a regular file, or -1.
func fileSize(r io.Reader) int64 {
	f, ok := r.(interface {
		io.Seeker
		Stat() (fs.FileInfo, error)
	})
	if !ok {
		return -1
	}
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return -1
	}
	at, err := f.Seek(0, io.SeekCurrent)
	if err != nil || at > info.Size() {
		return -1
	}
	return info.Size() - at
}

// repeatable says whether the body can be sent (again).
func (p *payload) repeatable() bool { return p == nil || !p.once || !p.opened.Load() }

// start opens the body for one attempt.
func (p *payload) start() (io.ReadCloser, error) {
	p.opened.Store(true)
	return p.open()
}

// discard closes a body that was given and never sent.
func (p *payload) discard() {
	if p.drop != nil && p.opened.CompareAndSwap(false, true) {
		p.drop()
	}
}

// upload is a body on its way out. It moves the phase clock, tells an error of the
// caller's reader from one of the network, and is closed once.
type upload struct {
	attempt *attempt
	rc      io.ReadCloser
	close   func() error
	stop    func() bool // detaches the closing at the context's end
	closed  atomic.Bool

	// only Read uses these
	sent  int64
	end   error   // what every further Read returns; nil: there may be more
	extra [1]byte // room for the byte that should not be there
}

var _ io.ReadCloser = (*upload)(nil)

func newUpload(a *attempt, rc io.ReadCloser) *upload {
	u := &upload{attempt: a, rc: rc}
	u.close = sync.OnceValue(func() error {
		u.closed.Store(true)
		return rc.Close()
	})
	u.stop = context.AfterFunc(a.ctx, func() { _ = u.close() })
	return u
}

// Read passes the caller's bytes on. Between two Reads it is the network that
// has to move, so the write clock runs there and rests inside.
func (u *upload) Read(p []byte) (int, error) {
	clock, t := u.attempt.clock, u.attempt.call.request.timeouts
	clock.pause()
	n, err := u.next(p)
	switch {
	case err == io.EOF:
		clock.start(PhaseHeader, t.Header)
		return n, err
	case err != nil && !u.closed.Load():
		u.attempt.readerErr.Store(&err)
	}
	clock.start(PhaseWrite, t.Write)
	return n, err
}

// next reads from the caller's reader and holds it to the announced length. The
// bytes that would complete the body are passed on only when the reader has said
// that it ends with them: once they are out, the other side takes a body that was
// cut off for a whole one and answers it, before anybody learns of the mistake.
func (u *upload) next(p []byte) (int, error) {
	if u.end != nil {
		return 0, u.end
	}
	n, err := u.rc.Read(p)
	u.sent += int64(n)
	size := u.attempt.hop.body.size
	if size < 0 {
		return n, err
	}
	if u.sent == size && err == nil {
		var more int
		more, err = io.ReadFull(u.rc, u.extra[:])
		u.sent += int64(more)
	}
	switch {
	case u.sent > size:
		n, err = 0, fmt.Errorf("the body has at least %d bytes when %d were announced: %w", u.sent, size, io.ErrUnexpectedEOF)
	case u.sent < size && err == io.EOF:
		err = fmt.Errorf("the body has %d bytes when %d were announced: %w", u.sent, size, io.ErrUnexpectedEOF)
	case u.sent == size && err != io.EOF:
		n = 0
	}
	u.end = err
	if n > 0 && err == io.EOF { // told by the next Read: these bytes have yet to be written
		return n, nil
	}
	return n, err
}

func (u *upload) Close() error {
	u.stop()
	return u.close()
}
