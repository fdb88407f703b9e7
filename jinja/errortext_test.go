package jinja

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"
)

func TestErrorsAreOneLine(t *testing.T) {
	for want, e := range map[string]*Error{
		"index.html:12: UndefinedError: 'user' is undefined": {Kind: kindUndefinedError, Message: "'user' is undefined", Template: "index.html", File: "templates/index.html", Line: 12},
		"t/a.html:1: TypeError: no":                          {Kind: kindTypeError, Message: "no", File: "t/a.html", Line: 1},
		"line 3: TypeError: no":                              {Kind: kindTypeError, Message: "no", Line: 3},
		"a.html: TemplateNotFound: a.html":                   {Kind: kindNotFound, Message: "a.html", Template: "a.html"},
		"GoError: first second third":                        {Kind: kindGoError, Message: "first\nsecond\r\n\nthird"},
	} {
		if got := e.Error(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestAMissingTemplateIsAMissingFile(t *testing.T) {
	behind := errors.New("behind")
	for kind, want := range map[string]bool{kindNotFound: true, kindNoneFound: true, kindSyntaxError: false} {
		err := fmt.Errorf("page: %w", &Error{Kind: kind, Err: behind})
		if got := errors.Is(err, fs.ErrNotExist); got != want {
			t.Errorf("%s is fs.ErrNotExist: %t, want %t", kind, got, want)
		}
		if !errors.Is(err, behind) {
			t.Errorf("%s: what is behind it is lost", kind)
		}
	}
}

func TestDetailShowsTheSourceAround(t *testing.T) {
	source := "one\r\ntwo\r\tthrée {{ x }}\nfour\n\nsix\n"
	for name, c := range map[string]struct {
		err  Error
		want string
	}{
		"a column": {
			Error{Kind: "K", Message: "m", Template: "a.html", File: "t/a.html", Line: 3, At: Position{3, 12}, Source: source, Hint: "hint"},
			"K: m\n  in a.html, t/a.html, line 3, column 12\n    1 | one\n    2 | two\n  > 3 | \tthrée {{ x }}\n      | \t          ^\n    4 | four\n    5 | \n  hint",
		},
		"no column": {
			Error{Kind: "K", Message: "m", File: "a.html", Line: 1, Source: source},
			"K: m\n  in a.html, line 1\n  > 1 | one\n    2 | two\n    3 | \tthrée {{ x }}",
		},
		"below the statement": {
			Error{Kind: "K", Message: "m", Line: 2, At: Position{Line: 6, Column: 99}, Source: source},
			"K: m\n  in line 6, column 99\n    4 | four\n    5 | \n  > 6 | six\n      |    ^",
		},
		"wide numbers": {
			Error{Kind: "K", Message: "m", Line: 9, Source: strings.Repeat("x\n", 10)},
			"K: m\n  in line 9\n     7 | x\n     8 | x\n  >  9 | x\n    10 | x",
		},
		"no source": {Error{Kind: "K", Message: "m", Template: "a", Line: 9}, "K: m\n  in a, line 9"},
		"nothing":   {Error{Kind: "K", Message: "m"}, "K: m"},
		"a line that is not there": {
			Error{Kind: "K", Message: "m", Line: 99, Source: source}, "K: m\n  in line 99",
		},
		"a chain": {
			Error{Kind: "K", Message: "m", Template: "menu.html", Line: 1, Chain: []Step{
				{What: "macro input", Template: "page.html", Line: 7},
				{What: `include "menu.html"`, Template: "page.html", Line: 4},
				{What: `import "forms.html"`, File: "t/a.html", Line: 2},
				{What: `extends "base.html"`, Template: "page.html", Line: 1},
				{What: "block title", Template: "base.html", Line: 9},
			}},
			"K: m\n  in menu.html, line 1\n  macro input, called from page.html:7\n  \"menu.html\", included from page.html:4\n" +
				"  \"forms.html\", imported from t/a.html:2\n  \"base.html\", extended by page.html:1\n  block title, from base.html:9",
		},
	} {
		t.Run(name, func(t *testing.T) {
			if got := c.err.Detail(); got != c.want {
				t.Errorf("it is\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

func TestTheLinesOfAnError(t *testing.T) {
	e := &Error{Line: 2, Source: "a\nb\nc"}
	want := []SourceLine{{1, "a", false}, {2, "b", true}, {3, "c", false}}
	if got := e.Lines(); !slices.Equal(got, want) {
		t.Errorf("they are %v, want %v", got, want)
	}
	if got := (&Error{Source: "a"}).Lines(); got != nil {
		t.Errorf("without a line they are %v", got)
	}
}

func ExampleError_Detail() {
	err := &Error{
		Kind: "UndefinedError", Message: "'usr' is undefined",
		Template: "index.html", Line: 2, At: Position{Line: 2, Column: 6},
		Source: "<p>\n  {{ usr.name }}\n</p>\n",
		Chain:  []Step{{What: `include "index.html"`, Template: "page.html", Line: 4}},
	}
	fmt.Println(err)
	fmt.Println(err.Detail())
	// Output:
	// index.html:2: UndefinedError: 'usr' is undefined
	// UndefinedError: 'usr' is undefined
	//   in index.html, line 2, column 6
	//     1 | <p>
	//   > 2 |   {{ usr.name }}
	//       |      ^
	//     3 | </p>
	//   "index.html", included from page.html:4
}
