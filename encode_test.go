package gourd_test

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/gourdtest"
)

// client makes an application, has set register what it likes, and returns its test
// client.
func client(t *testing.T, config gourd.Config, set func(app *gourd.App)) (*gourdtest.Client, *logBuffer) {
	t.Helper()
	config.Testing = true
	app, log := faulty(t, config)
	set(app)
	return gourdtest.New(t, app), log
}

// returns is a view that answers v.
func returns[T any](v T) func(*gourd.Ctx) (T, error) {
	return func(*gourd.Ctx) (T, error) { return v, nil }
}

type (
	title      string
	raw        []byte
	lines      iter.Seq2[string, error]
	plainLines iter.Seq[title]
	note       struct {
		ID   int       `json:"id"`
		Text string    `json:"text"`
		Due  time.Time `json:"due,omitzero"`
		Kids []*note   `json:"kids,omitempty"`
	}
	upper  struct{ text string }
	teapot struct{ status int }
)

func (u upper) MarshalJSON() ([]byte, error) { return []byte(`"` + strings.ToUpper(u.text) + `"`), nil }

func (p *teapot) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/tea")
	w.WriteHeader(p.status)
	_, _ = io.WriteString(w, "tea for "+r.URL.Path)
}

// stream is a stream of the elements.
func stream[E any](elements ...E) iter.Seq2[E, error] {
	return func(yield func(E, error) bool) {
		for _, e := range elements {
			if !yield(e, nil) {
				return
			}
		}
	}
}

