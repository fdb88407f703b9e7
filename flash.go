package gourd

import (
	"fmt"
	"html/template"
	"slices"

	"github.com/gourd-go/gourd/signed"
)

// flashesKey is the key that Flask keeps flashed messages under: a list of tuples of
// category and message.
const flashesKey = "_flashes"

// defaultCategory is that of a message that was flashed without one.
const defaultCategory = "message"

// Flash is a message that one request leaves for the next page. Its category is
// "message" unless another was given; "error", "info" and "warning" are usual.
type Flash struct {
	Category, Message string

	markup bool
}

// HTML returns the message for a page: a text is escaped, and what [Ctx.FlashHTML]
// has left (or Flask, as Markup) is as it was.
func (f Flash) HTML() template.HTML {
	if f.markup {
		return template.HTML(f.Message)
	}
	return template.HTML(template.HTMLEscapeString(f.Message))
}

// String returns the category and the message: "error: That name is taken."
func (f Flash) String() string { return f.Category + ": " + f.Message }

// Flash leaves a message for the next page that asks for it with [Ctx.Flashes],
// mostly that behind a redirect. It travels in the session, so that the application
// needs a secret key. At most one category may be given.
//
//	c.Flash("The note was saved.")
//	c.Flash("That name is taken.", "error")
func (c *Ctx) Flash(message string, category ...string) {
	c.flash(Flash{Category: flashCategory(category), Message: message})
}

// FlashHTML is Flash for a message that is HTML, which pages show with
// [Flash.HTML].
func (c *Ctx) FlashHTML(message template.HTML, category ...string) {
	c.flash(Flash{Category: flashCategory(category), Message: string(message), markup: true})
}

func flashCategory(given []string) string {
	switch len(given) {
	case 0:
		return defaultCategory
	case 1:
		return given[0]
	}
	misuse("a message is flashed with the categories %q at %s, but it has one", given, caller())
	return ""
}

func (c *Ctx) flash(f Flash) {
	s := c.Session()
	var message any = f.Message
	if f.markup {
		message = signed.Markup(f.Message)
	}
	// The list in the session may be one that a view still has.
	list := slices.Concat(listOf(s.Value(flashesKey)), []any{signed.Tuple{f.Category, message}})
	s.Set(flashesKey, list)
	c.app.signals.MessageFlashed.Send(FlashedMessage{c, f.Message, f.Category})
}

// Flashes returns the messages that were flashed and not shown yet, those of the
// categories if some are given. The first call of a request takes all of them out of
// the session; later ones return the same.
//
//	{{range .c.Flashes}}<p class="{{.Category}}">{{.Message}}</p>{{end}}
//	{{range .c.Flashes "error"}}…{{end}}
func (c *Ctx) Flashes(categories ...string) []Flash {
	s := c.Session()
	if !s.flashesRead {
		s.flashesRead = true
		if s.Has(flashesKey) {
			s.flashes = readFlashes(listOf(s.Value(flashesKey)))
			s.Del(flashesKey)
		}
	}
	if len(categories) == 0 {
		return slices.Clone(s.flashes)
	}
	var found []Flash
	for _, f := range s.flashes {
		if slices.Contains(categories, f.Category) {
			found = append(found, f)
		}
	}
	return found
}

// readFlashes reads what the session has. What is no pair of category and message
// was not flashed, and is left out.
func readFlashes(list []any) (flashes []Flash) {
	for _, item := range list {
		pair := listOf(item)
		if len(pair) != 2 {
			continue
		}
		f := Flash{Category: fmt.Sprint(pair[0]), Message: fmt.Sprint(pair[1])}
		_, f.markup = pair[1].(signed.Markup)
		flashes = append(flashes, f)
	}
	return flashes
}

// listOf is a list or a tuple of the session, nil for anything else.
func listOf(v any) []any {
	switch v := v.(type) {
	case []any:
		return v
	case signed.Tuple:
		return v
	}
	return nil
}
