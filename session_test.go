package gourd_test

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"iter"
	"log/slog"
	"maps"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/gateway"
	"github.com/gourd-go/gourd/gourdtest"
	"github.com/gourd-go/gourd/signed"
)

// withSessions makes a client for an application with a secret key, and its log.
func withSessions(t *testing.T, config gourd.Config, setup func(app *gourd.App)) (*gourdtest.Client, *bytes.Buffer) {
	t.Helper()
	log := &bytes.Buffer{}
	config.Testing, config.Logger = true, slog.New(slog.NewTextHandler(log, nil))
	if config.SecretKey == "" {
		config.SecretKey = "secret"
	}
	app := gourd.New("sessions", config)
	setup(app)
	return gourdtest.New(t, app), log
}

func visits(c *gourd.Ctx) (string, error) {
	n, _ := c.Session().Get[int]("visits")
	c.Session().Set("visits", n+1)
	return fmt.Sprint(n + 1), nil
}

func TestSessionsLastFromRequestToRequest(t *testing.T) {
	c, _ := withSessions(t, gourd.Config{}, func(app *gourd.App) { app.Get("/", visits) })
	c.Get("/").WantBody("1").WantHeader("Vary", "Cookie")
	c.Get("/").WantBody("2")
	c.DeleteCookie("session")
	c.Get("/").WantBody("1")
}

func TestSessionMethods(t *testing.T) {
	s := gourd.NewSession(nil)
	if !s.IsNew() || s.Modified() || s.Len() != 0 || s.Has("a") || s.Value("a") != nil {
		t.Errorf("a new session is %+v", s)
	}
	s.Del("a")
	if _, ok := s.Pop[int]("a"); ok || s.Modified() {
		t.Error("what was not there was removed")
	}
	s.Set("b", []string{"x"})
	s.Set("a", 1)
	if names := slices.Collect(maps.Keys(maps.Collect(s.All()))); !s.Modified() || s.Len() != 2 || len(names) != 2 {
		t.Errorf("it has %v", names)
	}
	for name := range s.All() {
		if name != "a" {
			t.Errorf("it begins with %q", name)
		}
		break
	}
	if v, ok := s.Pop[string]("a"); v != "" || ok || s.Has("a") {
		t.Errorf("Pop as another type: %q, %v", v, ok)
	}
	if v, ok := s.Pop[[]string]("b"); !ok || len(v) != 1 || s.Len() != 0 {
		t.Errorf("Pop: %v, %v", v, ok)
	}
	s.SetPermanent(true)
	if !s.Permanent() || s.Len() != 1 {
		t.Error("it is not permanent")
	}
	if s.Clear(); s.Permanent() || s.Len() != 0 {
		t.Error("it was not cleared")
	}
	if old := gourd.NewSession(map[string]any{}); old.IsNew() {
		t.Error("an empty session that was kept is new")
	}
}

func TestWithoutASecretKeySessionsAreReadOnly(t *testing.T) {
	log := &bytes.Buffer{}
	app := gourd.New("keyless", gourd.Config{Testing: true, Logger: slog.New(slog.NewTextHandler(log, nil))})
	app.Get("/read", func(c *gourd.Ctx) (string, error) {
		return fmt.Sprint(c.Session().Len(), c.Session().Has("a"), len(c.Flashes())), nil
	})
	for name, change := range map[string]func(c *gourd.Ctx){
		"set":        func(c *gourd.Ctx) { c.Session().Set("a", 1) },
		"del":        func(c *gourd.Ctx) { c.Session().Del("a") },
		"pop":        func(c *gourd.Ctx) { c.Session().Pop[int]("a") },
		"clear":      func(c *gourd.Ctx) { c.Session().Clear() },
		"permanent":  func(c *gourd.Ctx) { c.Session().SetPermanent(true) },
		"regenerate": func(c *gourd.Ctx) { c.Session().Regenerate() },
		"flash":      func(c *gourd.Ctx) { c.Flash("hi") },
	} {
		app.Get("/"+name, func(c *gourd.Ctx) (string, error) { change(c); return "", nil })
	}
	c := gourdtest.New(t, app)
	c.Get("/read").Want(200).WantBody("0 false 0").WantHeader("Vary", "")
	for _, path := range []string{"/set", "/del", "/pop", "/clear", "/permanent", "/regenerate", "/flash"} {
		log.Reset()
		c.Get(path).Want(500).WantHeader("Set-Cookie", "")
		if !strings.Contains(log.String(), "set Config.SecretKey (SECRET_KEY)") || !strings.Contains(log.String(), "_test.go:") {
			t.Errorf("%s: the log says %s", path, log)
		}
	}
}

