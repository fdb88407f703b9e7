package gourdtest

import (
	"context"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/gateway"
)

// defaultHost is the host that requests name unless told otherwise, as Flask's
// client does.
const defaultHost = "localhost"

// patience is how long a request may take to end when its client has left.
const patience = 10 * time.Second

// Client sends requests to one application and keeps its cookies. It may be used by
// several goroutines, but as any use of testing.TB only the test's own goroutine may
// fail the test at once, so that the others should use options that cannot fail.
type Client struct {
	t       testing.TB
	handler gateway.Handler
	cookies *cookieStore
	values  context.Context // what requests' contexts are made from
	base    base            // of requests that name no other

	mu    sync.Mutex
	open  map[*exchange]struct{} // requests under way
	ended bool                   // nothing more can be sent
	deaf  bool                   // the test has ended
}

// New makes a client for app, which it sets up and starts, as [Start] does. At the
// test's end the client leaves what is still open before the app stops. As in Flask
// requests go to the SERVER_NAME of the app's Config, or else "localhost", below its
// APPLICATION_ROOT and with its PREFERRED_URL_SCHEME.
func New(t testing.TB, app *gourd.App) *Client {
	t.Helper()
	c := newClient(t, app)
	Start(t, app)
	c.base = baseOf(app)
	t.Cleanup(c.leave)
	return c
}

// NewHandler makes a client for a gateway.Handler or an http.Handler. One that is
// both, as a *gourd.App is, serves as the first, and is neither started nor stopped:
// that is what [New] is for.
func NewHandler(t testing.TB, handler any) *Client {
	t.Helper()
	var c *Client
	switch h := handler.(type) {
	case gateway.Handler:
		c = newClient(t, h)
	case http.Handler:
		c = newClient(t, gateway.HandlerFunc(func(x *gateway.Exchange) { _ = gateway.ServeHTTP(x, h, nil, nil) }))
	default:
		t.Fatalf("gourdtest: NewHandler was given a %T, want a gateway.Handler or an http.Handler", handler)
	}
	t.Cleanup(c.leave)
	return c
}

func newClient(t testing.TB, h gateway.Handler) *Client {
	c := &Client{
		t: t, handler: h, cookies: newCookieStore(),
		values: values(t), base: base{scheme: "http", host: defaultHost},
		open: map[*exchange]struct{}{},
	}
	t.Cleanup(c.shut)
	return c
}

// Get sends a GET request. target is the request target as it stands on the wire,
// "/notes/a%20b?page=2", and is handed to the application byte for byte.
func (c *Client) Get(target string, options ...Option) *Response {
	c.t.Helper()
	return c.Do(http.MethodGet, target, options...)
}

// Post sends a POST request. See [Client.Get].
func (c *Client) Post(target string, options ...Option) *Response {
	c.t.Helper()
	return c.Do(http.MethodPost, target, options...)
}

// Put sends a PUT request. See [Client.Get].
func (c *Client) Put(target string, options ...Option) *Response {
	c.t.Helper()
	return c.Do(http.MethodPut, target, options...)
}

// Patch sends a PATCH request. See [Client.Get].
func (c *Client) Patch(target string, options ...Option) *Response {
	c.t.Helper()
	return c.Do(http.MethodPatch, target, options...)
}

// Delete sends a DELETE request. See [Client.Get].
func (c *Client) Delete(target string, options ...Option) *Response {
	c.t.Helper()
	return c.Do(http.MethodDelete, target, options...)
}

// Head sends a HEAD request. See [Client.Get].
func (c *Client) Head(target string, options ...Option) *Response {
	c.t.Helper()
	return c.Do(http.MethodHead, target, options...)
}

// Options sends an OPTIONS request. See [Client.Get].
func (c *Client) Options(target string, options ...Option) *Response {
	c.t.Helper()
	return c.Do(http.MethodOptions, target, options...)
}

// Do sends a request and returns its answer when the exchange has ended: the body
// is there, and hooks and tasks behind the answer have run.
func (c *Client) Do(method, target string, options ...Option) *Response {
	c.t.Helper()
	r := c.request(method, target, options)
	res := c.roundTrip(r)
	if r.follow {
		res = c.follow(r, res)
	}
	return res
}

func (c *Client) roundTrip(r *request) *Response {
	c.t.Helper()
	e := c.start(r)
	e.wantHead()
	if e.status == http.StatusSwitchingProtocols {
		e.leave()
	}
	return c.finish(r, e)
}

// finish reads the answer to its end and waits for the handler's.
func (c *Client) finish(r *request, e *exchange) *Response {
	res := &Response{t: c.t, Request: r.method + " " + r.target}
	for {
		chunk, err := e.body.next()
		res.Body = append(res.Body, chunk...)
		if err != nil {
			break
		}
	}
	<-e.done
	res.take(e)
	c.keepCookies(r, res.Header)
	return res
}

// start has the handler answer r on a goroutine of its own, which the client's
// clean-up waits for.
func (c *Client) start(r *request) *exchange {
	c.t.Helper()
	e := newExchange(c, r)
	c.mu.Lock()
	ended := c.ended
	if !ended {
		c.open[e] = struct{}{}
	}
	c.mu.Unlock()
	if ended {
		c.t.Fatalf("gourdtest: %s %s was sent after the test's end", r.method, r.target)
	}
	go e.serve()
	return e
}

// leave is the client's end: it leaves what is open and waits for it.
func (c *Client) leave() {
	c.mu.Lock()
	c.ended = true
	open := make([]*exchange, 0, len(c.open))
	for e := range c.open {
		open = append(open, e)
	}
	c.mu.Unlock()
	for _, e := range open {
		e.leave()
	}
	for _, e := range open {
		e.wantEnd()
	}
}

// wrong reports what the contract does not allow.
func (c *Client) wrong(format string, args ...any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.deaf {
		c.t.Errorf("gourdtest: "+format, args...)
	}
}

// note writes to the test's log.
func (c *Client) note(format string, args ...any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.deaf {
		c.t.Logf("gourdtest: "+format, args...)
	}
}

// shut is the last of the clean-up: what still runs has nobody to tell any more.
func (c *Client) shut() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.deaf = true
}
