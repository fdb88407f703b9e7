package jinja

import (
	"fmt"
	"strings"
	"testing"
)

// chooser makes choices of the bytes of an input; without bytes it takes the first.
type chooser struct{ rest []byte }

func (c *chooser) choose(n int) int {
	if len(c.rest) == 0 {
		return 0
	}
	b := c.rest[0]
	c.rest = c.rest[1:]
	return int(b) % n
}

func (c *chooser) of(list ...string) string { return list[c.choose(len(list))] }

// one reports true for one input out of n, and false at the input's end.
func (c *chooser) one(n int) bool { return c.choose(n) == n-1 }

// seldom is one of rare in one of 15 inputs: what mostly ends the rendering would leave
// little to compare if it were frequent.
func (c *chooser) seldom(common string, rare ...string) string {
	if c.one(15) {
		return c.of(rare...)
	}
	return common
}

// grammarContext is what all made-up templates are rendered with. The object is only ever
// asked for attributes: its own text is not the same on both sides.
const grammarContext = `{"n": 7, "m": -3, "z": 0, "f": 2.5, "g": -0.0, "big": 1180591620717411303424, "t": true, "no": null,
"s": "hello world", "h": "<b>\"x\" & 'y'</b>", "e": "", "u": "é日本𝒳ß", "w": "  a b\tc \n d <", "p": "%s {} %(a)s", "num": "42",
"mk": {"$markup": "<b>m & \"</b>"}, "tp": {"$tuple": [1, "a<"]}, "o": {"$object": {"a": 1, "k": "<o>"}},
"xs": [3, 1, 2], "ss": ["b", "A", "c<"], "es": [], "nested": [[1, 2], [3, [4]]], "mixed": [1, "1", 1.0, true, null],
"d": {"a": 1, "b": "<i>", "k": [1, 2]}, "ds": [{"k": 1, "a": "x"}, {"k": 2, "a": "<y>"}, {"k": 1, "b": "z"}], "pairs": [["q", 1], ["r", "<"]]}`

// grammar makes up a template. What it makes prints no address and nothing random, and
// loops and recurses no more than its depth allows.
type grammar struct {
	chooser
	b      strings.Builder
	blocks int  // how many blocks the template has: each has a name of its own
	main   bool // it is the case's own template, which may include and import others
	macros int  // how many macros are there to call: m0 and so on
	child  bool // it extends another one
	loops  int  // how many loops are around
	inLoop bool // no macro stands between here and the loop
	macro  bool // the body of a macro
}

// newCase makes up a case.
func (c *chooser) newCase(t testing.TB) Case {
	made := Case{
		Name:                "made up",
		Autoescape:          c.choose(2) == 1,
		Undefined:           c.of("default", "chainable", "debug", "default", "strict", "chainable", "debug", "default"),
		TrimBlocks:          c.one(3),
		LstripBlocks:        c.one(3),
		KeepTrailingNewline: c.one(3),
		Templates:           map[string]string{},
	}
	if err := made.Context.UnmarshalJSON([]byte(grammarContext)); err != nil {
		t.Fatal(err)
	}
	if c.one(8) {
		made.LineStatementPrefix, made.LineCommentPrefix = new("%%"), new("##")
	}
	options := chooser{c.part(3)}
	made.Templates["inc"] = (&grammar{chooser: options}).template(2)
	made.Templates["mac"] = (&grammar{chooser: chooser{c.part(3)}}).library()
	made.Templates["base"] = (&grammar{chooser: chooser{c.part(3)}}).parent()
	g := &grammar{chooser: chooser{c.rest}, main: true}
	made.Template = g.template(deepest)
	return made
}

// deepest is how deep the statements of the case's own template are nested.
const deepest = 4

// part takes a part of the bytes that are left, one out of n.
func (c *chooser) part(n int) []byte {
	cut := len(c.rest) / n
	part := c.rest[:cut]
	c.rest = c.rest[cut:]
	return part
}

// template makes a whole template.
func (g *grammar) template(depth int) string {
	if g.main {
		switch g.choose(6) {
		case 1:
			g.tag("extends 'base'")
			g.child = true
		case 2:
			g.tag("extends 'base' if (" + g.expression(2) + ") else 'inc'")
			g.child = true
		case 3:
			g.tag("from 'mac' import m0, x0 as v1" + g.of("", " with context", " without context"))
			g.macros = 1
		}
	}
	g.body(depth, 6)
	return g.b.String()
}

