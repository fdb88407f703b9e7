package gourd_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/gateway"
	"github.com/gourd-go/gourd/gourdtest"
)

func TestFieldsOfARequestAsTypedValues(t *testing.T) {
	const date = "Sun, 06 Nov 1994 08:49:37 GMT"
	then := time.Date(1994, 11, 6, 8, 49, 37, 0, time.UTC)
	tests := []struct {
		name, value string
		show        func(c *gourd.Ctx) any
		want        any
		none        any // without the field
	}{
		{"Accept", "text/html;q=0.5, application/json", func(c *gourd.Ctx) any { return c.Accept().Best("text/html", "application/json") }, "application/json", ""},
		{"Accept", "text/html", func(c *gourd.Ctx) any { return c.Accept().HTML() && c.Accept().Sent() && !c.Accept().JSON() }, true, false},
		{"Accept-Language", "de-AT, en;q=0.5", func(c *gourd.Ctx) any { return c.AcceptLanguage().Best("fr", "de") }, "de", ""},
		{"Accept-Encoding", "gzip;q=0, br", func(c *gourd.Ctx) any { return c.AcceptEncoding().Best("gzip", "br") }, "br", ""},
		{"Accept-Charset", "latin1", func(c *gourd.Ctx) any { return c.AcceptCharset().Best("utf-8", "ISO-8859-1") }, "ISO-8859-1", ""},
		{"Authorization", "Basic YW5uOng6eQ==", func(c *gourd.Ctx) any { a, ok := c.Authorization(); return fmt.Sprint(a.Username, a.Password, ok) }, "annx:ytrue", "false"},
		{"Authorization", "Bearer abc", func(c *gourd.Ctx) any { a, _ := c.Authorization(); return a.Scheme + a.Token }, "bearerabc", ""},
		{"Authorization", `Digest nonce="a b"`, func(c *gourd.Ctx) any { a, _ := c.Authorization(); return a.Params.Get("nonce") }, "a b", ""},
		{"Authorization", "Basic =", func(c *gourd.Ctx) any { _, ok := c.Authorization(); return ok }, true, false},
		{"Cache-Control", "max-age=0, no-store", func(c *gourd.Ctx) any { d, ok := c.CacheControl().MaxAge(); return fmt.Sprint(d, ok) }, "0s true", "0s false"},
		{"Pragma", "no-cache", func(c *gourd.Ctx) any { return c.Pragma().Has("No-Cache") }, true, false},
		{"If-Match", `"a"`, func(c *gourd.Ctx) any { return c.IfMatch().Has("a") }, true, false},
		{"If-None-Match", `W/"a"`, func(c *gourd.Ctx) any { return c.IfNoneMatch().HasWeak("a") }, true, false},
		{"If-Modified-Since", date, func(c *gourd.Ctx) any { return c.IfModifiedSince() }, then, time.Time{}},
		{"If-Unmodified-Since", date, func(c *gourd.Ctx) any { return c.IfUnmodifiedSince() }, then, time.Time{}},
		{"If-Range", date, func(c *gourd.Ctx) any { return c.IfRange().Date }, then, time.Time{}},
		{"Range", "bytes=1-2", func(c *gourd.Ctx) any { r, ok := c.Range(); return fmt.Sprint(r, ok) }, "bytes=1-2 true", "= false"},
		{"Date", date, func(c *gourd.Ctx) any { return c.Date() }, then, time.Time{}},
		{"Max-Forwards", "7", func(c *gourd.Ctx) any { n, ok := c.MaxForwards(); return fmt.Sprint(n, ok) }, "7 true", "0 false"},
		{"Max-Forwards", "x", func(c *gourd.Ctx) any { n, ok := c.MaxForwards(); return fmt.Sprint(n, ok) }, "0 false", "0 false"},
		{"Content-Type", "Text/Plain; charset=x", func(c *gourd.Ctx) any { return c.MediaType() + c.MediaTypeParams().Get("charset") }, "text/plainx", ""},
		{"Content-Type", "Text/Plain", func(c *gourd.Ctx) any { return c.ContentType() }, "Text/Plain", ""},
		{"Content-Encoding", "gzip", func(c *gourd.Ctx) any { return c.ContentEncoding() }, "gzip", ""},
		{"Referer", "/a", func(c *gourd.Ctx) any { return c.Referrer() }, "/a", ""},
		{"Origin", "https://a.test", func(c *gourd.Ctx) any { return c.Origin() }, "https://a.test", ""},
		{"Access-Control-Request-Method", "PUT", func(c *gourd.Ctx) any { return c.AccessControlRequestMethod() }, "PUT", ""},
		{"Access-Control-Request-Headers", "x-a, X-B", func(c *gourd.Ctx) any { return c.AccessControlRequestHeaders().Has("x-b") }, true, false},
		{"X-Nothing", "", func(c *gourd.Ctx) any { return c.ContentLength() }, int64(0), int64(0)},
	}
	for _, test := range tests {
		t.Run(test.name+" "+test.value, func(t *testing.T) {
			var got any
			c := ask(t, "/", func(c *gourd.Ctx) string { got = test.show(c); return "" })
			c.Get("/", gourdtest.Header(test.name, test.value)).Want(200)
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("with the field (-want +got):\n%s", diff)
			}
			c.Get("/").Want(200)
			if diff := cmp.Diff(test.none, got); diff != "" {
				t.Errorf("without the field (-want +got):\n%s", diff)
			}
		})
	}
}

