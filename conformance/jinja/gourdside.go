package jinja

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"runtime/debug"
	"time"

	"github.com/gourd-go/gourd/jinja"
)

// undefinedKinds are the kinds of undefined values by their names in cases.
var undefinedKinds = map[string]jinja.Undefined{
	"":          jinja.DefaultUndefined,
	"default":   jinja.DefaultUndefined,
	"chainable": jinja.ChainableUndefined,
	"debug":     jinja.DebugUndefined,
	"strict":    jinja.StrictUndefined,
}

// RunGourd has this side render a case. What takes too long is left behind, still running
// if it does not look at its context: a comparison ends with its process.
func RunGourd(ctx context.Context, c Case) Outcome { return runWithin(ctx, timeLimit, c, render) }

// runWithin has render render a case within a time.
func runWithin(ctx context.Context, limit time.Duration, c Case, render func(context.Context, Case) Outcome) Outcome {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	done := make(chan Outcome, 1)
	go func() {
		defer func() {
			if v := recover(); v != nil {
				done <- Outcome{Broken: fmt.Sprintf("it panics: %v\n%s", v, debug.Stack())}
			}
		}()
		done <- render(ctx, c)
	}()
	select {
	case o := <-done:
		return o
	case <-ctx.Done():
	}
	select { // it may have been done at the same time
	case o := <-done:
		return o
	default:
		return Outcome{Broken: fmt.Sprintf("it takes more than %v", limit)}
	}
}

// render renders a case as an application does.
func render(ctx context.Context, c Case) Outcome {
	page, err := page(ctx, c)
	switch f := failureOf(err); {
	case err == nil:
		return Outcome{Page: page}
	case f == nil:
		return Outcome{Broken: "its error is none of package jinja: " + err.Error()}
	case errors.Is(err, context.DeadlineExceeded):
		return Outcome{Broken: "it takes too long: " + err.Error()}
	default:
		return Outcome{Failure: f}
	}
}

func page(ctx context.Context, c Case) (string, error) {
	data, err := c.Context.data()
	if err != nil {
		return "", err
	}
	maps.Copy(data, c.twins)
	env, err := jinja.New(c.config())
	if err != nil {
		return "", err
	}
	t, err := env.Parse(c.Template)
	if err != nil {
		return "", err
	}
	return t.Render(ctx, data)
}

// config is the environment of a case.
func (c Case) config() jinja.Config {
	return jinja.Config{
		Loader:              jinja.Templates(c.Templates),
		AutoEscape:          func(string) bool { return c.Autoescape },
		Undefined:           undefinedKinds[c.Undefined],
		BlockStart:          c.BlockStart,
		BlockEnd:            c.BlockEnd,
		VariableStart:       c.VariableStart,
		VariableEnd:         c.VariableEnd,
		CommentStart:        c.CommentStart,
		CommentEnd:          c.CommentEnd,
		LineStatementPrefix: orEmpty(c.LineStatementPrefix),
		LineCommentPrefix:   orEmpty(c.LineCommentPrefix),
		TrimBlocks:          c.TrimBlocks,
		LstripBlocks:        c.LstripBlocks,
		KeepTrailingNewline: c.KeepTrailingNewline,
		Newline:             c.Newline,
		NewstyleGettext:     c.Newstyle,
		Policies:            c.Policies.config(),
	}
}

// config are the policies as package jinja has them.
func (p Policies) config() (q jinja.Policies) {
	if p.URLizeRel != nil {
		q.URLizeRel = &p.URLizeRel.value // null is no rel, as "" is
	}
	if p.URLizeTarget != nil {
		q.URLizeTarget = p.URLizeTarget.value
	}
	if p.URLizeSchemes != nil {
		q.URLizeExtraSchemes = p.URLizeSchemes.value
	}
	q.TruncateLeeway, q.TrimTrans = p.Leeway, p.Trimmed
	if p.Dumps != nil {
		q.ToJSON = p.Dumps.write
	}
	return q
}

func orEmpty(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
