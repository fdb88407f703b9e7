package watch_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/gourd-go/gourd/cmd/gourd/internal/watch"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// patience is how long a change may take to be told on a busy machine.
const patience = time.Minute

type folder struct {
	t     *testing.T
	root  string
	w     *watch.Watcher
	known []string // what was told before
}

// watched makes a folder with the files and watches it.
func watched(t *testing.T, options watch.Options, files ...string) *folder {
	t.Helper()
	f := &folder{t: t, root: t.TempDir()}
	for _, name := range files {
		f.write(name)
	}
	if options.Quiet == 0 {
		options.Quiet = 20 * time.Millisecond
	}
	w, err := watch.Start(f.root, options)
	if err != nil {
		t.Fatal(err)
	}
	f.w = w
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
	return f
}

func (f *folder) path(name string) string { return filepath.Join(f.root, filepath.FromSlash(name)) }

func (f *folder) write(name string) {
	f.t.Helper()
	if err := os.MkdirAll(filepath.Dir(f.path(name)), 0o755); err != nil {
		f.t.Fatal(err)
	}
	if err := os.WriteFile(f.path(name), []byte(time.Now().String()), 0o644); err != nil {
		f.t.Fatal(err)
	}
}

// expect waits until all of the names, and nothing else, have been told. What was
// told before may be told again: one change is several events of the system's, and
// on a busy machine it may be quiet between them.
func (f *folder) expect(names ...string) {
	f.t.Helper()
	told := map[string]bool{}
	timeout := time.After(patience)
	for {
		select {
		case paths := <-f.w.Changes():
			for _, p := range paths {
				name, err := filepath.Rel(f.root, p)
				if err != nil {
					f.t.Fatal(err)
				}
				name = filepath.ToSlash(name)
				switch {
				case slices.Contains(names, name):
					told[name] = true
				case !slices.Contains(f.known, name):
					f.t.Fatalf("%s was told, want %v", name, names)
				}
			}
			if len(told) == len(names) {
				f.known = append(f.known, names...)
				return
			}
		case <-timeout:
			f.t.Fatalf("only %v were told, want %v", told, names)
		}
	}
}

func isGo(path string) bool { return strings.HasSuffix(path, ".go") }

func TestChangesAreTold(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(f *folder)
		want   []string
	}{
		{"a file is written", func(f *folder) { f.write("a.go") }, []string{"a.go"}},
		{"a file is made", func(f *folder) { f.write("new.go") }, []string{"new.go"}},
		{"a file in a folder below", func(f *folder) { f.write("sub/deep/b.go") }, []string{"sub/deep/b.go"}},
		{"a file is removed", func(f *folder) { must(f.t, os.Remove(f.path("a.go"))) }, []string{"a.go"}},
		{"a file is replaced, as editors do", func(f *folder) {
			f.write("a.go.tmp")
			must(f.t, os.Rename(f.path("a.go.tmp"), f.path("a.go")))
		}, []string{"a.go"}},
		{"a file is renamed", func(f *folder) { must(f.t, os.Rename(f.path("a.go"), f.path("c.go"))) }, []string{"a.go", "c.go"}},
		{"folders are made with a file in them", func(f *folder) { f.write("x/y/z/d.go") }, []string{"x/y/z/d.go"}},
		{"several files", func(f *folder) { f.write("a.go"); f.write("sub/deep/b.go") }, []string{"a.go", "sub/deep/b.go"}},
		{"only what matters", func(f *folder) { f.write("a.txt"); f.write("a.go") }, []string{"a.go"}},
		{"hidden folders are left out", func(f *folder) {
			f.write(".git/x.go")
			f.write("sub/node_modules/x.go")
			f.write(".new/y.go")
			f.write("a.go")
		}, []string{"a.go"}},
		{"rights do not count", func(f *folder) {
			must(f.t, os.Chmod(f.path("a.go"), 0o600))
			f.write("sub/deep/b.go")
		}, []string{"sub/deep/b.go"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f := watched(t, watch.Options{Relevant: isGo}, "a.go", "sub/deep/b.go", ".git/x.go", "sub/node_modules/x.go")
			c.change(f)
			f.expect(c.want...)
		})
	}
}

func TestAFolderThatWasMadeIsWatched(t *testing.T) {
	f := watched(t, watch.Options{Relevant: isGo})
	f.write("new/a.go")
	f.expect("new/a.go")
	f.write("new/b.go")
	f.expect("new/b.go")
}

func TestAFolderThatIsNotThereIsAnError(t *testing.T) {
	root := filepath.Join(t.TempDir(), "missing")
	if w, err := watch.Start(root, watch.Options{}); err == nil {
		w.Close()
		t.Error("a missing folder is watched")
	} else if !strings.Contains(err.Error(), root) {
		t.Errorf("the error is %v, want one that names %s", err, root)
	}
}

func TestCloseEndsTheChanges(t *testing.T) {
	w, err := watch.Start(t.TempDir(), watch.Options{})
	if err != nil {
		t.Fatal(err)
	}
	must(t, w.Close())
	if paths, ok := <-w.Changes(); ok {
		t.Errorf("%v was told behind the end", paths)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func ExampleStart() {
	folder, err := os.MkdirTemp("", "watch")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(folder)
	w, err := watch.Start(folder, watch.Options{})
	if err != nil {
		panic(err)
	}
	defer w.Close()
	if err := os.WriteFile(filepath.Join(folder, "app.go"), []byte("package main"), 0o644); err != nil {
		panic(err)
	}
	for _, path := range <-w.Changes() {
		fmt.Println(filepath.Base(path))
	}
	// Output: app.go
}
