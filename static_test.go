package gourd_test

import (
	"embed"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/gourdtest"
)

//go:embed testdata/static
var embedded embed.FS

var changed = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

// files are static files of every kind.
func files() fs.FS {
	f := func(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text), ModTime: changed} }
	return fstest.MapFS{
		"style.css": f("p{}"), "a/page.html": f("<p>"), "digits.txt": f("0123456789"), "LICENSE": f("free"),
		"empty.txt": f(""), "sp ace.txt": f("x"), "é.txt": f("y"), ".hidden": f("z"),
	}
}

func TestStaticFiles(t *testing.T) {
	tests := []struct {
		method, path string
		status       int
		contentType  string
		body         string
	}{
		{"GET", "/static/style.css", 200, "text/css; charset=utf-8", "p{}"},
		{"HEAD", "/static/style.css", 200, "text/css; charset=utf-8", ""},
		{"GET", "/static/a/page.html", 200, "text/html; charset=utf-8", "<p>"},
		{"GET", "/static/LICENSE", 200, "application/octet-stream", "free"},
		{"GET", "/static/empty.txt", 200, "text/plain; charset=utf-8", ""},
		{"GET", "/static/sp%20ace.txt", 200, "text/plain; charset=utf-8", "x"},
		{"GET", "/static/%C3%A9.txt", 200, "text/plain; charset=utf-8", "y"},
		{"GET", "/static/a%2Fpage.html", 200, "text/html; charset=utf-8", "<p>"},
		{"GET", "/static/nobody", 404, "", ""},
		{"GET", "/static/a", 404, "", ""},
		{"GET", "/static/a/", 404, "", ""},
		{"GET", "/static/", 404, "", ""},
		{"GET", "/static/../static/style.css", 404, "", ""},
		{"GET", "/static/a/../style.css", 200, "text/css; charset=utf-8", "p{}"},
		{"GET", "/static/%2e%2e/style.css", 404, "", ""},
		{"GET", "/static/a/%2e%2e/style.css", 200, "text/css; charset=utf-8", "p{}"},
		{"GET", "/static/./style.css", 200, "text/css; charset=utf-8", "p{}"},
		{"GET", "/static/%2Fetc/passwd", 404, "", ""},
		{"GET", "/static/style.css%00.txt", 404, "", ""},
		{"GET", "/static/a%5Cpage.html", 404, "", ""},
		{"GET", "/static/style.css/x", 404, "", ""},
		{"GET", "/static/" + strings.Repeat("x", 5000), 404, "", ""},
		{"POST", "/static/style.css", 405, "", ""},
	}
	folder := t.TempDir()
	if err := os.CopyFS(folder, files()); err != nil {
		t.Fatal(err)
	}
	for kind, files := range map[string]fs.FS{"a map": files(), "a folder": os.DirFS(folder)} {
		c, log := client(t, gourd.Config{Static: files}, func(*gourd.App) {})
		for _, test := range tests {
			t.Run(kind+", "+test.method+" "+test.path[:min(40, len(test.path))], func(t *testing.T) {
				res := c.Do(test.method, test.path)
				if res.Status == 308 { // two slashes that follow each other become one
					res = c.Do(test.method, strings.TrimPrefix(res.Header.Get("Location"), "http://localhost"))
				}
				res.Want(test.status)
				if test.status == 200 {
					res.WantHeader("Content-Type", test.contentType).WantBody(test.body).WantHeader("Cache-Control", "no-cache")
				}
			})
		}
		if log.String() != "" {
			t.Errorf("the log says %s", log)
		}
	}
}

