package gourdtest_test

import (
	"context"
	"fmt"
	"iter"
	"net/url"
	"slices"
	"testing"

	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/gourdtest"
)

type note struct {
	ID    int    `json:"id"`
	Title string `json:"title"`
}

// notes is what the examples test.
func notes() *gourd.App {
	app := newApp()
	var all []note
	app.Post("/notes", func(c *gourd.Ctx) (gourd.Response, error) {
		form, err := c.Form()
		if err != nil {
			return gourd.Response{}, err
		}
		all = append(all, note{len(all) + 1, form.Get("title")})
		return c.Redirect(fmt.Sprintf("/notes/%d", len(all))), nil
	})
	app.Get("/notes/<int:id>", func(c *gourd.Ctx) (note, error) {
		if id := c.Arg[int]("id"); id <= len(all) {
			return all[id-1], nil
		}
		return note{}, gourd.Error(404, "There is no such note.")
	})
	app.Get("/changes", func(*gourd.Ctx) (iter.Seq[gourd.Event], error) {
		return slices.Values([]gourd.Event{{Data: "one"}, {Data: "two"}}), nil
	})
	return app
}

// example runs a test as an example and prints how it went.
func example(test func(t testing.TB)) {
	t := &recorder{TB: outside{}}
	test(t)
	for i := len(t.cleanup) - 1; i >= 0; i-- {
		t.cleanup[i]()
	}
	fmt.Println("failures:", t.faults)
}

// outside stands for a test's T where there is no test.
type outside struct{ testing.TB }

func (outside) Context() context.Context { return context.Background() }

func ExampleNew() {
	example(func(t testing.TB) {
		client := gourdtest.New(t, notes())
		client.Post("/notes", gourdtest.Form(url.Values{"title": {"Milk"}})).Want(302).WantHeader("Location", "/notes/1")
		milk := client.Get("/notes/1").Want(200).JSON[note]()
		fmt.Println(milk.Title)
		client.Get("/notes/2").Want(404).WantText("no such note")
	})
	// Output:
	// Milk
	// failures: []
}

func ExampleFollowRedirects() {
	example(func(t testing.TB) {
		client := gourdtest.New(t, notes())
		res := client.Post("/notes", gourdtest.Form(url.Values{"title": {"Milk"}}), gourdtest.FollowRedirects())
		fmt.Println(res.Request, res.Status, "after", res.History[0].Status)
	})
	// Output:
	// GET /notes/1 200 after 302
	// failures: []
}

func ExampleClient_Session() {
	app := newApp(gourd.Config{Testing: true, SecretKey: "secret"})
	app.Get("/profile", func(c *gourd.Ctx) (string, error) {
		user, ok := c.Session().Get[string]("user")
		if !ok {
			return "", gourd.Error(401, "Please log in.")
		}
		return "Hello, " + user + "!", nil
	})
	example(func(t testing.TB) {
		client := gourdtest.New(t, app)
		client.Get("/profile").Want(401)
		client.Session(func(s *gourd.Session) { s.Set("user", "Ann") })
		fmt.Println(client.Get("/profile").Want(200).Text())
	})
	// Output:
	// Hello, Ann!
	// failures: []
}

func ExampleStream_Events() {
	example(func(t testing.TB) {
		stream := gourdtest.New(t, notes()).Stream("GET", "/changes")
		for event := range stream.Events() {
			fmt.Println(event.Data)
		}
	})
	// Output:
	// one
	// two
	// failures: []
}
