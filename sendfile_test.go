package gourd_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"mime"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/gourdtest"
	"github.com/gourd-go/gourd/internal/python"
)

// part is one part of a multipart/byteranges body.
type part struct{ rang, text string }

func TestSeveralRanges(t *testing.T) {
	folder := t.TempDir()
	digits := filepath.Join(folder, "digits.txt")
	if err := os.WriteFile(digits, []byte("0123456789"), 0o600); err != nil {
		t.Fatal(err)
	}
	many := func(n int) string {
		text := strings.Repeat("x", 2*n)
		_ = text
		var ranges []string
		for i := range n {
			ranges = append(ranges, fmt.Sprintf("%d-%d", 2*i, 2*i))
		}
		return "bytes=" + strings.Join(ranges, ",")
	}
	c, log := client(t, gourd.Config{}, func(app *gourd.App) {
		app.Get("/file", func(c *gourd.Ctx) (gourd.Response, error) { return c.SendFile(digits), nil })
		app.Get("/reader", func(c *gourd.Ctx) (gourd.Response, error) {
			return c.SendReader(strings.NewReader("0123456789"), gourd.FileOptions{Name: "digits.txt"}), nil
		})
		app.Get("/long", func(c *gourd.Ctx) (gourd.Response, error) {
			return c.SendReader(strings.NewReader(strings.Repeat("x", 1000)), gourd.FileOptions{Name: "x.txt"}), nil
		})
		app.Get("/text", func(c *gourd.Ctx) (gourd.Response, error) {
			r := gourd.Text("0123456789")
			r.AllowRanges()
			err := r.Conditional(c)
			return r, err
		})
	})
	tests := []struct {
		rang  string
		parts []part
	}{
		{"bytes=0-1,4-5", []part{{"bytes 0-1/10", "01"}, {"bytes 4-5/10", "45"}}},
		{"bytes=0-0, 2-2 ,-1", []part{{"bytes 0-0/10", "0"}, {"bytes 2-2/10", "2"}, {"bytes 9-9/10", "9"}}},
		{"bytes=0-4,5-", []part{{"bytes 0-4/10", "01234"}, {"bytes 5-9/10", "56789"}}},
		{"bytes=0-1,4-5,20-30", []part{{"bytes 0-1/10", "01"}, {"bytes 4-5/10", "45"}}},
	}
	for _, path := range []string{"/file", "/reader", "/text"} {
		for _, test := range tests {
			t.Run(path+" "+test.rang, func(t *testing.T) {
				res := c.Get(path, gourdtest.Header("Range", test.rang)).Want(206).WantHeader("Content-Range", "")
				if got := byteranges(t, res, "text/plain; charset=utf-8"); fmt.Sprint(got) != fmt.Sprint(test.parts) {
					t.Errorf("the parts are %q, want %q", got, test.parts)
				}
				head := c.Head(path, gourdtest.Header("Range", test.rang)).Want(206).WantBody("")
				if head.Header.Get("Content-Length") != res.Header.Get("Content-Length") {
					t.Errorf("HEAD has Content-Length %s, GET %s", head.Header.Get("Content-Length"), res.Header.Get("Content-Length"))
				}
			})
		}
		c.Get(path, gourdtest.Header("Range", "bytes=0-1,20-30")).Want(206).WantHeader("Content-Range", "bytes 0-1/10").WantBody("01")
		for _, refused := range []string{"bytes=20-30,40-50", "bytes=0-5,-6", "bytes=0-5,5-6", "bytes=4-5,0-1", "bytes=0-,0-", "bytes=0-1,,4-5"} {
			c.Get(path, gourdtest.Header("Range", refused)).Want(416).WantHeader("Content-Range", "bytes */10")
		}
	}
	c.Get("/long", gourdtest.Header("Range", many(64))).Want(206)
	c.Get("/long", gourdtest.Header("Range", many(65))).Want(416)
	if log.String() != "" {
		t.Errorf("the log says %s", log)
	}
}

