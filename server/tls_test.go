package server_test

import (
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/gourd-go/gourd/gateway"
	"github.com/gourd-go/gourd/server"
)

// browser is a client of net/http that speaks one version.
func browser(t *testing.T, cert secured, major int) *http.Client {
	t.Helper()
	transport := &http.Transport{TLSClientConfig: cert.client, Protocols: new(http.Protocols)}
	transport.Protocols.SetHTTP1(major == 1)
	transport.Protocols.SetHTTP2(major == 2)
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport, Timeout: long}
}

func fetch(t *testing.T, c *http.Client, s *site, path string) *http.Response {
	t.Helper()
	res, err := c.Get("https://" + s.addr.String() + path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = res.Body.Close() })
	return res
}

func read(t *testing.T, res *http.Response) string {
	t.Helper()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Error(err)
	}
	return string(b)
}

// browserInTime is browser in a bubble.
func browserInTime(t *testing.T, cert secured, s *site, major int) *http.Client {
	t.Helper()
	c := browser(t, cert, major)
	c.Transport.(*http.Transport).DialContext = s.pipes.Dial
	return c
}

// inBoth runs a test over HTTPS with both versions.
func inBoth(t *testing.T, test func(t *testing.T, cert secured, c *http.Client, major int)) {
	t.Helper()
	for major, name := range map[int]string{1: "HTTP/1.1", 2: "HTTP/2"} {
		t.Run(name, func(t *testing.T) {
			cert := certificate(t)
			test(t, cert, browser(t, cert, major), major)
		})
	}
}

func TestTheVersionIsNegotiated(t *testing.T) {
	inBoth(t, func(t *testing.T, cert secured, c *http.Client, major int) {
		s := open(t, handler(func(x exchange) {
			if x.Scheme != "https" || x.TLS == nil || x.Major != major {
				t.Errorf("the handler sees %s, %v, HTTP/%d", x.Scheme, x.TLS, x.Major)
			}
			say(x, "hello")
		}), server.Config{TLS: cert.server})
		if res := fetch(t, c, s, "/"); res.ProtoMajor != major || read(t, res) != "hello" {
			t.Errorf("answered in %s", res.Proto)
		}
	})
}

func TestAListenerThatSpeaksTLSAlready(t *testing.T) {
	inBoth(t, func(t *testing.T, cert secured, c *http.Client, major int) {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		config := cert.server.Clone()
		config.NextProtos = []string{"h2", "http/1.1"}
		s := open(t, handler(func(x exchange) { say(x, x.Scheme) }), server.Config{Listener: tls.NewListener(l, config)})
		if res := fetch(t, c, s, "/"); res.ProtoMajor != major || read(t, res) != "https" {
			t.Errorf("answered in %s", res.Proto)
		}
	})
}

func TestAStreamArrivesPieceByPiece(t *testing.T) {
	for major, name := range map[int]string{1: "HTTP/1.1", 2: "HTTP/2"} {
		t.Run(name, func(t *testing.T) {
			inTime(t, func(t *testing.T) {
				read := make(chan struct{})
				cert := certificate(t)
				s := openInTime(t, handler(func(x exchange) {
					_ = x.WriteHead(&gateway.Head{Status: 200, ContentLength: -1}, []byte("one"), true)
					_ = x.Flush()
					<-read
					pause(3 * short) // longer than the time-out for the client
					_, _ = x.Write([]byte("two"))
				}), server.Config{TLS: cert.server, WriteTimeout: short})
				res := fetch(t, browserInTime(t, cert, s, major), s, "/")
				first := make([]byte, 3)
				if _, err := io.ReadFull(res.Body, first); err != nil || string(first) != "one" {
					t.Errorf("first came %q, %v", first, err)
				}
				close(read)
				if rest, err := io.ReadAll(res.Body); err != nil || string(rest) != "two" {
					t.Errorf("then came %q, %v", rest, err)
				}
			})
		})
	}
}

func TestARequestUnderWayIsAnsweredDuringTheDrain(t *testing.T) {
	inBoth(t, func(t *testing.T, cert secured, c *http.Client, _ int) {
		began, release, draining := make(chan struct{}), make(chan struct{}), make(chan struct{})
		s := open(t, handler(func(x exchange) {
			close(began)
			<-release
			say(x, "answered")
		}), server.Config{TLS: cert.server, OnDrain: func() { close(draining) }})
		go func() {
			<-began
			s.stop()
			<-draining
			close(release)
		}()
		if got := read(t, fetch(t, c, s, "/")); got != "answered" {
			t.Errorf("answered %q", got)
		}
		if err := s.end(); err != nil { // an idle connection of HTTP/2 must not hold it up
			t.Error(err)
		}
	})
}

func TestAnHTTP2ClientThatDoesNotReadLosesItsStreamOnly(t *testing.T) {
	file := largeFile(t)
	for _, way := range ways {
		t.Run(way.name, func(t *testing.T) {
			inTime(t, func(t *testing.T) {
				cert := certificate(t)
				cause := make(chan error, 1)
				s := openInTime(t, handler(func(x exchange) {
					if string(x.Path) == "/" {
						say(x, "hello")
						return
					}
					for { // the client's window has room for the first of them
						if err := way.send(x, file); err != nil {
							cause <- err
							return
						}
						if x.Ended() {
							cause <- errors.New("it was sent")
							return
						}
					}
				}), server.Config{TLS: cert.server, WriteTimeout: short})
				c := browserInTime(t, cert, s, 2)
				c.Transport.(*http.Transport).HTTP2 = &http.HTTP2Config{MaxReceiveBufferPerStream: 64 << 10}
				stuck := fetch(t, c, s, "/large")
				if err := receive(t, cause); err == nil || strings.Contains(err.Error(), "it was sent") {
					t.Errorf("the answer ended with %v", err)
				}
				if got := read(t, fetch(t, c, s, "/")); got != "hello" {
					t.Errorf("another stream got %q", got)
				}
				if _, err := io.Copy(io.Discard, stuck.Body); err == nil {
					t.Error("the answer is complete")
				}
			})
		})
	}
}

func TestAnHTTP2ClientThatReadsSlowlyButSteadilyGetsAll(t *testing.T) {
	inTime(t, func(t *testing.T) {
		cert := certificate(t)
		s := openInTime(t, handler(func(x exchange) { _ = ways[0].send(x, "") }), server.Config{TLS: cert.server, WriteTimeout: short})
		c := browserInTime(t, cert, s, 2)
		c.Transport.(*http.Transport).HTTP2 = &http.HTTP2Config{MaxReceiveBufferPerStream: 64 << 10}
		if n, err := readSlowly(fetch(t, c, s, "/").Body); n != large || err != io.EOF {
			t.Errorf("%d bytes came, %v", n, err)
		}
	})
}

func TestTLSWithoutACertificateIsRefused(t *testing.T) {
	cannotListen(t, server.Config{Address: "127.0.0.1:0", TLS: &tls.Config{}}, nil, "Config.TLS has no certificate", "GetCertificate")
}

func TestPlainHTTPOnATLSPortIsTold(t *testing.T) {
	c := open(t, text("hello"), server.Config{TLS: certificate(t).server}).dial()
	c.send(get).wants(400, "")
}
