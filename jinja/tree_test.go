package jinja

import (
	"fmt"
	"math/big"
	"strings"

	"github.com/gourd-go/gourd/internal/pytext"
)

// dumpBody writes statements as testdata/python/trees.py does.
func dumpBody(body []stmt) string {
	parts := make([]string, len(body))
	for i, s := range body {
		parts[i] = dumpStmt(s)
	}
	return "{" + strings.Join(parts, " ") + "}"
}

func dumpNode(kind string, p pos, format string, a ...any) string {
	return fmt.Sprintf("(%s %d %s)", kind, p.line, fmt.Sprintf(format, a...))
}

func dumpExprs[E expr](list []E) string {
	parts := make([]string, len(list))
	for i, e := range list {
		parts[i] = dump(e)
	}
	return "[" + strings.Join(parts, " ") + "]"
}

func dumpArgs(a callArgs) string {
	named := make([]string, len(a.names))
	for i, name := range a.names {
		named[i] = name + "=" + dump(a.named[i])
	}
	return fmt.Sprintf("%s [%s] %s %s", dumpExprs(a.pos), strings.Join(named, " "), dump(a.star), dump(a.stars))
}

func dumpBool(b bool) string {
	if b {
		return "True"
	}
	return "False"
}

func dumpString(s string) string { return string(pytext.AppendString(nil, s)) }

func dumpValue(v value) string {
	switch v.kind() {
	case kindNone:
		return "None"
	case kindBool:
		return dumpBool(v.bool())
	case kindInt:
		return fmt.Sprint(v.int())
	case kindFloat:
		return string(pytext.AppendFloat(nil, v.float(), 64))
	case kindBig:
		return v.ref.(*big.Int).String()
	}
	return dumpString(v.text())
}

func dump(e expr) string {
	switch e := e.(type) {
	case nil:
		return "-"
	case *nameExpr:
		return dumpNode("Name", e.pos, "%s", e.name)
	case *attrTarget:
		return dumpNode("NSRef", e.pos, "%s.%s", e.name, e.attr)
	case *constExpr:
		return dumpNode("Const", e.pos, "%s", dumpValue(e.val))
	case *dataExpr:
		return dumpNode("TemplateData", e.pos, "%s", dumpString(e.text))
	case *tupleExpr:
		return dumpNode("Tuple", e.pos, "%s", dumpExprs(e.items))
	case *listExpr:
		return dumpNode("List", e.pos, "%s", dumpExprs(e.items))
	case *dictExpr:
		pairs := make([]string, len(e.keys))
		for i, key := range e.keys {
			pairs[i] = dump(key) + ":" + dump(e.vals[i])
		}
		return dumpNode("Dict", e.pos, "%s", strings.Join(pairs, " "))
	case *condExpr:
		return dumpNode("CondExpr", e.pos, "%s %s %s", dump(e.test), dump(e.then), dump(e.other))
	case *filterExpr:
		if e == nil {
			return "-"
		}
		return dumpNode("Filter", e.pos, "%s %s %s", dump(e.node), e.name, dumpArgs(e.args))
	case *testExpr:
		return dumpNode("Test", e.pos, "%s %s %s", dump(e.node), e.name, dumpArgs(e.args))
	case *callExpr:
		return dumpNode("Call", e.pos, "%s %s", dump(e.fn), dumpArgs(e.args))
	case *getattrExpr:
		return dumpNode("Getattr", e.pos, "%s %s", dump(e.node), e.name)
	case *getitemExpr:
		return dumpNode("Getitem", e.pos, "%s %s", dump(e.node), dump(e.key))
	case *sliceExpr:
		return dumpNode("Slice", e.pos, "%s %s %s", dump(e.lo), dump(e.hi), dump(e.step))
	case *safeIfAutoescape:
		return dumpNode("MarkSafeIfAutoescape", e.pos, "%s", dump(e.node))
	case *debugExpr:
		return dumpNode("Debug", e.pos, "")
	}
	return dumpOperator(e)
}

