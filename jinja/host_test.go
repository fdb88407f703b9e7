package jinja

import (
	"encoding/json"
	"errors"
	"math"
	"math/big"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"
)

type (
	status    string
	plainText string
	cents     int
	address   struct {
		City, Street string
	}
	base  struct{ CreatedAt time.Time }
	owner struct {
		base
		*address
		Name     string
		Age      int
		UserID   int64
		URL      string
		Rate     float32
		Active   bool
		Small    uint8
		Secret   string `jinja:"-"`
		Nick     string `jinja:"alias" json:"ignored"`
		HTMLBody Markup `json:"body"`
		Note     *string
		Any      any
		Status   status
		Plain    plainText
		Tags     []string
		Homes    []address
		Home     address
		ByName   map[string]any
		Made     time.Time
		private  int
		APIKey   string
		ApiKey   string
	}
)

func (s status) String() string       { return "status " + string(s) }
func (c cents) Euros() float64        { return float64(c) / 100 }
func (o owner) Greet(s string) string { return s + " " + o.Name }
func (o *owner) Rename(s string)      { o.Name = s }
func (o *owner) FullName() string     { return o.Name + " X" }
func (o *owner) Fail() (string, error) {
	return "", errFailed
}

var errFailed = errors.New("failed")

func hostRun() *run { return &run{env: &Environment{}} }

func newOwner() *owner {
	note := "n"
	return &owner{
		base: base{time.Date(2024, 1, 2, 3, 4, 5, 0, time.UTC)}, address: &address{City: "Rome"},
		Name: "Ann", Age: 30, UserID: 7, URL: "/u", Rate: 0.1, Active: true, Small: 200, Secret: "s", Nick: "nick",
		HTMLBody: "<b>", Note: &note, Any: 5, Status: "on", Plain: "plain", Tags: []string{"a", "b"},
		Homes: []address{{City: "A"}, {City: "B"}}, Home: address{City: "H"}, ByName: map[string]any{"k": 1},
		Made: time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC), private: 1, APIKey: "upper", ApiKey: "lower",
	}
}

func TestFromAnyAndToAny(t *testing.T) {
	one, nilText := 1, (*string)(nil)
	huge, _ := new(big.Int).SetString("123456789012345678901234567890", 10)
	for _, c := range []struct{ in, want any }{
		{nil, nil},
		{"a", "a"},
		{Markup("<b>"), Markup("<b>")},
		{true, true},
		{1, int64(1)},
		{int8(-1), int64(-1)},
		{int16(1), int64(1)},
		{int32(1), int64(1)},
		{int64(1), int64(1)},
		{uint(1), int64(1)},
		{uint8(1), int64(1)},
		{uint16(1), int64(1)},
		{uint32(1), int64(1)},
		{uint64(1), int64(1)},
		{uintptr(1), int64(1)},
		{uint64(math.MaxUint64), new(big.Int).SetUint64(math.MaxUint64)},
		{huge, huge},
		{big.NewInt(5), int64(5)},
		{*big.NewInt(5), int64(5)},
		{1.5, 1.5},
		{float32(0.1), 0.1},
		{float32(2), 2.0},
		{math.Inf(1), math.Inf(1)},
		{json.Number("12"), int64(12)},
		{json.Number("1.5"), 1.5},
		{json.Number("123456789012345678901234567890"), huge},
		{[]byte("raw"), "raw"},
		{json.RawMessage("raw"), json.RawMessage("raw")},
		{plainText("p"), "p"},
		{status("s"), status("s")},
		{cents(5), cents(5)},
		{&one, int64(1)},
		{nilText, nil},
		{(*owner)(nil), nil},
		{(*big.Int)(nil), nil},
		{(*Dict)(nil), nil},
		{(func())(nil), nil},
		{new(&one), int64(1)},
		{Tuple{1, "a"}, Tuple{int64(1), "a"}},
		{[]any{1}, []any{1}},
		{&[]int{1}, []int{1}},
		{map[string]int{"a": 1}, map[string]int{"a": 1}},
		{time.Second, time.Second},
		{errFailed, errFailed},
		{address{City: "x"}, address{City: "x"}},
		{2i, 2i},
	} {
		if got := toAny(hostRun(), fromAny(c.in)); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%T %v comes back as %T %v, want %T %v", c.in, c.in, got, got, c.want, c.want)
		}
	}
	r := hostRun()
	if v := fromAny(value{ref: intTag{}, num: 3}); v != intValue(3) {
		t.Errorf("a value became %v", v)
	}
	if got := toAny(r, newList([]value{intValue(1), newTuple(text("a")), none})); !reflect.DeepEqual(got, []any{int64(1), Tuple{"a"}, nil}) {
		t.Errorf("a list is given out as %v", got)
	}
	if got := toAny(r, undefinedName(DefaultUndefined, "x")); got != nil {
		t.Errorf("what is undefined is given out as %v", got)
	}
	from := newGenerator("g", &sliceIterator{items: []value{intValue(1), intValue(2)}})
	if got := toAny(r, from); !reflect.DeepEqual(got, []any{int64(1), int64(2)}) {
		t.Errorf("a generator is given out as %v", got)
	}
}

