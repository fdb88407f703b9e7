package jinja

import (
	"context"
	"errors"
	"math"
	"math/big"
	"testing"

	"github.com/gourd-go/gourd/internal/python"
)

// rendering is a template that real Jinja2 is asked about, with what testdata's render.py
// has as its context.
type rendering struct {
	Source     string `json:"source"`
	Autoescape bool   `json:"autoescape"`
	Undefined  string `json:"undefined"`
	Sandbox    bool   `json:"sandbox"` // Jinja2's ImmutableSandboxedEnvironment
}

// rendered is what became of it.
type rendered struct {
	Out     string `json:"out"`
	Kind    string `json:"kind"`
	Message string `json:"message"`
}

var undefinedKinds = map[string]Undefined{
	"": DefaultUndefined, "chainable": ChainableUndefined, "debug": DebugUndefined, "strict": StrictUndefined,
}

func dictOf(pairs ...any) *Dict {
	d := NewDict()
	for i := 0; i < len(pairs); i += 2 {
		d.Set(pairs[i], pairs[i+1])
	}
	return d
}

type person struct {
	Name string
	Age  int
}

// renderingContext is render.py's CONTEXT.
func renderingContext() Map {
	n, _ := new(big.Int).SetString("12345678901234567890123", 10)
	return Map{
		"m": Markup("<b>&amp;</b>"),
		"s": `<i>"a" & 'b'</i>`,
		"users": []any{
			dictOf("name", "Ann", "city", "Oslo", "age", 30, "tags", []any{"x"}),
			dictOf("name", "bob", "city", "oslo", "age", 25, "tags", []any{}),
			dictOf("name", "Cid", "city", "Bern", "age", 30, "tags", []any{"y", "z"}),
			dictOf("name", "ann", "city", "Bern"),
		},
		"big": n,
		"inf": math.Inf(1),
		"nan": math.NaN(),
		// What Python has as lists and dicts Go has with types of its own.
		"words":  []string{"b", "A", "c<"},
		"ages":   map[string]int{"bob": 25, "ann": 30},
		"people": []person{{"Ann", 30}, {"bob", 25}},
		"u":      "Größe ǅ straße ΣΑΣ ﬁn",
	}
}

// render is what this package makes of it.
func (c rendering) render(t *testing.T) rendered {
	t.Helper()
	config := Config{
		AutoEscape: func(string) bool { return c.Autoescape },
		Undefined:  undefinedKinds[c.Undefined],
	}
	if c.Sandbox {
		config.Sandbox = &Sandbox{}
	}
	env, err := New(config)
	if err != nil {
		t.Fatal(err)
	}
	page, err := env.Parse(c.Source)
	var out string
	if err == nil {
		out, err = page.Render(context.Background(), renderingContext())
	}
	if e, is := errors.AsType[*Error](err); is {
		return rendered{Kind: e.Kind, Message: e.Message}
	} else if err != nil {
		t.Fatal(err)
	}
	return rendered{Out: out}
}

func checkRenderings(t *testing.T, cases []rendering) {
	t.Helper()
	oracle := python.Start(t, "render.py")
	for i, want := range oracle.Ask[[]rendered](t, cases) {
		if got := cases[i].render(t); got != want {
			t.Errorf("%q (autoescape %t, undefined %q):\n got %+v\nwant %+v",
				cases[i].Source, cases[i].Autoescape, cases[i].Undefined, got, want)
		}
	}
}

// Each row is rendered without autoescape and with it.
func TestBuiltinsAsInJinja2(t *testing.T) {
	var cases []rendering
	for _, group := range [][]string{
		textRows, wrapRows, urlizeRows, numberRows, sequenceRows, lazyRows, objectRows, testRows, globalRows, argumentRows, hostRows,
	} {
		for _, source := range group {
			cases = append(cases, rendering{Source: source}, rendering{Source: source, Autoescape: true})
		}
	}
	checkRenderings(t, cases)
}

// What filters and tests do with an undefined depends on its kind.
func TestBuiltinsOfUndefined(t *testing.T) {
	var cases []rendering
	for _, source := range undefinedRows {
		for kind := range undefinedKinds {
			cases = append(cases, rendering{Source: source, Undefined: kind}, rendering{Source: source, Undefined: kind, Autoescape: true})
		}
	}
	checkRenderings(t, cases)
}
