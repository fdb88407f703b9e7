package client_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/gourd-go/gourd/client"
)

// ask returns the URL that a transport sees for a path.
func ask(t testing.TB, config client.Config, path string, options ...client.Option) (*url.URL, http.Header, error) {
	var seen *http.Request
	config.Transport = roundTrip(func(r *http.Request) (*http.Response, error) {
		seen = r
		return response(r, 200, http.NoBody), nil
	})
	res, err := open(t, config).Get(t.Context(), path, options...)
	if err != nil {
		return nil, nil, err
	}
	defer res.Close()
	return seen.URL, seen.Header, nil
}

func TestPathsStayBelowTheBase(t *testing.T) {
	for _, c := range []struct{ base, path, want string }{
		{"http://h/v1/", "todos", "http://h/v1/todos"},
		{"http://h/v1", "todos", "http://h/v1/todos"},
		{"http://h/v1/", "/todos", "http://h/v1/todos"},
		{"http://h", "todos/1/", "http://h/todos/1/"},
		{"http://h/v1/", "", "http://h/v1/"},
		{"http://h/v1", "", "http://h/v1"},
		{"http://h/v1", "?page=2", "http://h/v1?page=2"},
		{"http://h/v1", "/", "http://h/v1/"},
		{"http://h/v1/", "a b?q=c d#frag", "http://h/v1/a%20b?q=c d"},
		{"http://h/v1/", "a%2Fb", "http://h/v1/a%2Fb"},
		{"http://h/a%2Fb/", "c", "http://h/a%2Fb/c"},
		{"http://h/v1/", "urn:isbn:1", "http://h/v1/urn:isbn:1"},
		{"http://h/v1/", "x?next=http://other/", "http://h/v1/x?next=http://other/"},
		{"http://h/v1/", "http://h/v1/todos?page=2", "http://h/v1/todos?page=2"},
		{"http://h/v1/", "http://H:80/v1/todos", "http://H:80/v1/todos"},
		{"http://h/v1/", "http://h/v1", "http://h/v1"},
		{"", "https://other:8443/x", "https://other:8443/x"},
		{"", "http://other", "http://other"},
	} {
		got, _, err := ask(t, client.Config{BaseURL: c.base}, c.path)
		if err != nil {
			t.Errorf("base %q, path %q: %v", c.base, c.path, err)
		} else if got.String() != c.want {
			t.Errorf("base %q, path %q: got %s, want %s", c.base, c.path, got, c.want)
		}
	}
}

func TestPathsThatLeaveTheBaseAreRefused(t *testing.T) {
	for _, c := range []struct{ base, path, want string }{
		{"http://h/v1/", "../admin", `".." segment`},
		{"http://h/v1/", "a/..", `".." segment`},
		{"http://h/v1/", "%2e%2e/admin", `".." segment`},
		{"http://h/v1/", "a%2f..%2f..%2fadmin", `".." segment`},
		{"http://h/v1/", `..\admin`, `".." segment`},
		{"http://h/v1/", "//evil/x", `starts with "//"`},
		{"http://h/v1/", "http://evil/v1/x", "not below Config.BaseURL"},
		{"http://h/v1/", "https://h/v1/x", "not below Config.BaseURL"},
		{"http://h/v1/", "http://h:81/v1/x", "not below Config.BaseURL"},
		{"http://h/v1/", "http://h/v10/x", "not below Config.BaseURL"},
		{"http://h/v1/", "http://h/v1/../x", "not below Config.BaseURL"},
		{"http://h/v1/", "http://h@evil/v1/x", "not below Config.BaseURL"},
		{"http://h/v1/", "ftp://h/v1/x", `scheme "ftp"`},
		{"http://h/v1/", "a%zz", "does not parse"},
		{"http://h/v1/", "a\r\nb", "does not parse"},
		{"", "todos", "no BaseURL"},
		{"", "http:///x", "no host"},
		{"", "http://user:se/cret@h:pw/", "does not parse"},
	} {
		_, _, err := ask(t, client.Config{BaseURL: c.base}, c.path)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("base %q, path %q: got %v, want an error with %q", c.base, c.path, err, c.want)
			continue
		}
		if _, ok := gateway(err); ok {
			t.Errorf("base %q, path %q: a mistake in the call has a Gateway status", c.base, c.path)
		}
		if strings.Contains(err.Error(), "cret") {
			t.Errorf("the error %q shows a part of the password", err)
		}
	}
}

