package jinja_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/gourd-go/gourd/jinja"
)

// environment is an Environment of templates by name; "main" is the one that tests render.
func environment(t testing.TB, templates map[string]string, change ...func(*jinja.Config)) *jinja.Environment {
	t.Helper()
	c := jinja.Config{Loader: jinja.Templates(templates)}
	for _, f := range change {
		f(&c)
	}
	env, err := jinja.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return env
}

func template(t testing.TB, env *jinja.Environment, name string) *jinja.Template {
	t.Helper()
	page, err := env.Template(name)
	if err != nil {
		t.Fatal(err)
	}
	return page
}

func render(t testing.TB, env *jinja.Environment, name string, data jinja.Map) string {
	t.Helper()
	s, err := template(t, env, name).Render(t.Context(), data)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestBlockAloneRendersOnlyThatBlock(t *testing.T) {
	env := environment(t, map[string]string{
		"base.html": `{{ fail() }}{% block head %}{{ fail() }}{% endblock %}{% block body %}base {{ title }}{% endblock %}{% block foot %}foot{% endblock %}`,
		"page.html": `{% extends "base.html" %}{% set title = "T" %}{% macro m(x) %}<{{ x }}>{% endmacro %}` +
			`{% block body %}[{{ super() }}|{{ title }}|{{ m(n) }}]{% endblock %}`,
	}, func(c *jinja.Config) {
		c.Globals = map[string]any{"fail": func() error { return errors.New("was rendered") }}
	})
	page := template(t, env, "page.html")
	for block, want := range map[string]string{"body": "[base T|T|<1>]", "foot": "foot"} {
		got, err := page.Block(t.Context(), block, jinja.Map{"n": 1})
		if err != nil || got != want {
			t.Errorf("block %s: %q, %v; want %q", block, got, err, want)
		}
	}
	if _, err := page.Block(t.Context(), "none", nil); err == nil || !strings.Contains(err.Error(), `no block "none"`) {
		t.Errorf("a block that is not there: %v", err)
	}
}

func TestModuleGivesMacrosAndNames(t *testing.T) {
	env := environment(t, map[string]string{
		"m.html": `{% set answer = 42 %}{% set _own = 1 %}{% macro hello(name, greeting="Hello") %}<b>{{ greeting }} {{ name }}</b>{% endmacro %}`,
	})
	m, err := template(t, env, "m.html").Module(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if v, is := m.Get("answer"); !is || v != int64(42) {
		t.Errorf("answer is %v, %v", v, is)
	}
	if _, is := m.Get("_own"); is {
		t.Error("a private name was exported")
	}
	got, err := m.Call(t.Context(), "hello", "<w>", jinja.Kwargs{"greeting": "Hi"})
	if err != nil || got != "<b>Hi &lt;w&gt;</b>" {
		t.Errorf("hello: %q, %v", got, err)
	}
	if _, err := m.Call(t.Context(), "absent"); err == nil {
		t.Error("a macro that is not there was called")
	}
}

func TestStreamWritesBeforeItWaits(t *testing.T) {
	var out strings.Builder
	seen := []string{}
	env := environment(t, map[string]string{
		"main": `one {{ wait() }}{% for x in values %}[{{ x }}]{% endfor %} end`,
	}, func(c *jinja.Config) {
		c.Globals = map[string]any{"wait": func(context.Context) string {
			seen = append(seen, out.String())
			return "two "
		}}
	})
	values := iter.Seq[int](func(yield func(int) bool) {
		for i := range 2 {
			seen = append(seen, out.String())
			if !yield(i) {
				return
			}
		}
	})
	if err := template(t, env, "main").Stream(t.Context(), &out, jinja.Map{"values": values}); err != nil {
		t.Fatal(err)
	}
	if got := out.String(); got != "one two [0][1] end" {
		t.Errorf("the page is %q", got)
	}
	want := []string{"one ", "one two ", "one two [0]"}
	if fmt.Sprint(seen) != fmt.Sprint(want) {
		t.Errorf("written before each wait: %q; want %q", seen, want)
	}
}

// held counts what it is written, and the most that the heap held meanwhile.
type held struct {
	written, largest int
	most             uint64
}

func (h *held) Write(p []byte) (int, error) {
	h.written += len(p)
	h.largest = max(h.largest, len(p))
	if h.written/(1<<20) != (h.written-len(p))/(1<<20) {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		h.most = max(h.most, m.HeapAlloc)
	}
	return len(p), nil
}

func TestStreamOfTenMegabytesHoldsLittle(t *testing.T) {
	env := environment(t, map[string]string{
		"main": `{% for i in range(100000) %}{% if i %}<p>{{ line }} {{ i }}</p>{% endif %}{% endfor %}`,
	})
	page := template(t, env, "main")
	runtime.GC()
	var before runtime.MemStats
	runtime.ReadMemStats(&before)
	var h held
	if err := page.Stream(t.Context(), &h, jinja.Map{"line": strings.Repeat("x", 100)}); err != nil {
		t.Fatal(err)
	}
	if h.written < 10<<20 {
		t.Fatalf("only %d bytes were written", h.written)
	}
	if grown := int64(h.most) - int64(before.HeapAlloc); grown > 1<<20 || h.largest > 64<<10 {
		t.Errorf("the heap grew by %d bytes, the largest write has %d", grown, h.largest)
	}
}

func TestRenderToWritesNothingOfAPageThatFails(t *testing.T) {
	env := environment(t, map[string]string{"main": "text {{ a.b.c }}"})
	var out strings.Builder
	err := template(t, env, "main").RenderTo(t.Context(), &out, nil)
	if e, is := errors.AsType[*jinja.Error](err); !is || e.Kind != "UndefinedError" || e.Line != 1 {
		t.Errorf("the error is %v", err)
	}
	if out.Len() > 0 {
		t.Errorf("%q was written", out.String())
	}
}

func TestErrorsSayHowTheRenderingGotThere(t *testing.T) {
	env := environment(t, map[string]string{
		"base.html":  "{% block body %}{% endblock %}",
		"lib.html":   "\n{% macro show(x) %}\n{{ x.y.z }}{% endmacro %}",
		"part.html":  "{% from 'lib.html' import show %}\n\n{{ show(1) }}",
		"page.html":  "{% extends 'base.html' %}\n{% block body %}\n\n{% include 'part.html' %}{% endblock %}",
		"broken":     "a\n{% if %}",
		"includes":   "\n{% include 'broken' %}",
		"missing":    "{% include 'nowhere' %}",
		"recursive":  "{% include 'recursive' %}",
		"extends me": "{% extends 'extends me' %}",
	})
	_, err := template(t, env, "page.html").Render(t.Context(), nil)
	e, is := errors.AsType[*jinja.Error](err)
	if !is {
		t.Fatal(err)
	}
	if e.Template != "lib.html" || e.Line != 3 {
		t.Errorf("the error is in %s:%d", e.Template, e.Line)
	}
	var chain []string
	for _, step := range e.Chain {
		chain = append(chain, fmt.Sprintf("%s from %s:%d", step.What, step.Template, step.Line))
	}
	want := `macro show from part.html:3, include "part.html" from page.html:4, block body from base.html:1, extends "base.html" from page.html:1`
	if got := strings.Join(chain, ", "); got != want {
		t.Errorf("the chain is\n%s; want\n%s", got, want)
	}
	for name, want := range map[string]string{
		"includes": "TemplateSyntaxError", "missing": "TemplateNotFound",
		"recursive": "RecursionError", "extends me": "RecursionError",
	} {
		_, err := template(t, env, name).Render(t.Context(), nil)
		e, is := errors.AsType[*jinja.Error](err)
		if !is || e.Kind != want {
			t.Errorf("%s: %v; want %s", name, err, want)
		}
		if want == "TemplateNotFound" && !errors.Is(err, fs.ErrNotExist) {
			t.Error("errors.Is does not find fs.ErrNotExist")
		}
	}
}

func TestCancellationEndsARendering(t *testing.T) {
	env := environment(t, map[string]string{
		"loop": "{% for i in range(1000000000) %}{% endfor %}",
		"deep": "{% macro m(n) %}{% for i in [1, 2] %}{{ m(n + 1) if n < 60 }}{% endfor %}{% endmacro %}{{ m(0) }}",
		"map":  "{{ range(1000000000)|map('string')|list|length }}",
	})
	reason := errors.New("the client has left")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(reason)
	for _, name := range []string{"loop", "deep", "map"} {
		if _, err := template(t, env, name).Render(ctx, nil); !errors.Is(err, reason) {
			t.Errorf("%s ended with %v", name, err)
		}
	}
}

func TestTemplatesAreSafeForConcurrentUse(t *testing.T) {
	env := environment(t, map[string]string{
		"base":  "{% block a %}{% endblock %}{% block b %}b{% endblock %}",
		"lib":   "{% macro item(x) %}<{{ caller() }}{{ x.n }}>{% endmacro %}",
		"part":  "{{ k }}{{ n }}",
		"main":  "{% extends 'base' %}{% from 'lib' import item %}{% block a %}{% for x in rows %}{% set k = loop.index %}{% call item(x) %}{{ x.n }}{% endcall %}{% include 'part' %}{% endfor %}{% endblock %}",
		"other": "{% extends 'base' %}{% block b %}{{ super() }}{% endblock %}",
	})
	type row struct{ N int }
	var wg sync.WaitGroup
	for g := range 8 {
		wg.Go(func() {
			for range 50 {
				page, err := env.Template("main")
				if err != nil {
					t.Error(err)
					return
				}
				got, err := page.Render(t.Context(), jinja.Map{"n": g, "rows": []row{{g}, {g + 1}}})
				want := fmt.Sprintf("<%d%d>1%d<%d%d>2%db", g, g, g, g+1, g+1, g)
				if err != nil || got != want {
					t.Errorf("got %q, %v; want %q", got, err, want)
				}
				other, err := env.Template("other")
				if err != nil {
					t.Error(err)
					return
				}
				if err := other.Stream(t.Context(), io.Discard, nil); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
}

func TestReloadReadsAChangedTemplate(t *testing.T) {
	text, reads := "one", 0
	loader := jinja.LoadFunc(func(name string) (jinja.Source, error) {
		if name != "main" {
			return jinja.Source{}, fs.ErrNotExist
		}
		reads++
		was := text
		return jinja.Source{Text: text, Changed: func() bool { return text != was }}, nil
	})
	env := environment(t, nil, func(c *jinja.Config) { c.Loader, c.Reload = loader, true })
	for _, want := range []string{"one", "one", "two"} {
		if want == "two" {
			text = "two"
		}
		if got := render(t, env, "main", nil); got != want {
			t.Errorf("got %q; want %q", got, want)
		}
	}
	if reads != 2 {
		t.Errorf("the source was read %d times", reads)
	}
}

func TestCheckReportsEveryError(t *testing.T) {
	env := environment(t, map[string]string{
		"ok.html":      "{% include 'ok.html' %}{% include 'nowhere' ignore missing %}",
		"a.html":       "{% if 0 %}{{ x|nofilter }}{% endif %}\n{{ x is notest }}",
		"b.html":       "{% for %}",
		"c.html":       "\n{% extends 'nowhere.html' %}",
		"dynamic.html": "{% extends parent %}",
	})
	err := env.Check()
	var all interface{ Unwrap() []error }
	if !errors.As(err, &all) {
		t.Fatal(err)
	}
	var got []string
	for _, err := range all.Unwrap() {
		e, _ := errors.AsType[*jinja.Error](err)
		got = append(got, fmt.Sprintf("%s:%d %s", e.Template, e.Line, e.Kind))
	}
	want := "a.html:1 TemplateAssertionError, a.html:2 TemplateAssertionError, b.html:1 TemplateSyntaxError, c.html:2 TemplateNotFound"
	if s := strings.Join(got, ", "); s != want {
		t.Errorf("got  %s\nwant %s", s, want)
	}
}

func TestSandboxLimits(t *testing.T) {
	type user struct{ Name string }
	env := environment(t, map[string]string{
		"loop":   "{% for i in range(90000) %}{% for j in range(90000) %}{% endfor %}{% endfor %}",
		"range":  "{{ range(100001)|list|length }}",
		"output": "{% for i in range(90000) %}{{ 'x' * 1000 }}{% endfor %}",
		"grow":   "{{ 'x' * 100000000 }}",
		"method": "{{ u.Secret() }}",
		"under":  "{{ u.__class__.x }}",
	}, func(c *jinja.Config) {
		c.Sandbox = &jinja.Sandbox{MaxOutput: 1 << 20, MaxIterations: 100000}
	})
	data := jinja.Map{"u": &secret{}, "name": user{"n"}, "list": []any{}}
	for _, name := range []string{"loop", "range", "output", "grow", "method"} {
		got, err := template(t, env, name).Render(t.Context(), data)
		e, is := errors.AsType[*jinja.Error](err)
		if !is || e.Kind != "SecurityError" && e.Kind != "OverflowError" {
			t.Errorf("%s: %.20q, %v", name, got, err)
		}
	}
	page, err := env.Parse("{{ name.Name }} {{ [1, 2]|join('-') }} {{ 'a'.upper() }}")
	if err != nil {
		t.Fatal(err)
	}
	if got, err := page.Render(t.Context(), data); err != nil || got != "n 1-2 A" {
		t.Errorf("got %q, %v", got, err)
	}
}

type secret struct{}

func (*secret) Secret() string { return "told" }
