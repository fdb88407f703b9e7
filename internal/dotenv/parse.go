package dotenv

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Variable is one line of a file: NAME=value, or a name alone.
type Variable struct {
	Name  string
	Value string // without quotes; variables in it are not replaced yet
	Bare  bool   // the name stands alone, which sets nothing
}

// Parse reads the text of a file. bad has the numbers of the lines that cannot be
// read, which are left out.
func Parse(text string) (vars []Variable, bad []int) {
	p := &parser{text: strings.TrimPrefix(text, "\ufeff")}
	for p.at < len(p.text) {
		p.skip(isSpace)
		if p.at == len(p.text) {
			break
		}
		begin := p.at
		v, ok := p.variable()
		if !ok || strings.Contains(v.Name, "=") || strings.Contains(v.Name+v.Value, "\x00") {
			bad = append(bad, p.line(begin))
		} else if v.Name != "" {
			vars = append(vars, v)
		}
		if !ok {
			p.skip(notEnd)
		}
	}
	return vars, bad
}

// parser is a place in a text.
type parser struct {
	text string
	at   int
}

func (p *parser) line(at int) int {
	before := strings.ReplaceAll(p.text[:at], "\r\n", "\n")
	return 1 + strings.Count(before, "\n") + strings.Count(before, "\r")
}

// skip goes on for as long as the runes are of a kind, and returns them.
func (p *parser) skip(kind func(rune) bool) string {
	begin := p.at
	for p.at < len(p.text) {
		r, n := utf8.DecodeRuneInString(p.text[p.at:])
		if !kind(r) {
			break
		}
		p.at += n
	}
	return p.text[begin:p.at]
}

// isSpace is what Python's regular expressions take for white space.
func isSpace(r rune) bool { return unicode.IsSpace(r) || r >= 0x1c && r <= 0x1f }

func isBlank(r rune) bool { return isSpace(r) && r != '\r' && r != '\n' }

func notEnd(r rune) bool { return r != '\r' && r != '\n' }

func (p *parser) next() byte {
	if p.at == len(p.text) {
		return 0
	}
	return p.text[p.at]
}

// variable reads a line, or several where a quote goes over them; the zero Variable
// is a comment.
func (p *parser) variable() (v Variable, ok bool) {
	p.export()
	if v.Name, ok = p.name(); !ok {
		return v, false
	}
	p.skip(isBlank)
	v.Bare = p.next() != '='
	if !v.Bare {
		p.at++
		p.skip(isBlank)
		if v.Value, ok = p.value(); !ok {
			return v, false
		}
	}
	return v, p.end()
}

// export skips the word with which a shell would export the variable.
func (p *parser) export() {
	rest, ok := strings.CutPrefix(p.text[p.at:], "export")
	if !ok {
		return
	}
	if r, _ := utf8.DecodeRuneInString(rest); rest != "" && isBlank(r) {
		p.at += len("export")
		p.skip(isBlank)
	}
}

func (p *parser) name() (string, bool) {
	switch p.next() {
	case '#':
		return "", true
	case '\'':
		name, _, closed := strings.Cut(p.text[p.at+1:], "'")
		if !closed || name == "" {
			return "", false
		}
		p.at += len(name) + 2
		return name, true
	}
	name := p.skip(func(r rune) bool { return r != '=' && r != '#' && !isSpace(r) })
	return name, name != ""
}

func (p *parser) value() (string, bool) {
	switch quote := p.next(); quote {
	case '\'':
		text, ok := p.quoted(quote)
		return unescape(text, `\'`), ok
	case '"':
		text, ok := p.quoted(quote)
		return unescape(text, `\'"abfnrtv`), ok
	}
	return bare(p.skip(notEnd)), true
}

// quoted reads up to the closing quote, which is the first that has no backslash
// before it; where each has one, the last.
func (p *parser) quoted(quote byte) (string, bool) {
	begin := p.at + 1
	last := -1
	for i := begin; i < len(p.text); i++ {
		if p.text[i] != quote {
			continue
		}
		last = i
		if i == begin || p.text[i-1] != '\\' {
			break
		}
	}
	if last < 0 {
		return "", false
	}
	p.at = last + 1
	return p.text[begin:last], true
}

// bare is a value without quotes: a comment begins with a "#" behind white space.
func bare(text string) string {
	space := false
	for i, r := range text {
		if r == '#' && space {
			text = text[:i]
			break
		}
		space = isSpace(r)
	}
	return strings.TrimRightFunc(text, isSpace)
}

// end reads what may follow a value: a comment, and the line's end.
func (p *parser) end() bool {
	p.skip(isBlank)
	if p.next() == '#' {
		p.skip(notEnd)
	}
	if p.at == len(p.text) {
		return true
	}
	switch p.next() {
	case '\r':
		p.at++
		if p.next() == '\n' {
			p.at++
		}
		return true
	case '\n':
		p.at++
		return true
	}
	return false
}

// unescape replaces a backslash and one of the letters by what they stand for.
func unescape(text, letters string) string {
	if strings.IndexByte(text, '\\') < 0 {
		return text
	}
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] != '\\' || i+1 == len(text) || strings.IndexByte(letters, text[i+1]) < 0 {
			b.WriteByte(text[i])
			continue
		}
		i++
		if n := strings.IndexByte("abfnrtv", text[i]); n >= 0 {
			b.WriteByte("\a\b\f\n\r\t\v"[n])
		} else {
			b.WriteByte(text[i])
		}
	}
	return b.String()
}
