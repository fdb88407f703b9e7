package gourd_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/gourd-go/gourd"
)

func TestIncludedTemplatesAreCheckedAtSetup(t *testing.T) {
	tests := []struct {
		name  string
		files map[string]string
		want  string // of the error; "": none
	}{
		{"a layout that is there", map[string]string{"_layout.html": `<{{template "body" .}}>`, "a.html": `{{template "_layout.html" .}}{{define "body"}}x{{end}}`}, ""},
		{"a layout that is not", map[string]string{"a.html": "<p>\n{{template \"_layout.html\" .}}"}, `the template a.html, line 2, includes "_layout.html", which is not there`},
		{"within if, range and with", map[string]string{"a.html": `{{range .x}}{{else}}{{with .y}}{{if .z}}{{template "b.html"}}{{end}}{{end}}{{end}}`}, `includes "b.html"`},
		{"in a layout", map[string]string{"_layout.html": `{{template "body" .}}`, "a.html": `{{template "_layout.html" .}}`}, `the template _layout.html, line 1, includes "body"`},
		{"a shared file that no page includes", map[string]string{"_part.html": `{{template "nothing"}}`, "a.html": "x"}, ""},
		{"one that includes itself", map[string]string{"_tree.html": `{{if .}}{{template "_tree.html" .}}{{end}}`, "a.html": `{{template "_tree.html" .}}`}, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			files := fstest.MapFS{}
			for name, text := range test.files {
				files[name] = &fstest.MapFile{Data: []byte(text)}
			}
			err := gourd.New("pages", gourd.Config{Renderer: gourd.HTMLTemplates(files)}).Setup()
			switch {
			case test.want == "" && err != nil:
				t.Error(err)
			case test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)):
				t.Errorf("got %v, want %q in it", err, test.want)
			}
		})
	}
}
