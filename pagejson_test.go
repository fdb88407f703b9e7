package gourd_test

import (
	"strings"
	"testing"

	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/gourdtest"
	"github.com/gourd-go/gourd/jinja"
)

func TestNumbersOfARequestsJSONInPages(t *testing.T) {
	const body = `{"n": 1, "f": 1.0, "e": 1e2, "big": 12345678901234567890123, "list": [1, {"a": -2}], "s": "1", "none": null}`
	for name, provider := range map[string]gourd.JSONProvider{"the default": nil, "Flask's": gourd.FlaskJSON{}} {
		c := shows(t, "{{ request.json.n }} {{ request.json.f }} {{ request.json.e }} {{ request.json.big }} {{ request.json.list }} {{ request.json.n + 1 }} {{ request.json.none }}",
			gourd.Config{JSON: provider})
		r := c.Post("/page", gourdtest.Body("application/json", strings.NewReader(body))).Want(200)
		if got, want := r.Text(), "1 1.0 100.0 12345678901234567890123 [1, {&#39;a&#39;: -2}] 2 None"; got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
		c.Post("/page", gourdtest.Body("application/json", strings.NewReader("{"))).Want(400)
		c.Post("/page", gourdtest.Body("text/plain", strings.NewReader("{}"))).Want(415)
	}
}

// TestWhatHasNoJSONInPages: Flask answers 500 for what is undefined, too. Values that hold
// themselves are an error, and no overflow of the stack.
func TestWhatHasNoJSONInPages(t *testing.T) {
	m := map[string]any{}
	m["m"], m["again"] = m, m
	list := []any{nil, nil}
	list[0], list[1] = list, jinja.Tuple(list)
	dict := jinja.NewDict()
	dict.Set("m", m)
	for _, provider := range []gourd.JSONProvider{nil, gourd.FlaskJSON{}} {
		app := gourd.New("pages", gourd.Config{JSON: provider, Templates: textFiles(map[string]string{"a.html": ""})})
		env, err := app.Jinja()
		if err != nil {
			t.Fatal(err)
		}
		for expression, want := range map[string]string{
			"nobody":      "TypeError: Object of type Undefined is not JSON serializable",
			"[1, nobody]": "TypeError: Object of type Undefined is not JSON serializable",
			"m":           "contains itself",
			"list":        "contains itself",
			"dict":        "contains itself",
		} {
			page, err := env.Parse("{{ " + expression + "|tojson }}")
			if err != nil {
				t.Fatal(err)
			}
			if _, err := page.Render(t.Context(), gourd.Map{"m": m, "list": list, "dict": dict}); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s|tojson: %.300v, want %s", expression, err, want)
			}
		}
	}
}

func TestMistakesBehindAnExtendsAreToldAtSetup(t *testing.T) {
	err := gourd.New("pages", gourd.Config{Templates: textFiles(map[string]string{
		"a.html": "{% extends 'b.html' %}\n{% set x = y|uper %}", "b.html": "{% extends 'b.html' %}", "notes.md": "{% if %}",
	})}).Setup()
	if err == nil {
		t.Fatal("it was set up")
	}
	for _, want := range []string{"No filter named 'uper'.", "did you mean 'upper'?", "the template extends itself: b.html extends b.html", "\n\n"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("the error has no %q:\n%v", want, err)
		}
	}
	if strings.Contains(err.Error(), "notes.md") {
		t.Errorf("what is no template by its name is told:\n%v", err)
	}
}
