package client

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// Path joins segments to a path and escapes each, so that a "/", "?" or "#" in a
// value stays inside its segment: Path("users", name, "posts"). A segment ".." is
// refused when the path is used with a BaseURL.
func Path(segments ...string) string {
	escaped := make([]string, len(segments))
	for i, segment := range segments {
		escaped[i] = url.PathEscape(segment)
	}
	return strings.Join(escaped, "/")
}

// parseBase reads Config.BaseURL. Its errors do not quote it: it may hold a password.
func parseBase(raw string) (*url.URL, *url.Userinfo, error) {
	if raw == "" {
		return nil, nil, nil
	}
	u, user, err := parseAbsolute(raw)
	if err != nil {
		return nil, nil, fmt.Errorf("%w (in Config.BaseURL)", err)
	}
	if u.RawQuery != "" || u.ForceQuery || u.Fragment != "" {
		return nil, nil, fmt.Errorf("client: Config.BaseURL %s has a query or a fragment; put parameters for every request into Config.Query", display(u))
	}
	return u, user, nil
}

// parseAbsolute parses an http or https URL and takes the userinfo off it.
func parseAbsolute(raw string) (*url.URL, *url.Userinfo, error) {
	u, err := url.Parse(raw)
	if err != nil {
		// What url.Parse says quotes parts of the URL, and with a "/" in it a
		// password is such a part.
		return nil, nil, fmt.Errorf("client: the URL does not parse; escape what is not allowed in a URL (client.Path does it for paths)")
	}
	if u.Scheme != "http" && u.Scheme != "https" {
		return nil, nil, fmt.Errorf("client: URL scheme %q, expected http or https", u.Scheme)
	}
	if u.Hostname() == "" {
		return nil, nil, fmt.Errorf("client: URL %s has no host", display(u))
	}
	user := u.User
	u.User = nil
	u.Fragment, u.RawFragment = "", ""
	return u, user, nil
}

// target finds the URL that a call means.
func (s *Session) target(path string) (*url.URL, *url.Userinfo, error) {
	if hasScheme(path) {
		return s.absolute(path)
	}
	if s.base == nil {
		return nil, nil, fmt.Errorf("client: %q is a relative path and the session has no BaseURL; set Config.BaseURL or give a whole URL", beforeQuery(path))
	}
	if strings.HasPrefix(path, "//") {
		return nil, nil, fmt.Errorf("client: the path %q starts with \"//\", which names another host; paths stay below Config.BaseURL", beforeQuery(path))
	}
	ref, err := url.Parse("/" + strings.TrimPrefix(path, "/"))
	if err != nil {
		return nil, nil, fmt.Errorf("client: the path %q does not parse; client.Path escapes what is not allowed", beforeQuery(path))
	}
	if climbs(ref.Path) {
		return nil, nil, fmt.Errorf("client: the path %q has a \"..\" segment; paths stay below Config.BaseURL", beforeQuery(path))
	}
	u := *s.base
	u.RawQuery, u.ForceQuery = ref.RawQuery, ref.ForceQuery
	if beforeQuery(path) == "" {
		return &u, s.userinfo, nil
	}
	base := strings.TrimSuffix(s.base.Path, "/")
	rawBase := strings.TrimSuffix(s.base.EscapedPath(), "/")
	u.Path, u.RawPath = base+ref.Path, rawBase+ref.EscapedPath()
	return &u, s.userinfo, nil
}

// absolute takes a whole URL: any without a base, one below it otherwise, so that
// a link from an answer can be followed but cannot carry the session's credentials
// to another place.
func (s *Session) absolute(raw string) (*url.URL, *url.Userinfo, error) {
	u, user, err := parseAbsolute(raw)
	if err != nil {
		return nil, nil, err
	}
	if s.base == nil {
		return u, user, nil
	}
	below := strings.TrimSuffix(s.base.EscapedPath(), "/") + "/"
	if origin(u) != origin(s.base) || climbs(u.Path) || !strings.HasPrefix(u.EscapedPath()+"/", below) {
		return nil, nil, fmt.Errorf("client: the URL %s is not below Config.BaseURL %s; use a session without BaseURL for other places", display(u), display(s.base))
	}
	if user == nil {
		user = s.userinfo
	}
	return u, user, nil
}

// hasScheme reports whether path is a whole URL rather than a path.
func hasScheme(path string) bool {
	scheme, _, ok := strings.Cut(path, "://")
	return ok && scheme != "" && !strings.ContainsAny(scheme, "/?#")
}

// climbs reports a ".." segment in a decoded path. "%2e%2e", "%2f" and the
// backslash count, since some servers decode before they look.
func climbs(path string) bool {
	for segment := range strings.FieldsFuncSeq(path, func(r rune) bool { return r == '/' || r == '\\' }) {
		if segment == ".." {
			return true
		}
	}
	return false
}

// origin is scheme, host and port of u, with the default port written out
// (RFC 6454 section 4).
func origin(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = defaultPort(u.Scheme)
	}
	return u.Scheme + "://" + strings.ToLower(u.Hostname()) + ":" + port
}

func defaultPort(scheme string) string {
	if scheme == "https" {
		return "443"
	}
	return "80"
}

// display is what errors and log lines say of a URL: scheme, host and path.
func display(u *url.URL) string {
	return u.Scheme + "://" + u.Host + u.EscapedPath()
}

func beforeQuery(path string) string {
	if i := strings.IndexAny(path, "?#"); i >= 0 {
		return path[:i]
	}
	return path
}

// checkHeader refuses what may not stand in a header field (RFC 9110 section 5)
// and what the client sets itself. The value is not quoted: it may be a secret.
func checkHeader(name string, values ...string) error {
	if !isToken(name) {
		return fmt.Errorf("client: header name %q, expected letters, digits and \"-\"", name)
	}
	switch http.CanonicalHeaderKey(name) {
	case "Content-Length", "Transfer-Encoding", "Connection", "Trailer", "Upgrade":
		return fmt.Errorf("client: the header %s is set by the client from the body and the connection; leave it out", name)
	}
	for _, value := range values {
		for i := range len(value) {
			if b := value[i]; b < ' ' && b != '\t' || b == 0x7f {
				return fmt.Errorf("client: the value of the header %s has the control character %#02x at %d, expected none", name, b, i)
			}
		}
	}
	return nil
}

// isToken reports a token of RFC 9110 section 5.6.2.
func isToken(s string) bool {
	for i := range len(s) {
		b := s[i]
		letter := b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9'
		if !letter && !strings.ContainsRune("!#$%&'*+-.^_`|~", rune(b)) {
			return false
		}
	}
	return s != ""
}
