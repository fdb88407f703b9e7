package server_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/gourd-go/gourd/gateway"
	"github.com/gourd-go/gourd/internal/pipes"
	"github.com/gourd-go/gourd/server"
)

type limits struct {
	Header, Body, Write, Idle, Drain time.Duration
	HeaderBytes, Connections         int
}

func limitsOf(c server.Config) limits {
	return limits{c.HeaderTimeout, c.BodyTimeout, c.WriteTimeout, c.IdleTimeout, c.DrainTimeout, c.MaxHeaderBytes, c.MaxConnections}
}

func TestEveryLimitHasADefault(t *testing.T) {
	want := limits{10 * time.Second, 30 * time.Second, 30 * time.Second, 75 * time.Second, 30 * time.Second, 16 << 10, 0}
	if diff := cmp.Diff(want, limitsOf(server.Config{}.WithDefaults())); diff != "" {
		t.Errorf("the defaults differ:\n%s", diff)
	}
	h := server.Config{}.HTTPServer()
	got := []time.Duration{h.ReadHeaderTimeout, h.IdleTimeout, h.HTTP2.WriteByteTimeout, server.Config{}.WritePatience()}
	if diff := cmp.Diff([]time.Duration{10 * time.Second, 75 * time.Second, 30 * time.Second, 30 * time.Second}, got); diff != "" {
		t.Errorf("net/http does not get them:\n%s", diff)
	}
	if h.ReadTimeout != 0 || h.WriteTimeout != 0 {
		t.Error("a whole request or answer has a deadline")
	}
}

func TestAValueOfOnesOwnIsKept(t *testing.T) {
	own := limits{1, 2, 3, 4, 5, 6, 7}
	c := server.Config{HeaderTimeout: 1, BodyTimeout: 2, WriteTimeout: 3, IdleTimeout: 4, DrainTimeout: 5, MaxHeaderBytes: 6, MaxConnections: 7}
	if diff := cmp.Diff(own, limitsOf(c.WithDefaults())); diff != "" {
		t.Errorf("they differ:\n%s", diff)
	}
}

func TestMinusOneSwitchesATimeOutOff(t *testing.T) {
	c := server.Config{HeaderTimeout: -1, BodyTimeout: -1, WriteTimeout: -1, IdleTimeout: -1}
	h := c.HTTPServer()
	got := []time.Duration{h.ReadHeaderTimeout, h.IdleTimeout, h.HTTP2.WriteByteTimeout, h.HTTP2.SendPingTimeout, c.WritePatience()}
	if diff := cmp.Diff(make([]time.Duration, 5), got); diff != "" {
		t.Errorf("net/http gets:\n%s", diff)
	}
	conn := open(t, echo, c).dial()
	for range 2 {
		conn.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\na").send("bc").wants(200, "POST|/|a|abc")
	}
}

// short is a time-out that must pass. One that must not pass, or must pass at its
// time, is tested in a bubble: see inTime.
const short = 60 * time.Millisecond

// inTime runs a test in a bubble, where the machine takes no time. Its servers listen
// on pipes.
func inTime(t *testing.T, test func(t *testing.T)) {
	t.Helper()
	synctest.Test(t, test)
}

// openInTime is open in a bubble.
func openInTime(t *testing.T, h gateway.Handler, c server.Config) *site {
	t.Helper()
	c.Listener = pipes.Listen()
	return open(t, h, c)
}

func TestATimeOutClosesTheConnection(t *testing.T) {
	tests := []struct {
		name   string
		config server.Config
		secure bool
		before func(c *client)
	}{
		{"before the first byte", server.Config{HeaderTimeout: short}, false, func(*client) {}},
		{"in the head", server.Config{HeaderTimeout: short}, false, func(c *client) { c.send("GET / HTTP/1.1\r\nHost: loc") }},
		{"in the head of the second request", server.Config{HeaderTimeout: short}, false, func(c *client) {
			c.send(get).wants(200, "hello")
			c.send("GET / HTTP/1.1\r\n")
		}},
		{"between two requests", server.Config{IdleTimeout: short}, false, func(c *client) { c.send(get).wants(200, "hello") }},
		{"in the TLS handshake", server.Config{HeaderTimeout: short}, true, func(c *client) { c.send("\x16\x03\x01") }},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			inTime(t, func(t *testing.T) {
				start := time.Now()
				if test.secure {
					test.config.TLS = certificate(t).server
				}
				c := openInTime(t, text("hello"), test.config).dial()
				test.before(c)
				c.wantsEnd()
				if took := time.Since(start); took != short {
					t.Errorf("it was closed after %v, want %v", took, short)
				}
			})
		})
	}
}

