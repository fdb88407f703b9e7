package gateway_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/coder/websocket"
	"github.com/gourd-go/gourd/gateway"
	"github.com/gourd-go/gourd/gourdtest"
)

// socketHandler upgrades, and answers what is refused.
func socketHandler(o gateway.UpgradeOptions, talk func(x *gateway.Exchange, s gateway.Socket)) gateway.Handler {
	return gateway.HandlerFunc(func(x *gateway.Exchange) {
		s, err := x.Upgrade(o)
		if err != nil {
			var refused *gateway.UpgradeError
			if !errors.As(err, &refused) || !errors.Is(err, gateway.ErrNoUpgrade) || x.Answered() {
				text(500, err.Error())(x)
				return
			}
			h := head(refused.HTTPStatus(), -1, refused.Fields...)
			_ = x.WriteHead(h, []byte(refused.Reason), false)
			return
		}
		talk(x, s)
	})
}

// echo answers each message until the peer closes.
func echo(x *gateway.Exchange, s gateway.Socket) {
	for {
		kind, message, err := s.Receive(x.Context())
		if err != nil {
			_ = s.Close(1000, "")
			return
		}
		if err := s.Send(x.Context(), kind, message); err != nil {
			_ = s.Close(1011, "")
			return
		}
	}
}

// peer is the client's end of a socket.
type peer struct {
	subprotocol string
	send        func(kind gateway.MessageType, message string) error
	receive     func() (gateway.MessageType, string, error) // the error is a *gateway.CloseError where one came
	close       func(code int, reason string)
	drop        func()
}

// sockets runs a test over net/http with a WebSocket client that is not ours, behind
// middleware too, and in memory.
func sockets(t *testing.T, h gateway.Handler, subprotocols []string, test func(t *testing.T, p peer)) {
	t.Helper()
	t.Run("HTTP/1.1", func(t *testing.T) {
		test(t, dial(t, gateway.HTTPHandler(h, gateway.HTTPOptions{}), subprotocols))
	})
	t.Run("HTTP/1.1 behind middleware", func(t *testing.T) {
		inner := gateway.HTTPHandler(h, gateway.HTTPOptions{})
		test(t, dial(t, gateway.HTTPHandler(served(inner), gateway.HTTPOptions{}), subprotocols))
	})
	t.Run("memory", func(t *testing.T) { test(t, dialMemory(t, h, subprotocols)) })
	t.Run("memory behind middleware", func(t *testing.T) {
		test(t, dialMemory(t, served(gateway.HTTPHandler(h, gateway.HTTPOptions{})), subprotocols))
	})
}

func dial(t *testing.T, h http.Handler, subprotocols []string) peer {
	t.Helper()
	s := startServer(t, h, false)
	c, res, err := websocket.Dial(t.Context(), s.URL+"/chat", &websocket.DialOptions{HTTPClient: s.Client(), Subprotocols: subprotocols})
	if err != nil {
		t.Fatalf("the client cannot connect: %v (%v)", err, res)
	}
	t.Cleanup(func() { _ = c.CloseNow() })
	c.SetReadLimit(-1)
	return peer{
		subprotocol: c.Subprotocol(),
		send: func(kind gateway.MessageType, message string) error {
			return c.Write(t.Context(), websocket.MessageType(kind), []byte(message))
		},
		receive: func() (gateway.MessageType, string, error) {
			kind, message, err := c.Read(t.Context())
			if closed, ok := errors.AsType[websocket.CloseError](err); ok {
				err = &gateway.CloseError{Code: int(closed.Code), Reason: closed.Reason}
			}
			return gateway.MessageType(kind), string(message), err
		},
		close: func(code int, reason string) { _ = c.Close(websocket.StatusCode(code), reason) },
		drop:  func() { _ = c.CloseNow() },
	}
}

