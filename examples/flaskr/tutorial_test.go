package main

import (
	"fmt"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// tutorial is the folder of the pages that walk through this example.
const tutorial = "../../docs/tutorial"

// fence is a block of code: its language, the file that it says it is from, its text.
var fence = regexp.MustCompile("(?ms)^```(\\w+)(?: file=(\\S+))?\n(.*?)^```$")

// pages are the tutorial's, by name.
func pages(t *testing.T) map[string]string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(tutorial, "*.md"))
	if err != nil || len(names) < 10 {
		t.Fatalf("the tutorial has the pages %q, want 10 or more (%v)", names, err)
	}
	all := map[string]string{}
	for _, name := range names {
		all[filepath.Base(name)] = read(t, name)
	}
	return all
}

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestTutorialShowsTheCodeOfThisExample(t *testing.T) {
	shown := 0
	for page, text := range pages(t) {
		for _, block := range fence.FindAllStringSubmatch(text, -1) {
			language, file, code := block[1], block[2], block[3]
			var err error
			switch {
			case file != "":
				shown++
				err = standsIn(read(t, file), code)
			case language == "go":
				err = parses(code)
			}
			if err != nil {
				t.Errorf("%s: %v, in the code of %q:\n%s", page, err, file, code)
			}
		}
	}
	if shown < 30 {
		t.Errorf("the tutorial shows %d pieces of this example, want 30 or more", shown)
	}
}

// standsIn checks that the parts of code, between lines of "// …", stand in a file one
// after the other.
func standsIn(file, code string) error {
	left, part := file, ""
	for line := range strings.SplitAfterSeq(code+"// …\n", "\n") {
		if strings.TrimSpace(line) != "// …" {
			part += line
			continue
		}
		_, behind, found := strings.Cut(left, part)
		if !found {
			return fmt.Errorf("this is not in the file, or not in this order:\n%s", part)
		}
		left, part = behind, ""
	}
	return nil
}

// parses checks that code is Go: a file, or statements.
func parses(code string) error {
	if _, err := parser.ParseFile(token.NewFileSet(), "", code, 0); err == nil {
		return nil
	}
	_, err := parser.ParseFile(token.NewFileSet(), "", "package p\nfunc f() {\n"+code+"\n}", 0)
	return err
}

// TestTutorialsCheckCanFail proves that code which is not there is found.
func TestTutorialsCheckCanFail(t *testing.T) {
	const file = "a\nb\nc\nd\n"
	for code, want := range map[string]bool{
		"a\nb\n": true, "b\n// …\nd\n": true, "\t// …\na\n": true, "a\nc\n": false, "d\n// …\na\n": false, "e\n": false,
	} {
		if err := standsIn(file, code); (err == nil) != want {
			t.Errorf("%q: got %v, want it to stand there: %v", code, err, want)
		}
	}
	if parses("func {") == nil {
		t.Error("anything passes for Go")
	}
}

var (
	link = regexp.MustCompile(`\]\(([^)#]+)(?:#[^)]*)?\)`)
	code = regexp.MustCompile("`[^`\n]+`") // within a line
)

func TestTutorialsLinksLeadSomewhere(t *testing.T) {
	all := pages(t)
	for page, text := range all {
		prose := code.ReplaceAllString(fence.ReplaceAllString(text, ""), "")
		for _, to := range link.FindAllStringSubmatch(prose, -1) {
			if _, err := os.Stat(filepath.Join(tutorial, to[1])); err != nil {
				t.Errorf("%s leads to %s, which is not there", page, to[1])
			}
		}
		if page != "README.md" && !strings.Contains(all["README.md"], "("+page+")") {
			t.Errorf("the index does not lead to %s", page)
		}
	}
}
