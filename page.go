package gourd

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"slices"

	"github.com/gourd-go/gourd/jinja"
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

// TemplatesFrom gives the blueprint pages of its own. A page of the application's with the
// same name comes first, then those of the blueprints in the order of their registration,
// as in Flask: put them into a folder with the blueprint's name. A Config with a Renderer
// of the application's own does not look at them.
func (b *Blueprint) TemplatesFrom(files fs.FS) *Blueprint {
	b.mustBeOpen("TemplatesFrom")
	mustNotBeNil(files == nil, "the file system of TemplatesFrom")
	own := templateFiles{owner: fmt.Sprintf("the blueprint %q", b.name), where: "the file system of TemplatesFrom at " + caller(), files: files, loader: jinja.FS(files)}
	b.RecordOnce(func(at Placement) { at.App.templateFiles = append(at.App.templateFiles, own) })
	return b
}

// Page is an answer that renders the template with data when the view has returned, which
// need not have the Ctx:
//
//	return gourd.Page("index.html", gourd.Map{"posts": posts}), nil
//
// It is [Ctx.Page] otherwise, and as there the page has the answer's after hooks before it.
func Page(name string, data Map) Response { return pageResponse(pageSource{name: name, data: data}) }

// PageBlock is [Page] for one block of the template alone, with what templates that extend
// others have put into it: what an htmx request replaces a part of a page with. See
// [Ctx.Fragment].
func PageBlock(name, block string, data Map) Response {
	return pageResponse(pageSource{name: name, block: block, data: data})
}

func pageResponse(p pageSource) Response {
	r := Response{kind: bodySource, source: p}
	r.Header.Set("Content-Type", typeHTML)
	return r
}

// pageSource is a page that is rendered when the Ctx is there.
type pageSource struct {
	name, block string // block "": all of it
	data        Map
}

func (p pageSource) render(c *Ctx) ([]byte, error) {
	var b bytes.Buffer
	var err error
	if p.block == "" {
		err = c.render(&b, p.data, p.name)
	} else {
		err = c.renderBlock(&b, p.name, p.block, p.data)
	}
	return b.Bytes(), err
}

func (p pageSource) fill(c *Ctx) error {
	body, err := p.render(c)
	if err == nil {
		c.res.kind, c.res.bytes, c.res.source = bodyBytes, body, nil
	}
	return err
}

func (p pageSource) send(c *Ctx) error {
	body, err := p.render(c)
	if err != nil {
		return err
	}
	return c.sendBytes(body)
}

func (p pageSource) late() bool { return false }
func (p pageSource) release()   {}

// Page is an answer that renders the template with data, at once. Beside data a page in
// Jinja has Flask's names: request, session, g and config, url_for and
// get_flashed_messages, what [Blueprint.TemplateData] gives, and "c", this Ctx:
//
//	<a href="{{ url_for('show', id=note.id) }}">{{ note.title }}</a>
//
// A page in html/template has what TemplateData gives and "c":
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
// What it prints is escaped. Text that came from a client must never be a template.
func (c *Ctx) PageText(text string, data Map) Response {
	c.alive()
	render, err := c.textTemplate(text)
	if err != nil {
		return failed(err)
	}
	var b bytes.Buffer
	if err := c.rendered(data, "", func(with Map) error { return render(&b, with) }); err != nil {
		return failed(err)
	}
	return Bytes(typeHTML, b.Bytes())
}

// textTemplate is what renders a template that is given as text.
func (c *Ctx) textTemplate(text string) (func(w io.Writer, with Map) error, error) {
	if j := c.app.jinja; j != nil {
		t, err := j.env.Parse(text)
		if err != nil {
			return nil, err
		}
		return func(w io.Writer, with Map) error { return j.explain(t.RenderTo(c.renderContext(), w, with)) }, nil
	}
	var t TextTemplates
	switch r := c.app.templates.(type) {
	case nil: // html/template, without files
		t = &htmlTemplates{shared: newShared(c.app.htmlFuncs())}
	case TextTemplates:
		t = r
	default:
		return nil, errors.New("gourd: a template was given as text, but Config.Renderer has no method RenderText")
	}
	return func(w io.Writer, with Map) error { return t.RenderText(w, text, with) }, nil
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
	if len(names) == 0 {
		return errors.New("gourd: c.Render was called without the name of a template")
	}
	name, render, err := c.template(names)
	if err != nil {
		return err
	}
	return c.rendered(data, name, func(with Map) error { return render(w, with) })
}

// template finds the first of the templates that is there, and what renders it.
func (c *Ctx) template(names []string) (name string, render func(w io.Writer, with Map) error, err error) {
	if j := c.app.jinja; j != nil {
		t, err := j.find(names...)
		if err != nil {
			return "", nil, err
		}
		return t.Name(), func(w io.Writer, with Map) error { return j.explain(t.RenderTo(c.renderContext(), w, with)) }, nil
	}
	t := c.app.templates
	if t == nil {
		return "", nil, errNoTemplates
	}
	name = names[0]
	if finder, ok := t.(TemplateFinder); ok {
		at := slices.IndexFunc(names, finder.HasTemplate)
		if at < 0 {
			return "", nil, &noTemplateError{names: names}
		}
		name = names[at]
	}
	return name, func(w io.Writer, with Map) error { return t.Render(w, name, with) }, nil
}

var errNoTemplates = errors.New("gourd: a page is asked for, but the application has no templates: make a folder \"templates\" beside the source file that calls gourd.New, or set Config.Templates")

// rendered gives the template its data and tells of it.
func (c *Ctx) rendered(data Map, name string, render func(with Map) error) error {
	with, err := c.pageData(data, name)
	if err != nil {
		return err
	}
	if err := render(with); err != nil {
		return err
	}
	c.toldRendered(name, with)
	return nil
}

// pageData is what a page sees beside the globals: what all pages have, and what the view
// gives, which wins. It tells that the page is going to be rendered.
func (c *Ctx) pageData(data Map, name string) (Map, error) {
	with := make(Map, len(data)+1)
	for _, f := range c.place().templateData {
		values, err := f(c)
		if err != nil {
			return nil, err
		}
		maps.Copy(with, values)
	}
	with["c"] = c
	maps.Copy(with, data)
	if s := &c.app.signals.BeforeRenderTemplate; s.Connected() {
		s.Send(Rendering{c, name, with})
	}
	return with, nil
}

func (c *Ctx) toldRendered(name string, with Map) {
	if s := &c.app.signals.TemplateRendered; s.Connected() {
		s.Send(Rendering{c, name, with})
	}
}
