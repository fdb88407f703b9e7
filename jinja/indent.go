package jinja

import "strings"

var indentParams = params("do_indent", "s", 0, "width", "first", "blank")

// filterIndent puts blanks, or a text of the template's, in front of the lines.
func filterIndent(r *run, in value, a *args) value {
	var p [3]value
	indentParams.bind(a, 1, p[:])
	indention := p[0].or(integer(4))
	if _, is := indention.asText(); !is {
		indention = multiply(r, text(" "), indention)
	}
	if _, is := in.asText(); !is {
		panic(notIndentable(r, in))
	}
	first := !p[1].isMissing() && truth(r, p[1])
	blank := !p[2].isMissing() && truth(r, p[2])
	lines := splitLines(in.text()+"\n", false)
	if !in.isMarkup() && indention.isMarkup() {
		return indentByMarkup(r, lines, indention, first, blank)
	}
	r.room(len(in.text()) + len(lines)*(len(indention.text())+1))
	s := joinIndented(lines, indention.text(), first, blank)
	if in.isMarkup() {
		return markup(s)
	}
	return text(s)
}

// notIndentable is the error of adding a line break to in.
func notIndentable(r *run, in value) *Error {
	switch in.kind() {
	case kindUndefined, kindTuple:
		add(r, in, text("\n"))
	case kindList:
		return errorf(kindAttributeError, "'list' object has no attribute 'splitlines'")
	}
	return errorf(kindTypeError, "unsupported operand type(s) for +=: '%s' and 'str'", typeName(in))
}

func joinIndented(lines []string, indention string, first, blank bool) string {
	var s strings.Builder
	for i, line := range lines {
		if i > 0 {
			s.WriteByte('\n')
		}
		if i == 0 && first || i > 0 && (blank || line != "") {
			s.WriteString(indention)
		}
		s.WriteString(line)
	}
	return s.String()
}

// indentByMarkup indents a str by a Markup, which escapes the lines that it is added to.
// The whole is a Markup only when the lines were joined by it, or its first line begins
// with it.
func indentByMarkup(r *run, lines []string, indention value, first, blank bool) value {
	for i, line := range lines {
		if blank || i > 0 && line != "" {
			lines[i] = escapeText(line)
		}
	}
	r.room(len(lines) * (len(indention.text()) + 1))
	s := joinIndented(lines, indention.text(), false, blank)
	switch {
	case blank && first:
		return markup(indention.text() + s)
	case first: // a Markup and a str: the str is escaped, whatever was escaped in it before
		return add(r, indention, text(s))
	case blank:
		return markup(s)
	}
	return text(s)
}
