package gourd_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html/template"
	"maps"
	"math"
	"math/big"
	"math/rand/v2"
	"net/netip"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/gourdtest"
	"github.com/gourd-go/gourd/internal/python"
	"github.com/gourd-go/gourd/rule"
)

// pair is a value in Go, and a description of the one that corresponds to it in Python.
type pair struct {
	value any
	flask map[string]any
}

func described(kind string, what any) map[string]any { return map[string]any{kind: what} }

func textPair(s string) pair { return pair{s, described("text", s)} }

func intPair(n int) pair { return pair{n, described("int", strconv.Itoa(n))} }

func floatPair(f float64) pair {
	return pair{f, described("float", strconv.FormatFloat(f, 'x', -1, 64))}
}

func listPair(items ...pair) pair {
	values, flask := make([]any, len(items)), make([]any, len(items))
	for i, p := range items {
		values[i], flask[i] = p.value, p.flask
	}
	return pair{values, described("list", flask)}
}

// Note is a dataclass in Python.
type Note struct {
	Title string
	ID    int `json:"id"`
	Done  any
}

type Titled struct{ Title string }

func jsonPairs() []pair {
	moment := time.Date(2024, 1, 2, 3, 4, 5, 678_901_234, time.FixedZone("", 3600))
	uuid, _ := rule.ParseUUID("0A1B2C3D-0000-4000-8000-0123456789AB")
	pairs := []pair{
		{nil, described("none", nil)},
		{true, described("bool", true)},
		{false, described("bool", false)},
		intPair(0), intPair(-5), intPair(math.MaxInt64),
		{uint64(math.MaxUint64), described("int", "18446744073709551615")},
		{int8(-7), described("int", "-7")},
		{new(big.Int).Lsh(big.NewInt(1), 100), described("int", "1267650600228229401496703205376")},
		{*big.NewInt(-3), described("int", "-3")},
		{big.NewFloat(1.25), described("decimal", "1.25")},
		{big.NewRat(1, 8), described("decimal", "0.125")},
		{big.NewRat(7, 1), described("decimal", "7")},
		{big.NewFloat(-0.0000125), described("decimal", "-0.0000125")},
		{big.NewFloat(math.Ldexp(1, -30)), described("decimal", "9.313225746154785E-10")},
		{moment, described("time", moment.Unix())},
		{&moment, described("time", moment.Unix())},
		{time.Time{}, described("date", []int{1, 1, 1})},
		{time.Date(2024, 2, 29, 0, 0, 0, 0, time.UTC), described("date", []int{2024, 2, 29})},
		{time.Date(987, 2, 3, 0, 0, 0, 0, time.UTC), described("date", []int{987, 2, 3})},
		{uuid, described("uuid", "0a1b2c3d-0000-4000-8000-0123456789ab")},
		{template.HTML("<b>&"), described("html", "<b>&")},
		{netip.MustParseAddr("::1"), described("text", "::1")},
		{[]string(nil), described("list", []any{})},
		{map[string]int(nil), described("dict", [][]any{})},
		{(*int)(nil), described("none", nil)},
		{[2]bool{true}, described("list", []any{described("bool", true), described("bool", false)})},
		{Note{"x", 3, nil}, described("note", []any{described("text", "x"), described("int", "3"), described("none", nil)})},
		{&Note{"é", -1, []Note{{}}}, described("note", []any{described("text", "é"), described("int", "-1"), described("list", []any{described("note", []any{described("text", ""), described("int", "0"), described("none", nil)})})})},
		{json.Number("-0"), described("int", "0")},
		{json.Number("12345678901234567890"), described("int", "12345678901234567890")},
		{json.Number("1E5"), floatPair(1e5).flask},
		{json.RawMessage(`{"b": [1.50, "é"], "a": null}`), described("dict", [][]any{{described("text", "b"), described("list", []any{floatPair(1.5).flask, described("text", "é")})}, {described("text", "a"), described("none", nil)}})},
		{map[int]string{10: "b", 9: "a", -1: "c"}, described("dict", [][]any{{described("int", "10"), described("text", "b")}, {described("int", "9"), described("text", "a")}, {described("int", "-1"), described("text", "c")}})},
		{map[float64]int{1e22: 1, 0.5: 2}, described("dict", [][]any{{floatPair(1e22).flask, described("int", "1")}, {floatPair(0.5).flask, described("int", "2")}})},
		{map[bool]int{true: 1, false: 2}, described("dict", [][]any{{described("bool", true), described("int", "1")}, {described("bool", false), described("int", "2")}})},
		{map[any]int{nil: 1}, described("dict", [][]any{{described("none", nil), described("int", "1")}})},
		{map[any]int{2: 1, 1.5: 2, true: 3}, described("dict", [][]any{{described("int", "2"), described("int", "1")}, {floatPair(1.5).flask, described("int", "2")}, {described("bool", true), described("int", "3")}})},
		{map[string]int{"b": 1, "a": 2, "": 3, "é": 4, "𝄞": 5, "\uffff": 6, "Z": 7}, described("dict", [][]any{{described("text", "b"), described("int", "1")}, {described("text", "a"), described("int", "2")}, {described("text", ""), described("int", "3")}, {described("text", "é"), described("int", "4")}, {described("text", "𝄞"), described("int", "5")}, {described("text", "\uffff"), described("int", "6")}, {described("text", "Z"), described("int", "7")}})},
		listPair(), listPair(listPair(), listPair(intPair(1), textPair("<&>'\"\\/\b\f\n\r\t\x00\x1f\x7f\u2028𝄞"))),
		{math.NaN(), described("float", "nan")},
		{math.Inf(1), described("float", "inf")},
		{math.Inf(-1), described("float", "-inf")},
	}
	for _, f := range []float64{0, math.Copysign(0, -1), 1, -1.5, 0.1, 1e-4, 0.00009999999999999999, 1e-7, 1e15, 1e16, 9999999999999998, 123456789012345680, 1e22, 5e-324, math.MaxFloat64, 1.0 / 3, 100, 1e21} {
		pairs = append(pairs, floatPair(f))
	}
	for r := rune(0); r < 0x300; r++ {
		pairs = append(pairs, textPair(string(r)))
	}
	return pairs
}

