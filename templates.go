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

// TextTemplates is implemented by renderers that can render a template that is given as
// text, for [Ctx.PageText].
type TextTemplates interface {
	RenderText(w io.Writer, text string, data Map) error
}

// TemplateFinder is implemented by renderers that know which templates there are, so that
// [Ctx.Render] can choose among several.
type TemplateFinder interface {
	HasTemplate(name string) bool
}

var _ interface {
	Templates
	TextTemplates
	TemplateFinder
} = (*htmlTemplates)(nil)

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
	files = a.withBlueprintTemplates(files)
	if files == nil {
		return nil
	}
	t := &htmlTemplates{files: files, funcs: a.templateFuncs, reload: a.Config.Debug}
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
	funcs  template.FuncMap
	reload bool // files are read anew for each page
	shared *template.Template
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
	shared := newShared(t.funcs)
	t.shared = shared
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

func newShared(funcs template.FuncMap) *template.Template {
	return template.New("").Option("missingkey=error").Funcs(funcs)
}

// sortedEntries are the entries of a folder by name.
func sortedEntries(entries map[string]fs.DirEntry) []fs.DirEntry {
	sorted := make([]fs.DirEntry, 0, len(entries))
	for _, name := range slices.Sorted(maps.Keys(entries)) {
		sorted = append(sorted, entries[name])
	}
	return sorted
}

func isPage(name string) bool {
	switch path.Ext(name) {
	case ".html", ".htm", ".xml", ".svg", ".txt":
		return true
	}
	return false
}

// current is t as its files are now.
func (t *htmlTemplates) current() (*htmlTemplates, error) {
	if !t.reload {
		return t, nil
	}
	now := &htmlTemplates{files: t.files, funcs: t.funcs}
	if err := now.parse(); err != nil {
		return nil, fmt.Errorf("gourd: %w", err)
	}
	return now, nil
}

// HasTemplate implements [TemplateFinder].
func (t *htmlTemplates) HasTemplate(name string) bool {
	if !t.reload {
		return t.pages[name] != nil
	}
	info, err := fs.Stat(t.files, name)
	return err == nil && !info.IsDir() && isPage(name)
}

// Render implements [Templates].
func (t *htmlTemplates) Render(w io.Writer, name string, data Map) error {
	now, err := t.current()
	if err != nil {
		return err
	}
	page := now.pages[name]
	if page == nil {
		return &noTemplateError{[]string{name}}
	}
	return page.Execute(w, data)
}

// RenderText implements [TextTemplates].
func (t *htmlTemplates) RenderText(w io.Writer, text string, data Map) error {
	now, err := t.current()
	if err != nil {
		return err
	}
	page, err := now.shared.Clone()
	if err == nil {
		page, err = page.New("text").Parse(text)
	}
	if err != nil {
		return fmt.Errorf("gourd: the template that was given as text: %w", err)
	}
	return page.Execute(w, data)
}

// noTemplateError is pages that are not there. errors.Is finds fs.ErrNotExist.
type noTemplateError struct{ names []string }

func (e *noTemplateError) Error() string {
	if len(e.names) > 1 {
		return fmt.Sprintf("gourd: there is none of the templates %q; a template's name is its path in the templates folder", e.names)
	}
	return fmt.Sprintf("gourd: there is no template %q; a template's name is its path in the templates folder", e.names[0])
}

func (e *noTemplateError) Unwrap() error { return fs.ErrNotExist }