// library makes a template to import from: a variable, a macro, and something printed.
func (g *grammar) library() string {
	g.tag("set x0 = " + g.expression(2))
	g.defineMacro(2)
	g.body(1, 2)
	return g.b.String()
}

// parent makes a template to extend.
func (g *grammar) parent() string {
	g.blocks = 2
	for _, name := range [...]string{"b0", "b1"} {
		g.text()
		if g.one(16) {
			g.tag("block " + name + " required")
		} else {
			g.tag("block " + name + g.of("", " scoped"))
			g.body(1, 2)
		}
		g.tag("endblock")
	}
	g.body(1, 2)
	return g.b.String()
}

// tag writes a statement's tag, with or without control of the white space around.
func (g *grammar) tag(text string) {
	g.b.WriteString(g.of("{% ", "{%- ", "{%", "{%+ ", "{% "))
	g.b.WriteString(text)
	g.b.WriteString(g.of(" %}", " -%}", "%}", " +%}", "\n%}", " %}\n"))
}

// text writes what is no tag.
func (g *grammar) text() {
	g.b.WriteString(g.of("a", " ", "\n", "<p>\n  ", "  b  ", "\n\n", "é&", "{ }", "%", "\t\n ", "\r\n", "'\"", "# c", "\n  %% if n\n  x\n  %% endif\n", "\n## z\n"))
}

// body writes some statements.
func (g *grammar) body(depth, most int) {
	for range 1 + g.choose(most) {
		g.statement(depth)
	}
}

func (g *grammar) print(depth int) {
	g.b.WriteString(g.of("{{ ", "{{- ", "{{", "{{+ "))
	g.b.WriteString(g.expression(depth))
	g.b.WriteString(g.of(" }}", " -}}", "}}", "\n}}"))
}

func (g *grammar) statement(depth int) {
	if depth <= 0 {
		if g.one(2) {
			g.print(2)
		} else {
			g.text()
		}
		return
	}
	switch g.choose(32) {
	case 0, 1, 2, 3:
		g.text()
	case 4, 5, 6, 7, 8, 9:
		g.print(3)
	case 10, 11, 12:
		g.condition(depth)
	case 13, 14, 15, 16:
		g.loop(depth)
	case 17:
		g.tag("set " + g.variable() + " = " + g.expression(3))
	case 18:
		g.assignment(depth)
	case 19:
		g.around(depth, "with "+g.variable()+" = "+g.expression(2)+g.of("", ", v3 = "+g.expression(1)), "endwith")
	case 20:
		g.around(depth, "filter "+g.of("upper", "escape", "trim", "replace('a', '<')", "title|upper", "indent(2, true)", "safe"), "endfilter")
	case 21:
		g.around(depth, "autoescape "+g.of("true", "false", "n is defined", "s|default(1)", "missing|default(none)"), "endautoescape") // Jinja2 asks whether it is true when something is printed only
	case 22:
		if !g.macro {
			g.defineMacro(depth - 1)
		}
	case 23, 24:
		g.callMacro(depth)
	case 25:
		g.block(depth)
	case 26, 27:
		g.other(depth)
	case 28:
		g.translation(depth)
	case 29:
		g.comment()
	case 30:
		g.namespace()
	default:
		g.broken()
	}
}

// around writes a statement with a body.
func (g *grammar) around(depth int, start, end string) {
	g.tag(start)
	g.body(depth-1, 3)
	g.tag(end)
}

func (g *grammar) condition(depth int) {
	g.tag("if (" + g.expression(3) + ")")
	g.body(depth-1, 2)
	for range g.choose(3) {
		g.tag("elif " + g.operand(2))
		g.body(depth-1, 2)
	}
	if g.one(2) {
		g.tag("else")
		g.body(depth-1, 2)
	}
	g.tag("endif")
}

func (g *grammar) loop(depth int) {
	if g.loops >= 3 { // each turns a few times
		g.text()
		return
	}
	inLoop := g.inLoop
	g.loops, g.inLoop = g.loops+1, true
	recursive := false
	target, over := g.of("x", "x", "v0", "v1"), g.sequence(2)
	switch g.choose(6) {
	case 1:
		target, over = g.of("x, y", "(x, y)", "v0, x"), g.seldom(g.of("pairs", "d.items()", "d|items", "d|dictsort", "ds|groupby('k')", "{1: 2, 'a': '<'}.items()"), "xs|batch(2)", "nested", "xs", "ds")
	case 2:
		target, over, recursive = "x", g.of("nested", "xs", "ds"), true
	}
	start := "for " + target + " in " + over
	if g.one(3) {
		start += " if (" + g.expression(2) + ")"
	}
	if recursive {
		start += " recursive"
	}
	g.tag(start)
	if g.one(2) {
		g.b.WriteString("{{ " + g.loopValue() + " }}")
	}
	if recursive {
		g.b.WriteString("{{ loop(x) if x is iterable and x is not string and x is not mapping else x }}")
	}
	g.body(depth-1, 3)
	if g.one(4) {
		g.b.WriteString("{% if " + g.operand(1) + " %}{% " + g.of("break", "continue") + " %}{% endif %}")
	}
	g.loops, g.inLoop = g.loops-1, inLoop
	if g.one(3) {
		g.tag("else")
		g.body(depth-1, 2)
	}
	g.tag("endfor")
}

func (g *grammar) loopValue() string {
	return g.of("loop.index", "loop.index0", "loop.revindex", "loop.revindex0", "loop.first", "loop.last", "loop.length", "loop.depth", "loop.depth0",
		"loop.previtem", "loop.nextitem", "loop.cycle('a', 'b<')", "loop.changed(x)", "loop.missing", "loop.nextitem is defined", "loop.previtem|default('-')")
}

func (g *grammar) variable() string { return g.of("v0", "v1", "v2", "x", "n", "s") }

// assignment is a set with a body, or of several names.
func (g *grammar) assignment(depth int) {
	if g.one(3) {
		g.tag("set v0, v1 = " + g.seldom(g.of("tp", "('a', "+g.expression(2)+")", "nested", "pairs[0]", "'ab'"), "xs", "d.items()", "s", "n"))
		return
	}
	g.around(depth, "set "+g.variable()+g.of("", " | upper", " | trim | e", " | length", " | safe"), "endset")
}

func (g *grammar) defineMacro(depth int) {
	name := fmt.Sprintf("m%d", g.macros)
	g.tag("macro " + name + "(" + g.of("", "a", "a, b=2", "a, b="+g.expression(1), "a='<', b=a", "x, y='d'") + ")")
	loops, inLoop := g.loops, g.inLoop
	g.macro, g.inLoop, g.loops = true, false, max(loops, 1)
	if g.one(2) {
		g.b.WriteString("{{ " + g.of("a", "varargs", "kwargs", "caller() if caller", "b", "varargs|length", "m0 is defined") + " }}")
	}
	g.body(depth, 2)
	g.macro, g.inLoop, g.loops = false, inLoop, loops
	g.tag("endmacro")
	g.macros++
}

func (g *grammar) callMacro(depth int) {
	if g.macro || g.macros == 0 && !g.one(15) {
		g.text()
		return
	}
	name := g.seldom(fmt.Sprintf("m%d", g.choose(max(1, g.macros))), "m0", "m1", "nothing", "s")
	args := g.seldom(g.of("", g.expression(2), "1, b="+g.expression(2), "1, 2", "a='<'", "*tp", "b=3"), "1, 2, 3", "*xs", "**d", "1, q=2")
	if g.one(2) {
		g.around(depth, g.of("call ", "call(c) ", "call(c, k='<') ")+name+"("+args+")", "endcall")
		return
	}
	g.b.WriteString("{{ " + name + "(" + args + ")" + g.of("", "|upper", "|length", " ~ '<'", "|e") + " }}")
}

func (g *grammar) block(depth int) {
	if g.macro {
		g.text()
		return
	}
	name := fmt.Sprintf("b%d", g.blocks)
	g.blocks++
	loops, inLoop := g.loops, g.inLoop
	g.inLoop = false
	g.tag("block " + name + g.seldom(g.of("", " scoped"), " required"))
	if g.child && g.one(2) || g.one(15) {
		g.b.WriteString("{{ super() }}")
	}
	g.body(depth-1, 3)
	g.loops, g.inLoop = loops, inLoop
	g.tag("endblock" + g.of("", " "+name))
	if g.one(4) && loops == 0 {
		g.b.WriteString("{{ self." + g.seldom(name, "b9") + "()" + g.of("", "|upper") + " }}")
	}
}

// other is a statement that names another template, and raw and do. An include without
// context is at the top only: in what Jinja2 collects before it prints it, it comes too
// early there, or is a TypeError.
func (g *grammar) other(depth int) {
	if !g.main || g.macro || g.loops > 1 {
		g.b.WriteString(g.of("{% raw %}{{ x }}{% endraw %}", "{%- raw -%} {% if %} {%- endraw -%}", "{% do [1].append(2) %}", "{% do xs.missing %}"))
		return
	}
	switch g.choose(4) {
	case 0, 1:
		g.tag("include " + g.seldom(g.of("'inc'", "['none', 'inc']", "'none' ignore missing", "'in' ~ 'c'"), "'none'", "['none', 'nil']", "missing", "n") + g.contextual(depth))
	case 2:
		g.tag("import 'mac' as lib" + g.of("", " with context"))
		g.b.WriteString("{{ lib." + g.seldom(g.of("x0", "m0("+g.expression(1)+")", "m0", "m0.name"), "nothing", "nothing.a") + " }}")
	default:
		g.tag("from 'mac' import " + g.seldom(g.of("m0", "m0, m0 as m1", "m0, x0", "m0, x0 as v2"), "m0, nothing") + g.of("", " with context"))
		g.macros = max(g.macros, 1)
	}
}

func (g *grammar) contextual(depth int) string {
	if depth < deepest {
		return g.of("", " with context")
	}
	return g.of("", " with context", " without context")
}

func (g *grammar) translation(depth int) {
	if depth < 1 || g.one(2) {
		g.b.WriteString("{{ " + g.of("_('<a>')", "gettext('a %(x)s')", "ngettext('one', 'many', 2)", "_(h)", "pgettext('c', 't')") + " }}")
		return
	}
	if g.one(3) {
		g.b.WriteString("{% trans count=" + g.number(0) + g.of("", ", a=h") + " %}<one> {{ count }}{% pluralize" + g.seldom(g.of("", " count"), " a", " other") + " %}many {{ count }}{{ s }}{% endtrans %}")
		return
	}
	g.b.WriteString("{% trans " + g.of("", "a="+g.expression(2), "trimmed", "count=xs|length") + " %} " + g.of("x", "100%", "{{ a }}", " {{ n }} <\n b ", "{{ s }}{{ h }}{{ n }}") + " ")
	g.b.WriteString("{% endtrans %}")
}

func (g *grammar) comment() {
	g.b.WriteString(g.of("{# c #}", "{#- c -#}", "{#\n{{ x }}\n#}", "{#-\n-#}", "\n  {# c #}\n", "{#+ c +#}"))
}

func (g *grammar) namespace() {
	g.b.WriteString("{% set ns = namespace(a=" + g.expression(1) + g.of("", ", k='<'", ", **d") + ") %}")
	if g.one(2) {
		g.tag("set ns.a = " + g.expression(2))
	}
	g.b.WriteString("{{ ns." + g.seldom(g.of("a", "k"), "missing", "missing.a") + " }}")
}

// broken is a statement that cannot be parsed, or not where it stands.
func (g *grammar) broken() {
	if !g.one(10) {
		g.print(3)
		return
	}
	g.b.WriteString(g.of("{% endif %}", "{% else %}", "{{ }}", "{{ 1 + }}", "{% if %}", "{% for x %}", "{% unknown %}", "{{ x|nofilter }}", "{{ x is notest }}",
		"{{ (1 }}", "{% set 1 = 2 %}", "{{ 'a }}", "{% block %}", "{% macro %}", "{{ a b }}", "{% include %}", "{% endfor %}", "{% set none = 1 %}",
		"{{ [1, 2 }}", "{% raw %}", "{#", "{{ x. }}", "{{ f(a=1, 2) }}", "{% extends %}", "{% import 'mac' %}", "{% call x %}{% endcall %}", "{% break %}", "{{ 1 if }}", "{{ ! }}"))
}
