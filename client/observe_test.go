package client_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"

	"github.com/gourd-go/gourd/async"
	"github.com/gourd-go/gourd/client"
)

func TestTheLiveViewNamesTheCall(t *testing.T) {
	for name, transport := range map[string]http.RoundTripper{"head": piped(silent), "body": piped(answer(okHead + "ab"))} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := open(t, client.Config{Transport: transport})
				err := async.Group(t.Context(), func(g *async.Scope) error {
					task := async.GoNamed(g, "fetch", func(ctx context.Context) ([]byte, error) {
						res, err := s.Get(ctx, "http://h/x?token=secret")
						if err != nil {
							return nil, err
						}
						return res.Bytes()
					})
					synctest.Wait()
					wait := task.Info().Wait
					if got, want := wait.Kind+" "+wait.Detail, "http GET h/x"; got != want {
						t.Errorf("the task waits for %q, want %q", got, want)
					}
					task.Cancel()
					_, err := task.Await(g.Context())
					return err
				})
				if !errors.Is(err, context.Canceled) {
					t.Errorf("got %v, want context.Canceled", err)
				}
				_ = s.Close(t.Context())
			})
		})
	}
}

func TestTheDebugLine(t *testing.T) {
	var out bytes.Buffer
	logger := slog.New(slog.NewTextHandler(&out, &slog.HandlerOptions{Level: slog.LevelDebug, ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey || a.Key == "duration" {
			return slog.Attr{}
		}
		return a
	}}))
	steps := &script{steps: []any{503, 200, errors.New("broken")}}
	s := open(t, client.Config{BaseURL: "http://me:secret@h/", Transport: steps, Log: logger, Retry: client.RetryPolicy{Attempts: 2, Base: 1}})
	res, err := s.Get(t.Context(), "x?token=secret", client.Header("X-Key", "secret"))
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Close()
	if _, err := s.Post(t.Context(), "y"); err == nil {
		t.Error("no error")
	}
	want := []string{
		`level=DEBUG msg="http request" method=GET url=http://h/x retries=1 status=200`,
		`level=DEBUG msg="http request" method=POST url=http://h/y retries=0 error="client: POST http://h/y: broken"`,
	}
	if diff := cmp.Diff(want, strings.Split(strings.TrimSpace(out.String()), "\n")); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}
