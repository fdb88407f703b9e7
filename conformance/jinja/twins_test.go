package jinja

import (
	"errors"
	"fmt"
	"html"
	"html/template"
	"iter"
	"maps"
	"math"
	"math/big"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gourd-go/gourd/jinja"
)

// User is a Go value whose twin stands in side.py, as those of all that goTwins returns.
type User struct {
	Name    string
	Age     int
	Friends []*User
	visits  int
}

func (u *User) Greet(greeting string) string { return greeting + ", " + u.Name + "!" }

func (u *User) IsAdult() bool { return u.Age >= 18 }

func (u *User) Visit() int {
	u.visits++
	return u.visits
}

func (u *User) Fail() (string, error) {
	return "", &jinja.Error{Kind: "ValueError", Message: "failed"}
}

func (u *User) Badge() template.HTML {
	return template.HTML("<b>" + html.EscapeString(u.Name) + "</b>") //nolint:gosec // it is escaped
}

func (u *User) Initial() *string {
	if u.Name == "" {
		return nil
	}
	return new(u.Name[:1])
}

// Times is embedded.
type Times struct {
	CreatedAt time.Time
	Shared    bool
}

// Article has a field of most kinds.
type Article struct {
	Times
	Title     string
	Body      template.HTML
	Author    *User
	Editor    *User
	Tags      []string
	Score     float64
	Stars     uint8 `jinja:"rating"`
	SectionID int64
	URL       string
	Info      map[string]any `json:"meta"`
	Stats     struct{ Views, Unique int }
}

// dynamic answers for its own attributes and items.
type dynamic struct{}

func (dynamic) JinjaAttr(name string) (any, bool) {
	return "attribute <" + name + ">", name != "missing"
}

func (dynamic) JinjaItem(key any) (any, bool) {
	return fmt.Sprintf("item <%v>", key), key != "missing"
}

// card has HTML and a text.
type card struct{}

func (card) HTML() string { return "<card>" }

func (card) String() string { return "a <card>" }

type (
	level int
	color string
)

func total(values ...int) (sum int) {
	for _, v := range values {
		sum += v
	}
	return sum
}

func tag(attributes jinja.Kwargs, name ...string) (jinja.Markup, error) {
	if len(name) != 1 {
		return "", errors.New("tag takes one name")
	}
	var b strings.Builder
	b.WriteString("<" + name[0])
	for _, k := range slices.Sorted(maps.Keys(attributes)) {
		fmt.Fprintf(&b, ` %s="%s"`, k, html.EscapeString(fmt.Sprint(attributes[k])))
	}
	b.WriteString(">")
	return jinja.Markup(b.String()), nil
}

// goTwins makes the values, anew for each rendering: some change when they are used.
func goTwins() map[string]any {
	ada, bob, kid := &User{Name: "Ada", Age: 36}, &User{Name: "<Bob>", Age: 41}, &User{Name: "Kid", Age: 9}
	ada.Friends = []*User{bob, kid}
	a := Article{
		Title: "Cats & <dogs>", Body: "<p>Body</p>", Author: bob, Tags: []string{"go", "<py>"}, Score: 4.5, Stars: 3, SectionID: 12, URL: "/a?x=1&y=2",
		Info: map[string]any{"lang": "en", "words": 120},
	}
	a.CreatedAt, a.Shared = time.Date(2024, 2, 3, 4, 5, 6, 0, time.UTC), true
	a.Stats.Views, a.Stats.Unique = 1200, 300
	giant, _ := new(big.Int).SetString("1"+strings.Repeat("0", 30), 10)
	return map[string]any{
		"user":     ada,
		"users":    []User{{Name: "Ada", Age: 36}, {Name: "<Bob>", Age: 41}, {Name: "Kid", Age: 9}},
		"people":   []*User{ada, bob, kid},
		"article":  a,
		"prices":   map[string]float64{"pear": 2, "apple": 1.5, "zest": 0.25},
		"counts":   map[int]string{10: "ten", 2: "<two>", 1: "one"},
		"settings": map[string]any{"debug": true, "limits": map[string]int{"max": 3}, "names": []string{"x", "<y>"}, "none": nil},
		"groups":   map[string][]string{"b": {}, "a": {"x", "y"}},
		"words":    []string{"pear", "Apple", "<fig>"},
		"matrix":   [][]int{{1, 2}, {3, 4}},
		"grid":     [2][2]int{{1, 2}, {3, 4}},
		"floats":   []float64{1, 2.5, 1e20},
		"anything": []any{1, "a", nil, 2.5, true, []int{1}, map[string]string{"k": "<"}},
		"empty":    []string{},
		"no_map":   map[string]int{},
		"nobody":   (*User)(nil),
		"level":    level(3),
		"color":    color("red"),
		"small":    uint8(255),
		"huge":     uint64(math.MaxUint64),
		"giant":    giant,
		"single":   float32(0.5),
		"letters":  []byte("é<"),
		"when":     time.Date(2024, 2, 3, 4, 5, 6, 7000, time.UTC),
		"took":     time.Minute + 2500*time.Millisecond,
		"named":    dynamic{},
		"card":     card{},
		"numbers":  iter.Seq[int](slices.Values([]int{1, 2, 3})),
		"scores": iter.Seq2[string, int](func(yield func(string, int) bool) {
			_ = yield("a", 1) && yield("<b>", 2)
		}),
		"total":   total,
		"repeat":  strings.Repeat,
		"tag":     tag,
		"sized":   func(values []any) int { return len(values) },
		"hello":   func() string { return "hello <you>" },
		"nothing": func() {},
		"rows": []struct {
			ID   int
			Name string
		}{{1, "<a>"}, {2, "b"}},
		"mark": jinja.Markup("<i>"),
	}
}

