//go:build linux

package main

import (
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gourd-go/gourd/bench/http/harness"
	"github.com/gourd-go/gourd/internal/require"
)

// visitOnce has a client that has logged in at address visit once more.
func visitOnce(t *testing.T, address string) {
	t.Helper()
	w := sessionWorkloads[0]
	request, err := w.request(address)
	if err != nil {
		t.Fatal(err)
	}
	clients, err := harness.Dial(address, 2)
	if err != nil {
		t.Fatal(err)
	}
	defer clients.Close()
	if _, err := checked(clients, w, request); err != nil {
		t.Error(err)
	}
}

func TestSessionsAreReadAndWrittenBack(t *testing.T) {
	for _, p := range peers {
		if !p.session || p.handler == nil {
			continue
		}
		t.Run(p.name, func(t *testing.T) {
			s := httptest.NewServer(p.handler())
			defer s.Close()
			visitOnce(t, s.Listener.Addr().String())
		})
	}
}

func TestFlaskReadsAndWritesTheSame(t *testing.T) {
	if _, err := findPython(); err != nil {
		require.Or(t, "gunicorn", err.Error())
	}
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	f := newFlaskServer(2)
	served := make(chan error, 1)
	go func() { served <- f.serve(l) }()
	visitOnce(t, l.Addr().String())
	if u, err := f.usage(); err != nil || u.CPU() == 0 || u.RSS < 1<<20 {
		t.Errorf("it has used %v, %v; want some CPU time and memory", u, err)
	}
	if err := f.stop(); err != nil {
		t.Error(err)
	}
	if err := <-served; err != nil {
		t.Errorf("gunicorn ended with %v", err)
	}
}

func TestVisitsWithoutALoginAreRefused(t *testing.T) {
	for _, p := range peers {
		if !p.session || p.handler == nil {
			continue
		}
		recorder := httptest.NewRecorder()
		p.handler().ServeHTTP(recorder, httptest.NewRequest(http.MethodGet, "/visits", nil))
		if recorder.Code != http.StatusUnauthorized {
			t.Errorf("%s: got %d, want 401", p.name, recorder.Code)
		}
	}
}

func TestLoginTellsWhenACookieIsNotWrittenBack(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == loginPath {
			http.SetCookie(w, &http.Cookie{Name: cookieName, Value: "41"})
			return
		}
		plain(w, visited(firstVisit+1))
	}))
	defer s.Close()
	if _, err := login(s.Listener.Addr().String(), sessionWorkloads[0]); err == nil || !strings.Contains(err.Error(), cookieName) {
		t.Errorf("got %v, want an error that names the cookie", err)
	}
}

func TestVisitorsHaveWhatTheLoginSet(t *testing.T) {
	for _, p := range peers {
		if !p.session || p.handler == nil {
			continue
		}
		v, err := newVisitor(p.handler(), true)
		if err != nil {
			t.Fatal(err)
		}
		r := newRequest(sessionWorkloads[0])
		for range 2 { // the same request again, as it came
			recorder := httptest.NewRecorder()
			v.ServeHTTP(recorder, r)
			if got := recorder.Body.String(); got != visited(firstVisit+1) {
				t.Errorf("%s: got %d %q, want %q", p.name, recorder.Code, got, visited(firstVisit+1))
			}
		}
	}
}

func TestServersThatCannotRunAreLeftOut(t *testing.T) {
	if !available(peer{name: "here"}) || !available(peer{name: "found", missing: func() error { return nil }}) {
		t.Error("a server that can run is left out")
	}
	if available(peer{name: "gone", missing: func() error { return errors.New("it is gone") }}) {
		t.Error("a server that cannot run is not left out")
	}
}