// byteranges reads a multipart/byteranges body.
func byteranges(t *testing.T, res *gourdtest.Response, contentType string) (parts []part) {
	t.Helper()
	mediaType, params, err := mime.ParseMediaType(res.Header.Get("Content-Type"))
	if err != nil || mediaType != "multipart/byteranges" {
		t.Fatalf("the Content-Type is %q: %v", res.Header.Get("Content-Type"), err)
	}
	if length := res.Header.Get("Content-Length"); length != fmt.Sprint(len(res.Body)) {
		t.Errorf("the Content-Length is %s, and %d bytes came", length, len(res.Body))
	}
	for r := multipart.NewReader(bytes.NewReader(res.Body), params["boundary"]); ; {
		p, err := r.NextPart()
		if err == io.EOF {
			return parts
		}
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(p)
		if err != nil {
			t.Fatal(err)
		}
		if got := p.Header.Get("Content-Type"); got != contentType {
			t.Errorf("a part has the Content-Type %q", got)
		}
		parts = append(parts, part{p.Header.Get("Content-Range"), string(text)})
	}
}

// counted are files that count how many of them are open.
type counted struct {
	fs.FS
	open *int
}

type countedFile struct {
	fs.File
	io.Seeker
	open *int
}

func (f countedFile) Close() error { *f.open--; return f.File.Close() }

func (c counted) Open(name string) (fs.File, error) {
	f, err := c.FS.Open(name)
	if err != nil {
		return nil, err
	}
	*c.open++
	seeker, _ := f.(io.Seeker)
	return countedFile{f, seeker, c.open}, nil
}

func TestEveryFileIsClosed(t *testing.T) {
	large := strings.Repeat("0123456789", 10_000)
	files := fstest.MapFS{
		"a.txt": {Data: []byte("0123456789"), ModTime: changed}, "b.txt": {Data: []byte(large), ModTime: changed}, "empty.txt": {ModTime: changed},
		"b.txt.gz": {Data: []byte("packed"), ModTime: changed}, "hashed.txt": {Data: []byte("x")},
	}
	open := 0
	c, _ := client(t, gourd.Config{Static: counted{files, &open}}, func(app *gourd.App) {
		view := func(rule string, view func(*gourd.Ctx) (gourd.Response, error)) { app.Route(rule, view, "GET", "POST") }
		send := func(c *gourd.Ctx, o ...gourd.FileOptions) gourd.Response {
			return c.SendFileFS(counted{files, &open}, "a.txt", o...)
		}
		view("/sent", func(c *gourd.Ctx) (gourd.Response, error) { return send(c), nil })
		view("/two", func(c *gourd.Ctx) (gourd.Response, error) {
			return send(c, gourd.FileOptions{}, gourd.FileOptions{}), nil
		})
		view("/hashed", func(c *gourd.Ctx) (gourd.Response, error) {
			return c.SendFileFS(counted{files, &open}, "hashed.txt"), nil
		})
		view("/header", func(c *gourd.Ctx) (gourd.Response, error) { return send(c).WithHeader("X", "a\nb"), nil })
		view("/reader", func(c *gourd.Ctx) (gourd.Response, error) {
			f, err := counted{files, &open}.Open("a.txt")
			return c.SendReader(f.(io.ReadSeeker), gourd.FileOptions{MediaType: "text/x", ETag: "x"}), err
		})
		view("/unnamed", func(c *gourd.Ctx) (gourd.Response, error) {
			f, err := counted{files, &open}.Open("a.txt")
			return c.SendReader(f.(io.ReadSeeker)), err
		})
		view("/replaced", func(c *gourd.Ctx) (gourd.Response, error) { return send(c), nil })
		app.After(func(c *gourd.Ctx, r *gourd.Response) error {
			switch c.Path() {
			case "/replaced":
				r.SetBody([]byte("other"))
			case "/sent":
				if c.HasQuery("fail") {
					return errors.New("the hook fails")
				}
			}
			return nil
		})
	})
	for _, path := range []string{"/static/a.txt", "/static/b.txt", "/static/empty.txt", "/static/hashed.txt", "/static/", "/static/nobody", "/sent", "/sent?fail=1", "/two", "/hashed", "/header", "/reader", "/unnamed", "/replaced"} {
		for _, method := range []string{"GET", "HEAD", "POST"} {
			for _, header := range [][2]string{{"Range", "bytes=1-2"}, {"Range", "bytes=1-2,4-5"}, {"Range", "bytes=x"}, {"If-Modified-Since", changed.Format(http.TimeFormat)}, {"If-Match", `"x"`}, {"Accept-Encoding", "gzip"}} {
				c.Do(method, path, gourdtest.Header(header[0], header[1]))
				if open != 0 {
					t.Fatalf("%s %s with %v leaves %d files open", method, path, header, open)
				}
			}
		}
	}
}

