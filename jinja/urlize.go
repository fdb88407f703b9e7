package jinja

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

var urlizeParams = params("do_urlize", "value", 0, "trim_url_limit", "nofollow", "target", "rel", "extra_schemes")

// filterURLize makes links of the addresses in a text, which it escapes.
func filterURLize(r *run, in value, a *args) value {
	var p [5]value
	urlizeParams.bind(a, 2, p[:])
	policies := &r.env.config.Policies
	l := linker{r: r, limit: p[0]}
	if rel := linkRel(r, p[3], p[1], policies.URLizeRel); rel != "" {
		l.attributes = ` rel="` + escapeText(rel) + `"`
	}
	target := text(policies.URLizeTarget)
	if p[2].isGiven() {
		target = p[2]
	}
	if truth(r, target) {
		l.attributes += ` target="` + escaped(r, target).text() + `"`
	}
	l.schemes = policies.URLizeExtraSchemes
	if p[4].isGiven() {
		l.schemes = nil
		for _, v := range items(r, p[4]) {
			s, is := v.asText()
			if !is {
				panic(errorf(kindTypeError, "expected string or bytes-like object, got '%s'", typeName(v)))
			}
			l.schemes = append(l.schemes, s)
		}
	}
	for _, s := range l.schemes {
		if !isSchemePrefix(s) {
			panic(errorf(kindFilterArgument, "%s is not a valid URI scheme prefix.", reprOf(r, text(s))))
		}
	}
	out := l.link(escaped(r, in).text())
	if r.autoescape() {
		return markup(out)
	}
	return text(out)
}

// linkRel is the value of the attribute rel, its words in order.
func linkRel(r *run, rel, nofollow value, policy *string) string {
	var words []string
	if !rel.isMissing() && truth(r, rel) {
		for _, v := range items(r, callMethod(r, rel, "split")) {
			words = append(words, v.text())
		}
	}
	if argTrue(r, nofollow) {
		words = append(words, "nofollow")
	}
	if policy == nil {
		words = append(words, "noopener")
	} else {
		words = append(words, strings.FieldsFunc(*policy, isSpace)...)
	}
	slices.Sort(words)
	return strings.Join(slices.Compact(words), " ")
}

// isSchemePrefix tells whether s is a scheme with its colon and up to two slashes.
func isSchemePrefix(s string) bool {
	name, slashes, has := strings.Cut(s, ":")
	if !has || slashes != "" && slashes != "/" && slashes != "//" || utf8.RuneCountInString(name) < 2 {
		return false
	}
	return strings.IndexFunc(name, func(c rune) bool { return !isWord(c) && !strings.ContainsRune(".+-", c) }) < 0
}

// linker makes the links of urlize.
type linker struct {
	r          *run
	limit      value    // characters of an address that are shown
	attributes string   // of a link, behind href
	schemes    []string // beside http, https and mailto
}

// link makes links in a text that is escaped.
func (l *linker) link(s string) string {
	out := make([]byte, 0, len(s)+len(s)/4)
	for len(s) > 0 {
		word := strings.IndexFunc(s, func(c rune) bool { return !isSpace(c) })
		if word < 0 {
			word = len(s)
		}
		out = append(out, s[:word]...)
		s = s[word:]
		end := strings.IndexFunc(s, isSpace)
		if end < 0 {
			end = len(s)
		}
		l.r.step(1)
		out = l.appendWord(out, s[:end])
		s = s[end:]
	}
	return string(out)
}

func (l *linker) appendWord(dst []byte, word string) []byte {
	start, end := trimPunctuation(word)
	dst = append(dst, word[:start]...)
	dst = l.appendMiddle(dst, word[start:end])
	return append(dst, word[end:]...)
}

