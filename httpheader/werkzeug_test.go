package httpheader_test

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gourd-go/gourd/httpheader"
	"github.com/gourd-go/gourd/internal/python"
)

// named are parameters as the oracle tells them.
func named(p httpheader.Params) [][]*string {
	out := [][]*string{}
	for _, param := range p {
		value := &param.Value
		if param.Bare {
			value = nil
		}
		out = append(out, []*string{&param.Name, value})
	}
	return out
}

type (
	toldParams struct {
		Params [][]*string
		Text   string
	}
	toldOptions struct {
		Value  string
		Params [][]*string
		Text   string
	}
)

// The oracle's lists are read into these structs.
func (p *toldParams) UnmarshalJSON(b []byte) error { return fill(b, &p.Params, &p.Text) }

func (p *toldOptions) UnmarshalJSON(b []byte) error { return fill(b, &p.Value, &p.Params, &p.Text) }

func TestListsAndParametersAsWerkzeug(t *testing.T) {
	o := python.Start(t, "fields.py")
	lists := mutations(
		2000, `",;= \*'%a1`+"\t",
		"", "a", "a,b", ` token , "quoted value"`, `a, "b, c", d`, `"a\"b", c`, `a"b,c"d, e`, `"unclosed, a`, `a,,b,`, `"a\\", b`, `"\`,
		`realm="x", stale=FALSE, qop="auth,auth-int"`, `a=b, c="d, e", f`, "=x, y=", "name*=UTF-8''%C3%A9, b*=latin''%e9, c*=iso-8859-1'en'%e9",
		`n*="UTF-8''%41"`, "x*=us-ascii''%e9%41", "a=1, a=2", "k*=''x", "*=1", "é=ü, ö",
	)
	lists = slices.DeleteFunc(lists, starOnly)
	compare(t, o, "list", lists, func(s string) []string { return append([]string{}, httpheader.ParseList(s)...) })
	compare(t, o, "params", lists, func(s string) toldParams {
		p := httpheader.ParseParams(s)
		return toldParams{named(p), p.String()}
	})
	compare(t, o, "quote", lists, func(s string) []string { return []string{httpheader.Quote(s), httpheader.Unquote(s)} })

	options := mutations(
		3000, `";= \*'%a10`+"\t",
		"", "text/html", "text/html; charset=UTF-8", `form-data; name="a"; filename="b.txt"`, `form-data; name="a\"b"; filename="c:\\d\e.txt"`,
		`attachment; filename*=UTF-8''%C3%A9.txt`, `a; x*0=1; x*1="2"; x*2*=%41`, "a; x*0*=UTF-8''%C3; x*1*=%A9", `form-data; name="%22a%22"`,
		"; a=b", "a;", "a; b", "a; b=; c=d", `a; b="unclosed; c=d`, "a; B=C; b=D", "a;b=c;d=e", `a; b="c";d=e`, `a; b=c"d; e=f`, "a; x*=iso-8859-1'en'%e9",
		"a; x*=latin9''%e9", "multipart/form-data; boundary=--x y", `a; b=""`, "a; *=b", "a; x*y*1=z",
	)
	options = slices.DeleteFunc(options, starOnly)
	compare(t, o, "options", options, func(s string) toldOptions {
		value, p := httpheader.ParseOptions(s)
		return toldOptions{value, named(p), httpheader.FormatOptions(value, p)}
	})
	compare(t, o, "charset", []string{"text/plain", "application/json", "application/xml", "image/svg+xml", "application/javascript", "application/sql", "sql", "font/woff"}, httpheader.WithCharset)
}

// starOnly reports whether a field has a parameter without a name but for a star,
// over which Werkzeug stumbles.
func starOnly(field string) bool { return nameless.MatchString(field) }

var nameless = regexp.MustCompile(`(^|[,;])[\s"]*\*[\d*]*\s*=`)

