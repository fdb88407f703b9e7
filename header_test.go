package gourd_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/gourd-go/gourd"
)

func TestHeaderFields(t *testing.T) {
	set := func(change func(h *gourd.Header)) [][2]string {
		var h gourd.Header
		h.Add("x-a", "1")
		h.Add("X-B", "2")
		h.Add("X-A", "3")
		change(&h)
		var fields [][2]string
		for name, value := range h.All() {
			fields = append(fields, [2]string{name, value})
		}
		if h.Len() != len(fields) {
			t.Errorf("Len is %d, and there are %d fields", h.Len(), len(fields))
		}
		return fields
	}
	tests := []struct {
		name   string
		change func(h *gourd.Header)
		want   [][2]string
	}{
		{"Add keeps the order", func(*gourd.Header) {}, [][2]string{{"X-A", "1"}, {"X-B", "2"}, {"X-A", "3"}}},
		{"Set takes the first one's place", func(h *gourd.Header) { h.Set("X-a", "4") }, [][2]string{{"X-A", "4"}, {"X-B", "2"}}},
		{"Set adds", func(h *gourd.Header) { h.Set("x-c", "4") }, [][2]string{{"X-A", "1"}, {"X-B", "2"}, {"X-A", "3"}, {"X-C", "4"}}},
		{"Del removes all", func(h *gourd.Header) { h.Del("x-A") }, [][2]string{{"X-B", "2"}}},
		{"Del of none", func(h *gourd.Header) { h.Del("x-c") }, [][2]string{{"X-A", "1"}, {"X-B", "2"}, {"X-A", "3"}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, set(test.change)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestTheFieldsOfAResponseReplaceThoseOfTheSameName(t *testing.T) {
	shared := gourd.Text("x").WithHeader("X-Shared", "as it was")
	c, _ := client(t, gourd.Config{}, func(app *gourd.App) {
		app.Before(func(c *gourd.Ctx) (gourd.Response, error) {
			c.ResponseHeader().Add("X-A", "hook 1")
			c.ResponseHeader().Add("X-A", "hook 2")
			c.ResponseHeader().Add("X-B", "hook")
			return gourd.Response{}, nil
		})
		app.Get("/", func(*gourd.Ctx) (gourd.Response, error) {
			r := gourd.Text("x")
			r.Header.Add("X-A", "view 1")
			r.Header.Add("X-A", "view 2")
			return r, nil
		})
		app.Get("/shared", func(c *gourd.Ctx) (gourd.Response, error) { return shared.WithHeader("X-Shared", c.Query("q")), nil })
		app.Get("/original", returns(shared))
		app.After(func(_ *gourd.Ctx, r *gourd.Response) error { r.Header.Set("X-After", "here"); return nil })
	})
	res := c.Get("/").Want(200).WantHeader("X-B", "hook").WantHeader("X-After", "here")
	if diff := cmp.Diff([]string{"view 1", "view 2"}, res.Header.Values("X-A")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	c.Get("/shared?q=changed").WantHeader("X-Shared", "changed")
	c.Get("/original").WantHeader("X-Shared", "as it was")
}
