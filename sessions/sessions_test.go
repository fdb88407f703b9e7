package sessions_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/db"
	"github.com/gourd-go/gourd/db/postgres"
	"github.com/gourd-go/gourd/db/sqlite"
	"github.com/gourd-go/gourd/gourdtest"
	"github.com/gourd-go/gourd/internal/pgtest"
	"github.com/gourd-go/gourd/sessions"
)

func TestMain(m *testing.M) {
	code := pgtest.Run(m)
	if err := goleak.Find(); err != nil && code == 0 {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// stores runs a test on every store.
func stores(t *testing.T, f func(t *testing.T, s gourd.SessionStore)) {
	t.Run("memory", func(t *testing.T) { f(t, sessions.Memory(0)) })
	t.Run("sqlite", func(t *testing.T) {
		f(t, open(t, "sqlite:///"+filepath.Join(t.TempDir(), "test.db"), sessions.Options{Create: true}))
	})
	t.Run("postgres", func(t *testing.T) {
		f(t, open(t, pgtest.URL(t), sessions.Options{Create: true, Table: "public.web_sessions"}))
	})
}

func open(t *testing.T, url string, options sessions.Options) *sessions.DBStore {
	t.Helper()
	database := db.MustOpen(url, sqlite.Driver, postgres.Driver)
	store := sessions.DB(database, options)
	for _, r := range []gourd.Resource{database, store} {
		if err := r.Open(t.Context()); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := r.Close(context.Background()); err != nil {
				t.Error(err)
			}
		})
	}
	return store
}

func TestStores(t *testing.T) {
	stores(t, func(t *testing.T, s gourd.SessionStore) {
		ctx := t.Context()
		load := func(key, want string) {
			t.Helper()
			data, err := s.Load(ctx, key)
			if err != nil || string(data) != want || want == "" && data != nil {
				t.Errorf("Load(%q): %q, %v; want %q", key, data, err, want)
			}
		}
		update := func(key, data string, lifetime time.Duration, want bool) {
			t.Helper()
			if found, err := s.Update(ctx, key, []byte(data), lifetime); found != want || err != nil {
				t.Errorf("Update(%q): %v, %v", key, found, err)
			}
		}
		load("a", "")
		update("a", "x", time.Hour, false)
		load("a", "")
		data := []byte("one\x00\xff")
		for _, key := range []string{"a", "b"} {
			if err := s.Insert(ctx, key, data, time.Hour); err != nil {
				t.Fatal(err)
			}
		}
		clear(data) // which was copied
		load("a", "one\x00\xff")
		loaded, _ := s.Load(ctx, "a")
		clear(loaded)
		load("a", "one\x00\xff")
		update("a", "two", time.Hour, true)
		load("a", "two")
		load("b", "one\x00\xff")
		for range 2 {
			if err := s.Delete(ctx, "a"); err != nil {
				t.Error(err)
			}
		}
		load("a", "")
		update("a", "x", time.Hour, false)
		update("b", "old", -time.Second, true)
		load("b", "")
		update("b", "x", time.Hour, false)
	})
}

// app is an application whose session is shown and changed by its views.
func app(t *testing.T, store gourd.SessionStore) (*gourdtest.Client, *bytes.Buffer) {
	t.Helper()
	log := &bytes.Buffer{}
	a := gourd.New("sessions", gourd.Config{
		Testing: true, Logger: slog.New(slog.NewTextHandler(log, nil)),
		Sessions: gourd.ServerSessions(store),
	})
	a.Get("/", func(c *gourd.Ctx) (string, error) {
		user, _ := c.Session().Get[string]("user")
		return user, nil
	})
	a.Get("/untouched", func(*gourd.Ctx) (string, error) { return "x", nil })
	a.Get("/login/<user>", func(c *gourd.Ctx) (string, error) {
		c.Session().Regenerate()
		c.Session().Set("user", c.Arg[string]("user"))
		c.Session().SetPermanent(c.HasQuery("permanent"))
		return "x", nil
	})
	a.Get("/set/<user>", func(c *gourd.Ctx) (string, error) {
		c.Session().Set("user", c.Arg[string]("user"))
		return "x", nil
	})
	a.Get("/logout", func(c *gourd.Ctx) (string, error) { c.Session().Clear(); return "x", nil })
	a.Get("/large", func(c *gourd.Ctx) (string, error) {
		c.Session().Set("large", strings.Repeat("x", 1<<20))
		return "x", nil
	})
	return gourdtest.New(t, a), log
}

