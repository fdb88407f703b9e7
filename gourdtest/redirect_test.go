package gourdtest_test

import (
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/gourd-go/gourd/gourdtest"
)

// redirects answers /307?to=/there with that redirect, and everything else with what
// it was asked.
func redirects() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if to := r.URL.Query().Get("to"); to != "" {
			status, _ := strconv.Atoi(r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:])
			http.SetCookie(w, &http.Cookie{Name: "seen", Value: r.URL.Path[1:]})
			w.Header().Set("Location", to)
			w.WriteHeader(status)
			return
		}
		scheme := "http"
		if r.TLS != nil {
			scheme = "https"
		}
		body, _ := io.ReadAll(r.Body)
		w.Header().Set("X-Asked", strings.Join([]string{r.Method, scheme, r.Host, r.RequestURI, r.Header.Get("Content-Type"), r.Header.Get("X-A"), string(body)}, "|"))
	})
}

func TestFollowRedirects(t *testing.T) {
	client := gourdtest.NewHandler(t, redirects())
	body := gourdtest.Body("text/x", strings.NewReader("body"))
	tests := []struct {
		name, method, target string
		want                 string
	}{
		{"301", "POST", "/301?to=/there", "GET|http|localhost|/there||1|"},
		{"302", "POST", "/302?to=/there", "GET|http|localhost|/there||1|"},
		{"303", "PUT", "/303?to=/there", "GET|http|localhost|/there||1|"},
		{"307", "POST", "/307?to=/there", "POST|http|localhost|/there|text/x|1|body"},
		{"308", "PUT", "/308?to=/there", "PUT|http|localhost|/there|text/x|1|body"},
		{"HEAD stays", "HEAD", "/302?to=/there", "HEAD|http|localhost|/there||1|"},
		{"a whole URL", "GET", "/302?to=http://localhost/there%252Fx?a=b", "GET|http|localhost|/there%2Fx?a=b||1|"},
		{"a whole URL without a path", "GET", "/302?to=http://localhost", "GET|http|localhost|/||1|"},
		{"a whole URL with a query only", "GET", "/302?to=http://localhost?x", "GET|http|localhost|/?x||1|"},
		{"to HTTPS", "GET", "/302?to=https://localhost/there", "GET|https|localhost|/there||1|"},
		{"without a scheme", "GET", "/302?to=//localhost/there", "GET|http|localhost|/there||1|"},
		{"a relative path", "GET", "/a/b/302?to=c/d", "GET|http|localhost|/a/b/c/d||1|"},
		{"a relative path upwards", "GET", "/a/b/302?to=../c", "GET|http|localhost|/a/c||1|"},
		{"a query only", "GET", "/a/302?to=%3Fq=1", "GET|http|localhost|/a/302?q=1||1|"},
		{"a fragment is left out", "GET", "/302?to=/there%23part", "GET|http|localhost|/there||1|"},
		{"two in a row", "GET", "/302?to=/307%3Fto=/there", "GET|http|localhost|/there||1|"},
	}
	for _, test := range tests {
		options := []gourdtest.Option{gourdtest.FollowRedirects(), gourdtest.Header("X-A", "1"), gourdtest.Header("Content-Language", "en")}
		if test.method == "POST" || test.method == "PUT" {
			options = append(options, body)
			body = gourdtest.Body("text/x", strings.NewReader("body"))
		}
		res := client.Do(test.method, test.target, options...).Want(200).WantHeader("X-Asked", test.want)
		if want := strings.Count(test.target, "to="); len(res.History) != want || res.History[0].Header.Get("Location") == "" {
			t.Errorf("%s: the history has %d answers, want %d", test.name, len(res.History), want)
		}
	}
	if got := client.Cookie("seen"); got == nil {
		t.Error("the cookie of an answer on the way was not kept")
	}
	client.Get("/302?to=/there").Want(302).WantHeader("Location", "/there") // unless it is asked to follow
	client.Get("/304?to=/there", gourdtest.FollowRedirects()).Want(304)
}

func TestRedirectsThatAreNotFollowed(t *testing.T) {
	for _, test := range []struct {
		name    string
		target  string
		message string
	}{
		{"another host", "/302?to=http://example.com/", "another host"},
		{"another host without a scheme", "/302?to=//example.com/", "another host"},
		{"another port", "/302?to=http://localhost:81/", "another host"},
	} {
		wantVerdict(t, func(t testing.TB) {
			gourdtest.NewHandler(t, redirects()).Get(test.target, gourdtest.FollowRedirects())
		}, test.message)
	}
	circle := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, map[string]string{"/a": "/b", "/b": "/a"}[r.URL.Path], http.StatusFound)
	})
	wantVerdict(t, func(t testing.TB) { gourdtest.NewHandler(t, circle).Get("/a", gourdtest.FollowRedirects()) }, "in a circle")
	endless := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, r.URL.Path+"x", http.StatusFound) })
	wantVerdict(t, func(t testing.TB) { gourdtest.NewHandler(t, endless).Get("/", gourdtest.FollowRedirects()) }, "in a circle")
	wantVerdict(t, func(t testing.TB) {
		gourdtest.NewHandler(t, redirects()).Post("/307?to=/there", gourdtest.FollowRedirects(), gourdtest.Body("", io.MultiReader()))
	}, "a reader of unknown length")
}
