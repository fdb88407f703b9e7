package client

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// hop is one request of a call: the first, or one that a redirect asked for.
type hop struct {
	method string
	url    *url.URL
	host   string
	header http.Header
	body   *payload
	// cookies are the caller's own; the jar's are added at sending.
	cookies []*http.Cookie
}

// label is what the live view shows.
func (h *hop) label() string { return h.method + " " + h.url.Host + h.url.EscapedPath() }

// failed is an error of the other side.
func (h *hop) failed(err error) *Error {
	return &Error{Method: h.method, URL: display(h.url), Err: err}
}

func (h *hop) timeout(phase Phase, limit time.Duration) *TimeoutError {
	return &TimeoutError{Method: h.method, URL: display(h.url), Phase: phase, After: limit}
}

// redirects reports a status that names another place (RFC 9110 section 15.4).
func redirects(status int) bool {
	switch status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther,
		http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return true
	}
	return false
}

// next follows an answer to its Location. It returns nil where the answer is not a
// redirect or names no place.
func (h *hop) next(raw *http.Response) (*hop, error) {
	location := raw.Header.Get("Location")
	if !redirects(raw.StatusCode) || location == "" {
		return nil, nil
	}
	to, err := h.url.Parse(location)
	if err != nil {
		return nil, errors.New("the answer's Location is not a valid URL")
	}
	// A server names places, never credentials.
	to.User = nil
	to.Fragment, to.RawFragment = "", ""
	if to.Scheme != "http" && to.Scheme != "https" || to.Hostname() == "" {
		return nil, fmt.Errorf("redirect to a URL with scheme %q, expected http or https and a host", to.Scheme)
	}
	n := &hop{method: h.method, url: to, header: h.header.Clone(), body: h.body, cookies: h.cookies}
	n.rewrite(raw.StatusCode)
	if !keepsCredentials(h.url, to) {
		n.dropCredentials()
	} else if strings.EqualFold(h.url.Host, to.Host) {
		n.host = h.host
	}
	if n.body == nil {
		return n, nil
	}
	if h.url.Scheme == "https" && to.Scheme == "http" {
		return nil, fmt.Errorf("redirect %d from https to %s would send the body in the clear", raw.StatusCode, display(to))
	}
	if !n.body.repeatable() {
		return nil, fmt.Errorf("redirect %d asks for the body again, and it can be read only once; use BodyFunc, File.Open or NoRedirect", raw.StatusCode)
	}
	return n, nil
}

// rewrite changes the method as browsers do (Fetch standard, HTTP-redirect fetch):
// 303 makes everything but HEAD a GET, 301 and 302 make a POST a GET.
func (h *hop) rewrite(status int) {
	toGet := status == http.StatusSeeOther && h.method != http.MethodHead ||
		(status == http.StatusMovedPermanently || status == http.StatusFound) && h.method == http.MethodPost
	if !toGet {
		return
	}
	h.method = http.MethodGet
	h.body = nil
	for name := range h.header {
		if strings.HasPrefix(name, "Content-") {
			delete(h.header, name)
		}
	}
}

// keepsCredentials: the same origin, or the same host going from http to https on
// the default ports. Everything else, a subdomain or another port too, is another
// party, and https to http would show the credentials to the network.
func keepsCredentials(from, to *url.URL) bool {
	if origin(from) == origin(to) {
		return true
	}
	return strings.EqualFold(from.Hostname(), to.Hostname()) &&
		origin(from) == "http://"+strings.ToLower(from.Hostname())+":80" &&
		origin(to) == "https://"+strings.ToLower(to.Hostname())+":443"
}

// dropCredentials leaves only what says which representation is wanted. A list of
// what to keep, since a key may travel in a header of any name; what is dropped
// stays dropped for the hops after.
func (h *hop) dropCredentials() {
	h.cookies = nil
	for name := range h.header {
		switch name {
		case "Accept", "Accept-Encoding", "Accept-Language", "User-Agent", "Range", "Cache-Control",
			"Content-Type", "Content-Encoding", "Content-Language":
		default:
			delete(h.header, name)
		}
	}
}
