package gourd

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/gourd-go/gourd/jinja"
)

// Templates renders pages, where Config.Renderer has something else than Jinja do it:
// [HTMLTemplates], or an application's own. The data has "c", the request's *Ctx, beside
// what the view gives.
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

// templateFiles are the templates of the application or of one of its blueprints.
type templateFiles struct {
	owner  string // `the application "shop"`, `the blueprint "admin"`
	where  string // "the folder /srv/shop/templates", "the file system of TemplatesFrom at admin.go:12"
	files  fs.FS  // nil: there are none
	loader jinja.Loader
}

// setupTemplates chooses what renders pages: the Config's Renderer, or else Jinja.
func (a *App) setupTemplates() error {
	switch r := a.Config.Renderer.(type) {
	case nil:
		t, err := a.newJinja()
		if err != nil {
			return err
		}
		a.jinja = t
		if t.reload {
			return nil // each is compiled when it is first used
		}
		return t.check()
	case htmlRenderer:
		t, err := r.setup(a)
		a.templates = t
		return err
	default:
		a.templates = r
		return nil
	}
}

// reloadsTemplates reports whether templates are looked at again when they change.
func (a *App) reloadsTemplates() bool { return a.Config.Debug || a.Config.TemplatesAutoReload }

// ownTemplates are the application's own: the Config's files, or the folder "templates"
// beside the source.
func (a *App) ownTemplates() templateFiles {
	own := templateFiles{owner: fmt.Sprintf("the application %q", a.name)}
	switch {
	case a.Config.Jinja.Loader != nil:
		own.where, own.loader = fmt.Sprintf("the %T of Config.Jinja", a.Config.Jinja.Loader), a.Config.Jinja.Loader
	case a.Config.Templates != nil:
		own.where, own.files = "the file system of Config.Templates", a.Config.Templates
	default:
		folder, files := a.besideSource("templates")
		own.where, own.files = "the folder "+folder, files
		if files == nil {
			own.where += ", which is not there"
		} else {
			own.loader = jinja.Dir(folder) // whose messages have the files' paths
		}
	}
	if own.loader == nil && own.files != nil {
		own.loader = jinja.FS(own.files)
	}
	return own
}

// besideSource returns the folder of that name beside the source file that called
// New, or in the working directory, and its files; nil: there is none. A link in it that
// leads out of it is not followed.
func (a *App) besideSource(name string) (path string, files fs.FS) {
	beside := filepath.Join(a.root, name)
	for _, folder := range [...]string{beside, name} {
		if absolute, err := filepath.Abs(folder); err == nil {
			folder = absolute
		}
		if root, err := os.OpenRoot(folder); err == nil {
			return folder, root.FS()
		}
	}
	return beside, nil
}

// noTemplateError is pages that are not there. errors.Is finds fs.ErrNotExist.
type noTemplateError struct {
	names  []string
	looked []string // where; nil: in the templates folder
}

func (e *noTemplateError) Error() string {
	where := "a template's name is its path in the templates folder"
	if e.looked != nil {
		where = "looked for in " + strings.Join(e.looked, " and in ")
	}
	if len(e.names) > 1 {
		return fmt.Sprintf("gourd: there is none of the templates %q; %s", e.names, where)
	}
	return fmt.Sprintf("gourd: there is no template %q; %s", e.names[0], where)
}

func (e *noTemplateError) Unwrap() error { return fs.ErrNotExist }
