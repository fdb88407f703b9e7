package rule

import (
	"math"
	"strings"
	"testing"
)

func TestValues(t *testing.T) {
	id, err := ParseUUID("12345678-ABCD-abcd-0123-1234567890ab")
	if err != nil {
		t.Fatal(err)
	}
	m := mustMap(t, Options{},
		&Rule{Pattern: "/<s>/<int(signed=True):i>/<float:f>/<uuid:u>", Defaults: map[string]any{
			"di": uint8(7), "df": float32(0.5), "ds": "x", "du": id, "db": true, "dn": nil, "dbig": uint64(math.MaxUint64),
		}})
	var match Match
	if o := m.Match(&match, Request{Path: "/a/-7/2.50/" + strings.ToUpper(id.String())}); o != Found || match.Outcome() != Found {
		t.Fatal(o)
	}
	for _, test := range []struct {
		name string
		kind Kind
		text string
		any  any
	}{
		{"s", KindString, "a", "a"},
		{"i", KindInt, "-7", int64(-7)},
		{"f", KindFloat, "2.50", 2.5},
		{"u", KindUUID, strings.ToUpper(id.String()), id},
		{"db", KindOther, "True", true},
		{"dbig", KindOther, "18446744073709551615", uint64(math.MaxUint64)},
		{"df", KindFloat, "0.5", 0.5},
		{"di", KindInt, "7", int64(7)},
		{"dn", KindOther, "None", nil},
		{"ds", KindString, "x", "x"},
		{"du", KindUUID, id.String(), id},
	} {
		v, ok := match.Lookup(test.name)
		if !ok || v.Kind() != test.kind || v.Text() != test.text || v.Any() != test.any {
			t.Errorf("%s: got %v %q %v, want %v %q %v", test.name, v.Kind(), v.Text(), v.Any(), test.kind, test.text, test.any)
		}
		if i, want := v.Int(), v.Any(); test.kind == KindInt && i != want || test.kind != KindInt && i != 0 {
			t.Errorf("%s: Int is %d", test.name, i)
		}
		if f, want := v.Float(), v.Any(); test.kind == KindFloat && f != want || test.kind != KindFloat && f != 0 {
			t.Errorf("%s: Float is %v", test.name, f)
		}
		if u, want := v.UUID(), v.Any(); test.kind == KindUUID && u != want || test.kind != KindUUID && u != (UUID{}) {
			t.Errorf("%s: UUID is %v", test.name, u)
		}
	}
	if _, ok := match.Lookup("none"); ok {
		t.Error("none was found")
	}
}

func TestNames(t *testing.T) {
	for got, want := range map[string]string{
		KindString.String(): "string", KindUUID.String(): "uuid", Kind(99).String(): "Kind(99)",
		Found.String(): "Found", WebSocketMismatch.String(): "WebSocketMismatch", Outcome(99).String(): "Outcome(99)",
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestPythonEquality(t *testing.T) {
	type named string
	for _, test := range []struct {
		a, b any
		want bool
	}{
		{1, int64(1), true},
		{1, 1.0, true},
		{1, true, true},
		{1, "1", false},
		{"a", named("a"), true},
		{nil, nil, true},
		{nil, 0, false},
		{-1, uint64(math.MaxUint64), false},
		{math.NaN(), math.NaN(), false},
		{UUID{1}, UUID{1}, true},
		{[]int{1}, []int{1}, true},
	} {
		if got := pyEqual(test.a, test.b); got != test.want {
			t.Errorf("%v == %v: got %t", test.a, test.b, got)
		}
	}
}
