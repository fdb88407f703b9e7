package server_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gourd-go/gourd/gateway"
	"github.com/gourd-go/gourd/server"
)

func TestADrain(t *testing.T) {
	began, release, draining := make(chan struct{}), make(chan struct{}), make(chan struct{})
	s := open(t, handler(func(x exchange) {
		if string(x.Path) == "/slow" {
			close(began)
			<-release
		}
		say(x, "answered")
	}), server.Config{OnDrain: func() { close(draining) }})
	idle, busy := s.dial(), s.dial()
	idle.send(get).wants(200, "answered")
	busy.send(strings.Replace(get, "/", "/slow", 1))
	receive(t, began)
	s.stop()
	receive(t, draining)
	idle.wantsEnd() // at once: the other request is still under way
	for end := time.Now().Add(long); ; pause(time.Millisecond) {
		conn, err := net.Dial("tcp", s.addr.String())
		if err != nil {
			break
		}
		_ = conn.Close()
		if time.Now().After(end) {
			t.Fatal("connections are still accepted")
		}
	}
	close(release)
	if res := busy.wants(200, "answered"); !res.Close {
		t.Error("the answer does not say that the connection ends")
	}
	busy.wantsEnd()
	if err := s.end(); err != nil {
		t.Errorf("Serve returned %v", err)
	}
}

// waiter waits for the end of its context, says why, and answers.
func waiter(began chan<- struct{}, cause chan<- error) gateway.Handler {
	return handler(func(x exchange) {
		began <- struct{}{}
		<-x.Context().Done()
		cause <- context.Cause(x.Context())
		_ = x.WriteHead(&gateway.Head{Status: 503}, []byte("late"), false)
	})
}

func TestTheDrainsDeadlineEndsTheContexts(t *testing.T) {
	for _, drain := range []time.Duration{short, -1} {
		began, cause := make(chan struct{}, 2), make(chan error, 2)
		s := open(t, waiter(began, cause), server.Config{DrainTimeout: drain})
		clients := []*client{s.dial().send(get), s.dial().send(get)}
		for range clients {
			receive(t, began)
		}
		err := s.end()
		if !errors.Is(err, server.ErrDrain) || !strings.Contains(err.Error(), "2 requests took longer") || !strings.Contains(err.Error(), "were cancelled") {
			t.Errorf("Serve returned %v", err)
		}
		for _, c := range clients {
			if err := receive(t, cause); !errors.Is(err, server.ErrDrain) {
				t.Errorf("the request ended with %v", err)
			}
			c.wants(503, "late")
			c.wantsEnd()
		}
	}
}

func TestARequestThatIgnoresItsEndIsCutOff(t *testing.T) {
	began, release, ended := make(chan struct{}), make(chan struct{}), make(chan struct{})
	s := openAndCut(t, handler(func(exchange) {
		close(began)
		<-release
		close(ended)
	}), server.Config{DrainTimeout: short}, short)
	c := s.dial().send(get)
	receive(t, began)
	err := s.end()
	if !errors.Is(err, server.ErrDrain) || !strings.Contains(err.Error(), "1 request did not end") || !strings.Contains(err.Error(), "cut off") {
		t.Errorf("Serve returned %v", err)
	}
	c.wantsEnd()
	close(release)
	receive(t, ended)
}

func TestAConnectionThatHasAskedForNothingIsNoRequestOfTheDrain(t *testing.T) {
	for name, sent := range map[string]string{"silent": "", "in its head": "GET / HT"} {
		t.Run(name, func(t *testing.T) {
			inTime(t, func(t *testing.T) {
				s := openInTime(t, text("hello"), server.Config{DrainTimeout: short})
				c := s.dial().send(sent)
				s.dial().send(get).wants(200, "hello")
				start := time.Now()
				if err := s.end(); err != nil {
					t.Errorf("Serve returned %v", err)
				}
				if took := time.Since(start); took != short {
					t.Errorf("the drain took %v, want %v", took, short)
				}
				c.wantsEnd()
			})
		})
	}
}

func TestAServerThatIsToldToEndBeforeItBeginsDoesNothing(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if err := server.Serve(ctx, text("hello"), server.Config{Address: "127.0.0.1:0"}); err != nil {
		t.Errorf("Serve returned %v", err)
	}
}