func TestAListThatContainsItselfIsRefused(t *testing.T) {
	l := &List{}
	l.items = []value{{ref: l}}
	if err := attempt(func() { toAny(hostRun(), value{ref: l}) }); err == nil || err.Kind != kindRecursion {
		t.Errorf("it is %v", err)
	}
}

func TestAttributesOfStructs(t *testing.T) {
	o := newOwner()
	for name, want := range map[string]any{
		"Name": "Ann", "name": "Ann", "NAME": "Ann", "age": int64(30), "user_id": int64(7), "userId": int64(7), "UserID": int64(7),
		"url": "/u", "rate": 0.1, "active": true, "small": int64(200), "secret": nil, "Secret": nil,
		"alias": "nick", "Nick": "nick", "nick": "nick", "ignored": nil, "body": Markup("<b>"), "html_body": Markup("<b>"),
		"note": "n", "any": int64(5), "status": status("on"), "plain": "plain", "tags": []string{"a", "b"}, "private": nil,
		"city": "Rome", "City": "Rome", "created_at": o.CreatedAt, "home": &o.Home, "by_name": o.ByName, "made": o.Made,
		"APIKey": "upper", "ApiKey": "lower", "api_key": nil, "apikey": nil,
		"_name": nil, "__class__": nil, "": nil, "nope": nil, "élan": nil, strings.Repeat("x", 100): nil,
	} {
		if got := toAny(hostRun(), hostAttr(hostRun(), o, name)); !reflect.DeepEqual(got, want) {
			t.Errorf("%s is %T %v, want %T %v", name, got, got, want, want)
		}
		if name == "home" {
			want = o.Home // which has no address in a copy
		}
		if got := toAny(hostRun(), hostAttr(hostRun(), *o, name)); !reflect.DeepEqual(got, want) {
			t.Errorf("%s of the struct itself is %T %v, want %T %v", name, got, got, want, want)
		}
	}
	o.address = nil
	if v := hostAttr(hostRun(), o, "city"); !v.isMissing() {
		t.Errorf("the field of an embedded nil pointer is %v", v)
	}
}

func callHost(r *run, x any, name string, a ...value) value {
	return hostAttr(r, x, name).ref.(callable).call(r, &args{pos: a})
}

