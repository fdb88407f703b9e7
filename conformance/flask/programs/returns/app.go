// Package returns has what views can return.
package returns

import (
	"errors"
	"iter"
	"slices"
	"strings"

	"github.com/gourd-go/gourd"
)

// App makes the application.
func App() *gourd.App {
	app := gourd.New("returns", gourd.Config{JSON: gourd.FlaskJSON{}})
	add(app, "text", "text <é>")
	add(app, "empty", "")
	add(app, "bytes", []byte("\xff\x00bytes"))
	add(app, "dict", gourd.Map{"b": []any{1, 2.5, nil, true}, "a": gourd.Map{"z": "é<&>", "y": "\u2028"}})
	add(app, "empty-dict", gourd.Map{})
	add(app, "list", []any{3, "two", gourd.Map{"one": 1}})
	add(app, "empty-list", []string{})
	add(app, "jsonify", gourd.JSON("just a string"))
	add(app, "jsonify-none", gourd.JSON(nil))
	add(app, "status", gourd.HTML("made").WithStatus(201))
	add(app, "gone", gourd.HTML("gone").WithStatus(410))
	add(app, "headers", gourd.HTML("tagged").WithHeader("Content-Language", "de").WithHeader("Vary", "Accept"))
	pairs := gourd.HTML("pairs").WithHeader("Content-Language", "fr")
	pairs.Header.Add("Set-Cookie", "a=1")
	pairs.Header.Add("Set-Cookie", "b=2")
	add(app, "pairs", pairs)
	add(app, "type", gourd.HTML("<x/>").WithHeader("Content-Type", "text/xml"))
	add(app, "dict-status", gourd.JSON(gourd.Map{"made": true}).WithStatus(201).WithHeader("Content-Location", "/made/1"))
	add(app, "list-status", gourd.JSON([]int{1}).WithStatus(202))
	add(app, "response", gourd.Text("plain"))
	add(app, "response-status", gourd.HTML("kept").WithStatus(203).WithStatus(299))
	add(app, "response-headers", gourd.HTML("h").WithHeader("Content-Language", "it").WithHeader("Content-Language", "es"))
	add(app, "make", gourd.HTML("made").WithStatus(202))
	add(app, "octets", gourd.Bytes("application/octet-stream", []byte("abc")))
	add(app, "svg", gourd.Bytes("image/svg+xml; charset=utf-8", []byte("<svg/>")))
	add(app, "css", gourd.Bytes("text/css; charset=utf-8", []byte("a{}")))
	add(app, "charset", gourd.Bytes("text/plain; charset=latin-1", []byte("x")))
	streams(app)
	app.Get("/none", func(*gourd.Ctx) (gourd.Response, error) { return gourd.Response{}, nil })
	add(app, "error", gourd.HTML("<!doctype html>\n<html lang=en>\n<title>404 Not Found</title>\n<h1>Not Found</h1>\n<p>as an answer</p>\n").WithStatus(404))
	add(app, "no-body", gourd.HTML("ignored").WithStatus(204))
	add(app, "not-modified", gourd.HTML("ignored").WithStatus(304))
	add(app, "reset", gourd.HTML("ignored").WithStatus(205))
	app.Route("/<name>", func(*gourd.Ctx) (string, error) { return "", errors.New("no such answer") }, "GET", "POST")
	return app
}

func add[T any](app *gourd.App, name string, answer T) {
	app.Route("/"+name, func(*gourd.Ctx) (T, error) { return answer, nil }, "GET", "POST").Name(strings.ReplaceAll(name, "-", "_"))
}

// streams adds the answers that are made while they are sent.
func streams(app *gourd.App) {
	app.Get("/generator", func(*gourd.Ctx) (iter.Seq[string], error) {
		return slices.Values([]string{"one ", "two ", "three"}), nil
	}).Name("generator")
	app.Get("/generator-bytes", func(*gourd.Ctx) (iter.Seq[[]byte], error) {
		return slices.Values([][]byte{{1}, {2}}), nil
	}).Name("generator_bytes")
	app.Get("/generator-empty", func(*gourd.Ctx) (iter.Seq[string], error) { return slices.Values([]string{}), nil }).Name("generator_empty")
	app.Get("/generator-status", func(c *gourd.Ctx) (iter.Seq[string], error) {
		c.SetStatus(206)
		return slices.Values([]string{"a", "b"}), nil
	}).Name("generator_status")
	app.Get("/stream", func(*gourd.Ctx) (gourd.Response, error) {
		return gourd.Stream("text/csv; charset=utf-8", func(yield func(string, error) bool) {
			_ = yield("a", nil) && yield("b", nil)
		}), nil
	}).Name("stream")
}
