package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/internal/require"
)

// tab is a page of a browser.
type tab struct {
	t   *testing.T
	ctx context.Context
	mu  sync.Mutex
	bad []string // errors on the console
	end chan struct{}
}

// endMark is logged by the test when it has seen enough of the console.
const endMark = "the test is over"

// open starts a browser on the page.
func open(t *testing.T, url string) *tab {
	t.Helper()
	ctx, cancel := chromedp.NewExecAllocator(t.Context(), chromium(t)...)
	t.Cleanup(cancel)
	ctx, _ = chromedp.NewContext(ctx)
	t.Cleanup(func() {
		if err := chromedp.Cancel(ctx); err != nil {
			t.Logf("the browser's end: %v", err)
		}
	})
	b := &tab{t: t, ctx: ctx, end: make(chan struct{})}
	messages := chromedp.Console(ctx)
	go func() {
		defer close(b.end)
		for m, err := range messages {
			if err != nil || m.Text == endMark {
				return
			}
			if kind := string(m.Type); kind == "error" || kind == string(chromedp.ConsoleException) || kind == "assert" {
				b.mu.Lock()
				b.bad = append(b.bad, m.String())
				b.mu.Unlock()
			}
		}
	}()
	b.do(chromedp.EmulateViewport(1280, 900), chromedp.Navigate(url))
	return b
}

// chromium are the options of a browser that touches nothing outside of a new
// folder of its own, which chromedp makes and removes.
func chromium(t *testing.T) []chromedp.ExecAllocatorOption {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		path, err := exec.LookPath(name)
		if err != nil {
			continue
		}
		options := []chromedp.ExecAllocatorOption{chromedp.ExecPath(path)}
		for _, flag := range []string{
			"headless", "no-sandbox", "disable-gpu", "disable-quic", "no-first-run", "disable-background-networking",
			"disable-component-update", "disable-sync", "disable-dev-shm-usage",
		} {
			options = append(options, chromedp.Flag(flag, true))
		}
		return options
	}
	require.Or(t, "chromium", "no chromium, chromium-browser or google-chrome is in PATH")
	return nil
}

func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	run(b, func(ctx context.Context) (chromedp.Void, error) {
		return chromedp.Void{}, chromedp.Do(ctx, steps...)
	})
}

// eval returns the value of an expression on the page.
func eval[T any](b *tab, expression string) T {
	b.t.Helper()
	return run(b, func(ctx context.Context) (T, error) { return chromedp.Run(ctx, chromedp.Evaluate[T](expression)) })
}

// run runs actions, which should not take long. The browser's very first must not
// have a deadline, since it would be the browser's.
func run[T any](b *tab, f func(context.Context) (T, error)) T {
	b.t.Helper()
	if err := chromedp.Do(b.ctx); err != nil {
		b.t.Fatalf("the browser cannot start: %v", err)
	}
	ctx, cancel := context.WithTimeout(b.ctx, 2*patience)
	defer cancel()
	v, err := f(ctx)
	if err != nil {
		b.t.Fatalf("%v; the console has %q", err, b.errors())
	}
	return v
}

func (b *tab) errors() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.bad
}

// wantNoErrors checks the console.
func (b *tab) wantNoErrors() {
	b.t.Helper()
	b.do(chromedp.Evaluate[chromedp.Void](`console.log("` + endMark + `")`))
	receive(b.t, b.end, "the console's end")
	if bad := b.errors(); len(bad) > 0 {
		b.t.Errorf("the console has errors:\n%s", strings.Join(bad, "\n"))
	}
}

// fire presses the button and returns what the page then shows.
func (b *tab) fire() outcome {
	b.t.Helper()
	b.do(
		chromedp.Click(chromedp.CSS("#burst button[type=submit]")),
		chromedp.WaitVisible(chromedp.CSS("#chart[data-state=done]")),
	)
	return eval[outcome](b, `(() => {
		const bars = [...document.querySelectorAll("#bars rect")].filter((bar) => bar.getBoundingClientRect().width > 0);
		return {
			Requests: bars.length,
			Distinct: new Set(bars.map((bar) => bar.dataset.number)).size,
			Failed: document.querySelectorAll("#bars rect.failed").length,
			Elapsed: Math.max(...bars.map((bar) => +bar.dataset.end)) - Math.min(...bars.map((bar) => +bar.dataset.start)),
		};
	})()`)
}

func TestBrowserTriesEveryView(t *testing.T) {
	s := start(t, Options{})
	b := open(t, s.url)
	for _, test := range []struct{ view, want string }{
		{"async", "This is an async response"},
		{"asyncRequest", `Fetched data: {"id": 1, "title": "Water the gourds", "completed": false}`},
		{"asyncDB", tableJSON},
		{"gather", `"total_ms":`},
		{"stream", "line 1 of 10\nline 2 of 10\n"},
		{"cpu", "Burned 200 ms of CPU on "},
		{"background", "Job 1 goes on behind this answer"},
		{"sync", "This is a sync response"},
	} {
		b.try(test.view, test.want)
	}

	content := []byte("Water the gourds\n")
	file := filepath.Join(t.TempDir(), "note.txt")
	if err := os.WriteFile(file, content, 0o600); err != nil {
		t.Fatal(err)
	}
	b.do(chromedp.SetUploadFiles(chromedp.CSS("#upload input[type=file]"), []string{file}))
	sum := sha256.Sum256(content)
	b.try("upload", `{"name":"note.txt","size":17,"type":"text/plain","sha256":"`+hex.EncodeToString(sum[:])+`"}`)

	b.do(
		chromedp.Click(chromedp.CSS(`#background a[href="/background/log"]`)),
		chromedp.WaitVisible(chromedp.CSS(".jobs .state:not(.busy)")),
	)
	if jobs := eval[string](b, `document.querySelector(".jobs").innerText`); !strings.Contains(jobs, "Job 1") || !strings.Contains(jobs, "done after") {
		t.Errorf("the log shows %q, want job 1 done", jobs)
	}
	b.wantNoErrors()
}

