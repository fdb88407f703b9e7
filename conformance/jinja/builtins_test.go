package jinja

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestEveryBuiltinHasCases takes the names from the tables of docs/templates.md, which are
// held to those that package jinja has.
func TestEveryBuiltinHasCases(t *testing.T) {
	page, err := os.ReadFile("../../docs/templates.md")
	if err != nil {
		t.Fatal(err)
	}
	cases, err := ReadFolder("cases")
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, c := range cases {
		all.WriteString(c.Template + "\n")
		for _, text := range c.Templates {
			all.WriteString(text + "\n")
		}
	}
	templates := all.String()
	for _, part := range []struct{ title, use string }{
		{"### Filters\n", `(\|\s*|filter |['"])%s\b`},
		{"### Tests\n", `(is |is not |['"(, ])%s`},
		{"### Globals\n", `\b%s\b`},
	} {
		_, section, _ := strings.Cut(string(page), part.title)
		section, _, _ = strings.Cut(section, "\n##")
		names := regexp.MustCompile("(?m)^\\| `([^`(]+)").FindAllStringSubmatch(section, -1)
		if len(names) < 5 {
			t.Errorf("%q has %d names", part.title, len(names))
		}
		for _, name := range names {
			use := strings.ReplaceAll(part.use, "%s", regexp.QuoteMeta(strings.TrimSpace(name[1])))
			if !regexp.MustCompile(use).MatchString(templates) {
				t.Errorf("%s%s is in no case", part.title, name[1])
			}
		}
	}
}
