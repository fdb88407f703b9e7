package gateway_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"

	"github.com/gourd-go/gourd/gateway"
)

// bench is a transport that costs nothing itself: the request was parsed in place,
// and the answer goes into a buffer.
type bench struct {
	x      gateway.Exchange
	fields []gateway.Field
	out    []byte
}

var _ gateway.Transport = (*bench)(nil)

func (b *bench) Header(dst [][]byte, name string) [][]byte {
	for i := range b.fields {
		if gateway.View(b.fields[i].Name) == name {
			dst = append(dst, b.fields[i].Value)
		}
	}
	return dst
}

func (b *bench) Fields(dst []gateway.Field) []gateway.Field   { return append(dst, b.fields...) }
func (b *bench) Read([]byte) (int, error)                     { return 0, io.EOF }
func (b *bench) Trailers(dst []gateway.Field) []gateway.Field { return dst }

func (b *bench) WriteHead(h *gateway.Head, first []byte, _ bool) error {
	b.out = append(b.out[:0], byte(h.Status))
	for i := range h.Fields {
		b.out = append(append(b.out, h.Fields[i].Name...), h.Fields[i].Value...)
	}
	b.out = append(b.out, first...)
	return nil
}

func (b *bench) Write(p []byte) (int, error) {
	b.out = append(b.out, p...)
	return len(p), nil
}

func (b *bench) WriteFile(_ *os.File, n int64) (int64, error) { return n, nil }
func (b *bench) Flush() error                                 { return nil }
func (b *bench) Finish([]gateway.HeaderField) error           { return nil }
func (b *bench) Context() context.Context                     { return nil }
func (b *bench) LocalAddr() net.Addr                          { return nil }
func (b *bench) OnLeave(*gateway.Leave)                       {}

func (b *bench) Upgrade(gateway.UpgradeOptions) (gateway.Socket, error) {
	return nil, gateway.ErrNoUpgrade
}

// serve does what a server does with each request.
func (b *bench) serve(h gateway.Handler, method, path []byte) {
	x := &b.x
	x.Reset(b)
	x.Method, x.Target, x.Path = method, path, path
	x.Scheme, x.Major, x.Minor = "http", 1, 1
	h.Serve(x)
	_ = x.Finish(nil)
}

// pooled is a handler that keeps the head of its answers, as an application does.
type pooled struct {
	head gateway.Head
	room [64]byte
}

func (p *pooled) Serve(x *gateway.Exchange) {
	if string(x.Header("Accept")) != "*/*" {
		return
	}
	_, _ = x.Read(p.room[:])
	p.head.Status, p.head.ContentLength = 200, 12
	_ = x.WriteHead(&p.head, x.Path, true)
	_, _ = x.Write(x.Path)
	_ = x.Flush()
}

// TestAnExchangeCostsNoAllocation proves that the contract lets a server and an
// application answer without one.
func TestAnExchangeCostsNoAllocation(t *testing.T) {
	b := &bench{fields: []gateway.Field{{Name: []byte("Accept"), Value: []byte("*/*")}}}
	h := &pooled{head: gateway.Head{Fields: plain()}}
	method, path := []byte("GET"), []byte("/hello")
	b.serve(h, method, path)
	if b.x.Written() != 12 || b.x.Status() != 200 {
		t.Fatalf("the answer has status %d and %d bytes", b.x.Status(), b.x.Written())
	}
	if n := testing.AllocsPerRun(1000, func() { b.serve(h, method, path) }); n != 0 {
		t.Errorf("an exchange allocates %v times, want 0", n)
	}
}

// TestUnescapeCostsNoAllocation: where there is room, and the path is UTF-8.
func TestUnescapeCostsNoAllocation(t *testing.T) {
	room, path := make([]byte, 0, 64), []byte("/a%20b/%E4%BD%A0")
	if n := testing.AllocsPerRun(1000, func() { room = gateway.Unescape(room[:0], path) }); n != 0 {
		t.Errorf("Unescape allocates %v times, want 0", n)
	}
}

func BenchmarkExchange(b *testing.B) {
	t := &bench{fields: []gateway.Field{{Name: []byte("Accept"), Value: []byte("*/*")}}}
	h := &pooled{head: gateway.Head{Fields: plain()}}
	method, path := []byte("GET"), []byte("/hello")
	b.ReportAllocs()
	for b.Loop() {
		t.serve(h, method, path)
	}
}

// discard is a writer of net/http that costs little.
type discard struct{ header http.Header }

func (d *discard) Header() http.Header         { return d.header }
func (d *discard) WriteHeader(int)             { clear(d.header) }
func (d *discard) Write(p []byte) (int, error) { return len(p), nil }

func BenchmarkHTTPHandler(b *testing.B) {
	body, h := []byte("hello, world"), &pooled{head: gateway.Head{Fields: plain()}}
	handler := gateway.HTTPHandler(gateway.HandlerFunc(func(x *gateway.Exchange) {
		h.head.Status = 200
		_ = x.WriteHead(&h.head, body, false)
	}), gateway.HTTPOptions{})
	w, r := &discard{http.Header{}}, httptest.NewRequestWithContext(b.Context(), "GET", "/", nil)
	b.ReportAllocs()
	for b.Loop() {
		handler.ServeHTTP(w, r)
	}
}
