package client_test

import (
	"context"
	"errors"
	"io"
	"log"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/gourd-go/gourd/client"
)

// gateway is what the application looks for.
func gateway(err error) (int, bool) {
	var g interface{ Gateway() int }
	if errors.As(err, &g) {
		return g.Gateway(), true
	}
	return 0, false
}

// closeReader counts its Close calls.
type closeReader struct {
	*strings.Reader
	closed atomic.Int32
}

func (c *closeReader) Close() error {
	c.closed.Add(1)
	return nil
}

func TestErrorsOfThisPackageAreNotOurStatus(t *testing.T) {
	for _, err := range []error{&client.Error{}, &client.TimeoutError{}, &client.StatusError{}} {
		if _, ok := err.(interface{ HTTPStatus() int }); ok {
			t.Errorf("%T has a method HTTPStatus", err)
		}
		want := http.StatusBadGateway
		if _, ok := err.(*client.TimeoutError); ok {
			want = http.StatusGatewayTimeout
		}
		if got, ok := gateway(err); !ok || got != want {
			t.Errorf("%T: Gateway %d, want %d", err, got, want)
		}
	}
}

func TestErrorsShowNoSecret(t *testing.T) {
	s, _ := serve(t, client.Config{}, func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusTeapot) })
	res, err := s.Get(t.Context(), "x", client.Query("token", "secret"), client.Bearer("secret"))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Close()
	err = res.Raise()
	if err == nil || strings.Contains(err.Error(), "secret") || !strings.Contains(err.Error(), "/x: status 418 I'm a teapot") {
		t.Errorf("got %v", err)
	}
	refused := open(t, client.Config{NoProxy: true})
	_, err = refused.Get(t.Context(), "http://me:secret@127.0.0.1:1/x?token=secret")
	if code, _ := gateway(err); code != 502 || strings.Contains(err.Error(), "secret") {
		t.Errorf("got %v", err)
	}
}

func TestMistakesInACall(t *testing.T) {
	s, _ := serve(t, client.Config{}, func(w http.ResponseWriter, r *http.Request) { t.Error("something was sent") })
	for name, c := range map[string]struct {
		option client.Option
		want   string
	}{
		"json":           {client.JSON(func() {}), "cannot be encoded as JSON"},
		"query":          {client.Query("q", struct{}{}), "type struct {}"},
		"header name":    {client.Header("a:b", "1"), "header name"},
		"header value":   {client.Header("A", "secret\r\nB: 1"), "control character"},
		"content length": {client.Header("content-length", "1"), "set by the client"},
		"cookie":         {client.Cookie("a", "secret;"), "RFC 6265"},
		"basic":          {client.BasicAuth("a:b", "secret"), "colon"},
		"nil body":       {client.Body(nil, ""), "nil reader"},
		"nil open":       {client.BodyFunc(nil, 0, ""), "nil"},
		"file field":     {client.Files(client.File{Name: "n", Reader: strings.NewReader("")}), "no Field"},
		"file content":   {client.Files(client.File{Field: "f", Name: "n"}), "exactly one"},
		"file type":      {client.Files(client.File{Field: "f", Type: "a\nb", Reader: strings.NewReader("")}), "control character"},
		"retry":          {client.Retry(client.RetryPolicy{Base: -1}), "below zero"},
	} {
		_, err := s.Post(t.Context(), "x", c.option)
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: got %v, want %q", name, err, c.want)
		}
		if _, ok := gateway(err); ok {
			t.Errorf("%s: a mistake in the call has a Gateway status", name)
		}
	}
	if _, err := s.Do(t.Context(), "GE T", "x"); err == nil || !strings.Contains(err.Error(), `method "GE T"`) {
		t.Errorf("got %v", err)
	}
}

func TestABodyIsClosedWhenTheCallIsRefused(t *testing.T) {
	s := open(t, client.Config{BaseURL: "http://h/"})
	first, second, file := &closeReader{Reader: strings.NewReader("")}, &closeReader{Reader: strings.NewReader("")}, &closeReader{Reader: strings.NewReader("")}
	if _, err := s.Post(t.Context(), "x", client.Body(first, ""), client.Body(second, ""), client.Files(client.File{Field: "f", Reader: file})); err == nil {
		t.Error("three bodies were taken")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	fourth := &closeReader{Reader: strings.NewReader("")}
	if _, err := s.Post(ctx, "x", client.Body(fourth, "")); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	for i, r := range []*closeReader{first, second, file, fourth} {
		if n := r.closed.Load(); n != 1 {
			t.Errorf("body %d was closed %d times, want once", i, n)
		}
	}
}

func contains(err error, text string) bool { return err != nil && strings.Contains(err.Error(), text) }

// quiet is the log of a server whose complaints are expected.
func quiet() *log.Logger { return log.New(io.Discard, "", 0) }
