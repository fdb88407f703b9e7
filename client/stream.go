package client

import (
	"io"
	"net/http"
	"sync"
	"sync/atomic"

	"github.com/gourd-go/gourd/async"
)

// stream is the body of an answer. Its end, by reading or by Close, is the call's.
type stream struct {
	attempt *attempt
	label   string
	rc      io.ReadCloser
	clock   phaseClock

	head []byte // peeked and not yet read
	err  error  // what every further Read returns

	once     sync.Once
	closed   atomic.Bool
	closeErr error
}

var _ io.ReadCloser = (*stream)(nil)

func (a *attempt) stream(raw *http.Response) *stream {
	s := &stream{attempt: a, label: a.hop.label(), rc: raw.Body}
	s.clock.expire = a.expire
	return s
}

// Read waits at most Timeouts.Read for bytes.
func (s *stream) Read(p []byte) (int, error) {
	if len(s.head) > 0 {
		n := copy(p, s.head)
		s.head = s.head[n:]
		return n, nil
	}
	if s.err != nil {
		return 0, s.err
	}
	if s.closed.Load() {
		return 0, errResponseClosed
	}
	if len(p) == 0 {
		return 0, nil
	}
	return s.fetch(p)
}

// fetch reads from the connection.
func (s *stream) fetch(p []byte) (int, error) {
	c := s.attempt.call
	wait := async.Waiting(c.parent, "http", s.label)
	s.clock.start(PhaseRead, c.request.timeouts.Read)
	n, err := s.rc.Read(p)
	s.clock.pause()
	wait.End()
	if err == nil {
		return n, nil
	}
	switch {
	case err == io.EOF:
	case s.closed.Load():
		err = errResponseClosed
	default:
		err = c.failure(s.attempt.ctx, err)
	}
	s.err = err
	s.finish()
	return n, err
}

// peek reads up to n bytes ahead; an error waits for the Read that meets it.
func (s *stream) peek(n int) []byte {
	buf := make([]byte, n)
	have := copy(buf, s.head)
	for have < n && s.err == nil {
		got, _ := s.fetch(buf[have:])
		have += got
	}
	if have > len(s.head) {
		s.head = buf[:have]
	}
	return buf[:have]
}

// Close ends the call; what has not been read is lost. A Read that is waiting
// returns with an error.
func (s *stream) Close() error {
	s.finish()
	return s.closeErr
}

// finish gives everything back, once. The body is closed before the contexts end:
// the transport then reads what little may be left of it to keep the connection.
func (s *stream) finish() {
	s.once.Do(func() {
		s.closed.Store(true)
		s.clock.end()
		s.closeErr = s.rc.Close()
		s.attempt.cancel(errResponseClosed)
		s.attempt.call.end()
	})
}
