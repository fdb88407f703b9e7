package jinja

import (
	"math"
	"strings"
	"testing"
)

func testRun() *run { return &run{env: &Environment{}} }

// next is the next value of an iterator as repr, "" after the last, or the error's kind.
func nextOf(r *run, it iterator) (s string) {
	if err := attempt(func() {
		if v, more := it.next(r); more {
			s = reprOf(r, v)
		}
	}); err != nil {
		return err.Kind
	}
	return s
}

func TestAListGrowsWhileItIsGoneThrough(t *testing.T) {
	r := testRun()
	l := newList([]value{integer(1)})
	it := iterate(r, l)
	if got := nextOf(r, it); got != "1" {
		t.Errorf("the first is %s", got)
	}
	call(r, attrOf(r, l, "append"), &args{pos: []value{integer(2)}})
	if got := nextOf(r, it); got != "2" {
		t.Errorf("after an append the next is %q", got)
	}
	if got := nextOf(r, it); got != "" {
		t.Errorf("after the last comes %s", got)
	}
	call(r, attrOf(r, l, "append"), &args{pos: []value{integer(3)}})
	if got := nextOf(r, it); got != "" {
		t.Errorf("an iteration that has ended went on with %s", got)
	}
}

func TestADictKeepsItsSizeWhileItIsGoneThrough(t *testing.T) {
	r := testRun()
	d := newDict(0)
	d.set(r, text("a"), integer(1))
	it := iterate(r, fromObject(d))
	d.set(r, text("a"), integer(2))
	if got := nextOf(r, it); got != "'a'" {
		t.Errorf("the first is %s", got)
	}
	d.set(r, text("b"), integer(3))
	for range 2 {
		if got := nextOf(r, it); got != "RuntimeError" {
			t.Errorf("after it grew the next is %q", got)
		}
	}
}

func TestViewsShowTheDictAsItIsNow(t *testing.T) {
	r := testRun()
	d := newDict(0)
	keys := call(r, attrOf(r, fromObject(d), "keys"), &args{})
	d.set(r, text("a"), integer(1))
	if got := reprOf(r, keys); got != "dict_keys(['a'])" {
		t.Errorf("the view is %s", got)
	}
}

// TestADictFindsItsKeys adds and removes keys below and above the size from which it has
// an index.
func TestADictFindsItsKeys(t *testing.T) {
	r := testRun()
	for _, size := range []int{1, linearKeys, linearKeys + 1, 100} {
		d := newDict(0)
		keys := make([]value, size)
		for i := range keys {
			keys[i] = integer(int64(i))
			if i%2 == 1 {
				keys[i] = text(strings.Repeat("k", i))
			}
			d.set(r, keys[i], integer(int64(i)))
		}
		for i := 0; i < size; i += 3 {
			if v, was := d.remove(r, keys[i]); !was || v.int() != int64(i) {
				t.Errorf("of %d keys %s was removed as %v", size, reprOf(r, keys[i]), was)
			}
		}
		n := 0
		for i, key := range keys {
			v, is := d.get(r, key)
			if is == (i%3 == 0) || is && v.int() != int64(i) {
				t.Errorf("of %d keys %s is there: %v", size, reprOf(r, key), is)
			}
			if !is {
				continue
			}
			if k, _ := d.at(n); !equal(r, k, key) {
				t.Errorf("of %d keys the one at %d is %s, want %s", size, n, reprOf(r, k), reprOf(r, key))
			}
			n++
		}
		if d.len() != n || d.copy().len() != n || !equal(r, fromObject(d.copy()), fromObject(d)) {
			t.Errorf("of %d keys %d are left, want %d", size, d.len(), n)
		}
		d.set(r, keys[0], none)
		if k, _ := d.at(n); !equal(r, k, keys[0]) {
			t.Errorf("a key that comes again is not the last but %s", reprOf(r, k))
		}
	}
}

func TestWhatHoldsItself(t *testing.T) {
	r := testRun()
	l := &List{}
	d := newDict(0)
	l.items = []value{fromObject(l), newTuple(fromObject(l)), fromObject(d)}
	d.set(r, text("d"), fromObject(d))
	d.set(r, text("v"), call(r, attrOf(r, fromObject(d), "values"), &args{}))
	const want = "[[...], ([...],), {'d': {...}, 'v': dict_values([{...}, ...])}]"
	if got := reprOf(r, fromObject(l)); got != want {
		t.Errorf("it is %s, want %s", got, want)
	}
	if len(r.reprs) != 0 {
		t.Errorf("%d objects are left open", len(r.reprs))
	}
	x, y := &List{}, &List{}
	x.items, y.items = []value{fromObject(x)}, []value{fromObject(y)}
	for name, f := range map[string]func(){
		"equal": func() { equal(r, fromObject(x), fromObject(y)) },
		"less":  func() { less(r, "<", fromObject(x), fromObject(y)) },
	} {
		if err := attempt(f); err == nil || err.Kind != kindRecursion {
			t.Errorf("%s: %v, want a RecursionError", name, err)
		}
	}
}

func TestDeepReprsEnd(t *testing.T) {
	v := newList(nil)
	for range maxNesting + 1 {
		v = newList([]value{v})
	}
	r := testRun()
	if err := attempt(func() { reprOf(r, v) }); err == nil || err.Kind != kindRecursion {
		t.Errorf("%v, want a RecursionError", err)
	}
	if len(r.reprs) != 0 {
		t.Errorf("%d objects are left open", len(r.reprs))
	}
}

