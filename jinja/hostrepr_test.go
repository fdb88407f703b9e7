package jinja

import (
	"encoding/json"
	"net/url"
	"testing"
	"time"
)

type (
	point  struct{ X, Y int }
	card   struct{ inner string }
	tagged struct{ text string }
	hidden struct {
		Name   string
		Secret string `jinja:"-"`
		Next   *hidden
	}
	pointing struct{ N string }
)

func (c card) HTML() string        { return "<i>" + c.inner + "</i>" }
func (c *tagged) HTML() Markup     { return Markup("<b>" + c.text + "</b>") }
func (p *pointing) String() string { return "pointing at " + p.N }

func TestStrAndReprOfGoValues(t *testing.T) {
	loop := &hidden{Name: "a"}
	loop.Next = loop
	list := []any{1}
	list[0] = list
	self := map[string]any{}
	self["me"] = self
	for _, c := range []struct {
		x         any
		str, repr string
	}{
		{map[string]any{"b": 1, "a": "x'y", "c": nil}, `{'a': "x'y", 'b': 1, 'c': None}`, ""},
		{map[string]any{}, "{}", ""},
		{map[int][]string{2: {"a"}, 1: nil}, "{1: [], 2: ['a']}", ""},
		{map[any]any{"a": 1, 2: true}, "{'a': 1, 2: True}", ""},
		{[]any{1, 1.0, "a", Markup("<b>"), Tuple{1}, nil, true}, "[1, 1.0, 'a', Markup('<b>'), (1,), None, True]", ""},
		{[2]string{"a", "b"}, "['a', 'b']", ""},
		{&[]int{1, 2}, "[1, 2]", ""},
		{point{1, 2}, "point(X=1, Y=2)", ""},
		{&point{1, 2}, "point(X=1, Y=2)", ""},
		{[]point{{1, 2}}, "[point(X=1, Y=2)]", ""},
		{&hidden{Name: "a", Secret: "s"}, "hidden(Name='a', Next=None)", ""},
		{loop, "hidden(Name='a', Next=...)", ""},
		{list, "[[...]]", ""},
		{self, "{'me': {...}}", ""},
		{box[int]{5}, "box(Value=5)", ""},
		{status("on"), "status on", "'on'"},
		{cents(5), "5", ""},
		{errFailed, "failed", ""},
		{&pointing{"x"}, "pointing at x", ""},
		{pointing{"x"}, "pointing at x", "pointing(N='x')"},
		{json.RawMessage(`{"a":1}`), `{"a":1}`, `[123, 34, 97, 34, 58, 49, 125]`},
		{url.Values{"a": {"1"}}, "{'a': ['1']}", ""},
		{time.March, "March", "3"},
		{[]time.Duration{time.Second}, "[datetime.timedelta(seconds=1)]", ""},
		{2i, "(0+2i)", ""},
		{func(int) {}, "<function func(int)>", ""},
	} {
		r := hostRun()
		if got := string(hostStr(r, nil, c.x)); got != c.str {
			t.Errorf("str of a %T is %s, want %s", c.x, got, c.str)
		}
		if c.repr == "" {
			c.repr = c.str
		}
		if got := string(hostRepr(r, nil, c.x)); got != c.repr {
			t.Errorf("repr of a %T is %s, want %s", c.x, got, c.repr)
		}
		if r.depth != 0 {
			t.Errorf("a %T leaves the depth %d", c.x, r.depth)
		}
	}
	r := hostRun()
	if got := reprOf(r, callHost(r, map[string]any{"b": 1, "a": 2}, "items")); got != "dict_items([('a', 2), ('b', 1)])" {
		t.Errorf("items print as %s", got)
	}
}

