package forms_test

import (
	"html"
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/forms"
	"github.com/gourd-go/gourd/gourdtest"
)

// FuzzForms sends any text in every field: what was typed is shown again and never
// becomes a tag, and what is read is shown as something that reads the same.
func FuzzForms(f *testing.F) {
	for _, text := range []string{"", "1", "-3.5e9", `"><script>`, "</textarea>", "2026-12-31", "on", "red", "a=b&c", "\x00", "\xff", "'\r\n", "90s"} {
		f.Add(text)
	}
	app := gourd.New("fuzz", unguarded())
	var bound *forms.Form[every]
	app.Route("/", func(c *gourd.Ctx) (_ string, err error) {
		bound, err = forms.Bind[every](c)
		if err != nil {
			return "", err
		}
		for _, field := range bound.Fields() {
			_ = field.HTML() // as long as the request is there
		}
		return "", nil
	}, "POST")
	f.Fuzz(func(t *testing.T, text string) {
		values := url.Values{}
		for _, name := range strings.Fields("text int small uint float bool day moment wait level pointer texts ints color sizes file files") {
			values.Set(name, text)
		}
		gourdtest.NewHandler(t, app).Post("/", gourdtest.Form(values)).Want(200)
		if utf8.ValidString(text) && bound.Field("text").Value != text {
			t.Errorf("%q is shown as %q", text, bound.Field("text").Value)
		}
		for _, field := range bound.Fields() {
			markup := string(field.HTML())
			if field.Type == "text" && !strings.ContainsRune(text, 0) && utf8.ValidString(text) && !strings.Contains(html.UnescapeString(markup), text) {
				t.Errorf("%q is rendered as %s", text, markup)
			}
			if n := strings.Count(markup, "<"); field.Type != "select" && n != 1 {
				t.Errorf("%q becomes tags: %s", text, markup)
			}
		}
	})
}

// FuzzToken sends any token.
func FuzzToken(f *testing.F) {
	f.Add("x.y.z")
	f.Add(".eJw.ZVPxAA.c2ln")
	f.Add("IjEi.ZVPxAA.c2ln\xff")
	config := unguarded()
	config.Values, config.SecretKey = nil, "secret"
	app := gourd.New("fuzz", config)
	app.Install(forms.Protect())
	app.Post("/", func(c *gourd.Ctx) (string, error) { return "", nil })
	f.Fuzz(func(t *testing.T, token string) {
		c := gourdtest.NewHandler(t, app)
		c.Session(func(s *gourd.Session) { s.Set("csrf_token", strings.ToValidUTF8(token, "?")) })
		c.Post("/", gourdtest.Form(url.Values{"csrf_token": {token}})).Want(400)
	})
}
