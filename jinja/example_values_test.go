package jinja_test

import (
	"context"
	"errors"
	"fmt"
	htmltemplate "html/template"
	"iter"
	"maps"
	"slices"
	"time"

	"github.com/gourd-go/gourd/jinja"
)

// renderText renders a template that is given as text, and prints the page or the error.
func renderText(c jinja.Config, text string, data jinja.Map) {
	page, err := must(must(jinja.New(c)).Parse(text)).Render(context.Background(), data)
	if err != nil {
		page = err.Error()
	}
	fmt.Println(page)
}

func ExampleMarkup() {
	data := jinja.Map{"plain": "<b>", "safe": jinja.Markup("<b>"), "goes": htmltemplate.HTML("<i>")}
	renderText(jinja.Config{}, `{{ plain }} {{ safe }} {{ goes }} {{ safe + plain }} {{ plain|safe }}`, data)
	// Output: &lt;b&gt; <b> <i> <b>&lt;b&gt; <b>
}

// Author and Post are values of an application.
type Author struct {
	Name string
	URL  string `json:"homepage"`
}

type Post struct {
	Title     string
	Author    *Author
	CreatedAt time.Time
	Tags      []string
	Votes     map[string]int
	draft     bool
}

func (p *Post) IsDraft() bool { return p.draft }

func (p *Post) Excerpt(words int) (string, error) {
	if words < 1 {
		return "", errors.New("no words")
	}
	return p.Title + "…", nil
}

func Example_goValues() {
	post := &Post{
		Title: "Seeds", Author: &Author{"Ann", "https://ann.example"},
		CreatedAt: time.Date(2026, 11, 5, 9, 30, 0, 0, time.UTC),
		Tags:      []string{"garden", "spring"}, Votes: map[string]int{"up": 5, "down": 2},
	}
	for _, text := range []string{
		`{{ post.title }} {{ post.Title }} by {{ post.author.name }}, {{ post.author.homepage }}`,
		`{{ post.created_at.strftime("%d %B %Y") }}, {{ post.created_at.Format("15:04") }}, {{ post.created_at.year }}`,
		`{{ post.tags[0] }} {{ post.tags[-1] }} {{ post.tags|length }} {{ post.tags }}`,
		`{{ post.votes.up }} {{ post.votes["down"] }} {% for k, n in post.votes.items() %}{{ ', ' if not loop.first }}{{ k }}={{ n }}{% endfor %}`,
		`{{ post.is_draft() }} {{ post.excerpt(3) }}`,
		`{{ post.excerpt(0) }}`,
		`{{ post.draft is defined }}`,
		`{{ post.nothing.more }}`,
	} {
		renderText(jinja.Config{AutoEscape: func(string) bool { return false }}, text, jinja.Map{"post": post})
	}
	// Output:
	// Seeds Seeds by Ann, https://ann.example
	// 05 November 2026, 09:30, 2026
	// garden spring 2 ['garden', 'spring']
	// 5 2 down=2, up=5
	// False Seeds…
	// line 1: GoError: no words
	// False
	// line 1: UndefinedError: 'Post object' has no attribute 'nothing'
}

func Example_sequences() {
	numbers := func(yield func(int, error) bool) {
		for i := range 3 {
			if !yield(i, nil) {
				return
			}
		}
		yield(0, errors.New("the query failed"))
	}
	renderText(jinja.Config{}, `{% for n in squares %}[{{ n }}]{% endfor %}`, jinja.Map{"squares": iter.Seq[int](func(yield func(int) bool) {
		_ = yield(1) && yield(4) && yield(9)
	})})
	renderText(jinja.Config{}, `{{ names|join(", ") }}`, jinja.Map{"names": slices.Values([]string{"Ann", "Bob"})})
	renderText(jinja.Config{}, `{% for k, v in ages %}{{ k }} is {{ v }}{% endfor %}`, jinja.Map{"ages": maps.All(map[string]int{"Ann": 30})})
	renderText(jinja.Config{}, `{% for n in rows %}{{ n }}{% endfor %}`, jinja.Map{"rows": iter.Seq2[int, error](numbers)})
	// Output:
	// [1][4][9]
	// Ann, Bob
	// Ann is 30
	// line 1: GoError: the query failed
}

func ExampleDict() {
	menu := jinja.NewDict()
	menu.Set("Home", "/")
	menu.Set("About", "/about")
	renderText(jinja.Config{}, `{% for name, url in menu.items() %}<a href="{{ url }}">{{ name }}</a>{% endfor %}`, jinja.Map{"menu": menu})
	// Output: <a href="/">Home</a><a href="/about">About</a>
}

