package jinja

// postfix reads the attributes, items and calls behind e.
func (p *parser) postfix(e expr) expr {
	for {
		switch p.cur.kind {
		case tokDot:
			p.link()
			e = p.attribute(e)
		case tokLbracket:
			p.link()
			e = p.item(e)
		case tokLparen:
			p.link()
			e = p.call(e)
		default:
			return e
		}
	}
}

// filters reads the filters and tests behind e, and calls of what they give.
func (p *parser) filters(e expr) expr {
	for {
		switch {
		case p.cur.kind == tokPipe:
			e = p.filter(e)
		case p.cur.isName("is"):
			p.link()
			e = p.test(e)
		case p.cur.kind == tokLparen:
			p.link()
			e = p.call(e)
		default:
			return e
		}
	}
}

// attribute reads ".name", and ".0", which is an item.
func (p *parser) attribute(e expr) expr {
	dot := p.advance().pos
	t := p.advance()
	switch t.kind {
	case tokName:
		return &getattrExpr{exprNode{placeOf(dot, t.pos)}, e, t.text}
	case tokInteger:
		return &getitemExpr{exprNode{placeOf(dot, t.pos)}, e, &constExpr{exprNode{t.pos}, integerOf(t.text)}}
	}
	p.failAt(t.pos, "", "expected name or number")
	return nil
}

// item reads "[key]"; more than one key are a tuple.
func (p *parser) item(e expr) expr {
	at := exprNode{p.advance().pos}
	var keys []expr
	for p.cur.kind != tokRbracket {
		if len(keys) > 0 {
			p.expect(tokComma)
		}
		keys = append(keys, p.key())
	}
	p.expect(tokRbracket)
	if len(keys) == 1 {
		return &getitemExpr{at, e, keys[0]}
	}
	return &getitemExpr{at, e, &tupleExpr{at, keys}}
}

// key reads a key or a slice.
func (p *parser) key() expr {
	s := &sliceExpr{exprNode: exprNode{p.cur.pos}}
	if p.cur.kind != tokColon {
		if s.lo = p.expression(true); p.cur.kind != tokColon {
			return s.lo
		}
	}
	p.advance()
	if p.cur.kind != tokColon {
		s.hi = p.bound()
	}
	if p.skip(tokColon) {
		s.step = p.bound()
	}
	return s
}

// bound reads a bound of a slice, which may be missing.
func (p *parser) bound() expr {
	if p.cur.kind == tokRbracket || p.cur.kind == tokComma {
		return nil
	}
	return p.expression(true)
}

// call reads a call of e. Its place is that of what is called.
func (p *parser) call(e expr) *callExpr {
	at := placeOf(p.cur.pos, e.where())
	return &callExpr{exprNode{at}, e, p.callArgs()}
}

// callArgs reads arguments in parentheses: values, then names with values, *values behind
// the values and **names last.
func (p *parser) callArgs() (a callArgs) {
	open := p.expect(tokLparen).pos
	ensure := func(is bool) {
		if !is {
			p.failAt(open, "", "invalid syntax for function call expression")
		}
	}
	for first := true; p.cur.kind != tokRparen; first = false {
		if !first {
			if p.expect(tokComma); p.cur.kind == tokRparen {
				break
			}
		}
		switch {
		case p.cur.kind == tokMul:
			ensure(a.star == nil && a.stars == nil)
			p.advance()
			a.star = p.expression(true)
		case p.cur.kind == tokPow:
			ensure(a.stars == nil)
			p.advance()
			a.stars = p.expression(true)
		case p.cur.kind == tokName && p.look().kind == tokAssign:
			ensure(a.stars == nil)
			a.names = append(a.names, p.advance().text)
			p.advance()
			a.named = append(a.named, p.expression(true))
		default:
			ensure(a.star == nil && a.stars == nil && len(a.names) == 0)
			a.pos = append(a.pos, p.expression(true))
		}
	}
	p.expect(tokRparen)
	return a
}

// filter reads the filters behind e, as far as only filters follow; nil without any if e
// is nil.
func (p *parser) filter(e expr) expr {
	for p.skip(tokPipe) {
		e = p.filterCall(e)
	}
	return e
}

// filterCall reads a filter's name and arguments.
func (p *parser) filterCall(e expr) *filterExpr {
	p.link()
	t := p.cur
	f := &filterExpr{exprNode: exprNode{t.pos}, node: e, name: p.dottedName()}
	if p.cur.kind == tokLparen {
		f.args = p.callArgs()
	}
	return f
}

// dottedName reads the name of a filter or a test.
func (p *parser) dottedName() string {
	name := p.expect(tokName).text
	for p.skip(tokDot) {
		name += "." + p.expect(tokName).text
	}
	return name
}

// test reads "is name", "is not name", with arguments in parentheses or one without.
func (p *parser) test(e expr) expr {
	is := p.advance().pos
	negated := p.skipName("not")
	at := exprNode{placeOf(is, p.cur.pos)}
	t := &testExpr{exprNode: at, node: e, name: p.dottedName()}
	switch p.cur.kind {
	case tokLparen:
		t.args = p.callArgs()
	case tokName, tokString, tokInteger, tokFloat, tokLbracket, tokLbrace:
		switch {
		case p.cur.isName("else") || p.cur.isName("or") || p.cur.isName("and"):
		case p.cur.isName("is"):
			p.fail("You cannot chain multiple tests with is")
		default:
			t.args.pos = []expr{p.postfix(p.primary(false))}
		}
	}
	if negated {
		return &notExpr{exprNode{is}, t}
	}
	return t
}
