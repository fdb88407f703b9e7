package main

import (
	"html"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestStartPageExplainsAndLinksEveryView(t *testing.T) {
	s := start(t, Options{})
	page := s.get("/")
	if page.Status != 200 {
		t.Fatalf("got %d:\n%s", page.Status, page.text)
	}
	for _, path := range []string{
		"/async", "/async-request", "/async-db", "/gather", "/stream", "/cpu", "/background", "/background/log", "/upload", "/sync",
	} {
		if !strings.Contains(page.text, `href="`+path+`"`) {
			t.Errorf("the start page does not link %s", path)
		}
	}
	if !strings.Contains(page.text, `name="requests" type="number" min="1" max="2000" step="1" value="500"`) {
		t.Error("the start page has no field for 1 to 2,000 requests that says 500")
	}
}

func TestStartPageShowsTheCodeThatRuns(t *testing.T) {
	page := start(t, Options{}).get("/").text
	text := html.UnescapeString(regexp.MustCompile(`</?span[^>]*>`).ReplaceAllString(page, ""))
	for _, line := range []string{
		`err := async.Sleep(c.Context(), d.wait)`,
		`return d.api.GetJSON[jsontext.Value](ctx, d.todos.url("/todos/1"))`,
		`return d.database.FetchAll(ctx, "SELECT * FROM my_table")`,
		`async.Gather3(c.Context(),`,
		`hashes, err := async.CPU(c.Context(), burn)`,
		`c.App().Background(func(ctx context.Context) error {`,
		`file := form.File("file")`,
		`return "This is a sync response", nil`,
		`return func(yield func(gourd.Event, error) bool) {`,
	} {
		if !strings.Contains(text, line) {
			t.Errorf("the start page does not show %s", line)
		}
	}
}

func TestPagesLoadOnlyWhatTheDemoHas(t *testing.T) {
	s := start(t, Options{})
	loaded := regexp.MustCompile(`(?:src|<link[^>]*href)="([^"]*)"`)
	for _, page := range []string{"/", "/upload", "/background/log"} {
		a := s.get(page)
		if got := a.Header.Get("Content-Security-Policy"); !strings.HasPrefix(got, "default-src 'self'") {
			t.Errorf("%s: Content-Security-Policy is %q", page, got)
		}
		files := loaded.FindAllStringSubmatch(a.text, -1)
		if len(files) < 3 {
			t.Errorf("%s loads %d files, want an icon, a style and a script", page, len(files))
		}
		for _, m := range files {
			if res := s.get(m[1]); !strings.HasPrefix(m[1], "/static/") || res.Status != 200 {
				t.Errorf("%s loads %s, which is a %d", page, m[1], res.Status)
			}
		}
	}
	if a := s.get("/favicon.ico"); a.Status != 200 || a.Header.Get("Content-Type") != "image/svg+xml; charset=utf-8" {
		t.Errorf("/favicon.ico is a %d %s", a.Status, a.Header.Get("Content-Type"))
	}
}

func TestHighlightKeepsTheText(t *testing.T) {
	const text = "func f(a <-chan int) {\n\treturn \"<b>\" // x & y\n}"
	marked := string(highlight(text))
	want := `<span class="k">func</span> f(a &lt;-<span class="k">chan</span> int) {` + "\n\t" +
		`<span class="k">return</span> <span class="s">&#34;&lt;b&gt;&#34;</span> <span class="c">// x &amp; y</span>` + "\n}"
	if marked != want {
		t.Errorf("got  %s\nwant %s", marked, want)
	}
}

func TestListingRefusesAFunctionThatIsNotThere(t *testing.T) {
	defer func() {
		if v := recover(); v == nil {
			t.Error("it did not panic")
		}
	}()
	newListing().of("noSuchFunction")
}

func TestEveryViewOfTheStartPageIsARoute(t *testing.T) {
	s := start(t, Options{})
	routes, err := s.app.Routes()
	if err != nil {
		t.Fatal(err)
	}
	var endpoints []string
	for _, r := range routes {
		endpoints = append(endpoints, r.Endpoint)
	}
	for _, e := range newEntries(newListing()) {
		if !slices.Contains(endpoints, e.View) {
			t.Errorf("%s is no endpoint; they are %v", e.View, endpoints)
		}
	}
}
