package server_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/gourd-go/gourd/gateway"
	"github.com/gourd-go/gourd/server"
)

// keeper is a log that keeps its records, as those do that write them later.
type keeper chan slog.Record

func (keeper) Enabled(context.Context, slog.Level) bool        { return true }
func (k keeper) Handle(_ context.Context, r slog.Record) error { k <- r; return nil }
func (k keeper) WithAttrs([]slog.Attr) slog.Handler            { return k }
func (k keeper) WithGroup(string) slog.Handler                 { return k }

// fields are those of a record, in order and by name.
func fields(r slog.Record) (names []string, values map[string]slog.Value) {
	values = map[string]slog.Value{}
	r.Attrs(func(a slog.Attr) bool {
		names = append(names, a.Key)
		values[a.Key] = a.Value
		return true
	})
	return names, values
}

func TestTheAccessLogHasOneRecordARequest(t *testing.T) {
	log := make(keeper, 10)
	s := open(t, echo, server.Config{AccessLog: slog.New(log)})
	c := s.dial()
	before := time.Now()
	c.send("POST /a%20b?token=secret HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nxy").wants(200, "POST|/a%20b|a|xy")
	r := receive(t, log)
	names, values := fields(r)
	if diff := cmp.Diff([]string{"remote", "method", "path", "status", "bytes", "took"}, names); diff != "" {
		t.Errorf("the fields differ:\n%s", diff)
	}
	got := []any{
		r.Message, r.Level, values["remote"].String(), values["method"].String(), values["path"].String(),
		values["status"].Int64(), values["bytes"].Int64(),
	}
	want := []any{"request", slog.LevelInfo, c.LocalAddr().String(), "POST", "/a%20b", int64(200), int64(len("POST|/a%20b|a|xy"))}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the record differs:\n%s", diff)
	}
	if took := values["took"].Duration(); took <= 0 || took > time.Since(before) {
		t.Errorf("it took %v", took)
	}
	c.send(get).wants(200, "")
	receive(t, log)
	if len(log) != 0 {
		t.Errorf("there are %d more records", len(log))
	}
}

func TestTheStatusInTheAccessLog(t *testing.T) {
	tests := []struct {
		name   string
		leave  string // behind what was read the client leaves; "": it stays
		h      http.HandlerFunc
		status int64
		bytes  int64
	}{
		{"of an answer", "", func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "teapot", http.StatusTeapot) }, http.StatusTeapot, 7},
		{"of a handler that answers nothing", "", func(http.ResponseWriter, *http.Request) {}, 200, 0},
		{"of a client that left", "nothing", func(_ http.ResponseWriter, r *http.Request) {
			<-r.Context().Done()
			panic(http.ErrAbortHandler)
		}, 499, 0},
		{"of a client that left during the answer", "hello", func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.WriteString(w, "hello")
			_ = http.NewResponseController(w).Flush()
			<-r.Context().Done()
			panic(http.ErrAbortHandler)
		}, 200, 5},
		{"of a panic", "", func(http.ResponseWriter, *http.Request) { panic("oops") }, 0, 0},
		{"of http.ErrAbortHandler", "", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, 0, 0},
		{"of runtime.Goexit", "", func(http.ResponseWriter, *http.Request) { runtime.Goexit() }, 0, 0},
		{"of a panic during the answer", "", func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, "hello")
			_ = http.NewResponseController(w).Flush()
			panic("oops")
		}, 200, 5},
		{"of a hijacked connection", "", func(w http.ResponseWriter, _ *http.Request) {
			if conn, _, err := http.NewResponseController(w).Hijack(); err == nil {
				_ = conn.Close()
			}
		}, 101, 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			log := make(keeper, 10)
			began := make(chan struct{})
			s := open(t, server.HTTP(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				close(began)
				test.h(w, r)
			})), server.Config{AccessLog: slog.New(log)})
			c := s.dial().send(get)
			receive(t, began)
			if test.leave == "hello" {
				c.reads("hello")
			}
			if test.leave != "" {
				_ = c.Close()
			}
			_, values := fields(receive(t, log))
			if got := values["status"].Int64(); got != test.status {
				t.Errorf("the status is %d, want %d", got, test.status)
			}
			if got := values["bytes"].Int64(); got != test.bytes {
				t.Errorf("%d bytes, want %d", got, test.bytes)
			}
		})
	}
}

func TestTheAccessLogKeepsQuietWhenItsLevelIsOff(t *testing.T) {
	var b strings.Builder
	log := slog.New(slog.NewTextHandler(&b, &slog.HandlerOptions{Level: slog.LevelWarn}))
	s := open(t, text("hello"), server.Config{AccessLog: log})
	s.dial().send(get).wants(200, "hello")
	if err := s.end(); err != nil {
		t.Error(err)
	}
	if b.Len() > 0 {
		t.Errorf("it says %q", b.String())
	}
}

// nobody is a log that throws its records away, but not before they were made.
type nobody struct{ slog.Handler }

func (nobody) Enabled(context.Context, slog.Level) bool      { return true }
func (nobody) Handle(_ context.Context, _ slog.Record) error { return nil }

func TestARecordCostsNoMoreThanTheRoomForItsFields(t *testing.T) {
	log := slog.Handler(nobody{})
	h := handler(func(x exchange) {
		start := time.Now()
		room := testing.AllocsPerRun(500, func() {
			r := slog.NewRecord(start, slog.LevelInfo, "", 0)
			a := slog.Int("", 0)
			r.AddAttrs(a, a, a, a, a, a)
			_ = log.Handle(x.Context(), r)
		})
		cost := testing.AllocsPerRun(500, func() { _ = log.Handle(x.Context(), server.Record(x, start)) })
		if cost > room {
			t.Errorf("a record costs %v allocations, and one of six numbers %v", cost, room)
		}
	})
	gateway.Serve(httptest.NewRecorder(), httptest.NewRequest("GET", "/path", nil), h, gateway.HTTPOptions{})
}

func BenchmarkAccessLog(b *testing.B) {
	r := httptest.NewRequest("GET", "/path", nil)
	w := httptest.NewRecorder()
	h := handler(func(x exchange) { _ = x.WriteHead(&gateway.Head{Status: 204}, nil, false) })
	for name, h := range map[string]gateway.Handler{"without": h, "with": server.Logged(h, slog.New(nobody{}))} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				gateway.Serve(w, r, h, gateway.HTTPOptions{})
			}
		})
	}
}

// A handler that gives its answer up, as an App does behind http.ErrAbortHandler, is
// not a client that left.
func TestTheStatusOfAnAnswerThatWasGivenUp(t *testing.T) {
	log := make(keeper, 1)
	s := open(t, gateway.HandlerFunc(func(x *gateway.Exchange) { x.Abort() }), server.Config{AccessLog: slog.New(log)})
	s.dial().send(get)
	r := receive(t, log)
	for a := range r.Attrs {
		if a.Key == "status" && a.Value.Int64() != 0 {
			t.Errorf("the status is %v, want 0", a.Value)
		}
	}
}
