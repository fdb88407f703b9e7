package jinja

// What the lead builds: compiler, scopes, loop, macros, inheritance, Environment, Template.

// scope is Jinja2's context.
type scope struct {
	autoescape bool
}

// code is a function of a template: its body, a block, a macro.
type code struct{ name string }