// randomPair makes values within values.
func randomPair(r *rand.Rand, depth int) pair {
	kind := r.IntN(9)
	if depth == 0 {
		kind = r.IntN(6)
	}
	switch kind {
	case 0:
		return intPair(int(r.Int64()) >> r.IntN(64))
	case 1:
		if f := math.Float64frombits(r.Uint64()); f == f {
			return floatPair(f)
		}
		return floatPair(1)
	case 2:
		return floatPair(float64(r.IntN(100000)) / 1000 * math.Pow10(r.IntN(40)-20))
	case 3:
		return textPair(randomText(r))
	case 4:
		return pair{r.IntN(2) == 0, nil}.asBool()
	case 5:
		seconds := r.Int64N(4e9)
		return pair{time.Unix(seconds, 0), described("time", seconds)}
	case 6:
		items := make([]pair, r.IntN(4))
		for i := range items {
			items[i] = randomPair(r, depth-1)
		}
		return listPair(items...)
	}
	value, flask := map[string]any{}, [][]any{}
	for range r.IntN(5) {
		name, p := randomText(r), randomPair(r, depth-1)
		if _, there := value[name]; !there {
			value[name] = p.value
			flask = append(flask, []any{described("text", name), p.flask})
		}
	}
	return pair{value, described("dict", flask)}
}

func (p pair) asBool() pair { return pair{p.value, described("bool", p.value)} }

