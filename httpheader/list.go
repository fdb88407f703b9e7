package httpheader

import (
	"iter"
	"slices"
	"strings"
)

// Quote returns a value as it stands in a field: a token as it is, everything else
// in quotes, with a backslash before quotes and backslashes.
func Quote(s string) string {
	if isToken(s) {
		return s
	}
	return quoted(s)
}

func quoted(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}

// Unquote takes the quotes off a value, and the backslashes before characters that
// are meant. A value without quotes stays as it is.
func Unquote(s string) string {
	if len(s) < 2 || s[0] != '"' || s[len(s)-1] != '"' {
		return s
	}
	s = s[1 : len(s)-1]
	if strings.IndexByte(s, '\\') < 0 {
		return s
	}
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) && s[i+1] != '\n' {
			i++
		}
		b = append(b, s[i])
	}
	return string(b)
}

// ParseList returns the items of a list (RFC 9110, section 5.6.1) without the quotes
// around them. Items that are not there are left out; a list whose last quote is not
// closed has none.
func ParseList(s string) []string {
	var items []string
	start, inQuotes := 0, false
	add := func(item string) {
		if item = trim(item); item != "" {
			items = append(items, Unquote(item))
		}
	}
	for i := 0; i < len(s); i++ {
		switch {
		case inQuotes && s[i] == '\\':
			i++
		case s[i] == '"':
			inQuotes = !inQuotes
		case s[i] == ',' && !inQuotes:
			add(s[start:i])
			start = i + 1
		}
	}
	if inQuotes {
		return nil
	}
	add(s[start:])
	return items
}

// FormatList writes a list, each item as [Quote] does.
func FormatList(items ...string) string {
	out := make([]string, len(items))
	for i, item := range items {
		out[i] = Quote(item)
	}
	return strings.Join(out, ", ")
}

// Param is one name of a field with its value.
type Param struct {
	Name  string
	Value string
	Bare  bool // the name stands alone, without "="
}

// Params are names with values, in order, each name once. The zero Params are empty
// and ready for use.
type Params []Param

// Get returns the value of that name, "" when there is none.
func (p Params) Get(name string) string {
	v, _ := p.Lookup(name)
	return v
}

// Lookup returns the value of that name, and whether it is there.
func (p Params) Lookup(name string) (string, bool) {
	for _, param := range p {
		if param.Name == name {
			return param.Value, true
		}
	}
	return "", false
}

// Has reports whether the name is there, with or without a value.
func (p Params) Has(name string) bool { _, found := p.Lookup(name); return found }

// Set gives the name that value: in its place when it is there, at the end when not.
func (p *Params) Set(name, value string) { p.set(Param{Name: name, Value: value}) }

// SetBare adds the name without a value.
func (p *Params) SetBare(name string) { p.set(Param{Name: name, Bare: true}) }

func (p *Params) set(param Param) {
	for i := range *p {
		if (*p)[i].Name == param.Name {
			(*p)[i] = param
			return
		}
	}
	*p = append(*p, param)
}

// Del removes the name.
func (p *Params) Del(name string) {
	*p = slices.DeleteFunc(*p, func(param Param) bool { return param.Name == name })
}

// All returns the names and values in order.
func (p Params) All() iter.Seq2[string, string] {
	return func(yield func(string, string) bool) {
		for _, param := range p {
			if !yield(param.Name, param.Value) {
				return
			}
		}
	}
}

// ParseParams reads a list of names with values: `realm="a", stale`. A name that
// ends with "*" has its value percent-encoded in the charset that it names (RFC 8187).
// Of a name that comes twice the last value counts.
func ParseParams(s string) Params {
	var p collector
	for _, item := range ParseList(s) {
		name, value, hasValue := strings.Cut(item, "=")
		name = trim(name)
		switch {
		case name == "", name == "*" && hasValue:
		case !hasValue:
			p.set(Param{Name: name, Bare: true})
		case strings.HasSuffix(name, "*"):
			value = trim(value)
			charset, encoded, ok := cutCharset(value)
			if ok {
				value = encoded
			}
			p.set(Param{Name: name[:len(name)-1], Value: Unquote(unpercentIn(value, charset))})
		default:
			p.set(Param{Name: name, Value: Unquote(trim(value))})
		}
	}
	return p.params
}

// collector collects parameters of a client, which may be many: in linear time.
type collector struct {
	params Params
	index  map[string]int
}

// at returns where the parameter of that name stands, -1 when it is not there.
func (c *collector) at(name string) int {
	if c.index != nil {
		if i, found := c.index[name]; found {
			return i
		}
		return -1
	}
	return slices.IndexFunc(c.params, func(p Param) bool { return p.Name == name })
}

func (c *collector) set(p Param) {
	if i := c.at(p.Name); i >= 0 {
		c.params[i] = p
		return
	}
	c.params = append(c.params, p)
	const few = 16
	switch {
	case len(c.params) == few:
		c.index = make(map[string]int, 2*few)
		for i, have := range c.params {
			c.index[have.Name] = i
		}
	case len(c.params) > few:
		c.index[p.Name] = len(c.params) - 1
	}
}

// unpercentIn is unpercent where the charset is one that Decode knows.
func unpercentIn(s, charset string) string {
	if _, ok := Decode(charset, nil); !ok {
		return s
	}
	return unpercent(s, charset)
}

// cutCharset takes "charset'language'" off a value in the form of RFC 8187. The
// charset is returned in lower case and may be empty. What follows the first
// character that no token has is dropped.
func cutCharset(s string) (charset, rest string, ok bool) {
	inMarker := func(i int) int {
		for i < len(s) && isTokenChar(s[i]) && s[i] != '\'' {
			i++
		}
		return i
	}
	first := inMarker(0)
	if first == len(s) || s[first] != '\'' {
		return "", s, false
	}
	second := inMarker(first + 1)
	if second == len(s) || s[second] != '\'' {
		return "", s, false
	}
	end := tokenEnd(s, second+1)
	if end == second+1 {
		return "", s, false
	}
	return strings.ToLower(s[:first]), s[second+1 : end], true
}

// String writes the names and values as [ParseParams] reads them. The value of a name
// that ends with "*" is written as it is.
func (p Params) String() string {
	var b strings.Builder
	for i, param := range p {
		if i > 0 {
			b.WriteString(", ")
		}
		param.write(&b)
	}
	return b.String()
}

func (p Param) write(b *strings.Builder) {
	b.WriteString(p.Name)
	switch {
	case p.Bare:
	case strings.HasSuffix(p.Name, "*"):
		b.WriteString("=" + p.Value)
	default:
		b.WriteString("=" + Quote(p.Value))
	}
}

// Set is a list of items of which each is there once, whatever its case: the value
// of Vary, Allow, Pragma, Content-Language.
type Set []string

// ParseSet reads the items of a list, as they stand there.
func ParseSet(s string) Set { return ParseList(s) }

// Has reports whether the item is there.
func (s Set) Has(item string) bool {
	return slices.ContainsFunc(s, func(have string) bool { return strings.EqualFold(have, item) })
}

// Add adds those items that are not there.
func (s *Set) Add(items ...string) {
	for _, item := range items {
		if !s.Has(item) {
			*s = append(*s, item)
		}
	}
}

// Del removes an item.
func (s *Set) Del(item string) {
	*s = slices.DeleteFunc(*s, func(have string) bool { return strings.EqualFold(have, item) })
}

// String writes the list.
func (s Set) String() string { return FormatList(s...) }
