//go:build linux

package harness

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// startHTTP serves until the test ends and returns the address.
func startHTTP(t *testing.T, h http.HandlerFunc) string {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s.Listener.Addr().String()
}

func dial(t *testing.T, address string, n int) *Clients {
	t.Helper()
	c, err := Dial(address, n)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

func TestRunSendsAsManyRequestsAsItIsTold(t *testing.T) {
	var served atomic.Int64
	address := startHTTP(t, func(w http.ResponseWriter, _ *http.Request) {
		served.Add(1)
		_, _ = io.WriteString(w, "ok")
	})
	clients := dial(t, address, 3)
	r, err := clients.Run(Load{Request: Get("/"), Want: "ok", For: time.Minute, Count: 100, Latencies: true})
	if err != nil {
		t.Fatal(err)
	}
	if r.Requests != 100 || served.Load() != 100 || len(r.Latencies) != 100 {
		t.Errorf("%d requests, %d served, %d latencies, want 100 each", r.Requests, served.Load(), len(r.Latencies))
	}
	if r.Elapsed <= 0 || r.Elapsed >= time.Minute {
		t.Errorf("it took %v, want less than the minute that it had", r.Elapsed)
	}
}

func TestRunEndsWithItsTime(t *testing.T) {
	address := startHTTP(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "ok") })
	r, err := dial(t, address, 2).Run(Load{Request: Get("/"), For: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	if r.Requests == 0 || r.Elapsed < time.Second || r.PerSecond() <= 0 {
		t.Errorf("%d requests in %v, want some in no less than 1 s", r.Requests, r.Elapsed)
	}
}

func TestRunReportsWrongAnswers(t *testing.T) {
	tests := []struct {
		name  string
		serve http.HandlerFunc
		want  string
	}{
		{"body", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "other") }, `"other", want "ok"`},
		{"status", func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "gone", http.StatusGone) }, "410"},
		{"too long", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "10000")
			_, _ = io.WriteString(w, strings.Repeat("x", 10000))
		}, "longer than"},
		{"broken off", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, "broke off"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			clients := dial(t, startHTTP(t, test.serve), 1)
			_, err := clients.Run(Load{Request: Get("/"), Want: "ok", For: time.Minute})
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want an error with %q", err, test.want)
			}
		})
	}
}

func TestRunRefusesToRunForEver(t *testing.T) {
	if _, err := new(Clients).Run(Load{Request: Get("/")}); err == nil {
		t.Error("got no error for a load without a time")
	}
}

func TestDialFromComesFromItsAddress(t *testing.T) {
	seen := make(chan string, 1)
	address := startHTTP(t, func(w http.ResponseWriter, r *http.Request) {
		seen <- r.RemoteAddr
		_, _ = io.WriteString(w, "ok")
	})
	conn, err := DialFrom(net.IPv4(127, 0, 1, 7), address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := conn.Write(Get("/")); err != nil {
		t.Fatal(err)
	}
	if err := conn.Receive("ok"); err != nil {
		t.Fatal(err)
	}
	if from := <-seen; !strings.HasPrefix(from, "127.0.1.7:") {
		t.Errorf("the request came from %s, want 127.0.1.7", from)
	}
}