func TestLargeResultsAreRefused(t *testing.T) {
	for _, expression := range []string{
		"'x' * 9999999999", "[1] * 999999999", "'x'.center(9999999999)", "'x'.ljust(9999999999)", "'x'.zfill(9999999999)",
		"'%9999999999d' % 1", "'%.2000000000d' % 1", "'%*d' % (2000000000, 1)", "format(1, '9999999999')", "format('x', '9999999999')",
		"'{:9999999999}'.format(1)", "'\t'.expandtabs(9999999999)", "10 ** 9999999999", "(5).to_bytes(9999999999)", "format(1.5, '.2000000000f')",
		"('x' * 99999).replace('', 'x' * 99999)", "10 ** (10 ** 30)",
	} {
		if _, err := evaluate(t, expression); err == nil || err.Kind != "MemoryError" {
			t.Errorf("%s: %v, want a MemoryError", expression, err)
		}
	}
}

func TestTextsThatAreNotUTF8(t *testing.T) {
	r := testRun()
	s := text("a\xffb")
	if n, _ := lengthOf(r, s); n != 3 {
		t.Errorf("its length is %d", n)
	}
	if got := reprOf(r, s); got != `'a\udcffb'` {
		t.Errorf("its repr is %s", got)
	}
	if got := sliceOf(r, s, integer(1), integer(2), none).text(); got != "\xff" {
		t.Errorf("its second character is %q", got)
	}
	if got := sliceOf(r, s, none, none, integer(-1)).text(); got != "b\xffa" {
		t.Errorf("backwards it is %q", got)
	}
	for name := range strMethods {
		for _, a := range [][]value{nil, {s}, {integer(9)}, {s, s}} {
			_ = attempt(func() { call(r, attrOf(r, s, name), &args{pos: a}) }) // must not crash
		}
	}
}

func TestEscapingAtEveryPlace(t *testing.T) {
	replaced := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&#34;", "'", "&#39;")
	for length := range 20 {
		for at := range length {
			for c := range 256 {
				b := []byte(strings.Repeat("x", length))
				b[at] = byte(c)
				if got, want := string(appendEscapedText(nil, string(b))), replaced.Replace(string(b)); got != want {
					t.Fatalf("%q is %q, want %q", b, got, want)
				}
			}
		}
	}
}

func TestPowersAreRoundedToTheNearest(t *testing.T) {
	for _, x := range []float64{0.3, 1.0000001, 3, 7.5, 1e10, math.Pi} {
		for n := range 20 {
			want := 1.0
			if n == 1 {
				want = x
			}
			if n < 2 {
				if got := powerFloats(x, float64(n)); got != want {
					t.Errorf("%g ** %d is %g", x, n, got)
				}
				continue
			}
			if got, near := powerFloats(x, float64(n)), math.Pow(x, float64(n)); math.Abs(got-near) > 4*math.Abs(math.Nextafter(near, 0)-near) {
				t.Errorf("%g ** %d is %g, far from %g", x, n, got, near)
			}
		}
	}
}

func TestWhatMustNotAllocate(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector allocates")
	}
	r := testRun()
	d := newDict(0)
	d.set(r, text("name"), text("value"))
	large := newDict(0)
	for i := range 100 {
		large.set(r, text(strings.Repeat("k", i)), intValue(i))
	}
	numbers := newDict(0)
	numbers.set(r, integer(1000), none)
	row, rows, few := fromObject(d), fromObject(large), fromObject(numbers)
	l := newList([]value{integer(1), integer(2)})
	dst := make([]byte, 0, 1024)
	it := iterate(r, text(strings.Repeat("é", 1000)))
	for name, f := range map[string]func(){
		"int":               func() { appendStr(r, dst, integer(12345)) },
		"escaped text":      func() { appendEscaped(r, dst, text("a < b & c, and something that is longer")) },
		"float":             func() { appendEscaped(r, dst, float(1.5)) },
		"markup":            func() { appendEscaped(r, dst, markup("<b>")) },
		"attribute of dict": func() { getAttr(r, row, "name") },
		"item of dict":      func() { getItem(r, row, text("name")) },
		"item by index":     func() { getItem(r, rows, text("kkk")) },
		"item by number":    func() { getItem(r, few, integer(1000)) },
		"item of list":      func() { getItem(r, l, integer(1)) },
		"equal ints":        func() { equal(r, integer(1), integer(2)) },
		"equal texts":       func() { equal(r, text("abc"), text("abd")) },
		"less":              func() { less(r, "<", integer(1), integer(2)) },
		"truth":             func() { truth(r, l) },
		"sum":               func() { add(r, integer(1), integer(2)) },
		"product":           func() { multiply(r, integer(3), float(2)) },
		"remainder":         func() { modulo(r, integer(7), integer(2)) },
		"next":              func() { it.next(r) },
		"method":            func() { methodOf(row, "items") },
		"slice of a text":   func() { sliceOf(r, text("abcdef"), integer(1), integer(3), none) },
		"length":            func() { lengthOf(r, l) },
		"contains":          func() { contains(r, l, integer(2)) },
	} {
		if n := testing.AllocsPerRun(100, f); n != 0 {
			t.Errorf("%s: %v allocations", name, n)
		}
	}
}
