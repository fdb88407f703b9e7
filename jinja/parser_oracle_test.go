package jinja

import (
	"errors"
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
