package rule

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// A token is a piece of a pattern: a slash, static text or a variable.
type token struct {
	kind      tokenKind
	text      string // static text, or the name of a variable
	converter string // of a variable; empty if the pattern names none
	args      string // what stands between the parentheses
	pos       int    // byte offset in the pattern
	argsPos   int
}

type tokenKind uint8

const (
	tokenSlash tokenKind = iota
	tokenStatic
	tokenVariable
)

// tokenize splits a pattern. Static text may hold anything but "<" and "/".
func tokenize(pattern string) ([]token, *ParseError) {
	var tokens []token
	for pos := 0; pos < len(pattern); {
		t := token{pos: pos}
		switch pattern[pos] {
		case '/':
			pos++
		case '<':
			var err *ParseError
			if t, pos, err = scanVariable(pattern, pos); err != nil {
				return nil, err
			}
		default:
			t.kind = tokenStatic
			end := len(pattern)
			if i := strings.IndexAny(pattern[pos:], "</"); i >= 0 {
				end = pos + i
			}
			t.text, pos = pattern[pos:end], end
		}
		tokens = append(tokens, t)
	}
	return tokens, nil
}

// scanVariable reads <name>, <converter:name> or <converter(args):name> at pos and
// returns the offset behind it.
func scanVariable(pattern string, pos int) (token, int, *ParseError) {
	t := token{kind: tokenVariable, pos: pos}
	first, next := scanName(pattern, pos+1)
	if first == "" {
		return t, 0, parseError(pattern, next, "the name of a variable or of a converter (letters, digits and _)")
	}
	switch {
	case strings.HasPrefix(pattern[next:], ">"):
		t.text = first
		return t, next + 1, nil
	case strings.HasPrefix(pattern[next:], "("):
		end := argsEnd(pattern, next+1)
		if end < 0 {
			return t, 0, parseError(pattern, next, `arguments in parentheses, then ":name>"`)
		}
		t.args, t.argsPos = pattern[next+1:end], next+1
		next = end + 1
	}
	if !strings.HasPrefix(pattern[next:], ":") {
		return t, 0, parseError(pattern, next, `":" after a converter or ">" after a variable`)
	}
	name, end := scanName(pattern, next+1)
	if name == "" {
		return t, 0, parseError(pattern, end, "the name of a variable (letters, digits and _)")
	}
	if !strings.HasPrefix(pattern[end:], ">") {
		return t, 0, parseError(pattern, end, `">" after the variable's name`)
	}
	t.converter, t.text = first, name
	return t, end + 1, nil
}

// argsEnd finds the parenthesis that closes the arguments: the first one that
// ":name>" follows, so that arguments may hold parentheses and ">". They stand on
// one line.
func argsEnd(pattern string, pos int) int {
	for i := pos; i < len(pattern) && pattern[i] != '\n'; i++ {
		if pattern[i] != ')' || !strings.HasPrefix(pattern[i+1:], ":") {
			continue
		}
		if name, end := scanName(pattern, i+2); name != "" && strings.HasPrefix(pattern[end:], ">") {
			return i
		}
	}
	return -1
}

// scanName reads an ASCII identifier and returns it with the offset behind it.
func scanName(s string, pos int) (string, int) {
	end := pos
	for end < len(s) && (isLetter(s[end]) || end > pos && isDigit(s[end])) {
		end++
	}
	return s[pos:end], end
}

func isLetter(c byte) bool { return c == '_' || 'a' <= c|0x20 && c|0x20 <= 'z' }

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func parseError(pattern string, pos int, expected string) *ParseError {
	e := &ParseError{Pattern: pattern, Column: column(pattern, pos), Expected: expected, Found: "the end"}
	if pos < len(pattern) {
		r, _ := utf8.DecodeRuneInString(pattern[pos:])
		e.Found = strconv.Quote(string(r))
	}
	return e
}

func column(s string, pos int) int { return utf8.RuneCountInString(s[:pos]) + 1 }

// mergeSlashes makes one slash of each run of slashes.
func mergeSlashes(path string) string {
	if !strings.Contains(path, "//") {
		return path
	}
	var b strings.Builder
	b.Grow(len(path))
	for i := range len(path) {
		if path[i] != '/' || i == 0 || path[i-1] != '/' {
			b.WriteByte(path[i])
		}
	}
	return b.String()
}
