package jinja

import "strings"

// statements reads text and statements up to a tag of ends, which is the current token
// then, or to the template's end.
func (p *parser) statements(ends []string) (body []stmt) {
	p.enter()
	if ends != nil {
		p.ends = append(p.ends, ends)
	}
	var output *outputStmt // what follows on each other in text and {{ … }}
	add := func(e expr) {
		if output == nil {
			output = &outputStmt{stmtNode: stmtNode{e.where()}}
			body = append(body, output)
		}
		output.nodes = append(output.nodes, e)
	}
	for p.cur.kind != tokEOF {
		switch p.cur.kind {
		case tokData:
			t := p.advance()
			add(&dataExpr{exprNode{t.pos}, t.text})
		case tokVariableBegin:
			p.advance()
			add(p.tuple(tupleRules{}))
			p.expect(tokVariableEnd)
		default:
			output = nil
			p.expect(tokBlockBegin)
			if p.isOneOf(ends) {
				p.closeBody(ends)
				return body
			}
			body = p.statement(body)
			p.expect(tokBlockEnd)
		}
	}
	p.closeBody(ends)
	return body
}

func (p *parser) closeBody(ends []string) {
	p.leave()
	if ends != nil {
		p.ends = p.ends[:len(p.ends)-1]
	}
}

func (p *parser) isOneOf(names []string) bool {
	for _, name := range names {
		if p.cur.isName(name) {
			return true
		}
	}
	return false
}

// body reads the end of the current tag and the statements up to a tag of ends, which it
// returns and goes past.
func (p *parser) body(ends ...string) ([]stmt, string) {
	p.skip(tokColon) // as in Python
	p.expect(tokBlockEnd)
	body := p.statements(ends)
	if p.cur.kind == tokEOF {
		p.ends = append(p.ends, ends)
		p.unknownTag(p.cur.pos, "")
	}
	return body, p.advance().text
}

// bodyTo is body for statements that only one tag ends.
func (p *parser) bodyTo(end string) []stmt {
	body, _ := p.body(end)
	return body
}

// statement reads the statement whose name is the current token, and adds it to body.
func (p *parser) statement(body []stmt) []stmt {
	if p.cur.kind != tokName {
		p.fail("tag name expected")
	}
	t := p.cur
	p.tags = append(p.tags, openTag{t.text, t.pos})
	at := stmtNode{t.pos}
	var s stmt
	switch t.text {
	case "if":
		s = p.ifStatement()
	case "for":
		s = p.forStatement(at)
	case "set":
		s = p.set(at)
	case "block":
		s = p.block(at)
	case "extends":
		p.advance()
		s = &extendsStmt{at, p.expression(true)}
	case "include":
		s = p.include(at)
	case "import":
		s = p.importModule(at)
	case "from":
		s = p.fromImport(at)
	case "macro":
		s = p.macro(at)
	case "call":
		s = p.callBlock(at)
	default:
		if s = p.plainStatement(t); s == nil {
			body = p.trans(body)
		}
	}
	p.tags = p.tags[:len(p.tags)-1]
	if s != nil {
		body = append(body, s)
	}
	return body
}

// plainStatement reads the statements that need few words; nil: it is a trans.
func (p *parser) plainStatement(t token) stmt {
	at := stmtNode{t.pos}
	switch t.text {
	case "print":
		return p.print(at)
	case "with":
		return p.with(at)
	case "filter":
		p.advance()
		f, _ := p.filter(p.filterCall(nil)).(*filterExpr)
		return &filterBlockStmt{at, f, p.bodyTo("endfilter")}
	case "autoescape":
		p.advance()
		return &autoescapeStmt{at, p.expression(true), p.bodyTo("endautoescape")}
	case "do":
		p.advance()
		return &doStmt{at, p.tuple(tupleRules{})}
	case "break":
		p.advance()
		return &breakStmt{at}
	case "continue":
		p.advance()
		return &continueStmt{at}
	case "debug":
		p.advance()
		return &outputStmt{at, []expr{&debugExpr{exprNode{t.pos}}}}
	case "trans":
		return nil
	}
	p.tags = p.tags[:len(p.tags)-1]
	p.unknownTag(t.pos, t.text)
	return nil
}

