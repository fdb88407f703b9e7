package gourd

import (
	"bytes"
	"errors"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"maps"
	"slices"
)

// TemplateDataFunc gives pages values beside those that their view gives: Flask's context
// processor. What the view gives wins over it.
type TemplateDataFunc func(c *Ctx) (Map, error)

// TemplateData adds a function whose values every page of the blueprint's requests has; an
// application's is for all pages. Of values with the same name the innermost blueprint's
// counts.
func (b *Blueprint) TemplateData(f TemplateDataFunc) {
	b.mustBeOpen("TemplateData")
	mustNotBeNil(f == nil, "the function of TemplateData")
	b.templateData = append(b.templateData, f)
}

// AppTemplateData is TemplateData for the whole application: Flask's
// app_context_processor.
func (b *Blueprint) AppTemplateData(f TemplateDataFunc) {
	b.mustBeOpen("AppTemplateData")
	mustNotBeNil(f == nil, "the function of AppTemplateData")
	b.RecordOnce(func(at Placement) { at.App.TemplateData(f) })
}

// TemplateFunc adds a function that templates of the whole application can call, as
// html/template's Funcs: the role of template_filter, template_test and template_global,
// which are one thing there. A pipeline makes a filter of it: {{.title | shout}}.
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
		a.templateFuncs = map[string]any{}
	}
	a.templateFuncs[name] = f
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

// TemplatesFrom gives the blueprint pages of its own. A page of the application's with the
// same name comes first, then those of the blueprints in the order of their registration,
// as in Flask: put them into a folder with the blueprint's name. A Config with a Renderer
// does not look at them.
func (b *Blueprint) TemplatesFrom(files fs.FS) *Blueprint {
	b.mustBeOpen("TemplatesFrom")
	mustNotBeNil(files == nil, "the file system of TemplatesFrom")
	b.RecordOnce(func(at Placement) { at.App.templateFiles = append(at.App.templateFiles, files) })
	return b
}

// withBlueprintTemplates puts the blueprints' files behind the application's.
func (a *App) withBlueprintTemplates(own fs.FS) fs.FS {
	if len(a.templateFiles) == 0 {
		return own
	}
	var layers layeredFS
	if own != nil {
		layers = append(layers, own)
	}
	return append(layers, a.templateFiles...)
}

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

// Page is an answer that renders the template with data. Beside data the page has what
// [Blueprint.TemplateData] gives, and "c", this Ctx, so that it can build URLs:
// {{.c.URL "show" "id" .note.ID}}.
func (c *Ctx) Page(name string, data Map) Response {
	c.alive()
	var b bytes.Buffer
	if err := c.render(&b, data, name); err != nil {
		return failed(err)
	}
	return Bytes(typeHTML, b.Bytes())
}

// PageText is [Ctx.Page] for a template that is given as text: render_template_string.
// Text that came from a client must never be a template.
func (c *Ctx) PageText(text string, data Map) Response {
	c.alive()
	var b bytes.Buffer
	err := c.rendered(data, "", func(with Map) error {
		t, ok := c.app.templates.(TextTemplates)
		if c.app.templates == nil {
			t, ok = &htmlTemplates{shared: newShared(c.app.templateFuncs)}, true
		}
		if !ok {
			return errors.New("gourd: c.PageText was called, but Config.Renderer has no method RenderText")
		}
		return t.RenderText(&b, text, with)
	})
	if err != nil {
		return failed(err)
	}
	return Bytes(typeHTML, b.Bytes())
}

// Render renders the first of the templates that is there, for what is not the answer
// itself: a mail, a part of a page. data is as for [Ctx.Page]. Choosing among several needs
// a renderer that is a [TemplateFinder]; of another one it is the first.
func (c *Ctx) Render(data Map, names ...string) (string, error) {
	c.alive()
	var b bytes.Buffer
	err := c.render(&b, data, names...)
	return b.String(), err
}

func (c *Ctx) render(w io.Writer, data Map, names ...string) error {
	t := c.app.templates
	switch {
	case t == nil:
		return errors.New("gourd: a page is asked for, but the application has no templates: make a folder \"templates\" beside the source file that calls gourd.New, or set Config.Templates")
	case len(names) == 0:
		return errors.New("gourd: c.Render was called without the name of a template")
	}
	name := names[0]
	if finder, ok := t.(TemplateFinder); ok {
		at := slices.IndexFunc(names, finder.HasTemplate)
		if at < 0 {
			return &noTemplateError{names}
		}
		name = names[at]
	}
	return c.rendered(data, name, func(with Map) error { return t.Render(w, name, with) })
}

// rendered gives the template its data and tells of it.
func (c *Ctx) rendered(data Map, name string, render func(with Map) error) error {
	with := make(Map, len(data)+1)
	for _, f := range c.place().templateData {
		values, err := f(c)
		if err != nil {
			return err
		}
		maps.Copy(with, values)
	}
	with["c"] = c
	maps.Copy(with, data)
	signals := &c.app.signals
	if signals.BeforeRenderTemplate.Connected() {
		signals.BeforeRenderTemplate.Send(Rendering{c, name, with})
	}
	if err := render(with); err != nil {
		return err
	}
	if signals.TemplateRendered.Connected() {
		signals.TemplateRendered.Send(Rendering{c, name, with})
	}
	return nil
}
