package jinja_test

import (
	"context"
	"encoding/json/v2"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/gourd-go/gourd/internal/require"
	"github.com/gourd-go/gourd/jinja"
)

// fuzzCase is what FuzzRender needs of a case of conformance/jinja.
type fuzzCase struct {
	Template  string            `json:"template"`
	Templates map[string]string `json:"templates"`
	Context   map[string]any    `json:"context"`
}

// fuzzCases are the cases of conformance/jinja, which this package's module does not have.
func fuzzCases(t testing.TB) (cases []fuzzCase) {
	t.Helper()
	files, err := filepath.Glob("../conformance/jinja/cases/*/*.json")
	if err != nil || len(files) == 0 {
		require.Or(t, "jinja", "conformance/jinja/cases, beside this package's module, is not there")
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var list []fuzzCase
		// What Python's JSON has beside RFC 8259's is in few files, which are left out.
		if json.Unmarshal(text, &list) == nil {
			cases = append(cases, list...)
		}
	}
	return cases
}

// fuzzHost is a Go value of the application.
type fuzzHost struct {
	Name  string
	Items []int
	Next  *fuzzHost
	All   map[string]any
}

// Upper is a method that templates may call.
func (h *fuzzHost) Upper(s string) string { return strings.ToUpper(s) }

// Err is a method that fails.
func (h *fuzzHost) Err() error { return errors.New("failed") }

// fuzzValue is a value of a case's context; those that JSON lacks become Go values of some
// kind.
func fuzzValue(x any) any {
	switch x := x.(type) {
	case []any:
		for i := range x {
			x[i] = fuzzValue(x[i])
		}
	case map[string]any:
		for _, special := range []string{"$markup", "$html"} {
			if s, is := x[special].(string); is {
				return jinja.Markup(s)
			}
		}
		if list, is := x["$tuple"].([]any); is {
			return jinja.Tuple(fuzzValue(list).([]any))
		}
		if name, is := x["$call"].(string); is {
			return map[string]any{
				"add":   func(a, b int) int { return a + b },
				"upper": strings.ToUpper,
				"fail":  func() error { return errors.New("failed") },
			}[name]
		}
		d := jinja.NewDict()
		for name, v := range x {
			x[name] = fuzzValue(v)
			d.Set(name, x[name])
		}
		if len(x)%2 == 0 {
			return d
		}
	}
	return x
}

var (
	fuzzPieces = regexp.MustCompile(`(?s)\{%.*?%\}|\{\{.*?\}\}|[^{]+|\{`)
	fuzzTokens = regexp.MustCompile(`\w+|'[^']*'|"[^"]*"|\s+|.`)
)

// fuzzMutate joins pieces of templates.
func fuzzMutate(text string, cases []fuzzCase, seed uint64) string {
	random := rand.New(rand.NewPCG(seed, 1))
	pieces := fuzzPieces.FindAllString(text, -1)
	for range random.IntN(4) {
		other := fuzzPieces.FindAllString(cases[random.IntN(len(cases))].Template, -1)
		if len(other) == 0 || len(pieces) == 0 {
			continue
		}
		at, from := random.IntN(len(pieces)), random.IntN(len(other))
		to := from + 1 + random.IntN(len(other)-from)
		switch random.IntN(4) {
		case 0: // all of the other somewhere
			pieces = append(pieces[:at:at], append(other, pieces[at:]...)...)
		case 1: // a part of it
			pieces = append(pieces[:at:at], append(other[from:to:to], pieces[at:]...)...)
		case 2: // an expression takes the place of a token
			tokens := fuzzTokens.FindAllString(pieces[at], -1)
			expression := strings.Trim(other[from], "{}% ")
			if len(tokens) > 4 && strings.HasPrefix(other[from], "{{") {
				tokens[2+random.IntN(len(tokens)-4)] = "(" + expression + ")"
				pieces[at] = strings.Join(tokens, "")
			}
		case 3: // a token of it
			tokens, others := fuzzTokens.FindAllString(pieces[at], -1), fuzzTokens.FindAllString(other[from], -1)
			tokens[random.IntN(len(tokens))] = others[random.IntN(len(others))]
			pieces[at] = strings.Join(tokens, "")
		}
	}
	return strings.Join(pieces, "")
}

// FuzzRender renders templates that are made of those of conformance/jinja: whatever they
// hold, the end is a page or an *Error, soon, and the environment goes on working.
func FuzzRender(f *testing.F) {
	cases := fuzzCases(f)
	for i, c := range cases {
		f.Add(c.Template, uint64(0), uint16(i), uint8(i))
	}
	f.Fuzz(func(t *testing.T, text string, seed uint64, at uint16, how uint8) {
		c := cases[int(at)%len(cases)]
		if seed != 0 {
			text = fuzzMutate(text, cases, seed)
		}
		if len(text) > 1<<14 {
			t.Skip()
		}
		data := jinja.Map{}
		raw, err := json.Marshal(c.Context)
		if err != nil || json.Unmarshal(raw, &data) != nil {
			t.Fatal("the context cannot be copied")
		}
		for name := range data {
			data[name] = fuzzValue(data[name])
		}
		host := &fuzzHost{Name: "<host>", Items: []int{3, 1, 2}, All: map[string]any{"a": 1}}
		host.Next, host.All["self"] = host, host.All
		data["host"] = host

		config := jinja.Config{
			Undefined:  jinja.Undefined(how & 3),
			AutoEscape: func(string) bool { return how&4 != 0 },
		}
		// Without a sandbox a template may make whatever it likes of the machine's memory.
		config.Sandbox = &jinja.Sandbox{MaxTime: 2 * time.Second, MaxOutput: 1 << 20}
		if how&8 != 0 {
			config.Sandbox.Call = func(any, string) bool { return true }
		}
		if how&16 != 0 && !strings.ContainsAny(text, "*") && !strings.Contains(text, "00") {
			config.Sandbox = nil
		}
		templates := map[string]string{"good": "{% macro m(x) %}{% for i in x %}{{ loop.index }}{{ i }}{% endfor %}{% endmacro %}{{ m([1, 2]) }}"}
		for name, other := range c.Templates {
			templates[name] = other
		}
		templates["self"] = text
		config.Loader = jinja.Templates(templates)
		env, err := jinja.New(config)
		if err != nil {
			t.Fatal(err)
		}
		fuzzOnce(t, env, text, data)
		if good, err := render1(env, "good"); err != nil || good != "1122" {
			t.Errorf("a good template gives %q, %v after\n%s", good, err, text)
		}
	})
}

func render1(env *jinja.Environment, name string) (string, error) {
	page, err := env.Template(name)
	if err != nil {
		return "", err
	}
	return page.Render(context.Background(), nil)
}

// fuzzOnce renders text, and shows it where it panics.
func fuzzOnce(t *testing.T, env *jinja.Environment, text string, data jinja.Map) {
	defer func() {
		if v := recover(); v != nil {
			t.Logf("the template is\n%s", text)
			panic(v)
		}
	}()
	page, err := env.Parse(text)
	if err == nil {
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
		defer cancel()
		begin := time.Now()
		_, err = page.Render(ctx, data)
		if took := time.Since(begin); took > 8*time.Second {
			t.Errorf("it takes %v to render\n%s", took, text)
		}
	}
	if _, is := errors.AsType[*jinja.Error](err); err != nil && !is {
		t.Errorf("the error of\n%s\nis %T: %v", text, err, err)
	}
}
