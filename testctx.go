package gourd

import "github.com/gourd-go/gourd/gateway"

// TestCtx makes a Ctx for an exchange and finds its route, but runs neither hooks nor
// the view: what test_request_context is in Flask. end closes the Ctx, behind the
// teardown hooks; it must be called, and once. Tests have gourdtest.Ctx, which makes
// the exchange too.
func (a *App) TestCtx(x *gateway.Exchange) (c *Ctx, end func()) {
	if err := a.Setup(); err != nil {
		misuse("TestCtx was called at %s for an application that cannot start: %v", caller(), err)
	}
	c = a.acquire(x)
	c.match()
	return c, func() {
		c.ended = true
		c.res.release()
		for _, hook := range c.place().teardown {
			c.guardTeardown(hook)
		}
		c.close()
	}
}
