//go:build linux

package main

import (
	"fmt"
	"strings"

	"github.com/gourd-go/gourd/jinja"
)

// page is one that all engines render.
type page struct {
	name      string
	templates map[string]string // of Jinja2
	main      string            // the template to render
	escape    bool
	// The data, for engines that have rows as structs, and as maps.
	structs, maps jinja.Map
	goTemplates   string // of html/template; "main" is the one to render
	byHand        func(dst []byte) []byte
}

// fortune is a row of TechEmpower's fortunes page.
type fortune struct {
	ID      int
	Message string
}

// field is one of a form.
type field struct {
	Name, Label, Value, Type string
	Required                 bool
}

// messages are those of TechEmpower's test, in the order in which the page has them.
var messages = []fortune{
	{11, `<script>alert("This should not be displayed in a browser alert box.");</script>`},
	{4, "A bad random number generator: 1, 1, 1, 1, 1, 4.33e67, 1, 1, 1"},
	{5, "A computer program does what you tell it to do, not what you want it to do."},
	{2, "A computer scientist is someone who fixes things that aren't broken."},
	{8, "A list is only as strong as its weakest link. — Donald Knuth"},
	{0, "Additional fortune added at request time."},
	{3, "After enough decimal places, nobody gives a damn."},
	{7, "Any program that runs right is obsolete."},
	{10, "Computers make very fast, very accurate mistakes."},
	{6, "Emacs is a nice operating system, but I prefer UNIX. — Tom Christaensen"},
	{9, "Feature: A bug with seniority."},
	{1, "fortune: No such file or directory"},
	{12, "フレームワークのベンチマーク"},
}

const (
	baseTemplate = `<!DOCTYPE html>
<html>
<head><title>{% block title %}{% endblock %}</title></head>
<body>{% block body %}{% endblock %}</body>
</html>`
	fortunesTemplate = `{% extends "base.html" %}
{% block title %}Fortunes{% endblock %}
{% block body %}
<table>
<tr><th>id</th><th>message</th></tr>
{% for f in fortunes %}<tr><td>{{ f.id }}</td><td>{{ f.message }}</td></tr>
{% endfor %}</table>
{% endblock %}`
	goFortunes = `{{define "main"}}<!DOCTYPE html>
<html>
<head><title>{{template "title" .}}</title></head>
<body>{{template "body" .}}</body>
</html>{{end}}{{define "title"}}Fortunes{{end}}{{define "body"}}
<table>
<tr><th>id</th><th>message</th></tr>
{{range .fortunes}}<tr><td>{{.ID}}</td><td>{{.Message}}</td></tr>
{{end}}</table>
{{end}}`

	includesTemplate = `<ul>
{% for f in fortunes %}{% include "item.html" %}
{% endfor %}</ul>`
	itemTemplate = `<li>{{ f.id }}: {{ f.message }}</li>`
	goIncludes   = `{{define "main"}}<ul>
{{range .fortunes}}{{template "item" .}}{{end}}</ul>{{end}}{{define "item"}}<li>{{.ID}}: {{.Message}}</li>
{{end}}`

	macrosTemplate = `{% macro input(name, value='', type='text', size=20) -%}
<input type="{{ type }}" name="{{ name }}" value="{{ value }}" size="{{ size }}">
{%- endmacro %}
{% macro field(label, required=false) -%}
<div class="field{% if required %} required{% endif %}"><label>{{ label }}</label>{{ caller() }}</div>
{%- endmacro %}`
	formTemplate = `{% from "forms.html" import input, field %}<form method="post">
{% for f in fields %}{% call field(f.label, required=f.required) %}{{ input(f.name, f.value, type=f.type) }}{% endcall %}
{% endfor %}</form>`
	goForm = `{{define "main"}}<form method="post">
{{range .fields}}{{template "field" .}}
{{end}}</form>{{end}}{{define "field"}}<div class="field{{if .Required}} required{{end}}"><label>{{.Label}}</label>{{template "input" .}}</div>{{end}}` +
		`{{define "input"}}<input type="{{.Type}}" name="{{.Name}}" value="{{.Value}}" size="20">{{end}}`

	loopTemplate = `{% for i in range(turns) %}{% if i % 3 == 0 %}{{ i * 2 + 1 }}{% else %}{{ i }}{% endif %},{% endfor %}`
	goLoop       = `{{define "main"}}{{range $i := .turns}}{{if eq (mod $i 3) 0}}{{add (mul $i 2) 1}}{{else}}{{$i}}{{end}},{{end}}{{end}}`
)

// turns is how often the page that computes does so.
const turns = 10_000

// pages are all there are.
func pages() []page {
	hundred, fields := rows(100), formFields(30)
	loopData := jinja.Map{"turns": turns}
	return []page{
		fortunesPage("fortunes, 13 rows", messages),
		fortunesPage("fortunes, 1,000 rows", rows(1000)),
		{
			name: "100 includes", main: "main.html", escape: true,
			templates:   map[string]string{"main.html": includesTemplate, "item.html": itemTemplate},
			structs:     jinja.Map{"fortunes": hundred},
			maps:        jinja.Map{"fortunes": asMaps(hundred)},
			goTemplates: goIncludes,
			byHand:      func(dst []byte) []byte { return appendItems(dst, hundred) },
		},
		{
			name: "form, 30 fields of macros", main: "page.html", escape: true,
			templates:   map[string]string{"page.html": formTemplate, "forms.html": macrosTemplate},
			structs:     jinja.Map{"fields": fields},
			maps:        jinja.Map{"fields": fieldMaps(fields)},
			goTemplates: goForm,
			byHand:      func(dst []byte) []byte { return appendForm(dst, fields) },
		},
		{
			name: "loop, 10,000 turns", main: "loop.txt",
			templates:   map[string]string{"loop.txt": loopTemplate},
			structs:     loopData,
			maps:        loopData,
			goTemplates: goLoop,
			byHand:      appendLoop,
		},
	}
}

func fortunesPage(name string, fortunes []fortune) page {
	return page{
		name: name, main: "fortunes.html", escape: true,
		templates:   map[string]string{"base.html": baseTemplate, "fortunes.html": fortunesTemplate},
		structs:     jinja.Map{"fortunes": fortunes},
		maps:        jinja.Map{"fortunes": asMaps(fortunes)},
		goTemplates: goFortunes,
		byHand:      func(dst []byte) []byte { return appendFortunes(dst, fortunes) },
	}
}

// rows are n fortunes, the messages in turn.
func rows(n int) []fortune {
	list := make([]fortune, n)
	for i := range list {
		list[i] = fortune{i, messages[i%len(messages)].Message}
	}
	return list
}

func asMaps(fortunes []fortune) []map[string]any {
	list := make([]map[string]any, len(fortunes))
	for i, f := range fortunes {
		list[i] = map[string]any{"id": f.ID, "message": f.Message}
	}
	return list
}

func formFields(n int) []field {
	list := make([]field, n)
	for i := range list {
		list[i] = field{
			Name: fmt.Sprintf("field%d", i), Label: fmt.Sprintf("The field no. %d", i), Value: strings.Repeat("value ", i%4) + `& "more"`,
			Type: [...]string{"text", "email", "number"}[i%3], Required: i%2 == 0,
		}
	}
	return list
}

func fieldMaps(fields []field) []map[string]any {
	list := make([]map[string]any, len(fields))
	for i, f := range fields {
		list[i] = map[string]any{"name": f.Name, "label": f.Label, "value": f.Value, "type": f.Type, "required": f.Required}
	}
	return list
}
