package gateway_test

import (
	"errors"
	"fmt"
	"io"
	"log"
	"testing"

	"github.com/gourd-go/gourd/gateway"
)

func sprintf(format string, args ...any) string { return fmt.Sprintf(format, args...) }

// quiet is a log for servers whose handlers panic on purpose.
func quiet(*testing.T) *log.Logger { return log.New(io.Discard, "", 0) }

func wantErr(t *testing.T, what string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s: the error is %v, want %v", what, err, want)
	}
}

// text is an answer of one piece.
func text(status int, body string) gateway.HandlerFunc {
	return func(x *gateway.Exchange) {
		_ = x.WriteHead(&gateway.Head{Status: status, Fields: plain()}, []byte(body), false)
	}
}

func plain() []gateway.HeaderField {
	return []gateway.HeaderField{{Name: "Content-Type", Value: "text/plain"}}
}

// report takes the error of a handler to the test.
type report chan error

func (r report) of(f func(x *gateway.Exchange) error) gateway.Handler {
	return gateway.HandlerFunc(func(x *gateway.Exchange) { r <- f(x) })
}
