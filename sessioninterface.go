package gourd

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/gourd-go/gourd/signed"
)

// SessionInterface is where sessions come from and go to: [Config.Sessions]. The
// default is [CookieSessions]; [ServerSessions] keeps them in a store.
//
// Flask's interface opens the session of each request. Here Open is called when the
// session is first asked for, and, for a request that never does and whose
// Config.NoSessionRefresh does not say otherwise, behind its after hooks when it has
// the session's cookie.
type SessionInterface interface {
	// Open makes the session of the request's client: with [NewSession], of what was
	// kept or nil. A nil session is one that can be read and not changed. An error
	// fails the request.
	Open(c *Ctx) (*Session, error)
	// Save puts the session's cookie into the answer, and the session where it is
	// kept. It is called behind the after hooks, of error pages too; once more with
	// another answer when the first could not be sent; and for sessions that were
	// not changed: c.App().SessionCookie().Due tells what is to be done.
	Save(c *Ctx, s *Session, r *Response) error
}

// CookieSessions keeps sessions in cookies that are signed with Config.SecretKey, in
// Flask's format. An implementation of [SessionInterface] may embed it and replace
// one of the methods:
//
//	type quiet struct{ gourd.CookieSessions }
//
//	func (q quiet) Save(c *gourd.Ctx, s *gourd.Session, r *gourd.Response) error {
//		if strings.HasPrefix(c.Path(), "/api/") {
//			return nil // no cookies here
//		}
//		return q.CookieSessions.Save(c, s, r)
//	}
type CookieSessions struct{}

var _ SessionInterface = CookieSessions{}

// Open reads the session's cookie. One that is too old, or not signed with the
// application's key or a fallback, is an empty session; without a key there is none.
func (CookieSessions) Open(c *Ctx) (*Session, error) {
	p := c.app.sessions
	if p.codec == nil {
		return nil, nil
	}
	value := p.cookie.view(c)
	if value == "" {
		return NewSession(nil), nil
	}
	values, err := p.codec.Decode(value, p.cookie.lifetime, time.Now())
	if err != nil {
		return NewSession(nil), nil
	}
	return NewSession(values), nil
}

// Save sets the cookie when the session was changed, or is permanent and
// refreshed with each request, and deletes it when the session was emptied.
func (CookieSessions) Save(c *Ctx, s *Session, r *Response) error {
	p := c.app.sessions
	if s.accessed {
		varyByCookie(&r.Header)
	}
	if len(s.values) == 0 {
		if s.modified {
			p.cookie.Delete(c, r)
		}
		return nil
	}
	if !p.cookie.Due(s) {
		return nil
	}
	now := time.Now()
	value, err := p.codec.Encode(s.values, now)
	if err != nil {
		return err
	}
	p.cookie.Set(c, r, value, p.cookie.Expires(s, now))
	return nil
}

// The ends of "_permanent" in base64, for the three places within a group of three
// bytes where it may begin.
const (
	permanentAt0 = "X3Blcm1hbmVu"
	permanentAt1 = "ZXJtYW5l"
	permanentAt2 = "cGVybWFuZW50"
)

// mayBePermanent reports whether a cookie's session can be a permanent one, without
// looking at its signature. What is compressed can.
func (CookieSessions) mayBePermanent(value string) bool {
	return strings.HasPrefix(value, ".") || strings.Contains(value, permanentAt0) ||
		strings.Contains(value, permanentAt1) || strings.Contains(value, permanentAt2)
}

// sessionSetup is what the Config says about sessions, made ready for requests.
type sessionSetup struct {
	with    SessionInterface
	codec   *signed.SessionCodec // nil: there is no key
	cookie  *SessionCookie
	refresh bool // permanent sessions, with each request
	// mayBePermanent lets requests pass whose session was not asked for and has
	// nothing to refresh; nil: it cannot be told.
	mayBePermanent func(value string) bool
}

// setupSessions makes ready what the Config says. Without a key and an interface
// there are no sessions.
func (a *App) setupSessions() error {
	cookie, err := newSessionCookie(&a.Config)
	if err != nil {
		return err
	}
	p := &sessionSetup{with: a.Config.Sessions, cookie: cookie, refresh: cookie.refresh}
	if a.Config.SecretKey != "" {
		if p.codec, err = signed.NewSessionCodec(a.Config.SecretKey, a.Config.SecretKeyFallbacks...); err != nil {
			return fmt.Errorf("SECRET_KEY_FALLBACKS: %w", err)
		}
	}
	switch {
	case p.with != nil:
	case p.codec != nil:
		p.with = CookieSessions{}
	default:
		return nil
	}
	if peek, ok := p.with.(interface{ mayBePermanent(string) bool }); ok {
		p.mayBePermanent = peek.mayBePermanent
	}
	a.sessions = p
	return nil
}

// save saves the session of a request that has one, or refreshes its cookie.
func (p *sessionSetup) save(c *Ctx, r *Response) error {
	s := c.session
	if s == nil {
		if s = p.toRefresh(c); s == nil {
			return nil
		}
		if s.failed != nil {
			return s.failed
		}
	}
	switch {
	case s.readOnly || s.failed != nil:
		return nil
	case s.broken:
		if s.accessed {
			varyByCookie(&r.Header)
		}
		return nil
	}
	s.broken = true // unless it gets through, without a panic
	if err := p.with.Save(c, s, r); err != nil {
		return fmt.Errorf("gourd: the session cannot be saved: %w", err)
	}
	s.broken, s.unsaved = false, false
	return nil
}

// toRefresh opens a session that nobody has asked for and that may have to be
// refreshed; nil: there is none.
func (p *sessionSetup) toRefresh(c *Ctx) *Session {
	if !p.refresh {
		return nil
	}
	value := p.cookie.view(c)
	if value == "" || p.mayBePermanent != nil && !p.mayBePermanent(value) {
		return nil
	}
	return c.openSession()
}

// errNoSessions is what a change of the session from outside needs.
var errNoSessions = errors.New("gourd: the application has no sessions; set Config.SecretKey (SECRET_KEY) to a long random text, or Config.Sessions")
