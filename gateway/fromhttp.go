package gateway

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"
)

// HTTPOptions say how a Handler runs on net/http.
type HTTPOptions struct {
	// BodyIdle is how long a Read of the request's body may wait for the client's
	// next byte; 0: for ever. It needs a server that lets the deadline be set, as
	// net/http's do.
	BodyIdle time.Duration
}

// HTTPHandler runs h on net/http. An exchange that was given up ends with
// http.ErrAbortHandler, so that the server closes the connection.
func HTTPHandler(h Handler, o HTTPOptions) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { Serve(w, r, h, o) })
}

// Serve has h answer one request of net/http.
func Serve(w http.ResponseWriter, r *http.Request, h Handler, o HTTPOptions) {
	t := httpPool.Get().(*httpTransport)
	t.begin(w, r, o)
	defer t.end()
	h.Serve(&t.exchange)
	x := &t.exchange
	if x.state == open || x.state == answered {
		_ = x.Finish(nil)
	}
	if x.state == aborted {
		panic(http.ErrAbortHandler)
	}
	t.complete = true
}

var httpPool = sync.Pool{New: func() any { return new(httpTransport) }}

// httpTransport is an Exchange over net/http.
type httpTransport struct {
	exchange Exchange
	w        http.ResponseWriter
	r        *http.Request
	idle     time.Duration
	armed    bool   // a read deadline is set
	complete bool   // the handler has returned
	leaves   *Leave // to be stopped at the end
}

var _ Transport = (*httpTransport)(nil)

func (t *httpTransport) begin(w http.ResponseWriter, r *http.Request, o HTTPOptions) {
	x := &t.exchange
	x.Reset(t)
	t.w, t.r, t.idle = w, r, o.BodyIdle
	x.Stable = true
	x.Method = Bytes(r.Method)
	x.Host = Bytes(r.Host)
	x.Scheme = "http"
	if r.TLS != nil {
		x.Scheme, x.TLS = "https", r.TLS
	}
	x.Major, x.Minor = r.ProtoMajor, r.ProtoMinor
	x.ContentLength = r.ContentLength
	x.RemoteAddr = r.RemoteAddr
	t.target()
}

// target fills in the parts of the request target. What stands before r.URL's path
// in it was taken off by http.StripPrefix or a mount, and is the root.
func (t *httpTransport) target() {
	x, r := &t.exchange, t.r
	x.Query = Bytes(r.URL.RawQuery)
	path := r.URL.EscapedPath()
	stripped := path == "" && r.URL.Opaque == ""
	if stripped {
		path = "/"
	}
	if r.RequestURI == "" { // a request that no server made
		x.Path = Bytes(path)
		x.Target = Bytes(r.URL.RequestURI())
		return
	}
	x.Target = Bytes(r.RequestURI)
	sent := pathOf(r.RequestURI)
	switch {
	case stripped:
		x.Root = strings.TrimSuffix(sent, "/")
	case len(sent) == len(path):
		if sent == path || r.URL.Path == unescaped(sent) {
			path = sent
		}
	case strings.HasSuffix(sent, path):
		x.Root = sent[:len(sent)-len(path)]
	case r.URL.Path == unescaped(sent):
		path = sent // as it was sent, where net/url would write it in another way
	}
	if x.Root == "/" {
		x.Root = ""
	}
	x.Path = Bytes(path)
}

// pathOf returns the path of a request target in origin or absolute form.
func pathOf(target string) string {
	if i := strings.IndexByte(target, '?'); i >= 0 {
		target = target[:i]
	}
	if target == "" || target[0] == '/' || target == "*" {
		return target
	}
	if i := strings.Index(target, "://"); i >= 0 {
		if j := strings.IndexByte(target[i+3:], '/'); j >= 0 {
			return target[i+3+j:]
		}
		return "/"
	}
	return target
}

// unescaped decodes percent-encodings as far as they are right.
func unescaped(s string) string {
	if strings.IndexByte(s, '%') < 0 {
		return s
	}
	return string(Unescape(nil, Bytes(s)))
}

// stopLeaves keeps net/http's end of the request's context from looking like a
// client that leaves.
func (t *httpTransport) stopLeaves() {
	for l := t.leaves; l != nil; l = l.next {
		l.stop()
	}
	t.leaves = nil
}

// end gives the transport back. A handler that panicked or ended its goroutine has
// left it in any state, and to the garbage collector.
func (t *httpTransport) end() {
	t.stopLeaves()
	if t.complete {
		*t = httpTransport{}
		httpPool.Put(t)
	}
}

func (t *httpTransport) Header(dst [][]byte, name string) [][]byte {
	if name == "Host" {
		return append(dst, t.exchange.Host)
	}
	for _, v := range t.r.Header[name] {
		dst = append(dst, Bytes(v))
	}
	return dst
}

