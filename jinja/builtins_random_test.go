package jinja

import (
	"context"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/gourd-go/gourd/internal/python"
)

// Texts put together of the pieces that a filter looks for, always the same ones.
func TestTextFiltersOfManyTexts(t *testing.T) {
	words := []string{"a", "b-", "--", "-", " ", "  ", "\n", "é", "1", "_", "!", "\t", "abc", "x-y", ".", "Ab", "\u00a0"}
	for _, c := range []struct {
		name, source string
		pieces       []string
	}{
		{
			"urlize", "{{ text|urlize(extra_schemes=['tel:', 'x+y://']) }}",
			[]string{
				"http://", "https://", "HTTP://", "www.", ".", ".", "com", "org", "de", "(", ")", "<", ">", "&", ";", "&gt;", "&lt;", "@", "-", ":",
				"80", "[", "]", "::1", "1.2.3.4", "1:", "a", "ab", "ſ", "K", "/", "?", "#", " ", "\n", "mailto:", "tel:", "xn--", "%", "é", ",", "x@y.z", "www.x.org",
			},
		},
		{"wordwrap", "{% for w in [1, 3, 7] %}{{ text|wordwrap(w) }}|{{ text|wordwrap(w, false) }}|{{ text|wordwrap(w, break_on_hyphens=false) }}|{% endfor %}", words},
		{"indent", "{{ text|indent }}|{{ text|indent(1, true, true) }}|{{ text|safe|indent('<') }}|{{ text|indent('<'|safe, true) }}", append(words, "\r", "\u2028", "\x0c", "\u0085")},
		{"title", "{{ text|title }}|{{ text|capitalize }}|{{ text|wordcount }}", append(words, "ß", "Σ", "(", "[", "{", "<", "'", "ǆ", "ﬁ", "İ")},
		{"truncate", "{% for w in [3, 5, 9] %}{{ text|truncate(w, leeway=0) }}|{{ text|truncate(w, true) }}|{% endfor %}", words},
		{"pprint", "{{ text|pprint }}|{{ (text * 9)|pprint }}|{{ {'k': [text * 4, {'b': text * 3}], 'a': (text * 5, 1)}|pprint }}", words},
		{"striptags", "{{ text|striptags }}|{{ text|safe|striptags }}", []string{"<", ">", "<!--", "-->", "a", " ", "&amp;", "&lt", "&", "#60;", "\n", "/", "b", "&nbsp;"}},
		{"numbers", "{{ text|int('-') }}|{{ text|float('-') }}|{{ text|int('-', 16) }}|{{ text|int('-', 0) }}|{{ text|int('-', 2) }}", []string{"1", "0", "_", ".", "e", "+", "-", "x", "b", "0x", "0b", "inf", "nan", " ", "٣", "9"}},
		{"escape", "{{ text|e }}|{{ text|forceescape }}|{{ text|tojson }}|{{ text|urlencode }}|{{ {'k': text}|xmlattr }}|{{ [text, text|safe]|join('<') }}", []string{"<", ">", "&", "'", "\"", "a", "é", "\\", "/", " ", "😀", "\x00", "\n", "+", "%", "~"}},
	} {
		t.Run(c.name, func(t *testing.T) { checkTexts(t, c.source, c.pieces) })
	}
}

func checkTexts(t *testing.T, source string, pieces []string) {
	t.Helper()
	env, err := New(Config{AutoEscape: func(string) bool { return true }})
	if err != nil {
		t.Fatal(err)
	}
	page, err := env.Parse(source)
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(1, 2))
	var questions []map[string]any
	for range 400 {
		var s strings.Builder
		for range 1 + random.IntN(14) {
			s.WriteString(pieces[random.IntN(len(pieces))])
		}
		questions = append(questions, map[string]any{"source": source, "autoescape": true, "context": map[string]string{"text": s.String()}})
	}
	for i, want := range python.Start(t, "render.py").Ask[[]rendered](t, questions) {
		s := questions[i]["context"].(map[string]string)["text"]
		if got, err := page.Render(context.Background(), Map{"text": s}); got != want.Out || err != nil {
			t.Errorf("%q:\n got %q, %v\nwant %+v", s, got, err, want)
		}
	}
}
