package gateway_test

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gourd-go/gourd/gateway"
	"github.com/gourd-go/gourd/gourdtest"
)

// seenTarget answers what an exchange says of its target.
var seenTarget = gateway.HandlerFunc(func(x *gateway.Exchange) {
	text(200, sprintf("%s | %s | %s | %s | %s", x.Target, x.Root, x.Path, x.Query, x.Host))(x)
})

// raw sends a request line as it is and returns the body of the answer.
func raw(t *testing.T, s *httptest.Server, line string) string {
	t.Helper()
	conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", s.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	if _, err := io.WriteString(conn, line+"\r\nHost: example.com\r\nConnection: close\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// TestTargets: over net/http and in memory the same target is the same, and nothing
// is decoded, cleaned or lost.
func TestTargets(t *testing.T) {
	s := startServer(t, gateway.HTTPHandler(seenTarget, gateway.HTTPOptions{}), false)
	client := gourdtest.NewHandler(t, seenTarget)
	for target, want := range map[string]string{
		"/":                              "/ |  | / |  | example.com",
		"/a/b?c=d&e":                     "/a/b?c=d&e |  | /a/b | c=d&e | example.com",
		"/?":                             "/? |  | / |  | example.com",
		"/a?b?c":                         "/a?b?c |  | /a | b?c | example.com",
		"//x":                            "//x |  | //x |  | example.com",
		"//x//y/":                        "//x//y/ |  | //x//y/ |  | example.com",
		"/a//b/../c/./":                  "/a//b/../c/./ |  | /a//b/../c/./ |  | example.com",
		"/a%2Fb":                         "/a%2Fb |  | /a%2Fb |  | example.com",
		"/a%2fb":                         "/a%2fb |  | /a%2fb |  | example.com",
		"/%61%20%3F":                     "/%61%20%3F |  | /%61%20%3F |  | example.com",
		"/%ff":                           "/%ff |  | /%ff |  | example.com",
		"/\xe4\xbd\xa0":                  "/\xe4\xbd\xa0 |  | /\xe4\xbd\xa0 |  | example.com",
		"/(a)*'!;x=y,z":                  "/(a)*'!;x=y,z |  | /(a)*'!;x=y,z |  | example.com",
		"/?a=%zz&b=%":                    "/?a=%zz&b=% |  | / | a=%zz&b=% | example.com",
		"http://other.example/a%20b?c":   "http://other.example/a%20b?c |  | /a%20b | c | other.example",
		"http://other.example:81":        "http://other.example:81 |  | / |  | other.example:81",
		"http://other.example?q=a/b":     "http://other.example?q=a/b |  | / | q=a/b | other.example",
		"http://other.example//double//": "http://other.example//double// |  | //double// |  | other.example",
	} {
		if got := raw(t, s, "GET "+target+" HTTP/1.1"); got != want {
			t.Errorf("over net/http %q is\n%s, want\n%s", target, got, want)
		}
		if got := client.Get(target, gourdtest.Host("example.com")).Text(); got != want {
			t.Errorf("in memory %q is\n%s, want\n%s", target, got, want)
		}
	}
	if got := raw(t, s, "OPTIONS * HTTP/1.1"); got != "" { // net/http's own answer
		t.Errorf("OPTIONS * is answered by the handler: %q", got)
	}
	if got := client.Options("*").Text(); got != "* |  | * |  | localhost" {
		t.Errorf("OPTIONS * is %q", got)
	}
}

// TestRoots: what something on the way took off the path is the root.
func TestRoots(t *testing.T) {
	app := gateway.HTTPHandler(seenTarget, gateway.HTTPOptions{})
	rewrite := func(path string) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			r.URL.Path, r.URL.RawPath = path, ""
			app.ServeHTTP(w, r)
		})
	}
	for _, test := range []struct {
		name    string
		handler http.Handler
		target  string
		want    string
	}{
		{"nothing", app, "/shop/a", " | /shop/a"},
		{"StripPrefix", http.StripPrefix("/shop", app), "/shop/a", "/shop | /a"},
		{"StripPrefix, with encodings behind it", http.StripPrefix("/shop", app), "/shop/a%20b%2Fc", "/shop | /a%20b%2Fc"},
		{"StripPrefix, with encodings that net/url would not write", http.StripPrefix("/shop", app), "/shop/%61'", "/shop | /%61'"},
		{"StripPrefix of the whole path", http.StripPrefix("/shop", app), "/shop", "/shop | /"},
		{"StripPrefix of the path but for a slash", http.StripPrefix("/shop", app), "/shop/", "/shop | /"},
		{"StripPrefix of two", http.StripPrefix("/a", http.StripPrefix("/b", app)), "/a/b/c", "/a/b | /c"},
		{"StripPrefix with an encoding in the prefix", http.StripPrefix("/a b", app), "/a%20b/c", "/a%20b | /c"},
		{"a rewritten path", rewrite("/else"), "/shop/a", " | /else"},
		{"a rewritten path of the same length", rewrite("/else/b"), "/shop/a", " | /else/b"},
		{"a rewritten path with a space", rewrite("/el se"), "/shop/a", " | /el%20se"},
		{"ServeMux", mux("/shop/", app), "/shop/a", " | /shop/a"},
	} {
		s := startServer(t, test.handler, false)
		got := raw(t, s, "GET "+test.target+" HTTP/1.1")
		if _, rest, _ := strings.Cut(got, " | "); !strings.HasPrefix(rest, test.want+" |") {
			t.Errorf("%s: %s is seen as %q, want root and path %q", test.name, test.target, got, test.want)
		}
	}
}

