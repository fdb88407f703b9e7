package gourd_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/gourdtest"
	"github.com/gourd-go/gourd/httpheader"
	"github.com/gourd-go/gourd/internal/python"
)

func TestErrorPagesAsWerkzeug(t *testing.T) {
	o := python.Start(t, "requests.py")
	type question struct {
		Status  int    `json:"status"`
		Message string `json:"message"`
	}
	type page struct {
		Body   string     `json:"body"`
		Fields [][]string `json:"fields"`
	}
	var questions []question
	for _, status := range o.AskEach[[]int](t, "codes", []int{0})[0] {
		for _, message := range []string{"", "a <b> & \"c\"\n'd'"} {
			questions = append(questions, question{status, message})
		}
	}
	if len(questions) < 50 {
		t.Fatalf("Werkzeug has only %d errors", len(questions)/2)
	}
	kinds := func(q question) error {
		switch q.Status {
		case 401:
			return gourd.Unauthorized(q.Message, httpheader.BasicChallenge("a b"), httpheader.Challenge{Scheme: "bearer"})
		case 405:
			return gourd.MethodNotAllowed(q.Message, "GET", "HEAD")
		case 416:
			return gourd.RangeNotSatisfiable(q.Message, 10)
		case 429:
			return gourd.RetryAfter(429, q.Message, 89*time.Second+time.Millisecond)
		case 503:
			return gourd.RetryAt(503, q.Message, time.Unix(784111777, 0))
		}
		return gourd.Error(q.Status, q.Message)
	}
	var now question
	c, _ := client(t, gourd.Config{}, func(app *gourd.App) {
		app.Get("/", func(*gourd.Ctx) (string, error) { return "", kinds(now) })
	})
	for i, want := range o.AskEach[page](t, "error", questions) {
		now = questions[i]
		res := c.Get("/").Want(now.Status).WantBody(want.Body).WantHeader("Content-Type", "text/html; charset=utf-8")
		fields := map[string][]string{}
		for _, f := range want.Fields {
			fields[f[0]] = append(fields[f[0]], f[1])
		}
		for name, values := range fields {
			if diff := cmp.Diff(values, res.Header.Values(name)); diff != "" {
				t.Errorf("%d: %s (-Werkzeug +Go):\n%s", now.Status, name, diff)
			}
		}
	}
	var statuses []int
	for status := 200; status < 600; status++ {
		statuses = append(statuses, status)
	}
	for i, want := range o.AskEach[string](t, "name", statuses) {
		r := gourd.Empty(statuses[i])
		if got := r.StatusText(); got != fmt.Sprintf("%d %s", statuses[i], want) && want != "Unknown Error" {
			t.Errorf("the status is %q, in Werkzeug %q", got, want)
		}
	}
}

func TestRedirectsAsWerkzeug(t *testing.T) {
	o := python.Start(t, "requests.py")
	locations := []string{
		"/é?a=b c", "/a?b=%20", "https://a.test/x", `/"<script>`, "?q=1", "#f", "next", "//other.test/x", "http://bücher.example/ä?ö=ü#ß",
		"HTTP://A.test:8080/", "/a;b,c(d)'e'", "/%zz", "mailto:a@b.test", "/a?b=c&d=é", "/☃",
	}
	var now string
	c, _ := client(t, gourd.Config{}, func(app *gourd.App) {
		app.Get("/", func(c *gourd.Ctx) (gourd.Response, error) { return c.Redirect(now), nil })
		app.Get("/by-hand", func(c *gourd.Ctx) (string, error) {
			c.SetStatus(303)
			c.SetHeader("Location", now)
			c.SetHeader("Content-Location", now)
			return "", nil
		})
	})
	type answer struct {
		Location string `json:"location"`
		Body     string `json:"body"`
	}
	for i, want := range o.AskEach[answer](t, "redirect", locations) {
		now = locations[i]
		c.Get("/").Want(302).WantHeader("Location", want.Location).WantBody(want.Body)
		c.Get("/by-hand").Want(303).WantHeader("Location", want.Location).WantHeader("Content-Location", want.Location)
	}
}

// sent is a request as both sides make it.
type sent struct {
	Method  string            `json:"method"`
	Scheme  string            `json:"scheme"`
	Host    string            `json:"host"`
	Path    string            `json:"path"`
	Query   string            `json:"query"`
	Fields  map[string]string `json:"fields"`
	Body    string            `json:"body"`
	Proxies [5]int            `json:"proxies"`
	Trusted []string          `json:"trusted"`
}

