package signed_test

import (
	"strings"
	"testing"
	"time"

	"github.com/gourd-go/gourd/signed"
)

// benchSessions are a login, and a login with a cart that is long enough to be compressed.
func benchSessions() map[string]map[string]any {
	cart := []any{}
	for i := range 20 {
		cart = append(cart, map[string]any{"id": int64(i), "name": "A thing", "price": 9.5})
	}
	return map[string]map[string]any{
		"small": {"_fresh": true, "_id": strings.Repeat("0f", 32), "user_id": int64(4711)},
		"cart":  {"user_id": int64(4711), "cart": cart},
	}
}

func BenchmarkSessionEncode(b *testing.B) {
	codec, _ := signed.NewSessionCodec("secret")
	for name, session := range benchSessions() {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := codec.Encode(session, time.Unix(1_700_000_000, 0)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkSessionDecode(b *testing.B) {
	codec, _ := signed.NewSessionCodec("secret")
	now := time.Unix(1_700_000_000, 0)
	for name, session := range benchSessions() {
		cookie, _ := codec.Encode(session, now)
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := codec.Decode(cookie, signed.SessionLifetime, now); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkUnsign(b *testing.B) {
	s, _ := signed.NewSigner(signed.Options{Key: "secret"})
	text := s.Sign(strings.Repeat("v", 100))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := s.Unsign(text); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkPasswordCheck(b *testing.B) {
	hash, _ := signed.GeneratePasswordHash("secret")
	b.ReportAllocs()
	for b.Loop() {
		if ok, err := signed.CheckPasswordHash(hash, "secret"); !ok || err != nil {
			b.Fatal(ok, err)
		}
	}
}
