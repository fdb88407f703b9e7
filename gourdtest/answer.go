package gourdtest

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"

	"github.com/gourd-go/gourd/gateway"
)

// This file is the way of an answer from the handler to the client: the half of
// gateway.Transport that writes. The rules that it checks are the Exchange's to keep;
// one that comes through to here is a fault of package gateway.

var (
	_ gateway.Transport = (*exchange)(nil)
	_ gateway.Strict    = (*exchange)(nil)
)

// Misused implements gateway.Strict: the handler did what the contract forbids.
func (e *exchange) Misused(err error) {
	e.client.wrong("%s: the handler broke the contract: %v", e.name, err)
}

// WriteHead implements gateway.Transport.
func (e *exchange) WriteHead(h *gateway.Head, first []byte, more bool) error {
	if e.phase != nothing {
		return e.fault("a second head")
	}
	if h.Status < 200 || h.Status > 999 {
		return e.fault("the status " + strconv.Itoa(h.Status))
	}
	if (e.bodiless(h.Status) || !more && e.isHead()) && (len(first) > 0 || more) {
		return e.fault("a body where none may stand")
	}
	e.phase, e.status, e.reason, e.header = begun, h.Status, h.Reason, http.Header{}
	for _, f := range h.Fields {
		switch name := http.CanonicalHeaderKey(f.Name); name {
		case "Content-Length", "Transfer-Encoding": // are the server's
		default:
			e.header[name] = append(e.header[name], f.Value)
		}
	}
	if h.ContentLength >= 0 && gateway.BodyAllowed(h.Status) {
		e.header.Set("Content-Length", strconv.FormatInt(h.ContentLength, 10))
		e.length = h.ContentLength
	}
	close(e.headed)
	if e.hasLeft() {
		return errLeft
	}
	if len(first) > 0 {
		_, err := e.Write(first)
		return err
	}
	return nil
}

// bodiless reports whether the answer has no body.
func (e *exchange) bodiless(status int) bool { return e.isHead() || !gateway.BodyAllowed(status) }

func (e *exchange) isHead() bool { return string(e.x.Method) == http.MethodHead }

// Write implements gateway.Transport. It sends when the window is full.
func (e *exchange) Write(p []byte) (int, error) {
	switch {
	case e.phase != begun:
		return 0, e.fault("a body without a head before it, or behind its end")
	case len(p) > 0 && e.bodiless(e.status):
		return 0, e.fault("a body where none may stand")
	case e.length >= 0 && e.sent+int64(len(p)) > e.length:
		return 0, e.fault("a body longer than its declared length")
	case e.hasLeft():
		return 0, errLeft
	}
	if len(e.pending) > 0 && len(e.pending)+len(p) > window {
		if err := e.Flush(); err != nil {
			return 0, err
		}
	}
	e.pending = append(e.pending, p...)
	e.sent += int64(len(p))
	return len(p), nil
}

// WriteFile implements gateway.Transport.
func (e *exchange) WriteFile(f *os.File, n int64) (int64, error) {
	done, err := io.Copy(writer{e}, io.LimitReader(f, n))
	if err == nil && done < n {
		err = io.ErrUnexpectedEOF
	}
	return done, err
}

// writer is an exchange that is nothing but a writer.
type writer struct{ e *exchange }

func (w writer) Write(p []byte) (int, error) { return w.e.Write(p) }

// Flush implements gateway.Transport: what was written since the last one is a
// chunk.
func (e *exchange) Flush() error {
	if e.phase == nothing || e.phase == switched {
		return e.fault("a flush without a head before it")
	}
	if e.hasLeft() {
		return errLeft
	}
	if len(e.pending) == 0 {
		return nil
	}
	ok := e.body.put(e.pending, e.left)
	e.pending = e.pending[:0]
	if !ok {
		return errLeft
	}
	return nil
}

// Finish implements gateway.Transport.
func (e *exchange) Finish(trailers []gateway.HeaderField) error {
	if e.phase != begun {
		return e.fault("the end of an answer that was not begun, or has ended")
	}
	if e.length >= 0 && e.sent < e.length && !e.bodiless(e.status) {
		return e.fault("a body shorter than its declared length")
	}
	if err := e.Flush(); err != nil {
		return err
	}
	e.phase = complete
	for _, f := range trailers {
		if e.trailer == nil {
			e.trailer = http.Header{}
		}
		e.trailer.Add(f.Name, f.Value)
	}
	e.body.end(io.EOF)
	return nil
}

// Context implements gateway.Transport. It ends when the client leaves and, as
// net/http's, with the exchange.
func (e *exchange) Context() context.Context { return e.ctx }

// LocalAddr implements gateway.Transport.
func (e *exchange) LocalAddr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 80} }

func (e *exchange) hasLeft() bool {
	select {
	case <-e.left:
		return true
	default:
		return false
	}
}

// fault fails the test for what package gateway should not have let through.
func (e *exchange) fault(what string) error {
	e.client.wrong("%s: the exchange let through %s", e.name, what)
	return errors.New("gourdtest: " + what)
}

// ended stands below an Exchange whose handler has returned.
type ended struct{ e *exchange }

var (
	_ gateway.Transport = (*ended)(nil)
	_ gateway.Strict    = (*ended)(nil)
)

func (d *ended) used(method string) error {
	d.e.client.wrong("%s: %s of the exchange was used after its end, when its handler had returned", d.e.name, method)
	return gateway.ErrFinished
}

func (d *ended) Misused(error) { _ = d.used("a method") }

func (d *ended) Header(dst [][]byte, _ string) [][]byte { _ = d.used("Header"); return dst }

func (d *ended) Fields(dst []gateway.Field) []gateway.Field { _ = d.used("Fields"); return dst }

func (d *ended) Read([]byte) (int, error) { return 0, d.used("Read") }

func (d *ended) Trailers(dst []gateway.Field) []gateway.Field { _ = d.used("Trailers"); return dst }

func (d *ended) WriteHead(*gateway.Head, []byte, bool) error { return d.used("WriteHead") }

func (d *ended) Write([]byte) (int, error) { return 0, d.used("Write") }

func (d *ended) WriteFile(*os.File, int64) (int64, error) { return 0, d.used("WriteFile") }

func (d *ended) Flush() error { return d.used("Flush") }

func (d *ended) Finish([]gateway.HeaderField) error { return d.used("Finish") }

func (d *ended) Upgrade(gateway.UpgradeOptions) (gateway.Socket, error) {
	return nil, d.used("Upgrade")
}

func (d *ended) Context() context.Context { _ = d.used("Context"); return d.e.ctx }

func (d *ended) LocalAddr() net.Addr { _ = d.used("LocalAddr"); return nil }

func (d *ended) OnLeave(*gateway.Leave) { _ = d.used("OnLeave") }