func TestMarkupOfGoValues(t *testing.T) {
	r := hostRun()
	for _, c := range []struct {
		x    any
		want string
		is   bool
	}{
		{card{"a"}, "<i>a</i>", true}, {&card{"a"}, "<i>a</i>", true}, {&tagged{"a"}, "<b>a</b>", true}, {point{}, "", false}, {status("<"), "", false},
	} {
		if got, is := hostHTML(r, c.x); got != c.want || is != c.is {
			t.Errorf("the markup of a %T is %q, %v", c.x, got, is)
		}
	}
	if got := string(appendEscaped(r, nil, fromAny(map[string]any{"<": "&"}))); got != "{&#39;&lt;&#39;: &#39;&amp;&#39;}" {
		t.Errorf("a map is written as %s", got)
	}
}

func TestGoValuesAreEqualAsPythons(t *testing.T) {
	r := hostRun()
	dict := newDict(1)
	dict.set(r, text("a"), intValue(1))
	one := newList([]value{intValue(1), text("a")})
	o := newOwner()
	list := []any{1}
	list[0] = list
	for _, c := range []struct {
		a, b any
		want bool
	}{
		{[]any{1, "a"}, one, true},
		{[]any{1.0, Markup("a")}, one, true},
		{[]any{1}, one, false},
		{[]int{1, 2}, []int8{1, 2}, true},
		{[]any{1, "a"}, Tuple{1, "a"}, false},
		{[2]any{1, "a"}, one, true},
		{[]int{}, []string{}, true},
		{[]int{}, map[string]int{}, false},
		{map[string]any{"a": 1}, dict, true},
		{map[string]int{"a": 1, "b": 2}, dict, false},
		{map[string]int{"b": 1}, dict, false},
		{map[string]int{"a": 1}, map[any]any{"a": 1.0}, true},
		{map[string]int{"a": 1}, map[string]int{"a": 2}, false},
		{status("a"), "a", true},
		{status("a"), plainText("a"), true},
		{status("a"), "b", false},
		{cents(1), 1, true},
		{cents(1), 1.0, true},
		{cents(1), true, true},
		{cents(1), "1", false},
		{point{1, 2}, &point{1, 2}, true},
		{point{1, 2}, point{2, 1}, false},
		{o, o, true},
		{o, newOwner(), true},
		{point{}, nil, false},
		{point{}, 1, false},
		{list, list, true},
		{errFailed, errFailed, true},
		{time.Second, 1000000000, false},
	} {
		a, b := fromAny(c.a), fromAny(c.b)
		if got := equal(r, a, b); got != c.want {
			t.Errorf("%v == %v is %v", c.a, c.b, got)
		}
		if got := equal(r, b, a); got != c.want {
			t.Errorf("%v == %v is %v", c.b, c.a, got)
		}
	}
	other := []any{1}
	other[0] = other
	if err := attempt(func() { equal(r, fromAny(list), fromAny(other)) }); err == nil || err.Kind != kindRecursion {
		t.Errorf("comparing what contains itself: %v", err)
	}
}

func TestGoValuesHaveAnOrder(t *testing.T) {
	r := hostRun()
	for _, c := range []struct {
		op   string
		a, b any
		want bool
	}{
		{"<", status("a"), "b", true},
		{"<", "b", status("a"), false},
		{">", cents(2), 1.5, true},
		{"<=", cents(1), cents(1), true},
		{"<", []int{1, 2}, []any{1, 3}, true},
		{"<", []int{1}, []int{1, 0}, true},
		{">=", []int{2}, []int{1, 5}, true},
		{"<", time.Second, time.Minute, true},
		{">=", time.Second, time.Second, true},
	} {
		if got := less(r, c.op, fromAny(c.a), fromAny(c.b)); got != c.want {
			t.Errorf("%v %s %v is %v", c.a, c.op, c.b, got)
		}
	}
	for want, pair := range map[string][2]any{
		"'<' not supported between instances of 'point' and 'point'":  {point{}, point{}},
		"'<' not supported between instances of 'status' and 'int'":   {status("a"), 1},
		"'<' not supported between instances of 'datetime' and 'str'": {time.Time{}, "a"},
	} {
		err := attempt(func() { less(r, "<", fromAny(pair[0]), fromAny(pair[1])) })
		if err == nil || err.Kind != kindTypeError || err.Message != want {
			t.Errorf("%v: %v, want %s", pair, err, want)
		}
	}
}

