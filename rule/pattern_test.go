package rule

import (
	"errors"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
)

func TestPatternErrorsNameTheColumn(t *testing.T) {
	converters := map[string]Converter{
		"broken": {Regexp: "("},
		"nil":    {New: func(Args) (Conversion, error) { return nil, nil }},
		"plain":  {},
	}
	tests := []struct {
		pattern  string
		column   int
		expected string // in the message
	}{
		{"", 1, `every pattern starts, found the end`},
		{"a", 1, `every pattern starts, found "a"`},
		{"/<", 3, "the name of a variable or of a converter"},
		{"/<>", 3, `found ">"`},
		{"/é/<9a>", 5, `found "9"`},
		{"/<int:>", 7, "the name of a variable"},
		{"/<int:a", 8, `">" after the variable's name, found the end`},
		{"/<a b>", 4, `":" after a converter or ">" after a variable, found " "`},
		{"/<int(min=1>", 6, `arguments in parentheses`},
		{"/<foo:a>", 3, `there is no "foo"`},
		{"/<int(low=1):a>", 7, `unknown argument "low"`},
		{"/<int(1, fixed_digits=2):a>", 7, `argument "fixed_digits" is given twice`},
		{"/<int(1,2,3,4,5):a>", 7, "5 arguments without a name"},
		{"/<int(min=a):a>", 7, "min is a, expected a number"},
		{"/<int(min=1 2):a>", 13, `"," between arguments`},
		{"/<int(min=):a>", 11, "a number, a word or a quoted string"},
		{"/<any('a):a>", 7, "a number, a word or a quoted string"},
		{"/<any(-a):a>", 7, "a number, a word or a quoted string"},
		{"/<int(min=1,min=2):a>", 13, "each argument once"},
		{"/<any():a>", 7, "one or more words"},
		{"/<any(1):a>", 7, "put it in quotes"},
		{"/<string(minlength=3, maxlength=2):a>", 10, "minlength 3 is more than maxlength 2"},
		{"/<string(length=-1):a>", 10, "length is -1"},
		{"/<float(max=x):a>", 9, "max is x"},
		{"/<uuid(1):a>", 8, "takes none"},
		{"/<plain(1):a>", 9, "takes none"},
		{"/<broken:a>", 2, "regular expression"},
		{"/<nil:a>", 2, "returned no Conversion"},
		{"/<a>/<int:a>", 6, "already"},
		{"//a///<", 8, "the name of a variable"},
		{"//a///<>x", 8, `found ">"`},
	}
	for _, test := range tests {
		t.Run(test.pattern, func(t *testing.T) {
			err := NewMap(Options{Converters: converters}).Add(&Rule{Pattern: test.pattern, Where: "app.go:12"})
			var parse *ParseError
			if !errors.As(err, &parse) {
				t.Fatalf("got %v, want a ParseError", err)
			}
			if parse.Column != test.column || parse.Pattern != test.pattern {
				t.Errorf("column %d of %q, want %d: %v", parse.Column, parse.Pattern, test.column, err)
			}
			if msg := err.Error(); !strings.Contains(msg, test.expected) || !strings.Contains(msg, "(app.go:12)") {
				t.Errorf("%q does not contain %q and the place", msg, test.expected)
			}
		})
	}
}

func TestConverterArguments(t *testing.T) {
	tests := map[string]Args{
		"":                           {},
		" ":                          {},
		"a":                          {Positional: []any{"a"}},
		"a, b,":                      {Positional: []any{"a", "b"}},
		"1,2":                        {Positional: []any{1, 2}},
		"1_000, -5, +3, 1.5, 1e3":    {Positional: []any{1000, -5, 3, 1.5, 1000.0}},
		".5, 5., -.5":                {Positional: []any{.5, 5., -.5}},
		"True, False, None":          {Positional: []any{true, false, nil}},
		`"True", 'a "b"', u"é,", ""`: {Positional: []any{"True", `a "b"`, "é,", ""}},
		"a.b, 1x, 0x10, inf, _":      {Positional: []any{"a.b", "1x", "0x10", "inf", "_"}},
		"min = 1,max=2":              {Named: map[string]any{"min": 1, "max": 2}},
		"a, signed=True":             {Positional: []any{"a"}, Named: map[string]any{"signed": true}},
		`x="a)>:b"`:                  {Named: map[string]any{"x": "a)>:b"}},
	}
	for text, want := range tests {
		got, err := parseArgs(text)
		if err != nil {
			t.Errorf("%q: at %d: expected %s", text, err.pos, err.expected)
		} else if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	}
}

