package jinja

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// pretty is Python's pprint.pformat: what does not fit into a line of 80 characters is
// spread over several, the dicts in the order of their keys.
func pretty(r *run, v value) string {
	p := printer{r: r}
	p.format(v, 0, 0, 0)
	return p.out.String()
}

const prettyWidth = 80

// printer is one call of pprint.
type printer struct {
	r      *run
	out    strings.Builder
	within []any // the lists, tuples and dicts that are being printed
}

// format writes v from column indent on, with so many characters free behind it.
func (p *printer) format(v value, indent, allowance, level int) {
	if slices.Contains(p.within, identity(v)) {
		p.out.WriteString(recursion(v))
		return
	}
	p.r.growing(p.out.Len())
	short := p.repr(v)
	if utf8.RuneCountInString(short) <= prettyWidth-indent-allowance {
		p.out.WriteString(short)
		return
	}
	if v.kind() == kindText {
		p.formatText(v.text(), short, indent, allowance, level+1)
		return
	}
	open, values, shut := contents(p.r, v)
	if open == "" {
		p.out.WriteString(short)
		return
	}
	p.within = append(p.within, identity(v))
	p.out.WriteString(open)
	if open == "{" {
		p.formatPairs(prettyPairs(p.r, v), indent+1, allowance+1, level+1)
	} else {
		p.formatItems(values, indent+1, allowance+len(shut), level+1)
	}
	p.out.WriteString(shut)
	p.within = p.within[:len(p.within)-1]
}

// identity is what a value is known by while it is printed; a Go value has none.
func identity(v value) any {
	switch v.kind() {
	case kindList, kindTuple, kindDict:
		return v.ref
	}
	return new(byte)
}

func recursion(v value) string {
	return "<Recursion on " + typeName(v) + " with id=0>"
}

// contents are the brackets of v and, but for a dict's, what stands in them; "" when v is
// written as a whole.
func contents(r *run, v value) (open string, values []value, shut string) {
	switch x := v.ref.(type) {
	case *List:
		return "[", x.items, "]"
	case *tuple:
		if len(x.items) == 1 {
			return "(", x.items, ",)"
		}
		return "(", x.items, ")"
	case *Dict:
		return "{", nil, "}"
	}
	if v.kind() == kindHost {
		switch {
		case hostMapping(v.ref):
			return "{", nil, "}"
		case hostSequence(v.ref):
			return "[", items(r, v), "]"
		}
	}
	return "", nil, ""
}

func (p *printer) formatItems(values []value, indent, allowance, level int) {
	for i, v := range values {
		p.r.step(1)
		if i > 0 {
			p.newline(",", indent)
		}
		if i < len(values)-1 {
			p.format(v, indent, 1, level)
		} else {
			p.format(v, indent, allowance, level)
		}
	}
}

func (p *printer) formatPairs(pairs []pair, indent, allowance, level int) {
	for i, kv := range pairs {
		p.r.step(1)
		if i > 0 {
			p.newline(",", indent)
		}
		key := p.repr(kv.key)
		p.out.WriteString(key + ": ")
		at := indent + utf8.RuneCountInString(key) + 2
		if i < len(pairs)-1 {
			p.format(kv.value, at, 1, level)
		} else {
			p.format(kv.value, at, allowance, level)
		}
	}
}

func (p *printer) newline(before string, indent int) {
	p.out.WriteString(before)
	p.out.WriteByte('\n')
	p.out.WriteString(strings.Repeat(" ", indent))
}

// formatText writes a long text as several literals that follow each other, divided at
// its lines and at blanks; in parentheses when it is the whole of what is printed.
func (p *printer) formatText(s, whole string, indent, allowance, level int) {
	if level == 1 {
		indent++
		allowance++
	}
	literals, last := p.literals(s, prettyWidth-indent, allowance)
	if len(literals) == 1 {
		p.out.WriteString(last)
		return
	}
	if level == 1 {
		p.out.WriteByte('(')
	}
	for i, literal := range literals {
		if i > 0 {
			p.newline("", indent)
		}
		p.out.WriteString(literal)
	}
	if level == 1 {
		p.out.WriteByte(')')
	}
}

