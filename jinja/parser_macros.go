package jinja

import "strings"

func (p *parser) include(at stmtNode) stmt {
	p.advance()
	s := &includeStmt{stmtNode: at, template: p.expression(true), withContext: true}
	if p.cur.isName("ignore") && p.look().isName("missing") {
		p.advance()
		p.advance()
		s.ignoreMissing = true
	}
	p.contextRule(&s.withContext, false)
	return s
}

// contextRule reads "with context" or "without context". Behind the names of a from,
// Jinja2 takes the first word in quotes as well.
func (p *parser) contextRule(with *bool, quoted bool) bool {
	if p.cur.kind != tokName && (!quoted || p.cur.kind != tokString) {
		return false
	}
	if p.cur.text != "with" && p.cur.text != "without" || !p.look().isName("context") {
		return false
	}
	*with = p.advance().text == "with"
	p.advance()
	return true
}

func (p *parser) importModule(at stmtNode) stmt {
	p.advance()
	s := &importStmt{stmtNode: at, template: p.expression(true)}
	p.expectName("as")
	s.target = p.targetName().name
	p.contextRule(&s.withContext, false)
	return s
}

func (p *parser) fromImport(at stmtNode) stmt {
	p.advance()
	s := &fromImportStmt{stmtNode: at, template: p.expression(true)}
	p.expectName("import")
	for {
		if len(s.names) > 0 {
			p.expect(tokComma)
		}
		if p.cur.kind != tokName {
			p.expect(tokName)
		}
		if p.contextRule(&s.withContext, false) {
			return s
		}
		name := p.targetName()
		if strings.HasPrefix(name.name, "_") {
			p.assertionError(name.pos, "names starting with an underline can not be imported")
		}
		as := name.name
		if p.skipName("as") {
			as = p.targetName().name
		}
		s.names = append(s.names, importName{name.name, as})
		if p.contextRule(&s.withContext, true) || p.cur.kind != tokComma {
			return s
		}
	}
}

// signature reads the parameters of a macro or a call block.
func (p *parser) signature() (params []*nameExpr, defaults []expr) {
	p.expect(tokLparen)
	for p.cur.kind != tokRparen {
		if len(params) > 0 {
			p.expect(tokComma)
		}
		params = append(params, p.targetName())
		if p.skip(tokAssign) {
			defaults = append(defaults, p.expression(true))
		} else if len(defaults) > 0 {
			p.fail("non-default argument follows default argument")
		}
	}
	p.expect(tokRparen)
	return params, defaults
}

func (p *parser) macro(at stmtNode) stmt {
	p.advance()
	s := &macroStmt{stmtNode: at, name: p.targetName().name}
	s.params, s.defaults = p.signature()
	s.body = p.bodyTo("endmacro")
	return s
}

func (p *parser) callBlock(at stmtNode) stmt {
	p.advance()
	s := &callBlockStmt{stmtNode: at}
	if p.cur.kind == tokLparen {
		s.params, s.defaults = p.signature()
	}
	call, is := p.expression(true).(*callExpr)
	if !is {
		p.failAt(at.pos, "", "expected call")
	}
	s.call = call
	s.body = p.bodyTo("endcall")
	return s
}
