package jinja

import (
	"context"
	"errors"
	"strings"
	"testing"
)

func renderWith(t *testing.T, c Config, source string, data Map) (string, error) {
	t.Helper()
	env, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	page, err := env.Parse(source)
	if err != nil {
		t.Fatal(err)
	}
	return page.Render(context.Background(), data)
}

func TestPoliciesOfFilters(t *testing.T) {
	rel, leeway := "me noopener", 0
	c := Config{Policies: Policies{
		URLizeRel: &rel, URLizeTarget: "_top", URLizeExtraSchemes: []string{"tel:"}, TruncateLeeway: &leeway,
		ToJSON: func(v any, indent int) ([]byte, error) {
			if v == "fails" {
				return nil, errors.New("no JSON today")
			}
			return []byte(strings.Repeat("<'&>", 1+indent)), nil
		},
	}}
	for source, want := range map[string]string{
		`{{ "http://x.org tel:1"|urlize }}`:                             `<a href="http://x.org" rel="me noopener" target="_top">http://x.org</a> <a href="tel:1" rel="me noopener" target="_top">tel:1</a>`,
		`{{ "http://x.org"|urlize(target="_self", extra_schemes=[]) }}`: `<a href="http://x.org" rel="me noopener" target="_self">http://x.org</a>`,
		`{{ "abcdef"|truncate(5, true) }}`:                              `ab...`,
		`{{ 1|tojson }}`:                                                `\u003c\u0027\u0026\u003e`,
		`{{ 1|tojson(1) }}`:                                             `\u003c\u0027\u0026\u003e\u003c\u0027\u0026\u003e`,
	} {
		if got, err := renderWith(t, c, source, nil); got != want || err != nil {
			t.Errorf("%s:\n got %q, %v\nwant %q", source, got, err, want)
		}
	}
	if _, err := renderWith(t, c, `{{ "fails"|tojson }}`, nil); err == nil || !strings.Contains(err.Error(), "no JSON today") {
		t.Errorf("a failing ToJSON: %v", err)
	}
}

// What has a JSON of its own is written as that.
func TestToJSONOfGoValues(t *testing.T) {
	type note struct {
		Title string `json:"title"`
		Big   uint64 `json:"big"`
		Half  float64
		Tags  []string `json:"tags"`
		None  *int     `json:"none"`
		OK    bool     `json:"ok"`
	}
	n := &note{Title: "<b>", Big: 18446744073709551615, Half: 0.5, Tags: []string{"a"}, OK: true}
	want := `{"Half": 0.5, "big": 18446744073709551615, "none": null, "ok": true, "tags": ["a"], "title": "\u003cb\u003e"}`
	if got, err := renderWith(t, Config{}, `{{ n|tojson }}`, Map{"n": n}); got != want || err != nil {
		t.Errorf("got %q, %v, want %q", got, err, want)
	}
	for _, v := range []any{func() {}, make(chan int)} {
		if _, err := renderWith(t, Config{}, `{{ v|tojson }}`, Map{"v": v}); err == nil || !strings.Contains(err.Error(), "is not JSON serializable") {
			t.Errorf("tojson of a %T: %v", v, err)
		}
	}
}

// Bytes that are not UTF-8 pass through the filters, which fail with an error or not at all.
func TestFiltersOfTextsThatAreNotUTF8(t *testing.T) {
	for _, s := range []string{"\xff", "a\xc3 (\xe2\x82) -\xf0\x9f", "www.\xff.org \xff@x.org", "\xff-\xff--\xff"} {
		for name := range builtinFilters() {
			if name == "attr" || name == "map" {
				continue
			}
			_, err := renderWith(t, Config{}, "{% set x %}{{ s|"+name+" }}{{ (s|"+name+"(3, 4))|list }}{% endset %}", Map{"s": s})
			if e, is := errors.AsType[*Error](err); err != nil && !is || is && e.Kind == "" {
				t.Errorf("%s of %q: %v", name, s, err)
			}
		}
	}
}

// What would become too large is refused before it is made.
func TestFiltersRefuseWhatIsTooLarge(t *testing.T) {
	for _, source := range []string{
		`{{ 'a'|center(10**10) }}`,
		`{{ 'a\nb'|indent(10**10) }}`,
		`{{ [1]|batch(10**10, 'x')|list }}`,
		`{{ lipsum(1, false, 10**10, 10**10 + 1) }}`,
		`{{ [1]|tojson(10**10) }}`,
	} {
		_, err := renderWith(t, Config{}, source, nil)
		if e, is := errors.AsType[*Error](err); !is || e.Kind != "MemoryError" {
			t.Errorf("%s: %v", source, err)
		}
	}
}

func TestRangeInSandbox(t *testing.T) {
	c := Config{Sandbox: &Sandbox{}}
	if got, err := renderWith(t, c, `{{ range(100000)|length }}`, nil); got != "100000" || err != nil {
		t.Errorf("the largest range: %q, %v", got, err)
	}
	_, err := renderWith(t, c, `{{ range(100001)|length }}`, nil)
	if e, is := errors.AsType[*Error](err); !is || e.Kind != kindOverflow {
		t.Errorf("one more: %v", err)
	}
}

// A sandbox counts the values that filters look at.
func TestFiltersCountInSandbox(t *testing.T) {
	for _, expression := range []string{
		`range(9000)|list`, `range(9000)|join`, `range(9000)|sort`, `range(9000)|map('abs')|list`, `range(9000)|sum`, `range(9000)|max`,
		`range(9000)|select|list`, `range(9000)|unique|list`, `range(9000)|batch(3)|list`, `range(9000)|slice(3)|list`, `range(9000)|list|tojson`,
		`range(9000)|list|pprint`, `range(9000)|groupby('x')`, `('a ' * 9000)|urlize`, `range(9000)|map('e')|join`, `lipsum(900)`,
		`dict(range(9000)|map('string')|batch(2))`,
	} {
		_, err := renderWith(t, Config{Sandbox: &Sandbox{MaxIterations: 8000}}, "{{ "+expression+" }}", nil)
		if e, is := errors.AsType[*Error](err); !is || e.Kind != kindSecurityError {
			t.Errorf("%s: %v", expression, err)
		}
	}
}

func TestPlainFiltersAllocateNothing(t *testing.T) {
	env, err := New(Config{})
	if err != nil {
		t.Fatal(err)
	}
	r := &run{env: env, ctx: context.Background(), steps: 1 << 30}
	a := &args{}
	list := newList([]value{integer(1), integer(2)})
	for name, in := range map[string]value{
		"default": none, "length": list, "first": list, "abs": float(-1.5), "int": integer(3), "round": integer(3), "string": text("x"), "e": markup("<b>"),
		"safe": markup("<b>"), "sum": list,
	} {
		f := env.filters[name]
		most := 0.0
		if name == "sum" {
			most = 1 // its iterator
		}
		if got := testing.AllocsPerRun(100, func() { f(r, in, a) }); got > most {
			t.Errorf("%s: %v allocations, want %v at most", name, got, most)
		}
	}
}
