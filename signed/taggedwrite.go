package signed

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"math/big"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/gourd-go/gourd/internal/pytext"
)

// appendValue appends v. A *valueError, rather than an error, lets each level add its place.
func appendValue(dst []byte, v any, depth int) ([]byte, *valueError) {
	if depth > maxDepth {
		return nil, &valueError{reason: fmt.Sprintf("values are nested more than %d levels deep (or contain themselves)", maxDepth)}
	}
	switch v := v.(type) {
	case nil:
		return append(dst, "null"...), nil
	case bool:
		return strconv.AppendBool(dst, v), nil
	case string:
		return appendString(dst, v)
	case int:
		return strconv.AppendInt(dst, int64(v), 10), nil
	case int64:
		return strconv.AppendInt(dst, v, 10), nil
	case float64:
		return pytext.AppendJSONFloat(dst, v, 64), nil
	case []any:
		return appendList(dst, v, depth)
	case map[string]any:
		return appendDict(dst, v, depth)
	case Tuple:
		return closeTag(appendList(openTag(dst, tagTuple), v, depth))
	case Markup:
		return closeTag(appendString(openTag(dst, tagMarkup), string(v)))
	case UUID:
		return appendUUID(dst, v), nil
	case []byte:
		return appendBytes(dst, v), nil
	case time.Time:
		return appendDate(dst, v)
	case *big.Int:
		return appendBig(dst, v)
	}
	return appendOther(dst, reflect.ValueOf(v), depth)
}

// appendOther appends a value of a type that appendValue has no case for.
func appendOther(dst []byte, v reflect.Value, depth int) ([]byte, *valueError) {
	switch v.Kind() {
	case reflect.Bool:
		return strconv.AppendBool(dst, v.Bool()), nil
	case reflect.String:
		return appendString(dst, v.String())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return strconv.AppendInt(dst, v.Int(), 10), nil
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		return strconv.AppendUint(dst, v.Uint(), 10), nil
	case reflect.Float32, reflect.Float64:
		return pytext.AppendJSONFloat(dst, v.Float(), 64), nil
	case reflect.Pointer:
		if v.IsNil() {
			return append(dst, "null"...), nil
		}
		return appendValue(dst, v.Elem().Interface(), depth+1)
	case reflect.Slice, reflect.Array:
		return appendSequence(dst, v, depth)
	case reflect.Map:
		if v.Type().Key().Kind() != reflect.String {
			return nil, &valueError{reason: fmt.Sprintf("a %s cannot be kept: the keys of a map must be strings", v.Type())}
		}
		m := make(map[string]any, v.Len())
		for _, k := range v.MapKeys() {
			m[k.String()] = v.MapIndex(k).Interface()
		}
		return appendDict(dst, m, depth)
	}
	return nil, &valueError{reason: fmt.Sprintf("a %s cannot be kept: use the types that TaggedJSON lists, such as map[string]any", v.Type())}
}

// appendSequence appends a slice or an array of any type.
func appendSequence(dst []byte, v reflect.Value, depth int) ([]byte, *valueError) {
	if v.Type().Elem().Kind() == reflect.Uint8 {
		if v.Kind() == reflect.Slice {
			return appendBytes(dst, v.Bytes()), nil
		}
		var u UUID
		if v.Len() == len(u) {
			for i := range u {
				u[i] = byte(v.Index(i).Uint())
			}
			return appendUUID(dst, u), nil
		}
	}
	list := make([]any, v.Len())
	for i := range list {
		list[i] = v.Index(i).Interface()
	}
	return appendList(dst, list, depth)
}

func appendList(dst []byte, list []any, depth int) ([]byte, *valueError) {
	dst = append(dst, '[')
	for i, item := range list {
		if i > 0 {
			dst = append(dst, ',')
		}
		var err *valueError
		if dst, err = appendValue(dst, item, depth+1); err != nil {
			return nil, err.in(inIndex(i))
		}
	}
	return append(dst, ']'), nil
}

