package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/forms"
	"github.com/gourd-go/gourd/gourdtest"
)

func TestHello(t *testing.T) {
	newSite(t).Get("/hello").Want(200).WantBody("Hello, World!")
}

func TestAppNeedsASecretKey(t *testing.T) {
	app, err := NewApp(gourd.Config{InstancePath: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	if err := app.Start(t.Context()); err == nil || !strings.Contains(err.Error(), "SECRET_KEY") {
		t.Errorf("the start without a key returned %v, want an error that names SECRET_KEY", err)
	}
}

func TestFirstStartMakesAKey(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "instance")
	load := func() *gourd.App {
		app := gourd.New("flaskr", gourd.Config{InstancePath: folder})
		if err := loadSettings(app); err != nil {
			t.Fatal(err)
		}
		return app
	}
	first := load().Config.SecretKey
	if len(first) < 26 {
		t.Errorf("the key is %q, want one of 128 bits or more", first)
	}
	if second := load().Config.SecretKey; second != first {
		t.Errorf("the second start has the key %q, want the first one's, %q", second, first)
	}
	info, err := os.Stat(filepath.Join(folder, settingsFile))
	if err != nil {
		t.Fatal(err)
	}
	if mode := info.Mode().Perm(); mode&0o077 != 0 {
		t.Errorf("others can read the key: the file's mode is %v", mode)
	}
	t.Setenv("FLASKR_SECRET_KEY", "of the environment")
	if key := load().Config.SecretKey; key != "of the environment" {
		t.Errorf("the key is %q in spite of FLASKR_SECRET_KEY", key)
	}
}

func TestSettingsThatCannotBeRead(t *testing.T) {
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, settingsFile), []byte("SECRET_KEY = ?"), 0o600); err != nil {
		t.Fatal(err)
	}
	err := loadSettings(gourd.New("flaskr", gourd.Config{InstancePath: folder}))
	if err == nil || !strings.Contains(err.Error(), settingsFile) {
		t.Errorf("got %v, want an error that names the file", err)
	}
}

func TestDefaultsLeaveTheCallersSettingsAlone(t *testing.T) {
	values := gourd.Map{"DATABASE": "x.sqlite"}
	config := gourd.Config{Values: values, SessionCookieSameSite: "Strict"}
	useDefaults(&config)
	if len(values) != 1 || config.SessionCookieSameSite != "Strict" {
		t.Errorf("the caller's map is %v now, and SameSite %q", values, config.SessionCookieSameSite)
	}
	if _, set := config.Lookup("WTF_CSRF_TIME_LIMIT"); !set {
		t.Error("tokens end after an hour")
	}
}

func TestForms(t *testing.T) {
	for name, err := range map[string]error{"Credentials": forms.Check[Credentials](), "PostForm": forms.Check[PostForm]()} {
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestPagesLoadNothingFromElsewhere(t *testing.T) {
	s := newSite(t)
	r := s.Get("/").Want(200)
	if policy := r.Header.Get("Content-Security-Policy"); !strings.Contains(policy, "default-src 'self'") {
		t.Errorf("the policy is %q", policy)
	}
	s.Get("/static/style.css").Want(200).WantHeader("Content-Type", "text/css; charset=utf-8")
	s.Get("/static/flaskr.svg").Want(200)
}

func TestErrorsHaveTheBlogsLook(t *testing.T) {
	s := newSite(t)
	s.Get("/nowhere").Want(404).WantText(`class="brand"`, "Not Found")
	s.Post("/hello").Want(405).WantHeader("Allow", "GET, HEAD, OPTIONS")
}

func TestFormsNeedATokenOfTheirSession(t *testing.T) {
	s := newSite(t, withTokens)
	login := func(token string) *gourdtest.Response {
		return s.Post("/auth/login", form("username", "test", "password", "test", "csrf_token", token))
	}
	login("").Want(400).WantText("The CSRF token is missing.", "load the page again")
	login("forged").Want(400)
	stranger := gourdtest.New(t, s.app)
	found := tokenInput.FindStringSubmatch(stranger.Get("/auth/login").Text())
	login(found[1]).Want(400)
	login(s.token("/auth/login")).Want(302).WantHeader("Location", "/")

	s.Post("/1/delete").Want(400)
	if n := s.count("SELECT count(*) FROM post"); n != 1 {
		t.Fatalf("there are %d posts behind a forged request, want 1", n)
	}
	s.Post("/1/delete", form("csrf_token", s.token("/1/update"))).Want(302)
	if n := s.count("SELECT count(*) FROM post"); n != 0 {
		t.Errorf("there are %d posts, want 0", n)
	}
}
