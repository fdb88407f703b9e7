package jinja_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/gourd-go/gourd/jinja"
)

// shelf is a mapping whose items are made when they are asked for.
type shelf struct{ asked *[]string }

func (s shelf) JinjaItem(key any) (any, bool) {
	name, _ := key.(string)
	*s.asked = append(*s.asked, name)
	n := strings.Index("abc", name)
	return n, n >= 0 && len(name) == 1
}

func (s shelf) JinjaKeys() []any { return []any{"b", "a"} }

func (s shelf) JinjaAttr(name string) (any, bool) { return "the " + name, name == "label" }

// pairs is a mapping with a text of its own, whose loops go over pairs.
type pairsOnly struct{}

func (pairsOnly) JinjaItem(key any) (any, bool) { return 1, key == "x" }
func (pairsOnly) JinjaKeys() []any              { return []any{"x"} }
func (pairsOnly) JinjaValues() []any            { return []any{jinja.Tuple{"x", 1}} }
func (pairsOnly) String() string                { return "<pairs>" }

func withGlobals(t *testing.T, globals map[string]any) *jinja.Environment {
	t.Helper()
	env, err := jinja.New(jinja.Config{Globals: globals, AutoEscape: func(string) bool { return false }})
	if err != nil {
		t.Fatal(err)
	}
	return env
}

type contextKey struct{}

func rendered(t *testing.T, env *jinja.Environment, text string, data jinja.Map) (string, error) {
	t.Helper()
	page, err := env.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return page.Render(context.WithValue(t.Context(), contextKey{}, "of the context"), data)
}

func TestMappingsAndProxies(t *testing.T) {
	var asked []string
	tests := []struct{ text, want, asked string }{
		{"{{ m.b }} {{ m['a'] }} {{ m.label }} {{ m.none }}.", "1 0 the label .", "b a none"},
		{"{{ m.get('c') }} {{ m.get('a') }} {{ m.get('z', 9) }}", "None 0 9", "b a b a b a"},
		{"{{ m|list }} {{ m|length }} {{ 'b' in m }} {{ 'z' in m }}", "['b', 'a'] 2 True False", "b z"},
		{"{{ m.items()|list }} {{ m.values()|list }} {{ m.keys()|list }}", "[('b', 1), ('a', 0)] [1, 0] ['b', 'a']", "b a b a b a"},
		{"{{ m }} {{ 'x' if m }}", "{'b': 1, 'a': 0} x", "b a"},
		{"{% for k, v in p %}{{ k }}{{ v }}{% endfor %} {{ p }} {{ p.x }} {{ p.y is defined }}", "x1 <pairs> 1 False", ""},
		{"{% if m %}{% endif %}{{ given(m) }}", "a mapping", ""},
	}
	for name, wrap := range map[string]func(v any) any{
		"as they are":    func(v any) any { return v },
		"behind a proxy": func(v any) any { return jinja.NewProxy(func(context.Context) (any, error) { return v, nil }) },
	} {
		t.Run(name, func(t *testing.T) {
			env := withGlobals(t, map[string]any{
				"m": wrap(&jinja.Mapping{Source: shelf{&asked}, Type: "Shelf"}), "p": wrap(&jinja.Mapping{Source: pairsOnly{}}),
				"given": func(v any) string {
					if _, is := v.(*jinja.Mapping); is {
						return "a mapping"
					}
					return fmt.Sprintf("a %T", v)
				},
			})
			for _, test := range tests {
				asked = nil
				if got, err := rendered(t, env, test.text, nil); got != test.want || err != nil {
					t.Errorf("%s: got %q, %v, want %q", test.text, got, err, test.want)
				}
				if got := strings.Join(asked, " "); got != test.asked {
					t.Errorf("%s: it was asked for %q, want %q", test.text, got, test.asked)
				}
			}
		})
	}
}

