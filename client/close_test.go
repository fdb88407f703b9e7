package client_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gourd-go/gourd/client"
)

func TestAClosedSession(t *testing.T) {
	s, _ := serve(t, client.Config{}, func(http.ResponseWriter, *http.Request) {})
	for range 2 {
		if err := s.Close(t.Context()); err != nil {
			t.Error(err)
		}
	}
	if _, err := s.Get(t.Context(), "x"); err != client.ErrClosed {
		t.Errorf("Get: got %v, want ErrClosed", err)
	}
	if err := s.Open(t.Context()); err != client.ErrClosed {
		t.Errorf("Open: got %v, want ErrClosed", err)
	}
}

func TestCloseLeavesNoConnection(t *testing.T) {
	for _, http2 := range []bool{false, true} {
		var mu sync.Mutex
		open := map[net.Conn]bool{}
		gone := make(chan struct{}, 100)
		server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/stream" {
				_ = http.NewResponseController(w).Flush()
				<-r.Context().Done()
			}
		}))
		server.EnableHTTP2 = http2
		server.Config.ConnState = func(c net.Conn, state http.ConnState) {
			mu.Lock()
			defer mu.Unlock()
			switch state {
			case http.StateNew:
				open[c] = true
			case http.StateClosed:
				delete(open, c)
				gone <- struct{}{}
			}
		}
		server.StartTLS()
		t.Cleanup(server.Close)
		tlsConfig := server.Client().Transport.(*http.Transport).TLSClientConfig
		tlsConfig.NextProtos = nil
		s := client.New(client.Config{BaseURL: server.URL, NoProxy: true, TLS: tlsConfig})
		idle, err := s.Get(t.Context(), "x")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := idle.Bytes(); err != nil {
			t.Fatal(err)
		}
		forgotten, err := s.Get(t.Context(), "stream") // a response that nobody closes
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Close(t.Context()); err != nil {
			t.Error(err)
		}
		if _, err := forgotten.Body.Read(make([]byte, 1)); !errors.Is(err, client.ErrClosed) {
			t.Errorf("HTTP/2 %v: reading after Close: got %v, want ErrClosed", http2, err)
		}
		deadline := time.After(time.Minute)
		for {
			mu.Lock()
			left := len(open)
			mu.Unlock()
			if left == 0 {
				break
			}
			select {
			case <-gone:
			case <-deadline:
				t.Fatalf("HTTP/2 %v: %d connections are still open", http2, left)
			}
		}
	}
}

func TestCloseWhileRequestsStart(t *testing.T) {
	s, _ := serve(t, client.Config{}, func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, "ok") })
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for {
				res, err := s.Get(t.Context(), "x")
				if err == nil {
					_, err = res.Text()
				}
				if err != nil {
					if !errors.Is(err, client.ErrClosed) {
						t.Errorf("got %v, want ErrClosed", err)
					}
					return
				}
			}
		})
	}
	if err := s.Close(t.Context()); err != nil {
		t.Error(err)
	}
	wg.Wait()
}

func TestMaxRequestsIsKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		now, most := 0, 0
		s := open(t, client.Config{MaxRequests: 3, Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
			mu.Lock()
			now++
			most = max(most, now)
			mu.Unlock()
			time.Sleep(time.Second)
			return response(r, 200, io.MultiReader(strings.NewReader("ok"), leaving{func() {
				mu.Lock()
				now--
				mu.Unlock()
			}})), nil
		})})
		start := time.Now()
		var wg sync.WaitGroup
		for range 12 {
			wg.Go(func() {
				res, err := s.Get(t.Context(), "http://h/x")
				if err != nil {
					t.Error(err)
					return
				}
				if text, err := res.Text(); err != nil || text != "ok" {
					t.Errorf("got %q, %v", text, err)
				}
			})
		}
		wg.Wait()
		if most != 3 || time.Since(start) != 4*time.Second {
			t.Errorf("%d at a time in %v, want 3 in 4s", most, time.Since(start))
		}
	})
}

// leaving ends a body and tells.
type leaving struct{ f func() }

func (l leaving) Read([]byte) (int, error) {
	l.f()
	return 0, io.EOF
}

func TestPlacesUnderMaxRequests(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, client.Config{
			MaxRequests: 1, Timeout: client.Timeouts{Pool: time.Second, Total: time.Minute},
			Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
				switch r.URL.Path {
				case "/fails":
					return nil, io.ErrUnexpectedEOF
				case "/204":
					return response(r, 204, http.NoBody), nil
				}
				return response(r, 200, strings.NewReader("body")), nil
			}),
		})
		held, err := s.Get(t.Context(), "http://h/x")
		if err != nil {
			t.Fatal(err)
		}
		_, err = s.Get(t.Context(), "http://h/x")
		wantTimeout(t, err, client.PhasePool, time.Second)
		if err := held.Close(); err != nil {
			t.Error(err)
		}
		if _, err := s.Get(t.Context(), "http://h/fails"); !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("got %v", err)
		}
		empty, err := s.Get(t.Context(), "http://h/204")
		if err != nil {
			t.Fatal(err)
		}
		if empty.Status != 204 { // and nobody closes it: it has no body
			t.Errorf("got %d", empty.Status)
		}
		ctx, cancel := context.WithCancel(t.Context())
		if _, err := s.Get(ctx, "http://h/x"); err != nil { // nobody closes it
			t.Fatal(err)
		}
		cancel() // the end of its context gives the place back
		last, err := s.Get(t.Context(), "http://h/x")
		if err != nil {
			t.Fatal(err)
		}
		if err := last.Close(); err != nil {
			t.Error(err)
		}
	})
}
