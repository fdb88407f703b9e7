package jinja

import (
	"math/big"
	"strconv"
	"strings"

	"github.com/gourd-go/gourd/internal/pytext"
)

// appendStr appends str(v).
func appendStr(r *run, dst []byte, v value) []byte {
	switch x := v.ref.(type) {
	case textPtr, markupPtr:
		return append(dst, v.text()...)
	case intTag:
		return strconv.AppendInt(dst, v.int(), 10)
	case floatTag:
		return pytext.AppendFloat(dst, v.float(), 64)
	case boolTag:
		return appendBool(dst, v.bool())
	case nil, noneTag:
		return append(dst, "None"...)
	case *undefined:
		return x.appendStr(r, dst)
	case *big.Int:
		return appendBig(dst, x)
	case written:
		return x.appendStr(r, dst)
	case object:
		return appendRepr(r, dst, v)
	}
	return hostStr(r, dst, v.ref)
}

// strOf is str(v), without a copy when v is a text.
func strOf(r *run, v value) string {
	if s, is := v.asText(); is {
		return s
	}
	return string(appendStr(r, nil, v))
}

func appendBool(dst []byte, b bool) []byte {
	if b {
		return append(dst, "True"...)
	}
	return append(dst, "False"...)
}

// appendBig appends an int as decimal digits, of which Python allows 4,300.
func appendBig(dst []byte, n *big.Int) []byte {
	const most = 4300
	if n.BitLen() > most*4 {
		panic(tooManyDigits())
	}
	from := len(dst)
	dst = n.Append(dst, 10)
	digits := len(dst) - from
	if n.Sign() < 0 {
		digits--
	}
	if digits > most {
		panic(tooManyDigits())
	}
	return dst
}

func tooManyDigits() *Error {
	return errorf(kindValueError, "Exceeds the limit (4300 digits) for integer string conversion; use sys.set_int_max_str_digits() to increase the limit")
}

// appendStr appends what printing u gives: nothing, or what debugging tells.
func (u *undefined) appendStr(r *run, dst []byte) []byte {
	u.refuseStrict(r)
	if u.mode != DebugUndefined {
		return dst
	}
	dst = append(dst, "{{ "...)
	switch {
	case u.hint != "":
		dst = append(append(dst, "undefined value printed: "...), u.hint...)
	case u.obj.isMissing():
		dst = appendStr(r, dst, u.name)
	default:
		dst = append(append(append(dst, "no such element: "...), objectTypeRepr(u.obj)...), '[')
		dst = append(appendRepr(r, dst, u.name), ']')
	}
	return append(dst, " }}"...)
}

// concat is v ~ v …: with escape on, and a Markup among them, a Markup in which the
// others are escaped.
func concat(r *run, escape bool, vs []value) value {
	marked := false
	for _, v := range vs {
		marked = marked || escape && v.isMarkup()
	}
	var space [128]byte
	dst := space[:0]
	for _, v := range vs {
		switch {
		case !marked:
			dst = appendStr(r, dst, v)
		case v.isMarkup():
			dst = append(dst, v.text()...)
		default:
			from := len(dst)
			dst = appendStr(r, dst, v)
			if added := string(dst[from:]); needsEscape(added) {
				dst = appendEscapedText(dst[:from], added)
			}
		}
		r.growing(len(dst))
	}
	r.room(len(dst))
	if marked {
		return markup(string(dst))
	}
	return text(string(dst))
}

// repeatValue is a sequence n times.
func repeatValue(r *run, v value, n int) value {
	switch v.ref.(type) {
	case textPtr:
		return text(repeatText(r, v.text(), n))
	case markupPtr:
		return markup(repeatText(r, v.text(), n))
	}
	if items, is := listItems(r, v); is {
		return newList(repeatItems(r, items, n))
	}
	return newTuple(repeatItems(r, tupleOf(v).items, n)...)
}

func repeatText(r *run, s string, n int) string {
	if n <= 0 || s == "" {
		return ""
	}
	r.room(saturated(len(s), n))
	return strings.Repeat(s, n)
}

func repeatItems(r *run, items []value, n int) []value {
	if n <= 0 || len(items) == 0 {
		return nil
	}
	r.room(saturated(len(items)*itemSize, n))
	all := make([]value, 0, len(items)*n)
	for range n {
		all = append(all, items...)
	}
	return all
}

// saturated is a*b, or the largest int where that is more.
func saturated(a, b int) int {
	if p, fits := multiplyInts(int64(a), int64(b)); fits {
		return int(p)
	}
	return int(^uint(0) >> 1)
}
