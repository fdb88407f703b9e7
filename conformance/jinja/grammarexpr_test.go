package jinja

// expression makes one of any type, nested no deeper than depth.
func (g *grammar) expression(depth int) string {
	if depth <= 0 {
		return g.atom()
	}
	switch g.choose(22) {
	case 0, 1, 2, 3:
		return g.atom()
	case 4, 5, 6:
		return g.filtered(depth)
	case 7:
		return g.tested(depth)
	case 8, 9:
		return g.operator(depth)
	case 10:
		return g.number(depth)
	case 11:
		return g.comparison(depth)
	case 12:
		return g.operand(depth) + " " + g.of("and", "or") + " " + g.operand(depth)
	case 13:
		return g.seldom("not ", "-", "+") + g.operand(depth)
	case 14:
		return g.operand(depth) + " if " + g.operand(depth) + g.of(" else "+g.operand(depth), " else none", "")
	case 15:
		return g.access(depth)
	case 16, 17:
		return g.textMethod(depth)
	case 18:
		return g.otherMethod(depth)
	case 19, 20:
		return g.display(depth)
	}
	if g.inLoop {
		return g.loopValue()
	}
	return g.called(depth)
}

// operand is an expression, mostly in parentheses.
func (g *grammar) operand(depth int) string {
	e := g.expression(depth - 1)
	if g.one(10) {
		return e
	}
	return "(" + e + ")"
}

// atom is a name or a literal.
func (g *grammar) atom() string {
	switch g.choose(4) {
	case 0:
		return g.of("n", "s", "h", "xs", "d", "f", "m", "z", "g", "big", "t", "no", "e", "u", "w", "p", "num", "mk", "tp", "ss", "es", "nested", "mixed", "ds", "pairs")
	case 1:
		return g.of("1", "0", "'a'", "\"<b>\"", "none", "true", "false", "1.5", "1e3", "0x1f", "1_000", "'é'", "'a\\nb'", "''", "'%s'", "'a' 'b'", "[]", "{}", "()", "10000000000000000000000")
	case 2:
		return g.seldom(g.of("v0", "v1", "v2", "x"), "y", "a", "b", "missing", "v3")
	}
	return g.seldom(g.of("o.a", "o.k", "o['a']", "d.a", "d['b']", "xs[0]", "tp[-1]", "s[1]", "ds[0].a", "ds[1]['a']", "d.k[1]"),
		"(o.missing is defined)", "d.missing", "xs[9]", "missing.a", "missing['a']", "(o['none'] is undefined)")
}

// number is mostly a number.
func (g *grammar) number(depth int) string {
	if depth <= 0 {
		return g.seldom(g.of("n", "m", "z", "f", "g", "big", "t", "1", "2.0", "-1", "3", "0.1", "0.5", "100", "o.a"), "no", "missing")
	}
	switch g.choose(6) {
	case 0:
		return g.of("n", "m", "f", "big", "2", "t") + " ** " + g.of("2", "0", "3", "-1", "1")
	case 1:
		return g.of("-", "+") + "(" + g.number(depth-1) + ")"
	case 2:
		return g.of("s", "xs", "d", "u", "es", "mk") + "|length"
	case 3:
		return "(" + g.number(depth-1) + ")|" + g.of("abs", "int", "float", "round", "round(1)")
	case 4:
		return g.number(depth-1) + g.of(" + ", " - ", " * ", " / ", " // ", " % ") + g.number(depth-1)
	}
	return "(" + g.number(depth-1) + ")" + g.of(" + ", " - ", " * ", " / ", " // ", " % ") + "(" + g.number(depth-1) + ")"
}

// operator is an operator between values that mostly bear it.
func (g *grammar) operator(depth int) string {
	switch g.choose(7) {
	case 0, 1:
		return g.operand(depth) + " ~ " + g.operand(depth)
	case 2:
		return g.of("s", "h", "mk", "'<'", "u", "e") + " + " + g.of("s", "mk", "h", "'>'", "(s|upper)", "(mk|e)")
	case 3:
		return g.of("xs", "es", "[1]", "ss", "nested") + " + " + g.of("ss", "[none]", "xs", "["+g.expression(depth-1)+"]")
	case 4:
		return g.of("s", "mk", "xs", "tp", "'<'", "2", "t") + " * " + g.of("2", "0", "-1", "t", "3")
	case 5:
		return g.of("'%s'", "p", "'%5d|'", "'%r'", "mk", "'%.2f'", "'%x'", "'%-6s|'", "('<%s>'|safe)") + " % " + g.of("n", "f", "("+g.expression(depth-1)+")", "{'a': h}", "h", "mk", "(h,)")
	}
	return g.operand(depth) + g.of(" + ", " - ", " / ", " // ", " % ") + g.number(0)
}

