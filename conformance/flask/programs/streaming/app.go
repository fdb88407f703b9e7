// Package streaming has answers that are made while they are sent, and what hooks see
// of them.
package streaming

import (
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/gourd-go/gourd"
)

// App makes the application.
func App() *gourd.App {
	app := gourd.New("streaming")
	var journal []string
	app.After(func(_ *gourd.Ctx, r *gourd.Response) error {
		_, whole := r.Body()
		streamed := "True"
		if whole {
			streamed = "False"
		}
		journal = append(journal, fmt.Sprintf("after %d %s", r.StatusCode(), streamed))
		r.Header.Set("Content-Language", "en")
		return nil
	})
	app.Teardown(func(c *gourd.Ctx, _ error) {
		if c.HasQuery("teardown") {
			journal = append(journal, "teardown")
		}
	})
	app.Get("/journal", func(*gourd.Ctx) (string, error) {
		text := strings.Join(journal, "\n")
		journal = nil
		return text, nil
	})
	app.Get("/count/<int:n>", func(c *gourd.Ctx) (gourd.Response, error) {
		n := c.Arg[int]("n")
		return gourd.Stream("text/plain; charset=utf-8", func(yield func(string, error) bool) {
			for i := range n {
				journal = append(journal, fmt.Sprintf("line %d", i))
				if !yield(fmt.Sprintf("%d\n", i), nil) {
					return
				}
			}
			journal = append(journal, "end")
		}), nil
	})
	app.Get("/closed", func(*gourd.Ctx) (gourd.Response, error) {
		return gourd.Stream("text/plain; charset=utf-8", func(yield func(string, error) bool) {
			defer func() { journal = append(journal, "closed") }()
			_ = yield("a", nil) && yield("b", nil)
		}).WithStatus(201), nil
	})
	kinds(app)
	return app
}

// kinds adds a view for each kind of stream.
func kinds(app *gourd.App) {
	app.Get("/context", func(c *gourd.Ctx) (iter.Seq[string], error) {
		return func(yield func(string) bool) {
			_ = yield(c.Path()) && yield("?") && yield(c.Query("q"))
		}, nil
	})
	app.Get("/events", func(*gourd.Ctx) (iter.Seq[gourd.Event], error) {
		return slices.Values([]gourd.Event{
			{Data: "one"},
			{Name: "tick", ID: "2", Data: "two\nlines"},
			{Comment: "still here"},
			{Retry: 1500 * time.Millisecond, Comment: "later"},
		}), nil
	})
	app.Get("/known", func(*gourd.Ctx) (gourd.Response, error) {
		return gourd.Reader("text/plain; charset=utf-8", strings.NewReader("abcdef"), 6), nil
	})
	app.Post("/echo", func(c *gourd.Ctx) (gourd.Response, error) {
		body := c.BodyReader()
		return gourd.Stream("text/plain; charset=utf-8", func(yield func(string, error) bool) {
			piece := make([]byte, 4)
			for {
				n, err := io.ReadFull(body, piece)
				if n > 0 && !yield(string(piece[:n])+"|", nil) || err != nil {
					return
				}
			}
		}), nil
	})
}
