package client_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gourd-go/gourd/client"
)

const okHead = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n"

// silent takes the request and never answers.
func silent(c net.Conn) { _, _ = io.Copy(io.Discard, c) }

// trickle answers a byte at a time.
func trickle(pause time.Duration, bytes string) func(net.Conn) {
	return func(c net.Conn) {
		readHead(c)
		go func() { _, _ = io.Copy(io.Discard, c) }()
		for _, b := range []byte(bytes) {
			time.Sleep(pause)
			if _, err := c.Write([]byte{b}); err != nil {
				return
			}
		}
		time.Sleep(time.Hour)
	}
}

func TestEachPhaseHasItsTimeout(t *testing.T) {
	deaf := &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		<-ctx.Done()
		return nil, ctx.Err()
	}}
	untraced := roundTrip(func(r *http.Request) (*http.Response, error) {
		<-r.Context().Done()
		return nil, r.Context().Err()
	})
	upload := client.BodyFunc(func() (io.ReadCloser, error) {
		return io.NopCloser(bytes.NewReader(make([]byte, 1<<20))), nil
	}, 1<<20, "")
	short := client.BodyFunc(func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader("last")), nil }, 4, "")
	for name, c := range map[string]struct {
		transport http.RoundTripper
		limits    client.Timeouts
		options   []client.Option
		phase     client.Phase
		after     time.Duration
	}{
		"connect":           {deaf, client.Timeouts{Connect: time.Second}, nil, client.PhaseConnect, time.Second},
		"connect, default":  {deaf, client.Timeouts{}, nil, client.PhaseConnect, client.DefaultConnectTimeout},
		"tls":               {piped(silent), client.Timeouts{Connect: 3 * time.Second}, nil, client.PhaseConnect, 3 * time.Second},
		"header":            {piped(silent), client.Timeouts{Header: 2 * time.Second}, nil, client.PhaseHeader, 2 * time.Second},
		"header, default":   {piped(silent), client.Timeouts{}, nil, client.PhaseHeader, client.DefaultHeaderTimeout},
		"header, untraced":  {untraced, client.Timeouts{Header: 2 * time.Second}, nil, client.PhaseHeader, 2 * time.Second},
		"slow head":         {piped(trickle(time.Second, okHead)), client.Timeouts{Header: 5 * time.Second}, nil, client.PhaseHeader, 5 * time.Second},
		"write":             {piped(func(c net.Conn) { readHead(c); time.Sleep(time.Hour) }), client.Timeouts{Write: 4 * time.Second}, []client.Option{upload}, client.PhaseWrite, 4 * time.Second},
		"write, last bytes": {piped(func(c net.Conn) { readHead(c); time.Sleep(time.Hour) }), client.Timeouts{Write: 4 * time.Second}, []client.Option{short}, client.PhaseWrite, 4 * time.Second},
		"read":              {piped(answer(okHead + "ab")), client.Timeouts{Read: 2 * time.Second}, nil, client.PhaseRead, 2 * time.Second},
		"read, default":     {piped(answer(okHead + "ab")), client.Timeouts{}, nil, client.PhaseRead, client.DefaultReadTimeout},
		"total, head":       {piped(silent), client.Timeouts{Total: 3 * time.Second}, nil, client.PhaseTotal, 3 * time.Second},
		"total, connecting": {deaf, client.Timeouts{Total: 3 * time.Second}, nil, client.PhaseTotal, 3 * time.Second},
		"total, body":       {piped(trickleBody(time.Second)), client.Timeouts{Total: 20 * time.Second}, nil, client.PhaseTotal, 20 * time.Second},
		"total, default":    {piped(trickleBody(time.Second)), client.Timeouts{}, nil, client.PhaseTotal, client.DefaultTotalTimeout},
		"option":            {piped(silent), client.Timeouts{Total: time.Hour}, []client.Option{client.Timeout(time.Second)}, client.PhaseTotal, time.Second},
		"phases option":     {piped(silent), client.Timeouts{}, []client.Option{client.Phases(client.Timeouts{Header: time.Second})}, client.PhaseHeader, time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := open(t, client.Config{Transport: c.transport, Timeout: c.limits})
				start := time.Now()
				scheme := "http"
				if name == "tls" {
					scheme = "https"
				}
				res, err := s.Post(t.Context(), scheme+"://h/x", c.options...)
				if err == nil {
					_, err = res.Bytes()
				}
				wantTimeout(t, err, c.phase, c.after)
				if took := time.Since(start); took != c.after && c.phase != client.PhaseRead {
					t.Errorf("it took %v, want %v", took, c.after)
				}
				_ = s.Close(t.Context())
				synctest.Wait()
				time.Sleep(2 * time.Hour) // the peers end
			})
		})
	}
}

// answer sends fixed bytes and holds the connection.
func answer(text string) func(net.Conn) {
	return func(c net.Conn) {
		readHead(c)
		_, _ = io.WriteString(c, text)
		_, _ = io.Copy(io.Discard, c)
	}
}

