package rule

import "testing"

// What Python's urljoin answers.
func TestReferences(t *testing.T) {
	const base = "http://h/app/"
	for target, want := range map[string]string{
		"":                  base,
		"new":               "http://h/app/new",
		"new/":              "http://h/app/new/",
		"/new":              "http://h/new",
		"/a//b":             "http://h/a//b",
		"a//b":              "http://h/app/a/b",
		"a///":              "http://h/app/a/",
		"../x":              "http://h/x",
		"../../x":           "http://h/x",
		"a/..":              "http://h/app/",
		"./a/.":             "http://h/app/a/",
		"/..":               "http://h/",
		"?q=1":              "http://h/app/?q=1",
		"#f":                "http://h/app/#f",
		"a?q#f":             "http://h/app/a?q#f",
		"a?":                "http://h/app/a",
		"a b'c\"<é":         "http://h/app/a b'c\"<é",
		"//other/x":         "http://other/x",
		"//other":           "http://other",
		"https://o/x/../y":  "https://o/x/../y",
		"HTTP:x":            "http://h/app/x",
		"mailto:a":          "mailto:a",
		"1:2":               "http://h/app/1:2",
		"a:b":               "a:b",
		"\x01 \tx":          "http://h/app/x",
		"x\ny":              "http://h/app/xy",
		"javascript:alert(": "javascript:alert(",
	} {
		if got := resolve(base, target); got != want {
			t.Errorf("%q: got %q, want %q", target, got, want)
		}
	}
}

// FuzzReferences: whatever the target, an address of HTTP keeps its scheme and has a host.
func FuzzReferences(f *testing.F) {
	for _, s := range []string{"", "a//b", "../..", "//x", "?#", "http:", "a:b", "/\t/x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, target string) {
		got := resolve("http://h/", target)
		if r := splitReference(target); r.scheme != "" && r.scheme != "http" {
			return
		}
		if r := splitReference(got); r.scheme != "http" || r.authority == "" {
			t.Errorf("%q: got %q", target, got)
		}
	})
}
