package gourd_test

import (
	"errors"
	"fmt"
	"html/template"
	"iter"
	"log/slog"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/gourdtest"
	"github.com/gourd-go/gourd/internal/python"
	"github.com/gourd-go/gourd/signed"
)

// sessionAnswer is what is compared of an answer.
type sessionAnswer struct {
	Status  int      `json:"status"`
	Body    string   `json:"body"`
	Cookies []string `json:"cookies"`
	Vary    []string `json:"vary"`
}

// sessionsApp is the same application in Go.
func sessionsApp(t *testing.T, config map[string]any) *gourd.App {
	t.Helper()
	app := gourd.New("sessions", gourd.Config{Testing: true, Logger: slog.New(slog.DiscardHandler)})
	if err := app.Config.FromMap(config); err != nil {
		t.Fatal(err)
	}
	app.Before(func(c *gourd.Ctx) (gourd.Response, error) {
		if c.Path() == "/before" {
			c.Session().Set("before", true)
		}
		return gourd.Response{}, nil
	})
	app.After(func(c *gourd.Ctx, _ *gourd.Response) error {
		if c.Path() == "/after" {
			c.Session().Set("after", true)
		}
		_, failed := c.G().Get[bool]("failed")
		if c.Path() == "/after-fails" || c.Path() == "/after-fails-once" && !failed {
			c.G().Set("failed", true)
			return errors.New("after")
		}
		return nil
	})
	text := func(paths string, view func(c *gourd.Ctx) string) {
		for path := range strings.FieldsSeq(paths) {
			app.Get(path, func(c *gourd.Ctx) (string, error) { return view(c), nil })
		}
	}
	text("/untouched /before /after", func(*gourd.Ctx) string { return "untouched" })
	text("/read", tagged)
	text("/set /after-fails /after-fails-once", func(c *gourd.Ctx) string {
		c.Session().Set("b", []any{1, signed.Tuple{"two", 3.5}, gourd.Map{"k": nil}, []byte{0}, true})
		return "set"
	})
	text("/same", func(c *gourd.Ctx) string {
		a, ok := c.Session().Get[int]("a")
		if !ok {
			a = 1
		}
		c.Session().Set("a", a)
		return "same"
	})
	text("/pop", func(c *gourd.Ctx) string {
		_, found := c.Session().Pop[int]("a")
		return map[bool]string{true: "False", false: "True"}[found]
	})
	text("/clear", func(c *gourd.Ctx) string { c.Session().Clear(); return "clear" })
	text("/nested", func(c *gourd.Ctx) string { nest(c.Session()); return "nested" })
	text("/nested-marked", func(c *gourd.Ctx) string { nest(c.Session()); c.Session().MarkModified(); return "marked" })
	text("/permanent/<int:on>", func(c *gourd.Ctx) string {
		c.Session().SetPermanent(c.Arg[int]("on") == 1)
		return map[bool]string{true: "True", false: "False"}[c.Session().Permanent()]
	})
	flashViews(text)
	failingViews(app)
	app.Get("/vary", func(c *gourd.Ctx) (gourd.Response, error) {
		return gourd.HTML(tagged(c)).WithHeader("Vary", "Accept, Origin"), nil
	})
	app.Get("/vary-cookie", func(c *gourd.Ctx) (gourd.Response, error) {
		return gourd.HTML(tagged(c)).WithHeader("Vary", "cookie"), nil
	})
	app.Get("/stream", func(c *gourd.Ctx) (iter.Seq2[string, error], error) {
		c.Session().Set("b", 1)
		return func(yield func(string, error) bool) {
			if yield("one", nil) {
				c.Session().Set("c", 1)
				yield("two", nil)
			}
		}, nil
	})
	return app
}

func flashViews(text func(string, func(*gourd.Ctx) string)) {
	text("/flash", func(c *gourd.Ctx) string {
		c.Flash("plain & simple")
		c.Flash("bad", "error")
		c.FlashHTML("<b>é</b>", "info")
		return "flash"
	})
	text("/flashes", func(c *gourd.Ctx) string { return showFlashes(c.Flashes()) + "//" + showFlashes(c.Flashes()) })
	text("/flashes-error", func(c *gourd.Ctx) string { return showFlashes(c.Flashes("error")) + "//" + showFlashes(c.Flashes()) })
	text("/flash-and-read", func(c *gourd.Ctx) string {
		c.Flash("one")
		first := showFlashes(c.Flashes())
		c.Flash("two")
		return first + "//" + showFlashes(c.Flashes())
	})
}

