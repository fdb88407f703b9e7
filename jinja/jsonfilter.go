package jinja

import (
	"bytes"
	"encoding/json/jsontext"
	"encoding/json/v2"
	"math/big"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gourd-go/gourd/internal/pytext"
)

var tojsonParams = params("do_tojson", "value", 0, "indent")

// filterToJSON writes a value as JSON that is safe in HTML, but for attributes in double
// quotes.
func filterToJSON(r *run, in value, a *args) value {
	var p [1]value
	tojsonParams.bind(a, 2, p[:])
	if write := r.env.config.Policies.ToJSON; write != nil && !r.guards() {
		indent := 0
		if p[0].isGiven() {
			indent = asSize(p[0])
		}
		(&jsonWriter{r: r}).check(in)
		out, err := write(toAny(r, in), indent)
		if err != nil {
			panic(&Error{Kind: kindGoError, Message: err.Error(), Err: err})
		}
		return markup(string(htmlSafe(out)))
	}
	w := jsonWriter{r: r, comma: ", ", out: make([]byte, 0, 128)}
	if p[0].isGiven() {
		w.comma, w.lines = ",", true
		w.indent = jsonIndent(r, p[0])
	}
	w.write(in)
	return markup(string(htmlSafe(w.out)))
}

// check refuses what is undefined in v, and lists and dicts that hold themselves: a writer of
// the application's would see None, or never end.
func (w *jsonWriter) check(v value) {
	switch v.kind() {
	case kindUndefined:
		panic(notSerialisable(v))
	case kindList:
		w.checkAll(v.ref, v.ref.(*List).items)
	case kindTuple:
		w.checkAll(v.ref, v.ref.(*tuple).items)
	case kindDict:
		d := v.ref.(*Dict)
		w.within = w.enter(d)
		for i := range d.entries {
			if e := &d.entries[i]; !e.key.isMissing() {
				w.check(e.value)
			}
		}
		w.leave()
	}
}

func (w *jsonWriter) checkAll(list any, items []value) {
	w.within = w.enter(list)
	for _, item := range items {
		w.check(item)
	}
	w.leave()
}

func jsonIndent(r *run, v value) string {
	if s, is := v.asText(); is {
		return s
	}
	return multiply(r, text(" "), v).text()
}

// htmlSafe is JSON without the characters that HTML gives a meaning.
func htmlSafe(out []byte) []byte {
	var dst []byte
	for {
		at := bytes.IndexAny(out, "<>&'")
		switch {
		case at < 0 && dst == nil:
			return out
		case at < 0:
			return append(dst, out...)
		}
		dst = append(dst, out[:at]...)
		dst = append(dst, `\u00`...)
		dst = append(dst, "0123456789abcdef"[out[at]>>4], "0123456789abcdef"[out[at]&15])
		out = out[at+1:]
	}
}

// jsonWriter writes as Python's json.dumps does, the keys of dicts in order.
type jsonWriter struct {
	r      *run
	out    []byte
	comma  string
	lines  bool // each item stands on a line of its own
	indent string
	within []any // the lists and dicts that are being written
}

func (w *jsonWriter) write(v value) {
	w.r.step(1)
	w.r.growing(len(w.out))
	switch v.kind() {
	case kindNone:
		w.out = append(w.out, "null"...)
	case kindBool:
		w.out = strconv.AppendBool(w.out, v.bool())
	case kindInt:
		w.out = strconv.AppendInt(w.out, v.int(), 10)
	case kindBig:
		w.out = v.ref.(*big.Int).Append(w.out, 10)
	case kindFloat:
		w.out = pytext.AppendJSONFloat(w.out, v.float(), 64)
	case kindText, kindMarkup:
		w.out = pytext.AppendString(w.out, v.text())
	case kindList:
		w.within = w.enter(v.ref)
		w.writeList(v.ref.(*List).items)
		w.leave()
	case kindTuple:
		w.within = w.enter(v.ref)
		w.writeList(v.ref.(*tuple).items)
		w.leave()
	case kindDict:
		w.within = w.enter(v.ref)
		w.writeDict(pairsOf(w.r, v))
		w.leave()
	default:
		w.writeOther(v)
	}
}

// writeOther writes what is neither of Python's kinds: a group, or a Go value.
func (w *jsonWriter) writeOther(v value) {
	if t := tupleOf(v); t != nil {
		w.write(value{ref: t})
		return
	}
	if v.kind() != kindHost {
		panic(notSerialisable(v))
	}
	switch {
	case hostMapping(v.ref):
		w.within = w.enter(nil)
		w.writeDict(pairsOf(w.r, v))
		w.leave()
	case hostSequence(v.ref):
		w.within = w.enter(nil)
		w.writeList(items(w.r, v))
		w.leave()
	default:
		w.write(jsonOfHost(w.r, v))
	}
}

func notSerialisable(v value) *Error {
	return errorf(kindTypeError, "Object of type %s is not JSON serializable", typeName(v))
}

