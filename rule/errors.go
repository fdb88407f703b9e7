package rule

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// ErrUnsuitable is what a [Conversion]'s Format returns (or wraps) for a value
// that another rule of the same endpoint may be able to hold: [Map.Build] goes on
// to the next rule. Any other error of Format ends the build. It is the role that
// ValidationError has in Werkzeug's to_url.
var ErrUnsuitable = errors.New("rule: the value does not suit this rule")

// ParseError tells that a pattern, a host or a subdomain cannot be read.
type ParseError struct {
	Pattern  string // the text that was read
	Column   int    // where in Pattern, in characters, from 1
	Expected string // what should have stood there
	Found    string // what stood there instead; empty if there is nothing to quote
	Where    string // [Rule.Where]
	Err      error  // what a converter or the regexp package said, or nil
}

// Error is one line with the place, the pattern and the column.
func (e *ParseError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "rule: cannot read %q%s, column %d: expected %s", e.Pattern, at(e.Where), e.Column, e.Expected)
	if e.Found != "" {
		b.WriteString(", found " + e.Found)
	}
	if e.Err != nil {
		b.WriteString(": " + e.Err.Error())
	}
	return b.String()
}

// Unwrap returns Err.
func (e *ParseError) Unwrap() error { return e.Err }

// DuplicateError tells that the second of two rules could never answer a method
// that the first one answers already.
type DuplicateError struct {
	First, Second *Rule
	Methods       []string // the methods that both have; nil if First takes any method
}

// Error names both rules, where each was registered, and the fix.
func (e *DuplicateError) Error() string {
	methods := "every method"
	if e.Methods != nil {
		methods = strings.Join(e.Methods, ", ")
	}
	return fmt.Sprintf("rule: %s%s matches the same requests as %s%s, which was registered first and answers %s; "+
		"change one of the patterns or their methods",
		e.Second.describe(), at(e.Second.Where), e.First.describe(), at(e.First.Where), methods)
}

// BuildError tells that no rule of the endpoint can hold the values.
type BuildError struct {
	Endpoint string
	Method   string   // [BuildRequest.Method]
	Values   []string // the names of the values that were given, sorted
	// Suggested is the rule that resembles the request most, nil if the map is empty.
	Suggested *Rule
}

// Error says what could not be built and what may have been meant, in the words
// of Werkzeug's BuildError.
func (e *BuildError) Error() string {
	var b strings.Builder
	b.WriteString("rule: could not build url for endpoint " + pyRepr(e.Endpoint))
	if e.Method != "" {
		b.WriteString(" (" + pyRepr(e.Method) + ")")
	}
	if len(e.Values) > 0 {
		b.WriteString(" with values " + pyReprList(e.Values))
	}
	b.WriteByte('.')
	e.suggest(&b)
	return b.String()
}

func (e *BuildError) suggest(b *strings.Builder) {
	s := e.Suggested
	if s == nil {
		return
	}
	if s.Endpoint != e.Endpoint {
		b.WriteString(" Did you mean " + pyRepr(s.Endpoint) + " instead?")
		return
	}
	if e.Method != "" && s.Methods != nil && !s.allows(e.Method) {
		b.WriteString(" Did you mean to use methods " + pyReprList(sorted(s.Methods)) + "?")
	}
	if missing := s.missing(e.Values); len(missing) > 0 {
		b.WriteString(" Did you forget to specify values " + pyReprList(missing) + "?")
	}
}

// ValueError tells that a converter cannot write a value into a URL, as in
// any(a, b) for "c" or int for "x". No other rule was tried.
type ValueError struct {
	Rule  *Rule
	Name  string // the variable
	Value any
	Err   error
}

// Error names the variable, the value and the rule.
func (e *ValueError) Error() string {
	return fmt.Sprintf("rule: cannot build %s: value %v of %q: %v", e.Rule.describe(), e.Value, e.Name, e.Err)
}

// Unwrap returns Err.
func (e *ValueError) Unwrap() error { return e.Err }

// setupError is a mistake in a rule that has no column.
func setupError(r *Rule, format string, args ...any) error {
	return fmt.Errorf("rule: %s%s: "+format, append([]any{r.describe(), at(r.Where)}, args...)...)
}

func at(where string) string {
	if where == "" {
		return ""
	}
	return " (" + where + ")"
}

// pyRepr quotes as Python's repr does for strings without control characters.
func pyRepr(s string) string {
	if strings.Contains(s, "'") && !strings.Contains(s, `"`) {
		return `"` + s + `"`
	}
	q := strconv.Quote(s)
	q = strings.ReplaceAll(q[1:len(q)-1], `\"`, `"`)
	return "'" + strings.ReplaceAll(q, "'", `\'`) + "'"
}

func pyReprList(list []string) string {
	quoted := make([]string, len(list))
	for i, s := range list {
		quoted[i] = pyRepr(s)
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}
