package jinja

// wellWritten are templates that Jinja2 reads with any settings, though not always alike.
var wellWritten = []string{
	"", " ", "\n", "\n\n", "a", "a\n", "a\r\nb\rc\n\n", "é\u2028x\n",
	// Expressions: literals and names.
	"{{ a }}", "{{a}}", "{{ a\n}}", "{{\n\na\n}} b {{ c }}", "{{ é }}{{ _1 }}{{ if }}{{ ñ2 }}", "{{ a, }}", "{{ a, b }}", "{{ () }}", "{{ (a) }}", "{{ (a,) }}",
	"{{ true }}{{ True }}{{ false }}{{ False }}{{ none }}{{ None }}{{ TRUE }}",
	"{{ 0 }}{{ 00 }}{{ 1_000 }}{{ 0x_ff }}{{ 0XfF }}{{ 0o17 }}{{ 0b1_0 }}{{ 9223372036854775807 }}{{ 9223372036854775808 }}{{ 0xffffffffffffffffffff }}",
	"{{ 1.0 }}{{ 1.5e3 }}{{ 1e-3 }}{{ 1E+3 }}{{ 1_0.0_1 }}{{ 1e999 }}{{ 0.1 }}{{ 01.5 }}",
	`{{ 'a' }}{{ "b" }}{{ '' }}{{ 'a' "b" 'c' }}{{ 'it\'s' }}{{ "\"" }}{{ 'a
b' }}`,
	`{{ '\n\t\\\a\b\f\r\v\x41\101\7\u00e9\U0001F600\q\é' }}{{ 'a\
b' }}`,
	"{{ '}}' }}{{ '%}' }}{{ {'a': {'b': 1}} }}{{ {'a':{}}}}",
	"{{ [] }}{{ [1] }}{{ [1,] }}{{ [1, 2] }}{{ {} }}{{ {1: 2,} }}{{ {'a': b, c: d} }}{{ [\n1,\n2\n] }}",
	`{{ '\N{EM DASH}\N{euro sign}\N{LATIN SMALL LETTER E WITH ACUTE}\N{LEFT CURLY BRACKET}' }}`,
	// Operators.
	"{{ a + b - c * d / e // f % g ** h }}", "{{ a ** b ** c }}", "{{ -a ** b }}", "{{ - + -a }}", "{{ a - -b }}{{ a -b }}{{-1}}{{+1}}", "{{ -a.b|c }}{{ -1|abs }}{{ (-1)|abs }}",
	"{{ a ~ b ~ c }}", "{{ a ~ b + c ~ d * e }}", "{{ a\n+\nb\n-\nc }}", "{{ a\n*\nb\n//\nc\n**\nd }}", "{{ a\n~\nb }}",
	"{{ a == b }}{{ a != b }}{{ a < b <= c > d >= e }}{{ a in b }}{{ a not in b }}{{ a not in b not in c in d }}", "{{ a\n==\nb\n}}{{ a <\nb < c }}",
	"{{ not a }}{{ not not a }}{{ not a and b or c and not d }}{{ not a in b }}", "{{ a\nand\nb\nor\nc\nand d }}", "{{ not\na }}",
	"{{ a if b }}{{ a if b else c }}{{ a if b else c if d else e }}{{ a if b if c else d }}{{ (a if b) if c else d }}", "{{ a\nif b\nelse\nc }}", "{{ a if b, c }}",
	// Attributes, items, calls.
	"{{ a.b }}{{ a.b.c }}{{ a.0 }}{{ a.0.1 }}{{ a['b'] }}{{ a[0] }}{{ a[b, c] }}{{ a[] }}{{ a . b }}{{ a\n.\nb }}{{ 1.real }}{{ 'a'.b }}",
	"{{ a[:] }}{{ a[1:] }}{{ a[:1] }}{{ a[1:2] }}{{ a[::] }}{{ a[1::2] }}{{ a[:1:2] }}{{ a[1:2:3] }}{{ a[::2] }}{{ a[1:2,3:] }}{{ a[\n1:2] }}",
	"{{ f() }}{{ f(1) }}{{ f(1,) }}{{ f(1, 2, a=3, b=4) }}{{ f(*a) }}{{ f(**b) }}{{ f(1, *a, **b) }}{{ f(a=1, *b) }}{{ f(*a, b=1, **c) }}{{ f(a == 1) }}{{ f()()[0].x(1) }}{{ f(\na,\nb\n)\n(c) }}",
	"{{ a|b }}{{ a|b|c }}{{ a|b(1)|c(d=1, *e) }}{{ a | b.c.d }}{{ a|b(1)(2) }}{{ a\n|\nb\n|c }}{{ (a|b).c }}{{ a|b is c }}{{ a.b|c }}{{ a + b|c }}",
	"{{ a is b }}{{ a is not b }}{{ a is b(1, 2) }}{{ a is b 1 }}{{ a is b c.d[0] }}{{ a is b 'x' }}{{ a is b [1] }}{{ a is b {} }}{{ a is b.c }}{{ a is b or c }}{{ a is b and c }}{{ a if b is c else d }}{{ not a is b }}{{ a is b|c }}{{ a is\nnot\nb }}{{ a is b if }}{{ a is b -1 }}",
	"{{ a is divisibleby 3 + 1 }}{{ a is b * c }}{{ a is b == c }}",
	// Text and blanks.
	"a {{ b }} c {{ d }}", "a {{- b -}} c", "a\n {{- b -}} \n c", "a\n\n{{- b }}\n{{ c }}", "  {{ a }}\n  {{ b }}\n", "{{ a }}\n", "{{ a -}}\n\n\n{{ b }}{{ c\n-}}\nd{{ e }}",
	"  {% if a %}\n  b\n  {% endif %}\n", "  {%- if a -%}\n  b\n  {%- endif -%}\n c", "  {%+ if a +%}\n  b\n  {%+ endif +%}\n", "x {% if a %}\n{% endif %}", "\t{% if a %}{% endif %}\n\n\n{{ b }}",
	"a {# b #} c", "{# a\n\n #}\n{{ b }}", "  {# a #}\n b", "a {#- b -#} c", "a\n {#+ b +#}\n c", "{##}a{#-#}b", "{# {{ a }} {% b %} #}", "{#", "a {#-", "a{# b #}{# c #}d",
	"{% raw %}{{ a }}{% endraw %}", "{% raw %}\n a {% b %}\n{% endraw %}\n{{ c }}", " {%- raw -%} \n a \n {%- endraw -%} \nb", "{%+ raw %} a {%+ endraw +%}\nb", "{%raw%}a{%endraw%}", "{% raw %}", "a{% raw %}", "{% raw %}{% raw %}{% endraw %}", "{% raw -%}\n\n a{% endraw %}{{ b }}", "  {% raw %}\n  {% endraw %}\n x", "{% raw %}{% endraw %}", "{% raw %}{% end raw %}{% endrawx %}{% endraw %}",
	"{ { a } } % # }} %} #}", "{{ a }}}}", "{{{}}}", "{{ a }}%}", "}}{{ a }}",
	// Statements.
	"{% if a %}b{% endif %}", "{% if a %}b{% else %}c{% endif %}", "{% if a %}b{% elif c %}d{% elif\ne %}f{% else %}g{% endif %}", "{% if a, b %}{% endif %}", "{% if a: %}b{% else: %}c{% endif %}", "{%if a%}{%endif%}", "{%\nif a\n%}\n{%\nendif\n%}",
	"{% if (a if b) %}{% endif %}",
	"{% for a in b %}{{ a }}{% endfor %}", "{% for a, b in c %}{% else %}d{% endfor %}", "{% for (a, b), c in d, e %}{% endfor %}", "{% for a in b if c %}{% endfor %}", "{% for a in b recursive %}{{ loop(a) }}{% endfor %}", "{% for a in b if c recursive %}{% endfor %}", "{% for a in b if c is d recursive %}{% endfor %}", "{% for in in in %}{% endfor %}", "{% for a\nin\nb %}{% break %}{% continue %}{% endfor %}", "{% for a in b, %}{% endfor %}", "{% for a in b if c if d else e %}{% endfor %}",
	"{% set a = b %}", "{% set a, b = c, d %}", "{% set (a, b) = c %}", "{% set a.b = c %}", "{% set a.b, c.d = e %}", "{% set () = a %}", "{% set a = b if c %}", "{% set a = b, %}", "{% set a %}b{% endset %}", "{% set a | b | c(1) %}d{% endset %}", "{% set a.b %}c{% endset %}", "{% set a, b %}c{% endset %}", "{% set set = 1 %}", "{% set a: %}b{% endset %}",
	"{% with %}{% endwith %}", "{% with a = 1 %}{{ a }}{% endwith %}", "{% with a = 1, b = a + 1 %}{% endwith %}", "{% with (a, b) = c %}{% endwith %}", "{% with\na =\n1 %}\n{% endwith %}",
	"{% block a %}b{% endblock %}", "{% block a %}{% endblock a %}", "{% block a scoped %}{% endblock %}", "{% block a required %} {# x #}\n{% endblock %}", "{% block a scoped required %}{% endblock %}", "{% block scoped %}{% endblock %}", "{% block a required %}{% endblock %}", "{% block a %}{% block b %}{% endblock b %}{% endblock a %}", "{% block a %}{% endblock %}{% block a %}{% endblock %}",
	"{% extends 'a' %}", "{% extends a if b else c %}", "{% include 'a' %}", "{% include ['a', 'b'] ignore missing %}", "{% include a with context %}", "{% include a without context %}", "{% include a ignore missing without context %}",
	"{% import 'a' as b %}", "{% import a as b with context %}", "{% import a as b without context %}", "{% from 'a' import b %}", "{% from 'a' import b as c, d with context %}", "{% from a import b without context %}", "{% from a import with with context %}", "{% from a import with context %}", "{% from a import b, c as d %}", "{% from a import b 'with' context %}", "{% from a import b, without context %}",
	"{% macro a() %}{% endmacro %}", "{% macro a(b, c=1, d=e) %}{{ b }}{% endmacro %}", "{% macro a(b\n,\nc=2) %}\n{% endmacro %}", "{% call a() %}b{% endcall %}", "{% call(b, c=1) a.d(e)\n%}{% endcall %}",
	"{% filter a %}b{% endfilter %}", "{% filter a|b(1)|c.d %}e{% endfilter %}", "{% autoescape true %}a{% endautoescape %}", "{% autoescape a or b %}{% endautoescape %}", "{% do a.b(1) %}", "{% do a, b %}", "{% print a %}", "{% print a, b %}", "{% print %}", "{% debug %}", "a\n{% debug %}b",
	"{% break %}", "{% extends 'a' %}{% extends 'b' %}",
	// Translations.
	"{% trans %}a{% endtrans %}", "{% trans %}a {{ b }} 100%{% endtrans %}", "{% trans %}100%{% endtrans %}", "{% trans a=1, b %}{{ z }}{{ y }}{{ b }}{% pluralize %}{{ x }}{{ z }}{% endtrans %}", "{% trans a=b %}100%{% endtrans %}", "{% trans a=b, c %}{{ a }}{% endtrans %}", "{% trans a=b(1) %}{{ a }}{% pluralize %}{{ a }}s{% endtrans %}", "{% trans\na\n=\nb(1) %}{{ a }}{% pluralize %}{{ a }}s{% endtrans %}",
	"{% trans 'ctx' %}a{% endtrans %}", "{% trans 'ctx' n=1 %}a{% pluralize n %}b{% endtrans %}", "{% trans a, b %}{{ a }}{% pluralize b %}{{ b }}{% endtrans %}", "{% trans %}{{ n }} a{% pluralize %}{{ n }} b{% endtrans %}", "{% trans num=1 %}{{ num }}{% pluralize %}{{ num }}s{% endtrans %}", "{% trans num=f() %}{{ num }}{% pluralize num %}{{ num }}s{% endtrans %}", "{% trans num=1 %}{{ num }}{% endtrans %}",
	"{% trans trimmed %}\n  a\n   b {{ c }}\n\n{% endtrans %}", "{% trans notrimmed a=1 %}\n a\n{% endtrans %}", "{% trans a=1, trimmed %} b\n c {% pluralize %} d\n e {% endtrans %}", "{% trans trimmed=1 %}{{ trimmed }}{% endtrans %}", "{% trans : %}b{% endtrans %}", "{% trans a=1, : %}b{% endtrans %}", "{% trans trimmed trimmed %}{{ trimmed }}{% endtrans %}",
	"a\n\n{% trans a\n, b=2 %}\n\n{{ a }}\n{% endtrans %}\n{{ c }}", "{% trans %}%%{{ a }}%(b)s{% endtrans %}", "{% trans a=1, b=f() %}x{% pluralize b %}y{% endtrans %}",
	// Lines with prefixes, where the settings have them.
	"# for a in b:\n{{ a }} ## c\n# endfor\n", "  # if a\n x\n  # endif\n\n\n  y", "a ## b\n## c\nd", "% set a = 1\n%% x\n{{ a }}", "# set a = (\n1,\n2)\nb", "a # b\n#c", "{{ a }} ## b", "{% if a -%}  ## b\n{% endif %}", "#- set a = 1\n", "x\n  #+ set a = 1\ny", "//a\nb // c",
}

