package client_test

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/gourd-go/gourd/client"
)

// serveTLS is serve over https with one protocol.
func serveTLS(t *testing.T, protocol string, handler http.HandlerFunc) *client.Session {
	t.Helper()
	server := httptest.NewUnstartedServer(handler)
	server.EnableHTTP2 = protocol == "HTTP/2.0"
	server.StartTLS()
	t.Cleanup(server.Close)
	roots := x509.NewCertPool()
	roots.AddCert(server.Certificate())
	return open(t, client.Config{BaseURL: server.URL, NoProxy: true, TLS: &tls.Config{RootCAs: roots}})
}

func TestHTTP2IsUsedWhereItIsOffered(t *testing.T) {
	for _, protocol := range []string{"HTTP/1.1", "HTTP/2.0"} {
		s := serveTLS(t, protocol, func(w http.ResponseWriter, r *http.Request) { _, _ = w.Write([]byte(r.Proto)) })
		res, err := s.Get(t.Context(), "x")
		if err != nil {
			t.Fatal(err)
		}
		if text, err := res.Text(); err != nil || text != protocol || res.Proto != protocol {
			t.Errorf("got %s, %q, %v; want %s", res.Proto, text, err, protocol)
		}
	}
}

func TestNoHTTP2(t *testing.T) {
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {}))
	server.EnableHTTP2 = true
	server.StartTLS()
	t.Cleanup(server.Close)
	roots := x509.NewCertPool()
	roots.AddCert(server.Certificate())
	s := open(t, client.Config{BaseURL: server.URL, NoProxy: true, TLS: &tls.Config{RootCAs: roots}, Pool: client.Pool{NoHTTP2: true}})
	res, err := s.Get(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Close()
	if res.Proto != "HTTP/1.1" {
		t.Errorf("got %s", res.Proto)
	}
}

func TestAnUnknownCertificateIsRefused(t *testing.T) {
	server := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the request was sent") }))
	server.Config.ErrorLog = quiet()
	t.Cleanup(server.Close)
	s := open(t, client.Config{NoProxy: true, Retry: client.RetryPolicy{Attempts: 5}})
	_, err := s.Get(t.Context(), server.URL)
	if code, _ := gateway(err); code != 502 {
		t.Errorf("got %v, want a 502", err)
	}
}

func TestConnectionsAreKept(t *testing.T) {
	var connections atomic.Int32
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = w.Write(make([]byte, 100))
	}))
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			connections.Add(1)
		}
	}
	server.Start()
	t.Cleanup(server.Close)
	s := open(t, client.Config{BaseURL: server.URL, NoProxy: true})
	for range 20 {
		res, err := s.Get(t.Context(), "x")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := res.Bytes(); err != nil {
			t.Fatal(err)
		}
	}
	// Not always one: net/http gives a connection up whose writer is not done 50 ms
	// behind the answer, which happens on a busy machine.
	if n := connections.Load(); n > 5 {
		t.Errorf("20 requests took %d connections, want one for many", n)
	}
}

func TestMaxPerHost(t *testing.T) {
	var mu sync.Mutex
	open, most := 0, 0
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {}))
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		mu.Lock()
		defer mu.Unlock()
		switch state {
		case http.StateNew:
			open++
			most = max(most, open)
		case http.StateClosed:
			open--
		}
	}
	server.Start()
	t.Cleanup(server.Close)
	s := client.New(client.Config{BaseURL: server.URL, NoProxy: true, Pool: client.Pool{MaxPerHost: 2}})
	defer s.Close(t.Context())
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			res, err := s.Get(t.Context(), "x")
			if err != nil {
				t.Error(err)
				return
			}
			if _, err := res.Bytes(); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	mu.Lock()
	defer mu.Unlock()
	if most > 2 {
		t.Errorf("%d connections at a time, want at most 2", most)
	}
}

func TestUnixSocket(t *testing.T) {
	folder, err := os.MkdirTemp("", "g") // shorter than t.TempDir: a socket's path has about 100 bytes
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(folder) })
	path := filepath.Join(folder, "s")
	listener, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = w.Write([]byte(r.Host + r.URL.Path))
	}))
	_ = server.Listener.Close()
	server.Listener = listener
	server.Start()
	t.Cleanup(server.Close)
	t.Setenv("HTTP_PROXY", "http://127.0.0.1:1")
	s := open(t, client.Config{BaseURL: "http://docker/v1", UnixSocket: path})
	res, err := s.Get(t.Context(), "info")
	if err != nil {
		t.Fatal(err)
	}
	if text, err := res.Text(); err != nil || text != "docker/v1/info" {
		t.Errorf("got %q, %v", text, err)
	}
}

func TestProxy(t *testing.T) {
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = w.Write([]byte("proxy for " + r.URL.String() + " " + r.Header.Get("Proxy-Authorization")))
	}))
	t.Cleanup(proxy.Close)
	address, err := url.Parse(proxy.URL)
	if err != nil {
		t.Fatal(err)
	}
	address.User = url.UserPassword("me", "secret")
	s := open(t, client.Config{Proxy: http.ProxyURL(address)})
	res, err := s.Get(t.Context(), "http://elsewhere.invalid/x")
	if err != nil {
		t.Fatal(err)
	}
	if text, err := res.Text(); err != nil || text != "proxy for http://elsewhere.invalid/x Basic bWU6c2VjcmV0" {
		t.Errorf("got %q, %v", text, err)
	}
}

func TestABadProxyAddressIsNotShown(t *testing.T) {
	s := open(t, client.Config{
		Proxy: func(*http.Request) (*url.URL, error) {
			return nil, errors.New("invalid proxy address http://me:secret@h")
		},
		Retry: client.RetryPolicy{Attempts: 3},
	})
	_, err := s.Get(t.Context(), "http://elsewhere.invalid/")
	if err == nil || !contains(err, "proxy's address") || contains(err, "secret") {
		t.Errorf("got %v", err)
	}
}
