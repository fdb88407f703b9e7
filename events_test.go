package gourd_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/async"
	"github.com/gourd-go/gourd/gourdtest"
)

// ticks are events that are so far apart, the number of times, or for ever.
func ticks(ctx context.Context, apart time.Duration, times int) iter.Seq2[gourd.Event, error] {
	return func(yield func(gourd.Event, error) bool) {
		for i := 1; times < 0 || i <= times; i++ {
			if err := async.Sleep(ctx, apart); err != nil {
				yield(gourd.Event{}, err)
				return
			}
			if !yield(gourd.Event{JSON: gourd.Map{"tick": i}}, nil) {
				return
			}
		}
	}
}

// timeline is what comes of a stream, and when.
func timeline(s *gourdtest.Stream) string {
	began := time.Now()
	var b strings.Builder
	for {
		chunk, err := s.Next()
		if err != nil {
			fmt.Fprintf(&b, "%v %v", time.Since(began).Round(time.Second), err)
			return b.String()
		}
		fmt.Fprintf(&b, "%v %q\n", time.Since(began).Round(time.Second), chunk)
	}
}

func TestHeartbeats(t *testing.T) {
	for _, test := range []struct {
		name    string
		apart   time.Duration
		times   int
		options []gourd.EventOptions
		want    string
	}{
		{"every 15 s by default", 40 * time.Second, 1, nil, `
15s ": heartbeat\n\n"
30s ": heartbeat\n\n"
40s "data: {\"tick\":1}\n\n"
40s EOF`},
		{"an event puts the next one off", 8 * time.Second, 2, []gourd.EventOptions{{Heartbeat: 10 * time.Second}}, `
8s "data: {\"tick\":1}\n\n"
16s "data: {\"tick\":2}\n\n"
16s EOF`},
		{"none", time.Hour, 1, []gourd.EventOptions{{Heartbeat: -1, Retry: 3 * time.Second}}, `
0s "retry: 3000\n\n"
1h0m0s "data: {\"tick\":1}\n\n"
1h0m0s EOF`},
		{"no event at all", 0, 0, nil, "\n0s EOF"},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				app := gourd.New("events", gourd.Config{Testing: true})
				app.Get("/", func(c *gourd.Ctx) (gourd.Response, error) {
					return gourd.Events(ticks(c.Context(), test.apart, test.times), test.options...), nil
				})
				s := gourdtest.New(t, app).Stream("GET", "/")
				if got := s.Header.Get("Content-Type") + ", " + s.Header.Get("Cache-Control"); got != "text/event-stream, no-cache" {
					t.Errorf("the head says %s", got)
				}
				if got := timeline(s); got != strings.TrimPrefix(test.want, "\n") {
					t.Errorf("got\n%s\nwant%s", got, test.want)
				}
			})
		})
	}
}

// While the view waits for its next event it may use its Ctx, beside the heartbeats.
func TestAViewMayUseItsCtxBesideHeartbeats(t *testing.T) {
	app := gourd.New("events", gourd.Config{Testing: true})
	app.Get("/", func(c *gourd.Ctx) (gourd.Response, error) {
		return gourd.Events(func(yield func(gourd.Event, error) bool) {
			for i := 0; i < 200; i++ {
				e := gourd.Event{ID: fmt.Sprint(i), Data: c.Header("X-Name") + c.Query("q") + c.Path() + c.LastEventID()}
				if c.Context().Err() != nil || !yield(e, nil) {
					return
				}
			}
		}, gourd.EventOptions{Heartbeat: time.Microsecond}), nil
	})
	client := gourdtest.New(t, app)
	n := 0
	for e := range client.Stream("GET", "/?q=2", gourdtest.Header("X-Name", "1"), gourdtest.Header("Last-Event-ID", "7")).Events() {
		if e.Data == "" {
			continue
		}
		if e.Data != "12/7" || e.ID != fmt.Sprint(n) {
			t.Fatalf("event %d is %+v", n, e)
		}
		n++
	}
	if n != 200 {
		t.Errorf("%d events came, want 200", n)
	}
}

// A client that leaves without a word is noticed by a heartbeat, and nothing is left
// of the stream: gourdtest fails otherwise.
func TestAClientThatLeavesEndsTheEvents(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		app := gourd.New("events", gourd.Config{Testing: true})
		ended := make(chan error, 1)
		app.Get("/", func(c *gourd.Ctx) (gourd.Response, error) {
			return gourd.Events(func(yield func(gourd.Event, error) bool) {
				<-c.Context().Done()
				ended <- context.Cause(c.Context())
			}), nil
		})
		s := gourdtest.New(t, app).Stream("GET", "/")
		if chunk, err := s.Next(); string(chunk) != ": heartbeat\n\n" {
			t.Errorf("got %q, %v", chunk, err)
		}
		s.Close()
		if err := <-ended; !errors.Is(err, gourd.ErrClientLeft) {
			t.Errorf("the view's context ended with %v", err)
		}
	})
}

