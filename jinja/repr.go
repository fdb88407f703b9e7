package jinja

import (
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gourd-go/gourd/internal/pytext"
)

// appendRepr appends repr(v).
func appendRepr(r *run, dst []byte, v value) []byte {
	switch x := v.ref.(type) {
	case textPtr:
		return appendTextRepr(dst, v.text())
	case markupPtr:
		dst = append(dst, "Markup("...)
		return append(appendTextRepr(dst, v.text()), ')')
	case intTag:
		return strconv.AppendInt(dst, v.int(), 10)
	case floatTag:
		return pytext.AppendFloat(dst, v.float(), 64)
	case boolTag:
		return appendBool(dst, v.bool())
	case nil, noneTag:
		return append(dst, "None"...)
	case *big.Int:
		return appendBig(dst, x)
	case *undefined:
		return append(dst, x.reprName()...)
	case object:
		return appendObjectRepr(r, dst, x)
	}
	return hostRepr(r, dst, v.ref)
}

// reprOf is repr(v).
func reprOf(r *run, v value) string { return string(appendRepr(r, nil, v)) }

// reprName is what all undefineds print as within others: Jinja2 gives every kind the same.
func (*undefined) reprName() string { return "Undefined" }

// appendObjectRepr keeps track of the objects that it is within, since a list can hold
// itself.
func appendObjectRepr(r *run, dst []byte, o object) []byte {
	if slices.ContainsFunc(r.reprs, func(outer object) bool { return sameObject(outer, o) }) {
		return append(dst, reprOfItself(o)...)
	}
	if len(r.reprs) > maxNesting {
		panic(errorf(kindRecursion, "maximum recursion depth exceeded while getting the repr of an object"))
	}
	outer := len(r.reprs)
	r.reprs = append(r.reprs, o)
	defer func() { r.reprs = r.reprs[:outer] }()
	switch o := o.(type) {
	case *List:
		return appendItems(r, dst, "[", o.items, "]")
	case *tuple:
		if len(o.items) == 1 {
			return appendItems(r, dst, "(", o.items, ",)")
		}
		return appendItems(r, dst, "(", o.items, ")")
	case *Dict:
		return o.appendRepr(r, dst)
	case represented:
		return o.appendRepr(r, dst)
	case written:
		return o.appendStr(r, dst)
	}
	return fmt.Appendf(dst, "<%s object at %p>", o.typeName(), o)
}

// reprOfItself stands for an object within its own repr.
func reprOfItself(o object) string {
	switch o.(type) {
	case *List:
		return "[...]"
	case *tuple, tupleLike:
		return "(...)"
	case *Dict:
		return "{...}"
	}
	return "..."
}

func appendItems(r *run, dst []byte, open string, items []value, shut string) []byte {
	dst = append(dst, open...)
	for i, item := range items {
		if i > 0 {
			dst = append(dst, ", "...)
		}
		dst = appendRepr(r, dst, item)
		r.growing(len(dst))
	}
	return append(dst, shut...)
}

// appendTextRepr appends a str as Python would have it in a program.
func appendTextRepr(dst []byte, s string) []byte {
	quote := byte('\'')
	if strings.IndexByte(s, '\'') >= 0 && strings.IndexByte(s, '"') < 0 {
		quote = '"'
	}
	dst = append(dst, quote)
	for i := 0; i < len(s); {
		if c := s[i]; c < utf8.RuneSelf {
			dst = appendASCIIRepr(dst, c, quote)
			i++
			continue
		}
		c, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case c == utf8.RuneError && size == 1:
			dst = appendHexRepr(dst, 0xdc00|rune(s[i])) // as Python's surrogateescape
		case isPrintable(c):
			dst = append(dst, s[i:i+size]...)
		default:
			dst = appendHexRepr(dst, c)
		}
		i += size
	}
	return append(dst, quote)
}

func appendASCIIRepr(dst []byte, c, quote byte) []byte {
	switch {
	case c == quote, c == '\\':
		return append(dst, '\\', c)
	case c >= ' ' && c < 0x7f:
		return append(dst, c)
	case c == '\n':
		return append(dst, `\n`...)
	case c == '\r':
		return append(dst, `\r`...)
	case c == '\t':
		return append(dst, `\t`...)
	}
	return appendHexRepr(dst, rune(c))
}

func appendHexRepr(dst []byte, c rune) []byte {
	switch {
	case c <= 0xff:
		return fmt.Appendf(dst, `\x%02x`, c)
	case c <= 0xffff:
		return fmt.Appendf(dst, `\u%04x`, c)
	}
	return fmt.Appendf(dst, `\U%08x`, c)
}

// isPrintable is Python's str.isprintable of one character.
func isPrintable(c rune) bool { return unicode.IsPrint(c) }

// asciiOf is Python's ascii(v): repr with all but ASCII escaped.
func asciiOf(r *run, v value) string {
	s := reprOf(r, v)
	if isASCII(s) {
		return s
	}
	dst := make([]byte, 0, len(s)+32)
	for _, c := range s {
		if c < utf8.RuneSelf {
			dst = append(dst, byte(c))
		} else {
			dst = appendHexRepr(dst, c)
		}
	}
	return string(dst)
}

func (g *generator) appendRepr(_ *run, dst []byte) []byte {
	return fmt.Appendf(dst, "<generator object %s at %p>", g.name, g)
}

func (f *function) appendRepr(_ *run, dst []byte) []byte {
	return fmt.Appendf(dst, "<function %s at %p>", f.name, f)
}
