package gourdtest

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"testing"

	"github.com/gourd-go/gourd"
)

// logTo gives an application without a logger one that writes to the test's log,
// unless the program has set slog's default, which is the application's then.
func logTo(t testing.TB, app *gourd.App) {
	if app.Config.Logger != nil || fmt.Sprintf("%T", slog.Default().Handler()) != "*slog.defaultHandler" {
		return
	}
	level := slog.LevelInfo
	if app.Config.Debug {
		level = slog.LevelDebug
	}
	w := &testLog{t: t}
	t.Cleanup(w.shut)
	app.Config.Logger = slog.New(stacks{slog.NewTextHandler(w, &slog.HandlerOptions{Level: level}), w})
}

// testLog writes to a test's log until the test's end.
type testLog struct {
	mu sync.Mutex
	t  testing.TB // nil behind the end
}

func (l *testLog) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.t == nil {
		return len(p), nil
	}
	return l.t.Output().Write(p)
}

func (l *testLog) shut() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.t = nil
}

// stacks writes the stack of a record in lines of its own.
type stacks struct {
	slog.Handler
	w io.Writer
}

var _ slog.Handler = stacks{}

func (s stacks) Handle(ctx context.Context, r slog.Record) error {
	stack := ""
	without := slog.NewRecord(r.Time, r.Level, r.Message, r.PC)
	for a := range r.Attrs {
		if a.Key == "stack" && a.Value.Kind() == slog.KindString {
			stack = a.Value.String()
			continue
		}
		without.AddAttrs(a)
	}
	err := s.Handler.Handle(ctx, without)
	if err == nil && stack != "" {
		_, err = io.WriteString(s.w, stack+"\n")
	}
	return err
}

func (s stacks) WithAttrs(attrs []slog.Attr) slog.Handler {
	return stacks{s.Handler.WithAttrs(attrs), s.w}
}

func (s stacks) WithGroup(name string) slog.Handler { return stacks{s.Handler.WithGroup(name), s.w} }
