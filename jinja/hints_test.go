package jinja

import (
	"regexp"
	"strings"
	"testing"
)

func TestHintsForHabitsOfOtherLanguages(t *testing.T) {
	for source, want := range map[string]string{
		"{{ .title }}":                                    "names have no leading dot: title",
		"<p>{{ x }}</p>\n  {{ . }}":                       "there is no dot: what a loop or a block is about has a name, as in {% for post in posts %}",
		"{% if a and .Title %}{% endif %}":                "names have no leading dot: Title",
		"{{ $x }}":                                        "names have no $: x",
		"{{ $ }}":                                         "names have no $",
		"{% if a && b %}{% endif %}":                      "&& is written and: {% if a and b %}",
		"{% if a || b %}{% endif %}":                      "|| is written or: {% if a or b %}",
		"{% if !a %}{% endif %}":                          "!x is written not x",
		"{% if a === b %}{% endif %}":                     "=== and !== are written == and !=",
		"{% if a !== b %}{% endif %}":                     "=== and !== are written == and !=",
		"{{ x ? a : b }}":                                 "x ? a : b is written a if x else b",
		"{{ x ?? y }}":                                    "x ?? y is written x|default(y)",
		"{{ x?.y }}":                                      "x?.y is written x.y, which is undefined where x has no y",
		"{{ `a` }}":                                       `a text stands in quotes, and texts are joined with ~: "a" ~ b`,
		"{% end %}":                                       "a block is ended by its own name: {% endif %}, {% endfor %}, {% endblock %}",
		"{% for x in y %}\n{% end %}":                     "the for of line 1 is not closed; a block is ended by its own name: {% endif %}, {% endfor %}, {% endblock %}",
		"{% if a %}{% else if b %}{% endif %}":            "else if is written elif",
		"{% if a %}{% elseif b %}{% endif %}":             "the if of line 1 is not closed; else if is written elif",
		"{% for x := range y %}{% end %}":                 "a loop is written {% for x in y %}, and {% for key, value in m.items() %} for a map",
		"{% for i, x := range y %}{% end %}":              "a loop is written {% for x in y %}, and {% for key, value in m.items() %} for a map",
		"{% for x of y %}{% endfor %}":                    "a loop is written {% for x in y %}",
		"{% range .Posts %}":                              "a loop is written {% for x in y %}",
		"{% set x := 1 %}":                                ":= is written =: {% set x = 1 %}",
		"{{ x := 1 }}":                                    "a variable is set by {% set x = 1 %}",
		"{% let x = 1 %}":                                 "a variable is set by {% set x = 1 %}",
		"{% set x += 1 %}":                                "x += 1 is written {% set x = x + 1 %}",
		"{% while x %}":                                   "the only loop is {% for x in y %}; range(n) counts",
		"{% switch x %}":                                  "there is {% if %}, {% elif %} and {% else %} only",
		"{% define \"row\" %}":                            "a part of a page is a {% macro name() %}, a {% block name %} or a template of its own that is included",
		`{{ x | printf "%d" }}`:                           "a filter's arguments stand in parentheses: x|name(1, 2)",
		`{{ x|default y }}`:                               "a filter's arguments stand in parentheses: x|name(1, 2)",
		`{% if x|join "," %}{% endif %}`:                  "a filter's arguments stand in parentheses: x|name(1, 2)",
		`{{ printf "%d" x }}`:                             "a function's arguments stand in parentheses: name(1, 2)",
		`{{ f"{x}" }}`:                                    `there are no f-strings: join texts with ~, or use "%s"|format(x)`,
		"{{ [i for i in x] }}":                            "there are no comprehensions: use |map, |select and their like, or a loop",
		"{{ sum(i for i in x) }}":                         "there are no comprehensions: use |map, |select and their like, or a loop",
		"{{ {a: b for a in x} }}":                         "there are no comprehensions: use |map, |select and their like, or a loop",
		"{{ x|map(lambda a: a) }}":                        "there are no lambdas: |map(attribute='a') and |selectattr('a', 'eq', 1) name what they look at",
		"{% csrf_token %}":                                "that tag is Django's: see the table of tags that Jinja2 has",
		"{% set a = b = c %}":                             "",
		"{{ a b }}":                                       "",
		"{{ a + }}":                                       "",
		"{% if a %}":                                      "the if of line 1 is not closed",
		"{% nosuch %}":                                    "",
		"{{ 'a' % 'b' 'c' | upper + }}":                   "",
		"text ? and && and || stay\n{{ 'a ? b && c' ) }}": "",
	} {
		e := syntaxErrorOf(t, source, nil)
		if e.Hint != want {
			t.Errorf("%s: the hint is %q, want %q (%s)", source, e.Hint, want, e.Message)
		}
	}
}

