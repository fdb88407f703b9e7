package gourd_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/coder/websocket"

	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/gateway"
)

func TestSocket(t *testing.T) {
	app, log := faulty(t, gourd.Config{})
	app.Before(func(c *gourd.Ctx) (gourd.Response, error) {
		if c.Query("key") == "wrong" {
			return gourd.Empty(403), nil
		}
		return gourd.Response{}, nil
	})
	app.Socket("/echo/<name>", func(c *gourd.Ctx, s gateway.Socket) error {
		for {
			kind, message, err := s.Receive(c.Context())
			switch {
			case err != nil:
				return err
			case string(message) == "fail":
				return errors.New("told to fail")
			case string(message) == "panic":
				panic("boom")
			case string(message) == "bye":
				return nil
			}
			if err := s.Send(c.Context(), kind, append([]byte(c.Arg[string]("name")+": "), message...)); err != nil {
				return err
			}
		}
	}).Name("echo")
	app.Get("/url", func(c *gourd.Ctx) (string, error) { return c.URL("echo", "name", "ann"), nil })
	s := httptest.NewServer(app)
	defer s.Close()
	dial := func(query string) (*websocket.Conn, *http.Response, error) {
		return websocket.Dial(t.Context(), s.URL+"/echo/ann"+query, nil)
	}
	tests := []struct {
		message string
		answer  string
		code    websocket.StatusCode
		log     string
	}{
		{"hello", "ann: hello", 0, ""},
		{"bye", "", websocket.StatusNormalClosure, ""},
		{"fail", "", websocket.StatusInternalError, "told to fail"},
		{"panic", "", websocket.StatusInternalError, "boom"},
	}
	for _, test := range tests {
		t.Run(test.message, func(t *testing.T) {
			conn, _, err := dial("")
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = conn.CloseNow() }()
			if err := conn.Write(t.Context(), websocket.MessageText, []byte(test.message)); err != nil {
				t.Fatal(err)
			}
			_, answer, err := conn.Read(t.Context())
			if test.code == 0 && (err != nil || string(answer) != test.answer) {
				t.Errorf("got %q, %v", answer, err)
			}
			if test.code != 0 && websocket.CloseStatus(err) != test.code {
				t.Errorf("closed with %v, want %v", err, test.code)
			}
			waitFor(t, func() bool { return strings.Contains(log.String(), test.log) })
		})
	}
	if _, res, err := dial("?key=wrong"); err == nil || res.StatusCode != 403 {
		t.Errorf("a before hook's answer: got %v, %v", res, err)
	}
	if answer := get(t, app, "/echo/ann"); !strings.HasPrefix(answer, "HTTP/1.1 400") {
		t.Errorf("no WebSocket: answered %q", answer)
	}
	if answer := get(t, app, "/url"); !strings.HasSuffix(answer, "ws://localhost/echo/ann") {
		t.Errorf("the URL: answered %q", answer)
	}
	waitFor(t, func() bool { return app.Live() == 0 })
}

func TestASocketEndsWithItsClient(t *testing.T) {
	app, _ := faulty(t, gourd.Config{})
	ended := make(chan error, 1)
	app.Socket("/", func(_ *gourd.Ctx, s gateway.Socket) error {
		_, _, err := s.Receive(context.Background())
		ended <- err
		return err
	})
	s := httptest.NewServer(app)
	defer s.Close()
	conn, _, err := websocket.Dial(t.Context(), s.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	_ = conn.Close(4000, "enough")
	var closed *gateway.CloseError
	if err := <-ended; !errors.As(err, &closed) || closed.Code != 4000 || closed.Reason != "enough" {
		t.Errorf("got %v", err)
	}
	waitFor(t, func() bool { return app.Live() == 0 })
}