func TestConditionalAndRangeRequests(t *testing.T) {
	c, _ := client(t, gourd.Config{Static: files(), SendFileMaxAge: time.Hour}, func(*gourd.App) {})
	first := c.Get("/static/digits.txt").Want(200).WantHeader("Accept-Ranges", "bytes").WantHeader("Cache-Control", "public, max-age=3600")
	etag, modified := first.Header.Get("ETag"), first.Header.Get("Last-Modified")
	if modified != changed.Format(http.TimeFormat) || len(etag) < 3 {
		t.Fatalf("ETag %s, Last-Modified %s", etag, modified)
	}
	tests := []struct {
		name    string
		headers [][2]string
		status  int
		body    string
		rang    string
	}{
		{"the same ETag", [][2]string{{"If-None-Match", etag}}, 304, "", ""},
		{"the same ETag, weak", [][2]string{{"If-None-Match", "W/" + etag}}, 304, "", ""},
		{"one of several", [][2]string{{"If-None-Match", `"x", ` + etag}}, 304, "", ""},
		{"another ETag", [][2]string{{"If-None-Match", `"x"`}}, 200, "0123456789", ""},
		{"not modified since", [][2]string{{"If-Modified-Since", modified}}, 304, "", ""},
		{"modified since", [][2]string{{"If-Modified-Since", changed.Add(-time.Hour).Format(http.TimeFormat)}}, 200, "0123456789", ""},
		{"another ETag wins over the time", [][2]string{{"If-None-Match", `"x"`}, {"If-Modified-Since", modified}}, 200, "0123456789", ""},
		{"not another", [][2]string{{"If-Match", `"x"`}}, 412, "", ""},
		{"a range", [][2]string{{"Range", "bytes=2-4"}}, 206, "234", "bytes 2-4/10"},
		{"the end", [][2]string{{"Range", "bytes=-3"}}, 206, "789", "bytes 7-9/10"},
		{"from there on", [][2]string{{"Range", "bytes=8-"}}, 206, "89", "bytes 8-9/10"},
		{"more than there is", [][2]string{{"Range", "bytes=0-99"}}, 206, "0123456789", "bytes 0-9/10"},
		{"out of bounds", [][2]string{{"Range", "bytes=10-12"}}, 416, "", "bytes */10"},
		{"no range", [][2]string{{"Range", "bytes=x"}}, 416, "", ""},
		{"If-Range that fits", [][2]string{{"Range", "bytes=2-4"}, {"If-Range", etag}}, 206, "234", "bytes 2-4/10"},
		{"If-Range that does not", [][2]string{{"Range", "bytes=2-4"}, {"If-Range", `"x"`}}, 200, "0123456789", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var options []gourdtest.Option
			for _, h := range test.headers {
				options = append(options, gourdtest.Header(h[0], h[1]))
			}
			res := c.Get("/static/digits.txt", options...).Want(test.status)
			if test.status < 400 {
				res.WantBody(test.body)
			}
			if test.rang != "" {
				res.WantHeader("Content-Range", test.rang)
			}
			if test.status == 304 {
				res.WantHeader("ETag", etag).WantHeader("Content-Type", "")
			}
		})
	}
}

func TestEmbeddedFiles(t *testing.T) {
	sub, err := fs.Sub(embedded, "testdata/static")
	if err != nil {
		t.Fatal(err)
	}
	c, _ := client(t, gourd.Config{Static: sub}, func(app *gourd.App) { app.Static("/again", sub).Name("again") })
	res := c.Get("/static/hello.txt").Want(200).WantBody("hello\n").WantHeader("Last-Modified", "")
	etag := res.Header.Get("ETag")
	if etag == "" {
		t.Fatal("there is no ETag")
	}
	c.Get("/again/hello.txt").Want(200).WantHeader("ETag", etag)
	for range 2 {
		c.Get("/static/hello.txt", gourdtest.Header("If-None-Match", etag)).Want(304)
	}
}

