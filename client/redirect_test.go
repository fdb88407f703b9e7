package client_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gourd-go/gourd/client"
)

// hops is a transport that answers by URL and records what it was asked.
type hops struct {
	answers map[string]string // URL to "status location"
	seen    []string
	headers []http.Header
}

func (h *hops) RoundTrip(r *http.Request) (*http.Response, error) {
	body := ""
	if r.Body != nil {
		data, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		body = " " + string(data)
		_ = r.Body.Close()
	}
	h.seen = append(h.seen, r.Method+" "+r.URL.String()+body)
	h.headers = append(h.headers, r.Header)
	status, location := 200, ""
	if answer, ok := h.answers[r.URL.String()]; ok {
		if _, err := fmt.Sscanf(answer, "%d %s", &status, &location); err != nil && err != io.EOF && location != "" {
			return nil, err
		}
	}
	return response(r, status, strings.NewReader("body"), "Location", location), nil
}

func TestRedirects(t *testing.T) {
	text := client.Body(strings.NewReader("x"), "text/plain")
	once := func() client.Option { return client.Body(io.MultiReader(strings.NewReader("x")), "") }
	for name, c := range map[string]struct {
		method, answer string
		options        []client.Option
		want           []string
		status         int
		err            string
	}{
		"301 get":             {"GET", "301 /b", nil, []string{"GET https://h/a", "GET https://h/b"}, 200, ""},
		"relative":            {"GET", "302 b?q=1", nil, []string{"GET https://h/a", "GET https://h/b?q=1"}, 200, ""},
		"301 post":            {"POST", "301 /b", []client.Option{text}, []string{"POST https://h/a x", "GET https://h/b"}, 200, ""},
		"302 put":             {"PUT", "302 /b", []client.Option{text}, []string{"PUT https://h/a x", "PUT https://h/b x"}, 200, ""},
		"303 put":             {"PUT", "303 /b", []client.Option{text}, []string{"PUT https://h/a x", "GET https://h/b"}, 200, ""},
		"303 head":            {"HEAD", "303 /b", nil, []string{"HEAD https://h/a", "HEAD https://h/b"}, 200, ""},
		"307 post":            {"POST", "307 /b", []client.Option{text}, []string{"POST https://h/a x", "POST https://h/b x"}, 200, ""},
		"308 post":            {"POST", "308 https://o/b", []client.Option{text}, []string{"POST https://h/a x", "POST https://o/b x"}, 200, ""},
		"303 stream":          {"POST", "303 /b", []client.Option{once()}, []string{"POST https://h/a x", "GET https://h/b"}, 200, ""},
		"307 stream":          {"POST", "307 /b", []client.Option{once()}, []string{"POST https://h/a x"}, 0, "read only once"},
		"307 in the clear":    {"POST", "307 http://h/b", []client.Option{text}, []string{"POST https://h/a x"}, 0, "in the clear"},
		"get in the clear":    {"GET", "302 http://h/b", nil, []string{"GET https://h/a", "GET http://h/b"}, 200, ""},
		"userinfo is dropped": {"GET", "302 https://me:pw@h/b#f", nil, []string{"GET https://h/a", "GET https://h/b"}, 200, ""},
		"not asked to follow": {"GET", "302 /b", []client.Option{client.NoRedirect()}, []string{"GET https://h/a"}, 302, ""},
		"304":                 {"GET", "304 /b", nil, []string{"GET https://h/a"}, 304, ""},
		"300":                 {"GET", "300 /b", nil, []string{"GET https://h/a"}, 300, ""},
		"no location":         {"GET", "302", nil, []string{"GET https://h/a"}, 302, ""},
		"bad location":        {"GET", "302 http://[::1/", nil, []string{"GET https://h/a"}, 0, "Location is not a valid URL"},
		"other scheme":        {"GET", "302 file:///etc/passwd", nil, []string{"GET https://h/a"}, 0, `scheme "file"`},
		"loop":                {"GET", "302 /a", []client.Option{client.MaxRedirects(2)}, []string{"GET https://h/a", "GET https://h/a", "GET https://h/a"}, 0, "too many redirects"},
	} {
		t.Run(name, func(t *testing.T) {
			h := &hops{answers: map[string]string{"https://h/a": c.answer}}
			res, err := open(t, client.Config{Transport: h}).Do(t.Context(), c.method, "https://h/a", c.options...)
			if diff := cmp.Diff(c.want, h.seen); diff != "" {
				t.Errorf("requests (-want +got)\n%s", diff)
			}
			if c.err != "" {
				if code, _ := gateway(err); !contains(err, c.err) || code != 502 {
					t.Fatalf("got %v, want a 502 with %q", err, c.err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			defer res.Close()
			last := strings.Fields(c.want[len(c.want)-1])[1]
			if res.Status != c.status || res.URL.String() != last {
				t.Errorf("got %d from %s, want %d from %s", res.Status, res.URL, c.status, last)
			}
		})
	}
}

func TestTheDefaultIsTenRedirects(t *testing.T) {
	h := &hops{answers: map[string]string{"http://h/a": "302 /a"}}
	_, err := open(t, client.Config{Transport: h}).Get(t.Context(), "http://h/a")
	if !errors.Is(err, client.ErrTooManyRedirects) || len(h.seen) != 11 {
		t.Errorf("got %v after %d requests, want ErrTooManyRedirects after 11", err, len(h.seen))
	}
}

func TestCredentialsStayWithTheirOrigin(t *testing.T) {
	secrets := []string{"Authorization", "Cookie", "X-Api-Key", "X-Session"}
	for name, c := range map[string]struct {
		from string
		to   []string // one after another
		keep bool     // at the last
	}{
		"same origin":            {"https://h/a", []string{"https://h/b"}, true},
		"same, port written out": {"https://h/a", []string{"https://H:443/b"}, true},
		"upgrade":                {"http://h/a", []string{"https://h/b"}, true},
		"other host":             {"https://h/a", []string{"https://o/b"}, false},
		"subdomain":              {"https://h/a", []string{"https://sub.h/b"}, false},
		"parent domain":          {"https://sub.h/a", []string{"https://h/b"}, false},
		"other port":             {"https://h/a", []string{"https://h:444/b"}, false},
		"upgrade to other port":  {"http://h/a", []string{"https://h:8443/b"}, false},
		"downgrade":              {"https://h/a", []string{"http://h/b"}, false},
		"there and back":         {"https://h/a", []string{"https://o/b", "https://h/c"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			h := &hops{answers: map[string]string{}}
			at := c.from
			for _, to := range c.to {
				h.answers[at] = "302 " + to
				at = to
			}
			s := open(t, client.Config{Transport: h, Header: http.Header{"X-Api-Key": {"secret"}}})
			res, err := s.Get(t.Context(), c.from, client.Bearer("secret"), client.Cookie("sid", "secret"),
				client.Header("X-Session", "secret"), client.Header("Accept", "text/csv"), client.Header("Host", "virtual"))
			if err != nil {
				t.Fatal(err)
			}
			defer res.Close()
			last := h.headers[len(h.headers)-1]
			for _, name := range secrets {
				if kept := last.Get(name) != ""; kept != c.keep {
					t.Errorf("%s kept: %v, want %v", name, kept, c.keep)
				}
				if h.headers[0].Get(name) == "" {
					t.Errorf("%s was not in the first request", name)
				}
			}
			if last.Get("Accept") != "text/csv" || last.Get("User-Agent") == "" || last.Get("Referer") != "" {
				t.Errorf("unexpected headers %v", last)
			}
		})
	}
}

func TestCookieJar(t *testing.T) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	handler := func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/login" {
			http.SetCookie(w, &http.Cookie{Name: "sid", Value: "1", Path: "/"})
			http.Redirect(w, r, "/home", http.StatusSeeOther)
			return
		}
		_, _ = io.WriteString(w, r.Header.Get("Cookie"))
	}
	text := func(s *client.Session, path string, options ...client.Option) string {
		t.Helper()
		res, err := s.Get(t.Context(), path, options...)
		if err != nil {
			t.Fatal(err)
		}
		got, err := res.Text()
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	with, server := serve(t, client.Config{Jar: jar}, handler)
	if got := text(with, "login"); got != "sid=1" {
		t.Errorf("after the redirect: got %q", got)
	}
	if got := text(with, "home", client.Cookie("own", "2")); got != "own=2; sid=1" {
		t.Errorf("in the next call: got %q", got)
	}
	without := open(t, client.Config{BaseURL: server.URL, NoProxy: true})
	if got := text(without, "login"); got != "" {
		t.Errorf("without a jar: got %q", got)
	}
}

func TestAShortRedirectKeepsItsConnection(t *testing.T) {
	var addresses []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		addresses = append(addresses, r.RemoteAddr)
		if r.URL.Path == "/a" {
			http.Redirect(w, r, "/b", http.StatusFound)
		}
	}))
	t.Cleanup(server.Close)
	s := open(t, client.Config{NoProxy: true})
	res, err := s.Get(t.Context(), server.URL+"/a")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Close()
	if len(addresses) != 2 || addresses[0] != addresses[1] {
		t.Errorf("the redirect went over %v", addresses)
	}
}
