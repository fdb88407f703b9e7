package signed_test

import (
	"bytes"
	"compress/zlib"
	"encoding/base64"
	"errors"
	"math"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/gourd-go/gourd/signed"
)

var now = time.Unix(1_700_000_000, 0)

func sessionCodec(t testing.TB, secret string, fallbacks ...string) *signed.SessionCodec {
	t.Helper()
	c, err := signed.NewSessionCodec(secret, fallbacks...)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestSessionVectorsOfFlask(t *testing.T) {
	codec := sessionCodec(t, "dev")
	for _, c := range []struct {
		session map[string]any
		cookie  string
		packed  bool // zlib streams of other encoders differ in bytes
	}{
		{map[string]any{"n": int64(1), "user": "ann"}, "eyJuIjoxLCJ1c2VyIjoiYW5uIn0.ZVPxAA.BD6MIkFOMvX2EMrvQZXC7mEa-eI", false},
		{map[string]any{"_flashes": []any{signed.Tuple{"message", "hi"}}}, "eyJfZmxhc2hlcyI6W3siIHQiOlsibWVzc2FnZSIsImhpIl19XX0.ZVPxAA.Q135lDfjBGXIBhKPOqBBVbwp6vc", false},
		{map[string]any{"k": strings.Repeat("a", 200)}, ".eJyrVspWslJKHCZAqRYAlOZN7g.ZVPxAA.2SgJnjYSnz0GGrA-5GSsSqAThPI", true},
	} {
		got, err := codec.Decode(c.cookie, 0, now)
		if diff := cmp.Diff(c.session, got); diff != "" || err != nil {
			t.Errorf("%s: %v\n%s", c.cookie, err, diff)
		}
		cookie, err := codec.Encode(c.session, now)
		if err != nil || !c.packed && cookie != c.cookie {
			t.Errorf("%v became %s (%v), Flask writes %s", c.session, cookie, err, c.cookie)
		}
		if c.packed != strings.HasPrefix(cookie, ".") {
			t.Errorf("%s: compressed is not %v", cookie, c.packed)
		}
		again, err := codec.Decode(cookie, 0, now)
		if diff := cmp.Diff(c.session, again); diff != "" || err != nil {
			t.Errorf("%s: %v\n%s", cookie, err, diff)
		}
	}
}

func TestEveryChangedByteIsNoticed(t *testing.T) {
	codec := sessionCodec(t, "dev", "old")
	cookie, _ := codec.Encode(map[string]any{"user": "ann"}, now)
	for i := range cookie {
		for b := range 256 {
			if byte(b) == cookie[i] {
				continue
			}
			bad := cookie[:i] + string([]byte{byte(b)}) + cookie[i+1:]
			if got, err := codec.Decode(bad, signed.Forever, now); err == nil {
				t.Fatalf("byte %d as %#02x: read as %v", i, b, got)
			}
		}
		for _, bad := range []string{cookie[:i], cookie[:i] + cookie[i+1:], cookie[:i] + "\n" + cookie[i:]} {
			if _, err := codec.Decode(bad, signed.Forever, now); !errors.Is(err, signed.ErrSignature) && !errors.Is(err, signed.ErrFormat) {
				t.Fatalf("%q: %v", bad, err)
			}
		}
	}
	if _, err := codec.Decode(cookie+"=", signed.Forever, now); !errors.Is(err, signed.ErrSignature) {
		t.Errorf("padding: %v", err)
	}
}

func TestAges(t *testing.T) {
	s, err := signed.NewTimestampSigner(signed.Options{Key: "k"})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		age  time.Duration // of the value
		max  time.Duration
		ok   bool
	}{
		{"fresh", 0, 0, true},
		{"as old as allowed", 10 * time.Second, 10 * time.Second, true},
		{"fractions do not count", 10 * time.Second, 10*time.Second + 900*time.Millisecond, true},
		{"too old", 11 * time.Second, 10*time.Second + 900*time.Millisecond, false},
		{"from the future", -time.Second, time.Hour, false},
		{"nothing passes a negative limit", 0, -1, false},
		{"no limit", 1000 * 24 * time.Hour, signed.Forever, true},
		{"no limit, from the future", -time.Hour, signed.Forever, true},
	} {
		at := now.Add(-c.age)
		value, got, err := s.Unsign(s.Sign("a.b", at), c.max, now)
		if c.ok {
			if err != nil || value != "a.b" || !got.Equal(at) {
				t.Errorf("%s: %q, %v, %v", c.name, value, got, err)
			}
			continue
		}
		var e *signed.Error
		if !errors.Is(err, signed.ErrExpired) || !errors.As(err, &e) || !e.SignedAt.Equal(at) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	if _, at, err := s.Unsign(s.Sign("v", time.Unix(-5, 0)), signed.Forever, now); err != nil || at.Unix() != 0 {
		t.Errorf("before 1970: %v, %v", at, err)
	}
}

func TestSignedWithoutTime(t *testing.T) {
	plain, _ := signed.NewSigner(signed.Options{Key: "k"})
	timed, _ := signed.NewTimestampSigner(signed.Options{Key: "k"})
	for _, value := range []string{"v", "v.!", "v._________w", "v.AAAAAAAAAAAA", "v.__________8"} {
		if _, at, err := timed.Unsign(plain.Sign(value), signed.Forever, now); !errors.Is(err, signed.ErrFormat) {
			t.Errorf("%s: %v, %v", value, at, err)
		}
	}
	if _, err := plain.Unsign("none"); !errors.Is(err, signed.ErrFormat) {
		t.Errorf("no separator: %v", err)
	}
}

func TestKeysRotate(t *testing.T) {
	old, other := sessionCodec(t, "old"), sessionCodec(t, "other")
	both := sessionCodec(t, "new", "older", "old")
	cookie, _ := old.Encode(map[string]any{"a": "b"}, now)
	if _, err := both.Decode(cookie, 0, now); err != nil {
		t.Errorf("a fallback does not read: %v", err)
	}
	if _, err := other.Decode(cookie, 0, now); !errors.Is(err, signed.ErrSignature) {
		t.Errorf("another key: %v", err)
	}
	cookie, _ = both.Encode(map[string]any{"a": "b"}, now)
	if _, err := sessionCodec(t, "new").Decode(cookie, 0, now); err != nil {
		t.Errorf("the first key does not sign: %v", err)
	}
}

func TestSetupMistakesNameTheFix(t *testing.T) {
	for _, c := range []struct {
		options signed.Options
		says    string
	}{
		{signed.Options{}, "set Key"},
		{signed.Options{Key: "k", Fallbacks: []string{""}}, "Fallbacks"},
		{signed.Options{Key: "k", Separator: "a-_"}, `"a-_"`},
		{signed.Options{Key: "k", Digest: "md5"}, `"md5"`},
		{signed.Options{Key: "k", Derivation: "x"}, `"x"`},
	} {
		if _, err := signed.NewTimestampSigner(c.options); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%+v: %v", c.options, err)
		}
		if _, err := signed.NewSerializer(signed.SerializerOptions[int]{Options: c.options}); err == nil {
			t.Errorf("%+v: a serializer was made", c.options)
		}
	}
}

