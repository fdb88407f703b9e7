package flask

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"

	"github.com/gourd-go/gourd/rule"
)

// viewBody is what a view answers: its endpoint, and its arguments with their types,
// in the bytes that Flask's side writes too.
func viewBody(endpoint string, args map[string]any) []byte {
	var b strings.Builder
	b.WriteString(`{"endpoint":`)
	writeString(&b, endpoint)
	b.WriteString(`,"args":`)
	writeNamed(&b, args)
	b.WriteString("}\n")
	return []byte(b.String())
}

func writeNamed(b *strings.Builder, values map[string]any) {
	b.WriteByte('{')
	for i, name := range slices.Sorted(maps.Keys(values)) {
		if i > 0 {
			b.WriteByte(',')
		}
		writeString(b, name)
		b.WriteByte(':')
		writeValue(b, values[name])
	}
	b.WriteByte('}')
}

func writeValue(b *strings.Builder, v any) {
	switch v := v.(type) {
	case nil:
		b.WriteString(`["None",null]`)
	case bool:
		fmt.Fprintf(b, `["bool",%t]`, v)
	case int, int64:
		fmt.Fprintf(b, `["int",%d]`, v)
	case float64:
		fmt.Fprintf(b, `["float","%s"]`, pythonFloat(v))
	case rule.UUID:
		fmt.Fprintf(b, `["UUID","%s"]`, v)
	case string:
		b.WriteString(`["str",`)
		writeString(b, v)
		b.WriteByte(']')
	case []any:
		b.WriteString(`["list",[`)
		for i, one := range v {
			if i > 0 {
				b.WriteByte(',')
			}
			writeValue(b, one)
		}
		b.WriteString("]]")
	case map[string]any:
		b.WriteString(`["dict",`)
		writeNamed(b, v)
		b.WriteByte(']')
	default:
		fmt.Fprintf(b, `["%T","%v"]`, v, v)
	}
}

// writeString writes JSON in ASCII, as Python's json.dumps.
func writeString(b *strings.Builder, s string) {
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		case r == '\b':
			b.WriteString(`\b`)
		case r == '\f':
			b.WriteString(`\f`)
		case r >= 0x10000:
			high, low := utf16.EncodeRune(r)
			fmt.Fprintf(b, `\u%04x\u%04x`, high, low)
		case r < ' ' || r > '~':
			fmt.Fprintf(b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
}

// pythonFloat is Python's repr of a float.
func pythonFloat(f float64) string {
	switch {
	case math.IsInf(f, 1):
		return "inf"
	case math.IsInf(f, -1):
		return "-inf"
	case math.IsNaN(f):
		return "nan"
	}
	if size := math.Abs(f); size != 0 && (size < 1e-4 || size >= 1e16) {
		return strconv.FormatFloat(f, 'e', -1, 64)
	}
	s := strconv.FormatFloat(f, 'f', -1, 64)
	if !strings.Contains(s, ".") {
		s += ".0"
	}
	return s
}