func randomText(r *rand.Rand) string {
	var b strings.Builder
	for range r.IntN(8) {
		c := rune(r.IntN([]int{0x80, 0x800, 0x10000, 0x110000}[r.IntN(4)]))
		if c < 0xd800 || c > 0xdfff {
			b.WriteRune(c)
		}
	}
	return b.String()
}

// textAnswer is what answers.py says of texts and paths.
type textAnswer struct {
	Text  string `json:"text"`
	OK    bool   `json:"ok"`
	Error string `json:"error"`
}

func TestJSONIsThatOfFlask(t *testing.T) {
	t.Parallel()
	flask := python.Start(t, "answers.py")
	pairs := jsonPairs()
	r := rand.New(rand.NewPCG(1, 2))
	for range 1500 {
		pairs = append(pairs, randomPair(r, 4))
	}
	yes, no := true, false
	modes := []struct {
		name     string
		provider gourd.FlaskJSON
		debug    bool
		question map[string]any
	}{
		{"by default", gourd.FlaskJSON{}, false, nil},
		{"in debug mode", gourd.FlaskJSON{}, true, map[string]any{"debug": true}},
		{"compact in debug mode", gourd.FlaskJSON{Layout: gourd.JSONCompact}, true, map[string]any{"debug": true, "compact": &yes}},
		{"indented", gourd.FlaskJSON{Layout: gourd.JSONIndented}, false, map[string]any{"compact": &no}},
		{"not escaped", gourd.FlaskJSON{UTF8: true}, false, map[string]any{"utf8": true}},
	}
	for _, mode := range modes {
		t.Run(mode.name, func(t *testing.T) {
			questions := make([]map[string]any, len(pairs))
			for i, p := range pairs {
				questions[i] = map[string]any{"ask": "dump", "value": p.flask}
				maps.Copy(questions[i], mode.question)
			}
			for i, want := range flask.Ask[[]textAnswer](t, questions) {
				p := pairs[i]
				var got bytes.Buffer
				if _, err := mode.provider.EncodeResponse(&got, p.value, mode.debug); err != nil {
					t.Errorf("%#v: %v; Flask writes %s", p.value, err, want.Text)
				} else if got.String() != want.Text {
					t.Errorf("%#v is\n%sin Flask\n%s%s", p.value, got.String(), want.Text, want.Error)
				}
			}
		})
	}
}

func TestWhatFlaskCannotWriteIsAnError(t *testing.T) {
	type self struct{ Next *self }
	loop := &self{}
	loop.Next = loop
	endless := []any{nil}
	endless[0] = endless
	tests := []struct {
		name  string
		value any
		flask map[string]any // nil: Python has no such value
		want  string
	}{
		{"bytes", []byte("x"), described("bytes", "x"), "[]uint8"},
		{"bytes in a map", map[string]any{"a": [2]byte{1}}, described("list", []any{described("bytes", "x")}), "[2]uint8"},
		{"a duration", time.Second, described("timedelta", 1), "time.Duration"},
		{"keys of two types", map[any]int{1: 1, "a": 2}, described("dict", [][]any{{described("int", "1"), described("int", "1")}, {described("text", "a"), described("int", "2")}}), "different types"},
		{"a time as a key", map[time.Time]int{{}: 1}, described("dict", [][]any{{described("date", []int{1, 1, 1}), described("int", "1")}}), "time.Time"},
		{"itself", loop, nil, "contains itself"},
		{"a list of itself", endless, nil, "contains itself"},
		{"a function", func() {}, nil, "func()"},
		{"a channel", struct{ C chan int }{}, nil, "chan int"},
		{"a complex number", complex(1, 2), nil, "complex128"},
		{"a number that is none", json.Number("x"), nil, `"x"`},
		{"a year that has no date", time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC), nil, "10000"},
		{"a MarshalJSON that fails", json.RawMessage("{"), nil, "FlaskJSON"},
	}
	flask := python.Start(t, "answers.py")
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if test.flask != nil {
				theirs := flask.Ask[textAnswer](t, map[string]any{"ask": "dump", "value": test.flask})
				if theirs.Error == "" {
					t.Errorf("Flask writes %s", theirs.Text)
				}
			}
			var b bytes.Buffer
			err := gourd.FlaskJSON{}.Encode(&b, test.value)
			if err == nil || !strings.Contains(err.Error(), test.want) || b.Len() > 0 {
				t.Errorf("the error is %v, and %q was written; want %q in it", err, b.String(), test.want)
			}
		})
	}
}