func TestTaggedJSONWrites(t *testing.T) {
	type name string
	one := 1
	for _, c := range []struct {
		value any
		want  string
	}{
		{map[string]any{"b": 1, "a": nil, "é": true, "B": false}, `{"B":false,"a":null,"b":1,"\u00e9":true}`},
		{map[string]any{" t": signed.Tuple{1}}, `{" di":{" t__":{" t":[1]}}}`},
		{map[string]any{" t": 1, "x": 2}, `{" t":1,"x":2}`},
		{[]byte("hi"), `{" b":"aGk="}`},
		{signed.Markup("<b>"), `{" m":"<b>"}`},
		{[16]byte{1}, `{" u":"01000000000000000000000000000000"}`},
		{now.In(time.FixedZone("x", 3600)), `{" d":"Tue, 14 Nov 2023 22:13:20 GMT"}`},
		{"\"\\\n\x00\x7f<é\u2028😀", `"\"\\\n\u0000\u007f<\u00e9\u2028\ud83d\ude00"`},
		{[]any{1.0, 0.1, 1e16, 1e15, 1e-5, 1e-4, math.Copysign(0, -1), math.Inf(-1), math.NaN()}, `[1.0,0.1,1e+16,1000000000000000.0,1e-05,0.0001,-0.0,-Infinity,NaN]`},
		{new(big.Int).Lsh(big.NewInt(1), 64), "18446744073709551616"},
		{uint64(math.MaxUint64), "18446744073709551615"},
		{[]string{"a"}, `["a"]`},
		{map[name][]int{"x": {1}}, `{"x":[1]}`},
		{&one, "1"},
		{[]any(nil), "[]"},
		{map[string]any(nil), "{}"},
		{(*int)(nil), "null"},
	} {
		got, err := signed.TaggedJSON{}.Append(nil, c.value)
		if err != nil || string(got) != c.want {
			t.Errorf("%v: %s (%v), want %s", c.value, got, err, c.want)
		}
	}
}

