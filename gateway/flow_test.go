package gateway_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gourd-go/gourd/gateway"
	"github.com/gourd-go/gourd/gourdtest"
)

// conversation is an exchange under way, seen from the client.
type conversation struct {
	next  func() (string, error) // the next bytes of the answer
	leave func()
}

// talk opens conversations over each transport. HTTP/1.1 of net/http is full duplex
// only where the handler asks for it, which is not the contract's.
func talk(t *testing.T, h gateway.Handler, test func(t *testing.T, open func(body io.Reader) conversation)) {
	t.Helper()
	for _, two := range []bool{false, true} {
		name := "HTTP/1.1"
		if two {
			name = "HTTP/2"
		}
		t.Run(name, func(t *testing.T) {
			s := startServer(t, fullDuplex(gateway.HTTPHandler(h, gateway.HTTPOptions{})), two)
			test(t, func(body io.Reader) conversation {
				ctx, leave := context.WithCancel(t.Context())
				t.Cleanup(leave)
				method := "GET"
				if body != nil {
					method = "POST"
				}
				r, err := http.NewRequestWithContext(ctx, method, s.URL, body)
				if err != nil {
					t.Fatal(err)
				}
				res, err := s.Client().Do(r)
				if err != nil {
					t.Fatal(err)
				}
				buf := make([]byte, 1<<16)
				return conversation{
					leave: func() { leave(); _ = res.Body.Close() },
					next: func() (string, error) {
						n, err := res.Body.Read(buf)
						return string(buf[:n]), err
					},
				}
			})
		})
	}
	t.Run("memory", func(t *testing.T) {
		client := gourdtest.NewHandler(t, h)
		test(t, func(body io.Reader) conversation {
			method, options := "GET", []gourdtest.Option(nil)
			if body != nil {
				method, options = "POST", append(options, gourdtest.Body("", body))
			}
			stream := client.Stream(method, "/", options...)
			return conversation{
				leave: stream.Close,
				next: func() (string, error) {
					chunk, err := stream.Next()
					return string(chunk), err
				},
			}
		})
	})
}

func fullDuplex(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = http.NewResponseController(w).EnableFullDuplex()
		h.ServeHTTP(w, r)
	})
}

// TestStreaming: the handler makes the second chunk only when the client has read
// the first.
func TestStreaming(t *testing.T) {
	read := make(chan struct{})
	h := gateway.HandlerFunc(func(x *gateway.Exchange) {
		_ = x.WriteHead(head(200, -1), []byte("one"), true)
		_ = x.Flush()
		<-read
		_, _ = x.Write([]byte("two"))
		_ = x.Flush()
		<-read
	})
	talk(t, h, func(t *testing.T, open func(io.Reader) conversation) {
		c := open(nil)
		for _, want := range []string{"one", "two"} {
			if got, err := c.next(); got != want || err != nil {
				t.Fatalf("the client has read %q (%v), want %q", got, err, want)
			}
			read <- struct{}{}
		}
		if got, err := c.next(); err != io.EOF {
			t.Errorf("behind the last chunk comes %q (%v), want EOF", got, err)
		}
	})
}

// TestFullDuplex: each part of the request is answered before the next is sent.
func TestFullDuplex(t *testing.T) {
	h := gateway.HandlerFunc(func(x *gateway.Exchange) {
		_ = x.WriteHead(head(200, -1), nil, true)
		_ = x.Flush()
		buf := make([]byte, 100)
		for {
			n, err := x.Read(buf)
			if n > 0 {
				_, _ = x.Write([]byte(strings.ToUpper(string(buf[:n]))))
				_ = x.Flush()
			}
			if err != nil {
				return
			}
		}
	})
	talk(t, h, func(t *testing.T, open func(io.Reader) conversation) {
		body, parts := io.Pipe()
		c := open(body)
		for _, part := range []string{"alpha", "beta", "gamma"} {
			if _, err := io.WriteString(parts, part); err != nil {
				t.Fatal(err)
			}
			if got, err := c.next(); got != strings.ToUpper(part) || err != nil {
				t.Fatalf("the answer to %q is %q (%v)", part, got, err)
			}
		}
		_ = parts.Close()
		if _, err := c.next(); err != io.EOF {
			t.Errorf("behind the request's end comes %v, want EOF", err)
		}
	})
}

func TestUploads(t *testing.T) {
	h := gateway.HandlerFunc(func(x *gateway.Exchange) {
		body, err := io.ReadAll(reader{x})
		if err != nil {
			text(400, err.Error())(x)
			return
		}
		text(200, sprintf("%d declared, %d read", x.ContentLength, len(body)))(x)
	})
	everywhere(t, h, func(t *testing.T, send sender) {
		long := strings.Repeat("x", 1<<20)
		for _, test := range []struct {
			name string
			body io.Reader
			want string
		}{
			{"none", nil, "0 declared, 0 read"},
			{"short", strings.NewReader("hello"), "5 declared, 5 read"},
			{"long", strings.NewReader(long), "1048576 declared, 1048576 read"},
			{"of unknown length", struct{ io.Reader }{strings.NewReader(long)}, "-1 declared, 1048576 read"},
		} {
			if got := send(t, "POST", "/", nil, test.body); got.body != test.want {
				t.Errorf("%s: %q, want %q", test.name, got.body, test.want)
			}
		}
	})
}

