package signed_test

import (
	"encoding/hex"
	"encoding/json/jsontext"
	"encoding/json/v2"
	"errors"
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/gourd-go/gourd/internal/python"
	"github.com/gourd-go/gourd/signed"
)

// oracle is a process with the libraries whose formats these are.
type oracle struct{ *python.Oracle }

func startOracle(t *testing.T) oracle { return oracle{python.Start(t, "values.py")} }

// try asks, and returns an error when Python raised one.
func (o oracle) try(t *testing.T, question map[string]any, to any) error {
	t.Helper()
	answer := o.Ask[struct {
		OK    jsontext.Value `json:"ok"`
		Error string         `json:"error"`
	}](t, question)
	if answer.Error != "" {
		return errors.New(answer.Error)
	}
	return json.Unmarshal(answer.OK, to)
}

func (o oracle) ask(t *testing.T, question map[string]any, to any) {
	t.Helper()
	if err := o.try(t, question, to); err != nil {
		t.Fatalf("%v: %v", question["do"], err)
	}
}

// told is a session as Python tells it.
type told struct {
	Cookie string `json:"cookie"`
	Value  any    `json:"value"`
	JSON   string `json:"json"`
}

// describe is the describe of values.py.
func describe(v any) any {
	switch v := v.(type) {
	case nil:
		return []any{"const", "None"}
	case bool:
		return []any{"const", strings.ToUpper(strconv.FormatBool(v)[:1]) + strconv.FormatBool(v)[1:]}
	case int, int64, *big.Int:
		return []any{"int", fmt.Sprint(v)}
	case float64:
		if math.IsNaN(v) {
			return []any{"float", "nan"}
		}
		return []any{"float", fmt.Sprintf("%016x", math.Float64bits(v))}
	case string:
		return []any{"str", v}
	case signed.Markup:
		return []any{"markup", string(v)}
	case []byte:
		return []any{"bytes", hex.EncodeToString(v)}
	case signed.UUID:
		return []any{"uuid", v.String()}
	case time.Time:
		return []any{"date", strconv.FormatInt(v.Unix(), 10)}
	case signed.Tuple:
		return []any{"tuple", describeAll(v)}
	case []any:
		return []any{"list", describeAll(v)}
	case map[string]any:
		m := map[string]any{}
		for k, item := range v {
			m[k] = describe(item)
		}
		return []any{"dict", m}
	}
	panic(fmt.Sprintf("%T", v))
}

// difference is cmp.Diff for values that are mostly equal and may be deeply nested, where cmp takes exponential time.
func difference(want, got any) string {
	if reflect.DeepEqual(want, got) {
		return ""
	}
	if text := fmt.Sprint(want, got); len(text) > 10_000 {
		return text[:10_000]
	}
	return cmp.Diff(want, got)
}

func describeAll(list []any) []any {
	out := []any{}
	for _, item := range list {
		out = append(out, describe(item))
	}
	return out
}

const oracleNow = 1_700_000_000

func TestOracleSessionsOfFlaskReadInGo(t *testing.T) {
	o := startOracle(t)
	codec, _ := signed.NewSessionCodec("new secret", "old", "older")
	now := time.Unix(oracleNow, 0)
	compressed := 0
	for _, keys := range [][]string{{"older", "new secret"}, {"older"}} {
		var all []told
		o.ask(t, map[string]any{"do": "random", "seed": len(keys), "count": 1000, "keys": keys, "now": oracleNow}, &all)
		if len(all) != 1000 {
			t.Fatalf("%d sessions", len(all))
		}
		for _, want := range all {
			got, err := codec.Decode(want.Cookie, 0, now)
			if err != nil {
				t.Fatalf("%s: %v", want.JSON, err)
			}
			if diff := difference(want.Value, describe(got)); diff != "" {
				t.Fatalf("%s (-Flask +Go):\n%s", want.JSON, diff)
			}
			text, err := signed.TaggedJSON{}.Append(nil, got)
			if err != nil || string(text) != want.JSON {
				t.Fatalf("written again (%v):\n%s\nFlask:\n%s", err, text, want.JSON)
			}
			if strings.HasPrefix(want.Cookie, ".") {
				compressed++
			} else if again, _ := codec.Encode(got, now); len(keys) == 2 && !strings.HasPrefix(again, ".") && again != want.Cookie {
				t.Fatalf("written again %s, Flask %s", again, want.Cookie)
			}
		}
	}
	if compressed == 0 {
		t.Error("no session was compressed")
	}
}