func (p *parser) set(at stmtNode) stmt {
	p.advance()
	target := p.target(tupleRules{namespaces: true})
	if p.skip(tokAssign) {
		return &assignStmt{at, target, p.tuple(tupleRules{})}
	}
	f, _ := p.filter(nil).(*filterExpr)
	return &assignBlockStmt{at, target, f, p.bodyTo("endset")}
}

// target reads what can be assigned to.
func (p *parser) target(rules tupleRules) expr {
	rules.target = true
	e := p.tuple(rules)
	p.ensureTarget(e)
	return e
}

// targetName reads a single name that can be assigned to.
func (p *parser) targetName() *nameExpr {
	t := p.expect(tokName)
	e := &nameExpr{exprNode{t.pos}, t.text}
	p.ensureTarget(e)
	return e
}

func (p *parser) ensureTarget(e expr) {
	if !isTarget(e) {
		p.failAt(e.where(), "", "can't assign to '"+nodeName(e)+"'")
	}
}

func isTarget(e expr) bool {
	switch e := e.(type) {
	case *nameExpr:
		switch e.name {
		case "true", "false", "none", "True", "False", "None":
			return false
		}
		return true
	case *attrTarget:
		return true
	case *tupleExpr:
		for _, item := range e.items {
			if !isTarget(item) {
				return false
			}
		}
		return true
	}
	return false
}

func (p *parser) forStatement(at stmtNode) stmt {
	p.advance()
	s := &forStmt{stmtNode: at, target: p.target(tupleRules{})}
	p.expectName("in")
	s.iter = p.tuple(tupleRules{noCondition: true})
	if p.skipName("if") {
		s.test = p.expression(true)
	}
	s.recursive = p.skipName("recursive")
	var end string
	if s.body, end = p.body("endfor", "else"); end == "else" {
		s.els = p.bodyTo("endfor")
	}
	return s
}

func (p *parser) ifStatement() stmt {
	at := p.advance().pos
	first := &ifStmt{stmtNode: stmtNode{at}}
	for s := first; ; {
		s.test = p.tuple(tupleRules{noCondition: true})
		var end string
		s.body, end = p.body("elif", "else", "endif")
		switch end {
		case "elif":
			s = &ifStmt{stmtNode: stmtNode{p.cur.pos}}
			first.elifs = append(first.elifs, s)
			continue
		case "else":
			first.els = p.bodyTo("endif")
		}
		return first
	}
}

func (p *parser) with(at stmtNode) stmt {
	p.advance()
	s := &withStmt{stmtNode: at}
	for p.cur.kind != tokBlockEnd {
		if len(s.targets) > 0 {
			p.expect(tokComma)
		}
		s.targets = append(s.targets, p.target(tupleRules{}))
		p.expect(tokAssign)
		s.values = append(s.values, p.expression(true))
	}
	s.body = p.bodyTo("endwith")
	return s
}

func (p *parser) print(at stmtNode) stmt {
	p.advance()
	s := &outputStmt{stmtNode: at}
	for p.cur.kind != tokBlockEnd {
		if len(s.nodes) > 0 {
			p.expect(tokComma)
		}
		s.nodes = append(s.nodes, p.expression(true))
	}
	return s
}

func (p *parser) block(at stmtNode) stmt {
	p.advance()
	s := &blockStmt{stmtNode: at, name: p.expect(tokName).text}
	s.scoped = p.skipName("scoped")
	s.required = p.skipName("required")
	if p.cur.kind == tokSub {
		p.fail("Block names in Jinja have to be valid Python identifiers and may not contain hyphens, use an underscore instead.")
	}
	s.body = p.bodyTo("endblock")
	if s.required && !isBlankBody(s.body) {
		p.fail("Required blocks can only contain comments or whitespace")
	}
	p.skipName(s.name)
	return s
}

// isSpace tells whether nothing but blanks is in body.
func isBlankBody(body []stmt) bool {
	for _, s := range body {
		output, is := s.(*outputStmt)
		if !is {
			return false
		}
		for _, e := range output.nodes {
			if data, is := e.(*dataExpr); !is || strings.TrimLeftFunc(data.text, isSpace) != "" {
				return false
			}
		}
	}
	return true
}