func TestATimeOutBeginsAnewWithEachRequest(t *testing.T) {
	inTime(t, func(t *testing.T) {
		c := openInTime(t, text("hello"), server.Config{HeaderTimeout: 10 * short, IdleTimeout: 10 * short}).dial()
		for range 4 {
			c.send(get).wants(200, "hello")
			pause(6 * short)
			head, rest, _ := strings.Cut(get, "/")
			c.send(head)
			pause(6 * short)
			c.send("/"+rest).wants(200, "hello")
		}
	})
}

// pause is for clients that are slow on purpose.
func pause(d time.Duration) { <-time.After(d) }

func TestAHeadThatIsTooLargeIs431(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		limit  int
		head   string
		status int
	}{
		{"one large field", 0, "X: " + strings.Repeat("a", 21<<10), 431},
		{"many small fields", 0, strings.Repeat("X: a\r\n", 4<<10) + "Y: b", 431},
		{"below the limit", 0, "X: " + strings.Repeat("a", 15<<10), 200},
		{"a limit of one's own", 1 << 10, "X: " + strings.Repeat("a", 6<<10), 431},
		{"a larger limit", 64 << 10, "X: " + strings.Repeat("a", 50<<10), 200},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			c := open(t, text("hello"), server.Config{MaxHeaderBytes: test.limit}).dial()
			res := c.send("GET / HTTP/1.1\r\nHost: a\r\n"+test.head+"\r\n\r\n").wants(test.status, "")
			if test.status != 200 && !res.Close {
				t.Error("the connection stays open")
			}
		})
	}
	t.Run("a large target", func(t *testing.T) {
		c := open(t, text("hello"), server.Config{}).dial()
		c.send("GET /"+strings.Repeat("a", 21<<10)+" HTTP/1.1\r\nHost: a\r\n\r\n").wants(431, "")
	})
	t.Run("with room for a limited number of connections", func(t *testing.T) {
		c := open(t, text("hello"), server.Config{MaxConnections: 1}).dial()
		c.send("GET / HTTP/1.1\r\nHost: a\r\nX: "+strings.Repeat("a", 40<<10)).wants(431, "")
	})
}

func TestASlowBody(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, raw string
		end       bool // the client sends no more
		status    int
	}{
		{"that stops", "Content-Length: 10\r\n\r\nabc", false, 408},
		{"that never begins", "Content-Length: 10\r\n\r\n", false, 408},
		{"chunked, that stops in a chunk", "Transfer-Encoding: chunked\r\n\r\n5\r\nab", false, 408},
		{"chunked, that stops between two", "Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n", false, 408},
		{"shorter than its length", "Content-Length: 10\r\n\r\nabc", true, 400},
		{"chunked, without an end", "Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n", true, 400},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			config := server.Config{BodyTimeout: short}
			if test.end {
				config.BodyTimeout = long
			}
			c := open(t, echo, config).dial()
			c.send("POST / HTTP/1.1\r\nHost: a\r\n" + test.raw)
			if test.end {
				closeWrite(c)
			}
			if res := c.wants(test.status, ""); !res.Close && !test.end {
				t.Error("the answer does not say that the connection ends")
			}
			c.wantsEnd()
		})
	}
}

func TestABodyThatNobodyReadsHoldsNothingUp(t *testing.T) {
	t.Parallel()
	for _, framing := range []string{"Content-Length: 10\r\n\r\nabc", "Transfer-Encoding: chunked\r\n\r\n5\r\nab"} {
		c := open(t, text("hello"), server.Config{BodyTimeout: short}).dial()
		if res := c.send("POST / HTTP/1.1\r\nHost: a\r\n"+framing).wants(200, "hello"); !res.Close {
			t.Error("the answer does not say that the connection ends")
		}
		c.wantsEnd()
	}
}

