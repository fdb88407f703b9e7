package pipes_test

import (
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gourd-go/gourd/internal/pipes"
)

func TestBothEndsOfAConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := pipes.Listen()
		go func() {
			c, err := l.Accept()
			if err != nil {
				t.Error(err)
				return
			}
			time.Sleep(time.Hour)
			_, err = c.(io.ReaderFrom).ReadFrom(strings.NewReader("hello"))
			if err = errors.Join(err, c.Close()); err != nil {
				t.Error(err)
			}
		}()
		began := time.Now()
		c, err := l.Dial(t.Context(), "tcp", "example.com:80")
		if err != nil {
			t.Fatal(err)
		}
		if text, err := io.ReadAll(c); string(text) != "hello" || err != nil {
			t.Errorf("the client reads %q, %v", text, err)
		}
		if took := time.Since(began); took != time.Hour {
			t.Errorf("it took %v, want an hour of the bubble's", took)
		}
	})
}

func TestNobodyWaitsForAListenerThatIsClosed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := pipes.Listen()
		ended := make(chan error, 2)
		go func() { _, err := l.Accept(); ended <- err }()
		synctest.Wait()
		for range 2 {
			if err := l.Close(); err != nil {
				t.Error(err)
			}
		}
		go func() { _, err := l.Dial(t.Context(), "", ""); ended <- err }()
		for range 2 {
			if err := <-ended; !errors.Is(err, net.ErrClosed) {
				t.Errorf("it ended with %v, want net.ErrClosed", err)
			}
		}
	})
}

func TestADialEndsWithItsContext(t *testing.T) {
	tired := errors.New("tired")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(tired)
	if _, err := pipes.Listen().Dial(ctx, "", ""); !errors.Is(err, tired) {
		t.Errorf("it ended with %v, want the context's cause", err)
	}
}
