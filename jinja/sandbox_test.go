package jinja

import (
	"errors"
	"testing"
	"time"
)

// refusedRows are ways to what a sandbox hides, and to changing what it was given.
var refusedRows = []string{
	// Attributes.
	`{{ ''.__class__ }}`, `{{ ''.__class__.__mro__ }}`, `{{ ''['__class__'].x }}`, `{{ ''|attr('__class__') }}`,
	`{{ (''|attr('__class__')).x }}`, `{{ [''] | map(attribute='__class__') | list }}`, `{{ [''] | map(attribute='__class__.x') | list }}`,
	`{{ [''] | sort(attribute='__class__.x') }}`, `{{ [''] | groupby('__class__.x') | list }}`, `{{ [''] | sum(attribute='__class__.x') }}`,
	`{{ [''] | selectattr('__class__.x') | list }}`, `{{ [''] | unique(attribute='__class__.x') | list }}`,
	`{{ 1.__class__.x }}`, `{{ (1).__class__.x }}`, `{{ [].__class__.x }}`, `{{ {}.__class__.x }}`, `{{ ().__init__.x }}`, `{{ none.__class__.x }}`,
	`{{ true.__class__() }}`, `{{ 1.5.__class__() }}`, `{{ m.__class__() }}`, `{{ range(3).__class__() }}`,
	`{{ {'__class__': 1}.__class__ }}`, `{{ {'__class__': 1}['__class__'] }}`, `{{ {'_x': 1}._x }}`, `{{ ''._x is defined }}`,
	`{% macro f() %}{% endmacro %}{{ f.__class__.x }}`, `{% macro f() %}{% endmacro %}{{ f.__call__.x is defined }}{{ f.name }}`,
	`{% for x in [1] %}{{ loop.__class__.x }}{% endfor %}`, `{{ cycler(1).__class__.x }}`, `{{ namespace().__class__.x }}`,
	`{{ self.__class__.x }}`, `{{ users.__class__.x }}`, `{{ users[0].__class__.x }}`,
	// Formats.
	`{{ '{0.__class__}'.format('') }}`, `{{ '{0.__class__.x}'.format('') }}`, `{{ '{a.__class__.x}'.format(a='') }}`, `{{ '{0[__class__].x}'.format('') }}`,
	`{{ '{a.__class__.x}'.format_map({'a': ''}) }}`, `{{ ('{0.__class__.x}'|safe).format('') }}`, `{{ '{0.x}'.format({'x': 1}) }}`, `{{ '{0[x]}{0[y]}'.format({'x': 1}) }}`,
	`{{ ''['format']('x') }}`, `{% set f = '{0.__class__.x}'.format %}{{ f('') }}`, `{{ ['{0.__class__.x}'] | map('format', '') | list }}`,
	// Changes.
	`{% set l = [1] %}{{ l.append(2) }}`, `{% set l = [1] %}{{ l.append }}{{ l }}`, `{{ [1].clear() }}`, `{{ [1].pop() }}`, `{{ [1].reverse() }}`, `{{ [1].insert(0, 1) }}`,
	`{{ [1].sort() }}`, `{{ [1].extend([2]) }}`, `{{ [1].remove(1) }}`, `{{ [1].count(1) }}{{ [1].index(1) }}{{ [1].copy() }}`, `{{ [1]['append'](2) }}`, `{{ ([1]|attr('append'))(2) }}`,
	`{{ {1: 2}.clear() }}`, `{{ {1: 2}.pop(1) }}`, `{{ {1: 2}.popitem() }}`, `{{ {1: 2}.setdefault(1) }}`, `{{ {1: 2}.update({}) }}`, `{{ {1: 2}.get(1) }}{{ {1: 2}.items() }}`,
	`{{ users.append(1) }}`, `{{ users.pop() }}`, `{{ users[0].update({'a': 1}) }}`, `{{ users[0].pop('name') }}`, `{{ users[0].clear() }}`, `{{ users[0].setdefault('a', 1) }}`,
	`{{ users[0].tags.append(1) }}`, `{{ users|map(attribute='tags.append')|list|length }}`, `{% set ns = namespace(a=1) %}{% set ns.a = 2 %}{{ ns.a }}`,
	`{{ range(100000)|length }}`, `{{ range(100001) }}`, `{{ range(0, 1000000, 5) }}`,
}

func TestSandboxRefusesWhatJinja2Refuses(t *testing.T) {
	var cases []rendering
	for _, source := range refusedRows {
		cases = append(cases, rendering{Source: source, Sandbox: true}, rendering{Source: source, Sandbox: true, Undefined: "chainable"})
	}
	checkRenderings(t, cases)
}

