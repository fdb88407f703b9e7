package gourd_test

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/gourd-go/gourd"
)

// nullWriter is an http.ResponseWriter that keeps nothing.
type nullWriter struct{ header http.Header }

func (w *nullWriter) Header() http.Header         { return w.header }
func (w *nullWriter) Write(p []byte) (int, error) { return len(p), nil }
func (w *nullWriter) WriteHeader(int)             {}

func benchApp() *gourd.App {
	app := gourd.New("bench")
	app.Get("/", func(c *gourd.Ctx) (string, error) { return "Hello, World!", nil })
	app.Get("/json", func(c *gourd.Ctx) (message, error) { return message{"Hello, World!"}, nil })
	app.Get("/items/<int:id>/<name>", func(c *gourd.Ctx) (string, error) {
		_ = c.Arg[int]("id")
		return c.Arg[string]("name") + c.Query("q"), nil
	})
	return app
}

type message struct {
	Message string `json:"message"`
}

func request(target string) *http.Request {
	u, err := url.ParseRequestURI(target)
	if err != nil {
		panic(err)
	}
	return &http.Request{
		Method: "GET", URL: u, RequestURI: target, Host: "localhost", Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{"Accept": {"*/*"}, "User-Agent": {"bench"}}, Body: http.NoBody, RemoteAddr: "127.0.0.1:1",
	}
}

func BenchmarkServeHTTP(b *testing.B) {
	app := benchApp()
	for _, target := range []string{"/", "/json", "/items/42/lamp?q=x", "/nope"} {
		b.Run(target[:min(6, len(target))], func(b *testing.B) {
			r, w := request(target), &nullWriter{http.Header{}}
			b.ReportAllocs()
			for b.Loop() {
				clear(w.header)
				app.ServeHTTP(w, r)
			}
		})
	}
}
