package gourd

import (
	"bufio"
	"io"
)

// streamedPiece is how many bytes of a page are sent together.
const streamedPiece = 4 << 10

// StreamPage is an answer that renders the template with data while it is sent: Flask's
// stream_template. What is rendered goes out in pieces of about 4 KiB, and in Jinja also before
// each call of a function that takes a context, since it may wait; the page needs no more
// memory than that. data is as for [Ctx.Page].
//
// After hooks run, and the session is saved, before the first piece, as with every stream:
// messages that are flashed are taken out of the session in the view, with [Ctx.Flashes],
// and not in the page. An error before the first piece is answered like a view's; a later
// one breaks the connection off. A client that leaves ends the rendering.
func (c *Ctx) StreamPage(name string, data Map) Response {
	c.alive()
	if j := c.app.jinja; j != nil {
		t, err := j.find(name)
		if err != nil {
			return failed(err)
		}
		return c.streamed(t.Name(), data, func(w io.Writer, with Map) error {
			return j.explain(t.Stream(c.renderContext(), w, with))
		})
	}
	_, render, err := c.template([]string{name})
	if err != nil {
		return failed(err)
	}
	return c.streamed(name, data, inPieces(render))
}

// StreamPageText is [Ctx.StreamPage] for a template that is given as text:
// stream_template_string.
func (c *Ctx) StreamPageText(text string, data Map) Response {
	c.alive()
	if j := c.app.jinja; j != nil {
		t, err := j.env.Parse(text)
		if err != nil {
			return failed(err)
		}
		return c.streamed("", data, func(w io.Writer, with Map) error {
			return j.explain(t.Stream(c.renderContext(), w, with))
		})
	}
	render, err := c.textTemplate(text)
	if err != nil {
		return failed(err)
	}
	return c.streamed("", data, inPieces(render))
}

// inPieces collects the small writes of a renderer.
func inPieces(render func(io.Writer, Map) error) func(io.Writer, Map) error {
	return func(w io.Writer, with Map) error {
		b := bufio.NewWriterSize(w, streamedPiece)
		if err := render(b, with); err != nil {
			return err
		}
		return b.Flush()
	}
}

// streamed is the answer of a page that render renders. What the page sees is collected
// now.
func (c *Ctx) streamed(name string, data Map, render func(io.Writer, Map) error) Response {
	with, err := c.pageData(data, name)
	if err != nil {
		return failed(err)
	}
	r := Response{kind: bodySource, source: pageStream{name, with, render}}
	r.Header.Set("Content-Type", typeHTML)
	return r
}

// pageStream is a page that is made while it is sent.
type pageStream struct {
	name   string
	with   Map
	render func(io.Writer, Map) error
}

// send sends the page. The head goes with the first piece, so that an error before it can
// still be answered.
func (s pageStream) send(c *Ctx) error {
	if c.bodiless() {
		return c.writeHead(nil, true)
	}
	if err := s.render(pieceWriter{c}, s.with); err != nil {
		return err
	}
	c.toldRendered(s.name, s.with)
	if !c.x.Answered() {
		return c.writeHead(nil, false)
	}
	return c.x.Finish(nil)
}

func (s pageStream) late() bool { return false }
func (s pageStream) release()   {}

// pieceWriter sends each piece as soon as it is written.
type pieceWriter struct{ c *Ctx }

// Write implements io.Writer.
func (w pieceWriter) Write(piece []byte) (int, error) {
	if len(piece) == 0 {
		return 0, nil
	}
	if err := w.c.sendChunk(piece); err != nil {
		return 0, err
	}
	return len(piece), nil
}
