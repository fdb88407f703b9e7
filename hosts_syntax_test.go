package gourd_test

import (
	"strings"
	"testing"

	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/gourdtest"
)

// A host that Werkzeug takes for none is "" here too.
func TestHostsThatAreNone(t *testing.T) {
	c, _ := client(t, gourd.Config{}, func(app *gourd.App) {
		app.Get("/", func(c *gourd.Ctx) (string, error) { return "<" + c.Host() + ">", nil })
	})
	for host, want := range map[string]string{
		"a.example": "a.example", "A-1.example.": "A-1.example.", "a:81": "a:81", "a:80": "a", "1.2.3.4:5": "1.2.3.4:5",
		"[::1]": "[::1]", "[::1]:80": "[::1]", "[::ffff:1.2.3.4]:81": "[::ffff:1.2.3.4]:81",
		"a b": "", "a_b": "", "a/b": "", "<a>": "", "u@a": "", "é": "", "a:": "", "a:x": "", ":81": "", "a:1:2": "",
		"[::1": "", "[1.2.3.4]": "", "[1.2:3]": "", "::1": "", "[g::1]": "", "[]": "", "[:]": "", "[::1]x": "",
	} {
		if got := c.Get("/", gourdtest.Host(host)).Text(); got != "<"+want+">" {
			t.Errorf("%q: got %s, want <%s>", host, got, want)
		}
	}
}

// Flask matches methods in any case, and so answers OPTIONS.
func TestOptionsInLowerCase(t *testing.T) {
	c, _ := client(t, gourd.Config{}, func(app *gourd.App) {
		app.Get("/", func(*gourd.Ctx) (string, error) { return "view", nil })
	})
	r := c.Do("options", "/").Want(200)
	if allow := r.Header.Get("Allow"); r.Text() != "" || !strings.Contains(allow, "HEAD") {
		t.Errorf("got %q, Allow: %q", r.Text(), allow)
	}
}

// The loose form of a branch answers OPTIONS without Allow, as in Flask: no rule matches it
// for every method.
func TestOptionsOfALooseBranchHaveNoAllow(t *testing.T) {
	c, _ := client(t, gourd.Config{}, func(app *gourd.App) {
		app.Post("/b/", func(*gourd.Ctx) (string, error) { return "", nil }).StrictSlashes(false)
	})
	if r := c.Do("OPTIONS", "/b").Want(200); r.Header.Values("Allow") != nil {
		t.Errorf("Allow: %q", r.Header.Values("Allow"))
	}
}

func TestRulesForHandshakesOnly(t *testing.T) {
	c, _ := client(t, gourd.Config{}, func(app *gourd.App) {
		app.Get("/a", func(*gourd.Ctx) (string, error) { return "handshake", nil }).WebSocket()
	})
	c.Get("/a").Want(400)
	upgrade := []gourdtest.Option{gourdtest.Header("Upgrade", "websocket"), gourdtest.Header("Connection", "keep-alive"), gourdtest.Header("Connection", "Upgrade")}
	c.Get("/a", upgrade...).Want(200).WantBody("handshake")
}

func TestMethodsOfRulesWithoutViews(t *testing.T) {
	c, _ := client(t, gourd.Config{}, func(app *gourd.App) {
		app.RedirectTo("/old", "new", "POST").Name("e")
		app.BuildOnly("/put", "e", "PUT")
		app.RedirectTo("/any", "new")
		app.Get("/url", func(c *gourd.Ctx) (string, error) { return c.URL("e", "_method", "PUT"), nil })
	})
	c.Get("/old").Want(405)
	c.Do("POST", "/old").Want(308).WantHeader("Location", "http://localhost/new")
	c.Do("PURGE", "/any").Want(308)
	c.Get("/url").WantBody("/put")
}
