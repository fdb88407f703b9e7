package jinja

// pos is a place in a source: line and column count from 1, the column in bytes.
type pos struct{ line, col int32 }

func (p pos) where() pos { return p }

// What a template is made of. A node's pos is that of Jinja2's lineno for it, with the
// column of its first token.
type (
	expr interface {
		where() pos
		isExpr()
	}
	stmt interface {
		where() pos
		isStmt()
	}
	exprNode struct{ pos }
	stmtNode struct{ pos }
)

func (exprNode) isExpr() {}
func (stmtNode) isStmt() {}

// templateNode is a whole template.
type templateNode struct {
	body []stmt
}

// Expressions.
type (
	// nameExpr is a name, to read it or as a target.
	nameExpr struct {
		exprNode
		name string
	}
	// attrTarget is "ns.attr" as the target of a set.
	attrTarget struct {
		exprNode
		name, attr string
	}
	constExpr struct {
		exprNode
		val value
	}
	// dataExpr is template text outside of tags, within an outputStmt.
	dataExpr struct {
		exprNode
		text string
	}
	tupleExpr struct {
		exprNode
		items []expr
	}
	listExpr struct {
		exprNode
		items []expr
	}
	dictExpr struct {
		exprNode
		keys, vals []expr
	}
	// condExpr is "then if test else other"; other may be nil.
	condExpr struct {
		exprNode
		test, then, other expr
	}
	// filterExpr is "node|name(args)"; node is nil in a filter block, whose body it is.
	filterExpr struct {
		exprNode
		node expr
		name string
		args callArgs
	}
	// testExpr is "node is name(args)"; "is not" is a notExpr around it.
	testExpr struct {
		exprNode
		node expr
		name string
		args callArgs
	}
	callExpr struct {
		exprNode
		fn   expr
		args callArgs
	}
	// getattrExpr is "node.name".
	getattrExpr struct {
		exprNode
		node expr
		name string
	}
	// getitemExpr is "node[key]", and "node.0" with an int as key; key may be a sliceExpr.
	getitemExpr struct {
		exprNode
		node, key expr
	}
	// sliceExpr is "lo:hi:step", each of which may be nil.
	sliceExpr struct {
		exprNode
		lo, hi, step expr
	}
	// concatExpr is "a ~ b ~ c".
	concatExpr struct {
		exprNode
		nodes []expr
	}
	// compareExpr is "first op operand op operand …".
	compareExpr struct {
		exprNode
		first expr
		ops   []operand
	}
	operand struct {
		op   string // "eq", "ne", "gt", "gteq", "lt", "lteq", "in", "notin"
		node expr
	}
	// binaryExpr's op is one of + - * / // % **.
	binaryExpr struct {
		exprNode
		op          string
		left, right expr
	}
	// unaryExpr's op is one of + -.
	unaryExpr struct {
		exprNode
		op   string
		node expr
	}
	notExpr struct {
		exprNode
		node expr
	}
	andExpr struct {
		exprNode
		left, right expr
	}
	orExpr struct {
		exprNode
		left, right expr
	}
	// safeIfAutoescape is Markup(node) where autoescape is on, else node: what trans makes.
	safeIfAutoescape struct {
		exprNode
		node expr
	}
	// slotExpr is what the compiler put into a slot of the function: the body of a call block.
	slotExpr struct {
		exprNode
		slot int
	}
	// debugExpr is the text that {% debug %} prints.
	debugExpr struct{ exprNode }
)

// callArgs are the arguments of a call, a filter or a test.
type callArgs struct {
	pos   []expr
	names []string
	named []expr
	star  expr // *args, or nil
	stars expr // **kwargs, or nil
}

// Statements.
type (
	// outputStmt is text and {{ … }} in a row.
	outputStmt struct {
		stmtNode
		nodes []expr
	}
	extendsStmt struct {
		stmtNode
		parent expr
	}
	forStmt struct {
		stmtNode
		target     expr // nameExpr or tupleExpr
		iter, test expr // test may be nil
		body, els  []stmt
		recursive  bool
	}
	// ifStmt: each elif is a branch of its own.
	ifStmt struct {
		stmtNode
		test  expr
		body  []stmt
		elifs []*ifStmt
		els   []stmt
	}
	macroStmt struct {
		stmtNode
		name     string
		params   []*nameExpr
		defaults []expr // of the last params
		body     []stmt
	}
	callBlockStmt struct {
		stmtNode
		call     *callExpr
		params   []*nameExpr
		defaults []expr
		body     []stmt
	}
	filterBlockStmt struct {
		stmtNode
		filter *filterExpr // innermost with a nil node
		body   []stmt
	}
	withStmt struct {
		stmtNode
		targets, values []expr
		body            []stmt
	}
	blockStmt struct {
		stmtNode
		name             string
		body             []stmt
		scoped, required bool
	}
	includeStmt struct {
		stmtNode
		template                   expr
		withContext, ignoreMissing bool
	}
	importStmt struct {
		stmtNode
		template    expr
		target      string
		withContext bool
	}
	fromImportStmt struct {
		stmtNode
		template    expr
		names       []importName
		withContext bool
	}
	importName struct{ name, as string }
	doStmt     struct {
		stmtNode
		node expr
	}
	assignStmt struct {
		stmtNode
		target, node expr // target: nameExpr, attrTarget or tupleExpr
	}
	assignBlockStmt struct {
		stmtNode
		target expr
		filter *filterExpr // or nil; innermost with a nil node
		body   []stmt
	}
	// autoescapeStmt's body has names of its own.
	autoescapeStmt struct {
		stmtNode
		on   expr
		body []stmt
	}
	breakStmt    struct{ stmtNode }
	continueStmt struct{ stmtNode }
)

// syntax is how templates are written.
type syntax struct {
	blockStart, blockEnd       string
	variableStart, variableEnd string
	commentStart, commentEnd   string
	lineStatement, lineComment string // "": none
	trimBlocks, lstripBlocks   bool
	keepTrailingNewline        bool
	newline                    string // "\n", "\r\n" or "\r"
	newstyleGettext, trimTrans bool
}
