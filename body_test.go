package gourd_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"mime/multipart"
	"net/textproto"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/gourdtest"
)

// unsized hides how long a body is.
func unsized(body string) io.Reader { return struct{ io.Reader }{strings.NewReader(body)} }

func TestBodies(t *testing.T) {
	all := func(r io.Reader) string {
		b, err := io.ReadAll(r)
		if err != nil {
			return err.Error()
		}
		return string(b)
	}
	body := func(c *gourd.Ctx) string {
		b, err := c.Body()
		if err != nil {
			return err.Error()
		}
		return string(b)
	}
	tests := []struct {
		name string
		show func(c *gourd.Ctx) string
		want string
	}{
		{"Body", body, "abc"},
		{"Body twice", func(c *gourd.Ctx) string { return body(c) + body(c) }, "abcabc"},
		{"BodyReader", func(c *gourd.Ctx) string { return all(c.BodyReader()) }, "abc"},
		{"Body and then BodyReader", func(c *gourd.Ctx) string { return body(c) + all(c.BodyReader()) }, "abcabc"},
		{"BodyReader and then Body", func(c *gourd.Ctx) string { return all(c.BodyReader()) + " " + body(c) }, "abc gourd: the body was read through BodyReader already"},
		{"BodyReader in parts", func(c *gourd.Ctx) string {
			var p [2]byte
			_, _ = io.ReadFull(c.BodyReader(), p[:])
			return string(p[:]) + "," + all(c.BodyReader())
		}, "ab,c"},
	}
	for _, test := range tests {
		for length, content := range map[string]func() io.Reader{
			"sized":   func() io.Reader { return strings.NewReader("abc") },
			"unsized": func() io.Reader { return unsized("abc") },
		} {
			t.Run(test.name+", "+length, func(t *testing.T) {
				ask(t, "/", test.show).Post("/", gourdtest.Body("text/plain", content())).Want(200).WantBody(test.want)
			})
		}
	}
	t.Run("a large one", func(t *testing.T) {
		large := strings.Repeat("0123456789", 100_000)
		ask(t, "/", body).Post("/", gourdtest.Body("text/plain", unsized(large))).Want(200).WantBody(large)
	})
	t.Run("none", func(t *testing.T) { ask(t, "/", body).Get("/").Want(200).WantBody("") })
}

func TestTheLengthOfABodyIsLimited(t *testing.T) {
	view := func(c *gourd.Ctx) (int, error) {
		b, err := c.Body()
		return len(b), err
	}
	stream := func(c *gourd.Ctx) (int64, error) { return io.Copy(io.Discard, struct{ io.Reader }{c.BodyReader()}) }
	set := func(app *gourd.App) {
		app.Before(func(c *gourd.Ctx) (gourd.Response, error) {
			if c.Query("max") != "" {
				c.MaxBody(c.QueryAs("max", int64(0)))
			}
			return gourd.Response{}, nil
		})
		app.Post("/", view)
		app.Post("/stream", stream)
		app.Post("/small", view).MaxBody(5)
		app.Post("/any", view).MaxBody(-1)
	}
	tests := []struct {
		path string
		size int
		want int // the status
	}{
		{"/", 10, 200},
		{"/", 11, 413},
		{"/stream", 10, 200},
		{"/stream", 11, 413},
		{"/small", 5, 200},
		{"/small", 6, 413},
		{"/any", 100_000, 200},
		{"/?max=20", 20, 200},
		{"/?max=20", 21, 413},
		{"/?max=0", 0, 200},
		{"/?max=0", 1, 413},
		{"/small?max=-1", 1000, 200},
	}
	for _, test := range tests {
		for length, content := range map[string]func(s string) io.Reader{
			"declared": func(s string) io.Reader { return strings.NewReader(s) }, "not declared": unsized,
		} {
			t.Run(fmt.Sprintf("%d bytes to %s, %s", test.size, test.path, length), func(t *testing.T) {
				c, _ := client(t, gourd.Config{MaxContentLength: 10}, set)
				res := c.Post(test.path, gourdtest.Body("text/plain", content(strings.Repeat("x", test.size)))).Want(test.want)
				if test.want == 200 {
					res.WantBody(fmt.Sprintln(test.size))
				}
			})
		}
	}
}

