package jinja

import (
	"math/big"
	"strings"
	"unicode/utf8"
)

// formatSpec is a format specification of Python's mini-language:
// [[fill]align][sign][z][#][0][width][grouping][.precision][type].
type formatSpec struct {
	fill      string // one character
	align     byte   // '<', '>', '^' or '='
	sign      byte   // '+', '-', ' ' or 0
	noNegZero bool
	alternate bool
	width     int  // -1: none
	grouping  byte // ',', '_' or 0
	precision int  // -1: none
	kind      rune // 0: none
}

// parseFormatSpec reads the specification for v. align and kind are what its type has by
// default.
func parseFormatSpec(v value, s string, align byte, kind rune) formatSpec {
	whole := s
	spec := formatSpec{fill: " ", align: align, width: -1, precision: -1, kind: kind}
	filled, aligned := false, false
	_, size := utf8.DecodeRuneInString(s)
	switch {
	case len(s) > size && isAlignment(s[size]):
		spec.fill, spec.align = s[:size], s[size]
		s, filled, aligned = s[size+1:], true, true
	case s != "" && isAlignment(s[0]):
		spec.align = s[0]
		s, aligned = s[1:], true
	}
	if s != "" && (s[0] == ' ' || s[0] == '+' || s[0] == '-') {
		spec.sign = s[0]
		s = s[1:]
	}
	s, spec.noNegZero = strings.CutPrefix(s, "z")
	s, spec.alternate = strings.CutPrefix(s, "#")
	if !filled && strings.HasPrefix(s, "0") {
		spec.fill = "0"
		s = s[1:]
		if !aligned && align == '>' {
			spec.align = '='
		}
	}
	s = spec.parseSizes(s)
	c, size := utf8.DecodeRuneInString(s)
	switch {
	case len(s) > size:
		panic(errorf(kindValueError, "Invalid format specifier '%s' for object of type '%s'", whole, typeName(v)))
	case s != "":
		spec.kind = c
	}
	spec.checkGrouping()
	return spec
}

func isAlignment(c byte) bool { return c == '<' || c == '>' || c == '=' || c == '^' }

// parseSizes reads the width, the grouping and the precision.
func (spec *formatSpec) parseSizes(s string) string {
	spec.width, s = parseSize(s)
	if rest, is := strings.CutPrefix(s, ","); is {
		spec.grouping, s = ',', rest
	}
	if rest, is := strings.CutPrefix(s, "_"); is {
		if spec.grouping != 0 {
			panic(errorf(kindValueError, "Cannot specify both ',' and '_'."))
		}
		spec.grouping, s = '_', rest
	}
	if strings.HasPrefix(s, ",") && spec.grouping == '_' {
		panic(errorf(kindValueError, "Cannot specify both ',' and '_'."))
	}
	if rest, is := strings.CutPrefix(s, "."); is {
		if spec.precision, s = parseSize(rest); spec.precision < 0 {
			panic(errorf(kindValueError, "Format specifier missing precision"))
		}
	}
	return s
}

// parseSize reads digits; -1 if there are none. Those of other scripts are Python's too,
// but nobody's width.
func parseSize(s string) (n int, rest string) {
	i := 0
	for ; i < len(s) && '0' <= s[i] && s[i] <= '9'; i++ {
		if n > (1<<62)/10 {
			panic(errorf(kindValueError, "Too many decimal digits in format string"))
		}
		n = n*10 + int(s[i]-'0')
	}
	if i == 0 {
		return -1, s
	}
	return n, s[i:]
}

func (spec *formatSpec) checkGrouping() {
	if spec.grouping == 0 || strings.ContainsRune("defgEG%F\x00", spec.kind) {
		return
	}
	if spec.grouping == '_' && strings.ContainsRune("boxX", spec.kind) {
		return
	}
	panic(errorf(kindValueError, "Cannot specify '%c' with '%c'.", spec.grouping, spec.kind))
}