// appendDict appends the keys in the order of their code points, which is that of their UTF-8 bytes.
func appendDict(dst []byte, m map[string]any, depth int) ([]byte, *valueError) {
	var few [16]string // most sessions have fewer keys, which then cost no allocation
	keys := few[:0]
	for key := range m {
		keys = append(keys, key)
	}
	if len(keys) == 1 && isTag(keys[0]) {
		dst = append(openTag(dst, tagDict), '{')
		return closeTag(closeTag(appendMember(dst, keys[0], tagSuffix, m[keys[0]], depth)))
	}
	slices.Sort(keys)
	dst = append(dst, '{')
	for i, key := range keys {
		if i > 0 {
			dst = append(dst, ',')
		}
		var err *valueError
		if dst, err = appendMember(dst, key, "", m[key], depth); err != nil {
			return nil, err
		}
	}
	return append(dst, '}'), nil
}

// appendMember appends the key with its suffix, a colon and the value.
func appendMember(dst []byte, key, suffix string, v any, depth int) ([]byte, *valueError) {
	dst, err := appendString(dst, key)
	if err == nil {
		dst = append(append(dst[:len(dst)-1], suffix...), `":`...)
		dst, err = appendValue(dst, v, depth+1)
	}
	if err != nil {
		return nil, err.in(inKey(key))
	}
	return dst, nil
}

func openTag(dst []byte, tag string) []byte {
	return append(append(append(dst, `{"`...), tag...), `":`...)
}

func closeTag(dst []byte, err *valueError) ([]byte, *valueError) {
	if err != nil {
		return nil, err
	}
	return append(dst, '}'), nil
}

func appendUUID(dst []byte, u UUID) []byte {
	dst = append(openTag(dst, tagUUID), '"')
	return append(hex.AppendEncode(dst, u[:]), '"', '}')
}

func appendBytes(dst, b []byte) []byte {
	dst = append(openTag(dst, tagBytes), '"')
	return append(base64.StdEncoding.AppendEncode(dst, b), '"', '}')
}

func appendDate(dst []byte, t time.Time) ([]byte, *valueError) {
	t = t.UTC()
	if y := t.Year(); y < 1 || y > 9999 {
		return nil, &valueError{reason: fmt.Sprintf("a time of the year %d cannot be kept: years go from 1 to 9999", y)}
	}
	dst = append(openTag(dst, tagDate), '"')
	return append(t.AppendFormat(dst, dateLayout), '"', '}'), nil
}

func appendBig(dst []byte, n *big.Int) ([]byte, *valueError) {
	if n == nil {
		return append(dst, "null"...), nil
	}
	const bitsPerDigit = 3.33 // more than log2(10): the exact check needs the text, whose making takes quadratic time
	if float64(n.BitLen()) <= maxDigits*bitsPerDigit {
		from := len(dst)
		if dst = n.Append(dst, 10); len(strings.TrimPrefix(string(dst[from:]), "-")) <= maxDigits {
			return dst, nil
		}
	}
	return nil, &valueError{reason: fmt.Sprintf("an integer of more than %d digits cannot be kept", maxDigits)}
}

// appendString appends s in quotes, everything outside of printable ASCII escaped, as Python's ensure_ascii does.
func appendString(dst []byte, s string) ([]byte, *valueError) {
	dst = append(dst, '"')
	for i := 0; i < len(s); {
		start := i
		for i < len(s) && pytext.IsPlain(rune(s[i])) {
			i++
		}
		dst = append(dst, s[start:i]...)
		if i == len(s) {
			break
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && size == 1 {
			return nil, &valueError{reason: fmt.Sprintf("a string with the byte %#02x at %d is not UTF-8 (keep it as []byte)", s[i], i)}
		}
		dst = pytext.AppendEscape(dst, r)
		i += size
	}
	return append(dst, '"'), nil
}