// do sends the request with the test client.
func (s sent) do(c *gourdtest.Client) *gourdtest.Response {
	options := []gourdtest.Option{gourdtest.Host(s.Host)}
	if s.Scheme == "https" {
		options = append(options, gourdtest.HTTPS())
	}
	contentType := ""
	for name, value := range s.Fields {
		if name == "Content-Type" {
			contentType = value
			continue
		}
		options = append(options, gourdtest.Header(name, value))
	}
	if contentType != "" {
		raw := make([]byte, 0, len(s.Body))
		for _, r := range s.Body {
			raw = append(raw, byte(r))
		}
		options = append(options, gourdtest.Body(contentType, strings.NewReader(string(raw))))
	}
	target := (&url.URL{Path: "/" + strings.TrimPrefix(s.Path, "/")}).EscapedPath()
	if s.Query != "" {
		target += "?" + s.Query
	}
	if s.Method == "POST" {
		return c.Post(target, options...)
	}
	return c.Get(target, options...)
}

func TestProxyFixAsWerkzeug(t *testing.T) {
	o := python.Start(t, "requests.py")
	fields := []map[string]string{
		{},
		{"X-Forwarded-For": "192.0.2.1"},
		{"X-Forwarded-For": "192.0.2.1, 192.0.2.2,192.0.2.3", "X-Forwarded-Proto": "https,http"},
		{"X-Forwarded-For": "192.0.2.1,, 192.0.2.2", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "a.test", "X-Forwarded-Port": "8080", "X-Forwarded-Prefix": "/shop"},
		{"X-Forwarded-Host": "a.test:8443", "X-Forwarded-Prefix": "/shop/"},
		{"X-Forwarded-Host": "a.test:8443, b.test", "X-Forwarded-Port": "81, 82"},
		{"X-Forwarded-Host": "[2001:db8::1]", "X-Forwarded-Port": "8080"},
		{"X-Forwarded-Host": "[2001:db8::1]:1", "X-Forwarded-Port": "443", "X-Forwarded-Proto": "https"},
		{"X-Forwarded-Port": "8080"},
		{"X-Forwarded-Port": ",", "X-Forwarded-For": " ", "X-Forwarded-Host": "\"a.test\""},
		{"X-Forwarded-For": `"unclosed`, "X-Forwarded-Prefix": "/a,/b,/c"},
		{"X-Forwarded-Host": "", "X-Forwarded-Proto": "", "X-Forwarded-For": ""},
	}
	var requests []sent
	for _, f := range fields {
		for _, proxies := range [][5]int{{}, {1, 1, 0, 0, 0}, {1, 1, 1, 1, 1}, {2, 2, 2, 2, 2}, {3, 0, 0, 1, 3}, {0, 0, 1, 0, 1}} {
			for _, host := range []string{"localhost", "localhost:5000", "[::1]:5000", "[::1]"} {
				requests = append(requests, sent{Host: host, Fields: f, Proxies: proxies})
			}
		}
	}
	show := func(c *gourd.Ctx) ([]string, error) {
		return []string{c.RemoteAddr(), c.Scheme(), c.Host(), c.Root()}, nil
	}
	apps := map[[5]int]*gourdtest.Client{}
	for i, want := range o.AskEach[[]string](t, "proxy", requests) {
		s := requests[i]
		c := apps[s.Proxies]
		if c == nil {
			p := s.Proxies
			fix := gourd.ProxyFix{For: p[0], Proto: p[1], Host: p[2], Port: p[3], Prefix: p[4]}
			c, _ = client(t, gourd.Config{ProxyFix: fix}, func(app *gourd.App) { app.Get("/", show) })
			apps[s.Proxies] = c
		}
		if diff := cmp.Diff(want, s.do(c).Want(200).JSON[[]string]()); diff != "" {
			t.Errorf("%+v (-Werkzeug +Go):\n%s", s, diff)
		}
	}
}

// seen is what an application sees of a request.
type seen struct {
	Host     string              `json:"host"`
	Path     string              `json:"path"`
	URLs     []string            `json:"urls"`
	Route    []string            `json:"route"`
	Type     string              `json:"type"`
	JSON     bool                `json:"json"`
	Cookies  map[string]string   `json:"cookies"`
	Values   map[string][]string `json:"values"`
	Forwards *int                `json:"forwards"`
	Pragma   []string            `json:"pragma"`
	Agent    string              `json:"agent"`
}

