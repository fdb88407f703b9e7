package httpheader

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/gourd-go/gourd/internal/pytext"
)

// Accept is what a client takes: of media types, languages, charsets or encodings,
// with how much it likes each (RFC 9110, section 12.5). The zero Accept takes
// nothing; neither does that of a client which sent no such field, so that an
// application looks at Sent, or passes its own favourite where Best returns "".
type Accept struct {
	kind  acceptKind
	items []AcceptItem
	sent  bool
}

// AcceptItem is one thing that a client takes.
type AcceptItem struct {
	Value   string  // "text/*", "en-GB", with the parameters of a media type behind it
	Quality float64 // 0 to 1; 0: the client does not take it
}

type acceptKind uint8

const (
	acceptPlain acceptKind = iota
	acceptMedia
	acceptLanguage
	acceptCharset
)

// ParseAccept reads an Accept field: media types.
func ParseAccept(s string) Accept { return parseAccept(s, acceptMedia) }

// ParseAcceptLanguage reads an Accept-Language field.
func ParseAcceptLanguage(s string) Accept { return parseAccept(s, acceptLanguage) }

// ParseAcceptCharset reads an Accept-Charset field.
func ParseAcceptCharset(s string) Accept { return parseAccept(s, acceptCharset) }

// ParseAcceptEncoding reads an Accept-Encoding field.
func ParseAcceptEncoding(s string) Accept { return parseAccept(s, acceptPlain) }

// parseAccept reads a list. An item whose quality is no number from 0 to 1 is left
// out. The most specific items come first; of those that are equally specific the
// one that the client likes most, and then the one that it names first.
func parseAccept(s string, kind acceptKind) Accept {
	a := Accept{kind: kind, sent: s != ""}
	for _, item := range ParseList(s) {
		value, params := ParseOptions(item)
		quality := 1.0
		if q, found := params.Lookup("q"); found {
			var ok bool
			if quality, ok = parseQuality(q); !ok {
				continue
			}
			params.Del("q")
		}
		if len(params) > 0 {
			value = FormatOptions(value, params)
		}
		a.items = append(a.items, AcceptItem{value, quality})
	}
	slices.SortStableFunc(a.items, func(x, y AcceptItem) int {
		return cmp.Or(kind.compareSpecificity(y.Value, x.Value), cmp.Compare(y.Quality, x.Quality))
	})
	return a
}

func parseQuality(s string) (float64, bool) {
	s = trim(s)
	whole, fraction, hasFraction := strings.Cut(strings.TrimPrefix(s, "-"), ".")
	if whole == "" || strings.Trim(whole, "0123456789") != "" || hasFraction && fraction == "" || strings.Trim(fraction, "0123456789") != "" {
		return 0, false
	}
	q, err := strconv.ParseFloat(s, 64)
	return q, err == nil && q >= 0 && q <= 1
}

// compareSpecificity compares how specific two items are: a media type by its parts
// from the left, and then by their number.
func (k acceptKind) compareSpecificity(x, y string) int {
	if k != acceptMedia {
		return compareBool(x != "*", y != "*")
	}
	px, py := mediaParts(x), mediaParts(y)
	for i := range min(len(px), len(py)) {
		if c := compareBool(px[i] != "*", py[i] != "*"); c != 0 {
			return c
		}
	}
	return cmp.Compare(len(px), len(py))
}

func compareBool(x, y bool) int {
	switch {
	case x == y:
		return 0
	case x:
		return 1
	}
	return -1
}

// mediaParts splits a media type into type, subtype and parameters.
func mediaParts(s string) []string {
	parts := []string{}
	start := 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '/':
			parts = append(parts, s[start:i])
			start = i + 1
		case ';':
			parts = append(parts, strings.TrimRight(s[start:i], space))
			for i+1 < len(s) && isSpace(s[i+1]) {
				i++
			}
			start = i + 1
		}
	}
	return append(parts, s[start:])
}

// Sent reports whether the client sent the field at all.
func (a Accept) Sent() bool { return a.sent }

// Items returns what the client takes, the most specific first.
func (a Accept) Items() []AcceptItem { return slices.Clone(a.items) }

// Quality returns how much the client likes a value, 0 when it does not take it.
func (a Accept) Quality(value string) float64 {
	if i := a.index(value); i >= 0 {
		return a.items[i].Quality
	}
	return 0
}

// Has reports whether the client names the value, by itself or by a "*". It may have
// the quality 0, as in Werkzeug.
func (a Accept) Has(value string) bool { return a.index(value) >= 0 }

// index finds the most specific item that value fits.
func (a Accept) index(value string) int {
	return slices.IndexFunc(a.items, func(item AcceptItem) bool { return a.kind.matches(value, item.Value) })
}

// First returns what stands first of what the client takes, "" when there is nothing.
func (a Accept) First() string {
	if len(a.items) == 0 {
		return ""
	}
	return a.items[0].Value
}

// HTML reports whether the client takes HTML or XHTML.
func (a Accept) HTML() bool { return a.Has("text/html") || a.XHTML() }

// XHTML reports whether the client takes XHTML or XML.
func (a Accept) XHTML() bool { return a.Has("application/xhtml+xml") || a.Has("application/xml") }

