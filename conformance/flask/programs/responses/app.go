// Package responses has answers: redirects, cookies with all attributes, statuses
// without a body, header helpers.
package responses

import (
	"net/http"
	"time"

	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/httpheader"
)

// App makes the application.
func App() *gourd.App {
	app := gourd.New("responses")
	app.Get("/redirect/<int:code>", func(c *gourd.Ctx) (gourd.Response, error) {
		return c.Redirect(c.QueryAs("to", "/target"), c.Arg[int]("code")), nil
	}).Name("to")
	app.Get("/redirect", func(c *gourd.Ctx) (gourd.Response, error) {
		return c.Redirect(c.URL("to", "code", 301, "to", "é")), nil
	}).Name("plain")
	app.Get("/cookie/<name>", func(c *gourd.Ctx) (string, error) {
		c.SetCookie(cookies()[c.Arg[string]("name")])
		return "cookie", nil
	}).Name("set_cookie")
	app.Get("/cookies", several)
	app.Get("/status/<int:code>", func(c *gourd.Ctx) (gourd.Response, error) {
		return gourd.HTML("body").WithStatus(c.Arg[int]("code")).WithHeader("Content-Language", "en").
			WithHeader("Content-Location", "/here").WithHeader("ETag", `"x"`), nil
	}).Name("status")
	app.Get("/headers", headers)
	conditions(app)
	app.Get("/location", func(*gourd.Ctx) (gourd.Response, error) {
		r := gourd.HTML("created").WithStatus(201)
		r.SetLocation("/é/new item")
		return r, nil
	}).Name("location")
	app.Get("/override", func(*gourd.Ctx) (gourd.Response, error) {
		r := gourd.HTML("x").WithHeader("Content-Type", "application/x-own; v=1")
		r.Header.Add("Vary", "A")
		r.Header.Add("Vary", "B")
		return r, nil
	}).Name("override")
	return app
}

func moment() time.Time { return time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC) }

// cookies are cookies by name.
func cookies() map[string]*http.Cookie {
	return map[string]*http.Cookie{
		"plain": {Name: "a", Value: "1"},
		"empty": {Name: "a"},
		"all": {
			Name: "a", Value: "1", Expires: moment(), Path: "/p", Domain: "example.com",
			Secure: true, HttpOnly: true, SameSite: http.SameSiteLaxMode,
		},
		"strict":      {Name: "a", Value: "1", SameSite: http.SameSiteStrictMode},
		"none":        {Name: "a", Value: "1", SameSite: http.SameSiteNoneMode, Secure: true},
		"partitioned": {Name: "a", Value: "1", Partitioned: true},
		"expires":     {Name: "a", Value: "1", Expires: moment()},
		"age":         {Name: "a", Value: "1", MaxAge: 3600},
		"age-seconds": {Name: "a", Value: "1", MaxAge: 60, Expires: moment()},
		"domain-dot":  {Name: "a", Value: "1", Domain: ".example.com"},
		"path":        {Name: "a", Value: "1", Path: "/é b"},
		"quoted":      {Name: "a", Value: `x y"z\;,`},
		"unicode":     {Name: "a", Value: "é€"},
		"equals":      {Name: "a", Value: "b=c/d+e"},
		"httponly":    {Name: "a_b-c", Value: "1", HttpOnly: true},
	}
}

func several(c *gourd.Ctx) (string, error) {
	c.SetCookie(&http.Cookie{Name: "a", Value: "1"})
	c.SetCookie(&http.Cookie{Name: "b", Value: "2", Path: "/b"})
	c.DeleteCookie("c")
	c.DeleteCookie("d", http.Cookie{Path: "/d", Domain: "example.com"})
	if a := c.Cookie("a"); a != "" {
		return a, nil
	}
	return "no a", nil
}

func headers(*gourd.Ctx) (gourd.Response, error) {
	r := gourd.HTML("headers")
	r.AddVary("Accept")
	r.AddVary("Cookie", "accept")
	var cache httpheader.CacheControl
	cache.SetMaxAge(time.Minute)
	cache.SetPublic(true)
	cache.SetNoTransform(true)
	r.SetCacheControl(cache)
	r.SetContentLanguage("de", "en")
	r.SetContentLocation("/there")
	r.SetExpires(moment())
	r.SetLastModified(moment())
	r.SetRetryAfter(2 * time.Minute)
	r.SetAllow("GET", "PUT")
	r.SetAcceptRanges("bytes")
	r.SetMediaType("text/csv")
	r.SetETag("tag", true)
	return r, nil
}

// conditions adds the answers that depend on what the client has.
func conditions(app *gourd.App) {
	app.Get("/etag", func(c *gourd.Ctx) (gourd.Response, error) {
		r := gourd.HTML("same body each time")
		r.AddETag()
		err := r.Conditional(c)
		return r, err
	}).Name("etag")
	app.Get("/modified", func(c *gourd.Ctx) (gourd.Response, error) {
		r := gourd.HTML("modified")
		r.SetLastModified(moment())
		err := r.Conditional(c)
		return r, err
	}).Name("modified")
	app.Get("/ranges", func(c *gourd.Ctx) (gourd.Response, error) {
		r := gourd.HTML("0123456789")
		r.AllowRanges()
		err := r.Conditional(c)
		return r, err
	}).Name("ranges")
}
