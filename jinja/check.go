package jinja

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
)

// Check compiles the templates of these names, or without any all that the loader lists,
// which it must be able to then, and returns all that is wrong with them, as the [Error]s of
// one [errors.Join], in the order of the names and of the places; nil: nothing is. [Details] prints it. It tells
//
//   - errors of syntax;
//   - filters and tests that do not exist, also where they might never be reached, and those
//     whose names map, select and their like are given; not those that the template asks for
//     first, as in {% if 'markdown' is filter %};
//   - templates that are included, imported or extended by constant names and are not there;
//   - templates that extend themselves;
//   - names that are imported of a template that has neither a macro nor a set of that name
//     at its top level, unless the importing template asks whether they are defined.
func (e *Environment) Check(names ...string) error {
	if len(names) == 0 {
		lister, is := e.config.Loader.(Lister)
		if !is {
			return fmt.Errorf("jinja: the loader %T cannot list its templates", e.config.Loader)
		}
		var err error
		if names, err = lister.List(); err != nil {
			return err
		}
	}
	c := &checker{env: e, known: map[string]*checked{}}
	for _, name := range names {
		c.check(name)
	}
	return errors.Join(c.errs...)
}

// Details is the [Error.Detail] of each error in err, in their order, with an empty line
// between them: of what [Environment.Check] returns. What is no Error stands there with its
// text. It is "" for nil.
func Details(err error) string {
	var texts []string
	var add func(err error)
	add = func(err error) {
		switch e := err.(type) {
		case nil:
		case *Error:
			texts = append(texts, e.Detail())
		case interface{ Unwrap() []error }:
			for _, part := range e.Unwrap() {
				add(part)
			}
		case interface{ Unwrap() error }:
			if own, is := errors.AsType[*Error](err); is && own != nil {
				add(e.Unwrap())
				return
			}
			texts = append(texts, err.Error())
		default:
			texts = append(texts, err.Error())
		}
	}
	add(err)
	return strings.Join(texts, "\n\n")
}

// checker checks templates.
type checker struct {
	env   *Environment
	known map[string]*checked
	errs  []error
}

// checked is a template that is looked at. tree is nil if it cannot be parsed, err why it
// cannot be loaded or parsed.
type checked struct {
	name   string
	source Source
	tree   *templateNode
	err    error
	// filters and tests are those that the template asks for, defined the names that it
	// asks for.
	filters, tests, defined map[string]bool
}

func (c *checker) template(name string) *checked {
	t := c.known[name]
	if t != nil {
		return t
	}
	t = &checked{name: name}
	c.known[name] = t
	if t.source, t.err = c.env.source(name); t.err == nil {
		t.tree, t.err = parse(name, t.source.File, t.source.Text, c.env.syntax)
	}
	return t
}

// fail adds an error at a place of t.
func (c *checker) fail(t *checked, at pos, err *Error) {
	err.Template, err.File, err.Source = t.name, t.source.File, t.source.Text
	err.Line, err.At = int(at.line), placeIn(t.source.Text, Position{int(at.line), int(at.col)})
	c.errs = append(c.errs, err)
}

func (c *checker) check(name string) {
	t := c.template(name)
	if t.err != nil {
		err := *asError(t.err)
		if err.Template == "" {
			err.Template = name
		}
		c.errs = append(c.errs, &err)
		return
	}
	first := len(c.errs)
	t.collect()
	v := &visitor{
		stmt: func(n stmt) bool { c.stmt(t, n); return true },
		expr: func(n expr) bool { c.expr(t, n); return true },
	}
	v.stmts(t.tree.body)
	if path := c.cycle(t); path != nil {
		c.fail(t, extends(t.tree).pos, errorf(kindRecursion, "the template extends itself: %s", strings.Join(path, " extends ")))
	}
	if _, err := c.env.compile(name, t.source, true); err != nil {
		c.errs = append(c.errs, err)
	}
	slices.SortStableFunc(c.errs[first:], func(a, b error) int {
		x, y := asError(a).At, asError(b).At
		return cmp.Or(cmp.Compare(x.Line, y.Line), cmp.Compare(x.Column, y.Column))
	})
}

// collect finds what the template asks for before it uses it.
func (t *checked) collect() {
	t.filters, t.tests, t.defined = map[string]bool{}, map[string]bool{}, map[string]bool{}
	v := &visitor{expr: func(n expr) bool {
		switch n := n.(type) {
		case *testExpr:
			asked := map[string]map[string]bool{"filter": t.filters, "test": t.tests}[n.name]
			if name, is := constText(n.node); is && asked != nil {
				asked[name] = true
			}
			if name, is := n.node.(*nameExpr); is && (n.name == "defined" || n.name == "undefined") {
				t.defined[name.name] = true
			}
		case *filterExpr:
			if name, is := n.node.(*nameExpr); is && (n.name == "default" || n.name == "d") {
				t.defined[name.name] = true
			}
		}
		return true
	}}
	v.stmts(t.tree.body)
}

func (c *checker) expr(t *checked, n expr) {
	switch n := n.(type) {
	case *filterExpr:
		c.filter(t, n.name, n.pos)
		if c.env.config.Filters[n.name] == nil {
			c.named(t, n)
		}
	case *testExpr:
		c.test(t, n.name, n.pos)
	}
}