func TestAListMayStandInSeveralLines(t *testing.T) {
	ask(t, "/", func(c *gourd.Ctx) string { return c.Accept().String() }).
		Get("/", gourdtest.Header("Accept", "a/b"), gourdtest.Header("Accept", "c/d;q=0.5")).WantBody("a/b,c/d;q=0.5")
}

func TestWhatAViewNeeds(t *testing.T) {
	set := func(app *gourd.App) {
		app.Get("/", func(c *gourd.Ctx) (string, error) { return c.NeedQuery("page<") })
		app.Post("/", func(c *gourd.Ctx) (string, error) {
			form, err := c.Form()
			if err != nil {
				return "", err
			}
			return form.Need("headline")
		})
		app.Post("/file", func(c *gourd.Ctx) (string, error) {
			form, err := c.Form()
			if err != nil {
				return "", err
			}
			u, err := form.NeedFile("f")
			if err != nil {
				return "", err
			}
			return u.Filename, nil
		})
	}
	for _, debug := range []bool{false, true} {
		t.Run(fmt.Sprintf("debug %v", debug), func(t *testing.T) {
			c, _ := client(t, gourd.Config{Debug: debug}, set)
			c.Get("/?page%3C=").Want(200).WantBody("")
			c.Get("/?page%3C=2&page%3C=3").WantBody("2")
			c.Post("/", gourdtest.Form(url.Values{"headline": {"a", "b"}})).WantBody("a")
			c.Post("/file", gourdtest.Files(gourdtest.File{Field: "f", Name: "a.txt"})).WantBody("a.txt")
			for what, res := range map[string]*gourdtest.Response{
				"page&lt;": c.Get("/").Want(400),
				"headline": c.Post("/", gourdtest.Form(url.Values{"x": {"a"}})).Want(400),
				"files":    c.Post("/file", gourdtest.Form(url.Values{"f": {"a"}})).Want(400),
			} {
				if strings.Contains(string(res.Body), what) != debug {
					t.Errorf("the page names %q: %s", what, res.Body)
				}
			}
		})
	}
}

func TestQueryAllAs(t *testing.T) {
	const query = "/?n=1&n=x&n=3&n="
	ask(t, "/", func(c *gourd.Ctx) []int { return c.QueryAllAs[int]("n") }).Get(query).WantBody("[1 3]")
	ask(t, "/", func(c *gourd.Ctx) []string { return c.QueryAllAs[string]("n") }).Get(query).WantBody("[1 x 3 ]")
	ask(t, "/", func(c *gourd.Ctx) bool { return c.QueryAllAs[int]("m") == nil }).Get(query).WantBody("true")
}

