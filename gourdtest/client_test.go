package gourdtest_test

import (
	"bytes"
	"io"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/gourdtest"
)

// mirror answers what it was asked.
func mirror() *gourd.App {
	app := newApp()
	view := func(c *gourd.Ctx) (gourd.Map, error) {
		body, err := c.Body()
		header := gourd.Map{}
		for _, f := range c.Exchange().Fields(nil) {
			header[string(f.Name)] = string(f.Value)
		}
		x := c.Exchange()
		return gourd.Map{
			"Method": c.Method(), "Target": string(x.Target), "Path": c.Path(), "Query": c.QueryString(),
			"Host": c.Host(), "Scheme": c.Scheme(), "Remote": x.RemoteAddr, "Length": x.ContentLength,
			"Header": header, "Body": string(body),
		}, err
	}
	methods := []string{"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PURGE"}
	app.Route("/<path:rest>", view, methods...)
	app.Route("/", view, methods...).Name("root")
	return app
}

type seen struct {
	Method, Target, Path, Query, Host, Scheme, Remote, Body string
	Length                                                  int
	Header                                                  map[string]string
}

func TestRequests(t *testing.T) {
	client := gourdtest.New(t, mirror())
	base := seen{
		Method: "GET", Target: "/a", Path: "/a", Host: "localhost", Scheme: "http", Remote: "127.0.0.1:50000",
		Header: map[string]string{"Host": "localhost", "User-Agent": "gourdtest"},
	}
	with := func(change func(s *seen), header ...string) seen {
		s := base
		s.Header = map[string]string{"Host": "localhost", "User-Agent": "gourdtest"}
		for i := 0; i < len(header); i += 2 {
			s.Header[header[i]] = header[i+1]
		}
		if change != nil {
			change(&s)
		}
		return s
	}
	body := func(method, text string) func(s *seen) {
		return func(s *seen) { s.Method, s.Body, s.Length = method, text, len(text) }
	}
	tests := []struct {
		name string
		res  *gourdtest.Response
		want seen
	}{
		{"Get", client.Get("/a"), base},
		{"Post", client.Post("/a"), with(body("POST", ""))},
		{"Put", client.Put("/a"), with(body("PUT", ""))},
		{"Patch", client.Patch("/a"), with(body("PATCH", ""))},
		{"Delete", client.Delete("/a"), with(body("DELETE", ""))},
		{"Options", client.Options("/a"), with(body("OPTIONS", ""))},
		{"Do", client.Do("PURGE", "/a"), with(body("PURGE", ""))},
		{"Query", client.Get("/a", gourdtest.Query("q", "a b", "&"), gourdtest.Query("p", "1")), with(func(s *seen) {
			s.Target, s.Query = "/a?q=a+b&q=%26&p=1", "q=a+b&q=%26&p=1"
		})},
		{"Query behind another", client.Get("/a?x", gourdtest.Query("p", "1")), with(func(s *seen) { s.Target, s.Query = "/a?x&p=1", "x&p=1" })},
		{"Header", client.Get("/a", gourdtest.Header("X-A", "1"), gourdtest.Header("User-Agent", "mine")), with(nil, "X-A", "1", "User-Agent", "mine")},
		{"Host", client.Get("/a", gourdtest.Host("example.com:81")), with(func(s *seen) { s.Host = "example.com:81" }, "Host", "example.com:81")},
		{"Remote", client.Get("/a", gourdtest.Remote("192.0.2.1:9")), with(func(s *seen) { s.Remote = "192.0.2.1:9" })},
		{"HTTPS", client.Get("/a", gourdtest.HTTPS()), with(func(s *seen) { s.Scheme = "https" })},
		{"Cookie", client.Get("/a", gourdtest.Cookie("a", "1"), gourdtest.Cookie("b", "2")), with(nil, "Cookie", "a=1; b=2")},
		{"JSON", client.Post("/a", gourdtest.JSON(map[string]int{"b": 2, "a": 1})), with(body("POST", `{"a":1,"b":2}`), "Content-Type", "application/json", "Content-Length", "13")},
		{"Form", client.Post("/a", gourdtest.Form(url.Values{"a": {"1 2"}, "b": {"&"}})), with(body("POST", "a=1+2&b=%26"), "Content-Type", "application/x-www-form-urlencoded", "Content-Length", "11")},
		{"Body of a known length", client.Put("/a", gourdtest.Body("text/x", strings.NewReader("text"))), with(body("PUT", "text"), "Content-Type", "text/x", "Content-Length", "4")},
		{"Body of no known length", client.Put("/a", gourdtest.Body("text/x", io.MultiReader(strings.NewReader("te"), strings.NewReader("xt")))), with(func(s *seen) {
			s.Method, s.Body, s.Length = "PUT", "text", -1
		}, "Content-Type", "text/x")},
		{"Body without a type", client.Put("/a", gourdtest.Body("", bytes.NewReader(nil))), with(body("PUT", ""), "Content-Length", "0")},
		{"a type of one's own", client.Post("/a", gourdtest.JSON(1), gourdtest.Header("Content-Type", "text/mine")), with(body("POST", "1"), "Content-Type", "text/mine", "Content-Length", "1")},
		{"a length that is declared longer than the limit", client.Post("/a", gourdtest.Body("", strings.NewReader("abc")), gourdtest.Header("Content-Length", "2")), with(body("POST", "ab"), "Content-Length", "2")},
	}
	for _, test := range tests {
		if diff := cmp.Diff(test.want, test.res.Want(200).JSON[seen]()); diff != "" {
			t.Errorf("%s: the application has seen (-want +got):\n%s", test.name, diff)
		}
	}
}