// Base is embedded, and has a name that the outer struct has too.
type Base struct {
	Title string
	Kind  string `json:"kind"`
}

type money int

func TestStructsInFlaskJSON(t *testing.T) {
	type tagged struct {
		*Base
		Title  string         `json:"title,omitempty"`
		Empty  []int          `json:"empty,omitempty"`
		Zero   time.Time      `json:"zero,omitzero"`
		Quoted *int64         `json:",string"`
		Odd    int            `json:"'a,b'"`
		Never  int            `json:"-"`
		More   map[string]any `json:",inline"`
		hidden int
	}
	n := int64(7)
	tests := []struct {
		name     string
		value    any
		provider gourd.FlaskJSON
		want     string
	}{
		{"all left out", tagged{}, gourd.FlaskJSON{}, `{"Quoted":null,"a,b":0}`},
		{"all there", tagged{Base: &Base{"base", "k"}, Title: "t", Empty: []int{1}, Zero: changed, Quoted: &n, More: map[string]any{"Z": 1, "b": 2}, hidden: 1}, gourd.FlaskJSON{}, `{"Quoted":"7","Title":"base","Z":1,"a,b":0,"b":2,"empty":[1],"kind":"k","title":"t","zero":"Fri, 02 Jan 2026 03:04:05 GMT"}`},
		{"the outer field counts", struct {
			Base
			Title int
		}{Base{"no", ""}, 1}, gourd.FlaskJSON{}, `{"Title":1,"kind":""}`},
		{"two of one depth hide each other", struct {
			Base
			Titled
		}{}, gourd.FlaskJSON{}, `{"kind":""}`},
		{"in their order", Note{"t", 1, map[string]int{"b": 1, "a": 2}}, gourd.FlaskJSON{KeepOrder: true}, `{"Title":"t","id":1,"Done":{"a":2,"b":1}}`},
		{"a type that is asked about", []any{money(5), []byte("x"), 1}, gourd.FlaskJSON{Default: func(v any) (any, bool) {
			switch v := v.(type) {
			case money:
				return fmt.Sprintf("%d EUR", int(v)), true
			case []byte:
				return hex.EncodeToString(v), true
			}
			return nil, false
		}}, `["5 EUR","78",1]`},
		{"a float of 32 bits", []float32{0.1, 1e-4, 1e16, 1}, gourd.FlaskJSON{}, `[0.1,0.0001,1e+16,1.0]`},
		{"a fraction without end", big.NewRat(1, 3), gourd.FlaskJSON{}, `"1/3"`},
		{"a large decimal", []*big.Float{new(big.Float).SetMantExp(big.NewFloat(1), 1000), big.NewFloat(math.Inf(-1))}, gourd.FlaskJSON{}, `["1.0715086071862673E+301","-Infinity"]`},
		{"bytes that are no UTF-8", "a\xffb", gourd.FlaskJSON{}, `"a\ufffdb"`},
		{"a UUID as a key", map[rule.UUID]int{{}: 1}, gourd.FlaskJSON{}, `{"00000000-0000-0000-0000-000000000000":1}`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var b bytes.Buffer
			if err := test.provider.Encode(&b, test.value); err != nil {
				t.Fatal(err)
			}
			if got := strings.TrimSuffix(b.String(), "\n"); got != test.want {
				t.Errorf("%s\nwant\n%s", got, test.want)
			}
		})
	}
}