// TestSessionsOfAnswersWhoseHeadIsLate are saved before the head is sent.
func TestSessionsOfAnswersWhoseHeadIsLate(t *testing.T) {
	change := func(c *gourd.Ctx) { c.Session().Set("a", 1) }
	files := fstest.MapFS{"x.txt": {Data: []byte("file")}}
	c, log := withSessions(t, gourd.Config{Static: files}, func(app *gourd.App) {
		app.Before(func(c *gourd.Ctx) (gourd.Response, error) {
			if c.HasQuery("change") {
				change(c)
			}
			return gourd.Response{}, nil
		})
		app.Get("/stream", func(c *gourd.Ctx) (iter.Seq[string], error) {
			return func(yield func(string) bool) { yield("x") }, nil
		})
		app.Get("/events", func(c *gourd.Ctx) (iter.Seq[gourd.Event], error) {
			return func(yield func(gourd.Event) bool) { yield(gourd.Event{Data: "x"}) }, nil
		})
		app.Get("/reader", func(c *gourd.Ctx) (io.Reader, error) { return strings.NewReader("x"), nil })
		app.Handle("/handler", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Query().Has("inside") {
				change(gourd.FromRequest(r))
			}
			fmt.Fprint(w, "x")
		})).Use(func(h http.Handler) http.Handler { return h })
		app.Mount("/mounted", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "x") }))
	})
	for _, target := range []string{"/stream?change", "/events?change", "/reader?change", "/handler?change", "/handler?inside", "/mounted/a?change", "/static/x.txt?change"} {
		res := c.Get(target).Want(200).WantHeader("Vary", "Cookie")
		if !strings.HasPrefix(res.Header.Get("Set-Cookie"), "session=") {
			t.Errorf("%s: no cookie is set: %v", target, res.Header)
		}
	}
	if log.Len() > 0 {
		t.Errorf("the log says %s", log)
	}
}

// TestChangesOfTheSessionThatAreLost are errors in the log.
func TestChangesOfTheSessionThatAreLost(t *testing.T) {
	c, log := withSessions(t, gourd.Config{}, func(app *gourd.App) {
		app.Get("/stream", func(c *gourd.Ctx) (iter.Seq[string], error) {
			return func(yield func(string) bool) {
				c.Session().Set("a", 1)
				yield("x")
			}, nil
		})
		app.Get("/later", func(c *gourd.Ctx) (iter.Seq[string], error) {
			c.Session().Set("a", 1)
			return func(yield func(string) bool) {
				yield("x")
				c.Session().Set("a", 2)
			}, nil
		})
		app.Get("/by-hand", func(c *gourd.Ctx) (gourd.Response, error) {
			c.Session().Set("a", 1)
			return gourd.Response{}, c.Exchange().WriteHead(&gateway.Head{Status: 200, ContentLength: 1}, []byte("x"), false)
		})
		app.Get("/hook", func(c *gourd.Ctx) (string, error) {
			c.Session().Set("a", 1)
			return "x", nil
		}).Name("hook")
		app.After(func(c *gourd.Ctx, r *gourd.Response) error {
			if c.Endpoint() == "hook" {
				return errors.New("always")
			}
			return nil
		})
		app.Get("/teardown", func(c *gourd.Ctx) (string, error) { return "x", nil }).Name("down")
		app.Teardown(func(c *gourd.Ctx, err error) {
			if c.Endpoint() == "down" {
				c.Session().Set("a", 1)
			}
		})
	})
	for _, target := range []string{"/stream", "/later", "/by-hand", "/hook", "/teardown"} {
		log.Reset()
		c.Get(target)
		if !strings.Contains(log.String(), "a change of the session is lost") || !strings.Contains(log.String(), "change it in the view") {
			t.Errorf("%s: the log says %s", target, log)
		}
	}
}

