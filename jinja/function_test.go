package jinja

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/big"
	"strings"
	"testing"
	"time"
)

type named struct{ N string }

func (n *named) String() string { return n.N }

// functions under names that tests use.
func functions() map[string]any {
	return map[string]any{
		"shout":    strings.ToUpper,
		"bold":     func(s string) Markup { return Markup("<b>" + s + "</b>") },
		"kind":     func(x any) string { return fmt.Sprintf("%T", x) },
		"same":     func(x any) any { return x },
		"half":     func(f float64) float64 { return f / 2 },
		"next":     func(n int) int { return n + 1 },
		"even":     func(n int) bool { return n%2 == 0 },
		"join":     func(a, b string) string { return a + b },
		"hello":    func() string { return "hello" },
		"narrow":   func(n int8) int8 { return n },
		"natural":  func(n uint) uint { return n },
		"not":      func(b bool) bool { return !b },
		"safe":     func(m Markup) Markup { return m },
		"named":    func(s status) status { return s },
		"sum":      func(ns ...int) (n int) { return sumOf(ns) },
		"total":    sumOf,
		"nested":   func(ns [][]string) int { return len(ns[0]) },
		"texts":    func(m map[string]int) int { return m["a"] },
		"numbers":  func(m map[int]string) string { return m[1] },
		"day":      func(t time.Time) int { return t.Day() },
		"struct":   func(n named) string { return n.N },
		"pointer":  func(n *named) string { return fmt.Sprint(n) },
		"stringer": func(s fmt.Stringer) string { return s.String() },
		"optional": func(s *string) string { return fmt.Sprint(s != nil) },
		"big":      func(n *big.Int) string { return n.String() },
		"bytes":    func(b []byte) int { return len(b) },
		"nothing":  func(string) {},
		"fails":    func(string) error { return errFailed },
		"both":     func(s string) (string, error) { return s, nil },
		"bothfail": func(string) (int, error) { return 1, errFailed },
		"ownerror": func() error { return fmt.Errorf("wrapped: %w", errorf(kindValueError, "own")) },
		"keywords": func(s string, kw Kwargs) string { return fmt.Sprintf("%s %v", s, map[string]any(kw)) },
		"echo":     func(_ context.Context, a int, kw Kwargs, rest ...string) string { return fmt.Sprint(a, len(kw), rest) },
		"context":  func(ctx context.Context, s string) string { return s + fmt.Sprint(ctx.Value(contextKey{})) },
		"call":     func(_ context.Context, c *Call, a int, rest ...string) int { return a + len(rest) },
		"twins":    func(a, b named) bool { return a == b },
	}
}

type contextKey struct{}

func sumOf(ns []int) (n int) {
	for _, each := range ns {
		n += each
	}
	return n
}

func callGo(t *testing.T, name string, a *args) (v value, err *Error) {
	t.Helper()
	f, failed := goFunction(name, functions()[name])
	if failed != nil {
		t.Fatal(failed)
	}
	r := hostRun()
	r.ctx = context.WithValue(t.Context(), contextKey{}, "!")
	err = attempt(func() { v = f.call(r, a) })
	return v, err
}