func TestArgumentsMayHoldParenthesesAndSlashes(t *testing.T) {
	m := mustMap(t, Options{}, &Rule{Pattern: `/<any("a)",">b"):x>/<any("c:d"):y>`, Endpoint: "e"})
	if got, want := outcome(m, Request{Path: "/a)/c:d"}), "e x=a) y=c:d"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestSetupMistakes(t *testing.T) {
	spanning := map[string]Converter{"deep": {Regexp: "[a-z/]+"}}
	tests := []struct {
		name string
		rule *Rule
		want string
	}{
		{"a WebSocket rule for POST", &Rule{Pattern: "/", WebSocket: true, Methods: []string{"POST"}}, "can only have GET, HEAD and OPTIONS"},
		{"a host with a slash", &Rule{Pattern: "/", Subdomain: "a/b"}, "a host without a slash"},
		{"a host that spans slashes", &Rule{Pattern: "/", Subdomain: "<deep:x>"}, "stays within a segment"},
		{"one variable in host and path", &Rule{Pattern: "/<a>", Subdomain: "<a>"}, "has a variable 'a' already"},
		{"RedirectTo with an unknown variable", &Rule{Pattern: "/<a>", RedirectTo: "x/<b>"}, "uses <b>"},
		{"two ways to redirect", &Rule{Pattern: "/", RedirectTo: "x", RedirectFunc: func(*Match) string { return "" }}, "keep one"},
		{"a default that the converter refuses", &Rule{Pattern: "/<int:a>", Defaults: map[string]any{"a": "x"}}, `default x of "a"`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			m := NewMap(Options{Converters: spanning})
			err := m.Add(test.rule)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Fatalf("got %v, want %q", err, test.want)
			}
			for r := range m.Rules() {
				t.Errorf("%v was added", r)
			}
		})
	}
	t.Run("an alias for nothing", func(t *testing.T) {
		m := NewMap(Options{})
		if err := m.Add(&Rule{Pattern: "/", Endpoint: "e", Alias: true}); err != nil {
			t.Fatal(err)
		}
		if err := m.Compile(); err == nil || !strings.Contains(err.Error(), "add the rule that it stands for") {
			t.Error(err)
		}
	})
	t.Run("a rule twice", func(t *testing.T) {
		r := &Rule{Pattern: "/"}
		mustMap(t, Options{}, r)
		if err := NewMap(Options{}).Add(r); err == nil || !strings.Contains(err.Error(), "make a new Rule") {
			t.Error(err)
		}
	})
	t.Run("a rule after Compile", func(t *testing.T) {
		m := mustMap(t, Options{})
		if err := m.Compile(); err != nil {
			t.Error("a second Compile:", err)
		}
		if err := m.Add(&Rule{Pattern: "/"}); err == nil || !strings.Contains(err.Error(), "before the first request") {
			t.Error(err)
		}
	})
}

