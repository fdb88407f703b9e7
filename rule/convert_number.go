package rule

import (
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// intConversion is the converter int.
type intConversion struct {
	fixedDigits int // 0: any number of digits
	min, max    int64
	signed      bool
}

func newInt(args Args) (Conversion, error) {
	given, err := args.Bind("fixed_digits", "min", "max", "signed")
	if err != nil {
		return nil, err
	}
	c := intConversion{min: math.MinInt64, max: math.MaxInt64, signed: truth(given["signed"])}
	if v := given["fixed_digits"]; v != nil {
		n, ok := number(v)
		if !ok || !n.whole || n.negative || n.size > 1<<16 {
			return nil, fmt.Errorf("fixed_digits is %s, expected a number of digits", pyStr(v))
		}
		c.fixedDigits = int(n.size)
	}
	lo, hi, err := limits(given)
	if err != nil {
		return nil, err
	}
	c.min, c.max = ceilInt(lo), floorInt(hi)
	return c, nil
}

// limits reads min and max; without them they are infinite.
func limits(given map[string]any) (lo, hi any, err error) {
	lo, hi = math.Inf(-1), math.Inf(1)
	for _, p := range []struct {
		name string
		set  *any
	}{{"min", &lo}, {"max", &hi}} {
		v := given[p.name]
		if v == nil {
			continue
		}
		if _, ok := number(v); !ok {
			return nil, nil, fmt.Errorf("%s is %s, expected a number", p.name, pyStr(v))
		}
		*p.set = v
	}
	return lo, hi, nil
}

// ceilInt is the lowest integer that is not below a limit, within 64 bits.
func ceilInt(limit any) int64 {
	n, _ := number(limit)
	if n.whole {
		return wholeInt(n)
	}
	return clampInt(math.Ceil(n.float))
}

// floorInt is the highest integer that is not above a limit, within 64 bits.
func floorInt(limit any) int64 {
	n, _ := number(limit)
	if n.whole {
		return wholeInt(n)
	}
	return clampInt(math.Floor(n.float))
}

func wholeInt(n num) int64 {
	if n.negative {
		return -int64(n.size)
	}
	return int64(min(n.size, math.MaxInt64))
}

func clampInt(f float64) int64 {
	switch {
	case f <= math.MinInt64:
		return math.MinInt64
	case f >= math.MaxInt64:
		return math.MaxInt64
	}
	return int64(f)
}

// truth is Python's bool() of a literal.
func truth(v any) bool {
	switch v := v.(type) {
	case nil:
		return false
	case bool:
		return v
	case string:
		return v != ""
	}
	n, ok := number(v)
	return !ok || n.asFloat() != 0
}

const digitRegexp = `\p{Nd}+`

func (c intConversion) Regexp() string {
	if c.signed {
		return "-?" + digitRegexp
	}
	return digitRegexp
}

func (c intConversion) element() element { return element{kind: elementInt, signed: c.signed} }

// Parse reads decimal digits of any script.
func (c intConversion) Parse(text string) (any, error) {
	n, ok := c.parse(text)
	if !ok {
		return nil, fmt.Errorf("rule: %q is not an integer that int takes here", text)
	}
	return n, nil
}

func (c *intConversion) parse(text string) (int64, bool) {
	if c.fixedDigits != 0 && utf8.RuneCountInString(text) != c.fixedDigits {
		return 0, false
	}
	n, ok := parseInt(text)
	return n, ok && n >= c.min && n <= c.max
}

func (c *intConversion) set(v *Value) bool {
	n, ok := c.parse(v.text)
	v.kind, v.bits = KindInt, uint64(n)
	return ok
}

func (c intConversion) convert(v *Value) bool { return c.set(v) }

// parseInt reads an optional minus sign and decimal digits. A number beyond 64
// bits is refused.
func parseInt(text string) (int64, bool) {
	if n, ok := parseShortInt(text); ok {
		return n, true
	}
	digits, negative := strings.CutPrefix(text, "-")
	limit := uint64(math.MaxInt64)
	if negative {
		limit++
	}
	var n uint64
	for i := 0; i < len(digits); {
		d, size := uint64(digits[i]-'0'), 1
		if d > 9 {
			d, size = foreignDigit(digits[i:])
		}
		if size == 0 || n > (limit-d)/10 {
			return 0, false
		}
		n = n*10 + d
		i += size
	}
	if negative {
		return -int64(n), digits != ""
	}
	return int64(n), digits != ""
}

// parseShortInt reads up to 18 ASCII digits, which cannot overflow.
func parseShortInt(text string) (int64, bool) {
	if len(text) > 18 || text == "" {
		return 0, false
	}
	var n int64
	for i := range len(text) {
		if !isDigit(text[i]) {
			return 0, false
		}
		n = n*10 + int64(text[i]-'0')
	}
	return n, true
}

// foreignDigit reads the digit of another script at the start of s; the size is 0
// if there is none.
func foreignDigit(s string) (digit uint64, size int) {
	r, size := utf8.DecodeRuneInString(s)
	if r < utf8.RuneSelf || !unicode.IsDigit(r) {
		return 0, 0
	}
	// Unicode keeps the digits of a script together, in order from 0, and where
	// scripts touch the runs have ten digits each.
	first := r
	for unicode.IsDigit(first - 1) {
		first--
	}
	return uint64(r-first) % 10, size
}

// Format writes the number as Python's str(int(value)), padded to fixed_digits.
func (c intConversion) Format(value any) (string, error) {
	s, err := intText(value)
	if err != nil {
		return "", err
	}
	return zfill(s, c.fixedDigits), nil
}

func intText(value any) (string, error) {
	switch v := value.(type) {
	case int:
		return strconv.Itoa(v), nil
	case int64:
		return strconv.FormatInt(v, 10), nil
	}
	if n, ok := number(value); ok {
		if n.whole {
			return n.String(), nil
		}
		if math.Abs(n.float) < 1<<63 {
			return strconv.FormatInt(int64(n.float), 10), nil
		}
	}
	if s, ok := stringOf(value); ok {
		s = strings.TrimSpace(dropUnderscores(s))
		if i, ok := parseInt(strings.TrimPrefix(s, "+")); ok {
			return strconv.FormatInt(i, 10), nil
		}
	}
	return "", fmt.Errorf("%q of type %T is not an integer of at most 64 bits", pyStr(value), value)
}

// floatConversion is the converter float.
type floatConversion struct {
	min, max float64
	signed   bool
}

func newFloat(args Args) (Conversion, error) {
	given, err := args.Bind("min", "max", "signed")
	if err != nil {
		return nil, err
	}
	lo, hi, err := limits(given)
	if err != nil {
		return nil, err
	}
	l, _ := number(lo)
	h, _ := number(hi)
	return floatConversion{min: l.asFloat(), max: h.asFloat(), signed: truth(given["signed"])}, nil
}

func (c floatConversion) Regexp() string {
	const unsigned = digitRegexp + `\.` + digitRegexp
	if c.signed {
		return "-?" + unsigned
	}
	return unsigned
}

func (c floatConversion) element() element { return element{kind: elementFloat, signed: c.signed} }

// Parse reads decimal digits of any script around a point.
func (c floatConversion) Parse(text string) (any, error) {
	f, ok := c.parse(text)
	if !ok {
		return nil, fmt.Errorf("rule: %q is not a number that float takes here", text)
	}
	return f, nil
}

func (c floatConversion) parse(text string) (float64, bool) {
	f, ok := parseFloat(text)
	return f, ok && !(f < c.min) && !(f > c.max)
}

func (c floatConversion) convert(v *Value) bool {
	f, ok := c.parse(v.text)
	v.kind, v.bits = KindFloat, math.Float64bits(f)
	return ok
}

// parseFloat reads a number as Python's float(): beyond the range it is infinite.
func parseFloat(text string) (float64, bool) {
	f, err := strconv.ParseFloat(asciiDigits(text), 64)
	return f, err == nil || math.IsInf(f, 0)
}

// asciiDigits writes the digits of other scripts as 0 to 9.
func asciiDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= utf8.RuneSelf && unicode.IsDigit(r) {
			d, _ := foreignDigit(string(r))
			return '0' + rune(d)
		}
		return r
	}, s)
}

// Format writes the number as Python's str(float(value)).
func (c floatConversion) Format(value any) (string, error) {
	if n, ok := number(value); ok {
		return pyFloat(n.asFloat()), nil
	}
	if s, ok := stringOf(value); ok {
		if f, ok := parseFloat(strings.TrimSpace(dropUnderscores(s))); ok {
			return pyFloat(f), nil
		}
	}
	return "", fmt.Errorf("%q of type %T is not a number", pyStr(value), value)
}

// stringOf returns the value of a string type.
func stringOf(value any) (string, bool) {
	if s, ok := value.(string); ok {
		return s, true
	}
	r := reflect.ValueOf(value)
	if r.Kind() == reflect.String {
		return r.String(), true
	}
	return "", false
}

// Interface guards.
var (
	_ native    = intConversion{}
	_ native    = floatConversion{}
	_ Patterned = intConversion{}
	_ Patterned = floatConversion{}
)
