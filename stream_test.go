package gourd_test

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/async"
	"github.com/gourd-go/gourd/gourdtest"
	"github.com/gourd-go/gourd/server"
)

// gated is a stream of "one" and "two" that makes the second when it is let to.
type gated struct{ read chan struct{} }

func newGated() gated { return gated{make(chan struct{})} }

func gate[E any](g gated, one, two E) iter.Seq2[E, error] {
	return func(yield func(E, error) bool) {
		if yield(one, nil) {
			<-g.read
			yield(two, nil)
		}
	}
}

// gatedReader is the same as a reader.
type gatedReader struct {
	g    gated
	step int
}

func (r *gatedReader) Read(p []byte) (int, error) {
	r.step++
	switch r.step {
	case 1:
		return copy(p, "one\n"), nil
	case 2:
		<-r.g.read
		return copy(p, "two\n"), io.EOF
	}
	return 0, io.EOF
}

// gatedViews are the forms of a view that makes its answer while it is sent.
func gatedViews() map[string]func(app *gourd.App, g gated) {
	return map[string]func(app *gourd.App, g gated){
		"strings": func(a *gourd.App, g gated) { a.Get("/", viewOf(func() any { return gate(g, "one\n", "two\n") })) },
		"bytes": func(a *gourd.App, g gated) {
			a.Get("/", returns(gate(g, []byte("one\n"), []byte("two\n"))))
		},
		"a named type": func(a *gourd.App, g gated) { a.Get("/", returns(lines(gate(g, "one\n", "two\n")))) },
		"structs":      func(a *gourd.App, g gated) { a.Get("/", returns(gate(g, note{ID: 1}, note{ID: 2}))) },
		"events": func(a *gourd.App, g gated) {
			a.Get("/", returns(gate(g, gourd.Event{Data: "one"}, gourd.Event{Data: "two"})))
		},
		"Stream": func(a *gourd.App, g gated) { a.Get("/", returns(gourd.Stream("text/x", gate(g, "one\n", "two\n")))) },
		"a reader": func(a *gourd.App, g gated) {
			a.Get("/", viewOf(func() io.Reader { return &gatedReader{g: g} }))
		},
		"a handler": func(a *gourd.App, g gated) {
			a.Handle("/", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				_, _ = io.WriteString(w, "one\n")
				w.(http.Flusher).Flush()
				<-g.read
				_, _ = io.WriteString(w, "two\n")
			}))
		},
		"behind middleware": func(a *gourd.App, g gated) {
			around := func(next http.Handler) http.Handler {
				return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { next.ServeHTTP(w, r) })
			}
			a.Use(around)
			a.Get("/", returns(gate(g, "one\n", "two\n"))).Use(around)
		},
		"in a mounted application": func(a *gourd.App, g gated) {
			inner := gourd.New("inner")
			inner.Get("/", returns(gate(g, "one\n", "two\n")))
			a.Mount("/", inner)
		},
	}
}

func TestTheFirstChunkIsReadBeforeTheSecondIsMade(t *testing.T) {
	for name, view := range gatedViews() {
		t.Run(name+", test client", func(t *testing.T) {
			g := newGated()
			c, _ := client(t, gourd.Config{}, func(a *gourd.App) { view(a, g) })
			s := c.Stream("GET", "/")
			if s.Status != 200 {
				t.Fatalf("answered %d", s.Status)
			}
			first, err := s.Next()
			if err != nil || len(first) == 0 {
				t.Fatalf("the first chunk is %q, %v", first, err)
			}
			close(g.read)
			rest, err := io.ReadAll(s)
			if err != nil || len(rest) == 0 {
				t.Errorf("the rest is %q, %v", rest, err)
			}
		})
		for _, major := range []int{1, 2} {
			t.Run(name+[]string{"", ", HTTP/1.1", ", HTTP/2"}[major], func(t *testing.T) {
				g := newGated()
				app, _ := faulty(t, gourd.Config{Testing: true})
				view(app, g)
				s := httptest.NewUnstartedServer(app)
				s.EnableHTTP2 = major == 2
				s.StartTLS()
				defer s.Close() // waits for the view
				goOn := sync.OnceFunc(func() { close(g.read) })
				defer goOn()
				res, err := s.Client().Get(s.URL)
				if err != nil {
					t.Fatal(err)
				}
				defer res.Body.Close()
				if res.ProtoMajor != major {
					t.Fatalf("spoke HTTP/%d", res.ProtoMajor)
				}
				in := bufio.NewReader(res.Body)
				first, err := in.ReadString('\n')
				if err != nil {
					t.Fatalf("the first line is %q, %v", first, err)
				}
				goOn()
				if rest, err := io.ReadAll(in); err != nil || !strings.Contains(string(rest), "2") && !strings.Contains(string(rest), "two") {
					t.Errorf("the rest is %q, %v", rest, err)
				}
			})
		}
	}
}

