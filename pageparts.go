package gourd

import (
	"bytes"
	"errors"
	"io"

	"github.com/gourd-go/gourd/jinja"
)

// BlockTemplates is implemented by renderers that can render one block of a page, for
// [Ctx.Fragment] and [PageBlock].
type BlockTemplates interface {
	RenderBlock(w io.Writer, name, block string, data Map) error
}

// Fragment renders one block of a template and nothing around it, with what templates that
// extend others have put into the block: for pages of which a part is replaced, as htmx
// does. data is as for [Ctx.Page]. With [HTMLTemplates] a block is what define has made.
func (c *Ctx) Fragment(name, block string, data Map) (string, error) {
	c.alive()
	var b bytes.Buffer
	err := c.renderBlock(&b, name, block, data)
	return b.String(), err
}

func (c *Ctx) renderBlock(w io.Writer, name, block string, data Map) error {
	if j := c.app.jinja; j != nil {
		t, err := j.find(name)
		if err != nil {
			return err
		}
		return c.rendered(data, name, func(with Map) error {
			text, err := t.Block(c.renderContext(), block, with)
			if err != nil {
				return j.explain(err)
			}
			_, err = io.WriteString(w, text)
			return err
		})
	}
	switch t := c.app.templates.(type) {
	case nil:
		return errNoTemplates
	case BlockTemplates:
		return c.rendered(data, name, func(with Map) error { return t.RenderBlock(w, name, block, with) })
	}
	return errors.New("gourd: a block of a page is asked for, but Config.Renderer has no method RenderBlock")
}

// Macro calls a macro of a template: what Flask's get_template_attribute is mostly for.
// The template sees the globals, the request among them, and not what TemplateData gives,
// as one that is imported.
//
//	hello, err := c.Macro("_cider.html", "hello", "World")
//
// A last argument of the type jinja.Kwargs has the keyword arguments.
func (c *Ctx) Macro(template, macro string, args ...any) (string, error) {
	c.alive()
	j := c.app.jinja
	if j == nil {
		return "", errors.New("gourd: c.Macro calls a macro of Jinja's, but Config.Renderer renders the pages with something else")
	}
	t, err := j.find(template)
	if err != nil {
		return "", err
	}
	ctx := c.renderContext()
	m, err := t.Module(ctx, nil)
	if err != nil {
		return "", j.explain(err)
	}
	text, err := m.Call(ctx, macro, args...)
	return text, j.explain(err)
}

// Jinja returns the templates of the application, to render some without a request: a mail
// that a background task sends. It ends the set-up. Of Flask's names templates have config
// and url_for then, whose URLs are those of [App.URL]. Where Config.Renderer renders the pages there
// are none, which is an error.
//
//	env, err := app.Jinja()
//	t, err := env.Template("mail/welcome.txt")
//	text, err := t.Render(ctx, gourd.Map{"user": user})
func (a *App) Jinja() (*jinja.Environment, error) {
	if err := a.Setup(); err != nil {
		return nil, err
	}
	if a.jinja == nil {
		return nil, errors.New("gourd: the application's pages are not Jinja's, but those of Config.Renderer")
	}
	return a.jinja.env, nil
}
