package main

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/server"
)

// watched reports the endpoint of each request as its view is about to run, and
// the error that it ended with.
type watched struct {
	arrived chan string
	ended   chan error
}

func newWatched() watched {
	return watched{make(chan string, 100), make(chan error, 100)}
}

func (w watched) watch(app *gourd.App) {
	app.Before(func(c *gourd.Ctx) (gourd.Response, error) {
		w.arrived <- c.Endpoint()
		return gourd.Response{}, nil
	})
	app.Teardown(func(_ *gourd.Ctx, err error) { w.ended <- err })
}

func TestShutdownAnswersWhatWaits(t *testing.T) {
	const n = 20
	w := newWatched()
	s := start(t, Options{Wait: 500 * time.Millisecond}, w.watch)
	answers := make(chan answer, n)
	for range n {
		go func() { answers <- s.get("/async") }()
	}
	for range n {
		receive(t, w.arrived, "the requests to arrive")
	}
	if err := s.end(); err != nil {
		t.Errorf("the demo stopped with %v", err)
	}
	for range n {
		if a := receive(t, answers, "the answers"); a.Status != 200 || a.text != "This is an async response" {
			t.Errorf("a request that waited at the shutdown got %d %q", a.Status, a.text)
		}
	}
}

func TestShutdownCutsOffWhatOutlastsTheDrain(t *testing.T) {
	w := newWatched()
	s := start(t, Options{Wait: time.Hour, Config: gourd.Config{DrainTimeout: 50 * time.Millisecond}}, w.watch)
	answers := make(chan answer, 1)
	go func() { answers <- s.get("/async") }()
	receive(t, w.arrived, "the request to arrive")
	if err := s.end(); !errors.Is(err, server.ErrDrain) {
		t.Errorf("the demo stopped with %v, want an error that says the drain was not complete", err)
	}
	if a := receive(t, answers, "the answer"); a.Status != 503 {
		t.Errorf("the request that was cut off got %d, want 503", a.Status)
	}
}

func TestVisitorWhoLeavesEndsTheWait(t *testing.T) {
	w := newWatched()
	s := start(t, Options{Wait: time.Hour}, w.watch)
	visit, leave := context.WithCancel(t.Context())
	gone := make(chan error, 1)
	go func() {
		_, err := s.visitor.Get(visit, s.url+"/async")
		gone <- err
	}()
	receive(t, w.arrived, "the request to arrive")
	leave()
	if err := receive(t, gone, "the visitor to leave"); !errors.Is(err, context.Canceled) {
		t.Errorf("the visitor got %v", err)
	}
	if err := receive(t, w.ended, "the request to end"); !errors.Is(err, gourd.ErrClientLeft) {
		t.Errorf("the request ended with %v, want %v", err, gourd.ErrClientLeft)
	}
}

func TestVisitorWhoLeavesEndsTheStream(t *testing.T) {
	w := newWatched()
	s := start(t, Options{Pause: time.Second}, w.watch)
	res, err := s.visitor.Get(t.Context(), s.url+"/stream")
	if err != nil {
		t.Fatal(err)
	}
	for line, err := range res.Lines() {
		if err != nil || line != "line 1 of 10" {
			t.Fatalf("the first line is %q, %v", line, err)
		}
		break // leaving the loop closes the response
	}
	// A stream that came to its end would have none.
	if err := receive(t, w.ended, "the request to end"); err == nil {
		t.Error("the stream ran to its end without its visitor")
	}
}
