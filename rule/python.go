package rule

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/gourd-go/gourd/internal/pytext"
)

// pyStr writes a value as Python's str does: True, 1e-07, 2.0, None.
func pyStr(v any) string {
	switch v := v.(type) {
	case nil:
		return "None"
	case string:
		return v
	case int:
		return strconv.Itoa(v)
	case int64:
		return strconv.FormatInt(v, 10)
	case bool:
		return pyBool(v)
	case float64:
		return pyFloat(v)
	case UUID:
		return v.String()
	case fmt.Stringer:
		return v.String()
	}
	switch r := reflect.ValueOf(v); r.Kind() {
	case reflect.String:
		return r.String()
	case reflect.Bool:
		return pyBool(r.Bool())
	case reflect.Float32:
		return pyFloatBits(r.Float(), 32)
	case reflect.Float64:
		return pyFloat(r.Float())
	case reflect.Slice, reflect.Array, reflect.Map:
		return pyContainer(r)
	}
	return fmt.Sprint(v)
}

func pyBool(b bool) string {
	if b {
		return "True"
	}
	return "False"
}

// pyFloat writes a float as Python's repr: the shortest digits that read back as
// the same number, with an exponent below 1e-4 and from 1e16 on.
func pyFloat(f float64) string { return pyFloatBits(f, 64) }

func pyFloatBits(f float64, bits int) string {
	return string(pytext.AppendFloat(make([]byte, 0, 24), f, bits))
}

// pyEqual compares as Python's == does: numbers by value whatever their type,
// booleans as 0 and 1, everything else only with its own kind.
func pyEqual(a, b any) bool {
	na, aok := number(a)
	nb, bok := number(b)
	if aok || bok {
		return aok && bok && na.equal(nb)
	}
	ra, rb := reflect.ValueOf(a), reflect.ValueOf(b)
	if ra.Kind() == reflect.String && rb.Kind() == reflect.String {
		return ra.String() == rb.String()
	}
	if isList(ra) && isList(rb) && ra.Len() == rb.Len() {
		for i := range ra.Len() {
			if !pyEqual(ra.Index(i).Interface(), rb.Index(i).Interface()) {
				return false
			}
		}
		return true
	}
	return reflect.DeepEqual(a, b)
}

func isList(v reflect.Value) bool { return v.Kind() == reflect.Slice || v.Kind() == reflect.Array }

// num is a Go number of any type: an integer if whole, else a float.
type num struct {
	whole    bool
	negative bool   // of a whole number
	size     uint64 // its absolute value
	float    float64
}

// number reads every integer, float and boolean type.
func number(v any) (num, bool) {
	if v == nil {
		return num{}, false
	}
	switch r := reflect.ValueOf(v); r.Kind() {
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return intNum(r.Int()), true
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		return num{whole: true, size: r.Uint()}, true
	case reflect.Bool:
		if r.Bool() {
			return intNum(1), true
		}
		return intNum(0), true
	case reflect.Float32, reflect.Float64:
		return num{float: r.Float()}, true
	}
	return num{}, false
}

func intNum(i int64) num {
	if i < 0 {
		return num{whole: true, negative: true, size: -uint64(i)}
	}
	return num{whole: true, size: uint64(i)}
}

func (n num) equal(o num) bool {
	if n.whole && o.whole {
		return n.size == o.size && n.negative == o.negative
	}
	return n.asFloat() == o.asFloat()
}

func (n num) asFloat() float64 {
	switch {
	case !n.whole:
		return n.float
	case n.negative:
		return -float64(n.size)
	}
	return float64(n.size)
}

// String writes a whole number in decimal.
func (n num) String() string {
	s := strconv.FormatUint(n.size, 10)
	if n.negative {
		return "-" + s
	}
	return s
}

// zfill pads with zeros to width characters, after the sign, as Python's zfill.
func zfill(s string, width int) string {
	if len(s) >= width {
		return s
	}
	sign, digits := "", s
	if s[0] == '-' {
		sign, digits = "-", s[1:]
	}
	return sign + strings.Repeat("0", width-len(s)) + digits
}

func sorted[T cmp.Ordered](list []T) []T {
	list = slices.Clone(list)
	slices.Sort(list)
	return list
}
