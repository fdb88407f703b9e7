package server_test

import (
	"bytes"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gourd-go/gourd/gateway"
	"github.com/gourd-go/gourd/server"
)

// narrow is a listener whose connections buffer little, so that a client that does
// not read shows soon.
type narrow struct{ net.Listener }

func (n narrow) Accept() (net.Conn, error) {
	conn, err := n.Listener.Accept()
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetWriteBuffer(128 << 10)
	}
	return conn, err
}

func narrowListener(t *testing.T) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return narrow{l}
}

// large is what a narrow connection cannot take at once.
const large = 4 << 20

// ways are those of sending a large answer. They return why it could not be sent.
var ways = []struct {
	name string
	send func(x exchange, file string) error
}{
	{"in one write", func(x exchange, _ string) error {
		return errors.Join(x.WriteHead(&gateway.Head{Status: 200, ContentLength: large}, make([]byte, large), false), x.Flush())
	}},
	{"in many writes", func(x exchange, _ string) error {
		if err := x.WriteHead(&gateway.Head{Status: 200, ContentLength: -1}, nil, true); err != nil {
			return err
		}
		piece := make([]byte, 8<<10)
		for range large / len(piece) {
			if _, err := x.Write(piece); err != nil {
				return err
			}
		}
		return x.Finish(nil)
	}},
	{"from a file", func(x exchange, file string) error {
		f, err := os.Open(file)
		if err != nil {
			return err
		}
		defer func() { _ = f.Close() }()
		if err := x.WriteHead(&gateway.Head{Status: 200, ContentLength: large}, nil, true); err != nil {
			return err
		}
		_, err = x.WriteFile(f, large)
		return err
	}},
}

func largeFile(t *testing.T) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "large")
	if err := os.WriteFile(file, make([]byte, large), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// lines are the kinds of connections that have a write time-out of ours.
var lines = []struct {
	name   string
	secure bool
}{{"HTTP", false}, {"HTTPS", true}}

// through opens a raw HTTP/1.1 connection to a server with a narrow listener.
func through(t *testing.T, h gateway.Handler, c server.Config, secure bool) *client {
	t.Helper()
	c.Listener = narrowListener(t)
	cert := certificate(t)
	if secure {
		c.TLS = cert.server
	}
	s := open(t, h, c)
	conn := s.dial()
	_ = conn.Conn.(*net.TCPConn).SetReadBuffer(128 << 10)
	if secure {
		conn.handshake(cert)
	}
	return conn
}

// throughPipe is through in a bubble.
func throughPipe(t *testing.T, h gateway.Handler, c server.Config, secure bool) *client {
	t.Helper()
	cert := certificate(t)
	if secure {
		c.TLS = cert.server
	}
	conn := openInTime(t, h, c).dial()
	if secure {
		conn.handshake(cert)
	}
	return conn
}

func TestAClientThatDoesNotReadIsCutOff(t *testing.T) {
	t.Parallel()
	file := largeFile(t)
	for _, line := range lines {
		for _, way := range ways {
			t.Run(line.name+" "+way.name, func(t *testing.T) {
				t.Parallel()
				cause := make(chan error, 1)
				c := through(t, handler(func(x exchange) {
					if string(x.Path) == "/" {
						say(x, "hello")
						return
					}
					cause <- way.send(x, file)
				}), server.Config{WriteTimeout: 10 * short}, line.secure)
				c.send(get).wants(200, "hello") // so that it is the second answer
				c.send(strings.Replace(get, "/", "/large", 1))
				if err := receive(t, cause); !errors.Is(err, os.ErrDeadlineExceeded) {
					t.Errorf("the answer ended with %v", err)
				}
				if _, err := io.Copy(io.Discard, c.r); isTimeout(err) {
					t.Error("the connection is still open")
				}
			})
		}
	}
}

func TestAClientThatReadsSlowlyButSteadilyGetsAll(t *testing.T) {
	file := largeFile(t)
	for _, line := range lines {
		for _, way := range ways {
			t.Run(line.name+" "+way.name, func(t *testing.T) {
				inTime(t, func(t *testing.T) {
					cause := make(chan error, 1)
					c := throughPipe(t, handler(func(x exchange) { cause <- way.send(x, file) }), server.Config{WriteTimeout: short}, line.secure)
					start := time.Now()
					res, err := http.ReadResponse(c.send(get).r, nil)
					if err != nil {
						t.Fatal(err)
					}
					defer func() { _ = res.Body.Close() }()
					if n, err := readSlowly(res.Body); err != io.EOF || n != large {
						t.Errorf("%d bytes came, %v; the server says %v", n, err, receive(t, cause))
					}
					if took := time.Since(start); took < 10*short {
						t.Errorf("it took %v only", took)
					}
				})
			})
		}
	}
}

// readSlowly reads as much as one deadline is for in less time than a time-out of
// short, again and again.
func readSlowly(r io.Reader) (n int64, err error) {
	for err == nil {
		var m int64
		m, err = io.CopyN(io.Discard, r, 64<<10)
		n += m
		pause(short / 3)
	}
	return n, err
}

func TestAStreamMayBeSilentForLongerThanTheWriteTimeOut(t *testing.T) {
	for _, line := range lines {
		t.Run(line.name, func(t *testing.T) {
			inTime(t, func(t *testing.T) {
				c := throughPipe(t, handler(func(x exchange) {
					_ = x.WriteHead(&gateway.Head{Status: 200, ContentLength: 6}, []byte("one"), true)
					_ = x.Flush()
					pause(3 * short)
					_, _ = x.Write([]byte("two"))
				}), server.Config{WriteTimeout: short}, line.secure)
				for range 2 {
					c.send(get).wants(200, "onetwo")
				}
			})
		})
	}
}

// slow is a source that makes the client wait.
type slow struct{ left int }

func (s *slow) Read(p []byte) (int, error) {
	if s.left == 0 {
		return 0, io.EOF
	}
	s.left--
	pause(2 * short)
	return copy(p, "slow"), nil
}

func TestASlowSourceIsNotTheClientsFault(t *testing.T) {
	inTime(t, func(t *testing.T) {
		c := throughPipe(t, server.HTTP(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "12")
			_, _ = io.Copy(w, &slow{left: 3})
		})), server.Config{WriteTimeout: short}, false)
		c.send(get).wants(200, "slowslowslow")
	})
}

