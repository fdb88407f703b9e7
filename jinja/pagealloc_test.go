package jinja

import "testing"

// TestAPageAllocatesLittle renders TechEmpower's page of fortunes: inheritance, a loop, two
// fields that are escaped in each of 13 rows.
func TestAPageAllocatesLittle(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector allocates too")
	}
	env, err := New(Config{Loader: Templates(map[string]string{
		"layout.html":   "<html><title>{% block title %}{% endblock %}</title>{% block body %}{% endblock %}</html>",
		"fortunes.html": `{% extends "layout.html" %}{% block title %}Fortunes{% endblock %}{% block body %}{% for f in fortunes %}<td>{{ f.id }}</td><td>{{ f.message }}</td>{% endfor %}{% endblock %}`,
	})})
	if err != nil {
		t.Fatal(err)
	}
	page, err := env.Template("fortunes.html")
	if err != nil {
		t.Fatal(err)
	}
	type fortune struct {
		ID      int
		Message string
	}
	data := Map{"fortunes": make([]fortune, 13)}
	rows := testing.AllocsPerRun(100, func() {
		if err := page.RenderTo(t.Context(), discarding{}, data); err != nil {
			t.Error(err)
		}
	})
	if rows > 4 {
		t.Errorf("the page allocates %v times", rows)
	}
}

type discarding struct{}

func (discarding) Write(p []byte) (int, error) { return len(p), nil }
