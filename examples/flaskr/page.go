package main

import (
	"embed"
	"html/template"
	"io/fs"

	"github.com/gourd-go/gourd/forms"
)

// files has the folders whole: without "all:" the names that begin with "_", as that of
// the macros does, would stay outside.
//
//go:embed all:templates static
var files embed.FS

// folder returns one of the embedded folders.
func folder(name string) fs.FS {
	sub, err := fs.Sub(files, name)
	if err != nil {
		panic(err) // the name is not a path, which is a mistake of this program
	}
	return sub
}

// input renders a field of a form for its pages. One that is wrong gets the focus, and
// is tied to the sentence that says what is wrong.
func input(f forms.Field, extra ...string) template.HTML {
	if f.Error != "" {
		extra = append(extra, "aria-describedby", f.Name+"-error", "autofocus", "")
	}
	return f.HTML(extra...)
}
