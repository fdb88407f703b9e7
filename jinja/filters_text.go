package jinja

import (
	"strings"
	"unicode/utf8"
)

// textFilters are the filters that read their value as a text and give one.
func textFilters() map[string]filterFunc {
	return map[string]filterFunc{
		"capitalize": methodFilter("do_capitalize", "capitalize"),
		"center":     filterCenter,
		"format":     filterFormat,
		"indent":     filterIndent,
		"lower":      methodFilter("do_lower", "lower"),
		"string":     alone("soft_str", "s", 1, softText),
		"striptags":  alone("do_striptags", "value", 1, filterStripTags),
		"title":      alone("do_title", "s", 1, title),
		"trim":       filterTrim,
		"truncate":   filterTruncate,
		"upper":      methodFilter("do_upper", "upper"),
		"urlencode":  alone("do_urlencode", "value", 1, urlEncode),
		"urlize":     filterURLize,
		"wordcount":  alone("do_wordcount", "s", 1, countWords),
		"wordwrap":   filterWordwrap,
	}
}

// methodFilter is a filter that is a method of str.
func methodFilter(python, method string) filterFunc {
	return alone(python, "s", 1, func(r *run, in value) value { return callMethod(r, softText(r, in), method) })
}

var centerParams = params("do_center", "value", 0, "width")

func filterCenter(r *run, in value, a *args) value {
	var p [1]value
	centerParams.bind(a, 1, p[:])
	return callMethod(r, softText(r, in), "center", p[0].or(integer(80)))
}

var trimParams = params("do_trim", "value", 0, "chars")

func filterTrim(r *run, in value, a *args) value {
	var p [1]value
	trimParams.bind(a, 1, p[:])
	if !p[0].isGiven() {
		return callMethod(r, softText(r, in), "strip")
	}
	return callMethod(r, softText(r, in), "strip", p[0])
}

// filterFormat is "…" % arguments, which are a tuple or, when they are named, a dict.
func filterFormat(r *run, in value, a *args) value {
	if _, twice := a.keyword("value"); twice {
		panic(errorf(kindTypeError, "do_format() got multiple values for argument 'value'"))
	}
	if len(a.names) == 0 {
		return modulo(r, softText(r, in), newTuple(append([]value(nil), a.pos...)...))
	}
	if len(a.pos) > 0 {
		panic(errorf(kindFilterArgument, "can't handle positional and keyword arguments at the same time"))
	}
	named := newDict(len(a.names))
	for i, name := range a.names {
		named.set(r, text(name), a.named[i])
	}
	return modulo(r, softText(r, in), value{ref: named})
}

// filterStripTags is Markup.striptags of the value's markup, or of its text as if it were.
func filterStripTags(r *run, in value) value {
	s, has := htmlOf(r, in)
	if !has {
		s = strOf(r, in)
	}
	return callMethod(r, markup(s), "striptags")
}

// title makes the first letter of each word upper case and all others lower case. A word
// ends at blanks and at the characters -({[<.
func title(r *run, in value) value {
	s := softText(r, in).text()
	out := make([]byte, 0, len(s))
	for len(s) > 0 {
		out, s = appendBlanksOf(out, s)
		end := strings.IndexFunc(s, isWordStart)
		if end < 0 {
			end = len(s)
		}
		out = appendTitled(r, out, s[:end])
		s = s[end:]
	}
	return text(string(out))
}

// isWordStart tells whether the filter title begins a word behind c.
func isWordStart(c rune) bool { return strings.ContainsRune("-({[<", c) || isSpace(c) }

// appendBlanksOf appends what s begins with before its first word, and gives the rest.
func appendBlanksOf(dst []byte, s string) ([]byte, string) {
	start := strings.IndexFunc(s, func(c rune) bool { return !isWordStart(c) })
	if start < 0 {
		start = len(s)
	}
	return append(dst, s[:start]...), s[start:]
}

func appendTitled(r *run, dst []byte, word string) []byte {
	if !isASCII(word) {
		_, n := utf8.DecodeRuneInString(word)
		dst = append(dst, callMethod(r, text(word[:n]), "upper").text()...)
		return append(dst, callMethod(r, text(word[n:]), "lower").text()...)
	}
	for i := range len(word) {
		c := word[i]
		switch {
		case i == 0 && c >= 'a' && c <= 'z':
			c -= 'a' - 'A'
		case i > 0 && c >= 'A' && c <= 'Z':
			c += 'a' - 'A'
		}
		dst = append(dst, c)
	}
	return dst
}

// countWords counts the runs of letters, digits and underscores.
func countWords(r *run, in value) value {
	count, within := 0, false
	for _, c := range softText(r, in).text() {
		word := isWord(c)
		if word && !within {
			count++
		}
		within = word
	}
	return intValue(count)
}

var truncateParams = params("do_truncate", "s", 0, "length", "killwords", "end", "leeway")

func filterTruncate(r *run, in value, a *args) value {
	var p [4]value
	truncateParams.bind(a, 2, p[:])
	length, end, leeway := p[0].or(integer(255)), p[2].or(text("...")), p[3]
	if !leeway.isGiven() {
		leeway = integer(5)
		if set := r.env.config.Policies.TruncateLeeway; set != nil {
			leeway = intValue(*set)
		}
	}
	behind := intValue(lengthNeeded(r, end))
	if !less(r, ">=", length, behind) {
		panic(errorf(kindAssertionPython, "expected length >= %d, got %s", behind.int(), strOf(r, length)))
	}
	if !less(r, ">=", leeway, integer(0)) {
		panic(errorf(kindAssertionPython, "expected leeway >= 0, got %s", strOf(r, leeway)))
	}
	if less(r, "<=", intValue(lengthNeeded(r, in)), add(r, length, leeway)) {
		return in
	}
	head := sliceOf(r, in, none, subtract(r, length, behind), none)
	if !p[1].isMissing() && truth(r, p[1]) {
		return add(r, head, end)
	}
	return add(r, withoutLastWord(r, head), end)
}

// withoutLastWord is head.rsplit(" ", 1)[0].
func withoutLastWord(r *run, head value) value {
	s, is := head.asText()
	if !is {
		return itemOf(r, callMethod(r, head, "rsplit", text(" "), integer(1)), integer(0))
	}
	at := strings.LastIndexByte(s, ' ')
	switch {
	case at < 0:
		return head
	case head.isMarkup():
		return markup(s[:at])
	}
	return text(s[:at])
}
