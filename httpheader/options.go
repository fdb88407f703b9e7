package httpheader

import (
	"strings"
)

// ParseOptions reads a value with parameters behind it, as of Content-Type and
// Content-Disposition: "text/html; charset=utf-8". The parameters' names are in lower
// case. Those that are malformed are left out; those in the form of RFC 2231, in
// several parts (name*0=, name*1=) or with a charset (name*=), are put together. In
// quotes %22 is a quote, as browsers send it in forms.
func ParseOptions(s string) (value string, params Params) {
	value, rest, _ := strings.Cut(s, ";")
	value, rest = trim(value), trim(rest)
	if value == "" || rest == "" {
		return value, nil
	}
	var options collector
	charset := ""   // of this parameter, or of one before it
	continued := "" // of the last part that had one which is known
	for _, part := range splitOptions(rest) {
		name, text := part.Name, part.Value
		if strings.HasSuffix(name, "*") {
			name = name[:len(name)-1]
			if own, encoded, ok := cutCharset(text); ok {
				charset, text = own, encoded
			}
			if charset == "" {
				charset = continued
			}
			if _, known := Decode(charset, nil); known {
				continued = charset
				text = unpercent(text, charset)
			}
		}
		text = unquoteOption(text)
		if base, found := cutContinuation(name); found {
			name = base
			if i := options.at(name); i >= 0 {
				text = options.params[i].Value + text
			}
		}
		if name != "" {
			options.set(Param{Name: name, Value: text})
		}
	}
	return value, options.params
}

// splitOptions finds the well-formed "name=value" between semicolons. Values still
// have their quotes.
func splitOptions(rest string) (parts []Param) {
	for {
		if end := tokenEnd(rest, 0); end > 0 && end < len(rest) && rest[end] == '=' {
			name := strings.ToLower(rest[:end])
			rest = rest[end+1:]
			if end := tokenEnd(rest, 0); end > 0 {
				parts = append(parts, Param{Name: name, Value: rest[:end]})
			} else if end := closingQuote(rest); end > 0 {
				parts = append(parts, Param{Name: name, Value: rest[:end]})
				rest = rest[end:]
			}
		}
		_, next, found := strings.Cut(rest, ";")
		if !found {
			return parts
		}
		rest = strings.TrimLeft(next, space)
	}
}

// closingQuote returns the end of the quoted string that s begins with, 0 when it
// does not, or is not closed.
func closingQuote(s string) int {
	if s == "" || s[0] != '"' {
		return 0
	}
	for i := 1; i < len(s); i++ {
		switch {
		case s[i] == '\\' && i+1 < len(s) && (s[i+1] == '\\' || s[i+1] == '"'):
			i++
		case s[i] == '"':
			return i + 1
		}
	}
	return 0
}

// unquoteOption takes quotes off a parameter. Other than [Unquote] it leaves a
// backslash that stands before anything but a quote or a backslash: old browsers
// send whole paths.
func unquoteOption(s string) string {
	if s == "" || s[0] != '"' || s[len(s)-1] != '"' {
		return s
	}
	if len(s) == 1 {
		return ""
	}
	s = s[1 : len(s)-1]
	s = strings.ReplaceAll(s, `\\`, `\`)
	s = strings.ReplaceAll(s, `\"`, `"`)
	return strings.ReplaceAll(s, "%22", `"`)
}

// cutContinuation takes the number of a part off its name: "filename*1".
func cutContinuation(name string) (base string, found bool) {
	star := strings.LastIndexByte(name, '*')
	if star < 0 || star+1 == len(name) {
		return name, false
	}
	if strings.Trim(name[star+1:], "0123456789") != "" {
		return name, false
	}
	return name[:star], true
}

// FormatOptions writes a value with parameters behind it. A parameter that is Bare
// is left out; the value of one whose name ends with "*" is written as it is.
func FormatOptions(value string, params Params) string {
	var b strings.Builder
	b.WriteString(value)
	for _, p := range params {
		if p.Bare {
			continue
		}
		if b.Len() > 0 {
			b.WriteString("; ")
		}
		p.write(&b)
	}
	return b.String()
}

// IsJSON reports whether a media type, without parameters and in lower case, is
// JSON's: application/json, or application/ with +json at its end.
func IsJSON(mediaType string) bool {
	return mediaType == "application/json" || strings.HasPrefix(mediaType, "application/") && strings.HasSuffix(mediaType, "+json")
}

// WithCharset adds "; charset=utf-8" to a media type that is text: text/*, anything
// that ends with +xml, and the JavaScript, SQL and XML types of application/.
func WithCharset(mediaType string) string {
	text := strings.HasPrefix(mediaType, "text/") || strings.HasSuffix(mediaType, "+xml")
	switch strings.TrimPrefix(mediaType, "application/") {
	case "ecmascript", "javascript", "sql", "xml", "xml-dtd", "xml-external-parsed-entity":
		text = text || strings.HasPrefix(mediaType, "application/")
	}
	if text {
		return mediaType + "; charset=utf-8"
	}
	return mediaType
}
