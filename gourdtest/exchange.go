package gourdtest

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net/http"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/gourd-go/gourd/gateway"
)

// ErrBroken is the error of a stream whose connection broke before the end of the
// answer: the application gave it up, or panicked.
var ErrBroken = errors.New("gourdtest: the connection broke before the end of the answer")

// errLeft is what an application gets that writes to a client that has left.
var errLeft = errors.New("gourdtest: the client has left")

// exchange is one request and its answer, and the transport below the handler's
// gateway.Exchange. Whatever the handler's goroutine fills in before it closes
// headed or done, the client's may read behind it.
type exchange struct {
	client *Client
	server gateway.Handler
	name   string // "GET /notes"
	x      gateway.Exchange
	own    [][]byte // the bytes of the head, to be overwritten
	fields []gateway.Field
	in     upload
	ctx    context.Context
	cancel context.CancelFunc

	status  int
	reason  string
	header  http.Header
	length  int64 // that the head declares; -1: none
	sent    int64 // bytes of the answer's body
	pending []byte
	phase   phase
	socket  *serverSocket

	headed chan struct{} // closed when the head is there
	body   *queue
	done   chan struct{} // closed when the handler has ended
	left   chan struct{} // closed when the client has left

	// Of the handler's end: to be read behind done, or behind the body's end.
	trailer http.Header
	broken  bool

	mu       sync.Mutex
	gone     bool
	over     bool
	leaves   []*gateway.Leave
	awaiting sync.WaitGroup // of callbacks that say the client has left
}

// phase is how far an answer has come.
type phase uint8

const (
	nothing  phase = iota // was answered
	begun                 // the head was written
	complete              // the answer has its end
	switched              // to a socket
)

func newExchange(c *Client, r *request) *exchange {
	e := &exchange{
		client: c, server: c.handler, name: r.method + " " + r.target, body: newQueue(), length: -1,
		headed: make(chan struct{}), done: make(chan struct{}), left: make(chan struct{}),
	}
	if r.server != nil {
		e.server = r.server
	}
	e.ctx, e.cancel = context.WithCancel(c.values)
	x := &e.x
	x.Reset(e)
	host, target := r.host, r.path()
	path, query, _ := strings.Cut(target, "?")
	if len(target) != len(r.target) {
		_, rest, _ := strings.Cut(r.target, "://")
		host = rest[:strings.IndexAny(rest+"/", "/?")]
	}
	x.Method, x.Target = e.bytes(r.method), e.bytes(r.root+r.target)
	if len(target) != len(r.target) || target == "*" {
		x.Target = e.bytes(r.target)
	}
	x.Root = r.root
	x.Path, x.Query, x.Host = e.bytes(path), e.bytes(query), e.bytes(host)
	x.Scheme, x.Major, x.Minor = r.scheme, 1, 1
	x.RemoteAddr = r.remote
	if r.scheme == "https" {
		name, _, _ := strings.Cut(r.host, ":")
		x.TLS = &tls.ConnectionState{Version: tls.VersionTLS13, HandshakeComplete: true, ServerName: name}
	}
	for _, f := range c.headerOf(r) {
		e.fields = append(e.fields, gateway.Field{Name: e.bytes(f.name), Value: e.bytes(f.value)})
	}
	e.in.begin(r)
	x.ContentLength = e.in.left
	return e
}

// path is the target in origin form: the path and the query.
func (r *request) path() string {
	_, rest, absolute := strings.Cut(r.target, "://")
	if !absolute || strings.HasPrefix(r.target, "/") {
		return r.target
	}
	i := strings.IndexAny(rest, "/?")
	switch {
	case i < 0:
		return "/"
	case rest[i] == '?':
		return "/" + rest[i:]
	}
	return rest[i:]
}

// headerOf is the header as it is sent.
func (c *Client) headerOf(r *request) []field {
	header := []field{{"Host", r.host}}
	if _, ok := r.get("User-Agent"); !ok {
		header = append(header, field{"User-Agent", "gourdtest"})
	}
	if r.body.present {
		if _, ok := r.get("Content-Type"); !ok && r.body.contentType != "" {
			header = append(header, field{"Content-Type", r.body.contentType})
		}
		if _, ok := r.get("Content-Length"); !ok && r.body.reader == nil {
			header = append(header, field{"Content-Length", strconv.Itoa(len(r.body.content))})
		}
	}
	if cookies := c.cookieField(r); cookies != "" {
		header = append(header, field{"Cookie", cookies})
	}
	return append(header, r.header...)
}

// bytes is s as a part of the head.
func (e *exchange) bytes(s string) []byte {
	b := []byte(s)
	e.own = append(e.own, b)
	return b
}

// serve runs the handler and ends the exchange, whatever the handler does.
func (e *exchange) serve() {
	returned := false
	defer func() {
		v := recover()
		if v != nil && v != http.ErrAbortHandler {
			e.client.note("%s: the handler panicked: %v\n%s", e.name, v, debug.Stack())
		}
		e.end(returned || v == nil && e.phase == complete)
	}()
	e.server.Serve(&e.x)
	if !e.x.Ended() {
		_ = e.x.Finish(nil)
	}
	returned = true
}

// end closes everything that belongs to the exchange. A handler that did not return
// breaks the connection off, and so does one that gave its answer up.
func (e *exchange) end(returned bool) {
	e.mu.Lock()
	e.over = true
	gone := e.gone
	e.mu.Unlock()
	e.awaiting.Wait()
	if e.socket != nil {
		e.socket.abandon()
	}
	e.broken = !returned || e.x.Aborted() || e.phase < complete
	e.cancel()
	for _, b := range e.own {
		for i := range b {
			b[i] = '#'
		}
	}
	e.x.Reset(&ended{e})
	if e.phase == nothing {
		close(e.headed)
	}
	switch {
	case gone:
		e.body.end(errLeft)
	case e.broken:
		e.body.end(ErrBroken)
	}
	e.body.end(io.EOF) // of a socket's
	close(e.done)
	e.client.mu.Lock()
	delete(e.client.open, e)
	e.client.mu.Unlock()
}

// leave is the client's leaving before the end of the answer: writes fail, the body
// of the request ends, and who asked is told.
func (e *exchange) leave() {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.gone || e.over {
		return
	}
	e.gone = true
	e.cancel() // before a write can fail, so that the application can tell why it did
	close(e.left)
	e.in.close()
	if s := e.upgraded(); s != nil {
		s.close(theClient, abnormal, lost)
	}
	for _, l := range e.leaves {
		e.tell(l)
	}
}

// upgraded is the socket that the exchange has become, seen from the client: nil
// until its head is there.
func (e *exchange) upgraded() *serverSocket {
	select {
	case <-e.headed:
		return e.socket
	default:
		return nil
	}
}

// tell calls l's function on a goroutine of its own, which end waits for. The caller
// holds e.mu.
func (e *exchange) tell(l *gateway.Leave) { e.awaiting.Go(l.F) }

// OnLeave implements gateway.Transport.
func (e *exchange) OnLeave(l *gateway.Leave) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.gone {
		e.tell(l)
		return
	}
	e.leaves = append(e.leaves, l)
}

// wantHead waits until the head is there, or never will be.
func (e *exchange) wantHead() { <-e.headed }

// wantEnd waits for the handler of a client that has left.
func (e *exchange) wantEnd() {
	e.client.t.Helper()
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case <-e.done:
	case <-timer.C:
		e.client.t.Errorf("gourdtest: %s: the handler still runs %v after the client has left; it should look at its context, or at the errors of its writes", e.name, patience)
	}
}