func TestGoFunctionsAreCalled(t *testing.T) {
	words := fromAny([]string{"a", "b"})
	for _, c := range []struct {
		name string
		a    []any
		want any
	}{
		{"shout", []any{"a"}, "A"},
		{"shout", []any{Markup("a")}, "A"},
		{"shout", []any{status("a")}, "A"},
		{"bold", []any{"a"}, Markup("<b>a</b>")},
		{"kind", []any{"a"}, "string"},
		{"kind", []any{Markup("a")}, "jinja.Markup"},
		{"kind", []any{1}, "int64"},
		{"kind", []any{nil}, "<nil>"},
		{"kind", []any{undefinedName(DefaultUndefined, "x")}, "<nil>"},
		{"kind", []any{newList(nil)}, "[]interface {}"},
		{"kind", []any{Tuple{}}, "jinja.Tuple"},
		{"kind", []any{&named{}}, "*jinja.named"},
		{"same", []any{1.5}, 1.5},
		{"half", []any{3}, 1.5},
		{"half", []any{true}, 0.5},
		{"next", []any{1}, int64(2)},
		{"next", []any{2.0}, int64(3)},
		{"next", []any{true}, int64(2)},
		{"next", []any{cents(4)}, int64(5)},
		{"even", []any{2}, true},
		{"join", []any{"a", "b"}, "ab"},
		{"hello", nil, "hello"},
		{"narrow", []any{-128}, int64(-128)},
		{"natural", []any{3.0}, int64(3)},
		{"natural", []any{uint64(math.MaxUint64)}, new(big.Int).SetUint64(math.MaxUint64)},
		{"not", []any{true}, false},
		{"safe", []any{Markup("<b>")}, Markup("<b>")},
		{"named", []any{"x"}, status("x")},
		{"named", []any{status("x")}, status("x")},
		{"sum", nil, int64(0)},
		{"sum", []any{1, 2.0, 3}, int64(6)},
		{"total", []any{[]int{1, 2}}, int64(3)},
		{"total", []any{&[]int{1, 2}}, int64(3)},
		{"total", []any{nil}, int64(0)},
		{"total", []any{[]any{1, 2.0}}, int64(3)},
		{"total", []any{[]int8{1, 2}}, int64(3)},
		{"nested", []any{[]any{words}}, int64(2)},
		{"texts", []any{map[string]int{"a": 1}}, int64(1)},
		{"texts", []any{map[string]any{"a": 2}}, int64(2)},
		{"texts", []any{nil}, int64(0)},
		{"numbers", []any{map[any]any{1: "one"}}, "one"},
		{"day", []any{time.Date(2024, 1, 2, 0, 0, 0, 0, time.UTC)}, int64(2)},
		{"day", []any{&time.Time{}}, int64(1)},
		{"struct", []any{named{"n"}}, "n"},
		{"struct", []any{&named{"n"}}, "n"},
		{"pointer", []any{named{"n"}}, "n"},
		{"pointer", []any{&named{"n"}}, "n"},
		{"pointer", []any{nil}, "<nil>"},
		{"stringer", []any{&named{"n"}}, "n"},
		{"optional", []any{"a"}, "true"},
		{"optional", []any{nil}, "false"},
		{"big", []any{5}, "5"},
		{"big", []any{new(big.Int).Lsh(big.NewInt(1), 70)}, "1180591620717411303424"},
		{"bytes", []any{"äb"}, int64(3)},
		{"nothing", []any{"a"}, nil},
		{"both", []any{"a"}, "a"},
		{"keywords", []any{"a"}, "a map[]"},
		{"context", []any{"a"}, "a!"},
		{"call", []any{1, "a", "b"}, int64(3)},
		{"twins", []any{named{"a"}, &named{"a"}}, true},
	} {
		a := &args{}
		for _, x := range c.a {
			a.pos = append(a.pos, fromAny(x))
		}
		got, err := callGo(t, c.name, a)
		if err != nil {
			t.Errorf("%s%v: %s", c.name, c.a, err.Message)
		} else if !sameAny(toAny(hostRun(), got), c.want) {
			t.Errorf("%s%v is %v, want %v", c.name, c.a, toAny(hostRun(), got), c.want)
		}
	}
	for n, want := range map[int]string{1: "1 1 []", 2: "1 1 [x]", 3: "1 1 [x y]"} {
		a := &args{pos: []value{intValue(1), text("x"), text("y")}[:n], names: []string{"k"}, named: []value{none}}
		if got, err := callGo(t, "echo", a); err != nil || got.text() != want {
			t.Errorf("echo of %d arguments and a keyword is %q, %v, want %q", n, got.text(), err, want)
		}
	}
	if _, err := callGo(t, "echo", &args{}); err == nil || err.Message != "echo() takes at least 1 argument but 0 were given" {
		t.Errorf("echo without arguments: %v", err)
	}
	got, err := callGo(t, "keywords", &args{pos: []value{text("s")}, names: []string{"a"}, named: []value{intValue(1)}})
	if err != nil || got.text() != "s map[a:1]" {
		t.Errorf("with a keyword: %q, %v", got.text(), err)
	}
}