// TestLeave: who asked hears of a client that leaves, once; the request's context
// ends, and writes fail sooner or later.
func TestLeave(t *testing.T) {
	var calls atomic.Int32
	told := make(chan struct{}, 8)
	outcome := make(chan error, 1)
	h := gateway.HandlerFunc(func(x *gateway.Exchange) {
		first := &gateway.Leave{F: func() { calls.Add(1); told <- struct{}{} }}
		second := &gateway.Leave{F: func() { calls.Add(1); told <- struct{}{} }}
		x.OnLeave(first)
		x.OnLeave(second)
		_ = x.WriteHead(head(200, -1), []byte("one"), true)
		_ = x.Flush()
		<-told
		<-told
		<-x.Context().Done()
		x.OnLeave(&gateway.Leave{F: func() { calls.Add(1); told <- struct{}{} }}) // it has left already
		<-told
		outcome <- writeUntilError(x)
	})
	talk(t, h, func(t *testing.T, open func(io.Reader) conversation) {
		calls.Store(0)
		c := open(nil)
		if _, err := c.next(); err != nil {
			t.Fatal(err)
		}
		c.leave()
		if err := <-outcome; err == nil {
			t.Error("writing to a client that has left never fails")
		}
		if n := calls.Load(); n != 3 {
			t.Errorf("three callbacks were called %d times", n)
		}
	})
}

// writeUntilError writes until the buffers on the way are full of what nobody reads.
func writeUntilError(x *gateway.Exchange) error {
	chunk := make([]byte, 1<<16)
	for range 1000 {
		if _, err := x.Write(chunk); err != nil {
			return err
		}
		if err := x.Flush(); err != nil {
			return err
		}
	}
	return nil
}

// TestNoLeaveBehindTheEnd: net/http ends a request's context when its handler
// returns, or panics, which is no client that leaves.
func TestNoLeaveBehindTheEnd(t *testing.T) {
	var calls atomic.Int32
	for _, end := range []string{"returns", "aborts", "panics"} {
		contexts := make(chan context.Context, 1)
		h := gateway.HandlerFunc(func(x *gateway.Exchange) {
			contexts <- x.Context()
			for range 2 {
				x.OnLeave(&gateway.Leave{F: func() { calls.Add(1) }})
			}
			text(200, "done")(x)
			switch end {
			case "aborts":
				x.Abort()
			case "panics":
				panic(http.ErrAbortHandler)
			}
		})
		everywhere(t, h, func(t *testing.T, send sender) {
			got := send(t, "GET", "/", nil, nil)
			<-(<-contexts).Done()
			if got.broken != (end != "returns") {
				t.Errorf("a handler that %s: broken is %v", end, got.broken)
			}
		})
	}
	if n := calls.Load(); n != 0 {
		t.Errorf("leaving was told %d times behind the end", n)
	}
}

func TestBodyTimeout(t *testing.T) {
	told := make(report, 1)
	h := told.of(func(x *gateway.Exchange) error {
		_, err := io.ReadAll(reader{x})
		text(408, "slow")(x)
		return err
	})
	for _, two := range []bool{false, true} {
		s := startServer(t, gateway.HTTPHandler(h, gateway.HTTPOptions{BodyIdle: 20 * time.Millisecond}), two)
		body, parts := io.Pipe()
		go func() { _, _ = io.WriteString(parts, "the beginning") }()
		r, _ := http.NewRequestWithContext(t.Context(), "POST", s.URL, body)
		res, err := s.Client().Do(r)
		if err == nil {
			_ = res.Body.Close()
		}
		wantErr(t, "reading a body that does not come", <-told, gateway.ErrBodyTimeout)
		_ = parts.Close()
	}
}

// TestBodyTimeoutCountsReadsOnly: a handler that is busy is not a client that is
// slow.
func TestBodyTimeoutCountsReadsOnly(t *testing.T) {
	const idle = time.Minute
	for _, two := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			told := make(report, 1)
			body, parts := io.Pipe()
			h := told.of(func(x *gateway.Exchange) error {
				if _, err := x.Read(make([]byte, 1)); err != nil {
					return err
				}
				time.Sleep(2 * idle) // the handler does something else
				go func() {
					time.Sleep(idle / 2)
					_, _ = io.WriteString(parts, "ello")
					_ = parts.Close()
				}()
				rest, err := io.ReadAll(reader{x})
				if err == nil && string(rest) != "ello" {
					err = errors.New("the rest is " + string(rest))
				}
				text(200, "read")(x)
				return err
			})
			go func() {
				time.Sleep(idle / 2)
				_, _ = io.WriteString(parts, "h")
			}()
			s := startServerInMemory(t, gateway.HTTPHandler(h, gateway.HTTPOptions{BodyIdle: idle}), two)
			got := overNetwork(s)(t, "POST", "/", nil, body)
			if err := <-told; err != nil || got.body != "read" {
				t.Errorf("HTTP/2 %v: the handler's error is %v, the answer %q", two, err, got.body)
			}
		})
	}
}

func TestReadBehindTheEnd(t *testing.T) {
	told := make(report, 1)
	h := told.of(func(x *gateway.Exchange) error {
		_ = x.WriteHead(head(200, -1), []byte("x"), false)
		_, err := x.Read(make([]byte, 1))
		return err
	})
	everywhere(t, h, func(t *testing.T, send sender) {
		send(t, "POST", "/", nil, strings.NewReader("body"))
		wantErr(t, "reading behind the end", <-told, gateway.ErrFinished)
	})
}
