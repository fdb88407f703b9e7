package flask

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/gourd-go/gourd/internal/pytext"
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
		fmt.Fprintf(b, `["float","%s"]`, pytext.AppendFloat(nil, v, 64))
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
func writeString(b *strings.Builder, s string) { b.Write(pytext.AppendString(nil, s)) }