func TestServerSessions(t *testing.T) {
	stores(t, func(t *testing.T, s gourd.SessionStore) {
		c, log := app(t, s)
		c.Get("/").WantBody("").WantHeader("Set-Cookie", "").WantHeader("Vary", "Cookie")
		c.Get("/set/ann").Want(200)
		first := c.Cookie("session")
		if first == nil || strings.Contains(first.Value, "ann") || len(first.Value) != 44 || !first.HttpOnly || !first.Expires.IsZero() {
			t.Fatalf("the cookie is %v", first)
		}
		c.Get("/").WantBody("ann").WantHeader("Set-Cookie", "")
		c.Get("/set/bob")
		if c.Get("/").WantBody("bob"); c.Cookie("session").Value != first.Value {
			t.Error("a change has changed the id")
		}

		c.Get("/login/eve")
		second := c.Cookie("session")
		if c.Get("/").WantBody("eve"); second.Value == first.Value {
			t.Error("the id was not regenerated")
		}
		c.DeleteCookie("session")
		c.Get("/", gourdtest.Header("Cookie", "session="+first.Value)).WantBody("")

		c.Get("/login/zoe?permanent")
		if third := c.Cookie("session"); third.Expires.Before(time.Now().Add(30 * 24 * time.Hour)) {
			t.Errorf("the cookie is %v", third)
		}
		if set := c.Get("/untouched").Header.Get("Set-Cookie"); !strings.Contains(set, "Expires=") {
			t.Errorf("the permanent session was not refreshed: %q", set)
		}
		c.Session(func(s *gourd.Session) { s.Set("user", "max") })
		c.Get("/").WantBody("max")

		gone := c.Cookie("session")
		c.Get("/logout")
		if c.Cookie("session") != nil {
			t.Error("the cookie was not deleted")
		}
		c.Get("/", gourdtest.Header("Cookie", "session="+gone.Value)).WantBody("")
		if log.Len() > 0 {
			t.Errorf("the log says %s", log)
		}
	})
}

// TestIDsThatAreNotInTheStore are not taken over: a client that was given one by
// somebody else does not share the session.
func TestIDsThatAreNotInTheStore(t *testing.T) {
	c, _ := app(t, sessions.Memory(0))
	for _, id := range []string{"s" + strings.Repeat("A", 43), "short", "x" + strings.Repeat("A", 43), strings.Repeat("s", 500)} {
		res := c.Get("/set/ann", gourdtest.Header("Cookie", "session="+id)).Want(200)
		if set := res.Header.Get("Set-Cookie"); set == "" || strings.Contains(set, id+";") {
			t.Errorf("%s: the cookie is %q", id, set)
		}
		c.DeleteCookie("session")
	}
}

func TestASessionThatIsTooLargeFailsTheRequest(t *testing.T) {
	c, log := app(t, sessions.Memory(0))
	c.Get("/large").Want(500)
	if !strings.Contains(log.String(), "bytes of JSON") {
		t.Errorf("the log says %s", log)
	}
}

// racing ends a session between a request's Open and its Save.
type racing struct {
	*sessions.MemoryStore
	end bool
}

func (r *racing) Update(ctx context.Context, key string, data []byte, lifetime time.Duration) (bool, error) {
	if r.end {
		_ = r.Delete(ctx, key)
	}
	return r.MemoryStore.Update(ctx, key, data, lifetime)
}

func TestALogoutDuringAnotherRequestStays(t *testing.T) {
	r := &racing{MemoryStore: sessions.Memory(0)}
	c, log := app(t, r)
	c.Get("/set/ann")
	r.end = true
	c.Get("/set/bob").Want(200).WantHeader("Set-Cookie", "")
	c.Get("/").WantBody("")
	if !strings.Contains(log.String(), "another request of the client has ended the session") {
		t.Errorf("the log says %s", log)
	}
}

// away is a store that cannot be reached.
type away struct{ gourd.SessionStore }

func (away) Load(context.Context, string) ([]byte, error) {
	return nil, db.Unavailable(errors.New("no route"))
}

func (away) Insert(context.Context, string, []byte, time.Duration) error {
	return db.Unavailable(errors.New("no route"))
}

func TestAStoreThatCannotBeReached(t *testing.T) {
	c, log := app(t, away{sessions.Memory(0)})
	c.Get("/untouched").Want(200)
	c.Get("/").Want(200)
	c.Get("/set/ann").Want(503).WantHeader("Set-Cookie", "")
	c.Get("/", gourdtest.Header("Cookie", "session=s"+strings.Repeat("A", 43))).Want(503)
	if n := strings.Count(log.String(), "no route"); n != 2 {
		t.Errorf("the log has %d lines about it: %s", n, log)
	}
}

// garbled is a store whose data was changed by somebody else.
type garbled struct{ *sessions.MemoryStore }

func (g garbled) Insert(ctx context.Context, key string, _ []byte, lifetime time.Duration) error {
	return g.MemoryStore.Insert(ctx, key, []byte("[1]"), lifetime)
}

func TestDataThatCannotBeRead(t *testing.T) {
	c, log := app(t, garbled{sessions.Memory(0)})
	c.Get("/set/ann")
	c.Get("/").Want(200).WantBody("")
	if !strings.Contains(log.String(), "cannot be read") {
		t.Errorf("the log says %s", log)
	}
}

// TestConcurrentRequests of one client each save the whole session.
func TestConcurrentRequests(t *testing.T) {
	stores(t, func(t *testing.T, s gourd.SessionStore) {
		c, _ := app(t, s)
		c.Get("/set/ann")
		cookie := gourdtest.Header("Cookie", "session="+c.Cookie("session").Value)
		var all sync.WaitGroup
		for i := range 8 {
			all.Go(func() { c.Get(fmt.Sprintf("/set/user%d", i), cookie) })
		}
		all.Wait()
		if user := c.Get("/", cookie).Text(); !strings.HasPrefix(user, "user") {
			t.Errorf("the session's user is %q", user)
		}
	})
}