func TestWhatIsInGoValues(t *testing.T) {
	r := hostRun()
	for _, c := range []struct {
		in, v    any
		found, k bool
	}{
		{[]string{"a"}, "a", true, true},
		{[]string{"a"}, Markup("a"), true, true},
		{[]int{1}, 1.0, true, true},
		{[]int{1}, "1", false, true},
		{map[string]any{"a": 1}, "a", true, true},
		{map[string]any{"a": nil}, "a", true, true},
		{map[string]any{"a": 1}, 1, false, true},
		{map[int]int{1: 1}, true, true, true},
		{[]point{{1, 2}}, point{1, 2}, true, true},
		{status("abc"), "b", true, true},
		{cents(1), 1, false, false},
		{point{}, 1, false, false},
	} {
		found, is := hostContains(r, c.in, fromAny(c.v))
		if found != c.found || is != c.k {
			t.Errorf("%v in %v is %v, %v", c.v, c.in, found, is)
		}
	}
	values := callHost(r, map[string]any{"a": 1}, "values")
	if !contains(r, values, intValue(1)) || contains(r, values, text("a")) {
		t.Error("the values of a map contain something else")
	}
}

func TestMethodsOfPythonsTypes(t *testing.T) {
	r := hostRun()
	numbers := []int{3, 1, 3}
	for _, c := range []struct {
		x    any
		name string
		a    []value
		want string
	}{
		{numbers, "index", []value{intValue(3)}, "0"},
		{numbers, "index", []value{intValue(3), intValue(1)}, "2"},
		{numbers, "index", []value{intValue(3), intValue(-1)}, "2"},
		{numbers, "count", []value{float(3)}, "2"},
		{&numbers, "copy", nil, "[3, 1, 3]"},
		{map[string]any{"b": 1, "a": 2}, "copy", nil, "{'a': 2, 'b': 1}"},
		{status("on"), "upper", nil, "ON"},
		{cents(5), "bit_length", nil, "3"},
		{cents(250), "euros", nil, "2.5"},
	} {
		if got := strOf(r, callHost(r, c.x, c.name, c.a...)); got != c.want {
			t.Errorf("%s of %v is %s, want %s", c.name, c.x, got, c.want)
		}
	}
	for want, a := range map[string][]value{
		"9 is not in list": {intValue(9)},
		"1 is not in list": {intValue(1), intValue(2)},
		"slice indices must be integers or have an __index__ method": {intValue(1), text("a")},
	} {
		if err := attempt(func() { callHost(r, numbers, "index", a...) }); err == nil || err.Message != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

func TestOperatorsOfGoValues(t *testing.T) {
	r := hostRun()
	for _, c := range []struct {
		op    string
		a, b  any
		again func(r *run, a, b value) value
		want  string // "": there is none
	}{
		{"+", cents(1), 2, add, "3"},
		{"+", status("a"), "b", add, "ab"},
		{"*", cents(3), cents(2), multiply, "6"},
		{"-", 5, cents(2), subtract, "3"},
		{"+", []int{1}, []string{"a"}, add, "[1, 'a']"},
		{"*", []int{1}, 2, multiply, "[1, 1]"},
		{"-", []int{1}, []int{1}, subtract, ""},
		{"+", time.Second, time.Minute, add, "0:01:01"},
		{"+", point{}, 1, add, ""},
		{"+", 1, 2, add, ""},
	} {
		got, is := hostOperation(r, c.op, fromAny(c.a), fromAny(c.b), c.again)
		if is != (c.want != "") || is && strOf(r, got) != c.want {
			t.Errorf("%v %s %v is %v, %v, want %s", c.a, c.op, c.b, got, is, c.want)
		}
	}
}