// broken are templates that Jinja2 does not read.
var broken = []string{
	"{{", "{{ ", "{{ a", "{{ a\n\nb", "{{ }}", "{{ a b }}", "{{ a }", "{{ a %}", "{% a }}", "{%", "{% ", "{% %}", "{% 1 %}", "{{ ) }}", "{{ ( }}", "{{ (a] }}", "{{ [a }}", "{{ {a }}", "{{ {a:} }}", "{{ {a: b c} }}", "{{ [a b] }}", "{{ (\n\na", "a\n{# b", "a\n\n{% raw %}\nb", "{% raw +%}a{% endraw %}",
	"{{ a.1e5 }}", "{{ a is not b in c }}", "{% trans a=1: %}b{% endtrans %}", "{{ a.}}", "{{ a.'b' }}", "{{ a[ }}", "{{ a[1:2:3:4] }}", "{{ a[1,] }}", "{{ a[:::] }}", "{{ a| }}", "{{ a|1 }}", "{{ a|b. }}", "{{ a is }}", "{{ a is 1 }}", "{{ a is b is c }}", "{{ a is not }}", "{{ a + }}", "{{ * a }}", "{{ a not b }}", "{{ not }}", "{{ a if }}", "{{ a if b else }}", "{{ a = b }}", "{{ a ! b }}", "{{ a $ b }}", "é{{ é ' }}", "{{ \" }}", "{{ \\ }}", "{{ 'a }}\n{{ b }}", "{{ \u00b2 }}", "{{ a\u00b2 }}", "{{ \U0001F600 }}", "{{ \x01 }}", "{{ \u200b }}", "{{ & }}", "{{ 08 }}", "{{ 1_ }}", "{{ 1a }}", "{{ 0xg }}", "{{ ; }}", "{{ , }}",
	"{{ f(a=1, b) }}", "{{ f(*a, b) }}", "{{ f(*a, *b) }}", "{{ f(**a, b=1) }}", "{{ f(**a, **b) }}", "{{ f(**a, *b) }}", "{{ f(a b) }}", "{{ f(, }}", "{{ f(a,\n,b) }}", "{{ f(a", `{{ '\x1' }}`, `{{ '\u12' }}`, `{{ '\U0000' }}`, `{{ '\U00110000' }}`, `{{ '\N' }}`, `{{ '\N{}' }}`, `{{ '\N{x' }}`, `{{ '\N{NO SUCH NAME}' }}`, `{{ '\N{DASH}' }}`, "{{ '\\N{EM\nDASH}' }}",
	"{% foo %}", "{% if a %}{% foo %}{% endif %}", "{% endif %}", "{% if a %}", "{% if a %}\n{% for b in c %}\n{% endif %}", "{% for a in b %}{% endif %}", "{% if a %}{% else %}{% elif b %}{% endif %}", "{% if %}{% endif %}", "{% if a b %}{% endif %}", "{% if a if b %}{% endif %}", "{% if a %}{% endif", "{% if a %}{% endif b %}", "\n{% block a %}\n{% if b %}\n{% endblock %}", "{% block a %}{% for b in c %}\n\n{% else %}", "{% elif a %}", "{% else %}",
	"{% for %}{% endfor %}", "{% for a %}{% endfor %}", "{% for a b in c %}{% endfor %}", "{% for a, in b %}{% endfor %}", "{% for 1 in b %}{% endfor %}", "{% for a.b in c %}{% endfor %}", "{% for true in b %}{% endfor %}", "{% for a in %}{% endfor %}", "{% for a in b if %}{% endfor %}", "{% for a in b recursive if c %}{% endfor %}",
	"{% set %}", "{% set 1 = 2 %}", "{% set a %}", "{% set a = %}", "{% set true = 1 %}", "{% set 'a' = 1 %}", "{% set a() = 1 %}", "{% set a[0] = 1 %}", "{% set (a.b) = 1 %}", "{% set (a, b.c) = 1 %}", "{% set (a + b) = 1 %}", "{% set (a < b) = 1 %}", "{% set (not a) = 1 %}", "{% set (-a) = 1 %}", "{% set (a if b) = 1 %}", "{% set (a()) = 1 %}", "{% set [a] = 1 %}", "{% set {} = 1 %}", "{% set (a|b) = 1 %}", "{% set (a is b) = 1 %}", "{% set (a ~ b) = 1 %}", "{% set (a[0]) = 1 %}", "{% set (a and b) = 1 %}", "{% set (a or b) = 1 %}", "{% set (a // b) = 1 %}", "{% set a.b.c = 1 %}", "{% set a, true = 1 %}", "{% set a = b c %}", "{% set a.1 = 2 %}",
	"{% with a %}{% endwith %}", "{% with a = 1 b = 2 %}{% endwith %}", "{% with a = 1 %}", "{% with 1 = a %}{% endwith %}", "{% with a.b = 1 %}{% endwith %}",
	"{% block %}", "{% block a-b %}{% endblock %}", "{% block 'a' %}{% endblock %}", "{% block a %}{% endblock b %}", "{% block a required %}b{% endblock %}", "{% block a required %}{{ b }}{% endblock %}", "{% block a required %}\n{% if b %}{% endif %}{% endblock\n%}", "{% block a required scoped %}{% endblock %}",
	"{% extends %}", "{% include %}", "{% include 'a' ignore %}", "{% include 'a' with %}", "{% import 'a' %}", "{% import 'a' as 1 %}", "{% import 'a' as true %}", "{% import 'a' as b c %}", "{% import 'a' as b 'with' context %}", "{% include a 'with' context %}", "{% from 'a' import 'with' context %}", "{% from 'a' %}", "{% from 'a' import %}", "{% from 'a' import b, %}", "{% from 'a' import _b %}", "{% from 'a' import\n_b %}", "{% from 'a' import b as %}", "{% from 'a' import b c %}", "{% from 'a' import 'b' %}", "{% from 'a' import none %}",
	"{% macro %}", "{% macro a %}{% endmacro %}", "{% macro a(b=1, c) %}{% endmacro %}", "{% macro a(1) %}{% endmacro %}", "{% macro a(b c) %}{% endmacro %}", "{% macro true() %}{% endmacro %}", "{% macro a(none) %}{% endmacro %}", "{% macro a() %}", "{% call a %}{% endcall %}", "\n{% call\na %}{% endcall %}", "{% call a|b() %}{% endcall %}", "{% call(1) a() %}{% endcall %}", "{% filter %}{% endfilter %}", "{% filter 1 %}{% endfilter %}", "{% filter a b %}{% endfilter %}", "{% autoescape %}{% endautoescape %}", "{% do %}", "{% break a %}", "{% print a b %}", "{% debug a %}", "{% print , %}",
	"{% trans %}", "{% trans %}a", "\n{% trans %}\n\n{{ a }}", "{% trans %}{{ a.b }}{% endtrans %}", "{% trans %}{{ 1 }}{% endtrans %}", "{% trans %}{% if a %}{% endtrans %}", "{% trans %}{% trans %}{% endtrans %}", "{% trans %}{% 1 %}{% endtrans %}", "{% trans %}a{% pluralize %}b{% endtrans %}", "\n{% trans %}a\n{% pluralize %}b\n{% endtrans %}", "{% trans a %}a{% pluralize %}b{% pluralize %}{% endtrans %}", "{% trans a %}a{% pluralize b %}c{% endtrans %}", "{% trans a, a %}{% endtrans %}", "{% trans a b %}{% endtrans %}", "{% trans 1 %}{% endtrans %}", "{% trans a= %}{% endtrans %}", "{% trans trimmed, a=1 %}b{% endtrans %}", "{% trans a %}b{% endtrans c %}", "{% trans %}a{% pluralize", "{% trans a: b %}{% endtrans %}", "{% trans %}a{% pluralize %}b{{ n }}{% endtrans %}", "{% trans 'a' 'b' %}{% endtrans %}",
	"# if a", "# if a:\nb", "# foo\n", "# set a = (\n\n", "x\n# endfor", "#", "# \n\n x", "{% call() a(b)(c) %}{% endcall %}x{% endcall %}",
}

