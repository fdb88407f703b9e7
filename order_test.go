package gourd_test

import (
	"errors"
	"fmt"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/internal/python"
)

// journey is a request, and what goes wrong on its way: testdata/python/journal.py
// describes it.
type journey struct {
	Method   string            `json:"method"`
	Path     string            `json:"path"`
	Do       map[string]string `json:"do"`
	Handlers []string          `json:"handlers"`
	Config   map[string]bool   `json:"config"`
}

func (j journey) String() string {
	return fmt.Sprintf("%s %s, doing %v, with the handlers %q and the settings %v", j.Method, j.Path, j.Do, j.Handlers, j.Config)
}

// boom is an error that nobody foresees.
type boom struct{}

func (boom) Error() string { return "boom" }

// journal notes the points that a request passes, and does there what the journey says.
type journal struct {
	diary
	do map[string]string
}

// pass is what happens at a point: an answer, an error, or nothing.
func (j *journal) pass(point string, told ...any) (gourd.Response, error) {
	j.note("%s", strings.TrimSpace(fmt.Sprintln(append([]any{point}, told...)...)))
	action, once := strings.CutSuffix(j.do[point], " once")
	if once {
		delete(j.do, point)
	}
	if status, err := strconv.Atoi(action); err == nil {
		return gourd.Response{}, gourd.Error(status, "")
	}
	switch action {
	case "raise":
		return gourd.Response{}, boom{}
	case "answer":
		return gourd.HTML("answer of " + point), nil
	}
	return gourd.Response{}, nil
}

// must is pass where a panic is the only way to fail.
func (j *journal) must(point string, told ...any) {
	if _, err := j.pass(point, told...); err != nil {
		panic(err)
	}
}

// errorName is how journals name an error.
func errorName(err error) string {
	var h *gourd.HTTPError
	switch {
	case err == nil:
		return "nothing"
	case errors.As(err, &h) && h.Err != nil:
		return fmt.Sprintf("%d of %s", h.Status, errorName(h.Err))
	case errors.As(err, &h):
		return strconv.Itoa(h.Status)
	case errors.Is(err, boom{}):
		return "boom"
	}
	return fmt.Sprintf("%T", err)
}

func (j *journal) noteHooks(b *gourd.Blueprint, level string) {
	b.OnURLValues(func(*gourd.Ctx) { j.must("values " + level) })
	for _, n := range []string{"1", "2"} {
		b.Before(func(*gourd.Ctx) (gourd.Response, error) { return j.pass("before " + level + n) })
		b.After(func(_ *gourd.Ctx, r *gourd.Response) error {
			_, err := j.pass("after "+level+n, r.StatusCode())
			return err
		})
		b.Teardown(func(_ *gourd.Ctx, err error) { j.must("teardown "+level+n, errorName(err)) })
	}
}

func (j *journal) addHandler(b *gourd.Blueprint, level, what string) {
	handle := func(c *gourd.Ctx, err error) (string, error) {
		point := "handler " + level + " " + what
		_, failed := j.pass(point, errorName(err))
		return "answer of " + point, failed
	}
	switch what {
	case "boom":
		b.OnError(func(c *gourd.Ctx, err boom) (string, error) { return handle(c, err) })
	case "http":
		b.OnError(func(c *gourd.Ctx, err *gourd.HTTPError) (string, error) { return handle(c, err) })
	case "any":
		b.OnError(handle)
	default:
		status, _ := strconv.Atoi(what)
		b.OnStatus(status, handle)
	}
}

func (j *journal) connect(s *gourd.Signals) {
	s.RequestStarted.Connect(func(*gourd.Ctx) { j.must("started") })
	s.RequestFinished.Connect(func(a gourd.RequestAnswer) { j.must("finished", a.Response.StatusCode()) })
	s.GotRequestException.Connect(func(e gourd.RequestError) { j.must("exception", errorName(e.Err)) })
	s.RequestTearingDown.Connect(func(e gourd.RequestError) { j.must("ending", errorName(e.Err)) })
}