func TestMethodsOfGoValues(t *testing.T) {
	r, o := hostRun(), newOwner()
	for _, x := range []any{o, *o} {
		if got := callHost(r, x, "greet", text("Hi")).text(); got != "Hi Ann" {
			t.Errorf("greet of a %T is %q", x, got)
		}
		if got := callHost(r, x, "full_name").text(); got != "Ann X" {
			t.Errorf("full_name of a %T is %q", x, got)
		}
	}
	if got := callHost(r, *o, "rename", text("Eve")); !got.isNone() || o.Name != "Ann" {
		t.Error("a method of pointers changed the struct of which it got a copy")
	}
	if callHost(r, o, "Rename", text("Eve")); o.Name != "Eve" {
		t.Error("a method of pointers got a copy")
	}
	err := attempt(func() { callHost(r, o, "fail") })
	if err == nil || err.Kind != kindGoError || !errors.Is(err.Err, errFailed) {
		t.Errorf("the method's error is %v", err)
	}
	first := hostElement(o.Homes, 1)
	if first.ref != any(&o.Homes[1]) {
		t.Errorf("an element is handed out as %T", first.ref)
	}
	accessor := hostAccessorFor(reflect.TypeOf(o), "full_name")
	if got, is := accessor.invoke(r, o, &args{}); !is || got.text() != "Eve X" {
		t.Errorf("invoked at once it gives %q, %v", got.text(), is)
	}
	if _, is := hostAccessorFor(reflect.TypeOf(o), "name").invoke(r, o, &args{}); is {
		t.Error("a field was called")
	}
	query := url.Values{"a": {"1", "2"}}
	if got := callHost(r, query, "get", text("a")).text(); got != "1" {
		t.Errorf("the method Get of url.Values gives %q", got)
	}
	if got := string((&goBound{m: &hostMethod{owner: "User", name: "Name"}}).appendRepr(r, nil)); got != "<bound method User.Name>" {
		t.Errorf("a method prints as %s", got)
	}
}

type answering struct{ Plain string }

func (answering) JinjaAttr(name string) (any, bool) {
	return "attr " + name, name == "asked" || name == "_own"
}

func (answering) JinjaItem(key any) (any, bool) { return key, key == "asked" || key == int64(3) }

func TestValuesThatAnswerForThemselves(t *testing.T) {
	r := hostRun()
	a := answering{"p"}
	if got := hostAttr(r, a, "asked").text(); got != "attr asked" {
		t.Errorf("the attribute is %q", got)
	}
	if got := hostAttr(r, a, "plain").text(); got != "p" {
		t.Errorf("the field behind it is %q", got)
	}
	if !hostAttr(r, a, "other").isMissing() || !hostAttr(r, a, "_asked").isMissing() || !hostAttr(r, a, "JinjaAttr").isMissing() {
		t.Error("attributes are there that are not")
	}
	type document struct {
		ID int `json:"_id"`
	}
	boxed := &run{env: &Environment{config: Config{Sandbox: &Sandbox{}}}}
	for name, x := range map[string]any{"_own": a, "_id": document{5}} {
		if got := hostAttr(r, x, name); got.isMissing() || got.undefined() != nil {
			t.Errorf("%s is not there", name)
		}
		if u := hostAttr(boxed, x, name).undefined(); u == nil || u.kind != kindSecurityError {
			t.Errorf("a sandbox gives %s: %v", name, u)
		}
	}
	if got := hostItem(r, a, intValue(3)); got.int() != 3 {
		t.Errorf("the item is %v", got)
	}
	if !hostItem(r, a, intValue(4)).isMissing() {
		t.Error("an item is there that is not")
	}
}