func TestALinkOutOfTheFolderIsNotFollowed(t *testing.T) {
	parent := t.TempDir()
	folder := filepath.Join(parent, "static")
	for name, text := range map[string]string{"secret": "secret", "static/in.txt": "in"} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(parent, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(parent, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for link, to := range map[string]string{"out": "../secret", "absolute": filepath.Join(parent, "secret"), "within": "in.txt"} {
		if err := os.Symlink(to, filepath.Join(folder, link)); err != nil {
			t.Skipf("no links here: %v", err)
		}
	}
	t.Chdir(parent) // whose folder "static" is the application's, as none is beside this file
	c, _ := client(t, gourd.Config{}, func(*gourd.App) {})
	c.Get("/static/in.txt").Want(200).WantBody("in")
	c.Get("/static/within").Want(200).WantBody("in")
	c.Get("/static/out").Want(404)
	c.Get("/static/absolute").Want(404)
}

func TestTheStaticRouteIsThereWithoutItsFolder(t *testing.T) {
	t.Chdir(t.TempDir())
	c, _ := client(t, gourd.Config{}, func(app *gourd.App) {
		app.Get("/", func(c *gourd.Ctx) (string, error) { return c.URL("static", "filename", "x.css"), nil })
	})
	c.Get("/static/x.css").Want(404)
	c.Get("/").WantBody("/static/x.css")
}

func TestFilesAsAnswers(t *testing.T) {
	path := filepath.Join(t.TempDir(), "report.csv")
	if err := os.WriteFile(path, []byte("a,b"), 0o600); err != nil {
		t.Fatal(err)
	}
	c, log := client(t, gourd.Config{}, func(app *gourd.App) {
		serve := func(rule string, answer func(c *gourd.Ctx) gourd.Response) {
			app.Get(rule, func(c *gourd.Ctx) (gourd.Response, error) { return answer(c), nil })
		}
		serve("/file", func(c *gourd.Ctx) gourd.Response { return c.SendFile(path) })
		serve("/none", func(c *gourd.Ctx) gourd.Response { return c.SendFile(path + "x") })
		serve("/folder", func(c *gourd.Ctx) gourd.Response { return c.SendFile(filepath.Dir(path)) })
		serve("/fs", func(c *gourd.Ctx) gourd.Response { return c.SendFileFS(files(), c.Query("name")) })
		serve("/type", func(c *gourd.Ctx) gourd.Response { return c.SendFile(path).WithHeader("Content-Type", "text/x") })
		serve("/status", func(c *gourd.Ctx) gourd.Response { return c.SendFileFS(files(), "digits.txt").WithStatus(404) })
		serve("/download", func(c *gourd.Ctx) gourd.Response { return c.SendFile(path).WithDownload(c.Query("name")) })
		app.Post("/file", func(c *gourd.Ctx) (gourd.Response, error) { return c.SendFile(path), nil })
		app.OnStatus(410, func(c *gourd.Ctx, _ error) (gourd.Response, error) { return c.SendFileFS(files(), "a/page.html"), nil })
		app.Get("/gone", func(*gourd.Ctx) (string, error) { return "", gourd.Error(410, "") })
	})
	c.Get("/file").Want(200).WantBody("a,b").WantHeader("Content-Type", "text/csv; charset=utf-8").WantHeader("Content-Length", "3")
	c.Post("/file").Want(200).WantBody("a,b")
	c.Get("/file", gourdtest.Header("Range", "bytes=1-")).Want(206).WantBody(",b")
	c.Get("/none").Want(404)
	c.Get("/folder").Want(404)
	c.Get("/fs?name=LICENSE").Want(200).WantBody("free")
	c.Get("/fs?name=../LICENSE").Want(404)
	c.Get("/fs?name=/LICENSE").Want(404)
	c.Get("/fs?name=").Want(404)
	c.Get("/type").Want(200).WantHeader("Content-Type", "text/x")
	c.Get("/gone").Want(410).WantBody("<p>")
	whole := c.Get("/status").Want(404).WantBody("0123456789")
	c.Get("/status", gourdtest.Header("Range", "bytes=1-2"), gourdtest.Header("If-None-Match", whole.Header.Get("ETag"))).Want(404).WantBody("0123456789")
	if log.String() != "" {
		t.Errorf("the log says %s", log)
	}
	for name, want := range map[string]string{
		"a.csv":         `attachment; filename=a.csv`,
		"a%20b.csv":     `attachment; filename="a b.csv"`,
		"%C3%A9%22.csv": `attachment; filename="e\".csv"; filename*=UTF-8''%C3%A9%22.csv`,
		"a%0D%0Ab":      `attachment; filename=a__b`,
	} {
		c.Get("/download?name="+name).Want(200).WantHeader("Content-Disposition", want)
	}
}

// unseekable are files that can only be read from their beginning.
type unseekable struct{ fs.FS }

func (u unseekable) Open(name string) (fs.File, error) {
	f, err := u.FS.Open(name)
	return struct{ fs.File }{f}, err
}

func TestFilesThatCannotSeek(t *testing.T) {
	c, log := client(t, gourd.Config{Static: unseekable{files()}}, func(*gourd.App) {})
	c.Get("/static/style.css").Want(500)
	if !strings.Contains(log.String(), "cannot seek") {
		t.Errorf("the log says %s", log)
	}
}