// travel has an application make the journey and returns its journal.
func travel(t *testing.T, to journey) []string {
	t.Helper()
	j := &journal{do: map[string]string{}}
	for point, action := range to.Do {
		j.do[point] = action
	}
	app, _ := faulty(t, gourd.Config{})
	for name, value := range to.Config {
		if err := app.Config.Set(name, value); err != nil {
			t.Fatal(err)
		}
	}
	outer, inner := gourd.NewBlueprint("outer", "/outer"), gourd.NewBlueprint("inner", "/inner")
	levels := map[string]*gourd.Blueprint{"app": app.Blueprint, "outer": outer, "inner": inner}
	for _, level := range []string{"app", "outer", "inner"} {
		j.noteHooks(levels[level], level)
	}
	for _, handler := range to.Handlers {
		level, what, _ := strings.Cut(handler, " ")
		j.addHandler(levels[level], level, what)
	}
	view := func(c *gourd.Ctx) (string, error) {
		for _, point := range []string{"this1", "this2"} {
			c.AfterThisRequest(func(_ *gourd.Ctx, r *gourd.Response) error {
				_, err := j.pass(point, r.StatusCode())
				return err
			})
		}
		_, err := j.pass("view")
		return "answer of view", err
	}
	inner.Get("/", view)
	app.Get("/", view)
	outer.Register(inner)
	app.Register(outer)
	j.connect(app.Signals())
	j.note("= %s", answerOf(app, to))
	if err := app.Stop(t.Context()); err != nil {
		t.Error(err)
	}
	return j.lines
}

// answerOf is the answer as journals have it: its status and, if a handler, a hook or the
// view has made it, its body.
func answerOf(app *gourd.App, to journey) (answer string) {
	defer func() {
		if v := recover(); v != nil {
			err, _ := v.(error)
			answer = "raised " + errorName(err)
		}
	}()
	w := httptest.NewRecorder()
	app.ServeHTTP(w, httptest.NewRequest(to.Method, to.Path, nil))
	answer = strconv.Itoa(w.Code)
	if body := w.Body.String(); strings.HasPrefix(body, "answer of") {
		answer += " " + body
	}
	return answer
}

// somewhere are the points of a request at which something can go wrong.
var somewhere = []string{
	"started", "values app", "values outer", "values inner", "before app2", "before outer1", "before inner1",
	"view", "this1", "after inner2", "after app2", "finished",
}

// journeys are all that the order is compared for: each fault at each point, with error
// handlers and settings of all kinds.
func journeys() (all []journey) {
	for _, method := range []string{"GET", "HEAD", "OPTIONS", "POST", "DELETE"} {
		for _, path := range []string{"/", "/outer/inner/", "/outer/inner", "/outer/inner/nowhere", "/nowhere"} {
			all = append(all, journey{Method: method, Path: path})
		}
	}
	handlers := [][]string{
		nil,
		{"app 500"},
		{"app 404"},
		{"app boom"},
		{"app any"},
		{"app http"},
		{"inner http", "app 404"},
		{"inner any", "app 500"},
		{"inner 500", "outer boom", "outer 404", "app 400"},
	}
	for _, handlers := range handlers {
		all = append(all, faults(handlers, nil, "raise", "raise once", "404", "400 once", "500", "answer")...)
	}
	for _, setting := range []string{"PROPAGATE_EXCEPTIONS", "TRAP_HTTP_EXCEPTIONS", "TRAP_BAD_REQUEST_ERRORS"} {
		config := map[string]bool{setting: true}
		for _, handlers := range [][]string{nil, {"app 500", "outer 400", "app 404"}, {"inner http", "app boom"}} {
			all = append(all, faults(handlers, config, "raise", "404", "400 once")...)
		}
	}
	return append(all, journeysOfHandlers()...)
}

// faults are the journeys on which one of the actions is done, at each point.
func faults(handlers []string, config map[string]bool, actions ...string) (all []journey) {
	for _, action := range actions {
		for _, point := range somewhere {
			if action != "answer" || strings.HasPrefix(point, "before") {
				all = append(all, journey{"GET", "/outer/inner/", map[string]string{point: action}, handlers, config})
			}
			if strings.Contains(point, "app2") {
				all = append(all, journey{"GET", "/nowhere", map[string]string{point: action}, handlers, config})
			}
		}
	}
	return all
}

// journeysOfHandlers are those on which an error handler fails, or a hook behind it.
func journeysOfHandlers() (all []journey) {
	for _, handlers := range [][]string{
		{"app 404"}, {"app boom"}, {"inner http", "app 500"}, {"inner any"}, {"inner 404", "app boom"}, {"app 404", "app any"},
	} {
		for _, fault := range []string{"raise", "404", "404 once", "500"} {
			for _, handler := range handlers {
				for _, view := range []string{"raise", "404"} {
					all = append(all,
						journey{"GET", "/outer/inner/", map[string]string{"view": view, "handler " + handler: fault}, handlers, nil},
						journey{"GET", "/outer/inner/", map[string]string{"view": view, "after outer1": fault}, handlers, nil},
						journey{"GET", "/outer/inner/", map[string]string{"view": view, "finished": fault}, handlers, nil})
				}
			}
		}
	}
	return all
}

