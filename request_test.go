package gourd_test

import (
	"errors"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/gourdtest"
	"github.com/gourd-go/gourd/rule"
)

// ask is the answer of a view that shows something of its request.
func ask[T any](t *testing.T, pattern string, show func(c *gourd.Ctx) T) *gourdtest.Client {
	t.Helper()
	c, _ := client(t, gourd.Config{}, func(app *gourd.App) {
		app.Route(pattern, func(c *gourd.Ctx) (string, error) { return fmt.Sprintf("%v", show(c)), nil }, "GET", "POST")
	})
	return c
}

func TestArguments(t *testing.T) {
	tests := []struct {
		rule, path string
		show       func(c *gourd.Ctx) any
		want       string
	}{
		{"/<x>", "/a%20b", func(c *gourd.Ctx) any { return c.Arg[string]("x") }, "a b"},
		{"/<string(length=2):x>", "/%C3%A9%C3%A9", func(c *gourd.Ctx) any { return c.Arg[string]("x") }, "éé"},
		{"/<int:x>", "/007", func(c *gourd.Ctx) any { return c.Arg[int]("x") }, "7"},
		{"/<int(signed=True):x>", "/-7", func(c *gourd.Ctx) any { return c.Arg[int64]("x") }, "-7"},
		{"/<int:x>", "/007", func(c *gourd.Ctx) any { return c.Arg[string]("x") }, "007"},
		{"/<int:x>", "/%D9%A3", func(c *gourd.Ctx) any { return c.Arg[int]("x") }, "3"},
		{"/<float:x>", "/1.50", func(c *gourd.Ctx) any { return c.Arg[float64]("x") }, "1.5"},
		{"/<path:x>", "/a/b//c%2Fd", func(c *gourd.Ctx) any { return c.Arg[string]("x") }, "a/b//c/d"},
		{"/<any(a,b):x>", "/b", func(c *gourd.Ctx) any { return c.Arg[string]("x") }, "b"},
		{"/<uuid:x>", "/0123ABCD-0123-4567-89ab-0123456789AB", func(c *gourd.Ctx) any { return c.Arg[rule.UUID]("x") }, "0123abcd-0123-4567-89ab-0123456789ab"},
		{"/<uuid:x>", "/0123ABCD-0123-4567-89ab-0123456789AB", func(c *gourd.Ctx) any { return c.Arg[string]("x") }, "0123abcd-0123-4567-89ab-0123456789ab"},
		{"/<int:a>/<b>", "/1/z", func(c *gourd.Ctx) any { return c.Args() }, "map[a:1 b:z]"},
		{"/", "/", func(c *gourd.Ctx) any { return c.Args() }, "map[]"},
		{"/<x>", "/%E9", func(c *gourd.Ctx) any { return c.Arg[string]("x") }, "\uFFFD"},
		{"/<x>", "/100%", func(c *gourd.Ctx) any { return c.Arg[string]("x") }, "100%"},
	}
	for _, test := range tests {
		t.Run(test.rule+" of "+test.path, func(t *testing.T) {
			ask(t, test.rule, test.show).Get(test.path).Want(200).WantBody(test.want)
		})
	}
}