func dialMemory(t *testing.T, h gateway.Handler, subprotocols []string) peer {
	t.Helper()
	var options []gourdtest.Option
	if len(subprotocols) > 0 {
		options = append(options, gourdtest.Subprotocols(subprotocols...))
	}
	s := gourdtest.NewHandler(t, h).Socket("/chat", options...)
	return peer{
		subprotocol: s.Subprotocol(),
		send: func(kind gateway.MessageType, message string) error {
			if kind == gateway.BinaryMessage {
				return s.SendBytes([]byte(message))
			}
			return s.Send(message)
		},
		receive: func() (gateway.MessageType, string, error) {
			kind, message, err := s.Receive()
			return kind, string(message), err
		},
		close: s.Close,
		drop:  s.Drop,
	}
}

func TestSocketMessages(t *testing.T) {
	sockets(t, socketHandler(gateway.UpgradeOptions{}, echo), nil, func(t *testing.T, p peer) {
		for _, message := range []string{"hello", "", "\u4f60", strings.Repeat("long ", 1000)} {
			for _, kind := range []gateway.MessageType{gateway.TextMessage, gateway.BinaryMessage} {
				if err := p.send(kind, message); err != nil {
					t.Fatal(err)
				}
				if gotKind, got, err := p.receive(); gotKind != kind || got != message || err != nil {
					t.Fatalf("%q (type %d) comes back as %q (type %d), %v", message, kind, got, gotKind, err)
				}
			}
		}
		p.close(1000, "")
	})
}

func TestSocketCompression(t *testing.T) {
	h := socketHandler(gateway.UpgradeOptions{Compress: true}, echo)
	s := startServer(t, gateway.HTTPHandler(h, gateway.HTTPOptions{}), false)
	c, res, err := websocket.Dial(t.Context(), s.URL, &websocket.DialOptions{HTTPClient: s.Client(), CompressionMode: websocket.CompressionContextTakeover})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.CloseNow() }()
	if got := res.Header.Get("Sec-WebSocket-Extensions"); !strings.Contains(got, "permessage-deflate") {
		t.Errorf("the extensions are %q, want permessage-deflate", got)
	}
	message := strings.Repeat("the same ", 500)
	if err := c.Write(t.Context(), websocket.MessageText, []byte(message)); err != nil {
		t.Fatal(err)
	}
	if _, got, err := c.Read(t.Context()); string(got) != message || err != nil {
		t.Errorf("the message comes back with %d bytes, %v", len(got), err)
	}
	_ = c.Close(1000, "")
}

func TestSubprotocols(t *testing.T) {
	for _, test := range []struct {
		name          string
		ours, offered []string
		want          string
	}{
		{"the server's preference counts", []string{"v2", "v1"}, []string{"v1", "v2"}, "v2"},
		{"only what was offered", []string{"v2", "v1"}, []string{"v1"}, "v1"},
		{"none in common", []string{"v2"}, []string{"v1"}, ""},
		{"none offered", []string{"v2"}, nil, ""},
		{"none wanted", nil, []string{"v1"}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			seen := make(chan string, 1)
			h := socketHandler(gateway.UpgradeOptions{Subprotocols: test.ours}, func(_ *gateway.Exchange, s gateway.Socket) {
				seen <- s.Subprotocol()
				_ = s.Close(1000, "")
			})
			sockets(t, h, test.offered, func(t *testing.T, p peer) {
				if server := <-seen; p.subprotocol != test.want || server != test.want {
					t.Errorf("the subprotocol is %q for the client and %q for the server, want %q", p.subprotocol, server, test.want)
				}
			})
		})
	}
}

func TestSocketClosedByTheView(t *testing.T) {
	h := socketHandler(gateway.UpgradeOptions{}, func(x *gateway.Exchange, s gateway.Socket) {
		_ = s.Send(x.Context(), gateway.TextMessage, []byte("bye"))
		_ = s.Close(4001, "enough")
		_ = s.Close(1000, "again") // does nothing
	})
	sockets(t, h, nil, func(t *testing.T, p peer) {
		if _, message, err := p.receive(); message != "bye" || err != nil {
			t.Fatalf("the message before the close is %q, %v", message, err)
		}
		_, _, err := p.receive()
		wantClose(t, err, 4001, "enough")
	})
}