// waysOfWriting are settings that templates are read with.
var waysOfWriting = []settings{
	nil,
	{"trim_blocks": true, "lstrip_blocks": true},
	{"lstrip_blocks": true, "keep_trailing_newline": true},
	{"trim_blocks": true, "newline_sequence": "\r\n"},
	{"newline_sequence": "\r", "keep_trailing_newline": true},
	{"newstyle_gettext": true},
	{"line_statement_prefix": "#", "line_comment_prefix": "##"},
	{"line_statement_prefix": "%", "line_comment_prefix": "%%", "lstrip_blocks": true, "trim_blocks": true},
	{"line_statement_prefix": "#", "line_comment_prefix": "//", "newstyle_gettext": true},
}

// delimiters are ways to write tags; templates are rewritten to them.
var delimiters = []settings{
	{"block_start_string": "<%", "block_end_string": "%>", "variable_start_string": "<%=", "variable_end_string": "%>", "comment_start_string": "<%#", "comment_end_string": "%>"},
	{"block_start_string": "<!--", "block_end_string": "-->", "variable_start_string": "${", "variable_end_string": "}", "comment_start_string": "<!---", "comment_end_string": "--->"},
	{"block_start_string": "[", "block_end_string": "]", "variable_start_string": "[[", "variable_end_string": "]]", "comment_start_string": "[#", "comment_end_string": "#]"},
	{"block_start_string": "\\BLOCK{", "block_end_string": "}", "variable_start_string": "\\VAR{", "variable_end_string": "}", "comment_start_string": "\\#{", "comment_end_string": "}", "line_statement_prefix": "%-", "line_comment_prefix": "%#"},
}