func TestGoValuesAreWhatTheirTwinsAreInPython(t *testing.T) {
	side := startJinja2(t)
	for _, test := range []struct{ about, template string }{
		{"a field", `{{ user.name }} {{ user.age }} {{ user['name'] }}`},
		{"a field that is not there", `{{ user.nope is defined }} {{ user.nope }} {{ user['nope'] is undefined }}`},
		{"a field of what is not there", "\n{{ user.nope.name }}"},
		{"a private name", `{{ user._visits is defined }}`},
		{"names of several words", `{{ article.created_at }} {{ article.section_id }} {{ article.url }}`},
		{"a name that a tag gives", `{{ article.rating + 1 }} {{ article.meta.lang }} {{ article.meta['words'] }}`},
		{"embedded fields", `{{ article.shared }} {{ article.created_at.year }}`},
		{"fields of a struct in a field", `{{ article.stats.views // article.stats.unique }}`},
		{"a chain of pointers", `{{ article.author.name }} {{ user.friends[1].name }} {{ user.friends[-2].age }}`},
		{"a nil pointer", `{{ article.editor }} {{ article.editor is none }} {{ nobody is none }} {{ nobody or 'x' }}`},
		{"a field of a nil pointer", `{{ nobody.name is defined }}{{ article.editor.name }}`},
		{"fields that are markup", `{{ article.body }} {{ article.title }} {{ article.body ~ article.title }}`},
		{"a method", `{{ user.greet('Hi <') }} {{ user.is_adult() }} {{ user.friends[1].is_adult() }}`},
		{"a method that changes its value", `{{ user.visit() }} {{ user.visit() }} {{ people[0].visit() }}`},
		{"a method of what a slice holds", `{% for u in users %}{{ u.visit() }}{{ u.greet('<') }}{% endfor %}{{ users[0].visit() }}`},
		{"a method that gives HTML", `{{ user.badge() }} {{ article.author.badge() }} {{ article.author.badge()|escape }}`},
		{"a method that gives a pointer", `{{ user.initial() }}`},
		{"a method that fails", "{{ user.name }}\n\n{{ user.fail() }}"},
		{"a method with too few arguments", "\n{{ user.greet() }}"},
		{"a method with too many arguments", `{{ user.is_adult(1) }}`},
		{"a method in an expression", `{{ (user.greet('a') ~ 'b')|upper }} {{ 'adult' if user.is_adult() else 'child' }}`},
		{"a loop over structs", `{% for u in users %}{{ loop.index }}{{ u.name }}{{ ', ' if not loop.last }}{% endfor %}`},
		{"a loop over pointers", `{% for u in people if u.age > 10 %}{{ u.name }}|{% else %}none{% endfor %}`},
		{"a loop over an anonymous struct", `{% for r in rows %}<{{ r.id }}>{{ r.name }}{% endfor %}`},
		{"a loop over a map's keys", `{% for k in prices %}{{ k }}={{ prices[k] }};{% endfor %}`},
		{"a loop over a map's items", `{% for k, v in prices.items() %}{{ k }}={{ v }};{% endfor %}{% for k, v in counts|items %}{{ k + 1 }}{{ v }}{% endfor %}`},
		{"a map's keys, values and length", `{{ prices.keys()|list }} {{ prices.values()|list }} {{ prices|length }} {{ counts|list }}`},
		{"a map with a default", `{{ prices.get('pear') }} {{ prices.get('nope') }} {{ prices.get('nope', 3) }} {{ counts.get(2) }}`},
		{"a map's key as an attribute", `{{ prices.apple }} {{ settings.limits.max }} {{ prices.nope is defined }}`},
		{"a map with ints for keys", `{{ counts[1] }} {{ counts[2] }} {{ counts[3] is defined }} {{ counts['1'] is defined }} {{ counts[1.0] }}`},
		{"in a map", `{{ 'pear' in prices }} {{ 'x' in prices }} {{ 2 in counts }} {{ 2 not in counts }}`},
		{"maps and slices as text", `{{ prices }} {{ counts }} {{ settings }} {{ groups }} {{ words }} {{ matrix }} {{ grid }} {{ anything }}`},
		{"a slice's items", `{{ words[0] }} {{ words[-1] }} {{ words[9] is defined }} {{ matrix[1][0] }} {{ grid[1][-1] }}`},
		{"slices of slices", `{{ words[1:] }} {{ words[::-1] }} {{ matrix[:1] }} {{ grid[::2] }} {{ anything[-3:] }}`},
		{"in a slice", `{{ 'pear' in words }} {{ 3 in words }} {{ [1, 2] in matrix }} {{ none in anything }} {{ 2.5 in floats }} {{ 1 in floats }}`},
		{"a slice's methods", `{{ words.index('Apple') }} {{ words.count('pear') }} {{ words.copy() }}`},
		{"filters of slices", `{{ words|sort }} {{ words|join(' & ') }} {{ words|first }} {{ words|last }} {{ words|length }} {{ words|map('upper')|list }} {{ floats|sum }} {{ matrix|sum(start=[]) }}`},
		{"filters by field", `{{ users|map(attribute='name')|join(',') }} {{ users|sort(attribute='age')|map(attribute='age')|list }} {{ users|selectattr('age', '>', 20)|map(attribute='name')|list }} {{ users|sum(attribute='age') }}`},
		{"groups by field", `{% for age, g in users|groupby('age') %}{{ age }}:{{ g|map(attribute='name')|join }} {% endfor %}{{ (users|max(attribute='age')).name }} {{ (users|min(attribute='name')).age }}`},
		{"filters of maps", `{{ prices|dictsort }} {{ prices|dictsort(by='value') }} {{ prices|tojson }} {{ settings|tojson }} {{ prices|urlencode }} {{ prices|xmlattr }}`},
		{"JSON", `{{ words|tojson }} {{ matrix|tojson(1) }} {{ anything|tojson }} {{ level|tojson }} {{ color|tojson }} {{ huge|tojson }} {{ giant|tojson }}`},
		{"tests", `{% for v in [words, prices, matrix, settings, none, level, color, single, user, total, mark, empty, no_map, huge, grid] %}{{ v is sequence and v is not string }}{{ v is mapping }}{{ v is iterable }}{{ v is string }}{{ v is number }}{{ v is callable }}{{ v is integer }}{{ v is float }}{{ v is none }},{% endfor %}`},
		{"truth", `{% for v in [words, prices, empty, no_map, user, nobody, level, color, single, total, mark, when, took, card, article] %}{{ 1 if v else 0 }}{% endfor %}`},
		{"numbers of all sizes", `{{ small + 1 }} {{ huge }} {{ huge + 1 }} {{ giant }} {{ giant // 7 }} {{ single * 3 }} {{ level * 2 }} {{ huge > giant }}`},
		{"named texts and numbers", `{{ color }} {{ color|upper }} {{ color == 'red' }} {{ color ~ '!' }} {{ level + 0.5 }} {{ level == 3 }} {{ {'red': 1}[color] }} {{ ['a', 'b', 'c', 'd'][level] }}`},
		{"bytes", `{{ letters }} {{ letters|length }} {{ letters ~ '<' }}`},
		{"comparisons", `{{ words == ['pear', 'Apple', '<fig>'] }} {{ prices == {'apple': 1.5, 'pear': 2, 'zest': 0.25} }} {{ matrix == grid }} {{ matrix == [[1, 2], [3, 4.0]] }} {{ user == people[0] }} {{ users[0] != user }} {{ empty == [] }}`},
		{"operators with slices", `{{ words + ['x'] }} {{ [0] + matrix[0] }} {{ matrix[0] * 2 }}`},
		{"a time", `{{ when }} {{ when.year }}-{{ when.month }} {{ when.microsecond }} {{ when.strftime('%d.%m.%Y %H:%M') }} {{ when.isoformat() }} {{ when.weekday() }} {{ when.date() }}`},
		{"times compared", `{{ when > article.created_at }} {{ when == when }} {{ [when, article.created_at]|min }}`},
		{"a duration", `{{ took }} {{ took.total_seconds() }} {{ took.seconds }}`},
		{"attributes that a value answers for", `{{ named.x }} {{ named['x'] }} {{ named.missing }} {{ named['y z'] }} {{ named[1] }}`},
		{"a value with HTML of its own", `{{ card }} {{ card|escape }} {{ card ~ '<' }} {{ [card]|join('<') }} {{ card|string }} {{ card|upper }}`},
		{"an iterator", `{% for n in numbers %}{{ n }}{{ ',' if not loop.last }}{% endfor %}`},
		{"an iterator of pairs", `{% for name, n in scores %}{{ name }}={{ n }};{% endfor %}`},
		{"filters of iterators", `{{ numbers|sum }} {{ scores|map(attribute=0)|join }}`},
		{"a variadic function", `{{ total() }} {{ total(1) }} {{ total(1, 2, *matrix[0]) }}`},
		{"functions with typed arguments", `{{ repeat('<', 3) }} {{ repeat(color, level) }} {{ repeat(words[0], matrix[0][1]) }} {{ sized(words) }} {{ sized([1, 'a']) }} {{ sized(matrix) }}`},
		{"an argument of another type", "\n\n{{ repeat('x', 'y') }}"},
		{"too many arguments", `{{ hello(1) }}`},
		{"a function without arguments and one without a result", `{{ hello() }} {{ nothing() }} {{ nothing() is none }}`},
		{"keyword arguments", `{{ tag('a', href=article.url, title='"') }} {{ tag('br') }}`},
		{"an argument that does not exist", `{{ hello(x=1) }}`},
		{"what cannot be called", "\n{{ words() }}"},
		{"what is called and is not there", `{{ user.nope() }}`},
		{"values in a macro", `{% macro show(u, sep=', ') %}{{ u.name }}{{ sep }}{{ u.friends|length }}{% endmacro %}{% for u in people %}{{ show(u) }} {{ show(u, sep='<') }}{% endfor %}`},
		{"a call block with a struct", `{% macro each(us) %}{% for u in us %}{{ caller(u) }}{% endfor %}{% endmacro %}{% call(u) each(people) %}[{{ u.name }}]{% endcall %}`},
		{"set and with", `{% set u = user %}{% with f = u.friends[0] %}{{ f.name }}{{ f.greet(u.name) }}{% endwith %}`},
		{"unpacking", `{% for a, b in matrix %}{{ a }}-{{ b }} {% endfor %}{% set a, b = grid %}{{ a }}{{ b[0] }}`},
		{"a format with fields", `{{ '%s is %d'|format(user.name, user.age) }} {{ '%(apple).2f' % prices }} {{ '{0.name} {1[pear]}'.format(user, prices) }}`},
		{"markup", `{{ mark }} {{ mark ~ '<' }} {{ mark + user.name }} {{ [mark, '<']|join }} {{ mark|length }}`},
		{"loops of maps of slices", `{% for name, xs in groups.items() %}{{ name }}:{% for x in xs %}{{ x }}{% else %}-{% endfor %};{% endfor %}`},
		{"previous and next", `{% for u in users %}{{ loop.previtem.name if loop.previtem }}<{{ u.name }}>{{ loop.nextitem.name if not loop.last }} {% endfor %}`},
	} {
		for _, autoescape := range []bool{false, true} {
			name := test.about
			if autoescape {
				name += ", escaped"
			}
			t.Run(name, func(t *testing.T) {
				c := Case{Template: test.template, Autoescape: autoescape, twins: goTwins()}
				oracle, err := side.Render(c)
				if err != nil {
					t.Fatal(err)
				}
				c.Error = oracle.Failure != nil
				if d := (Difference{c, oracle, RunGourd(t.Context(), c)}); d.What() != "" {
					t.Errorf("%s", d)
				}
			})
		}
	}
}
