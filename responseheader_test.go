package gourd_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/httpheader"
)

func TestFieldsOfAnAnswerAsTypedValues(t *testing.T) {
	then := time.Date(1994, 11, 6, 8, 49, 37, 123, time.FixedZone("", 3600))
	var cache httpheader.CacheControl
	cache.SetPrivate(true, "Set-Cookie", "X-A")
	cache.SetMaxAge(90 * time.Second)
	var policy httpheader.CSP
	policy.Set("default-src", "'self'")
	policy.Set("img-src", "*")
	tests := []struct {
		name   string
		change func(r *gourd.Response)
		want   string
		clear  func(r *gourd.Response)
	}{
		{"Content-Type", func(r *gourd.Response) { r.SetMediaType("text/csv") }, "text/csv; charset=utf-8", func(r *gourd.Response) { r.SetMediaType("") }},
		{"Vary", func(r *gourd.Response) { r.AddVary("Accept", "Cookie"); r.AddVary("accept", "Origin") }, "Accept, Cookie, Origin", func(r *gourd.Response) { r.SetVary(nil) }},
		{"Allow", func(r *gourd.Response) { r.SetAllow("GET", "PUT") }, "GET, PUT", func(r *gourd.Response) { r.SetAllow() }},
		{"Content-Language", func(r *gourd.Response) { r.SetContentLanguage("en", "de") }, "en, de", func(r *gourd.Response) { r.SetContentLanguage() }},
		{"Content-Location", func(r *gourd.Response) { r.SetContentLocation("/é") }, "/%C3%A9", func(r *gourd.Response) { r.SetContentLocation("") }},
		{"Location", func(r *gourd.Response) { r.SetLocation("/é") }, "/%C3%A9", func(r *gourd.Response) { r.SetLocation("") }},
		{"Cache-Control", func(r *gourd.Response) { r.SetCacheControl(cache) }, `private="Set-Cookie, X-A", max-age=90`, func(r *gourd.Response) { r.SetCacheControl(httpheader.CacheControl{}) }},
		{"ETag", func(r *gourd.Response) { r.SetETag("a", false) }, `"a"`, nil},
		{"ETag", func(r *gourd.Response) { r.SetETag("a", true) }, `W/"a"`, nil},
		{"Content-Range", func(r *gourd.Response) {
			r.SetContentRange(httpheader.ContentRange{Unit: "bytes", Start: 2, Stop: 5, Length: 10})
		}, "bytes 2-4/10", func(r *gourd.Response) { r.SetContentRange(httpheader.ContentRange{}) }},
		{"Accept-Ranges", func(r *gourd.Response) { r.SetAcceptRanges("bytes") }, "bytes", func(r *gourd.Response) { r.SetAcceptRanges("") }},
		{"Content-Security-Policy", func(r *gourd.Response) { r.SetContentSecurityPolicy(policy) }, "default-src 'self'; img-src *", func(r *gourd.Response) { r.SetContentSecurityPolicy(httpheader.CSP{}) }},
		{"Content-Security-Policy-Report-Only", func(r *gourd.Response) { r.SetContentSecurityPolicyReportOnly(policy) }, "default-src 'self'; img-src *", func(r *gourd.Response) { r.SetContentSecurityPolicyReportOnly(httpheader.CSP{}) }},
		{"WWW-Authenticate", func(r *gourd.Response) {
			r.SetWWWAuthenticate(httpheader.BasicChallenge("a"), httpheader.Challenge{Scheme: "bearer"})
		}, "Basic realm=a|Bearer", func(r *gourd.Response) { r.SetWWWAuthenticate() }},
		{"Date", func(r *gourd.Response) { r.SetDate(then) }, "Sun, 06 Nov 1994 07:49:37 GMT", func(r *gourd.Response) { r.SetDate(time.Time{}) }},
		{"Expires", func(r *gourd.Response) { r.SetExpires(then) }, "Sun, 06 Nov 1994 07:49:37 GMT", func(r *gourd.Response) { r.SetExpires(time.Time{}) }},
		{"Last-Modified", func(r *gourd.Response) { r.SetLastModified(then) }, "Sun, 06 Nov 1994 07:49:37 GMT", func(r *gourd.Response) { r.SetLastModified(time.Time{}) }},
		{"Age", func(r *gourd.Response) { r.SetAge(90 * time.Second) }, "90", func(r *gourd.Response) { r.SetAge(-1) }},
		{"Retry-After", func(r *gourd.Response) { r.SetRetryAfter(90 * time.Second) }, "90", func(r *gourd.Response) { r.SetRetryAfter(0) }},
		{"Retry-After", func(r *gourd.Response) { r.SetRetryAt(then) }, "Sun, 06 Nov 1994 07:49:37 GMT", func(r *gourd.Response) { r.SetRetryAt(time.Time{}) }},
		{"Cross-Origin-Opener-Policy", func(r *gourd.Response) { r.SetOpenerPolicy(gourd.OpenerSameOrigin) }, "same-origin", func(r *gourd.Response) { r.SetOpenerPolicy("") }},
		{"Cross-Origin-Embedder-Policy", func(r *gourd.Response) { r.SetEmbedderPolicy(gourd.EmbedderRequireCORP) }, "require-corp", func(r *gourd.Response) { r.SetEmbedderPolicy("") }},
		{"Access-Control-Allow-Origin", func(r *gourd.Response) { r.SetAccessControl(gourd.AccessControl{AllowOrigin: "*"}) }, "*", func(r *gourd.Response) { r.SetAccessControl(gourd.AccessControl{}) }},
		{"Access-Control-Max-Age", func(r *gourd.Response) { r.SetAccessControl(gourd.AccessControl{MaxAge: time.Minute}) }, "60", func(r *gourd.Response) { r.SetAccessControl(gourd.AccessControl{}) }},
	}
	for _, test := range tests {
		t.Run(test.name+" "+test.want, func(t *testing.T) {
			r := gourd.Text("x")
			test.change(&r)
			if got := strings.Join(r.Header.Values(test.name), "|"); got != test.want {
				t.Errorf("the field is %q, want %q", got, test.want)
			}
			if test.clear == nil {
				return
			}
			if test.clear(&r); r.Header.Has(test.name) {
				t.Errorf("the field is still %q", r.Header.Get(test.name))
			}
		})
	}
}

