package gourdtest_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/gourdtest"
)

// counter is an application that shows and counts its session's visits.
func counter(config gourd.Config) *gourd.App {
	config.Testing = true
	app := newApp(config)
	app.Get("/", func(c *gourd.Ctx) (string, error) {
		n, _ := c.Session().Get[int]("visits")
		return fmt.Sprint(n), nil
	})
	return app
}

func TestSession(t *testing.T) {
	client := gourdtest.New(t, counter(gourd.Config{SecretKey: "secret"}))
	client.Session(func(s *gourd.Session) {
		if !s.IsNew() {
			t.Error("the client has a session at first")
		}
	})
	if len(client.Cookies()) != 0 {
		t.Errorf("a session that was not changed is kept: %v", client.Cookies())
	}
	client.Session(func(s *gourd.Session) { s.Set("visits", 1) })
	client.Get("/").WantBody("1")
	client.Session(func(s *gourd.Session) { s.Set("visits", 2) }, gourdtest.Host("other.example"))
	client.Get("/").WantBody("1")
	client.Get("/", gourdtest.Host("other.example")).WantBody("2")
}

// TestNothingOfASessionIsSavedWhenTheTestFails: what the test then asks, it asks with
// the session of before.
func TestNothingOfASessionIsSavedWhenTheTestFails(t *testing.T) {
	var client *gourdtest.Client
	unsaved := func(change func(t testing.TB, s *gourd.Session)) {
		t.Helper()
		wantVerdict(t, func(t testing.TB) {
			client = gourdtest.New(t, counter(gourd.Config{SecretKey: "secret"}))
			t.Cleanup(func() {
				if len(client.Cookies()) != 0 {
					t.Errorf("the client keeps %v", client.Cookies())
				} else {
					t.Errorf("nothing was saved")
				}
			})
			client.Session(func(s *gourd.Session) {
				s.Set("visits", 1)
				change(t, s)
			})
		}, "nothing was saved")
	}
	unsaved(func(t testing.TB, _ *gourd.Session) { t.Errorf("wrong") })
	unsaved(func(t testing.TB, _ *gourd.Session) { t.Fatalf("wrong") })
}

func TestSessionsThatCannotBeChanged(t *testing.T) {
	nothing := func(*gourd.Session) {}
	wantVerdict(t, func(t testing.TB) { gourdtest.New(t, counter(gourd.Config{})).Session(nothing) }, "set Config.SecretKey")
	wantVerdict(t, func(t testing.TB) {
		gourdtest.New(t, counter(gourd.Config{SecretKey: "secret"})).Session(func(s *gourd.Session) { s.Set("f", nothing) })
	}, "the client's session cannot be changed", "cannot be kept")
	wantVerdict(t, func(t testing.TB) { gourdtest.NewHandler(t, http.NotFoundHandler()).Session(nothing) }, "needs a client of a *gourd.App")
}
