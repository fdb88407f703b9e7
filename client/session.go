package client

import (
	"context"
	"net/http"
	"net/url"
	"sync"
)

// Session sends requests over one pool of connections. It is made once, by New,
// lives as long as the application, and may be used by any number of goroutines.
type Session struct {
	config    Config
	base      *url.URL // nil: none
	userinfo  *url.Userinfo
	transport http.RoundTripper
	slots     chan struct{} // nil: no limit
	calls     registry
	conns     registry // dials and connections
	err       error    // what is wrong with the Config; told by Open and by every call
}

// New makes a session. A mistake in the Config is the error of Open and of every
// request, so that a session can stand in a package's var block.
func New(config Config) *Session {
	s := &Session{}
	s.config, s.err = config.withDefaults()
	if s.err != nil {
		return s
	}
	if s.base, s.userinfo, s.err = parseBase(config.BaseURL); s.err != nil {
		return s
	}
	if s.config.MaxRequests > 0 {
		s.slots = make(chan struct{}, s.config.MaxRequests)
	}
	s.transport = s.config.Transport
	if s.transport == nil {
		s.transport = newTransport(s.config, &s.conns)
	}
	return s
}

// Open says whether the Config is right; it opens no connection. It gives an
// application's lifecycle a place to fail early; a session works without it.
// Errors: the mistake in the Config; ErrClosed after Close.
func (s *Session) Open(context.Context) error {
	if s.err != nil {
		return s.err
	}
	if s.calls.isClosed() {
		return ErrClosed
	}
	return nil
}

// Close ends the session: requests in flight and bodies still being read fail
// with ErrClosed, every connection is closed, later calls fail with ErrClosed. It
// does not wait, so that a response which somebody forgot to close cannot hold it
// up; an application calls it after its drain. It may be called more than once and
// returns nil.
func (s *Session) Close(context.Context) error {
	s.calls.close() // first, so that they end with ErrClosed and not with a broken connection
	s.conns.close()
	if idle, ok := s.transport.(interface{ CloseIdleConnections() }); ok {
		idle.CloseIdleConnections()
	}
	return nil
}

// Get sends a GET request. The caller closes the Response.
func (s *Session) Get(ctx context.Context, path string, options ...Option) (*Response, error) {
	return s.Do(ctx, http.MethodGet, path, options...)
}

// Head sends a HEAD request.
func (s *Session) Head(ctx context.Context, path string, options ...Option) (*Response, error) {
	return s.Do(ctx, http.MethodHead, path, options...)
}

// Post sends a POST request. The caller closes the Response.
func (s *Session) Post(ctx context.Context, path string, options ...Option) (*Response, error) {
	return s.Do(ctx, http.MethodPost, path, options...)
}

// Put sends a PUT request. The caller closes the Response.
func (s *Session) Put(ctx context.Context, path string, options ...Option) (*Response, error) {
	return s.Do(ctx, http.MethodPut, path, options...)
}

// Patch sends a PATCH request. The caller closes the Response.
func (s *Session) Patch(ctx context.Context, path string, options ...Option) (*Response, error) {
	return s.Do(ctx, http.MethodPatch, path, options...)
}

// Delete sends a DELETE request. The caller closes the Response.
func (s *Session) Delete(ctx context.Context, path string, options ...Option) (*Response, error) {
	return s.Do(ctx, http.MethodDelete, path, options...)
}

// GetJSON sends a GET request and decodes the JSON of a 2xx answer. Errors: those
// of Do, of Response.Raise and of Response.JSON.
func (s *Session) GetJSON[T any](ctx context.Context, path string, options ...Option) (T, error) {
	return s.DoJSON[T](ctx, http.MethodGet, path, options...)
}

// PostJSON sends a POST request (give it a body with JSON, Form or Files) and
// decodes the JSON of a 2xx answer. Errors: as GetJSON.
func (s *Session) PostJSON[T any](ctx context.Context, path string, options ...Option) (T, error) {
	return s.DoJSON[T](ctx, http.MethodPost, path, options...)
}

// DoJSON sends a request of any method and decodes the JSON of a 2xx answer.
// Errors: as GetJSON.
func (s *Session) DoJSON[T any](ctx context.Context, method, path string, options ...Option) (T, error) {
	var zero T
	res, err := s.Do(ctx, method, path, append([]Option{accept("application/json")}, options...)...)
	if err != nil {
		return zero, err
	}
	defer res.Close()
	if err := res.Raise(); err != nil {
		return zero, err
	}
	return res.JSON[T]()
}

// registry holds how to stop each thing that lives because of the session: calls,
// dials and connections. After close nothing can be added.
type registry struct {
	mu     sync.Mutex
	closed bool
	next   uint64
	stops  map[uint64]func()
}

// add registers stop, which close will call. It reports false when the registry
// is closed; stop has not been called then.
func (r *registry) add(stop func()) (remove func(), ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return nil, false
	}
	if r.stops == nil {
		r.stops = map[uint64]func(){}
	}
	r.next++
	id := r.next
	r.stops[id] = stop
	return func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		delete(r.stops, id)
	}, true
}

func (r *registry) isClosed() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.closed
}

// close stops everything. The stops run without the lock: they may remove themselves.
func (r *registry) close() {
	r.mu.Lock()
	r.closed = true
	stops := r.stops
	r.stops = nil
	r.mu.Unlock()
	for _, stop := range stops {
		stop()
	}
}
