package jinja

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"testing"
	"testing/synctest"
)

// gone is what an iteration over x gives, as text.
func gone(r *run, x any) string {
	it, is := hostIterate(r, x)
	if !is {
		return "nothing to go over"
	}
	return fmt.Sprint(drain(r, it))
}

func TestIteration(t *testing.T) {
	full := make(chan int, 3)
	full <- 1
	full <- 2
	close(full)
	for name, c := range map[string]struct {
		x    any
		want string
	}{
		"any":             {[]any{1, "a", nil}, "[1 a <nil>]"},
		"texts":           {[]string{"a", "b"}, "[a b]"},
		"ints":            {[]int{2, 1}, "[2 1]"},
		"maps":            {[]map[string]any{{"a": 1}}, "[map[a:1]]"},
		"an array":        {[2]bool{true, false}, "[true false]"},
		"a pointer":       {&[]float64{1.5}, "[1.5]"},
		"nothing":         {[]string(nil), "[]"},
		"a map":           {map[string]any{"b": 1, "a": 2, "ab": 3}, "[a ab b]"},
		"a map of texts":  {map[string]string{"b": "x", "a": "y"}, "[a b]"},
		"a map of ints":   {map[int]bool{10: true, 9: true, -1: true}, "[-1 9 10]"},
		"a map of uints":  {map[uint8]bool{10: true, 9: true}, "[9 10]"},
		"a map of floats": {map[float64]bool{10: true, 9.5: true}, "[9.5 10]"},
		"named keys":      {map[plainText]bool{"b": true, "a": true}, "[a b]"},
		"keys of any":     {map[any]any{"b": 1, "a": 2}, "[a b]"},
		"a channel":       {full, "[1 2]"},
		"a sequence":      {slices.Values([]string{"a", "b"}), "[a b]"},
		"a sequence of 2": {maps.All(map[string]int{"a": 1}), "[[a 1]]"},
		"values, errors":  {withError(nil), "[1 2]"},
		"an int":          {cents(1), "nothing to go over"},
		"a struct":        {owner{}, "nothing to go over"},
		"a function":      {func() {}, "nothing to go over"},
	} {
		r := hostRun()
		if got := gone(r, c.x); got != c.want {
			t.Errorf("over %s: %s, want %s", name, got, c.want)
		}
		r.finish()
	}
}

// withError gives two ints and then err, unless it is nil.
func withError(err error) iter.Seq2[int, error] {
	return func(yield func(int, error) bool) {
		if yield(1, nil) && yield(2, nil) && err != nil {
			yield(0, err)
		}
	}
}

func TestTheErrorOfASequenceEndsTheRendering(t *testing.T) {
	r := hostRun()
	defer r.finish()
	it, _ := hostIterate(r, withError(errFailed))
	it.next(r)
	it.next(r)
	err := attempt(func() { it.next(r) })
	if err == nil || err.Kind != kindGoError || !errors.Is(err.Err, errFailed) {
		t.Errorf("it is %v", err)
	}
}

func TestASequenceThatIsLeftIsToldAtTheEnd(t *testing.T) {
	r := hostRun()
	told := false
	it, _ := hostIterate(r, iter.Seq[int](func(yield func(int) bool) {
		defer func() { told = true }()
		for i := 0; yield(i); i++ {
		}
	}))
	if v, more := it.next(r); !more || v.int() != 0 || told {
		t.Fatal("the first value is not there")
	}
	if r.finish(); !told {
		t.Error("the sequence still waits")
	}
}

func TestAPanicOfASequenceGoesThrough(t *testing.T) {
	r := hostRun()
	defer r.finish()
	defer func() {
		if recover() != "mine" {
			t.Error("the panic is lost")
		}
	}()
	gone(r, iter.Seq[int](func(func(int) bool) { panic("mine") }))
}

func TestAChannelIsLeftWhenTheContextEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancelCause(t.Context())
		r := hostRun()
		r.ctx = ctx
		never := make(chan int)
		failed := make(chan *Error)
		go func() { failed <- attempt(func() { gone(r, never) }) }()
		synctest.Wait()
		cancel(errFailed)
		if err := <-failed; err == nil || err.Kind != kindCancelled || !errors.Is(err.Err, errFailed) {
			t.Errorf("it ended with %v", err)
		}
	})
}

func TestViewsOfMaps(t *testing.T) {
	r := hostRun()
	for _, c := range []struct {
		x    any
		name string
		want string
	}{
		{map[string]any{"b": 1, "a": "x"}, "items", "[[a x] [b 1]]"},
		{map[string]any{"b": 1, "a": "x"}, "keys", "[a b]"},
		{map[string]any{"b": 1, "a": "x"}, "values", "[x 1]"},
		{map[string]string{"b": "y", "a": "x"}, "items", "[[a x] [b y]]"},
		{map[int]address{2: {City: "x"}}, "values", "[{x }]"},
		{map[int]bool{2: true, 1: false}, "items", "[[1 false] [2 true]]"},
	} {
		view := callHost(r, c.x, c.name)
		if got := fmt.Sprint(toAny(r, view)); got != c.want {
			t.Errorf("%s of %v are %s, want %s", c.name, c.x, got, c.want)
		}
		if n := view.ref.(sized).length(r); n != len(toAny(r, view).([]any)) {
			t.Errorf("%s of %v has the length %d", c.name, c.x, n)
		}
	}
	m := map[string]any{"a": 1}
	if got := callHost(r, m, "get", text("a")); got.int() != 1 {
		t.Errorf("get gives %v", got)
	}
	if got := callHost(r, m, "get", text("b")); !got.isNone() {
		t.Errorf("get of what is not there gives %v", got)
	}
	if got := callHost(r, m, "get", text("b"), intValue(5)); got.int() != 5 {
		t.Errorf("get with a default gives %v", got)
	}
	err := attempt(func() { callHost(r, m, "items", none) })
	if err == nil || err.Message != "dict.items() takes no arguments (1 given)" {
		t.Errorf("with an argument: %v", err)
	}
}
