package jinja

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"syscall"
	"time"
	"unicode/utf8"
)

// Dir is a [Loader] with the files of a folder and its subfolders. A link that leads out of
// the folder is refused. The folder is opened at each load, so that it need not be there
// before.
func Dir(folder string) Loader { return dir(folder) }

type dir string

func (d dir) Load(name string) (Source, error) {
	source, err := d.load(name)
	if errors.Is(err, fs.ErrNotExist) {
		return Source{}, &missingTemplate{name, []string{"folder " + string(d)}}
	}
	return source, err
}

func (d dir) load(name string) (Source, error) {
	root, err := os.OpenRoot(string(d))
	if err != nil {
		return Source{}, err
	}
	defer root.Close()
	source, err := loadFile(root.FS(), name, func(file string) string { return filepath.Join(string(d), filepath.FromSlash(file)) })
	if err != nil {
		return Source{}, err
	}
	file, seen := source.file, source.seen
	source.Changed = func() bool {
		root, err := os.OpenRoot(string(d))
		if err != nil {
			return true
		}
		defer root.Close()
		return seen.changed(root.FS(), file)
	}
	return source.Source, nil
}

func (d dir) List() ([]string, error) {
	root, err := os.OpenRoot(string(d))
	if err != nil {
		return nil, fmt.Errorf("jinja: %w", err)
	}
	defer root.Close()
	return listFiles(root.FS())
}

// FS is a [Loader] with the files of a file system, as an [embed.FS].
func FS(fsys fs.FS) Loader { return &files{fsys} }

type files struct{ fs fs.FS }

func (f *files) Load(name string) (Source, error) {
	source, err := loadFile(f.fs, name, func(file string) string { return file })
	if errors.Is(err, fs.ErrNotExist) {
		return Source{}, &missingTemplate{name, []string{fmt.Sprintf("a %T", f.fs)}}
	}
	return source.Source, err
}

func (f *files) List() ([]string, error) { return listFiles(f.fs) }

var (
	_ Lister = dir("")
	_ Lister = (*files)(nil)
)

// fileSource is a Source with what its file looked like.
type fileSource struct {
	Source
	file string
	seen stamp
}

// stamp is by what a file that changed is known.
type stamp struct {
	size     int64
	modified time.Time
}

func (s stamp) changed(fsys fs.FS, file string) bool {
	info, err := fs.Stat(fsys, file)
	return err != nil || info.Size() != s.size || !info.ModTime().Equal(s.modified)
}

func loadFile(fsys fs.FS, name string, called func(file string) string) (fileSource, error) {
	parts, is := splitName(name)
	if !is {
		return fileSource{}, fs.ErrNotExist
	}
	file := path.Join(parts...)
	f, err := fsys.Open(file)
	switch {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, fs.ErrInvalid), errors.Is(err, syscall.ENOTDIR): // the name goes through a file
		return fileSource{}, fs.ErrNotExist
	case err != nil:
		return fileSource{}, fmt.Errorf("jinja: template %q: %w", name, err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return fileSource{}, fmt.Errorf("jinja: template %q: %w", name, err)
	}
	if info.IsDir() {
		return fileSource{}, fs.ErrNotExist
	}
	data, err := io.ReadAll(f)
	if err != nil {
		return fileSource{}, fmt.Errorf("jinja: template %q: %w", name, err)
	}
	source := fileSource{Source{Text: string(data), File: called(file)}, file, stamp{info.Size(), info.ModTime()}}
	source.Changed = func() bool { return source.seen.changed(fsys, file) }
	return source, checkText(source.File, source.Text)
}

func listFiles(fsys fs.FS) ([]string, error) {
	var all []string
	err := fs.WalkDir(fsys, ".", func(file string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			all = append(all, file)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("jinja: the templates cannot be listed: %w", err)
	}
	return all, nil
}

// checkText is the error of a template that is not UTF-8.
func checkText(file, s string) error {
	if utf8.ValidString(s) {
		return nil
	}
	at := 0
	for at < len(s) {
		r, size := utf8.DecodeRuneInString(s[at:])
		if r == utf8.RuneError && size == 1 {
			break
		}
		at += size
	}
	return fmt.Errorf("jinja: template %s is not UTF-8: byte 0x%02x at offset %d, line %d", file, s[at], at, strings.Count(s[:at], "\n")+1)
}