func TestItemsOfMapsAndSlices(t *testing.T) {
	o := newOwner()
	for _, c := range []struct {
		x    any
		key  value
		want any
	}{
		{map[string]any{"a": 1}, text("a"), int64(1)},
		{map[string]any{"a": 1}, markup("a"), int64(1)},
		{map[string]any{"a": 1}, text("b"), nil},
		{map[string]any{"a": 1}, intValue(1), nil},
		{map[string]string{"a": "x"}, text("a"), "x"},
		{map[string]int{"a": 2}, text("a"), int64(2)},
		{&map[string]int{"a": 2}, text("a"), int64(2)},
		{map[string]any(nil), text("a"), nil},
		{map[status]int{"a": 2}, text("a"), int64(2)},
		{map[string]int{"a": 2}, fromAny(status("a")), int64(2)},
		{map[int]string{1: "one"}, intValue(1), "one"},
		{map[int]string{1: "one"}, float(1), "one"},
		{map[int]string{1: "one"}, float(1.5), nil},
		{map[int]string{1: "one"}, vtrue, "one"},
		{map[int]string{1: "one"}, text("1"), nil},
		{map[int8]string{1: "one"}, intValue(257), nil},
		{map[uint8]string{255: "x"}, intValue(-1), nil},
		{map[uint64]string{math.MaxUint64: "x"}, fromAny(uint64(math.MaxUint64)), "x"},
		{map[float64]string{1: "one"}, intValue(1), "one"},
		{map[bool]string{true: "yes"}, intValue(1), "yes"},
		{map[bool]string{true: "yes"}, intValue(2), nil},
		{map[any]any{"a": 1, 2: "two", true: "t"}, text("a"), int64(1)},
		{map[any]any{"a": 1, 2: "two"}, intValue(2), "two"},
		{map[address]int{{City: "x"}: 1}, fromAny(address{City: "x"}), int64(1)},
		{map[address]int{{City: "x"}: 1}, fromAny(&address{City: "x"}), nil},
		{[]any{1, "b"}, intValue(1), "b"},
		{[]any{1, "b"}, intValue(-2), int64(1)},
		{[]any{1, "b"}, intValue(2), nil},
		{[]any{1, "b"}, intValue(-3), nil},
		{[]any{1, "b"}, text("0"), nil},
		{[]string{"a"}, vfalse, "a"},
		{[]int{4}, intValue(0), int64(4)},
		{[]map[string]any{{"a": 1}}, intValue(0), map[string]any{"a": 1}},
		{[2]string{"a", "b"}, intValue(1), "b"},
		{&[2]string{"a", "b"}, intValue(-1), "b"},
		{o.Homes, intValue(1), &o.Homes[1]},
		{[]*address{nil}, intValue(0), nil},
		{[]error{errFailed}, intValue(0), errFailed},
		{o, text("Name"), nil},
	} {
		if got := toAny(hostRun(), hostItem(hostRun(), c.x, c.key)); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%v[%v] is %T %v, want %v", c.x, toAny(hostRun(), c.key), got, got, c.want)
		}
	}
}

func TestLengthAndTruth(t *testing.T) {
	for _, c := range []struct {
		x      any
		length int // -1: it has none
		truth  bool
	}{
		{[]any{}, 0, false},
		{[]any{1}, 1, true},
		{map[string]any{}, 0, false},
		{map[string]any{"a": 1}, 1, true},
		{[]string{"a"}, 1, true},
		{[]int(nil), 0, false},
		{[]map[string]any{nil}, 1, true},
		{[0]int{}, 0, false},
		{&[]int{1}, 1, true},
		{map[int]int{1: 1}, 1, true},
		{status(""), 0, false},
		{status("äö"), 2, true},
		{cents(0), -1, false},
		{cents(1), -1, true},
		{address{}, -1, true},
		{&address{}, -1, true},
		{time.Duration(0), -1, false},
		{time.Time{}, -1, true},
		{func() {}, -1, true},
		{errFailed, -1, true},
	} {
		n, is := hostLength(hostRun(), c.x)
		if is != (c.length >= 0) || is && n != c.length {
			t.Errorf("the length of %T %v is %d, %v, want %d", c.x, c.x, n, is, c.length)
		}
		if got := hostTruth(hostRun(), c.x); got != c.truth {
			t.Errorf("the truth of %T %v is %v", c.x, c.x, got)
		}
	}
}

func TestHashesOfGoValues(t *testing.T) {
	o := newOwner()
	for _, c := range []struct {
		x    any
		want any // nil: it is unhashable
	}{
		{status("a"), "a"},
		{cents(3), int64(3)},
		{address{City: "x"}, address{City: "x"}},
		{&address{City: "x"}, address{City: "x"}},
		{o, o},
		{[]int{1}, nil},
		{map[string]any{}, nil},
		{func() {}, nil},
		{owner{}, nil},
		{time.Second, time.Second},
	} {
		got, is := hostHash(c.x)
		if is != (c.want != nil) || got != c.want {
			t.Errorf("the hash of a %T is %v, %v, want %v", c.x, got, is, c.want)
		}
	}
}

