package jinja

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"
)

// pyReader reads the expressions of Python that the tests compare, and calculates with
// this package's operations: literals, operators, comparisons, items, slices and calls of
// methods and of the few functions below.
type pyReader struct {
	t  testing.TB
	r  *run
	s  string
	at int
}

// evaluate is the value of an expression, or the error.
func evaluate(t testing.TB, expression string) (v value, err *Error) {
	t.Helper()
	p := &pyReader{t: t, r: &run{env: &Environment{}}, s: expression}
	err = attempt(func() { v = p.comparison() })
	if err == nil && p.peek() != "" {
		t.Fatalf("%s: not read from %q on", expression, p.s[p.at:])
	}
	return v, err
}

// peek is the next token, which next takes.
func (p *pyReader) peek() string {
	for p.at < len(p.s) && p.s[p.at] == ' ' {
		p.at++
	}
	rest := p.s[p.at:]
	for _, op := range []string{"**", "//", "==", "!=", "<=", ">="} {
		if strings.HasPrefix(rest, op) {
			return op
		}
	}
	end := 0
	for end < len(rest) && (rest[end] == '_' || rest[end]|0x20 >= 'a' && rest[end]|0x20 <= 'z' || rest[end] >= '0' && rest[end] <= '9') {
		end++
	}
	if end == 0 && rest != "" {
		end = 1
	}
	return rest[:end]
}

func (p *pyReader) next() string {
	token := p.peek()
	p.at += len(token)
	return token
}

func (p *pyReader) take(token string) bool {
	if p.peek() == token {
		p.at += len(token)
		return true
	}
	return false
}

func (p *pyReader) want(token string) {
	if !p.take(token) {
		p.t.Fatalf("%s: at %q, want %q", p.s, p.s[p.at:], token)
	}
}

func (p *pyReader) comparison() value {
	a := p.sum()
	switch op := p.peek(); op {
	case "==", "!=":
		p.next()
		return boolean(equal(p.r, a, p.sum()) == (op == "=="))
	case "<", "<=", ">", ">=":
		p.next()
		return boolean(less(p.r, op, a, p.sum()))
	case "in":
		p.next()
		return boolean(contains(p.r, p.sum(), a))
	}
	return a
}

func (p *pyReader) sum() value {
	a := p.term()
	for {
		switch {
		case p.take("+"):
			a = add(p.r, a, p.term())
		case p.take("-"):
			a = subtract(p.r, a, p.term())
		default:
			return a
		}
	}
}

func (p *pyReader) term() value {
	a := p.unary()
	for {
		switch p.peek() {
		case "*":
			p.next()
			a = multiply(p.r, a, p.unary())
		case "/":
			p.next()
			a = divide(p.r, a, p.unary())
		case "//":
			p.next()
			a = floorDivide(p.r, a, p.unary())
		case "%":
			p.next()
			a = modulo(p.r, a, p.unary())
		default:
			return a
		}
	}
}

func (p *pyReader) unary() value {
	switch {
	case p.take("-"):
		return negative(p.r, p.unary())
	case p.take("+"):
		return positive(p.r, p.unary())
	}
	a := p.postfix()
	if p.take("**") {
		return power(p.r, a, p.unary())
	}
	return a
}

func (p *pyReader) postfix() value {
	a := p.atom()
	for {
		switch {
		case p.take("."):
			name := p.next()
			v := attrOf(p.r, a, name)
			if v.isMissing() {
				panic(errorf(kindAttributeError, "'%s' object has no attribute '%s'", typeName(a), name))
			}
			a = v
		case p.take("("):
			a = call(p.r, a, p.arguments(")"))
		case p.take("["):
			a = p.subscript(a)
		default:
			return a
		}
	}
}

func (p *pyReader) subscript(a value) value {
	var parts [3]value
	n := 0
	for !p.take("]") {
		if p.take(":") {
			n++
			continue
		}
		parts[n] = p.comparison()
	}
	if n > 0 {
		return sliceOf(p.r, a, parts[0], parts[1], parts[2])
	}
	return mustItem(p.r, a, parts[0])
}

func (p *pyReader) arguments(end string) *args {
	a := &args{}
	for !p.take(end) {
		from := p.at
		if name := p.next(); name != "" && name[0] >= 'A' && p.peek() == "=" && !strings.HasPrefix(p.s[p.at:], "==") {
			p.next()
			a.names, a.named = append(a.names, name), append(a.named, p.comparison())
		} else {
			p.at = from
			a.pos = append(a.pos, p.comparison())
		}
		p.take(",")
	}
	return a
}

