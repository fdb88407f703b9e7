package client_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	"github.com/gourd-go/gourd/client"
)

// service stands for somebody else's API.
func service() *httptest.Server {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /v1/todos/1", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, `{"id":1,"title":"water the gourds"}`)
	})
	mux.HandleFunc("GET /v1/todos", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "page %s\n", r.URL.Query().Get("page"))
	})
	mux.HandleFunc("POST /v1/todos", func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusCreated)
		_, _ = io.Copy(w, r.Body)
	})
	mux.HandleFunc("GET /v1/events", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, "one\ntwo\nthree\n")
	})
	return httptest.NewServer(mux)
}

func Example() {
	server := service()
	defer server.Close()
	ctx := context.Background()

	api := client.New(client.Config{
		BaseURL: server.URL + "/v1/",
		Timeout: client.Timeouts{Connect: 2 * time.Second, Total: 10 * time.Second},
	})
	defer api.Close(ctx) // in an application: app.Manage(api)

	found, err := api.GetJSON[todo](ctx, "todos/1")
	fmt.Println(found.Title, err)
	made, err := api.PostJSON[todo](ctx, "todos", client.JSON(todo{ID: 2, Title: "harvest"}))
	fmt.Println(made.Title, err)
	// Output:
	// water the gourds <nil>
	// harvest <nil>
}

func ExampleSession_Get() {
	server := service()
	defer server.Close()
	ctx := context.Background()
	api := client.New(client.Config{BaseURL: server.URL + "/v1/"})
	defer api.Close(ctx)

	res, err := api.Get(ctx, "todos", client.Query("page", 2), client.Header("Accept", "text/plain"))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer res.Close()
	text, err := res.Text()
	fmt.Print(res.Status, " ", text, err)
	// Output: 200 page 2
	// <nil>
}

func ExampleResponse_Lines() {
	server := service()
	defer server.Close()
	ctx := context.Background()
	api := client.New(client.Config{BaseURL: server.URL + "/v1/"})
	defer api.Close(ctx)

	res, err := api.Get(ctx, "events", client.Timeout(-1)) // a stream may take as long as it likes
	if err != nil {
		fmt.Println(err)
		return
	}
	for line, err := range res.Lines() {
		if err != nil {
			fmt.Println(err)
			break
		}
		fmt.Println(line)
	}
	// Output:
	// one
	// two
	// three
}

func ExampleResponse_Raise() {
	server := service()
	defer server.Close()
	ctx := context.Background()
	api := client.New(client.Config{BaseURL: server.URL + "/v1/"})
	defer api.Close(ctx)

	res, err := api.Get(ctx, "todos/7")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer res.Close()
	if status, ok := errors.AsType[*client.StatusError](res.Raise()); ok {
		fmt.Println(status.Method, status.Status, strings.TrimSpace(string(status.Body)))
	}
	// Output: GET 404 404 page not found
}

// A test gives the session a transport of its own; no server, no port.
func ExampleConfig_transport() {
	fake := roundTrip(func(r *http.Request) (*http.Response, error) {
		w := httptest.NewRecorder()
		fmt.Fprintf(w, "%q", r.Method+" "+r.URL.Path)
		return w.Result(), nil
	})
	ctx := context.Background()
	api := client.New(client.Config{BaseURL: "https://api.example.com/v1/", Transport: fake})
	defer api.Close(ctx)

	fmt.Println(api.GetJSON[string](ctx, "todos/1"))
	// Output: GET /v1/todos/1 <nil>
}

func ExamplePath() {
	fmt.Println(client.Path("users", "ann/../bob?", "posts"))
	// Output: users/ann%2F..%2Fbob%3F/posts
}