func TestTypeNamesAndKinds(t *testing.T) {
	for _, c := range []struct {
		x    any
		name string
		is   string // what it is: m a mapping, s a sequence, c callable
	}{
		{owner{}, "owner", ""},
		{&owner{}, "owner", ""},
		{status(""), "status", ""},
		{[]int{}, "list", "s"},
		{map[string]any{}, "dict", "m"},
		{url.Values{}, "Values", "m"},
		{time.Time{}, "datetime", ""},
		{time.Second, "timedelta", ""},
		{func() {}, "function", "c"},
		{func(func(int) bool) {}, "generator", ""},
		{make(chan int), "generator", ""},
		{func(func(int, error) bool) {}, "generator", ""},
		{func(func(int)) {}, "function", "c"},
		{box[int]{}, "box", ""},
		{[2]int{}, "list", "s"},
		{dateOf(time.Time{}), "date", ""},
		{clockOf(time.Time{}), "time", ""},
	} {
		is := ""
		if hostMapping(c.x) {
			is += "m"
		}
		if hostSequence(c.x) {
			is += "s"
		}
		if hostCallable(c.x) {
			is += "c"
		}
		if name := hostTypeName(c.x); name != c.name || is != c.is {
			t.Errorf("%T is called %q and is %q, want %q and %q", c.x, name, is, c.name, c.is)
		}
	}
}

type box[T any] struct{ Value T }

func TestReadingAllocatesNothing(t *testing.T) {
	r, o := hostRun(), newOwner()
	var x any = o
	var page any = map[string]any{"name": "Ann", "owner": o, "list": []any{1}, "home": o.Home}
	var texts any = map[string]string{"name": "Ann"}
	var homes any = o.Homes
	key := text("name")
	for name, read := range map[string]func(){
		"a text":           func() { hostAttr(r, x, "name") },
		"an int":           func() { hostAttr(r, x, "user_id") },
		"a bool":           func() { hostAttr(r, x, "active") },
		"a slice":          func() { hostAttr(r, x, "tags") },
		"a struct":         func() { hostAttr(r, x, "home") },
		"a map":            func() { hostAttr(r, x, "by_name") },
		"a time":           func() { hostAttr(r, x, "created_at") },
		"a promoted field": func() { hostAttr(r, x, "city") },
		"an item":          func() { hostItem(r, page, key) },
		"an item's text":   func() { hostItem(r, texts, key) },
		"a pointer":        func() { hostItem(r, page, text("owner")) },
		"a list":           func() { hostItem(r, page, text("list")) },
		"an element":       func() { hostElement(homes, 1) },
		"an int of Go":     func() { fromAny(o.Any) },
	} {
		if n := testing.AllocsPerRun(100, read); n != 0 {
			t.Errorf("reading %s allocates %v times", name, n)
		}
	}
}

func TestALoopAllocatesOnce(t *testing.T) {
	r := hostRun()
	for name, x := range map[string]any{
		"any": []any{1, "a", nil, 2.5}, "texts": []string{"a", "b"}, "structs": []address{{}, {}, {}}, "pointers": []*address{{}, {}},
		"maps": []map[string]any{{}, {}}, "ints": []int{1, 2, 3000},
	} {
		n := testing.AllocsPerRun(100, func() {
			it, _ := hostIterate(r, x)
			for {
				if _, more := it.next(r); !more {
					return
				}
			}
		})
		if n > 1 {
			t.Errorf("a loop over %s allocates %v times", name, n)
		}
	}
}

func BenchmarkField(b *testing.B) {
	r := hostRun()
	var x any = newOwner()
	a := hostAccessorFor(reflect.TypeOf(x), "name")
	b.ReportAllocs()
	for b.Loop() {
		a.get(r, x)
	}
}

func BenchmarkAttribute(b *testing.B) {
	r := hostRun()
	var x any = newOwner()
	b.ReportAllocs()
	for b.Loop() {
		hostAttr(r, x, "created_at")
	}
}