func TestSocketClosedByTheClient(t *testing.T) {
	for _, test := range []struct {
		name   string
		end    func(p peer)
		code   int
		reason string
	}{
		{"with a code", func(p peer) { p.close(4002, "done") }, 4002, "done"},
		{"by leaving", func(p peer) { p.drop() }, 1006, "the connection was lost"},
	} {
		t.Run(test.name, func(t *testing.T) {
			outcome := make(chan error, 1)
			h := socketHandler(gateway.UpgradeOptions{}, func(_ *gateway.Exchange, s gateway.Socket) {
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				_, _, err := s.Receive(ctx)
				outcome <- err
				_ = s.Close(1000, "")
			})
			sockets(t, h, nil, func(t *testing.T, p peer) {
				test.end(p)
				wantClose(t, <-outcome, test.code, test.reason)
			})
		})
	}
}

func wantClose(t *testing.T, err error, code int, reason string) {
	t.Helper()
	closed, ok := errors.AsType[*gateway.CloseError](err)
	if !ok || closed.Code != code || closed.Reason != reason {
		t.Errorf("the error is %v, want the close %d %s", err, code, reason)
	}
}

func TestReadLimit(t *testing.T) {
	const megabyte = 1 << 20
	for _, test := range []struct {
		name   string
		limit  int64
		length int
		fits   bool
	}{
		{"up to the limit", 100, 100, true},
		{"above the limit", 100, 101, false},
		{"up to the default", 0, megabyte, true},
		{"above the default", 0, megabyte + 1, false},
		{"without a limit", -1, megabyte + 1, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			h := socketHandler(gateway.UpgradeOptions{ReadLimit: test.limit}, echo)
			sockets(t, h, nil, func(t *testing.T, p peer) {
				sent := make(chan error, 1)
				go func() { sent <- p.send(gateway.BinaryMessage, strings.Repeat("x", test.length)) }()
				_, message, err := p.receive()
				<-sent
				if test.fits {
					if len(message) != test.length || err != nil {
						t.Errorf("%d bytes come back, %v; want %d", len(message), err, test.length)
					}
					p.close(1000, "")
					return
				}
				if closed, ok := errors.AsType[*gateway.CloseError](err); !ok || closed.Code != 1009 {
					t.Errorf("the error is %v, want the close 1009", err)
				}
			})
		})
	}
}

// TestPing: the peer answers while it reads.
func TestPing(t *testing.T) {
	outcome := make(chan error, 1)
	h := socketHandler(gateway.UpgradeOptions{}, func(x *gateway.Exchange, s gateway.Socket) {
		received := make(chan struct{})
		go func() {
			defer close(received)
			_, _, _ = s.Receive(x.Context())
		}()
		outcome <- s.Ping(x.Context())
		_ = s.Send(x.Context(), gateway.TextMessage, []byte("pinged"))
		<-received
		_ = s.Close(1000, "")
	})
	sockets(t, h, nil, func(t *testing.T, p peer) {
		if _, message, err := p.receive(); message != "pinged" || err != nil {
			t.Fatalf("the message is %q, %v", message, err)
		}
		if err := <-outcome; err != nil {
			t.Errorf("Ping: %v", err)
		}
		p.close(1000, "")
	})
}

