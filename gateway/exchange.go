package gateway

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"sync/atomic"
)

// Handler answers exchanges. Serve returns when the answer is complete, or never
// will be; the exchange must not be used after that. Serve may wait as long as it
// likes. A handler that writes nothing has answered 200 with an empty body.
type Handler interface {
	Serve(x *Exchange)
}

// HandlerFunc is a function as a [Handler].
type HandlerFunc func(x *Exchange)

// Serve calls f.
func (f HandlerFunc) Serve(x *Exchange) { f(x) }

// Errors that the methods of an Exchange return.
var (
	// ErrHeadWritten says that an answer was begun twice.
	ErrHeadWritten = errors.New("gateway: the head of the answer was written already")
	// ErrNoHead says that a body was written before its head.
	ErrNoHead = errors.New("gateway: a body was written before the head of the answer")
	// ErrBodyNotAllowed says that a body was written where HTTP allows none:
	// 1xx, 204 and 304 (RFC 9110, section 6.4.1).
	ErrBodyNotAllowed = errors.New("gateway: this status has no body")
	// ErrTooLong says that more was written than Head.ContentLength declared.
	ErrTooLong = errors.New("gateway: the body is longer than its declared length")
	// ErrFinished says that an exchange was used after its end, or after it was
	// upgraded or hijacked.
	ErrFinished = errors.New("gateway: the exchange has ended")
	// ErrBodyTimeout says that the client sent nothing of the request's body for
	// as long as the server waits for that: 408.
	ErrBodyTimeout = errors.New("gateway: the client was too slow to send the body")
	// ErrNoUpgrade says that a transport, or this request, cannot become a
	// message socket.
	ErrNoUpgrade = errors.New("gateway: this request cannot be upgraded to a WebSocket")
)

// Field is one header field of a request, as it was sent.
type Field struct{ Name, Value []byte }

// HeaderField is one header field of an answer.
type HeaderField struct{ Name, Value string }

// Head is the beginning of an answer.
type Head struct {
	Status int           // 100 to 999
	Reason string        // the reason phrase; empty: the standard one
	Fields []HeaderField // in order; Content-Length, Date, Connection and Transfer-Encoding are the transport's

	// ContentLength is the length of the body in bytes, -1 when it is not known.
	// When WriteHead is told that no more follows, the length of what it was given
	// counts instead, but for an answer to HEAD.
	ContentLength int64
}

// Exchange is one request and its answer. Servers pool exchanges: neither the
// Exchange nor a byte slice of it may be kept after Serve has returned. It belongs to
// one goroutine at a time, but for Read, which another one may call beside it.
type Exchange struct {
	Method []byte // as sent: "GET"
	Target []byte // the request target as sent: "/a%20b?q=1" (RFC 9112, section 3.2)
	Path   []byte // the target's path, still percent-encoded, without Root: "/a%20b"
	Query  []byte // the target's query, without "?"
	Host   []byte // the Host field, or the authority of an absolute target or of HTTP/2
	Root   string // where the application is mounted, still percent-encoded: "" or "/shop"
	Scheme string // "http" or "https"
	Major  int    // HTTP version: 1 for HTTP/1.1
	Minor  int    // HTTP version: 1 for HTTP/1.1

	ContentLength int64                // of the request's body; -1: not known before its end
	RemoteAddr    string               // the peer: "192.0.2.1:50000"; "@" or a path on a Unix socket
	TLS           *tls.ConnectionState // nil without TLS

	// Stable says that the head's bytes are never written to again, so that they
	// may be kept as strings without a copy.
	Stable bool

	transport Transport
	status    int
	written   int64     // bytes of body
	declared  int64     // what is still to come of Head.ContentLength; -1: any length
	state     state     // written by enter only, since Read looks at it from elsewhere
	room      [1][]byte // for Header
}

type state = uint32