func TestTypedValuesOfAnAnswerAreReadBack(t *testing.T) {
	r := gourd.Text("x")
	then := time.Unix(784_111_777, 0).UTC()
	allow := gourd.AccessControl{
		AllowOrigin: "https://a.test", AllowCredentials: true, AllowMethods: httpheader.Set{"GET", "PUT"},
		AllowHeaders: httpheader.Set{"X-A"}, ExposeHeaders: httpheader.Set{"X-B"}, MaxAge: time.Minute,
	}
	r.SetAccessControl(allow)
	r.SetETag("tag", true)
	r.SetLastModified(then)
	r.SetExpires(then)
	r.SetRetryAt(then)
	r.SetAge(time.Minute)
	r.SetWWWAuthenticate(httpheader.BasicChallenge("the shop"))
	r.SetContentRange(httpheader.ContentRange{Unit: "bytes", Start: -1, Stop: -1, Length: 10})
	tag, weak := r.ETag()
	age, hasAge := r.Age()
	part, hasPart := r.ContentRange()
	type all struct {
		Allow      gourd.AccessControl
		Tag        string
		Weak       bool
		Times      []time.Time
		Age        time.Duration
		Has        []bool
		Part       httpheader.ContentRange
		Realm      string
		Type       string
		Charset    string
		Opener     gourd.CrossOriginOpenerPolicy
		Embedder   gourd.CrossOriginEmbedderPolicy
		StatusText string
	}
	got := all{
		r.AccessControl(), tag, weak,
		[]time.Time{r.LastModified(), r.Expires(), r.RetryAfter(), r.Date()},
		age,
		[]bool{hasAge, hasPart, r.IsJSON(), r.IsStreamed()},
		part, r.WWWAuthenticate()[0].Params.Get("realm"), r.MediaType(), r.MediaTypeParams().Get("charset"), r.OpenerPolicy(), r.EmbedderPolicy(), r.StatusText(),
	}
	want := all{
		allow, "tag", true,
		[]time.Time{then, then, then, {}},
		time.Minute,
		[]bool{true, true, false, false},
		httpheader.ContentRange{Unit: "bytes", Start: -1, Stop: -1, Length: 10},
		"the shop", "text/plain", "utf-8", gourd.OpenerUnsafeNone, gourd.EmbedderUnsafeNone, "200 OK",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestATagWithAQuoteIsAMistake(t *testing.T) {
	defer func() {
		if err, ok := recover().(*gourd.SetupError); !ok || !strings.Contains(err.Message, "responseheader_test.go:") {
			t.Errorf("it panicked with %v", err)
		}
	}()
	r := gourd.Text("x")
	r.SetETag(`"a"`, false)
}