// acceptQuestion is a field and what is offered.
type acceptQuestion struct {
	kind, field string
	offers      []string
}

func (q acceptQuestion) MarshalJSON() ([]byte, error) { return list(q.kind, q.field, q.offers) }

type toldAccept struct {
	Items     []toldItem `json:"items"`
	Text      string     `json:"text"`
	Best      string     `json:"best"`
	Qualities []float64  `json:"qualities"`
}

type toldItem struct {
	Value   string
	Quality float64
}

func (i *toldItem) UnmarshalJSON(b []byte) error { return fill(b, &i.Value, &i.Quality) }

func TestAcceptAsWerkzeug(t *testing.T) {
	o := python.Start(t, "fields.py")
	kinds := []struct {
		name   string
		parse  func(string) httpheader.Accept
		fields []string
		offers [][]string
	}{
		{
			"media", httpheader.ParseAccept,
			mutations(
				1500, "*/;=,q.01ahm ",
				"", "*/*", "text/html", "text/*;q=0.3, text/html;q=0.7, text/html;level=1, text/html;level=2;q=0.4, */*;q=0.5",
				"text/xml,application/xml,application/xhtml+xml,application/foo;quiet=no; bar=baz;q=0.6,text/html;q=0.9,text/plain;q=0.8,image/png,*/*;q=0.5",
				"application/json;q=0, */*", "text/html;q=2, a/b;q=-1, c/d;q=x", "application/vnd.api+json; a=1; b=2", "*/html, text", "TEXT/HTML; Q=0.5", "text/html;q=1.0, text/plain;q=1",
				"application/json;q=0.00001, text/html;q=0.50",
			),
			[][]string{
				{"text/html", "application/json"},
				{"application/json", "text/html"},
				{"text/html;level=1", "text/html; level=2", "text/plain"},
				{"image/png", "text/*", "*/*"},
				{"application/vnd.api+json; b=2; a=1", "TEXT/PLAIN"},
			},
		},
		{
			"language", httpheader.ParseAcceptLanguage,
			mutations(
				1000, "*-_;=,q.01endsu ",
				"", "en-US,en;q=0.5", "de-AT,de;q=0.8,en;q=0.5", "es_419", "*", "en-GB;q=0.7, *;q=0.1", "zh-Hant-TW, zh-Hans;q=0.9", "da, en-gb;q=0.8, en;q=0.7", "en;q=0, de",
			),
			[][]string{{"en", "de"}, {"de", "en"}, {"en-US", "en-GB"}, {"en_GB"}, {"fr", "es-419", "de-DE"}, {"zh-TW", "zh"}, {"EN-us", "dede"}},
		},
		{
			"charset", httpheader.ParseAcceptCharset,
			mutations(300, "*-;=,q.01 ", "", "ISO-8859-1,utf-8;q=0.7", "utf8", "latin1;q=0.5, ascii", "*;q=0.2, windows-1252", "x-unknown", "US-ASCII, UTF_16"),
			[][]string{{"utf-8", "iso-8859-1"}, {"UTF8", "latin-1", "ascii"}, {"cp1252", "X-Unknown"}, {"utf-16", "us-ascii"}},
		},
		{
			"encoding", httpheader.ParseAcceptEncoding,
			mutations(500, "*-;=,q.01gz ", "", "gzip, deflate, br", "gzip;q=0, *", "br;q=1.0, gzip;q=0.8, *;q=0.1", "identity", "GZIP"),
			[][]string{{"gzip", "br"}, {"br", "gzip", "identity"}, {"zstd"}},
		},
	}
	for _, kind := range kinds {
		t.Run(kind.name, func(t *testing.T) {
			var questions []acceptQuestion
			for i, field := range slices.DeleteFunc(kind.fields, starOnly) {
				questions = append(questions, acceptQuestion{kind.name, field, kind.offers[i%len(kind.offers)]})
			}
			best := 0
			compare(t, o, "accept", questions, func(q acceptQuestion) toldAccept {
				a := kind.parse(q.field)
				told := toldAccept{Items: []toldItem{}, Text: a.String(), Best: a.Best(q.offers...), Qualities: []float64{}}
				for _, item := range a.Items() {
					told.Items = append(told.Items, toldItem(item))
				}
				for _, offer := range q.offers {
					told.Qualities = append(told.Qualities, a.Quality(offer))
				}
				if told.Best != "" {
					best++
				}
				return told
			})
			if best < len(questions)/10 {
				t.Errorf("only %d of %d questions have an answer", best, len(questions))
			}
		})
	}
}

