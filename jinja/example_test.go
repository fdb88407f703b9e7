package jinja_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"time"

	"github.com/gourd-go/gourd/jinja"
)

// must is what examples do with errors that they do not expect.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func Example() {
	env, err := jinja.New(jinja.Config{
		Loader: jinja.Templates(map[string]string{
			"layout.html": `<title>{% block title %}Shop{% endblock %}</title>{% block body %}{% endblock %}`,
			"cart.html": `{% extends "layout.html" %}
{% block title %}{{ user }}'s cart - {{ super() }}{% endblock %}
{% block body %}{% for item in items %}<p>{{ loop.index }}. {{ item }}</p>{% else %}<p>Nothing.</p>{% endfor %}{% endblock %}`,
		}),
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	t, err := env.Template("cart.html")
	if err != nil {
		fmt.Println(err)
		return
	}
	page, err := t.Render(context.Background(), jinja.Map{"user": "Ann", "items": []string{"salt", "nuts & bolts"}})
	fmt.Println(page, err)
	// Output: <title>Ann's cart - Shop</title><p>1. salt</p><p>2. nuts &amp; bolts</p> <nil>
}

func ExampleNew() {
	env := must(jinja.New(jinja.Config{
		Loader:     jinja.Dir("templates"),
		Undefined:  jinja.StrictUndefined,
		TrimBlocks: true, LstripBlocks: true,
	}))
	_, err := env.Template("index.html")
	fmt.Println(err)
	fmt.Println(errors.Is(err, fs.ErrNotExist))

	_, err = jinja.New(jinja.Config{Filters: map[string]any{"now": func() string { return "" }}})
	fmt.Println(err)
	// Output:
	// TemplateNotFound: index.html
	// true
	// jinja: the filter now is a func() string, which has no parameter for the value in front of the bar: give it one
}

func ExampleConfig() {
	isPrime := func(n int) bool {
		for d := 2; d*d <= n; d++ {
			if n%d == 0 {
				return false
			}
		}
		return n > 1
	}
	env := must(jinja.New(jinja.Config{
		Filters: map[string]any{"shout": strings.ToUpper, "wrap": func(s, mark string) string { return mark + s + mark }},
		Tests:   map[string]any{"prime": isPrime},
		Globals: map[string]any{"version": "1.2", "add": func(a, b int) int { return a + b }},
	}))
	t := must(env.Parse(`{{ "hi"|shout|wrap("*") }} {{ 7 is prime }} {{ add(1, 2) }} {{ version }}`))
	fmt.Println(must(t.Render(context.Background(), nil)))
	// Output: *HI* True 3 1.2
}

func ExampleConfig_delimiters() {
	env := must(jinja.New(jinja.Config{
		AutoEscape:    func(string) bool { return false },
		VariableStart: `\VAR{`, VariableEnd: `}`,
		LineStatementPrefix: "%%",
	}))
	t := must(env.ParseNamed("letter.tex", "%% for name in names\nDear \\VAR{name},\n%% endfor"))
	fmt.Println(must(t.Render(context.Background(), jinja.Map{"names": []string{"Ann", "Bob"}})))
	// Output:
	// Dear Ann,
	// Dear Bob,
}

func ExampleEnvironment_Template() {
	env := must(jinja.New(jinja.Config{Loader: jinja.Templates(map[string]string{
		"page.html":    "the page of all",
		"page.de.html": "the German page",
	})}))
	t := must(env.Template("page.fr.html", "page.html"))
	fmt.Println(t.Name())
	_, err := env.Template("page.fr.html", "page.it.html")
	fmt.Println(err)
	// Output:
	// page.html
	// TemplatesNotFound: none of the templates given were found: page.fr.html, page.it.html
}

func ExampleTemplate_RenderTo() {
	env := must(jinja.New(jinja.Config{}))
	t := must(env.Parse("Dear {{ user.name }},"))
	ctx := context.Background()
	fmt.Println(t.RenderTo(ctx, os.Stdout, nil)) // nothing of the page was written
	fmt.Println(t.RenderTo(ctx, os.Stdout, jinja.Map{"user": jinja.Map{"name": "Ann"}}))
	// Output:
	// line 1: UndefinedError: 'user' is undefined
	// Dear Ann,<nil>
}

func ExampleTemplate_Block() {
	env := must(jinja.New(jinja.Config{Loader: jinja.Templates(map[string]string{
		"layout.html": `<nav>…</nav><main>{% block content %}{% endblock %}</main>`,
		"votes.html":  `{% extends "layout.html" %}{% set unit = "votes" %}{% block content %}<b>{{ n }} {{ unit }}</b>{% endblock %}`,
	})}))
	t := must(env.Template("votes.html"))
	data := jinja.Map{"n": 7}
	fmt.Println(must(t.Render(context.Background(), data)))
	fmt.Println(must(t.Block(context.Background(), "content", data)))
	// Output:
	// <nav>…</nav><main><b>7 votes</b></main>
	// <b>7 votes</b>
}

func ExampleModule_Call() {
	env := must(jinja.New(jinja.Config{Loader: jinja.Templates(map[string]string{
		"_forms.html": `{% set required = ["name"] %}{% macro field(name, type="text") %}<input name="{{ name }}" type="{{ type }}">{% endmacro %}`,
	})}))
	ctx := context.Background()
	m := must(must(env.Template("_forms.html")).Module(ctx, nil))
	fmt.Println(must(m.Call(ctx, "field", "name")))
	fmt.Println(must(m.Call(ctx, "field", "age", jinja.Kwargs{"type": "number"})))
	fmt.Println(m.Get("required"))
	// Output:
	// <input name="name" type="text">
	// <input name="age" type="number">
	// [name] true
}

// pieces prints what is written to it, a line for each piece.
type pieces struct{}

func (pieces) Write(p []byte) (int, error) {
	fmt.Printf("sent %q\n", p)
	return len(p), nil
}

func ExampleTemplate_Stream() {
	env := must(jinja.New(jinja.Config{Globals: map[string]any{
		"weather": func(context.Context) string { return "sunny" }, // asks another service, which may take a while
	}}))
	t := must(env.Parse(`<h1>Today</h1>{{ weather() }}<footer></footer>`))
	fmt.Println(t.Stream(context.Background(), pieces{}, nil))
	// Output:
	// sent "<h1>Today</h1>"
	// sent "sunny<footer></footer>"
	// <nil>
}

func ExampleSandbox() {
	env := must(jinja.New(jinja.Config{Sandbox: &jinja.Sandbox{
		Attribute:     func(v any, name string) bool { return name != "Password" },
		MaxIterations: 1000,
		MaxOutput:     1 << 10,
	}}))
	type user struct{ Name, Password string }
	for _, text := range []string{
		`Dear {{ user.name }}!`,
		`{{ user.password }}`,
		`{{ user.password|length }}`,
		`{{ today.AddDate(0, 0, 1) }}`,
		`{% for i in range(10000) %}.{% endfor %}`,
		`{{ "x" * 1000000 }}`,
	} {
		page, err := must(env.Parse(text)).Render(context.Background(), jinja.Map{"user": &user{"Ann", "secret"}, "today": time.Now()})
		fmt.Printf("%q %v\n", page, err)
	}
	// Output:
	// "Dear Ann!" <nil>
	// "" <nil>
	// "0" <nil>
	// "" line 1: SecurityError: <bound method datetime.AddDate> is not safely callable
	// "" line 1: SecurityError: the loops turn more often than the sandbox allows
	// "" line 1: SecurityError: a value of 1000000 bytes is larger than the sandbox's limit of 1024
}

func ExampleEnvironment_Check() {
	env := must(jinja.New(jinja.Config{Loader: jinja.Templates(map[string]string{
		"a.html": "{% if user %}\n  {{ user.name|titel }}\n{% endif %}",
		"b.html": `{% extends "layuot.html" %}`,
		"c.html": "{% for x in xs %}{{ x }}",
		"d.html": "all is well",
	})}))
	fmt.Println(env.Check())
	// Output:
	// a.html:2: TemplateAssertionError: No filter named 'titel'.
	// b.html:1: TemplateNotFound: layuot.html
	// c.html:1: TemplateSyntaxError: Unexpected end of template. Jinja was looking for the following tags: 'endfor' or 'else'. The innermost block that needs to be closed is 'for'.
}

func ExampleDetails() {
	env := must(jinja.New(jinja.Config{Loader: jinja.Templates(map[string]string{
		"price.html": `{{ is_late ? "late" : "" }}`,
		"shop.html":  "{% extends 'layout.html' %}\n{% block main %}{{ name|uper }}{% endblock %}",
	})}))
	fmt.Println(jinja.Details(env.Check()))
	// Output:
	// TemplateSyntaxError: unexpected char '?' at 11
	//   in price.html, line 1, column 12
	//   > 1 | {{ is_late ? "late" : "" }}
	//       |            ^
	//   x ? a : b is written a if x else b
	//
	// TemplateNotFound: layout.html
	//   in shop.html, line 1, column 4
	//   > 1 | {% extends 'layout.html' %}
	//       |    ^
	//     2 | {% block main %}{{ name|uper }}{% endblock %}
	//   there is no template "layout.html" in the map of templates
	//
	// TemplateAssertionError: No filter named 'uper'.
	//   in shop.html, line 2, column 25
	//     1 | {% extends 'layout.html' %}
	//   > 2 | {% block main %}{{ name|uper }}{% endblock %}
	//       |                         ^
	//   did you mean 'upper'?
}

func ExampleUndefined() {
	for _, kind := range []jinja.Undefined{jinja.DefaultUndefined, jinja.ChainableUndefined, jinja.DebugUndefined, jinja.StrictUndefined} {
		env := must(jinja.New(jinja.Config{Undefined: kind}))
		for _, text := range []string{"[{{ user }}]", "[{{ user.name }}]"} {
			page, err := must(env.Parse(text)).Render(context.Background(), nil)
			if err != nil {
				page = err.Error()
			}
			fmt.Println(page)
		}
	}
	// Output:
	// []
	// line 1: UndefinedError: 'user' is undefined
	// []
	// []
	// [{{ user }}]
	// line 1: UndefinedError: 'user' is undefined
	// line 1: UndefinedError: 'user' is undefined
	// line 1: UndefinedError: 'user' is undefined
}

func ExampleError() {
	env := must(jinja.New(jinja.Config{Loader: jinja.Templates(map[string]string{
		"page.html": "<h1>Hello</h1>\n{% include 'menu.html' %}",
		"menu.html": "<ul>\n  <li>{{ user.name }}</li>\n</ul>",
	})}))
	_, err := must(env.Template("page.html")).Render(context.Background(), nil)
	if e, is := errors.AsType[*jinja.Error](err); is {
		fmt.Println(e.Kind, e.Template, e.At.Line, e.At.Column)
		fmt.Println(e.Detail())
	}
	// Output:
	// UndefinedError menu.html 2 15
	// UndefinedError: 'user' is undefined
	//   in menu.html, line 2, column 15
	//     1 | <ul>
	//   > 2 |   <li>{{ user.name }}</li>
	//       |               ^
	//     3 | </ul>
	//   "menu.html", included from page.html:2
}

func ExampleDir() {
	folder := must(os.MkdirTemp("", "templates"))
	defer os.RemoveAll(folder)
	if err := os.WriteFile(folder+"/hello.html", []byte("Hello, {{ name }}!\n"), 0o600); err != nil {
		panic(err)
	}
	env := must(jinja.New(jinja.Config{Loader: jinja.Dir(folder), Reload: true})) // Reload: while one works on them
	t := must(env.Template("hello.html"))
	fmt.Println(must(t.Render(context.Background(), jinja.Map{"name": "<Ann>"})))
	// Output: Hello, &lt;Ann&gt;!
}