func TestTaggedJSONRefuses(t *testing.T) {
	loop := map[string]any{}
	loop["self"] = loop
	for _, c := range []struct {
		value any
		says  string
	}{
		{map[string]any{"a": []any{1, make(chan int)}}, `["a"][1]: a chan int`},
		{struct{}{}, "struct {}"},
		{map[int]int{1: 1}, "keys of a map"},
		{map[string]any{"s": "\xff"}, "not UTF-8"},
		{loop, "levels deep"},
		{time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC), "year 10000"},
		{new(big.Int).Exp(big.NewInt(10), big.NewInt(4300), nil), "4300 digits"},
	} {
		if got, err := (signed.TaggedJSON{}).Append(nil, c.value); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want %q", got, err, c.says)
		}
	}
	for _, text := range []string{
		"", "{", `{"a"`, `{"a":}`, `{"a":1,}`, "[1,]", "01", "1.", "1e", "-", "nul", `"`, `"\x"`, `"\u12"`, "\"\x01\"", "\"\xff\"", "1 2",
		`{" t":1}`, `{" b":"%"}`, `{" u":"1"}`, `{" m":1}`, `{" d":1}`, `{" di":{}}`, `{" di":{"a":1}}`,
		strings.Repeat("[", 100_000),
	} {
		if got, err := (signed.TaggedJSON{}).Parse([]byte(text)); err == nil {
			t.Errorf("%.40q was read as %v", text, got)
		}
	}
}

func TestDecompressionIsBounded(t *testing.T) {
	signer, _ := signed.NewSigner(signed.Options{Key: "k", Salt: "itsdangerous"})
	pack := func(text string) string {
		var b bytes.Buffer
		w := zlib.NewWriter(&b)
		w.Write([]byte(text))
		w.Close()
		return signer.Sign("." + base64.RawURLEncoding.EncodeToString(b.Bytes()))
	}
	s, _ := signed.NewSerializer(signed.SerializerOptions[string]{Options: signed.Options{Key: "k"}, MaxSize: 1000})
	if got, err := s.Decode(pack(`"` + strings.Repeat("a", 998) + `"`)); err != nil || len(got) != 998 {
		t.Errorf("at the limit: %d, %v", len(got), err)
	}
	for _, size := range []int{999, 10_000_000} {
		if _, err := s.Decode(pack(`"` + strings.Repeat("a", size) + `"`)); !errors.Is(err, signed.ErrFormat) || !strings.Contains(err.Error(), "MaxSize") {
			t.Errorf("%d bytes: %v", size, err)
		}
	}
	if _, err := s.Encode(strings.Repeat("a", 999)); err == nil {
		t.Error("what could not be read was written")
	}
	for _, payload := range []string{".eJx", ".", "!", "", "eyJ", "." + "AAAA"} {
		if _, err := s.Decode(signer.Sign(payload)); !errors.Is(err, signed.ErrFormat) {
			t.Errorf("%q: %v", payload, err)
		}
	}
}

func TestUnsignAllocatesNothing(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector makes pools forget")
	}
	s, _ := signed.NewSigner(signed.Options{Key: "k"})
	text := s.Sign("value")
	if n := testing.AllocsPerRun(1000, func() { s.Unsign(text) }); n >= 1 {
		t.Errorf("Unsign allocates %v times", n)
	}
}

func TestGetFindsIntegers(t *testing.T) {
	session := map[string]any{"a": int64(1), "b": 2, "s": "x"}
	if a, ok := signed.Get[int](session, "a"); a != 1 || !ok {
		t.Error(a, ok)
	}
	if b, ok := signed.Get[int64](session, "b"); b != 2 || !ok {
		t.Error(b, ok)
	}
	if s, ok := signed.Get[int](session, "s"); s != 0 || ok {
		t.Error(s, ok)
	}
	if s, ok := signed.Get[string](session, "s"); s != "x" || !ok {
		t.Error(s, ok)
	}
}
