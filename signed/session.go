package signed

import "time"

// SessionLifetime is how long Flask accepts a session cookie: its default PERMANENT_SESSION_LIFETIME of 31 days, which
// counts for every session.
const SessionLifetime = 31 * 24 * time.Hour

// SessionSalt is the salt of Flask's session cookies.
const SessionSalt = "cookie-session"

// SessionCodec makes and reads the value of Flask's session cookie: a [TimedSerializer] of [TaggedJSON] with the salt
// "cookie-session", the key derivation HMAC and SHA-1. Make one with [NewSessionCodec].
type SessionCodec struct {
	serializer *TimedSerializer[map[string]any]
}

// NewSessionCodec makes a SessionCodec. The secret is Flask's SECRET_KEY, and the fallbacks are its
// SECRET_KEY_FALLBACKS, which read and never sign. None may be empty.
func NewSessionCodec(secret string, fallbacks ...string) (*SessionCodec, error) {
	s, err := NewTimedSerializer(SerializerOptions[map[string]any]{
		Options: Options{Key: secret, Fallbacks: fallbacks, Salt: SessionSalt, Derivation: HMAC, Digest: SHA1},
		Codec:   taggedMap{},
	})
	if err != nil {
		return nil, err
	}
	return &SessionCodec{s}, nil
}

// Encode returns the cookie of session, signed at now. It fails on values that [TaggedJSON] cannot keep and on more
// than [DefaultMaxSize] of JSON. It does not look at the length of the cookie: browsers keep about 4093 bytes of name,
// value and attributes.
func (c *SessionCodec) Encode(session map[string]any, now time.Time) (string, error) {
	return c.serializer.Encode(session, now)
}

// Decode returns the session of a cookie, which is never nil without an error. Its age at now must be from zero to
// maxAge. Errors are of the kinds ErrSignature, ErrExpired and ErrFormat; Flask takes an empty session then.
func (c *SessionCodec) Decode(cookie string, maxAge time.Duration, now time.Time) (map[string]any, error) {
	session, _, err := c.serializer.Decode(cookie, maxAge, now)
	return session, err
}