func TestLimitsOfAFormPerRequest(t *testing.T) {
	c, _ := client(t, gourd.Config{MaxFormMemorySize: 10, MaxFormParts: 2, MaxContentLength: -1}, func(app *gourd.App) {
		app.Before(func(c *gourd.Ctx) (gourd.Response, error) {
			if c.HasQuery("memory") {
				c.MaxFormMemorySize(c.QueryAs("memory", int64(0)))
			}
			if c.HasQuery("parts") {
				c.MaxFormParts(c.QueryAs("parts", 0))
			}
			return gourd.Response{}, nil
		})
		app.Post("/", func(c *gourd.Ctx) (int, error) {
			form, err := c.Form()
			if err != nil {
				return 0, err
			}
			return len(form.Values), nil
		})
	})
	x := strings.Repeat("x", 20)
	tests := []struct {
		query string
		parts int
		size  int
		want  int
	}{
		{"", 2, 10, 200},
		{"", 2, 11, 413},
		{"", 3, 1, 413},
		{"?memory=20", 1, 20, 200},
		{"?memory=-1", 1, 20, 200},
		{"?memory=5", 1, 6, 413},
		{"?parts=3", 3, 1, 200},
		{"?parts=-1", 20, 1, 200},
		{"?parts=1", 2, 1, 413},
		{"?memory=0&parts=0", 2, 11, 413},
	}
	for _, test := range tests {
		t.Run(fmt.Sprintf("%s %d parts of %d", test.query, test.parts, test.size), func(t *testing.T) {
			var parts [][2]string
			for i := range test.parts {
				parts = append(parts, [2]string{fmt.Sprintf(`name="f%d"`, i), x[:test.size]})
			}
			contentType, body := multipartBody(t, parts...)
			c.Post("/"+test.query, gourdtest.Body(contentType, body)).Want(test.want)
		})
	}
	t.Run("all fields together", func(t *testing.T) {
		c, _ := client(t, gourd.Config{MaxContentLength: -1}, func(app *gourd.App) { app.Post("/", showForm) })
		large := strings.Repeat("x", 500_000)
		for n, want := range map[int]int{33: 200, 34: 413} { // of which 33 fit into 16 MiB
			parts := make([][2]string, n)
			for i := range parts {
				parts[i] = [2]string{`name="a"`, large}
			}
			contentType, body := multipartBody(t, parts...)
			c.Post("/", gourdtest.Body(contentType, body)).Want(want)
		}
	})
	t.Run("a part that says nothing of itself", func(t *testing.T) {
		c.Post("/", gourdtest.Body("multipart/form-data; boundary=B", strings.NewReader("--B\r\nX: y\r\n\r\n1\r\n--B--\r\n"))).Want(400)
	})
}

func TestOnClose(t *testing.T) {
	var order []string
	c, log := client(t, gourd.Config{}, func(app *gourd.App) {
		app.Teardown(func(*gourd.Ctx, error) { order = append(order, "teardown") })
		app.Get("/<how>", func(c *gourd.Ctx) (string, error) {
			c.OnClose(func() { order = append(order, "first") })
			c.OnClose(func() { panic("closed badly") })
			c.OnClose(func() { order = append(order, "last") })
			if c.Arg[string]("how") == "bad" {
				return "", gourd.Error(400, "")
			}
			return "", nil
		})
	})
	for path, status := range map[string]int{"/good": 200, "/bad": 400} {
		order = nil
		c.Get(path).Want(status)
		if diff := cmp.Diff([]string{"teardown", "first", "last"}, order); diff != "" {
			t.Errorf("%s (-want +got):\n%s", path, diff)
		}
	}
	if !strings.Contains(log.String(), "closed badly") {
		t.Errorf("the log says %s", log)
	}
}

func TestCookiesThatAreTooLargeAreTold(t *testing.T) {
	for _, test := range []struct {
		most, size int
		told       bool
	}{{0, 4085, false}, {0, 4086, true}, {100, 93, true}, {-1, 100_000, false}} {
		c, log := client(t, gourd.Config{MaxCookieSize: test.most}, func(app *gourd.App) {
			app.Get("/", func(c *gourd.Ctx) (string, error) {
				c.SetCookie(&http.Cookie{Name: "a", Value: strings.Repeat("x", test.size-2)})
				return "", nil
			})
		})
		c.Get("/").Want(200)
		if strings.Contains(log.String(), "cookie is too large") != test.told {
			t.Errorf("%+v: the log says %s", test, log)
		}
	}
}

func TestDeleteCookieOfAPathAndADomain(t *testing.T) {
	c, _ := client(t, gourd.Config{}, func(app *gourd.App) {
		app.Get("/", func(c *gourd.Ctx) (string, error) {
			c.DeleteCookie("a", http.Cookie{Name: "b", Value: "x", MaxAge: 9, Path: "/admin", Domain: ".example.com", Secure: true, HttpOnly: true, SameSite: http.SameSiteNoneMode, Partitioned: true})
			return "", nil
		})
	})
	c.Get("/").WantHeader("Set-Cookie", "a=; Domain=example.com; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Secure; HttpOnly; Path=/admin; SameSite=None; Partitioned")
}