func TestFlaskJSONReadsAsPython(t *testing.T) {
	flask := python.Start(t, "answers.py")
	utf16 := func(s string) string {
		var b strings.Builder
		for _, c := range s {
			b.WriteByte(byte(c >> 8))
			b.WriteByte(byte(c))
		}
		return b.String()
	}
	tests := []struct {
		text  string
		keeps bool // we refuse it on purpose
	}{
		{`{"b": 1, "a": [1.0, -0, -0.0, 1e2, 12345678901234567890, 1E400]}`, true},
		{`{"b": 1, "a": [1.0, -0, -0.0, 1e2, 12345678901234567890, 9223372036854775808, -9223372036854775808]}`, false},
		{` "x" `, false},
		{"\ufeff1", false},
		{"\ufeff\"é\"", false},
		{`{"a": 1, "a": 2}`, false},
		{`"𝄞"`, false},
		{`"\ud834\udd1e"`, false},
		{utf16(`{"a": "é"}`), false},
		{"\xfe\xff" + utf16("[1]"), false},
		{"1\x00", false},
		{"\x001", false},
		{"\xff\xfe1\x00", false},
		{"1\x00\x00\x00", false},
		{"\x00\x00\xfe\xff\x00\x00\x001", false},
		{"\xff\xfe\x00\x001\x00\x00\x00", false},
		{"[\x001\x00]\x00", false},
		{"", false},
		{"{", false},
		{"[1,]", false},
		{"{'a': 1}", false},
		{"\"a\nb\"", false},
		{"\"\xff\"", false},
		{"01", false},
		{"1 2", false},
		{"nul", false},
		{"+1", false},
		{".5", false},
		{"1.", false},
		{"\"\\x\"", false},
		{"NaN", true},
		{"[-Infinity]", true},
	}
	for _, test := range tests {
		t.Run(test.text, func(t *testing.T) {
			want := flask.Ask[textAnswer](t, map[string]any{"ask": "load", "data": hex.EncodeToString([]byte(test.text))})
			var v any
			provider := gourd.FlaskJSON{}
			err := provider.Decode([]byte(test.text), &v)
			if test.keeps {
				if err == nil || want.Error != "" {
					t.Errorf("it is %v (%v), in Flask %s%s; only Flask should read it", v, err, want.Text, want.Error)
				}
				return
			}
			var b bytes.Buffer
			if err == nil {
				if err := provider.Encode(&b, v); err != nil {
					t.Fatal(err)
				}
			}
			if (err != nil) != (want.Error != "") || b.String() != want.Text {
				t.Errorf("it is %s (%v), in Flask %s (%s)", b.String(), err, want.Text, want.Error)
			}
		})
	}
}

func TestFlaskJSONReadsIntoTypes(t *testing.T) {
	var v struct {
		Due, Then time.Time
		N         int
		Any       map[string]any
	}
	text := `{"Due": "Fri, 02 Jan 2026 03:04:05 GMT", "Then": "2026-01-02T03:04:05Z", "N": 3, "Any": {"a": [1, 1.5], "b": "\ud800"}}`
	if err := (gourd.FlaskJSON{}).Decode([]byte(text), &v); err != nil {
		t.Fatal(err)
	}
	if !v.Due.Equal(changed) || !v.Then.Equal(changed) || v.N != 3 || fmt.Sprintf("%T %T", v.Any["a"].([]any)...) != "int float64" || v.Any["b"] != "\ufffd" {
		t.Errorf("it is %#v", v)
	}
	if err := (gourd.FlaskJSON{}).Decode([]byte(`{"Due": "soon"}`), &v); err == nil || !strings.Contains(err.Error(), `"soon"`) {
		t.Errorf("the error is %v", err)
	}
}

