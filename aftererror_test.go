package gourd_test

import (
	"errors"
	"testing"

	"github.com/gourd-go/gourd"
)

// An error that nobody foresaw keeps its page and its place in the teardown when an
// after hook fails on that page, as in Flask's finalize_request; the page of any other
// error gives way.
func TestAnAfterHookThatFailsOnAnErrorPage(t *testing.T) {
	unforeseen, late := errors.New("unforeseen"), errors.New("late")
	tests := []struct {
		name string
		view error
		want string
		told error
	}{
		{"of an unforeseen error", unforeseen, "after 2", unforeseen},
		{"of an error with a status", gourd.Error(404, ""), "after 2, after 2", late},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d := &diary{}
			var told error
			c, _ := client(t, gourd.Config{}, func(app *gourd.App) {
				app.After(func(*gourd.Ctx, *gourd.Response) error { d.note("after 1"); return nil })
				app.After(func(*gourd.Ctx, *gourd.Response) error { d.note("after 2"); return late })
				app.Teardown(func(_ *gourd.Ctx, err error) { told = err })
				app.Get("/", func(*gourd.Ctx) (string, error) { return "", test.view })
			})
			c.Get("/").Want(500)
			if d.String() != test.want || told != test.told {
				t.Errorf("got %s and the teardown %v, want %s and %v", d, told, test.want, test.told)
			}
		})
	}
}
