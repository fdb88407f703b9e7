package main

import (
	"context"
	"encoding/json/v2"
	"iter"
	"time"

	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/async"
)

// maxBurst is how many requests can be under way in bursts.
const maxBurst = 2000

// burstInput is what the button sends.
type burstInput struct {
	Requests int `form:"requests" default:"500" validate:"min=1,max=2000"`
}

// burst fires requests at /async, all at once, and streams an event as each of them
// ends. The requests belong to this one: when the visitor leaves, they end.
func (d *demo) burst(c *gourd.Ctx, in burstInput) (iter.Seq2[gourd.Event, error], error) {
	if d.address == "" {
		return nil, gourd.Error(503, "A burst needs the demo's own server.")
	}
	url := "http://" + d.address + c.URL("async")
	return d.fire(c.Scope(), url, in.Requests), nil
}

func (d *demo) fire(scope *async.Scope, url string, n int) iter.Seq2[gourd.Event, error] {
	return func(yield func(gourd.Event, error) bool) {
		if !yield(event("start", burstStart{n, millis(d.wait.Milliseconds())})) {
			return
		}
		began, ended := time.Now(), make(chan shot, n)
		for i := range n {
			async.Go(scope, func(ctx context.Context) (struct{}, error) {
				s := shot{Number: i + 1, Start: since(began)}
				s.Error = d.shoot(ctx, url)
				s.End = since(began)
				ended <- s
				return struct{}{}, nil
			})
		}
		for range n {
			select {
			case s := <-ended:
				if !yield(event("request", s)) {
					return
				}
			case <-scope.Context().Done():
				yield(gourd.Event{}, context.Cause(scope.Context()))
				return
			}
		}
		yield(event("done", burstDone{since(began)}))
	}
}

// shoot sends one request and says what went wrong with it.
func (d *demo) shoot(ctx context.Context, url string) string {
	res, err := d.self.Get(ctx, url)
	if err == nil {
		defer res.Close()
		err = res.Raise()
	}
	if err == nil {
		_, err = res.Bytes()
	}
	if err != nil {
		return err.Error()
	}
	return ""
}

// The data of a burst's events. Times are since its beginning.
type (
	burstStart struct {
		Requests int    `json:"requests"`
		Wait     millis `json:"wait_ms"` // of each request
	}
	shot struct {
		Number int    `json:"number"`
		Start  millis `json:"start_ms"`
		End    millis `json:"end_ms"`
		Error  string `json:"error,omitempty"`
	}
	burstDone struct {
		Elapsed millis `json:"elapsed_ms"`
	}
)

// event makes an event whose data is JSON.
func event(name string, data any) (gourd.Event, error) {
	text, err := json.Marshal(data)
	return gourd.Event{Name: name, Data: string(text)}, err
}