func TestEventsAsTheyAreSent(t *testing.T) {
	tests := []struct {
		name  string
		event gourd.Event
		want  string
	}{
		{"data", gourd.Event{Data: "a"}, "data: a\n\n"},
		{"no data", gourd.Event{}, "data:\n\n"},
		{"a name alone", gourd.Event{Name: "ping"}, "event: ping\ndata:\n\n"},
		{"all of it", gourd.Event{ID: "7", Name: "n", Data: "a", Retry: 1500 * time.Millisecond, Comment: "c"}, ": c\nid: 7\nevent: n\nretry: 1500\ndata: a\n\n"},
		{"several lines", gourd.Event{Data: "a\nb"}, "data: a\ndata: b\n\n"},
		{"an empty line between", gourd.Event{Data: "a\n\nb"}, "data: a\ndata: \ndata: b\n\n"},
		{"a line break at the end", gourd.Event{Data: "a\n"}, "data: a\ndata:\n\n"},
		{"a line break alone", gourd.Event{Data: "\n"}, "data: \ndata:\n\n"},
		{"CR LF", gourd.Event{Data: "a\r\nb"}, "data: a\ndata: b\n\n"},
		{"CR, which ends a line too", gourd.Event{Data: "a\rdata: forged"}, "data: a\ndata: data: forged\n\n"},
		{"a space at the beginning", gourd.Event{Data: " a"}, "data:  a\n\n"},
		{"a heartbeat", gourd.Event{Comment: "still here"}, ": still here\n\n"},
		{"a comment of several lines", gourd.Event{Comment: "a\nevent: forged"}, ": a\n: event: forged\n\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c, _ := client(t, gourd.Config{}, func(a *gourd.App) { a.Get("/", returns(stream(test.event))) })
			c.Get("/").Want(200).WantBody(test.want).WantHeader("Cache-Control", "no-cache")
			if test.event.Comment != "" {
				return // of which a client makes what it likes
			}
			want := test.event
			want.Data = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(want.Data)
			for got := range c.Stream("GET", "/").Events() {
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("a client reads (-want +got):\n%s", diff)
				}
			}
		})
	}
}

func TestEventsThatCannotBeSentBreakTheStream(t *testing.T) {
	for _, event := range []gourd.Event{{ID: "a\nb"}, {ID: "a\x00b"}, {Name: "a\rb"}, {Name: "a\nb"}} {
		c, log := client(t, gourd.Config{}, func(a *gourd.App) { a.Get("/", returns(stream(gourd.Event{Data: "1"}, event))) })
		if res := c.Get("/"); !res.Broken || res.Text() != "data: 1\n\n" {
			t.Errorf("%+v was sent as %q, broken %v", event, res.Text(), res.Broken)
		}
		if !strings.Contains(log.String(), "line break") {
			t.Errorf("the log says %q", log)
		}
	}
}

func TestTheHeadOfEventsIsSentAtOnce(t *testing.T) {
	g := newGated()
	c, _ := client(t, gourd.Config{}, func(a *gourd.App) {
		a.Get("/", func(*gourd.Ctx) (iter.Seq2[gourd.Event, error], error) {
			return func(yield func(gourd.Event, error) bool) {
				<-g.read
				yield(gourd.Event{Data: "late"}, nil)
			}, nil
		})
	})
	s := c.Stream("GET", "/") // returns with the head, before there is an event
	if got := s.Header.Get("Content-Type"); got != "text/event-stream" {
		t.Errorf("the media type is %q", got)
	}
	close(g.read)
	for e := range s.Events() {
		if e.Data != "late" {
			t.Errorf("got %+v", e)
		}
	}
	if !errors.Is(s.Err(), io.EOF) {
		t.Errorf("the stream ended with %v", s.Err())
	}
}

func TestAnEventStreamInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, _ := client(t, gourd.Config{RequestTimeout: time.Minute}, func(a *gourd.App) {
			a.Get("/", func(c *gourd.Ctx) (iter.Seq2[gourd.Event, error], error) {
				return func(yield func(gourd.Event, error) bool) {
					for i := range 3 {
						err := async.Sleep(c.Context(), time.Hour)
						if !yield(gourd.Event{ID: string(rune('a' + i))}, err) {
							return
						}
					}
				}, nil
			})
		})
		began := time.Now()
		var got []time.Duration
		for range c.Stream("GET", "/").Events() {
			got = append(got, time.Since(began))
		}
		if diff := cmp.Diff([]time.Duration{time.Hour, 2 * time.Hour, 3 * time.Hour}, got); diff != "" {
			t.Errorf("the events came (-want +got):\n%s", diff)
		}
	})
}

func TestAStreamEndsWhenItsReaderLeaves(t *testing.T) {
	around := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { next.ServeHTTP(w, r) })
	}
	for name, set := range map[string]func(a *gourd.App, r *gourd.Route){
		"plain":                               func(*gourd.App, *gourd.Route) {},
		"behind a route's middleware":         func(_ *gourd.App, r *gourd.Route) { r.Use(around) },
		"behind the application's middleware": func(a *gourd.App, _ *gourd.Route) { a.Use(around) },
	} {
		t.Run(name, func(t *testing.T) {
			ended := make(chan error, 1)
			app, log := faulty(t, gourd.Config{})
			set(app, app.Get("/", func(c *gourd.Ctx) (iter.Seq2[int, error], error) {
				return func(yield func(int, error) bool) {
					yield(1, nil)
					ended <- async.Sleep(c.Context(), time.Hour)
				}, nil
			}))
			check := func() {
				t.Helper()
				if err := <-ended; !errors.Is(err, gourd.ErrClientLeft) {
					t.Errorf("the stream's wait ended with %v", err)
				}
				waitFor(t, func() bool { return app.Live() == 0 })
				if strings.Contains(log.String(), "level=ERROR") {
					t.Errorf("the log says %s", log)
				}
			}
			res, err := http.Get("http://" + serve(t, app, server.Config{}))
			if err != nil {
				t.Fatal(err)
			}
			if line, err := bufio.NewReader(res.Body).ReadString('\n'); line != "1\n" || err != nil {
				t.Fatalf("got %q, %v", line, err)
			}
			res.Body.Close()
			check()
			s := gourdtest.New(t, app).Stream("GET", "/")
			if first, err := s.Next(); string(first) != "1\n" || err != nil {
				t.Fatalf("got %q, %v", first, err)
			}
			s.Close()
			check()
		})
	}
}

func TestAfterHooksSeeTheHeadBeforeItIsSent(t *testing.T) {
	tests := []struct {
		name  string
		set   func(a *gourd.App)
		knows string // a field that the hook sees
	}{
		{"a stream", func(a *gourd.App) { a.Get("/", returns(stream("a"))) }, "text/html; charset=utf-8"},
		{"a reader", func(a *gourd.App) { a.Get("/", viewOf(func() io.Reader { return strings.NewReader("a") })) }, "application/octet-stream"},
		{"events", func(a *gourd.App) { a.Get("/", returns(stream(gourd.Event{Data: "a"}))) }, "text/event-stream"},
		{"a handler", func(a *gourd.App) { a.Get("/", returns(&teapot{418})) }, "text/tea"},
		{"a handler that writes nothing", func(a *gourd.App) {
			a.Handle("/", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Content-Type", "text/none") }))
		}, "text/none"},
		{"a mounted handler", func(a *gourd.App) { a.Mount("/", &teapot{418}) }, "text/tea"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var times, status int
			c, _ := client(t, gourd.Config{}, func(a *gourd.App) {
				test.set(a)
				a.After(func(c *gourd.Ctx, r *gourd.Response) error {
					times++
					status = r.StatusCode()
					if got := r.Header.Get("Content-Type"); got != test.knows {
						t.Errorf("the hook sees the media type %q, want %q", got, test.knows)
					}
					if body, there := r.Body(); there {
						t.Errorf("the hook sees a body, %q, that is not made yet", body)
					}
					r.Status = 299
					r.Header.Set("X-Hook", "here")
					r.Header.Set("Content-Type", "text/changed")
					return nil
				})
			})
			c.Get("/").Want(299).WantHeader("X-Hook", "here").WantHeader("Content-Type", "text/changed")
			if times != 1 {
				t.Errorf("the hook ran %d times", times)
			}
			if status != 200 && status != 418 {
				t.Errorf("the hook saw status %d", status)
			}
		})
	}
}

