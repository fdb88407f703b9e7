package rule

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzPattern reads patterns: no panic, errors of the right type, columns within
// the pattern, and a rule that was added can be matched against.
func FuzzPattern(f *testing.F) {
	for _, s := range []string{"/", "/a//b/", "/<x>", "/<int(min=1, max=2):x>", `/<any("a)", b):x>/<path:y>/`, "/<a>-<b><c>", "/<", "/<int(:x>", "/<string(length=2000):a><b>"} {
		f.Add(s, "/a/b")
	}
	f.Fuzz(func(t *testing.T, pattern, path string) {
		m := NewMap(Options{})
		if err := m.Add(&Rule{Pattern: pattern}); err != nil {
			var parse *ParseError
			if errors.As(err, &parse) && (parse.Column < 1 || parse.Column > utf8.RuneCountInString(parse.Pattern)+1) {
				t.Errorf("column %d of %q", parse.Column, parse.Pattern)
			}
			return
		}
		if err := m.Compile(); err != nil {
			t.Fatal(err)
		}
		var match Match
		if m.Match(&match, Request{Path: path}) == Found {
			for i := range match.Len() {
				if !strings.Contains(path, match.Value(i).Text()) {
					t.Errorf("%q: value %q is not in the path %q", pattern, match.Value(i).Text(), path)
				}
			}
		}
	})
}

// FuzzRoundTrip builds URLs and matches them: the same rule and values come back.
func FuzzRoundTrip(f *testing.F) {
	f.Add(int64(7), "a b", "x/y", byte(1))
	f.Add(int64(-1<<63), "é%2F?#", "a//b", byte(2))
	m := mustMap(f, Options{},
		&Rule{Pattern: "/i/<int(signed=True):i>", Endpoint: "int"},
		&Rule{Pattern: "/s/<s>", Endpoint: "string"},
		&Rule{Pattern: "/p/<path:p>/edit", Endpoint: "path"},
		&Rule{Pattern: "/m/<s>/<any(a, b, ab):k>-<int(signed=True):i>/<uuid:u>", Endpoint: "mixed"},
	)
	f.Fuzz(func(t *testing.T, i int64, s, p string, b byte) {
		kind := []string{"a", "b", "ab"}[b%3]
		roundTrip(t, m, "int", []Pair{{"i", i}})
		if s == "" || strings.Contains(s, "/") || !utf8.ValidString(s) {
			return
		}
		roundTrip(t, m, "string", []Pair{{"s", s}})
		roundTrip(t, m, "mixed", []Pair{{"s", s}, {"k", kind}, {"i", i}, {"u", UUID{b, 15: b}}})
		if p != "" && p[0] != '/' && !strings.Contains(p, "\n") && utf8.ValidString(p) {
			roundTrip(t, m, "path", []Pair{{"p", p}})
		}
	})
}

func roundTrip(t *testing.T, m *Map, endpoint string, values []Pair) {
	t.Helper()
	built, err := m.Build(BuildRequest{Endpoint: endpoint, Values: values})
	if err != nil {
		t.Fatal(err)
	}
	path := unquote(t, built.Path)
	var match Match
	if o := m.Match(&match, Request{Path: path, Method: "GET"}); o != Found || match.Rule().Endpoint != endpoint {
		t.Fatalf("%q of %v is %v %v", path, values, o, match.Rule())
	}
	if got := match.pairs(); !slices.Equal(got, values) {
		t.Fatalf("%q: got %v, want %v", path, got, values)
	}
}

// unquote decodes percent-encoding and checks that nothing else was left unquoted.
func unquote(t *testing.T, path string) string {
	t.Helper()
	var b strings.Builder
	for i := 0; i < len(path); i++ {
		c := path[i]
		if c == '%' && i+2 < len(path) {
			c = hexDigit(path[i+1])<<4 | hexDigit(path[i+2])
			i += 2
		} else if c <= ' ' || c >= 0x7f || c == '?' || c == '#' || c == '%' {
			t.Fatalf("%q holds %q unquoted", path, c)
		}
		b.WriteByte(c)
	}
	return b.String()
}

// FuzzElements compares the matcher of several variables in a segment with their
// regular expression, which has to agree on every value.
func FuzzElements(f *testing.F) {
	patterns := []string{
		"/<a>-<b>", "/<a><b>", "/<int:a><int:b>", "/<float:a>-<int(signed=True):b>", "/<float(signed=True):a><b>",
		"/<any(a, ab, abc):a><b>", "/<path:a>-<b>", "/<path:a>/<path:b>", "/<string(maxlength=2):a><string(minlength=2):b>", "/<a>.<int:b>.<c>", "/<uuid:a><b>",
	}
	for i := range patterns {
		f.Add(byte(i), "1.5-2")
		f.Add(byte(i), "ab/c-d\n")
		f.Add(byte(i), "12345678-abcd-abcd-0123-1234567890ab7")
	}
	var parts []*part
	for _, p := range patterns {
		r := &Rule{Pattern: p}
		mustMap(f, Options{}, r)
		parts = append(parts, r.parts[1])
	}
	f.Fuzz(func(t *testing.T, which byte, text string) {
		p := parts[int(which)%len(parts)]
		var native, regular Match
		native.steps = 1 << 40
		got := p.try(&native, text, 0, 0, 0)
		if want := p.matchRegexp(&regular, text, 0); got != want {
			t.Fatalf("%s on %q: got %t, want %t", p.key, text, got, want)
		}
		for i := range p.count {
			if got && native.values[i].text != regular.values[i].text {
				t.Fatalf("%s on %q: value %d is %q, want %q", p.key, text, i, native.values[i].text, regular.values[i].text)
			}
		}
	})
}
