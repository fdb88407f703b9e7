package jinja_test

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"github.com/gourd-go/gourd/jinja"
)

//go:embed testdata/pages
var pages embed.FS

func ExampleFS() {
	folder, err := fs.Sub(pages, "testdata/pages")
	if err != nil {
		panic(err)
	}
	source, err := jinja.FS(folder).Load("hello.html")
	fmt.Printf("%q from %s, %v\n", source.Text, source.File, err)
	// Output: "Hello, {{ name }}!\n" from hello.html, <nil>
}

// The templates of a theme take the place of those of the same name.
func ExampleChoice() {
	theme := jinja.Templates(map[string]string{"a.html": "the theme's"})
	all := jinja.Choice(theme, jinja.Templates(map[string]string{"a.html": "ours", "b.html": "ours"}))
	for _, name := range []string{"a.html", "b.html", "c.html"} {
		source, err := all.Load(name)
		fmt.Printf("%s: %q %v\n", name, source.Text, errors.Is(err, fs.ErrNotExist))
	}
	// Output:
	// a.html: "the theme's" false
	// b.html: "ours" false
	// c.html: "" true
}

func ExamplePrefix() {
	all := jinja.Prefix(map[string]jinja.Loader{
		"admin": jinja.Templates(map[string]string{"list.html": "all users"}),
		"shop":  jinja.Templates(map[string]string{"list.html": "all goods"}),
	}, "/")
	source, err := all.Load("shop/list.html")
	fmt.Println(source.Text, err)
	_, err = all.Load("list.html")
	fmt.Println(err)
	// Output:
	// all goods <nil>
	// jinja: there is no template "list.html" in the prefixes ["admin" "shop"]
}

func ExampleLoadFunc() {
	stored := map[string]string{"welcome": "Welcome!"} // in a database, say
	loader := jinja.LoadFunc(func(name string) (jinja.Source, error) {
		text, is := stored[name]
		if !is {
			return jinja.Source{}, fs.ErrNotExist
		}
		return jinja.Source{Text: text, File: "mails:" + name}, nil
	})
	source, err := loader.Load("welcome")
	fmt.Println(source.Text, source.File, err)
	// Output: Welcome! mails:welcome <nil>
}