type toldCache struct {
	Text    string   `json:"text"`
	Flags   []bool   `json:"flags"`
	Numbers []*int64 `json:"numbers"`
	Stale   any      `json:"stale"`
	Private any      `json:"private"`
}

func TestCacheControlAsWerkzeug(t *testing.T) {
	o := python.Start(t, "fields.py")
	fields := mutations(
		1500, `"=, -_+1`,
		"", "no-cache", "max-age=0, no-store", `private="Set-Cookie, X-A", public`, "max-stale", "max-stale=20, min-fresh=5", "only-if-cached, no-transform",
		"s-maxage=60, stale-if-error=1_0, stale-while-revalidate=+7", "immutable, must-revalidate, max-age=31536000", "max-age", "max-age=x", "private", `no-cache="a"`, "max-age=-1", "MAX-AGE=1", "community=UCI",
	)
	seconds := func(d time.Duration, ok bool) *int64 {
		n := int64(d / time.Second)
		if !ok {
			return nil
		}
		return &n
	}
	compare(t, o, "cache", fields, func(s string) toldCache {
		c := httpheader.ParseCacheControl(s)
		told := toldCache{
			Text:  c.String(),
			Flags: []bool{c.NoCache(), c.NoStore(), c.NoTransform(), c.OnlyIfCached(), c.Public(), c.Immutable(), c.MustRevalidate()},
			Numbers: []*int64{
				seconds(c.MaxAge()), seconds(c.MinFresh()), seconds(c.SharedMaxAge()), seconds(c.StaleIfError()), seconds(c.StaleWhileRevalidate()),
			},
		}
		if age, any, ok := c.MaxStale(); any {
			told.Stale = true
		} else if ok {
			told.Stale = age.Seconds()
		}
		if v, found := c.Directives.Lookup("private"); found {
			told.Private = v
			if slices.Contains(c.Directives, httpheader.Param{Name: "private", Bare: true}) {
				told.Private = true
			}
		}
		return told
	})
	policies := mutations(500, "; '*a", "", "default-src 'self'", "default-src 'self'; script-src 'unsafe-inline' https://a.test;img-src *", "sandbox; a b", "a b; a c; d e", ";;", "  a   b  ")
	compare(t, o, "csp", policies, func(s string) string { return httpheader.ParseCSP(s).String() })
}

type toldAuth struct {
	Scheme, Token string
	Params        [][]*string
	Text          string
}

func (a *toldAuth) UnmarshalJSON(b []byte) error {
	return fill(b, &a.Scheme, &a.Token, &a.Params, &a.Text)
}