// try presses a view's button and checks the answer that appears beside it.
func (b *tab) try(view, want string) {
	b.t.Helper()
	b.do(
		chromedp.Click(chromedp.CSS("#"+view+" .try button")),
		chromedp.WaitVisible(chromedp.CSS("#"+view+" .answer[data-state=done]")),
	)
	shown := eval[map[string]string](b, `(() => {
		const part = (name) => document.querySelector("#`+view+` .answer ." + name).textContent;
		return { status: part("status"), took: part("took"), text: part("text") };
	})()`)
	if shown["status"] != "200 OK" || !strings.HasSuffix(shown["took"], " s") || !strings.Contains(shown["text"], want) {
		b.t.Errorf("%s shows %q, want 200 OK, a time, and %s", view, shown, want)
	}
}

// TestBrowserNoticesErrors proves that the check of the console can fail.
func TestBrowserNoticesErrors(t *testing.T) {
	b := open(t, start(t, Options{}).url)
	b.do(chromedp.Evaluate[chromedp.Void](`console.error("said"); queueMicrotask(() => { throw new Error("thrown") })`))
	b.do(chromedp.Evaluate[chromedp.Void](`fetch("/nowhere").then(() => console.log("` + endMark + `"))`))
	receive(t, b.end, "the console's end")
	bad := strings.Join(b.errors(), "\n")
	for _, want := range []string{"said", "thrown", "404"} {
		if !strings.Contains(bad, want) {
			t.Errorf("the errors that were noticed have no %q: %s", want, bad)
		}
	}
}

// counters count what the server does, whatever the page shows.
type counters struct {
	requests atomic.Int64 // for /async
	events   atomic.Int64 // of bursts, each a request's end
}

func (n *counters) count(app *gourd.App) {
	app.Use(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			switch r.URL.Path {
			case "/async":
				n.requests.Add(1)
			case "/burst":
				w = &eventWriter{w, n}
			}
			next.ServeHTTP(w, r)
		})
	})
}

// eventWriter counts the events that pass.
type eventWriter struct {
	http.ResponseWriter
	n *counters
}

func (w *eventWriter) Write(p []byte) (int, error) {
	w.n.events.Add(int64(bytes.Count(p, []byte("event: request\n"))))
	return w.ResponseWriter.Write(p)
}

func (w *eventWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func TestBrowserDrawsFiveHundredRequests(t *testing.T) {
	var n counters
	s := start(t, Options{}, n.count)
	b := open(t, s.url)
	o := b.fire()
	if err := o.concurrent(500, 2*time.Second); err != nil {
		t.Error(err)
	}
	if requests, events := n.requests.Load(), n.events.Load(); requests != 500 || events != 500 {
		t.Errorf("the server saw %d requests and sent %d events, want 500 and 500", requests, events)
	}
	verdict := eval[string](b, `document.querySelector("#verdict").textContent`)
	for _, want := range []string{"500 requests", "each waiting 2 s", "One after another that would have been 1,000 s"} {
		if !strings.Contains(verdict, want) {
			t.Errorf("the page says %q, want %q in it", verdict, want)
		}
	}
	b.wantNoErrors()
}

// TestBrowserTellsSerialFromConcurrent proves that the check above can fail.
func TestBrowserTellsSerialFromConcurrent(t *testing.T) {
	const n, wait, long = 20, 200 * time.Millisecond, 3 * time.Second
	if err := open(t, start(t, Options{Wait: long, Requests: n}).url).fire().concurrent(n, long); err != nil {
		t.Errorf("not serialised: %v", err)
	}
	o := Options{Wait: wait, Requests: n}
	got := open(t, start(t, o, serialised).url).fire()
	if err := got.concurrent(n, wait); err == nil {
		t.Errorf("serialised requests pass for concurrent ones: %+v", got)
	}
	if got.Requests != n || got.Elapsed < n*200 {
		t.Errorf("serialised it was %+v, want %d bars over %d ms or more", got, n, n*200)
	}
}

func TestBrowserStopsABurst(t *testing.T) {
	w := newWatched()
	s := start(t, Options{Wait: time.Hour, Requests: 5}, w.watch)
	b := open(t, s.url)
	b.do(chromedp.Click(chromedp.CSS("#burst button[type=submit]")))
	for async := 0; async < 5; {
		if receive(t, w.arrived, "the burst's requests") == "async" {
			async++
		}
	}
	b.do(
		chromedp.Click(chromedp.CSS("#stop")),
		chromedp.WaitVisible(chromedp.CSS("#chart[data-state=stopped]")),
	)
	for left := 0; left < 5; {
		if receive(t, w.ended, "the burst's requests to end") != nil {
			left++
		}
	}
	if verdict := eval[string](b, `document.querySelector("#verdict").textContent`); !strings.HasPrefix(verdict, "Stopped.") {
		t.Errorf("the page says %q", verdict)
	}
}

func TestPageFitsAPhone(t *testing.T) {
	s := start(t, Options{Wait: 100 * time.Millisecond, Requests: 50})
	b := open(t, s.url)
	for _, width := range []int64{320, 390, 768} {
		b.do(chromedp.EmulateViewport(width, 800, chromedp.EmulateMobile), chromedp.Navigate(s.url))
		b.fire()
		if over := eval[int](b, `document.documentElement.scrollWidth - document.documentElement.clientWidth`); over > 0 {
			t.Errorf("at a width of %d the page is %d pixels too wide", width, over)
		}
	}
	b.wantNoErrors()
}
