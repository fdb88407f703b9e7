package jinja

// nodeName is the name that Jinja2's messages have for a kind of node.
func nodeName(e expr) string {
	switch e := e.(type) {
	case *nameExpr:
		return "name"
	case *attrTarget:
		return "nsref"
	case *constExpr:
		return "const"
	case *tupleExpr:
		return "tuple"
	case *listExpr:
		return "list"
	case *dictExpr:
		return "dict"
	case *condExpr:
		return "condexpr"
	case *filterExpr:
		return "filter"
	case *testExpr:
		return "test"
	case *callExpr:
		return "call"
	case *getattrExpr:
		return "getattr"
	case *getitemExpr:
		return "getitem"
	case *concatExpr:
		return "concat"
	case *compareExpr:
		return "compare"
	case *binaryExpr:
		return operatorNames[e.op]
	case *unaryExpr:
		return map[string]string{"-": "neg", "+": "pos"}[e.op]
	case *notExpr:
		return "not"
	case *andExpr:
		return "and"
	case *orExpr:
		return "or"
	}
	return "expr"
}

var operatorNames = map[string]string{
	"+": "add", "-": "sub", "*": "mul", "/": "div", "//": "floordiv", "%": "mod", "**": "pow",
}
