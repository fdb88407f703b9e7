package jinja

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/gourd-go/gourd/jinja"
)

// object is an object with attributes and no items.
type object map[string]any

// JinjaAttr returns an attribute.
func (o object) JinjaAttr(name string) (any, bool) {
	v, there := o[name]
	return v, there
}

// hypertext is an object that knows its own HTML.
type hypertext string

// HTML is Python's __html__.
func (h hypertext) HTML() string { return string(h) }

// String is Python's __str__.
func (h hypertext) String() string { return "plain" }

var (
	_ jinja.Attributes = object{}
	_ jinja.HTML       = hypertext("")
	_ fmt.Stringer     = hypertext("")
)

// functions are those that a context can name with "$call". What they compute Python's
// operators and methods do, which are the templates' own here.
var functions = map[string]any{
	"add":    func(ctx context.Context, a, b any) (any, error) { return evaluate(ctx, "a + b", a, b) },
	"upper":  func(ctx context.Context, s any) (any, error) { return evaluate(ctx, "a.upper()", s, nil) },
	"markup": func(ctx context.Context, s any) (any, error) { return evaluate(ctx, "a|safe", s, nil) },
	"echo":   echo,
	"fail":   func() error { return &jinja.Error{Kind: "ValueError", Message: "failed"} },
}

// evaluate returns what an expression of a and b is. Its error is that of a function of
// Python, which has no place in a template.
func evaluate(ctx context.Context, expression string, a, b any) (result any, err error) {
	env, err := jinja.New(jinja.Config{AutoEscape: func(string) bool { return false }})
	if err != nil {
		return nil, err
	}
	t, err := env.Parse("{{ keep(" + expression + ") }}")
	if err != nil {
		return nil, err
	}
	_, err = t.Render(ctx, jinja.Map{"a": a, "b": b, "keep": func(v any) { result = v }})
	return result, withoutPlace(err)
}

// echo tells its arguments by their repr, and those with names behind them.
func echo(ctx context.Context, args ...any) (string, error) {
	var kwargs jinja.Kwargs
	if n := len(args); n > 0 {
		if last, named := args[n-1].(jinja.Kwargs); named {
			args, kwargs = args[:n-1], last
		}
	}
	var b strings.Builder
	for i, a := range args {
		text, err := repr(ctx, a)
		if err != nil {
			return "", err
		}
		if i > 0 {
			b.WriteByte('|')
		}
		b.WriteString(text)
	}
	b.WriteByte('|')
	for i, name := range slices.Sorted(maps.Keys(kwargs)) {
		text, err := repr(ctx, kwargs[name])
		if err != nil {
			return "", err
		}
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(name + "=" + text)
	}
	return b.String(), nil
}

func repr(ctx context.Context, v any) (string, error) {
	text, err := evaluate(ctx, "'%r' % (a,)", v, nil)
	return fmt.Sprint(text), err
}