func dumpOperator(e expr) string {
	switch e := e.(type) {
	case *concatExpr:
		return dumpNode("Concat", e.pos, "%s", dumpExprs(e.nodes))
	case *compareExpr:
		s := dump(e.first)
		for _, op := range e.ops {
			s += " " + op.op + " " + dump(op.node)
		}
		return dumpNode("Compare", e.pos, "%s", s)
	case *binaryExpr:
		return dumpNode(e.op, e.pos, "%s %s", dump(e.left), dump(e.right))
	case *unaryExpr:
		return dumpNode(map[string]string{"-": "Neg", "+": "Pos"}[e.op], e.pos, "%s", dump(e.node))
	case *notExpr:
		return dumpNode("Not", e.pos, "%s", dump(e.node))
	case *andExpr:
		return dumpNode("And", e.pos, "%s %s", dump(e.left), dump(e.right))
	case *orExpr:
		return dumpNode("Or", e.pos, "%s %s", dump(e.left), dump(e.right))
	}
	panic(fmt.Sprintf("no dump of %T", e))
}

func dumpStmt(s stmt) string {
	switch s := s.(type) {
	case *outputStmt:
		return dumpNode("Output", s.pos, "%s", dumpExprs(s.nodes))
	case *forStmt:
		return dumpNode("For", s.pos, "%s %s %s %s %s %s", dump(s.target), dump(s.iter), dump(s.test), dumpBody(s.body), dumpBody(s.els), dumpBool(s.recursive))
	case *ifStmt:
		elifs := make([]string, len(s.elifs))
		for i, elif := range s.elifs {
			elifs[i] = dumpStmt(elif)
		}
		return dumpNode("If", s.pos, "%s %s [%s] %s", dump(s.test), dumpBody(s.body), strings.Join(elifs, " "), dumpBody(s.els))
	case *macroStmt:
		return dumpNode("Macro", s.pos, "%s %s %s %s", s.name, dumpExprs(s.params), dumpExprs(s.defaults), dumpBody(s.body))
	case *callBlockStmt:
		return dumpNode("CallBlock", s.pos, "%s %s %s %s", dump(s.call), dumpExprs(s.params), dumpExprs(s.defaults), dumpBody(s.body))
	case *filterBlockStmt:
		return dumpNode("FilterBlock", s.pos, "%s %s", dump(s.filter), dumpBody(s.body))
	case *withStmt:
		return dumpNode("With", s.pos, "%s %s %s", dumpExprs(s.targets), dumpExprs(s.values), dumpBody(s.body))
	case *blockStmt:
		return dumpNode("Block", s.pos, "%s %s %s %s", s.name, dumpBool(s.scoped), dumpBool(s.required), dumpBody(s.body))
	case *autoescapeStmt:
		return dumpNode("ScopedEvalContextModifier", s.pos, "%s %s", dump(s.on), dumpBody(s.body))
	case *assignBlockStmt:
		return dumpNode("AssignBlock", s.pos, "%s %s %s", dump(s.target), dump(s.filter), dumpBody(s.body))
	}
	return dumpPlain(s)
}

func dumpPlain(s stmt) string {
	switch s := s.(type) {
	case *extendsStmt:
		return dumpNode("Extends", s.pos, "%s", dump(s.parent))
	case *includeStmt:
		return dumpNode("Include", s.pos, "%s %s %s", dump(s.template), dumpBool(s.withContext), dumpBool(s.ignoreMissing))
	case *importStmt:
		return dumpNode("Import", s.pos, "%s %s %s", dump(s.template), s.target, dumpBool(s.withContext))
	case *fromImportStmt:
		names := make([]string, len(s.names))
		for i, n := range s.names {
			names[i] = n.name
			if n.as != n.name {
				names[i] += "=" + n.as
			}
		}
		return dumpNode("FromImport", s.pos, "%s %s %s", dump(s.template), strings.Join(names, " "), dumpBool(s.withContext))
	case *doStmt:
		return dumpNode("ExprStmt", s.pos, "%s", dump(s.node))
	case *assignStmt:
		return dumpNode("Assign", s.pos, "%s %s", dump(s.target), dump(s.node))
	case *breakStmt:
		return dumpNode("Break", s.pos, "")
	case *continueStmt:
		return dumpNode("Continue", s.pos, "")
	}
	panic(fmt.Sprintf("no dump of %T", s))
}