// tempFile is an open file with that content.
func tempFile(t *testing.T, content string) *os.File {
	t.Helper()
	name := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestValuesOfViews(t *testing.T) {
	const (
		html, text = "text/html; charset=utf-8", "text/plain; charset=utf-8"
		json, ndj  = "application/json", "application/x-ndjson"
		binary, ev = "application/octet-stream", "text/event-stream"
	)
	file := func(t *testing.T, app *gourd.App) { app.Get("/", returns(tempFile(t, "of a file"))) }
	view := func(set func(app *gourd.App)) func(*testing.T, *gourd.App) {
		return func(_ *testing.T, app *gourd.App) { set(app) }
	}
	due := time.Date(2026, 2, 3, 4, 5, 6, 7000, time.UTC)
	tests := []struct {
		name        string
		view        func(t *testing.T, app *gourd.App)
		status      int
		contentType string
		body        string
		unsized     bool // there is no Content-Length
	}{
		{"a string", view(func(a *gourd.App) { a.Get("/", returns("<p>é")) }), 200, html, "<p>é", false},
		{"an empty string", view(func(a *gourd.App) { a.Get("/", returns("")) }), 200, html, "", false},
		{"bytes", view(func(a *gourd.App) { a.Get("/", returns([]byte{'a', 0, 'b'})) }), 200, html, "a\x00b", false},
		{"nil bytes", view(func(a *gourd.App) { a.Get("/", returns([]byte(nil))) }), 200, html, "", false},
		{"NoContent", view(func(a *gourd.App) { a.Get("/", returns(gourd.NoContent{})) }), 204, "", "", true},
		{"a struct", view(func(a *gourd.App) { a.Get("/", returns(note{ID: 1, Text: "<é>"})) }), 200, json, `{"id":1,"text":"<é>"}` + "\n", false},
		{"a time in a struct", view(func(a *gourd.App) { a.Get("/", returns(note{Due: due})) }), 200, json, `{"id":0,"text":"","due":"2026-02-03T04:05:06.000007Z"}` + "\n", false},
		{"a pointer", view(func(a *gourd.App) { a.Get("/", returns(&note{ID: 2})) }), 200, json, `{"id":2,"text":""}` + "\n", false},
		{"a nil pointer", view(func(a *gourd.App) { a.Get("/", returns((*note)(nil))) }), 200, json, "null\n", false},
		{"a type that holds itself", view(func(a *gourd.App) { a.Get("/", returns(note{Kids: []*note{{ID: 3}}})) }), 200, json, `{"id":0,"text":"","kids":[{"id":3,"text":""}]}` + "\n", false},
		{"a map, its keys sorted", view(func(a *gourd.App) { a.Get("/", returns(map[string]int{"b": 2, "a": 1})) }), 200, json, `{"a":1,"b":2}` + "\n", false},
		{"a map of numbers", view(func(a *gourd.App) { a.Get("/", returns(map[int]bool{10: true})) }), 200, json, `{"10":true}` + "\n", false},
		{"a slice", view(func(a *gourd.App) { a.Get("/", returns([]int{1, 2})) }), 200, json, "[1,2]\n", false},
		{"a nil slice", view(func(a *gourd.App) { a.Get("/", returns([]int(nil))) }), 200, json, "[]\n", false},
		{"an array", view(func(a *gourd.App) { a.Get("/", returns([2]string{"a"})) }), 200, json, `["a",""]` + "\n", false},
		{"a named string", view(func(a *gourd.App) { a.Get("/", returns(title("a"))) }), 200, json, `"a"` + "\n", false},
		{"named bytes", view(func(a *gourd.App) { a.Get("/", returns(raw("hi"))) }), 200, json, `"aGk="` + "\n", false},
		{"a number", view(func(a *gourd.App) { a.Get("/", returns(1.5)) }), 200, json, "1.5\n", false},
		{"a bool", view(func(a *gourd.App) { a.Get("/", returns(true)) }), 200, json, "true\n", false},
		{"a time", view(func(a *gourd.App) { a.Get("/", returns(due)) }), 200, json, `"2026-02-03T04:05:06.000007Z"` + "\n", false},
		{"a duration", view(func(a *gourd.App) { a.Get("/", returns(time.Second)) }), 200, json, "1000000000\n", false},
		{"a json.Marshaler", view(func(a *gourd.App) { a.Get("/", returns(upper{"x"})) }), 200, json, `"X"` + "\n", false},
		{"any: a string", view(func(a *gourd.App) { a.Get("/", returns(any("x"))) }), 200, html, "x", false},
		{"any: bytes", view(func(a *gourd.App) { a.Get("/", returns(any([]byte("x")))) }), 200, html, "x", false},
		{"any: a Response", view(func(a *gourd.App) { a.Get("/", returns(any(gourd.Text("x").WithStatus(203)))) }), 203, text, "x", false},
		{"any: NoContent", view(func(a *gourd.App) { a.Get("/", returns(any(gourd.NoContent{}))) }), 204, "", "", true},
		{"any: a map", view(func(a *gourd.App) { a.Get("/", returns(any(gourd.Map{"a": 1}))) }), 200, json, `{"a":1}` + "\n", false},
		{"any: a handler", view(func(a *gourd.App) { a.Get("/", returns(any(&teapot{418}))) }), 418, "text/tea", "tea for /", true},
		{"any: a reader", view(func(a *gourd.App) { a.Get("/", viewOf(func() any { return strings.NewReader("x") })) }), 200, binary, "x", true},
		{"any: a stream of strings", view(func(a *gourd.App) { a.Get("/", returns(any(stream("a", "b")))) }), 200, html, "ab", true},
		{"any: a stream of bytes", view(func(a *gourd.App) { a.Get("/", returns(any(stream([]byte("a"), []byte("b"))))) }), 200, html, "ab", true},
		{"any: a stream of events", view(func(a *gourd.App) { a.Get("/", returns(any(stream(gourd.Event{Data: "a"})))) }), 200, ev, "data: a\n\n", true},
		{"any: strings without errors", view(func(a *gourd.App) { a.Get("/", returns(any(slices.Values([]string{"a"})))) }), 200, html, "a", true},
		{"any: bytes without errors", view(func(a *gourd.App) { a.Get("/", returns(any(slices.Values([][]byte{{'a'}})))) }), 200, html, "a", true},
		{"any: events without errors", view(func(a *gourd.App) { a.Get("/", returns(any(slices.Values([]gourd.Event{{Data: "a"}})))) }), 200, ev, "data: a\n\n", true},
		{"any: a stream of structs", view(func(a *gourd.App) { a.Get("/", returns(any(stream(note{ID: 1})))) }), 200, ndj, `{"id":1,"text":""}` + "\n", true},
		{"strings in a stream", view(func(a *gourd.App) { a.Get("/", returns(stream("a", "", "b"))) }), 200, html, "ab", true},
		{"an empty stream", view(func(a *gourd.App) { a.Get("/", returns(stream[string]())) }), 200, html, "", false},
		{"bytes in a stream", view(func(a *gourd.App) { a.Get("/", returns(stream([]byte("a"), []byte("b")))) }), 200, html, "ab", true},
		{"events in a stream", view(func(a *gourd.App) { a.Get("/", returns(stream(gourd.Event{Data: "a"}, gourd.Event{Data: "b"}))) }), 200, ev, "data: a\n\ndata: b\n\n", true},
		{"structs in a stream", view(func(a *gourd.App) { a.Get("/", returns(stream(note{ID: 1}, note{ID: 2}))) }), 200, ndj, `{"id":1,"text":""}` + "\n" + `{"id":2,"text":""}` + "\n", true},
		{"named strings in a stream", view(func(a *gourd.App) { a.Get("/", returns(stream(title("a")))) }), 200, ndj, `"a"` + "\n", true},
		{"any in a stream", view(func(a *gourd.App) { a.Get("/", returns(stream[any](1, "x", nil))) }), 200, ndj, "1\n\"x\"\nnull\n", true},
		{"strings without errors", view(func(a *gourd.App) { a.Get("/", returns(slices.Values([]string{"a", "b"}))) }), 200, html, "ab", true},
		{"structs without errors", view(func(a *gourd.App) { a.Get("/", returns(slices.Values([]note{{ID: 1}}))) }), 200, ndj, `{"id":1,"text":""}` + "\n", true},
		{"a named type of stream", view(func(a *gourd.App) { a.Get("/", returns(lines(stream("a", "b")))) }), 200, html, "ab", true},
		{"a named type of stream without errors", view(func(a *gourd.App) { a.Get("/", returns(plainLines(slices.Values([]title{"a"})))) }), 200, ndj, "\"a\"\n", true},
		{"a stream without a type's name", view(func(a *gourd.App) {
			a.Get("/", returns(func(yield func(string, error) bool) { yield("a", nil) }))
		}), 200, html, "a", true},
		{"an http.Handler", view(func(a *gourd.App) { a.Get("/", returns(&teapot{418})) }), 418, "text/tea", "tea for /", true},
		{"an http.Handler as an interface", view(func(a *gourd.App) { a.Get("/", returns[http.Handler](&teapot{200})) }), 200, "text/tea", "tea for /", true},
		{"a reader", view(func(a *gourd.App) {
			a.Get("/", viewOf(func() io.Reader { return strings.NewReader("of a reader") }))
		}), 200, binary, "of a reader", true},
		{"a file", file, 200, binary, "of a file", false},
		{"Text", view(func(a *gourd.App) { a.Get("/", returns(gourd.Text("x"))) }), 200, text, "x", false},
		{"HTML", view(func(a *gourd.App) { a.Get("/", returns(gourd.HTML("x"))) }), 200, html, "x", false},
		{"Bytes", view(func(a *gourd.App) { a.Get("/", returns(gourd.Bytes("image/png", []byte("x")))) }), 200, "image/png", "x", false},
		{"JSON", view(func(a *gourd.App) { a.Get("/", returns(gourd.JSON([]int{1}).WithStatus(201))) }), 201, json, "[1]\n", false},
		{"JSON of another media type", view(func(a *gourd.App) {
			a.Get("/", returns(gourd.JSON(1).WithHeader("content-type", "application/problem+json")))
		}), 200, "application/problem+json", "1\n", false},
		{"Empty", view(func(a *gourd.App) { a.Get("/", returns(gourd.Empty(202))) }), 202, "", "", false},
		{"a status alone", view(func(a *gourd.App) { a.Get("/", returns(gourd.Response{Status: 202})) }), 202, "", "", false},
		{"a text with a status that has no body", view(func(a *gourd.App) { a.Get("/", returns(gourd.Text("x").WithStatus(204))) }), 204, "text/plain; charset=utf-8", "", true},
		{"a stream with a status that has no body", view(func(a *gourd.App) {
			a.Get("/", returns(gourd.Stream("text/x", stream("a")).WithStatus(304)))
		}), 304, "", "", true},
		{"Reader with its length", view(func(a *gourd.App) {
			a.Get("/", viewOf(func() gourd.Response { return gourd.Reader("text/x", strings.NewReader("abc"), 3) }))
		}), 200, "text/x", "abc", false},
		{"Reader with a status that has no body", view(func(a *gourd.App) {
			a.Get("/", viewOf(func() gourd.Response { return gourd.Reader("text/x", strings.NewReader("abc"), 3).WithStatus(204) }))
		}), 204, "text/x", "", true},
		{"Stream", view(func(a *gourd.App) { a.Get("/", returns(gourd.Stream("text/csv", stream("a,", "b")))) }), 200, "text/csv", "a,b", true},
		{"Handled", view(func(a *gourd.App) { a.Get("/", returns(gourd.Handled(&teapot{200}))) }), 200, "text/tea", "tea for /", true},
		{"a status and a header beside the value", view(func(a *gourd.App) {
			a.Get("/", func(c *gourd.Ctx) (string, error) {
				c.SetStatus(201)
				c.SetHeader("Content-Type", "text/markdown")
				return "# x", nil
			})
		}), 201, "text/markdown", "# x", false},
	}
	for _, test := range tests {
		for _, method := range []string{"GET", "HEAD"} {
			t.Run(test.name+", "+method, func(t *testing.T) {
				c, log := client(t, gourd.Config{}, func(app *gourd.App) { test.view(t, app) })
				res := c.Do(method, "/").Want(test.status).WantHeader("Content-Type", test.contentType)
				if want := test.body; method == "GET" {
					res.WantBody(want)
				} else {
					res.WantBody("")
				}
				length, want := res.Header.Get("Content-Length"), fmt.Sprint(len(test.body))
				if test.unsized && test.status != 204 && test.status != 304 && length != "" || !test.unsized && length != want && (method == "GET" || test.body != "") {
					t.Errorf("Content-Length is %q, want %q unless the length is not known", length, want)
				}
				if log.String() != "" {
					t.Errorf("the log says %s", log)
				}
			})
		}
	}
}

// viewOf is a view that makes its value anew each time.
func viewOf[T any](value func() T) func(*gourd.Ctx) (T, error) {
	return func(*gourd.Ctx) (T, error) { return value(), nil }
}

func TestValuesThatAreNoAnswer(t *testing.T) {
	tests := []struct {
		name string
		set  func(app *gourd.App)
		log  string
	}{
		{"a nil stream", func(a *gourd.App) { a.Get("/", returns(iter.Seq2[string, error](nil))) }, "nil stream"},
		{"a nil stream without errors", func(a *gourd.App) { a.Get("/", returns(iter.Seq[string](nil))) }, "nil stream"},
		{"a nil stream of a named type", func(a *gourd.App) { a.Get("/", returns(lines(nil))) }, "nil stream"},
		{"a nil reader", func(a *gourd.App) { a.Get("/", returns(io.Reader(nil))) }, "nil reader"},
		{"a nil file", func(a *gourd.App) { a.Get("/", returns((*os.File)(nil))) }, "nil reader"},
		{"a nil handler", func(a *gourd.App) { a.Get("/", returns(http.Handler(nil))) }, "nil"},
		{"a nil pointer to a handler", func(a *gourd.App) { a.Get("/", returns((*teapot)(nil))) }, "nil *gourd_test.teapot"},
		{"any: nil", func(a *gourd.App) { a.Get("/", returns(any(nil))) }, "returned nil"},
		{"any: a chan", func(a *gourd.App) { a.Get("/", returns(any(make(chan int)))) }, "chan int"},
		{"any: an error", func(a *gourd.App) { a.Get("/", returns(any(errors.New("as a value")))) }, "error"},
		{"any: a stream of chans", func(a *gourd.App) { a.Get("/", returns(any(stream(make(chan int))))) }, "chan"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c, log := client(t, gourd.Config{}, test.set)
			c.Get("/").Want(500)
			if !strings.Contains(log.String(), test.log) {
				t.Errorf("the log says %q, want %q in it", log, test.log)
			}
		})
	}
}

