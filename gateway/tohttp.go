package gateway

import (
	"bufio"
	"io"
	"maps"
	"net"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync"
)

// ServeHTTP lets h answer x, whatever server x came from. Behind net/http h gets
// the request that net/http made. onHead, which may be nil, sees the head before
// it is sent and may change it; an error of its own stands in for the answer and
// is returned. A panic of h goes through.
func ServeHTTP(x *Exchange, h http.Handler, r *http.Request, onHead func(*Head) error) error {
	w := ResponseWriter{x: x, onHead: onHead}
	w.http, _ = x.transport.(*httpTransport)
	if r == nil {
		r = Request(x)
	}
	if b, ok := r.Body.(*bodyReader); ok {
		defer b.end()
	}
	h.ServeHTTP(&w, r)
	return w.finish()
}

// Request returns x's request in net/http's form: the one that x was made of, or
// a new one.
func Request(x *Exchange) *http.Request {
	if t, ok := x.transport.(*httpTransport); ok {
		return t.r
	}
	r := &http.Request{
		Method: string(x.Method), URL: urlOf(x), RequestURI: string(x.Target), Host: string(x.Host),
		ProtoMajor: x.Major, ProtoMinor: x.Minor, Proto: "HTTP/" + strconv.Itoa(x.Major) + "." + strconv.Itoa(x.Minor),
		Header: http.Header{}, Body: &bodyReader{x: x}, ContentLength: x.ContentLength,
		RemoteAddr: x.RemoteAddr, TLS: x.TLS,
	}
	if x.ContentLength == 0 {
		r.Body = http.NoBody
	}
	for _, f := range x.Fields(nil) {
		name := http.CanonicalHeaderKey(string(f.Name))
		if name != "Host" {
			r.Header[name] = append(r.Header[name], string(f.Value))
		}
	}
	return r.WithContext(x.Context())
}

// urlOf is the request's path and query as net/url reads them, and the path decoded
// as far as it can be where net/url would refuse it.
func urlOf(x *Exchange) *url.URL {
	path := string(x.Path)
	u := &url.URL{RawQuery: string(x.Query), Path: path}
	if decoded, err := url.PathUnescape(path); err == nil {
		u.Path = decoded
	} else {
		u.Path = unescaped(path)
	}
	if u.EscapedPath() != path {
		u.RawPath = path
	}
	return u
}

// bodyReader is an exchange's body as a request's. Unlike the exchange, it may be
// read by another goroutine than the handler's, which at the handler's end may still
// be at it, as that of an http.Transport behind a proxy.
type bodyReader struct {
	x      *Exchange
	mu     sync.Mutex
	closed bool
}

func (b *bodyReader) Read(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed {
		return 0, http.ErrBodyReadAfterClose
	}
	return b.x.Read(p)
}

// Close has later reads fail; it waits for one that is under way.
func (b *bodyReader) Close() error {
	b.end()
	return nil
}

func (b *bodyReader) end() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.closed = true
}

// ResponseWriter is an exchange as an http.ResponseWriter that keeps Flusher,
// Hijacker, io.ReaderFrom and what http.ResponseController can do. As net/http's it
// keeps the head back until something is written behind it.
type ResponseWriter struct {
	x      *Exchange
	http   *httpTransport // nil where the exchange is not net/http's
	header http.Header
	onHead func(*Head) error
	head   Head
	made   bool  // head is what WriteHeader was told
	sniff  bool  // the first bytes tell the content type
	err    error // why the answer that h gave is not sent
}

var (
	_ http.ResponseWriter = (*ResponseWriter)(nil)
	_ http.Flusher        = (*ResponseWriter)(nil)
	_ http.Hijacker       = (*ResponseWriter)(nil)
	_ io.ReaderFrom       = (*ResponseWriter)(nil)
	_ io.StringWriter     = (*ResponseWriter)(nil)
)

// Header returns the fields of the answer, to be changed until its head is
// written.
func (w *ResponseWriter) Header() http.Header {
	switch {
	case w.header != nil:
	case w.http != nil:
		w.header = w.http.w.Header()
	default:
		w.header = http.Header{}
	}
	return w.header
}

// WriteHeader fixes the head. A second call has no effect. A status that is none
// panics, as with net/http.
func (w *ResponseWriter) WriteHeader(status int) {
	if w.made || w.x.state != open || w.err != nil {
		return
	}
	if status < 100 || status > 999 {
		panic("gateway: invalid WriteHeader code " + strconv.Itoa(status))
	}
	if status < 200 {
		if w.http != nil {
			w.http.w.WriteHeader(status) // early hints and the like
		}
		return
	}
	w.made = true
	h, header := &w.head, w.Header()
	h.Status, h.ContentLength = status, -1
	if v := header.Get("Content-Length"); v != "" {
		if n, err := strconv.ParseInt(v, 10, 64); err == nil && n >= 0 {
			h.ContentLength = n
		}
	}
	_, typed := header["Content-Type"]
	w.sniff = !typed && BodyAllowed(status) && header.Get("Content-Encoding") == ""
	for name, values := range header {
		if name == "Content-Length" || name == "Transfer-Encoding" || !validName(name) {
			continue // net/http leaves names out that are none, those of trailers among them
		}
		for _, v := range values {
			h.Fields = append(h.Fields, HeaderField{name, headerValue.Replace(v)})
		}
	}
}

