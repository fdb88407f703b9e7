package gourdtest_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"net/http"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/async"
	"github.com/gourd-go/gourd/gateway"
	"github.com/gourd-go/gourd/gourdtest"
)

// TestStream: the view makes the second chunk only when the test has read the first,
// and the time is the bubble's.
func TestStream(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var made atomic.Int32
		app := newApp()
		app.Get("/stream", func(c *gourd.Ctx) (iter.Seq2[string, error], error) {
			ctx := c.Context()
			return func(yield func(string, error) bool) {
				for _, chunk := range []string{"one", "two", "three"} {
					made.Add(1)
					if !yield(chunk, nil) || async.Sleep(ctx, time.Hour) != nil {
						return
					}
				}
			}, nil
		})
		client := gourdtest.New(t, app)
		stream := client.Stream("GET", "/stream")
		for i, want := range []string{"one", "two", "three"} {
			chunk, err := stream.Next()
			if string(chunk) != want || err != nil || int(made.Load()) != i+1 {
				t.Fatalf("chunk %d is %q (%v) when %d were made, want %q", i+1, chunk, err, made.Load(), want)
			}
		}
		if _, err := stream.Next(); err != io.EOF || stream.Err() != io.EOF {
			t.Errorf("behind the last chunk comes %v, then %v; want EOF", err, stream.Err())
		}
	})
}

func TestEvents(t *testing.T) {
	events := []gourd.Event{
		{Data: "one"},
		{ID: "2", Name: "news", Data: "two\nlines", Retry: 3 * time.Second},
		{Comment: "still there"},
		{Data: ""},
		{Data: " led by a space"},
	}
	app := newApp()
	app.Get("/events", func(*gourd.Ctx) (iter.Seq[gourd.Event], error) { return slices.Values(events), nil })
	client := gourdtest.New(t, app)
	stream := client.Stream("GET", "/events")
	if diff := cmp.Diff(events, slices.Collect(stream.Events())); diff != "" || stream.Err() != io.EOF {
		t.Errorf("the events (-made +read), and then %v:\n%s", stream.Err(), diff)
	}
	stream = client.Stream("GET", "/events")
	for i := range events { // one at a time leaves the others there
		for event := range stream.Events() {
			if event.Data != events[i].Data {
				t.Errorf("event %d is %q, want %q", i, event.Data, events[i].Data)
			}
			break
		}
	}
}

func TestEventsInAnyForm(t *testing.T) {
	for text, want := range map[string][]gourd.Event{
		"data:x\r\n\r\ndata: y\r\r":   {{Data: "x"}, {Data: "y"}},
		"data\n\n":                    {{}},
		"\n\n\ndata: x\n\n":           {{Data: "x"}},
		"other: x\n\n":                nil,
		"retry: soon\ndata: x\n\n":    {{Data: "x"}},
		"data: cut off\n":             nil,
		": a\n: b\ndata: x\n\n":       {{Data: "x", Comment: "a\nb"}},
		"data: a: b\ndata:  c\n\n":    {{Data: "a: b\n c"}},
		"id: 1\nevent: e\ndata: \n\n": {{ID: "1", Name: "e"}},
	} {
		for _, size := range []int{1, 2, 3, 1000} {
			client := gourdtest.NewHandler(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				for chunk := range slices.Chunk([]byte(text), size) {
					_, _ = w.Write(chunk)
					w.(http.Flusher).Flush()
				}
			}))
			if diff := cmp.Diff(want, slices.Collect(client.Stream("GET", "/").Events())); diff != "" {
				t.Errorf("%q in chunks of %d (-want +got):\n%s", text, size, diff)
			}
		}
	}
}

func TestStreamAsReader(t *testing.T) {
	app := newApp()
	app.Get("/lines", func(*gourd.Ctx) (iter.Seq[int], error) { return slices.Values([]int{1, 2, 3}), nil })
	decoder, sum := json.NewDecoder(gourdtest.New(t, app).Stream("GET", "/lines")), 0
	for {
		var n int
		if err := decoder.Decode(&n); err != nil {
			if err != io.EOF {
				t.Error(err)
			}
			break
		}
		sum += n
	}
	if sum != 6 {
		t.Errorf("the lines add up to %d, want 6", sum)
	}
}

