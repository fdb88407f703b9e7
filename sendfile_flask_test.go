package gourd_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/gourdtest"
	"github.com/gourd-go/gourd/internal/python"
)

// flaskAnswer is a response of Flask's test client.
type flaskAnswer struct {
	Status  int               `json:"status"`
	Headers map[string]string `json:"headers"`
	Body    string            `json:"body"`
}

// fileCase is one call of send_file and its like, and the same in Go.
type fileCase struct {
	kind, name, text string
	method           string
	headers          [][2]string
	options          gourd.FileOptions
	flask            map[string]any // the options in Flask
	maxAge           time.Duration
}

var conditionalCases = [][][2]string{
	nil,
	{{"If-None-Match", "{etag}"}},
	{{"If-None-Match", "W/{etag}"}},
	{{"If-None-Match", `"x", {etag}`}},
	{{"If-None-Match", `"x"`}},
	{{"If-None-Match", `*`}},
	{{"If-None-Match", `W/*`}},
	{{"If-None-Match", `""`}},
	{{"If-None-Match", `x`}},
	{{"If-None-Match", `"x" , W/"y",{etag} `}},
	{{"If-None-Match", `"x`}},
	{{"If-None-Match", ``}},
	{{"If-None-Match", `,,`}},
	{{"If-Match", "{etag}"}},
	{{"If-Match", "W/{etag}"}},
	{{"If-Match", `"x"`}},
	{{"If-Match", `*`}},
	{{"If-Match", ``}},
	{{"If-Match", `"x"`}, {"If-None-Match", "{etag}"}},
	{{"If-Match", `{etag}`}, {"If-None-Match", "{etag}"}},
	{{"If-Match", `"x"`}, {"Range", "bytes=2-4"}},
	{{"If-Modified-Since", "Fri, 02 Jan 2026 03:04:05 GMT"}},
	{{"If-Modified-Since", "Fri, 02 Jan 2026 03:04:04 GMT"}},
	{{"If-Modified-Since", "Fri, 02 Jan 2026 05:04:05 +0200"}},
	{{"If-Modified-Since", "Friday, 02-Jan-26 03:04:05 GMT"}},
	{{"If-Modified-Since", "Fri Jan  2 03:04:05 2026"}},
	{{"If-Modified-Since", "Fri, 02 Jan 2026 03:04:05 GMT; length=10"}},
	{{"If-Modified-Since", "yesterday"}},
	{{"If-Modified-Since", "Fri, 02 Jan 2026 03:04:05 GMT"}, {"If-None-Match", `"x"`}},
	{{"If-Modified-Since", "Fri, 02 Jan 2026 03:04:04 GMT"}, {"If-None-Match", `{etag}`}},
	{{"If-Modified-Since", "Fri, 02 Jan 2026 03:04:05 GMT"}, {"If-Match", `"x"`}},
	{{"If-Unmodified-Since", "Fri, 02 Jan 2020 03:04:05 GMT"}},
	{{"Range", "bytes=2-4"}, {"If-Range", "{etag}"}},
	{{"Range", "bytes=2-4"}, {"If-Range", "W/{etag}"}},
	{{"Range", "bytes=2-4"}, {"If-Range", `"x"`}},
	{{"Range", "bytes=2-4"}, {"If-Range", ""}},
	{{"Range", "bytes=2-4"}, {"If-Range", `"x"`}, {"If-None-Match", "{etag}"}},
	{{"Range", "bytes=2-4"}, {"If-Range", "Fri, 02 Jan 2026 03:04:05 GMT"}},
	{{"Range", "bytes=2-4"}, {"If-Range", "Fri, 02 Jan 2026 03:04:04 GMT"}},
	{{"Range", "bytes=2-4"}, {"If-Range", "Fri, 02 Jan 2026 03:04:04 GMT"}, {"If-None-Match", "{etag}"}},
	{{"Range", "bytes=2-4"}, {"If-None-Match", "{etag}"}},
	{{"If-Range", `{etag}`}},
}

// ranges are the values of Range that are compared with Flask. It answers several
// ranges with a 416, which is tested elsewhere.
var rangeValues = []string{
	"bytes=2-4", "bytes=-3", "bytes=8-", "bytes=0-99", "bytes=0-", "bytes=9-9", "bytes=10-12", "bytes=10-", "bytes=-0",
	"bytes=-10", "bytes=-11", "bytes=--3", "bytes=5-3", "bytes=x", "bytes=", "bytes", "", "=", "items=0-1", "BYTES=2-4",
	" bytes = 2 - 4 ", "bytes=2-4-5", "bytes=+1-2", "bytes=1_0-", "bytes=٣-", "bytes=0-99999999999999999999999",
	"bytes=99999999999999999999999-", "bytes=-99999999999999999999999", "bytes=2-4,", "bytes=4-5,0-1", "bytes=0-5,2-8",
	"bytes=0-,2-3", "bytes=-2,0-1", "bytes=1--3", "bytes=2-4;x",
}