func TestAuthorizationAsWerkzeug(t *testing.T) {
	o := python.Start(t, "fields.py")
	fields := mutations(
		2500, `=", /+bB1`,
		"", "Basic dXNlcjpwYXNzd29yZA==", "basic dXNlcg==", "Basic w7w6w6k=", "Basic YTo=", "Basic", "Basic ====", "Basic YQ", "Basic /w==", "Bearer abc.def==", "bearer", "Negotiate",
		`Digest username="Mufasa", realm="a \"b\"", nonce="x", qop=auth, nc=00000001`, "AWS4-HMAC-SHA256 Credential=a/b, SignedHeaders=c", `custom a*=UTF-8''%C3%A9`, "Token token=x", "x =",
	)
	compare(t, o, "auth", fields, func(s string) *toldAuth {
		c, ok := httpheader.ParseCredentials(s)
		if !ok {
			return nil
		}
		if c.Scheme == "basic" {
			c.Params = httpheader.Params{{Name: "username", Value: c.Username}, {Name: "password", Value: c.Password}}
		}
		return &toldAuth{c.Scheme, c.Token, named(c.Params), c.String()}
	})
	challenges := mutations(1500, `=", b1`, "", "Basic", `Basic realm="the shop"`, `Digest realm="a", nonce=b, algorithm=MD5, stale=TRUE, qop="auth"`, "Bearer abc==", `Bearer error="invalid_token"`, "Negotiate")
	challenges = slices.DeleteFunc(challenges, func(s string) bool {
		c, _ := httpheader.ParseChallenge(s) // Werkzeug writes "None" for a name that stands alone
		return c.Scheme == "digest" && slices.ContainsFunc(c.Params, func(p httpheader.Param) bool { return p.Bare })
	})
	compare(t, o, "challenge", challenges, func(s string) *toldAuth {
		c, ok := httpheader.ParseChallenge(s)
		if !ok {
			return nil
		}
		return &toldAuth{c.Scheme, c.Token, named(c.Params), strings.TrimSpace(c.String())}
	})
}

// cookieQuestion is a cookie to be set.
type cookieQuestion struct {
	Name        string  `json:"name"`
	Value       string  `json:"value"`
	MaxAge      *int    `json:"max_age"`
	Expires     *int64  `json:"expires"`
	Path        *string `json:"path"`
	Domain      *string `json:"domain"`
	Secure      bool    `json:"secure"`
	HTTPOnly    bool    `json:"http_only"`
	SameSite    *string `json:"same_site"`
	Partitioned bool    `json:"partitioned"`
	Now         int64   `json:"now"`
}

func (q cookieQuestion) cookie() *http.Cookie {
	c := &http.Cookie{Name: q.Name, Value: q.Value, Secure: q.Secure, HttpOnly: q.HTTPOnly, Partitioned: q.Partitioned}
	if q.MaxAge != nil {
		if c.MaxAge = *q.MaxAge; c.MaxAge == 0 {
			c.MaxAge = -1
		}
	}
	if q.Expires != nil {
		c.Expires = time.Unix(*q.Expires, 0)
	}
	if q.Path != nil {
		c.Path = *q.Path
	}
	if q.Domain != nil {
		c.Domain = *q.Domain
	}
	if q.SameSite != nil {
		c.SameSite = map[string]http.SameSite{"lax": http.SameSiteLaxMode, "Strict": http.SameSiteStrictMode, "none": http.SameSiteNoneMode}[*q.SameSite]
	}
	return c
}

