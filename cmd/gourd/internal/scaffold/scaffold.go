package scaffold

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"text/template"
)

// Options say what is written.
type Options struct {
	Name     string // of the application and its folder; see [CheckName]
	Module   string // the module's path; "": the name
	Checkout string // the folder of a checkout of Gourd, which the application uses
}

// Errors that callers tell apart.
var (
	ErrName   = errors.New("a name that an application cannot have")
	ErrExists = errors.New("the folder is in use")
)

//go:embed all:files
var files embed.FS

// suffix is what the embedded files have behind their names, so that the go command
// does not take them for Go.
const suffix = ".tmpl"

// Write writes the application into the folder dir, which is made when it is not
// there, and returns the names of its files. A folder that has something in it is
// [ErrExists], a name or a module's path that cannot be is [ErrName]. Nothing is
// written unless everything can be made.
func Write(dir string, o Options) ([]string, error) {
	if o.Module == "" {
		o.Module = o.Name
	}
	if err := errors.Join(CheckName(o.Name), CheckModule(o.Module)); err != nil {
		return nil, err
	}
	checkout, err := openCheckout(o.Checkout)
	if err != nil {
		return nil, err
	}
	if err := checkEmpty(dir); err != nil {
		return nil, err
	}
	texts, err := render(values{
		Name: o.Name, Module: o.Module, Go: checkout.goVersion, Toolchain: checkout.toolchain,
		Root: quotePath(checkout.dir), Command: quotePath(filepath.Join(checkout.dir, "cmd", "gourd")),
	})
	if err != nil {
		return nil, err
	}
	var names []string
	for name, text := range texts {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return nil, fmt.Errorf("the folder cannot be made: %w", err)
		}
		if err := os.WriteFile(file, text, 0o644); err != nil {
			return nil, fmt.Errorf("the file cannot be written: %w", err)
		}
		names = append(names, name)
	}
	slices.Sort(names)
	return names, nil
}

// values are what the files' templates know.
type values struct{ Name, Module, Go, Toolchain, Root, Command string }

// render makes the texts of all files, by their names.
func render(v values) (map[string][]byte, error) {
	texts := map[string][]byte{}
	err := fs.WalkDir(files, "files", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := files.ReadFile(name)
		if err != nil {
			return err
		}
		// The pages of the application have curly brackets themselves.
		t, err := template.New(path.Base(name)).Delims("[[", "]]").Option("missingkey=error").Parse(string(text))
		if err != nil {
			return err
		}
		var b bytes.Buffer
		if err := t.Execute(&b, v); err != nil {
			return err
		}
		texts[strings.TrimSuffix(strings.TrimPrefix(name, "files/"), suffix)] = b.Bytes()
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("the files of the application cannot be made: %w", err)
	}
	return texts, nil
}

// checkEmpty refuses to write over something.
func checkEmpty(dir string) error {
	entries, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		if info, statErr := os.Stat(dir); statErr == nil && !info.IsDir() {
			return fmt.Errorf("%w: %s is a file; choose another name, or move it away", ErrExists, dir)
		}
		return fmt.Errorf("the folder cannot be read: %w", err)
	case len(entries) > 0:
		return fmt.Errorf("%w: %s is not empty (it has %s); choose another name, or move it away", ErrExists, dir, entries[0].Name())
	}
	return nil
}
