// Package files has files: sent by a view, below a folder, and static; conditions and
// ranges.
package files

import (
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/gourd-go/gourd"
)

// App makes the application.
func App() *gourd.App {
	app := gourd.New("files")
	app.Route("/file/<name>", func(c *gourd.Ctx) (gourd.Response, error) {
		f, found := files()[c.Arg[string]("name")]
		switch {
		case f.name == "memory":
			return c.SendReader(strings.NewReader("from memory"), f.options), nil
		case !found:
			f.name = "missing.txt"
		}
		return c.SendFile(filepath.Join(folder(), f.name), f.options), nil
	}, "GET", "POST").Name("file")
	app.Get("/from/<path:name>", func(c *gourd.Ctx) (gourd.Response, error) {
		return c.SendFromDirectory(folder(), c.Arg[string]("name")), nil
	}).Name("below")
	return app
}

// folder is where the documents are.
func folder() string {
	_, file, _, _ := runtime.Caller(0)
	return filepath.Join(filepath.Dir(file), "documents")
}

// sent is a file with what is said of it.
type sent struct {
	name    string
	options gourd.FileOptions
}

func files() map[string]sent {
	const digits = "digits.txt"
	return map[string]sent{
		"digits":        {digits, gourd.FileOptions{}},
		"empty":         {"empty.txt", gourd.FileOptions{}},
		"csv":           {"table.csv", gourd.FileOptions{}},
		"gz":            {"archive.tar.gz", gourd.FileOptions{}},
		"json":          {"data.json", gourd.FileOptions{}},
		"no-ending":     {"no-ending", gourd.FileOptions{}},
		"odd-ending":    {"odd.unknownending", gourd.FileOptions{}},
		"attached":      {digits, gourd.FileOptions{Attachment: true}},
		"attached-gz":   {"archive.tar.gz", gourd.FileOptions{Attachment: true}},
		"named":         {digits, gourd.FileOptions{Attachment: true, Name: "my report.pdf"}},
		"named-unicode": {digits, gourd.FileOptions{Attachment: true, Name: "café €.txt"}},
		"named-quotes":  {digits, gourd.FileOptions{Name: `a"b;c.txt`}},
		"typed":         {digits, gourd.FileOptions{MediaType: "text/markdown"}},
		"typed-binary":  {digits, gourd.FileOptions{MediaType: "application/x-own"}},
		"aged":          {digits, gourd.FileOptions{MaxAge: time.Hour}},
		"no-etag":       {digits, gourd.FileOptions{NoETag: true}},
		"own-etag":      {digits, gourd.FileOptions{ETag: "own-tag"}},
		"modified":      {digits, gourd.FileOptions{LastModified: time.Date(2020, 1, 2, 3, 4, 5, 0, time.UTC)}},
		"unconditional": {digits, gourd.FileOptions{NoConditional: true}},
		"memory":        {"memory", gourd.FileOptions{MediaType: "text/plain", Name: "memory.txt"}},
	}
}