func fileCases() (cases []fileCase) {
	for _, headers := range conditionalCases {
		cases = append(cases, fileCase{kind: "directory", name: "digits.txt", headers: headers},
			fileCase{kind: "reader", text: "0123456789", headers: headers, options: gourd.FileOptions{MediaType: "text/plain", ETag: "own", LastModified: changed}, flask: map[string]any{"mimetype": "text/plain", "etag": "own", "last_modified": changed.Unix()}},
			fileCase{kind: "conditional", text: "0123456789", headers: headers}, fileCase{kind: "ranges", text: "0123456789", headers: headers},
			fileCase{kind: "directory", name: "digits.txt", headers: headers, method: "POST"}, fileCase{kind: "directory", name: "digits.txt", headers: headers, method: "HEAD"})
	}
	for _, value := range rangeValues {
		for _, method := range []string{"GET", "HEAD"} {
			cases = append(cases, fileCase{kind: "directory", name: "digits.txt", method: method, headers: [][2]string{{"Range", value}}})
		}
		cases = append(cases, fileCase{kind: "directory", name: "empty.txt", headers: [][2]string{{"Range", value}}},
			fileCase{kind: "ranges", text: "0123456789", headers: [][2]string{{"Range", value}}}, fileCase{kind: "conditional", text: "0123456789", headers: [][2]string{{"Range", value}}})
	}
	for _, name := range []string{
		"digits.txt", "empty.txt", "sp ace.txt", "é.txt", "LICENSE", ".hidden", "a/page.html", "a/../digits.txt", "./digits.txt", "digits.txt/",
		"a//page.html", "../digits.txt", "/etc/passwd", "nobody", "a", "", ".", "a/..", "page.html.gz", "a.tar.gz", "b.tgz", "c.svgz", "d.svg", "e.weird", "f.txt.xz",
		"g.json", "h.png", "i.gz", "j.br", "k.css.br", "l.bz2", "m.pdf", "quo\"te.txt", "back\\slash.txt", "日本.txt", "ﬁ½.txt", "semi;colon.txt", "per%cent.txt", "n.TXT", "..o.txt",
	} {
		cases = append(cases, fileCase{kind: "directory", name: name})
		cases = append(cases, fileCase{kind: "directory", name: name, options: gourd.FileOptions{Attachment: true}, flask: map[string]any{"as_attachment": true}})
		if name != "" {
			cases = append(cases, fileCase{kind: "reader", text: "x", options: gourd.FileOptions{Name: name}, flask: map[string]any{"download_name": name}})
		}
	}
	for _, maxAge := range []time.Duration{time.Hour, time.Second} {
		cases = append(cases, fileCase{kind: "file", name: "digits.txt", maxAge: maxAge},
			fileCase{kind: "file", name: "digits.txt", maxAge: maxAge, options: gourd.FileOptions{MaxAge: 5 * time.Second}, flask: map[string]any{"max_age": 5}})
	}
	options := func(o gourd.FileOptions, flask map[string]any, headers ...[2]string) {
		cases = append(cases, fileCase{kind: "file", name: "digits.txt", options: o, flask: flask, headers: headers})
	}
	options(gourd.FileOptions{MediaType: "text/x"}, map[string]any{"mimetype": "text/x"})
	options(gourd.FileOptions{MediaType: "application/xml"}, map[string]any{"mimetype": "application/xml"})
	options(gourd.FileOptions{MediaType: "application/x+xml"}, map[string]any{"mimetype": "application/x+xml"})
	options(gourd.FileOptions{MediaType: "image/x"}, map[string]any{"mimetype": "image/x"})
	options(gourd.FileOptions{Name: "other.html"}, map[string]any{"download_name": "other.html"})
	options(gourd.FileOptions{Name: "other.html", Attachment: true, MediaType: "a/b"}, map[string]any{"download_name": "other.html", "as_attachment": true, "mimetype": "a/b"})
	options(gourd.FileOptions{NoETag: true}, map[string]any{"etag": false})
	options(gourd.FileOptions{ETag: "mine"}, map[string]any{"etag": "mine"}, [2]string{"If-None-Match", `"mine"`})
	options(gourd.FileOptions{NoConditional: true}, map[string]any{"conditional": false}, [2]string{"If-None-Match", "{etag}"}, [2]string{"Range", "bytes=1-2"})
	options(gourd.FileOptions{LastModified: changed.Add(time.Hour)}, map[string]any{"last_modified": changed.Add(time.Hour).Unix()}, [2]string{"If-Modified-Since", "Fri, 02 Jan 2026 03:04:05 GMT"})
	cases = append(cases, fileCase{kind: "reader", text: "x"}, fileCase{kind: "reader", text: "x", options: gourd.FileOptions{MediaType: "a/b", Attachment: true}, flask: map[string]any{"mimetype": "a/b", "as_attachment": true}})
	return cases
}

