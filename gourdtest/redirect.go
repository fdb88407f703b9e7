package gourdtest

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// mostRedirects is how many answers in a row may redirect.
const mostRedirects = 20

// follow sends requests for as long as their answers redirect. 301, 302 and 303
// make the next one a GET without a body, but for HEAD, which stays; 307 and 308
// repeat it as it was.
func (c *Client) follow(r *request, res *Response) *Response {
	c.t.Helper()
	seen := map[string]bool{}
	var history []*Response
	for {
		location := res.Header.Get("Location")
		if !isRedirect(res.Status) || location == "" || res.Broken {
			res.History = history
			return res
		}
		next := c.redirected(r, res.Status, location)
		step := next.method + " " + next.scheme + "://" + next.host + next.root + next.target
		if seen[step] || len(history) == mostRedirects {
			c.t.Fatalf("gourdtest: the redirects of %s go round in a circle: the answer %d of %s leads to %s once more", res.Request, res.Status, r.target, step)
		}
		seen[step] = true
		history = append(history, res)
		r, res = next, c.roundTrip(next)
	}
}

func isRedirect(status int) bool {
	switch status {
	case 301, 302, 303, 307, 308:
		return true
	}
	return false
}

// redirected is the request that an answer to r leads to.
func (c *Client) redirected(r *request, status int, location string) *request {
	c.t.Helper()
	next := *r
	next.header = nil
	keep := status == http.StatusTemporaryRedirect || status == http.StatusPermanentRedirect
	for _, f := range r.header {
		if keep || !strings.HasPrefix(strings.ToLower(f.name), "content-") {
			next.header = append(next.header, f)
		}
	}
	if !keep {
		next.body = body{}
		if r.method != http.MethodHead {
			next.method = http.MethodGet
		}
	}
	if next.body.reader != nil {
		c.t.Fatalf("gourdtest: the answer %d of %s %s asks for the body once more, which came from a reader of unknown length; send it from a *bytes.Reader", status, r.method, r.target)
	}
	next.scheme, next.host, next.target = resolve(r, location)
	if !r.mayGo(next.host) {
		c.t.Fatalf("gourdtest: %s %s redirects to another host, which is not followed unless gourdtest.FollowHosts names it: %s", r.method, r.target, location)
	}
	if !strings.EqualFold(next.host, r.host) {
		next.cookies = nil
		next.header = slices.DeleteFunc(next.header, func(f field) bool {
			return strings.EqualFold(f.name, "Authorization") || strings.EqualFold(f.name, "Cookie")
		})
	}
	// As in Flask's client a path that is not below the application's is asked of it
	// as it is.
	if below, ok := strings.CutPrefix(next.target, r.root); ok && strings.HasPrefix(below, "/") {
		next.target = below
	} else {
		next.root = ""
	}
	return &next
}

// resolve finds where a Location leads to. What it says is kept byte for byte where
// it is a path or a whole URL: RFC 9110, section 10.2.2.
func resolve(r *request, location string) (scheme, host, target string) {
	location, _, _ = strings.Cut(location, "#")
	scheme, host = r.scheme, r.host
	rest := location
	switch {
	case strings.HasPrefix(location, "//"):
		rest = location[2:]
	case strings.HasPrefix(location, "/"):
		return scheme, host, location
	default:
		before, after, absolute := strings.Cut(location, "://")
		if !absolute || strings.ContainsAny(before, "/?") {
			return scheme, host, relative(r, location)
		}
		scheme, rest = strings.ToLower(before), after
	}
	end := strings.IndexAny(rest, "/?")
	if end < 0 {
		return scheme, rest, "/"
	}
	host, target = rest[:end], rest[end:]
	if target[0] == '?' {
		target = "/" + target
	}
	return scheme, host, target
}

// relative is a Location without a leading slash.
func relative(r *request, location string) string {
	from, err := url.Parse(r.root + r.path())
	if err != nil {
		return "/" + location
	}
	to, err := from.Parse(location)
	if err != nil {
		return "/" + location
	}
	return to.RequestURI()
}
