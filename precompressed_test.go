package gourd_test

import (
	"io/fs"
	"os"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/gourdtest"
)

func TestCompressedFilesBesideStaticOnes(t *testing.T) {
	f := func(text string, age time.Duration) *fstest.MapFile {
		return &fstest.MapFile{Data: []byte(text), ModTime: changed.Add(-age)}
	}
	files := fstest.MapFS{
		"app.js": f("plain", 0), "app.js.br": f("0123456789", 0), "app.js.gz": f("gzipped", -time.Hour), "app.js.zst": f("zstd", 0),
		"old.css": f("plain", 0), "old.css.br": f("brotli", time.Second), "old.css.gz": f("gzipped", 0),
		"alone.css": f("plain", 0), "pic.png": f("plain", 0), "pic.png.gz": f("gzipped", 0), "folder.css": f("plain", 0), "folder.css.gz/x": f("no", 0),
	}
	tests := []struct {
		name, path, accept string
		body, coding, vary string
	}{
		{"nothing asked for", "/app.js", "", "plain", "", "Accept-Encoding"},
		{"a browser", "/app.js", "gzip, deflate, br, zstd", "0123456789", "br", "Accept-Encoding"},
		{"one coding", "/app.js", "gzip", "gzipped", "gzip", "Accept-Encoding"},
		{"its old name", "/app.js", "x-gzip", "gzipped", "gzip", "Accept-Encoding"},
		{"in capitals", "/app.js", "GZIP", "gzipped", "gzip", "Accept-Encoding"},
		{"zstd", "/app.js", "zstd, gzip", "zstd", "zstd", "Accept-Encoding"},
		{"the best quality", "/app.js", "br;q=0.5, gzip;q=0.8", "gzipped", "gzip", "Accept-Encoding"},
		{"a quality of nothing", "/app.js", "br;q=0, gzip;q=0.000, zstd; q=0.0", "plain", "", "Accept-Encoding"},
		{"a quality that is none", "/app.js", "br;q=x, gzip;q=2, zstd;q=nan", "plain", "", "Accept-Encoding"},
		{"anything", "/app.js", "*", "0123456789", "br", "Accept-Encoding"},
		{"anything but one", "/app.js", "*;q=0.5, br;q=0", "zstd", "zstd", "Accept-Encoding"},
		{"as it is, rather", "/app.js", "identity, br;q=0.5", "plain", "", "Accept-Encoding"},
		{"as it is, not at all", "/app.js", "identity;q=0, br;q=0.1", "0123456789", "br", "Accept-Encoding"},
		{"a coding that is not there", "/app.js", "deflate", "plain", "", "Accept-Encoding"},
		{"a compressed file that is older", "/old.css", "br, gzip", "gzipped", "gzip", "Accept-Encoding"},
		{"only an older one is taken", "/old.css", "br", "plain", "", "Accept-Encoding"},
		{"a file without any", "/alone.css", "br, gzip", "plain", "", ""},
		{"a picture", "/pic.png", "gzip", "plain", "", ""},
		{"a folder beside", "/folder.css", "gzip", "plain", "", ""},
		{"the compressed file itself", "/app.js.br", "", "0123456789", "br", ""},
	}
	folder := t.TempDir()
	if err := os.CopyFS(folder, files); err != nil {
		t.Fatal(err)
	}
	for name, file := range files {
		if err := os.Chtimes(folder+"/"+name, file.ModTime, file.ModTime); err != nil {
			t.Fatal(err)
		}
	}
	for kind, files := range map[string]fs.FS{"a map": files, "a folder": os.DirFS(folder)} {
		c, _ := client(t, gourd.Config{Static: files}, func(app *gourd.App) {
			app.Static("/plain", files, gourd.StaticOptions{NoVariants: true}).Name("plain")
		})
		for _, test := range tests {
			t.Run(kind+": "+test.name, func(t *testing.T) {
				accept := gourdtest.Header("Accept-Encoding", test.accept)
				if test.accept == "" {
					accept = gourdtest.Header("X", "")
				}
				res := c.Get("/static"+test.path, accept).Want(200).WantBody(test.body).WantHeader("Content-Encoding", test.coding).WantHeader("Vary", test.vary)
				plain := c.Get("/static" + test.path)
				if one, other := res.Header.Get("ETag"), plain.Header.Get("ETag"); (one == other) != (string(res.Body) == string(plain.Body)) {
					t.Errorf("the ETag is %s, and plain it is %s", one, other)
				}
				if one, other := res.Header.Get("Content-Type"), plain.Header.Get("Content-Type"); one != other {
					t.Errorf("the Content-Type is %s, and plain it is %s", one, other)
				}
				c.Get("/static"+test.path, accept, gourdtest.Header("If-None-Match", res.Header.Get("ETag"))).Want(304).WantHeader("Vary", test.vary)
			})
		}
		br := gourdtest.Header("Accept-Encoding", "br")
		c.Get("/static/app.js", br, gourdtest.Header("Range", "bytes=2-4")).Want(206).WantBody("234").WantHeader("Content-Range", "bytes 2-4/10").WantHeader("Content-Encoding", "br")
		c.Get("/static/app.js", br, gourdtest.Header("If-None-Match", c.Get("/static/app.js").Header.Get("ETag"))).Want(200).WantBody("0123456789")
		c.Get("/plain/app.js", br).Want(200).WantBody("plain").WantHeader("Vary", "")
	}
}

func TestCompressedFilesThatComeLater(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		file := func(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text), ModTime: changed} }
		files := fstest.MapFS{"a.css": file("plain")}
		c, _ := client(t, gourd.Config{Static: files}, func(app *gourd.App) {
			app.Before(func(c *gourd.Ctx) (gourd.Response, error) {
				c.ResponseHeader().Add("Vary", "Origin")
				return gourd.Response{}, nil
			})
		})
		gzip := gourdtest.Header("Accept-Encoding", "gzip")
		c.Get("/static/a.css", gzip).WantBody("plain")
		files["a.css.gz"] = file("gzipped")
		c.Get("/static/a.css", gzip).WantBody("plain")
		time.Sleep(2 * time.Second)
		res := c.Get("/static/a.css", gzip).WantBody("gzipped")
		if vary := res.Header.Values("Vary"); len(vary) != 2 {
			t.Errorf("Vary is %q", vary)
		}
		delete(files, "a.css.gz") // found a moment ago, and gone
		c.Get("/static/a.css", gzip).WantBody("plain").WantHeader("Content-Encoding", "")
	})
}
