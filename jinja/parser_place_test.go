package jinja

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

func syntaxErrorOf(t *testing.T, source string, set settings) *Error {
	t.Helper()
	_, err := parse("a.html", "t/a.html", source, syntaxOf(set))
	var e *Error
	if !errors.As(err, &e) {
		t.Fatalf("%.100q has the error %v", source, err)
	}
	return e
}

func TestWhereASyntaxErrorIs(t *testing.T) {
	for _, c := range []struct {
		source string
		at     Position
		hint   string
	}{
		{"{{ a b }}", Position{1, 6}, ""},
		{"é\r\n\t{{ 'é' b }}", Position{2, 9}, ""},
		{"{% if a %}\n{% for b in c %}\n  {% endif %}", Position{3, 6}, "the for of line 2 is not closed"},
		{"x\n{% if a %}\n\n", Position{2, 11}, "the if of line 2 is not closed"},
		{"{% block a %}\n{% foo %}", Position{2, 4}, "the block of line 1 is not closed"},
		{"\n a {# b\n\n", Position{2, 4}, "the comment of line 2 is not closed"},
		{"\n{% raw %}x\n", Position{2, 1}, "the raw of line 2 is not closed"},
		{"{{ (\n1]", Position{2, 2}, "the ( of line 1 is not closed"},
		{"{{ [1,\n{2", Position{2, 2}, "the { of line 2 is not closed"},
		{"\n{{ a", Position{2, 4}, "the {{ of line 2 is not closed"},
		{"{% if\na", Position{2, 1}, "the {% of line 1 is not closed"},
		{"\n{% trans %}\n{{ a }}", Position{3, 6}, "the trans of line 2 is not closed"},
		{"{{ 'a' '\\x' }}", Position{1, 8}, ""},
		{"{{ a\n ? }}", Position{2, 2}, "x ? a : b is written a if x else b"},
		{"{% from 'a' import\n  _b %}", Position{2, 3}, ""},
	} {
		e := syntaxErrorOf(t, c.source, nil)
		if e.At != c.at || e.Hint != c.hint {
			t.Errorf("%q: at %v, %q; want %v, %q (%s)", c.source, e.At, e.Hint, c.at, c.hint, e.Message)
		}
		if e.Template != "a.html" || e.File != "t/a.html" || e.Source != c.source {
			t.Errorf("%q: the error has the template %q, the file %q and the source %q", c.source, e.Template, e.File, e.Source)
		}
	}
}

// TestTheColumnsOfNodes: they are where the trouble would be, if that is in the node's line.
func TestTheColumnsOfNodes(t *testing.T) {
	for source, want := range map[string]pos{
		"{{ a }}":          {1, 4},
		"{{ a + b }}":      {1, 6},
		"{{ a\n+ b }}":     {1, 4},
		"{{ a + b - c }}":  {1, 10},
		"{{ a.b.c }}":      {1, 8},
		"{{ a\n.b }}":      {2, 2},
		"{{ a[0] }}":       {1, 5},
		"{{ a.b(c) }}":     {1, 6},
		"{{ a\n(c) }}":     {2, 1},
		"{{ a|b|c(1) }}":   {1, 8},
		"{{ a is b }}":     {1, 9},
		"{{ a is not b }}": {1, 6},
		"{{ a < b < c }}":  {1, 10},
		"{{ a ~ b }}":      {1, 6},
		"{{ a and b }}":    {1, 6},
		"{{ a, b }}":       {1, 4},
		"{{ not a }}":      {1, 4},
		"{{ -a }}":         {1, 4},
		"é{{ a }}":         {1, 6},
	} {
		tree, err := parse("", "", source, syntaxOf(nil))
		if err != nil {
			t.Fatal(err)
		}
		nodes := tree.body[0].(*outputStmt).nodes
		if got := nodes[len(nodes)-1].where(); got != want {
			t.Errorf("%q: %v, want %v", source, got, want)
		}
	}
}

