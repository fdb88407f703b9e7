package rule

// quoteTable tells for each byte whether it stays as it is.
type quoteTable [256]bool

const unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-~"

// The tables are filled once and only read. Their extra characters are Werkzeug's:
// https://url.spec.whatwg.org/#url-path-segment-string for paths,
// https://url.spec.whatwg.org/#percent-encoded-bytes for queries, and Flask's
// url_for for anchors.
var (
	pathSafe   = newQuoteTable("!$&'()*+,/:;=@")
	querySafe  = newQuoteTable("!$'()*,/:;?@")
	anchorSafe = newQuoteTable("%!#$&'()*+,/:;=?@")
)

func newQuoteTable(extra string) *quoteTable {
	var t quoteTable
	for _, c := range []byte(unreserved + extra) {
		t[c] = true
	}
	return &t
}

// QuotePath percent-encodes a decoded path as Werkzeug does in URLs it builds and
// redirects to: letters, digits and _.-~!$&'()*+,/:;=@ stay.
func QuotePath(path string) string { return pathSafe.quote(path) }

func (t *quoteTable) quote(s string) string {
	for i := range len(s) {
		if !t[s[i]] {
			return string(t.append(make([]byte, 0, len(s)+16), s))
		}
	}
	return s
}

func (t *quoteTable) append(dst []byte, s string) []byte {
	const digits = "0123456789ABCDEF"
	for i := range len(s) {
		if c := s[i]; t[c] {
			dst = append(dst, c)
		} else {
			dst = append(dst, '%', digits[c>>4], digits[c&15])
		}
	}
	return dst
}

// appendPlus writes a name or value of a query: spaces become plus signs.
func (t *quoteTable) appendPlus(dst []byte, s string) []byte {
	start := 0
	for i := range len(s) {
		if s[i] == ' ' {
			dst = append(t.append(dst, s[start:i]), '+')
			start = i + 1
		}
	}
	return t.append(dst, s[start:])
}
