package jinja

import "strings"

const (
	// maxDepth is how deep blocks, brackets and signs may be within each other.
	maxDepth = 200
	// maxLinks is how many operators, attributes, calls and filters may follow each other
	// in one expression, what is in brackets not counted: they too are trees that grow
	// deep, of which the stack is the limit. Jinja2 gives up at some 150.
	maxLinks = 1000
)

// parser makes a tree of tokens. Its errors are panics of *Error.
type parser struct {
	lexer  lexer
	cur    token
	peeked token
	peeks  bool // peeked is the token behind cur
	depth  int
	links  int
	tags   []openTag
	ends   [][]string // the tags that end the blocks, the innermost last
}

// openTag is a tag whose statement is being read.
type openTag struct {
	name string
	pos
}

// parse reads a template. name and file are for errors, which are *Error.
func parse(name, file, source string, s *syntax) (*templateNode, error) {
	t := new(templateNode)
	if err := attempt(func() {
		p := parser{lexer: newLexer(source, s)}
		p.cur.pos = pos{1, 1}
		p.advance()
		t.body = p.statements(nil)
	}); err != nil {
		err.Hint = joinHints(err.Hint, habitIn(source, s, err))
		err.Template, err.File, err.Source = name, file, source
		err.At = placeIn(source, err.At)
		return nil, err
	}
	return t, nil
}

// advance goes to the next token and returns the one before it. The token at the end is
// where the last one was, as Jinja2 has it.
func (p *parser) advance() token {
	was := p.cur
	if p.peeks {
		p.cur, p.peeks = p.peeked, false
	} else if p.cur = p.lexer.next(); p.cur.kind == tokEOF {
		p.cur.pos = was.pos
	}
	return was
}

// look is the token behind the current one.
func (p *parser) look() token {
	if !p.peeks {
		was := p.advance()
		p.peeked, p.peeks, p.cur = p.cur, true, was
	}
	return p.peeked
}

// skip goes to the next token if the current one is of that kind.
func (p *parser) skip(kind tokenKind) bool {
	if p.cur.kind != kind {
		return false
	}
	p.advance()
	return true
}

func (p *parser) skipName(name string) bool {
	if !p.cur.isName(name) {
		return false
	}
	p.advance()
	return true
}

func (p *parser) expect(kind tokenKind) token {
	if p.cur.kind != kind {
		p.unexpected(tokenText[kind])
	}
	return p.advance()
}

func (p *parser) expectName(name string) token {
	if !p.cur.isName(name) {
		p.unexpected(name)
	}
	return p.advance()
}

// unexpected fails since the current token is not what it has to be.
func (p *parser) unexpected(want string) {
	if p.cur.kind == tokEOF {
		hint := ""
		if l := &p.lexer; len(l.brackets) > 0 {
			hint = l.brackets[len(l.brackets)-1].notClosed()
		} else if l.state == inVariable {
			hint = l.notClosed(l.s.variableStart)
		} else if l.state == inBlock {
			hint = l.notClosed(l.s.blockStart)
		}
		p.failAt(p.cur.pos, hint, "unexpected end of template, expected '"+want+"'.")
	}
	p.fail("expected token '" + want + "', got '" + p.cur.describe() + "'")
}

// fail fails at the current token.
func (p *parser) fail(message string) { p.failAt(p.cur.pos, "", message) }

func (p *parser) failAt(at pos, hint, message string) {
	panic(syntaxError(kindSyntaxError, at.line, at, hint, message))
}

// assertionError fails for what is well written and cannot be meant.
func (p *parser) assertionError(at pos, message string) {
	panic(syntaxError(kindAssertionError, at.line, at, "", message))
}

// unknownTag fails for a tag that is not expected here, or if name is "" at the template's
// end.
func (p *parser) unknownTag(at pos, name string) {
	message := "Unexpected end of template."
	if name != "" {
		message = "Encountered unknown tag '" + name + "'."
	}
	if n := len(p.ends); n > 0 {
		looking := "'" + strings.Join(p.ends[n-1], "' or '") + "'"
		if name != "" && p.isEnd(name) {
			message += " You probably made a nesting mistake. Jinja is expecting this tag, but currently looking for " + looking + "."
		} else {
			message += " Jinja was looking for the following tags: " + looking + "."
		}
	}
	hint := ""
	if n := len(p.tags); n > 0 {
		tag := p.tags[n-1]
		message += " The innermost block that needs to be closed is '" + tag.name + "'."
		hint = "the " + tag.name + " of line " + itoa(int(tag.line)) + " is not closed"
	}
	p.failAt(at, hint, message)
}

// isEnd tells whether that tag ends any of the blocks around.
func (p *parser) isEnd(name string) bool {
	for _, ends := range p.ends {
		for _, end := range ends {
			if end == name {
				return true
			}
		}
	}
	return false
}

// enter counts what is within something of its like.
func (p *parser) enter() {
	if p.depth++; p.depth > maxDepth {
		p.fail("blocks and brackets are more than " + itoa(maxDepth) + " levels deep")
	}
}

func (p *parser) leave() { p.depth-- }

// link counts what is the left part of something in turn.
func (p *parser) link() {
	if p.links++; p.links > maxLinks {
		p.fail("an expression has more than " + itoa(maxLinks) + " parts")
	}
}

// placeOf is the place of a node that Jinja2 says to be in the line of start, and whose
// trouble is where op is: the column is op's if it is that of the same line.
func placeOf(start, op pos) pos {
	if op.line == start.line {
		return op
	}
	return start
}