func sameAny(x, y any) bool {
	n, is := x.(*big.Int)
	m, too := y.(*big.Int)
	return is && too && n.Cmp(m) == 0 || x == y
}

func TestErrorsOfGoFunctions(t *testing.T) {
	for name, want := range map[string]error{"fails": errFailed, "bothfail": errFailed} {
		_, err := callGo(t, name, &args{pos: []value{text("a")}})
		if err == nil || err.Kind != kindGoError || !errors.Is(err.Err, want) || err.Message != "failed" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := callGo(t, "ownerror", &args{}); err == nil || err.Kind != kindValueError || err.Message != "own" {
		t.Errorf("an error of this package became %v", err)
	}
}

func TestWhatCannotBeAnArgument(t *testing.T) {
	missing := undefinedName(DefaultUndefined, "who")
	for _, c := range []struct {
		name string
		a    []any
		want string
	}{
		{"shout", nil, "TypeError: shout() takes 1 argument but 0 were given"},
		{"shout", []any{"a", "b"}, "TypeError: shout() takes 1 argument but 2 were given"},
		{"join", []any{"a"}, "TypeError: join() takes 2 arguments but 1 was given"},
		{"hello", []any{"a"}, "TypeError: hello() takes 0 arguments but 1 was given"},
		{"narrow", nil, "TypeError: narrow() takes 1 argument but 0 were given"},
		{"call", nil, "TypeError: call() takes at least 1 argument but 0 were given"},
		{"shout", []any{1}, "TypeError: shout() argument 1 must be str, not int"},
		{"shout", []any{nil}, "TypeError: shout() argument 1 must be str, not None"},
		{"shout", []any{missing}, "UndefinedError: 'who' is undefined"},
		{"total", []any{missing}, "UndefinedError: 'who' is undefined"},
		{"safe", []any{missing}, "UndefinedError: 'who' is undefined"},
		{"pointer", []any{missing}, "UndefinedError: 'who' is undefined"},
		{"join", []any{"a", 1.5}, "TypeError: join() argument 2 must be str, not float"},
		{"next", []any{"1"}, "TypeError: next() argument 1 must be int, not str"},
		{"next", []any{1.5}, "TypeError: next() argument 1 must be int, not float"},
		{"next", []any{math.NaN()}, "TypeError: next() argument 1 must be int, not float"},
		{"half", []any{"1"}, "TypeError: half() argument 1 must be float, not str"},
		{"narrow", []any{128}, "TypeError: narrow() argument 1 must be int, not int"},
		{"natural", []any{-1}, "TypeError: natural() argument 1 must be int, not int"},
		{"not", []any{1}, "TypeError: not() argument 1 must be bool, not int"},
		{"sum", []any{1, "b"}, "TypeError: sum() argument 2 must be int, not str"},
		{"total", []any{"abc"}, "TypeError: total() argument 1 must be list of int, not str"},
		{"total", []any{[]string{"a"}}, "TypeError: total() argument 1 must be list of int, not list"},
		{"texts", []any{[]int{1}}, "TypeError: texts() argument 1 must be dict, not list"},
		{"texts", []any{map[string]any{"a": "x"}}, "TypeError: texts() argument 1 must be dict, not dict"},
		{"day", []any{"2024-01-01"}, "TypeError: day() argument 1 must be datetime, not str"},
		{"struct", []any{&address{}}, "TypeError: struct() argument 1 must be named, not address"},
		{"stringer", []any{1}, "TypeError: stringer() argument 1 must be fmt.Stringer, not int"},
		{"big", []any{1.5}, "TypeError: big() argument 1 must be int, not float"},
	} {
		a := &args{}
		for _, x := range c.a {
			a.pos = append(a.pos, fromAny(x))
		}
		_, err := callGo(t, c.name, a)
		if err == nil || err.Kind+": "+err.Message != c.want {
			t.Errorf("%s%v: %v, want %s", c.name, c.a, err, c.want)
		}
	}
	for name, want := range map[string]string{"shout": "shout() takes no keyword arguments", "narrow": "narrow() takes no keyword arguments"} {
		_, err := callGo(t, name, &args{pos: []value{text("a")}, names: []string{"x"}, named: []value{none}})
		if err == nil || err.Message != want {
			t.Errorf("with a keyword: %v, want %s", err, want)
		}
	}
}

func TestAStrIsEscapedForAMarkup(t *testing.T) {
	got, err := callGo(t, "safe", &args{pos: []value{text("<b>")}})
	if err != nil || !got.isMarkup() || got.text() != "&lt;b&gt;" {
		t.Errorf("it is %q, %v", got.text(), err)
	}
}

func TestFiltersAndTestsOfGoFunctions(t *testing.T) {
	join, err := goFilter("join", functions()["join"])
	if err != nil {
		t.Fatal(err)
	}
	r := hostRun()
	if got := join(r, text("a"), &args{pos: []value{text("b")}}); got.text() != "ab" {
		t.Errorf("the filter gives %q", got.text())
	}
	failed := attempt(func() { join(r, text("a"), &args{}) })
	if failed == nil || failed.Message != "join() takes 2 arguments but 1 was given" {
		t.Errorf("without its argument: %v", failed)
	}
	divisible, err := goTest("divisible", func(n, by int) (bool, error) { return n%by == 0, nil })
	if err != nil {
		t.Fatal(err)
	}
	if !divisible(r, intValue(6), &args{pos: []value{intValue(3)}}) || divisible(r, intValue(6), &args{pos: []value{intValue(4)}}) {
		t.Error("the test is wrong")
	}
}

func TestFunctionsAreCheckedAtRegistration(t *testing.T) {
	function := func(f any) error { _, err := goFunction("f", f); return err }
	filter := func(f any) error { _, err := goFilter("f", f); return err }
	test := func(f any) error { _, err := goTest("f", f); return err }
	for _, c := range []struct {
		check func(f any) error
		f     any
		want  string
	}{
		{function, 5, "jinja: the global f is a int: a function is expected"},
		{function, nil, "jinja: the global f is a <nil>: a function is expected"},
		{function, (func())(nil), "jinja: the global f is a nil func(): a function is expected"},
		{function, func(chan int) {}, "parameter 1 of the global f, func(chan int), is a chan int: templates have no such values"},
		{function, func(string, []chan int) {}, "parameter 2 of the global f"},
		{function, func(map[string]chan int) {}, "parameter 1 of the global f"},
		{function, func(string, context.Context) {}, "a context.Context comes first"},
		{function, func(Kwargs, string) {}, "a jinja.Kwargs last"},
		{function, func(string, *Call) {}, "then a *jinja.Call"},
		{function, func() (int, string) { return 0, "" }, "has two results, and the second is a string: make it an error"},
		{function, func() (int, int, error) { return 0, 0, nil }, "has 3 results"},
		{filter, func() string { return "" }, "has no parameter for the value in front of the bar"},
		{filter, func(context.Context, *Call, Kwargs) {}, "has no parameter for the value"},
		{test, func(string) string { return "" }, "a test returns a bool"},
		{test, func(string) {}, "a test returns a bool"},
		{test, func() bool { return true }, "has no parameter for the value that is tested"},
	} {
		if err := c.check(c.f); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%T: %v, want %q", c.f, err, c.want)
		}
	}
	type tree []tree
	for _, f := range []any{func(tree) {}, func(...string) {}, func(struct{ A chan int }) {}, func(func()) {}, func(*int) {}} {
		if err := function(f); err != nil {
			t.Errorf("%T: %v", f, err)
		}
	}
}