// trickleBody is an answer without end.
func trickleBody(pause time.Duration) func(net.Conn) {
	return func(c net.Conn) {
		readHead(c)
		_, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\n\r\n")
		for {
			time.Sleep(pause)
			if _, err := c.Write([]byte("x")); err != nil {
				return
			}
		}
	}
}

func wantTimeout(t *testing.T, err error, phase client.Phase, after time.Duration) {
	t.Helper()
	timeout, ok := errors.AsType[*client.TimeoutError](err)
	if !ok {
		t.Fatalf("got %v, want a *TimeoutError", err)
	}
	if timeout.Phase != phase || timeout.After != after {
		t.Errorf("got %q after %v, want %q after %v", timeout.Phase, timeout.After, phase, after)
	}
	if code, _ := gateway(err); code != 504 || !timeout.Timeout() || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v: Gateway %d, Timeout %v", err, code, timeout.Timeout())
	}
	if text := err.Error(); !strings.Contains(text, "("+string(phase)+")") || !strings.Contains(text, after.String()) || !strings.Contains(text, "://h/x") {
		t.Errorf("%q names not phase, limit and URL", text)
	}
}

func TestNoTimeoutWhileTheOtherSideMoves(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, client.Config{
			Transport: piped(trickle(time.Second, okHead+"abcd")),
			Timeout:   client.Timeouts{Header: time.Minute, Read: 1500 * time.Millisecond},
		})
		res, err := s.Get(t.Context(), "http://h/x")
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute) // a reader that takes its time is not a peer that is idle
		if text, err := res.Text(); err != nil || text != "abcd" {
			t.Errorf("got %q, %v", text, err)
		}
		_ = s.Close(t.Context())
		time.Sleep(2 * time.Hour)
	})
}

func TestASlowBodyReaderIsNotAWriteTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		body, write := io.Pipe()
		go func() {
			_, _ = io.WriteString(write, "a")
			time.Sleep(4 * time.Minute)
			_ = write.Close()
		}()
		transport := piped(func(c net.Conn) {
			head := readHead(c)
			if !strings.Contains(head, "chunked") {
				t.Errorf("not chunked: %q", head)
			}
			chunks := make([]byte, len("1\r\na\r\n0\r\n\r\n"))
			_, _ = io.ReadFull(c, chunks)
			_, _ = io.WriteString(c, okHead+"abcd")
		})
		res, err := open(t, client.Config{Transport: transport}).Post(t.Context(), "http://h/x", client.Body(body, ""))
		if err != nil {
			t.Fatal(err)
		}
		if text, err := res.Text(); err != nil || text != "abcd" {
			t.Errorf("got %q, %v", text, err)
		}
	})
}

func TestNegativeTimeoutsMeanNoLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		transport := roundTrip(func(r *http.Request) (*http.Response, error) {
			time.Sleep(48 * time.Hour)
			return response(r, 200, io.MultiReader(strings.NewReader("a"), sleeper(24*time.Hour))), nil
		})
		s := open(t, client.Config{Transport: transport, Timeout: client.Timeouts{Header: -1, Read: -1, Total: -1}})
		res, err := s.Get(t.Context(), "http://h/x")
		if err != nil {
			t.Fatal(err)
		}
		if text, err := res.Text(); err != nil || text != "a" {
			t.Errorf("got %q, %v", text, err)
		}
	})
}

// sleeper waits and ends.
type sleeper time.Duration

func (s sleeper) Read([]byte) (int, error) {
	time.Sleep(time.Duration(s))
	return 0, io.EOF
}

func TestAConnectTimeoutIsRetriedAndNamesItself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var dials atomic.Int32
		second := pipeDial(answer(okHead + "abcd"))
		transport := &http.Transport{DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
			if dials.Add(1) == 1 {
				<-ctx.Done()
				return nil, ctx.Err()
			}
			return second(ctx, network, addr)
		}}
		s := open(t, client.Config{Transport: transport, Timeout: client.Timeouts{Connect: time.Second}, Retry: client.RetryPolicy{Attempts: 2}})
		res, err := s.Get(t.Context(), "http://h/x")
		if err != nil {
			t.Fatal(err)
		}
		if text, err := res.Text(); err != nil || text != "abcd" {
			t.Errorf("got %q, %v", text, err)
		}
		_ = s.Close(t.Context())
	})
}

func TestTheDialersOwnTimeoutIsAConnectTimeout(t *testing.T) {
	transport := &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) {
		return nil, &net.OpError{Op: "dial", Net: "tcp", Err: &net.DNSError{Err: "i/o timeout", IsTimeout: true}}
	}}
	s := open(t, client.Config{Transport: transport, Timeout: client.Timeouts{Connect: time.Minute}})
	_, err := s.Get(t.Context(), "http://h/x")
	wantTimeout(t, err, client.PhaseConnect, time.Minute)
}
