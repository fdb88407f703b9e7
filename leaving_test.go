package gourd_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"iter"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/async"
	"github.com/gourd-go/gourd/server"
)

func TestASlowBodyIs408(t *testing.T) {
	t.Parallel()
	app, _ := faulty(t, gourd.Config{})
	app.Post("/", func(c *gourd.Ctx) (string, error) {
		_, err := c.Body()
		return "", err
	})
	address := serve(t, app, server.Config{BodyTimeout: 50 * time.Millisecond})
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_, _ = io.WriteString(conn, "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nabc")
	line, err := bufio.NewReader(conn).ReadString('\n')
	if !strings.HasPrefix(line, "HTTP/1.1 408") {
		t.Errorf("answered %q, %v", line, err)
	}
}

// serve runs app on a server of the project's own until the test ends.
func serve(t *testing.T, app *gourd.App, config server.Config) (address string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	config.Listener = l
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(ctx, app, config) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("the server ended with %v", err)
		}
	})
	return l.Addr().String()
}

func TestTheClientLeaves(t *testing.T) {
	tests := []struct {
		name, head string
		view       func(app *gourd.App, began chan<- struct{}, cause chan<- error)
	}{
		{"during a wait", "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", func(app *gourd.App, began chan<- struct{}, cause chan<- error) {
			app.Get("/", func(c *gourd.Ctx) (string, error) {
				began <- struct{}{}
				err := async.Sleep(c.Context(), time.Minute)
				cause <- err
				return "", err
			})
		}},
		{"during the wait of a task", "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", func(app *gourd.App, began chan<- struct{}, cause chan<- error) {
			app.Get("/", func(c *gourd.Ctx) (string, error) {
				return async.Go(c, func(ctx context.Context) (string, error) {
					began <- struct{}{}
					err := async.Sleep(ctx, time.Minute)
					cause <- err
					return "", err
				}).Await(context.WithoutCancel(c.Context()))
			})
		}},
		{"during an upload", "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nabc", func(app *gourd.App, began chan<- struct{}, cause chan<- error) {
			app.Post("/", func(c *gourd.Ctx) (string, error) {
				began <- struct{}{}
				_, err := c.Body()
				cause <- err
				return "", err
			})
		}},
		{"during a stream", "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", func(app *gourd.App, began chan<- struct{}, cause chan<- error) {
			app.Get("/", func(c *gourd.Ctx) (iter.Seq2[string, error], error) {
				return func(yield func(string, error) bool) {
					yield("one", nil)
					began <- struct{}{}
					cause <- async.Sleep(c.Context(), time.Minute)
					yield("two", nil)
				}, nil
			})
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			app, log := faulty(t, gourd.Config{})
			began, cause := make(chan struct{}, 1), make(chan error, 1)
			test.view(app, began, cause)
			tornDown := make(chan error, 1)
			app.Teardown(func(_ *gourd.Ctx, err error) { tornDown <- err })
			conn, err := net.Dial("tcp", serve(t, app, server.Config{}))
			if err != nil {
				t.Fatal(err)
			}
			_, _ = io.WriteString(conn, test.head)
			<-began
			conn.Close()
			if err := <-cause; err == nil || test.name != "during an upload" && !errors.Is(err, gourd.ErrClientLeft) {
				t.Errorf("the view's wait ended with %v, want ErrClientLeft", err)
			}
			<-tornDown
			waitFor(t, func() bool { return app.Live() == 0 })
			if n := strings.Count(log.String(), "the client left"); n != 1 {
				t.Errorf("the log says %d times that the client left:\n%s", n, log)
			}
			if strings.Contains(log.String(), "level=ERROR") {
				t.Errorf("a client that leaves is no error:\n%s", log)
			}
		})
	}
}

// patience is how long a test waits for what must happen, on however busy a machine.
const patience = time.Minute

// waitFor waits until something that is about to happen has. It asks again after a
// moment, which leaves the processor to those who are to make it happen.
func waitFor(t *testing.T, done func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); !done(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("it did not happen within %v", patience)
		}
	}
}

func TestARequestThatTakesTooLongIs503(t *testing.T) {
	app, log := faulty(t, gourd.Config{RequestTimeout: 20 * time.Millisecond})
	app.Get("/", func(c *gourd.Ctx) (string, error) { return "late", async.Sleep(c.Context(), time.Minute) })
	app.Get("/patient", func(c *gourd.Ctx) (string, error) {
		return "in time", async.Sleep(c.Context(), 60*time.Millisecond)
	}).Timeout(-1)
	app.Get("/stream", func(c *gourd.Ctx) (iter.Seq2[string, error], error) {
		return func(yield func(string, error) bool) {
			_ = yield("one", nil) && yield("two", async.Sleep(c.Context(), 60*time.Millisecond))
		}, nil
	})
	if answer := get(t, app, "/"); !strings.HasPrefix(answer, "HTTP/1.1 503") {
		t.Errorf("answered %q", answer)
	}
	if answer := get(t, app, "/patient"); !strings.HasSuffix(answer, "in time") {
		t.Errorf("a route without a time-out answered %q", answer)
	}
	if answer := get(t, app, "/stream"); !strings.Contains(answer, "two") {
		t.Errorf("the time-out ends at the first byte, but the stream was %q\n%s", answer, log)
	}
}