func (p *pyReader) atom() value {
	token := p.peek()
	switch c := token[0]; {
	case c == '\'' || c == '"':
		p.next()
		return text(p.quoted(c))
	case c >= '0' && c <= '9' || c == '.':
		return p.number()
	}
	p.next()
	switch token {
	case "(":
		return p.parentheses()
	case "[":
		return newList(p.arguments("]").pos)
	case "{":
		return p.dict()
	case "True":
		return vtrue
	case "False":
		return vfalse
	case "None":
		return none
	case "U":
		return undefinedName(DefaultUndefined, "u")
	case "C":
		return undefinedName(ChainableUndefined, "c")
	case "D":
		return undefinedName(DebugUndefined, "d")
	case "S":
		return undefinedName(StrictUndefined, "s")
	}
	p.want("(")
	return p.function(token, p.arguments(")").pos)
}

func (p *pyReader) parentheses() value {
	if p.take(")") {
		return newTuple()
	}
	first := p.comparison()
	if p.take(")") {
		return first
	}
	p.want(",")
	return newTuple(append([]value{first}, p.arguments(")").pos...)...)
}

func (p *pyReader) dict() value {
	d := newDict(0)
	for !p.take("}") {
		key := p.comparison()
		p.want(":")
		d.set(p.r, key, p.comparison())
		p.take(",")
	}
	return fromObject(d)
}

func (p *pyReader) number() value {
	end := p.at
	for end < len(p.s) && strings.IndexByte("0123456789.e", p.s[end]) >= 0 || end > p.at && p.s[end-1] == 'e' && p.s[end] == '-' {
		end++
	}
	s := p.s[p.at:end]
	p.at = end
	if strings.ContainsAny(s, ".e") {
		f, err := strconv.ParseFloat(s, 64)
		if err != nil {
			p.t.Fatal(err)
		}
		return float(f)
	}
	n, is := new(big.Int).SetString(s, 10)
	if !is {
		p.t.Fatalf("%s: no number: %s", p.s, s)
	}
	return bigInt(n)
}

// quoted is the rest of a string, with Python's escapes.
func (p *pyReader) quoted(quote byte) string {
	var b strings.Builder
	for p.s[p.at] != quote {
		if p.s[p.at] != '\\' {
			c, size := utf8.DecodeRuneInString(p.s[p.at:])
			b.WriteRune(c)
			p.at += size
			continue
		}
		if p.s[p.at+1] == quote {
			b.WriteByte(quote)
			p.at += 2
			continue
		}
		c, _, rest, err := strconv.UnquoteChar(p.s[p.at:], 0)
		if err != nil {
			p.t.Fatalf("%s: %v", p.s, err)
		}
		b.WriteRune(c)
		p.at = len(p.s) - len(rest)
	}
	p.at++
	return b.String()
}

func (p *pyReader) function(name string, a []value) value {
	switch name {
	case "M":
		return markup(strOf(p.r, a[0]))
	case "str":
		return text(strOf(p.r, a[0]))
	case "repr":
		return text(reprOf(p.r, a[0]))
	case "ascii":
		return text(asciiOf(p.r, a[0]))
	case "bool":
		return boolean(truth(p.r, a[0]))
	case "len":
		n, is := lengthOf(p.r, a[0])
		if !is {
			panic(errorf(kindTypeError, "object of type '%s' has no len()", typeName(a[0])))
		}
		return intValue(n)
	case "list":
		return newList(items(p.r, a[0]))
	case "escape":
		return markup(string(appendEscaped(p.r, nil, a[0])))
	case "format":
		return text(formatValue(p.r, a[0], strOf(p.r, a[1])))
	case "float":
		return float(floatOfText(p.r, a[0].text()))
	case "int":
		return intOfText(p.r, a[0].text())
	case "range":
		for len(a) < 3 {
			if len(a) == 1 {
				a = []value{integer(0), a[0]}
			}
			a = append(a, integer(1))
		}
		return newRange(a[0].int(), a[1].int(), a[2].int())
	case "attribute":
		return getAttr(p.r, a[0], a[1].text())
	case "item":
		return getItem(p.r, a[0], a[1])
	}
	p.t.Fatalf("%s: there is no %s", p.s, name)
	return value{}
}

// outcome is a value's type and repr, or an error's kind and message, as values.py has them.
func outcome(t testing.TB, expression string) [2]string {
	t.Helper()
	v, err := evaluate(t, expression)
	if err != nil {
		return [2]string{"!" + err.Kind, err.Message}
	}
	if v.isMissing() {
		t.Fatalf("%s: a missing value", expression)
	}
	var repr string
	if err := attempt(func() { repr = reprOf(&run{}, v) }); err != nil {
		return [2]string{"!" + err.Kind, err.Message}
	}
	return [2]string{typeName(v), repr}
}

func TestTheReaderOfExpressions(t *testing.T) {
	for expression, want := range map[string]string{
		"1 + 2 * 3 ** 2":         "19",
		"-2 ** 2":                "-4",
		"(1, 'a\\n', [2.5], ())": `(1, 'a\n', [2.5], ())`,
		"{1: 'x'}[1]":            "'x'",
		"'abc'[::-1]":            "'cba'",
		"'b' in 'abc'":           "True",
	} {
		if got := outcome(t, expression); got[1] != want {
			t.Errorf("%s is %s, want %s", expression, fmt.Sprint(got), want)
		}
	}
}
