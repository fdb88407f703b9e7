package gourd

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"path"
	"slices"
	"strings"

	"github.com/gourd-go/gourd/jinja"
)

// templateLoader looks for templates in the application's files and then in those of its
// blueprints, in the order in which they were registered.
type templateLoader struct {
	layers  []templateFiles
	explain *slog.Logger // nil: nothing is said
}

var _ interface {
	jinja.Loader
	jinja.Lister
} = (*templateLoader)(nil)

// Load implements [jinja.Loader].
func (l *templateLoader) Load(name string) (jinja.Source, error) {
	if l.explain != nil {
		return l.explained(name)
	}
	for _, layer := range l.layers {
		if layer.loader == nil {
			continue
		}
		source, err := layer.loader.Load(name)
		if err == nil || !errors.Is(err, fs.ErrNotExist) {
			return source, err
		}
	}
	return jinja.Source{}, &noTemplateError{[]string{name}, l.looked()}
}

// explained is Load that tries all layers, and tells what each of them has: Flask's
// EXPLAIN_TEMPLATE_LOADING.
func (l *templateLoader) explained(name string) (jinja.Source, error) {
	var first jinja.Source
	var failed error
	var b strings.Builder
	found := 0
	fmt.Fprintf(&b, "gourd: locating the template %q:", name)
	for i, layer := range l.layers {
		fmt.Fprintf(&b, "\n    %d: trying %s\n       %s\n       -> ", i+1, layer.owner, layer.where)
		source, err := layer.load(name)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			b.WriteString("no match")
			continue
		case err != nil:
			fmt.Fprintf(&b, "failed: %v", err)
		default:
			fmt.Fprintf(&b, "found (%q)", source.File)
		}
		if found++; found == 1 {
			first, failed = source, err
		}
	}
	switch {
	case found == 0:
		b.WriteString("\nError: the template could not be found.")
		failed = &noTemplateError{[]string{name}, l.looked()}
	case found > 1:
		b.WriteString("\nWarning: several have the template; the first counts.")
	}
	l.explain.Info(b.String())
	return first, failed
}

func (f *templateFiles) load(name string) (jinja.Source, error) {
	if f.loader == nil {
		return jinja.Source{}, fs.ErrNotExist
	}
	return f.loader.Load(name)
}

// looked says where templates are looked for.
func (l *templateLoader) looked() []string {
	var where []string
	for _, layer := range l.layers {
		where = append(where, layer.owner+"'s: "+layer.where)
	}
	return where
}

// any reports whether there are files at all.
func (l *templateLoader) any() bool {
	return slices.ContainsFunc(l.layers, func(f templateFiles) bool { return f.loader != nil })
}

// templateFile is a template and whose it is.
type templateFile struct{ name, owner, where string }

// all are the templates that can be listed, by name. Each is the first's that has it.
func (l *templateLoader) all() ([]templateFile, error) {
	var list []templateFile
	known := map[string]bool{}
	for _, layer := range l.layers {
		lister, ok := layer.loader.(jinja.Lister)
		if !ok {
			continue
		}
		names, err := lister.List()
		if err != nil {
			return nil, fmt.Errorf("the templates of %s cannot be listed: %w", layer.owner, err)
		}
		for _, name := range names {
			if !known[name] && isTemplateFile(name) {
				known[name] = true
				list = append(list, templateFile{name, layer.owner, layer.where})
			}
		}
	}
	slices.SortFunc(list, func(a, b templateFile) int { return strings.Compare(a.name, b.name) })
	return list, nil
}

// List implements [jinja.Lister]: the templates that are compiled when the application is
// set up.
func (l *templateLoader) List() ([]string, error) {
	list, err := l.all()
	names := make([]string, len(list))
	for i, f := range list {
		names[i] = f.name
	}
	return names, err
}

// isTemplateFile reports whether a file of a folder of templates is one by its name. Others
// are templates all the same when a view names them.
func isTemplateFile(name string) bool {
	if strings.HasPrefix(path.Base(name), ".") {
		return false
	}
	switch path.Ext(name) {
	case ".html", ".htm", ".xhtml", ".xml", ".svg", ".txt", ".j2", ".jinja", ".jinja2":
		return true
	}
	return false
}