// literals divides a text so that each part's repr has at most width characters, and the
// last one room for what follows. last is the repr of the last line.
func (p *printer) literals(s string, width, allowance int) (literals []string, last string) {
	lines := splitLines(s, true)
	for i, line := range lines {
		p.r.step(1)
		most, ends := width, i == len(lines)-1
		if ends {
			most -= allowance
		}
		last = reprOf(p.r, text(line))
		if utf8.RuneCountInString(last) <= most {
			literals = append(literals, last)
			continue
		}
		literals = p.appendWords(literals, line, width, most, ends)
	}
	return literals, last
}

// appendWords divides one line between its words.
func (p *printer) appendWords(literals []string, line string, width, most int, ends bool) []string {
	current, words := "", wordsWithBlanks(line)
	for i, word := range words {
		if ends && i == len(words)-1 {
			width = most
		}
		if candidate := current + word; utf8.RuneCountInString(reprOf(p.r, text(candidate))) <= width {
			current = candidate
			continue
		}
		if current != "" {
			literals = append(literals, reprOf(p.r, text(current)))
		}
		current = word
	}
	if current != "" {
		literals = append(literals, reprOf(p.r, text(current)))
	}
	return literals
}

// wordsWithBlanks divides a line into words, each with the blanks behind it.
func wordsWithBlanks(line string) []string {
	var words []string
	for line != "" {
		blank := strings.IndexFunc(line, isSpace)
		if blank < 0 {
			return append(words, line)
		}
		next := strings.IndexFunc(line[blank:], func(c rune) bool { return !isSpace(c) })
		if next < 0 {
			return append(words, line)
		}
		words, line = append(words, line[:blank+next]), line[blank+next:]
	}
	return words
}

// repr is v in one line, the dicts in it in the order of their keys.
func (p *printer) repr(v value) string { return string(p.appendRepr(nil, v, p.within)) }

func (p *printer) appendRepr(dst []byte, v value, within []any) []byte {
	open, values, shut := contents(p.r, v)
	if open == "" {
		return appendRepr(p.r, dst, v)
	}
	if slices.Contains(within, identity(v)) {
		return append(dst, recursion(v)...)
	}
	if len(within) > 1000 {
		panic(errorf(kindRecursion, "maximum recursion depth exceeded"))
	}
	within = append(within[:len(within):len(within)], identity(v))
	dst = append(dst, open...)
	if open == "{" {
		for i, kv := range prettyPairs(p.r, v) {
			p.r.step(1)
			if i > 0 {
				dst = append(dst, ", "...)
			}
			dst = p.appendRepr(dst, kv.key, within)
			dst = append(dst, ": "...)
			dst = p.appendRepr(dst, kv.value, within)
			p.r.growing(len(dst))
		}
	}
	for i, item := range values {
		p.r.step(1)
		if i > 0 {
			dst = append(dst, ", "...)
		}
		dst = p.appendRepr(dst, item, within)
		p.r.growing(len(dst))
	}
	return append(dst, shut...)
}

// prettyPairs are the pairs of a dict in the order of their keys; keys that cannot be
// compared stand in the order of their types' names.
func prettyPairs(r *run, v value) []pair {
	pairs := pairsOf(r, v)
	order := stableOrder(len(pairs), func(later, earlier int) bool {
		a, b := pairs[later].key, pairs[earlier].key
		before := false
		err := attempt(func() { before = keyLess(r, a, b) })
		switch {
		case err == nil:
			return before
		case err.Kind != kindTypeError:
			panic(err)
		}
		return typeName(a) < typeName(b)
	})
	sorted := make([]pair, len(pairs))
	for i, at := range order {
		sorted[i] = pairs[at]
	}
	return sorted
}
