package jinja

import (
	"math"
	"math/big"
	"strings"
	"unicode/utf8"
)

// percent is one use of a text's % operator. A Markup escapes what it formats.
type percent struct {
	r      *run
	format string
	at     int
	dst    []byte
	markup bool

	arg  value   // what stands on the right
	of   []value // its items when it is a tuple, else nil
	next int     // of the items, or of the one argument
	keys bool    // arg can be asked for keys
	key  value   // what the key of a conversion found; missing without a key
}

// formatPercent is format % arg.
func formatPercent(r *run, format, arg value) value {
	p := &percent{r: r, format: format.text(), arg: arg, markup: format.isMarkup()}
	if t := tupleOf(arg); t != nil {
		p.of = t.items
	} else {
		p.of = []value{arg}
		p.keys = isKeyed(arg)
	}
	p.run()
	if p.markup {
		return markup(string(p.dst))
	}
	return text(string(p.dst))
}

// isKeyed tells whether v can be asked for items, and is no text: Python takes that for a
// mapping.
func isKeyed(v value) bool {
	switch v.ref.(type) {
	case *List, *Dict, *undefined, itemised:
		return true
	case nil, textPtr, markupPtr, noneTag, boolTag, intTag, floatTag, *big.Int, object:
		return false
	}
	return hostMapping(v.ref) || hostSequence(v.ref)
}

func (p *percent) run() {
	for p.at < len(p.format) {
		plain := strings.IndexByte(p.format[p.at:], '%')
		if plain < 0 {
			plain = len(p.format) - p.at
		}
		p.dst = append(p.dst, p.format[p.at:p.at+plain]...)
		p.at += plain
		if p.at < len(p.format) {
			p.at++
			p.conversion()
		}
	}
	if p.next < len(p.of) && !p.keys {
		panic(notAllConverted())
	}
}

func notAllConverted() *Error {
	return errorf(kindTypeError, "not all arguments converted during string formatting")
}

// conversion is what follows a "%".
type conversion struct {
	left, plus, blank, alternate, zero bool

	width, precision int // -1: none
	kind             rune
}

func (p *percent) conversion() {
	c := conversion{width: -1, precision: -1}
	p.key = value{}
	if p.peek() == '(' {
		p.parseKey()
	}
	p.parseFlags(&c)
	c.width = p.parseNumber(&c)
	if p.peek() == '.' {
		p.at++
		c.precision = p.parsePrecision()
	}
	if strings.IndexByte("hlL", p.peek()) >= 0 {
		p.at++
	}
	if p.at >= len(p.format) {
		panic(errorf(kindValueError, "incomplete format"))
	}
	at := p.at
	kind, size := utf8.DecodeRuneInString(p.format[at:])
	c.kind = kind
	p.at += size
	if kind == '%' && at > 0 && p.format[at-1] == '%' {
		p.dst = append(p.dst, '%')
		return
	}
	p.write(&c, p.argument(), at)
	p.r.growing(len(p.dst))
}

// peek is the next byte of the format, 0 at its end.
func (p *percent) peek() byte {
	if p.at < len(p.format) {
		return p.format[p.at]
	}
	return 0
}

// parseKey reads "(key)", in which parentheses pair, and takes the argument of that key.
func (p *percent) parseKey() {
	if !p.keys {
		panic(errorf(kindTypeError, "format requires a mapping"))
	}
	p.at++
	from := p.at
	for open := 1; open > 0; p.at++ {
		switch p.peek() {
		case 0:
			if p.at >= len(p.format) {
				panic(errorf(kindValueError, "incomplete format key"))
			}
		case '(':
			open++
		case ')':
			open--
		}
	}
	key := text(p.format[from : p.at-1])
	p.key = mustItem(p.r, p.arg, key)
	p.of = []value{p.key}
	p.next = 0
}

func (p *percent) parseFlags(c *conversion) {
	for ; ; p.at++ {
		switch p.peek() {
		case '-':
			c.left = true
		case '+':
			c.plus = true
		case ' ':
			c.blank = true
		case '#':
			c.alternate = true
		case '0':
			c.zero = true
		default:
			return
		}
	}
}

// parseNumber reads digits, or takes the argument that "*" stands for; -1 if there are
// none.
func (p *percent) parseNumber(c *conversion) int {
	if p.peek() == '*' {
		p.at++
		n := p.star()
		if n < 0 {
			c.left = true
			n = -n
		}
		return n
	}
	n, rest := parseSize(p.format[p.at:])
	p.at = len(p.format) - len(rest)
	return n
}

func (p *percent) parsePrecision() int {
	if p.peek() == '*' {
		p.at++
		return max(p.star(), 0)
	}
	n := max(p.parseNumber(nil), 0)
	if n > math.MaxInt32 {
		panic(errorf(kindValueError, "precision too big"))
	}
	return n
}

// star is the int argument that a "*" takes.
func (p *percent) star() int {
	v := p.argument()
	if n := numericOf(v); p.markup || n != smallInt && n != largeInt {
		panic(errorf(kindTypeError, "* wants int"))
	}
	n := asSize(v)
	if n < -math.MaxInt32 || n > math.MaxInt32 {
		panic(errorf(kindOverflow, "Python int too large to convert to C int"))
	}
	return n
}

// argument is the next one.
func (p *percent) argument() value {
	if p.next >= len(p.of) {
		panic(errorf(kindTypeError, "not enough arguments for format string"))
	}
	p.next++
	return p.of[p.next-1]
}