const upgrade = "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
	"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"

func TestAWebSocketIsARequestUnderWay(t *testing.T) {
	failed := make(chan error, 1)
	began, draining := make(chan struct{}), make(chan struct{})
	h := handler(func(x exchange) {
		socket, err := x.Upgrade(gateway.UpgradeOptions{})
		if err != nil {
			failed <- err
			close(began)
			return
		}
		close(began)
		_, _, err = socket.Receive(x.Context())
		failed <- errors.Join(err, context.Cause(x.Context()))
		_ = socket.Close(1001, "the server ends")
	})
	s := open(t, h, server.Config{DrainTimeout: 2 * short, OnDrain: func() { close(draining) }})
	c := s.dial().send(upgrade)
	res, err := http.ReadResponse(c.r, nil)
	if err != nil || res.StatusCode != 101 {
		t.Fatalf("not upgraded: %v, %v", res, err)
	}
	receive(t, began)
	start := time.Now()
	if err := s.end(); !errors.Is(err, server.ErrDrain) {
		t.Errorf("Serve returned %v", err)
	}
	if took := time.Since(start); took < 2*short {
		t.Errorf("the drain waited for %v only", took)
	}
	if err := receive(t, failed); !errors.Is(err, server.ErrDrain) {
		t.Errorf("the socket ended with %v", err)
	}
	if _, err := io.Copy(io.Discard, c.r); isTimeout(err) {
		t.Error("the connection is still open")
	}
}

// hijack takes the connection from net/http and returns.
func hijack(taken chan<- net.Conn) gateway.Handler {
	return server.HTTP(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err == nil {
			_, err = io.WriteString(conn, "HTTP/1.1 101 Switching Protocols\r\n\r\n")
		}
		if err != nil {
			conn = nil
		}
		taken <- conn
	}))
}

func TestAHijackedConnectionThatIsLeftIsClosedAtTheEnd(t *testing.T) {
	for _, line := range lines {
		t.Run(line.name, func(t *testing.T) {
			cert := certificate(t)
			taken := make(chan net.Conn, 1)
			config := server.Config{}
			if line.secure {
				config.TLS = cert.server
			}
			s := open(t, hijack(taken), config)
			c := s.dial()
			if line.secure {
				c = c.handshake(cert)
			}
			c.send(get)
			if receive(t, taken) == nil {
				t.Fatal("it could not be hijacked")
			}
			if _, err := http.ReadResponse(c.r, nil); err != nil {
				t.Fatal(err)
			}
			if err := s.end(); err != nil {
				t.Errorf("Serve returned %v", err)
			}
			if _, err := c.r.ReadByte(); err == nil || isTimeout(err) {
				t.Errorf("the connection is still open: %v", err)
			}
		})
	}
}

func TestAHijackedConnectionHasAPlaceUntilItIsClosed(t *testing.T) {
	taken := make(chan net.Conn, 2)
	s := open(t, hijack(taken), server.Config{MaxConnections: 1})
	s.dial().send(get)
	conn := receive(t, taken)
	second := s.dial().send(get)
	select {
	case <-taken:
		t.Fatal("there are two connections")
	case <-time.After(short):
	}
	_ = conn.Close()
	_ = conn.Close() // gives no second place back
	receive(t, taken)
	third := s.dial().send(get)
	select {
	case <-taken:
		t.Fatal("there are two connections")
	case <-time.After(short):
	}
	_, _ = second, third
}

func TestAContextKeepsTheValuesOfServes(t *testing.T) {
	type key struct{}
	ctx, stop := context.WithCancel(context.WithValue(t.Context(), key{}, "value"))
	listening, ended := make(chan net.Addr, 1), make(chan error, 1)
	h := handler(func(x exchange) {
		v, _ := x.Context().Value(key{}).(string)
		stop()
		if x.Context().Err() != nil {
			v = "ended"
		}
		say(x, v)
	})
	c := server.Config{Address: "127.0.0.1:0", OnListen: func(a net.Addr) { listening <- a }}
	go func() { ended <- server.Serve(ctx, h, c) }()
	dial(t, receive(t, listening)).send(get).wants(200, "value")
	if err := receive(t, ended); err != nil {
		t.Error(err)
	}
}
