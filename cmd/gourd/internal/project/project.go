package project

import (
	"errors"
	"fmt"
	"go/build"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// App is a folder with the main package of an application.
type App struct {
	Dir    string // absolute
	Module string // the folder of its go.mod, which is Dir or above it
}

// Errors of Find, which callers tell apart.
var (
	ErrNoModule = errors.New("no go.mod")
	ErrNoMain   = errors.New("no main package")
)

// Find looks at the folder. Its error is [ErrNoModule] or [ErrNoMain], in a sentence
// that names the fix, or says why the folder cannot be read.
func Find(dir string) (*App, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	if info, err := os.Stat(dir); err != nil {
		return nil, fmt.Errorf("the application's folder cannot be read: %w", err)
	} else if !info.IsDir() {
		return nil, fmt.Errorf("%s is no folder; name the application's folder with --dir", dir)
	}
	a := &App{Dir: dir, Module: moduleOf(dir)}
	if a.Module == "" {
		return nil, &findError{ErrNoModule, fmt.Sprintf("there is no application in %s: it has no go.mod, nor has a folder above it; go to your application's folder, name it with --dir, or make one with: gourd new NAME", dir)}
	}
	if err := a.checkMain(); err != nil {
		return nil, err
	}
	return a, nil
}

// findError is a sentence about one of the sentinels.
type findError struct {
	kind     error
	sentence string
}

func (e *findError) Error() string { return e.sentence }
func (e *findError) Unwrap() error { return e.kind }

// moduleOf is the nearest folder with a go.mod, "" when there is none.
func moduleOf(dir string) string {
	for {
		if info, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil && info.Mode().IsRegular() {
			return dir
		}
		above := filepath.Dir(dir)
		if above == dir {
			return ""
		}
		dir = above
	}
}

// checkMain reports a folder that is no program. A folder whose files do not parse is
// left to the compiler, which says it better.
func (a *App) checkMain() error {
	p, err := build.Default.ImportDir(a.Dir, 0)
	var none *build.NoGoError
	switch {
	case errors.As(err, &none):
		return a.noMain("it has no Go files for this system")
	case err == nil && len(p.GoFiles)+len(p.CgoFiles) == 0:
		return a.noMain("its Go files are tests")
	case p.Name != "" && p.Name != "main":
		return a.noMain(fmt.Sprintf("its Go files are package %s", p.Name))
	}
	return nil
}

func (a *App) noMain(why string) error {
	hint := "go to the folder of your application's main package, or name it with --dir"
	if mains := a.mains(); len(mains) > 0 {
		hint = "name the folder of your application's main package: --dir " + strings.Join(mains, ", or --dir ")
	}
	return &findError{ErrNoMain, fmt.Sprintf("there is no main package in %s: %s; %s", a.Dir, why, hint)}
}

// mostMains is how many folders an error suggests.
const mostMains = 3

// mains are folders below the module's that have a main package, from the working
// directory where they are below it.
func (a *App) mains() (found []string) {
	wd, wdErr := os.Getwd()
	_ = filepath.WalkDir(a.Module, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return nil // a folder that cannot be read is not suggested
		}
		name := d.Name()
		if path != a.Module && (strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_") || name == "node_modules" || name == "testdata" || name == "vendor") {
			return filepath.SkipDir
		}
		if p, err := build.Default.ImportDir(path, 0); err == nil && p.Name == "main" {
			if rel, err := filepath.Rel(wd, path); wdErr == nil && err == nil && filepath.IsLocal(rel) {
				path = rel
			}
			found = append(found, path)
		}
		if len(found) == mostMains {
			return filepath.SkipAll
		}
		return nil
	})
	return found
}