func failingViews(app *gourd.App) {
	app.Get("/fail", func(c *gourd.Ctx) (string, error) {
		c.Session().Set("b", 1)
		return "", errors.New("view")
	})
	app.Get("/abort", func(c *gourd.Ctx) (string, error) {
		c.Session().Set("b", 1)
		return "", gourd.Error(403, "")
	})
	app.Get("/redirect", func(c *gourd.Ctx) (gourd.Response, error) {
		c.Session().Set("b", 1)
		return c.Redirect("/read"), nil
	})
	app.Get("/unkeepable", func(c *gourd.Ctx) (string, error) {
		c.Session().Set("b", struct{}{})
		return "unkeepable", nil
	})
}

// tagged is the session as JSON.
func tagged(c *gourd.Ctx) string {
	text, err := signed.TaggedJSON{}.Append(nil, maps.Collect(c.Session().All()))
	if err != nil {
		panic(err)
	}
	return string(text)
}

// nest changes a list within the session.
func nest(s *gourd.Session) {
	if list, ok := s.Value("list").([]any); ok {
		list[0] = 4
	}
}

func showFlashes(flashes []gourd.Flash) string {
	var all []string
	for _, f := range flashes {
		markup := "False"
		if f.HTML() == template.HTML(f.Message) && strings.Contains(f.Message, "<") {
			markup = "True"
		}
		all = append(all, f.Category+":"+markup+":"+f.Message)
	}
	return strings.Join(all, "|")
}

// sessionPaths are the views, and a path that has none.
var sessionPaths = []string{
	"/untouched", "/before", "/after", "/read", "/set", "/same", "/pop", "/clear", "/nested", "/nested-marked", "/permanent/1", "/permanent/0", "/flash", "/flashes",
	"/flashes-error", "/flash-and-read", "/fail", "/abort", "/redirect", "/unkeepable", "/after-fails", "/after-fails-once", "/vary",
	"/vary-cookie", "/stream", "/nowhere",
}

// sessionConfigs are settings by Flask's names.
var sessionConfigs = map[string]map[string]any{
	"the defaults":            {"SECRET_KEY": "new"},
	"no key":                  {},
	"no refresh":              {"SECRET_KEY": "new", "SESSION_REFRESH_EACH_REQUEST": false},
	"former keys":             {"SECRET_KEY": "new", "SECRET_KEY_FALLBACKS": []any{"older", "old"}},
	"every attribute":         {"SECRET_KEY": "new", "SESSION_COOKIE_DOMAIN": ".localhost:80", "SESSION_COOKIE_PATH": "/a b;é/", "SESSION_COOKIE_SECURE": true, "SESSION_COOKIE_SAMESITE": "lax"},
	"partitioned and no lock": {"SECRET_KEY": "new", "SESSION_COOKIE_PARTITIONED": true, "SESSION_COOKIE_HTTPONLY": false, "SESSION_COOKIE_SAMESITE": "None"},
	"another name and root":   {"SECRET_KEY": "new", "SESSION_COOKIE_NAME": "crumb", "APPLICATION_ROOT": "/shop", "PERMANENT_SESSION_LIFETIME": 600},
}

