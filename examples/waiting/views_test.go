package main

import (
	"encoding/json/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestViewsAnswer(t *testing.T) {
	const (
		html  = "text/html; charset=utf-8"
		plain = "text/plain; charset=utf-8"
	)
	s := start(t, Options{Wait: 300 * time.Millisecond})
	lines := "line 1 of 10\nline 2 of 10\nline 3 of 10\nline 4 of 10\nline 5 of 10\n" +
		"line 6 of 10\nline 7 of 10\nline 8 of 10\nline 9 of 10\nline 10 of 10\n"
	for _, test := range []struct {
		path, contentType, want string
		atLeast                 time.Duration
	}{
		{"/async", html, "This is an async response", 300 * time.Millisecond},
		{"/async-request", plain, `Fetched data: {"id": 1, "title": "Water the gourds", "completed": false}`, upstreamDelay},
		{"/stream", plain, lines, time.Second},
		{"/sync", html, "This is a sync response", 0},
	} {
		t.Run(test.path, func(t *testing.T) {
			a := s.get(test.path)
			if a.Status != 200 || a.Header.Get("Content-Type") != test.contentType {
				t.Errorf("got %d %s, want 200 %s", a.Status, a.Header.Get("Content-Type"), test.contentType)
			}
			if diff := cmp.Diff(test.want, a.text); diff != "" {
				t.Errorf("the answer (-want +got):\n%s", diff)
			}
			if a.took < test.atLeast {
				t.Errorf("it took %v, want at least %v", a.took, test.atLeast)
			}
		})
	}
}

func TestAsyncWaitsTwoSecondsByDefault(t *testing.T) {
	if a := start(t, Options{}).get("/async"); a.took < 2*time.Second || a.text != "This is an async response" {
		t.Errorf("got %q in %v, want the response in 2 s or more", a.text, a.took)
	}
}

func TestAsyncDBAnswersTheRows(t *testing.T) {
	a := start(t, Options{}).get("/async-db")
	if diff := cmp.Diff(tableJSON, strings.TrimSpace(a.text)); a.Status != 200 || diff != "" {
		t.Errorf("got %d and another body (-want +got):\n%s", a.Status, diff)
	}
	if got := a.Header.Get("Content-Type"); got != "application/json" {
		t.Errorf("the type is %q, want application/json", got)
	}
}

// tableJSON is what /async-db answers on every database.
const tableJSON = `{"data":[{"id":1,"name":"Calabash","origin":"Africa"},` +
	`{"id":2,"name":"Snake gourd","origin":"South Asia"},` +
	`{"id":3,"name":"Buttercup","origin":"The Americas"}]}`

func TestGatherTakesAsLongAsItsLongestWait(t *testing.T) {
	a := start(t, Options{}).get("/gather")
	var g gathered
	if err := json.Unmarshal([]byte(a.text), &g); err != nil {
		t.Fatalf("%q: %v", a.text, err)
	}
	if g.Sleep < 300 || g.Request < 200 || g.Query < 0 {
		t.Errorf("the waits are %+v, want a sleep of 300 ms and a request of 200 ms", g)
	}
	if longest := max(g.Sleep, g.Request, g.Query); g.Total < longest || g.Total >= g.Sleep+g.Request+g.Query {
		t.Errorf("the total is %v of %+v, want the longest wait and less than the sum", g.Total, g)
	}
}

func TestCPUBurns(t *testing.T) {
	a := start(t, Options{}).get("/cpu")
	if !strings.HasPrefix(a.text, "Burned 200 ms of CPU on ") || a.took < 200*time.Millisecond {
		t.Errorf("got %q in %v, want 200 ms of CPU", a.text, a.took)
	}
}

func TestStreamSendsEachLineAsItIsThere(t *testing.T) {
	const pause = 2 * time.Second
	began := time.Now()
	s := start(t, Options{Pause: pause})
	res, err := s.visitor.Get(t.Context(), s.url+"/stream")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for line, err := range res.Lines() {
		if err != nil {
			t.Fatal(err)
		}
		if n++; n == 2 {
			if line != "line 2 of 10" {
				t.Errorf("the second line is %q", line)
			}
			break // leaving the loop closes the response
		}
	}
	// Lines that came in one piece would have come with the last.
	if took := time.Since(began); took < 2*pause || took >= 10*pause {
		t.Errorf("the second line came after %v, want %v or little more", took, 2*pause)
	}
}
