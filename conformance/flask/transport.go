package flask

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"

	"github.com/gourd-go/gourd/gateway"
)

// serve has a handler answer a request and returns what it has sent.
func serve(ctx context.Context, h gateway.Handler, s sent) Answer {
	t := &transport{ctx: ctx, request: s, body: bytes.NewReader(s.Body), header: http.Header{}}
	var x gateway.Exchange
	x.Reset(t)
	x.Method, x.Target, x.Path, x.Query, x.Host = []byte(s.Method), []byte(s.Target), []byte(s.Path), []byte(s.Query), []byte(s.Host)
	x.Scheme, x.Major, x.Minor = "http", 1, 1
	x.ContentLength = int64(len(s.Body))
	x.RemoteAddr = "127.0.0.1:50000"
	h.Serve(&x)
	if !x.Ended() {
		_ = x.Finish(nil)
	}
	if x.Aborted() {
		t.raised = "aborted"
	}
	return Answer{Status: t.status, Header: t.header, Body: t.written, Raised: t.raised}
}

// transport keeps what is answered to one request.
type transport struct {
	ctx     context.Context
	request sent
	body    *bytes.Reader

	status  int
	header  http.Header
	written []byte
	raised  string
}

var _ gateway.Transport = (*transport)(nil)

func (t *transport) Header(dst [][]byte, name string) [][]byte {
	for _, f := range t.Fields(nil) {
		if http.CanonicalHeaderKey(string(f.Name)) == name {
			dst = append(dst, f.Value)
		}
	}
	return dst
}

func (t *transport) Fields(dst []gateway.Field) []gateway.Field {
	dst = append(dst, gateway.Field{Name: []byte("Host"), Value: []byte(t.request.Host)})
	for _, h := range t.request.Headers {
		dst = append(dst, gateway.Field{Name: []byte(h[0]), Value: []byte(h[1])})
	}
	return dst
}

func (t *transport) Read(p []byte) (int, error) { return t.body.Read(p) }

func (t *transport) Trailers(dst []gateway.Field) []gateway.Field { return dst }

func (t *transport) WriteHead(h *gateway.Head, first []byte, _ bool) error {
	t.status = h.Status
	for _, f := range h.Fields {
		t.header.Add(f.Name, f.Value)
	}
	if h.ContentLength >= 0 && gateway.BodyAllowed(h.Status) {
		t.header.Set("Content-Length", strconv.FormatInt(h.ContentLength, 10))
	}
	t.written = append(t.written, first...)
	return nil
}

func (t *transport) Write(p []byte) (int, error) {
	t.written = append(t.written, p...)
	return len(p), nil
}

func (t *transport) WriteFile(f *os.File, n int64) (int64, error) {
	var b bytes.Buffer
	done, err := io.CopyN(&b, f, n)
	t.written = append(t.written, b.Bytes()...)
	return done, err
}

func (t *transport) Flush() error { return nil }

func (t *transport) Finish([]gateway.HeaderField) error { return nil }

func (t *transport) Context() context.Context { return t.ctx }

func (t *transport) LocalAddr() net.Addr { return nil }

func (t *transport) OnLeave(*gateway.Leave) {}

// Upgrade refuses: Flask knows no WebSockets, so that views of both sides answer over
// HTTP.
func (t *transport) Upgrade(gateway.UpgradeOptions) (gateway.Socket, error) {
	return nil, gateway.ErrNoUpgrade
}
