package httpheader_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/gourd-go/gourd/httpheader"
)

// FuzzParsers gives a text to every parser. What they print is read again as the same.
func FuzzParsers(f *testing.F) {
	for _, s := range []string{"", `a, "b, c"`, "text/*;q=0.3, */*", `W/"a", *`, "bytes=0-1,-5", "bytes 0-1/2", "Basic YTpi", `Digest a="b"`, "max-age=1, private", "a b; c d", `form-data; a*0="b"; a*1*=%41`, "Sun, 06 Nov 1994 08:49:37 GMT", `a="\303"; b`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		list := httpheader.ParseList(s)
		if again := httpheader.ParseList(httpheader.FormatList(list...)); len(strings.Join(list, "")) > 0 && cmp.Diff(trimmed(list), trimmed(again)) != "" {
			t.Errorf("the list %q is printed and read as %q", list, again)
		}
		for _, parse := range []func(string) httpheader.Accept{httpheader.ParseAccept, httpheader.ParseAcceptLanguage, httpheader.ParseAcceptCharset, httpheader.ParseAcceptEncoding} {
			a := parse(s)
			if best := a.Best("en", "a/b", "utf-8", "gzip"); best != "" && a.Quality(best) <= 0 && !strings.ContainsAny(s, "-_*") && best != "en" {
				t.Errorf("of %q the best is %q, whose quality is 0", s, best)
			}
			_ = a.String()
		}
		if r, ok := httpheader.ParseRange(s); ok {
			if start, stop, ok := r.For(10); ok && (start < 0 || start >= stop || stop > 10) {
				t.Errorf("%q asks for %d to %d of 10", s, start, stop)
			}
			if again, ok := httpheader.ParseRange(r.String()); !ok || len(again.Spans) != len(r.Spans) {
				t.Errorf("the range %q is printed as %q", s, r)
			}
		}
		if r, ok := httpheader.ParseContentRange(s); ok {
			if again, ok := httpheader.ParseContentRange(r.String()); !ok || again != r {
				t.Errorf("%q is printed and read as %+v", s, again)
			}
		}
		if d, ok := httpheader.ParseDate(s); ok {
			if again, ok := httpheader.ParseDate(httpheader.FormatDate(d)); d.Year() > 99 && (!ok || !again.Equal(d)) {
				t.Errorf("%v is printed and read as %v", d, again)
			}
		}
		tags := httpheader.ParseETags(s)
		_, _, _ = tags.String(), tags.Has("a"), tags.HasWeak("a")
		_, _ = httpheader.ParseCredentials(s)
		_, _ = httpheader.ParseChallenge(s)
		_, _ = httpheader.ParseOptions(s)
		_ = httpheader.ParseCacheControl(s).String()
		_ = httpheader.ParseCSP(s).String()
		if u, err := httpheader.ASCIIURL(s); err == nil && strings.ContainsAny(u, "\r\n\x00 <>\"") {
			t.Errorf("the address %q became %q", s, u)
		}
	})
}

func trimmed(list []string) []string {
	out := []string{}
	for _, item := range list {
		if item = strings.TrimSpace(item); item != "" {
			out = append(out, item)
		}
	}
	return out
}

// FuzzCookie sets a cookie and reads it back.
func FuzzCookie(f *testing.F) {
	f.Add("a", "x y", "example.com", "/")
	f.Add("sid", "é;\",\\", "", "/é")
	f.Add("n", "\x00\x1f\x7f", "a;b", "")
	f.Fuzz(func(t *testing.T, name, value, domain, path string) {
		text, err := httpheader.FormatCookie(&http.Cookie{Name: name, Value: value, Domain: domain, Path: path, MaxAge: 10}, time.Unix(0, 0))
		if err != nil {
			return
		}
		if strings.ContainsAny(text, "\r\n\x00") {
			t.Fatalf("the field is %q", text)
		}
		pair := text[:strings.Index(text, "; ")+1]
		if strings.Count(text, "; ") > 4 && domain+path != "" {
			t.Errorf("the field %q has more attributes than were set", text)
		}
		for gotName, got := range httpheader.ParseCookies(pair) {
			if gotName != name || got != strings.ToValidUTF8(value, "\uFFFD") && strings.ToValidUTF8(value, "") == value {
				t.Errorf("the cookie %q=%q is read as %q=%q", name, value, gotName, got)
			}
			return
		}
		t.Errorf("the field %q has no cookie", text)
	})
}