// bombRows are templates that would take all of the machine's time or memory. s is a text of
// a million characters, l a list with it 40,000 times.
var bombRows = []string{
	// Memory.
	`{{ 'x' * 10000000000 }}`, `{{ [1] * 10000000000 }}`, `{{ (1,) * 1000000000 }}`, `{{ s * 1000 }}`, `{{ l|string }}`, `{{ l|join }}`, `{{ ''.join(l) }}`, `{{ l|join(',')|e }}`,
	`{{ l|tojson }}`, `{{ l|pprint }}`, `{{ (l,)|pprint }}`, `{{ {1: l}|string }}`, `{{ {1: l}|pprint }}`, `{{ {1: l}.items()|string }}`, `{{ '%s' % (l,) }}`, `{{ ('%s' * 40000) % (l|batch(40000)|first) }}`,
	`{{ ('{0}' * 400000).format(s) }}`, `{{ '{}{}'.format(l, l) }}`, `{{ l|map('upper')|list }}`, `{{ l|map('center', 1000000)|list }}`, `{{ l|map('e')|list }}`, `{{ {'a': l}|xmlattr }}`, `{{ {'a': l}|urlencode }}`,
	`{{ [(1, l)]|urlencode }}`, `{% set ns = namespace(x='a') %}{% for i in range(1000) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}`,
	`{% set ns = namespace(x='a') %}{% for i in range(1000) %}{% set ns.x = ns.x + ns.x %}{% endfor %}`, `{% set ns = namespace(x=[1]) %}{% for i in range(1000) %}{% set ns.x = ns.x + ns.x %}{% endfor %}`,
	`{% set ns = namespace(l=()) %}{% for i in range(99999) %}{% set ns.l = (ns.l, s|upper) %}{% endfor %}`, `{% set ns = namespace(l=()) %}{% for i in range(99999) %}{% set x %}{{ s }}{% endset %}{% set ns.l = (ns.l, x) %}{% endfor %}`,
	`{% macro m() %}{{ s }}{% endmacro %}{% set ns = namespace(l=()) %}{% for i in range(99999) %}{% set ns.l = (ns.l, m() ~ '') %}{% endfor %}`,
	`{% set ns = namespace(l=()) %}{% for i in range(99999) %}{% set ns.l = (ns.l, l[:]) %}{% endfor %}`, `{{ s.center(1000000000) }}`, `{{ s.ljust(1000000000) }}`, `{{ '1'.zfill(1000000000) }}`, `{{ 'a\tb'.expandtabs(1000000000) }}`,
	`{{ 'a'|center(1000000000) }}`, `{{ 'a\nb'|indent(1000000000) }}`, `{{ '%1000000000d' % 1 }}`, `{{ '%.1000000000f' % 1 }}`, `{{ '%*d' % (1000000000, 1) }}`, `{{ '{:1000000000}'.format(1) }}`, `{{ '{:.1000000000f}'.format(1.0) }}`, `{{ '{:{}}'.format(1, 1000000000) }}`,
	`{{ [1]|tojson(indent=1000000000) }}`, `{{ s.replace('x', s) }}`, `{{ s.replace('', s) }}`, `{{ [1]|batch(1000000000, 0)|list }}`, `{{ [1]|slice(1000000000)|list }}`, `{{ lipsum(n=1000000000) }}`, `{{ lipsum(n=1, min=100000000, max=100000001) }}`,
	`{% for i in range(99999) %}{{ s }}{% endfor %}`, `{% filter upper %}{% for i in range(99999) %}{{ s }}{% endfor %}{% endfilter %}`,
	// Time.
	`{% for i in range(99999) %}{% for i in range(99999) %}{% endfor %}{% endfor %}`, `{% for i in range(99999) if range(99999)|sum %}{% endfor %}`, `{{ range(99999)|map('string')|map('string')|map('string')|map('string')|map('string')|map('string')|map('string')|map('string')|map('string')|map('string')|map('string')|list }}`,
	`{{ 7 ** 25000000 % 3 }}`, `{{ 10 ** 100000000 }}`, `{% set ns = namespace(x=3) %}{% for i in range(999) %}{% set ns.x = ns.x * ns.x %}{% endfor %}`, `{{ l|sort }}`, `{{ (l + l)|sort(reverse=true, case_sensitive=true) }}`,
	`{{ l == l|map('lower')|list }}`, `{{ ('x' * 999999 ~ 'y') in l }}`, `{{ l|unique|list }}`, `{{ l|groupby(0)|list }}`, `{{ l|map(attribute=0)|list }}`, `{{ l|map('wordcount')|sum }}`, `{{ l|map('length')|sum }}`, `{% for i in range(99999) %}{% if s == 'x' * 1000000 %}{% endif %}{% endfor %}`,
	`{% macro f(n) %}{% if n %}{{ f(n - 1) }}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(99) }}`, `{% macro f(n) %}{{ f(n + 1) }}{% endmacro %}{{ f(0) }}`, `{% for x in [1] recursive %}{{ loop([1]) }}{% endfor %}`, `{% for x in [1] recursive %}{{ loop([1, 1]) if loop.depth < 99 }}{% endfor %}`,
	`{% include 'self' %}`, `{% include 'twice' %}`, `{% import 'importing' as x %}`, `{% extends 'extending' %}`,
}

func TestSandboxEndsBombs(t *testing.T) {
	env, err := New(Config{
		Loader: Templates(map[string]string{
			"self": "{% include 'self' %}", "importing": "{% import 'importing' as x %}", "extending": "{% extends 'extending' %}",
			"twice": "{% for i in range(9999) %}{% include 'thrice' %}{% endfor %}", "thrice": "{% for i in range(9999) %}{% include 'never' ignore missing %}{% endfor %}",
		}),
		Sandbox: &Sandbox{MaxTime: 100 * time.Millisecond, MaxOutput: 2 << 20, MaxIterations: 200_000},
	})
	if err != nil {
		t.Fatal(err)
	}
	ends := map[string]bool{kindSecurityError: true, kindMemoryError: true, kindRecursion: true}
	for _, source := range bombRows {
		page, err := env.Parse("{% set s = 'x' * 1000000 %}{% set l = [s] * 40000 %}" + source)
		if err != nil {
			t.Fatal(source, err)
		}
		begin := time.Now()
		got, err := page.Render(t.Context(), nil)
		if e, is := errors.AsType[*Error](err); !is || !ends[e.Kind] {
			t.Errorf("%s: %.40q, %v", source, got, err)
		}
		// Generous, since the machine has other things to do.
		if took := time.Since(begin); took > 5*time.Second {
			t.Errorf("%s takes %v", source, took)
		}
	}
}
