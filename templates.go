package gourd

import (
	"errors"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// Templates renders pages. The data has "c", the request's *Ctx, beside what the
// view gives.
type Templates interface {
	Render(w io.Writer, name string, data Map) error
}

// setupTemplates chooses what renders pages: the Config's Renderer, or html/template
// over the Config's files or the folder "templates" beside the source.
func (a *App) setupTemplates() error {
	if a.Config.Renderer != nil {
		a.templates = a.Config.Renderer
		return nil
	}
	files := a.Config.Templates
	if files == nil {
		files = a.besideSource("templates")
	}
	if files == nil {
		return nil
	}
	t := &htmlTemplates{files: files, reload: a.Config.Debug}
	if err := t.parse(); err != nil {
		return err
	}
	a.templates = t
	return nil
}

// besideSource returns the folder of that name beside the source file that called
// New, or in the working directory; nil: there is none. A link in it that leads out
// of it is not followed.
func (a *App) besideSource(name string) fs.FS {
	for _, folder := range [...]string{filepath.Join(a.root, name), name} {
		if root, err := os.OpenRoot(folder); err == nil {
			return root.FS()
		}
	}
	return nil
}

// htmlTemplates renders with html/template. Each file is a page under its path, and
// files whose name begins with "_" are shared: layouts and parts, which pages fill
// in with define and include with template.
type htmlTemplates struct {
	files  fs.FS
	reload bool // files are read anew for each page
	pages  map[string]*template.Template
}

func (t *htmlTemplates) parse() error {
	texts := map[string]string{}
	err := fs.WalkDir(t.files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !isPage(name) {
			return err
		}
		text, err := fs.ReadFile(t.files, name)
		texts[name] = string(text)
		return err
	})
	if err != nil {
		return fmt.Errorf("the templates cannot be read: %w", err)
	}
	shared := template.New("").Option("missingkey=error")
	var errs []error
	names := slices.Sorted(maps.Keys(texts))
	for _, name := range names {
		if strings.HasPrefix(path.Base(name), "_") {
			_, err := shared.New(name).Parse(texts[name])
			errs = append(errs, err)
		}
	}
	t.pages = map[string]*template.Template{}
	for _, name := range names {
		page, err := shared.Clone()
		if err == nil {
			page, err = page.New(name).Parse(texts[name])
		}
		if err == nil && !strings.HasPrefix(path.Base(name), "_") {
			err = checkIncludes(page)
		}
		errs = append(errs, err)
		t.pages[name] = page
	}
	return errors.Join(errs...)
}

func isPage(name string) bool {
	switch path.Ext(name) {
	case ".html", ".htm", ".xml", ".svg", ".txt":
		return true
	}
	return false
}

// Render implements [Templates].
func (t *htmlTemplates) Render(w io.Writer, name string, data Map) error {
	pages := t
	if t.reload {
		pages = &htmlTemplates{files: t.files}
		if err := pages.parse(); err != nil {
			return fmt.Errorf("gourd: %w", err)
		}
	}
	page := pages.pages[name]
	if page == nil {
		return fmt.Errorf("gourd: there is no template %q; a template's name is its path in the templates folder", name)
	}
	return page.Execute(w, data)
}
