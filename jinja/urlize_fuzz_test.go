package jinja

import (
	"context"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/gourd-go/gourd/internal/python"
)

// FuzzURLize compares with Jinja2 what urlize makes of any text.
func FuzzURLize(f *testing.F) {
	for _, s := range []string{
		"see http://example.com/a?b=1&c=2#d, (https://x.org) and www.foo.de.",
		"me@example.com mailto:you@example.org! @a@b.c <a.b@c.d>,",
		"http://[::1]:80/ http://1.2.3.4:80/ http://[1:2:3:4:5:6:7:8]",
		"((www.x.org)). &lt;www.x.org&gt; http://en.wikipedia.org/wiki/X_(y)",
		"wWw.ſ.Kom xn--p1ai.com www.x.xn--p1ai foo.INFO a-b.mil:80/x tel:1",
	} {
		f.Add(s)
	}
	compareFuzzed(f, "{{ text|urlize(extra_schemes=['tel:', 'x+y://']) }}")
}

// FuzzWordwrap compares with Jinja2 what wordwrap makes of any text, for several widths.
func FuzzWordwrap(f *testing.F) {
	for _, s := range []string{
		"The quick brown fox jumps over the lazy dog.",
		"well-known self-explanatory x-y a-b-c-d e--f g -- h---i 1-2-3",
		"  leading\n\nlines\r\n\tand\u00a0blanks   \x0b",
		"-----abc-def ---- x_-y_ é-ö-ü ab-1c aa-bb-c!--d",
	} {
		f.Add(s)
	}
	compareFuzzed(f, "{% for w in [1, 2, 3, 7, 20] %}{{ text|wordwrap(w) }}|{{ text|wordwrap(w, false) }}|"+
		"{{ text|wordwrap(w, break_on_hyphens=false) }}|{% endfor %}")
}

// compareFuzzed renders the template with fuzzed texts, here and by Jinja2.
func compareFuzzed(f *testing.F, source string) {
	oracle := python.Start(f, "render.py")
	env, err := New(Config{AutoEscape: func(string) bool { return true }})
	if err != nil {
		f.Fatal(err)
	}
	page, err := env.Parse(source)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if !utf8.ValidString(s) || hasNewerCharacter(s) {
			t.Skip("Python gets other characters, or knows them not")
		}
		got, err := page.Render(context.Background(), Map{"text": s})
		if err != nil {
			t.Fatal(err)
		}
		question := []map[string]any{{"source": source, "autoescape": true, "context": map[string]string{"text": s}}}
		if want := oracle.Ask[[]rendered](t, question)[0]; want.Out != got {
			t.Errorf("%q:\n got %q\nwant %+v", s, got, want)
		}
	})
}

// hasNewerCharacter tells whether s has a character that is no letter or digit in the
// Unicode of the Python that is asked: its tables are years older than Go's.
func hasNewerCharacter(s string) bool {
	return strings.ContainsFunc(s, func(c rune) bool { return c > 0x2fff || c >= 0x800 && c < 0x1000 })
}
