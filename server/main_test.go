package server_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gourd-go/gourd/gateway"
	"github.com/gourd-go/gourd/internal/pipes"
	"github.com/gourd-go/gourd/server"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// long is how long a test waits for what must happen, on however busy a machine.
const long = time.Minute

// site is a server at work.
type site struct {
	t     *testing.T
	addr  net.Addr
	pipes *pipes.Listener // nil: it listens on the system's network
	stop  context.CancelFunc
	ended <-chan error // nil: Serve's return was seen
}

// open runs a server until the test ends, on a free port unless the config says
// where. A test that does not call end has the drain checked by the way.
func open(t *testing.T, h gateway.Handler, c server.Config) *site {
	t.Helper()
	return openAndCut(t, h, c, long)
}

func openAndCut(t *testing.T, h gateway.Handler, c server.Config, afterDrain time.Duration) *site {
	t.Helper()
	if c.Listener == nil && c.Address == "" {
		c.Address = "127.0.0.1:0"
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	s := &site{t: t, stop: stop, ended: ended}
	s.pipes, _ = c.Listener.(*pipes.Listener)
	listening := make(chan net.Addr, 1)
	c.OnListen = func(a net.Addr) { listening <- a }
	go func() { ended <- server.ServeAndCut(ctx, h, c, afterDrain) }()
	select {
	case s.addr = <-listening:
	case err := <-s.ended:
		stop()
		t.Fatalf("the server ended at once: %v", err)
	}
	t.Cleanup(func() {
		stop()
		if s.ended == nil {
			return
		}
		if err := s.end(); err != nil {
			t.Errorf("the server ended with %v", err)
		}
	})
	return s
}

// end ends the server and returns what Serve does.
func (s *site) end() error {
	s.stop()
	return s.wait()
}

func (s *site) wait() error {
	s.t.Helper()
	ended := s.ended
	s.ended = nil
	return receive(s.t, ended)
}

// receive takes from c what must come.
func receive[T any](t *testing.T, c <-chan T) T {
	t.Helper()
	select {
	case v := <-c:
		return v
	case <-time.After(long):
		t.Fatal("it did not happen in time")
		panic("not reached")
	}
}

// client is a raw connection.
type client struct {
	net.Conn
	t *testing.T
	r *bufio.Reader
}

func (s *site) dial() *client {
	s.t.Helper()
	if s.pipes == nil {
		return dial(s.t, s.addr)
	}
	conn, err := s.pipes.Dial(s.t.Context(), "", "")
	return newClient(s.t, conn, err)
}

func dial(t *testing.T, addr net.Addr) *client {
	t.Helper()
	conn, err := net.Dial(addr.Network(), addr.String())
	return newClient(t, conn, err)
}

func newClient(t *testing.T, conn net.Conn, err error) *client {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	_ = conn.SetDeadline(time.Now().Add(long))
	return &client{Conn: conn, t: t, r: bufio.NewReader(conn)}
}

func (c *client) send(raw string) *client {
	c.t.Helper()
	if _, err := io.WriteString(c, raw); err != nil {
		c.t.Fatal(err)
	}
	return c
}

// reads reads until text has come.
func (c *client) reads(text string) {
	c.t.Helper()
	for got := ""; !strings.Contains(got, text); {
		b, err := c.r.ReadByte()
		if err != nil {
			c.t.Fatalf("%q did not come, but %q, %v", text, got, err)
		}
		got += string(b)
	}
}

// answer is one answer to a request of that method.
func (c *client) answer(method string) (*http.Response, string) {
	c.t.Helper()
	res, err := http.ReadResponse(c.r, &http.Request{Method: method})
	if err != nil {
		c.t.Fatalf("no answer: %v", err)
	}
	body, err := io.ReadAll(res.Body)
	_ = res.Body.Close()
	if err != nil {
		c.t.Fatalf("an answer that breaks off: %v", err)
	}
	return res, string(body)
}

// wants asserts one answer.
func (c *client) wants(status int, body string) *http.Response {
	c.t.Helper()
	res, got := c.answer(http.MethodGet)
	if res.StatusCode != status || body != "" && got != body {
		c.t.Errorf("answered %d %q, want %d %q", res.StatusCode, got, status, body)
	}
	return res
}

// wantsEnd asserts that the server closes the connection without a further byte.
func (c *client) wantsEnd() {
	c.t.Helper()
	rest, err := io.ReadAll(c.r)
	if len(rest) > 0 {
		c.t.Errorf("sent %q, want the end of the connection", rest)
	}
	if isTimeout(err) {
		c.t.Error("the connection is still open")
	}
}

func isTimeout(err error) bool {
	var n net.Error
	return errors.As(err, &n) && n.Timeout()
}

const get = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"

// text answers with a text.
func text(s string) gateway.Handler {
	return handler(func(x exchange) { say(x, s) })
}

func say(x exchange, s string) {
	_ = x.WriteHead(&gateway.Head{Status: 200}, []byte(s), false)
}

// echo answers with the method, the path, the host and the body of a request.
var echo = handler(func(x exchange) {
	body, err := io.ReadAll(readerFunc(x.Read))
	if err != nil {
		status := 400
		if errors.Is(err, gateway.ErrBodyTimeout) {
			status = 408
		}
		_ = x.WriteHead(&gateway.Head{Status: status}, []byte(err.Error()), false)
		return
	}
	say(x, strings.Join([]string{string(x.Method), string(x.Path), string(x.Host), string(body)}, "|"))
})

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

type exchange = *gateway.Exchange

func handler(f func(x exchange)) gateway.Handler { return gateway.HandlerFunc(f) }

// handshake makes the connection one of TLS.
func (c *client) handshake(cert secured) *client {
	c.Conn = tls.Client(c.Conn, cert.client)
	c.r.Reset(c.Conn)
	return c
}
