// Package json has JSON: what is answered, and how a body that is none is refused.
package json

import (
	"errors"
	"math"
	"math/big"
	"time"

	"github.com/gourd-go/gourd"
)

// note is what clients send and get.
type note struct {
	Name string   `json:"name"`
	N    int      `json:"n"`
	Tags []string `json:"tags"`
}

// point has its fields in an order that is not that of their names.
type point struct {
	Y    int     `json:"y"`
	X    float64 `json:"x"`
	Name string  `json:"name"`
}

// id is a UUID.
type id string

func (i id) MarshalText() ([]byte, error) { return []byte(i), nil }

// App makes the application.
func App() *gourd.App {
	app := gourd.New("json", gourd.Config{JSON: gourd.FlaskJSON{}})
	app.Route("/echo", func(c *gourd.Ctx) (note, error) { return c.JSON[note]() }, "GET", "POST", "PUT", "PATCH").Name("echo")
	app.Post("/force", func(c *gourd.Ctx) (note, error) { return c.ForceJSON[note]() })
	app.Post("/silent", func(c *gourd.Ctx) (gourd.Response, error) {
		n, err := c.JSON[note]()
		if err != nil {
			return gourd.HTML("nothing"), nil
		}
		return gourd.JSON(n), nil
	})
	app.Post("/either", func(c *gourd.Ctx) (gourd.Response, error) {
		if c.IsJSON() {
			n, err := c.JSON[note]()
			return gourd.JSON(n), err
		}
		form, err := c.Form()
		if err != nil {
			return gourd.Response{}, err
		}
		return gourd.JSON(gourd.Map{"form": form.Get("name")}), nil
	})
	app.OnStatus(415, func(_ *gourd.Ctx, err error) (gourd.Map, error) {
		var h *gourd.HTTPError
		errors.As(err, &h)
		return gourd.Map{"error": h.Message}, nil
	})
	app.Get("/values/<name>", func(c *gourd.Ctx) (any, error) { return gourd.JSON(values()[c.Arg[string]("name")]), nil }).Name("value")
	app.Get("/pairs", func(*gourd.Ctx) (gourd.Map, error) { return gourd.Map{"b": 1, "a": "x"}, nil })
	app.Get("/made", func(*gourd.Ctx) (gourd.Response, error) { return gourd.JSON([]int{1, 2}).WithStatus(201), nil })
	return app
}

// values are what JSON is made of, by name.
func values() map[string]any {
	return map[string]any{
		"text":    "é \"quoted\" \\ / \n\t\x01\x7f \u2028 \U0001f600",
		"markup":  "<script>'&'</script>",
		"ints":    []int{0, -1, 1 << 31, 9007199254740993, math.MaxInt64},
		"floats":  []float64{0, math.Copysign(0, -1), 1, 2.5, 1e21, 1e16, 123456789012345680, 1e-4, 1e-5, 1e-7, 0.1, 1e100, 3.14159},
		"bools":   []any{true, false, nil},
		"nested":  gourd.Map{"b": gourd.Map{"d": 1, "c": gourd.Map{}}, "a": []any{[]any{}, []any{[]any{}}, gourd.Map{"": ""}}},
		"keys":    map[string]int{"b": 1, "a": 2, "B": 3, "é": 4, "10": 5, "9": 6},
		"uuid":    id("12345678-1234-5678-1234-567812345678"),
		"decimal": big.NewRat(3, 2),
		"time":    time.Date(2024, 1, 2, 3, 4, 5, 0, time.UTC),
		"point":   point{1, 2, "p"},
		"points":  []point{{3, 4.5, "q"}},
		"null":    nil,
		"empty":   gourd.Map{},
		"list":    []string{},
	}
}