// comparison is mostly one of values that can be compared.
func (g *grammar) comparison(depth int) string {
	switch g.choose(5) {
	case 0:
		return g.operand(depth) + g.of(" == ", " != ") + g.operand(depth)
	case 1:
		return g.number(depth-1) + g.of(" < ", " <= ", " > ", " >= ") + g.number(0)
	case 2:
		return g.number(0) + g.of(" < ", " == ", " >= ") + g.number(0) + g.of(" < ", " != ", " > ") + g.number(0)
	case 3:
		return g.operand(depth) + g.of(" in ", " not in ") + g.seldom(g.of("xs", "d", "mixed", "tp", "ss", "[1, '<']", "(1.0, none)", "nested", "missing"), "s", "n", "no")
	}
	return g.of("s", "u", "'a'", "mk", "xs", "tp", "[1]") + g.seldom(" == ", " < ", " >= ", " <= ") + g.of("s", "mk", "xs", "'a'", "[1, 2]", "tp")
}

// sequence is mostly something to loop over, of a few items.
func (g *grammar) sequence(depth int) string {
	switch g.choose(3) {
	case 0:
		return g.of("xs", "ss", "es", "d", "ds", "nested", "mixed", "tp", "num", "range(3)", "d.values()", "range(1, 9, 3)", "'ab'", "pairs")
	case 1:
		return g.seldom(g.of("xs[1:]", "xs + ss", "[1, "+g.expression(depth-1)+"]", "(1, 2)", "mk"), "missing", "no", "d.missing", "n")
	}
	return g.lazy(depth)
}

// lazy is what lazy filters give, as a list.
func (g *grammar) lazy(depth int) string {
	in := g.of("xs", "ss", "ds", "nested", "d", "es", "pairs", "mixed")
	return in + "|" + g.of(
		"map('upper')", "map(attribute='a')", "map(attribute='k', default='-')", "map('default', 'x')", "map('replace', 'a', '<')", "map('string')", "map(attribute='0')",
		"select", "select('odd')", "select('string')", "reject('none')", "select('ne', 1)", "reject('in', [1])", "selectattr('a')", "selectattr('k', 'eq', 1)", "rejectattr('k', 'odd')", "rejectattr('a', 'undefined')",
		"unique", "unique(true)", "unique(attribute='k')", "batch(2)", "batch(2, '-')", "slice(2)", "slice(2, '-')", "reverse", "items",
	) + "|list"
}

func (g *grammar) filtered(depth int) string {
	switch g.choose(5) {
	case 0:
		return g.lazy(depth)
	case 1:
		return "(" + g.expression(depth-1) + ")|" + g.textFilter(depth)
	case 2:
		return g.of("s", "h", "u", "w", "mk", "e", "num", "(h ~ mk)", "(s * 3)", "no", "n", "missing") + "|" + g.textFilter(depth)
	case 3:
		return g.of("n", "m", "f", "g", "big", "num", "z", "1234567.891", "s", "t", "no") + "|" + g.of(
			"abs", "round", "round(1)", "round(2, 'floor')", "round(method='ceil')", "round(-1)", "int", "int(5)", "int(base=16)", "float", "float(1.5)", "filesizeformat", "filesizeformat(true)",
			"string", "tojson", "default(3, true)")
	}
	return g.of("xs", "ss", "ds", "d", "mixed", "nested", "tp", "es", "s", "missing", "mk", "pairs") + "|" + g.listFilter(depth)
}

func (g *grammar) textFilter(depth int) string {
	return g.of(
		"upper", "lower", "capitalize", "title", "trim", "trim('<a')", "length", "replace('l', '<')", "replace('<', 'x', 1)", "replace(mk, h)", "center(20)", "center(3)", "indent", "indent(2, true)", "indent('>', blank=true)",
		"wordcount", "wordwrap(5)", "wordwrap(4, false, '<')", "wordwrap(3, wrapstring=mk)", "truncate(5)", "truncate(5, true)", "truncate(6, false, '<', 0)", "truncate(2)", "striptags", "escape", "e", "forceescape", "safe", "string",
		"urlize", "urlize(5, true)", "urlencode", "format("+g.expression(depth-1)+")", "format(a=1)", "reverse|list", "first", "last", "list", "default("+g.expression(depth-1)+")", "default('<', true)", "d('x')",
		"tojson", "tojson(2)", "pprint", "count", "int", "float", "upper|escape", "safe|upper", "e|e", "join('<')", "attr('missing')", "escape|length", "batch(3)|list", "xmlattr", "string|safe|replace('a', '<')",
	)
}

func (g *grammar) listFilter(depth int) string {
	return g.of(
		"join", "join('<')", "join(', ', 'a')", "join(mk)", "join(attribute='k')", "length", "first", "last", "list", "sum", "sum('k')", "sum(start=5)", "sort", "sort(true)", "sort(attribute='k')", "sort(attribute='a,k')", "sort(case_sensitive=true)",
		"min", "max", "max(attribute='k')", "min(true)", "dictsort", "dictsort(true, 'value')", "dictsort(reverse=true)", "groupby('k')", "groupby('a', default='-')", "tojson", "tojson(indent=1)", "pprint", "xmlattr", "xmlattr(false)", "urlencode",
		"string", "default("+g.expression(depth-1)+", true)", "random is defined", "attr('a')", "reverse|list", "map('e')|join", "map('length')|list", "select|first", "batch(2)|map('list')|list", "safe", "e", "count",
	)
}