func see(c *gourd.Ctx) (seen, error) {
	values, err := c.Values()
	s := seen{
		Host: c.Host(), Path: c.FullPath(), Route: c.AccessRoute(), Type: c.MediaType(), JSON: c.IsJSON(), Cookies: c.Cookies(),
		Values: values, Pragma: append([]string{}, c.Pragma()...), Agent: c.UserAgent(),
		URLs: []string{c.FullURL(), c.BaseURL(), c.RootURL(), c.HostURL()},
	}
	if s.Host == "" {
		s.URLs = []string{"", "", "", ""}
	}
	if n, ok := c.MaxForwards(); ok {
		s.Forwards = &n
	}
	return s, err
}

func TestRequestsAsWerkzeug(t *testing.T) {
	o := python.Start(t, "requests.py")
	requests := []sent{
		{Host: "localhost"},
		{Host: "a.test:80", Path: "/a/b", Query: "q=1&q=2&x"},
		{Host: "a.test:443", Scheme: "https", Path: "/a", Query: "a=%C3%A9&b=c+d"},
		{Host: "a.test:443"},
		{Host: "a.test:8080"},
		{Host: "A.test"},
		{Host: "under_score"},
		{Host: "a b"},
		{Host: "a.test:x"},
		{Host: "a.test:"},
		{Host: ":80"},
		{Host: "[::1]"},
		{Host: "[::1]:80"},
		{Host: "[::1"},
		{Host: "[:]"},
		{Host: "[1:]x"},
		{Host: "[12]"},
		{Host: "[::ffff:1.2.3.4]:5000"},
		{Host: "[1.2::]"},
		{Host: "a.test, b.test"},
		{Host: "-.-"},
		{Host: "a.test", Path: "/a b", Query: "x=y%20z"},
		{Host: "a.test", Fields: map[string]string{"X-Forwarded-For": "192.0.2.1, 192.0.2.2", "User-Agent": "x/1", "Pragma": "no-cache, x", "Max-Forwards": "3"}},
		{Host: "a.test", Fields: map[string]string{"Cookie": `a=1; b="x\073y"; a=2`, "Max-Forwards": "x"}},
		{Method: "POST", Host: "a.test", Query: "a=1&b=2", Fields: map[string]string{"Content-Type": "application/x-www-form-urlencoded"}, Body: "a=3&c=4"},
		{Method: "GET", Host: "a.test", Query: "a=1", Fields: map[string]string{"Content-Type": "application/x-www-form-urlencoded"}, Body: "a=3&c=4"},
		{Method: "POST", Host: "a.test", Query: "a=1", Fields: map[string]string{"Content-Type": "Application/JSON; charset"}, Body: "{}"},
		{Method: "POST", Host: "a.test", Query: "a=1", Fields: map[string]string{"Content-Type": "application/vnd.api+json;x=y"}, Body: "{}"},
		{Method: "POST", Host: "a.test", Fields: map[string]string{"Content-Type": "text/json"}, Body: "{}"},
	}
	c, _ := client(t, gourd.Config{}, func(app *gourd.App) {
		app.Route("/", see, "GET", "POST")
		app.Route("/<path:rest>", see, "GET", "POST")
	})
	for i, want := range o.AskEach[seen](t, "request", requests) {
		if diff := cmp.Diff(want, requests[i].do(c).Want(200).JSON[seen]()); diff != "" {
			t.Errorf("%+v (-Werkzeug +Go):\n%s", requests[i], diff)
		}
	}
}

func TestTrustedHostsAsWerkzeug(t *testing.T) {
	o := python.Start(t, "requests.py")
	var requests []sent
	for _, host := range []string{"a.test", "a.test:80", "a.test:8080", "b.a.test", "ba.test", "xn--bcher-kva.example", "evil.test", "a b", "a.test.evil", "localhost"} {
		for _, trusted := range [][]string{{"a.test"}, {".a.test"}, {"bücher.example"}, {"localhost", ".evil"}} {
			requests = append(requests, sent{Host: host, Trusted: trusted})
		}
	}
	for i, want := range o.AskEach[bool](t, "trusted", requests) {
		c, _ := client(t, gourd.Config{TrustedHosts: requests[i].Trusted}, func(app *gourd.App) { app.Get("/", see) })
		if got := requests[i].do(c).Status == 200; got != want {
			t.Errorf("the host %q is trusted by %q: %v, by Werkzeug %v", requests[i].Host, requests[i].Trusted, got, want)
		}
	}
}