func TestSessionsOfWebSockets(t *testing.T) {
	c, log := withSessions(t, gourd.Config{}, func(app *gourd.App) {
		app.Before(func(c *gourd.Ctx) (gourd.Response, error) {
			if c.HasQuery("before") {
				c.Session().Set("before", true)
			}
			return gourd.Response{}, nil
		})
		app.Socket("/", func(c *gourd.Ctx, s gateway.Socket) error {
			if c.HasQuery("inside") {
				c.Session().Set("inside", true)
			}
			user, _ := c.Session().Get[string]("user")
			return s.Send(c.Context(), gateway.TextMessage, []byte(user))
		})
	})
	c.Session(func(s *gourd.Session) { s.Set("user", "ann") })
	s := c.Socket("/?before")
	s.Want("ann")
	s.Close(1000, "")
	c.Session(func(s *gourd.Session) {
		if !s.Has("before") || !s.Has("user") {
			t.Error("what a hook changed before the handshake was not saved")
		}
	})
	if log.Len() > 0 {
		t.Errorf("the log says %s", log)
	}
	s = c.Socket("/?inside")
	s.Want("ann")
	s.Close(1000, "")
	c.Session(func(s *gourd.Session) {
		if s.Has("inside") {
			t.Error("a change behind the handshake was saved")
		}
	})
	if !strings.Contains(log.String(), "a change of the session is lost") || !strings.Contains(log.String(), "WebSocket") {
		t.Errorf("the log says %s", log)
	}
}

// counting is the default interface, and counts.
type counting struct {
	gourd.CookieSessions
	opened, saved int
}

func (i *counting) Open(c *gourd.Ctx) (*gourd.Session, error) {
	i.opened++
	return i.CookieSessions.Open(c)
}

func (i *counting) Save(c *gourd.Ctx, s *gourd.Session, r *gourd.Response) error {
	i.saved++
	return i.CookieSessions.Save(c, s, r)
}

func TestSessionsAreOpenedOnlyWhenTheyAreNeeded(t *testing.T) {
	i := &counting{}
	c, _ := withSessions(t, gourd.Config{Sessions: i}, func(app *gourd.App) {
		app.Get("/", func(*gourd.Ctx) (string, error) { return "x", nil })
		app.Get("/read", func(c *gourd.Ctx) (string, error) {
			_, _ = c.Session().Get[int]("a")
			return fmt.Sprint(c.Session().IsNew()), nil
		})
	})
	codec, _ := signed.NewSessionCodec("secret")
	ordinary, _ := codec.Encode(map[string]any{"a": 1}, time.Now())
	permanent, _ := codec.Encode(map[string]any{"a": 1, "_permanent": true}, time.Now())
	for _, test := range []struct {
		name, path, cookie string
		opened             int
	}{
		{"no cookie", "/", "", 0},
		{"another cookie", "/", "other=1; more=2", 0},
		{"an ordinary session", "/", "session=" + ordinary, 0},
		{"a permanent session", "/", "session=" + permanent, 1},
		{"a read", "/read", "", 1},
		{"a read of a session", "/read", "session=" + ordinary, 1},
	} {
		i.opened, i.saved = 0, 0
		c.Get(test.path, gourdtest.Header("Cookie", test.cookie)).Want(200)
		c.DeleteCookie("session")
		if i.opened != test.opened || i.saved != test.opened {
			t.Errorf("%s: opened %d and saved %d times, want %d", test.name, i.opened, i.saved, test.opened)
		}
	}
}