type (
	withChan struct{ Inner []struct{ C chan int } }
	withFunc struct {
		Next *withFunc
		F    func()
	}
	withKeys    struct{ M map[struct{ A int }]string }
	withComplex struct{ P *complex128 }
	hidden      struct {
		C chan int `json:"-"`
		f func()
		E error
		A any
		T map[time.Time]int
	}
	failure struct{}
)

func (failure) Error() string { return "failure" }

func TestTypesThatCannotBeWrittenAreRefusedAtRegistration(t *testing.T) {
	tests := []struct {
		name string
		set  func(app *gourd.App)
		want string
	}{
		{"a chan", func(a *gourd.App) { a.Get("/x", returns(make(chan int))) }, "chan int is a chan"},
		{"a func", func(a *gourd.App) { a.Get("/x", returns(func() {})) }, "is a func"},
		{"a complex number", func(a *gourd.App) { a.Get("/x", returns(1i)) }, "complex128"},
		{"a field deep inside", func(a *gourd.App) { a.Get("/x", returns(withChan{})) }, "gourd_test.withChan.Inner[].C is a chan"},
		{"a field of a type that holds itself", func(a *gourd.App) { a.Get("/x", returns(&withFunc{})) }, "gourd_test.withFunc.F is a func"},
		{"a pointer to it", func(a *gourd.App) { a.Get("/x", returns(withComplex{})) }, "gourd_test.withComplex.P is a complex128"},
		{"a map with structs as keys", func(a *gourd.App) { a.Get("/x", returns(withKeys{})) }, "gourd_test.withKeys.M has keys of type struct"},
		{"an error", func(a *gourd.App) { a.Get("/x", returns(errors.New("x"))) }, "an error is the second value"},
		{"a type that is an error", func(a *gourd.App) { a.Get("/x", returns(failure{})) }, "an error is the second value"},
		{"a stream of chans", func(a *gourd.App) { a.Get("/x", returns(stream(make(chan int)))) }, "is a chan"},
		{"a stream with something else than an error", func(a *gourd.App) { a.Get("/x", returns(iter.Seq2[string, int](nil))) }, "its second value is a int"},
		{"an operation's value", func(a *gourd.App) {
			a.Op("GET", "/x", func(*gourd.Ctx, struct{}) (withChan, error) { return withChan{}, nil })
		}, "withChan.Inner[].C"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			message := misuse(t, func() { test.set(gourd.New("refused")) })
			for _, want := range []string{test.want, "/x", "encode_test.go:", "cannot be an answer"} {
				if !strings.Contains(message, want) {
					t.Errorf("the message is %q, want %q in it", message, want)
				}
			}
		})
	}
	t.Run("an error handler's value", func(t *testing.T) {
		message := misuse(t, func() {
			gourd.New("refused").OnStatus(404, func(*gourd.Ctx, error) (chan int, error) { return nil, nil })
		})
		if !strings.Contains(message, "encode_test.go:") || !strings.Contains(message, "chan int") {
			t.Errorf("the message is %q", message)
		}
	})
	t.Run("what JSON leaves out is fine", func(t *testing.T) {
		c, _ := client(t, gourd.Config{}, func(a *gourd.App) { a.Get("/", returns(hidden{f: func() {}})) })
		c.Get("/").Want(200).WantBody(`{"E":null,"A":null,"T":{}}` + "\n")
	})
}

