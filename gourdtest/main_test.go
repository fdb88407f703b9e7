package gourdtest_test

import (
	"fmt"
	"log/slog"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/gourd-go/gourd"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// newApp makes an application that logs nothing.
func newApp(config ...gourd.Config) *gourd.App {
	c := gourd.Config{Testing: true}
	if len(config) == 1 {
		c = config[0]
	}
	c.Logger = slog.New(slog.DiscardHandler)
	return gourd.New("test", c)
}

// recorder is a test that takes note of its failures. Its clean-up runs when
// verdict says so.
type recorder struct {
	testing.TB
	mu      sync.Mutex
	faults  []string
	cleanup []func()
}

func (r *recorder) Cleanup(f func()) { r.cleanup = append(r.cleanup, f) }

func (r *recorder) Helper() {}

func (r *recorder) Logf(string, ...any) {}

func (r *recorder) Errorf(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.faults = append(r.faults, fmt.Sprintf(format, args...))
}

func (r *recorder) Failed() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.faults) > 0
}

func (r *recorder) Fatalf(format string, args ...any) {
	r.Errorf(format, args...)
	runtime.Goexit()
}

// verdict runs f as a test of its own, to its clean-up, and returns its failures.
func verdict(t *testing.T, f func(t testing.TB)) string {
	t.Helper()
	r := &recorder{TB: t}
	done := make(chan struct{})
	go func() {
		defer close(done)
		f(r)
	}()
	<-done
	for i := len(r.cleanup) - 1; i >= 0; i-- {
		r.cleanup[i]()
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return strings.Join(r.faults, "\n")
}

// wantVerdict fails the test unless f fails with each of the texts; without any,
// unless it passes.
func wantVerdict(t *testing.T, f func(t testing.TB), texts ...string) {
	t.Helper()
	got := verdict(t, f)
	if len(texts) == 0 && got != "" {
		t.Errorf("the test fails with %q, want it to pass", got)
	}
	for _, text := range texts {
		if !strings.Contains(got, text) {
			t.Errorf("the test fails with %q, want %q", got, text)
		}
	}
}