func TestOracleSessionsOfGoReadInFlask(t *testing.T) {
	o := startOracle(t)
	codec, _ := signed.NewSessionCodec("new secret", "old")
	now := time.Unix(oracleNow-5, 0)
	r := rand.New(rand.NewPCG(1, 2))
	var sessions []map[string]any
	var cookies []string
	for range 1000 {
		session := map[string]any{}
		for range r.IntN(6) {
			session[randomText(r)] = randomValue(r, 0)
		}
		cookie, err := codec.Encode(session, now)
		if err != nil {
			t.Fatalf("%v: %v", session, err)
		}
		sessions, cookies = append(sessions, session), append(cookies, cookie)
	}
	var all []told
	o.ask(t, map[string]any{"do": "load", "cookies": cookies, "keys": []string{"new secret"}, "now": oracleNow, "age": 5}, &all)
	for i, got := range all {
		if diff := difference(describe(sessions[i]), got.Value); diff != "" {
			t.Fatalf("%s (-Go +Flask):\n%s", cookies[i], diff)
		}
		text, _ := signed.TaggedJSON{}.Append(nil, sessions[i])
		if string(text) != got.JSON {
			t.Fatalf("Go:\n%s\nFlask:\n%s", text, got.JSON)
		}
	}
}

func randomText(r *rand.Rand) string {
	return strings.Repeat([]string{"", "a", "key", " t", " di", " b__", "\x00\x7f\"\\", "é\u2028😀", "\uffff\U0010ffff"}[r.IntN(9)], 1+r.IntN(3))
}

func randomValue(r *rand.Rand, depth int) any {
	n := 13
	if depth > 3 {
		n = 9
	}
	items := make([]any, r.IntN(4))
	switch kind := r.IntN(n); kind {
	case 0:
		return []any{nil, true, false}[r.IntN(3)]
	case 1:
		return int64(r.Uint64()) >> r.IntN(64)
	case 2:
		return new(big.Int).Mul(big.NewInt(int64(r.Uint64())), big.NewInt(math.MaxInt64))
	case 3:
		return math.Float64frombits(r.Uint64())
	case 4:
		return randomText(r)
	case 5:
		return []byte(randomText(r))
	case 6:
		return signed.Markup(randomText(r))
	case 7:
		return signed.UUID{byte(r.Uint32()), 7: byte(r.Uint32()), 15: byte(r.Uint32())}
	case 8:
		return time.Unix(r.Int64N(200_000_000_000)-20_000_000_000, 0).UTC()
	case 9, 10:
		for i := range items {
			items[i] = randomValue(r, depth+1)
		}
		if kind == 9 {
			return signed.Tuple(items)
		}
		return items
	}
	m := map[string]any{}
	for range items {
		m[randomText(r)] = randomValue(r, depth+1)
	}
	return m
}

