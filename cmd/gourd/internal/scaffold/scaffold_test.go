package scaffold_test

import (
	"errors"
	"fmt"
	"go/format"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gourd-go/gourd/cmd/gourd/internal/scaffold"
)

func write(t *testing.T, o scaffold.Options) (dir string, names []string) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "new")
	if o.Checkout == "" {
		o.Checkout = scaffold.BuiltFrom()
	}
	names, err := scaffold.Write(dir, o)
	if err != nil {
		t.Fatal(err)
	}
	return dir, names
}

func read(t *testing.T, elements ...string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(elements...))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestWriteMakesAWholeApplication(t *testing.T) {
	dir, names := write(t, scaffold.Options{Name: "my-shop", Module: "example.com/shop"})
	want := []string{
		".gitignore", "Makefile", "README.md", "app.go", "app_test.go", "go.mod", "main.go",
		"static/style.css", "templates/index.html", "templates/layout.html",
	}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Error(diff)
	}
	readme := read(t, dir, "README.md")
	for _, name := range names {
		text := read(t, dir, name)
		if strings.Contains(text, "[[") || strings.Contains(text, "<no value>") {
			t.Errorf("%s has a place that was not filled in", name)
		}
		if !strings.HasSuffix(text, "\n") || strings.HasSuffix(text, "\n\n") {
			t.Errorf("%s does not end in one line end", name)
		}
		if name != "README.md" && name != ".gitignore" && !strings.Contains(readme, "`"+name+"`") {
			t.Errorf("the README does not say what %s is", name)
		}
		if filepath.Ext(name) != ".go" {
			continue
		}
		formatted, err := format.Source([]byte(text))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if diff := cmp.Diff(string(formatted), text); diff != "" {
			t.Errorf("%s is not formatted:\n%s", name, diff)
		}
	}
	if app := read(t, dir, "app.go"); !strings.Contains(app, `gourd.New("my-shop", config)`) {
		t.Error("the application does not have its name")
	}
}

// goMod is what "go mod edit -json" tells of a file, as far as it matters here.
func goMod(t *testing.T, file string) string {
	t.Helper()
	cmd := exec.Command("go", "mod", "edit", "-json", file)
	cmd.Env = append(os.Environ(), "GOTOOLCHAIN=auto")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("the file %s is no go.mod: %v", file, err)
	}
	return string(out)
}

func TestGoModHasTheToolchainOfTheCheckout(t *testing.T) {
	checkout := scaffold.BuiltFrom()
	dir, _ := write(t, scaffold.Options{Name: "hello"})
	text := read(t, dir, "go.mod")
	root := strings.Split(read(t, checkout, "go.mod"), "\n")
	for _, directive := range []string{"go ", "toolchain "} {
		i := slices.IndexFunc(root, func(line string) bool { return strings.HasPrefix(line, directive) })
		if i < 0 || !strings.Contains(text, "\n"+root[i]+"\n") {
			t.Errorf("go.mod has no line %q as the checkout's:\n%s", directive, text)
		}
	}
	parsed := goMod(t, filepath.Join(dir, "go.mod"))
	for _, want := range []string{
		`"Path": "hello"`, `"Path": "github.com/gourd-go/gourd/cmd/gourd"`, `"Path": "` + filepath.ToSlash(checkout) + `"`,
	} {
		if !strings.Contains(filepath.ToSlash(parsed), want) {
			t.Errorf("go.mod has no %s:\n%s", want, parsed)
		}
	}
}