// trimPunctuation is where an address in word would begin and end: behind opening and
// before closing punctuation, as long as its own brackets stay closed.
func trimPunctuation(word string) (start, end int) {
	for start < len(word) {
		if c := word[start]; c == '(' || c == '<' {
			start++
		} else if strings.HasPrefix(word[start:], "&lt;") {
			start += 4
		} else {
			break
		}
	}
	end = len(word)
	for end > start {
		if strings.IndexByte(")>.,", word[end-1]) >= 0 {
			end--
		} else if strings.HasSuffix(word[start:end], "&gt;") {
			end -= 4
		} else {
			break
		}
	}
	for _, bracket := range [...][2]string{{"(", ")"}, {"<", ">"}, {"&lt;", "&gt;"}} {
		open := strings.Count(word[start:end], bracket[0])
		if open <= strings.Count(word[start:end], bracket[1]) {
			continue
		}
		for range min(open, strings.Count(word[end:], bracket[1])) {
			end += strings.Index(word[end:], bracket[1]) + len(bracket[1])
		}
	}
	return start, end
}

func (l *linker) appendMiddle(dst []byte, s string) []byte {
	switch {
	case isWebAddress(s):
		href := s
		if !strings.HasPrefix(s, "https://") && !strings.HasPrefix(s, "http://") {
			href = "https://" + s
		}
		return l.appendLink(dst, href, l.shown(s))
	case strings.HasPrefix(s, "mailto:") && isMailAddress(s[len("mailto:"):]):
		return appendAnchor(dst, s, "", s[len("mailto:"):])
	case strings.Contains(s, "@") && !strings.HasPrefix(s, "www.") && !strings.HasPrefix(s, "@") &&
		!strings.Contains(s, ":") && isMailAddress(s):
		return appendAnchor(dst, "mailto:"+s, "", s)
	}
	for _, scheme := range l.schemes {
		if s != scheme && strings.HasPrefix(s, scheme) {
			return l.appendLink(dst, s, s)
		}
	}
	return append(dst, s...)
}

// shown is as much of an address as the limit lets through.
func (l *linker) shown(s string) string {
	if !l.limit.isGiven() {
		return s
	}
	if !less(l.r, ">", intValue(utf8.RuneCountInString(s)), l.limit) {
		return s
	}
	return sliceOf(l.r, text(s), none, l.limit, none).text() + "..."
}

func (l *linker) appendLink(dst []byte, href, shown string) []byte {
	return appendAnchor(dst, href, l.attributes, shown)
}

func appendAnchor(dst []byte, href, attributes, shown string) []byte {
	dst = append(dst, `<a href="`...)
	dst = append(dst, href...)
	dst = append(dst, '"')
	dst = append(dst, attributes...)
	dst = append(dst, '>')
	dst = append(dst, shown...)
	return append(dst, "</a>"...)
}

// isWebAddress tells whether the whole of s, which has no blanks, is an address of the
// web. It goes over s once.
func isWebAddress(s string) bool {
	if rest, has := cutFold(s, "http"); has {
		if after, has := cutFold(rest, "s"); has {
			rest = after
		}
		if rest, has := strings.CutPrefix(rest, "://"); has {
			return isHostWithTLD(rest) || isIPv4(rest) || isIPv6(rest)
		}
	}
	if rest, has := cutFold(s, "www."); has && isHostWithTLD(rest) {
		return true
	}
	return isKnownDomain(s)
}

// isHostWithTLD: labels with a point behind each, a top-level domain, and what may follow
// a host.
func isHostWithTLD(s string) bool {
	for {
		n, _ := labelLength(s)
		if n < len(s) && s[n] == '.' {
			if n == 0 {
				return false
			}
			s = s[n+1:]
			continue
		}
		return isTLD(s[:n]) && isBehindHost(s[n:])
	}
}

// isTLD: 2 to 63 letters of ASCII, or a name in Punycode of 2 to 59 characters.
func isTLD(s string) bool {
	if rest, has := cutFold(s, "xn--"); has {
		n := utf8.RuneCountInString(rest)
		if n >= 2 && n <= 59 && !strings.Contains(rest, "-") {
			return true
		}
	}
	n := 0
	for _, c := range s {
		if c = foldLetter(c); c < 'a' || c > 'z' {
			return false
		}
		n++
	}
	return n >= 2 && n <= 63
}

// isKnownDomain: labels of 2 to 63 characters before one of eight top-level domains.
func isKnownDomain(s string) bool {
	for labels := 0; ; labels++ {
		n, characters := labelLength(s)
		if n < len(s) && s[n] == '.' {
			if characters < 2 || characters > 63 {
				return false
			}
			s = s[n+1:]
			continue
		}
		return labels > 0 && isKnownTLD(s[:n]) && isBehindHost(s[n:])
	}
}