// pieces are what garbage is made of.
var pieces = []string{
	"{%", "%}", "{{", "}}", "{#", "#}", "{%-", "-%}", "{%+", "+%}", "{{-", "-}}", "#-", "-#}", "+#}", "{#-", "{#+",
	"{% raw %}", "{% endraw %}", "{%- raw -%}", "{%- endraw -%}", "{%+ endraw +%}", " raw ", " endraw ",
	" ", "  ", "\t", "\n", "\n\n", "\r", "\r\n", "\n ", "#", "##", "# for x in y", "# endfor", "# if a:", "# endif", "%", "%%",
	"if", "else", "elif", "endif", "for", "in", "endfor", "recursive", "set", "endset", "block", "endblock", "scoped", "required",
	"include", "import", "from", "as", "with", "without", "context", "ignore", "missing", "macro", "endmacro", "call", "endcall",
	"filter", "endfilter", "do", "break", "trans", "endtrans", "pluralize", "trimmed", "debug", "print", "autoescape", "not", "and", "or", "is",
	"x", "y", "foo", "_a", "num", " 1", "0x1f", "1.5", "1e3", "1_000", "'a'", `"b"`, `'\n'`, `'\é'`, "é", "²",
	".", "..", ",", ":", ";", "(", ")", "[", "]", "{", "}", "=", "==", "!=", "!", "<", "<=", "+", "-", "*", "**", "/", "//", "~", "|", "|upper", "$",
	"{% if a %}", "{% for a in b %}", "{{ x }}", "{% trans %}", "{% endtrans %}", "{% set x = 1 %}", "<%", "%>", "<%=", "<!--", "-->", "${", "[[", "]]",
}