func TestAnswersAndErrorsInFlaskJSON(t *testing.T) {
	for _, debug := range []bool{false, true} {
		c, _ := client(t, gourd.Config{JSON: gourd.FlaskJSON{MediaType: "application/vnd.shop+json"}, Debug: debug}, func(app *gourd.App) {
			app.Get("/note", returns(Note{"é", 1, 1.0}))
			app.Get("/made", returns(gourd.JSON(Note{"é", 1, 1.0})))
			app.Get("/lines", func(*gourd.Ctx) (func(func(Note, error) bool), error) {
				return func(yield func(Note, error) bool) { _ = yield(Note{}, nil) && yield(Note{ID: 1}, nil) }, nil
			})
			app.Get("/bad", returns[any]([]byte{1}))
			app.Get("/wrong", func(*gourd.Ctx) (any, error) { return map[string]any{"a": []byte{}}, nil })
			app.Post("/any", func(c *gourd.Ctx) (any, error) { return c.ForceJSON[any]() })
			app.Post("/json", func(c *gourd.Ctx) (any, error) { return c.JSON[any]() })
		})
		note, problem := `{"Done":1.0,"Title":"\u00e9","id":1}`+"\n", `{"detail":"The `
		if debug {
			note, problem = "{\n  \"Done\": 1.0,\n  \"Title\": \"\\u00e9\",\n  \"id\": 1\n}\n", "{\n  \"detail\": \"The "
		}
		c.Get("/note").Want(200).WantBody(note).WantHeader("Content-Type", "application/vnd.shop+json")
		c.Get("/made").Want(200).WantBody(note).WantHeader("Content-Type", "application/vnd.shop+json")
		c.Get("/lines").Want(200).WantBody(`{"Done":null,"Title":"","id":0}` + "\n" + `{"Done":null,"Title":"","id":1}` + "\n")
		c.Get("/bad").Want(200).WantBody("\x01") // bytes are an answer themselves
		c.Get("/wrong").Want(500)
		if body := string(c.Get("/nobody", gourdtest.Header("Accept", "application/json")).Want(404).Body); !strings.HasPrefix(body, problem) {
			t.Errorf("the error is %s", body)
		}
		c.Post("/any", gourdtest.Body("text/plain", strings.NewReader("[1]"))).Want(200)
		c.Post("/any", gourdtest.Body("text/plain", strings.NewReader("["))).Want(400)
		c.Post("/json", gourdtest.Body("text/plain", strings.NewReader("[1]"))).Want(415)
	}
}

func ExampleFlaskJSON() {
	var b strings.Builder
	err := gourd.FlaskJSON{}.Encode(&b, map[string]any{
		"price": big.NewRat(199, 100), "name": "Café", "made": time.Date(2024, 1, 2, 0, 0, 0, 0, time.UTC), "weight": 1.0,
	})
	fmt.Print(b.String(), err)
	// Output:
	// {"made":"Tue, 02 Jan 2024 00:00:00 GMT","name":"Caf\u00e9","price":"1.99","weight":1.0}
	// <nil>
}

func FuzzFlaskJSON(f *testing.F) {
	f.Add("é\x00\"", 1e-7)
	f.Add("𝄞\xff", math.Inf(1))
	f.Add("\u2028</script>", 1e16)
	flask := python.Start(f, "answers.py")
	f.Fuzz(func(t *testing.T, s string, number float64) {
		s = strings.ToValidUTF8(s, "\ufffd")
		p := listPair(textPair(s), floatPair(number), pair{map[string]any{s: number}, described("dict", [][]any{{described("text", s), floatPair(number).flask}})})
		if number != number || math.IsInf(number, 0) {
			p = textPair(s)
		}
		want := flask.Ask[textAnswer](t, map[string]any{"ask": "dump", "value": p.flask})
		var got bytes.Buffer
		if err := (gourd.FlaskJSON{}).Encode(&got, p.value); err != nil || got.String() != want.Text {
			t.Errorf("it is %s (%v), in Flask %s", got.String(), err, want.Text)
		}
	})
}
