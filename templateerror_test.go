package gourd_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/gourdtest"
)

// broken are templates that fail in different ways.
var broken = map[string]string{
	"base.html":     "<html>\n{% block body %}{% endblock %}",
	"outer.html":    "{% extends 'base.html' %}\n{% block body %}\n  {% include 'inner.html' %}\n{% endblock %}",
	"inner.html":    "first\n<b>{{ nobody.name }}</b>\nthird <script>",
	"function.html": "{{ fails() }}",
	"teapot.html":   "{{ teapot() }}",
	"panics.html":   "{{ panics() }}",
}

func brokenPages(t *testing.T, config gourd.Config) (*gourdtest.Client, *logBuffer) {
	config.Templates, config.TemplatesAutoReload = textFiles(broken), true
	return client(t, config, func(app *gourd.App) {
		app.TemplateGlobal("fails", func() (string, error) { return "", errors.New("no such row") })
		app.TemplateGlobal("teapot", func() (string, error) { return "", gourd.Error(418, "short and stout") })
		app.TemplateGlobal("panics", func() string { panic("out of range") })
		app.Get("/text", func(c *gourd.Ctx) (gourd.Response, error) { return c.PageText("\n{{ 1 + 'a' }}", nil), nil })
		app.Get("/<name>", func(c *gourd.Ctx) (gourd.Response, error) { return c.Page(c.Arg[string]("name"), nil), nil })
	})
}

func TestTheDebugPageShowsTheTemplate(t *testing.T) {
	c, _ := brokenPages(t, gourd.Config{Debug: true})
	page := c.Get("/outer.html", gourdtest.Header("Accept", "text/html")).Want(500)
	page.WantText("&#39;nobody&#39; is undefined", "inner.html:2:", `<span class="marked"><b>2</b> &lt;b&gt;{{ nobody.name }}&lt;/b&gt;`, "<b>3</b> third &lt;script&gt;", "outer.html:3")
	if strings.Contains(page.Text(), "<script>") {
		t.Error("the source is not escaped")
	}
	c.Get("/text").Want(500).WantText("a template that was given as text:2", "unsupported operand")
	c.Get("/function.html").Want(500).WantText("no such row", "function.html:1")
	if text := c.Get("/panics.html").Want(500).WantText("out of range", "<h2>Stack</h2>").Text(); strings.Contains(text, "<h2>Template</h2>") {
		t.Error("a panic of a function is shown as an error of the template")
	}
}

func TestErrorsOfTemplatesStandInTheLogAlone(t *testing.T) {
	c, log := brokenPages(t, gourd.Config{})
	if text := c.Get("/outer.html").Want(500).Text(); strings.Contains(text, "nobody") || strings.Contains(text, "inner.html") {
		t.Errorf("the client is told:\n%s", text)
	}
	for _, want := range []string{"template=", "inner.html:2", "first", "third", "outer.html:3"} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("the log has no %q:\n%s", want, log)
		}
	}
}

func TestAnErrorOfATemplatesFunctionKeepsItsStatus(t *testing.T) {
	c, _ := brokenPages(t, gourd.Config{})
	c.Get("/teapot.html").Want(418).WantText("short and stout")
}
