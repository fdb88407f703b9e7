package jinja

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gourd-go/gourd/internal/python"
	"github.com/gourd-go/gourd/internal/require"
)

// startJinja2 starts real Jinja2 for a test, and ends it with the test. Without it the test
// skips, or fails where GOURD_REQUIRE has "jinja".
func startJinja2(t testing.TB) *Jinja2 {
	t.Helper()
	interpreter, err := python.Find()
	if err != nil {
		require.Or(t, "jinja", err.Error())
	}
	side, err := StartJinja2(t.Context(), interpreter)
	if err != nil {
		require.Or(t, "jinja", err.Error())
	}
	t.Cleanup(func() {
		if err := side.Close(); err != nil && t.Context().Err() == nil {
			t.Error(err)
		}
	})
	return side
}

// parseOne reads one case.
func parseOne(t testing.TB, text string) Case {
	t.Helper()
	cases, err := ParseCases("one.json", []byte("["+text+"]"))
	if err != nil {
		t.Fatal(err)
	}
	return cases[0]
}

func TestCasesAsInJinja2(t *testing.T) {
	side := startJinja2(t)
	cases, err := ReadFolder("cases")
	if err != nil {
		t.Fatal(err)
	}
	kept, err := KeptDifferences()
	if err != nil {
		t.Fatal(err)
	}
	var sum Summary
	for _, c := range cases {
		r, err := Compare(t.Context(), side, c)
		if err != nil {
			t.Fatalf("%s: %s: %v", c.File, c.Name, err)
		}
		r.Kept = kept[c.Name].Reason
		delete(kept, c.Name)
		var told strings.Builder
		sum.Add(&told, r)
		switch {
		case !r.Passed():
			t.Error(told.String())
		case r.Kept != "":
			t.Log(told.String())
		}
	}
	for name := range kept {
		t.Errorf("differences.json keeps a difference of the case %q, which is not there", name)
	}
	var told strings.Builder
	sum.Close(&told)
	t.Log(told.String())
	if least := 800; sum.Passed+sum.Failed < least {
		t.Errorf("%d cases, want at least %d", sum.Passed+sum.Failed, least)
	}
}

func TestWhatJinja2Answers(t *testing.T) {
	side := startJinja2(t)
	for _, test := range []struct {
		text string
		page string
		kind string
		at   string // template and line, or names
	}{
		{text: `{"name": "a page", "template": "{{ a }}{{ b }}{{ c }}", "context": {"a": 1, "b": 1.0, "c": 1e5}}`, page: "11.0100000.0"},
		{text: `{"name": "constants", "template": "{{ a }}", "context": {"a": [NaN, Infinity, -Infinity, "NaN \" Infinity"]}}`, page: `[nan, inf, -inf, 'NaN " Infinity']`},
		{text: `{"name": "large", "template": "{{ a + 1 }}", "context": {"a": 123456789012345678901234567890}}`, page: "123456789012345678901234567891"},
		{text: `{"name": "order", "template": "{{ a }}", "context": {"a": {"z": 1, "a": [true, null]}}}`, page: "{'z': 1, 'a': [True, None]}"},
		{text: `{"name": "values", "template": "{{ m }}{{ t }}{{ o.a }}{{ h }}{{ w }}{{ f(1, b='x') }}{{ u|default('d') }}", "autoescape": true,
			"context": {"m": {"$markup": "<b>"}, "t": {"$tuple": [1]}, "o": {"$object": {"a": "<"}}, "h": {"$html": "<i>"},
			"w": {"$datetime": "2024-01-02T03:04:05"}, "f": {"$call": "echo"}, "u": {"$undefined": "u"}}}`, page: "<b>(1,)&lt;<i>2024-01-02 03:04:05+00:001|b=&#39;x&#39;d"},
		{text: `{"name": "syntax", "template": "\n{% if %}"}`, kind: "TemplateSyntaxError", at: " (line 2)"},
		{text: `{"name": "syntax elsewhere", "template": "{% include 'a' %}", "templates": {"a": "\n\n{{ 1 + }}"}}`, kind: "TemplateSyntaxError", at: "(a, line 3)"},
		{text: `{"name": "run time", "template": "\n{{ 1 // 0 }}"}`, kind: "ZeroDivisionError", at: " (line 2)"},
		{text: `{"name": "run time elsewhere", "template": "\n{% include 'a' %}", "templates": {"a": "\n\n{{ f() }}"}, "context": {"f": {"$call": "fail"}}}`, kind: "ValueError", at: "(a, line 3)"},
		{text: `{"name": "not found", "template": "{% include 'a' %}"}`, kind: "TemplateNotFound", at: `(["a"])`},
		{text: `{"name": "none found", "template": "{% include ['a', 'b'] %}"}`, kind: "TemplatesNotFound", at: `(["a" "b"])`},
		{text: `{"name": "undefined", "template": "{{ a }}", "undefined": "strict"}`, kind: "UndefinedError", at: " (line 1)"},
		{text: `{"name": "options", "template": "a\n  # if x\n  b ## c\n  # endif\n<< 1 >>\n", "line_statement_prefix": "#", "line_comment_prefix": "##",
			"variable_start_string": "<<", "variable_end_string": ">>", "keep_trailing_newline": true, "newline_sequence": "\r\n", "context": {"x": 1}}`, page: "a\r\n  b\r\n1\r\n"},
		{text: `{"name": "a lone surrogate", "template": "{{ 'a' }}{{ '%c' % 55296 }}"}`, page: "a\xed\xa0\x80"},
	} {
		c := parseOne(t, test.text)
		o, err := side.Render(c)
		switch {
		case err != nil || o.Broken != "":
			t.Errorf("%s: %v, %v", c.Name, o.Broken, err)
		case test.kind == "" && (o.Failure != nil || o.Page != test.page):
			t.Errorf("%s: got %q, %v, want %q", c.Name, o.Page, o.Failure, test.page)
		case test.kind != "" && (o.Failure == nil || o.Failure.Kind != test.kind || !strings.Contains(o.Failure.String(), test.at)):
			t.Errorf("%s: got %v, want %s%s", c.Name, o.Failure, test.kind, test.at)
		}
	}
}

