package pytext_test

import (
	"math"
	"testing"

	"github.com/gourd-go/gourd/internal/pytext"
	"github.com/gourd-go/gourd/internal/python"
)

func TestFloatsAndStringsAreThoseOfPython(t *testing.T) {
	type question struct {
		Bits   []uint64 `json:"bits"`
		String string   `json:"string"`
	}
	type answer struct {
		Repr   []string `json:"repr"`
		JSON   []string `json:"json"`
		String string   `json:"string"`
	}
	var asked question
	floats := []float64{0, math.Copysign(0, -1), 1, -2.5, 1e15, 1e16, 9999999999999998, 123456789012345680, 1e-4, 9.9e-5, 5e-324, math.MaxFloat64, math.Pi, 1e22, 1e23, math.Inf(1), math.Inf(-1), math.NaN()}
	for _, f := range floats {
		asked.Bits = append(asked.Bits, math.Float64bits(f))
	}
	for r := range rune(0x180) {
		asked.String += string(r)
	}
	asked.String += "\u2028\ud7ff\ue000\ufffd\uffff\U00010000\U0001f600\U0010ffff"
	want := python.Start(t, "text.py").Ask[answer](t, asked)
	for i, f := range floats {
		if got := string(pytext.AppendFloat(nil, f, 64)); got != want.Repr[i] {
			t.Errorf("the repr is %s, in Python %s", got, want.Repr[i])
		}
		if got := string(pytext.AppendJSONFloat(nil, f, 64)); got != want.JSON[i] {
			t.Errorf("in JSON it is %s, in Python %s", got, want.JSON[i])
		}
	}
	if got := string(pytext.AppendString(nil, asked.String)); got != want.String {
		t.Errorf("the string is\n%s, in Python\n%s", got, want.String)
	}
}

func TestFloatsOf32Bits(t *testing.T) {
	for f, want := range map[float32]string{0.1: "0.1", 1e16: "1e+16", 1e-4: "0.0001", 9e-5: "9e-05", 16777216: "16777216.0"} {
		if got := string(pytext.AppendFloat(nil, float64(f), 32)); got != want {
			t.Errorf("%g is %s, want %s", f, got, want)
		}
	}
}

func TestWhatIsNotUTF8IsReplaced(t *testing.T) {
	if got := string(pytext.AppendString([]byte("x"), "a\xffb")); got != `x"a\ufffdb"` {
		t.Errorf("it is %s", got)
	}
}
