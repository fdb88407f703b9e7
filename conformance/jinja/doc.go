// Package jinja compares package jinja with real Jinja2: the same templates and contexts
// go through both, and what differs is told. No expected value is stored; Jinja2 computes
// each in the run.
//
// Cases are JSON files, one list of cases each, so that anyone can drop in more:
//
//	[{"name": "a loop", "template": "{% for x in xs %}{{ x }},{% endfor %}", "context": {"xs": [1, 2.0]}}]
//
// [Case] has all that can stand in one. `make conformance-jinja CASES=DIR` runs the files
// of a folder and of those below it.
//
// # What is compared
//
// The page, byte for byte. Of an error its kind, which is the name of Python's exception,
// and the template and line in which it happened; of a template that was not found the
// kind and the names. A case says with "error" that Jinja2 ends with an error, and both
// sides must. Messages are not compared.
//
// Differences that are kept on purpose stand in differences.json with the reason. Their
// cases must fail: one that passes is told as a failure.
//
// What JSON cannot say, pages of Go structs, maps, slices and methods, the tests compare
// with twins of them in Python; FuzzGrammar makes templates up.
//
// The package times nothing: that is bench/jinja.
package jinja
