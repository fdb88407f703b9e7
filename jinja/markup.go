package jinja

import (
	"html"
	"strconv"
	"strings"
)

// markupMethods are the methods of a Markup that differ from those of str: they give
// Markups, and escape what is put into the text.
var markupMethods = methodTable(
	markupMethod("capitalize"), markupMethod("casefold"), markupMethod("lower"), markupMethod("swapcase"),
	markupMethod("title"), markupMethod("upper"), markupMethod("zfill"), markupMethod("expandtabs"),
	markupMethod("strip"), markupMethod("lstrip"), markupMethod("rstrip"), markupMethod("removeprefix"),
	markupMethod("removesuffix"), markupMethod("translate"), markupMethod("split"), markupMethod("rsplit"),
	markupMethod("splitlines"), markupMethod("partition"), markupMethod("rpartition"),

	markupEscaping("center", 1), markupEscaping("ljust", 1), markupEscaping("rjust", 1),
	markupEscaping("replace", 1),

	methodOfOne("Markup", "join", func(r *run, self value, a []value) value {
		parts := joinable(r, a[0])
		for i, part := range parts {
			parts[i] = text(escapeOf(r, part))
		}
		return asMarkup(strJoin(r, self, []value{newList(parts)}))
	}),
	methodOfNone("Markup", "unescape", func(_ *run, self value, _ []value) value {
		return text(unescapeText(self.text()))
	}),
	methodOfNone("Markup", "striptags", func(_ *run, self value, _ []value) value {
		return text(stripTags(self.text()))
	}),
	methodOfOne("Markup", "escape", func(r *run, _ value, a []value) value {
		return markup(escapeOf(r, a[0]))
	}),
)

// markupMethod is str's method of that name, whose texts are Markups.
func markupMethod(name string) *method {
	of := strMethods[name]
	return &method{name, func(r *run, self value, a *args) value { return asMarkup(of.f(r, self, a)) }}
}

// markupEscaping is markupMethod that escapes the argument at that place.
func markupEscaping(name string, at int) *method {
	of := strMethods[name]
	return &method{name, func(r *run, self value, a *args) value {
		if at < len(a.pos) {
			escaped := append([]value(nil), a.pos...)
			escaped[at] = text(escapeOf(r, escaped[at]))
			a = &args{pos: escaped, names: a.names, named: a.named}
		}
		return asMarkup(of.f(r, self, a))
	}}
}

// asMarkup makes a Markup of a text, and of each text in a list or a tuple that is new.
func asMarkup(v value) value {
	switch x := v.ref.(type) {
	case textPtr:
		return markup(v.text())
	case *List:
		for i := range x.items {
			x.items[i] = asMarkup(x.items[i])
		}
	case *tuple:
		for i := range x.items {
			x.items[i] = asMarkup(x.items[i])
		}
	}
	return v
}

// addMarkup is a + b where one of them is a Markup: the other is escaped.
func addMarkup(r *run, a, b value) value {
	s, t := escapeOf(r, a), escapeOf(r, b)
	r.room(len(s) + len(t))
	return markup(s + t)
}

// multiplyMarkup is a * b where one of them is a Markup, which asks the other for an index.
func multiplyMarkup(r *run, a, b value) value {
	if !a.isMarkup() {
		a, b = b, a
	}
	if b.kind() == kindBig {
		return repeatValue(r, a, repetitions(b))
	}
	return repeatValue(r, a, asIndex(b))
}

// isEscapable tells whether v is a text or has __html__.
func isEscapable(r *run, v value) bool {
	if _, is := v.asText(); is {
		return true
	}
	_, is := htmlOf(r, v)
	return is
}

// stripTags is MarkupSafe's striptags: without tags and comments, blanks collapsed,
// entities replaced.
func stripTags(s string) string {
	var b strings.Builder
	rest := s
	for {
		start := strings.IndexByte(rest, '<')
		if start < 0 {
			break
		}
		from, closing := start, ">"
		if strings.HasPrefix(rest[start:], "<!--") {
			from, closing = start+len("<!--"), "-->"
		}
		end := strings.Index(rest[from:], closing)
		if end < 0 {
			break
		}
		b.WriteString(rest[:start])
		rest = rest[from+end+len(closing):]
	}
	b.WriteString(rest)
	return unescapeText(strings.Join(splitBlanks(b.String(), -1), " "))
}

// unescapeText is Python's html.unescape: HTML's rules for character references, but that
// a reference to a character which HTML forbids is removed.
func unescapeText(s string) string {
	var b strings.Builder
	for {
		at := strings.IndexByte(s, '&')
		if at < 0 {
			b.WriteString(s)
			return b.String()
		}
		b.WriteString(s[:at])
		s = s[at:]
		if strings.HasPrefix(s, "&#") {
			end := referenceEnd(s)
			b.WriteString(numericReference(s[:end]))
			s = s[end:]
			continue
		}
		next := strings.IndexByte(s[1:], '&') + 1
		if next == 0 {
			next = len(s)
		}
		b.WriteString(html.UnescapeString(s[:next]))
		s = s[next:]
	}
}

// referenceEnd is where a numeric reference at the beginning of s ends; if it has no digits,
// that is after its "&#".
func referenceEnd(s string) int {
	const mark = len("&#")
	digits, from := "0123456789", mark
	if len(s) > from && (s[from] == 'x' || s[from] == 'X') {
		digits, from = "0123456789abcdefABCDEF", from+1
	}
	end := from
	for end < len(s) && strings.IndexByte(digits, s[end]) >= 0 {
		end++
	}
	switch {
	case end == from:
		return mark
	case end < len(s) && s[end] == ';':
		return end + 1
	}
	return end
}

// numericReference is the character of "&#x41;" or "&#65"; "&#" alone stays.
func numericReference(s string) string {
	digits, base := strings.TrimSuffix(s[len("&#"):], ";"), 10
	if digits == "" {
		return s
	}
	if digits[0] == 'x' || digits[0] == 'X' {
		digits, base = digits[1:], 16
	}
	n, err := strconv.ParseUint(digits, base, 32)
	switch {
	case err != nil || n > 0x10ffff || n >= 0xd800 && n < 0xe000 || n == 0:
		return "\ufffd"
	case n >= 0x80 && n < 0xa0 || n == '\r':
		return html.UnescapeString("&#" + strconv.FormatUint(n, 10) + ";") // as in Windows' code page
	case n < ' ' && n != '\t' && n != '\n' && n != '\f', n == 0x7f, n >= 0xfdd0 && n <= 0xfdef, n&0xfffe == 0xfffe:
		return ""
	}
	return string(rune(n))
}
