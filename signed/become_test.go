package signed_test

import (
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/gourd-go/gourd/signed"
)

type (
	color string
	blob  []byte
	guid  [16]byte
)

// TestGetFindsWhatWasPutIn sends values through a cookie and asks for them as the
// types that they were.
func TestGetFindsWhatWasPutIn(t *testing.T) {
	id := guid{1, 2, 3}
	session := map[string]any{
		"strings": []string{"a", "b"}, "none": []string{}, "color": color("red"), "int8": int8(-5), "uint": uint(7),
		"float32": float32(1.5), "map": map[color][]int{"x": {1, 2}}, "blob": blob("\x00\x01"), "guid": id,
		"nested": []map[string]float64{{"a": 1}, {"b": 2.5}}, "on": true, "markup": signed.Markup("<b>"), "nil": nil, "big": int64(math.MaxInt64),
	}
	codec, _ := signed.NewSessionCodec("secret")
	text, err := codec.Encode(session, time.Unix(0, 0))
	if err != nil {
		t.Fatal(err)
	}
	decoded, err := codec.Decode(text, time.Hour, time.Unix(0, 0))
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []map[string]any{session, decoded} {
		found[[]string](t, s, "strings", []string{"a", "b"})
		found[[]string](t, s, "none", []string{})
		found[[]color](t, s, "strings", []color{"a", "b"})
		found[color](t, s, "color", "red")
		found[string](t, s, "color", "red")
		found[int8](t, s, "int8", -5)
		found[int](t, s, "int8", -5)
		found[uint](t, s, "uint", 7)
		found[float64](t, s, "uint", 7)
		found[float32](t, s, "float32", 1.5)
		found[float64](t, s, "float32", 1.5)
		found[map[color][]int](t, s, "map", map[color][]int{"x": {1, 2}})
		found[blob](t, s, "blob", blob("\x00\x01"))
		found[guid](t, s, "guid", id)
		found[[16]byte](t, s, "guid", id)
		found[[]map[string]float64](t, s, "nested", []map[string]float64{{"a": 1}, {"b": 2.5}})
		found[bool](t, s, "on", true)
		found[signed.Markup](t, s, "markup", "<b>")
		missing[uint8](t, s, "int8")
		missing[uint](t, s, "int8")
		missing[int8](t, s, "big")
		missing[float64](t, s, "big")
		missing[float32](t, s, "big")
		missing[int](t, s, "float32")
		missing[string](t, s, "uint")
		missing[int](t, s, "color")
		missing[string](t, s, "markup")
		missing[[]int](t, s, "strings")
		missing[map[string]int](t, s, "nested")
		missing[map[int]any](t, s, "map")
		missing[signed.Markup](t, s, "color")
		missing[*int](t, s, "nil")
		missing[string](t, s, "nowhere")
	}
}

func found[T any](t *testing.T, session map[string]any, name string, want T) {
	t.Helper()
	got, ok := signed.Get[T](session, name)
	if diff := cmp.Diff(want, got); !ok || diff != "" {
		t.Errorf("%s as %T: %v, %v %s", name, want, got, ok, diff)
	}
}

func missing[T any](t *testing.T, session map[string]any, name string) {
	t.Helper()
	if got, ok := signed.Get[T](session, name); ok || fmt.Sprint(got) != fmt.Sprint(*new(T)) {
		t.Errorf("%s as %T: %v, %v", name, got, got, ok)
	}
}
