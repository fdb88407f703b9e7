package jinja

import (
	"math"
	"strings"
	"unicode/utf8"
)

// formatter is one use of str.format. A Markup escapes each field, and differs in some
// errors, since its format is written in Python.
type formatter struct {
	r       *run
	args    *args
	mapping value // of format_map; missing for format
	markup  bool
	next    int // the number of the next field without a name
	manual  bool
}

// maxFormatNesting is how deep fields within specifications may be.
const maxFormatNesting = 2

func formatFields(r *run, self value, a *args, mapping value) value {
	f := &formatter{r: r, args: a, mapping: mapping, markup: self.isMarkup()}
	s := string(f.expand(nil, self.text(), maxFormatNesting))
	if f.markup {
		return markup(s)
	}
	return text(s)
}

// expand appends s with its fields replaced. What a specification expands to is text.
func (f *formatter) expand(dst []byte, s string, depth int) []byte {
	if depth < 0 || depth == 0 && !f.markup {
		panic(errorf(kindValueError, "Max string recursion exceeded"))
	}
	for s != "" {
		plain := strings.IndexAny(s, "{}")
		if plain < 0 {
			return append(dst, s...)
		}
		dst = append(dst, s[:plain]...)
		brace := s[plain]
		s = s[plain+1:]
		switch {
		case s != "" && s[0] == brace:
			dst = append(dst, brace)
			s = s[1:]
		case brace == '}':
			panic(errorf(kindValueError, "Single '}' encountered in format string"))
		case s == "":
			panic(errorf(kindValueError, "Single '{' encountered in format string"))
		default:
			end := fieldEnd(s)
			dst = f.field(dst, s[:end], depth)
			s = s[end+1:]
		}
		f.r.room(len(dst))
	}
	return dst
}

// fieldEnd is where the brace stands that closes a field. Within brackets braces are
// part of a key.
func fieldEnd(s string) int {
	open, bracket, spec := 1, false, false
	for i := range len(s) {
		switch c := s[i]; {
		case bracket:
			bracket = c != ']'
		case c == '[' && !spec:
			bracket = true
		case c == ':' || c == '!':
			spec = true
		case c == '{':
			open++
			spec = true
		case c == '}':
			if open--; open == 0 {
				return i
			}
		}
	}
	panic(errorf(kindValueError, "expected '}' before end of string"))
}

// field appends a field: "name!conversion:specification".
func (f *formatter) field(dst []byte, s string, depth int) []byte {
	name, conversion, spec := splitField(s)
	v := f.value(name)
	switch conversion {
	case 0:
	case 's':
		v = text(strOf(f.r, v))
	case 'r':
		v = text(reprOf(f.r, v))
	case 'a':
		v = text(asciiOf(f.r, v))
	default:
		panic(errorf(kindValueError, "Unknown conversion specifier %c", conversion))
	}
	if strings.ContainsAny(spec, "{}") {
		spec = string(f.expand(nil, spec, depth-1))
	}
	if f.markup {
		return append(dst, f.escaped(v, spec)...)
	}
	if spec == "" {
		return appendStr(f.r, dst, v)
	}
	return append(dst, formatValue(f.r, v, spec)...)
}

// escaped is a field of a Markup.
func (f *formatter) escaped(v value, spec string) string {
	if v.isMarkup() {
		if spec != "" {
			panic(errorf(kindValueError, "Unsupported format specification for Markup."))
		}
		return v.text()
	}
	if s, is := htmlOf(f.r, v); is {
		if spec != "" {
			panic(errorf(kindValueError, "Format specifier %s given, but <class '%s'> does not define __html_format__. A class that defines __html__ must define __html_format__ to work with format specifiers.", spec, typeName(v)))
		}
		// What __html__ gives is a str, which MarkupSafe escapes with the field.
		return escapeText(s)
	}
	return escapeText(formatValue(f.r, v, spec))
}

// splitField takes a field apart; conversion is 0 where there is none.
func splitField(s string) (name string, conversion rune, spec string) {
	end := nameEnd(s)
	name, s = s[:end], s[end:]
	if s == "" {
		return name, 0, ""
	}
	if s[0] == ':' {
		return name, 0, s[1:]
	}
	s = s[1:]
	if s == "" {
		panic(errorf(kindValueError, "unmatched '{' in format spec"))
	}
	conversion, size := utf8.DecodeRuneInString(s)
	s = s[size:]
	if s == "" {
		return name, conversion, ""
	}
	if s[0] != ':' {
		panic(errorf(kindValueError, "expected ':' after conversion specifier"))
	}
	return name, conversion, s[1:]
}

// nameEnd is where a field's name ends: at the first "!" or ":" outside of brackets.
func nameEnd(s string) int {
	bracket := false
	for i := range len(s) {
		switch c := s[i]; {
		case bracket:
			bracket = c != ']'
		case c == '[':
			bracket = true
		case c == '!' || c == ':':
			return i
		case c == '{':
			panic(errorf(kindValueError, "unexpected '{' in field name"))
		}
	}
	return len(s)
}