func TestACheckoutMayStandInAFolderWithBlanks(t *testing.T) {
	checkout := filepath.Join(t.TempDir(), "my gourd (new)")
	for folder, module := range map[string]string{".": "", "cmd/gourd": "/cmd/gourd"} {
		if err := os.MkdirAll(filepath.Join(checkout, folder), 0o755); err != nil {
			t.Fatal(err)
		}
		text := "module github.com/gourd-go/gourd" + module + " // here\n\ngo 1.27.0\n"
		if err := os.WriteFile(filepath.Join(checkout, folder, "go.mod"), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	dir, _ := write(t, scaffold.Options{Name: "hello", Checkout: checkout})
	if parsed := goMod(t, filepath.Join(dir, "go.mod")); !strings.Contains(parsed, "my gourd (new)") || strings.Contains(parsed, "toolchain") {
		t.Errorf("go.mod does not lead to the checkout:\n%s", parsed)
	}
}

func TestWriteRefuses(t *testing.T) {
	full, file := t.TempDir(), filepath.Join(t.TempDir(), "file")
	for _, name := range []string{filepath.Join(full, "notes.txt"), file} {
		if err := os.WriteFile(name, nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	free := filepath.Join(t.TempDir(), "free")
	checkout := scaffold.BuiltFrom()
	for _, c := range []struct {
		name, dir string
		options   scaffold.Options
		want      error
		says      string
	}{
		{"a folder with something in it", full, scaffold.Options{Name: "a", Checkout: checkout}, scaffold.ErrExists, "notes.txt"},
		{"a file", file, scaffold.Options{Name: "a", Checkout: checkout}, scaffold.ErrExists, "is a file"},
		{"a bad name", free, scaffold.Options{Name: "a/b", Checkout: checkout}, scaffold.ErrName, "like hello"},
		{"a bad module", free, scaffold.Options{Name: "a", Module: "x y", Checkout: checkout}, scaffold.ErrName, "example.com/shop"},
		{"no checkout", free, scaffold.Options{Name: "a"}, scaffold.ErrCheckout, "--replace DIR"},
		{"a folder that is no checkout", free, scaffold.Options{Name: "a", Checkout: full}, scaffold.ErrCheckout, "--replace DIR"},
		{"another module's folder", free, scaffold.Options{Name: "a", Checkout: filepath.Join(checkout, "cmd", "gourd")}, scaffold.ErrCheckout, "--replace DIR"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := scaffold.Write(c.dir, c.options)
			if !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.says) {
				t.Errorf("the error is %v, want %v that says %q", err, c.want, c.says)
			}
		})
	}
	if _, err := os.Stat(free); err == nil {
		t.Error("something was written all the same")
	}
}

func TestAnEmptyFolderIsFilled(t *testing.T) {
	if _, err := scaffold.Write(t.TempDir(), scaffold.Options{Name: "a", Checkout: scaffold.BuiltFrom()}); err != nil {
		t.Error(err)
	}
}

func TestCheckName(t *testing.T) {
	for name, good := range map[string]bool{
		"hello": true, "Hello": true, "my-shop": true, "shop_2": true, "x": true,
		"": false, "2shop": false, "-x": false, "_x": false, "a b": false, "a/b": false, "../a": false, ".": false,
		"a.b": false, "caf\u00e9": false, "a\x00": false, "NUL": false, "a\"": false,
	} {
		if err := scaffold.CheckName(name); (err == nil) != good {
			t.Errorf("CheckName(%q) is %v, want an error: %v", name, err, !good)
		}
	}
}

func TestCheckModule(t *testing.T) {
	for module, good := range map[string]bool{
		"hello": true, "example.com/shop": true, "example.com/~me/shop.v2": true, "test": true, "github.com/a/time": true,
		"": false, "/a": false, "a/": false, "a//b": false, "a b": false, "a/.b": false, "a/b.": false, "time": false,
		"net/shop": false, "main": false, "-a": false, "a\nb": false, "a@v1": false,
	} {
		if err := scaffold.CheckModule(module); (err == nil) != good {
			t.Errorf("CheckModule(%q) is %v, want an error: %v", module, err, !good)
		}
	}
}

// The list of reserved words follows the standard library.
func TestNoModuleHasTheNameOfAStandardPackage(t *testing.T) {
	cmd := exec.Command("go", "list", "std")
	cmd.Env = append(os.Environ(), "GOTOOLCHAIN=auto")
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range strings.Fields(string(out)) {
		if err := scaffold.CheckModule(path); err == nil {
			t.Errorf("the module %q would be allowed, which is Go's own", path)
		}
	}
}

func ExampleCheckName() {
	fmt.Println(scaffold.CheckName("my-shop"))
	// Output: <nil>
}
