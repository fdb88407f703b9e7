package httpheader

import (
	"fmt"
	"strconv"
	"strings"
)

// ASCIIURL returns an address with everything percent-encoded that may not stand in
// one, for Location and Content-Location: an IRI as a URI (RFC 3987), as Werkzeug's
// iri_to_uri. What is encoded already stays as it is. The host is written in ASCII
// and in lower case. An address whose host cannot be one is an error. Tabs and line
// breaks are encoded, where Werkzeug leaves them out: "/\t/host" would become another
// host's address.
func ASCIIURL(iri string) (string, error) {
	var b strings.Builder
	scheme, rest := cutScheme(iri)
	if scheme != "" {
		b.WriteString(scheme + ":")
	}
	if after, found := strings.CutPrefix(rest, "//"); found {
		end := strings.IndexAny(after, "/?#")
		if end < 0 {
			end = len(after)
		}
		authority, err := asciiAuthority(after[:end])
		if err != nil {
			return "", fmt.Errorf("httpheader: the address %q: %w", iri, err)
		}
		b.WriteString("//" + authority)
		rest = after[end:]
	}
	rest, fragment, _ := strings.Cut(rest, "#")
	path, query, _ := strings.Cut(rest, "?")
	b.WriteString(percentEncode(path, "%!$&'()*+,/:;=@"))
	if query != "" {
		b.WriteString("?" + percentEncode(query, "%!$&'()*+,/:;=?@"))
	}
	if fragment != "" {
		b.WriteString("#" + percentEncode(fragment, "%!#$&'()*+,/:;=?@"))
	}
	return b.String(), nil
}

// cutScheme takes "scheme:" off an address, in lower case (RFC 3986, section 3.1).
func cutScheme(s string) (scheme, rest string) {
	for i := range len(s) {
		c := s[i]
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z':
		case i > 0 && (c >= '0' && c <= '9' || c == '+' || c == '-' || c == '.'):
		case i > 0 && c == ':':
			return strings.ToLower(s[:i]), s[i+1:]
		default:
			return "", s
		}
	}
	return "", s
}

// asciiAuthority writes user, host and port.
func asciiAuthority(s string) (string, error) {
	user, host := "", s
	if i := strings.LastIndexByte(s, '@'); i >= 0 {
		user, host = s[:i], s[i+1:]
	}
	port := ""
	if strings.HasPrefix(host, "[") {
		end := strings.IndexByte(host, ']')
		if end < 0 {
			return "", fmt.Errorf("the host %q has no closing bracket", host)
		}
		port = strings.TrimPrefix(host[end+1:], ":")
		host = strings.ToLower(host[:end+1])
	} else {
		if strings.ContainsAny(host, "[]") {
			return "", fmt.Errorf("the host %q has a bracket", host)
		}
		name, after, _ := strings.Cut(host, ":")
		ascii, err := ASCIIHost(strings.ToLower(name))
		if err != nil {
			return "", err
		}
		host, port = percentEncode(ascii, "%!$&'()*+,;="), after
	}
	if port != "" {
		n, err := strconv.ParseUint(port, 10, 16)
		if err != nil {
			return "", fmt.Errorf("the port is %q, want 0 to 65535", port)
		}
		if n > 0 {
			host += ":" + strconv.FormatUint(n, 10)
		}
	}
	if name, password, hasPassword := strings.Cut(user, ":"); name != "" {
		user = percentEncode(name, "%!$&'()*+,;=")
		if hasPassword && password != "" {
			user += ":" + percentEncode(password, "%!$&'()*+,;=")
		}
		host = user + "@" + host
	}
	return host, nil
}

// percentEncode encodes all bytes but letters, digits, "_.-~" and those of safe.
func percentEncode(s, safe string) string {
	plain := func(c byte) bool {
		return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c < 0x80 && strings.IndexByte("_.-~"+safe, c) >= 0
	}
	i := 0
	for i < len(s) && plain(s[i]) {
		i++
	}
	if i == len(s) {
		return s
	}
	const hex = "0123456789ABCDEF"
	out := append(make([]byte, 0, len(s)+16), s[:i]...)
	for ; i < len(s); i++ {
		if c := s[i]; plain(c) {
			out = append(out, c)
		} else {
			out = append(out, '%', hex[c>>4], hex[c&15])
		}
	}
	return string(out)
}