func isKnownTLD(s string) bool {
	for _, known := range [...]string{"com", "net", "int", "edu", "gov", "org", "info", "mil"} {
		if rest, has := cutFold(s, known); has && rest == "" {
			return true
		}
	}
	return false
}

// labelLength is how many bytes, and characters, of s belong to one label of a host.
func labelLength(s string) (bytes, characters int) {
	for i, c := range s {
		if !isWord(c) && c != '%' && c != '-' {
			return i, characters
		}
		characters++
	}
	return len(s), characters
}

// isBehindHost: a port of one to five digits, then a path, a query or a fragment, each of
// which may be missing.
func isBehindHost(s string) bool {
	if rest, has := strings.CutPrefix(s, ":"); has {
		n, digits := digitsLength(rest)
		if digits < 1 || digits > 5 {
			return false
		}
		s = rest[n:]
	}
	return s == "" || strings.IndexByte("/?#", s[0]) >= 0
}

// digitsLength is how many bytes, and characters, decimal digits take at the start of s.
func digitsLength(s string) (bytes, characters int) {
	for i, c := range s {
		if !unicode.Is(unicode.Nd, c) {
			return i, characters
		}
		characters++
	}
	return len(s), characters
}

// isIPv4: four numbers of one to three digits.
func isIPv4(s string) bool {
	for i := range 4 {
		if i > 0 {
			rest, has := strings.CutPrefix(s, ".")
			if !has {
				return false
			}
			s = rest
		}
		n, digits := digitsLength(s)
		if digits < 1 || digits > 3 {
			return false
		}
		s = s[n:]
	}
	return isBehindHost(s)
}

// isIPv6: in brackets, two groups of up to four digits with a colon behind each, then one
// to six, the colon of which may be missing.
func isIPv6(s string) bool {
	s, has := strings.CutPrefix(s, "[")
	if !has {
		return false
	}
	for range 2 {
		n, digits := hexLength(s)
		if digits > 4 || n == len(s) || s[n] != ':' {
			return false
		}
		s = s[n+1:]
	}
	for groups := 0; ; {
		n, digits := hexLength(s)
		groups += (digits + 3) / 4
		s = s[n:]
		if rest, has := strings.CutPrefix(s, ":"); has {
			if digits == 0 {
				groups++
			}
			s = rest
			continue
		}
		rest, has := strings.CutPrefix(s, "]")
		return has && groups <= 6 && isBehindHost(rest)
	}
}

// hexLength is how many bytes, and characters, hexadecimal digits take at the start of s.
func hexLength(s string) (bytes, characters int) {
	for i, c := range s {
		if !(c|0x20 >= 'a' && c|0x20 <= 'f') && !unicode.Is(unicode.Nd, c) {
			return i, characters
		}
		characters++
	}
	return len(s), characters
}

// isMailAddress tells whether the whole of s, which has no blanks, is a mail's address:
// something, the last @, a name with a point and a word behind it.
func isMailAddress(s string) bool {
	at := strings.LastIndexByte(s, '@')
	if at < 1 {
		return false
	}
	domain := s[at+1:]
	point := strings.LastIndexByte(domain, '.')
	if point < 1 || point == len(domain)-1 {
		return false
	}
	for i, c := range domain {
		if !isWord(c) && (i == 0 || i > point || c != '.' && c != '-') && i != point {
			return false
		}
	}
	return true
}

// cutFold cuts a prefix of lower case letters off s, in whatever case s has them.
func cutFold(s, prefix string) (string, bool) {
	rest := s
	for i := range len(prefix) {
		c, n := utf8.DecodeRuneInString(rest)
		if n == 0 || foldLetter(c) != rune(prefix[i]) {
			return s, false
		}
		rest = rest[n:]
	}
	return rest, true
}

// foldLetter is the lower case of a letter as Python's re compares letters of ASCII
// without regard to case.
func foldLetter(c rune) rune {
	switch {
	case c >= 'A' && c <= 'Z':
		return c + 'a' - 'A'
	case c == 'ſ':
		return 's'
	case c == 'K': // the Kelvin sign
		return 'k'
	case c == 'ı', c == 'İ':
		return 'i'
	}
	return c
}
