package server_test

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"github.com/gourd-go/gourd/server"
)

func TestListening(t *testing.T) {
	tests := []struct {
		name, network string
		config        func(t *testing.T) server.Config
		dial          func(addr net.Addr) net.Addr
	}{
		{"host and port", "tcp", func(*testing.T) server.Config { return server.Config{Address: "127.0.0.1:0"} }, same},
		{"a port on all interfaces", "tcp", func(*testing.T) server.Config { return server.Config{Address: ":0"} }, func(a net.Addr) net.Addr {
			return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: a.(*net.TCPAddr).Port}
		}},
		{"IPv6", "tcp", func(t *testing.T) server.Config {
			if l, err := net.Listen("tcp", "[::1]:0"); err != nil {
				t.Skip("SKIPPED: this machine has no IPv6: ", err)
			} else {
				_ = l.Close()
			}
			return server.Config{Address: "[::1]:0"}
		}, same},
		{"a Unix socket", "unix", func(t *testing.T) server.Config { return server.Config{Address: "unix:" + socketPath(t)} }, same},
		{"an abstract Unix socket", "unix", func(t *testing.T) server.Config {
			if runtime.GOOS != "linux" {
				t.Skip("SKIPPED: abstract sockets are Linux's")
			}
			return server.Config{Address: "unix:@gourd" + filepath.Base(t.TempDir()) + filepath.Base(filepath.Dir(t.TempDir()))}
		}, same},
		{"a listener of one's own", "tcp", func(t *testing.T) server.Config {
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			return server.Config{Listener: l, Address: "not looked at"}
		}, same},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := open(t, text("hello"), test.config(t))
			if s.addr.Network() != test.network {
				t.Errorf("listens on %s %s, want %s", s.addr.Network(), s.addr, test.network)
			}
			dial(t, test.dial(s.addr)).send(get).wants(200, "hello")
		})
	}
}

func same(a net.Addr) net.Addr { return a }

// socketPath is short, since the path of a socket may have about a hundred bytes only.
func socketPath(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "gourd")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return filepath.Join(dir, "s")
}

func TestTheDefaultAddressIsThatOfFlaskRun(t *testing.T) {
	if got := (server.Config{}).WithDefaults().Address; got != "127.0.0.1:5000" {
		t.Errorf("the address is %s", got)
	}
}

func TestASocketIsRemovedAtTheEnd(t *testing.T) {
	path := socketPath(t)
	s := open(t, text("hello"), server.Config{Address: "unix:" + path})
	if _, err := os.Lstat(path); err != nil {
		t.Fatal(err)
	}
	if err := s.end(); err != nil {
		t.Error(err)
	}
	if _, err := os.Lstat(path); !os.IsNotExist(err) {
		t.Errorf("the socket is still there: %v", err)
	}
}

func TestASocketThatNobodyListensOnIsReplaced(t *testing.T) {
	path := socketPath(t)
	l, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	l.(*net.UnixListener).SetUnlinkOnClose(false)
	_ = l.Close()
	s := open(t, text("hello"), server.Config{Address: "unix:" + path})
	s.dial().send(get).wants(200, "hello")
}

// cannotListen asserts the sentence of an error, and what it wraps.
func cannotListen(t *testing.T, c server.Config, cause error, words ...string) {
	t.Helper()
	c.Logger = slog.New(slog.DiscardHandler)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	c.OnListen = func(net.Addr) { stop() }
	err := server.Serve(ctx, text("hello"), c)
	if err == nil {
		t.Fatal("it could listen")
	}
	if cause != nil && !errors.Is(err, cause) {
		t.Errorf("%q does not wrap %v", err, cause)
	}
	for _, word := range append(words, "server: ") {
		if !strings.Contains(err.Error(), word) {
			t.Errorf("%q does not say %q", err, word)
		}
	}
}

func TestWhatKeepsAServerFromListeningIsSaidInASentence(t *testing.T) {
	t.Run("a port in use", func(t *testing.T) {
		other := open(t, text("hello"), server.Config{})
		cannotListen(t, server.Config{Address: other.addr.String()}, syscall.EADDRINUSE, other.addr.String(), "choose another address")
	})
	t.Run("no permission for a port", func(t *testing.T) {
		if os.Geteuid() == 0 {
			t.Skip("SKIPPED: this user is root, who may listen on any port")
		}
		l, err := net.Listen("tcp", "127.0.0.1:1")
		if err == nil {
			_ = l.Close()
			t.Skip("SKIPPED: every user may listen on any port here")
		}
		cannotListen(t, server.Config{Address: "127.0.0.1:1"}, syscall.EACCES, "127.0.0.1:1", "choose a higher port")
	})
	t.Run("no permission for a socket", func(t *testing.T) {
		if os.Geteuid() == 0 {
			t.Skip("SKIPPED: this user is root, who may write to any folder")
		}
		path := socketPath(t)
		if err := os.Chmod(filepath.Dir(path), 0o500); err != nil {
			t.Fatal(err)
		}
		cannotListen(t, server.Config{Address: "unix:" + path}, syscall.EACCES, path, "choose a folder")
	})
	t.Run("an address of another machine", func(t *testing.T) {
		cannotListen(t, server.Config{Address: "192.0.2.1:8000"}, syscall.EADDRNOTAVAIL, "192.0.2.1:8000", "choose one of its own")
	})
	t.Run("no port", func(t *testing.T) {
		cannotListen(t, server.Config{Address: "127.0.0.1"}, nil, `"127.0.0.1"`, "host:port")
	})
	t.Run("a socket in use", func(t *testing.T) {
		path := socketPath(t)
		other := open(t, text("hello"), server.Config{Address: "unix:" + path})
		cannotListen(t, server.Config{Address: "unix:" + path}, syscall.EADDRINUSE, path, "choose another path")
		other.dial().send(get).wants(200, "hello")
	})
	t.Run("a socket of another kind", func(t *testing.T) {
		path := socketPath(t)
		other, err := net.ListenPacket("unixgram", path)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = other.Close() }()
		cannotListen(t, server.Config{Address: "unix:" + path}, syscall.EPROTOTYPE, path, "remove it")
		if _, err := os.Lstat(path); err != nil {
			t.Errorf("it is gone: %v", err)
		}
	})
	t.Run("a file that is no socket", func(t *testing.T) {
		path := socketPath(t)
		if err := os.WriteFile(path, []byte("precious"), 0o600); err != nil {
			t.Fatal(err)
		}
		cannotListen(t, server.Config{Address: "unix:" + path}, syscall.ENOTSOCK, path, "no socket", "choose another path")
		if b, err := os.ReadFile(path); string(b) != "precious" {
			t.Errorf("the file has %q, %v", b, err)
		}
	})
	t.Run("a socket in a folder that is not there", func(t *testing.T) {
		path := filepath.Join(filepath.Dir(socketPath(t)), "none", "s")
		cannotListen(t, server.Config{Address: "unix:" + path}, syscall.ENOENT, path, "make it")
	})
}

func TestABrokenListenerEndsTheServer(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	began, release := make(chan struct{}), make(chan struct{})
	drains := make(chan struct{})
	s := open(t, handler(func(x exchange) {
		close(began)
		<-release
		say(x, "answered")
	}), server.Config{Listener: l, OnDrain: func() { close(drains) }})
	c := s.dial().send(get)
	receive(t, began)
	_ = l.Close()
	receive(t, drains)
	close(release)
	c.wants(200, "answered")
	if err := s.wait(); !errors.Is(err, net.ErrClosed) || !strings.Contains(err.Error(), "cannot accept connections any more") {
		t.Errorf("Serve returned %v", err)
	}
}