// answer is the case's view.
func (f *fileCase) answer(c *gourd.Ctx, folder string) (gourd.Response, error) {
	switch f.kind {
	case "directory":
		return c.SendFromDirectory(folder, f.name, f.options), nil
	case "file":
		return c.SendFile(filepath.Join(folder, f.name), f.options), nil
	case "reader":
		return c.SendReader(strings.NewReader(f.text), f.options), nil
	}
	r := gourd.HTML(f.text)
	r.AddETag()
	if f.kind == "ranges" {
		r.AllowRanges()
	}
	err := r.Conditional(c)
	return r, err
}

func (f *fileCase) String() string {
	return fmt.Sprintf("%s %s %q %v %v", f.method, f.kind, f.name+f.text, f.flask, f.headers)
}

func TestFilesAreAnsweredAsByFlask(t *testing.T) {
	t.Parallel()
	flask := python.Start(t, "answers.py")
	folder := t.TempDir()
	for _, name := range []string{"page.html.gz", "a.tar.gz", "b.tgz", "c.svgz", "d.svg", "e.weird", "f.txt.xz", "g.json", "h.png", "i.gz", "j.br", "k.css.br", "l.bz2", "m.pdf", "quo\"te.txt", "back\\slash.txt", "日本.txt", "ﬁ½.txt", "semi;colon.txt", "per%cent.txt", "n.TXT", "..o.txt"} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(name), 0o600); err != nil {
			t.Skipf("files cannot have such names here: %v", err)
		}
	}
	if err := os.CopyFS(folder, files()); err != nil {
		t.Fatal(err)
	}
	err := filepath.Walk(folder, func(path string, _ os.FileInfo, err error) error {
		if err != nil {
			return err
		}
		return os.Chtimes(path, changed, changed)
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range fileCases() {
		t.Run(test.String(), func(t *testing.T) { compareFile(t, flask, folder, &test) })
	}
}

func compareFile(t *testing.T, flask *python.Oracle, folder string, test *fileCase) {
	c, _ := client(t, gourd.Config{SendFileMaxAge: test.maxAge}, func(app *gourd.App) {
		app.Route("/", func(c *gourd.Ctx) (gourd.Response, error) { return test.answer(c, folder) }, "GET", "POST")
	})
	if test.method == "" {
		test.method = "GET"
	}
	question := map[string]any{"ask": "answer", "kind": test.kind, "folder": folder, "name": test.name, "text": test.text, "method": test.method, "headers": test.headers, "options": test.flask}
	if test.maxAge != 0 {
		question["max_age"] = int(test.maxAge.Seconds())
	}
	want := flask.Ask[flaskAnswer](t, question)
	tag := c.Get("/").Header.Get("ETag")
	var options []gourdtest.Option
	for _, h := range test.headers {
		options = append(options, gourdtest.Header(h[0], strings.ReplaceAll(h[1], "{etag}", tag)))
	}
	got := c.Do(test.method, "/", options...)
	if got.Status != want.Status {
		t.Fatalf("status %d, in Flask %d", got.Status, want.Status)
	}
	for _, name := range []string{"Content-Type", "Content-Disposition", "Content-Encoding", "Content-Range", "Accept-Ranges", "Cache-Control", "Last-Modified", "Content-Length"} {
		theirs := want.Headers[strings.ToLower(name)]
		if name == "Content-Length" && want.Status >= 400 && want.Status != 412 {
			continue // of the error page
		}
		if ours := got.Header.Get(name); ours != theirs {
			t.Errorf("%s: %q, in Flask %q", name, ours, theirs)
		}
	}
	for _, name := range []string{"ETag", "Expires"} { // which differ in form or by the second
		if ours, theirs := got.Header.Get(name), want.Headers[strings.ToLower(name)]; (ours == "") != (theirs == "") {
			t.Errorf("%s: %q, in Flask %q", name, ours, theirs)
		}
	}
	if test.kind == "conditional" && got.Header.Get("ETag") != want.Headers["etag"] {
		t.Errorf("ETag %q, in Flask %q", got.Header.Get("ETag"), want.Headers["etag"])
	}
	if (want.Status < 400 || want.Status == 412) && string(got.Body) != want.Body {
		t.Errorf("the body is %q, in Flask %q", got.Body, want.Body)
	}
	if expires := got.Header.Get("Expires"); expires != "" {
		if at, err := http.ParseTime(expires); err != nil || time.Until(at) > 2*time.Hour {
			t.Errorf("Expires is %q", expires)
		}
	}
}