// TestPermanentIsSeenInBase64 wherever it begins.
func TestPermanentIsSeenInBase64(t *testing.T) {
	i := &counting{}
	c, _ := withSessions(t, gourd.Config{Sessions: i}, func(app *gourd.App) {
		app.Get("/", func(*gourd.Ctx) (string, error) { return "x", nil })
	})
	codec, _ := signed.NewSessionCodec("secret")
	for n := range 9 {
		text, _ := codec.Encode(map[string]any{"_permanent": true, "Z" + strings.Repeat("z", n): 1}, time.Now())
		payload, _, _ := strings.Cut(text, ".")
		if raw, err := base64.RawURLEncoding.DecodeString(payload); err != nil || !bytes.Contains(raw, []byte("_permanent")) {
			t.Fatalf("the session is %s, %v", raw, err)
		}
		i.opened = 0
		res := c.Get("/", gourdtest.Header("Cookie", "session="+text))
		if i.opened != 1 || res.Header.Get("Set-Cookie") == "" {
			t.Errorf("behind %d letters it was not refreshed", n)
		}
		c.DeleteCookie("session")
	}
}

func TestACookieThatIsTooLargeIsToldOf(t *testing.T) {
	for most, told := range map[int]bool{0: true, 10_000: false, -1: false} {
		c, log := withSessions(t, gourd.Config{MaxCookieSize: most}, func(app *gourd.App) {
			app.Get("/", func(c *gourd.Ctx) (string, error) {
				large := make([]byte, 3000)
				rand.NewChaCha8([32]byte{}).Read(large) // which cannot be compressed
				c.Session().Set("large", large)
				return "x", nil
			})
		})
		_ = c.Get("/").Want(200)
		if strings.Contains(log.String(), "larger than browsers have to keep") != told {
			t.Errorf("MaxCookieSize %d: the log says %s", most, log)
		}
	}
}

func TestSessionSettingsThatAreWrong(t *testing.T) {
	for want, config := range map[string]gourd.Config{
		"SESSION_COOKIE_NAME":        {SessionCookieName: "a b"},
		"SESSION_COOKIE_SAMESITE":    {SessionCookieSameSite: "maybe"},
		"SESSION_COOKIE_DOMAIN":      {SessionCookieDomain: "bücher.example"},
		"which is no host name":      {SessionCookieDomain: "a;b"},
		"PERMANENT_SESSION_LIFETIME": {PermanentSessionLifetime: -1},
		"SECRET_KEY_FALLBACKS":       {SecretKey: "a", SecretKeyFallbacks: []string{""}},
	} {
		if err := gourd.New("wrong", config).Setup(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want an error about %s, got %v", want, err)
		}
	}
}

func TestSessionSettingsFromOutside(t *testing.T) {
	var config gourd.Config
	if _, set := config.Lookup("SESSION_COOKIE_HTTPONLY"); set {
		t.Error("SESSION_COOKIE_HTTPONLY is set")
	}
	err := config.FromMap(map[string]any{"SESSION_COOKIE_HTTPONLY": false, "SESSION_REFRESH_EACH_REQUEST": 0, "PERMANENT_SESSION_LIFETIME": 90})
	if err != nil {
		t.Fatal(err)
	}
	if lock, ok := config.Get[bool]("SESSION_COOKIE_HTTPONLY"); !ok || lock {
		t.Errorf("SESSION_COOKIE_HTTPONLY: %v, %v", lock, ok)
	}
	if !config.NoSessionRefresh || config.PermanentSessionLifetime != 90*time.Second {
		t.Errorf("the settings are %+v", config)
	}
	if err := config.Set("SESSION_COOKIE_HTTPONLY", "perhaps"); err == nil {
		t.Error("a text is a switch")
	}
}

// TestSessionsExpire by the lifetime, permanent or not, since their cookie was set.
func TestSessionsExpire(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, _ := withSessions(t, gourd.Config{PermanentSessionLifetime: time.Hour}, func(app *gourd.App) {
			app.Get("/", func(c *gourd.Ctx) (string, error) {
				user, _ := c.Session().Get[string]("user")
				return user, nil
			})
			app.Get("/untouched", func(*gourd.Ctx) (string, error) { return "", nil })
		})
		for _, permanent := range []bool{false, true} {
			c.Session(func(s *gourd.Session) {
				s.Set("user", "ann")
				s.SetPermanent(permanent)
			})
			time.Sleep(50 * time.Minute)
			c.Get("/").WantBody("ann")
			c.Get("/untouched")
			time.Sleep(50 * time.Minute)
			c.Get("/").WantBody(map[bool]string{true: "ann", false: ""}[permanent]) // which was refreshed
			time.Sleep(2 * time.Hour)
			c.Get("/").WantBody("")
		}
	})
}