func TestFilesThatAreMissing(t *testing.T) {
	folder := t.TempDir()
	pipe := filepath.Join(folder, "pipe")
	if err := makePipe(pipe); err != nil {
		t.Skipf("no named pipes here: %v", err)
	}
	c, log := client(t, gourd.Config{Debug: true, Static: os.DirFS(folder)}, func(app *gourd.App) {
		app.Get("/file", func(c *gourd.Ctx) (gourd.Response, error) {
			return c.SendFile(filepath.Join(folder, c.Query("name"))), nil
		})
		app.Get("/below", func(c *gourd.Ctx) (gourd.Response, error) {
			return c.SendFromDirectory(filepath.Join(folder, c.Query("in")), c.Query("name")), nil
		})
		app.Get("/nil", func(c *gourd.Ctx) (gourd.Response, error) { return c.SendReader((*os.File)(nil)), nil })
	})
	for _, path := range []string{"/static/pipe", "/file?name=pipe", "/file?name=", "/file?name=none", "/below?name=pipe", "/below?name=x&in=none"} {
		if body := string(c.Get(path).Want(404).Body); !strings.Contains(body, "pipe") && !strings.Contains(body, "none") && !strings.Contains(body, "no file") {
			t.Errorf("%s does not say why in debug mode: %s", path, body)
		}
	}
	if log.String() != "" {
		t.Errorf("the log says %s", log)
	}
	c.Get("/nil").Want(500)
}

func TestXSendfile(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "a.txt")
	if err := os.WriteFile(path, []byte("0123456789"), 0o600); err != nil {
		t.Fatal(err)
	}
	c, _ := client(t, gourd.Config{UseXSendfile: true, Static: os.DirFS(folder)}, func(app *gourd.App) {
		app.Get("/file", func(c *gourd.Ctx) (gourd.Response, error) { return c.SendFile(path), nil })
		app.Get("/below", func(c *gourd.Ctx) (gourd.Response, error) { return c.SendFromDirectory(folder, "a.txt"), nil })
		app.Get("/embedded", func(c *gourd.Ctx) (gourd.Response, error) {
			return c.SendFileFS(embedded, "testdata/static/hello.txt"), nil
		})
		app.Get("/gone", func(c *gourd.Ctx) (gourd.Response, error) { return c.SendFile(path).WithStatus(410), nil })
	})
	for _, target := range []string{"/static/a.txt", "/file", "/below"} {
		res := c.Get(target).Want(200).WantBody("").WantHeader("X-Sendfile", path).WantHeader("Content-Type", "text/plain; charset=utf-8")
		c.Get(target, gourdtest.Header("Range", "bytes=1-2")).Want(200).WantHeader("X-Sendfile", path)
		c.Get(target, gourdtest.Header("If-None-Match", res.Header.Get("ETag"))).Want(304).WantHeader("X-Sendfile", "")
	}
	c.Get("/gone").Want(410).WantHeader("X-Sendfile", path)
	c.Get("/embedded").Want(200).WantBody("hello\n").WantHeader("X-Sendfile", "")
}

