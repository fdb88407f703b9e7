package gourd_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/async"
	"github.com/gourd-go/gourd/gourdtest"
)

// printAnswer prints an application's answer.
func printAnswer(app http.Handler, method, target, body string) {
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	w := httptest.NewRecorder()
	app.ServeHTTP(w, r)
	fmt.Println(w.Code, strings.TrimSpace(w.Body.String()))
}

func Example() {
	app := gourd.New("hello")
	app.Get("/", func(c *gourd.Ctx) (string, error) {
		return "Hello, World!", nil
	})
	app.Get("/notes/<int:id>", func(c *gourd.Ctx) (gourd.Map, error) {
		return gourd.Map{"id": c.Arg[int]("id")}, nil
	})

	printAnswer(app, "GET", "/", "")
	printAnswer(app, "GET", "/notes/3", "")
	// Output:
	// 200 Hello, World!
	// 200 {"id":3}
}

func ExampleBlueprint_Op() {
	type NewNote struct {
		Board int    `path:"board"`
		Title string `json:"title" validate:"required,max=20"`
	}
	type Note struct {
		ID    int    `json:"id"`
		Title string `json:"title"`
	}
	app := gourd.New("notes")
	app.Op("POST", "/boards/<int:board>/notes", func(c *gourd.Ctx, in NewNote) (Note, error) {
		c.SetStatus(201)
		return Note{ID: in.Board * 100, Title: in.Title}, nil
	})

	printAnswer(app, "POST", "/boards/7/notes", `{"title": "Milk"}`)
	printAnswer(app, "POST", "/boards/7/notes", `{}`)
	// Output:
	// 201 {"id":700,"title":"Milk"}
	// 422 {"status":422,"error":"Unprocessable Entity","detail":"The request was well-formed but was unable to be followed due to semantic errors.","fields":[{"field":"title","source":"json","reason":"is required"}]}
}

// A stream sends each element as soon as it is there; the view may wait between
// them as long as it likes.
func ExampleEvent() {
	app := gourd.New("clock")
	app.Get("/ticks", func(c *gourd.Ctx) (iter.Seq2[gourd.Event, error], error) {
		return func(yield func(gourd.Event, error) bool) {
			for i := range 2 {
				err := async.Sleep(c.Context(), time.Millisecond)
				if !yield(gourd.Event{Name: "tick", Data: fmt.Sprint(i)}, err) {
					return
				}
			}
		}, nil
	})

	printAnswer(app, "GET", "/ticks", "")
	// Output:
	// 200 event: tick
	// data: 0
	//
	// event: tick
	// data: 1
}

// Elements that are no text are lines of JSON.
func ExampleBlueprint_Get_stream() {
	type Row struct{ N int }
	app := gourd.New("export")
	app.Get("/rows", func(c *gourd.Ctx) (iter.Seq[Row], error) {
		return func(yield func(Row) bool) {
			_ = yield(Row{1}) && yield(Row{2})
		}, nil
	})

	printAnswer(app, "GET", "/rows", "")
	// Output:
	// 200 {"N":1}
	// {"N":2}
}

func ExampleNewBlueprint() {
	admin := gourd.NewBlueprint("admin", "/admin")
	admin.Before(func(c *gourd.Ctx) (gourd.Response, error) {
		if c.Query("key") != "secret" {
			return gourd.Response{}, gourd.Error(403, "Staff only.")
		}
		return gourd.Response{}, nil // go on
	})
	admin.Get("/users/<name>", func(c *gourd.Ctx) (string, error) {
		return c.Endpoint() + " " + c.URL(".user", "name", "bob"), nil
	}).Name("user")

	app := gourd.New("shop")
	app.Register(admin)

	printAnswer(app, "GET", "/admin/users/ann?key=secret", "")
	// Output:
	// 200 admin.user /admin/users/bob
}

func ExampleBlueprint_OnStatus() {
	app := gourd.New("shop")
	app.OnStatus(404, func(c *gourd.Ctx, err error) (gourd.Response, error) {
		return gourd.Text("There is no " + c.Path() + "."), nil
	})

	printAnswer(app, "GET", "/lamp", "")
	// Output:
	// 404 There is no /lamp.
}

func ExampleBlueprint_OnError() {
	app := gourd.New("files")
	app.OnError(func(c *gourd.Ctx, err *fs.PathError) (gourd.Response, error) {
		return gourd.JSON(gourd.Map{"missing": err.Path}).WithStatus(404), nil
	})
	app.Get("/", func(c *gourd.Ctx) (string, error) {
		err := error(&fs.PathError{Op: "open", Path: "a.txt", Err: fs.ErrNotExist})
		return "", fmt.Errorf("the first page: %w", err)
	})

	printAnswer(app, "GET", "/", "")
	// Output:
	// 404 {"missing":"a.txt"}
}

// A view waits for several things at once; the first error cancels the others.
func ExampleCtx_Context() {
	price := func(ctx context.Context, shop string) (string, error) {
		return shop + ": 3", async.Sleep(ctx, time.Millisecond)
	}
	app := gourd.New("prices")
	app.Get("/", func(c *gourd.Ctx) ([]string, error) {
		one := async.Go(c, func(ctx context.Context) (string, error) { return price(ctx, "one") })
		two := async.Go(c, func(ctx context.Context) (string, error) { return price(ctx, "two") })
		a, errA := one.Await(c.Context())
		b, errB := two.Await(c.Context())
		return []string{a, b}, errors.Join(errA, errB)
	})

	printAnswer(app, "GET", "/", "")
	// Output:
	// 200 ["one: 3","two: 3"]
}

// Any http.Handler is a view, and net/http's middleware stands around views.
func ExampleBlueprint_Mount() {
	app := gourd.New("shop")
	app.Mount("/old", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, "the old shop at ", r.URL.Path)
	}))

	printAnswer(app, "GET", "/old/lamps/3", "")
	// Output:
	// 200 the old shop at /lamps/3
}

// A test asks the application without a socket.
func Example_testing() {
	_ = func(t *testing.T) { // TestShow
		app := gourd.New("notes", gourd.Config{Testing: true})
		app.Get("/notes/<int:id>", func(c *gourd.Ctx) (gourd.Map, error) {
			return gourd.Map{"id": c.Arg[int]("id")}, nil
		})
		client := gourdtest.New(t, app)
		note := client.Get("/notes/3").Want(200).JSON[map[string]int]()
		if note["id"] != 3 {
			t.Errorf("got %v", note)
		}
		client.Get("/notes/x").Want(404)
	}
}