func TestOracleSigners(t *testing.T) {
	o := startOracle(t)
	for _, derivation := range []signed.Derivation{signed.DjangoConcat, signed.Concat, signed.HMAC, signed.NoDerivation} {
		for _, digest := range []signed.Digest{signed.SHA1, signed.SHA256, signed.SHA512} {
			for _, separator := range []string{".", ":", "-.-", "é"} {
				name := fmt.Sprintf("%s %s %q", derivation, digest, separator)
				options := signed.Options{Key: "k" + strings.Repeat("é", 100), Fallbacks: []string{"older", "old"}, Salt: "pepper", Derivation: derivation, Digest: digest, Separator: separator}
				question := map[string]any{
					"do": "sign", "value": "a." + strings.Repeat("é:", 400), "now": oracleNow,
					"options": map[string]any{"keys": []string{"older", "old", options.Key}, "salt": "pepper", "sep": separator, "derivation": derivation, "digest": digest},
				}
				signer, err := signed.NewSigner(options)
				if err != nil {
					t.Fatal(name, err)
				}
				timed, _ := signed.NewTimestampSigner(options)
				value := question["value"].(string)
				got := []string{signer.Sign(value), timed.Sign(value, time.Unix(oracleNow, 0))}
				var want []string
				o.ask(t, question, &want)
				if diff := difference(want, got); diff != "" {
					t.Errorf("%s: (-itsdangerous +Go)\n%s", name, diff)
				}
				options.Key, options.Fallbacks = "old", nil // Python knows it as a fallback
				old, _ := signed.NewSigner(options)
				oldTimed, _ := signed.NewTimestampSigner(options)
				question["do"], question["signed"], question["timed"] = "unsign", old.Sign(value), oldTimed.Sign(value, time.Unix(oracleNow, 0))
				o.ask(t, question, &want)
				if want[0] != value || want[1] != value {
					t.Errorf("%s: itsdangerous reads %q", name, want)
				}
			}
		}
	}
}

func TestOracleURLSafeSerializer(t *testing.T) {
	o := startOracle(t)
	s, _ := signed.NewSerializer(signed.SerializerOptions[any]{Options: signed.Options{Key: "k"}})
	values := []any{nil, true, 1.5, "é<&>", []any{}, map[string]any{"a": "b", "c": []any{"d"}}, strings.Repeat("long ", 100)}
	var dumped []struct {
		Text  string `json:"text"`
		Value any    `json:"value"`
	}
	o.ask(t, map[string]any{"do": "dumps", "key": "k", "values": values}, &dumped)
	var texts []string
	for i, d := range dumped {
		got, err := s.Decode(d.Text)
		if diff := difference(values[i], got); diff != "" || err != nil {
			t.Errorf("%s: %v\n%s", d.Text, err, diff)
		}
		text, err := s.Encode(values[i])
		if err != nil || text != d.Text && !strings.HasPrefix(text, ".") {
			t.Errorf("Go writes %s (%v), itsdangerous %s", text, err, d.Text)
		}
		texts = append(texts, text)
	}
	var back []any
	o.ask(t, map[string]any{"do": "loads", "key": "k", "texts": texts}, &back)
	if diff := difference(values, back); diff != "" {
		t.Errorf("itsdangerous reads (-Go +itsdangerous):\n%s", diff)
	}
}

func TestOracleAgesAndKeys(t *testing.T) {
	o := startOracle(t)
	for _, c := range []struct {
		secret string
		signed int64
		age    int
	}{
		{"new", 0, 0},
		{"new", -1, 0},
		{"new", 1, 10},
		{"new", -10, 10},
		{"new", -11, 10},
		{"old", -1, 10},
		{"gone", -1, 10},
	} {
		writer, _ := signed.NewSessionCodec(c.secret)
		reader, _ := signed.NewSessionCodec("new", "old")
		cookie, _ := writer.Encode(map[string]any{"a": 1}, time.Unix(oracleNow+c.signed, 0))
		_, err := reader.Decode(cookie, time.Duration(c.age)*time.Second, time.Unix(oracleNow, 0))
		var want bool
		o.ask(t, map[string]any{"do": "reads", "keys": []string{"old", "new"}, "cookie": cookie, "age": c.age, "now": oracleNow}, &want)
		if (err == nil) != want {
			t.Errorf("%+v: Go says %v, Flask reads it: %v", c, err, want)
		}
	}
}