func TestDuplicates(t *testing.T) {
	get, post := []string{"GET"}, []string{"POST"}
	tests := []struct {
		name          string
		first, second *Rule
		duplicate     bool
	}{
		{"the same", &Rule{Pattern: "/a", Methods: get}, &Rule{Pattern: "/a", Methods: get}, true},
		{"the same variable by another name", &Rule{Pattern: "/<a>", Methods: get}, &Rule{Pattern: "/<string:b>", Methods: get}, true},
		{"merged slashes", &Rule{Pattern: "/a/b", Methods: get}, &Rule{Pattern: "//a///b", Methods: get}, true},
		{"some methods in common", &Rule{Pattern: "/a", Methods: []string{"GET", "PUT"}}, &Rule{Pattern: "/a", Methods: []string{"put"}}, true},
		{"any method, then some", &Rule{Pattern: "/a"}, &Rule{Pattern: "/a", Methods: get}, true},
		{"any method twice", &Rule{Pattern: "/a"}, &Rule{Pattern: "/a"}, true},
		{"some methods, then any", &Rule{Pattern: "/a", Methods: get}, &Rule{Pattern: "/a"}, false},
		{"other methods", &Rule{Pattern: "/a", Methods: get}, &Rule{Pattern: "/a", Methods: post}, false},
		{"OPTIONS in common", &Rule{Pattern: "/a", Methods: []string{"GET", "OPTIONS"}}, &Rule{Pattern: "/a", Methods: []string{"POST", "OPTIONS"}}, false},
		{"OPTIONS alone twice", &Rule{Pattern: "/a", Methods: []string{"OPTIONS"}}, &Rule{Pattern: "/a", Methods: []string{"OPTIONS"}}, true},
		{"HEAD after the HEAD of GET", &Rule{Pattern: "/a", Methods: get}, &Rule{Pattern: "/a", Methods: []string{"HEAD"}}, false},
		{"other arguments", &Rule{Pattern: "/<int(min=5):a>"}, &Rule{Pattern: "/<int:a>"}, false},
		{"another subdomain", &Rule{Pattern: "/a"}, &Rule{Pattern: "/a", Subdomain: "x"}, false},
		{"host and path are apart", &Rule{Pattern: "/a", Subdomain: "x"}, &Rule{Pattern: "/x/a"}, false},
		{"build only", &Rule{Pattern: "/a"}, &Rule{Pattern: "/a", BuildOnly: true}, false},
		{"a WebSocket beside", &Rule{Pattern: "/a"}, &Rule{Pattern: "/a", WebSocket: true}, false},
		{"leaf and branch", &Rule{Pattern: "/a"}, &Rule{Pattern: "/a/"}, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			m := NewMap(Options{})
			test.first.Where, test.second.Where = "one.go:1", "two.go:2"
			if err := m.Add(test.first); err != nil {
				t.Fatal(err)
			}
			err := m.Add(test.second)
			var dup *DuplicateError
			if errors.As(err, &dup) != test.duplicate || (err != nil) != test.duplicate {
				t.Fatalf("got %v, want a duplicate: %t", err, test.duplicate)
			}
			if err == nil {
				return
			}
			for _, part := range []string{"(one.go:1)", "(two.go:2)", "change one of the patterns"} {
				if !strings.Contains(err.Error(), part) {
					t.Errorf("%q does not contain %q", err, part)
				}
			}
		})
	}
}

func TestRuleNormalization(t *testing.T) {
	own := []string{"get", "Post", "GET"}
	r := &Rule{Pattern: "/<int:a>/<b>", Subdomain: "<user>", Endpoint: "e", Methods: own}
	mustMap(t, Options{}, r)
	if diff := cmp.Diff([]string{"GET", "POST", "HEAD"}, r.Methods); diff != "" {
		t.Error(diff)
	}
	if own[0] != "get" {
		t.Error("the caller's slice was written to")
	}
	if diff := cmp.Diff([]Argument{{"user", "default"}, {"a", "int"}, {"b", "default"}}, r.Arguments()); diff != "" {
		t.Error(diff)
	}
	if got, want := r.String(), "rule '/<int:a>/<b>' (GET, POST, HEAD) -> e"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestRulesComeInOrder(t *testing.T) {
	m := mustMap(t, Options{}, &Rule{Pattern: "/b", Endpoint: "x"}, &Rule{Pattern: "/a", Endpoint: "y"}, &Rule{Pattern: "/<c>", Endpoint: "x"})
	var all, ofX []string
	for r := range m.Rules() {
		all = append(all, r.Pattern)
	}
	for r := range m.RulesOf("x") {
		ofX = append(ofX, r.Pattern)
	}
	if diff := cmp.Diff([][]string{{"/b", "/a", "/<c>"}, {"/<c>", "/b"}}, [][]string{all, ofX}); diff != "" {
		t.Error(diff)
	}
	if !m.Expects("x", "c") || m.Expects("y", "c") || m.Expects("x", "c", "d") {
		t.Error("Expects is wrong")
	}
}

func TestDigitsOfEveryScript(t *testing.T) {
	count := 0
	for r := rune(0x80); r <= unicode.MaxRune; r++ {
		if !unicode.IsDigit(r) {
			continue
		}
		count++
		d, size := foreignDigit(string(r))
		if size == 0 {
			t.Errorf("%U is not read", r)
		}
		// The next digit of the script is one more, and nine is followed by none or zero.
		if next, size := foreignDigit(string(r + 1)); d < 9 && (size == 0 || next != d+1) || d == 9 && size != 0 && next != 0 {
			t.Errorf("%U is %d, and the one after it %d", r, d, next)
		}
	}
	if count < 600 {
		t.Errorf("only %d digits seen", count)
	}
}