func TestCookiesAsWerkzeug(t *testing.T) {
	o := python.Start(t, "fields.py")
	var questions []cookieQuestion
	for i, value := range mutations(1500, "\x00\t\x19\x7f\",;\\ ab=%", "", "a", "x y", `"quoted"`, "é", "a,b;c", `back\slash`, "{\"a\":1}", "\U0001F349", "a=b&c=%20") {
		q := cookieQuestion{Name: "name", Value: value, Now: 1_700_000_000, Secure: i%3 == 0, HTTPOnly: i%4 == 0, Partitioned: i%7 == 0}
		if n := i % 5 * 1000; i%2 == 0 {
			q.MaxAge = &n
		}
		if n := int64(i) * 86400; i%5 == 0 {
			q.Expires = &n
		}
		paths := []string{"/", "/a b", "/é;x", "/%20", `/"<>`}
		q.Path = &paths[i%len(paths)]
		if domains := []string{".example.com", "example.com:8080", "münchen.example", "localhost", "EXAMPLE.com"}; i%3 == 1 {
			q.Domain = &domains[i/3%len(domains)]
		}
		if modes := []string{"lax", "Strict", "none"}; i%2 == 1 {
			q.SameSite = &modes[i/2%3]
		}
		questions = append(questions, q)
	}
	compare(t, o, "cookie", questions, func(q cookieQuestion) string {
		text, err := httpheader.FormatCookie(q.cookie(), time.Unix(q.Now, 0))
		if err != nil {
			return err.Error()
		}
		return text
	})
	fields := mutations(2500, `"\;= 013,a`, "", "a=1; b=2", `a="x y"`, `a="\303\251"; b`, `a="x;y"; b=2`, "=x; a=1", `a="\"q\""`, `a="x"y; b=1`, `{"x":1}=y`, "a = 1 ; b=2", `a="\377"`, "a=é")
	compare(t, o, "cookies", fields, func(s string) [][]string {
		out := [][]string{}
		for name, value := range httpheader.ParseCookies(s) {
			out = append(out, []string{name, value})
		}
		slices.SortStableFunc(out, func(a, b []string) int { return strings.Compare(a[0], b[0]) })
		return out
	})
}

func TestHostsAndAddressesAsWerkzeug(t *testing.T) {
	o := python.Start(t, "fields.py")
	text := func(s string, err error) *string {
		if err != nil {
			return nil
		}
		return &s
	}
	long := strings.Repeat("a", 64)
	hosts := []string{
		"", "example.com", "EXAMPLE.com", "münchen.example", "MÜNCHEN.example", "bücher.ch", "straße.de", "例え.テスト", "日本語。jp", "a..b", "é..b", ".a", "é.", "a.", "ﬁ.example", "e\u0301.x",
		"ελλάς.gr", "пример.испытание", long, "é" + long, "\u00ad", "a\u200bé", "Ａ.example", "☃.net", "xn--n3h.net", "İ.tr",
	}
	compare(t, o, "idna", hosts, func(s string) *string { return text(httpheader.ASCIIHost(s)) })
	addresses := mutations(
		2000, `/?#:@[]%"<>\^ae1 `,
		"", "/", "/é?a=b c", "http://☃.net/påth?q=èry%DF#frag ment", "//host/x", "a/b", "?q", "#f", "https://user:pä ss@EXAMPLE.com:8080/x", "mailto:a@b", "http://[::1]:80/x", "/a?b?c#d#e", "HTTP://a.test/{}|", "/%zz%41", "x:y", "http://a.test:0/", "/a;b,c",
	)
	addresses = slices.DeleteFunc(addresses, oddAddress)
	if len(addresses) < 1000 {
		t.Fatalf("only %d addresses are left", len(addresses))
	}
	compare(t, o, "uri", addresses, func(s string) *string { return text(httpheader.ASCIIURL(s)) })
}

// oddAddress reports whether urllib.parse takes an address for another than a browser
// does, or has rules of its own for it: space at its ends, a path that begins with two
// slashes, brackets beside a host, a scheme that it wants slashes behind, a port that
// is none, a host with characters that no host has.
func oddAddress(s string) bool {
	if s == "http://[::1]:80/x" || s == "https://user:pä ss@EXAMPLE.com:8080/x" {
		return false
	}
	parts := authority.FindStringSubmatch(s)
	if parts == nil {
		scheme, _, found := strings.Cut(strings.ToLower(s), ":")
		return strings.TrimSpace(s) != s || strings.Contains(s, "//") || strings.ContainsAny(s, "[]") || found && (scheme == "http" || scheme == "https")
	}
	return strings.TrimSpace(s) != s || strings.Contains(s, "///") || parts[1] == "" || strings.ContainsAny(parts[1], `[]<>{}|\^"% :`)
}

var authority = regexp.MustCompile(`^(?:[a-zA-Z][a-zA-Z0-9+.-]*:)?//([^/?#]*)`)