func TestAHookThatFailsOnAHandlersHeadIsAnsweredInItsPlace(t *testing.T) {
	c, log := client(t, gourd.Config{}, func(a *gourd.App) {
		a.After(func(_ *gourd.Ctx, r *gourd.Response) error {
			if r.StatusCode() == 418 {
				return errors.New("no tea")
			}
			return nil
		})
		a.Get("/", returns(&teapot{418}))
	})
	c.Get("/").Want(500)
	if !strings.Contains(log.String(), "no tea") {
		t.Errorf("the log says %q", log)
	}
}

// held samples how many bytes are in use until stop, which returns the most above
// what it was at the beginning.
func held(t *testing.T) (stop func() int64) {
	t.Helper()
	runtime.GC()
	var before runtime.MemStats
	runtime.ReadMemStats(&before)
	var most atomic.Int64
	end, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		var now runtime.MemStats
		for tick := time.NewTicker(5 * time.Millisecond); ; {
			runtime.ReadMemStats(&now)
			used := max(int64(now.HeapInuse)-int64(before.HeapInuse), int64(now.HeapAlloc)-int64(before.HeapAlloc))
			most.Store(max(most.Load(), used))
			select {
			case <-end:
				tick.Stop()
				return
			case <-tick.C:
			}
		}
	}()
	return func() int64 { close(end); <-ended; return most.Load() }
}

// zeros has n bytes.
type zeros struct{ n int64 }

func (z *zeros) Read(p []byte) (int, error) {
	if z.n == 0 {
		return 0, io.EOF
	}
	n := min(int64(len(p)), z.n)
	z.n -= n
	return int(n), nil
}

func TestAGibibytePassesWithLittleHeld(t *testing.T) {
	const most = 8 << 20
	size := 1 << 30
	if raceEnabled {
		size = 128 << 20 // which takes the race detector as long
	}
	app, _ := faulty(t, gourd.Config{})
	chunk := strings.Repeat("x", 256<<10)
	app.Get("/stream", func(*gourd.Ctx) (iter.Seq2[string, error], error) {
		return func(yield func(string, error) bool) {
			for range size / len(chunk) {
				if !yield(chunk, nil) {
					return
				}
			}
		}, nil
	})
	app.Get("/reader", viewOf(func() io.Reader { return &zeros{int64(size)} }))
	app.Post("/upload", func(c *gourd.Ctx) (map[string]int64, error) {
		n, err := io.CopyBuffer(io.Discard, struct{ io.Reader }{c.BodyReader()}, make([]byte, 256<<10))
		return map[string]int64{"n": n}, err
	}).MaxBody(-1)
	s := httptest.NewServer(app)
	defer s.Close()
	transport := &http.Transport{ReadBufferSize: 256 << 10, WriteBufferSize: 256 << 10}
	defer transport.CloseIdleConnections()
	requests := map[string]func() (*http.Response, error){
		"/stream": func() (*http.Response, error) { return (&http.Client{Transport: transport}).Get(s.URL + "/stream") },
		"/reader": func() (*http.Response, error) { return (&http.Client{Transport: transport}).Get(s.URL + "/reader") },
		"/upload": func() (*http.Response, error) {
			return (&http.Client{Transport: transport}).Post(s.URL+"/upload", "application/octet-stream", &zeros{int64(size)})
		},
	}
	for path, send := range requests {
		t.Run(path[1:], func(t *testing.T) {
			stop := held(t)
			res, err := send()
			if err != nil {
				t.Fatal(err)
			}
			defer res.Body.Close()
			var answer bytes.Buffer
			n, err := io.CopyBuffer(struct{ io.Writer }{io.Discard}, io.TeeReader(res.Body, &limited{&answer, 64}), make([]byte, 256<<10))
			if got := stop(); got > most {
				t.Errorf("%d bytes were held, want at most %d", got, most)
			} else {
				t.Logf("%d KiB were held", got>>10)
			}
			switch {
			case err != nil:
				t.Error(err)
			case path == "/upload" && answer.String() != fmt.Sprintf("{\"n\":%d}\n", size):
				t.Errorf("the view has read %s", answer.String())
			case path != "/upload" && n != int64(size):
				t.Errorf("%d bytes came, want %d", n, size)
			}
		})
	}
}

// limited keeps the first bytes that are written to it.
type limited struct {
	b    *bytes.Buffer
	room int
}

func (l *limited) Write(p []byte) (int, error) {
	n := min(l.room, len(p))
	l.b.Write(p[:n])
	l.room -= n
	return len(p), nil
}
