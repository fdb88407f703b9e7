package forms_test

import (
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/forms"
)

// BenchmarkBind is a form of three fields that is sent and right.
func BenchmarkBind(b *testing.B) {
	app := gourd.New("bench", gourd.Config{Values: gourd.Map{"WTF_CSRF_ENABLED": false}})
	app.Post("/", func(c *gourd.Ctx) (string, error) {
		f, err := forms.Bind[struct {
			Title string `form:"title" validate:"required,max=200"`
			Count int    `form:"count"`
			Done  bool   `form:"done"`
		}](c)
		if err != nil || !f.Valid() {
			return "", err
		}
		return "saved", nil
	})
	b.ReportAllocs()
	for b.Loop() {
		r := httptest.NewRequest("POST", "/", strings.NewReader("title=Milk&count=3&done=on"))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		if app.ServeHTTP(w, r); w.Code != 200 || w.Body.Len() == 0 {
			b.Fatal(w.Code, w.Body)
		}
	}
}
