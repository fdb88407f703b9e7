package jinja

import (
	"encoding/json/v2"
	"fmt"
	"slices"
	"strings"
	"unicode/utf16"

	"github.com/gourd-go/gourd/internal/pytext"
	"github.com/gourd-go/gourd/jinja"
)

// write is Python's json.dumps with these arguments.
func (d *Dumps) write(v any, indent int) ([]byte, error) {
	w := dumper{Dumps: d, comma: ", ", colon: ": ", indent: indent}
	if indent > 0 {
		w.comma = ","
	}
	if d.Separators != nil {
		w.comma, w.colon = d.Separators[0], d.Separators[1]
	}
	err := w.value(v)
	return []byte(w.String()), err
}

// dumper writes JSON as Python does.
type dumper struct {
	*Dumps
	strings.Builder
	comma, colon  string
	indent, depth int
}

// line begins a line where there is an indent.
func (w *dumper) line(deeper int) {
	w.depth += deeper
	if w.indent > 0 {
		w.WriteString("\n" + strings.Repeat(" ", w.indent*w.depth))
	}
}

func (w *dumper) value(v any) error {
	switch v := v.(type) {
	case string:
		return w.text(v)
	case jinja.Markup:
		return w.text(string(v))
	case float64:
		w.Write(pytext.AppendFloat(nil, v, 64))
		return nil
	case []any:
		return w.list(v)
	case jinja.Tuple:
		return w.list(v)
	case *jinja.Dict:
		return w.dict(v)
	}
	text, err := json.Marshal(v)
	w.Write(text)
	return err
}

func (w *dumper) list(list []any) error {
	if len(list) == 0 {
		w.WriteString("[]")
		return nil
	}
	w.WriteByte('[')
	w.line(1)
	for i, v := range list {
		if i > 0 {
			w.WriteString(w.comma)
			w.line(0)
		}
		if err := w.value(v); err != nil {
			return err
		}
	}
	w.line(-1)
	w.WriteByte(']')
	return nil
}

func (w *dumper) dict(dict *jinja.Dict) error {
	var members []pair
	for name, v := range dict.All() {
		members = append(members, pair{fmt.Sprint(name), v})
	}
	if w.SortKeys {
		slices.SortFunc(members, func(a, b pair) int { return strings.Compare(a.name, b.name) })
	}
	if len(members) == 0 {
		w.WriteString("{}")
		return nil
	}
	w.WriteByte('{')
	w.line(1)
	for i, m := range members {
		if i > 0 {
			w.WriteString(w.comma)
			w.line(0)
		}
		if err := w.text(m.name); err != nil {
			return err
		}
		w.WriteString(w.colon)
		if err := w.value(m.value); err != nil {
			return err
		}
	}
	w.line(-1)
	w.WriteByte('}')
	return nil
}

func (w *dumper) text(s string) error {
	quoted, err := json.Marshal(s)
	for _, r := range string(quoted) {
		switch {
		case r < 0x80 || w.EnsureASCII != nil && !*w.EnsureASCII:
			w.WriteRune(r)
		case r < 0x10000:
			fmt.Fprintf(w, `\u%04x`, r)
		default:
			high, low := utf16.EncodeRune(r)
			fmt.Fprintf(w, `\u%04x\u%04x`, high, low)
		}
	}
	return err
}
