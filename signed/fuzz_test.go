package signed_test

import (
	"bytes"
	"testing"

	"github.com/gourd-go/gourd/signed"
)

// FuzzTaggedJSON: what can be read can be written, and reads back to the same text.
func FuzzTaggedJSON(f *testing.F) {
	for _, seed := range []string{`{"a":[1,-2.5e3,null,true]}`, `{" di":{" t__":{" t":["\ud83d\ude00"]}}}`, `[{" b":"aGk="},{" d":"Tue, 14 Nov 2023 22:13:20 GMT"},NaN,123456789012345678901]`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		v, err := signed.TaggedJSON{}.Parse(text)
		if err != nil {
			return
		}
		once, err := signed.TaggedJSON{}.Append(nil, v)
		if err != nil {
			t.Fatalf("%q was read and cannot be written: %v", text, err)
		}
		if v, err = (signed.TaggedJSON{}).Parse(once); err != nil {
			t.Fatalf("%q cannot be read: %v", once, err)
		}
		if twice, err := (signed.TaggedJSON{}).Append(nil, v); err != nil || !bytes.Equal(once, twice) {
			t.Fatalf("%q became %q (%v)", once, twice, err)
		}
	})
}

// FuzzDecode: no cookie and no signed payload makes Decode panic.
func FuzzDecode(f *testing.F) {
	f.Add("eyJuIjoxLCJ1c2VyIjoiYW5uIn0.ZVPxAA.BD6MIkFOMvX2EMrvQZXC7mEa-eI")
	f.Add(".eJyrVspWslJKHCZAqRYAlOZN7g")
	codec := sessionCodec(f, "dev")
	signer, _ := signed.NewTimestampSigner(signed.Options{Key: "dev", Salt: signed.SessionSalt, Derivation: signed.HMAC})
	f.Fuzz(func(t *testing.T, text string) {
		codec.Decode(text, signed.Forever, now)
		if session, err := codec.Decode(signer.Sign(text, now), 0, now); err == nil && session == nil {
			t.Fatal("neither a session nor an error")
		}
	})
}

// FuzzPasswordHash: no hash makes the check panic or take long.
func FuzzPasswordHash(f *testing.F) {
	f.Add("scrypt:16:1:1$salt$00")
	f.Add("pbkdf2:sha256:10$salt$00")
	f.Fuzz(func(t *testing.T, hash string) {
		p := signed.Passwords{MaxMemory: 1 << 16, MaxRounds: 1000}
		p.Check(t.Context(), hash, "secret")
	})
}
