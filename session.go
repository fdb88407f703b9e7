package gourd

import (
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"

	"github.com/gourd-go/gourd/signed"
)

// Session is what the application keeps of one client from request to request:
// Flask's session. [Ctx.Session] opens it, and it is saved behind the after hooks
// when it was changed.
//
// By default its values travel in a signed cookie that Flask 3.1 reads and writes
// too: the client can read them and cannot change them. They are of the types that
// [signed.TaggedJSON] lists; one that it cannot keep fails the request when the
// session is saved. What a change is, is Set, Pop, Del, Clear and their like: who
// changes a map or a slice that the session holds calls MarkModified.
//
// A Session belongs to the goroutine of its request.
type Session struct {
	values map[string]any
	id     string // of its entry in a store; "": it has none yet
	failed error  // why it could not be opened

	isNew    bool
	accessed bool // by the application, and not only to refresh its cookie
	modified bool
	unsaved  bool // changed since it was saved last
	broken   bool // saving it has failed
	renewed  bool // it gets another id
	readOnly bool // there is nothing to keep it with

	flashesRead bool
	flashes     []Flash
}

// permanentKey is the key that Flask keeps session.permanent under.
const permanentKey = "_permanent"

// NewSession makes a session, for implementations of [SessionInterface]. values is
// what was kept, and is not copied; nil: the client has no session yet.
func NewSession(values map[string]any) *Session {
	return &Session{values: values, isNew: values == nil}
}

// Session returns the session of the request's client, and opens it when it is
// called first. From then on the answer has the header field Vary: Cookie, as in
// Flask. A cookie that is missing, too old or not signed by the application is an
// empty session.
//
// Without Config.SecretKey the session is empty and a change of it panics, which is
// a 500 whose log line names the setting. Where the sessions' store cannot be
// reached it panics too; the answer has the status of the store's error.
func (c *Ctx) Session() *Session {
	c.alive()
	s := c.session
	if s == nil {
		s = c.openSession()
	}
	if s.failed != nil {
		panic(s.failed)
	}
	s.accessed = true
	return s
}

// Get returns the value of that name as a T, and whether it is there and can be
// one. Numbers become the number type that is asked for where they fit, lists
// become slices and dicts maps: see [signed.Get].
//
//	user, ok := c.Session().Get[int]("user_id")
func (s *Session) Get[T any](name string) (T, bool) { return signed.Get[T](s.values, name) }

// Value returns the value of that name as it is kept, nil when there is none.
func (s *Session) Value(name string) any { return s.values[name] }

// Has reports whether the name is there.
func (s *Session) Has(name string) bool {
	_, ok := s.values[name]
	return ok
}

// Len returns the number of values.
func (s *Session) Len() int { return len(s.values) }

// All returns names and values in the order of the names.
func (s *Session) All() iter.Seq2[string, any] {
	return func(yield func(string, any) bool) {
		for _, name := range slices.Sorted(maps.Keys(s.values)) {
			if !yield(name, s.values[name]) {
				return
			}
		}
	}
}

// Set keeps a value under a name.
func (s *Session) Set(name string, value any) {
	s.change("Set")
	if s.values == nil {
		s.values = map[string]any{}
	}
	s.values[name] = value
	s.MarkModified()
}

// Pop removes a name and returns the value that it had, as [Session.Get] does. A
// value that cannot be a T is removed too. A name that is not there is no change.
func (s *Session) Pop[T any](name string) (T, bool) {
	s.change("Pop")
	v, ok := s.Get[T](name)
	s.Del(name)
	return v, ok
}

// Del removes a name. One that is not there is no change.
func (s *Session) Del(name string) {
	s.change("Del")
	if s.Has(name) {
		delete(s.values, name)
		s.MarkModified()
	}
}

// Clear removes everything, so that the client's cookie is deleted.
func (s *Session) Clear() {
	s.change("Clear")
	clear(s.values)
	s.MarkModified()
}

// Permanent reports whether the session outlives the browser's: its cookie then
// expires when Config.PermanentSessionLifetime has passed since it was set last,
// which each request does unless Config.NoSessionRefresh says otherwise.
func (s *Session) Permanent() bool {
	permanent, _ := s.values[permanentKey].(bool)
	return permanent
}

// SetPermanent says whether the session outlives the browser's.
func (s *Session) SetPermanent(permanent bool) { s.Set(permanentKey, permanent) }

// IsNew reports whether the client came without a session, or with one that is not
// valid any more. Flask's default session cannot tell, and says false.
func (s *Session) IsNew() bool { return s.isNew }

// Accessed reports whether the application has asked for the session.
func (s *Session) Accessed() bool { return s.accessed }

// Modified reports whether the session was changed during this request.
func (s *Session) Modified() bool { return s.modified }

// MarkModified has the session saved: call it after a change inside of a value that
// the session holds, which it cannot see.
func (s *Session) MarkModified() { s.modified, s.unsaved = true, true }

// Regenerate gives a session that is kept in a store another id and forgets the old
// one, so that who knew it before a login does not share the session behind it.
// Call it where a user logs in. A session in a signed cookie has no id, and is only
// saved anew.
func (s *Session) Regenerate() {
	s.change("Regenerate")
	s.renewed = true
	s.MarkModified()
}

// ID returns the id of the session's entry in a store; "" when it has none.
// It is for implementations of [SessionInterface]: who knows it has the session.
func (s *Session) ID() string { return s.id }

// SetID is for implementations of [SessionInterface]: it says under which id the
// session is kept now.
func (s *Session) SetID(id string) { s.id, s.renewed = id, false }

// Regenerated reports whether the session is to be saved under another id than
// [Session.ID].
func (s *Session) Regenerated() bool { return s.renewed }

// change refuses to change a session that cannot be kept.
func (s *Session) change(method string) {
	if s.readOnly {
		misuse("the session cannot be changed (%s was called at %s), since the application has no secret key to sign it with; set Config.SecretKey (SECRET_KEY) to a long random text", method, caller())
	}
}

// openSession has the application's interface open the session.
//
//go:noinline
func (c *Ctx) openSession() *Session {
	var s *Session
	var err error
	if c.app.sessions != nil {
		s, err = c.app.sessions.with.Open(c)
	}
	switch {
	case err != nil:
		s = &Session{failed: fmt.Errorf("gourd: the session cannot be opened: %w", err)}
	case s == nil:
		s = &Session{readOnly: true}
	}
	c.session = s
	return s
}

// saveSession saves the session into an answer whose after hooks have run.
func (c *Ctx) saveSession(r *Response) error {
	if c.app.sessions == nil {
		return nil
	}
	return c.app.sessions.save(c, r)
}

// endSession tells of changes that came too late, behind the request's end.
func (c *Ctx) endSession() {
	s := c.session
	if !s.unsaved || s.broken || c.gone {
		return
	}
	reason := errLateChange
	if c.route != nil && c.route.webSocket {
		reason = errSocketChange
	}
	c.logError("a change of the session is lost", reason)
}

// Why a change of the session is lost.
var (
	errLateChange   = errors.New("sessions are saved when the after hooks have run, before the head of the answer; change it in the view, not in its stream or a teardown hook (a hook that fails, and an answer that is written by hand, keep a session from being saved too)")
	errSocketChange = errors.New("the handshake of a WebSocket, which has room for the cookie, was over; change it in a before hook, or in another request")
)
