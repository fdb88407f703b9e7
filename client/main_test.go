package client_test

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/gourd-go/gourd/client"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// open makes a session that the test closes.
func open(t testing.TB, config client.Config) *client.Session {
	t.Helper()
	s := client.New(config)
	if err := s.Open(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(t.Context()); err != nil {
			t.Error(err)
		}
	})
	return s
}

// serve starts a server and a session whose base it is. The session is closed first.
func serve(t testing.TB, config client.Config, handler http.HandlerFunc) (*client.Session, *httptest.Server) {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	config.BaseURL = server.URL + config.BaseURL
	config.NoProxy = config.Transport == nil
	return open(t, config), server
}

// roundTrip is a transport in one function.
type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// response is an answer without a server.
func response(r *http.Request, status int, body io.Reader, header ...string) *http.Response {
	h := http.Header{}
	for i := 0; i+1 < len(header); i += 2 {
		h.Add(header[i], header[i+1])
	}
	return &http.Response{
		StatusCode: status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: h, Body: io.NopCloser(body), ContentLength: -1, Request: r,
	}
}

// piped is a real transport over net.Pipe: peer plays the server on each connection.
// It works inside a synctest bubble.
func piped(peer func(net.Conn)) *http.Transport {
	return &http.Transport{DialContext: pipeDial(peer)}
}

// raw answers every connection with fixed bytes after the request's head, and
// hangs up.
func raw(t testing.TB, answer string) (url string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			_ = c.SetDeadline(time.Now().Add(time.Minute))
			readHead(c)
			_, _ = io.WriteString(c, answer)
			_ = c.Close()
		}
	}()
	t.Cleanup(func() {
		_ = listener.Close()
		<-done
	})
	return "http://" + listener.Addr().String()
}

// readHead reads to the empty line after a request's head.
func readHead(c net.Conn) string {
	var head []byte
	one := make([]byte, 1)
	for {
		if _, err := c.Read(one); err != nil {
			return string(head)
		}
		head = append(head, one[0])
		if n := len(head); n >= 4 && string(head[n-4:]) == "\r\n\r\n" {
			return string(head)
		}
	}
}