// misuse returns the message of the set-up error that f panics with.
func misuse(t *testing.T, f func()) (message string) {
	t.Helper()
	defer func() {
		switch v := recover().(type) {
		case *gourd.SetupError:
			message = v.Error()
		case nil:
			t.Error("it was accepted")
		default:
			t.Errorf("it panicked with %v, want a SetupError", v)
		}
	}()
	f()
	return ""
}

// closingReader counts how often it was closed.
type closingReader struct {
	io.Reader
	closed *int
}

func (r closingReader) Close() error { *r.closed++; return nil }

func TestAReaderIsClosedOnce(t *testing.T) {
	var closed int
	read := func(r io.Reader) func(*gourd.Ctx) (io.Reader, error) {
		return func(*gourd.Ctx) (io.Reader, error) { return closingReader{r, &closed}, nil }
	}
	content := func() io.Reader { return strings.NewReader("abc") }
	fails := func(*gourd.Ctx, *gourd.Response) error { return errors.New("after") }
	tests := []struct {
		name, method string
		set          func(a *gourd.App)
		status       int
		broken       bool
	}{
		{"behind its end", "GET", func(a *gourd.App) { a.Get("/", read(content())) }, 200, false},
		{"for HEAD", "HEAD", func(a *gourd.App) { a.Get("/", read(content())) }, 200, false},
		{"when it fails at once", "GET", func(a *gourd.App) { a.Get("/", read(failingReader{errors.New("x")})) }, 500, false},
		{"when it fails later", "GET", func(a *gourd.App) { a.Get("/", read(io.MultiReader(content(), failingReader{errors.New("x")}))) }, 200, true},
		{"when an after hook fails", "GET", func(a *gourd.App) { a.After(fails); a.Get("/", read(content())) }, 500, false},
		{"when an after hook answers something else", "GET", func(a *gourd.App) {
			a.After(func(_ *gourd.Ctx, r *gourd.Response) error { r.SetBody([]byte("other")); return nil })
			a.Get("/", read(content()))
		}, 200, false},
		{"when it is longer than it says", "GET", func(a *gourd.App) {
			a.Get("/", viewOf(func() gourd.Response { return gourd.Reader("text/x", closingReader{content(), &closed}, 2) }))
		}, 500, false},
		{"when it is shorter than it says", "GET", func(a *gourd.App) {
			a.Get("/", viewOf(func() gourd.Response { return gourd.Reader("text/x", closingReader{content(), &closed}, 9) }))
		}, 200, true},
		{"when the status has no body", "GET", func(a *gourd.App) {
			a.Get("/", viewOf(func() gourd.Response {
				return gourd.Reader("text/x", closingReader{content(), &closed}, 3).WithStatus(304)
			}))
		}, 304, false},
		{"when the head cannot be sent", "GET", func(a *gourd.App) {
			a.Get("/", viewOf(func() gourd.Response {
				return gourd.Reader("text/x", closingReader{content(), &closed}, 3).WithHeader("X-A", "a\nb")
			}))
		}, 500, false},
		{"when a view panics behind a hook's answer", "GET", func(a *gourd.App) {
			a.Before(func(*gourd.Ctx) (gourd.Response, error) {
				return gourd.Reader("text/x", closingReader{content(), &closed}, 3), nil
			})
			a.After(func(*gourd.Ctx, *gourd.Response) error { panic("boom") })
			a.Get("/", returns("x"))
		}, 500, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			closed = 0
			c, _ := client(t, gourd.Config{}, test.set)
			res := c.Do(test.method, "/")
			if res.Status != test.status || res.Broken != test.broken {
				t.Errorf("answered %d, broken %v; want %d, %v", res.Status, res.Broken, test.status, test.broken)
			}
			if closed != 1 {
				t.Errorf("the reader was closed %d times, want once", closed)
			}
		})
	}
}