func TestCookiesThatCannotBeSet(t *testing.T) {
	for _, cookie := range []*http.Cookie{{Name: ""}, {Name: "a b"}, {Name: "é"}, {Name: "a", Domain: "a;b"}, {Name: "a", Domain: "a..b"}, {Name: "a", Expires: time.Date(12_000, 1, 1, 0, 0, 0, 0, time.UTC)}} {
		c, log := client(t, gourd.Config{}, func(app *gourd.App) {
			app.Get("/", func(c *gourd.Ctx) (string, error) { c.SetCookie(cookie); return "", nil })
		})
		c.Get("/").Want(500)
		if !strings.Contains(log.String(), "c.SetCookie was called at") {
			t.Errorf("%+v: the log says %s", cookie, log)
		}
		var h gourd.Header
		if err := h.SetCookie(cookie); err == nil || h.Len() != 0 {
			t.Errorf("%+v: %v, %d fields", cookie, err, h.Len())
		}
	}
}

func TestProxyFixIsSeenEverywhere(t *testing.T) {
	show := func(c *gourd.Ctx) (string, error) {
		r := c.Request()
		return strings.Join([]string{c.RemoteAddr(), c.Scheme(), c.Host(), c.URL("show"), r.RemoteAddr, r.Host, c.Header("Host")}, " "), nil
	}
	through := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Add("X-Seen", r.RemoteAddr+" "+r.Host)
			next.ServeHTTP(w, r)
		})
	}
	newApp := func(around, within bool) *gourd.App {
		app := quiet(func(app *gourd.App) {
			route := app.Get("/", show).Name("show")
			if within {
				route.Use(through)
			}
			if around {
				app.Use(through)
			}
		})
		app.Config.ProxyFix = gourd.ProxyFix{For: 1, Proto: 1, Host: 1, Prefix: 1}
		return app
	}
	for _, test := range []struct {
		name           string
		around, within bool
	}{{"without middleware", false, false}, {"within the application's middleware", true, false}, {"within the route's", false, true}, {"within both", true, true}} {
		t.Run(test.name, func(t *testing.T) {
			r := httptest.NewRequest("GET", "/", nil)
			r.Header = http.Header{"X-Forwarded-For": {"evil, 192.0.2.1"}, "X-Forwarded-Proto": {"https"}, "X-Forwarded-Host": {"a.test"}, "X-Forwarded-Prefix": {"/shop/"}}
			w := httptest.NewRecorder()
			newApp(test.around, test.within).ServeHTTP(w, r)
			if got, want := w.Body.String(), "192.0.2.1 https a.test /shop/ 192.0.2.1 a.test a.test"; got != want {
				t.Errorf("the view sees %q, want %q", got, want)
			}
			for _, seen := range w.Header()["X-Seen"] {
				if seen != "192.0.2.1 a.test" {
					t.Errorf("a middleware sees %q", seen)
				}
			}
			if r.RemoteAddr != "192.0.2.1:1234" || r.Host != "example.com" {
				t.Errorf("the server's request was changed to %s, %s", r.RemoteAddr, r.Host)
			}
		})
	}
	t.Run("in front of any handler", func(t *testing.T) {
		h := gourd.ProxyFix{For: 2}.Handler(gateway.HandlerFunc(func(x *gateway.Exchange) {
			_ = x.WriteHead(&gateway.Head{Status: 200}, []byte(x.RemoteAddr), false)
		}))
		r := httptest.NewRequest("GET", "/", nil)
		r.Header = http.Header{"X-Forwarded-For": {"192.0.2.1", "192.0.2.2"}}
		w := httptest.NewRecorder()
		gateway.HTTPHandler(h, gateway.HTTPOptions{}).ServeHTTP(w, r)
		if w.Body.String() != "192.0.2.1" {
			t.Errorf("it sees %q", w.Body)
		}
	})
}

func TestFieldsThatAreNotThereCostNothing(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector allocates")
	}
	tests := map[string]func(c *gourd.Ctx){
		"Cookie":        func(c *gourd.Ctx) { _ = c.Cookie("a") },
		"Accept":        func(c *gourd.Ctx) { _ = c.Accept() },
		"Authorization": func(c *gourd.Ctx) { _, _ = c.Authorization() },
		"CacheControl":  func(c *gourd.Ctx) { _ = c.CacheControl() },
		"IfNoneMatch":   func(c *gourd.Ctx) { _ = c.IfNoneMatch() },
		"Range":         func(c *gourd.Ctx) { _, _ = c.Range() },
		"IsJSON":        func(c *gourd.Ctx) { _ = c.IsJSON() },
		"Host":          func(c *gourd.Ctx) { _ = c.Host() },
	}
	app := quiet(func(app *gourd.App) {
		app.Get("/", func(c *gourd.Ctx) (string, error) {
			for name, f := range tests {
				if n := testing.AllocsPerRun(100, func() { f(c) }); n != 0 {
					t.Errorf("%s allocates %v times", name, n)
				}
			}
			return "", nil
		})
	})
	app.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil))
}
