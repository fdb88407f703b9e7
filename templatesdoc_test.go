package gourd_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/gourdtest"
)

// TestThePagesOfTheGuideToTemplates renders those examples of docs/templates.md that need an
// application, and holds the page to them: package jinja does so with the others.
func TestThePagesOfTheGuideToTemplates(t *testing.T) {
	page, err := os.ReadFile("docs/templates.md")
	if err != nil {
		t.Fatal(err)
	}
	own, err := os.ReadFile("templatesdoc_test.go")
	if err != nil {
		t.Fatal(err)
	}
	indent := regexp.MustCompile(`(?m)^[ \t]+`)
	flush := func(s string) string { return indent.ReplaceAllString(s, "") }
	for _, fence := range regexp.MustCompile("(?s)```go\n(.*?)```").FindAllStringSubmatch(string(page), -1) {
		if strings.HasPrefix(fence[1], "app.") && !strings.Contains(flush(string(own)), flush(fence[1])) {
			t.Errorf("this test does not have\n%s", fence[1])
		}
	}
	fence := regexp.MustCompile("(?s)```text\n(<a href=.*?)\n```").FindStringSubmatch(string(page))
	if fence == nil {
		t.Fatal("docs/templates.md has no page with Flask's names")
	}
	vote := func(id int) int { return id + 1 }
	client, _ := client(t, gourd.Config{SecretKey: "a long secret key of the test", ServerName: "shop.example", Templates: textFiles(map[string]string{
		"names.html":  fence[1],
		"layout.html": `<nav></nav>{% block content %}{% endblock %}`,
		"votes.html":  `{% extends "layout.html" %}{% block content %}<b>{{ n }}</b>{% endblock %}`,
	})}, func(app *gourd.App) {
		app.Get("/posts/<int:id>", index).Name("show")
		app.Get("/names", func(c *gourd.Ctx) (gourd.Response, error) {
			c.G().Set("user", gourd.Map{"name": "Ann"})
			c.Session().Set("theme", "dark")
			c.Flash("Saved", "info")
			return gourd.Page("names.html", gourd.Map{"post": gourd.Map{"id": 7, "title": "Soil & water"}}), nil
		})
		app.Post("/posts/<int:id>/vote", func(c *gourd.Ctx) (gourd.Response, error) {
			data := gourd.Map{"n": vote(c.Arg[int]("id"))}
			if c.Header("HX-Request") == "true" {
				return gourd.PageBlock("votes.html", "content", data), nil
			}
			return gourd.Page("votes.html", data), nil
		})
	})
	client.Get("/names?q=tea").Want(200).WantBody(`<a href="/posts/7#comments">Soil &amp; water</a>
<p class="info">Saved</p>
Ann tea dark shop.example`)
	client.Post("/posts/7/vote").Want(200).WantBody("<nav></nav><b>8</b>")
	client.Post("/posts/7/vote", gourdtest.Header("HX-Request", "true")).Want(200).WantBody("<b>8</b>")
}