// failing is an interface whose store is away.
type failing struct{ opened int }

type awayError struct{}

func (awayError) Error() string   { return "the store is away" }
func (awayError) HTTPStatus() int { return 503 }

func (f *failing) Open(*gourd.Ctx) (*gourd.Session, error) {
	f.opened++
	return nil, awayError{}
}

func (f *failing) Save(*gourd.Ctx, *gourd.Session, *gourd.Response) error { return awayError{} }

func TestAStoreThatIsAwayFailsTheRequest(t *testing.T) {
	i := &failing{}
	c, log := withSessions(t, gourd.Config{Sessions: i}, func(app *gourd.App) {
		app.Get("/", func(c *gourd.Ctx) (string, error) { c.Session(); return "x", nil })
		app.Get("/untouched", func(c *gourd.Ctx) (string, error) { return "x", nil })
		app.OnStatus(503, func(c *gourd.Ctx, err error) (string, error) { return "busy", nil })
	})
	for path, cookie := range map[string]string{"/": "", "/untouched": "session=x"} {
		i.opened = 0
		log.Reset()
		c.Get(path, gourdtest.Header("Cookie", cookie)).Want(503).WantBody("busy")
		if i.opened != 1 || !strings.Contains(log.String(), "the store is away") {
			t.Errorf("%s: it was asked %d times; the log says %s", path, i.opened, log)
		}
	}
	c.Get("/untouched").Want(200)
}

// nothing is an interface that keeps no sessions.
type nothing struct{ gourd.CookieSessions }

func (nothing) Open(*gourd.Ctx) (*gourd.Session, error) { return nil, nil }

func TestAnInterfaceMayHaveNoSession(t *testing.T) {
	c, _ := withSessions(t, gourd.Config{Sessions: nothing{}}, func(app *gourd.App) {
		app.Get("/", func(c *gourd.Ctx) (string, error) { return fmt.Sprint(c.Session().Len()), nil })
	})
	c.Get("/").Want(200).WantBody("0").WantHeader("Vary", "")
}

func TestFlashesInPages(t *testing.T) {
	pages := fstest.MapFS{"page.html": {Data: []byte(`{{range .c.Flashes}}<p class="{{.Category}}">{{.Message}} {{.HTML}}</p>{{end}}{{len (.c.Flashes "error")}}`)}}
	c, _ := withSessions(t, gourd.Config{Renderer: gourd.HTMLTemplates(), Templates: pages}, func(app *gourd.App) {
		app.Get("/", func(c *gourd.Ctx) (gourd.Response, error) { return c.Page("page.html", nil), nil })
		app.Post("/", func(c *gourd.Ctx) (gourd.Response, error) {
			c.Flash("<i>")
			c.FlashHTML("<b>", "error")
			return c.Redirect("/"), nil
		})
	})
	c.Post("/", gourdtest.FollowRedirects()).WantBody(`<p class="message">&lt;i&gt; &lt;i&gt;</p><p class="error">&lt;b&gt; <b></p>1`)
	c.Get("/").WantBody("0")
}

func TestSessionTransactions(t *testing.T) {
	setup := func(app *gourd.App) { app.Get("/", visits) }
	c, _ := withSessions(t, gourd.Config{SessionCookiePath: "/shop"}, setup)
	c.Session(func(s *gourd.Session) { s.Set("visits", 41) })
	c.Session(func(s *gourd.Session) {
		if n, _ := s.Get[int]("visits"); n != 41 {
			t.Errorf("the session has %d visits", n)
		}
	})
	c, _ = withSessions(t, gourd.Config{}, setup)
	c.Session(func(s *gourd.Session) { s.Set("visits", 41) })
	c.Get("/").WantBody("42")
	func() {
		defer func() {
			if v := recover(); v != "enough" {
				t.Errorf("the panic was %v", v)
			}
		}()
		c.Session(func(s *gourd.Session) {
			s.Set("visits", 100)
			panic("enough")
		})
	}()
	c.Get("/").WantBody("43")
	c.Session(func(s *gourd.Session) { s.Clear() })
	c.Get("/").WantBody("1")
}