func mux(pattern string, h http.Handler) http.Handler {
	m := http.NewServeMux()
	m.Handle(pattern, h)
	return m
}

// TestRequestWithoutServer: a request that somebody has made in a program has no
// target, and gets one.
func TestRequestWithoutServer(t *testing.T) {
	r, err := http.NewRequestWithContext(t.Context(), "GET", "http://example.com/a%20b?c=d", nil)
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	gateway.Serve(w, r, seenTarget, gateway.HTTPOptions{})
	if got, want := w.Body.String(), "/a%20b?c=d |  | /a%20b | c=d | example.com"; got != want {
		t.Errorf("the target is %q, want %q", got, want)
	}
}

func TestHeaderFields(t *testing.T) {
	h := gateway.HandlerFunc(func(x *gateway.Exchange) {
		var values []string
		for _, v := range x.HeaderValues(nil, "X-Many") {
			values = append(values, x.Text(v))
		}
		fields := map[string]string{}
		for _, f := range x.Fields(nil) {
			fields[x.Text(f.Name)] += x.Text(f.Value)
		}
		text(200, sprintf("%q %q %q %v %q", x.Header("X-Many"), strings.Join(values, ","), x.Header("X-None"), x.Header("X-None") == nil, fields["X-Many"]))(x)
	})
	everywhere(t, h, func(t *testing.T, send sender) {
		got := send(t, "GET", "/", http.Header{"X-Many": {"1", "2"}}, nil)
		if want := `"1" "1,2" "" true "12"`; got.body != want {
			t.Errorf("the header is %s, want %s", got.body, want)
		}
	})
}

func TestConnection(t *testing.T) {
	h := gateway.HandlerFunc(func(x *gateway.Exchange) {
		_, _, err := net.SplitHostPort(x.RemoteAddr)
		text(200, sprintf("%s %d.%d tls: %v, local: %v, remote: %v, method: %s", x.Scheme, x.Major, x.Minor, x.TLS != nil, x.LocalAddr() != nil, err == nil, x.Method))(x)
	})
	wants := map[string]string{
		"HTTP/1.1": "http 1.1 tls: false, local: true, remote: true, method: PURGE",
		"HTTP/2":   "https 2.0 tls: true, local: true, remote: true, method: PURGE",
		"memory":   "http 1.1 tls: false, local: true, remote: true, method: PURGE",
	}
	everywhere(t, h, func(t *testing.T, send sender) {
		_, name, _ := strings.Cut(t.Name(), "/")
		if got := send(t, "PURGE", "/", nil, nil); got.body != wants[name] {
			t.Errorf("the exchange says %q, want %q", got.body, wants[name])
		}
	})
}