func TestAProxyKnowsItsRendering(t *testing.T) {
	env := withGlobals(t, map[string]any{
		"who": jinja.NewProxy(func(ctx context.Context) (any, error) { return ctx.Value(contextKey{}), nil }),
		"bad": jinja.NewProxy(func(context.Context) (any, error) { return nil, errors.New("nobody is here") }),
		"one": jinja.NewProxy(func(context.Context) (any, error) { return 1, nil }),
	})
	if got, err := rendered(t, env, "{{ who }} {{ who[0] }} {{ who|length }} {% for x in who %}{{ x }}{% endfor %}", nil); got != "of the context o 14 of the context" {
		t.Errorf("got %q, %v", got, err)
	}
	for text, want := range map[string]string{"{{ bad.x }}": "nobody is here", "{{ bad }}": "nobody is here", "{{ one|length }}": "has no len"} {
		if got, err := rendered(t, env, text, nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %q, %v, want %q", text, got, err, want)
		}
	}
}

func TestFunctionsThatGetTheirArguments(t *testing.T) {
	env := withGlobals(t, map[string]any{
		"all": jinja.NewFunction("all", func(a *jinja.Arguments) (any, error) {
			text := fmt.Sprint(a.BindFirst(1, "first", "second"))
			for name, v := range a.Named() {
				text += fmt.Sprintf(" %s=%v", name, v)
			}
			return text, nil
		}),
		"two":     jinja.NewFunction("two", func(a *jinja.Arguments) (any, error) { return a.Bind(1, "x", "y"), nil }),
		"is_true": jinja.NewFunction("is_true", func(a *jinja.Arguments) (any, error) { return a.Truth(a.Bind(1, "x")[0]), nil }),
		"ctx":     jinja.NewFunction("ctx", func(a *jinja.Arguments) (any, error) { return a.Context().Value(contextKey{}), nil }),
		"fail":    jinja.NewFunction("fail", func(*jinja.Arguments) (any, error) { return nil, errors.New("it failed") }),
	})
	for text, want := range map[string]string{
		"{{ all(1, z=3, b=2, a=1) }}":        "[1 <nil>] z=3 b=2 a=1",
		"{{ all(second=2, z=3, first=1) }}":  "[1 2] z=3",
		"{{ two(1) }} {{ two(y=1, x=2) }}":   "[1, None] [2, 1]",
		"{{ is_true([]) }} {{ is_true(2) }}": "False True",
		"{{ ctx() }}":                        "of the context",
		"{{ fail() }}":                       "!it failed",
		"{{ two() }}":                        "!two() missing 1 required positional argument: 'x'",
		"{{ two(1, 2, 3) }}":                 "!two() takes from 1 to 2 positional arguments but 3 were given",
		"{{ two(1, z=2) }}":                  "!two() got an unexpected keyword argument 'z'",
		"{{ all(1, first=2) }}":              "!all() got multiple values for argument 'first'",
	} {
		got, err := rendered(t, env, text, nil)
		fault, fails := strings.CutPrefix(want, "!")
		switch {
		case fails && (err == nil || !strings.Contains(err.Error(), fault)):
			t.Errorf("%s: got %q, %v, want %q", text, got, err, fault)
		case !fails && (got != want || err != nil):
			t.Errorf("%s: got %q, %v, want %q", text, got, err, want)
		}
	}
}

func ExampleNewFunction() {
	link := jinja.NewFunction("link", func(a *jinja.Arguments) (any, error) {
		path := a.BindFirst(1, "path")[0].(string)
		for name, v := range a.Named() { // in their order
			path += fmt.Sprintf(" %s:%v", name, v)
		}
		return path, nil
	})
	env, err := jinja.New(jinja.Config{Globals: map[string]any{"link": link}})
	if err != nil {
		panic(err)
	}
	page, err := env.Parse("{{ link('/notes', page=2, by='title') }}")
	if err != nil {
		panic(err)
	}
	fmt.Println(page.Render(context.Background(), nil))
	// Output: /notes page:2 by:title <nil>
}
