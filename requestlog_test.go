package gourd_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"regexp"
	"strings"
	"testing"

	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/gourdtest"
)

// loggedApp is an application whose log, without the times, is in the buffer.
func loggedApp(config gourd.Config, level slog.Level) (*gourd.App, *bytes.Buffer) {
	b := &bytes.Buffer{}
	config.Testing = true
	config.Logger = slog.New(slog.NewTextHandler(b, &slog.HandlerOptions{Level: level, ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey {
			return slog.Attr{}
		}
		return a
	}}))
	return gourd.New("logged", config), b
}

func TestRecordsOfARequestSayWhichItIs(t *testing.T) {
	app, log := loggedApp(gourd.Config{RequestIDHeader: "x-request-id"}, slog.LevelInfo)
	app.Get("/notes/<int:id>", func(c *gourd.Ctx) (string, error) {
		c.Logger().Debug("unseen")
		c.Logger().Info("seen", "a", 1)
		c.Logger().With("b", 2).WithGroup("g").Info("both", "c", 3)
		if first := c.Logger(); first != c.Logger() {
			t.Error("each call makes another logger")
		}
		return c.RequestID(), nil
	}).Name("note")
	app.Get("/fails", func(c *gourd.Ctx) (string, error) { return "", errors.New("oops") })
	app.Before(func(c *gourd.Ctx) (gourd.Response, error) {
		if c.Route() == nil {
			c.Logger().Warn("lost")
		}
		return gourd.Response{}, nil
	})
	client := gourdtest.New(t, app)
	for _, test := range []struct{ path, want string }{
		{"/notes/1", `level=INFO msg=seen method=GET path=/notes/1 endpoint=note remote=127.0.0.1 request_id=abc a=1
level=INFO msg=both method=GET path=/notes/1 endpoint=note remote=127.0.0.1 request_id=abc b=2 g.c=3
`},
		{"/nowhere", "level=WARN msg=lost method=GET path=/nowhere remote=127.0.0.1 request_id=abc\n"},
		{"/fails", "level=ERROR msg=\"gourd: the request failed\" method=GET path=/fails remote=127.0.0.1 request_id=abc error=oops view="},
	} {
		log.Reset()
		client.Get(test.path, gourdtest.Header("X-Request-ID", "abc"))
		if got := log.String(); !strings.HasPrefix(got, test.want) {
			t.Errorf("%s logs\n%s\nwant\n%s", test.path, got, test.want)
		}
	}
}

func TestRequestID(t *testing.T) {
	own := regexp.MustCompile(`^[A-Z2-7]{26}$`)
	for _, test := range []struct{ name, setting, sent, want string }{
		{"nobody is believed unless it is said", "", "abc", ""},
		{"the proxy's", "X-Request-Id", "abc-1.2/3", "abc-1.2/3"},
		{"the proxy sends none", "X-Request-Id", "", ""},
		{"one that is too long", "X-Request-Id", strings.Repeat("a", 129), ""},
		{"one with a blank", "X-Request-Id", "a b", ""},
		{"one with other bytes", "X-Request-Id", "\xc3\xa9", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			app := gourd.New("ids", gourd.Config{Testing: true, RequestIDHeader: test.setting})
			app.Get("/", func(c *gourd.Ctx) (string, error) { return c.RequestID() + " " + c.RequestID(), nil })
			client := gourdtest.New(t, app)
			var seen []string
			for range 2 {
				first, second, _ := strings.Cut(client.Get("/", gourdtest.Header("X-Request-Id", test.sent)).Want(200).Text(), " ")
				if first != second || test.want != "" && first != test.want || test.want == "" && !own.MatchString(first) {
					t.Errorf("the IDs are %q and %q, want %q", first, second, test.want)
				}
				seen = append(seen, first)
			}
			if test.want == "" && seen[0] == seen[1] {
				t.Error("two requests have one ID")
			}
		})
	}
}

func TestALogThatTakesNoRecordCostsLittle(t *testing.T) {
	app, _ := loggedApp(gourd.Config{}, slog.LevelError)
	var allocations float64
	app.Get("/", func(c *gourd.Ctx) (string, error) {
		c.Logger()
		allocations = testing.AllocsPerRun(100, func() { c.Logger().Info("unseen") })
		return "", nil
	})
	gourdtest.New(t, app).Get("/").Want(200)
	if allocations > 0 {
		t.Errorf("a record that nobody takes costs %v allocations", allocations)
	}
}

// Without a logger of its own an application writes to slog's default, from DEBUG on
// in debug mode.
func TestDebugModeWritesDebugRecords(t *testing.T) {
	for _, debug := range []bool{false, true} {
		l := gourd.New("levels", gourd.Config{Debug: debug}).Logger()
		for _, l := range []*slog.Logger{l, l.With("a", 1), l.WithGroup("g")} {
			if l.Enabled(context.Background(), slog.LevelDebug) != debug || !l.Enabled(context.Background(), slog.LevelInfo) {
				t.Errorf("debug mode %v: DEBUG %v, INFO %v", debug, l.Enabled(context.Background(), slog.LevelDebug), l.Enabled(context.Background(), slog.LevelInfo))
			}
		}
	}
	own := slog.New(slog.NewTextHandler(&bytes.Buffer{}, nil))
	if app := gourd.New("own", gourd.Config{Debug: true, Logger: own}); app.Logger() != own {
		t.Error("a logger that was given is not the application's")
	}
}
