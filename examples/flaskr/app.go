package main

import (
	"errors"
	"net/http"

	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/forms"
)

// NewApp makes the application. Without a config it takes the settings of this
// installation; a test gives its own.
func NewApp(config ...gourd.Config) (*gourd.App, error) {
	app := gourd.New("flaskr", config...)
	if len(config) == 0 {
		if err := loadSettings(app); err != nil {
			return nil, err
		}
	}
	app.Require("SECRET_KEY")
	useDefaults(&app.Config)
	app.Config.Templates, app.Config.Static = folder("templates"), folder("static")

	database, err := openDatabase(app)
	if err != nil {
		return nil, err
	}

	app.Install(forms.Protect()) // a form without its token is refused, whatever view it is for
	app.After(onlyOwnFiles)
	app.TemplateGlobal("input", input)
	for _, status := range []int{400, 403, 404} {
		app.OnStatus(status, errorPage)
	}

	app.Get("/hello", hello)
	app.Register(newAuth(database))
	app.Register(newBlog(database))
	app.BuildOnly("/", "index") // c.URL("index") is the blog's first page

	return app, nil
}

func hello(*gourd.Ctx) (string, error) {
	return "Hello, World!", nil
}

// onlyOwnFiles tells browsers that the pages load nothing from elsewhere, run no
// scripts, and stand in no other page's frame.
func onlyOwnFiles(_ *gourd.Ctx, r *gourd.Response) error {
	r.Header.Set("Content-Security-Policy", "default-src 'self'; script-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'")
	r.Header.Set("X-Content-Type-Options", "nosniff")
	return nil
}

// errorPage shows an error in the blog's own look.
func errorPage(c *gourd.Ctx, err error) (gourd.Response, error) {
	var answer *gourd.HTTPError
	if !errors.As(err, &answer) {
		return gourd.Response{}, err
	}
	var forged *forms.CSRFError
	page := c.Page("error.html", gourd.Map{
		"status":  answer.Status,
		"title":   http.StatusText(answer.Status),
		"message": answer.Message,
		"forged":  errors.As(err, &forged),
	})
	return page.WithStatus(answer.Status), nil
}
