package gourd

import (
	"errors"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
)

// HTMLTemplates renders pages with Go's html/template in the place of Jinja, as the
// Config's Renderer:
//
//	app := gourd.New("shop", gourd.Config{Renderer: gourd.HTMLTemplates()})
//
// Each file is a page under its path, and files whose name begins with "_" are shared:
// layouts and parts, which pages fill in with define and include with template. The
// files are those given, of which the first that has a name counts; without any those
// of Config.Templates, or else the folder "templates". Files of blueprints stand behind
// them. [Blueprint.TemplateFunc] adds functions. All pages are parsed when the
// application is set up, and in debug mode read anew for each page.
//
// What it returns is for Configs alone: an application that has one renders with a
// renderer of its own that it makes of it.
func HTMLTemplates(files ...fs.FS) Templates {
	for _, f := range files {
		mustNotBeNil(f == nil, "a file system of HTMLTemplates")
	}
	return htmlRenderer{files}
}

// htmlRenderer asks for html/template in a Config.
type htmlRenderer struct{ files []fs.FS }

// Render implements [Templates].
func (htmlRenderer) Render(io.Writer, string, Map) error {
	return errors.New("gourd: gourd.HTMLTemplates renders the pages of the application whose Config.Renderer it is, and none without one")
}

// setup makes the application's renderer.
func (r htmlRenderer) setup(a *App) (Templates, error) {
	var layers layeredFS
	for _, f := range r.files {
		layers = append(layers, f)
	}
	if len(layers) == 0 {
		if own := a.ownTemplates(); own.files != nil {
			layers = append(layers, own.files)
		}
	}
	for _, b := range a.templateFiles {
		layers = append(layers, b.files)
	}
	if len(layers) == 0 {
		return nil, nil
	}
	t := &htmlTemplates{files: layers, funcs: a.htmlFuncs(), reload: a.reloadsTemplates()}
	if err := t.parse(); err != nil {
		return nil, err
	}
	return t, nil
}

// templateFunc is a function of TemplateFunc.
type templateFunc struct {
	f     any
	where string
}

// TemplateFunc adds a function that templates of html/template can call in the whole
// application: see [HTMLTemplates]. A pipeline makes a filter of it: {{.title | shout}}.
// Pages in Jinja have [Blueprint.TemplateFilter], [Blueprint.TemplateTest] and
// [Blueprint.TemplateGlobal].
func (b *Blueprint) TemplateFunc(name string, f any) {
	if b.app == nil {
		b.RecordOnce(func(at Placement) { at.App.TemplateFunc(name, f) })
		return
	}
	a := b.mustBeApp("TemplateFunc")
	if _, taken := a.templateFuncs[name]; taken {
		misuse("two functions for templates have the name %q, the second at %s; give it another", name, caller())
	}
	if err := checkTemplateFunc(name, f); err != nil {
		misuse("the function %q for templates, at %s, cannot be one: %v", name, caller(), err)
	}
	if a.templateFuncs == nil {
		a.templateFuncs = map[string]templateFunc{}
	}
	a.templateFuncs[name] = templateFunc{f, caller()}
}

// checkTemplateFunc reports what html/template panics with.
func checkTemplateFunc(name string, f any) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("%v", v)
		}
	}()
	template.New("").Funcs(template.FuncMap{name: f})
	return nil
}

// htmlFuncs are the functions of TemplateFunc.
func (a *App) htmlFuncs() template.FuncMap {
	funcs := template.FuncMap{}
	for name, f := range a.templateFuncs {
		funcs[name] = f.f
	}
	return funcs
}

var _ interface {
	Templates
	TextTemplates
	TemplateFinder
	BlockTemplates
} = (*htmlTemplates)(nil)

// layeredFS is several file systems as one: a file is the first one's that has it, and a
// folder has the files of all.
type layeredFS []fs.FS

// Open implements fs.FS.
func (l layeredFS) Open(name string) (fs.File, error) {
	for _, layer := range l {
		f, err := layer.Open(name)
		if !errors.Is(err, fs.ErrNotExist) {
			return f, err
		}
	}
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

// ReadDir implements fs.ReadDirFS.
func (l layeredFS) ReadDir(name string) ([]fs.DirEntry, error) {
	entries, found := map[string]fs.DirEntry{}, false
	for _, layer := range l {
		list, err := fs.ReadDir(layer, name)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		found = true
		for _, e := range list {
			if _, taken := entries[e.Name()]; !taken {
				entries[e.Name()] = e
			}
		}
	}
	if !found {
		return nil, &fs.PathError{Op: "readdir", Path: name, Err: fs.ErrNotExist}
	}
	return sortedEntries(entries), nil
}

// sortedEntries are the entries of a folder by name.
func sortedEntries(entries map[string]fs.DirEntry) []fs.DirEntry {
	sorted := make([]fs.DirEntry, 0, len(entries))
	for _, name := range slices.Sorted(maps.Keys(entries)) {
		sorted = append(sorted, entries[name])
	}
	return sorted
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

// page is the page of that name as its file is now.
func (t *htmlTemplates) page(name string) (*template.Template, error) {
	now, err := t.current()
	if err != nil {
		return nil, err
	}
	page := now.pages[name]
	if page == nil {
		return nil, &noTemplateError{names: []string{name}}
	}
	return page, nil
}

// Render implements [Templates].
func (t *htmlTemplates) Render(w io.Writer, name string, data Map) error {
	page, err := t.page(name)
	if err != nil {
		return err
	}
	return page.Execute(w, data)
}

// RenderBlock implements [BlockTemplates].
func (t *htmlTemplates) RenderBlock(w io.Writer, name, block string, data Map) error {
	page, err := t.page(name)
	if err != nil {
		return err
	}
	return page.ExecuteTemplate(w, block, data)
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