func TestAnHTTPHandlersBodyTimesOutToo(t *testing.T) {
	inTime(t, func(t *testing.T) {
		failed := make(chan error, 1)
		c := openInTime(t, server.HTTP(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			pause(2 * short) // its own time is not the client's
			b, err := io.ReadAll(r.Body)
			failed <- err
			_, _ = w.Write(b)
		})), server.Config{BodyTimeout: short}).dial()
		c.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc").wants(200, "abc")
		if err := receive(t, failed); err != nil {
			t.Errorf("a body that came at once ended with %v", err)
		}
		c.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nab").wants(200, "ab")
		if err := receive(t, failed); !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("a body that stops ended with %v", err)
		}
	})
}

func closeWrite(c *client) { _ = c.Conn.(interface{ CloseWrite() error }).CloseWrite() }

func TestASteadyBodyMayTakeLongerThanTheTimeOut(t *testing.T) {
	inTime(t, func(t *testing.T) {
		const parts = 12
		c := openInTime(t, echo, server.Config{BodyTimeout: short}).dial()
		c.send(fmt.Sprintf("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n", parts))
		for range parts {
			pause(short / 2)
			c.send("x")
		}
		c.wants(200, "POST|/|a|"+strings.Repeat("x", parts))
	})
}

func TestContinueIsSentWhenTheBodyIsRead(t *testing.T) {
	t.Parallel()
	const head = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n"
	t.Run("by a handler that reads", func(t *testing.T) {
		c := open(t, echo, server.Config{}).dial().send(head)
		if res, _ := c.answer("POST"); res.StatusCode != 100 {
			t.Fatalf("answered %d first, want 100", res.StatusCode)
		}
		c.send("abc").wants(200, "POST|/|a|abc")
	})
	t.Run("not for a handler that answers at once", func(t *testing.T) {
		c := open(t, handler(func(x exchange) {
			_ = x.WriteHead(&gateway.Head{Status: 413}, []byte("no"), false)
		}), server.Config{BodyTimeout: short}).dial().send(head)
		if res := c.wants(413, "no"); !res.Close {
			t.Error("the connection stays open, and the body would be the next request")
		}
		c.wantsEnd()
	})
	t.Run("for no other expectation", func(t *testing.T) {
		c := open(t, echo, server.Config{}).dial()
		c.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: tea\r\n\r\nabc").wants(http.StatusExpectationFailed, "")
	})
}

func TestMaxConnections(t *testing.T) {
	t.Run("one more waits until one leaves", func(t *testing.T) {
		s := open(t, text("hello"), server.Config{MaxConnections: 2})
		first, second := s.dial(), s.dial()
		first.send(get).wants(200, "hello")
		second.send(get).wants(200, "hello")
		third := s.dial().send(get)
		_ = third.SetReadDeadline(time.Now().Add(2 * short))
		if _, err := third.r.ReadByte(); !isTimeout(err) {
			t.Fatalf("the third connection got an answer, or %v", err)
		}
		_ = third.SetReadDeadline(time.Now().Add(long))
		first.send(get).wants(200, "hello")
		_ = first.Close()
		third.send(get).wants(200, "hello")
		second.send(get).wants(200, "hello")
	})
	t.Run("the drain does not serve those that wait", func(t *testing.T) {
		began, release := make(chan struct{}), make(chan struct{})
		draining := make(chan struct{})
		s := open(t, handler(func(x exchange) {
			close(began) // a second request would panic
			<-release
			say(x, "answered")
		}), server.Config{MaxConnections: 1, OnDrain: func() { close(draining) }})
		first := s.dial().send(get)
		receive(t, began)
		second := s.dial().send(get)
		s.stop()
		receive(t, draining)
		second.wantsEnd()
		close(release)
		first.wants(200, "answered")
		if err := s.end(); err != nil {
			t.Error(err)
		}
	})
}
