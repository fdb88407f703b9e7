package gourdtest_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/gourdtest"
)

// asked answers with what it was asked.
func asked(config gourd.Config) *gourd.App {
	config.Testing = true
	app := newApp(config)
	app.Get("/there", func(c *gourd.Ctx) (string, error) {
		return strings.Join([]string{c.FullURL(), string(c.Exchange().Target), c.Header("Authorization"), c.Cookie("a"), c.QueryString()}, "|"), nil
	}).Name("there")
	app.Get("/go", func(c *gourd.Ctx) (gourd.Response, error) { return c.Redirect(c.Query("to")), nil })
	app.Get("/home", func(c *gourd.Ctx) (gourd.Response, error) {
		r := c.Redirect(c.URL("there"))
		return r, r.Header.SetCookie(&http.Cookie{Name: "a", Value: "b", Path: c.Root() + "/"})
	})
	return app
}

// The wanted URLs are those of Flask's client.
func TestWhereRequestsGo(t *testing.T) {
	for _, test := range []struct {
		name    string
		config  gourd.Config
		options []gourdtest.Option
		want    string
	}{
		{"by default", gourd.Config{}, nil, "http://localhost/there|/there||b|"},
		{
			"as the configuration says",
			gourd.Config{ServerName: "shop.test", ApplicationRoot: "/shop", PreferredURLScheme: "https"},
			nil,
			"https://shop.test/shop/there|/shop/there||b|",
		},
		{
			"to a base URL",
			gourd.Config{ServerName: "shop.test", ApplicationRoot: "/shop"},
			[]gourdtest.Option{gourdtest.BaseURL("https://other.test:8443/store/")},
			"https://other.test:8443/store/there|/store/there||b|",
		},
		{"to a host", gourd.Config{ServerName: "shop.test"}, []gourdtest.Option{gourdtest.Host("admin.shop.test")}, "http://admin.shop.test/there|/there||b|"},
		{"with a token", gourd.Config{}, []gourdtest.Option{gourdtest.Bearer("t")}, "http://localhost/there|/there|Bearer t|b|"},
	} {
		t.Run(test.name, func(t *testing.T) {
			client := gourdtest.New(t, asked(test.config))
			r := client.Get("/home", append(test.options, gourdtest.FollowRedirects())...).Want(200).WantBody(test.want)
			if len(r.History) != 1 || r.History[0].Status != 302 {
				t.Errorf("the history is %v", r.History)
			}
		})
	}
	client := gourdtest.New(t, asked(gourd.Config{ServerName: "shop.test"}))
	client.SetCookie(&http.Cookie{Name: "a", Value: "kept"})
	client.Get("/there", gourdtest.Queries(url.Values{"z": {"1", "2"}, "b": {"c d"}}), gourdtest.BasicAuth("u", "p")).
		WantBody("http://shop.test/there?b=c+d&z=1&z=2|/there?b=c+d&z=1&z=2|Basic dTpw|kept|b=c+d&z=1&z=2")
}

func TestRedirectsToOtherHosts(t *testing.T) {
	app := asked(gourd.Config{})
	leadTo := func(to string) string { return "/go?to=" + url.QueryEscape(to) }
	client := gourdtest.New(t, app)
	own := []gourdtest.Option{gourdtest.Bearer("t"), gourdtest.Cookie("a", "mine")}
	for _, test := range []struct{ name, to, host, want string }{
		{"a host by its name", "http://b.test/there", "b.test", "http://b.test/there|/there|||"},
		{"a host below a domain", "http://x.B.test/there", ".b.test", "http://x.b.test/there|/there|||"},
		{"its own still", "/there", "b.test", "http://localhost/there|/there|Bearer t|mine|"},
	} {
		client.Get(leadTo(test.to), append(own, gourdtest.FollowHosts(test.host))...).WantBody(test.want)
	}
	for _, options := range [][]gourdtest.Option{{gourdtest.FollowRedirects()}, {gourdtest.FollowHosts(".b.test")}, {gourdtest.FollowHosts("a.b.test", "c.test")}} {
		wantVerdict(t, func(t testing.TB) { gourdtest.NewHandler(t, app).Get(leadTo("http://b.test/there"), options...) }, "another host", "FollowHosts")
	}
	for _, bad := range []string{"", "/shop", "ftp://a", "http://a?b=c", "http://%"} {
		wantVerdict(t, func(t testing.TB) { gourdtest.NewHandler(t, app).Get("/there", gourdtest.BaseURL(bad)) }, fmt.Sprintf("the base URL is %q", bad))
	}
}
