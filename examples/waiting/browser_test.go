package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/examples/internal/browser"
)

// tab is a page of a browser.
type tab struct {
	*browser.Tab
	t   *testing.T
	mu  sync.Mutex
	bad []string // errors on the console
	end chan struct{}
}

// endMark is logged by the test when it has seen enough of the console.
const endMark = "the test is over"

// open starts a browser on the page.
func open(t *testing.T, url string) *tab {
	t.Helper()
	b := &tab{Tab: browser.Open(t), t: t, end: make(chan struct{})}
	b.Told = func() string { return fmt.Sprintf("; the console has %q", b.errors()) }
	messages := chromedp.Console(b.Context)
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
	b.Do(chromedp.EmulateViewport(1280, 900), chromedp.Navigate(url))
	return b
}

func (b *tab) errors() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.bad
}

// wantNoErrors checks the console.
func (b *tab) wantNoErrors() {
	b.t.Helper()
	b.Do(chromedp.Evaluate[chromedp.Void](`console.log("` + endMark + `")`))
	receive(b.t, b.end, "the console's end")
	if bad := b.errors(); len(bad) > 0 {
		b.t.Errorf("the console has errors:\n%s", strings.Join(bad, "\n"))
	}
}

// fire presses the button and returns what the page then shows.
func (b *tab) fire() outcome {
	b.t.Helper()
	b.Do(
		chromedp.Click(chromedp.CSS("#burst button[type=submit]")),
		chromedp.WaitVisible(chromedp.CSS("#chart[data-state=done]")),
	)
	return browser.Eval[outcome](b.Tab, `(() => {
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
	b.Do(chromedp.SetUploadFiles(chromedp.CSS("#upload input[type=file]"), []string{file}))
	sum := sha256.Sum256(content)
	b.try("upload", `{"name":"note.txt","size":17,"type":"text/plain","sha256":"`+hex.EncodeToString(sum[:])+`"}`)

	b.Do(
		chromedp.Click(chromedp.CSS(`#background a[href="/background/log"]`)),
		chromedp.WaitVisible(chromedp.CSS(".jobs .state:not(.busy)")),
	)
	if jobs := browser.Eval[string](b.Tab, `document.querySelector(".jobs").innerText`); !strings.Contains(jobs, "Job 1") || !strings.Contains(jobs, "done after") {
		t.Errorf("the log shows %q, want job 1 done", jobs)
	}
	b.wantNoErrors()
}

// try presses a view's button and checks the answer that appears beside it.
func (b *tab) try(view, want string) {
	b.t.Helper()
	b.Do(
		chromedp.Click(chromedp.CSS("#"+view+" .try button")),
		chromedp.WaitVisible(chromedp.CSS("#"+view+" .answer[data-state=done]")),
	)
	shown := browser.Eval[map[string]string](b.Tab, `(() => {
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
	b.Do(chromedp.Evaluate[chromedp.Void](`console.error("said"); queueMicrotask(() => { throw new Error("thrown") })`))
	b.Do(chromedp.Evaluate[chromedp.Void](`fetch("/nowhere").then(() => console.log("` + endMark + `"))`))
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
	verdict := browser.Eval[string](b.Tab, `document.querySelector("#verdict").textContent`)
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
	b.Do(chromedp.Click(chromedp.CSS("#burst button[type=submit]")))
	for async := 0; async < 5; {
		if receive(t, w.arrived, "the burst's requests") == "async" {
			async++
		}
	}
	b.Do(
		chromedp.Click(chromedp.CSS("#stop")),
		chromedp.WaitVisible(chromedp.CSS("#chart[data-state=stopped]")),
	)
	for left := 0; left < 5; {
		if receive(t, w.ended, "the burst's requests to end") != nil {
			left++
		}
	}
	if verdict := browser.Eval[string](b.Tab, `document.querySelector("#verdict").textContent`); !strings.HasPrefix(verdict, "Stopped.") {
		t.Errorf("the page says %q", verdict)
	}
}

func TestPageFitsAPhone(t *testing.T) {
	s := start(t, Options{Wait: 100 * time.Millisecond, Requests: 50})
	b := open(t, s.url)
	for _, width := range []int64{320, 390, 768} {
		b.Do(chromedp.EmulateViewport(width, 800, chromedp.EmulateMobile), chromedp.Navigate(s.url))
		b.fire()
		if over := browser.Eval[int](b.Tab, `document.documentElement.scrollWidth - document.documentElement.clientWidth`); over > 0 {
			t.Errorf("at a width of %d the page is %d pixels too wide", width, over)
		}
	}
	b.wantNoErrors()
}