func TestACaseThatTakesTooLongFailsAlone(t *testing.T) {
	side := startJinja2(t)
	side.limit = 300 * time.Millisecond
	o, err := side.Render(Case{Template: "{% for i in range(10**12) %}{% endfor %}"})
	if err != nil || !strings.Contains(o.Broken, "more than 300ms") {
		t.Errorf("got %+v, %v", o, err)
	}
	side.limit = timeLimit
	if o, err := side.Render(Case{Template: "{{ 1 }}"}); err != nil || o.Page != "1" {
		t.Errorf("the case behind it: got %+v, %v", o, err)
	}
	c := Case{Name: "long"}
	o = runWithin(t.Context(), time.Millisecond, c, func(ctx context.Context, _ Case) Outcome {
		<-t.Context().Done()
		return Outcome{}
	})
	if !strings.Contains(o.Broken, "more than 1ms") {
		t.Errorf("this side: got %+v", o)
	}
}

func TestAPanicIsTold(t *testing.T) {
	o := runWithin(t.Context(), time.Minute, Case{}, func(context.Context, Case) Outcome { panic("oh") })
	if !strings.Contains(o.Broken, "it panics: oh") || !strings.Contains(o.Broken, "jinja_test.go") {
		t.Errorf("got %+v", o)
	}
}

func TestDifferencesAreTold(t *testing.T) {
	page := func(s string) Outcome { return Outcome{Page: s} }
	failure := func(f Failure) Outcome { return Outcome{Failure: &f} }
	plain, failing := Case{Template: "{{ x }}\nno\a"}, Case{Error: true, Template: "t", Templates: map[string]string{"a.html": "{% else %}"}, Undefined: "strict"}
	for _, test := range []struct {
		about         string
		c             Case
		jinja2, gourd Outcome
		want          []string // nil: there is no difference
	}{
		{"the same page", plain, page("a\nb"), page("a\nb"), nil},
		{"a line", plain, page("a\nb\nc"), page("a\n\tb\nc"), []string{"the page", "\n         1  {{ x }}\n", `2  "no\a"`, "Jinja2:\n         1  \"a\\n\"\n      >  2  \"b\\n\"\n", "here:", `>  2  "\tb\n"`}},
		{"a line that is missing", plain, page("a\nb"), page("a\n"), []string{`>  2  "b"`, `>  2  ""`}},
		{"the line break at the end", plain, page("a\n"), page("a"), []string{`>  1  "a\n"`, `>  1  "a"`}},
		{"an error in the place of a page", plain, page("a"), failure(Failure{Kind: "TypeError", Line: 3}), []string{"one side renders", "TypeError (line 3)"}},
		{"an error that the case does not say", plain, failure(Failure{Kind: "TypeError"}), failure(Failure{Kind: "TypeError"}), []string{"does not say"}},
		{"a page where the case says error", failing, page("a"), page("a"), []string{`the case says "error"`}},
		{"the same error", failing, failure(Failure{Kind: "K", Line: 1, Message: "m"}), failure(Failure{Kind: "K", Line: 1, Message: "n"}), nil},
		{"its kind", failing, failure(Failure{Kind: "K", Line: 1}), failure(Failure{Kind: "L", Line: 1}), []string{"the error", "a.html:", "{% else %}", `undefined: "strict"`, "error: true"}},
		{"its line", failing, failure(Failure{Kind: "K", Line: 1}), failure(Failure{Kind: "K", Line: 2}), []string{"(line 1)", "(line 2)"}},
		{"its template", failing, failure(Failure{Kind: "K", Line: 1}), failure(Failure{Kind: "K", Line: 1, Template: "a.html"}), []string{"(line 1)", "(a.html, line 1)"}},
		{"its names", failing, failure(Failure{Kind: "N", Names: []string{"a"}}), failure(Failure{Kind: "N", Names: []string{"b"}}), []string{`(["a"])`, `(["b"])`}},
		{"the same names in other places", failing, failure(Failure{Kind: "N", Names: []string{"a"}, Line: 1}), failure(Failure{Kind: "N", Names: []string{"a"}}), nil},
		{"a side that cannot", plain, page(""), Outcome{Broken: "it panics"}, []string{"a side cannot", "it panics"}},
	} {
		d := Difference{test.c, test.jinja2, test.gourd}
		if (d.What() == "") != (test.want == nil) {
			t.Errorf("%s: what differs is %q", test.about, d.What())
		}
		for _, want := range test.want {
			if told := d.String(); !strings.Contains(told, want) {
				t.Errorf("%s: %q is not in\n%s", test.about, want, told)
			}
		}
	}
}

