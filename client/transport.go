package client

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"sync/atomic"
	"time"
)

// http2Ping is after how much silence an HTTP/2 connection is asked whether it is
// still there, and http2Pong how long it may take to say so.
const (
	http2Ping = 30 * time.Second
	http2Pong = 15 * time.Second
)

// newTransport makes the pool of a session whose defaults are filled in. Phases
// are timed a request at a time by phaseClock; what is set here bounds a dial that
// its request has given up.
func newTransport(c Config, live *registry) *http.Transport {
	dialer := &net.Dialer{Timeout: max(c.Timeout.Connect, 0)}
	t := &http.Transport{
		Proxy:                  proxyFunc(c),
		DialContext:            dialFunc(dialer, c.UnixSocket, live),
		TLSHandshakeTimeout:    max(c.Timeout.Connect, 0),
		MaxIdleConns:           c.Pool.MaxIdle,
		MaxIdleConnsPerHost:    c.Pool.MaxIdlePerHost,
		MaxConnsPerHost:        c.Pool.MaxPerHost,
		IdleConnTimeout:        max(c.Pool.IdleTimeout, 0),
		ExpectContinueTimeout:  time.Second,
		MaxResponseHeaderBytes: c.MaxHeader,
		Protocols:              new(http.Protocols),
		HTTP2:                  &http.HTTP2Config{SendPingTimeout: http2Ping, PingTimeout: http2Pong},
	}
	if c.TLS != nil {
		t.TLSClientConfig = c.TLS.Clone()
	}
	t.Protocols.SetHTTP1(true)
	t.Protocols.SetHTTP2(!c.Pool.NoHTTP2)
	return t
}

// proxyFunc keeps the proxy's address, which may hold a password, out of the error.
func proxyFunc(c Config) func(*http.Request) (*url.URL, error) {
	if c.NoProxy || c.UnixSocket != "" {
		return nil
	}
	choose := c.Proxy
	if choose == nil {
		choose = http.ProxyFromEnvironment
	}
	return func(r *http.Request) (*url.URL, error) {
		u, err := choose(r)
		if err != nil {
			return nil, errProxy
		}
		return u, nil
	}
}

var errProxy = errors.New("the proxy's address is not a valid URL; look at HTTP_PROXY and HTTPS_PROXY or at Config.Proxy")

// dialFunc dials on behalf of the session: Close ends the dial, and closes the
// connection that came of it.
func dialFunc(dialer *net.Dialer, unixSocket string, live *registry) func(context.Context, string, string) (net.Conn, error) {
	return func(ctx context.Context, network, addr string) (net.Conn, error) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		remove, ok := live.add(cancel)
		if !ok {
			return nil, ErrClosed
		}
		defer remove()
		if unixSocket != "" {
			network, addr = "unix", unixSocket
		}
		nc, err := dialer.DialContext(ctx, network, addr)
		if err != nil {
			return nil, err
		}
		c := &conn{Conn: nc}
		if c.forget, ok = live.add(func() { _ = nc.Close() }); !ok {
			_ = nc.Close()
			return nil, ErrClosed
		}
		return c, nil
	}
}

// conn is a connection that the session can close at its own end, and that tells
// the upload on it when it closes.
type conn struct {
	net.Conn
	forget func()
	closed atomic.Bool
	upload atomic.Pointer[upload]
}

var _ io.ReaderFrom = (*conn)(nil)

func (c *conn) Close() error {
	c.forget()
	err := c.Conn.Close()
	c.closed.Store(true)
	c.hangUp()
	return err
}

// carry has the upload closed when the connection closes: net/http waits for the
// body's reader first, and one that waits for data would never hear of it.
func (c *conn) carry(u *upload) {
	c.upload.Store(u)
	if c.closed.Load() {
		c.hangUp()
	}
}

func (c *conn) hangUp() {
	if u := c.upload.Swap(nil); u != nil {
		_ = u.close()
	}
}

// connOf finds the session's connection below an HTTP/1 one; HTTP/2 shares its
// connections and needs no help.
func connOf(nc net.Conn) *conn {
	if secure, ok := nc.(*tls.Conn); ok {
		if secure.ConnectionState().NegotiatedProtocol == "h2" {
			return nil
		}
		nc = secure.NetConn()
	}
	c, _ := nc.(*conn)
	return c
}

// ReadFrom lets a file be sent by the kernel, which embedding would hide.
func (c *conn) ReadFrom(r io.Reader) (int64, error) {
	if from, ok := c.Conn.(io.ReaderFrom); ok {
		return from.ReadFrom(r)
	}
	return io.Copy(struct{ io.Writer }{c.Conn}, r)
}