func TestARangeErrorIsAnError(t *testing.T) {
	c, _ := client(t, gourd.Config{Static: files()}, func(app *gourd.App) {
		app.Before(func(c *gourd.Ctx) (gourd.Response, error) {
			c.SetCookie(&http.Cookie{Name: "seen", Value: "1"})
			return gourd.Response{}, nil
		})
		app.OnStatus(416, func(c *gourd.Ctx, err error) (string, error) { return "no such range", nil })
	})
	res := c.Get("/static/digits.txt", gourdtest.Header("Range", "bytes=20-")).Want(416).WantBody("no such range")
	res.WantHeader("ETag", "").WantHeader("Content-Disposition", "").WantHeader("Set-Cookie", "seen=1; Path=/").WantHeader("Cache-Control", "")
}

func TestConditionalAnswersOfHooks(t *testing.T) {
	c, _ := client(t, gourd.Config{}, func(app *gourd.App) {
		app.Get("/text", returns("hello"))
		app.Get("/json", returns(map[string]int{"a": 1}))
		app.Get("/made", func(c *gourd.Ctx) (gourd.Response, error) {
			r := gourd.JSON(map[string]int{"a": 1})
			r.AddETag()
			r.AllowRanges()
			err := r.Conditional(c)
			return r.WithHeader("Content-Language", "en").WithHeader("Expires", "0").WithHeader("Content-Location", "/x"), err
		})
		app.Get("/own", func(*gourd.Ctx) (gourd.Response, error) { return gourd.Text("x").WithHeader("ETag", `W/"own"`), nil })
		app.Get("/stream", func(*gourd.Ctx) (gourd.Response, error) {
			return gourd.Reader("text/x", strings.NewReader("x"), 1), nil
		})
		app.Get("/wrong", func(*gourd.Ctx) (string, error) { return "", gourd.Error(404, "") })
		app.After(func(c *gourd.Ctx, r *gourd.Response) error {
			r.AddETag()
			return r.Conditional(c)
		})
	})
	for path, tag := range map[string]string{"/text": `"aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d"`, "/json": "", "/made": "", "/own": `W/"own"`} {
		res := c.Get(path).Want(200)
		got := res.Header.Get("ETag")
		if got == "" || tag != "" && got != tag {
			t.Errorf("%s has the ETag %s", path, got)
		}
		c.Get(path, gourdtest.Header("If-None-Match", got)).Want(304).WantBody("").WantHeader("ETag", got).WantHeader("Content-Type", "").WantHeader("Content-Language", "").
			WantHeader("Expires", res.Header.Get("Expires")).WantHeader("Content-Location", res.Header.Get("Content-Location"))
		c.Get(path, gourdtest.Header("If-Match", `"x"`)).Want(412).WantBody(string(res.Body))
		c.Post(path, gourdtest.Header("If-None-Match", got)).Want(405)
	}
	c.Get("/made", gourdtest.Header("Range", "bytes=1-3")).Want(206).WantBody(`"a"`).WantHeader("Content-Range", "bytes 1-3/8")
	c.Get("/made", gourdtest.Header("Range", "bytes=9-")).Want(416)
	c.Get("/stream", gourdtest.Header("If-None-Match", `*`)).Want(200).WantBody("x").WantHeader("ETag", "")
	c.Get("/wrong", gourdtest.Header("If-None-Match", `*`)).Want(404)
}

func TestFilesExpire(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, _ := client(t, gourd.Config{Static: files()}, func(app *gourd.App) {
			app.Static("/day", files(), gourd.StaticOptions{MaxAge: 24 * time.Hour}).Name("day")
			app.Static("/each", files(), gourd.StaticOptions{MaxAgeOf: func(name string) time.Duration {
				if strings.HasSuffix(name, ".css") {
					return time.Minute
				}
				return -1
			}}).Name("each")
		})
		at := func(d time.Duration) string { return time.Now().Add(d).UTC().Format(http.TimeFormat) }
		c.Get("/static/digits.txt").WantHeader("Cache-Control", "no-cache").WantHeader("Expires", "")
		c.Get("/day/digits.txt").WantHeader("Cache-Control", "public, max-age=86400").WantHeader("Expires", at(24*time.Hour))
		c.Get("/each/style.css").WantHeader("Cache-Control", "public, max-age=60").WantHeader("Expires", at(time.Minute))
		c.Get("/each/digits.txt").WantHeader("Cache-Control", "no-cache").WantHeader("Expires", "")
	})
}

