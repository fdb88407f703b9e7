package rule

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"unicode"
)

// pyContainer writes a list or a map as Python's str does: ['a', 1], {'k': None}. The
// keys of a map are sorted, because Go's maps have no order.
func pyContainer(v reflect.Value) string {
	var items []string
	if isList(v) {
		for i := range v.Len() {
			items = append(items, pyReprOf(v.Index(i).Interface()))
		}
		return "[" + strings.Join(items, ", ") + "]"
	}
	for _, key := range v.MapKeys() {
		items = append(items, pyReprOf(key.Interface())+": "+pyReprOf(v.MapIndex(key).Interface()))
	}
	slices.Sort(items)
	return "{" + strings.Join(items, ", ") + "}"
}

// pyReprOf is Python's repr: what str writes of a value within a list.
func pyReprOf(v any) string {
	if s, ok := stringOf(v); ok {
		return pyReprText(s)
	}
	return pyStr(v)
}

// pyReprText quotes a string as Python's repr does.
func pyReprText(s string) string {
	quote := '\''
	if strings.Contains(s, "'") && !strings.Contains(s, `"`) {
		quote = '"'
	}
	var b strings.Builder
	b.WriteRune(quote)
	for _, r := range s {
		switch {
		case r == quote || r == '\\':
			b.WriteRune('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		case unicode.IsPrint(r):
			b.WriteRune(r)
		case r < 0x100:
			fmt.Fprintf(&b, `\x%02x`, r)
		case r < 0x10000:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			fmt.Fprintf(&b, `\U%08x`, r)
		}
	}
	b.WriteRune(quote)
	return b.String()
}
