package convert_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/gourd-go/gourd/internal/convert"
)

func TestSet(t *testing.T) {
	for _, test := range []struct {
		to   any // a pointer
		text string
		want any // nil: an error
	}{
		{new(string), "x", "x"},
		{new(int), "-5", -5},
		{new(int), "x", nil},
		{new(int8), "128", nil},
		{new(uint), "-1", nil},
		{new(uint8), "255", uint8(255)},
		{new(float64), "1.5", 1.5},
		{new(float32), "x", nil},
		{new(bool), "on", true},
		{new(bool), "yes", true},
		{new(bool), "off", false},
		{new(bool), "no", false},
		{new(bool), "1", true},
		{new(bool), "perhaps", nil},
		{new(time.Duration), "90s", 90 * time.Second},
		{new(time.Duration), "90", nil},
		{new(time.Time), "2026-01-02T03:04:05Z", time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)},
		{new(time.Time), "today", nil},
		{new([]int), "1", nil},
	} {
		err := convert.Set(test.to, test.text)
		got := reflect.ValueOf(test.to).Elem().Interface()
		if (err != nil) != (test.want == nil) || err == nil && got != test.want {
			t.Errorf("%q as %T: %v, %v", test.text, got, got, err)
		}
		if can := convert.Can(reflect.TypeOf(got)); can != !strings.HasPrefix(reflect.TypeOf(got).String(), "[]") {
			t.Errorf("Can(%T) is %v", got, can)
		}
	}
	var p *int
	if err := convert.Set(&p, "7"); err != nil || *p != 7 || !convert.Can(reflect.TypeOf(p)) {
		t.Errorf("a pointer: %v, %v", p, err)
	}
}

func TestTypeName(t *testing.T) {
	for want, v := range map[string]any{
		"true or false": true, "a number": 1.5, "a whole number": new(int8), "a duration like 90s": time.Second,
		"a time like 2006-01-02T15:04:05Z": time.Time{}, "a string": "",
	} {
		if got := convert.TypeName(reflect.TypeOf(v)); got != want {
			t.Errorf("%T is %q, want %q", v, got, want)
		}
	}
}
