package forms_test

import (
	"bytes"
	"encoding/json/v2"
	"errors"
	"log/slog"
	"net/url"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/forms"
	"github.com/gourd-go/gourd/gourdtest"
	"github.com/gourd-go/gourd/internal/python"
)

type title struct {
	Title string `form:"title"`
}

// guarded makes a client for an application with a form at "/" and a token at
// "/token". more adds to it.
func guarded(t *testing.T, config gourd.Config, more func(app *gourd.App)) *gourdtest.Client {
	t.Helper()
	config.Testing = true
	if config.Logger == nil {
		config.Logger = slog.New(slog.DiscardHandler)
	}
	app := gourd.New("guarded", config)
	app.Route("/", func(c *gourd.Ctx) (string, error) {
		f, err := forms.Bind[title](c)
		if err != nil {
			return "", err
		}
		return f.Values.Title + string(f.CSRF()), nil
	}, "GET", "POST", "PUT")
	app.Get("/token", func(c *gourd.Ctx) (string, error) {
		token := forms.Token(c)
		if again := forms.Token(c); again != token {
			t.Error("one request has two tokens")
		}
		return token, nil
	})
	if more != nil {
		more(app)
	}
	return gourdtest.New(t, app)
}

func withToken(token string) gourdtest.Option {
	return gourdtest.Form(url.Values{"title": {"x"}, "csrf_token": {token}})
}

func TestAFormNeedsItsToken(t *testing.T) {
	c := guarded(t, gourd.Config{SecretKey: "secret"}, nil)
	c.Post("/", withToken("")).Want(400).WantText("The CSRF token is missing.")
	c.Post("/", withToken("x")).Want(400).WantText("The CSRF session token is missing.")
	token := c.Get("/token").Text()
	c.Get("/").WantText(`<input id="csrf_token" name="csrf_token" type="hidden" value="`)
	c.Post("/", withToken(token)).Want(200).WantText("x<input")
	c.Post("/", withToken(token)).Want(200) // as often as it is right
	c.Put("/", withToken(token)).Want(200)
	c.Post("/", gourdtest.Form(url.Values{"title": {"x"}}), gourdtest.Header("X-CSRFToken", token)).Want(200)
	c.Post("/", gourdtest.Form(url.Values{"title": {"x"}}), gourdtest.Header("X-CSRF-Token", token)).Want(200)
	c.Post("/", withToken(token), gourdtest.Header("X-CSRFToken", "x")).Want(400).WantText("The CSRF token is invalid.")
	c.Post("/", withToken(token[:len(token)-1])).Want(400).WantText("The CSRF token is invalid.")
	c.Post("/", withToken("."+token)).Want(400).WantText("The CSRF token is invalid.")

	c.DeleteCookie("session")
	other := c.Get("/token").Text()
	c.Post("/", withToken(token)).Want(400).WantText("The CSRF tokens do not match.")
	c.Post("/", withToken(other)).Want(200)
	c.Session(func(s *gourd.Session) { s.Set("csrf_token", 5) })
	c.Post("/", withToken(other)).Want(400).WantText("The CSRF session token is missing.")
	c.Post("/", withToken(c.Get("/token").Text())).Want(200)
}

func TestTokensExpire(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, test := range []struct {
			name     string
			settings gourd.Map
			age      time.Duration
			status   int
		}{
			{"an hour by default", nil, time.Hour, 200},
			{"and no more", nil, time.Hour + time.Second, 400},
			{"another limit", gourd.Map{"WTF_CSRF_TIME_LIMIT": 60}, 61 * time.Second, 400},
			{"within it", gourd.Map{"WTF_CSRF_TIME_LIMIT": "1m"}, time.Minute, 200},
			{"none", gourd.Map{"WTF_CSRF_TIME_LIMIT": nil}, 24 * time.Hour, 200},
			{"a negative one", gourd.Map{"WTF_CSRF_TIME_LIMIT": -1}, 24 * time.Hour, 200},
			{"zero", gourd.Map{"WTF_CSRF_TIME_LIMIT": 0}, 30 * time.Minute, 200},
		} {
			c := guarded(t, gourd.Config{SecretKey: "secret", Values: test.settings}, nil)
			token := c.Get("/token").Text()
			time.Sleep(test.age)
			res := c.Post("/", withToken(token))
			if res.Status != test.status || test.status == 400 && !strings.Contains(res.Text(), "The CSRF token has expired.") {
				t.Errorf("%s: %d %s", test.name, res.Status, res.Text())
			}
		}
	})
}

