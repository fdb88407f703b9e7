package signed_test

import (
	"context"
	"errors"
	"regexp"
	"sync"
	"testing"

	"github.com/gourd-go/gourd/signed"
)

func TestPasswordMethods(t *testing.T) {
	for _, c := range []struct{ method, form string }{
		{"", `^scrypt:32768:8:1\$[a-zA-Z0-9]{16}\$[0-9a-f]{128}$`},
		{"scrypt:16:2:3", `^scrypt:16:2:3\$[a-zA-Z0-9]{16}\$[0-9a-f]{128}$`},
		{"pbkdf2:sha1:5", `^pbkdf2:sha1:5\$[a-zA-Z0-9]{16}\$[0-9a-f]{40}$`},
		{"pbkdf2:sha512:5", `^pbkdf2:sha512:5\$[a-zA-Z0-9]{16}\$[0-9a-f]{128}$`},
	} {
		hash, err := signed.GeneratePasswordHash("secret", c.method)
		if err != nil || !regexp.MustCompile(c.form).MatchString(hash) {
			t.Errorf("%q: %s, %v", c.method, hash, err)
		}
		wanted := map[string]bool{"secret": true, "Secret": false, "": false}
		if c.method == "" { // whose hash takes long
			wanted = map[string]bool{"secret": true}
		}
		for password, want := range wanted {
			if ok, err := signed.CheckPasswordHash(hash, password); ok != want || err != nil {
				t.Errorf("%s for %q: %v, %v", hash, password, ok, err)
			}
		}
	}
	if _, err := signed.GeneratePasswordHash("secret", "scrypt", "pbkdf2"); err == nil {
		t.Error("two methods were taken")
	}
}

func TestHostilePasswordHashes(t *testing.T) {
	for _, c := range []struct {
		hash string
		kind error
	}{
		{"md5$salt$00", signed.ErrFormat},
		{"scrypt:3:8:1$salt$00", signed.ErrFormat},
		{"scrypt:9999999999999999999:8:1$salt$00", signed.ErrFormat},
		{"scrypt:1073741824:8:1$salt$00", signed.ErrCost},
		{"scrypt:2:2147483647:2147483647$salt$00", signed.ErrCost},
		{"scrypt:1073741824:2147483647:2147483647$salt$00", signed.ErrCost},
		{"scrypt:65536:8:100$salt$00", signed.ErrCost},
		{"pbkdf2:sha256:2147483647$salt$00", signed.ErrCost},
	} {
		if ok, err := signed.CheckPasswordHash(c.hash, "p"); ok || !errors.Is(err, c.kind) {
			t.Errorf("%s: %v, %v", c.hash, ok, err)
		}
	}
	for _, hash := range []string{"", "x", "scrypt$only"} {
		if ok, err := signed.CheckPasswordHash(hash, "p"); ok || err != nil {
			t.Errorf("%q: %v, %v", hash, ok, err)
		}
	}
}

func TestPasswordsWaitNoLongerThanTheirContext(t *testing.T) {
	var p signed.Passwords
	ctx, cancel := context.WithCancelCause(t.Context())
	gone := errors.New("gone")
	cancel(gone)
	if _, err := p.Check(ctx, "scrypt:16:1:1$salt$00", "p"); !errors.Is(err, gone) {
		t.Errorf("Check: %v", err)
	}
	if _, err := p.Generate(ctx, "p", ""); !errors.Is(err, gone) {
		t.Errorf("Generate: %v", err)
	}
}

func TestPasswordsOfManyGoroutines(t *testing.T) {
	p := signed.Passwords{Concurrency: 1}
	hash, err := p.Generate(t.Context(), "p", "scrypt:16:1:1")
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			if ok, err := p.Check(t.Context(), hash, "p"); !ok || err != nil {
				t.Error(ok, err)
			}
		})
	}
	wg.Wait()
}
