package gourd_test

import (
	"net/http"

	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/httpheader"
)

func ExampleCtx_Accept() {
	app := gourd.New("shop")
	app.Get("/", func(c *gourd.Ctx) (gourd.Response, error) {
		if c.Accept().Best("text/html", "application/json") == "application/json" {
			return gourd.JSON(gourd.Map{"price": 3}), nil
		}
		return gourd.HTML("<p>3"), nil
	})

	printAnswer(app, "GET", "/", "")
	// Output:
	// 200 <p>3
}

func ExampleUnauthorized() {
	app := gourd.New("shop")
	app.Before(func(c *gourd.Ctx) (gourd.Response, error) {
		who, ok := c.Authorization()
		if !ok || who.Username != "ann" {
			return gourd.Response{}, gourd.Unauthorized("Who are you?", httpheader.BasicChallenge("the shop"))
		}
		return gourd.Response{}, nil
	})
	app.OnStatus(401, func(c *gourd.Ctx, err error) (string, error) { return "Please log in.", nil })
	app.Get("/", func(*gourd.Ctx) (string, error) { return "Welcome.", nil })

	printAnswer(app, "GET", "/", "")
	// Output:
	// 401 Please log in.
}

func ExampleCtx_SetCookie() {
	app := gourd.New("shop")
	app.Get("/", func(c *gourd.Ctx) (string, error) {
		c.SetCookie(&http.Cookie{Name: "who", Value: "Zoë", HttpOnly: true, SameSite: http.SameSiteLaxMode})
		return c.ResponseHeader().Get("Set-Cookie"), nil
	})

	printAnswer(app, "GET", "/", "")
	// Output:
	// 200 who="Zo\303\253"; HttpOnly; Path=/; SameSite=Lax
}

// One proxy in front of the application says who the client is and that it came over TLS.
func ExampleProxyFix() {
	app := gourd.New("shop", gourd.Config{ProxyFix: gourd.ProxyFix{For: 1, Proto: 1}})
	app.Get("/", func(c *gourd.Ctx) (string, error) { return c.Scheme() + " " + c.RemoteAddr(), nil })
}
