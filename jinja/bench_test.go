package jinja_test

import (
	"fmt"
	"testing"

	"github.com/gourd-go/gourd/jinja"
)

// fortune is a row of TechEmpower's fortunes page.
type fortune struct {
	ID      int
	Message string
}

var fortunes = map[string]string{
	"layout.html": "<!DOCTYPE html>\n<html>\n<head><title>{% block title %}{% endblock %}</title></head>\n<body>\n{% block body %}{% endblock %}\n</body>\n</html>\n",
	"fortunes.html": "{% extends \"layout.html\" %}\n{% block title %}Fortunes{% endblock %}\n{% block body %}\n<table>\n<tr><th>id</th><th>message</th></tr>\n" +
		"{% for f in fortunes %}<tr><td>{{ f.id }}</td><td>{{ f.message }}</td></tr>\n{% endfor %}</table>\n{% endblock %}\n",
	"include.html": "{% for i in range(100) %}{% include \"part.html\" %}{% endfor %}",
	"part.html":    "<li>{{ i }}: {{ title }}</li>",
	"loop.txt":     "{% for i in range(10000) %}{% if i % 3 == 0 %}{{ i * 2 + 1 }}{% else %}{{ i }}{% endif %},{% endfor %}",
	"forms.html": `{% macro input(name, value="", type="text", size=20) %}<input type="{{ type }}" name="{{ name }}" value="{{ value }}" size="{{ size }}">{% endmacro %}
{% macro field(label, required=false) %}<div class="field{% if required %} required{% endif %}"><label>{{ label }}</label>{{ caller() }}</div>{% endmacro %}`,
	"form.html": `{% from "forms.html" import input, field %}<form method="post">
{% for f in fields %}{% call field(f.label, required=f.required) %}{{ input(f.name, f.value, type=f.type) }}{% endcall %}
{% endfor %}</form>`,
}

func fortuneRows(n int) []fortune {
	rows := make([]fortune, n)
	for i := range rows {
		rows[i] = fortune{i + 1, fmt.Sprintf("fortune: A computer scientist is someone who fixes things that aren't broken <%d>", i)}
	}
	return rows
}

func BenchmarkRender(b *testing.B) {
	env := environment(b, fortunes)
	maps := []map[string]any{}
	for _, f := range fortuneRows(1000) {
		maps = append(maps, map[string]any{"id": f.ID, "message": f.Message})
	}
	type field struct {
		Name, Label, Value, Type string
		Required                 bool
	}
	var fields []field
	for i := range 30 {
		fields = append(fields, field{fmt.Sprint("field", i), "A label & more", "a \"value\"", "text", i%2 == 0})
	}
	for _, c := range []struct {
		name, page string
		data       jinja.Map
	}{
		{"fortunes 13 structs", "fortunes.html", jinja.Map{"fortunes": fortuneRows(13)}},
		{"fortunes 1000 structs", "fortunes.html", jinja.Map{"fortunes": fortuneRows(1000)}},
		{"fortunes 1000 maps", "fortunes.html", jinja.Map{"fortunes": maps}},
		{"100 includes", "include.html", jinja.Map{"title": "A title"}},
		{"loop", "loop.txt", nil},
		{"form", "form.html", jinja.Map{"fields": fields}},
	} {
		b.Run(c.name, func(b *testing.B) {
			page := template(b, env, c.page)
			b.ReportAllocs()
			for b.Loop() {
				if err := page.RenderTo(b.Context(), discard{}, c.data); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }
