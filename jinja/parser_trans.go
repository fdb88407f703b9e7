package jinja

import (
	"slices"
	"strings"
)

// transTag is a trans that is being read. What it makes is calls of gettext and its like,
// as Jinja2's extension i18n does.
type transTag struct {
	at        exprNode
	context   expr // or nil
	names     []string
	values    []expr
	trimmed   string // "trimmed", "notrimmed", or "": not said
	plural    expr   // what the number is; nil: not known yet
	num       bool   // it is called "num"
	called    expr   // the call that gives it, which is assigned to _trans; or nil
	mentioned []string
}

// trans reads from trans to endtrans.
func (p *parser) trans(body []stmt) []stmt {
	t := &transTag{at: exprNode{p.advance().pos}}
	if p.cur.kind == tokString {
		t.context = &constExpr{t.at, text(p.advance().text)}
	}
	p.transVariables(t)
	p.expect(tokBlockEnd)
	singular, names := p.transText(true)
	if t.mention(names); len(names) > 0 && t.plural == nil {
		t.plural = &nameExpr{t.at, names[0]}
		t.num = names[0] == "num"
	}
	plural, hasPlural := p.pluralize(t)
	for _, name := range t.mentioned {
		if !slices.Contains(t.names, name) {
			t.add(name, &nameExpr{t.at, name})
		}
	}
	if !hasPlural {
		t.plural = nil
	} else if t.plural == nil {
		p.failAt(t.at.pos, "", "pluralize without variables")
	}
	if t.trimmed == "trimmed" || t.trimmed == "" && p.lexer.s.trimTrans {
		singular, plural = trimLines(singular), trimLines(plural)
	}
	if t.called != nil {
		target := &nameExpr{t.at, "_trans"}
		body = append(body, &assignStmt{stmtNode(t.at), target, t.called})
	}
	node := t.node(p.lexer.s.newstyleGettext, singular, plural)
	return append(body, &outputStmt{stmtNode(t.at), []expr{node}})
}

func (t *transTag) add(name string, value expr) {
	t.names = append(t.names, name)
	t.values = append(t.values, value)
}

// mention keeps the variables that the texts have.
func (t *transTag) mention(names []string) {
	for _, name := range names {
		if !slices.Contains(t.mentioned, name) {
			t.mentioned = append(t.mentioned, name)
		}
	}
}

// transVariables reads what stands in the tag.
func (p *parser) transVariables(t *transTag) {
	for p.cur.kind != tokBlockEnd {
		if len(t.names) > 0 {
			p.expect(tokComma)
		}
		if p.skip(tokColon) {
			return
		}
		name := p.expect(tokName)
		if slices.Contains(t.names, name.text) {
			p.assertionError(name.pos, "translatable variable '"+name.text+"' defined twice.")
		}
		var v expr
		switch {
		case p.skip(tokAssign):
			v = p.expression(true)
		case t.trimmed == "" && (name.text == "trimmed" || name.text == "notrimmed"):
			t.trimmed = name.text
			continue
		default:
			v = &nameExpr{exprNode{placeOf(t.at.pos, name.pos)}, name.text}
		}
		if t.plural == nil {
			if _, is := v.(*callExpr); is {
				t.called, v = v, &nameExpr{t.at, "_trans"}
			}
			t.plural = v
			t.num = name.text == "num"
		}
		t.add(name.text, v)
	}
}

// pluralize reads the part behind pluralize, if there is one, and endtrans.
func (p *parser) pluralize(t *transTag) (plural string, has bool) {
	if p.advance().text != "pluralize" {
		return "", false
	}
	if p.cur.kind != tokBlockEnd {
		name := p.expect(tokName)
		i := slices.Index(t.names, name.text)
		if i < 0 {
			p.assertionError(name.pos, "unknown variable '"+name.text+"' for pluralization")
		}
		t.plural = t.values[i]
		t.num = name.text == "num"
	}
	p.expect(tokBlockEnd)
	plural, names := p.transText(false)
	p.advance()
	t.mention(names)
	return plural, true
}

// transText reads text and variables up to endtrans or, where it may be, pluralize, which
// is the current token then.
func (p *parser) transText(canPluralize bool) (string, []string) {
	var b strings.Builder
	var names []string
	for {
		switch p.cur.kind {
		case tokData:
			b.WriteString(strings.ReplaceAll(p.advance().text, "%", "%%"))
		case tokVariableBegin:
			p.advance()
			name := p.expect(tokName).text
			names = append(names, name)
			b.WriteString("%(" + name + ")s")
			p.expect(tokVariableEnd)
		case tokBlockBegin:
			p.advance()
			if p.cur.isName("endtrans") || canPluralize && p.cur.isName("pluralize") {
				return b.String(), names
			}
			p.badInTrans()
		default:
			tag := p.tags[len(p.tags)-1]
			p.failAt(p.cur.pos, "the trans of line "+itoa(int(tag.line))+" is not closed", "unclosed translation block")
		}
	}
}

// badInTrans fails since the current tag cannot be within a trans.
func (p *parser) badInTrans() {
	name := "None"
	if p.cur.kind == tokName {
		name = p.cur.text
	}
	switch name {
	case "pluralize":
		p.fail("a translatable section can have only one pluralize section")
	case "trans":
		p.fail("trans blocks can't be nested; did you mean `endtrans`?")
	}
	p.fail("control structures in translatable sections are not allowed; saw `" + name + "`")
}

// trimLines takes the blanks at the ends away, and makes one of those around line breaks.
func trimLines(s string) string {
	s = strings.TrimFunc(s, isSpace)
	var b strings.Builder
	for {
		i := strings.IndexByte(s, '\n')
		if i < 0 {
			b.WriteString(s)
			return b.String()
		}
		b.WriteString(strings.TrimRightFunc(s[:i], isSpace))
		b.WriteByte(' ')
		s = s[skipSpace(s, i):]
	}
}

// node is the call of gettext or its like. The newer style's functions fill in the
// variables; for the others "%" does.
func (t *transTag) node(newstyle bool, singular, plural string) expr {
	if len(t.mentioned) == 0 && !newstyle {
		singular, plural = strings.ReplaceAll(singular, "%%", "%"), strings.ReplaceAll(plural, "%%", "%")
	}
	name := "gettext"
	var args []expr
	if t.context != nil {
		name = "pgettext"
		args = append(args, t.context)
	}
	args = append(args, &constExpr{t.at, text(singular)})
	if t.plural != nil {
		name = "n" + name
		args = append(args, &constExpr{t.at, text(plural)}, t.plural)
	}
	call := &callExpr{t.at, &nameExpr{t.at, name}, callArgs{pos: args}}
	if newstyle {
		for i, name := range t.names {
			if name != "num" || !t.num || t.plural == nil {
				call.args.names = append(call.args.names, name)
				call.args.named = append(call.args.named, t.values[i])
			}
		}
		return call
	}
	safe := &safeIfAutoescape{t.at, call}
	if len(t.names) == 0 {
		return safe
	}
	d := &dictExpr{exprNode: t.at, vals: t.values}
	for _, name := range t.names {
		d.keys = append(d.keys, &constExpr{t.at, text(name)})
	}
	return &binaryExpr{t.at, "%", safe, d}
}