// send writes the head with the first bytes of the body. w.err says what went wrong.
func (w *ResponseWriter) send(first []byte, more bool) {
	w.WriteHeader(http.StatusOK) // unless there is one
	if !w.made || w.err != nil {
		return
	}
	if w.sniff && len(first) > 0 {
		w.head.Fields = append(w.head.Fields, HeaderField{"Content-Type", http.DetectContentType(first)})
	}
	if w.onHead != nil {
		if w.err = w.onHead(&w.head); w.err != nil {
			return
		}
	}
	if !BodyAllowed(w.head.Status) {
		first, more = nil, false
	}
	later := w.later()
	w.err = w.x.WriteHead(&w.head, first, more)
	maps.Copy(w.header, later)
}

// later takes out of net/http's own header map, which the exchange is about to fill
// in, what was set behind WriteHeader: trailers.
func (w *ResponseWriter) later() (fields http.Header) {
	if w.http == nil {
		return nil
	}
	for name, values := range w.header {
		if name != "Content-Length" && !named(w.head.Fields, name) {
			if fields == nil {
				fields = http.Header{}
			}
			fields[name] = values
		}
	}
	clear(w.header)
	return fields
}

// headerValue makes a value fit for a header field as net/http does.
var headerValue = strings.NewReplacer("\n", " ", "\r", " ", "\x00", " ")

// Write writes the head, if it was not, and p.
func (w *ResponseWriter) Write(p []byte) (int, error) {
	if w.x.state == open {
		return w.writeFirst(p)
	}
	if w.err != nil {
		return 0, w.err
	}
	if !BodyAllowed(w.x.status) {
		return 0, http.ErrBodyNotAllowed
	}
	n, err := w.x.Write(p)
	if err == ErrTooLong {
		err = http.ErrContentLength
	}
	return n, err
}

// writeFirst writes the head, and p with it where p may follow at all.
func (w *ResponseWriter) writeFirst(p []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	tooLong := w.head.ContentLength >= 0 && int64(len(p)) > w.head.ContentLength
	first := p
	if tooLong {
		first = nil
	}
	w.send(first, true)
	switch {
	case w.err != nil:
		return 0, w.err
	case !BodyAllowed(w.x.status):
		return 0, http.ErrBodyNotAllowed
	case tooLong:
		return 0, http.ErrContentLength
	}
	return len(p), nil
}

// WriteString is Write without a copy of s.
func (w *ResponseWriter) WriteString(s string) (int, error) { return w.Write(Bytes(s)) }

// ReadFrom copies src to the body; a file by the kernel where that is possible.
func (w *ResponseWriter) ReadFrom(src io.Reader) (int64, error) {
	if w.x.state == answered {
		if l, ok := src.(*io.LimitedReader); ok {
			if f, ok := l.R.(*os.File); ok {
				if n, size := l.N, FileLength(f); size >= 0 {
					return w.x.WriteFile(f, min(n, size))
				}
			}
		}
	}
	return io.Copy(struct{ io.Writer }{w}, src)
}

// FileLength returns how many bytes of a regular file follow its offset; -1: it is
// not regular.
func FileLength(f *os.File) int64 {
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return -1
	}
	offset, err := f.Seek(0, io.SeekCurrent)
	if err != nil {
		return -1
	}
	return max(0, info.Size()-offset)
}

// Flush sends the head and what was written.
func (w *ResponseWriter) Flush() { _ = w.FlushError() }

// FlushError is Flush for http.ResponseController.
func (w *ResponseWriter) FlushError() error {
	if w.x.state == open {
		w.send(nil, true)
	}
	if w.err != nil {
		return w.err
	}
	return w.x.Flush()
}

// Hijack hands the connection over where the server can do that.
func (w *ResponseWriter) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	if w.http == nil {
		return nil, nil, http.ErrNotSupported
	}
	conn, rw, err := http.NewResponseController(w.http.w).Hijack()
	if err == nil {
		w.x.upgraded()
	}
	return conn, rw, err
}

// Unwrap gives http.ResponseController the server's own writer, for deadlines and
// full duplex.
func (w *ResponseWriter) Unwrap() http.ResponseWriter {
	if w.http == nil {
		return nil
	}
	return w.http.w
}

// finish ends what the handler has begun.
func (w *ResponseWriter) finish() error {
	if w.err != nil || w.x.state == upgraded {
		return w.err
	}
	trailers := w.trailers()
	if w.x.state == open {
		w.WriteHeader(http.StatusOK)
		more := len(trailers) > 0 || len(w.header["Trailer"]) > 0 || w.head.ContentLength > 0 || w.x.isHead()
		w.send(nil, more)
		if w.err != nil {
			return w.err
		}
	}
	return w.x.Finish(trailers)
}

// trailers returns the fields that were declared as trailers, or named with
// http.TrailerPrefix. Over net/http they stand in its own header map, and go to the
// client from there.
func (w *ResponseWriter) trailers() (fields []HeaderField) {
	if w.http != nil {
		return nil
	}
	for name, values := range w.header {
		if rest, ok := strings.CutPrefix(name, http.TrailerPrefix); ok {
			for _, v := range values {
				fields = append(fields, HeaderField{rest, v})
			}
		}
	}
	for _, list := range w.header["Trailer"] {
		for name := range strings.SplitSeq(list, ",") {
			name = http.CanonicalHeaderKey(strings.TrimSpace(name))
			for _, v := range w.header[name] {
				fields = append(fields, HeaderField{name, v})
			}
		}
	}
	return fields
}