// JSON reports whether the client takes JSON.
func (a Accept) JSON() bool { return a.Has("application/json") }

// Best returns which of the offers the client likes most, "" when it takes none of
// them. Of several that it likes equally, the one counts that it names more
// specifically, and then the one that is offered first. A media type has a slash;
// one that has none is never taken.
//
// Languages that do not fit exactly are compared by their first part: to a client
// that takes en-US the offer en is fine, and then en-GB to one that takes en.
func (a Accept) Best(offers ...string) string {
	best, found := a.best(offers)
	if found || a.kind != acceptLanguage {
		return best
	}
	primary := Accept{items: make([]AcceptItem, len(a.items))}
	for i, item := range a.items {
		primary.items[i] = AcceptItem{primaryLanguage(item.Value), item.Quality}
	}
	slices.SortStableFunc(primary.items, func(x, y AcceptItem) int {
		return cmp.Or(acceptPlain.compareSpecificity(y.Value, x.Value), cmp.Compare(y.Quality, x.Quality))
	})
	if best, found = primary.best(offers); found {
		return best
	}
	shortened := make([]string, len(offers))
	for i, offer := range offers {
		shortened[i] = primaryLanguage(offer)
	}
	if short, found := a.best(shortened); found {
		return offers[slices.IndexFunc(offers, func(offer string) bool { return strings.HasPrefix(offer, short) })]
	}
	return ""
}

func (a Accept) best(offers []string) (best string, found bool) {
	var by AcceptItem
	for _, offer := range offers {
		i := a.index(offer)
		if i < 0 || a.items[i].Quality <= 0 {
			continue
		}
		item := a.items[i]
		if !found || item.Quality > by.Quality || item.Quality == by.Quality && a.kind.compareSpecificity(item.Value, by.Value) > 0 {
			best, by, found = offer, item, true
		}
	}
	return best, found
}

// matches reports whether an item of the client takes a value.
func (k acceptKind) matches(value, item string) bool {
	switch k {
	case acceptMedia:
		return mediaMatches(value, item)
	case acceptLanguage:
		return item == "*" || strings.EqualFold(strings.ReplaceAll(value, "_", "-"), strings.ReplaceAll(item, "_", "-"))
	case acceptCharset:
		return item == "*" || charsetName(value) == charsetName(item)
	}
	return item == "*" || strings.EqualFold(value, item)
}

// mediaMatches compares type and subtype, either of which may be "*" on both sides,
// and the parameters in any order.
func mediaMatches(value, item string) bool {
	v, i := mediaParts(strings.ToLower(value)), mediaParts(strings.ToLower(item))
	if !strings.Contains(value, "/") || !strings.Contains(item, "/") {
		return false
	}
	if v[0] == "*" && v[1] != "*" || i[0] == "*" && i[1] != "*" {
		return false
	}
	switch {
	case v[0] == "*" || i[0] == "*":
		return true
	case v[0] != i[0]:
		return false
	case v[1] == "*" || i[1] == "*":
		return true
	}
	slices.Sort(v[2:])
	slices.Sort(i[2:])
	return slices.Equal(v[1:], i[1:])
}

func primaryLanguage(tag string) string {
	if i := strings.IndexAny(tag, "_-"); i >= 0 {
		return tag[:i]
	}
	return tag
}

// charsetName is the name under which a charset is compared: those of its aliases that
// are still met are one name. As in Python, what stands between letters and digits
// does not count.
func charsetName(s string) string {
	words := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return r < utf8.RuneSelf && r != '.' && (r < '0' || r > '9') && (r < 'a' || r > 'z')
	})
	switch strings.Join(words, "-") {
	case "utf8", "utf-8", "u8", "utf", "cp65001", "utf8-ucs2", "utf8-ucs4":
		return "utf-8"
	case "iso-8859-1", "iso8859-1", "latin-1", "latin1", "latin", "l1", "8859", "cp819", "iso-8859-1-1987", "iso-ir-100", "iso8859", "ibm819", "csisolatin1":
		return "iso8859-1"
	case "ascii", "us-ascii", "us", "646", "ansi-x3.4-1968", "ansi-x3.4-1986", "iso646-us", "iso-646.irv-1991", "cp367", "ibm367", "csascii", "iso-ir-6":
		return "ascii"
	case "utf-16", "utf16", "u16":
		return "utf-16"
	case "windows-1252", "cp1252", "1252":
		return "cp1252"
	case "iso-8859-15", "iso8859-15", "latin-9", "latin9", "l9":
		return "iso8859-15"
	case "shift-jis", "sjis", "shiftjis", "csshiftjis", "s-jis":
		return "shift_jis"
	case "euc-jp", "eucjp", "ujis", "u-jis":
		return "euc_jp"
	case "gb2312", "gb2312-1980", "gb2312-80", "chinese", "csiso58gb231280", "euc-cn", "euccn", "eucgb2312-cn", "iso-ir-58":
		return "gb2312"
	}
	return strings.ToLower(s)
}

// String writes the list. Items have their quality where it is not 1.
func (a Accept) String() string {
	var b strings.Builder
	for i, item := range a.items {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(item.Value)
		if item.Quality != 1 {
			b.WriteString(";q=")
			b.Write(pytext.AppendFloat(nil, item.Quality, 64))
		}
	}
	return b.String()
}
