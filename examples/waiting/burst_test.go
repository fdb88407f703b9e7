package main

import (
	"context"
	"encoding/json/v2"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/client"
	"github.com/gourd-go/gourd/db"
	"github.com/gourd-go/gourd/db/sqlite"
)

// outcome is what a burst has shown.
type outcome struct {
	Requests int     // that the server has told of, or bars that the page has drawn
	Distinct int     // different requests among them
	Failed   int     // of them
	Elapsed  float64 // ms from the first start to the last end
}

// concurrent checks that each of n requests has been told of once, and that they
// ended together: in half the time that they would take one after another. A test of
// what is concurrent has that be half a minute or more, for busy machines.
func (o outcome) concurrent(n int, wait time.Duration) error {
	if o.Requests != n || o.Distinct != n || o.Failed != 0 {
		return fmt.Errorf("%d requests, %d different ones, %d failed; want %d, all different, none failed", o.Requests, o.Distinct, o.Failed, n)
	}
	serial := time.Duration(n) * wait
	limit := serial / 2
	if elapsed := time.Duration(o.Elapsed * float64(time.Millisecond)); elapsed < wait || elapsed > limit {
		return fmt.Errorf("the last ended %v behind the first start, want %v to %v; one after another is %v", elapsed, wait, limit, serial)
	}
	return nil
}

// runBurst posts for a burst and follows its events to the end.
func runBurst(t *testing.T, s *site, n int) (o outcome) {
	t.Helper()
	res, err := s.visitor.Post(t.Context(), s.url+"/burst", client.Form(url.Values{"requests": {fmt.Sprint(n)}}))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Close()
	if got := res.Header.Get("Content-Type"); res.Status != 200 || got != "text/event-stream" {
		t.Fatalf("got %d %s, want 200 text/event-stream", res.Status, got)
	}
	numbers := map[int]bool{}
	var names []string
	var name string
	for line, err := range res.Lines() {
		if err != nil {
			t.Fatal(err)
		}
		if v, ok := strings.CutPrefix(line, "event: "); ok {
			name, names = v, append(names, v)
		}
		if data, ok := strings.CutPrefix(line, "data: "); ok && name == "request" {
			var shot shot
			if err := json.Unmarshal([]byte(data), &shot); err != nil {
				t.Fatalf("%q: %v", data, err)
			}
			o.Requests++
			numbers[shot.Number] = true
			o.Elapsed = max(o.Elapsed, float64(shot.End))
			if shot.Error != "" {
				o.Failed++
			}
		}
	}
	o.Distinct = len(numbers)
	if len(names) != n+2 || names[0] != "start" || names[n+1] != "done" {
		t.Errorf("the events are %v, want start, %d requests and done", names, n)
	}
	return o
}

// serialised lets one request at a time through to /async: what the demo is to
// tell from concurrent ones.
func serialised(app *gourd.App) {
	var mu sync.Mutex
	app.Use(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/async" {
				mu.Lock()
				defer mu.Unlock()
			}
			next.ServeHTTP(w, r)
		})
	})
}

func TestBurstRunsTogether(t *testing.T) {
	const n, wait = 300, 500 * time.Millisecond
	s := start(t, Options{Wait: wait})
	if err := runBurst(t, s, n).concurrent(n, wait); err != nil {
		t.Error(err)
	}
}

func TestBurstThatIsSerialisedDoesNotPass(t *testing.T) {
	const n, wait, long = 20, 100 * time.Millisecond, 3 * time.Second
	if err := runBurst(t, start(t, Options{Wait: long}), n).concurrent(n, long); err != nil {
		t.Errorf("not serialised: %v", err)
	}
	o := runBurst(t, start(t, Options{Wait: wait}, serialised), n)
	if err := o.concurrent(n, wait); err == nil {
		t.Errorf("serialised requests pass for concurrent ones: %+v", o)
	}
	if o.Requests != n || o.Elapsed < n*100 {
		t.Errorf("serialised it was %+v, want %d requests in %d ms or more", o, n, n*100)
	}
}

func TestBurstTellsOfRequestsThatFail(t *testing.T) {
	s := start(t, Options{Wait: time.Millisecond}, func(app *gourd.App) {
		app.Before(func(c *gourd.Ctx) (gourd.Response, error) {
			if c.Endpoint() == "async" {
				return gourd.Response{}, gourd.Error(418, "")
			}
			return gourd.Response{}, nil
		})
	})
	if o := runBurst(t, s, 5); o.Failed != 5 || o.Distinct != 5 {
		t.Errorf("got %+v, want 5 failed requests", o)
	}
}

func TestBurstRefusesOtherNumbers(t *testing.T) {
	s := start(t, Options{Wait: time.Millisecond})
	for _, n := range []string{"0", "2001", "-1", "x", "1e3"} {
		if a := s.do("POST", "/burst", client.Form(url.Values{"requests": {n}})); a.Status != 422 || !strings.Contains(a.text, "requests") {
			t.Errorf("%s requests: got %d %s, want a 422 that names the field", n, a.Status, a.text)
		}
	}
	if a := s.get("/burst"); a.Status != 405 {
		t.Errorf("GET /burst is a %d, want 405: a link must not start one", a.Status)
	}
}

func TestBurstNeedsTheDemosOwnServer(t *testing.T) {
	app := NewApp(Options{Database: db.MustOpen("sqlite://:memory:", sqlite.Driver)})
	other := httptest.NewServer(app)
	defer other.Close()
	res, err := other.Client().Post(other.URL+"/burst", "application/x-www-form-urlencoded", strings.NewReader("requests=1"))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != 503 {
		t.Errorf("got %d from another server, want 503", res.StatusCode)
	}
	if err := app.Stop(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestBurstEndsWhenItsVisitorLeaves(t *testing.T) {
	const n = 50
	arrived, ended := make(chan string, n+1), make(chan string, n+1)
	s := start(t, Options{Wait: time.Hour}, func(app *gourd.App) {
		app.Before(func(c *gourd.Ctx) (gourd.Response, error) {
			arrived <- c.Endpoint()
			return gourd.Response{}, nil
		})
		app.Teardown(func(c *gourd.Ctx, _ error) { ended <- c.Endpoint() })
	})
	visit, leave := context.WithCancel(t.Context())
	res, err := s.visitor.Post(visit, s.url+"/burst", client.Form(url.Values{"requests": {fmt.Sprint(n)}}))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Close()
	for range n + 1 {
		receive(t, arrived, "the burst and its requests to arrive")
	}
	leave()
	for range n + 1 {
		receive(t, ended, "the burst and its requests to end")
	}
}
