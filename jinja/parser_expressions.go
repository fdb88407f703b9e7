package jinja

import "strings"

// tupleRules are what ends a tuple and what it may hold.
type tupleRules struct {
	target      bool // names and literals only, as in a set or a for
	namespaces  bool // with target: also "ns.attr"
	noCondition bool // no "a if b"
	parentheses bool // it is in parentheses, and may be empty
}

// tuple reads expressions with commas between them. One without a comma is itself.
func (p *parser) tuple(rules tupleRules) expr {
	first := p.cur.pos
	at := first
	var items []expr
	isTuple := false
	for {
		if len(items) > 0 {
			p.expect(tokComma)
		}
		if p.isTupleEnd() {
			break
		}
		var item expr
		if rules.target {
			item = p.primary(rules.namespaces)
		} else {
			item = p.expression(!rules.noCondition)
		}
		if p.cur.kind != tokComma {
			if !isTuple {
				return item
			}
			items = append(items, item)
			break
		}
		items = append(items, item)
		isTuple = true
		at = p.cur.pos
	}
	if !isTuple && !rules.parentheses {
		p.fail("Expected an expression, got '" + p.cur.describe() + "'")
	}
	return &tupleExpr{exprNode{placeOf(at, first)}, items}
}

func (p *parser) isTupleEnd() bool {
	return p.cur.kind == tokVariableEnd || p.cur.kind == tokBlockEnd || p.cur.kind == tokRparen
}

// expression reads one expression; conditions are "a if b else c".
func (p *parser) expression(conditions bool) (e expr) {
	p.enter()
	links := p.links
	p.links = 0
	if conditions {
		e = p.condition()
	} else {
		e = p.or()
	}
	p.links = links
	p.leave()
	return e
}

func (p *parser) condition() expr {
	start := p.cur.pos
	e := p.or()
	for p.cur.isName("if") {
		p.link()
		p.advance()
		c := &condExpr{exprNode: exprNode{start}, then: e}
		c.test = p.or()
		if p.skipName("else") {
			p.enter()
			c.other = p.condition()
			p.leave()
		}
		e = c
		start = p.cur.pos
	}
	return e
}

func (p *parser) or() expr {
	start := p.cur.pos
	left := p.and()
	for p.cur.isName("or") {
		p.link()
		op := p.advance()
		left = &orExpr{exprNode{placeOf(start, op.pos)}, left, p.and()}
		start = p.cur.pos
	}
	return left
}

func (p *parser) and() expr {
	start := p.cur.pos
	left := p.not()
	for p.cur.isName("and") {
		p.link()
		op := p.advance()
		left = &andExpr{exprNode{placeOf(start, op.pos)}, left, p.not()}
		start = p.cur.pos
	}
	return left
}

func (p *parser) not() expr {
	if !p.cur.isName("not") {
		return p.compare()
	}
	at := p.advance().pos
	p.enter()
	e := &notExpr{exprNode{at}, p.not()}
	p.leave()
	return e
}

// comparison is the name of the comparison that begins with the current token; "": none
// does.
func (p *parser) comparison() string {
	switch p.cur.kind {
	case tokEq:
		return "eq"
	case tokNe:
		return "ne"
	case tokGt:
		return "gt"
	case tokGtEq:
		return "gteq"
	case tokLt:
		return "lt"
	case tokLtEq:
		return "lteq"
	case tokName:
		if p.cur.text == "in" {
			return "in"
		}
		if p.cur.text == "not" && p.look().isName("in") {
			return "notin"
		}
	}
	return ""
}

func (p *parser) compare() expr {
	first := p.sum()
	op := p.comparison()
	if op == "" {
		return first
	}
	c := &compareExpr{first: first}
	last := p.cur.pos
	for ; op != ""; op = p.comparison() {
		last = p.advance().pos
		if op == "notin" {
			p.advance()
		}
		c.ops = append(c.ops, operand{op, p.sum()})
	}
	// Jinja2 says the line of what follows.
	c.pos = placeOf(p.cur.pos, last)
	return c
}

func (p *parser) sum() expr {
	start := p.cur.pos
	left := p.concat()
	for p.cur.kind == tokAdd || p.cur.kind == tokSub {
		p.link()
		op := p.advance()
		left = &binaryExpr{exprNode{placeOf(start, op.pos)}, op.text, left, p.concat()}
		start = p.cur.pos
	}
	return left
}

