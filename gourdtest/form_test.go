package gourdtest_test

import (
	"net/url"
	"testing"

	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/gourdtest"
)

func TestFiles(t *testing.T) {
	app := newApp()
	app.Post("/upload", func(c *gourd.Ctx) (gourd.Map, error) {
		form, err := c.Form()
		if err != nil {
			return nil, err
		}
		files := gourd.Map{}
		for field, list := range form.Files {
			for _, f := range list {
				content, err := f.Bytes()
				if err != nil {
					return nil, err
				}
				files[field+" "+f.Filename+" "+f.ContentType] = string(content)
			}
		}
		return gourd.Map{"Title": form.All("title"), "Files": files}, nil
	})
	client := gourdtest.New(t, app)
	type answer struct {
		Title []string
		Files map[string]string
	}
	files := gourdtest.Files(
		gourdtest.File{Field: "doc", Name: "a \"b\".txt", Content: []byte("one")},
		gourdtest.File{Field: "doc", Name: "b", Content: []byte{0, 255}},
		gourdtest.File{Field: "image", Name: "c.bin", Type: "image/x", Content: nil},
	)
	title := gourdtest.Form(url.Values{"title": {"x y", "&"}})
	for _, options := range [][]gourdtest.Option{{files, title}, {title, files}} {
		got := client.Post("/upload", options...).Want(200).JSON[answer]()
		want := map[string]string{
			`doc a "b".txt text/plain; charset=utf-8`: "one",
			"image c.bin image/x":                     "",
		}
		for name, content := range want {
			if got.Files[name] != content {
				t.Errorf("the file %s is %q, want %q; there are %v", name, got.Files[name], content, got.Files)
			}
		}
		if len(got.Files) != 3 || len(got.Title) != 2 || got.Title[0] != "x y" || got.Title[1] != "&" {
			t.Errorf("the form is %+v", got)
		}
	}
}
