package gateway

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
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
	h.ServeHTTP(&w, r)
	return w.finish()
}

// Request returns x's request in net/http's form: the one that x was made of, or
// a new one.
func Request(x *Exchange) *http.Request {
	if t, ok := x.transport.(*httpTransport); ok {
		return t.r
	}
	path := string(x.Path)
	u := &url.URL{RawQuery: string(x.Query)}
	if decoded := unescaped(path); decoded != path {
		u.Path, u.RawPath = decoded, path
	} else {
		u.Path = path
	}
	r := &http.Request{
		Method: string(x.Method), URL: u, RequestURI: string(x.Target), Host: string(x.Host),
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

// bodyReader is an exchange's body as a request's.
type bodyReader struct{ x *Exchange }

func (b *bodyReader) Read(p []byte) (int, error) { return b.x.Read(p) }
func (b *bodyReader) Close() error               { return nil }

// ResponseWriter is an exchange as an http.ResponseWriter that keeps Flusher,
// Hijacker, io.ReaderFrom and what http.ResponseController can do.
type ResponseWriter struct {
	x      *Exchange
	http   *httpTransport // nil where the exchange is not net/http's
	header http.Header
	onHead func(*Head) error
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

// WriteHeader writes the head. A second call has no effect, but for what
// [Exchange.WriteHead] then answers to those who look.
func (w *ResponseWriter) WriteHeader(status int) { w.begin(status, nil) }

func (w *ResponseWriter) begin(status int, first []byte) {
	if w.x.state != open || w.err != nil {
		return
	}
	if status >= 100 && status < 200 {
		if w.http != nil {
			w.http.w.WriteHeader(status) // early hints and the like
		}
		return
	}
	h := Head{Status: status, ContentLength: -1}
	header := w.Header()
	if v := header.Get("Content-Length"); v != "" {
		if n, err := strconv.ParseInt(v, 10, 64); err == nil && n >= 0 {
			h.ContentLength = n
		}
	}
	if _, given := header["Content-Type"]; !given && len(first) > 0 && BodyAllowed(status) && header.Get("Content-Encoding") == "" {
		header.Set("Content-Type", http.DetectContentType(first))
	}
	for name, values := range header {
		if name == "Content-Length" || name == "Transfer-Encoding" || strings.HasPrefix(name, http.TrailerPrefix) {
			continue
		}
		for _, v := range values {
			h.Fields = append(h.Fields, HeaderField{name, headerValue.Replace(v)})
		}
	}
	if w.onHead != nil {
		if w.err = w.onHead(&h); w.err != nil {
			return
		}
	}
	if w.http != nil {
		clear(header)
	}
	w.err = w.x.WriteHead(&h, nil, BodyAllowed(status))
}

// headerValue makes a value fit for a header field as net/http does.
var headerValue = strings.NewReplacer("\n", " ", "\r", " ", "\x00", " ")

// Write writes the head, if it was not, and p.
func (w *ResponseWriter) Write(p []byte) (int, error) {
	if w.x.state == open {
		w.begin(http.StatusOK, p)
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

// WriteString is Write without a copy of s.
func (w *ResponseWriter) WriteString(s string) (int, error) { return w.Write(Bytes(s)) }

// ReadFrom copies src to the body; a file by the kernel where that is possible.
func (w *ResponseWriter) ReadFrom(src io.Reader) (int64, error) {
	if w.x.state == answered {
		if l, ok := src.(*io.LimitedReader); ok {
			if f, ok := l.R.(*os.File); ok {
				if n, size := l.N, remaining(f); size >= 0 {
					return w.x.WriteFile(f, min(n, size))
				}
			}
		}
	}
	return io.Copy(struct{ io.Writer }{w}, src)
}

// remaining returns how many bytes of a regular file follow its offset; -1: it is
// not regular.
func remaining(f *os.File) int64 {
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
		w.begin(http.StatusOK, nil)
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
		w.x.state, w.x.status = upgraded, http.StatusSwitchingProtocols
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
	if w.x.state == open {
		w.begin(http.StatusOK, nil)
		if w.err != nil {
			return w.err
		}
	}
	return w.x.Finish(w.trailers())
}

// trailers returns the fields that were declared as trailers, or named with
// http.TrailerPrefix. Over net/http they stand in its own header map.
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