func (spec *formatSpec) unknown(v value) *Error {
	if spec.kind > ' ' && spec.kind < 128 {
		return errorf(kindValueError, "Unknown format code '%c' for object of type '%s'", spec.kind, typeName(v))
	}
	return errorf(kindValueError, "Unknown format code '\\x%x' for object of type '%s'", spec.kind, typeName(v))
}

// formatValue is Python's format(v, spec).
func formatValue(r *run, v value, spec string) string {
	if spec == "" {
		return strOf(r, v)
	}
	switch v.kind() {
	case kindText, kindMarkup:
		return formatText(r, v, spec)
	case kindInt, kindBool, kindBig:
		return formatInt(r, v, spec)
	case kindFloat:
		parsed := parseFormatSpec(v, spec, '>', 0)
		return parsed.formatFloat(r, v)
	case kindHost:
		if strftime := hostAttr(r, v.ref, "strftime"); !strftime.isMissing() { // a date's __format__
			return strOf(r, call(r, strftime, &args{pos: []value{text(spec)}}))
		}
	}
	panic(errorf(kindTypeError, "unsupported format string passed to %s.__format__", typeName(v)))
}

func formatText(r *run, v value, s string) string {
	spec := parseFormatSpec(v, s, '<', 's')
	switch {
	case spec.kind != 's':
		panic(spec.unknown(v))
	case spec.sign == ' ':
		panic(errorf(kindValueError, "Space not allowed in string format specifier"))
	case spec.sign != 0:
		panic(errorf(kindValueError, "Sign not allowed in string format specifier"))
	case spec.noNegZero:
		panic(errorf(kindValueError, "Negative zero coercion (z) not allowed in string format specifier"))
	case spec.alternate:
		panic(errorf(kindValueError, "Alternate form (#) not allowed in string format specifier"))
	case spec.align == '=':
		panic(errorf(kindValueError, "'=' alignment not allowed in string format specifier"))
	}
	chosen := v.text()
	if spec.precision >= 0 {
		chosen = chosen[:byteOffset(chosen, spec.precision)]
	}
	return spec.pad(r, number{}, chosen)
}

func formatInt(r *run, v value, s string) string {
	spec := parseFormatSpec(v, s, '>', 'd')
	switch spec.kind {
	case 'e', 'E', 'f', 'F', 'g', 'G', '%':
		return spec.formatFloat(r, float(asFloat64(v)))
	case 'b', 'c', 'd', 'n', 'o', 'x', 'X':
	default:
		panic(spec.unknown(v))
	}
	switch {
	case spec.precision >= 0:
		panic(errorf(kindValueError, "Precision not allowed in integer format specifier"))
	case spec.noNegZero:
		panic(errorf(kindValueError, "Negative zero coercion (z) not allowed in integer format specifier"))
	case spec.kind == 'c':
		return spec.formatCharacter(r, v)
	}
	negative, digits := digitsOf(v, byte(spec.kind))
	n := number{sign: spec.signOf(negative), digits: digits}
	if spec.alternate && spec.kind != 'd' && spec.kind != 'n' {
		n.prefix = "0" + string(spec.kind)
	}
	return spec.pad(r, n, "")
}

func (spec *formatSpec) formatCharacter(r *run, v value) string {
	switch {
	case spec.sign != 0:
		panic(errorf(kindValueError, "Sign not allowed with integer format specifier 'c'"))
	case spec.alternate:
		panic(errorf(kindValueError, "Alternate form (#) not allowed with integer format specifier 'c'"))
	}
	return spec.pad(r, number{}, characterOf(v))
}

// characterOf is Python's chr of an int in formatting.
func characterOf(v value) string {
	if v.kind() == kindBig || v.int() < 0 || v.int() > utf8.MaxRune {
		panic(errorf(kindOverflow, "%%c arg not in range(0x110000)"))
	}
	return string(rune(v.int()))
}

