package httpheader

import "strings"

// CSP is a Content-Security-Policy: directives with their sources, in order, each
// once. The zero CSP has none and is ready for use:
//
//	var policy httpheader.CSP
//	policy.Set("default-src", "'self'")
//	policy.Set("img-src", "*")
type CSP struct{ directives collector }

// ParseCSP reads a policy. A directive without a value is left out, and of one that
// comes twice the last counts, as in Werkzeug.
func ParseCSP(s string) CSP {
	var c CSP
	for policy := range strings.SplitSeq(s, ";") {
		if name, value, found := strings.Cut(trim(policy), " "); found {
			c.directives.set(Param{Name: trim(name), Value: trim(value)})
		}
	}
	return c
}

// Get returns the value of a directive, "" when it is not there.
func (c CSP) Get(directive string) string { return c.directives.params.Get(directive) }

// Set gives a directive that value.
func (c *CSP) Set(directive, value string) {
	c.directives.set(Param{Name: directive, Value: value})
}

// Del removes a directive.
func (c *CSP) Del(directive string) {
	c.directives.params.Del(directive)
	c.directives.index = nil
}

// IsZero reports whether there is no directive.
func (c CSP) IsZero() bool { return len(c.directives.params) == 0 }

// String writes the policy.
func (c CSP) String() string {
	var b strings.Builder
	for i, p := range c.directives.params {
		if i > 0 {
			b.WriteString("; ")
		}
		b.WriteString(p.Name + " " + p.Value)
	}
	return b.String()
}