func TestFormerKeysReadTokens(t *testing.T) {
	before := guarded(t, gourd.Config{SecretKey: "old"}, nil)
	token := before.Get("/token").Text()
	after := guarded(t, gourd.Config{SecretKey: "new", SecretKeyFallbacks: []string{"old"}}, nil)
	after.SetCookie(before.Cookie("session"))
	after.Post("/", withToken(token)).Want(200)
	own := guarded(t, gourd.Config{SecretKey: "old", Values: gourd.Map{"WTF_CSRF_SECRET_KEY": "another"}}, nil)
	own.SetCookie(before.Cookie("session"))
	own.Post("/", withToken(token)).Want(400)
	own.Post("/", withToken(own.Get("/token").Text())).Want(200)
}

func TestRequestsOverTLSComeFromTheSameHost(t *testing.T) {
	for _, test := range []struct {
		name, origin, referer, host string
		status                      int
	}{
		{"neither", "", "", "localhost", 400},
		{"the Referer", "", "https://localhost/page?x", "localhost", 200},
		{"the Origin", "https://localhost", "", "localhost", 200},
		{"the default port", "https://localhost:443", "", "localhost", 200},
		{"another port", "https://localhost:8443", "", "localhost", 400},
		{"the same port", "https://LOCALHOST:8443", "", "localhost:8443", 200},
		{"not TLS", "http://localhost", "", "localhost", 400},
		{"another host", "https://evil.example", "https://localhost/", "localhost", 400},
		{"a longer host", "", "https://localhost.evil.example/", "localhost", 400},
		{"a user", "", "https://localhost@evil.example/", "localhost", 400},
		{"a private origin", "null", "https://localhost/", "localhost", 200},
		{"nonsense", "%", "", "localhost", 400},
	} {
		for _, strict := range []bool{true, false} {
			c := guarded(t, gourd.Config{SecretKey: "secret", Values: gourd.Map{"WTF_CSRF_SSL_STRICT": strict}}, nil)
			options := []gourdtest.Option{gourdtest.HTTPS(), gourdtest.Host(test.host)}
			options = append(options, withToken(c.Get("/token", options...).Text()))
			if test.origin != "" {
				options = append(options, gourdtest.Header("Origin", test.origin))
			}
			if test.referer != "" {
				options = append(options, gourdtest.Header("Referer", test.referer))
			}
			want := test.status
			if !strict {
				want = 200
			}
			if res := c.Post("/", options...); res.Status != want {
				t.Errorf("%s, strict %v: %d, want %d: %s", test.name, strict, res.Status, want, res.Text())
			}
		}
	}
}