func (g *grammar) tested(depth int) string {
	return g.operand(depth) + g.of(" is ", " is not ") + g.of(
		"defined", "undefined", "none", "number", "string", "mapping", "sequence", "iterable", "callable", "odd", "even", "divisibleby(3)", "divisibleby 2", "eq 1", "ne(n)", "lt 3", "gt(n)", "le f", "ge 'a'", "in xs", "in(s)", "in d",
		"lower", "upper", "true", "false", "boolean", "integer", "float", "escaped", "sameas none", "sameas(true)", "filter", "test", "== 1", "equalto 'a'", "greaterthan 2", "lessthan 2",
	)
}

// access is an attribute, an item or a slice.
func (g *grammar) access(depth int) string {
	if g.one(3) {
		return g.of("d", "ds[0]", "{'a': 1}", "v0", "x", "("+g.expression(depth-1)+")") + g.of(".a", "['a']", ".k", "['b']", ".missing", "["+g.expression(depth-1)+"]", "[1]")
	}
	base := g.seldom(g.of("xs", "s", "tp", "u", "mk", "nested", "'abc'", "(xs|list)", "ss", "w"), "n", "no", "missing", "d")
	return base + g.seldom(g.of("[0]", "[-1]", "[1:]", "[:-1]", "[::-1]", "[::2]", "[-2:]", "[5:1:-2]", "[none:2]", "[true]", ".0", "[9:]", "[-9:9]"), "[5]", "[1.0]", "[::0]", "['a':]", ".a", "["+g.expression(depth-1)+"]")
}

func (g *grammar) textMethod(depth int) string {
	return g.seldom(g.of("s", "h", "u", "w", "mk", "e", "num", "p", "'a,b<,c'"), "missing", "n", "no", "xs") + "." + g.seldom(g.of(
		"upper()", "lower()", "title()", "capitalize()", "swapcase()", "strip()", "lstrip('<a')", "rstrip()", "split()", "split(',')", "split('l', 1)", "rsplit(' ', 1)", "splitlines()", "partition(' ')", "rpartition('l')",
		"replace('l', '<')", "replace('<', mk)", "replace('a', 'b', 1)", "join(ss)", "join(['<', mk])", "startswith('h')", "endswith(('d', '>'))", "find('o')", "rfind('o')", "count('l')", "zfill(8)", "zfill(-1)", "center(15, '*')", "ljust(14, '<')", "rjust(14)",
		"format("+g.expression(depth-1)+")", "format(1, a='<')", "isdigit()", "isalpha()", "isupper()", "islower()", "isspace()", "isalnum()", "istitle()", "isnumeric()", "expandtabs(3)", "removeprefix('he')", "removesuffix('ld')", "casefold()",
	), "missing()", "index('o')", "missing", "split('')", "center()", "upper(1)")
}

func (g *grammar) otherMethod(depth int) string {
	return g.seldom(g.of(
		"d.get('a')", "d.get('zz')", "d.get('zz', "+g.expression(depth-1)+")", "d.items()|list", "d.keys()|list", "d.values()|list", "d.items()", "d.keys()", "d.copy()", "{'a': 1}.get('b', 2)", "xs.index(1)", "xs.count(1)", "tp.index('a<')", "tp.count(1)",
		"[1, 2].pop()", "[3, 1].sort()", "(1.5).is_integer()", "n.bit_length()", "{'a': 1}.update(b=2)", "d|items|list", "dict(a=1, b='<')", "dict(d, z=1)", "range(4)|list", "range(5, 1, -2)|list", "range(3)", "range(0)|first", "range(1, 9)[2]",
	), "xs.index(99)", "d.get()", "xs.index()", "s.items()")
}

// display is a list, a tuple or a dict.
func (g *grammar) display(depth int) string {
	one, two := g.expression(depth-1), g.expression(depth-1)
	switch g.choose(5) {
	case 0:
		return "[" + one + ", " + two + "]"
	case 1:
		return "(" + one + ", " + two + ")"
	case 2:
		return "{'a': " + one + ", 'k': " + two + "}"
	case 3:
		return "{" + g.of("1", "'<'", "none", "1.0", "true", "(1, 2)") + ": " + one + ", 1: " + two + "}"
	}
	return "[" + one + "," + "]"
}

// called is a call of what may or may not be callable.
func (g *grammar) called(depth int) string {
	return g.seldom(g.of("dict()", "range("+g.of("3", "m", "1, 4")+")|list", "cycler('a', '<').next()", "cycler('a', 'b').current", "joiner('<')()", "namespace(a=1).a", "'%s-%s' % ("+g.expression(depth-1)+", 1)", "mk + "+g.textMethod(depth-1)),
		"missing()", "s()", "n("+g.expression(depth-1)+")", "missing.a()", "d.a()", "range("+g.of("'a'", "f", "1, 2, 0")+")|list", "'%d' % "+g.operand(depth), "mk % "+g.operand(depth))
}
