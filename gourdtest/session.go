package gourdtest

import (
	"cmp"
	"net/http"

	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/gateway"
)

// Session opens the client's session, as the application would for a request to the
// cookie's path, lets change read and change it, and saves it back into the client's
// cookies: Flask's session_transaction. The options say what request it is, another Host for
// one.
//
//	client.Session(func(s *gourd.Session) { s.Set("user_id", 1) })
//	client.Get("/profile").Want(200)
//
// Nothing is saved when change panics or fails the test. The test fails at once when
// the application has no sessions, or one that cannot be saved. No hook runs.
func (c *Client) Session(change func(s *gourd.Session), options ...Option) {
	c.t.Helper()
	app, ok := c.handler.(*gourd.App)
	if !ok {
		c.t.Fatalf("gourdtest: Session needs a client of a *gourd.App, but this one is of a %T", c.handler)
	}
	var (
		opened = make(chan *gourd.Session)
		save   = make(chan bool)
		failed error
	)
	r := c.request(http.MethodGet, cmp.Or(app.Config.SessionCookiePath, "/"), options)
	r.server = gateway.HandlerFunc(func(x *gateway.Exchange) {
		failed = app.SessionTransaction(x, func(s *gourd.Session) bool {
			opened <- s
			return <-save
		})
	})
	e := c.start(r)
	select {
	case s := <-opened:
		c.change(s, change, save)
	case <-e.done:
	}
	c.finish(r, e)
	if failed != nil {
		c.t.Fatalf("gourdtest: the client's session cannot be changed: %v", failed)
	}
}

// change runs on the test's own goroutine, which the function may end.
func (c *Client) change(s *gourd.Session, change func(*gourd.Session), save chan<- bool) {
	before, ended := c.t.Failed(), false
	defer func() { save <- ended && (before || !c.t.Failed()) }()
	change(s)
	ended = true
}