func TestFormsAsWerkzeug(t *testing.T) {
	o := python.Start(t, "requests.py")
	multi := func(parts ...string) sent {
		body := ""
		for _, part := range parts {
			body += "--B\r\n" + part + "\r\n"
		}
		return sent{Method: "POST", Host: "localhost", Fields: map[string]string{"Content-Type": "multipart/form-data; boundary=B"}, Body: body + "--B--\r\n"}
	}
	field := func(head, content string) string {
		return "Content-Disposition: form-data; " + head + "\r\n\r\n" + content
	}
	encoded := func(contentType, body string) sent {
		return sent{Method: "POST", Host: "localhost", Fields: map[string]string{"Content-Type": contentType}, Body: body}
	}
	requests := []sent{
		multi(field(`name="a"`, "1"), field(`name="a"`, "2"), field(`name=b`, "")),
		multi(field("name=\"a\"\r\nContent-Type: text/plain; charset=iso-8859-1", "caf\u00e9")),
		multi(field("name=\"a\"\r\nContent-Type: text/plain; charset=US-ASCII", "caf\u00e9")),
		multi(field("name=\"a\"\r\nContent-Type: text/plain; charset=utf-8", "caf\u00c3\u00a9 \u00ff")),
		multi(field("name=\"a\"\r\nContent-Type: text/plain; charset=utf-16", "caf\u00c3\u00a9")),
		multi(field(`name="a"`, "\u00e2\u0082x\u00ff\u00ff")),
		multi(field("name=\"a\"\r\nContent-Transfer-Encoding: quoted-printable", "=41")),
		multi(field(`name="a"; filename=""`, ""), field(`name="f"; filename="x.txt"`, "\x00\x01")),
		multi(field(`name="f"; filename*=UTF-8''%C3%A9.txt`, "x"), field(`name="%22q%22"; filename="a%22b"`, "y")),
		multi(field(`name="a\"b"`, "1")),
		multi("Content-Disposition: attachment; name=\"a\"\r\n\r\n1"),
		encoded("application/x-www-form-urlencoded", "a=1&b=%C3%A9&a=2&c"),
		encoded("Application/X-WWW-Form-urlencoded; charset", "a=%zz+%41"),
		encoded("multipart/form-data; boundary=\"B\"; x", "--B\r\n"+field(`name="a"`, "1")+"\r\n--B--\r\n"),
		encoded("MULTIPART/form-data; BOUNDARY=B", "--B\r\n"+field(`name="a"`, "1")+"\r\n--B--"),
	}
	type form struct {
		Fields [][]string `json:"fields"`
		Files  [][]string `json:"files"`
	}
	c, _ := client(t, gourd.Config{}, func(app *gourd.App) {
		app.Post("/", func(c *gourd.Ctx) (*form, error) {
			f, err := c.Form()
			if err != nil {
				return nil, err
			}
			told := form{Fields: [][]string{}, Files: [][]string{}}
			for name, values := range f.Values {
				for _, v := range values {
					told.Fields = append(told.Fields, []string{name, v})
				}
			}
			for name, files := range f.Files {
				for _, u := range files {
					content, err := u.Bytes()
					if err != nil {
						return nil, err
					}
					text, _ := httpheader.Decode("iso-8859-1", content)
					told.Files = append(told.Files, []string{name, u.Filename, text})
				}
			}
			return &told, nil
		})
	})
	for i, want := range o.AskEach[form](t, "form", requests) {
		got := requests[i].do(c).Want(200).JSON[form]()
		if diff := cmp.Diff(sortedPairs(want.Fields), sortedPairs(got.Fields)) + cmp.Diff(sortedPairs(want.Files), sortedPairs(got.Files)); diff != "" {
			t.Errorf("%q (-Werkzeug +Go):\n%s", requests[i].Body, diff)
		}
	}
}

// sortedPairs are rows by their name, those of one name as they come.
func sortedPairs(rows [][]string) map[string][]string {
	sorted := map[string][]string{}
	for _, row := range rows {
		sorted[row[0]] = append(sorted[row[0]], strings.Join(row[1:], "|"))
	}
	return sorted
}
