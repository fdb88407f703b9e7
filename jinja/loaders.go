package jinja

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"
)

// missingTemplate is the error of a loader that has no such template.
type missingTemplate struct {
	name  string
	where []string // was looked for it
}

func (e *missingTemplate) Error() string {
	return fmt.Sprintf("jinja: there is no template %q in %s", e.name, strings.Join(e.where, ", "))
}

func (e *missingTemplate) Is(target error) bool { return target == fs.ErrNotExist }

// splitName are the parts of a template's name, as Jinja2's file system loader takes it:
// empty parts and "." are passed over. false: a part is "..", or has a separator of the
// operating system in it, so that no such template can be.
func splitName(name string) ([]string, bool) {
	var parts []string
	for part := range strings.SplitSeq(name, "/") {
		switch {
		case part == ".." || strings.ContainsRune(part, os.PathSeparator) || strings.ContainsAny(part, "\x00"):
			return nil, false
		case part != "" && part != ".":
			parts = append(parts, part)
		}
	}
	return parts, len(parts) > 0
}

// Templates is a [Loader] with the templates of a map: their texts by their names.
func Templates(templates map[string]string) Loader { return templateMap(maps.Clone(templates)) }

type templateMap map[string]string

var (
	_ Loader = templateMap(nil)
	_ Lister = templateMap(nil)
)

func (m templateMap) Load(name string) (Source, error) {
	s, is := m[name]
	if !is {
		return Source{}, &missingTemplate{name, []string{"the map of templates"}}
	}
	if err := checkText(name, s); err != nil {
		return Source{}, err
	}
	return Source{Text: s}, nil
}

func (m templateMap) List() ([]string, error) { return slices.Sorted(maps.Keys(m)), nil }

// LoadFunc is a [Loader] that calls a function. It returns an error that is
// [fs.ErrNotExist] where there is no template of that name.
func LoadFunc(load func(name string) (Source, error)) Loader { return loadFunc(load) }

type loadFunc func(name string) (Source, error)

func (f loadFunc) Load(name string) (Source, error) {
	source, err := f(name)
	if err == nil {
		err = checkText(name, source.Text)
	}
	return source, err
}

// Choice is a [Loader] that asks loaders one after the other until one has the template.
func Choice(loaders ...Loader) Loader { return choice(slices.Clone(loaders)) }

type choice []Loader

func (c choice) Load(name string) (Source, error) {
	missing := &missingTemplate{name: name}
	for _, l := range c {
		source, err := l.Load(name)
		if err == nil || !errors.Is(err, fs.ErrNotExist) {
			return source, err
		}
		missing.add(err)
	}
	if len(c) == 0 {
		missing.where = []string{"a choice of no loaders"}
	}
	return Source{}, missing
}

// add takes the places that another loader has looked in.
func (e *missingTemplate) add(err error) {
	if other, is := errors.AsType[*missingTemplate](err); is {
		e.where = append(e.where, other.where...)
		return
	}
	e.where = append(e.where, err.Error())
}

func (c choice) List() ([]string, error) {
	var all []string
	for _, l := range c {
		names, err := listOf(l)
		if err != nil {
			return nil, err
		}
		all = append(all, names...)
	}
	slices.Sort(all)
	return slices.Compact(all), nil
}

func listOf(l Loader) ([]string, error) {
	lister, is := l.(Lister)
	if !is {
		return nil, fmt.Errorf("jinja: a %T cannot list its templates: give it a method List: %w", l, errors.ErrUnsupported)
	}
	return lister.List()
}

// Prefix is a [Loader] that has one loader for each prefix of names: with the delimiter "/"
// the template "admin/a.html" is a.html of the loader "admin". The delimiter "" is "/".
func Prefix(loaders map[string]Loader, delimiter string) Loader {
	if delimiter == "" {
		delimiter = "/"
	}
	return &prefix{maps.Clone(loaders), delimiter}
}

type prefix struct {
	loaders   map[string]Loader
	delimiter string
}

func (p *prefix) Load(name string) (Source, error) {
	first, rest, cut := strings.Cut(name, p.delimiter)
	l, is := p.loaders[first]
	if !cut || !is {
		known := slices.Sorted(maps.Keys(p.loaders))
		return Source{}, &missingTemplate{name, []string{fmt.Sprintf("the prefixes %q", known)}}
	}
	source, err := l.Load(rest)
	if err != nil && errors.Is(err, fs.ErrNotExist) {
		missing := &missingTemplate{name: name}
		missing.add(err)
		return Source{}, missing
	}
	return source, err
}

func (p *prefix) List() ([]string, error) {
	var all []string
	for first, l := range p.loaders {
		names, err := listOf(l)
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			all = append(all, first+p.delimiter+name)
		}
	}
	slices.Sort(all)
	return all, nil
}

var (
	_ Lister = choice(nil)
	_ Lister = (*prefix)(nil)
)
