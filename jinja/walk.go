package jinja

// walkExpr calls f for the expression and, where f says so, for those within it, in the
// order in which Jinja2 keeps them.
func walkExpr(n expr, f func(expr) bool) {
	if n == nil || !f(n) {
		return
	}
	switch n := n.(type) {
	case *tupleExpr:
		walkExprs(n.items, f)
	case *listExpr:
		walkExprs(n.items, f)
	case *dictExpr:
		for i := range n.keys {
			walkExpr(n.keys[i], f)
			walkExpr(n.vals[i], f)
		}
	case *condExpr:
		walkExpr(n.test, f)
		walkExpr(n.then, f)
		walkExpr(n.other, f)
	case *filterExpr:
		walkExpr(n.node, f)
		walkArgs(&n.args, f)
	case *testExpr:
		walkExpr(n.node, f)
		walkArgs(&n.args, f)
	case *callExpr:
		walkExpr(n.fn, f)
		walkArgs(&n.args, f)
	case *getattrExpr:
		walkExpr(n.node, f)
	case *getitemExpr:
		walkExpr(n.node, f)
		walkExpr(n.key, f)
	case *sliceExpr:
		walkExpr(n.lo, f)
		walkExpr(n.hi, f)
		walkExpr(n.step, f)
	case *concatExpr:
		walkExprs(n.nodes, f)
	case *compareExpr:
		walkExpr(n.first, f)
		for _, op := range n.ops {
			walkExpr(op.node, f)
		}
	case *binaryExpr:
		walkExpr(n.left, f)
		walkExpr(n.right, f)
	case *unaryExpr:
		walkExpr(n.node, f)
	case *notExpr:
		walkExpr(n.node, f)
	case *andExpr:
		walkExpr(n.left, f)
		walkExpr(n.right, f)
	case *orExpr:
		walkExpr(n.left, f)
		walkExpr(n.right, f)
	case *safeIfAutoescape:
		walkExpr(n.node, f)
	}
}

func walkExprs(list []expr, f func(expr) bool) {
	for _, n := range list {
		walkExpr(n, f)
	}
}

func walkArgs(a *callArgs, f func(expr) bool) {
	walkExprs(a.pos, f)
	walkExprs(a.named, f)
	walkExpr(a.star, f)
	walkExpr(a.stars, f)
}

// visitor sees a tree's statements and expressions in the order in which Jinja2 keeps them.
// target gets what a statement sets, which expr does not see. stmt says whether to go on
// into the statement.
type visitor struct {
	stmt   func(stmt) bool
	expr   func(expr) bool
	target func(expr)
	// param gets the parameters of macros, and the names of a with.
	param func(expr)
}

func (v *visitor) stmts(body []stmt) {
	for _, n := range body {
		v.visit(n)
	}
}

func (v *visitor) exprs(list ...expr) {
	if v.expr != nil {
		walkExprs(list, v.expr)
	}
}

func (v *visitor) targets(list ...expr) {
	if v.target == nil {
		return
	}
	for _, n := range list {
		switch n := n.(type) {
		case *tupleExpr:
			v.targets(n.items...)
		case *listExpr:
			v.targets(n.items...)
		default:
			v.target(n)
		}
	}
}

func (v *visitor) params(params []*nameExpr) {
	if v.param != nil {
		for _, p := range params {
			v.param(p)
		}
	}
}

func (v *visitor) visit(n stmt) {
	if v.stmt != nil && !v.stmt(n) {
		return
	}
	switch n := n.(type) {
	case *outputStmt:
		v.exprs(n.nodes...)
	case *extendsStmt:
		v.exprs(n.parent)
	case *forStmt:
		v.targets(n.target)
		v.exprs(n.iter)
		v.stmts(n.body)
		v.stmts(n.els)
		if n.test != nil {
			v.exprs(n.test)
		}
	case *ifStmt:
		v.exprs(n.test)
		v.stmts(n.body)
		for _, e := range n.elifs {
			v.visit(e)
		}
		v.stmts(n.els)
	case *macroStmt:
		v.params(n.params)
		v.exprs(n.defaults...)
		v.stmts(n.body)
	case *callBlockStmt:
		v.exprs(n.call)
		v.params(n.params)
		v.exprs(n.defaults...)
		v.stmts(n.body)
	case *filterBlockStmt:
		v.stmts(n.body)
		v.exprs(n.filter)
	case *withStmt:
		if v.param != nil {
			(&visitor{target: v.param}).targets(n.targets...)
		}
		v.exprs(n.values...)
		v.stmts(n.body)
	case *blockStmt:
		v.stmts(n.body)
	case *includeStmt:
		v.exprs(n.template)
	case *importStmt:
		v.exprs(n.template)
	case *fromImportStmt:
		v.exprs(n.template)
	case *doStmt:
		v.exprs(n.node)
	case *assignStmt:
		v.targets(n.target)
		v.exprs(n.node)
	case *assignBlockStmt:
		v.targets(n.target)
		if n.filter != nil {
			v.exprs(n.filter)
		}
		v.stmts(n.body)
	case *autoescapeStmt:
		v.exprs(n.on)
		v.stmts(n.body)
	}
}

// undeclared tells which of the names the body reads before it sets them, blocks left out.
func undeclared(body []stmt, names ...string) map[string]bool {
	watched := map[string]bool{}
	for _, name := range names {
		watched[name] = true
	}
	found := map[string]bool{}
	declare := func(n expr) {
		if name, is := n.(*nameExpr); is {
			delete(watched, name.name)
		}
	}
	v := &visitor{
		stmt: func(n stmt) bool { _, block := n.(*blockStmt); return !block },
		expr: func(n expr) bool {
			if name, is := n.(*nameExpr); is && watched[name.name] {
				found[name.name] = true
			}
			return true
		},
		target: declare,
		param:  declare,
	}
	v.stmts(body)
	return found
}

// anyStmt tells whether the body holds a statement, at any depth, that f is true of.
func anyStmt(body []stmt, f func(stmt) bool) bool {
	found := false
	v := &visitor{stmt: func(n stmt) bool {
		found = found || f(n)
		return !found
	}}
	v.stmts(body)
	return found
}