func TestEventsThatFail(t *testing.T) {
	app := gourd.New("events", gourd.Config{Testing: true, Logger: slog.New(slog.DiscardHandler)})
	app.Get("/nil", func(*gourd.Ctx) (gourd.Response, error) { return gourd.Events(nil), nil })
	app.Get("/broken", func(c *gourd.Ctx) (gourd.Response, error) {
		return gourd.Events(func(yield func(gourd.Event, error) bool) {
			yield(gourd.Event{}, errors.New("no more news"))
		}), nil
	})
	app.Get("/json", func(c *gourd.Ctx) (gourd.Response, error) {
		return gourd.Events(func(yield func(gourd.Event, error) bool) { yield(gourd.Event{JSON: func() {}}, nil) }), nil
	})
	client := gourdtest.New(t, app)
	client.Get("/nil").Want(500)
	for _, path := range []string{"/broken", "/json"} {
		if s := client.Stream("GET", path); timeline(s) != "0s "+gourdtest.ErrBroken.Error() {
			t.Errorf("%s ended with %v, want that it breaks off", path, s.Err())
		}
	}
	if r := client.Head("/broken"); r.Status != 200 || len(r.Body) > 0 {
		t.Errorf("HEAD: %d %q", r.Status, r.Body)
	}
}

// At the begin of the drain endless streams end, and those with an end go on.
func TestDrainEndsEndlessStreams(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		app := gourd.New("events", gourd.Config{Testing: true})
		causes := make(chan error, 1)
		app.Get("/endless", func(c *gourd.Ctx) (gourd.Response, error) {
			return gourd.Events(func(yield func(gourd.Event, error) bool) {
				for e, err := range ticks(c.Context(), 10*time.Second, -1) {
					if err != nil {
						causes <- context.Cause(c.Context())
					}
					if !yield(e, err) {
						return
					}
				}
			}, gourd.EventOptions{Endless: true}), nil
		})
		app.Get("/answer", func(c *gourd.Ctx) (gourd.Response, error) {
			return gourd.Events(ticks(c.Context(), 10*time.Second, 2)), nil
		})
		app.Get("/poll", func(c *gourd.Ctx) (string, error) {
			select {
			case <-c.Draining():
				return "nothing new", nil
			case <-c.Context().Done():
				return "", c.Context().Err()
			}
		})
		client := gourdtest.New(t, app)
		endless, answer, poll := client.Stream("GET", "/endless"), client.Stream("GET", "/answer"), make(chan string, 1)
		go func() { poll <- client.Get("/poll").Text() }()
		time.Sleep(15 * time.Second)
		app.Drain()
		app.Drain()
		if got := timeline(endless); got != "0s \"data: {\\\"tick\\\":1}\\n\\n\"\n0s EOF" {
			t.Errorf("the endless stream:\n%s", got)
		}
		if err := <-causes; !errors.Is(err, gourd.ErrDraining) || !errors.Is(err, context.Canceled) {
			t.Errorf("its context ended with %v", err)
		}
		if got := <-poll; got != "nothing new" {
			t.Errorf("the long poll got %q", got)
		}
		if got := timeline(answer); !strings.HasSuffix(got, "5s \"data: {\\\"tick\\\":2}\\n\\n\"\n5s EOF") {
			t.Errorf("the stream with an end:\n%s", got)
		}
		if got := timeline(client.Stream("GET", "/endless")); got != "0s EOF" {
			t.Errorf("an endless stream that begins in the drain:\n%s", got)
		}
	})
}

// TestAServerWithAnEndlessStreamStopsAtOnce is the whole of it, over a socket.
func TestAServerWithAnEndlessStreamStopsAtOnce(t *testing.T) {
	app := gourd.New("events", gourd.Config{Testing: true, Logger: slog.New(slog.DiscardHandler)})
	app.Config.DrainTimeout = time.Hour
	app.Get("/", func(c *gourd.Ctx) (gourd.Response, error) {
		return gourd.Events(ticks(c.Context(), time.Hour, -1), gourd.EventOptions{Endless: true}), nil
	})
	address, stop := runApp(t, app)
	res, err := http.Get("http://" + address + "/")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if err := stop(); err != nil {
		t.Errorf("Run returned %v", err)
	}
	if body, err := io.ReadAll(res.Body); err != nil || len(body) > 0 {
		t.Errorf("the stream ended with %q, %v; want a clean end", body, err)
	}
}

func ExampleEvents() {
	app := gourd.New("news")
	app.Get("/news", func(c *gourd.Ctx) (gourd.Response, error) {
		return gourd.Events(func(yield func(gourd.Event, error) bool) {
			yield(gourd.Event{ID: "8", JSON: gourd.Map{"title": "Rain"}}, nil)
		}, gourd.EventOptions{Retry: 2 * time.Second}), nil
	})
	printAnswer(app, "GET", "/news", "")
	// Output:
	// 200 retry: 2000
	//
	// id: 8
	// data: {"title":"Rain"}
}
