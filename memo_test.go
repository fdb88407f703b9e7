package gourd_test

import (
	"sync"
	"sync/atomic"
	"testing"

	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/gourdtest"
)

type memoKey struct{ name string }

func TestMemo(t *testing.T) {
	app, other := gourd.New("one"), gourd.New("two")
	var made atomic.Int32
	get := func(app *gourd.App, name string) *int {
		return app.Memo(memoKey{name}, func() *int { made.Add(1); return new(int) })
	}
	a := get(app, "a")
	if get(app, "a") != a || made.Load() != 1 {
		t.Errorf("it was made %d times", made.Load())
	}
	if get(app, "b") == a || get(other, "a") == a {
		t.Error("another key, or application, has the same")
	}
	var all sync.WaitGroup
	found := make([]*int, 8)
	for i := range found {
		all.Go(func() { found[i] = get(app, "c") })
	}
	all.Wait()
	for _, p := range found {
		if p != found[0] {
			t.Error("requests at the same time got different ones")
		}
	}
}

type valueKey struct{}

func TestRouteValues(t *testing.T) {
	app := gourd.New("values", gourd.Config{Testing: true})
	view := func(c *gourd.Ctx) (string, error) {
		text, _ := c.Route().Value(valueKey{}).(string)
		return text, nil
	}
	admin := gourd.NewBlueprint("admin", "/admin")
	admin.Get("/marked", view).Name("marked").SetValue(valueKey{}, "yes")
	app.Get("/plain", view).Name("plain")
	app.Register(admin)
	c := gourdtest.New(t, app)
	c.Get("/admin/marked").WantBody("yes")
	c.Get("/plain").WantBody("")
}
