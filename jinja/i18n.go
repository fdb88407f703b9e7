package jinja

import "slices"

// The functions that trans calls, and that templates can call themselves: those of Jinja2's
// extension i18n.

// gettextCall is one of gettext, ngettext, pgettext and npgettext.
type gettextCall struct {
	signature *signature
	context   bool // its first argument is a context
	plural    bool // it takes a singular, a plural and a count
}

var gettextCalls = []gettextCall{
	{&signature{name: "gettext", params: []string{"message"}, required: 1}, false, false},
	{&signature{name: "ngettext", params: []string{"singular", "plural", "n"}, required: 3}, false, true},
	{&signature{name: "pgettext", params: []string{"context", "message"}, required: 2}, true, false},
	{&signature{name: "npgettext", params: []string{"context", "singular", "plural", "n"}, required: 4}, true, true},
}

// addTranslations adds the functions to the globals, and "_" for gettext.
func (e *Environment) addTranslations() {
	for _, g := range gettextCalls {
		f := &function{g.signature.name, func(r *run, a *args) value { return g.call(r, a) }}
		e.globals[g.signature.name] = fromObject(f)
	}
	e.globals["_"] = e.globals["gettext"]
}

func (g *gettextCall) call(r *run, a *args) value {
	newstyle := r.env.syntax.newstyleGettext
	own := *a
	if newstyle { // further keyword arguments are variables
		own.names, own.named = nil, nil
	}
	var to [4]value
	g.signature.bind(&own, 0, to[:len(g.signature.params)])
	message := g.translate(r, to[:])
	if !newstyle {
		return message
	}
	if r.autoescape() {
		message = markup(message.text())
	}
	return modulo(r, message, fromObject(g.variables(r, a, to[:])))
}

// variables are what a newstyle call fills in.
func (g *gettextCall) variables(r *run, a *args, to []value) *Dict {
	d := newDict(len(a.names) + 2)
	for i, name := range a.names {
		d.set(r, text(name), a.named[i])
	}
	if g.context && !slices.Contains(a.names, "context") {
		d.set(r, text("context"), to[0])
	}
	if g.plural && !slices.Contains(a.names, "num") {
		d.set(r, text("num"), to[len(g.signature.params)-1])
	}
	return d
}

// translate is the message in the language of the Config's Translations, or as it is.
func (g *gettextCall) translate(r *run, to []value) value {
	tr := r.env.config.Translations
	context := ""
	if g.context {
		context, to = strOf(r, to[0]), to[1:]
	}
	if !g.plural {
		if tr == nil {
			return to[0]
		}
		return text(tr.Gettext(r.ctx, context, strOf(r, to[0])))
	}
	if tr == nil {
		if equal(r, to[2], integer(1)) {
			return to[0]
		}
		return to[1]
	}
	n, is := to[2], to[2].isInt()
	if !is {
		panic(errorf(kindTypeError, "the count of ngettext must be an int, not %s", typeName(n)))
	}
	return text(tr.NGettext(r.ctx, context, strOf(r, to[0]), strOf(r, to[1]), int(n.int())))
}