// TestOracleParsesWhatPythonParses mutates texts and compares what both make of them.
func TestOracleParsesWhatPythonParses(t *testing.T) {
	o := startOracle(t)
	seeds := append(strings.Split(`{"a":[1,2.5,-0,-0.0,1e5,1E+2,NaN,Infinity,-Infinity],"b":{"c":null}}
 { "x" : [ true , false ] , "x" : "\u00e9\ud83d\ude00\/\b\f\n\r\t\"\\" }
{" di":{" t__":[1]}}
[{" t":[1,{" t":[]}]},{" m":"x"},{" d":"Tue, 14 Nov 2023 22:13:20 GMT"},{" d":"never"}]
123456789012345678901234567890
-9223372036854775808
9223372036854775807
9223372036854775808
1e999`, "\n"), strings.Repeat("[", 50)+strings.Repeat("]", 50), strings.Repeat("9", 4300), strings.Repeat("9", 4301), "\ufeff1", "")
	r := rand.New(rand.NewPCG(3, 4))
	texts := append([]string(nil), seeds...)
	const bytes = `{}[]",:0123456789.eE+-truefalsnNIy \u` + "\t\n\x01"
	for range 5000 {
		b := []byte(seeds[r.IntN(9)])
		for range 1 + r.IntN(2) {
			b[r.IntN(len(b))] = bytes[r.IntN(len(bytes))]
		}
		texts = append(texts, string(b))
	}
	var want []any
	o.ask(t, map[string]any{"do": "parse", "texts": texts}, &want)
	read := 0
	for i, text := range texts {
		if strings.Contains(text, `" `) && i >= len(seeds) {
			continue // a tag with a wrong content is where Python is laxer
		}
		var got any
		if v, err := (signed.TaggedJSON{}).Parse([]byte(text)); err == nil {
			got = describe(v)
			read++
		}
		if diff := difference(want[i], got); diff != "" {
			t.Errorf("%q (-Python +Go):\n%s", text, diff)
		}
	}
	if read < 100 {
		t.Errorf("only %d texts were readable", read)
	}
}

func TestOraclePasswords(t *testing.T) {
	o := startOracle(t)
	for _, password := range []string{"", "secret", "pässword\x00x", strings.Repeat("long", 100)} {
		for _, method := range []string{"scrypt:1024:8:1", "scrypt:1024:4:3", "pbkdf2:sha1:1", "pbkdf2:sha224:2", "pbkdf2:sha256:1000", "pbkdf2:sha384:3", "pbkdf2:sha512:1000"} {
			var theirs string
			o.ask(t, map[string]any{"do": "hash", "password": password, "method": method}, &theirs)
			if ok, err := signed.CheckPasswordHash(theirs, password); !ok || err != nil {
				t.Errorf("%s of Werkzeug for %q: %v, %v", theirs, password, ok, err)
			}
			ours, err := signed.GeneratePasswordHash(password, method)
			if err != nil {
				t.Fatal(err)
			}
			var ok bool
			if o.ask(t, map[string]any{"do": "check", "hash": ours, "password": password}, &ok); !ok {
				t.Errorf("Werkzeug refuses %s for %q", ours, password)
			}
			if o.ask(t, map[string]any{"do": "check", "hash": ours, "password": password + "x"}, &ok); ok {
				t.Errorf("Werkzeug takes %s for another password", ours)
			}
		}
	}
	for _, hash := range []string{"", "scrypt", "scrypt$a", "$", "$$", "$$$", "sha256$a$b", "scrypt:1:8:1$a$b", "scrypt:15:8:1$a$b", "scrypt:1024:8$a$b", "scrypt:a:8:1$a$b", "scrypt:1024:0:1$a$b", "scrypt:1024:8:1$a$b$c", "scrypt:1024:8:1$$b", "pbkdf2:sha256:0$a$b", "pbkdf2:sha256:-1$a$b", "pbkdf2:sha256:x$a$b", "pbkdf2:nope:1$a$b", "pbkdf2:sha256:1:1$a$b", "pbkdf2:sha256:1$a$b"} {
		var want bool
		wantErr := o.try(t, map[string]any{"do": "check", "hash": hash, "password": "p"}, &want)
		got, err := signed.CheckPasswordHash(hash, "p")
		if got != want || (err != nil) != (wantErr != nil) {
			t.Errorf("%q: Go says %v, %v; Werkzeug %v, %v", hash, got, err, want, wantErr)
		}
	}
}
