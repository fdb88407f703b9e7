package jinja

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/gourd-go/gourd/internal/python"
)

// settings are those of an environment, by Jinja2's names.
type settings = map[string]any

type parseCase struct {
	Source   string   `json:"source"`
	Settings settings `json:"settings"`
}

type parseAnswer struct {
	Tree    string `json:"tree"`
	Kind    string `json:"kind"`
	Message string `json:"message"`
	Line    int    `json:"line"`
}

func syntaxOf(set settings) *syntax {
	text := func(name, without string) string {
		if s, is := set[name].(string); is {
			return s
		}
		return without
	}
	is := func(name string) bool { b, _ := set[name].(bool); return b }
	return &syntax{
		blockStart: text("block_start_string", "{%"), blockEnd: text("block_end_string", "%}"),
		variableStart: text("variable_start_string", "{{"), variableEnd: text("variable_end_string", "}}"),
		commentStart: text("comment_start_string", "{#"), commentEnd: text("comment_end_string", "#}"),
		lineStatement: text("line_statement_prefix", ""), lineComment: text("line_comment_prefix", ""),
		trimBlocks: is("trim_blocks"), lstripBlocks: is("lstrip_blocks"),
		keepTrailingNewline: is("keep_trailing_newline"),
		newline:             text("newline_sequence", "\n"),
		newstyleGettext:     is("newstyle_gettext"),
	}
}

func parseAnswerOf(c parseCase) parseAnswer {
	tree, err := parse("", "", c.Source, syntaxOf(c.Settings))
	if err == nil {
		return parseAnswer{Tree: dumpBody(tree.body)}
	}
	var e *Error
	errors.As(err, &e)
	return parseAnswer{Kind: e.Kind, Message: e.Message, Line: e.Line}
}

func checkParse(t *testing.T, o *python.Oracle, cases []parseCase) {
	t.Helper()
	for i, want := range o.Ask[[]parseAnswer](t, cases) {
		if got := parseAnswerOf(cases[i]); got != want {
			t.Errorf("%q with %v:\n got %+v\nwant %+v", cases[i].Source, cases[i].Settings, got, want)
		}
	}
}

// TestTreesAreThoseOfJinja2 also holds the lists to their names: what is well written has
// a tree, and what is broken none, as templates are written without any settings.
func TestTreesAreThoseOfJinja2(t *testing.T) {
	o := python.Start(t, "trees.py")
	for _, set := range waysOfWriting {
		for name, list := range map[string][]string{"well written": wellWritten, "broken": broken} {
			t.Run(fmt.Sprint(name, set), func(t *testing.T) {
				cases := make([]parseCase, len(list))
				for i, source := range list {
					cases[i] = parseCase{source, set}
				}
				checkParse(t, o, cases)
			})
		}
	}
}

func TestWhatIsBrokenHasAnError(t *testing.T) {
	for _, source := range wellWritten {
		if got := parseAnswerOf(parseCase{Source: source}); got.Kind != "" {
			t.Errorf("%q: %s in line %d: %s", source, got.Kind, got.Line, got.Message)
		}
	}
	for _, source := range broken {
		if got := parseAnswerOf(parseCase{Source: source}); got.Kind == "" && !strings.Contains(source, "#") {
			t.Errorf("%q is read: %s", source, got.Tree)
		}
	}
}

func TestDelimitersAreThoseOfJinja2(t *testing.T) {
	o := python.Start(t, "trees.py")
	for _, set := range delimiters {
		var pairs []string
		for _, d := range [...][2]string{
			{"{%", "block_start_string"},
			{"%}", "block_end_string"},
			{"{{", "variable_start_string"},
			{"}}", "variable_end_string"},
			{"{#", "comment_start_string"},
			{"#}", "comment_end_string"},
		} {
			pairs = append(pairs, d[0], set[d[1]].(string))
		}
		rewrite := strings.NewReplacer(pairs...)
		var cases []parseCase
		for _, source := range slices.Concat(wellWritten, broken) {
			cases = append(cases, parseCase{rewrite.Replace(source), set})
		}
		t.Run(fmt.Sprint(set["block_start_string"]), func(t *testing.T) { checkParse(t, o, cases) })
	}
}

// TestGarbageIsReadAsJinja2ReadsIt has the same garbage in each run.
func TestGarbageIsReadAsJinja2ReadsIt(t *testing.T) {
	o := python.Start(t, "trees.py")
	random := rand.New(rand.NewPCG(1, 2))
	for _, set := range slices.Concat(waysOfWriting, delimiters) {
		cases := make([]parseCase, 400)
		for i := range cases {
			var b strings.Builder
			for range 1 + random.IntN(20) {
				b.WriteString(pieces[random.IntN(len(pieces))])
				b.WriteString([]string{"", "", " "}[random.IntN(3)])
			}
			source := b.String()
			switch random.IntN(4) {
			case 0:
				source = "{{ " + source + " }}"
			case 1:
				source = "{% " + source + " %}"
			}
			cases[i] = parseCase{source, set}
		}
		checkParse(t, o, cases)
	}
}

func BenchmarkParse(b *testing.B) {
	const lines = `  <li class="{{ 'odd' if loop.index is odd else 'even' }}">{{ item.name|escape }} {# c #}</li>
{% if user.admin and not item.hidden %}<a href="{{ url_for('edit', id=item.id) }}">edit</a>{% endif %}
{% set x = a[1:2] + 3 * 4 %}
<p>text</p>
`
	source := strings.Repeat(lines, 50)
	s := syntaxOf(nil)
	b.ReportAllocs()
	b.SetBytes(int64(len(source)))
	for b.Loop() {
		if _, err := parse("", "", source, s); err != nil {
			b.Fatal(err)
		}
	}
}
