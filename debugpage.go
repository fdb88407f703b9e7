package gourd

import (
	"cmp"
	"errors"
	"fmt"
	"html/template"
	"log/slog"
	"strings"

	"github.com/gourd-go/gourd/async"
	"github.com/gourd-go/gourd/jinja"
)

// stackOf returns the stacks of the panics in err: of a task first, then of the
// goroutine that awaited it.
func stackOf(err error) string {
	var stacks []string
	var task *async.Panic
	if errors.As(err, &task) {
		stacks = append(stacks, fmt.Sprintf("in the task %s, started at %s:\n%s", task.Task, task.Spawned, task.Stack))
	}
	var own *PanicError
	if errors.As(err, &own) {
		stacks = append(stacks, string(own.Stack))
	}
	return strings.Join(stacks, "\n")
}

// LogValue keeps the stack of a panic out of the log's "error"; it has a field of its
// own.
func (e *PanicError) LogValue() slog.Value {
	var task *async.Panic
	if errors.As(e, &task) {
		return slog.StringValue(fmt.Sprintf("panic in the task %s: %v", task.Task, task.Value))
	}
	return slog.StringValue(e.Error())
}

// debugPage is what debug mode shows for an error that is the program's: what
// happened, where, and the request. It is never shown outside of debug mode.
func (c *Ctx) debugPage(e *HTTPError, message string) string {
	if e.Status < 500 || e.Err == nil {
		return ""
	}
	view := ""
	if c.route != nil {
		view = c.route.rule + " at " + c.route.where
	}
	var b strings.Builder
	err := debugTemplate.Execute(&b, map[string]any{
		"status": e.Status, "name": statusName(e.Status), "message": message,
		"error": errorLine(e.Err), "template": brokenTemplate(e.Err), "stack": stackOf(e.Err), "view": view,
		"request": c.Method() + " " + string(c.x.Target), "header": c.shownHeader(),
	})
	if err != nil {
		return ""
	}
	return b.String()
}

// errorLine is an error without the stacks that it may carry.
func errorLine(err error) string {
	var own *PanicError
	if errors.As(err, &own) {
		return own.LogValue().String()
	}
	return err.Error()
}

// brokenTemplate is what the debug page shows of an error in a template, nil of any other.
func brokenTemplate(err error) *templateError {
	var e *jinja.Error
	if !errors.As(err, &e) || e.Template == "" && e.File == "" && e.Line == 0 {
		return nil
	}
	return &templateError{e, templatePlace(e.Template, e.File, e.Line, e.At.Column), e.Lines()}
}

// templateError is an error in a template with where it is.
type templateError struct {
	*jinja.Error
	Place string
	Shown []jinja.SourceLine
}

// templatePlace is "templates/index.html:12:3".
func templatePlace(name, file string, line, column int) string {
	at := cmp.Or(file, name, "a template that was given as text")
	if line > 0 {
		at += ":" + itoa(line)
	}
	if line > 0 && column > 0 {
		at += ":" + itoa(column)
	}
	return at
}

// shownHeader is the request's header without what opens doors.
func (c *Ctx) shownHeader() []string {
	var lines []string
	for _, f := range c.x.Fields(nil) {
		name, value := string(f.Name), string(f.Value)
		switch strings.ToLower(name) {
		case "cookie", "authorization", "proxy-authorization":
			value = "(hidden)"
		}
		lines = append(lines, name+": "+value)
	}
	return lines
}

var debugTemplate = template.Must(template.New("debug").Parse(`<!doctype html>
<html lang=en>
<meta charset=utf-8>
<meta name=viewport content="width=device-width, initial-scale=1">
<title>{{.status}} {{.name}}: {{.error}}</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; margin: 0; color: #1c2b1f; background: #f7f8f4 }
header { background: #8c2f1b; color: #fff; padding: 1.2rem 2rem }
header h1 { font-size: 1.1rem; margin: 0; font-weight: 500; opacity: .85 }
header p { font-size: 1.35rem; margin: .4rem 0 0; overflow-wrap: anywhere }
main { padding: 1rem 2rem 3rem; max-width: 76rem }
h2 { font-size: 1rem; margin: 1.6rem 0 .4rem; color: #55645a }
pre { background: #fff; border: 1px solid #dde3d8; border-radius: 6px; padding: 1rem; overflow-x: auto; font: 13px/1.5 ui-monospace, monospace; margin: 0 }
.place { font: 14px/1.5 ui-monospace, monospace; margin: .4rem 0 }
.source span { display: block }
.source b { color: #8a978d; font-weight: 400; display: inline-block; min-width: 2.5rem; text-align: right; margin-right: .6rem; user-select: none }
.source .marked { background: #fbe6df; box-shadow: -4px 0 0 #8c2f1b }
.chain { font-size: .9rem; color: #55645a }
footer { color: #55645a; font-size: .9rem; margin-top: 2rem }
</style>
<header><h1>{{.status}} {{.name}}</h1><p>{{.error}}</p></header>
<main>
<p>{{.message}}</p>
{{with .template}}<h2>Template</h2><p class=place>{{.Place}}</p>
{{if .Shown}}<pre class=source>{{range .Shown}}<span{{if .Marked}} class="marked"{{end}}><b>{{.Number}}</b> {{.Text}}
</span>{{end}}</pre>{{end}}
{{with .Chain}}<ol class=chain>{{range .}}<li>{{.}}</li>{{end}}</ol>{{end}}{{end}}
{{if .view}}<h2>View</h2><pre>{{.view}}</pre>{{end}}
{{if .stack}}<h2>Stack</h2><pre>{{.stack}}</pre>{{end}}
<h2>Request</h2><pre>{{.request}}
{{range .header}}{{.}}
{{end}}</pre>
<footer>This page is shown because the application runs in debug mode. Switch it off in production.</footer>
</main>
</html>
`))
