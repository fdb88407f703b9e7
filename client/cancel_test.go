package client_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gourd-go/gourd/client"
)

// phases puts a call into each phase, where it stays.
func phases() map[string]func(t *testing.T) (client.Config, []client.Option) {
	plain := func(transport http.RoundTripper) func(*testing.T) (client.Config, []client.Option) {
		return func(*testing.T) (client.Config, []client.Option) {
			return client.Config{Transport: transport}, nil
		}
	}
	deaf := &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		<-ctx.Done()
		return nil, ctx.Err()
	}}
	return map[string]func(*testing.T) (client.Config, []client.Option){
		"connect": plain(deaf),
		"header":  plain(piped(silent)),
		"body":    plain(piped(answer(okHead + "ab"))),
		"write": func(*testing.T) (client.Config, []client.Option) {
			return client.Config{Transport: piped(func(c net.Conn) { readHead(c); time.Sleep(time.Hour) })},
				[]client.Option{client.Body(strings.NewReader(strings.Repeat("x", 1<<20)), "")}
		},
		"own reader": func(t *testing.T) (client.Config, []client.Option) {
			body, write := io.Pipe()
			t.Cleanup(func() { _ = write.Close() })
			return client.Config{Transport: piped(silent)}, []client.Option{client.Body(body, "")}
		},
		"retry": func(*testing.T) (client.Config, []client.Option) {
			return client.Config{Transport: &script{steps: []any{"9"}}, Retry: client.RetryPolicy{Attempts: 9}},
				[]client.Option{client.Body(strings.NewReader("x"), "")}
		},
		"queue": func(t *testing.T) (client.Config, []client.Option) {
			return client.Config{Transport: piped(silent), MaxRequests: 1}, nil
		},
	}
}

// stay starts a PUT that gets stuck, and gives what it ends with.
func stay(t *testing.T, ctx context.Context, s *client.Session, options []client.Option) <-chan error {
	ended := make(chan error, 1)
	go func() {
		res, err := s.Put(ctx, "http://h/x", options...)
		if err == nil {
			_, err = io.Copy(io.Discard, res.Body)
			_ = res.Close()
		}
		ended <- err
	}()
	synctest.Wait()
	select {
	case err := <-ended:
		t.Fatalf("the call did not get stuck: %v", err)
	default:
	}
	return ended
}

// eachPhase runs a test in a bubble with a call that is stuck in each phase.
func eachPhase(t *testing.T, end func(t *testing.T, s *client.Session, ctx context.Context, cancel context.CancelCauseFunc) func(error)) {
	for name, build := range phases() {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				config, options := build(t)
				s := open(t, config)
				if name == "queue" {
					first, stop := context.WithCancel(t.Context())
					defer stop()
					stay(t, first, s, nil)
				}
				ctx, cancel := context.WithCancelCause(t.Context())
				defer cancel(nil)
				ended := stay(t, ctx, s, options)
				start := time.Now()
				check := end(t, s, ctx, cancel)
				synctest.Wait()
				select {
				case err := <-ended:
					check(err)
				default:
					t.Fatal("the call goes on")
				}
				if took := time.Since(start); took != 0 {
					t.Errorf("it took %v, want it at once", took)
				}
				_ = s.Close(t.Context())
				time.Sleep(2 * time.Hour)
			})
		})
	}
}

func TestCancellationEndsEveryPhaseAtOnce(t *testing.T) {
	eachPhase(t, func(t *testing.T, _ *client.Session, _ context.Context, cancel context.CancelCauseFunc) func(error) {
		cancel(nil)
		return func(err error) {
			if !errors.Is(err, context.Canceled) {
				t.Errorf("got %v, want context.Canceled", err)
			}
			if code, ok := gateway(err); ok {
				t.Errorf("%v has Gateway %d, but nobody on the other side did that", err, code)
			}
		}
	})
}

func TestTheCauseOfACancellationIsKept(t *testing.T) {
	eachPhase(t, func(t *testing.T, _ *client.Session, _ context.Context, cancel context.CancelCauseFunc) func(error) {
		left := errors.New("the visitor has left")
		cancel(left)
		return func(err error) {
			if !errors.Is(err, left) || !errors.Is(err, context.Canceled) {
				t.Errorf("got %v, want the cause and context.Canceled", err)
			}
		}
	})
}

func TestCloseEndsEveryPhaseAtOnce(t *testing.T) {
	eachPhase(t, func(t *testing.T, s *client.Session, _ context.Context, _ context.CancelCauseFunc) func(error) {
		if err := s.Close(t.Context()); err != nil {
			t.Error(err)
		}
		return func(err error) {
			if !errors.Is(err, client.ErrClosed) {
				t.Errorf("got %v, want ErrClosed", err)
			}
			if code, ok := gateway(err); ok {
				t.Errorf("ErrClosed has Gateway %d", code)
			}
		}
	})
}

func TestTheCallersDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, client.Config{Transport: piped(silent)})
		tired := errors.New("tired")
		ctx, cancel := context.WithTimeoutCause(t.Context(), 2*time.Second, tired)
		defer cancel()
		_, err := s.Get(ctx, "http://h/x")
		wantTimeout(t, err, client.PhaseCaller, 2*time.Second)
		if !errors.Is(err, tired) {
			t.Errorf("%v lost the cause", err)
		}
	})
}

func TestACancelledContextSendsNothing(t *testing.T) {
	s := open(t, client.Config{Transport: roundTrip(func(*http.Request) (*http.Response, error) {
		t.Error("something was sent")
		return nil, io.EOF
	})})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Get(ctx, "http://h/x"); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