const (
	open     state = iota // nothing was answered
	answered              // the head was written
	finished              // nothing more can be written
	upgraded              // the connection is somebody else's
	aborted               // the connection is to be closed at once
)

// Transport is what a server provides below an Exchange. Its methods are called
// by one goroutine at a time, but for Read and Context, which another one may call
// beside it. Rules that
// hold for every server (one head, no body after 204, no more than was declared)
// are the Exchange's.
type Transport interface {
	// Header appends to dst the values of the request's fields of that name,
	// which is given in canonical form ("Content-Type").
	Header(dst [][]byte, name string) [][]byte
	// Fields appends all header fields of the request to dst.
	Fields(dst []Field) []Field
	// Read reads the request's body; io.EOF at its end. A server asked to
	// "expect 100-continue" sends that at the first Read.
	Read(p []byte) (int, error)
	// Trailers appends the fields behind the body; complete after io.EOF.
	Trailers(dst []Field) []Field

	// WriteHead sends the head and the first bytes of the body; more says whether
	// others follow. h and first are not kept.
	WriteHead(h *Head, first []byte, more bool) error
	// Write sends more of the body. It may buffer until Flush or Finish.
	Write(p []byte) (int, error)
	// WriteFile sends n bytes of f from its current offset.
	WriteFile(f *os.File, n int64) (int64, error)
	// Flush sends what is buffered, also behind Finish.
	Flush() error
	// Finish ends the answer; trailers only where the protocol has them.
	Finish(trailers []HeaderField) error

	// Upgrade turns the connection into a message socket. The exchange has checked
	// the handshake; of o.Subprotocols only the one to agree on is left, and
	// o.ReadLimit is set. An error means that nothing was sent, but for ErrFinished.
	Upgrade(o UpgradeOptions) (Socket, error)
	// Context carries the values of the connection's and the server's making. It
	// ends when the client leaves, and no later than the server's drain.
	Context() context.Context
	// LocalAddr is the address that accepted the connection; nil: not known.
	LocalAddr() net.Addr
	// OnLeave has l.F called, on a goroutine of its own and at most once, when the
	// client leaves before the exchange has ended; at once when it has left already.
	// Each of several is called. A call that has begun may outlive the exchange.
	OnLeave(l *Leave)
}

// Strict is a Transport that wants to hear of what a handler does wrong: a second
// head, a body without a head, behind its end, longer than declared, or where none
// may stand. The exchange refuses those whatever the transport is; that of a test
// client can fail the test too.
type Strict interface {
	// Misused is called with the error that the handler gets.
	Misused(err error)
}

// Leave is the news that the client has left, as a callback without a channel.
// It is embedded in what wants to know, and is handed to one exchange only.
type Leave struct {
	F    func()
	stop func() bool
	next *Leave
}

// Reset makes x ready for a new request on t.
func (x *Exchange) Reset(t Transport) { *x = Exchange{transport: t, declared: -1} }

// Header returns the first value of the request's field of that name, in its
// canonical form ("Content-Type"); nil when there is none.
func (x *Exchange) Header(name string) []byte {
	if values := x.transport.Header(x.room[:0], name); len(values) > 0 {
		return values[0]
	}
	return nil
}

// HeaderValues appends all values of the request's fields of that name to dst.
func (x *Exchange) HeaderValues(dst [][]byte, name string) [][]byte {
	return x.transport.Header(dst, name)
}

// Fields appends all header fields of the request to dst.
func (x *Exchange) Fields(dst []Field) []Field { return x.transport.Fields(dst) }

// Trailers appends the fields that came behind the request's body to dst. They
// are complete after Read has returned io.EOF.
func (x *Exchange) Trailers(dst []Field) []Field { return x.transport.Trailers(dst) }

// Text returns b, a part of the head, as a string that may be kept: a copy, or a
// view where the server never reuses the bytes.
func (x *Exchange) Text(b []byte) string {
	if x.Stable {
		return View(b)
	}
	return string(b)
}

