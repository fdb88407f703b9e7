package jinja

import "strings"

// tokenKind is what a token is.
type tokenKind uint8

const (
	tokEOF tokenKind = iota
	tokData
	tokVariableBegin
	tokVariableEnd
	tokBlockBegin
	tokBlockEnd
	tokName
	tokString
	tokInteger
	tokFloat
	tokAdd
	tokSub
	tokMul
	tokDiv
	tokFloorDiv
	tokMod
	tokPow
	tokTilde
	tokLparen
	tokRparen
	tokLbracket
	tokRbracket
	tokLbrace
	tokRbrace
	tokEq
	tokNe
	tokGt
	tokGtEq
	tokLt
	tokLtEq
	tokAssign
	tokDot
	tokColon
	tokPipe
	tokComma
	tokSemicolon
)

// tokenText is how messages call a kind of token; an operator's is the operator.
var tokenText = [...]string{
	tokEOF:           "end of template",
	tokData:          "template data / text",
	tokVariableBegin: "begin of print statement",
	tokVariableEnd:   "end of print statement",
	tokBlockBegin:    "begin of statement block",
	tokBlockEnd:      "end of statement block",
	tokName:          "name",
	tokString:        "string",
	tokInteger:       "integer",
	tokFloat:         "float",
	tokAdd:           "+",
	tokSub:           "-",
	tokMul:           "*",
	tokDiv:           "/",
	tokFloorDiv:      "//",
	tokMod:           "%",
	tokPow:           "**",
	tokTilde:         "~",
	tokLparen:        "(",
	tokRparen:        ")",
	tokLbracket:      "[",
	tokRbracket:      "]",
	tokLbrace:        "{",
	tokRbrace:        "}",
	tokEq:            "==",
	tokNe:            "!=",
	tokGt:            ">",
	tokGtEq:          ">=",
	tokLt:            "<",
	tokLtEq:          "<=",
	tokAssign:        "=",
	tokDot:           ".",
	tokColon:         ":",
	tokPipe:          "|",
	tokComma:         ",",
	tokSemicolon:     ";",
}

// token is a piece of a template. text is a name, the value of a string, the digits of a
// number, or data.
type token struct {
	kind tokenKind
	pos
	text string
}

// describe is what messages call the token.
func (t token) describe() string {
	if t.kind == tokName {
		return t.text
	}
	return tokenText[t.kind]
}

// isName tells whether the token is that name.
func (t token) isName(name string) bool { return t.kind == tokName && t.text == name }

// operatorAt is the kind of the operator that s begins with, the longest; tokEOF: none.
func operatorAt(s string) tokenKind {
	if len(s) > 1 {
		switch s[:2] {
		case "//":
			return tokFloorDiv
		case "**":
			return tokPow
		case "==":
			return tokEq
		case "!=":
			return tokNe
		case ">=":
			return tokGtEq
		case "<=":
			return tokLtEq
		}
	}
	return oneByteOperators[s[0]]
}

var oneByteOperators = func() (kinds [256]tokenKind) {
	for kind, text := range tokenText {
		if len(text) == 1 && strings.Contains("+-/*%~[](){}><=.:|,;", text) {
			kinds[text[0]] = tokenKind(kind)
		}
	}
	return kinds
}()
