package jinja

// Escape is MarkupSafe's escape, for functions of the application that make HTML: a [Markup],
// and what has a method HTML(), as it is, and of any other value the text that a template
// prints of it, with its &, <, >, " and ' escaped. nil is "None".
//
//	return jinja.Markup(`<b title="` + jinja.Escape(title) + `">`)
//
// It panics with an *[Error] for lists, maps and structs that are more than about a thousand
// deep, which ends a rendering as an error that the function had returned.
func Escape(x any) Markup {
	return Markup(escapeOf(&run{env: &Environment{}, steps: stepsBetween}, fromAny(x)))
}