// Read reads the request's body; io.EOF at its end, [ErrBodyTimeout] when the
// client sends too slowly.
func (x *Exchange) Read(p []byte) (int, error) {
	if atomic.LoadUint32(&x.state) >= finished {
		return 0, ErrFinished
	}
	return x.transport.Read(p)
}

// WriteHead begins the answer with its head and, in the same write where the
// protocol allows it, the first bytes of the body. more says whether others
// follow; without more the answer is complete. The body of an answer to HEAD is
// dropped. A head that HTTP does not allow is an error and nothing is sent.
// h.ContentLength is set to what was sent.
func (x *Exchange) WriteHead(h *Head, first []byte, more bool) error {
	switch x.state {
	case open:
	case answered, finished:
		return x.refuse(ErrHeadWritten)
	default:
		return x.refuse(ErrFinished)
	}
	if err := h.check(); err != nil {
		return err
	}
	if !BodyAllowed(h.Status) && (len(first) > 0 || more) {
		return x.refuse(ErrBodyNotAllowed)
	}
	head := x.isHead()
	if !more && (len(first) > 0 || !head) {
		h.ContentLength = int64(len(first))
	}
	if h.ContentLength >= 0 && int64(len(first)) > h.ContentLength {
		return x.refuse(ErrTooLong)
	}
	x.status = h.Status
	x.enter(answered)
	x.declared = h.ContentLength
	if head {
		first = nil
	}
	if err := x.transport.WriteHead(h, first, more && !head); err != nil {
		return err
	}
	x.count(int64(len(first)))
	if !more {
		return x.Finish(nil)
	}
	return nil
}

// Write sends more of the body. It implements [io.Writer].
func (x *Exchange) Write(p []byte) (int, error) {
	if err := x.mayWrite(int64(len(p))); err != nil {
		return 0, err
	}
	if x.isHead() {
		return len(p), nil
	}
	n, err := x.transport.Write(p)
	x.count(int64(n))
	return n, err
}

