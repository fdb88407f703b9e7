package devserver

import (
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
)

// effect is what the change of a file asks for.
type effect int

const (
	nothing effect = iota // the running process reads the file itself, or nobody does
	restart               // the process has read the file at its start
	rebuild               // the executable is made of the file
)

// files knows what each file of the application is for.
type files struct {
	root    string
	envFile string // absolute; "": none
	debug   bool   // templates are read for each page

	embedded atomic.Pointer[map[embedding]bool]
}

// embedding is a kind of files in a folder: one more of that kind may be embedded by
// the same pattern.
type embedding struct{ folder, ext string }

// setEmbedded takes the list of files that the executable embeds.
func (f *files) setEmbedded(list []string) {
	kinds := map[embedding]bool{}
	for _, path := range list {
		kinds[embedding{filepath.Dir(path), filepath.Ext(path)}] = true
	}
	f.embedded.Store(&kinds)
}

// effect returns what a change of the file asks for.
func (f *files) effect(path string) effect {
	name := filepath.Base(path)
	hidden := strings.HasPrefix(name, ".")
	switch {
	case path == f.envFile:
		return restart
	case isSource(name) || !hidden && f.isEmbedded(path):
		return rebuild
	case isConfig(name):
		return restart
	case !hidden && !f.debug && f.inTemplates(path):
		return restart
	}
	return nothing
}

// effectOf returns what the changes ask for together.
func (f *files) effectOf(paths []string) (most effect) {
	for _, path := range paths {
		most = max(most, f.effect(path))
	}
	return most
}

// isSource reports whether the go command makes the executable of files of that name.
// It leaves out tests, and names that begin with "." or "_".
func isSource(name string) bool {
	switch name {
	case "go.mod", "go.sum", "go.work":
		return true
	}
	if name[0] == '.' || name[0] == '_' {
		return false
	}
	switch filepath.Ext(name) {
	case ".go":
		return !strings.HasSuffix(name, "_test.go")
	case ".s", ".S", ".c", ".cc", ".cpp", ".h", ".hpp", ".syso":
		return true
	}
	return false
}

// isConfig reports whether applications have their settings in files of that name.
func isConfig(name string) bool {
	if name == ".env" || name == ".gourdenv" {
		return true
	}
	switch filepath.Ext(name) {
	case ".toml", ".env":
		return true
	case ".json", ".yaml", ".yml":
		return strings.HasPrefix(name, "config") || strings.HasPrefix(name, "settings")
	}
	return false
}

// inTemplates reports whether the file is in a folder "templates".
func (f *files) inTemplates(path string) bool {
	rel, err := filepath.Rel(f.root, filepath.Dir(path))
	return err == nil && slices.Contains(strings.Split(filepath.ToSlash(rel), "/"), "templates")
}

// isEmbedded reports whether a file is of a kind that the folder, or one above it,
// embeds.
func (f *files) isEmbedded(path string) bool {
	kinds := f.embedded.Load()
	if kinds == nil {
		return false
	}
	ext := filepath.Ext(path)
	for folder := filepath.Dir(path); ; folder = filepath.Dir(folder) {
		if (*kinds)[embedding{folder, ext}] {
			return true
		}
		if folder == f.root || folder == filepath.Dir(folder) {
			return false
		}
	}
}
