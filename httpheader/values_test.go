package httpheader_test

import (
	"math"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/gourd-go/gourd/httpheader"
)

func TestCacheControlIsChanged(t *testing.T) {
	tests := []struct {
		name   string
		change func(c *httpheader.CacheControl)
		want   string
	}{
		{"as it was", func(*httpheader.CacheControl) {}, "no-cache, x=y"},
		{"another value stands in the place of the old one", func(c *httpheader.CacheControl) { c.SetNoCache(true, "A", "B") }, `no-cache="A, B", x=y`},
		{"a directive is taken away", func(c *httpheader.CacheControl) { c.SetNoCache(false, "A") }, "x=y"},
		{"flags", func(c *httpheader.CacheControl) {
			c.SetNoStore(true)
			c.SetNoTransform(true)
			c.SetPublic(true)
			c.SetPrivate(true)
			c.SetMustRevalidate(true)
			c.SetProxyRevalidate(true)
			c.SetMustUnderstand(true)
			c.SetImmutable(true)
			c.SetPublic(false)
		}, "no-cache, x=y, no-store, no-transform, private, must-revalidate, proxy-revalidate, must-understand, immutable"},
		{"times are in whole seconds", func(c *httpheader.CacheControl) {
			c.SetMaxAge(1999 * time.Millisecond)
			c.SetSharedMaxAge(time.Hour)
			c.SetStaleIfError(0)
			c.SetStaleWhileRevalidate(time.Minute)
		}, "no-cache, x=y, max-age=1, s-maxage=3600, stale-if-error=0, stale-while-revalidate=60"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c := httpheader.ParseCacheControl("no-cache, x=y")
			if test.change(&c); c.String() != test.want {
				t.Errorf("got %s, want %s", c, test.want)
			}
		})
	}
	c := httpheader.ParseCacheControl(`private="A, b", no-cache=C, max-age=999999999999999999999, proxy-revalidate, must-understand`)
	if !c.PrivateFields().Has("B") || !c.NoCacheFields().Has("c") || !c.Private() || !c.ProxyRevalidate() || !c.MustUnderstand() || c.IsZero() {
		t.Errorf("%s is read wrongly", c)
	}
	if d, ok := c.MaxAge(); !ok || d < 200*365*24*time.Hour {
		t.Errorf("the longest time is %v, %v", d, ok)
	}
}

func TestParamsAndSetsAreChanged(t *testing.T) {
	var p httpheader.Params
	p.Set("a", "1")
	p.SetBare("b")
	p.Set("c", "x y")
	p.Set("a", "2")
	p.Del("missing")
	if p.String() != `a=2, b, c="x y"` || !p.Has("b") || p.Get("b") != "" || p.Get("a") != "2" {
		t.Errorf("the parameters are %s", p)
	}
	p.Del("a")
	p.Set("b", "3")
	var names []string
	for name, value := range p.All() {
		names = append(names, name+value)
	}
	if diff := cmp.Diff([]string{"b3", "cx y"}, names); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}

	s := httpheader.ParseSet("Accept, cookie")
	s.Add("ACCEPT", "Origin")
	s.Del("Cookie")
	if s.String() != "Accept, Origin" || s.Has("cookie") {
		t.Errorf("the set is %s", s)
	}

	csp := httpheader.ParseCSP("a b; c d; e f")
	csp.Del("a")
	csp.Set("c", "g")
	csp.Set("h", "i")
	if csp.String() != "c g; e f; h i" || csp.Get("a") != "" || csp.IsZero() {
		t.Errorf("the policy is %s", csp)
	}
}

func TestManyParametersAreReadInLinearTime(t *testing.T) {
	var b strings.Builder
	for i := range 100_000 {
		b.WriteString("n")
		b.WriteString(strings.Repeat("x", i%7))
		b.WriteByte(byte('a' + i%26))
		b.WriteByte(byte('a' + i/26%26))
		b.WriteByte(byte('a' + i/676%26))
		b.WriteString("=1, ")
	}
	if p := httpheader.ParseParams(b.String()); len(p) < 17_576 {
		t.Errorf("there are %d parameters", len(p))
	}
}

// What Werkzeug does otherwise, and why.
func TestWhereWerkzeugIsNotFollowed(t *testing.T) {
	t.Run("a control character in a cookie's value is escaped, all of them", func(t *testing.T) {
		text, err := httpheader.FormatCookie(&http.Cookie{Name: "a", Value: "\x1a\x1f"}, time.Time{})
		if text != `a="\032\037"` || err != nil {
			t.Errorf("got %s, %v", text, err)
		}
	})
	t.Run("a tab in an address is encoded, since without it another host may be meant", func(t *testing.T) {
		for address, want := range map[string]string{"/\t/a.test": "/%09/a.test", "/a\r\nb": "/a%0D%0Ab", " //a.test": "%20//a.test", `/\a.test`: "/%5Ca.test"} {
			if got, err := httpheader.ASCIIURL(address); got != want || err != nil {
				t.Errorf("%q became %q, %v, want %q", address, got, err, want)
			}
		}
	})
	t.Run("a cookie's name is a token", func(t *testing.T) {
		for _, name := range []string{"", "a b", "é", "a=b", "a;b"} {
			if text, err := httpheader.FormatCookie(&http.Cookie{Name: name}, time.Time{}); err == nil {
				t.Errorf("%q became %q", name, text)
			}
		}
	})
	t.Run("a MaxAge that no time.Duration holds expires in 292 years", func(t *testing.T) {
		text, err := httpheader.FormatCookie(&http.Cookie{Name: "a", MaxAge: math.MaxInt}, time.Unix(0, 0))
		if !strings.Contains(text, "Apr 2262") && math.MaxInt > math.MaxInt32 || err != nil {
			t.Errorf("got %s, %v", text, err)
		}
	})
	t.Run("credentials that are not ASCII are none", func(t *testing.T) {
		if c, ok := httpheader.ParseCredentials("Basic é"); ok {
			t.Errorf("got %+v", c)
		}
	})
	t.Run("numbers that no int64 holds are the largest", func(t *testing.T) {
		r, ok := httpheader.ParseRange("bytes=5-99999999999999999999999")
		start, stop, fits := r.For(10)
		if !ok || !fits || start != 5 || stop != 10 {
			t.Errorf("got %d to %d, %v, %v", start, stop, ok, fits)
		}
	})
}