func TestFunctionsInTheData(t *testing.T) {
	r := hostRun()
	v, is := hostCall(r, func(s string) string { return s + "!" }, &args{pos: []value{text("a")}})
	if !is || v.text() != "a!" {
		t.Errorf("it gives %q, %v", v.text(), is)
	}
	if _, is := hostCall(r, owner{}, &args{}); is {
		t.Error("a struct was called")
	}
	failed := attempt(func() { hostCall(r, func(chan int) {}, &args{}) })
	if failed == nil || failed.Kind != kindTypeError {
		t.Errorf("a function that cannot be called: %v", failed)
	}
	defer func() {
		if recover() != "mine" {
			t.Error("the panic of a function does not go through")
		}
	}()
	hostCall(r, func() { panic("mine") }, &args{})
}

func TestTheSandboxAsksForGoValues(t *testing.T) {
	o := newOwner()
	asked := []string{}
	sandboxed := func(s *Sandbox) *run { return &run{env: &Environment{config: Config{Sandbox: s}}} }
	strict := sandboxed(&Sandbox{
		Attribute: func(_ any, name string) bool { asked = append(asked, name); return name == "Name" },
		Call: func(v any, name string) bool {
			_, is := v.(*owner)
			return is && name == "FullName" || name == "allowed"
		},
	})
	if got := hostAttr(strict, o, "name").text(); got != "Ann" {
		t.Errorf("an attribute that is allowed is %q", got)
	}
	u := hostAttr(strict, o, "user_id").undefined()
	if u == nil || u.fail(strict).Kind != kindSecurityError || u.fail(strict).Message != "access to attribute 'UserID' of 'owner' object is unsafe." {
		t.Errorf("an attribute that is denied is %v", u)
	}
	if want := []string{"Name", "UserID"}; fmt.Sprint(asked) != fmt.Sprint(want) {
		t.Errorf("asked for %v, want %v", asked, want)
	}
	open := sandboxed(&Sandbox{Call: func(_ any, name string) bool { return name == "FullName" || name == "allowed" }})
	if got := callHost(open, o, "full_name").text(); got != "Ann X" {
		t.Errorf("a method that is allowed gives %q", got)
	}
	closed := sandboxed(&Sandbox{})
	for name, call := range map[string]func(){
		"a method that is denied":        func() { callHost(open, o, "greet", text("a")) },
		"a method without a policy":      func() { callHost(closed, o, "full_name") },
		"a function of the data":         func() { hostCall(closed, func() {}, &args{}) },
		"a function of the data, denied": func() { hostCall(open, func() {}, &args{}) },
		"a global that is denied": func() {
			f, _ := goFunction("denied", func() {})
			f.call(open, &args{})
		},
	} {
		if err := attempt(call); err == nil || err.Kind != kindSecurityError || !strings.HasSuffix(err.Message, " is not safely callable") {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, r := range []*run{open, closed} {
		f, _ := goFunction("allowed", func() string { return "ok" })
		if got := f.call(r, &args{}).text(); got != "ok" {
			t.Errorf("a global gives %q", got)
		}
	}
	for x, name := range map[any]string{o: "_x", &[]any{}: "append", &map[string]any{}: "update"} {
		if u := hostAttr(closed, x, name).undefined(); u == nil || u.fail(closed).Kind != kindSecurityError {
			t.Errorf("%s of a %T is %v", name, x, u)
		}
		if v := hostAttr(hostRun(), x, name); !v.isMissing() {
			t.Errorf("without a sandbox %s of a %T is %v", name, x, v)
		}
	}
	if v := hostAttr(closed, map[string]any{"_id": 1}, "_id"); !v.isMissing() {
		t.Error("a key of a map is refused as an attribute")
	}
	if got := callHost(closed, map[string]any{"a": 1}, "get", text("a")); got.int() != 1 {
		t.Error("the methods of dict are denied")
	}
}

func TestDirectCallsAllocateNothing(t *testing.T) {
	r := hostRun()
	for name, in := range map[string]value{"next": intValue(1), "even": intValue(1), "half": float(1), "same": fromAny(&named{})} {
		f, err := goFilter(name, functions()[name])
		if err != nil {
			t.Fatal(err)
		}
		a := &args{}
		if n := testing.AllocsPerRun(100, func() { f(r, in, a) }); n > 0 {
			t.Errorf("%s allocates %v times", name, n)
		}
	}
}
