package jinja

import (
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// habit is what one writes who comes from another language, and what Jinja2 has for it. It
// is looked for in the source of a template that cannot be parsed: message is a regular
// expression of the error's message, before of the tag up to the place of the error, at of
// what stands there, of which $1 may be in the hint. All that are not "" must match.
type habit struct{ message, before, at, hint string }

// habits are looked through in their order, when an error is made.
var habits = []habit{
	// Go, and its templates.
	{at: `^\.([A-Za-z_]\w*)`, message: `^unexpected '\.'`, hint: "names have no leading dot: $1"},
	{at: `^\.`, message: `^unexpected '\.'`, hint: "there is no dot: what a loop or a block is about has a name, as in {% for post in posts %}"},
	{at: `^\$([A-Za-z_]\w*)?`, message: `^unexpected char`, hint: "names have no $$: $1"},
	{at: `^&&`, hint: "&& is written and: {% if a and b %}"},
	{at: `^\|`, before: `\|$`, hint: "|| is written or: {% if a or b %}"},
	{at: `^=`, before: `[=!]=$`, hint: "=== and !== are written == and !="},
	{at: `^!`, hint: "!x is written not x"},
	{at: `^:=\s*range\b`, message: `expected token 'in'`, hint: "a loop is written {% for x in y %}, and {% for key, value in m.items() %} for a map"},
	{at: `^=`, before: `\bset\b[^=]*:$`, message: `got '='`, hint: ":= is written =: {% set x = 1 %}"},
	{at: `^:=`, hint: "a variable is set by {% set x = 1 %}"},
	{before: `\|\s*([\w.]+)\s+$`, message: `^expected token 'end of .*, got '(string|integer|float|\w+)'$`, hint: "a filter's arguments stand in parentheses: x|name(1, 2)"},
	{before: `\b[fF]$`, message: `got 'string'$`, hint: `there are no f-strings: join texts with ~, or use "%s"|format(x)`},
	{before: `^\W*[\w.]+\s+$`, message: `^expected token 'end of print statement', got '(string|integer|float)'$`, hint: "a function's arguments stand in parentheses: name(1, 2)"},
	{message: `unknown tag 'end'`, hint: "a block is ended by its own name: {% endif %}, {% endfor %}, {% endblock %}"},
	{message: `unknown tag 'range'`, hint: "a loop is written {% for x in y %}"},
	{message: `unknown tag '(define|template)'`, hint: "a part of a page is a {% macro name() %}, a {% block name %} or a template of its own that is included"},
	// JavaScript, and what looks like it.
	{at: `^\?\?`, hint: "x ?? y is written x|default(y)"},
	{at: `^\?\.`, hint: "x?.y is written x.y, which is undefined where x has no y"},
	{at: `^\?`, hint: "x ? a : b is written a if x else b"},
	{at: "^`", hint: `a text stands in quotes, and texts are joined with ~: "a" ~ b`},
	{at: `^if\b`, before: `\belse\s+$`, hint: "else if is written elif"},
	{message: `unknown tag '(else?if|elsif|elseIf)'`, hint: "else if is written elif"},
	{at: `^of\b`, message: `expected token 'in'`, hint: "a loop is written {% for x in y %}"},
	{message: `unknown tag '(let|var|const)'`, hint: "a variable is set by {% set x = 1 %}"},
	{message: `unknown tag '(foreach|while)'`, hint: "the only loop is {% for x in y %}; range(n) counts"},
	{message: `unknown tag '(switch|case|match)'`, hint: "there is {% if %}, {% elif %} and {% else %} only"},
	{at: `^([-+*/]=|\+\+|--)`, before: `\bset\b`, hint: "x += 1 is written {% set x = x + 1 %}"},
	// Python, and Django's templates.
	{message: `got 'for'$`, hint: "there are no comprehensions: use |map, |select and their like, or a loop"},
	{before: `\blambda\s+$`, hint: "there are no lambdas: |map(attribute='a') and |selectattr('a', 'eq', 1) name what they look at"},
	{message: `unknown tag '(load|csrf_token|url|static|verbatim|comment|empty)'`, hint: "that tag is Django's: see the table of tags that Jinja2 has"},
}

// patterns are the habits with their regular expressions, nil where there is none. They are
// made for the first template that cannot be parsed.
var patterns = sync.OnceValue(func() []habitPattern {
	made := make([]habitPattern, len(habits))
	pattern := func(s string) *regexp.Regexp {
		if s == "" {
			return nil
		}
		return regexp.MustCompile(s)
	}
	for i, h := range habits {
		made[i] = habitPattern{pattern(h.message), pattern(h.before), pattern(h.at), h.hint}
	}
	return made
})

type habitPattern struct {
	message, before, at *regexp.Regexp
	hint                string
}

// habitIn is the hint for the habit that made the parser fail; "" is none of those known.
func habitIn(source string, s *syntax, err *Error) string {
	before, at := around(source, err.At)
	if i := max(strings.LastIndex(before, s.blockStart), strings.LastIndex(before, s.variableStart)); i >= 0 {
		before = before[i:]
	}
	for _, h := range patterns() {
		switch {
		case h.message != nil && !h.message.MatchString(err.Message), h.before != nil && !h.before.MatchString(before):
		case h.at == nil:
			return h.hint
		default:
			if m := h.at.FindStringSubmatchIndex(at); m != nil {
				return strings.TrimSuffix(string(h.at.ExpandString(nil, h.hint, at, m)), ": ")
			}
		}
	}
	return ""
}

// around is the source before a place and from there on. The column counts bytes.
func around(source string, at Position) (before, from string) {
	rest, more := source, true
	for line := 1; line < at.Line && more; line++ {
		_, rest, more = cutLine(rest)
	}
	i := len(source) - len(rest) + min(max(at.Column-1, 0), len(rest))
	return source[:i], source[i:]
}

// joinHints is two hints as one.
func joinHints(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + "; " + b
}

// called are functions that Python or Go's templates have, by their names: what Jinja2 has
// in their place.
var called = map[string]string{
	"abs":        "x|abs",
	"any":        "xs|select|list, which is true where one is left",
	"all":        "not (xs|reject|list)",
	"enumerate":  "{% for x in xs %} with loop.index0",
	"filter":     "xs|select('test') or xs|selectattr('name', 'test')",
	"float":      "x|float",
	"getattr":    "x[name], or x|attr(name)",
	"hasattr":    "x.name is defined",
	"int":        "x|int",
	"isinstance": "a test: x is string, x is number, x is mapping, x is sequence",
	"len":        "x|length",
	"list":       "x|list",
	"map":        "xs|map('filter') or xs|map(attribute='name')",
	"max":        "xs|max",
	"min":        "xs|min",
	"open":       "{% include 'name' %}; other files are read by the application",
	"print":      "{{ x }}",
	"repr":       `"%r"|format(x)`,
	"reversed":   "xs|reverse",
	"round":      "x|round(2)",
	"set":        "xs|unique|list",
	"sorted":     "xs|sort",
	"str":        "x|string",
	"sum":        "xs|sum",
	"tuple":      "xs|list",
	"type":       "a test: x is string, x is number, x is mapping, x is sequence",
	"zip":        "{% for x in xs %} with ys[loop.index0]",

	"eq":      "a == b",
	"ge":      "a >= b",
	"gt":      "a > b",
	"html":    "x|escape",
	"index":   "x[1]",
	"js":      "x|tojson",
	"le":      "a <= b",
	"lt":      "a < b",
	"ne":      "a != b",
	"printf":  `"%d"|format(x)`,
	"println": "{{ x }}",
}

// callHint is the hint for an undefined value that is called.
func (u *undefined) callHint(r *run) string {
	name, _ := u.name.asText()
	switch {
	case u.kind != "" || u.hint != "":
		return ""
	case u.obj.isMissing():
		if use := called[name]; use != "" {
			return "there is no function " + name + ": use " + use
		}
	case u.obj.kind() == kindHost:
		shape := hostTypeOf(reflect.TypeOf(u.obj.ref)).shape
		switch {
		case !slices.Contains(changing[shape], name):
		case shape == shapeMap:
			return "a Go map is not changed by templates: use dict(m), or give the page a *jinja.Dict"
		default:
			return "a Go slice is not changed by templates: use xs|list, or give the page a *jinja.List"
		}
	}
	return u.nameHint(r)
}

// nameHint is the hint for a name that is undefined: one that the page has and that is
// nearly the same.
func (u *undefined) nameHint(r *run) string {
	name, _ := u.name.asText()
	if name == "" || u.kind != "" || u.hint != "" || !u.obj.isMissing() || r == nil || r.env == nil || r.frame == nil {
		return ""
	}
	known := slices.Collect(maps.Keys(r.env.globals))
	for _, b := range r.frame.scope.all() {
		known = append(known, b.name)
	}
	for f := r.frame; f != nil; f = f.outer {
		for _, v := range f.code.names {
			if v.slot < len(f.slots) && !f.slots[v.slot].isMissing() {
				known = append(known, v.name)
			}
		}
	}
	return didYouMean(nearest(name, known, 1))
}

func didYouMean(name string) string {
	if name == "" {
		return ""
	}
	return "did you mean '" + name + "'?"
}

// renamed are filters under the names that other languages have for what they do.
var renamed = map[string]string{
	"html": "escape", "json": "tojson", "json_encode": "tojson", "len": "length",
	"lowercase": "lower", "printf": "format", "sorted": "sort", "str": "string", "strip": "trim", "to_json": "tojson", "tolowercase": "lower", "touppercase": "upper",
	"uppercase": "upper",
}

// nameHint is the hint for a filter or a test that does not exist.
func (e *Environment) nameHint(what, name string) string {
	var known []string
	if what == "filter" {
		if other := renamed[strings.ToLower(name)]; e.filters[other] != nil {
			return didYouMean(other)
		}
		known = slices.Collect(maps.Keys(e.filters))
	} else {
		known = slices.Collect(maps.Keys(e.tests))
	}
	return didYouMean(nearest(name, known, max(1, utf8.RuneCountInString(name)/3)))
}

// nearest is the name that differs from name in the fewest letters, and in most at most; ""
// is none. Case is no difference, and short names must differ in nothing else. Of two that are
// as near it is the first by the alphabet.
func nearest(name string, known []string, most int) string {
	slices.Sort(known)
	best := ""
	if utf8.RuneCountInString(name) < 3 {
		most = 0
	}
	for _, other := range known {
		if other == name || other == "" {
			continue
		}
		if n := distance(strings.ToLower(name), strings.ToLower(other)); n <= most {
			best, most = other, n-1
		}
	}
	return best
}

// distance counts the letters that must be put in, left out, replaced or swapped with the
// next to make b of a.
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	var before, last []int
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := range x {
		before, last, row = last, row, make([]int, len(y)+1)
		row[0] = i + 1
		for j := range y {
			cost := 1
			if x[i] == y[j] {
				cost = 0
			}
			row[j+1] = min(last[j+1]+1, row[j]+1, last[j]+cost)
			if i > 0 && j > 0 && x[i] == y[j-1] && x[i-1] == y[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
	}
	return row[len(y)]
}
