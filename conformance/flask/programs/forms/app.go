// Package forms has forms and uploads, and their limits.
package forms

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/gourd-go/gourd"
)

// App makes the application.
func App() *gourd.App {
	app := gourd.New("forms", gourd.Config{MaxContentLength: 4000, MaxFormMemorySize: 400, MaxFormParts: 5})
	app.Route("/form", told, "GET", "POST", "PUT").Name("form")
	app.Post("/needed", func(c *gourd.Ctx) (string, error) {
		form, err := c.Form()
		if err != nil {
			return "", err
		}
		return form.Need("needed")
	})
	app.Post("/file", func(c *gourd.Ctx) (string, error) {
		form, err := c.Form()
		if err != nil {
			return "", err
		}
		file, err := form.NeedFile("file")
		if err != nil {
			return "", err
		}
		return file.Filename, nil
	})
	app.Route("/values", func(c *gourd.Ctx) (string, error) {
		values, err := c.Values()
		var out []string
		for _, name := range slices.Sorted(maps.Keys(values)) {
			out = append(out, name+"="+strings.Join(values[name], "|"))
		}
		return strings.Join(out, "\n"), err
	}, "GET", "POST")
	app.Post("/wide", func(c *gourd.Ctx) (string, error) {
		c.MaxFormMemorySize(1000)
		c.MaxFormParts(8)
		return told(c)
	})
	app.Post("/narrow", func(c *gourd.Ctx) (string, error) {
		c.MaxBody(10)
		return told(c)
	})
	app.Post("/body-then-form", func(c *gourd.Ctx) (string, error) {
		body, err := c.Body()
		if err != nil {
			return "", err
		}
		text, err := told(c)
		return fmt.Sprintf("%d %s", len(body), text), err
	})
	app.Post("/unread", func(*gourd.Ctx) (string, error) { return "not read", nil })
	return app
}

// told is all of the form.
func told(c *gourd.Ctx) (string, error) {
	form, err := c.Form()
	if err != nil {
		return "", err
	}
	var out []string
	for _, name := range slices.Sorted(maps.Keys(form.Values)) {
		out = append(out, name+"="+strings.Join(form.Values[name], "|"))
	}
	for _, name := range slices.Sorted(maps.Keys(form.Files)) {
		for _, file := range form.Files[name] {
			content, err := file.Bytes()
			if err != nil {
				return "", err
			}
			mediaType, _, _ := strings.Cut(file.ContentType, ";")
			out = append(out, fmt.Sprintf("file %s: %s %s %s", name, file.Filename, mediaType, strings.ToValidUTF8(string(content), "\uFFFD")))
		}
	}
	return strings.Join(out, "\n"), nil
}