func (p *parser) concat() expr {
	start := p.cur.pos
	first := p.product()
	if p.cur.kind != tokTilde {
		return first
	}
	c := &concatExpr{exprNode{placeOf(start, p.cur.pos)}, []expr{first}}
	for p.skip(tokTilde) {
		c.nodes = append(c.nodes, p.product())
	}
	return c
}

func (p *parser) product() expr {
	start := p.cur.pos
	left := p.power()
	for p.cur.kind == tokMul || p.cur.kind == tokDiv || p.cur.kind == tokFloorDiv || p.cur.kind == tokMod {
		p.link()
		op := p.advance()
		left = &binaryExpr{exprNode{placeOf(start, op.pos)}, op.text, left, p.power()}
		start = p.cur.pos
	}
	return left
}

func (p *parser) power() expr {
	start := p.cur.pos
	left := p.unary(true)
	for p.cur.kind == tokPow {
		p.link()
		op := p.advance()
		left = &binaryExpr{exprNode{placeOf(start, op.pos)}, op.text, left, p.unary(true)}
		start = p.cur.pos
	}
	return left
}

// unary reads signs and what they are in front of; filters and tests belong to the
// outermost, and so to what the signs make.
func (p *parser) unary(filters bool) expr {
	var e expr
	if p.cur.kind == tokSub || p.cur.kind == tokAdd {
		op := p.advance()
		p.enter()
		e = &unaryExpr{exprNode{op.pos}, op.text, p.unary(false)}
		p.leave()
	} else {
		e = p.primary(false)
	}
	e = p.postfix(e)
	if filters {
		e = p.filters(e)
	}
	return e
}

// primary reads a name, a literal or what is in brackets; namespaces: also "ns.attr".
func (p *parser) primary(namespaces bool) expr {
	t := p.cur
	at := exprNode{t.pos}
	switch t.kind {
	case tokName:
		p.advance()
		return p.name(t, namespaces)
	case tokString:
		return &constExpr{at, text(p.strings())}
	case tokInteger:
		p.advance()
		return &constExpr{at, integerOf(t.text)}
	case tokFloat:
		p.advance()
		return &constExpr{at, floatOf(t.text)}
	case tokLparen:
		p.advance()
		e := p.tuple(tupleRules{parentheses: true})
		p.expect(tokRparen)
		return e
	case tokLbracket:
		return p.list()
	case tokLbrace:
		return p.dict()
	}
	p.fail("unexpected '" + t.describe() + "'")
	return nil
}

func (p *parser) name(t token, namespaces bool) expr {
	at := exprNode{t.pos}
	switch t.text {
	case "true", "True":
		return &constExpr{at, vtrue}
	case "false", "False":
		return &constExpr{at, vfalse}
	case "none", "None":
		return &constExpr{at, none}
	}
	if namespaces && p.skip(tokDot) {
		return &attrTarget{at, t.text, p.expect(tokName).text}
	}
	return &nameExpr{at, t.text}
}

// strings reads strings that follow each other, which are one.
func (p *parser) strings() string {
	first := p.advance().text
	if p.cur.kind != tokString {
		return first
	}
	var b strings.Builder
	b.WriteString(first)
	for p.cur.kind == tokString {
		b.WriteString(p.advance().text)
	}
	return b.String()
}

func (p *parser) list() expr {
	e := &listExpr{exprNode: exprNode{p.advance().pos}}
	for p.cur.kind != tokRbracket {
		if len(e.items) > 0 {
			p.expect(tokComma)
		}
		if p.cur.kind == tokRbracket {
			break
		}
		e.items = append(e.items, p.expression(true))
	}
	p.expect(tokRbracket)
	return e
}

func (p *parser) dict() expr {
	e := &dictExpr{exprNode: exprNode{p.advance().pos}}
	for p.cur.kind != tokRbrace {
		if len(e.keys) > 0 {
			p.expect(tokComma)
		}
		if p.cur.kind == tokRbrace {
			break
		}
		e.keys = append(e.keys, p.expression(true))
		p.expect(tokColon)
		e.vals = append(e.vals, p.expression(true))
	}
	p.expect(tokRbrace)
	return e
}