// write formats one argument; at is where its letter stands.
func (p *percent) write(c *conversion, v value, at int) {
	switch c.kind {
	case 's', 'r', 'a':
		s := p.textOf(c.kind, v)
		if c.precision >= 0 {
			s = s[:byteOffset(s, c.precision)]
		}
		p.pad(c, "", "", s, false)
	case 'd', 'i', 'u', 'o', 'x', 'X':
		p.writeInt(c, v)
	case 'e', 'E', 'f', 'F', 'g', 'G':
		p.writeFloat(c, v)
	case 'c':
		p.pad(c, "", "", p.characterOf(v), false)
	default:
		shown := c.kind
		if shown < ' ' || shown >= 127 {
			shown = '?'
		}
		panic(errorf(kindValueError, "unsupported format character '%c' (0x%x) at index %d", shown, c.kind, utf8.RuneCountInString(p.format[:at])))
	}
}

func (p *percent) textOf(kind rune, v value) string {
	switch {
	case kind == 's' && p.markup:
		return escapeOf(p.r, v)
	case kind == 's':
		return strOf(p.r, v)
	case p.markup:
		s := escapeText(reprOf(p.r, v))
		if kind == 'a' && !isASCII(s) {
			s = escapeText(asciiOf(p.r, v))
		}
		return s
	case kind == 'a':
		return asciiOf(p.r, v)
	}
	return reprOf(p.r, v)
}

// typeName is the type that a Markup's arguments have in messages.
func (p *percent) typeName(v value) string {
	if p.markup {
		return "_MarkupEscapeHelper"
	}
	return typeName(v)
}

func (p *percent) writeInt(c *conversion, v value) {
	kind := c.kind
	if kind == 'i' || kind == 'u' {
		kind = 'd'
	}
	n := p.intOf(c.kind, v)
	negative, digits := digitsOf(n, byte(kind))
	if c.precision > len(digits) {
		p.r.room(c.precision)
		digits = strings.Repeat("0", c.precision-len(digits)) + digits
	}
	prefix := ""
	if c.alternate && kind != 'd' {
		prefix = "0" + string(kind)
	}
	p.pad(c, c.signOf(negative), prefix, digits, c.zero)
}

// intOf is the int of a conversion's argument. A Markup asks for int() of it, which a
// text can be too.
func (p *percent) intOf(kind rune, v value) value {
	strict := kind == 'o' || kind == 'x' || kind == 'X'
	if strict && p.markup {
		panic(errorf(kindTypeError, "%%%c format: an integer is required, not %s", kind, p.typeName(v)))
	}
	switch numericOf(v) {
	case smallInt, largeInt:
		return v
	case floating:
		if !strict {
			return truncate(v.float())
		}
	case notNumeric:
		if u := v.undefined(); u != nil && !strict {
			panic(u.fail(p.r))
		}
		if s, is := v.asText(); is && p.markup {
			return intOfText(p.r, s)
		}
	}
	if strict {
		panic(errorf(kindTypeError, "%%%c format: an integer is required, not %s", kind, typeName(v)))
	}
	panic(errorf(kindTypeError, "%%%c format: a real number is required, not %s", kind, p.typeName(v)))
}

// truncate is int(f).
func truncate(f float64) value {
	switch {
	case math.IsNaN(f):
		panic(errorf(kindValueError, "cannot convert float NaN to integer"))
	case math.IsInf(f, 0):
		panic(errorf(kindOverflow, "cannot convert float infinity to integer"))
	case f >= -1<<63 && f < 1<<63:
		return integer(int64(f))
	}
	n, _ := big.NewFloat(f).Int(nil)
	return bigInt(n)
}

func (p *percent) writeFloat(c *conversion, v value) {
	precision := c.precision
	if precision < 0 {
		precision = 6
	}
	s := floatText(p.r, p.floatOf(v), byte(c.kind), precision, floatFlags{alternate: c.alternate})
	s, negative := strings.CutPrefix(s, "-")
	p.pad(c, c.signOf(negative), "", s, c.zero)
}

func (p *percent) floatOf(v value) float64 {
	if numericOf(v) != notNumeric {
		return asFloat64(v)
	}
	refuseUndefined(p.r, v)
	if s, is := v.asText(); is && p.markup {
		return floatOfText(p.r, s)
	}
	if p.markup {
		panic(errorf(kindTypeError, "float() argument must be a string or a real number, not '%s'", typeName(v)))
	}
	panic(errorf(kindTypeError, "must be real number, not %s", typeName(v)))
}

func (p *percent) characterOf(v value) string {
	if !p.markup {
		if s, is := v.asText(); is && utf8.RuneCountInString(s) == 1 {
			return s
		}
		if n := numericOf(v); n == smallInt || n == largeInt {
			return characterOf(v)
		}
	}
	panic(errorf(kindTypeError, "%%c requires int or char"))
}

func (c *conversion) signOf(negative bool) string {
	switch {
	case negative:
		return "-"
	case c.plus:
		return "+"
	case c.blank:
		return " "
	}
	return ""
}

// pad writes the parts of a conversion in its width.
func (p *percent) pad(c *conversion, sign, prefix, rest string, zero bool) {
	padding := max(c.width-len(sign)-len(prefix)-utf8.RuneCountInString(rest), 0)
	p.r.room(padding)
	switch {
	case c.left:
		p.dst = append(append(append(p.dst, sign...), prefix...), rest...)
		p.dst = append(p.dst, strings.Repeat(" ", padding)...)
	case zero:
		p.dst = append(append(p.dst, sign...), prefix...)
		p.dst = append(append(p.dst, strings.Repeat("0", padding)...), rest...)
	default:
		p.dst = append(p.dst, strings.Repeat(" ", padding)...)
		p.dst = append(append(append(p.dst, sign...), prefix...), rest...)
	}
}
