package gourdtest

import (
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"path"
	"slices"
	"strings"
	"sync"
)

// cookieStore is a client's cookies: net/http/cookiejar decides which of them are
// alive and go where, and known remembers what they looked like.
type cookieStore struct {
	jar *cookiejar.Jar

	mu    sync.Mutex
	known []knownCookie
}

// knownCookie is a cookie as it was set last.
type knownCookie struct {
	cookie *http.Cookie
	host   string // that set it
	path   string // that it is sent to
}

func newCookieStore() *cookieStore {
	jar, err := cookiejar.New(nil)
	if err != nil {
		panic(err) // it has no way to fail without options
	}
	return &cookieStore{jar: jar}
}

// Cookies returns the cookies that the client keeps and that have not expired,
// whatever host and path they are for, in the order in which they were first set.
func (c *Client) Cookies() []*http.Cookie { return c.cookies.all() }

// Cookie returns the cookie of that name, nil when the client keeps none.
func (c *Client) Cookie(name string) *http.Cookie {
	for _, cookie := range c.Cookies() {
		if cookie.Name == name {
			return cookie
		}
	}
	return nil
}

// SetCookie keeps a cookie as if an answer from the client's own host had set it. Without a
// Path it is sent to every path.
func (c *Client) SetCookie(cookie *http.Cookie) {
	c.t.Helper()
	if err := cookie.Valid(); err != nil {
		c.t.Fatalf("gourdtest: the cookie %q cannot be set: %v", cookie.Name, err)
	}
	c.cookies.set(&url.URL{Scheme: "https", Host: c.base.host, Path: "/"}, cookie)
}

// DeleteCookie forgets the cookies of that name, whatever host and path they are
// for.
func (c *Client) DeleteCookie(name string) { c.cookies.remove(name) }

// set keeps a cookie that u's answer has set.
func (s *cookieStore) set(u *url.URL, cookie *http.Cookie) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.jar.SetCookies(u, []*http.Cookie{cookie})
	copied := *cookie
	known := knownCookie{cookie: &copied, host: u.Host, path: cookie.Path}
	if !strings.HasPrefix(known.path, "/") {
		known.path = path.Dir(u.Path) // RFC 6265, section 5.1.4
	}
	i := slices.IndexFunc(s.known, func(k knownCookie) bool {
		return k.cookie.Name == cookie.Name && k.host == known.host && k.path == known.path && k.cookie.Domain == cookie.Domain
	})
	if i >= 0 {
		s.known[i] = known
		return
	}
	s.known = append(s.known, known)
}

// all returns the known cookies that the jar still has.
func (s *cookieStore) all() (cookies []*http.Cookie) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, k := range s.known {
		u := &url.URL{Scheme: "https", Host: k.host, Path: k.path}
		for _, kept := range s.jar.Cookies(u) {
			if kept.Name == k.cookie.Name && kept.Value == k.cookie.Value {
				copied := *k.cookie
				cookies = append(cookies, &copied)
				break
			}
		}
	}
	return cookies
}

func (s *cookieStore) remove(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.known = slices.DeleteFunc(s.known, func(k knownCookie) bool {
		if k.cookie.Name != name {
			return false
		}
		gone := *k.cookie
		gone.MaxAge, gone.Path = -1, k.path
		s.jar.SetCookies(&url.URL{Scheme: "https", Host: k.host, Path: k.path}, []*http.Cookie{&gone})
		return true
	})
}

// url is where r's cookies come from and go to.
func (r *request) url() *url.URL {
	pathPart, _, _ := strings.Cut(r.root+r.path(), "?")
	u := &url.URL{Scheme: r.scheme, Host: r.host, Path: pathPart}
	if decoded, err := url.PathUnescape(pathPart); err == nil {
		u.Path = decoded
	}
	return u
}

// cookieField is the value of the Cookie field, "" without any.
func (c *Client) cookieField(r *request) string {
	var pairs []string
	for _, cookie := range c.cookies.jar.Cookies(r.url()) {
		pairs = append(pairs, cookie.String())
	}
	return strings.Join(append(pairs, r.cookies...), "; ")
}

// keepCookies takes what an answer has set.
func (c *Client) keepCookies(r *request, header http.Header) {
	for _, line := range header["Set-Cookie"] {
		if cookie, err := http.ParseSetCookie(line); err == nil {
			c.cookies.set(r.url(), cookie)
		}
	}
}
