package jinja_test

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gourd-go/gourd/jinja"
)

// TestWhatOutlivesItsTemplate has macros, loops and blocks used after the template, the
// macro or the loop has ended that made them.
func TestWhatOutlivesItsTemplate(t *testing.T) {
	for name, c := range map[string]struct {
		templates map[string]string
		want      string
	}{
		"a loop with a test, left by break in a macro": {map[string]string{
			"main": "{% macro m(ns) %}{% for x in [1, 2, 3] if x %}{% set ns.l = loop %}{% break %}{% endfor %}{% endmacro %}" +
				"{% set ns = namespace() %}{{ m(ns) }}{{ ns.l.length }}{{ ns.l.nextitem }}",
		}, "32"},
		"a recursive loop of an imported macro": {map[string]string{
			"main": "{% set ns = namespace() %}{% from 'a' import m %}{{ m(ns) }}{{ ns.l([5, 6]) }}",
			"a":    "{% macro m(ns) %}{% for x in [1, 2] recursive %}{{ x }}{% set ns.l = loop %}{% endfor %}{% endmacro %}",
		}, "1256"},
		"a call block that an include of an include made": {map[string]string{
			"main": "{% set ns = namespace() %}{% set q = 5 %}{% macro w(ns) %}{% set ns.m = caller %}{% endmacro %}" +
				"{% include 'a' %}{% include 'c' %}{{ ns.m() }}",
			"a": "{% set zz = 'zz' %}{% include 'b' %}",
			"b": "{% call w(ns) %}[{{ q }}{{ zz }}]{% endcall %}",
			"c": "{% set zz = 'other' %}{% include 'd' %}",
			"d": "{{ zz }}",
		}, "other[5zz]"},
		"a macro of the parent of an include": {map[string]string{
			"main": "{% set ns = namespace() %}{% macro keep(ns, m) %}{% set ns.m = m %}{% endmacro %}" +
				"{% include 'a' %}{% include 'c' %}{{ ns.m() }}",
			"a": "{% set y = 'y' %}{% extends 'b' %}",
			"b": "{% macro m() %}[{{ y }}]{% endmacro %}{{ keep(ns, m) }}",
			"c": "{% set y = 'other' %}{{ y }}",
		}, "other[y]"},
		"self of an include": {map[string]string{
			"main": "{% set ns = namespace() %}{% macro keep(ns, m) %}{% set ns.m = m %}{% endmacro %}" +
				"{% include 'a' %}{% include 'c' %}{{ ns.m.b() }}",
			"a": "{% set y = 'y' %}{{ keep(ns, self) }}{% block b %}({{ y }}){% endblock %}",
			"c": "{% set y = 'other' %}{{ y }}",
		}, "(y)other(y)"},
	} {
		t.Run(name, func(t *testing.T) {
			env := environment(t, c.templates)
			for range 2 { // what was pooled is used again
				if got := render(t, env, "main", nil); got != c.want {
					t.Errorf("got %q, want %q", got, c.want)
				}
			}
		})
	}
}

func TestSortRefusesAListThatItsKeyChanges(t *testing.T) {
	env := environment(t, map[string]string{"main": "{% set l = [3, 1, 3, 2, 1, 2] %}{{ l.sort(key=l.remove) }}"})
	_, err := template(t, env, "main").Render(t.Context(), nil)
	if e, is := errors.AsType[*jinja.Error](err); !is || e.Kind != "ValueError" && e.Kind != "TypeError" {
		t.Errorf("got %v", err)
	}
}

func TestGeneratorsOfGeneratorsEnd(t *testing.T) {
	env := environment(t, map[string]string{
		"main": "{% set ns = namespace(g=[1]) %}{% for i in range(100000) %}{% set ns.g = ns.g|map('string') %}{% endfor %}{{ ns.g|list }}",
	})
	_, err := template(t, env, "main").Render(t.Context(), nil)
	if e, is := errors.AsType[*jinja.Error](err); !is || e.Kind != "RecursionError" {
		t.Errorf("got %v", err)
	}
}

// TestModuleGoesOnAfterAnError calls macros of a module again after one has failed, and
// after the sandbox's time for its rendering is over.
func TestModuleGoesOnAfterAnError(t *testing.T) {
	env := environment(t, map[string]string{
		"main":  "{% import 'other' as o %}{% macro bad(f) %}some text {% set x %}{{ f() }}{% endset %}{% endmacro %}{% macro good(x) %}{{ o.m(x) }}{% endmacro %}{% set l = [1] %}",
		"other": "{% macro m(x) %}<{{ x }}>{% endmacro %}",
	}, func(c *jinja.Config) {
		c.Sandbox = &jinja.Sandbox{MaxTime: 50 * time.Millisecond, MaxOutput: 100, Call: func(any, string) bool { return true }}
	})
	synctest.Test(t, func(t *testing.T) { useModule(t, template(t, env, "main")) })
}

func useModule(t *testing.T, page *jinja.Template) {
	m, err := page.Module(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	for range 20 {
		time.Sleep(time.Minute) // each call has the sandbox's time anew
		if _, err := m.Call(t.Context(), "bad", func() error { return errors.New("failed") }); err == nil {
			t.Fatal("bad does not fail")
		}
		func() {
			defer func() { _ = recover() }()
			_, _ = m.Call(t.Context(), "bad", func() string { panic("a panic of the application") })
			t.Error("the panic of the application does not get through")
		}()
		if got, err := m.Call(t.Context(), "good", "x"); got != "<x>" || err != nil {
			t.Fatalf("got %q, %v", got, err)
		}
	}
	if l, is := m.Get("l"); !is || len(l.([]any)) != 1 {
		t.Errorf("got %v", l)
	}
}
