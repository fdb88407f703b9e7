package gourd

import (
	"fmt"
	"html/template"
	"text/template/parse"
)

// checkIncludes reports a template that a page includes and that is not there, which
// html/template tells only when the page is rendered.
func checkIncludes(page *template.Template) error {
	w := includeWalk{page: page, seen: map[string]bool{}}
	w.template(page.Name())
	return w.err
}

type includeWalk struct {
	page *template.Template
	seen map[string]bool
	err  error
}

func (w *includeWalk) template(name string) {
	if w.seen[name] || w.err != nil {
		return
	}
	w.seen[name] = true
	if t := w.page.Lookup(name); t != nil && t.Tree != nil {
		w.list(name, t.Tree.Root)
	}
}

func (w *includeWalk) list(in string, nodes *parse.ListNode) {
	if nodes == nil {
		return
	}
	for _, n := range nodes.Nodes {
		switch n := n.(type) {
		case *parse.IfNode:
			w.branch(in, &n.BranchNode)
		case *parse.RangeNode:
			w.branch(in, &n.BranchNode)
		case *parse.WithNode:
			w.branch(in, &n.BranchNode)
		case *parse.TemplateNode:
			w.include(in, n)
		}
	}
}

func (w *includeWalk) branch(in string, n *parse.BranchNode) {
	w.list(in, n.List)
	w.list(in, n.ElseList)
}

func (w *includeWalk) include(in string, n *parse.TemplateNode) {
	if w.page.Lookup(n.Name) == nil && w.err == nil {
		w.err = fmt.Errorf("the template %s, line %d, includes %q, which is not there; files that pages share begin with \"_\", and go:embed leaves those out unless it is told \"all:templates\"", in, n.Line, n.Name)
		return
	}
	w.template(n.Name)
}