func (t *httpTransport) Fields(dst []Field) []Field {
	if t.r.Host != "" {
		dst = append(dst, Field{Bytes("Host"), t.exchange.Host})
	}
	return appendFields(dst, t.r.Header)
}

func (t *httpTransport) Trailers(dst []Field) []Field { return appendFields(dst, t.r.Trailer) }

func appendFields(dst []Field, h http.Header) []Field {
	for name, values := range h {
		for _, v := range values {
			dst = append(dst, Field{Bytes(name), Bytes(v)})
		}
	}
	return dst
}

func (t *httpTransport) Read(p []byte) (int, error) {
	if t.r.Body == nil {
		return 0, io.EOF
	}
	if t.idle > 0 && t.r.ContentLength != 0 {
		_ = http.NewResponseController(t.w).SetReadDeadline(time.Now().Add(t.idle))
		t.armed = true
	}
	n, err := t.r.Body.Read(p)
	// HTTP/2 would end the body when the time is over, whether or not somebody reads.
	if errors.Is(err, os.ErrDeadlineExceeded) {
		t.armed = false
		return n, ErrBodyTimeout // the deadline is ours, or that of a server below a middleware
	}
	if t.armed && (err != nil || t.r.ProtoMajor != 1) {
		t.armed = false
		_ = http.NewResponseController(t.w).SetReadDeadline(time.Time{})
	}
	return n, err
}

func (t *httpTransport) WriteHead(h *Head, first []byte, more bool) error {
	t.setHead(h)
	t.w.WriteHeader(h.Status)
	if len(first) == 0 {
		return nil
	}
	_, err := t.w.Write(first)
	return err
}

// setHead fills in net/http's header map, which may hold what a middleware has
// set: our fields replace its own, but for those that are lists by nature. The
// values share one allocation.
func (t *httpTransport) setHead(h *Head) {
	header := t.w.Header()
	values := make([]string, len(h.Fields), len(h.Fields)+1)
	typed := false
	for i := range h.Fields {
		name := http.CanonicalHeaderKey(h.Fields[i].Name)
		if name == "Content-Length" || name == "Transfer-Encoding" {
			continue
		}
		typed = typed || name == "Content-Type"
		values[i] = h.Fields[i].Value
		if old := header[name]; old != nil && (isList(name) || named(h.Fields[:i], name)) {
			header[name] = append(old, values[i])
			continue
		}
		header[name] = values[i : i+1 : i+1]
	}
	if !typed && header["Content-Type"] == nil {
		header["Content-Type"] = nil // no guess from net/http
	}
	// net/http would count a short body by itself, but only when the handler has
	// returned: too late for a Flush.
	if h.ContentLength >= 0 && BodyAllowed(h.Status) {
		header["Content-Length"] = append(values, strconv.FormatInt(h.ContentLength, 10))[len(values):]
	}
}

// isList reports whether several parts of an application may each add to the
// field.
func isList(name string) bool {
	switch name {
	case "Set-Cookie", "Vary", "Link", "Server-Timing", "Www-Authenticate":
		return true
	}
	return false
}

func named(fields []HeaderField, name string) bool {
	for i := range fields {
		if http.CanonicalHeaderKey(fields[i].Name) == name {
			return true
		}
	}
	return false
}

func (t *httpTransport) Write(p []byte) (int, error) { return t.w.Write(p) }

func (t *httpTransport) WriteFile(f *os.File, n int64) (int64, error) {
	// net/http's writer has ReadFrom, which is sendfile where that is possible.
	return io.CopyN(t.w, f, n)
}

func (t *httpTransport) Flush() error {
	err := http.NewResponseController(t.w).Flush()
	if t.exchange.isHead() || errors.Is(err, http.ErrNotSupported) {
		return nil // in HTTP/2 the head was the end of the stream; a middleware's writer may only collect
	}
	return err
}

func (t *httpTransport) Finish(trailers []HeaderField) error {
	if len(trailers) > 0 {
		// net/http would count a short body, declare its length and drop the trailers.
		if err := t.Flush(); err != nil {
			return err
		}
	}
	for _, f := range trailers {
		t.w.Header().Add(http.TrailerPrefix+f.Name, f.Value)
	}
	return nil
}

func (t *httpTransport) Context() context.Context { return t.r.Context() }

func (t *httpTransport) LocalAddr() net.Addr {
	a, _ := t.r.Context().Value(http.LocalAddrContextKey).(net.Addr)
	return a
}

// OnLeave relies on net/http's reading on behind the request's body.
func (t *httpTransport) OnLeave(l *Leave) {
	l.next, t.leaves = t.leaves, l
	l.stop = context.AfterFunc(t.r.Context(), l.F)
}
