package jinja

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/gourd-go/gourd/jinja"
)

// object is an object with attributes and no items.
type object struct{ members map[string]any }

// JinjaAttr returns an attribute.
func (o *object) JinjaAttr(name string) (any, bool) {
	v, there := o.members[name]
	return v, there
}

// hypertext is an object that knows its own HTML.
type hypertext struct{ text string }

// HTML is Python's __html__.
func (h *hypertext) HTML() string { return h.text }

// String is Python's __str__.
func (*hypertext) String() string { return "plain" }

var (
	_ jinja.Attributes = (*object)(nil)
	_ jinja.HTML       = (*hypertext)(nil)
	_ fmt.Stringer     = (*hypertext)(nil)
)

// functions are those that a context can name with "$call". What they compute Python's
// operators and methods do, which are the templates' own here.
var functions = map[string]any{
	"add":    computed("add", "a + b", "a", "b"),
	"upper":  computed("upper", "s.upper()", "s"),
	"markup": computed("markup", "s|safe", "s"),
	"echo":   echo,
	"fail":   func() error { return &jinja.Error{Kind: "ValueError", Message: "failed"} },
}

// computed is a function with parameters of those names that returns an expression of them.
func computed(name, expression string, parameters ...string) any {
	return func(ctx context.Context, kwargs jinja.Kwargs, args ...any) (any, error) {
		data, err := bound(name, parameters, args, kwargs)
		if err != nil {
			return nil, err
		}
		result, err := evaluate(ctx, expression, data)
		if e := (*jinja.Error)(nil); errors.As(err, &e) && e.Kind == "UndefinedError" {
			// In Python an attribute that is not there is not undefined.
			err = &jinja.Error{Kind: "AttributeError", Message: e.Message}
		}
		return result, err
	}
}

// bound gives the parameters of a function their arguments, as Python does.
func bound(name string, parameters []string, args []any, kwargs jinja.Kwargs) (jinja.Map, error) {
	data := jinja.Map{}
	for i, a := range args {
		if i >= len(parameters) {
			return nil, typeError("%s() takes %d arguments but %d were given", name, len(parameters), len(args))
		}
		data[parameters[i]] = a
	}
	for _, given := range slices.Sorted(maps.Keys(kwargs)) {
		_, twice := data[given]
		switch {
		case !slices.Contains(parameters, given):
			return nil, typeError("%s() got an unexpected keyword argument '%s'", name, given)
		case twice:
			return nil, typeError("%s() got multiple values for argument '%s'", name, given)
		}
		data[given] = kwargs[given]
	}
	if len(data) < len(parameters) {
		return nil, typeError("%s() is missing arguments", name)
	}
	return data, nil
}

func typeError(format string, a ...any) error {
	return &jinja.Error{Kind: "TypeError", Message: fmt.Sprintf(format, a...)}
}

// evaluate returns what an expression is. Its error is that of a function of Python, which
// has no place in a template.
func evaluate(ctx context.Context, expression string, data jinja.Map) (result any, err error) {
	env, err := jinja.New(jinja.Config{AutoEscape: func(string) bool { return false }})
	if err != nil {
		return nil, err
	}
	t, err := env.Parse("{% do keep(" + expression + ") %}")
	if err != nil {
		return nil, err
	}
	data["keep"] = func(v any) { result = v }
	_, err = t.Render(ctx, data)
	return result, withoutPlace(err)
}

// echo tells its arguments by their repr, and those with names behind them.
func echo(ctx context.Context, kwargs jinja.Kwargs, args ...any) (string, error) {
	var given, named []string
	for _, a := range args {
		text, err := repr(ctx, a)
		if err != nil {
			return "", err
		}
		given = append(given, text)
	}
	for _, name := range slices.Sorted(maps.Keys(kwargs)) {
		text, err := repr(ctx, kwargs[name])
		if err != nil {
			return "", err
		}
		named = append(named, name+"="+text)
	}
	return strings.Join(given, "|") + "|" + strings.Join(named, ","), nil
}

func repr(ctx context.Context, v any) (string, error) {
	text, err := evaluate(ctx, "'%r' % (v,)", jinja.Map{"v": v})
	if err != nil {
		return "", err
	}
	return fmt.Sprint(text), nil
}