func TestProtection(t *testing.T) {
	view := func(c *gourd.Ctx) (string, error) { return "x", nil }
	c := guarded(t, gourd.Config{SecretKey: "secret"}, func(app *gourd.App) {
		app.Install(&forms.Protection{ExemptBlueprints: []string{"api"}})
		app.Route("/any", view, "GET", "POST", "PUT", "PATCH", "DELETE")
		app.Post("/read", func(c *gourd.Ctx) (string, error) {
			body, err := c.Body()
			return string(body), err
		})
		forms.Exempt(app.Post("/hook", view))
		forms.Exempt(app.Post("/exempt", func(c *gourd.Ctx) (string, error) {
			f, err := forms.Bind[title](c)
			if err != nil {
				return "", err
			}
			return f.Values.Title, nil
		}))
		api, inner := gourd.NewBlueprint("api", "/api"), gourd.NewBlueprint("inner", "/inner")
		api.Post("/", view)
		inner.Post("/", func(c *gourd.Ctx) (string, error) {
			f, err := forms.Bind[title](c)
			if err != nil {
				return "", err
			}
			return f.Values.Title, nil
		})
		api.Register(inner)
		app.Register(api)
	})
	for _, method := range []string{"GET", "HEAD", "OPTIONS"} {
		c.Do(method, "/any").Want(200)
	}
	for _, method := range []string{"POST", "PUT", "PATCH", "DELETE"} {
		c.Do(method, "/any").Want(400)
	}
	c.Post("/any", gourdtest.JSON(1)).Want(400).WantText("The CSRF token is missing.")
	c.Post("/hook").Want(200)
	c.Post("/exempt", withToken("")).Want(200).WantBody("x")
	c.Post("/api/").Want(200)
	c.Post("/api/inner/", withToken("")).Want(200).WantBody("x")
	c.Post("/nowhere").Want(404)
	c.Delete("/token").Want(405)

	token := c.Get("/token").Text()
	header := gourdtest.Header("X-CSRFToken", token)
	c.Post("/any", withToken(token)).Want(200)
	c.Delete("/any", header).Want(200)
	c.Post("/read", header, gourdtest.JSON(gourd.Map{"a": 1})).Want(200).WantBody(`{"a":1}`)
	c.Post("/", withToken(token)).Want(200)
	c.Post("/any", gourdtest.Body("multipart/form-data; boundary=x", strings.NewReader("nonsense"))).Want(400)
}

func TestPagesGetTokensOfAProtection(t *testing.T) {
	for name, config := range map[string]gourd.Config{
		"Jinja": {Templates: fstest.MapFS{
			"page.html":   {Data: []byte(`{% import "_parts.html" as parts %}{{ parts.form() }}<i>{{ csrf_token() }}</i>`)},
			"_parts.html": {Data: []byte(`{% macro form() %}<form>{{ csrf_input() }}</form>{% endmacro %}`)},
		}},
		"html/template": {Renderer: gourd.HTMLTemplates(fstest.MapFS{"page.html": {Data: []byte(`<form>{{csrf_input .c}}</form><i>{{csrf_token .c}}</i>`)}})},
	} {
		t.Run(name, func(t *testing.T) {
			config.SecretKey = "secret"
			c := guarded(t, config, func(app *gourd.App) {
				app.Install(forms.Protect())
				app.Get("/page", func(c *gourd.Ctx) (gourd.Response, error) { return c.Page("page.html", nil), nil })
				app.Post("/any", func(c *gourd.Ctx) (string, error) { return "done", nil })
			})
			parts := regexp.MustCompile(`<form><input [^>]*value="([^"]+)"></form><i>([^<]+)</i>`).FindStringSubmatch(c.Get("/page").Text())
			if len(parts) != 3 || parts[1] != parts[2] {
				t.Fatalf("the page has %q", parts)
			}
			c.Post("/any", withToken(parts[1])).Want(200).WantBody("done")
		})
	}
}

func TestProtectionOfABlueprint(t *testing.T) {
	view := func(c *gourd.Ctx) (string, error) { return "x", nil }
	c := guarded(t, gourd.Config{SecretKey: "secret"}, func(app *gourd.App) {
		admin := gourd.NewBlueprint("admin", "/admin")
		admin.Install(forms.Protect())
		admin.Post("/", view)
		app.Post("/free", view)
		app.Register(admin)
	})
	c.Post("/free").Want(200)
	c.Post("/admin/").Want(400)
	c.Post("/admin/", withToken(c.Get("/token").Text())).Want(200)
}

