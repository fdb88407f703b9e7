package httpheader

import (
	"fmt"
	"slices"
	"strings"
)

// ETags are the tags of an If-Match or If-None-Match field (RFC 9110, section 8.8.3),
// without their quotes. The zero ETags have none.
type ETags struct {
	Any    bool     // "*": every tag
	Strong []string // as sent
	Weak   []string // those with W/ before them
}

// ParseETags reads a list of tags, also of those without quotes.
func ParseETags(s string) ETags {
	var tags ETags
	noQuote := false // no quote ends a tag from here on
	for pos := 0; pos < len(s); {
		rest := s[pos:]
		weak := strings.HasPrefix(rest, "W/") || strings.HasPrefix(rest, "w/")
		if weak {
			rest = rest[2:]
		}
		tag, end, quoted := "", 0, false
		if !noQuote && strings.HasPrefix(rest, `"`) {
			tag, end, quoted = cutQuotedTag(rest)
			noQuote = !quoted
		}
		if !quoted {
			tag, end = cutRawTag(rest)
		}
		switch {
		case tag == "*" && !quoted:
			return ETags{Any: true}
		case weak:
			tags.Weak = append(tags.Weak, tag)
		default:
			tags.Strong = append(tags.Strong, tag)
		}
		pos = len(s) - len(rest) + end
	}
	return tags
}

// cutQuotedTag returns the tag in quotes at the beginning of s, which ends with a
// quote that a comma or the end follows, and where the next one begins.
func cutQuotedTag(s string) (tag string, end int, found bool) {
	for i := 1; i < len(s); i++ {
		if s[i] != '"' {
			continue
		}
		if n, ok := separator(s[i+1:]); ok {
			return s[1:i], i + 1 + n, true
		}
	}
	return "", 0, false
}

// cutRawTag returns what stands before the next comma or the end.
func cutRawTag(s string) (tag string, end int) {
	comma := strings.IndexByte(s, ',')
	if comma < 0 {
		return s, len(s)
	}
	n, _ := separator(s[comma:])
	return strings.TrimRight(s[:comma], space), comma + n
}

// separator returns the length of the comma at the beginning of s with the space
// around it, and whether there is one, or nothing follows.
func separator(s string) (length int, ok bool) {
	rest := strings.TrimLeft(s, space)
	if s == "" {
		return 0, true
	}
	if !strings.HasPrefix(rest, ",") {
		return 0, false
	}
	return len(s) - len(strings.TrimLeft(rest[1:], space)), true
}

// IsZero reports whether there is no tag at all.
func (e ETags) IsZero() bool { return !e.Any && len(e.Strong) == 0 && len(e.Weak) == 0 }

// Has reports whether a strong tag is there: the comparison of If-Match.
func (e ETags) Has(tag string) bool { return e.Any || slices.Contains(e.Strong, tag) }

// HasWeak reports whether a tag is there, strong or weak: the comparison of
// If-None-Match.
func (e ETags) HasWeak(tag string) bool { return slices.Contains(e.Weak, tag) || e.Has(tag) }

// String writes the strong tags and behind them the weak ones.
func (e ETags) String() string {
	if e.Any {
		return "*"
	}
	var out []string
	for _, tag := range e.Strong {
		out = append(out, `"`+tag+`"`)
	}
	for _, tag := range e.Weak {
		out = append(out, `W/"`+tag+`"`)
	}
	return strings.Join(out, ", ")
}

// FormatETag writes a tag for an ETag field. One with a quote in it is an error.
func FormatETag(tag string, weak bool) (string, error) {
	if strings.Contains(tag, `"`) {
		return "", fmt.Errorf("httpheader: the entity tag %q has a quote in it, want one without", tag)
	}
	if weak {
		return `W/"` + tag + `"`, nil
	}
	return `"` + tag + `"`, nil
}

// ParseETag reads the tag of an ETag field, and whether it is weak.
func ParseETag(s string) (tag string, weak bool) {
	tag = trim(s)
	if strings.HasPrefix(tag, "W/") || strings.HasPrefix(tag, "w/") {
		tag, weak = tag[2:], true
	}
	if len(tag) >= 2 && tag[0] == '"' && tag[len(tag)-1] == '"' {
		tag = tag[1 : len(tag)-1]
	} else if tag == `"` {
		tag = ""
	}
	return tag, weak
}