// TestDeepTemplatesAreErrors: the stack of what walks through a tree must not overflow.
func TestDeepTemplatesAreErrors(t *testing.T) {
	const n = 200_000
	nested := func(open, middle, close string, n int) string {
		return strings.Repeat(open, n) + middle + strings.Repeat(close, n)
	}
	for _, c := range [][3]string{
		{"{{ ", "(", ")"},
		{"{{ ", "[", "]"},
		{"{{ ", "{1: ", "}"},
		{"{{ ", "f(", ")"},
		{"{{ ", "a[", "]"},
		{"{{ ", "-", ""},
		{"{{ ", "not ", ""},
		{"{{ ", "1 if 1 else ", ""},
		{"{{ ", "a|b(", ")"},
		{"{% set ", "(", ")"},
		{"", "{% if a %}", "{% endif %}"},
		{"", "{% if a %}{% else %}", "{% endif %}"},
		{"", "{% macro a() %}", "{% endmacro %}"},
	} {
		e := syntaxErrorOf(t, c[0]+nested(c[1], "a", c[2], n), nil)
		if e.Kind != kindSyntaxError || e.Message != "blocks and brackets are more than 200 levels deep" {
			t.Errorf("%s%s…: %s: %s", c[0], c[1], e.Kind, e.Message)
		}
		within := c[0] + nested(c[1], "a", c[2], maxDepth-10)
		if end := map[string]string{"{{ ": "}}", "{% set ": "= 1 %}"}[c[0]]; end != "" {
			within += end
		}
		if _, err := parse("", "", within, syntaxOf(nil)); err != nil {
			t.Errorf("%s%s… %d times: %v", c[0], c[1], maxDepth-10, err)
		}
	}
	for _, link := range []string{".a", "[0]", "()", "|a", " is b()", "+a", "*a", "**a", " and a", " or a", " if a"} {
		if e := syntaxErrorOf(t, "{{ a"+strings.Repeat(link, n)+"}}", nil); e.Message != "an expression has more than 1000 parts" {
			t.Errorf("a%s…: %s", link, e.Message)
		}
		if _, err := parse("", "", "{{ a"+strings.Repeat(link, maxLinks)+"}}", syntaxOf(nil)); err != nil {
			t.Errorf("a%s… %d times: %v", link, maxLinks, err)
		}
	}
}

// TestReadingTakesLinearTime has sources of a size for which quadratic time is minutes.
func TestReadingTakesLinearTime(t *testing.T) {
	const n = 300_000
	lines := settings{"line_statement_prefix": "#", "line_comment_prefix": "##"}
	for _, piece := range []string{
		"{", "{{", "{%", "{#", "}", "{% raw", "{% raw %}", "{# ", " ", "\n", " \n", "\t", "#", "# ", "##", "\n#", "\n  ##", " ##", "{{ a }}", "{# #}", "{# a #}\n",
		"{% raw %}{% endraw %}", "{{ 1_", "{{ a~", "'", "{{'a'", "\\", "a", "{% set a = 1 %}", "{{ 1 }}   \n   ", "{%- ", "-%}", "x {%- raw -%} \n {%- endraw -%} ", "  {% if a %}{% endif %}",
	} {
		for _, start := range []string{"", "{{ ", "{% ", "{% raw %}", "{% trans trimmed %}"} {
			for _, set := range []settings{nil, lines} {
				if set != nil && start != "" {
					continue
				}
				began := time.Now()
				_, _ = parse("", "", start+strings.Repeat(piece, n), syntaxOf(set))
				if took := time.Since(began); took > 20*time.Second {
					t.Errorf("%q and %q %d times with %v took %v", start, piece, n, set, took)
				}
			}
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, source := range slices.Concat(wellWritten, broken) {
		f.Add(source, uint16(0), "#", "##")
	}
	f.Add("<% a -%>\n <%= b %>", uint16(0x7f), "%", "")
	f.Fuzz(func(t *testing.T, source string, bits uint16, statement, comment string) {
		ways := slices.Concat(waysOfWriting, delimiters)
		s := *syntaxOf(ways[int(bits>>4)%len(ways)])
		s.trimBlocks, s.lstripBlocks = s.trimBlocks != (bits&1 != 0), s.lstripBlocks != (bits&2 != 0)
		s.keepTrailingNewline = bits&4 != 0
		if bits&8 != 0 {
			s.lineStatement, s.lineComment = statement, comment
		}
		began := time.Now()
		tree, err := parse("a", "b", source, &s)
		if took := time.Since(began); took > 10*time.Second {
			t.Errorf("it took %v", took)
		}
		if err == nil {
			_ = dumpBody(tree.body)
			return
		}
		var e *Error
		if !errors.As(err, &e) || e.Line < 1 || e.At.Line < 1 || e.At.Column < 1 || e.Message == "" || e.Error() == "" || e.Detail() == "" {
			t.Errorf("the error is %#v", err)
		}
	})
}

func TestCharactersByName(t *testing.T) {
	for line := range strings.Lines(charNames) {
		code, name, _ := strings.Cut(strings.TrimSpace(line), "\t")
		if r, is := charNamed(strings.ToLower(name)); !is || strconv.FormatInt(int64(r), 16) != code {
			t.Errorf("%s is %x, %t; want %s", name, r, is, code)
		}
	}
}
