package client

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"
	"time"
)

// attempt is one request on the wire and its answer.
type attempt struct {
	call   *call
	hop    *hop
	ctx    context.Context
	cancel context.CancelCauseFunc
	clock  *phaseClock // until the answer's head is there

	sending   atomic.Pointer[upload] // nil: no body
	conn      atomic.Pointer[conn]   // that carries the upload
	connects  atomic.Bool            // between asking for a connection and having one
	answered  atomic.Bool            // the first byte of an answer has come
	readerErr atomic.Pointer[error]  // of the caller's body reader
}

func (c *call) newAttempt() *attempt {
	a := &attempt{call: c, hop: c.hop}
	a.ctx, a.cancel = context.WithCancelCause(c.ctx)
	a.clock = &phaseClock{expire: a.expire}
	return a
}

func (a *attempt) expire(phase Phase, limit time.Duration) { a.cancel(a.hop.timeout(phase, limit)) }

// send sends the hop and waits for the head of the answer. On an error nothing is
// left open.
func (a *attempt) send() (*http.Response, error) {
	req, err := a.httpRequest()
	if err != nil {
		a.clock.end()
		a.cancel(err)
		return nil, err
	}
	raw, err := a.call.session.transport.RoundTrip(req)
	a.clock.end()
	a.leave()
	if err == nil && raw.Body == nil {
		raw.Body = http.NoBody
	}
	if cause := a.readerErr.Load(); err == nil && cause != nil {
		// The answer to a body that was cut off, which overtook the news: TLS says
		// goodbye before the connection closes.
		err = *cause
		_ = raw.Body.Close()
	}
	if err != nil {
		err = a.failure(err)
		a.cancel(err)
		return nil, err
	}
	a.answered.Store(true)
	if jar := a.call.session.config.Jar; jar != nil {
		if cookies := raw.Cookies(); len(cookies) > 0 {
			jar.SetCookies(a.hop.url, cookies)
		}
	}
	return raw, nil
}

// httpRequest is the hop for the transport. The phase clock runs from here: with a
// transport that does not trace, all until the head counts as PhaseHeader.
func (a *attempt) httpRequest() (*http.Request, error) {
	h, t := a.hop, a.call.request.timeouts
	req := (&http.Request{
		Method: h.method, URL: h.url, Host: h.host, Header: h.header.Clone(),
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
	}).WithContext(httptrace.WithClientTrace(a.ctx, a.trace()))
	for _, cookie := range h.cookies {
		req.AddCookie(cookie)
	}
	if jar := a.call.session.config.Jar; jar != nil {
		for _, cookie := range jar.Cookies(h.url) {
			req.AddCookie(cookie)
		}
	}
	if h.body == nil || h.body.size == 0 && !h.body.once {
		a.clock.start(PhaseHeader, t.Header)
		return req, nil
	}
	a.clock.start(PhaseWrite, t.Write)
	body, err := a.upload()
	if err != nil {
		return nil, wrong(h.method, h.url, err)
	}
	req.Body, req.ContentLength = body, h.body.size
	if !h.body.once {
		req.GetBody = a.upload
	}
	return req, nil
}

// upload opens the body; the transport does so again when it finds a kept
// connection closed.
func (a *attempt) upload() (io.ReadCloser, error) {
	rc, err := a.hop.body.start()
	if err != nil {
		return nil, err
	}
	u := newUpload(a, rc)
	a.sending.Store(u)
	return u, nil
}

// trace moves the phase clock along with what the transport does.
func (a *attempt) trace() *httptrace.ClientTrace {
	t := a.call.request.timeouts
	return &httptrace.ClientTrace{
		GetConn: func(string) {
			a.connects.Store(true)
			a.clock.start(PhaseConnect, t.Connect)
		},
		GotConn: func(info httptrace.GotConnInfo) {
			a.connects.Store(false)
			a.clock.start(PhaseWrite, t.Write)
			a.board(info.Conn)
		},
		WroteRequest:         func(httptrace.WroteRequestInfo) { a.clock.start(PhaseHeader, t.Header) },
		GotFirstResponseByte: func() { a.answered.Store(true) },
	}
}

// board ties the upload to the connection that it goes out on.
func (a *attempt) board(nc net.Conn) {
	u := a.sending.Load()
	if u == nil {
		return
	}
	if c := connOf(nc); c != nil {
		a.conn.Store(c)
		c.carry(u)
	}
}

// leave unties it, so that a kept connection holds nothing of a request.
func (a *attempt) leave() {
	if c := a.conn.Load(); c != nil {
		c.upload.CompareAndSwap(a.sending.Load(), nil)
	}
}

// failure says what an error of the transport means.
func (a *attempt) failure(err error) error {
	if a.ctx.Err() != nil {
		return a.call.failure(a.ctx, err)
	}
	if cause := a.readerErr.Load(); cause != nil {
		return wrong(a.hop.method, a.hop.url, *cause)
	}
	if timeout, ok := errors.AsType[net.Error](err); ok && timeout.Timeout() && a.connects.Load() {
		return a.hop.timeout(PhaseConnect, a.call.session.config.Timeout.Connect)
	}
	return a.call.failure(a.ctx, err)
}

// discard is for an answer that nobody wants. The attempt ends, the call goes on.
func (a *attempt) discard(raw *http.Response) {
	if raw.ContentLength >= 0 && raw.ContentLength <= maxDiscard {
		clock := &phaseClock{expire: a.expire}
		clock.start(PhaseRead, discardTime)
		_, _ = io.Copy(io.Discard, io.LimitReader(raw.Body, maxDiscard))
		clock.end()
	}
	_ = raw.Body.Close()
	a.cancel(errResponseClosed)
}