func TestArgumentsOfAnotherTypeOrName(t *testing.T) {
	tests := []struct {
		name string
		show func(c *gourd.Ctx) any
		want []string
	}{
		{"a name that the rule does not have", func(c *gourd.Ctx) any { return c.Arg[int]("nr") }, []string{`c.Arg("nr") was called at`, "request_test.go:", "/<int:id>/<name>", "it has id, name"}},
		{"a number of text", func(c *gourd.Ctx) any { return c.Arg[int]("name") }, []string{`c.Arg[int]("name")`, "its value is x"}},
		{"a float of an int", func(c *gourd.Ctx) any { return c.Arg[float64]("id") }, []string{`c.Arg[float64]("id")`}},
		{"a UUID of an int", func(c *gourd.Ctx) any { return c.Arg[rule.UUID]("id") }, []string{`c.Arg[rule.UUID]("id")`}},
		{"int64 of text", func(c *gourd.Ctx) any { return c.Arg[int64]("name") }, []string{`c.Arg[int64]("name")`}},
		{"another type", func(c *gourd.Ctx) any { return c.Arg[time.Time]("id") }, []string{`c.Arg[time.Time]("id")`}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c, log := client(t, gourd.Config{}, func(app *gourd.App) {
				app.Get("/<int:id>/<name>", func(c *gourd.Ctx) (any, error) { return test.show(c), nil })
			})
			c.Get("/1/x").Want(500)
			for _, want := range test.want {
				if text := strings.ReplaceAll(log.String(), `\"`, `"`); !strings.Contains(text, want) {
					t.Errorf("the log says %s, want %q in it", text, want)
				}
			}
		})
	}
	t.Run("without a rule", func(t *testing.T) {
		c, log := client(t, gourd.Config{}, func(app *gourd.App) {
			app.Before(func(c *gourd.Ctx) (gourd.Response, error) { return gourd.Text(c.Arg[string]("x")), nil })
		})
		c.Get("/nowhere").Want(500)
		if !strings.Contains(log.String(), "no rule matched") {
			t.Errorf("the log says %s", log)
		}
	})
}

// plusList converts "a+b" to a slice.
type plusList struct{}

func (plusList) Parse(s string) (any, error) { return strings.Split(s, "+"), nil }

func (plusList) Format(v any) (string, error) { return strings.Join(v.([]string), "+"), nil }

func TestACustomConverter(t *testing.T) {
	c, _ := client(t, gourd.Config{}, func(app *gourd.App) {
		app.Converter("list", rule.Converter{New: func(rule.Args) (rule.Conversion, error) {
			return plusList{}, nil
		}})
		app.Get("/<list:names>", func(c *gourd.Ctx) ([]string, error) {
			c.SetHeader("X-URL", c.URL("show", "names", []string{"x", "y"}))
			return c.Arg[[]string]("names"), nil
		}).Name("show")
	})
	c.Get("/a+b").Want(200).WantBody(`["a","b"]`+"\n").WantHeader("X-URL", "/x+y")
}

// queries are hostile queries and what Werkzeug 3.1.8 reads in them.
var queries = []struct {
	raw  string
	want [][2]string
}{
	{"", nil},
	{"a=1&b=2", [][2]string{{"a", "1"}, {"b", "2"}}},
	{"a", [][2]string{{"a", ""}}},
	{"a=", [][2]string{{"a", ""}}},
	{"=x", [][2]string{{"", "x"}}},
	{"&&a=1&", [][2]string{{"a", "1"}}},
	{"a=1;b=2", [][2]string{{"a", "1;b=2"}}},
	{"a+b=c+d", [][2]string{{"a b", "c d"}}},
	{"a%2Bb=1", [][2]string{{"a+b", "1"}}},
	{"a=%zz", [][2]string{{"a", "%zz"}}},
	{"a=%", [][2]string{{"a", "%"}}},
	{"a=%2", [][2]string{{"a", "%2"}}},
	{"a=%E9", [][2]string{{"a", "%E9"}}},
	{"a=%C3%A9", [][2]string{{"a", "é"}}},
	{"a=%F0%9F%8D%89", [][2]string{{"a", "\U0001F349"}}},
	{"a=%00", [][2]string{{"a", "\x00"}}},
	{"a=b=c", [][2]string{{"a", "b=c"}}},
	{"%61=1", [][2]string{{"a", "1"}}},
	{"a=%e9x%C3%A9", [][2]string{{"a", "%E9xé"}}},
	{"a=1&a=2", [][2]string{{"a", "1"}, {"a", "2"}}},
	{"a[]=1", [][2]string{{"a[]", "1"}}},
	{"a=%E2%82", [][2]string{{"a", "%E2%82"}}},
	{"a=%ED%A0%80", [][2]string{{"a", "%ED%A0%80"}}},
	{"?a=1", [][2]string{{"?a", "1"}}},
	{"a=%26%3D", [][2]string{{"a", "&="}}},
}