func TestEveryHabitIsARegularExpression(t *testing.T) {
	for _, h := range habits {
		for _, s := range []string{h.message, h.before, h.at} {
			if _, err := regexp.Compile(s); err != nil {
				t.Errorf("%q: %v", h.hint, err)
			}
		}
		if h.message+h.at == "" && h.before == "" || h.hint == "" {
			t.Errorf("the habit %+v is nothing", h)
		}
	}
}

func TestHintsForOtherDelimiters(t *testing.T) {
	config := Config{BlockStart: "<%", BlockEnd: "%>", VariableStart: "${", VariableEnd: "}"}
	for source, want := range map[string]string{
		"${ x ? a : b }":  "x ? a : b is written a if x else b",
		`{{ ${ x|f "a" }`: "a filter's arguments stand in parentheses: x|name(1, 2)",
	} {
		if err := renderError(t, config, source, nil); err == nil || err.Hint != want {
			t.Errorf("%s: %+v", source, err)
		}
	}
}

func TestHintsForWhatIsUndefined(t *testing.T) {
	type box struct{ Items []int }
	data := Map{
		"user": Map{"name": "Ann"}, "posts": []string{"a"}, "m": map[string]int{"a": 1}, "xs": []int{1}, "box": &box{},
		"Heading": "t", "own": NewList(1), "id": 7,
	}
	for source, want := range map[string]string{
		"{{ len(xs) }}": "there is no function len: use x|length",
		"{{ str(1) }}":  "there is no function str: use x|string",

		"{% for i, x in enumerate(xs) %}{% endfor %}": "there is no function enumerate: use {% for x in xs %} with loop.index0",
		"{{ isinstance(xs, list) }}":                  "there is no function isinstance: use a test: x is string, x is number, x is mapping, x is sequence",
		"{% if eq(1, 2) %}{% endif %}":                "there is no function eq: use a == b",
		"{{ list.name }}":                             "",
		"{{ usr.name }}":                              "did you mean 'user'?",
		"{{ uesr.name }}":                             "did you mean 'user'?",
		"{{ User.name }}":                             "did you mean 'user'?",
		"{{ heading.x }}":                             "did you mean 'Heading'?",
		"{{ usr() }}":                                 "did you mean 'user'?",
		"{{ rnage(3) }}":                              "did you mean 'range'?",
		"{{ customer.name }}":                         "",
		"{{ ix.name }}":                               "",
		"{{ ID.name }}":                               "did you mean 'id'?",

		"{% macro field() %}{% endmacro %}{{ feild() }}":                          "did you mean 'field'?",
		"{% for post in posts %}{{ pots.name }}{% endfor %}":                      "did you mean 'post'?",
		"{% macro f(title) %}{{ titel.x }}{% endmacro %}{{ f(1) }}":               "did you mean 'title'?",
		"{% for p in posts %}{% macro f() %}{{ pp.x }}{% endmacro %}{% endfor %}": "",
		"{% set colour = 1 %}{% block a %}{{ color.x }}{% endblock %}":            "did you mean 'colour'?",

		"{{ user.nmae.x }}":                  "",
		"{% do xs.append(4) %}":              "a Go slice is not changed by templates: use xs|list, or give the page a *jinja.List",
		"{{ xs.pop() }}":                     "a Go slice is not changed by templates: use xs|list, or give the page a *jinja.List",
		"{{ xs.pop }}{{ box.items.sort() }}": "a Go slice is not changed by templates: use xs|list, or give the page a *jinja.List",
		"{% do m.update({}) %}":              "a Go map is not changed by templates: use dict(m), or give the page a *jinja.Dict",
		"{{ m.setdefault('a', 1) }}":         "a Go map is not changed by templates: use dict(m), or give the page a *jinja.Dict",
		"{% do own.add(4) %}":                "",
		"{{ xs.push(1) }}":                   "",
		"{{ xs|map('uper')|list }}":          "did you mean 'upper'?",
		"{{ xs|select('evn')|list }}":        "did you mean 'even'?",
		"{{ (1 if false)() }}":               "",
	} {
		err := renderError(t, Config{}, source, data)
		if err == nil && want == "" {
			continue
		}
		if err == nil || err.Hint != want {
			t.Errorf("%s: %+v, want the hint %q", source, err, want)
		}
	}
}

