package gourdtest_test

import (
	"errors"
	"testing"

	"github.com/gourd-go/gourd/gateway"
	"github.com/gourd-go/gourd/gourdtest"
)

func TestSocket(t *testing.T) {
	handler := gateway.HandlerFunc(func(x *gateway.Exchange) {
		s, err := x.Upgrade(gateway.UpgradeOptions{Subprotocols: []string{"v1"}, Header: []gateway.HeaderField{{Name: "Set-Cookie", Value: "in=1"}}})
		if err != nil {
			status := err.(*gateway.UpgradeError).HTTPStatus()
			_ = x.WriteHead(&gateway.Head{Status: status}, []byte(err.Error()), false)
			return
		}
		for {
			kind, message, err := s.Receive(x.Context())
			if err != nil {
				_ = s.Close(1000, "")
				return
			}
			if string(message) == "quit" {
				_ = s.Close(4000, "you said so")
				return
			}
			_ = s.Send(x.Context(), kind, append([]byte("echo "), message...))
		}
	})
	client := gourdtest.NewHandler(t, handler)
	socket := client.Socket("/", gourdtest.Subprotocols("v0", "v1"))
	if socket.Subprotocol() != "v1" || client.Cookie("in") == nil {
		t.Errorf("the subprotocol is %q, the cookie %v", socket.Subprotocol(), client.Cookie("in"))
	}
	if err := socket.Send("hi"); err != nil {
		t.Error(err)
	}
	socket.Want("echo hi")
	if err := socket.SendBytes([]byte{1}); err != nil {
		t.Error(err)
	}
	if kind, message, err := socket.Receive(); kind != gateway.BinaryMessage || string(message) != "echo \x01" || err != nil {
		t.Errorf("the message is %q (type %d), %v", message, kind, err)
	}
	_ = socket.Send("quit")
	_, _, err := socket.Receive()
	if closed, ok := errors.AsType[*gateway.CloseError](err); !ok || closed.Code != 4000 || closed.Reason != "you said so" {
		t.Errorf("the socket ends with %v, want the close 4000", err)
	}
	if err := socket.Send("more"); err == nil {
		t.Error("a message goes out behind the close")
	}
	socket.Close(1000, "")

	client.Get("/").Want(426)
	client.Get("/", gourdtest.WebSocket()).Want(101)
	client.Get("/", gourdtest.WebSocket(), gourdtest.Header("Origin", "http://evil.example")).Want(403)
	client.Socket("/").Drop()
}

func TestSocketsAreClosedByTheView(t *testing.T) {
	open := gateway.HandlerFunc(func(x *gateway.Exchange) { _, _ = x.Upgrade(gateway.UpgradeOptions{}) })
	wantVerdict(t, func(t testing.TB) { gourdtest.NewHandler(t, open).Socket("/").Receive() }, "left its socket open")
	wantVerdict(t, func(t testing.TB) { gourdtest.NewHandler(t, open).Socket("/").Want("x") }, "no message came")
}
