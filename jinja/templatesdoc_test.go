package jinja

import (
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// Post and Author are what the examples of docs/templates.md show.
type Post struct {
	ID        int
	Title     string
	Author    *Author
	CreatedAt time.Time
	Tags      []string
}

type Author struct{ Name, URL string }

func (p *Post) Excerpt(n int) string { return p.Title[:n] + "…" }

func docData() Map {
	ann := &Author{"Ann", "https://ann.example/?a=1&b=2"}
	return Map{
		"user":  "Ann <ann@example.com>",
		"post":  &Post{7, "Soil & water", ann, time.Date(2026, 11, 5, 9, 30, 0, 0, time.UTC), []string{"garden", "spring"}},
		"posts": []Post{{ID: 1, Title: "Seeds", Author: ann}, {ID: 2, Title: "Soil & water", Author: &Author{Name: "Bob"}}},
		"votes": map[string]int{"up": 5, "down": 2},
		"empty": []string{},
	}
}

// docExample is a template of the page and what the page says that it renders to.
type docExample struct {
	line        int
	options     []string
	text        string
	want        string
	error, more bool // want is an error; there is a result at all
}

// TestTheExamplesOfTheGuide renders what docs/templates.md shows. In a fence of jinja the
// lines that begin with "→" are what those above them render to, and one that begins
// with "✗" is their error. Its options stand behind the word jinja: a template's name, which
// the examples below it can use, or a kind of undefined.
func TestTheExamplesOfTheGuide(t *testing.T) {
	named := map[string]string{}
	count := 0
	for _, x := range readDocExamples(t) {
		c := Config{Loader: Templates(named)}
		name := ""
		for _, option := range x.options {
			switch option {
			case "chainable":
				c.Undefined = ChainableUndefined
			case "debug":
				c.Undefined = DebugUndefined
			case "strict":
				c.Undefined = StrictUndefined
			case "sandbox":
				c.Sandbox = &Sandbox{}
			default:
				name = option
				named[name] = x.text
				c.Loader = Templates(named)
			}
		}
		env, err := New(c)
		if err != nil {
			t.Fatal(err)
		}
		page := ""
		tmpl, err := env.ParseNamed(name, x.text)
		if err == nil && x.more {
			page, err = tmpl.Render(t.Context(), docData())
		}
		if err != nil {
			e := asError(err)
			page = e.Kind + ": " + e.Message
		}
		count++
		if (err != nil) != x.error || x.more && page != x.want {
			t.Errorf("docs/templates.md:%d: %q is\n%q, want\n%q", x.line, x.text, page, x.want)
		}
	}
	if count < 30 {
		t.Errorf("the guide has %d examples only", count)
	}
}

func readDocExamples(t *testing.T) (all []docExample) {
	t.Helper()
	var at *docExample
	var options []string
	inside := false
	add := func() {
		if at != nil {
			at.text = strings.TrimRight(at.text, "\n")
			all = append(all, *at)
		}
		at = nil
	}
	for i, line := range strings.Split(docPage(t), "\n") {
		result, isResult := strings.CutPrefix(line, "→")
		fault, isFault := strings.CutPrefix(line, "✗ ")
		switch {
		case !inside && strings.HasPrefix(line, "```jinja"):
			inside, options = true, strings.Fields(line)[1:]
		case !inside:
		case line == "```":
			add()
			inside = false
		case isResult && at != nil:
			if at.more {
				at.want += "\n"
			}
			at.want += strings.TrimPrefix(result, " ")
			at.more = true
		case isFault && at != nil:
			at.want, at.error, at.more = fault, true, true
		default:
			if at != nil && at.more {
				add()
			}
			if at == nil && line != "" {
				at = &docExample{line: i + 1, options: options}
			}
			if at != nil {
				at.text += line + "\n"
			}
		}
	}
	return all
}

func docPage(t *testing.T) string {
	t.Helper()
	page, err := os.ReadFile("../docs/templates.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(page)
}

// TestTheGuideHasEveryName holds the tables of docs/templates.md to the code: each filter, test
// and global has one row, whose example renders to what stands beside it.
func TestTheGuideHasEveryName(t *testing.T) {
	env, err := New(Config{})
	if err != nil {
		t.Fatal(err)
	}
	names := map[string][]string{
		"### Filters": slices.Sorted(maps.Keys(env.filters)),
		"### Tests":   slices.Sorted(maps.Keys(env.tests)),
		"### Globals": slices.Sorted(maps.Keys(env.globals)),
	}
	rows := map[string]map[string]bool{"### Filters": {}, "### Tests": {}, "### Globals": {}}
	code := regexp.MustCompile("`([^`]+)`")
	called := regexp.MustCompile(`^(\w+|[=!<>]+)`)
	heading := ""
	for i, line := range strings.Split(docPage(t), "\n") {
		if strings.HasPrefix(line, "#") {
			heading = line
		}
		if rows[heading] == nil || !strings.HasPrefix(line, "| `") {
			continue
		}
		at := fmt.Sprintf("docs/templates.md:%d", i+1)
		cells := strings.Split(strings.ReplaceAll(strings.Trim(line, "|"), `\|`, "\x00"), "|")
		for i, cell := range cells {
			cells[i] = strings.TrimSpace(strings.ReplaceAll(cell, "\x00", "|"))
		}
		if len(cells) != 4 || cells[1] == "" {
			t.Errorf("%s: the row has the cells %q, want the names, the meaning, an example and its result", at, cells)
			continue
		}
		for _, m := range code.FindAllStringSubmatch(cells[0], -1) {
			name := called.FindString(m[1])
			if rows[heading][name] {
				t.Errorf("%s: %s has two rows", at, name)
			}
			rows[heading][name] = true
			if !slices.Contains(names[heading], name) {
				t.Errorf("%s: there is no %q", at, name)
			}
		}
		if cells[2] == "" { // its result differs from one time to the next
			continue
		}
		example, want := strings.Trim(cells[2], "`"), strings.ReplaceAll(strings.Trim(cells[3], "`"), "⏎", "\n")
		tmpl, err := env.Parse(example)
		if err != nil {
			t.Errorf("%s: %v", at, err)
			continue
		}
		if page, err := tmpl.Render(t.Context(), docData()); err != nil || page != want {
			t.Errorf("%s: %s is %q, %v, want %q", at, example, page, err, want)
		}
	}
	for heading, all := range names {
		for _, name := range all {
			if !rows[heading][name] {
				t.Errorf("docs/templates.md: %s has no row for %s", heading, name)
			}
		}
	}
}

// TestTheGoOfTheGuide holds the Go of docs/templates.md that needs nothing but this package to
// a test or an example, which the compiler sees, and the errors that it shows to an example's
// output.
func TestTheGoOfTheGuide(t *testing.T) {
	var source strings.Builder
	for _, file := range []string{"example_test.go", "example_values_test.go", "templatesdoc_test.go"} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		source.WriteString(flush(strings.ReplaceAll(string(text), "\t// ", "\t")))
	}
	fences := regexp.MustCompile("(?s)```go jinja\n(.*?)```").FindAllStringSubmatch(docPage(t), -1)
	for _, m := range fences {
		if !strings.Contains(source.String(), flush(m[1])) {
			t.Errorf("no test or example has\n%s", m[1])
		}
	}
	if len(fences) < 5 {
		t.Errorf("the guide has %d pieces of Go only", len(fences))
	}
	details := regexp.MustCompile("(?s)```text\n(\\w+Error: .*?)```").FindAllStringSubmatch(docPage(t), -1)
	for _, m := range details {
		if !strings.Contains(source.String(), flush(m[1])) {
			t.Errorf("no example prints the error of the guide\n%s", m[1])
		}
	}
	if len(details) != 2 {
		t.Errorf("the guide shows %d errors, want 2", len(details))
	}
}

// flush is a text without the blanks at the beginnings of its lines.
func flush(s string) string {
	return regexp.MustCompile(`(?m)^[ \t]+`).ReplaceAllString(s, "")
}