// TestHandshakes: who may not connect is told why by the handler, whatever the
// transport, and nothing was sent before.
func TestHandshakes(t *testing.T) {
	const key = "Z291cmR0ZXN0LTE2Ynl0ZQ=="
	header := func(change ...string) http.Header {
		h := http.Header{"Connection": {"Upgrade"}, "Upgrade": {"websocket"}, "Sec-Websocket-Version": {"13"}, "Sec-Websocket-Key": {key}}
		for i := 0; i < len(change); i += 2 {
			h.Set(change[i], change[i+1])
			if change[i+1] == "" {
				h.Del(change[i])
			}
		}
		return h
	}
	tests := []struct {
		name   string
		method string
		header http.Header
		o      gateway.UpgradeOptions
		status int
		field  string // that the answer must have
	}{
		{"no upgrade", "GET", nil, gateway.UpgradeOptions{}, 426, "Upgrade"},
		{"another protocol", "GET", header("Upgrade", "h2c"), gateway.UpgradeOptions{}, 426, "Upgrade"},
		{"not a GET", "POST", header(), gateway.UpgradeOptions{}, 405, "Allow"},
		{"another version", "GET", header("Sec-WebSocket-Version", "8"), gateway.UpgradeOptions{}, 426, "Sec-WebSocket-Version"},
		{"no key", "GET", header("Sec-WebSocket-Key", ""), gateway.UpgradeOptions{}, 400, ""},
		{"a short key", "GET", header("Sec-WebSocket-Key", "c2hvcnQ="), gateway.UpgradeOptions{}, 400, ""},
		{"a key that is none", "GET", header("Sec-WebSocket-Key", "!"), gateway.UpgradeOptions{}, 400, ""},
		{"a page of another host", "GET", header("Origin", "https://evil.example"), gateway.UpgradeOptions{}, 403, ""},
		{"an opaque origin", "GET", header("Origin", "null"), gateway.UpgradeOptions{}, 403, ""},
		{"another host than the pattern's", "GET", header("Origin", "https://evil.example"), gateway.UpgradeOptions{Origins: []string{"*.good.example"}}, 403, ""},
		{"another scheme than the pattern's", "GET", header("Origin", "http://good.example"), gateway.UpgradeOptions{Origins: []string{"https://good.example"}}, 403, ""},
		{"a pattern that is none", "GET", header("Origin", "http://good.example"), gateway.UpgradeOptions{Origins: []string{"[good"}}, 403, ""},
		{"a page of a host that the pattern has", "GET", header("Origin", "https://www.good.example"), gateway.UpgradeOptions{Origins: []string{"*.GOOD.example"}}, 101, "Upgrade"},
		{"a page of any host", "GET", header("Origin", "null"), gateway.UpgradeOptions{AnyOrigin: true}, 101, "Upgrade"},
		{"tokens in lists and other case", "GET", header("Connection", "keep-alive, UPGRADE", "Upgrade", "WebSocket"), gateway.UpgradeOptions{}, 101, "Upgrade"},
		{"more fields", "GET", header(), gateway.UpgradeOptions{Header: []gateway.HeaderField{{Name: "X-More", Value: "1"}}}, 101, "X-More"},
	}
	closing := func(_ *gateway.Exchange, s gateway.Socket) { _ = s.Close(1000, "") }
	for _, tr := range transports {
		if tr.name == "HTTP/2" { // its client refuses such fields
			continue
		}
		for _, test := range tests {
			t.Run(tr.name+"/"+test.name, func(t *testing.T) {
				send, _ := tr.open(t, socketHandler(test.o, closing))
				got := send(t, test.method, "/", test.header, nil)
				if got.status != test.status || test.field != "" && got.header.Get(test.field) == "" {
					t.Errorf("the answer is %d %v %q, want %d with %s", got.status, got.header, got.body, test.status, test.field)
				}
			})
		}
	}
}

func TestNoSocketOverHTTP2(t *testing.T) {
	outcome := make(report, 1)
	h := outcome.of(func(x *gateway.Exchange) error {
		_, err := x.Upgrade(gateway.UpgradeOptions{})
		return err
	})
	send := overNetwork(startServer(t, gateway.HTTPHandler(h, gateway.HTTPOptions{}), true))
	send(t, "GET", "/", nil, nil)
	wantErr(t, "Upgrade", <-outcome, gateway.ErrNoUpgrade)
}

func TestUpgradeBehindTheHead(t *testing.T) {
	outcome := make(report, 1)
	h := outcome.of(func(x *gateway.Exchange) error {
		text(200, "answered")(x)
		_, err := x.Upgrade(gateway.UpgradeOptions{})
		return err
	})
	everywhere(t, h, func(t *testing.T, send sender) {
		send(t, "GET", "/", nil, nil)
		wantErr(t, "Upgrade", <-outcome, gateway.ErrHeadWritten)
	})
}
