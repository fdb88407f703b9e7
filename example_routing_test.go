package gourd_test

import (
	"fmt"
	"net/http/httptest"
	"sync/atomic"

	"github.com/gourd-go/gourd"
)

// counterViews has a view for each method; one value serves all requests.
type counterViews struct{ name string }

func (v counterViews) Get(c *gourd.Ctx) (string, error) { return v.name + " is shown", nil }

func (v counterViews) Delete(c *gourd.Ctx) (gourd.NoContent, error) { return gourd.NoContent{}, nil }

func ExampleBlueprint_Views() {
	app := gourd.New("counters")
	app.Views("/counter", counterViews{"The counter"})

	printAnswer(app, "GET", "/counter", "")
	printAnswer(app, "DELETE", "/counter", "")
	// Output:
	// 200 The counter is shown
	// 204
}

func ExampleRoute_Before() {
	loginRequired := func(c *gourd.Ctx) (gourd.Response, error) {
		if c.Query("user") == "" {
			return gourd.Text("Log in first.").WithStatus(401), nil
		}
		return gourd.Response{}, nil // go on
	}
	app := gourd.New("shop")
	app.Get("/orders", func(c *gourd.Ctx) (string, error) {
		return "the orders of " + c.Query("user"), nil
	}).Before(loginRequired)

	printAnswer(app, "GET", "/orders", "")
	printAnswer(app, "GET", "/orders?user=ann", "")
	// Output:
	// 401 Log in first.
	// 200 the orders of ann
}

func ExampleRoute_Around() {
	var closed atomic.Bool
	unlessClosed := func(view gourd.ViewFunc) gourd.ViewFunc {
		return func(c *gourd.Ctx) error {
			if closed.Load() {
				return c.Answer(gourd.Text("Closed for stocktaking.").WithStatus(503))
			}
			return view(c)
		}
	}
	app := gourd.New("shop")
	app.Get("/basket", func(c *gourd.Ctx) (string, error) {
		return "the basket", nil
	}).Around(unlessClosed)

	printAnswer(app, "GET", "/basket", "")
	closed.Store(true)
	printAnswer(app, "GET", "/basket", "")
	// Output:
	// 200 the basket
	// 503 Closed for stocktaking.
}

// Every rule of the blueprint has a language, and no view has to take or give it.
func ExampleBlueprint_OnURLValues() {
	pages := gourd.NewBlueprint("pages", "/<lang>")
	pages.OnURLValues(func(c *gourd.Ctx) {
		c.G().Set("lang", c.Arg[string]("lang"))
		c.DelArg("lang")
	})
	pages.URLDefaults(func(c *gourd.Ctx, endpoint string, values gourd.Map) {
		if values["lang"] == nil && c != nil {
			values["lang"] = c.G().Value("lang")
		}
	})
	pages.Get("/about", func(c *gourd.Ctx) (string, error) {
		return c.URL(".about") + " and " + c.URL(".about", "lang", "fr"), nil
	}).Name("about")
	app := gourd.New("site")
	app.Register(pages)

	printAnswer(app, "GET", "/de/about", "")
	// Output:
	// 200 /de/about and /fr/about
}

func ExampleApp_Signals() {
	app := gourd.New("shop")
	app.Get("/", func(c *gourd.Ctx) (string, error) { return "Hello", nil })
	disconnect := app.Signals().RequestFinished.Connect(func(a gourd.RequestAnswer) {
		fmt.Println("finished:", a.Ctx.Path(), a.Response.StatusCode())
	})

	printAnswer(app, "GET", "/", "")
	disconnect()
	printAnswer(app, "GET", "/", "")
	// Output:
	// finished: / 200
	// 200 Hello
	// 200 Hello
}

// A blueprint adds to the application what it needs there, wherever it is registered.
func ExampleBlueprint_Record() {
	blog := gourd.NewBlueprint("blog", "/blog")
	blog.Record(func(at gourd.Placement) {
		fmt.Printf("%s at %s\n", at.Name, at.Prefix)
	})
	blog.RecordOnce(func(at gourd.Placement) {
		at.App.Get("/feed", func(c *gourd.Ctx) (string, error) { return "the feed", nil })
	})
	app := gourd.New("site")
	app.Register(blog)
	app.Register(blog, gourd.Registration{Name: "news", Prefix: "/news"})

	printAnswer(app, "GET", "/feed", "")
	// Output:
	// blog at /blog
	// news at /news
	// 200 the feed
}

// An old address leads to the new one, with the arguments of the rule.
func ExampleBlueprint_RedirectTo() {
	app := gourd.New("notes")
	app.Get("/notes/<int:id>", func(c *gourd.Ctx) (gourd.Map, error) {
		return gourd.Map{"id": c.Arg[int]("id")}, nil
	})
	app.RedirectTo("/n/<int:id>", "notes/<id>")
	app.Signals().RequestFinished.Connect(func(a gourd.RequestAnswer) {
		fmt.Println(a.Response.Header.Get("Location"))
	})
	app.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/n/3", nil))
	// Output:
	// http://example.com/notes/3
}
