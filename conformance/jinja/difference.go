package jinja

import (
	"encoding/json/v2"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Difference is a case with what the two sides make of it.
type Difference struct {
	Case          Case
	Jinja2, Gourd Outcome
}

// What says what differs; "": nothing does.
func (d Difference) What() string {
	j, g := d.Jinja2, d.Gourd
	switch {
	case j.Broken != "" || g.Broken != "":
		return "a side cannot"
	case d.Case.Error && j.Failure == nil:
		return `the case says "error", and Jinja2 renders it`
	case !d.Case.Error && j.Failure != nil:
		return `Jinja2 ends with an error, which the case does not say with "error"`
	case (j.Failure == nil) != (g.Failure == nil):
		return "one side renders, and the other one does not"
	case j.Failure != nil && !j.Failure.same(g.Failure):
		return "the error"
	case j.Page != g.Page:
		return "the page"
	}
	return ""
}

// String tells the case and both outcomes, and marks the first line that differs.
func (d Difference) String() string {
	var b strings.Builder
	b.WriteString(d.What())
	d.Case.describe(&b)
	jinja2, gourd := outcomeLines(d.Jinja2), outcomeLines(d.Gourd)
	first := firstDifferent(jinja2, gourd)
	b.WriteString("\n    Jinja2:")
	writeLines(&b, jinja2, first)
	b.WriteString("\n    here:")
	writeLines(&b, gourd, first)
	return b.String()
}

// describe tells the templates, and what of the rest is not as by default.
func (c Case) describe(b *strings.Builder) {
	b.WriteString("\n    template:")
	writeLines(b, strings.Split(c.Template, "\n"), -1)
	for _, name := range slices.Sorted(maps.Keys(c.Templates)) {
		fmt.Fprintf(b, "\n    %s:", name)
		writeLines(b, strings.Split(c.Templates[name], "\n"), -1)
	}
	if c.Context.raw != nil {
		fmt.Fprintf(b, "\n    context: %s", shortened(string(c.Context.raw)))
	}
	c.Name, c.Template, c.Templates, c.Context = "", "", nil, Context{}
	var options map[string]rawValue
	text, err := json.Marshal(c)
	if err == nil {
		err = json.Unmarshal(text, &options)
	}
	if err != nil {
		fmt.Fprintf(b, "\n    options: %v", err)
	}
	delete(options, "name")
	delete(options, "template")
	for _, name := range slices.Sorted(maps.Keys(options)) {
		fmt.Fprintf(b, "\n    %s: %s", name, options[name])
	}
}

// outcomeLines are the lines of an outcome, quoted if they are of a page.
func outcomeLines(o Outcome) []string {
	if o.Broken != "" {
		return strings.Split(o.Broken, "\n")
	}
	if o.Failure != nil {
		return strings.Split(o.Failure.String(), "\n")
	}
	lines := strings.SplitAfter(o.Page, "\n")
	for i, line := range lines {
		lines[i] = strconv.Quote(line)
	}
	return lines
}

// firstDifferent is the index of the first line that differs.
func firstDifferent(a, b []string) int {
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	return i
}

// linesShown is how many lines of a long text are shown before and behind the mark.
const linesShown = 12

// writeLines writes lines with their numbers, and marks one unless mark is negative.
func writeLines(b *strings.Builder, lines []string, mark int) {
	from := max(0, mark-linesShown)
	to := min(len(lines), max(from, mark)+2*linesShown)
	if from > 0 {
		fmt.Fprintf(b, "\n        … %d lines", from)
	}
	for i := from; i < to; i++ {
		sign := " "
		if i == mark {
			sign = ">"
		}
		fmt.Fprintf(b, "\n      %s%3d  %s", sign, i+1, printable(shortened(lines[i])))
	}
	if mark == len(lines) {
		b.WriteString("\n      >     (nothing)")
	}
	if to < len(lines) {
		fmt.Fprintf(b, "\n        … %d lines", len(lines)-to)
	}
}

// printable quotes a line with characters that a terminal would not show.
func printable(line string) string {
	if strings.ContainsFunc(line, func(r rune) bool { return !strconv.IsPrint(r) && r != '\t' }) {
		return strconv.Quote(line)
	}
	return line
}

// mostShown is how much of a line is shown, in bytes.
const mostShown = 600

// shortened keeps both ends of a long text.
func shortened(s string) string {
	if len(s) <= mostShown {
		return s
	}
	return s[:mostShown/2] + " … " + s[len(s)-mostShown/2:]
}
