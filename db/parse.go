package db

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// compiled is a query as its user wrote it, read once for one dialect.
type compiled struct {
	// text is the statement in the dialect; empty when there are lists, which need their lengths first.
	text string
	// pieces are the query cut at its named parameters.
	pieces []piece
	// names are the parameters' names, each once, in the order of their first appearance.
	names []string
	// order holds, for each placeholder of text, the index of its name. In numbered dialects it is 0, 1, 2, …
	order []int
	// lists says that some parameter is a ":name..." which is expanded for each call.
	lists bool
	// spread says that some parameter is written ":name...", expanded or not.
	spread bool
	// brief is the query as the live view shows it.
	brief string
}

// piece is a stretch of text and the parameter behind it.
type piece struct {
	text string
	name int  // index in names; -1 behind the last stretch
	list bool // :name...
}

// named reports whether the query has named parameters.
func (q *compiled) named() bool { return len(q.names) > 0 }

// parse reads a query's parameters. It knows as much of SQL as it takes to leave strings, quoted names and comments
// alone, and never rejects what a database would accept.
func parse(query string, d Dialect) (*compiled, error) {
	p := parser{src: query, dialect: d}
	if err := p.run(); err != nil {
		return nil, err
	}
	q := &p.out
	if q.named() && p.positional {
		return nil, fmt.Errorf("named parameters (:%s) and numbered ones ($1) cannot be mixed", q.names[0])
	}
	if !q.lists {
		q.text, q.order = q.render(d, nil)
	}
	return q, nil
}

// render writes the statement. With lengths, which holds how many values the lists have by name index, it writes
// their placeholders too. order names the argument behind each placeholder, in the order of their numbers; a list's
// index stands there as often as it has values.
func (q *compiled) render(d Dialect, lengths []int) (text string, order []int) {
	buf := make([]byte, 0, 64)
	number := make([]int, len(q.names)) // the placeholder that a name has already, from 1
	place := func(name int) {
		if d.Numbered && number[name] > 0 {
			buf = d.placeholder(buf, number[name])
			return
		}
		order = append(order, name)
		number[name] = len(order)
		buf = d.placeholder(buf, len(order))
	}
	for _, p := range q.pieces {
		buf = append(buf, p.text...)
		switch {
		case p.name < 0:
		case !p.list:
			place(p.name)
		default:
			for i := range lengths[p.name] {
				if i > 0 {
					buf = append(buf, ',')
				}
				order = append(order, p.name)
				buf = d.placeholder(buf, len(order))
			}
		}
	}
	return string(buf), order
}

func (d Dialect) placeholder(buf []byte, n int) []byte {
	buf = append(buf, d.Prefix)
	if d.Numbered {
		buf = strconv.AppendInt(buf, int64(n), 10)
	}
	return buf
}

type parser struct {
	src     string
	dialect Dialect
	pos     int // of the byte that is looked at
	out     compiled

	text       strings.Builder // the stretch before the next parameter
	from       int             // where in src the part begins that text does not have yet
	positional bool            // $1 was seen
	spread     []bool          // by name: written as :name...
}

func (p *parser) run() error {
	for p.pos < len(p.src) {
		if n := p.opaque(); n > 0 {
			p.pos += n
			continue
		}
		var err error
		switch c := p.src[p.pos]; {
		case c == ':':
			err = p.colon()
		case c == '$' && !p.afterWord() && p.pos+1 < len(p.src) && isDigit(p.src[p.pos+1]):
			p.dollar()
		default:
			p.pos++
		}
		if err != nil {
			return err
		}
	}
	p.flush()
	p.out.pieces = append(p.out.pieces, piece{text: p.text.String(), name: -1})
	return nil
}

// flush moves what was read up to pos into the current stretch.
func (p *parser) flush() {
	p.text.WriteString(p.src[p.from:p.pos])
	p.from = p.pos
}

// colon handles ":name", ":name...", and what only looks like it: "::cast", ":=", and the slice bound in "a[1:n]".
func (p *parser) colon() error {
	start := p.pos
	p.pos++
	if p.pos < len(p.src) && p.src[p.pos] == ':' {
		p.pos++
		return nil
	}
	name := leadingName(p.src[p.pos:])
	if name == "" || start > 0 && endsOperand(p.src[:start]) {
		return nil
	}
	p.pos = start
	p.flush()
	p.pos += 1 + len(name)
	p.from = p.pos
	if strings.HasPrefix(p.src[p.pos:], "...") {
		p.pos += 3
		p.from = p.pos
		return p.list(name)
	}
	return p.parameter(name, false, false)
}

// parameter ends the current stretch with a parameter. spread says how the user wrote it, list how it is rendered.
func (p *parser) parameter(name string, spread, list bool) error {
	index := slices.Index(p.out.names, name)
	if index < 0 {
		index = len(p.out.names)
		p.out.names = append(p.out.names, name)
		p.spread = append(p.spread, spread)
	}
	if p.spread[index] != spread {
		return fmt.Errorf("the parameter :%[1]s is used as a value and as a list, :%[1]s...; give them two names", name)
	}
	p.out.pieces = append(p.out.pieces, piece{text: p.text.String(), name: index, list: list})
	p.text.Reset()
	return nil
}

