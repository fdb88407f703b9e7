package jinja

import (
	"io/fs"
	"strings"
	"unicode/utf8"
)

// Error is the error in one line: `index.html:12: UndefinedError: 'user' is undefined`.
func (e *Error) Error() string {
	message := e.Kind + ": " + strings.Join(strings.FieldsFunc(e.Message, isLineEnd), " ")
	switch where := lineOf(e.Template, e.File, e.Line); {
	case where != "":
		return where + ": " + message
	default:
		return message
	}
}

// Unwrap returns the error behind it.
func (e *Error) Unwrap() error { return e.Err }

// Is tells that a template that is not there is [fs.ErrNotExist].
func (e *Error) Is(target error) bool {
	return target == fs.ErrNotExist && (e.Kind == kindNotFound || e.Kind == kindNoneFound)
}

// lineOf is "name:line" as far as these are known.
func lineOf(name, file string, line int) string {
	if name == "" {
		name = file
	}
	switch {
	case line == 0:
		return name
	case name == "":
		return "line " + itoa(line)
	}
	return name + ":" + itoa(line)
}

// SourceLine is a line of a template.
type SourceLine struct {
	Number int
	Text   string
	// Marked is the line of the error.
	Marked bool
}

// Lines returns the line of the error with the two lines before and after it, as far as
// they are there. Without a source there are none.
func (e *Error) Lines() []SourceLine {
	const around = 2
	marked := e.marked()
	var lines []SourceLine
	rest := e.Source
	for number := 1; marked > 0 && number <= marked+around; number++ {
		line, next, more := cutLine(rest)
		if number >= marked-around && (more || line != "") {
			lines = append(lines, SourceLine{number, line, number == marked})
		}
		if !more {
			break
		}
		rest = next
	}
	return lines
}

// marked is the line where it happened.
func (e *Error) marked() int {
	if e.At.Line > 0 {
		return e.At.Line
	}
	return e.Line
}

// cutLine cuts the first line off, which ends in "\n", "\r\n" or "\r"; more: it ended.
func cutLine(s string) (line, rest string, more bool) {
	i := strings.IndexAny(s, "\r\n")
	if i < 0 {
		return s, "", false
	}
	if strings.HasPrefix(s[i:], "\r\n") {
		return s[:i], s[i+2:], true
	}
	return s[:i], s[i+1:], true
}

func isLineEnd(r rune) bool { return r == '\n' || r == '\r' }

// Detail is the error in several lines: the message, where it happened, the source around
// with a mark under the place, where a missing template was looked for, the hint, and how the
// rendering got there.
func (e *Error) Detail() string {
	var b strings.Builder
	b.WriteString(e.Kind + ": " + e.Message + "\n")
	if where := e.where(); where != "" {
		b.WriteString("  in " + where + "\n")
	}
	e.excerpt(&b)
	for _, reason := range e.missing() {
		b.WriteString("  " + reason + "\n")
	}
	if e.Hint != "" {
		b.WriteString("  " + e.Hint + "\n")
	}
	for _, call := range e.Chain {
		b.WriteString("  " + call.String() + "\n")
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// missing is what loaders say of the templates that are not there, a line each.
func (e *Error) missing() []string {
	if len(e.Names) == 0 || e.Err == nil || e.Err == fs.ErrNotExist {
		return nil
	}
	var lines []string
	for line := range strings.SplitSeq(e.Err.Error(), "\n") {
		if line = strings.TrimPrefix(line, "jinja: "); line != fs.ErrNotExist.Error() {
			lines = append(lines, line)
		}
	}
	return lines
}

// where is the template, its file, the line and the column.
func (e *Error) where() string {
	var parts []string
	if e.Template != "" {
		parts = append(parts, e.Template)
	}
	if e.File != "" && e.File != e.Template {
		parts = append(parts, e.File)
	}
	if line := e.marked(); line > 0 {
		parts = append(parts, "line "+itoa(line))
	}
	if e.At.Column > 0 {
		parts = append(parts, "column "+itoa(e.At.Column))
	}
	return strings.Join(parts, ", ")
}

func (e *Error) excerpt(b *strings.Builder) {
	lines := e.Lines()
	if len(lines) == 0 {
		return
	}
	width := len(itoa(lines[len(lines)-1].Number))
	for _, line := range lines {
		mark := "  "
		if line.Marked {
			mark = "> "
		}
		number := itoa(line.Number)
		b.WriteString("  " + mark + strings.Repeat(" ", width-len(number)) + number + " | " + line.Text)
		b.WriteByte('\n')
		if line.Marked && e.At.Column > 0 {
			b.WriteString(strings.Repeat(" ", width+4) + " | " + indentOf(line.Text, e.At.Column-1) + "^\n")
		}
	}
}

// indentOf is as wide as the first n characters of line: its tabs are kept.
func indentOf(line string, n int) string {
	var b strings.Builder
	for _, r := range line {
		if n == 0 {
			return b.String()
		}
		if n--; r != '\t' {
			r = ' '
		}
		b.WriteRune(r)
	}
	return b.String()
}

// String is the step as [Error.Detail] writes it: "included from page.html:4".
func (c Step) String() string {
	from := lineOf(c.Template, c.File, c.Line)
	switch verb, what, _ := strings.Cut(c.What, " "); verb {
	case "include":
		return what + ", included from " + from
	case "import", "from":
		return what + ", imported from " + from
	case "extends":
		return what + ", extended by " + from
	case "render":
		return what + ", called from " + from
	case "macro", "caller":
		return c.What + ", called from " + from
	}
	return c.What + ", from " + from
}

// placeIn is the position whose column counts bytes as one that counts characters.
func placeIn(source string, at Position) Position {
	rest, more := source, true
	for line := 1; line < at.Line && more; line++ {
		_, rest, more = cutLine(rest)
	}
	line, _, _ := cutLine(rest)
	at.Column = utf8.RuneCountInString(line[:min(len(line), max(at.Column-1, 0))]) + 1
	return at
}
