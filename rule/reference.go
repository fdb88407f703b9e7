package rule

import "strings"

// reference is a URL reference in its parts: RFC 3986, section 4.1.
type reference struct {
	scheme, authority, path, query, fragment string
	hasAuthority                             bool
}

// splitReference takes a reference apart. Nothing in it is decoded or refused.
func splitReference(s string) (r reference) {
	// As browsers do, and Python with them: WHATWG's URL standard, section 4.4.
	s = strings.TrimLeft(s, controlOrSpace)
	s = strings.NewReplacer("\t", "", "\r", "", "\n", "").Replace(s)
	if i := strings.IndexByte(s, ':'); i > 0 && isScheme(s[:i]) {
		r.scheme, s = strings.ToLower(s[:i]), s[i+1:]
	}
	if rest, ok := strings.CutPrefix(s, "//"); ok {
		end := len(rest)
		if i := strings.IndexAny(rest, "/?#"); i >= 0 {
			end = i
		}
		r.authority, s, r.hasAuthority = rest[:end], rest[end:], end > 0
	}
	s, r.fragment, _ = strings.Cut(s, "#")
	r.path, r.query, _ = strings.Cut(s, "?")
	return r
}

const controlOrSpace = "\x00\x01\x02\x03\x04\x05\x06\x07\x08\t\n\v\f\r\x0e\x0f" +
	"\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f "

func isScheme(s string) bool {
	for i := range len(s) {
		c := s[i]
		letter := 'a' <= c|0x20 && c|0x20 <= 'z'
		if !letter && (i == 0 || !isDigit(c) && c != '+' && c != '-' && c != '.') {
			return false
		}
	}
	return s != ""
}

// resolve resolves a reference against a base that has a scheme of HTTP or of
// WebSockets, an authority, and a path that ends with a slash, as Python's urljoin
// does: RFC 3986, section 5.2, but that slashes in a row of a relative path become one.
func resolve(base, target string) string {
	if target == "" {
		return base
	}
	b, r := splitReference(base), splitReference(target)
	if r.scheme != "" && r.scheme != b.scheme {
		return target
	}
	switch {
	case r.hasAuthority:
	case r.path == "" && r.query == "":
		r.path, r.query = b.path, b.query
	case r.path == "":
		r.path = b.path
	default:
		r.path = resolvePath(b.path, r.path)
	}
	if !r.hasAuthority {
		r.authority = b.authority
	}
	return r.join(b.scheme)
}

// resolvePath merges a path with that of the base and removes its dots.
func resolvePath(base, path string) string {
	segments := strings.Split(path, "/")
	if !strings.HasPrefix(path, "/") {
		var merged []string
		for _, s := range append(strings.Split(strings.Trim(base, "/"), "/"), segments[:len(segments)-1]...) {
			if s != "" {
				merged = append(merged, s)
			}
		}
		segments = append(append([]string{""}, merged...), segments[len(segments)-1])
	}
	var resolved []string
	for _, s := range segments {
		switch s {
		case "..":
			resolved = resolved[:max(0, len(resolved)-1)]
		case ".":
		default:
			resolved = append(resolved, s)
		}
	}
	if last := segments[len(segments)-1]; last == "." || last == ".." {
		resolved = append(resolved, "")
	}
	if joined := strings.Join(resolved, "/"); joined != "" {
		return joined
	}
	return "/"
}

// join puts the parts together, without marks that nothing stands behind.
func (r reference) join(scheme string) string {
	path := r.path
	if path != "" && path[0] != '/' {
		path = "/" + path
	}
	s := scheme + "://" + r.authority + path
	if r.query != "" {
		s += "?" + r.query
	}
	if r.fragment != "" {
		s += "#" + r.fragment
	}
	return s
}
