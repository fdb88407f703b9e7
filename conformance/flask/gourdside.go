package flask

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"strings"

	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/rule"
)

// RunGourd has this framework answer a case.
func RunGourd(ctx context.Context, c Case) (o Outcome) {
	defer func() {
		if v := recover(); v != nil {
			o.Broken = fmt.Sprintf("panic: %v", v)
		}
	}()
	side, err := newGourdSide(ctx, c)
	if err != nil {
		return Outcome{Refused: err.Error()}
	}
	for _, r := range c.Requests {
		o.Answers = append(o.Answers, serve(ctx, side.app, r.sent()))
	}
	for _, b := range c.Builds {
		o.Builds = append(o.Builds, side.build(b))
	}
	return o
}

// gourdSide is the application of a case.
type gourdSide struct {
	ctx   context.Context
	app   *gourd.App
	build func(Build) Built
}

// newGourdSide registers the rules. What is refused is an error.
func newGourdSide(ctx context.Context, c Case) (side *gourdSide, err error) {
	defer func() {
		refusal := new(gourd.SetupError)
		switch v := recover().(type) {
		case nil:
		case error:
			if !errors.As(v, &refusal) {
				panic(v)
			}
			err = v
		default:
			panic(v)
		}
	}()
	app := gourd.New("case", configOf(c.Map))
	app.Config.Logger = slog.New(slog.DiscardHandler)
	for _, r := range c.Rules {
		if err := addRule(app, r); err != nil {
			return nil, err
		}
	}
	withoutStatic(app, c.Rules)
	var asked *Build
	var built Built
	app.Before(func(c *gourd.Ctx) (gourd.Response, error) {
		if asked == nil {
			return gourd.Response{}, nil
		}
		built = builtIn(c, *asked)
		return gourd.Empty(204), nil
	})
	if err := app.Setup(); err != nil {
		return nil, err
	}
	side = &gourdSide{ctx: ctx, app: app}
	side.build = func(b Build) Built {
		if b.Host == nil {
			return builtOf(app.URL(endpointName(b.Endpoint), b.values()...))
		}
		asked, built = &b, Built{}
		serve(ctx, app, sent{Method: "GET", Target: "/", Path: "/", Host: *b.Host})
		asked = nil
		return built
	}
	return side, nil
}

// view is the view of every rule. There is one function, because several rules may
// have one endpoint only if they have one view.
func view(c *gourd.Ctx) (gourd.Response, error) {
	return gourd.Bytes("application/json", viewBody(writtenEndpoint(c.Endpoint()), c.Args())), nil
}

// A dot stands between a blueprint's name and that of its view; in a name of its own it
// is written as another one.
const dot, otherDot = ".", "\u2024"

// endpointName keeps a dot at the start, which asks for the current blueprint.
func endpointName(endpoint string) string {
	relative := ""
	if rest, ok := strings.CutPrefix(endpoint, dot); ok {
		relative, endpoint = dot, rest
	}
	return relative + strings.ReplaceAll(endpoint, dot, otherDot)
}

func writtenEndpoint(name string) string { return strings.ReplaceAll(name, otherDot, dot) }

// values are what [gourd.Ctx.URL] takes, in the order of the file.
func (b *Build) values() []any {
	var values []any
	for _, p := range b.Values.Pairs {
		values = append(values, p.Name, p.Value)
	}
	if b.External != nil {
		values = append(values, "_external", *b.External)
	}
	for name, value := range map[string]*string{"_scheme": b.Scheme, "_anchor": b.Anchor, "_method": b.Method} {
		if value != nil {
			values = append(values, name, *value)
		}
	}
	return values
}

// builtIn builds in a request, where an error is a panic.
func builtIn(c *gourd.Ctx, b Build) (built Built) {
	defer func() {
		switch v := recover().(type) {
		case nil:
		case runtime.Error:
			panic(v)
		case error:
			built = builtOf("", v)
		default:
			panic(v)
		}
	}()
	return builtOf(c.URL(endpointName(b.Endpoint), b.values()...), nil)
}

// builtOf is the kind of an error, or the URL.
func builtOf(url string, err error) Built {
	var noRule *rule.BuildError
	switch {
	case err == nil:
		return Built{URL: url}
	case errors.As(err, &noRule):
		return Built{Error: NoRule, Text: err.Error()}
	case strings.Contains(err.Error(), "SERVER_NAME"):
		return Built{Error: NoServerName, Text: err.Error()}
	}
	return Built{Error: BadValue, Text: err.Error()}
}