// enter notes that x is being written. A Go value has no identity here, and is nil.
func (w *jsonWriter) enter(x any) []any {
	if len(w.within) > 1000 {
		panic(errorf(kindRecursion, "maximum recursion depth exceeded while encoding a JSON object"))
	}
	if x != nil && slices.Contains(w.within, x) {
		panic(errorf(kindValueError, "Circular reference detected"))
	}
	return append(w.within, x)
}

func (w *jsonWriter) leave() { w.within = w.within[:len(w.within)-1] }

func (w *jsonWriter) writeList(values []value) {
	w.out = append(w.out, '[')
	for i, v := range values {
		w.separate(i)
		w.write(v)
	}
	w.end(len(values), ']')
}

func (w *jsonWriter) writeDict(pairs []pair) {
	w.out = append(w.out, '{')
	for i, kv := range sortPairs(w.r, pairs) {
		w.separate(i)
		w.writeKey(kv.key)
		w.out = append(w.out, ": "...)
		w.write(kv.value)
	}
	w.end(len(pairs), '}')
}

// separate writes what stands before item i.
func (w *jsonWriter) separate(i int) {
	if i > 0 {
		w.out = append(w.out, w.comma...)
	}
	if w.lines {
		w.newline(len(w.within))
	}
}

func (w *jsonWriter) newline(depth int) {
	w.r.room(depth * len(w.indent))
	w.out = append(w.out, '\n')
	for range depth {
		w.out = append(w.out, w.indent...)
	}
}

// end closes what has n items.
func (w *jsonWriter) end(n int, bracket byte) {
	if w.lines && n > 0 {
		w.newline(len(w.within) - 1)
	}
	w.out = append(w.out, bracket)
}

// writeKey writes a dict's key, which JSON has as a string only.
func (w *jsonWriter) writeKey(v value) {
	switch v.kind() {
	case kindText, kindMarkup:
		w.write(v)
	case kindNone, kindBool, kindInt, kindBig, kindFloat:
		w.out = append(w.out, '"')
		w.write(v)
		w.out = append(w.out, '"')
	default:
		panic(errorf(kindTypeError, "keys must be str, int, float, bool or None, not %s", typeName(v)))
	}
}

// jsonOfHost is a Go value that has a JSON of its own: a struct, or what writes itself. A
// time has none, as in Python.
func jsonOfHost(r *run, v value) value {
	switch v.ref.(type) {
	case time.Time, *time.Time, interface{ JinjaAttr(string) (any, bool) }, interface{ JinjaItem(any) (any, bool) }:
		panic(notSerialisable(v))
	case json.Marshaler, json.MarshalerTo:
	default:
		t := reflect.TypeOf(v.ref)
		for t.Kind() == reflect.Pointer {
			t = t.Elem()
		}
		if t.Kind() != reflect.Struct {
			panic(notSerialisable(v))
		}
		if r.guards() {
			panic(errorf(kindSecurityError, "tojson of a %s is not allowed in the sandbox: its attributes are guarded", typeName(v)))
		}
	}
	out, err := json.Marshal(v.ref, json.Deterministic(true))
	if err != nil {
		panic(&Error{Kind: kindTypeError, Message: err.Error(), Err: err})
	}
	decoded, err := readJSON(jsontext.NewDecoder(bytes.NewReader(out)))
	if err != nil {
		panic(&Error{Kind: kindValueError, Message: err.Error(), Err: err})
	}
	return decoded
}

// readJSON reads one value; numbers keep all of their digits.
func readJSON(d *jsontext.Decoder) (value, error) {
	token, err := d.ReadToken()
	if err != nil {
		return value{}, err
	}
	switch token.Kind() {
	case 'n':
		return none, nil
	case 't', 'f':
		return boolean(token.Bool()), nil
	case '"':
		return text(token.String()), nil
	case '0':
		s := token.String()
		if n := parseInt(s, 10); !n.isMissing() {
			return n, nil
		}
		f, err := strconv.ParseFloat(s, 64)
		return float(f), err
	case '[':
		return readJSONList(d)
	}
	return readJSONObject(d)
}

func readJSONList(d *jsontext.Decoder) (value, error) {
	var values []value
	for d.PeekKind() != ']' {
		v, err := readJSON(d)
		if err != nil {
			return v, err
		}
		values = append(values, v)
	}
	_, err := d.ReadToken()
	return newList(values), err
}

func readJSONObject(d *jsontext.Decoder) (value, error) {
	object := newDict(8)
	for d.PeekKind() != '}' {
		name, err := d.ReadToken()
		if err != nil {
			return value{}, err
		}
		key := strings.Clone(name.String())
		v, err := readJSON(d)
		if err != nil {
			return v, err
		}
		object.set(nil, text(key), v)
	}
	_, err := d.ReadToken()
	return value{ref: object}, err
}