// WriteFile sends n bytes of f from its current offset, by the kernel where the
// transport can.
func (x *Exchange) WriteFile(f *os.File, n int64) (int64, error) {
	if err := x.mayWrite(n); err != nil {
		return 0, err
	}
	if x.isHead() {
		return n, nil
	}
	done, err := x.transport.WriteFile(f, n)
	x.count(done)
	if done < n && (err == nil || err == io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return done, err
}

// Flush sends what a transport has buffered. Behind the end of the answer it sends
// at once what some servers send only when the handler returns, for handlers that
// have something slow to do then.
func (x *Exchange) Flush() error {
	if x.state != answered && x.state != finished {
		return nil
	}
	return x.transport.Flush()
}

// Finish ends the answer. A body shorter than declared is an error, and the
// connection is closed, so that the client notices. Finish after the end does
// nothing.
func (x *Exchange) Finish(trailers []HeaderField) error {
	switch x.state {
	case open:
		return x.WriteHead(&Head{Status: http.StatusOK}, nil, false)
	case answered:
	default:
		return nil
	}
	if x.declared > 0 && !x.isHead() && BodyAllowed(x.status) {
		missing := x.declared
		x.Abort()
		return fmt.Errorf("gateway: the body ended %d bytes short of its declared length: %w", missing, io.ErrUnexpectedEOF)
	}
	x.enter(finished)
	return x.transport.Finish(trailers)
}

// Abort gives the answer up: the connection (or the stream, in HTTP/2) is closed
// without an end to the body, so that the client can tell.
func (x *Exchange) Abort() {
	if x.state != upgraded {
		x.enter(aborted)
	}
}

// Aborted reports whether the answer was given up.
func (x *Exchange) Aborted() bool { return x.state == aborted }

// Upgrade turns the connection into a message socket (RFC 6455). The socket must
// be closed before the handler returns. A request that may not become one is an
// *[UpgradeError], and nothing is sent: the handler is to answer it.
func (x *Exchange) Upgrade(o UpgradeOptions) (Socket, error) {
	switch x.state {
	case open:
	case answered, finished:
		return nil, x.refuse(ErrHeadWritten)
	default:
		return nil, x.refuse(ErrFinished)
	}
	if err := o.settle(x); err != nil {
		return nil, err
	}
	s, err := x.transport.Upgrade(o)
	if err == nil {
		x.upgraded()
	}
	return s, err
}

// Context carries the values of the server's and the connection's making.
func (x *Exchange) Context() context.Context { return x.transport.Context() }

// LocalAddr returns the address that accepted the connection; nil: not known.
func (x *Exchange) LocalAddr() net.Addr { return x.transport.LocalAddr() }

// OnLeave has l.F called when the client leaves before the exchange has ended.
func (x *Exchange) OnLeave(l *Leave) { x.transport.OnLeave(l) }

// Status returns the status that was answered, 0 before the head was written.
func (x *Exchange) Status() int { return x.status }

// Written returns the number of bytes of the body that were written.
func (x *Exchange) Written() int64 { return x.written }

// Answered reports whether the answer has begun, or never will.
func (x *Exchange) Answered() bool { return x.state != open }

// Ended reports whether nothing more can be written.
func (x *Exchange) Ended() bool { return x.state >= finished }

func (x *Exchange) enter(s state) { atomic.StoreUint32(&x.state, s) }

// upgraded hands the connection over.
func (x *Exchange) upgraded() {
	x.status = http.StatusSwitchingProtocols
	x.enter(upgraded)
}

func (x *Exchange) isHead() bool { return string(x.Method) == http.MethodHead }

func (x *Exchange) mayWrite(n int64) error {
	switch {
	case x.state == open:
		return x.refuse(ErrNoHead)
	case x.state != answered:
		return x.refuse(ErrFinished)
	case n > 0 && !BodyAllowed(x.status):
		return x.refuse(ErrBodyNotAllowed)
	case x.declared >= 0 && n > x.declared:
		return x.refuse(ErrTooLong)
	}
	return nil
}

// refuse tells a strict transport of a mistake of the handler. What follows on an
// answer that was given up is none.
func (x *Exchange) refuse(err error) error {
	if s, ok := x.transport.(Strict); ok && x.state != aborted {
		s.Misused(err)
	}
	return err
}

func (x *Exchange) count(n int64) {
	x.written += n
	if x.declared > 0 {
		x.declared -= n
	}
}

// BodyAllowed reports whether an answer of that status has a body (RFC 9110,
// section 6.4.1).
func BodyAllowed(status int) bool {
	return status >= 200 && status != http.StatusNoContent && status != http.StatusNotModified
}

// check refuses what would break the framing of the answer: RFC 9110, sections
// 5.1, 5.5 and 15.
func (h *Head) check() error {
	if h.Status < 200 || h.Status > 999 {
		return fmt.Errorf("gateway: status %d, want 200 to 999", h.Status)
	}
	for i := range h.Fields {
		if err := h.Fields[i].check(); err != nil {
			return err
		}
	}
	return nil
}

func (f *HeaderField) check() error {
	if !validName(f.Name) {
		return fmt.Errorf("gateway: %q is not a header field's name", f.Name)
	}
	if strings.ContainsAny(f.Value, "\r\n\x00") {
		return fmt.Errorf("gateway: the value of the header field %s has a line break or a NUL: %q", f.Name, f.Value)
	}
	return nil
}

// validName reports whether s is a token (RFC 9110, section 5.6.2).
func validName(s string) bool {
	for i := range len(s) {
		c := s[i]
		if c <= ' ' || c >= 0x7f || strings.IndexByte(`"(),/:;<=>?@[\]{}`, c) >= 0 {
			return false
		}
	}
	return s != ""
}
