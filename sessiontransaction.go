package gourd

import (
	"fmt"

	"github.com/gourd-go/gourd/gateway"
)

// SessionTransaction answers x with nothing but the session of x's client as change
// leaves it: Set-Cookie, where it was changed, and no body. No rule is matched and no
// hook runs. When change returns false nothing is saved. It is what the test
// client's Session is made of.
//
// An error means that there is no session, or that it could not be saved; x has
// been answered with status 500 then.
func (a *App) SessionTransaction(x *gateway.Exchange, change func(s *Session) (save bool)) error {
	if !a.life.started.Load() && !a.startFor(x) {
		return fmt.Errorf("gourd: the application %q does not start", a.name)
	}
	c := a.acquire(x)
	defer c.close()
	err := caught(func() error { return c.changeSession(change) })
	c.session = nil
	if err != nil {
		c.res = Response{Status: 500}
	}
	c.res.kind = bodyEmpty
	if sent := c.send(); err == nil {
		err = sent
	}
	return err
}

func (c *Ctx) changeSession(change func(s *Session) bool) error {
	s := c.openSession()
	switch {
	case s.failed != nil:
		return s.failed
	case s.readOnly:
		return errNoSessions
	case !change(s):
		return nil
	}
	return c.saveSession(&c.res)
}
