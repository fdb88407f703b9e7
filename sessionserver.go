package gourd

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strings"
	"time"

	"github.com/gourd-go/gourd/signed"
)

// SessionStore keeps the sessions of [ServerSessions]. Package sessions has one in
// memory and one in a database. It is used by many requests at once. An entry whose
// lifetime is over is as good as not there.
type SessionStore interface {
	// Load returns the data of an entry, nil when there is none.
	Load(ctx context.Context, key string) (data []byte, err error)
	// Insert adds an entry. The key is a new one.
	Insert(ctx context.Context, key string, data []byte, lifetime time.Duration) error
	// Update gives an entry other data and a new lifetime, and reports whether it was
	// there: one that was deleted meanwhile does not come back.
	Update(ctx context.Context, key string, data []byte, lifetime time.Duration) (found bool, err error)
	// Delete removes an entry. One that is not there is no error.
	Delete(ctx context.Context, key string) error
}

// ServerSessions keeps sessions in a store, and in the client's cookie nothing but a
// random id of 256 bits: for sessions that are larger than a cookie, that clients
// must not read, or that the server can end.
//
//	store := sessions.DB(database, sessions.Options{Create: true})
//	app.Manage(database, store)
//	app.Config.Sessions = gourd.ServerSessions(store)
//
// The id is not signed: nobody guesses one of 2^256, so that a signature would add
// nothing, and no secret key is needed. An id that the store does not have is never
// taken over from a client: it gets a new one. The store sees the id's SHA-256
// alone, so that who reads the store cannot use what is in it as a cookie.
//
// Requests of one client that run at the same time each save the whole session, and
// the last one wins. A session that one of them has emptied or regenerated stays
// so: the changes of the others are dropped, which the log says.
//
// Values come back as from a signed cookie, by the rules of [signed.TaggedJSON]; a
// session of more than [signed.DefaultMaxSize] of it fails the request.
func ServerSessions(store SessionStore) SessionInterface {
	if isNil(store) {
		misuse("ServerSessions was given no store at %s; give it one of package sessions", caller())
	}
	return &serverSessions{store}
}

type serverSessions struct{ store SessionStore }

var _ SessionInterface = (*serverSessions)(nil)

// savePatience bounds the saving of a session, which the end of the request's
// context does not: the answer that tells of it is sent as well.
const savePatience = 10 * time.Second

// A cookie is one letter and the id. The letter says whether the session was
// permanent, so that requests that do not ask for another one cost the store
// nothing. A client that changes it refreshes its session more or less often.
const (
	idBytes       = 32
	ordinaryMark  = "s"
	permanentMark = "p"
)

func (i *serverSessions) mayBePermanent(value string) bool {
	return strings.HasPrefix(value, permanentMark)
}

// Open loads the session that the cookie names.
func (i *serverSessions) Open(c *Ctx) (*Session, error) {
	id := sessionID(c.app.sessions.cookie.Value(c))
	if id == "" {
		return NewSession(nil), nil
	}
	data, err := i.store.Load(c.Context(), storeKey(id))
	if err != nil || data == nil {
		return NewSession(nil), err
	}
	values, err := signed.TaggedJSON{}.Parse(data)
	dict, ok := values.(map[string]any)
	if err == nil && !ok {
		err = fmt.Errorf("gourd: it is a %T, want an object", values)
	}
	if err != nil {
		c.logError("what the store has of a session cannot be read, and is left alone", err)
		return NewSession(nil), nil
	}
	s := NewSession(dict)
	s.SetID(id)
	return s, nil
}

// sessionID is the id of a cookie, "" when it is none.
func sessionID(cookie string) string {
	if len(cookie) != 1+base64.RawURLEncoding.EncodedLen(idBytes) || !strings.HasPrefix(cookie, ordinaryMark) && !strings.HasPrefix(cookie, permanentMark) {
		return ""
	}
	return cookie[1:]
}

// storeKey is what the store knows an id by.
func storeKey(id string) string {
	sum := sha256.Sum256([]byte(id))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

func newSessionID() string {
	var id [idBytes]byte
	rand.Read(id[:]) // does not fail
	return base64.RawURLEncoding.EncodeToString(id[:])
}

// Save saves the session by the rules of [CookieSessions]: a session that was
// neither changed nor is to be refreshed is left as it is.
func (i *serverSessions) Save(c *Ctx, s *Session, r *Response) error {
	cookie := c.app.sessions.cookie
	if s.accessed {
		varyByCookie(&r.Header)
	}
	if s.Len() > 0 && !cookie.Due(s) || s.Len() == 0 && !s.modified {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(c.Context()), savePatience)
	defer cancel()
	if s.Len() == 0 {
		cookie.Delete(c, r)
		return i.forget(ctx, s)
	}
	kept, err := i.keep(ctx, s, cookie.lifetime)
	if err != nil {
		return err
	}
	if !kept {
		c.Logger().Info("gourd: a change of the session is dropped, since another request of the client has ended the session", "method", c.Method(), "path", c.Path())
		return nil
	}
	mark := ordinaryMark
	if s.Permanent() {
		mark = permanentMark
	}
	cookie.Set(c, r, mark+s.id, cookie.Expires(s, time.Now()))
	return nil
}

// keep writes the session to the store, under a new id if it has none or is to get
// another one.
func (i *serverSessions) keep(ctx context.Context, s *Session, lifetime time.Duration) (kept bool, err error) {
	data, err := signed.TaggedJSON{}.Append(nil, s.values)
	if err != nil {
		return false, err
	}
	if len(data) > signed.DefaultMaxSize {
		return false, fmt.Errorf("gourd: it has %d bytes of JSON, and %d is the most", len(data), signed.DefaultMaxSize)
	}
	if s.id != "" && !s.renewed {
		return i.store.Update(ctx, storeKey(s.id), data, lifetime)
	}
	if err := i.forget(ctx, s); err != nil {
		return false, err
	}
	id := newSessionID()
	if err := i.store.Insert(ctx, storeKey(id), data, lifetime); err != nil {
		return false, err
	}
	s.SetID(id)
	return true, nil
}

// forget removes the session's entry.
func (i *serverSessions) forget(ctx context.Context, s *Session) error {
	if s.id == "" {
		return nil
	}
	err := i.store.Delete(ctx, storeKey(s.id))
	if err == nil {
		s.id = ""
	}
	return err
}