// named checks the filter or the test that a filter is given the name of.
func (c *checker) named(t *checked, n *filterExpr) {
	at, check := 0, c.test
	switch n.name {
	case "map":
		check = c.filter
	case "select", "reject":
	case "selectattr", "rejectattr":
		at = 1
	default:
		return
	}
	if len(n.args.pos) <= at {
		return
	}
	if name, is := constText(n.args.pos[at]); is {
		check(t, name, n.args.pos[at].where())
	}
}

func (c *checker) filter(t *checked, name string, at pos) {
	if c.env.filters[name] == nil && !t.filters[name] {
		c.unknown(t, "filter", name, at)
	}
}

func (c *checker) test(t *checked, name string, at pos) {
	if c.env.tests[name] == nil && !t.tests[name] {
		c.unknown(t, "test", name, at)
	}
}

func (c *checker) unknown(t *checked, what, name string, at pos) {
	err := errorf(kindAssertionError, "No %s named '%s'.", what, name)
	err.Hint = c.env.nameHint(what, name)
	c.fail(t, at, err)
}

func (c *checker) stmt(t *checked, n stmt) {
	switch n := n.(type) {
	case *includeStmt:
		if !n.ignoreMissing {
			c.included(t, n)
		}
	case *importStmt:
		c.exists(t, n.template, n.pos)
	case *fromImportStmt:
		c.exists(t, n.template, n.pos)
		c.imported(t, n)
	case *extendsStmt:
		c.exists(t, n.parent, n.pos)
	}
}

// exists checks that there is the template of that name, if it is a constant.
func (c *checker) exists(t *checked, template expr, at pos) {
	name, is := constText(template)
	if !is {
		return
	}
	if err := c.template(name).err; errors.Is(err, fs.ErrNotExist) {
		c.fail(t, at, new(*asError(err)))
	}
}

// included checks that there is one of the templates of an include.
func (c *checker) included(t *checked, n *includeStmt) {
	var items []expr
	switch list := n.template.(type) {
	case *listExpr:
		items = list.items
	case *tupleExpr:
		items = list.items
	default:
		c.exists(t, n.template, n.pos)
		return
	}
	var names []string
	var reasons []error
	for _, item := range items {
		name, is := constText(item)
		if !is {
			return
		}
		err := c.template(name).err
		if !errors.Is(err, fs.ErrNotExist) {
			return
		}
		names, reasons = append(names, name), append(reasons, err)
	}
	c.fail(t, n.pos, noneOf(names, names, reasons))
}

// imported checks that the names of an import are there.
func (c *checker) imported(t *checked, n *fromImportStmt) {
	from, is := constText(n.template)
	if !is {
		return
	}
	exports, all := c.exports(from)
	if !all {
		return
	}
	for _, name := range n.names {
		if slices.Contains(exports, name.name) || t.defined[name.as] {
			continue
		}
		err := errorf(kindUndefinedError, "the template '%s' (imported on line %d in '%s') does not export the requested name '%s'", from, n.line, t.name, name.name)
		err.Hint = didYouMean(nearest(name.name, exports, 1))
		c.fail(t, n.pos, err)
	}
}

// exports are the names that an import of the template finds, those of the templates that
// it extends among them; all: there are no others.
func (c *checker) exports(name string) (names []string, all bool) {
	var seen []string
	for !slices.Contains(seen, name) {
		seen = append(seen, name)
		t := c.template(name)
		if t.err != nil {
			return nil, false // which is told by itself
		}
		e := exporter{certain: true}
		e.stmts(t.tree.body, false)
		names = append(names, e.names...)
		if !e.certain {
			return names, false
		}
		above := extends(t.tree)
		if above == nil {
			return names, !anyStmt(t.tree.body, func(n stmt) bool { _, is := n.(*extendsStmt); return is })
		}
		parent, is := constText(above.parent)
		if !is {
			return names, false
		}
		name = parent
	}
	return names, false
}

// exporter finds the names that a template sets at its top level.
type exporter struct {
	names   []string
	certain bool // there are no others
}

func (e *exporter) stmts(body []stmt, conditional bool) {
	v := &visitor{target: func(n expr) {
		if name, is := n.(*nameExpr); is {
			e.names = append(e.names, name.name)
		}
	}}
	for _, n := range body {
		switch n := n.(type) {
		case *macroStmt:
			e.names = append(e.names, n.name)
		case *assignStmt:
			v.targets(n.target)
		case *assignBlockStmt:
			v.targets(n.target)
		case *importStmt, *fromImportStmt:
			// An import takes its names back, which matters where it may not be reached.
			e.certain = e.certain && !conditional
		case *ifStmt:
			e.stmts(n.body, true)
			for _, other := range n.elifs {
				e.stmts(other.body, true)
			}
			e.stmts(n.els, true)
		}
	}
}

// cycle is the way from t back to itself by what extends what; nil: there is none.
func (c *checker) cycle(t *checked) []string {
	path := []string{t.name}
	for at := t; at.tree != nil; {
		n := extends(at.tree)
		if n == nil {
			return nil
		}
		parent, is := constText(n.parent)
		switch {
		case !is:
			return nil
		case parent == t.name:
			return append(path, parent)
		case slices.Contains(path, parent):
			return nil // another's
		}
		path = append(path, parent)
		at = c.template(parent)
	}
	return nil
}

// extends is the statement with which the template always extends another; nil: it has none.
func extends(n *templateNode) *extendsStmt {
	for _, s := range n.body {
		if e, is := s.(*extendsStmt); is {
			return e
		}
	}
	return nil
}

func constText(n expr) (string, bool) {
	k, is := n.(*constExpr)
	if !is {
		return "", false
	}
	return k.val.asText()
}
