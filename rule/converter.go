package rule

import (
	"fmt"
	"regexp"
	"strings"
)

// Converter makes the conversions of the variables that name it in a pattern. The
// zero Converter matches one segment and leaves it as it is.
type Converter struct {
	// Regexp is what the variable matches, in the syntax of package regexp. It is
	// matched against the whole of the variable's place. Empty: [^/]+.
	Regexp string
	// Weight orders variables: the lower is tried first. 0: 100.
	Weight int
	// PartIsolating tells that the variable stays within a segment. Nil: it does
	// unless Regexp contains a slash, even in [^/], as in Werkzeug.
	PartIsolating *bool
	// New makes a conversion for the arguments in a pattern. It runs when the rule
	// is added. Nil: the text is the value, and arguments are an error.
	New func(args Args) (Conversion, error)
}

// Conversion turns the text of a variable into a value and back. It must be safe
// for concurrent use.
type Conversion interface {
	// Parse returns the value of a matched text. An error ends matching: no other
	// rule is tried, and the answer is [NotFound], or [MethodNotAllowed] if a rule
	// for another method matched the path.
	Parse(text string) (any, error)
	// Format returns the value as it stands in a URL, percent-encoded; [QuotePath]
	// helps. For an error see [ErrUnsuitable] and [ValueError].
	Format(value any) (string, error)
}

// Patterned is a [Conversion] whose regular expression depends on its arguments;
// it takes the place of [Converter.Regexp].
type Patterned interface {
	Regexp() string
}

// native is a conversion that the matcher knows how to match without a regular
// expression.
type native interface {
	Conversion
	// element says what to match.
	element() element
	// convert sets the kind and the number of a value whose text has matched.
	convert(v *Value) bool
}

const (
	defaultRegexp = "[^/]+"
	defaultWeight = 100
)

// builtin returns the built-in converter of that name.
func builtin(name string) (Converter, bool) {
	isolating, spanning := true, false
	switch name {
	case "default", "string":
		return Converter{PartIsolating: &isolating, New: newString}, true
	case "any":
		return Converter{PartIsolating: &isolating, New: newAny}, true
	case "path":
		return Converter{Regexp: pathRegexp, Weight: 200, PartIsolating: &spanning, New: newPath}, true
	case "int":
		return Converter{Weight: 50, PartIsolating: &isolating, New: newInt}, true
	case "float":
		return Converter{Weight: 50, PartIsolating: &isolating, New: newFloat}, true
	case "uuid":
		return Converter{Regexp: uuidRegexp, PartIsolating: &isolating, New: newUUID}, true
	}
	return Converter{}, false
}

// variable is a variable of a pattern with all that matching and building need.
type variable struct {
	name      string
	converter string // as the pattern names it, "default" if it does not
	conv      Conversion
	native    native // conv, if it is a native one
	regexp    string
	weight    int
	isolating bool
	identity  string // equal for variables that match and convert alike
}

// newVariable makes the variable of a token. The error's offset counts from the
// start of the pattern.
func (m *Map) newVariable(t token) (*variable, *argsError, error) {
	v := &variable{name: t.text, converter: t.converter, weight: defaultWeight, regexp: defaultRegexp, isolating: true}
	if v.converter == "" {
		v.converter = "default"
	}
	c, ok := m.options.Converters[v.converter]
	if !ok {
		if c, ok = builtin(v.converter); !ok {
			return nil, &argsError{t.pos + 1, fmt.Sprintf("a known converter; there is no %q, and Options.Converters may add it", v.converter)}, nil
		}
	}
	args, bad := parseArgs(t.args)
	if bad != nil {
		bad.pos += t.argsPos
		return nil, bad, nil
	}
	if c.New == nil {
		c.New = newPlain
	}
	conv, err := c.New(args)
	if err != nil || conv == nil {
		if err == nil {
			err = fmt.Errorf("its New returned no Conversion")
		}
		return nil, &argsError{max(t.argsPos, t.pos), fmt.Sprintf("arguments that the converter %q takes", v.converter)}, err
	}
	v.conv = conv
	v.native, _ = conv.(native)
	v.setRegexp(c)
	if c.Weight != 0 {
		v.weight = c.Weight
	}
	if v.needsRegexp() {
		if _, err := regexp.Compile(v.regexp); err != nil {
			return nil, &argsError{t.pos, fmt.Sprintf("a regular expression of Go from the converter %q", v.converter)}, err
		}
	}
	v.identity = fmt.Sprintf("%s %d %t %v %q", v.regexp, v.weight, v.isolating, args.Positional, fmt.Sprint(args.Named))
	return v, nil, nil
}

func (v *variable) setRegexp(c Converter) {
	if c.Regexp != "" {
		v.regexp = c.Regexp
		v.isolating = !strings.Contains(c.Regexp, "/")
	}
	if p, ok := v.conv.(Patterned); ok {
		v.regexp = p.Regexp()
		v.isolating = !strings.Contains(v.regexp, "/")
	}
	if c.PartIsolating != nil {
		v.isolating = *c.PartIsolating
	}
}

// needsRegexp tells that the matcher cannot do without the regular expression.
func (v *variable) needsRegexp() bool {
	return v.native == nil || v.native.element().kind == elementRegexp
}

// A conversion is what a match does with the text of a variable. The commonest ones
// need no call through an interface.
type conversion struct {
	kind     conversionKind
	number   intConversion // of convertInt
	variable *variable
}

type conversionKind uint8

const (
	convertText conversionKind = iota // the value is the text
	convertInt
	convertNative
	convertCustom
)

func (v *variable) conversion() conversion {
	c := conversion{kind: convertCustom, variable: v}
	switch conv := v.conv.(type) {
	case plainConversion, stringConversion, pathConversion, anyConversion:
		c.kind = convertText
	case intConversion:
		c.kind, c.number = convertInt, conv
	case native:
		c.kind = convertNative
	}
	return c
}

// convert makes a value of its text, and tells whether the converter takes it.
func (c *conversion) convert(val *Value) bool {
	switch c.kind {
	case convertText:
		val.kind = KindString
		return true
	case convertInt:
		return c.number.set(val)
	case convertNative:
		return c.variable.native.convert(val)
	}
	parsed, err := c.variable.conv.Parse(val.text)
	if err != nil {
		return false
	}
	val.kind, val.other = KindOther, parsed
	return true
}