func TestBrokenAnswers(t *testing.T) {
	app := newApp()
	app.Get("/breaks", func(*gourd.Ctx) (iter.Seq2[string, error], error) {
		return func(yield func(string, error) bool) {
			_ = yield("one", nil) && yield("", errors.New("no more"))
		}, nil
	})
	client := gourdtest.New(t, app)
	stream := client.Stream("GET", "/breaks")
	if chunk, err := stream.Next(); string(chunk) != "one" || err != nil {
		t.Errorf("the first chunk is %q, %v", chunk, err)
	}
	if _, err := stream.Next(); !errors.Is(err, gourdtest.ErrBroken) {
		t.Errorf("then comes %v, want ErrBroken", err)
	}
	if res := client.Get("/breaks"); !res.Broken || res.Text() != "one" || res.Status != 200 {
		t.Errorf("the answer is %d %q, broken: %v", res.Status, res.Text(), res.Broken)
	}
	for name, end := range map[string]func(){
		"a panic":         func() { panic("boom") },
		"ErrAbortHandler": func() { panic(http.ErrAbortHandler) },
	} {
		client := gourdtest.NewHandler(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/late" {
				_, _ = io.WriteString(w, "some")
			}
			end()
		}))
		if res := client.Get("/"); !res.Broken || res.Status != 0 {
			t.Errorf("%s: the answer is %d, broken: %v", name, res.Status, res.Broken)
		}
		if res := client.Get("/late"); !res.Broken || res.Status != 200 {
			t.Errorf("%s behind the head: the answer is %d, broken: %v", name, res.Status, res.Broken)
		}
		wantVerdict(t, func(tb testing.TB) {
			gourdtest.NewHandler(tb, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { end() })).Stream("GET", "/")
		}, "broke before the head")
	}
	wantVerdict(t, func(t testing.TB) { gourdtest.New(t, brokenApp()).Get("/").Want(200) }, "the connection broke before the end")
}

func brokenApp() *gourd.App {
	app := newApp()
	app.Get("/", func(*gourd.Ctx) (http.Handler, error) {
		return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, "some")
			panic(http.ErrAbortHandler)
		}), nil
	})
	return app
}

// TestClose: a client that leaves ends the view's context, and Close waits for the
// view.
func TestClose(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var ended error
		app := newApp()
		app.Get("/wait", func(c *gourd.Ctx) (iter.Seq2[gourd.Event, error], error) {
			ctx := c.Context()
			return func(func(gourd.Event, error) bool) {
				<-ctx.Done()
				ended = context.Cause(ctx)
			}, nil
		})
		client := gourdtest.New(t, app)
		stream := client.Stream("GET", "/wait")
		synctest.Wait() // the head comes before the view's function runs
		stream.Close()
		stream.Close()
		if ended == nil {
			t.Error("the view has not ended")
		}
		if _, err := stream.Next(); err == nil || err == io.EOF {
			t.Errorf("a stream that was closed reads on: %v", err)
		}
	})
}

// TestUploads: the view reads what the test writes, as it writes it.
func TestUploads(t *testing.T) {
	client := gourdtest.NewHandler(t, gateway.HandlerFunc(func(x *gateway.Exchange) {
		_ = x.WriteHead(&gateway.Head{Status: 200, ContentLength: -1}, nil, true)
		buf := make([]byte, 100)
		for {
			n, err := x.Read(buf)
			if err != nil {
				return
			}
			_, _ = x.Write(buf[:n])
			_ = x.Flush()
		}
	}))
	body, parts := io.Pipe()
	stream := client.Stream("POST", "/", gourdtest.Body("", body))
	for _, part := range []string{"one", "two"} {
		if _, err := io.WriteString(parts, part); err != nil {
			t.Fatal(err)
		}
		if chunk, err := stream.Next(); string(chunk) != part || err != nil {
			t.Fatalf("%q comes back as %q, %v", part, chunk, err)
		}
	}
	stream.Close()
	if _, err := io.WriteString(parts, "more"); err == nil {
		t.Error("an upload goes on though the client has left")
	}
}

// TestBackpressure: a view that writes more than its client reads has to wait.
func TestBackpressure(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		written := 0
		client := gourdtest.NewHandler(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			chunk := make([]byte, 10_000)
			for range 100 {
				n, _ := w.Write(chunk)
				written += n
			}
		}))
		stream := client.Stream("GET", "/")
		synctest.Wait()
		if written == 0 || written > 200_000 {
			t.Errorf("the view has written %d bytes that nobody has read", written)
		}
		if body, err := io.ReadAll(stream); len(body) != 1_000_000 || err != nil {
			t.Errorf("%d bytes came, %v", len(body), err)
		}
	})
}
