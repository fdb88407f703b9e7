package gourd_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/sessions"
	"github.com/gourd-go/gourd/signed"
)

// BenchmarkSession is a request with three before hooks and an after hook, and what
// a session adds to it.
func BenchmarkSession(b *testing.B) {
	codec, err := signed.NewSessionCodec("secret")
	if err != nil {
		b.Fatal(err)
	}
	app := sessionBench(gourd.Config{SecretKey: "secret"})
	ordinary, _ := codec.Encode(map[string]any{"user_id": 4711, "_fresh": true}, time.Now())
	permanent, _ := codec.Encode(map[string]any{"user_id": 4711, "_permanent": true}, time.Now())
	for _, bench := range []struct {
		name, target, cookie string
		app                  *gourd.App
	}{
		{"no key", "/", "", sessionBench(gourd.Config{})},
		{"no cookie", "/", "", app},
		{"another cookie", "/", "theme=dark", app},
		{"untouched", "/", "session=" + ordinary, app},
		{"read", "/read", "session=" + ordinary, app},
		{"write", "/write", "session=" + ordinary, app},
		{"refresh", "/", "session=" + permanent, app},
	} {
		b.Run(bench.name, func(b *testing.B) { serveBench(b, bench.app, bench.target, bench.cookie) })
	}
	b.Run("read from memory", func(b *testing.B) {
		app := sessionBench(gourd.Config{Sessions: gourd.ServerSessions(sessions.Memory(0))})
		w := &nullWriter{http.Header{}}
		app.ServeHTTP(w, request("/write"))
		cookie, err := http.ParseSetCookie(w.header.Get("Set-Cookie"))
		if err != nil {
			b.Fatal(err)
		}
		serveBench(b, app, "/read", "session="+cookie.Value)
	})
}

func serveBench(b *testing.B, app *gourd.App, target, cookie string) {
	r, w := request(target), &nullWriter{http.Header{}}
	if cookie != "" {
		r.Header.Set("Cookie", cookie)
	}
	b.ReportAllocs()
	for b.Loop() {
		clear(w.header)
		app.ServeHTTP(w, r)
	}
}

func sessionBench(config gourd.Config) *gourd.App {
	app := gourd.New("bench", config)
	for range 3 {
		app.Before(func(*gourd.Ctx) (gourd.Response, error) { return gourd.Response{}, nil })
	}
	app.After(func(*gourd.Ctx, *gourd.Response) error { return nil })
	app.Get("/", func(*gourd.Ctx) (string, error) { return "Hello, World!", nil })
	app.Get("/read", func(c *gourd.Ctx) (string, error) {
		if id, ok := c.Session().Get[int]("user_id"); !ok || id != 4711 {
			return "", gourd.Error(401, "")
		}
		return "Hello, World!", nil
	})
	app.Get("/write", func(c *gourd.Ctx) (string, error) {
		c.Session().Set("user_id", 4711)
		return "Hello, World!", nil
	})
	return app
}
