package signed

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/hex"
	"fmt"
	"runtime"
	"strings"
	"sync"
)

// Passwords hashes and checks passwords in the format of Werkzeug 3.1, "method$salt$hex". A hash takes tens of
// megabytes and of milliseconds on purpose, so only some are computed at once, and the others wait for their turn.
// The zero value is ready; it must not be copied after its first use.
type Passwords struct {
	// Concurrency is how many hashes are computed at once. Zero or less means GOMAXPROCS - 1, at least 1: a flood of
	// logins leaves a processor to the others, and takes no more than this times the memory of one hash (32 MiB with
	// the default method).
	Concurrency int
	// MaxMemory bounds what one hash may use, in bytes, and so what a hostile or damaged hash can make Check do.
	// Zero or less means 256 MiB.
	MaxMemory int
	// MaxRounds bounds the time of one hash: the iterations of pbkdf2, and N times r times p of scrypt. Zero or less
	// means 10,000,000, some seconds; the default methods have 1,000,000 and 262,144.
	MaxRounds int

	once  sync.Once
	slots chan struct{}
}

// Methods of [Passwords.Generate] without parameters stand for these.
const (
	// ScryptMethod is the default: N = 32768, r = 8, p = 1 (RFC 7914 section 2).
	ScryptMethod = "scrypt:32768:8:1"
	// PBKDF2Method is a million iterations of PBKDF2 with HMAC-SHA-256 (RFC 8018 section 5.2).
	PBKDF2Method = "pbkdf2:sha256:1000000"
)

const (
	saltLength = 16
	saltChars  = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
)

// Generate returns a new hash of password with a random salt of 16 letters and digits. The method is "scrypt",
// "scrypt:N:r:p", "pbkdf2", "pbkdf2:digest" or "pbkdf2:digest:iterations"; empty means "scrypt". The digests are sha1,
// sha224, sha256, sha384 and sha512. It fails on another method, with ErrCost on one beyond the limits, and when ctx
// ends before its turn.
func (p *Passwords) Generate(ctx context.Context, password, method string) (string, error) {
	return p.generate(ctx.Done(), func() error { return context.Cause(ctx) }, password, method)
}

// Check reports whether password has the given hash. What is no hash at all (fewer than two "$") matches nothing, as
// in Werkzeug. An error means that nothing could be said: of kind ErrFormat, the method or its parameters are wrong;
// ErrCost, they are beyond the limits; or ctx ended before its turn. The comparison takes the same time for all
// passwords.
func (p *Passwords) Check(ctx context.Context, hash, password string) (bool, error) {
	return p.check(ctx.Done(), func() error { return context.Cause(ctx) }, hash, password)
}

// shared bounds [GeneratePasswordHash] and [CheckPasswordHash]: without one bound for the whole program, a flood of
// logins takes all of its memory. It holds nothing but that bound.
var shared Passwords

// GeneratePasswordHash is [Passwords.Generate] with the limits of the zero Passwords, which all callers share, and
// without an end to the wait for a turn. The method is optional: "scrypt" without it.
func GeneratePasswordHash(password string, method ...string) (string, error) {
	if len(method) > 1 {
		return "", fmt.Errorf("signed: GeneratePasswordHash takes one method, not %d: %q", len(method), method)
	}
	return shared.generate(nil, nil, password, strings.Join(method, ""))
}

// CheckPasswordHash is [Passwords.Check] with the limits of the zero Passwords, which all callers share, and without
// an end to the wait for a turn.
func CheckPasswordHash(hash, password string) (bool, error) {
	return shared.check(nil, nil, hash, password)
}

func (p *Passwords) generate(done <-chan struct{}, cause func() error, password, method string) (string, error) {
	if method == "" {
		method = "scrypt"
	}
	m, err := parseMethod(method)
	if err != nil {
		return "", err
	}
	salt := newSalt()
	sum, err := p.compute(done, cause, m, salt, password)
	if err != nil {
		return "", err
	}
	return m.String() + "$" + salt + "$" + hex.EncodeToString(sum), nil
}

func (p *Passwords) check(done <-chan struct{}, cause func() error, hash, password string) (bool, error) {
	method, rest, ok := strings.Cut(hash, "$")
	salt, want, both := strings.Cut(rest, "$")
	if !ok || !both {
		return false, nil
	}
	m, err := parseMethod(method)
	if err != nil {
		return false, err
	}
	sum, err := p.compute(done, cause, m, salt, password)
	if err != nil {
		return false, err
	}
	return subtle.ConstantTimeCompare([]byte(hex.EncodeToString(sum)), []byte(want)) == 1, nil
}

// compute waits for a slot and computes the hash. A nil done never ends the wait.
func (p *Passwords) compute(done <-chan struct{}, cause func() error, m method, salt, password string) ([]byte, error) {
	if err := m.affordable(orDefault(p.MaxMemory, 256<<20), orDefault(p.MaxRounds, 10_000_000)); err != nil {
		return nil, err
	}
	p.once.Do(func() {
		p.slots = make(chan struct{}, orDefault(p.Concurrency, max(1, runtime.GOMAXPROCS(0)-1)))
	})
	select {
	case <-done: // a slot that is free as well would be taken at random
		return nil, fmt.Errorf("signed: hashing a password: %w", cause())
	default:
	}
	select {
	case p.slots <- struct{}{}:
	case <-done:
		return nil, fmt.Errorf("signed: waiting to hash a password: %w", cause())
	}
	defer func() { <-p.slots }()
	sum, err := m.sum(salt, password)
	if err != nil {
		return nil, formatError("password method "+m.String(), err)
	}
	return sum, nil
}

func orDefault(n, def int) int {
	if n <= 0 {
		return def
	}
	return n
}

// newSalt draws letters and digits, each as likely as the other: of a random byte, the values from the last multiple
// of 62 on are thrown away.
func newSalt() string {
	const fair = 256 - 256%len(saltChars)
	salt := make([]byte, 0, saltLength)
	var raw [2 * saltLength]byte
	for len(salt) < saltLength {
		rand.Read(raw[:]) // does not fail
		for _, b := range raw {
			if int(b) < fair && len(salt) < saltLength {
				salt = append(salt, saltChars[int(b)%len(saltChars)])
			}
		}
	}
	return string(salt)
}