// value is what a field's name stands for: "name.attribute[key]".
func (f *formatter) value(name string) value {
	end := strings.IndexAny(name, ".[")
	if end < 0 {
		end = len(name)
	}
	v := f.argument(name[:end])
	for rest := name[end:]; rest != ""; {
		if rest[0] == '.' {
			end = strings.IndexAny(rest[1:], ".[") + 1
			if end == 0 {
				end = len(rest)
			}
			if end == 1 {
				panic(emptyAttribute())
			}
			v = f.attribute(v, rest[1:end])
			rest = rest[end:]
			continue
		}
		if rest[0] != '[' {
			panic(errorf(kindValueError, "Only '.' or '[' may follow ']' in format field specifier"))
		}
		end = strings.IndexByte(rest, ']')
		switch {
		case end < 0:
			panic(errorf(kindValueError, "Missing ']' in format string"))
		case end == 1:
			panic(emptyAttribute())
		}
		if key := fieldKey(rest[1:end]); f.r.env.config.Sandbox != nil {
			v = getItem(f.r, v, key)
		} else {
			v = mustItem(f.r, v, key)
		}
		rest = rest[end+1:]
	}
	return v
}

func emptyAttribute() *Error { return errorf(kindValueError, "Empty attribute in format string") }

// argument is the argument with that name or number, or the next one.
func (f *formatter) argument(name string) value {
	n, rest := 0, ""
	if name == "" {
		if f.manual {
			panic(errorf(kindValueError, "cannot switch from manual field specification to automatic field numbering"))
		}
		n = f.next
		f.next++
	} else {
		if n, rest = parseSize(name); n < 0 || rest != "" {
			return f.keyword(name)
		}
		if f.next > 0 {
			panic(errorf(kindValueError, "cannot switch from automatic field numbering to manual field specification"))
		}
		f.manual = true
	}
	switch {
	case !f.mapping.isMissing() && !f.markup:
		panic(errorf(kindValueError, "Format string contains positional fields"))
	case n >= len(f.args.pos) && f.markup:
		panic(errorf(kindIndexError, "tuple index out of range"))
	case n >= len(f.args.pos):
		panic(errorf(kindIndexError, "Replacement index %d out of range for positional args tuple", n))
	}
	return f.args.pos[n]
}

func (f *formatter) keyword(name string) value {
	if !f.mapping.isMissing() {
		return mustItem(f.r, f.mapping, text(name))
	}
	v, is := f.args.keyword(name)
	if !is {
		panic(errorf(kindKeyError, "%s", appendTextRepr(nil, name)))
	}
	return v
}

func (f *formatter) attribute(v value, name string) value {
	if f.r.env.config.Sandbox != nil {
		return getAttr(f.r, v, name) // as Jinja2's SandboxedFormatter
	}
	found := attrOf(f.r, v, name)
	if found.isMissing() {
		panic(errorf(kindAttributeError, "'%s' object has no attribute '%s'", typeName(v), name))
	}
	return found
}

// fieldKey is what stands in a field's brackets: a number, or a text.
func fieldKey(s string) value {
	if n, rest := parseSize(s); n >= 0 && rest == "" && n < math.MaxInt {
		return intValue(n)
	}
	return text(s)
}

// mustItem is v[key], with Python's errors where there is none.
func mustItem(r *run, v, key value) value {
	found := itemOf(r, v, key)
	if !found.isMissing() {
		return found
	}
	isInt := numericOf(key) == smallInt || numericOf(key) == largeInt
	switch k := v.kind(); {
	case k == kindDict || k == kindHost && hostMapping(v.ref):
		mustHash(r, key)
		panic(errorf(kindKeyError, "%s", reprOf(r, key)))
	case k == kindText || k == kindMarkup:
		if isInt {
			panic(errorf(kindIndexError, "string index out of range"))
		}
		panic(errorf(kindTypeError, "string indices must be integers, not '%s'", typeName(key)))
	case k == kindList || k == kindTuple || tupleOf(v) != nil || k == kindHost && hostSequence(v.ref):
		if isInt {
			panic(errorf(kindIndexError, "%s index out of range", typeName(v)))
		}
		panic(errorf(kindTypeError, "%s indices must be integers or slices, not %s", typeName(v), typeName(key)))
	}
	if _, is := v.ref.(*rangeObject); is && isInt {
		panic(errorf(kindIndexError, "range object index out of range"))
	}
	if _, is := v.ref.(itemised); is {
		panic(errorf(kindKeyError, "%s", reprOf(r, key)))
	}
	panic(errorf(kindTypeError, "'%s' object is not subscriptable", typeName(v)))
}