// digitsOf is an int's digits in the base that one of b, o, x, X, d and n means.
func digitsOf(v value, kind byte) (negative bool, digits string) {
	var n *big.Int
	if x, is := v.ref.(*big.Int); is {
		n = x
	} else {
		n = big.NewInt(v.int())
	}
	switch kind {
	case 'b':
		digits = n.Text(2)
	case 'o':
		digits = n.Text(8)
	case 'x':
		digits = n.Text(16)
	case 'X':
		digits = strings.ToUpper(n.Text(16))
	default:
		digits = string(appendBig(nil, n))
	}
	digits, negative = strings.CutPrefix(digits, "-")
	return negative, digits
}

// signOf is what stands in front of a number.
func (spec *formatSpec) signOf(negative bool) string {
	switch {
	case negative:
		return "-"
	case spec.sign == '+':
		return "+"
	case spec.sign == ' ':
		return " "
	}
	return ""
}

func (spec *formatSpec) formatFloat(r *run, v value) string {
	f, kind, suffix := v.float(), spec.kind, ""
	flags := floatFlags{alternate: spec.alternate, noNegZero: spec.noNegZero}
	precision := spec.precision
	switch kind {
	case 0:
		flags.pointZero = true
		kind = 'r'
		if precision >= 0 {
			kind = 'g'
		}
	case 'n':
		kind = 'g'
	case '%':
		f, kind, suffix = f*100, 'f', "%"
	case 'e', 'E', 'f', 'F', 'g', 'G':
	default:
		panic(spec.unknown(v))
	}
	if precision < 0 {
		precision = 6
	}
	s, negative := strings.CutPrefix(floatText(r, f, byte(kind), precision, flags)+suffix, "-")
	digits := 0
	for digits < len(s) && '0' <= s[digits] && s[digits] <= '9' {
		digits++
	}
	return spec.pad(r, number{sign: spec.signOf(negative), digits: s[:digits]}, s[digits:])
}

// number is what stands in front of the rest of a formatted number.
type number struct{ sign, prefix, digits string }

// pad puts the parts of a number, or a text that is all rest, into the width.
func (spec *formatSpec) pad(r *run, n number, rest string) string {
	around := len(n.sign) + len(n.prefix) + utf8.RuneCountInString(rest)
	least := 0
	if spec.fill == "0" && spec.align == '=' {
		least = spec.width - around
	}
	r.room(max(spec.width, 0) * len(spec.fill))
	digits := spec.group(n.digits, least)
	var left, inner, right int
	if padding := spec.width - around - len(digits); padding > 0 {
		switch spec.align {
		case '<':
			right = padding
		case '^':
			left = padding / 2
			right = padding - left
		case '=':
			inner = padding
		default:
			left = padding
		}
	}
	if left+inner+right == 0 && n.sign == "" && n.prefix == "" && digits == "" {
		return rest
	}
	var b strings.Builder
	b.WriteString(strings.Repeat(spec.fill, left))
	b.WriteString(n.sign)
	b.WriteString(n.prefix)
	b.WriteString(strings.Repeat(spec.fill, inner))
	b.WriteString(digits)
	b.WriteString(rest)
	b.WriteString(strings.Repeat(spec.fill, right))
	return b.String()
}

// group puts separators between digits, and zeros in front of them until they are least
// characters.
func (spec *formatSpec) group(digits string, least int) string {
	if digits == "" {
		return ""
	}
	if spec.grouping == 0 {
		return strings.Repeat("0", max(least-len(digits), 0)) + digits
	}
	size := 3
	if strings.ContainsRune("boxX", spec.kind) {
		size = 4
	}
	n := len(digits)
	if wanted := (least*size + size - 1) / (size + 1); wanted > n { // the least n with n+(n-1)/size ≥ least
		n = wanted
	}
	for n > len(digits) && n-1+(n-2)/size >= least {
		n--
	}
	for n+(n-1)/size < least {
		n++
	}
	grouped := make([]byte, 0, n+n/size)
	for i := range n {
		if i > 0 && (n-i)%size == 0 {
			grouped = append(grouped, spec.grouping)
		}
		if at := i - (n - len(digits)); at >= 0 {
			grouped = append(grouped, digits[at])
		} else {
			grouped = append(grouped, '0')
		}
	}
	return string(grouped)
}
