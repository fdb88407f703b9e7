package gourd_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"

	"github.com/gourd-go/gourd"
)

func ExampleCtx_Session() {
	app := gourd.New("shop", gourd.Config{SecretKey: "long, random, and secret"})
	app.Post("/login", func(c *gourd.Ctx) (gourd.Response, error) {
		form, err := c.Form()
		if err != nil {
			return gourd.Response{}, err
		}
		c.Session().Set("user", form.Get("user"))
		return c.Redirect("/"), nil
	})
	app.Get("/", func(c *gourd.Ctx) (string, error) {
		user, ok := c.Session().Get[string]("user")
		if !ok {
			return "Please log in.", nil
		}
		return "Hello, " + user + "!", nil
	})

	browse := browser(app)
	fmt.Println(browse("GET", "/", nil))
	browse("POST", "/login", url.Values{"user": {"Ann"}})
	fmt.Println(browse("GET", "/", nil))
	// Output:
	// Please log in.
	// Hello, Ann!
}

func ExampleCtx_Flash() {
	app := gourd.New("notes", gourd.Config{SecretKey: "long, random, and secret"})
	app.Post("/notes", func(c *gourd.Ctx) (gourd.Response, error) {
		c.Flash("The note was saved.")
		return c.Redirect("/notes"), nil
	})
	app.Get("/notes", func(c *gourd.Ctx) (string, error) {
		return fmt.Sprint(c.Flashes()), nil // in a page: {{range .c.Flashes}}<p>{{.Message}}</p>{{end}}
	})

	browse := browser(app)
	browse("POST", "/notes", url.Values{})
	fmt.Println(browse("GET", "/notes", nil))
	fmt.Println(browse("GET", "/notes", nil))
	// Output:
	// [message: The note was saved.]
	// []
}

// browser sends requests, keeps cookies and returns bodies.
func browser(app http.Handler) func(method, path string, form url.Values) string {
	cookies := map[string]*http.Cookie{}
	return func(method, path string, form url.Values) string {
		r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
		if form != nil {
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		}
		for _, c := range cookies {
			r.AddCookie(c)
		}
		w := httptest.NewRecorder()
		app.ServeHTTP(w, r)
		for _, c := range w.Result().Cookies() {
			if cookies[c.Name] = c; c.MaxAge < 0 {
				delete(cookies, c.Name)
			}
		}
		return w.Body.String()
	}
}