func ExampleTuple() {
	renderText(jinja.Config{AutoEscape: func(string) bool { return false }}, `{{ pair }} {{ list }} {{ "%s is %s"|format(*pair) }}`, jinja.Map{
		"pair": jinja.Tuple{"Ann", 30}, "list": []any{"Ann", 30},
	})
	// Output: ('Ann', 30) ['Ann', 30] Ann is 30
}

// Avatar writes itself as HTML.
type Avatar struct{ File, Name string }

// HTML implements jinja.HTML.
func (a Avatar) HTML() string {
	return fmt.Sprintf(`<img src="%s" alt="%s">`, jinja.Escape(a.File), jinja.Escape(a.Name))
}

func ExampleHTML() {
	renderText(jinja.Config{}, `{{ avatar }}`, jinja.Map{"avatar": Avatar{"/ann.png", "Ann"}})
	// Output: <img src="/ann.png" alt="Ann">
}

// Settings answers for its attributes itself.
type Settings struct {
	read func(name string) (string, bool)
}

// JinjaAttr implements jinja.Attributes.
func (s Settings) JinjaAttr(name string) (any, bool) { return s.read(name) }

func ExampleAttributes() {
	s := Settings{func(name string) (string, bool) { return "the " + name, name != "color" }}
	renderText(jinja.Config{}, `{{ settings.title }} {{ settings.color|default("green") }}`, jinja.Map{"settings": s})
	// Output: the title green
}

// Matrix answers for its items itself.
type Matrix struct{}

// JinjaItem implements jinja.Items.
func (Matrix) JinjaItem(key any) (any, bool) {
	at, is := key.(jinja.Tuple)
	if !is {
		return nil, false
	}
	return fmt.Sprint("row ", at[0], " column ", at[1]), true
}

func ExampleItems() {
	renderText(jinja.Config{}, `{{ matrix[1, 2] }}`, jinja.Map{"matrix": Matrix{}})
	// Output: row 1 column 2
}

func ExampleEscape() {
	badge := func(label any) jinja.Markup { return `<b class="badge">` + jinja.Escape(label) + `</b>` }
	fmt.Println(badge("R&D"), badge(jinja.Markup("<i>R</i>")), badge(7))
	// Output: <b class="badge">R&amp;D</b> <b class="badge"><i>R</i></b> <b class="badge">7</b>
}

func ExampleCall() {
	link := func(call *jinja.Call, text string) (jinja.Markup, error) {
		base, is := call.Var("base")
		if !is {
			return "", fmt.Errorf("%s has no base", call.Template())
		}
		return jinja.Markup(fmt.Sprintf(`<a href="%v/%s">%s</a>`, base, htmltemplate.URLQueryEscaper(text), jinja.Escape(text))), nil
	}
	renderText(jinja.Config{Filters: map[string]any{"link": link}}, `{% set base = "/tags" %}{{ "a&b"|link }}`, nil)
	// Output: <a href="/tags/a%26b">a&amp;b</a>
}

func ExampleKwargs() {
	tag := func(name string, attributes jinja.Kwargs) string {
		return fmt.Sprint(name, " ", slices.Sorted(maps.Keys(attributes)))
	}
	renderText(jinja.Config{Globals: map[string]any{"tag": tag}}, `{{ tag("a", href="/", id=1) }}`, nil)
	// Output: a [href id]
}

func ExampleFunc() {
	renderText(jinja.Config{Globals: map[string]any{
		"price": func(ctx context.Context, sku string) (float64, error) { // may wait, with the request's context
			if sku == "" {
				return 0, errors.New("price: no article")
			}
			return 9.5, ctx.Err()
		},
		"sum": func(numbers ...float64) (total float64) {
			for _, n := range numbers {
				total += n
			}
			return total
		},
	}}, `{{ price("tea") }} {{ sum(1, 2.5) }}`, nil)
	// Output: 9.5 3.5
}

// German is a translation with two texts.
type German struct{}

// Gettext implements jinja.Translations.
func (German) Gettext(_ context.Context, _, message string) string {
	if message == "Hello, %(name)s!" {
		return "Hallo, %(name)s!"
	}
	return message
}

// NGettext implements jinja.Translations.
func (German) NGettext(_ context.Context, _, singular, plural string, n int) string {
	if singular == "one seed" && n == 1 {
		return "ein Samen"
	}
	if singular == "one seed" {
		return "%(n)s Samen"
	}
	return plural
}

func ExampleTranslations() {
	renderText(jinja.Config{Translations: German{}},
		`{% trans name=user %}Hello, {{ name }}!{% endtrans %} {% trans n=count %}one seed{% pluralize %}{{ n }} seeds{% endtrans %}`,
		jinja.Map{"user": "<Ann>", "count": 3})
	// Output: Hallo, &lt;Ann&gt;! 3 Samen
}