func TestMistakesInTheConfigFailOpenAndEveryCall(t *testing.T) {
	for name, c := range map[string]struct {
		config client.Config
		want   string
	}{
		"scheme":            {client.Config{BaseURL: "unix:///x"}, "expected http or https"},
		"relative base":     {client.Config{BaseURL: "api.example.com"}, "expected http or https"},
		"query in the base": {client.Config{BaseURL: "http://h/?key=secret"}, "Config.Query"},
		"bad base":          {client.Config{BaseURL: "http://u:secret@h:port/"}, "does not parse"},
		"header name":       {client.Config{Header: http.Header{"a b": {"1"}}}, "header name"},
		"header value":      {client.Config{Header: http.Header{"A": {"secret\n"}}}, "control character"},
		"host":              {client.Config{Header: http.Header{"host": {"h"}}}, "has a Host"},
		"user agent":        {client.Config{UserAgent: "a\nb"}, "control character"},
		"pool":              {client.Config{Pool: client.Pool{MaxIdle: -1}}, "negative"},
		"retry":             {client.Config{Retry: client.RetryPolicy{Attempts: -1}}, "Attempts -1"},
		"transport and socket": {
			client.Config{Transport: http.DefaultTransport, UnixSocket: "/run/x"}, "no effect",
		},
	} {
		s := client.New(c.config)
		err := s.Open(t.Context())
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: Open: got %v, want %q", name, err, c.want)
			continue
		}
		if strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %q shows a secret", name, err)
		}
		closed := &closeReader{Reader: strings.NewReader("x")}
		if _, again := s.Post(t.Context(), "x", client.Body(closed, "")); again == nil || again.Error() != err.Error() {
			t.Errorf("%s: Post: got %v, want %v", name, again, err)
		}
		if closed.closed.Load() != 1 {
			t.Errorf("%s: the body was closed %d times, want once", name, closed.closed.Load())
		}
		_ = s.Close(t.Context())
	}
}

func TestPathEscapesSegments(t *testing.T) {
	got := client.Path("users", "a/b?c#d", "é", "x y")
	if want := "users/a%2Fb%3Fc%23d/%C3%A9/x%20y"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if _, _, err := ask(t, client.Config{BaseURL: "http://h/v1/"}, client.Path("users", "..", "x")); err == nil {
		t.Error(`Path with ".." left the base`)
	}
}

func TestQueryOfPathSessionAndCall(t *testing.T) {
	got, _, err := ask(t, client.Config{BaseURL: "http://h/", Query: url.Values{"key": {"k"}, "lang": {"de"}, "page": {"1"}}},
		"x?lang=en", client.Query("page", 2), client.Query("tag", []string{"a&b", "c"}), client.Query("ok", true), client.Query("f", 1.5))
	if err != nil {
		t.Fatal(err)
	}
	if want := "lang=en&key=k&page=2&tag=a%26b&tag=c&ok=true&f=1.5"; got.RawQuery != want {
		t.Errorf("got %s, want %s", got.RawQuery, want)
	}
}

func TestUserinfoBecomesBasicAuthentication(t *testing.T) {
	got, header, err := ask(t, client.Config{BaseURL: "http://me:secret@h/v1/"}, "x")
	if err != nil {
		t.Fatal(err)
	}
	r := http.Request{Header: header}
	if user, password, ok := r.BasicAuth(); !ok || user != "me" || password != "secret" {
		t.Errorf("got %q %q %v", user, password, ok)
	}
	if got.User != nil {
		t.Errorf("the URL %s still has its userinfo", got)
	}
	_, header, err = ask(t, client.Config{BaseURL: "http://me:secret@h/v1/"}, "x", client.Bearer("t"))
	if err != nil || header.Get("Authorization") != "Bearer t" {
		t.Errorf("got %q, %v", header.Get("Authorization"), err)
	}
}

func TestHeadersOfSessionAndCall(t *testing.T) {
	own := http.Header{"x-api-key": {"k"}, "X-Team": {"a"}, "Accept": {"text/csv"}}
	config := client.Config{BaseURL: "http://h/", Header: own}
	_, got, err := ask(t, config, "x", client.Header("X-Team", "b", "c"), client.Header("accept"))
	if err != nil {
		t.Fatal(err)
	}
	want := http.Header{"X-Api-Key": {"k"}, "X-Team": {"b", "c"}, "Accept": nil, "User-Agent": {client.DefaultUserAgent}}
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	_, got, err = ask(t, config, "x", client.Header("User-Agent", "mine"), client.Header("X-Api-Key", "other"))
	if err != nil || got.Get("User-Agent") != "mine" || len(got["X-Api-Key"]) != 1 || got.Get("X-Api-Key") != "other" {
		t.Errorf("got %v, %v", got, err)
	}
}

func FuzzPathsStayBelowTheBase(f *testing.F) {
	for _, seed := range []string{"a", "/a", "//a", "../a", "a/%2e%2e/b", "http://h/v1/x", "http://e/", "?q", "#f", "a:b", `\..\`, "%2F..%2F"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, path string) {
		got, _, err := ask(t, client.Config{BaseURL: "http://h/v1/"}, path)
		if err != nil {
			return
		}
		if got.Scheme != "http" || !strings.EqualFold(got.Hostname(), "h") || got.Port() != "" && got.Port() != "80" {
			t.Fatalf("%q left the host: %s", path, got)
		}
		if !strings.HasPrefix(got.EscapedPath()+"/", "/v1/") || strings.Contains(got.JoinPath().Path+"/", "/../") {
			t.Fatalf("%q left the base: %s", path, got)
		}
		if clean := got.JoinPath("."); !strings.HasPrefix(clean.Path+"/", "/v1/") {
			t.Fatalf("%q cleans to %s", path, clean)
		}
	})
}
