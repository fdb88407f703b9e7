// Package sessions has sessions in signed cookies, which both sides read and write.
package sessions

import (
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/signed"
)

// App makes the application.
func App() *gourd.App {
	app := gourd.New("sessions", gourd.Config{
		SecretKey: "dev", SecretKeyFallbacks: []string{"old"}, SessionCookieSameSite: "Lax", PermanentSessionLifetime: time.Hour,
	})
	app.Get("/", told).Name("read")
	app.Get("/untouched", func(*gourd.Ctx) (string, error) { return "untouched", nil })
	changes(app)
	kinds(app)
	nested(app)
	app.Get("/fail/<int:code>", func(c *gourd.Ctx) (string, error) {
		c.Session().Set("failed", c.Arg[int]("code"))
		return "", gourd.Error(c.Arg[int]("code"), "")
	}).Name("fail")
	app.Get("/broken", func(c *gourd.Ctx) (string, error) {
		c.Session().Set("broken", true)
		return "", errors.New("broken")
	}).Name("broken")
	app.Get("/vary", func(c *gourd.Ctx) (gourd.Response, error) {
		c.Session().Value("x")
		return gourd.HTML("varies").WithHeader("Vary", "Accept"), nil
	}).Name("vary")
	app.After(func(c *gourd.Ctx, _ *gourd.Response) error {
		if c.Query("behind") != "" {
			c.Session().Set("behind", "set in a hook")
		}
		return nil
	})
	return app
}

// told is all of the session.
func told(c *gourd.Ctx) (string, error) {
	var out []string
	for name, value := range c.Session().All() {
		out = append(out, name+"="+python(value))
	}
	if len(out) == 0 {
		return "empty", nil
	}
	slices.Sort(out)
	return strings.Join(out, "\n"), nil
}

// python prints a value.
func python(v any) string {
	switch v := v.(type) {
	case bool:
		if v {
			return "True"
		}
		return "False"
	case map[string]any:
		var out []string
		for name, value := range v {
			out = append(out, fmt.Sprintf("'%s': %s", name, python(value)))
		}
		return "{" + strings.Join(out, ", ") + "}"
	}
	return fmt.Sprint(v)
}

// changes adds the views that change the session.
func changes(app *gourd.App) {
	app.Get("/set/<name>/<value>", func(c *gourd.Ctx) (string, error) {
		c.Session().Set(c.Arg[string]("name"), c.Arg[string]("value"))
		return told(c)
	}).Name("put")
	app.Get("/count", func(c *gourd.Ctx) (string, error) {
		n, _ := c.Session().Get[int]("n")
		c.Session().Set("n", n+1)
		return told(c)
	}).Name("count")
	app.Get("/has/<name>", func(c *gourd.Ctx) (string, error) {
		return python(c.Session().Has(c.Arg[string]("name"))), nil
	}).Name("has")
	app.Get("/pop/<name>", func(c *gourd.Ctx) (string, error) {
		if v, ok := c.Session().Pop[any](c.Arg[string]("name")); ok {
			return python(v), nil
		}
		return "nothing", nil
	}).Name("pop")
	app.Get("/clear", func(c *gourd.Ctx) (string, error) {
		c.Session().Clear()
		return "cleared", nil
	}).Name("clear")
	app.Get("/permanent/<int:on>", func(c *gourd.Ctx) (string, error) {
		c.Session().SetPermanent(c.Arg[int]("on") != 0)
		if c.Session().Permanent() {
			return "permanent", nil
		}
		return "not permanent", nil
	}).Name("permanent")
}

// nested adds the views that change a value that the session holds.
func nested(app *gourd.App) {
	app.Get("/nested", func(c *gourd.Ctx) (string, error) {
		c.Session().Set("nested", gourd.Map{"a": 1})
		return told(c)
	}).Name("nested")
	app.Get("/nested/change", func(c *gourd.Ctx) (string, error) {
		held, _ := c.Session().Get[map[string]any]("nested")
		held["a"] = 2
		if c.Query("mark") != "" {
			c.Session().MarkModified()
		}
		return python(held["a"]), nil
	}).Name("change")
	app.Get("/nested/read", func(c *gourd.Ctx) (string, error) {
		held, _ := c.Session().Get[map[string]any]("nested")
		return python(held["a"]), nil
	}).Name("read_nested")
	app.Get("/long", func(c *gourd.Ctx) (string, error) {
		c.Session().Set("long", strings.Repeat("abc", 300))
		return "long", nil
	}).Name("long")
	app.Get("/length", func(c *gourd.Ctx) (string, error) {
		long, _ := c.Session().Get[string]("long")
		return strconv.Itoa(len(long)), nil
	}).Name("length")
}

// kinds adds the views of the types that a session keeps.
func kinds(app *gourd.App) {
	app.Get("/types", func(c *gourd.Ctx) (string, error) {
		s := c.Session()
		s.Set("tuple", signed.Tuple{1, "two"})
		s.Set("bytes", []byte{0, 0xff})
		s.Set("uuid", signed.UUID{0x12, 0x34, 0x56, 0x78, 0x12, 0x34, 0x56, 0x78, 0x12, 0x34, 0x56, 0x78, 0x12, 0x34, 0x56, 0x78})
		s.Set("time", time.Date(2024, 1, 2, 3, 4, 5, 0, time.UTC))
		s.Set("list", []any{1, 2.5, nil, true, "é"})
		s.Set("dict", gourd.Map{"b": 1, "a": gourd.Map{"c": []any{}}})
		s.Set("markup", signed.Markup("<b>"))
		return "stored", nil
	}).Name("types")
	app.Get("/read-types", func(c *gourd.Ctx) (string, error) {
		s := c.Session()
		tuple, _ := s.Get[signed.Tuple]("tuple")
		data, _ := s.Get[[]byte]("bytes")
		id, _ := s.Get[signed.UUID]("uuid")
		at, _ := s.Get[time.Time]("time")
		list, _ := s.Get[[]any]("list")
		dict, _ := s.Get[map[string]any]("dict")
		markup, _ := s.Get[signed.Markup]("markup")
		return fmt.Sprint(tuple[1], " ", hex.EncodeToString(data), " ", id, " ", at.Format("2006-01-02T15:04:05-07:00"), " ",
			len(list), " ", dict["b"], " ", markup), nil
	}).Name("read_types")
}
