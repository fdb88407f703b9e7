package jinja_test

import (
	"errors"
	"io"
	"iter"
	"strings"
	"sync"
	"testing"

	"github.com/gourd-go/gourd/jinja"
)

// shortWriter fails after some bytes.
type shortWriter struct{ left int }

func (w *shortWriter) Write(p []byte) (int, error) {
	if w.left -= len(p); w.left < 0 {
		return 0, io.ErrShortWrite
	}
	return len(p), nil
}

// TestRoughEndsLeaveTheNextRenderingSound ends renderings in the middle of captures, loops,
// macros and iterators, in all the ways there are.
func TestRoughEndsLeaveTheNextRenderingSound(t *testing.T) {
	stopped := 0
	numbers := func(fail func()) iter.Seq[int] {
		return func(yield func(int) bool) {
			defer func() { stopped++ }()
			for i := range 5000 {
				if i == 3000 && fail != nil {
					fail()
				}
				if !yield(i) {
					return
				}
			}
		}
	}
	env := environment(t, map[string]string{
		"main": "{% macro m(s) %}{% set x %}{% for i in s %}{% filter upper %}line {{ i }}\n{% endfilter %}{{ f(i) if i == at }}{% if i == leave %}{% break %}{% endif %}{% endfor %}{% endset %}{{ x }}{% endmacro %}" +
			"{% for i in s %}{{ i }}:{{ x }}\n{% endfor %}{{ m(s2) }}",
		"good": "{% macro m(x) %}{% set y %}[{{ x }}]{% endset %}{{ y }}{% endmacro %}{% for i in [1, 2] %}{{ m(i) }}{{ loop.last }}{% endfor %}",
	})
	for name, c := range map[string]struct {
		seq   iter.Seq[int]
		f     func(i int) (string, error)
		at    int
		leave int
		left  int
		panic bool
		fails bool
	}{
		"a writer that fails":                  {seq: numbers(nil), left: 9000, fails: true},
		"a function that fails":                {seq: numbers(nil), f: func(int) (string, error) { return "", errors.New("failed") }, at: 7, left: 1 << 30, fails: true},
		"a function that panics":               {seq: numbers(nil), f: func(int) (string, error) { panic("mine") }, at: 7, left: 1 << 30, panic: true},
		"an iterator that panics":              {seq: numbers(func() { panic("mine") }), left: 1 << 30, panic: true},
		"an iterator that a break leaves":      {seq: numbers(nil), leave: 9, left: 1 << 30},
		"a function that panics with an error": {seq: numbers(nil), f: func(int) (string, error) { panic(errors.New("mine")) }, at: 4, left: 1 << 30, panic: true},
	} {
		t.Run(name, func(t *testing.T) {
			stopped = 0
			data := jinja.Map{"s": c.seq, "s2": c.seq, "f": c.f, "at": c.at, "leave": c.leave, "x": strings.Repeat("<", 10)}
			if c.f == nil {
				data["at"] = -1
			}
			if c.leave == 0 {
				data["leave"] = -1
			}
			func() {
				defer func() {
					if v := recover(); (v != nil) != c.panic {
						t.Errorf("panic: %v", v)
					}
				}()
				err := template(t, env, "main").Stream(t.Context(), &shortWriter{c.left}, data)
				if (err != nil) != c.fails {
					t.Errorf("error: %v", err)
				}
			}()
			if stopped == 0 {
				t.Error("the iterator was not told of the end")
			}
			for range 3 {
				if got, want := render(t, env, "good", nil), "[1]False[2]True"; got != want {
					t.Errorf("then %q, want %q", got, want)
				}
			}
		})
	}
}

// TestAFunctionMayReturnTheSameErrorAgain returns one *Error from functions of several
// renderings, each of which adds where it happened.
func TestAFunctionMayReturnTheSameErrorAgain(t *testing.T) {
	shared := &jinja.Error{Kind: "ValueError", Message: "failed"}
	env := environment(t, map[string]string{"main": "{% macro m() %}\n{{ f() }}{% endmacro %}\n{{ m() }}"})
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			page, err := env.Template("main")
			if err == nil {
				_, err = page.Render(t.Context(), jinja.Map{"f": func() error { return shared }})
			}
			if e, is := errors.AsType[*jinja.Error](err); !is || e.Kind != "ValueError" || e.Line != 2 || len(e.Chain) != 1 {
				t.Errorf("got %v", err)
			}
		})
	}
	all.Wait()
	if shared.Line != 0 || len(shared.Chain) > 0 {
		t.Errorf("the application's error was changed: %v", shared)
	}
}

// TestRenderingsShareData renders the same data many times at once, for the race detector.
func TestRenderingsShareData(t *testing.T) {
	env := environment(t, map[string]string{
		"main": "{% import 'lib' as lib %}{% for r in rows|sort(attribute='n') %}{{ lib.m(r) }}{% include 'part' %}{% endfor %}{{ d.items()|list }}{{ d|tojson }}{{ d == d2 }}{{ rows|map(attribute='n')|join }}{{ h.Name }}{{ h|string|length > 0 }}{{ [d, d2]|unique|list|length if false }}{{ rows|groupby('k')|list|length }}",
		"lib":  "{% macro m(r) %}<{{ r.n }}{{ r['k'] }}{{ r.values()|list }}>{% endmacro %}",
		"part": "{% set x = r.n %}{{ x }}{{ d.k }}{{ d.get('n') }}{{ 'k' in d }}{{ d|length }}",
	})
	dict := func() *jinja.Dict {
		d := jinja.NewDict()
		d.Set("k", "v")
		d.Set("n", 1)
		for i := range 20 {
			d.Set(strings.Repeat("i", i+1), []any{i})
		}
		return d
	}
	rows := []any{map[string]any{"n": 2, "k": "b"}, map[string]any{"n": 1, "k": "a"}}
	data := jinja.Map{"d": dict(), "d2": dict(), "rows": rows, "h": &struct{ Name string }{"N"}}
	want := render(t, env, "main", data)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 30 {
				page, err := env.Template("main")
				if err != nil {
					t.Error(err)
					return
				}
				if got, err := page.Render(t.Context(), data); err != nil || got != want {
					t.Errorf("got %q, %v", got, err)
				}
			}
		})
	}
	all.Wait()
}
