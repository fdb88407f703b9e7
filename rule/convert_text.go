package rule

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

const (
	pathRegexp = "[^/].*?"
	uuidRegexp = "[A-Fa-f0-9]{8}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{12}"
)

// textConversion is the part that string, path and any share: the value is
// the text.
type textConversion struct{}

func (textConversion) Parse(text string) (any, error) { return text, nil }

func (textConversion) Format(value any) (string, error) { return QuotePath(pyStr(value)), nil }

func (textConversion) convert(v *Value) bool {
	v.kind = KindString
	return true
}

// plainConversion is that of a custom converter without New.
type plainConversion struct{ textConversion }

func newPlain(args Args) (Conversion, error) {
	if len(args.Positional)+len(args.Named) > 0 {
		return nil, fmt.Errorf("it takes none")
	}
	return plainConversion{}, nil
}

// element has a regular expression: Converter.Regexp is not known to the matcher.
func (plainConversion) element() element { return element{kind: elementRegexp} }

// stringConversion is the converter string.
type stringConversion struct {
	textConversion
	min, max int // in code points; max -1: no limit
}

func newString(args Args) (Conversion, error) {
	given, err := args.Bind("minlength", "maxlength", "length")
	if err != nil {
		return nil, err
	}
	c := stringConversion{min: 1, max: -1}
	for _, p := range []struct {
		name string
		set  []*int
	}{{"minlength", []*int{&c.min}}, {"maxlength", []*int{&c.max}}, {"length", []*int{&c.min, &c.max}}} {
		v, ok := given[p.name]
		if !ok || v == nil && p.name != "minlength" {
			continue
		}
		n, ok := pyInt(v)
		if !ok || n < 0 {
			return nil, fmt.Errorf("%s is %s, expected a number of characters", p.name, pyStr(v))
		}
		for _, at := range p.set {
			*at = n
		}
	}
	if c.max >= 0 && c.min > c.max {
		return nil, fmt.Errorf("minlength %d is more than maxlength %d", c.min, c.max)
	}
	return c, nil
}

// pyInt reads an argument as Python's int() does.
func pyInt(v any) (int, bool) {
	if s, ok := v.(string); ok {
		n, err := strconv.Atoi(dropUnderscores(strings.TrimSpace(s)))
		return n, err == nil
	}
	n, ok := number(v)
	if !ok {
		return 0, false
	}
	if n.whole && !n.negative {
		return int(n.size), n.size < 1<<31
	}
	f := n.asFloat()
	return int(f), -1<<31 < f && f < 1<<31
}

func (c stringConversion) Regexp() string {
	switch {
	case c.max < 0:
		return fmt.Sprintf("[^/]{%d,}", c.min)
	case c.min == c.max:
		return fmt.Sprintf("[^/]{%d}", c.min)
	}
	return fmt.Sprintf("[^/]{%d,%d}", c.min, c.max)
}

func (c stringConversion) element() element {
	return element{kind: elementString, min: c.min, max: c.max}
}

// pathConversion is the converter path.
type pathConversion struct{ textConversion }

func newPath(args Args) (Conversion, error) {
	// Werkzeug takes arguments for a path and ignores them.
	return pathConversion{}, nil
}

func (pathConversion) element() element { return element{kind: elementPath} }

// anyConversion is the converter any.
type anyConversion struct {
	textConversion
	items []string // in the order of the pattern
}

func newAny(args Args) (Conversion, error) {
	if len(args.Named) > 0 || len(args.Positional) == 0 {
		return nil, fmt.Errorf("expected one or more words or quoted strings")
	}
	c := anyConversion{}
	for _, v := range args.Positional {
		s, ok := v.(string)
		if !ok {
			return nil, fmt.Errorf("%s is not a string; put it in quotes", pyStr(v))
		}
		c.items = append(c.items, s)
	}
	return c, nil
}

func (c anyConversion) Regexp() string {
	quoted := make([]string, len(c.items))
	for i, s := range c.items {
		quoted[i] = regexp.QuoteMeta(s)
	}
	return "(?:" + strings.Join(quoted, "|") + ")"
}

// Format returns the item as it is, without quoting, as Werkzeug does.
func (c anyConversion) Format(value any) (string, error) {
	if s, ok := stringOf(value); ok && slices.Contains(c.items, s) {
		return s, nil
	}
	valid := slices.Compact(sorted(c.items))
	return "", fmt.Errorf("'%s' is not one of '%s'", pyStr(value), strings.Join(valid, "', '"))
}

func (c anyConversion) element() element { return element{kind: elementAny, items: c.items} }

// uuidConversion is the converter uuid.
type uuidConversion struct{}

func newUUID(args Args) (Conversion, error) {
	if len(args.Positional)+len(args.Named) > 0 {
		return nil, fmt.Errorf("it takes none")
	}
	return uuidConversion{}, nil
}

func (uuidConversion) Parse(text string) (any, error) { return ParseUUID(text) }

// Format writes any type with a String method, 16 bytes, or a string as it is.
func (uuidConversion) Format(value any) (string, error) {
	if b, ok := value.([16]byte); ok {
		return UUID(b).String(), nil
	}
	return pyStr(value), nil
}

func (uuidConversion) element() element { return element{kind: elementUUID} }

func (uuidConversion) convert(v *Value) bool {
	v.kind = KindUUID
	return true
}

// runesWithin tells whether s has at least min and at most max code points.
func runesWithin(s string, min, max int) bool {
	if len(s) < min {
		return false
	}
	if max < 0 && min <= 1 {
		return true
	}
	n := utf8.RuneCountInString(s)
	return n >= min && (max < 0 || n <= max)
}

// Interface guards.
var (
	_ native    = plainConversion{}
	_ native    = stringConversion{}
	_ native    = pathConversion{}
	_ native    = anyConversion{}
	_ native    = uuidConversion{}
	_ Patterned = stringConversion{}
	_ Patterned = anyConversion{}
)