func TestAHintDoesNotChangeTheError(t *testing.T) {
	err := renderError(t, Config{}, "{% do xs.append(4) %}", Map{"xs": []int{1}})
	if err == nil || err.Kind != kindUndefinedError || err.Message != "'list object' has no attribute 'append'" {
		t.Errorf("it is %v", err)
	}
	err = renderError(t, Config{Sandbox: &Sandbox{}}, "{% do xs.append(4) %}", Map{"xs": []int{1}})
	if err == nil || err.Kind != kindSecurityError || err.Hint != "" {
		t.Errorf("in a sandbox it is %v, %q", err, err.Hint)
	}
}

func TestHintsForUnknownFiltersAndTests(t *testing.T) {
	env, err := New(Config{Filters: map[string]any{"markdown": strings.ToUpper}})
	if err != nil {
		t.Fatal(err)
	}
	for source, want := range map[string]string{
		"{{ x|uper }}":            "did you mean 'upper'?",
		"{{ x|titel }}":           "did you mean 'title'?",
		"{{ x|UPPER }}":           "did you mean 'upper'?",
		"{{ x|toUpperCase }}":     "did you mean 'upper'?",
		"{{ x|printf }}":          "did you mean 'format'?",
		"{{ x|json }}":            "did you mean 'tojson'?",
		"{{ x|markdwon }}":        "did you mean 'markdown'?",
		"{{ x|nothing_like_it }}": "",
		"{{ x is evne }}":         "did you mean 'even'?",
		"{{ x is defind }}":       "did you mean 'defined'?",
		"{{ x is zzzz }}":         "",
	} {
		_, err := env.Parse(source)
		e := asErrorOf(t, err)
		if e.Kind != kindAssertionError || e.Hint != want {
			t.Errorf("%s: %v, %q, want the hint %q", source, e, e.Hint, want)
		}
	}
}

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"a", "", 1}, {"", "ab", 2}, {"user", "usr", 1}, {"user", "uesr", 1}, {"user", "used", 1}, {"größe", "grösse", 2}, {"abc", "cab", 2}} {
		if got := distance(c.a, c.b); got != c.want {
			t.Errorf("%q and %q: %d, want %d", c.a, c.b, got, c.want)
		}
		if got := distance(c.b, c.a); got != c.want {
			t.Errorf("%q and %q: %d, want %d", c.b, c.a, got, c.want)
		}
	}
}

// renderError is the error of a template given as text; nil: there is none.
func renderError(t *testing.T, config Config, source string, data Map) *Error {
	t.Helper()
	env, err := New(config)
	if err != nil {
		t.Fatal(err)
	}
	tmpl, err := env.Parse(source)
	if err == nil {
		_, err = tmpl.Render(t.Context(), data)
	}
	if err == nil {
		return nil
	}
	return asErrorOf(t, err)
}

func asErrorOf(t *testing.T, err error) *Error {
	t.Helper()
	e, is := err.(*Error)
	if !is {
		t.Fatalf("the error is the %T %v", err, err)
	}
	return e
}