func TestQueriesAsWerkzeugReadsThem(t *testing.T) {
	for _, test := range queries {
		t.Run(test.raw, func(t *testing.T) {
			want := url.Values{}
			for _, p := range test.want {
				want.Add(p[0], p[1])
			}
			var got url.Values
			c := ask(t, "/", func(c *gourd.Ctx) string {
				got = c.Queries()
				if c.QueryString() != test.raw {
					t.Errorf("the query is %q", c.QueryString())
				}
				for name, values := range want {
					if diff := cmp.Diff(values, c.QueryAll(name)); diff != "" || c.Query(name) != values[0] || !c.HasQuery(name) {
						t.Errorf("Query(%q) is %q, HasQuery %v, all (-want +got):\n%s", name, c.Query(name), c.HasQuery(name), diff)
					}
				}
				for _, name := range []string{"nobody", "a+b%2B"} {
					if c.HasQuery(name) || c.Query(name) != "" || c.QueryAll(name) != nil {
						t.Errorf("%q is in the query", name)
					}
				}
				return ""
			})
			c.Get("/?" + test.raw).Want(200)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestQueryNamesAreComparedDecoded(t *testing.T) {
	ask(t, "/", func(c *gourd.Ctx) string { return c.Query("a+b") + "|" + c.Query("a b") }).Get("/?a+b=1").WantBody("|1")
}

func TestQueryAs(t *testing.T) {
	const query = "/?n=12&neg=-3&f=1.5&b=true&on=on&d=90s&bad=x&big=300&empty="
	tests := []struct {
		name string
		show func(c *gourd.Ctx) any
		want string
	}{
		{"an int", func(c *gourd.Ctx) any { return c.QueryAs("n", 1) }, "12"},
		{"an int64", func(c *gourd.Ctx) any { return c.QueryAs("neg", int64(1)) }, "-3"},
		{"a float", func(c *gourd.Ctx) any { return c.QueryAs("f", 0.5) }, "1.5"},
		{"a bool", func(c *gourd.Ctx) any { return c.QueryAs("b", false) }, "true"},
		{"a check box", func(c *gourd.Ctx) any { return c.QueryAs("on", false) }, "true"},
		{"a duration", func(c *gourd.Ctx) any { return c.QueryAs("d", time.Second) }, "1m30s"},
		{"a string", func(c *gourd.Ctx) any { return c.QueryAs("n", "") }, "12"},
		{"an unsigned number", func(c *gourd.Ctx) any { return c.QueryAs("n", uint16(1)) }, "12"},
		{"what does not fit", func(c *gourd.Ctx) any { return c.QueryAs("big", uint8(7)) }, "7"},
		{"what is none", func(c *gourd.Ctx) any { return c.QueryAs("bad", 7) }, "7"},
		{"what is empty", func(c *gourd.Ctx) any { return c.QueryAs("empty", 7) }, "7"},
		{"what is not there", func(c *gourd.Ctx) any { return c.QueryAs("nobody", 7) }, "7"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) { ask(t, "/", test.show).Get(query).Want(200).WantBody(test.want) })
	}
}

func TestHeadersAndCookies(t *testing.T) {
	t.Run("headers", func(t *testing.T) {
		c := ask(t, "/", func(c *gourd.Ctx) string {
			return c.Header("x-a") + "|" + strings.Join(c.HeaderAll("X-A"), "+") + "|" + c.Header("X-B") + "|" + c.Header("Host")
		})
		c.Get("/", gourdtest.Header("X-A", "1"), gourdtest.Header("X-A", "2")).WantBody("1|1+2||localhost")
	})
	// What Werkzeug 3.1.8 reads in these fields.
	tests := []struct{ field, name, want string }{
		{"a=1; b=2", "b", "2"},
		{`a="x y"`, "a", "x y"},
		{`a="\303\251"`, "a", "é"},
		{`a=1; bad; {"x":1}=y; b=2`, "b", "2"},
		{`a="x;y"; b=2`, "a", "x;y"},
		{`a="x;y"; b=2`, "b", "2"},
		{"a = 1 ; b=2", "a", "1"},
		{"a=", "a", ""},
		{"=x; a=1", "a", "1"},
		{"=x; a=1", "", ""},
		{`a="\"q\""`, "a", `"q"`},
		{"a=1; a=2", "a", "1"},
		{`a="x`, "a", `"x`},
		{"a=x=y", "a", "x=y"},
		{`a="\054"; b="z`, "a", ","},
		{`a="\054"; b="z`, "b", `"z`},
		{`a="x"y; b=1`, "a", `"x"y`},
		{`a="\`, "a", `"\`},
		{`a="\377"`, "a", "\uFFFD"},
		{"ab=1", "a", ""},
	}
	for _, test := range tests {
		t.Run("the cookie "+test.name+" of "+test.field, func(t *testing.T) {
			ask(t, "/", func(c *gourd.Ctx) string { return c.Cookie(test.name) }).
				Get("/", gourdtest.Header("Cookie", test.field)).WantBody(test.want)
		})
	}
}

func TestCookiesThatAreSet(t *testing.T) {
	c, _ := client(t, gourd.Config{}, func(app *gourd.App) {
		app.Get("/set", func(c *gourd.Ctx) (string, error) {
			cookie := &http.Cookie{Name: "a", Value: "1 2", HttpOnly: true, SameSite: http.SameSiteLaxMode}
			c.SetCookie(cookie)
			c.SetCookie(&http.Cookie{Name: "b", Value: "x", Path: "/set"})
			return "path " + cookie.Path, nil
		})
		app.Get("/delete", func(c *gourd.Ctx) (string, error) { c.DeleteCookie("a"); return "", nil })
		app.Get("/bad", func(c *gourd.Ctx) (string, error) { c.SetCookie(&http.Cookie{Name: "a b"}); return "", nil })
		app.Get("/", func(c *gourd.Ctx) (string, error) { return c.Cookie("a"), nil })
	})
	res := c.Get("/set").WantBody("path ") // the caller's cookie is not changed
	if diff := cmp.Diff([]string{`a="1 2"; HttpOnly; Path=/; SameSite=Lax`, "b=x; Path=/set"}, res.Header.Values("Set-Cookie")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	c.Get("/").WantBody("1 2")
	c.Get("/delete").WantHeader("Set-Cookie", "a=; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Path=/")
	c.Get("/").WantBody("")
	c.Get("/bad").Want(500)
}

func TestPartsOfTheURL(t *testing.T) {
	show := func(c *gourd.Ctx) string {
		return strings.Join([]string{c.Method(), c.Path(), c.Host(), c.Scheme(), c.Root(), c.FullURL(), c.RemoteAddr(), fmt.Sprint(c.IsSecure())}, " ")
	}
	tests := []struct {
		target  string
		options []gourdtest.Option
		want    string
	}{
		{"/a", nil, "GET /a localhost http  http://localhost/a 127.0.0.1 false"},
		{"/a%2Fb?x=%C3%A9", nil, "GET /a/b localhost http  http://localhost/a%2Fb?x=%C3%A9 127.0.0.1 false"},
		{"/%E9", nil, "GET /\uFFFD localhost http  http://localhost/%E9 127.0.0.1 false"},
		{"/a", []gourdtest.Option{gourdtest.HTTPS()}, "GET /a localhost https  https://localhost/a 127.0.0.1 true"},
		{"/a", []gourdtest.Option{gourdtest.Host("a.test:80")}, "GET /a a.test http  http://a.test/a 127.0.0.1 false"},
		{"/a", []gourdtest.Option{gourdtest.Host("a.test:8080")}, "GET /a a.test:8080 http  http://a.test:8080/a 127.0.0.1 false"},
		{"/a", []gourdtest.Option{gourdtest.Host("a.test:443"), gourdtest.HTTPS()}, "GET /a a.test https  https://a.test/a 127.0.0.1 true"},
		{"/a", []gourdtest.Option{gourdtest.Host("[::1]:80")}, "GET /a [::1] http  http://[::1]/a 127.0.0.1 false"},
		{"/a", []gourdtest.Option{gourdtest.Remote("[2001:db8::1]:5")}, "GET /a localhost http  http://localhost/a 2001:db8::1 false"},
		{"/a", []gourdtest.Option{gourdtest.Remote("@")}, "GET /a localhost http  http://localhost/a  false"},
	}
	for _, test := range tests {
		t.Run(test.target, func(t *testing.T) {
			ask(t, "/<path:x>", show).Get(test.target, test.options...).Want(200).WantBody(test.want)
		})
	}
}

func TestRedirects(t *testing.T) {
	tests := []struct {
		to     string
		status []int
		want   string
	}{
		{"/é?a=b c", nil, "/%C3%A9?a=b%20c"},
		{"/a?b=%20", []int{303}, "/a?b=%20"},
		{"https://a.test/x", []int{301}, "https://a.test/x"},
		{"/a\r\nX-Evil: 1", []int{307}, "/a%0D%0AX-Evil:%201"},
		{`/"<script>`, []int{308}, "/%22%3Cscript%3E"},
	}
	for _, test := range tests {
		t.Run(test.to, func(t *testing.T) {
			c, _ := client(t, gourd.Config{}, func(app *gourd.App) {
				app.Get("/", func(c *gourd.Ctx) (gourd.Response, error) { return c.Redirect(test.to, test.status...), nil })
			})
			status := 302
			if len(test.status) > 0 {
				status = test.status[0]
			}
			c.Get("/").Want(status).WantHeader("Location", test.want).WantText(`<a href="` + html.EscapeString(test.to) + `">`)
		})
	}
	c, log := client(t, gourd.Config{}, func(app *gourd.App) {
		app.Get("/", func(c *gourd.Ctx) (gourd.Response, error) { return c.Redirect("/", 200), nil })
	})
	c.Get("/").Want(500)
	if !strings.Contains(log.String(), "status 200, want 301") {
		t.Errorf("the log says %s", log)
	}
}

func TestG(t *testing.T) {
	c, _ := client(t, gourd.Config{}, func(app *gourd.App) {
		app.Before(func(c *gourd.Ctx) (gourd.Response, error) { c.G().Set("n", 1); return gourd.Response{}, nil })
		app.Get("/", func(c *gourd.Ctx) (string, error) {
			n, ok := c.G().Get[int]("n")
			_, asText := c.G().Get[string]("n")
			c.G().Del("n")
			_, deleted := c.G().Get[int]("n")
			return fmt.Sprint(n, ok, asText, deleted, c.G().Value("n")), nil
		})
	})
	c.Get("/").WantBody("1 true false false <nil>")
	c.Get("/").WantBody("1 true false false <nil>")
}

func TestAnErrorsMessageAndReason(t *testing.T) {
	reason := errors.New("the reason")
	err := gourd.Errorf(409, "taken: %w", reason)
	if err.Error() != "409 Conflict: taken: the reason (the reason)" || !errors.Is(err, reason) {
		t.Errorf("got %v", err)
	}
	if errors.Is(gourd.Error(404, "x"), io.EOF) {
		t.Error("an error without a reason is io.EOF")
	}
}