func TestLongPagesAreShownAroundTheirDifference(t *testing.T) {
	lines := slices.Repeat([]string{"x\n"}, 200)
	other := slices.Clone(lines)
	other[100] = "y\n"
	told := Difference{Jinja2: Outcome{Page: strings.Join(lines, "")}, Gourd: Outcome{Page: strings.Join(other, "")}}.String()
	for _, want := range []string{`>101  "x\n"`, `>101  "y\n"`, "… 88 lines"} {
		if !strings.Contains(told, want) {
			t.Errorf("%q is not in\n%s", want, told)
		}
	}
	if n := strings.Count(told, "\n"); n > 100 {
		t.Errorf("it is told in %d lines", n)
	}
}

func TestCaseFilesThatCannotBeRead(t *testing.T) {
	for text, want := range map[string]string{
		`[{"name": "a", "template": "", "templats": {}}]`: `"templats"`,
		`[{"name": "a", "template": "", "template": ""}]`: `"template"`,
		`[{"name": "a", "template": ""}`:                  `unexpected EOF`,
		`{"name": "a", "template": ""}`:                   `list of cases`,
		`[{"name": "a"}]`:                                 `case 1 "a": it has no template`,
		`[{"template": ""}]`:                              `case 1 "": it has no name`,
		`[{"name": "a", "template": 1}]`:                  `/template`,
		`[{"name": "a", "template": ""}, {"name": "b", "template": "", "undefined": "x"}]`:          `case 2 "b": its undefined is "x"`,
		`[{"name": "a", "template": "", "newline_sequence": "x"}]`:                                  `its newline_sequence is "x"`,
		`[{"name": "a", "template": "", "policies": {"a.b": 1}}]`:                                   `"a.b"`,
		`[{"name": "a", "template": "", "policies": {"json.dumps_kwargs": {"separators": [","]}}}]`: `separators`,
		`[{"name": "a", "template": "", "context": [1]}]`:                                           `an object of named values`,
		`[{"name": "a", "template": "", "context": {"x": {"$new": "y"}}}]`:                          `"a": there is no kind of value $new`,
		`[{"name": "a", "template": "", "context": {"x": {"$markup": "y", "b": 1}}}]`:               `$markup has company`,
		`[{"name": "a", "template": "", "context": {"x": {"$markup": 1}}}]`:                         `$markup has 1, want a string`,
		`[{"name": "a", "template": "", "context": {"x": {"$tuple": {}}}}]`:                         `$tuple has {}, want a list`,
		`[{"name": "a", "template": "", "context": {"x": {"$object": []}}}]`:                        `$object has [], want an object`,
		`[{"name": "a", "template": "", "context": {"x": {"$call": "y"}}}]`:                         `$call has "y"`,
		`[{"name": "a", "template": "", "context": {"x": {"$datetime": "y"}}}]`:                     `$datetime has "y"`,
		`[{"name": "a", "template": "", "context": {"x": [{"$undefined": "y"}]}}]`:                  `undefined value`,
		`[{"name": "a", "template": "", "context": {"x": {"y": {"$undefined": "y"}}}}]`:             `"y" is undefined`,
	} {
		if _, err := ParseCases("bad.json", []byte(text)); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "bad.json") {
			t.Errorf("%s: got the error %v, want one with %q and the file", text, err, want)
		}
	}
}

func TestFoldersOfCases(t *testing.T) {
	folder := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		path := filepath.Join(folder, filepath.FromSlash(name))
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, []byte(text), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	write("a/deep/b.json", `[{"name": "one", "template": ""}]`)
	write("c.json", `[{"name": "two", "template": "x"}]`)
	cases, err := ReadFolder(folder)
	if err != nil || len(cases) != 2 || cases[0].File != "a/deep/b.json" || cases[1].Name != "two" {
		t.Errorf("got %+v, %v", cases, err)
	}
	write("d.json", `[{"name": "one", "template": ""}]`)
	if _, err := ReadFolder(folder); err == nil || !strings.Contains(err.Error(), `d.json: the name "one" is a case of a/deep/b.json already`) {
		t.Errorf("a name twice: got the error %v", err)
	}
}
