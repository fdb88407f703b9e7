package main

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"os"
	"testing"
	"time"

	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/client"
	"github.com/gourd-go/gourd/db"
	"github.com/gourd-go/gourd/db/sqlite"
	"github.com/gourd-go/gourd/internal/pgtest"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	code := pgtest.Run(m)
	if code == 0 {
		if err := goleak.Find(); err != nil {
			fmt.Fprintln(os.Stderr, "goroutines are left behind:", err)
			code = 1
		}
	}
	os.Exit(code)
}

// patience bounds what a test waits for that should happen at once.
const patience = time.Minute

// site is the demo at work on a port of its own.
type site struct {
	t       *testing.T
	app     *gourd.App
	url     string
	visitor *client.Session // the visitor's browser, so to say
	stop    context.CancelFunc
	ended   chan error // what RunContext has returned
}

// start serves the demo until the test ends. The functions change the application
// before it starts.
func start(t *testing.T, o Options, change ...func(*gourd.App)) *site {
	t.Helper()
	if o.Database == nil {
		o.Database = db.MustOpen("sqlite://:memory:", sqlite.Driver)
	}
	listening := make(chan net.Addr, 1)
	o.Config.Address = "127.0.0.1:0"
	o.Config.Testing = true
	o.Config.NoAccessLog = true
	o.Config.Logger = slog.New(slog.NewTextHandler(t.Output(), nil))
	o.Config.Server.OnListen = func(a net.Addr) { listening <- a }
	s := &site{t: t, app: NewApp(o), visitor: client.New(client.Config{NoProxy: true}), ended: make(chan error, 1)}
	for _, f := range change {
		f(s.app)
	}
	var life context.Context
	life, s.stop = context.WithCancel(t.Context())
	go func() { s.ended <- s.app.RunContext(life) }()
	select {
	case addr := <-listening:
		s.url = "http://" + addr.String()
	case err := <-s.ended:
		t.Fatalf("the demo did not start: %v", err)
	}
	t.Cleanup(func() {
		_ = s.visitor.Close(context.Background())
		if err := s.end(); err != nil {
			t.Errorf("the demo did not stop cleanly: %v", err)
		}
	})
	return s
}

// end stops the demo, if the test has not, and checks that nothing of it is left.
func (s *site) end() error {
	if s.stop == nil {
		return nil
	}
	s.stop()
	s.stop = nil
	err := <-s.ended
	if n := s.app.Live(); n != 0 {
		s.t.Errorf("%d requests are alive behind the end", n)
	}
	if n := s.app.Scope().Live(); n != 0 {
		s.t.Errorf("%d tasks are alive behind the end", n)
	}
	return err
}

// answer is an answer that was read to its end.
type answer struct {
	*client.Response
	text string
	took time.Duration
}

func (s *site) get(path string, options ...client.Option) answer {
	s.t.Helper()
	return s.do("GET", path, options...)
}

func (s *site) do(method, path string, options ...client.Option) answer {
	s.t.Helper()
	began := time.Now()
	res, err := s.visitor.Do(s.t.Context(), method, s.url+path, options...)
	if err != nil {
		s.t.Fatalf("%s %s: %v", method, path, err)
	}
	text, err := res.Text()
	if err != nil {
		s.t.Fatalf("%s %s: its body: %v", method, path, err)
	}
	return answer{res, text, time.Since(began)}
}

// receive takes what should come soon.
func receive[T any](t *testing.T, from <-chan T, what string) T {
	t.Helper()
	select {
	case v := <-from:
		return v
	case <-time.After(patience):
		t.Fatalf("waited %v for %s", patience, what)
		panic("unreachable")
	}
}
