package jinja

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

func TestCheck(t *testing.T) {
	layout := "{% block a %}{% endblock %}"
	for name, c := range map[string]struct {
		templates map[string]string
		want      []string
	}{
		"nothing is wrong": {map[string]string{
			"a": "{% extends 'b' %}{% from 'm' import f, x %}{% include ['no', 'b'] %}{% include ['no', 'nor'] ignore missing %}{% include n %}",
			"b": layout, "m": "{% macro f() %}{% endmacro %}{% if q %}{% set x, y = 1, 2 %}{% endif %}",
		}, nil},
		"behind an extends": {map[string]string{
			"a": "{% extends 'b' %}\n{{ x|nofilter }}{% if x is notest %}{% endif %}{% set a = x|notoo %}{% block a %}{{ x|nor }}{% endblock %}", "b": layout,
		}, []string{"a:2: No filter named 'nofilter'.", "a:2: No test named 'notest'.", "a:2: No filter named 'notoo'.", "a:2: No filter named 'nor'."}},
		"in branches, macros and blocks of statements": {map[string]string{
			"a": "{% if x %}{{ x|one }}{% endif %}{% macro f(a=x|two) %}{{ a is three }}{% endmacro %}{% filter four %}{% endfilter %}{% set a | five %}{% endset %}{{ x|six if y }}",
		}, []string{"a:1: No filter named 'one'.", "a:1: No filter named 'two'.", "a:1: No test named 'three'.", "a:1: No filter named 'four'.", "a:1: No filter named 'five'.", "a:1: No filter named 'six'."}},
		"names that filters are given": {map[string]string{
			"a": "{{ x|map('one')|select('two')|reject('three')|selectattr('a', 'four')|rejectattr('a', 'five') }}{{ x|map(attribute='six')|map(seven)|select|selectattr('eight') }}{{ x|map('upper')|select('odd')|selectattr('a', 'eq', 1)|select('>', 1) }}",
		}, []string{"a:1: No filter named 'one'.", "a:1: No test named 'two'.", "a:1: No test named 'three'.", "a:1: No test named 'four'.", "a:1: No test named 'five'."}},
		"what the template asks for": {map[string]string{
			"a": "{% if 'markdown' is filter %}{{ x|markdown }}{% endif %}{{ x is prime() if 'prime' is test }}", "b": "{{ x|markdown }}",
		}, []string{"b:1: No filter named 'markdown'."}},
		"a list of which there is none": {map[string]string{
			"a": "\n{% include ['x', 'y'] %}{% include ('x', 'a') %}{% include ['x', z] %}{% include ['x', 'y'] ignore missing %}",
		}, []string{"a:2: none of the templates given were found: x, y"}},
		"templates that are not there": {map[string]string{
			"a": "{% extends 'x' %}{% import 'y' as y %}{% from 'z' import q %}{% include 'w' %}",
		}, []string{"a:1: x", "a:1: y", "a:1: z", "a:1: w"}},
		"a template that extends itself": {map[string]string{
			"a": "{% extends 'a' %}", "b": "\n{% extends 'c' %}", "c": "{% extends 'd' %}", "d": "{% extends 'b' %}", "e": "{% extends 'a' %}",
			"f": "{% if x %}{% extends 'f' %}{% endif %}", "g": "{% include 'g' %}",
		}, []string{
			"a:1: the template extends itself: a extends a", "b:2: the template extends itself: b extends c extends d extends b",
			"c:1: the template extends itself: c extends d extends b extends c", "d:1: the template extends itself: d extends b extends c extends d",
		}},
		"names that are not there": {map[string]string{
			"a": "{% from 'm' import nosuch, f, x as y, from_base %}", "m": "{% extends 'base' %}{% macro f() %}{% endmacro %}{% set x %}{% endset %}{% import 'base' as base %}",
			"base": "{% set from_base = 1 %}{% for i in x %}{% set inner = 1 %}{% endfor %}", "b": "{% from 'm' import base, inner %}",
			"c": "{% from 'm' import maybe, or_not %}{% if maybe is defined %}{{ or_not|default(1) }}{% endif %}",
		}, []string{
			"a:1: the template 'm' (imported on line 1 in 'a') does not export the requested name 'nosuch'",
			"b:1: the template 'm' (imported on line 1 in 'b') does not export the requested name 'base'",
			"b:1: the template 'm' (imported on line 1 in 'b') does not export the requested name 'inner'",
		}},
		"names that cannot be known": {map[string]string{
			"a": "{% from 'm' import x %}{% from 'n' import x %}{% from 'o' import x %}", "m": "{% extends layout %}", "n": "{% if a %}{% from 'm' import x %}{% endif %}",
			"o": "{% if a %}{% extends 'm' %}{% endif %}",
		}, nil},
		"syntax, and of what others name": {map[string]string{
			"a": "{% include 'b' %}{% from 'b' import x %}{% extends 'b' %}", "b": "{% if %}", "c": "{% break %}{{ x|nofilter }}",
		}, []string{"b:1: Expected an expression, got 'end of statement block'", "c:1: 'break' outside loop", "c:1: No filter named 'nofilter'."}},
	} {
		t.Run(name, func(t *testing.T) {
			env, err := New(Config{Loader: Templates(c.templates)})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, err := range allErrors(env.Check()) {
				e := asErrorOf(t, err)
				got = append(got, fmt.Sprintf("%s:%d: %s", e.Template, e.Line, e.Message))
				if e.Source != c.templates[e.Template] || e.At.Line != e.Line {
					t.Errorf("%v is at %v in %q", e, e.At, e.Source)
				}
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("it found\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
			}
		})
	}
}

func allErrors(err error) []error {
	if err == nil {
		return nil
	}
	return err.(interface{ Unwrap() []error }).Unwrap()
}

// TestCheckTellsWhatRenderingWould holds the messages of Check to those of the rendering.
func TestCheckTellsWhatRenderingWould(t *testing.T) {
	for _, source := range []string{
		"{% include ['x', 'y'] %}", "{% extends 'x' %}", "{{ [1]|map('nofilter')|list }}", "{% from 'm' import nosuch %}{{ nosuch() }}",
	} {
		env, err := New(Config{Loader: Templates(map[string]string{"a": source, "m": ""})})
		if err != nil {
			t.Fatal(err)
		}
		told := allErrors(env.Check())
		if len(told) != 1 {
			t.Fatalf("%s: %v", source, told)
		}
		tmpl, err := env.Template("a")
		if err != nil {
			t.Fatal(err)
		}
		_, err = tmpl.Render(t.Context(), nil)
		if e, now := asErrorOf(t, told[0]), asErrorOf(t, err); e.Message != now.Message && e.Kind != kindAssertionError || !slices.Equal(e.Names, now.Names) {
			t.Errorf("%s: Check tells %v, the rendering %v", source, e, now)
		}
	}
}

func TestCheckOfSomeTemplates(t *testing.T) {
	load := LoadFunc(func(name string) (Source, error) {
		if name == "no" {
			return Source{}, fs.ErrNotExist
		}
		return Source{Text: "{{ x|nofilter }}"}, nil
	})
	env, err := New(Config{Loader: load})
	if err != nil {
		t.Fatal(err)
	}
	if err := env.Check(); err == nil || !strings.Contains(err.Error(), "cannot list its templates") {
		t.Errorf("without names: %v", err)
	}
	got := allErrors(env.Check("a", "no", "b"))
	if len(got) != 3 || got[0].Error() != "a:1: TemplateAssertionError: No filter named 'nofilter'." || !errors.Is(got[1], fs.ErrNotExist) || got[2].(*Error).Template != "b" {
		t.Errorf("it found %v", got)
	}
	if err := (&Environment{}).Check("a"); err == nil || !strings.Contains(err.Error(), "no loader") {
		t.Errorf("without a loader: %v", err)
	}
}

func TestDetailsOfErrors(t *testing.T) {
	a, b := &Error{Kind: "A", Message: "a", Template: "x", Line: 2}, &Error{Kind: "B", Message: "b", Hint: "hint"}
	for want, err := range map[string]error{
		"":                                     nil,
		"A: a\n  in x, line 2":                 a,
		"A: a\n  in x, line 2\n\nB: b\n  hint": errors.Join(a, b),
		"plain":                                errors.New("plain"),
		"A: a\n  in x, line 2\n\nplain":        errors.Join(a, errors.New("plain")),
		"B: b\n  hint\n\nA: a\n  in x, line 2": fmt.Errorf("page: %w", errors.Join(b, fmt.Errorf("w: %w", a))),
		"wrapped: no \"x\"":                    fmt.Errorf("wrapped: %w", errors.New(`no "x"`)),
	} {
		if got := Details(err); got != want {
			t.Errorf("%v: %q, want %q", err, got, want)
		}
	}
}

func TestAMissingTemplateSaysWhereItWasLookedFor(t *testing.T) {
	loader := Choice(Dir("themes/red"), Dir("templates"), FS(fstest.MapFS{}), Templates(map[string]string{
		"a": "{% include 'no' %}", "b": "{% include ['no', 'nor'] %}",
	}))
	env, err := New(Config{Loader: loader})
	if err != nil {
		t.Fatal(err)
	}
	where := func(name string) string {
		return fmt.Sprintf("  there is no template %q in folder themes/red, folder templates, a fstest.MapFS, the map of templates", name)
	}
	render := func(name string) error {
		tmpl, err := env.Template(name)
		if err != nil {
			return err
		}
		_, err = tmpl.Render(t.Context(), nil)
		return err
	}
	for name, c := range map[string]struct {
		err  error
		want string
	}{
		"asked for":      {render("no"), "TemplateNotFound: no\n" + where("no")},
		"several":        {second(env.Template("no", "nor")), "TemplatesNotFound: none of the templates given were found: no, nor\n" + where("no") + "\n" + where("nor")},
		"included":       {render("a"), "TemplateNotFound: no\n  in a, line 1, column 4\n  > 1 | {% include 'no' %}\n      |    ^\n" + where("no")},
		"one of several": {render("b"), "TemplatesNotFound: none of the templates given were found: no, nor\n  in b, line 1, column 4\n  > 1 | {% include ['no', 'nor'] %}\n      |    ^\n" + where("no") + "\n" + where("nor")},
		"no reason":      {notFound("x"), "TemplateNotFound: x"},
		"empty":          {second(env.Template()), "TemplatesNotFound: Tried to select from an empty list of templates."},
	} {
		e := asErrorOf(t, c.err)
		if got := e.Detail(); got != c.want {
			t.Errorf("%s: it is\n%s\nwant\n%s", name, got, c.want)
		}
		if !errors.Is(e, fs.ErrNotExist) {
			t.Errorf("%s: it is not fs.ErrNotExist", name)
		}
	}
	if details := Details(env.Check("a")); !strings.Contains(details, where("no")) {
		t.Errorf("Check tells %s", details)
	}
}

func second[T any](_ T, err error) error { return err }

func TestErrorsOfRegistrationComeInTheOrderOfTheNames(t *testing.T) {
	_, err := New(Config{
		Filters: map[string]any{"z": 1, "a": func() string { return "" }, "m": (func(string) string)(nil)},
		Tests:   map[string]any{"y": func(string) string { return "" }, "b": 2},
		Globals: map[string]any{"x": func(chan int) {}, "c": func() (int, int) { return 0, 0 }, "fine": 1},
	})
	if err == nil {
		t.Fatal("there is no error")
	}
	var got []string
	for line := range strings.Lines(err.Error()) {
		words := strings.Fields(strings.TrimPrefix(line, "jinja: "))
		if words[0] == "parameter" {
			words = words[3:]
		}
		got = append(got, strings.TrimSuffix(strings.Join(words[:3], " "), ","))
	}
	want := []string{"the filter a", "the filter m", "the filter z", "the test b", "the test y", "the global c", "the global x"}
	if !slices.Equal(got, want) {
		t.Errorf("they are about %q, want %q:\n%v", got, want, err)
	}
}

// TestAnErrorThatAFunctionPassesOn: the chain tells that a function was called, not that its
// template was included, and the function's own error is left as it was.
func TestAnErrorThatAFunctionPassesOn(t *testing.T) {
	mails, err := New(Config{Loader: Templates(map[string]string{"mail": "Dear\n{{ user.name }}"})})
	if err != nil {
		t.Fatal(err)
	}
	own := errors.New("the mail failed")
	var kept error
	env, err := New(Config{
		Loader: Templates(map[string]string{"page": "\n{{ mail() }}", "wrapped": "{{ wrapped() }}", "broken": "{% if %}", "includes": "{% include 'broken' %}"}),
		Globals: map[string]any{
			"mail": func() (string, error) {
				tmpl, err := mails.Template("mail")
				if err != nil {
					return "", err
				}
				if kept == nil {
					_, kept = tmpl.Render(t.Context(), nil)
				}
				return "", kept
			},
			"wrapped": func() (string, error) { return "", fmt.Errorf("%w: %w", own, kept) },
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		for name, want := range map[string]string{
			"page":     `"mail", called from page:2`,
			"wrapped":  `"mail", called from wrapped:1`,
			"includes": `"broken", included from includes:1`,
		} {
			if name == "wrapped" && kept == nil {
				continue
			}
			tmpl, err := env.Template(name)
			if err != nil {
				t.Fatal(err)
			}
			_, err = tmpl.Render(t.Context(), nil)
			e := asErrorOf(t, err)
			if len(e.Chain) != 1 || e.Chain[0].String() != want {
				t.Errorf("%s: the chain is %v, want %s", name, e.Chain, want)
			}
			if is := errors.Is(err, own); is != (name == "wrapped") {
				t.Errorf("%s: the function's own error is there: %t", name, is)
			}
		}
	}
	if e := asErrorOf(t, kept); len(e.Chain) > 0 {
		t.Errorf("the function's error has now the chain %v", e.Chain)
	}
}

func TestEscape(t *testing.T) {
	for _, c := range []struct {
		x    any
		want Markup
	}{
		{`<a href="x">'&`, "&lt;a href=&#34;x&#34;&gt;&#39;&amp;"},
		{Markup("<b>"), "<b>"},
		{nil, "None"},
		{7, "7"},
		{true, "True"},
		{1.0, "1.0"},
		{[]string{"<"}, "[&#39;&lt;&#39;]"},
		{htmlWriter{"<i>"}, "<i>"},
		{fs.ErrNotExist, "file does not exist"},
		{map[string]int{"<": 1}, "{&#39;&lt;&#39;: 1}"},
		{os.FileMode(0o600), "-rw-------"},
	} {
		if got := Escape(c.x); got != c.want {
			t.Errorf("%v: %q, want %q", c.x, got, c.want)
		}
	}
}

// htmlWriter has the method HTML.
type htmlWriter struct{ text string }

func (h htmlWriter) HTML() string { return h.text }

func TestWhatIsUndefinedHasNoJSON(t *testing.T) {
	for _, config := range []Config{{}, {Policies: Policies{ToJSON: func(any, int) ([]byte, error) { return []byte("1"), nil }}}} {
		for _, source := range []string{"{{ nobody|tojson }}", "{{ [1, nobody]|tojson }}", "{{ {'a': (nobody,)}|tojson(2) }}"} {
			err := renderError(t, config, source, nil)
			if err == nil || err.Kind != kindTypeError || err.Message != "Object of type Undefined is not JSON serializable" {
				t.Errorf("%s: %v", source, err)
			}
		}
		if err := renderError(t, config, "{% set a = [] %}{% do a.append(a) %}{{ a|tojson }}", nil); err == nil || err.Kind != kindValueError {
			t.Errorf("a list in itself: %v", err)
		}
	}
}

// TestValuesThatHoldThemselves: Go values lead back to themselves, which ends in an error or in
// dots, and never in an overflow of the stack.
func TestValuesThatHoldThemselves(t *testing.T) {
	type node struct {
		Name string
		Next *node
		All  []any
		Map  map[string]any
	}
	loop := &node{Name: "a"}
	loop.Next = loop
	m := map[string]any{}
	m["m"], m["again"] = m, m
	list := []any{1, nil, nil}
	list[1], list[2] = list, list
	mixed := &node{Name: "b", Map: map[string]any{}, All: []any{nil}}
	mixed.Map["node"], mixed.All[0] = mixed, mixed
	var p any
	p = &p
	dict := NewDict()
	dict.Set("m", m)
	data := Map{"node": loop, "m": m, "list": list, "mixed": mixed, "dict": dict, "p": p}
	for name := range data {
		if err := renderError(t, Config{}, "{{ "+name+"|tojson }}", data); err == nil && name != "p" { // which points at nothing
			t.Errorf("%s|tojson has no error", name)
		}
		for _, source := range []string{"{{ x }}", "{{ x|string|length }}", "{{ '%r'|format(x) }}", "{{ [x]|pprint }}", "{{ x|e }}"} {
			err := renderError(t, Config{}, strings.ReplaceAll(source, "x", name), data)
			if err != nil && err.Kind != kindRecursion {
				t.Errorf("%s of %s: %v", source, name, err)
			}
		}
	}
}