func TestErrorHandlersGetTheReason(t *testing.T) {
	c := guarded(t, gourd.Config{SecretKey: "secret"}, func(app *gourd.App) {
		app.OnError(func(c *gourd.Ctx, err *forms.CSRFError) (string, error) { return "stale: " + err.Reason, nil })
	})
	c.Post("/", withToken("")).Want(400).WantBody("stale: The CSRF token is missing.")
}

func TestWithoutAKey(t *testing.T) {
	log := &bytes.Buffer{}
	c := guarded(t, gourd.Config{Logger: slog.New(slog.NewTextHandler(log, nil))}, nil)
	for name, ask := range map[string]func() *gourdtest.Response{
		"a token":           func() *gourdtest.Response { return c.Get("/token") },
		"a new form":        func() *gourdtest.Response { return c.Get("/") },
		"one that was sent": func() *gourdtest.Response { return c.Post("/", withToken("x")) },
	} {
		log.Reset()
		if ask().Want(500); !strings.Contains(log.String(), "set Config.SecretKey (SECRET_KEY)") {
			t.Errorf("%s: the log says %s", name, log)
		}
	}
	app := gourd.New("keyless")
	app.Install(forms.Protect())
	if err := app.Start(t.Context()); err == nil || !strings.Contains(err.Error(), "SECRET_KEY") {
		t.Errorf("the application starts: %v", err)
	}
	if err := app.Stop(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestSwitchedOff(t *testing.T) {
	c := guarded(t, gourd.Config{Values: gourd.Map{"WTF_CSRF_ENABLED": false}}, func(app *gourd.App) { app.Install(forms.Protect()) })
	c.Get("/token").Want(200).WantBody("")
	c.Post("/", withToken("")).Want(200).WantBody("x").WantHeader("Vary", "")
}

func TestSettingsThatAreWrong(t *testing.T) {
	for name, value := range map[string]any{"WTF_CSRF_ENABLED": "perhaps", "WTF_CSRF_TIME_LIMIT": "soon", "WTF_CSRF_SSL_STRICT": []any{}} {
		app := gourd.New("wrong", gourd.Config{SecretKey: "secret", Values: gourd.Map{name: value}})
		app.Install(forms.Protect())
		if err := app.Start(t.Context()); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
		if err := app.Stop(t.Context()); err != nil {
			t.Error(err)
		}
	}
}

func TestTheError(t *testing.T) {
	err := error(&forms.CSRFError{Reason: "The CSRF token is missing."})
	var e *forms.CSRFError
	if !errors.As(err, &e) || err.Error() != "forms: the request was refused: The CSRF token is missing." {
		t.Error(err)
	}
}

// TestTokensAreFlaskWTFs: what signs and reads those is itsdangerous with these
// parameters.
func TestTokensAreFlaskWTFs(t *testing.T) {
	const script = `
import json, sys
from itsdangerous import URLSafeTimedSerializer
s = URLSafeTimedSerializer("secret", salt="wtf-csrf-token")
token = json.load(sys.stdin)
print(json.dumps([s.loads(token, max_age=3600), s.dumps("0123456789abcdef0123456789abcdef01234567")]))
`
	c := guarded(t, gourd.Config{SecretKey: "secret"}, nil)
	token, secret := c.Get("/token").Text(), ""
	c.Session(func(s *gourd.Session) { secret, _ = s.Get[string]("csrf_token") })
	cmd := exec.Command(python.Interpreter(t), "-c", script)
	question, err := json.Marshal(token)
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stdin = bytes.NewReader(question)
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var answer []string
	if err := json.Unmarshal(out, &answer); err != nil || len(answer) != 2 {
		t.Fatalf("%s, %v", out, err)
	}
	if answer[0] != secret {
		t.Errorf("it reads %q, want %q", answer[0], secret)
	}
	c.Session(func(s *gourd.Session) { s.Set("csrf_token", "0123456789abcdef0123456789abcdef01234567") })
	c.Post("/", withToken(answer[1])).Want(200)
}
