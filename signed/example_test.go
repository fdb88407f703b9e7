package signed_test

import (
	"errors"
	"fmt"
	"time"

	"github.com/gourd-go/gourd/signed"
)

func ExampleSessionCodec() {
	codec, err := signed.NewSessionCodec("dev")
	if err != nil {
		fmt.Println(err)
		return
	}
	at := time.Unix(1_700_000_000, 0)
	cookie, err := codec.Encode(map[string]any{"user": "ann", "n": 1}, at)
	fmt.Println(cookie, err)
	session, err := codec.Decode(cookie, signed.SessionLifetime, at.Add(time.Hour))
	fmt.Println(session["user"], err)
	_, err = codec.Decode(cookie, signed.SessionLifetime, at.Add(32*24*time.Hour))
	fmt.Println(errors.Is(err, signed.ErrExpired))
	// Output:
	// eyJuIjoxLCJ1c2VyIjoiYW5uIn0.ZVPxAA.BD6MIkFOMvX2EMrvQZXC7mEa-eI <nil>
	// ann <nil>
	// true
}

func ExampleSigner() {
	s, err := signed.NewSigner(signed.Options{Key: "a long random string", Salt: "unsubscribe"})
	if err != nil {
		fmt.Println(err)
		return
	}
	link := s.Sign("ann@example.com")
	fmt.Println(s.Unsign(link))
	_, err = s.Unsign("bob" + link[3:])
	fmt.Println(err)
	// Output:
	// ann@example.com <nil>
	// signed: signature does not match
}

func ExampleTimedSerializer() {
	type reset struct{ User int }
	s, err := signed.NewTimedSerializer(signed.SerializerOptions[reset]{
		Options: signed.Options{Key: "a long random string", Salt: "password-reset"},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	at := time.Unix(1_700_000_000, 0)
	token, _ := s.Encode(reset{User: 7}, at)
	v, signedAt, err := s.Decode(token, time.Hour, at.Add(time.Minute))
	fmt.Println(v.User, signedAt.Equal(at), err)
	_, _, err = s.Decode(token, time.Hour, at.Add(2*time.Hour))
	fmt.Println(err)
	// Output:
	// 7 true <nil>
	// signed: signed 7200 seconds ago, more than the 3600 allowed
}

func ExampleCheckPasswordHash() {
	hash, err := signed.GeneratePasswordHash("secret", "pbkdf2:sha256:1000")
	fmt.Println(hash[:19], err)
	fmt.Println(signed.CheckPasswordHash(hash, "secret"))
	fmt.Println(signed.CheckPasswordHash(hash, "guess"))
	// Output:
	// pbkdf2:sha256:1000$ <nil>
	// true <nil>
	// false <nil>
}