func TestStaticOfBlueprints(t *testing.T) {
	c, _ := client(t, gourd.Config{Static: files()}, func(app *gourd.App) {
		admin := gourd.NewBlueprint("admin", "/admin")
		admin.Static("/static", files())
		admin.Static("/more", files()).Name("more")
		app.Register(admin)
		app.Get("/", func(c *gourd.Ctx) (string, error) {
			return c.URL("admin.static", "filename", "a b.css") + " " + c.URL("admin.more", "filename", "x") + " " + c.URL("static", "filename", "y"), nil
		})
	})
	c.Get("/").WantBody("/admin/static/a%20b.css /admin/more/x /static/y")
	c.Get("/admin/static/style.css").Want(200).WantBody("p{}")

	c, _ = client(t, gourd.Config{}, func(app *gourd.App) {
		app.Static("/static/", files())
		app.Get("/", func(c *gourd.Ctx) (string, error) { return c.URL("static", "filename", "y"), nil })
	})
	c.Get("/").WantBody("/static/y")
	c.Get("/static/style.css").Want(200)
}

func ExampleCtx_SendFile() {
	app := gourd.New("reports", gourd.Config{})
	app.Get("/reports/<int:year>", func(c *gourd.Ctx) (gourd.Response, error) {
		path := fmt.Sprintf("/srv/reports/%d.csv", c.Arg[int]("year"))
		return c.SendFile(path, gourd.FileOptions{Attachment: true, Name: "report.csv"}), nil
	})
	app.Get("/uploads/<path:name>", func(c *gourd.Ctx) (gourd.Response, error) {
		return c.SendFromDirectory("/srv/uploads", c.Arg[string]("name")), nil
	})
}

func ExampleResponse_Conditional() {
	app := gourd.New("shop", gourd.Config{})
	app.After(func(c *gourd.Ctx, r *gourd.Response) error {
		r.AddETag()
		return r.Conditional(c)
	})
}

func FuzzConditionalRequests(f *testing.F) {
	for _, headers := range conditionalCases {
		var fields [5]string
		for _, h := range headers {
			for i, name := range conditionalFields {
				if h[0] == name {
					fields[i] = h[1]
				}
			}
		}
		f.Add(fields[0], fields[1], fields[2], fields[3], fields[4])
	}
	for _, value := range rangeValues {
		f.Add("", "", "", value, "")
	}
	flask := python.Start(f, "answers.py")
	f.Fuzz(func(t *testing.T, a, b, c, d, e string) {
		test := fileCase{kind: "reader", text: "0123456789", options: gourd.FileOptions{MediaType: "text/plain", ETag: "a, b", LastModified: changed}, flask: map[string]any{"mimetype": "text/plain", "etag": "a, b", "last_modified": changed.Unix()}}
		for i, value := range [...]string{a, b, c, d, e} {
			if strings.ContainsFunc(value, func(r rune) bool { return r < ' ' || r > '~' }) {
				t.Skip("not a field's value")
			}
			if strings.Contains(conditionalFields[i], "ange") && strings.Contains(value, ",") {
				t.Skip("several ranges")
			}
			if value != "" {
				test.headers = append(test.headers, [2]string{conditionalFields[i], strings.TrimSpace(value)})
			}
		}
		compareFile(t, flask, "", &test)
	})
}

var conditionalFields = [...]string{"If-Modified-Since", "If-None-Match", "If-Match", "Range", "If-Range"}
