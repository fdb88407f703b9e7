package jinja

// urlEncode quotes a text for the path of a URL, or writes pairs as a query.
func urlEncode(r *run, in value) value {
	if _, is := in.asText(); is || !isIterable(r, in) {
		return text(string(appendQuoted(nil, strOf(r, in), false)))
	}
	var pairs []pair
	if isMapping(in) {
		pairs = pairsOf(r, in)
	} else {
		pairs = pairsIn(r, in)
	}
	var out []byte
	for i, kv := range pairs {
		r.step(1)
		if i > 0 {
			out = append(out, '&')
		}
		out = appendQuoted(out, strOf(r, kv.key), true)
		out = append(out, '=')
		out = appendQuoted(out, strOf(r, kv.value), true)
		r.growing(len(out))
	}
	return text(string(out))
}

// appendQuoted appends s as Python's urllib quotes it: for a path "/" stays, for a query a
// blank becomes "+".
func appendQuoted(dst []byte, s string, query bool) []byte {
	for i := range len(s) {
		c := s[i]
		switch {
		case isUnreserved(c) || c == '/' && !query:
			dst = append(dst, c)
		case c == ' ' && query:
			dst = append(dst, '+')
		default:
			dst = append(dst, '%', "0123456789ABCDEF"[c>>4], "0123456789ABCDEF"[c&15])
		}
	}
	return dst
}

// isUnreserved tells whether c is one of RFC 3986's unreserved characters (section 2.3).
func isUnreserved(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.' || c == '~'
}