func TestAFileThatIsShorterThanDeclaredBreaksTheAnswerOff(t *testing.T) {
	file := largeFile(t)
	c := through(t, handler(func(x exchange) {
		f, err := os.Open(file)
		if err != nil {
			t.Error(err)
			return
		}
		defer func() { _ = f.Close() }()
		_ = x.WriteHead(&gateway.Head{Status: 200, ContentLength: large + 1}, nil, true)
		if n, err := x.WriteFile(f, large+1); n != large || !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("WriteFile returned %d, %v", n, err)
		}
	}), server.Config{}, false)
	res, err := http.ReadResponse(c.send(get).r, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	if n, err := io.Copy(io.Discard, res.Body); n != large || !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("%d bytes came, %v", n, err)
	}
}

func TestADeadlineOfTheHandlersOwnStands(t *testing.T) {
	failed := make(chan error, 1)
	c := through(t, server.HTTP(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			failed <- err
			return
		}
		defer func() { _ = conn.Close() }()
		_ = conn.SetDeadline(time.Now().Add(-time.Second))
		_, err = conn.Write([]byte("x"))
		if err == nil {
			err = errors.New("it was written")
		}
		_ = conn.SetDeadline(time.Time{})
		_, again := conn.Write(bytes.Repeat([]byte("x"), 200<<10))
		failed <- errors.Join(err, again)
	})), server.Config{WriteTimeout: long}, false)
	c.send(get)
	if n, err := io.Copy(io.Discard, c.r); n != 200<<10 || err != nil {
		t.Errorf("%d bytes came, %v", n, err)
	}
	if err := receive(t, failed); err == nil || err.Error() != "write tcp "+c.RemoteAddr().String()+"->"+c.LocalAddr().String()+": i/o timeout" {
		t.Errorf("the writes returned %v", err)
	}
}
