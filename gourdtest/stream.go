package gourdtest

import (
	"net/http"
	"testing"
)

// Stream is an answer that is read while it is made. It belongs to one goroutine.
type Stream struct {
	Status int
	Reason string
	Header http.Header

	t      testing.TB
	e      *exchange
	unread []byte // of a chunk
	err    error  // why there is no next chunk
}

// Stream sends a request and returns when the head of its answer is there. The test
// fails at once when there will be none. Redirects are not followed.
func (c *Client) Stream(method, target string, options ...Option) *Stream {
	c.t.Helper()
	r := c.request(method, target, options)
	e := c.start(r)
	e.wantHead()
	if e.status == 0 {
		<-e.done
		c.t.Fatalf("gourdtest: %s: the connection broke before the head of the answer", e.name)
	}
	c.keepCookies(r, e.header)
	return &Stream{Status: e.status, Reason: e.reason, Header: e.header, t: c.t, e: e}
}

// Next returns the next chunk, which is what the view wrote between one flush and
// the next, or 64 KiB where it does not flush. Behind the last one the error is
// io.EOF, [ErrBroken] where the answer broke off.
func (s *Stream) Next() ([]byte, error) {
	if chunk := s.unread; len(chunk) > 0 {
		s.unread = nil
		return chunk, nil
	}
	if s.err != nil {
		return nil, s.err
	}
	chunk, err := s.e.body.next()
	s.err = err
	return chunk, err
}

// Trailer returns the fields behind the body, when Next has returned io.EOF.
func (s *Stream) Trailer() http.Header {
	if s.err == nil {
		return nil
	}
	return s.e.trailer
}

// Err returns why the stream ended, nil while it has not: io.EOF, or [ErrBroken].
func (s *Stream) Err() error { return s.err }

// Close has the client leave, unless the answer has ended, and returns when the
// view and everything behind it have. A handler that takes no notice for 10 seconds
// fails the test. A second call does nothing.
func (s *Stream) Close() {
	s.t.Helper()
	if s.e.leave(); s.err == nil {
		s.err = errLeft
	}
	s.e.wantEnd()
}
