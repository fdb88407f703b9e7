package gourd_test

import (
	"io"
	"log/slog"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/gourd-go/gourd"
)

// quiet is an application that logs nothing.
func quiet(set func(app *gourd.App)) *gourd.App {
	app := gourd.New("quiet", gourd.Config{Logger: slog.New(slog.DiscardHandler)})
	set(app)
	return app
}

// FuzzQuery reads queries in both ways, which have to agree.
func FuzzQuery(f *testing.F) {
	for _, q := range queries {
		f.Add(q.raw)
	}
	var got url.Values
	app := quiet(func(app *gourd.App) {
		app.Get("/", func(c *gourd.Ctx) (gourd.NoContent, error) {
			got = c.Queries()
			for name, values := range got {
				if diff := cmp.Diff(values, c.QueryAll(name)); diff != "" {
					return gourd.NoContent{}, gourd.Error(500, name+diff)
				}
			}
			return gourd.NoContent{}, nil
		})
	})
	f.Fuzz(func(t *testing.T, query string) {
		r := httptest.NewRequest("GET", "/", nil)
		r.URL.RawQuery = query
		w := httptest.NewRecorder()
		app.ServeHTTP(w, r)
		if w.Code != 204 {
			t.Fatalf("the query %q answered %d: %s", query, w.Code, w.Body)
		}
		for name, values := range got {
			if all := name + strings.Join(values, ""); utf8.ValidString(query) && !utf8.ValidString(all) {
				t.Errorf("the query %q is read as %q, which is not UTF-8", query, all)
			}
		}
		if text := got.Encode(); utf8.ValidString(query) && !strings.Contains(query, "%") {
			if want, err := url.ParseQuery(text); err != nil || cmp.Diff(want, got) != "" {
				t.Errorf("%q does not come back: %v", text, err)
			}
		}
	})
}

// FuzzCookie reads one cookie beside another that is well-formed.
func FuzzCookie(f *testing.F) {
	for _, field := range []string{"a=1", `a="x;y"`, `a="\303\251"; b`, `{"x":1}`, `"`, `a="\`, "=;=", `a="x"y`} {
		f.Add(field)
	}
	app := quiet(func(app *gourd.App) {
		app.Get("/", func(c *gourd.Ctx) (string, error) { c.Cookie("a"); return c.Cookie("mine"), nil })
	})
	f.Fuzz(func(t *testing.T, field string) {
		r := httptest.NewRequest("GET", "/", nil)
		r.Header.Set("Cookie", "mine=1; "+field)
		w := httptest.NewRecorder()
		app.ServeHTTP(w, r)
		if w.Code != 200 || w.Body.String() != "1" {
			t.Fatalf("beside %q the cookie is read as %d %q", field, w.Code, w.Body)
		}
	})
}

// FuzzForm reads bodies that may be forms: the answer is never a 500.
func FuzzForm(f *testing.F) {
	f.Add("application/x-www-form-urlencoded", "a=1&b=%zz")
	f.Add("multipart/form-data; boundary=B", "--B\r\nContent-Disposition: form-data; name=\"a\"; filename=\"../x\"\r\n\r\n1\r\n--B--\r\n")
	f.Add("multipart/form-data; boundary=B", "--B\r\n\r\n--B--")
	f.Add("multipart/form-data", "x")
	f.Add("text/plain; =", "")
	app := quiet(func(app *gourd.App) {
		app.Config.MaxFormParts, app.Config.MaxContentLength = 10, 10_000
		app.Post("/", func(c *gourd.Ctx) (gourd.NoContent, error) {
			form, err := c.Form()
			if err != nil {
				return gourd.NoContent{}, err
			}
			for _, uploads := range form.Files {
				for _, u := range uploads {
					if strings.ContainsAny(u.Filename, `/\`) || u.Filename == ".." {
						return gourd.NoContent{}, gourd.Error(500, u.Filename)
					}
				}
			}
			return gourd.NoContent{}, nil
		})
	})
	f.Fuzz(func(t *testing.T, contentType, body string) {
		r := httptest.NewRequest("POST", "/", strings.NewReader(body))
		r.Header.Set("Content-Type", contentType)
		w := httptest.NewRecorder()
		app.ServeHTTP(w, r)
		switch w.Code {
		case 204, 400, 413, 415:
		default:
			t.Fatalf("a body of type %q, %q, answered %d: %s", contentType, body, w.Code, w.Body)
		}
	})
}

// FuzzEvent sends an event, whose data cannot become another field's.
func FuzzEvent(f *testing.F) {
	f.Add("a\r\nb", "1", "n", "c\nid: 2")
	f.Add("\r", "", "", "")
	f.Add("data: x\n\n", "é", "", "\n")
	var event gourd.Event
	app := quiet(func(app *gourd.App) {
		app.Get("/", func(*gourd.Ctx) (func(func(gourd.Event, error) bool), error) { return stream(event), nil })
	})
	f.Fuzz(func(t *testing.T, data, id, name, comment string) {
		if strings.ContainsAny(id+name, "\r\n\x00") {
			return // which is refused
		}
		event = gourd.Event{Data: data, ID: id, Name: name, Comment: comment}
		w := httptest.NewRecorder()
		app.ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
		text, _ := io.ReadAll(w.Body)
		if !strings.HasSuffix(string(text), "\n\n") || strings.Contains(string(text), "\r") || strings.Count(string(text), "\n\n") != 1 {
			t.Fatalf("the event %+v was sent as %q", event, text)
		}
		var lines []string
		for line := range strings.SplitSeq(strings.TrimSuffix(string(text), "\n\n"), "\n") {
			field, value, _ := strings.Cut(line, ":")
			value = strings.TrimPrefix(value, " ")
			switch field {
			case "data":
				lines = append(lines, value)
			case "id":
				if value != id {
					t.Errorf("the ID %q became %q", id, value)
				}
			case "event":
				if value != name {
					t.Errorf("the name %q became %q", name, value)
				}
			case "":
			default:
				t.Errorf("the event %+v has the line %q", event, line)
			}
		}
		want := strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(data)
		if got := strings.Join(lines, "\n"); got != want {
			t.Errorf("the data %q became %q", data, got)
		}
	})
}