func TestABodyThatIsDeclaredTooLongIsNotRead(t *testing.T) {
	c, _ := client(t, gourd.Config{MaxContentLength: 10}, func(app *gourd.App) {
		app.Post("/", func(c *gourd.Ctx) (int, error) { b, err := c.Body(); return len(b), err })
	})
	read := 0
	body := readerFunc(func(p []byte) (int, error) { read++; return 0, io.EOF })
	c.Post("/", gourdtest.Body("text/plain", body), gourdtest.Header("Content-Length", "11")).Want(413)
	if read != 0 {
		t.Errorf("it was read %d times", read)
	}
}

// readerFunc is a function as a reader.
type readerFunc func(p []byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

func TestJSONOfARequest(t *testing.T) {
	type item struct {
		Name  string   `json:"name"`
		Count int      `json:"count"`
		Tags  []string `json:"tags"`
	}
	tests := []struct {
		contentType, body string
		status            int
		want              item
	}{
		{"application/json", `{"name":"a","count":2,"tags":["x"]}`, 200, item{"a", 2, []string{"x"}}},
		{"application/json; charset=utf-8", `{"name":"é"}`, 200, item{Name: "é"}},
		{"application/vnd.api+json", `{"name":"a","more":1}`, 200, item{Name: "a"}},
		{"APPLICATION/JSON", ` {} `, 200, item{}},
		{"application/json", `{"Name":"a"}`, 200, item{}},
		{"text/json", `{}`, 415, item{}},
		{"", `{}`, 415, item{}},
		{"application/json", ``, 400, item{}},
		{"application/json", `{"name":`, 400, item{}},
		{"application/json", `{} {}`, 400, item{}},
		{"application/json", `{"count":"2"}`, 400, item{}},
		{"application/json", `{"count":2.5}`, 400, item{}},
		{"application/json", `{"name":"a","name":"b"}`, 400, item{}},
		{"application/json", "{\"name\":\"\xff\"}", 400, item{}},
		{"application/json", `[` + strings.Repeat(`[`, 20_000), 400, item{}},
	}
	for _, test := range tests {
		t.Run(test.contentType+" "+test.body[:min(30, len(test.body))], func(t *testing.T) {
			var got item
			c, _ := client(t, gourd.Config{}, func(app *gourd.App) {
				app.Post("/", func(c *gourd.Ctx) (_ gourd.NoContent, err error) {
					got, err = c.JSON[item]()
					c.SetStatus(200)
					return
				})
			})
			status := test.status
			if status == 200 {
				status = 204
			}
			c.Post("/", gourdtest.Body(test.contentType, strings.NewReader(test.body))).Want(status)
			if diff := cmp.Diff(test.want, got); test.status == 200 && diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// shown is what a view sees of a form.
type shown struct {
	Values url.Values          `json:"values"`
	Files  map[string][]string `json:"files"`
}

func showForm(c *gourd.Ctx) (shown, error) {
	form, err := c.Form()
	if err != nil {
		return shown{}, err
	}
	again, err := c.Form()
	if err != nil || again != form {
		return shown{}, fmt.Errorf("a second Form is %p, %v", again, err)
	}
	files := map[string][]string{}
	for field, uploads := range form.Files {
		for _, u := range uploads {
			text, err := u.Bytes()
			if err != nil {
				return shown{}, err
			}
			files[field] = append(files[field], fmt.Sprintf("%s %s %d %.20s", u.Filename, u.ContentType, u.Size, text))
		}
	}
	return shown{form.Values, files}, nil
}

// multipartBody is a form whose parts have that disposition and content.
func multipartBody(t *testing.T, parts ...[2]string) (contentType string, body io.Reader) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for _, p := range parts {
		out, err := w.CreatePart(textproto.MIMEHeader{"Content-Disposition": {"form-data; " + p[0]}})
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.WriteString(out, p[1])
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return w.FormDataContentType(), &b
}

func TestForms(t *testing.T) {
	multi := func(parts ...[2]string) gourdtest.Option { return gourdtest.Body(multipartBody(t, parts...)) }
	encoded := func(body string) gourdtest.Option {
		return gourdtest.Body("application/x-www-form-urlencoded", strings.NewReader(body))
	}
	file := func(content string) gourdtest.Option {
		return gourdtest.Files(gourdtest.File{Field: "f", Name: "a.txt", Type: "text/x", Content: []byte(content)})
	}
	tests := []struct {
		name string
		body gourdtest.Option
		want shown
	}{
		{"URL-encoded", encoded("a=1&b=x+y&a=%C3%A9&c"), shown{Values: url.Values{"a": {"1", "é"}, "b": {"x y"}, "c": {""}}}},
		{"an empty one", encoded(""), shown{}},
		{"multipart", multi([2]string{`name="a"`, "1\r\n2"}, [2]string{`name="a"`, "é"}), shown{Values: url.Values{"a": {"1\r\n2", "é"}}}},
		{"a file", file("content"), shown{Files: map[string][]string{"f": {"a.txt text/x 7 content"}}}},
		{"an empty file", file(""), shown{Files: map[string][]string{"f": {"a.txt text/x 0 "}}}},
		{"a large file", file(strings.Repeat("0123456789", 30_000)), shown{Files: map[string][]string{"f": {"a.txt text/x 300000 01234567890123456789"}}}},
		{"a file input that was left empty", multi([2]string{`name="f"; filename=""`, ""}, [2]string{`name="a"`, "1"}), shown{Values: url.Values{"a": {"1"}}}},
		{"a file with folders in its name", multi([2]string{`name="f"; filename="../../etc/passwd"`, "x"}), shown{Files: map[string][]string{"f": {"passwd  1 x"}}}},
		{"a file with folders of Windows", multi([2]string{`name="f"; filename="C:\\dir\\a.txt"`, "x"}), shown{Files: map[string][]string{"f": {"a.txt  1 x"}}}},
		{"a file whose name is none", multi([2]string{`name="f"; filename=".."`, "x"}), shown{Files: map[string][]string{"f": {"  1 x"}}}},
		{"a file's name that is not ASCII", multi([2]string{`name="f"; filename*=UTF-8''%C3%A9.txt`, "x"}), shown{Files: map[string][]string{"f": {"é.txt  1 x"}}}},
		{
			"fields and files", multi([2]string{`name="a"`, "1"}, [2]string{`name="f"; filename="b"`, "2"}, [2]string{`name="f"; filename="c"`, "3"}),
			shown{Values: url.Values{"a": {"1"}}, Files: map[string][]string{"f": {"b  1 2", "c  1 3"}}},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c, _ := client(t, gourd.Config{}, func(app *gourd.App) { app.Post("/", showForm) })
			got := c.Post("/", test.body).Want(200).JSON[shown]()
			if test.want.Values == nil {
				test.want.Values = url.Values{}
			}
			if test.want.Files == nil {
				test.want.Files = map[string][]string{}
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	t.Run("behind a hook that has read the body", func(t *testing.T) {
		c, _ := client(t, gourd.Config{}, func(app *gourd.App) {
			app.Before(func(c *gourd.Ctx) (gourd.Response, error) { _, err := c.Body(); return gourd.Response{}, err })
			app.Post("/", showForm)
		})
		c.Post("/", multi([2]string{`name="a"`, "1"})).Want(200).WantText(`"a":["1"]`)
	})
	t.Run("no body at all", func(t *testing.T) {
		c, _ := client(t, gourd.Config{}, func(app *gourd.App) { app.Get("/", showForm) })
		c.Get("/").Want(200).WantBody(`{"values":{},"files":{}}` + "\n")
	})
}

func TestFormsWithTooMuch(t *testing.T) {
	x := func(n int) string { return strings.Repeat("x", n) }
	tests := []struct {
		name   string
		parts  [][2]string
		status int
	}{
		{"fields as long as they may be", [][2]string{{`name="a"`, x(10)}, {`name="b"`, x(10)}}, 200},
		{"a field that is too long", [][2]string{{`name="a"`, x(21)}}, 413},
		{"fields that are longer together than one may be", [][2]string{{`name="a"`, x(20)}, {`name="b"`, x(20)}}, 200},
		{"a long file, which is no field", [][2]string{{`name="a"; filename="a"`, x(200)}}, 200},
		{"a body that is too long", [][2]string{{`name="a"; filename="a"`, x(100_000)}}, 413},
		{"as many parts as may be", [][2]string{{`name="a"`, ""}, {`name="a"`, ""}, {`name="a"`, ""}}, 200},
		{"too many parts", [][2]string{{`name="a"`, ""}, {`name="a"`, ""}, {`name="a"`, ""}, {`name="a"`, ""}}, 413},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			config := gourd.Config{MaxFormMemorySize: 20, MaxFormParts: 3, MaxContentLength: 80_000}
			c, _ := client(t, config, func(app *gourd.App) { app.Post("/", showForm) })
			contentType, body := multipartBody(t, test.parts...)
			c.Post("/", gourdtest.Body(contentType, body)).Want(test.status)
		})
	}
}

func TestUploads(t *testing.T) {
	for _, size := range []int{0, 100, 64 << 10, 64<<10 + 1, 1 << 20} {
		t.Run(fmt.Sprint(size), func(t *testing.T) {
			temp := t.TempDir()
			t.Setenv("TMPDIR", temp)
			content := []byte(strings.Repeat("gourd", size/5+1)[:size])
			saved := filepath.Join(t.TempDir(), "saved")
			var kept *gourd.Upload
			c, _ := client(t, gourd.Config{}, func(app *gourd.App) {
				app.Post("/", func(c *gourd.Ctx) (string, error) {
					form, err := c.Form()
					if err != nil {
						return "", err
					}
					kept = form.File("f")
					if form.File("nobody") != nil || form.Has("f") || len(form.All("f")) != 0 {
						t.Error("a file is a field, or the other way round")
					}
					entries, err := os.ReadDir(temp)
					if spooled := len(entries) > 0; err != nil || spooled != (size > 64<<10) {
						t.Errorf("spooled to disk: %v, %v", spooled, err)
					}
					for range 2 { // from its beginning each time
						if got, err := io.ReadAll(kept.Open()); err != nil || !bytes.Equal(got, content) {
							t.Errorf("read %d bytes, %v", len(got), err)
						}
					}
					part, err := kept.Open().Seek(-int64(min(size, 3)), io.SeekEnd)
					if err != nil || part != int64(max(0, size-3)) {
						t.Errorf("Seek returned %d, %v", part, err)
					}
					if err := kept.Save(saved); err != nil {
						return "", err
					}
					if err := kept.Save(saved); !errors.Is(err, fs.ErrExist) {
						t.Errorf("a file was written over: %v", err)
					}
					return "", nil
				})
			})
			c.Post("/", gourdtest.Files(gourdtest.File{Field: "f", Name: "a", Content: content})).Want(200)
			if got, err := os.ReadFile(saved); err != nil || !bytes.Equal(got, content) {
				t.Errorf("saved %d bytes, %v", len(got), err)
			}
			if entries, err := os.ReadDir(temp); err != nil || len(entries) != 0 {
				t.Errorf("%v is left behind, %v", entries, err)
			}
			if _, err := kept.Bytes(); (err != nil) != (size > 64<<10) {
				t.Errorf("behind the request's end the upload of %d bytes is read with %v", size, err)
			}
		})
	}
}

func TestAnUploadThatCannotBeKeptIs500(t *testing.T) {
	t.Setenv("TMPDIR", filepath.Join(t.TempDir(), "not there"))
	c, log := client(t, gourd.Config{}, func(app *gourd.App) { app.Post("/", showForm) })
	c.Post("/", gourdtest.Files(gourdtest.File{Field: "f", Name: "a", Content: make([]byte, 100_000)})).Want(500)
	if !strings.Contains(log.String(), "an upload cannot be kept") {
		t.Errorf("the log says %s", log)
	}
}
