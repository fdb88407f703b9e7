package db

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// fakeDriver accepts every URL and keeps the configuration.
type fakeDriver struct{ got *Config }

func (fakeDriver) Schemes() []string { return []string{"fake"} }

func (f fakeDriver) New(c Config) (Backend, error) {
	*f.got = c
	return fakeBackend{}, nil
}

// fakeBackend cannot connect.
type fakeBackend struct{ Backend }

func (fakeBackend) Connect(context.Context) error { return Unavailable(errors.New("refused")) }

func TestConfigReadsOptionsFromTheURL(t *testing.T) {
	var got Config
	_, err := Open("fake://u:p@h/x?max_size=7&other=a%20b&min_size=2&connect_timeout=3&acquire_timeout=250ms&max_lifetime=2m&max_idle=30s&last=1", fakeDriver{&got})
	if err != nil {
		t.Fatal(err)
	}
	got.Drivers = nil
	want := Config{
		URL: "fake://u:p@h/x?other=a%20b&last=1", MaxConns: 7, MinConns: 2, ConnectTimeout: 3 * time.Second,
		AcquireTimeout: 250 * time.Millisecond, MaxLifetime: 2 * time.Minute, MaxIdle: 30 * time.Second,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestOpenExplainsWhatIsWrong(t *testing.T) {
	var got Config
	for url, want := range map[string]string{
		"":                               "has no scheme",
		"notes.db":                       "sqlite:///notes.db",
		"sqlite:///notes.db":             "db.Open(url, sqlite.Driver)",
		"postgresql://u:secret@h/x":      "db.Open(url, postgres.Driver)",
		"oracle://u:secret@h/x":          `the drivers named in Open serve fake`,
		"fake:///x?max_size=0":           "at least 1",
		"fake:///x?max_size=many":        "at least 1",
		"fake:///x?acquire_timeout=soon": "duration like 5s",
		"fake:///x?max_idle=%zz":         "not well escaped",
	} {
		_, err := Open(url, fakeDriver{&got})
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v, want an error with %q and without the password", url, err, want)
		}
	}
	if _, err := Open("mongo://h/x"); err == nil || !strings.Contains(err.Error(), "there are sqlite and postgres") {
		t.Errorf("%v, want the drivers that there are", err)
	}
	defer func() {
		if recover() == nil {
			t.Error("MustOpen did not panic")
		}
	}()
	MustOpen("nothing")
}

func TestRedact(t *testing.T) {
	for url, want := range map[string]string{
		"postgres://u:secret@h:5432/x?sslmode=require":   "postgres://u:xxxxx@h:5432/x?sslmode=require",
		"postgres://u:s@c:r/e@h/x":                       "postgres://u:xxxxx@h/x",
		"postgres://u@h/x?password=secret&sslpassword=s": "postgres://u@h/x?password=xxxxx&sslpassword=xxxxx",
		"postgres://u:%zz@h/x":                           "postgres://u:xxxxx@h/x",
		"sqlite:///notes.db":                             "sqlite:///notes.db",
		"notes.db":                                       "notes.db",
	} {
		if got := Redact(url); got != want {
			t.Errorf("%s: %s, want %s", url, got, want)
		}
	}
}

func TestADatabaseThatIsNotOpenSaysSo(t *testing.T) {
	var got Config
	d, err := Open("fake://u:secret@h/x", fakeDriver{&got})
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Close(t.Context()); err != nil {
		t.Errorf("Close before Open: %v", err)
	}
	err = d.Open(t.Context())
	if !errors.Is(err, ErrUnavailable) || !strings.Contains(err.Error(), "fake://u:xxxxx@h/x") {
		t.Errorf("%v, want ErrUnavailable with the URL but not the password", err)
	}
	if d.state.Load() == stateOpen {
		t.Error("the database is open after a failed Open")
	}
}
