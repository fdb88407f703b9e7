package project_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/gourd-go/gourd/cmd/gourd/internal/project"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// tree writes files into a new folder. The names are paths with slashes.
func tree(t *testing.T, files map[string]string) string {
	t.Helper()
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		path := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

const goMod = "module shop\n\ngo 1.27.0\n"

func TestFind(t *testing.T) {
	for _, c := range []struct {
		name   string
		files  map[string]string
		dir    string
		module string // of the application, relative; "": an error
		want   error
		says   []string
	}{
		{"an application", map[string]string{"go.mod": goMod, "main.go": "package main"}, ".", ".", nil, nil},
		{"a main package below the module's folder", map[string]string{"go.mod": goMod, "cmd/shop/main.go": "package main"}, "cmd/shop", ".", nil, nil},
		{"the nearest module", map[string]string{"go.mod": goMod, "sub/go.mod": goMod, "sub/main.go": "package main"}, "sub", "sub", nil, nil},
		{"a file that does not parse is the compiler's", map[string]string{"go.mod": goMod, "main.go": "package main\nfunc"}, ".", ".", nil, nil},
		{"no module", map[string]string{"main.go": "package main"}, ".", "", project.ErrNoModule, []string{"gourd new", "--dir"}},
		{"no Go files", map[string]string{"go.mod": goMod}, ".", "", project.ErrNoMain, []string{"no Go files", "--dir"}},
		{"only tests", map[string]string{"go.mod": goMod, "a_test.go": "package main"}, ".", "", project.ErrNoMain, []string{"no main package"}},
		{"a library, and the main package below", map[string]string{"go.mod": goMod, "shop.go": "package shop", "cmd/shop/main.go": "package main"}, ".", "", project.ErrNoMain, []string{"package shop", filepath.FromSlash("cmd/shop")}},
		{"a folder that is not there", nil, "missing", "", os.ErrNotExist, []string{"missing"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			root := tree(t, c.files)
			app, err := project.Find(filepath.Join(root, c.dir))
			if c.want != nil {
				if !errors.Is(err, c.want) {
					t.Fatalf("the error is %v, want %v", err, c.want)
				}
				for _, part := range c.says {
					if !strings.Contains(err.Error(), part) {
						t.Errorf("the error does not say %q: %v", part, err)
					}
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			want := project.App{Dir: filepath.Join(root, c.dir), Module: filepath.Join(root, c.module)}
			if diff := cmp.Diff(want, *app); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAFileIsNoFolder(t *testing.T) {
	root := tree(t, map[string]string{"main.go": "package main"})
	if _, err := project.Find(filepath.Join(root, "main.go")); err == nil || !strings.Contains(err.Error(), "no folder") {
		t.Errorf("the error is %v", err)
	}
}

func TestEnvironment(t *testing.T) {
	for value, want := range map[string]string{
		"": "auto", "local": "auto", "path": "auto", "go1.26.8": "auto", "go1.26.8+path": "auto", "nonsense": "auto",
		"auto": "auto", "go1.26.8+auto": "go1.26.8+auto", "local+auto": "local+auto",
		"go1.27.0": "go1.27.0", "go1.27.4": "go1.27.4", "go1.28.1+path": "go1.28.1+path",
	} {
		env := project.Environment([]string{"A=1", "GOTOOLCHAIN=" + value})
		if got := project.Lookup(env, "GOTOOLCHAIN"); got != want {
			t.Errorf("GOTOOLCHAIN=%s became %q, want %q", value, got, want)
		}
		if project.Lookup(env, "A") != "1" {
			t.Errorf("GOTOOLCHAIN=%s: another variable is gone: %v", value, env)
		}
	}
}

func TestEnvironmentFunctionsDoNotChangeTheirArgument(t *testing.T) {
	env := append(make([]string, 0, 8), "A=1", "B=2", "A=3")
	before := append([]string(nil), env...)
	got := [][]string{project.Set(env, "C", "4"), project.Set(env, "A", "5"), project.Unset(env, "A"), project.Merge(env, []string{"A=6", "D=7"})}
	want := [][]string{{"A=1", "B=2", "A=3", "C=4"}, {"B=2", "A=5"}, {"B=2"}, {"A=1", "B=2", "A=3", "D=7"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(before, env); diff != "" {
		t.Errorf("the argument was changed: %s", diff)
	}
	if got := project.Lookup(env, "A"); got != "3" {
		t.Errorf("A is %q, want the last one", got)
	}
}

// program answers questions as an application does, without being one.
const program = `package main

import (
	_ "embed"
	"fmt"
	"os"
)

//go:embed page.txt
var page string

func main() {
	switch os.Getenv("GOURD_COMMAND") {
	case "routes":
		fmt.Println("a line of main's own")
		fmt.Printf("[%q]", os.Getenv("SHOP")+page)
	case "silent":
	default:
		fmt.Fprintln(os.Stderr, "the database is away")
		os.Exit(3)
	}
}
`

// environment is that of the test, with builds in a folder of its own and the go
// command's cache where it always is.
func environment(t *testing.T) []string {
	t.Helper()
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	if os.Getenv("GOCACHE") == "" {
		t.Setenv("GOCACHE", filepath.Join(cache, "go-build"))
	}
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	return project.Environment(os.Environ())
}

func TestBuildAndAsk(t *testing.T) {
	env := project.Set(environment(t), "SHOP", "open")
	root := tree(t, map[string]string{"go.mod": goMod, "main.go": program, "page.txt": "!"})
	app, err := project.Find(root)
	if err != nil {
		t.Fatal(err)
	}
	path, err := app.Build(t.Context(), env, t.Output())
	if err != nil {
		t.Fatal(err)
	}
	if want, err := app.Executable(); err != nil || path != want {
		t.Errorf("it was built into %s, want %s (%v)", path, want, err)
	}
	t.Run("the last line is the answer", func(t *testing.T) {
		answer, err := app.Ask(t.Context(), env, path, "routes")
		if err != nil || string(answer) != `["open!"]` {
			t.Errorf("the answer is %q, error %v", answer, err)
		}
	})
	t.Run("a failure quotes the application", func(t *testing.T) {
		_, err := app.Ask(t.Context(), env, path, "commands")
		if err == nil || !strings.Contains(err.Error(), "exit code 3") || !strings.Contains(err.Error(), "the database is away") {
			t.Errorf("the error is %v", err)
		}
	})
	t.Run("no answer names the fix", func(t *testing.T) {
		_, err := app.Ask(t.Context(), env, path, "silent")
		if err == nil || !strings.Contains(err.Error(), "Run method") {
			t.Errorf("the error is %v", err)
		}
	})
	t.Run("embedded files are listed", func(t *testing.T) {
		files, err := app.Embedded(t.Context(), env)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{filepath.Join(root, "page.txt")}, files); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("a failing build says why and leaves the executable", func(t *testing.T) {
		if err := os.WriteFile(filepath.Join(root, "main.go"), []byte(program+"\nvar x int = missing\n"), 0o644); err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		if _, err := app.Build(t.Context(), env, &out); !errors.Is(err, project.ErrBuild) {
			t.Fatalf("the error is %v, want ErrBuild", err)
		}
		if !strings.Contains(out.String(), "undefined: missing") {
			t.Errorf("the compiler's error is not there: %s", out.String())
		}
		if _, err := app.Ask(t.Context(), env, path, "routes"); err != nil {
			t.Errorf("the last executable cannot be used: %v", err)
		}
	})
	t.Run("a build ends with its context", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := app.Build(ctx, env, nil); !errors.Is(err, context.Canceled) {
			t.Errorf("the error is %v, want the context's", err)
		}
	})
}

func TestEachFolderHasItsOwnExecutable(t *testing.T) {
	a, errA := (&project.App{Dir: filepath.FromSlash("/a/shop")}).Executable()
	b, errB := (&project.App{Dir: filepath.FromSlash("/b/shop")}).Executable()
	if errA != nil || errB != nil || a == b || filepath.Base(a) != filepath.Base(b) {
		t.Errorf("%s (%v) and %s (%v)", a, errA, b, errB)
	}
}

func TestWithoutAGoCommandTheErrorNamesTheFix(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	app := &project.App{Dir: t.TempDir()}
	if _, err := app.Build(t.Context(), nil, nil); err == nil || !strings.Contains(err.Error(), "https://go.dev/dl/") {
		t.Errorf("the error is %v", err)
	}
}

func ExampleEnvironment() {
	fmt.Println(project.Environment([]string{"GOTOOLCHAIN=local"}))
	// Output: [GOTOOLCHAIN=auto]
}