// list handles the inside of "IN (:name...)". A dialect with arrays gets "= ANY($1)" or "<> ALL($1)" in its place,
// whose values' number is not part of the text: one prepared statement serves every length, the empty one included.
func (p *parser) list(name string) error {
	p.out.spread = true
	before, negated, ok := cutIn(p.text.String())
	after := strings.TrimLeft(p.src[p.pos:], " \t\r\n")
	if !ok || !strings.HasPrefix(after, ")") {
		return fmt.Errorf("the list :%[1]s... must stand alone behind IN, as in: id IN (:%[1]s...)", name)
	}
	if !p.dialect.Arrays {
		p.out.lists = true
		return p.parameter(name, true, true)
	}
	p.text.Reset()
	p.text.WriteString(before)
	if negated {
		p.text.WriteString("<> ALL(")
	} else {
		p.text.WriteString("= ANY(")
	}
	return p.parameter(name, true, false)
}

// cutIn takes "IN (" or "NOT IN (" from the end of text.
func cutIn(text string) (before string, negated, ok bool) {
	rest, ok := strings.CutSuffix(strings.TrimRight(text, " \t\r\n"), "(")
	if !ok {
		return "", false, false
	}
	if before, ok = cutWord(rest, "IN"); !ok {
		return "", false, false
	}
	if shorter, ok := cutWord(before, "NOT"); ok {
		return shorter, true, true
	}
	return before, false, true
}

// cutWord takes a keyword from the end of text, with the white space behind it.
func cutWord(text, word string) (string, bool) {
	text = strings.TrimRight(text, " \t\r\n")
	if len(text) <= len(word) || !strings.EqualFold(text[len(text)-len(word):], word) {
		return "", false
	}
	text = text[:len(text)-len(word)]
	if r, _ := utf8.DecodeLastRuneInString(text); isNameRune(r) {
		return "", false
	}
	return text, true
}

// dollar turns "$3" into the dialect's own placeholder.
func (p *parser) dollar() {
	p.positional = true
	if p.dialect.Prefix == '$' {
		p.pos++
		return
	}
	p.flush()
	p.text.WriteByte(p.dialect.Prefix) // "?3" is SQLite's way to say "$3"
	p.pos++
	p.from = p.pos
}

// opaque returns the length of the string, quoted name or comment that begins at pos, or 0. One that does not end
// reaches to the end of the text: the database will say so better.
func (p *parser) opaque() int {
	s, d := p.src[p.pos:], p.dialect
	switch s[0] {
	case '\'':
		return quoted(s, '\'', d.EscapeStrings && p.afterE())
	case '"':
		return quoted(s, '"', false)
	case '`':
		if d.Backticks {
			return quoted(s, '`', false)
		}
	case '[':
		if d.Brackets {
			return upTo(s, 1, "]")
		}
	case '-':
		if strings.HasPrefix(s, "--") {
			return upTo(s, 2, "\n")
		}
	case '/':
		if strings.HasPrefix(s, "/*") {
			return blockComment(s, d.NestedComments)
		}
	case '$':
		if d.DollarQuotes && !p.afterWord() {
			return dollarQuoted(s)
		}
	}
	return 0
}

// afterE reports whether the quote at pos begins an escape string, E'…'.
func (p *parser) afterE() bool {
	if p.pos == 0 || p.src[p.pos-1]|0x20 != 'e' {
		return false
	}
	r, size := utf8.DecodeLastRuneInString(p.src[:p.pos-1])
	return size == 0 || !isNameRune(r)
}

// afterWord reports whether pos stands right behind a name or number, so that "$" is a part of it.
func (p *parser) afterWord() bool {
	r, size := utf8.DecodeLastRuneInString(p.src[:p.pos])
	return size > 0 && isNameRune(r)
}

func quoted(s string, quote byte, escapes bool) int {
	for i := 1; i < len(s); i++ {
		switch {
		case escapes && s[i] == '\\':
			i++
		case s[i] != quote:
		case i+1 < len(s) && s[i+1] == quote:
			i++
		default:
			return i + 1
		}
	}
	return len(s)
}

func upTo(s string, from int, end string) int {
	if i := strings.Index(s[from:], end); i >= 0 {
		return from + i + len(end)
	}
	return len(s)
}

func blockComment(s string, nested bool) int {
	depth := 1
	for i := 2; i+1 < len(s); i++ {
		switch {
		case s[i] == '*' && s[i+1] == '/':
			depth--
			i++
			if depth == 0 {
				return i + 1
			}
		case nested && s[i] == '/' && s[i+1] == '*':
			depth++
			i++
		}
	}
	return len(s)
}

// dollarQuoted returns the length of $$…$$ or $tag$…$tag$, or 0.
func dollarQuoted(s string) int {
	tag := leadingName(s[1:])
	end := 1 + len(tag)
	if end >= len(s) || s[end] != '$' {
		return 0
	}
	return upTo(s, end+1, s[:end+1])
}

// leadingName returns the name that s begins with: a letter or underscore, then letters, digits and underscores.
func leadingName(s string) string {
	for i, r := range s {
		if !isNameRune(r) || i == 0 && unicode.IsDigit(r) {
			return s[:i]
		}
	}
	return s
}

// endsOperand reports whether a value or a name ends right here, so that ":" behind it cannot begin a parameter.
func endsOperand(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return isNameRune(r) || strings.ContainsRune(`)]"'`+"`:", r)
}

func isNameRune(r rune) bool {
	return r == '_' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' ||
		r >= utf8.RuneSelf && r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r))
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

var errNoText = errors.New("the query is empty")
