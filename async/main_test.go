package async_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gourd-go/gourd/async"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var errBoom = errors.New("boom")

// log collects what a scope logs.
type log struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

func (l *log) logger() *slog.Logger { return slog.New(slog.NewTextHandler(l, nil)) }

// wants fails the test unless the log has as many lines as there are wants, and
// each line contains its want.
func (l *log) wants(t *testing.T, wants ...string) {
	t.Helper()
	lines := strings.FieldsFunc(l.String(), func(r rune) bool { return r == '\n' })
	if len(lines) != len(wants) {
		t.Fatalf("%d lines were logged, want %d:\n%s", len(lines), len(wants), l.String())
	}
	for i, want := range wants {
		if !strings.Contains(lines[i], want) {
			t.Errorf("line %d does not contain %q:\n%s", i+1, want, lines[i])
		}
	}
}

// open makes a scope that logs into the result, and closes it with the test.
func open(t *testing.T, o async.ScopeOptions) (*async.Scope, *log) {
	t.Helper()
	l := new(log)
	o.Logger = l.logger()
	s := async.NewScope(t.Context(), o)
	t.Cleanup(func() {
		s.Close(context.Background())
		if n := s.Live(); n != 0 {
			t.Errorf("%d tasks live after the close", n)
		}
	})
	return s, l
}

// The functions that tests start.

func value[T any](v T) func(context.Context) (T, error) {
	return func(context.Context) (T, error) { return v, nil }
}

func fails(err error) func(context.Context) (int, error) {
	return func(context.Context) (int, error) { return 0, err }
}

func panics(v any) func(context.Context) (int, error) {
	return func(context.Context) (int, error) { panic(v) }
}

func sleeps(d time.Duration, v int) func(context.Context) (int, error) {
	return func(ctx context.Context) (int, error) { return v, async.Sleep(ctx, d) }
}

// atLeast raises most to n where it is lower.
func atLeast(most *atomic.Int32, n int32) {
	for {
		former := most.Load()
		if former >= n || most.CompareAndSwap(former, n) {
			return
		}
	}
}

// waits returns a function that waits for its cancellation and counts its end.
func waits(ended *int) func(context.Context) (int, error) {
	return func(ctx context.Context) (int, error) {
		<-ctx.Done()
		*ended++
		return 0, context.Cause(ctx)
	}
}

// caught returns what f panics with, which must be a *Panic.
func caught(t *testing.T, f func()) (p *async.Panic) {
	t.Helper()
	defer func() {
		t.Helper()
		v := recover()
		var ok bool
		if p, ok = v.(*async.Panic); !ok {
			t.Fatalf("panicked with %T %v, want a *async.Panic", v, v)
		}
	}()
	f()
	return nil
}

func wantErr(t *testing.T, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("error is %v, want %v", err, want)
	}
}

func wantText(t *testing.T, err error, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("error is %q, which does not contain %q", err, part)
		}
	}
}
