package main

import (
	"html/template"

	"github.com/gourd-go/gourd/forms"
)

// input renders a field of a form for its pages. One that is wrong gets the focus, and
// is tied to the sentence that says what is wrong.
func input(f forms.Field, extra ...string) template.HTML {
	if f.Error != "" {
		extra = append(extra, "aria-describedby", f.Name+"-error", "autofocus", "")
	}
	return f.HTML(extra...)
}
