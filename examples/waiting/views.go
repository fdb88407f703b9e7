package main

import (
	"context"
	"crypto/sha256"
	"encoding/json/jsontext"
	"fmt"
	"iter"
	"time"

	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/async"
	"github.com/gourd-go/gourd/db"
)

func (d *demo) async(c *gourd.Ctx) (string, error) {
	err := async.Sleep(c.Context(), d.wait) // 2 s; no thread is held
	return "This is an async response", err
}

func (d *demo) asyncRequest(c *gourd.Ctx) (gourd.Response, error) {
	todo, err := d.fetchTodo(c.Context())
	return gourd.Text("Fetched data: " + string(todo)), err
}

func (d *demo) fetchTodo(ctx context.Context) (jsontext.Value, error) {
	return d.api.GetJSON[jsontext.Value](ctx, d.todos.url("/todos/1"))
}

func (d *demo) asyncDB(c *gourd.Ctx) (gourd.Map, error) {
	rows, err := d.fetchRows(c.Context())
	return gourd.Map{"data": rows}, err
}

func (d *demo) fetchRows(ctx context.Context) ([]db.Row, error) {
	return d.database.FetchAll(ctx, "SELECT * FROM my_table")
}

func (d *demo) gather(c *gourd.Ctx) (gathered, error) {
	began := time.Now()
	sleep, request, query, err := async.Gather3(c.Context(),
		timed(func(ctx context.Context) error {
			return async.Sleep(ctx, gatherSleep)
		}),
		timed(func(ctx context.Context) error {
			_, err := d.fetchTodo(ctx)
			return err
		}),
		timed(func(ctx context.Context) error {
			_, err := d.fetchRows(ctx)
			return err
		}))
	return gathered{sleep, request, query, since(began)}, err
}

// gatherSleep is longer than the request takes, so that it decides on the total.
const gatherSleep = 300 * time.Millisecond

// gathered has how long each of the waits took, and all of them together.
type gathered struct {
	Sleep   millis `json:"sleep_ms"`
	Request millis `json:"request_ms"`
	Query   millis `json:"query_ms"`
	Total   millis `json:"total_ms"`
}

// millis are milliseconds, to the tenth.
type millis float64

func since(t time.Time) millis {
	const tenth = 100 * time.Microsecond
	return millis(time.Since(t)/tenth) / 10
}

// timed makes a wait one that returns how long it took.
func timed(wait func(context.Context) error) func(context.Context) (millis, error) {
	return func(ctx context.Context) (millis, error) {
		began := time.Now()
		err := wait(ctx)
		return since(began), err
	}
}

func (d *demo) stream(c *gourd.Ctx) (iter.Seq2[string, error], error) {
	c.SetHeader("Content-Type", "text/plain; charset=utf-8")
	ctx := c.Context()
	return func(yield func(string, error) bool) {
		for i := range 10 {
			err := async.Sleep(ctx, d.pause) // 100 ms
			line := fmt.Sprintf("line %d of 10\n", i+1)
			if !yield(line, err) || err != nil {
				return
			}
		}
	}, nil
}

func (d *demo) cpu(c *gourd.Ctx) (string, error) {
	hashes, err := async.CPU(c.Context(), burn)
	return fmt.Sprintf("Burned 200 ms of CPU on %d hashes", hashes), err
}

func burn(ctx context.Context) (hashes int, err error) {
	var sum [sha256.Size]byte
	began := time.Now()
	for time.Since(began) < 200*time.Millisecond && ctx.Err() == nil {
		sum = sha256.Sum256(sum[:])
		hashes++
	}
	return hashes, context.Cause(ctx)
}

func (d *demo) sync(c *gourd.Ctx) (string, error) {
	return "This is a sync response", nil
}
