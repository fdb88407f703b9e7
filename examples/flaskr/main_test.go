package main

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/db"
	"github.com/gourd-go/gourd/db/sqlite"
	"github.com/gourd-go/gourd/gourdtest"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	code := m.Run()
	if code == 0 {
		if err := goleak.Find(); err != nil {
			fmt.Fprintln(os.Stderr, "goroutines are left behind:", err)
			code = 1
		}
	}
	os.Exit(code)
}

// site is a blog of a test's own, with two users and a post of the first.
type site struct {
	*gourdtest.Client
	t        *testing.T
	app      *gourd.App
	database *db.DB // the same file, by a connection of the test's
}

// newSite makes the blog. Its forms need no tokens, unless the settings say so.
func newSite(t *testing.T, change ...func(*gourd.Config)) *site {
	t.Helper()
	config := gourd.Config{
		Testing: true, SecretKey: "test", InstancePath: t.TempDir(),
		Values: gourd.Map{"WTF_CSRF_ENABLED": false},
	}
	for _, f := range change {
		f(&config)
	}
	app, err := NewApp(config)
	if err != nil {
		t.Fatal(err)
	}
	s := &site{t: t, app: app, Client: gourdtest.New(t, app)}
	s.database = openFile(t, filepath.Join(config.InstancePath, "flaskr.sqlite"))
	s.exec(`INSERT INTO user (id, username, password) VALUES
		(1, 'test', 'pbkdf2:sha256:1$0123456789abcdef$414c5f0f4d0b6401b724afd4b192f0755ece7d533fa92dba9111020ac8a2beb5'),
		(2, 'other', 'pbkdf2:sha256:1$0123456789abcdef$414c5f0f4d0b6401b724afd4b192f0755ece7d533fa92dba9111020ac8a2beb5')`)
	s.exec(`INSERT INTO post (id, title, body, author_id, created) VALUES
		(1, 'test title', 'test' || char(10) || 'body', 1, '2018-01-01 00:00:00')`)
	return s
}

// withTokens has the blog check the tokens of its forms, as it does when it serves.
func withTokens(config *gourd.Config) { config.Values = nil }

// openFile opens a database until the test ends.
func openFile(t *testing.T, path string) *db.DB {
	t.Helper()
	database, err := db.Open(sqlite.FileURL(path), sqlite.Driver)
	if err == nil {
		err = database.Open(t.Context())
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := database.Close(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	})
	return database
}

func (s *site) exec(query string) {
	s.t.Helper()
	if _, err := s.database.Execute(s.t.Context(), query); err != nil {
		s.t.Fatal(err)
	}
}

// count is how many rows a query counts.
func (s *site) count(query string) int {
	s.t.Helper()
	n, err := db.Val[int](s.t.Context(), s.database, query)
	if err != nil {
		s.t.Fatal(err)
	}
	return n
}

// login logs in as "test", or as the user of that name; all have the password "test".
func (s *site) login(name ...string) {
	s.t.Helper()
	user := "test"
	if len(name) > 0 {
		user = name[0]
	}
	s.Post("/auth/login", form("username", user, "password", "test")).Want(302).WantHeader("Location", "/")
}

// form sends fields, given in pairs of name and value.
func form(pairs ...string) gourdtest.Option {
	values := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		values.Add(pairs[i], pairs[i+1])
	}
	return gourdtest.Form(values)
}

var tokenInput = regexp.MustCompile(`name="csrf_token" type="hidden" value="([^"]+)"`)

// token is the one that a page's form is sent with.
func (s *site) token(page string) string {
	s.t.Helper()
	found := tokenInput.FindStringSubmatch(s.Get(page).Want(200).Text())
	if found == nil {
		s.t.Fatalf("%s has no token", page)
	}
	return found[1]
}