// The order of signals, hooks, views, error handlers and teardown is Flask's, whatever
// goes wrong. Where the handler of 500 fails Flask gives up and leaves the answer to the
// server; here it is the default page, which goes through the after hooks.
func TestTheOrderIsFlasks(t *testing.T) {
	t.Parallel()
	all := journeys()
	for i, want := range python.Start(t, "journal.py").Ask[[][]string](t, all) {
		got := travel(t, all[i])
		if last := len(want) - 1; strings.HasPrefix(want[last], "= raised") && !all[i].Config["PROPAGATE_EXCEPTIONS"] {
			got, want[last] = withoutPage(got), "= 500"
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s:\ngot  %s\nwant %s", all[i], strings.Join(got, ", "), strings.Join(want, ", "))
		}
	}
}

// withoutPage leaves out what a page goes through.
func withoutPage(lines []string) []string {
	return slices.DeleteFunc(lines, func(line string) bool {
		return strings.HasPrefix(line, "this") || strings.HasPrefix(line, "after") || strings.HasPrefix(line, "finished")
	})
}

// The journals in full, for those who read.
func TestTheJournalOfARequest(t *testing.T) {
	const (
		in      = "/outer/inner/"
		values  = "started, values app, values outer, values inner, "
		befores = values + "before app1, before app2, before outer1, before outer2, before inner1, before inner2, "
	)
	// What an answer with the status goes through; told is what teardown hooks hear.
	afters := func(status, told string) string {
		s := strings.ReplaceAll("this1 #, this2 #, after inner2 #, after inner1 #, after outer2 #, after outer1 #, after app2 #, after app1 #, finished #, ", "#", status)
		return s + strings.ReplaceAll("teardown inner2 #, teardown inner1 #, teardown outer2 #, teardown outer1 #, teardown app2 #, teardown app1 #, ending #, = ", "#", told) + status
	}
	withoutThis := func(s string) string { return s[strings.Index(s, "after inner2"):] }
	appOnly := func(status, told string) string {
		return strings.ReplaceAll("after app2 #, after app1 #, finished #, ", "#", status) +
			strings.ReplaceAll("teardown app2 #, teardown app1 #, ending #, = ", "#", told) + status
	}
	const first = "started, values app, before app1, before app2, "
	tests := []struct {
		name string
		journey
		want string
	}{
		{"an answer", journey{Path: in}, befores + "view, " + afters("200", "nothing") + " answer of view"},
		{
			"a hook's answer",
			journey{Path: in, Do: map[string]string{"before outer2": "answer"}},
			strings.TrimSuffix(befores, "before inner1, before inner2, ") + withoutThis(afters("200", "nothing")) + " answer of before outer2",
		},
		{
			"a hook's answer where no rule matches",
			journey{Path: "/nowhere", Do: map[string]string{"before app2": "answer"}},
			first + appOnly("200", "nothing") + " answer of before app2",
		},
		{
			"an error with a status",
			journey{Path: in, Do: map[string]string{"view": "404"}, Handlers: []string{"outer 404"}},
			befores + "view, handler outer 404 404, " + afters("404", "nothing") + " answer of handler outer 404",
		},
		{
			"an intended 500",
			journey{Path: in, Do: map[string]string{"view": "500"}, Handlers: []string{"app 500"}},
			befores + "view, handler app 500 500, " + afters("500", "nothing") + " answer of handler app 500",
		},
		{
			"an error that nobody foresaw",
			journey{Path: in, Do: map[string]string{"view": "raise"}, Handlers: []string{"app 500"}},
			befores + "view, exception boom, handler app 500 500 of boom, " + afters("500", "boom") + " answer of handler app 500",
		},
		{"no rule", journey{Path: "/outer/nowhere"}, first + appOnly("404", "nothing")},
		{"a wrong method", journey{Method: "POST", Path: in}, first + appOnly("405", "nothing")},
		{"a redirect of the rules", journey{Path: "/outer/inner"}, first + appOnly("308", "nothing")},
		// In Flask TRAP_HTTP_EXCEPTIONS makes a 500 of it.
		{
			"a redirect of the rules, where errors with a status are trapped",
			journey{Path: "/outer/inner", Config: map[string]bool{"TRAP_HTTP_EXCEPTIONS": true}},
			first + appOnly("308", "nothing"),
		},
		{"OPTIONS", journey{Method: "OPTIONS", Path: in}, befores + withoutThis(afters("200", "nothing"))},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if test.Method == "" {
				test.Method = "GET"
			}
			if got := strings.Join(travel(t, test.journey), ", "); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}