// sessionCookies are cookies that clients come with, in the format that Flask has.
func sessionCookies(t *testing.T) map[string]string {
	now := time.Now()
	sign := func(key string, at time.Time, session map[string]any) string {
		codec, err := signed.NewSessionCodec(key)
		if err != nil {
			t.Fatal(err)
		}
		text, err := codec.Encode(session, at)
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	plain := map[string]any{"a": 1, "list": []any{1, 2}}
	permanent := map[string]any{"a": 1, "_permanent": true}
	flashes := map[string]any{"_flashes": []any{signed.Tuple{"message", "hi"}, signed.Tuple{"error", signed.Markup("<i>no</i>")}}}
	long := map[string]any{"_permanent": true, "text": strings.Repeat("long ", 100)}
	valid := sign("new", now, plain)
	return map[string]string{
		"none":                   "",
		"a session":              valid,
		"one in quotes":          `"` + valid + `"`,
		"a permanent one":        sign("new", now, permanent),
		"one that is compressed": sign("new", now, long),
		"one with flashes":       sign("new", now, flashes),
		"one of a former key":    sign("old", now, permanent),
		"one of an unknown key":  sign("stolen", now, permanent),
		"one of 20 minutes ago":  sign("new", now.Add(-20*time.Minute), permanent),
		"an expired one":         sign("new", now.Add(-32*24*time.Hour), permanent),
		"one of the future":      sign("new", now.Add(time.Hour), permanent),
		"a changed one":          valid[:5] + "x" + valid[6:],
		"nothing in it":          sign("new", now, map[string]any{}),
		"nonsense":               "no.session",
		"an emptied cookie":      " ",
	}
}

// TestSessionsAreFlasks asks both applications the same, with every cookie and every
// configuration.
func TestSessionsAreFlasks(t *testing.T) {
	t.Parallel()
	flask, cookies := python.Start(t, "sessions.py"), sessionCookies(t)
	for name, config := range sessionConfigs {
		t.Run(name, func(t *testing.T) {
			app := sessionsApp(t, config)
			client := gourdtest.New(t, app)
			cookieName, _ := config["SESSION_COOKIE_NAME"].(string)
			if cookieName == "" {
				cookieName = "session"
			}
			type request struct {
				Path   string `json:"path"`
				Cookie string `json:"cookie"`
				state  string
			}
			var requests []request
			for _, state := range slices.Sorted(maps.Keys(cookies)) {
				for _, path := range sessionPaths {
					field := ""
					if cookies[state] != "" {
						field = "first=1; " + cookieName + "=" + strings.TrimSpace(cookies[state]) + "; last=2"
					}
					requests = append(requests, request{path, field, state})
				}
			}
			for i, want := range flask.Ask[[]sessionAnswer](t, map[string]any{"config": config, "requests": requests}) {
				r := requests[i]
				res := client.Get(r.Path, gourdtest.Header("Cookie", r.Cookie))
				client.DeleteCookie(cookieName)
				got := sessionAnswer{Status: res.Status, Body: res.Text(), Cookies: res.Header["Set-Cookie"], Vary: varied(res.Header)}
				if diff := cmp.Diff(comparable(t, want), comparable(t, got)); diff != "" {
					t.Errorf("%s with %s (-Flask +Gourd):\n%s", r.Path, r.state, diff)
				}
			}
		})
	}
}

func varied(h http.Header) (names []string) {
	for _, line := range h["Vary"] {
		for name := range strings.SplitSeq(line, ",") {
			names = append(names, strings.ToLower(strings.TrimSpace(name)))
		}
	}
	slices.Sort(names)
	return names
}

// comparable takes out of an answer what differs from second to second: cookies are
// read, and times become what is left until then.
func comparable(t *testing.T, a sessionAnswer) sessionAnswer {
	t.Helper()
	if a.Status != http.StatusOK {
		a.Body = ""
	}
	if len(a.Vary) == 0 {
		a.Vary = nil
	}
	codec, err := signed.NewSessionCodec("new")
	if err != nil {
		t.Fatal(err)
	}
	var cookies []string
	for _, line := range a.Cookies {
		parts := strings.Split(line, "; ")
		name, value, _ := strings.Cut(parts[0], "=")
		if value != "" {
			session, err := codec.Decode(value, time.Minute, time.Now())
			if err != nil {
				t.Fatalf("the cookie %s cannot be read: %v", line, err)
			}
			text, err := signed.TaggedJSON{}.Append(nil, session)
			if err != nil {
				t.Fatal(err)
			}
			value = string(text)
		}
		parts[0] = name + "=" + value
		for i, part := range parts {
			if at, ok := strings.CutPrefix(part, "Expires="); ok && at != "Thu, 01 Jan 1970 00:00:00 GMT" {
				expires, err := time.Parse(http.TimeFormat, at)
				if err != nil {
					t.Fatal(err)
				}
				parts[i] = fmt.Sprintf("Expires in %v", time.Until(expires).Round(time.Minute))
			}
		}
		cookies = append(cookies, strings.Join(parts, "; "))
	}
	a.Cookies = cookies
	return a
}
