package rule

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Args are the arguments of a converter in a pattern, as in <any(a, b):x> or
// <int(min=1, max=9):x>. The values are int, float64, string, bool or nil (None);
// a bare word is a string.
type Args struct {
	Positional []any
	Named      map[string]any
}

// Bind gives the arguments the names of params, as a call in Python does: those
// without a name in the order of params. It returns only what was given. Too many
// arguments, unknown names and an argument given twice are errors.
func (a Args) Bind(params ...string) (map[string]any, error) {
	if len(a.Positional) > len(params) {
		return nil, fmt.Errorf("%d arguments without a name, expected at most %d (%s)",
			len(a.Positional), len(params), strings.Join(params, ", "))
	}
	bound := make(map[string]any, len(a.Positional)+len(a.Named))
	for i, v := range a.Positional {
		bound[params[i]] = v
	}
	for name, v := range a.Named {
		if !slices.Contains(params, name) {
			return nil, fmt.Errorf("unknown argument %q, expected one of %s", name, strings.Join(params, ", "))
		}
		if _, twice := bound[name]; twice {
			return nil, fmt.Errorf("argument %q is given twice", name)
		}
		bound[name] = v
	}
	return bound, nil
}

// An argsError is a mistake at an offset of the arguments.
type argsError struct {
	pos      int
	expected string
}

// parseArgs reads literals between commas; one comma may stand at the end.
func parseArgs(s string) (Args, *argsError) {
	var args Args
	pos := skipSpace(s, 0)
	for pos < len(s) {
		name, value, next, err := parseArg(s, pos)
		if err != nil {
			return Args{}, err
		}
		switch {
		case name == "":
			args.Positional = append(args.Positional, value)
		default:
			if _, twice := args.Named[name]; twice {
				return Args{}, &argsError{pos, "each argument once"}
			}
			if args.Named == nil {
				args.Named = make(map[string]any)
			}
			args.Named[name] = value
		}
		pos = skipSpace(s, next)
		if pos == len(s) {
			break
		}
		if s[pos] != ',' {
			return Args{}, &argsError{pos, `"," between arguments`}
		}
		pos = skipSpace(s, pos+1)
	}
	return args, nil
}

// parseArg reads value or name=value at pos.
func parseArg(s string, pos int) (name string, value any, next int, err *argsError) {
	if end := wordEnd(s, pos); end > pos {
		if eq := skipSpace(s, end); eq < len(s) && s[eq] == '=' {
			name = s[pos:end]
			pos = skipSpace(s, eq+1)
		}
	}
	text, next, ok := scanQuoted(s, pos)
	if ok {
		return name, text, next, nil
	}
	next = pos
	if next < len(s) && (s[next] == '-' || s[next] == '+') {
		next++
	}
	for next < len(s) {
		end := wordEnd(s, next)
		if end == next && s[next] == '.' {
			end++
		}
		if end == next {
			break
		}
		next = end
	}
	value, ok = literal(s[pos:next])
	if !ok {
		return "", nil, 0, &argsError{pos, "a number, a word or a quoted string"}
	}
	return name, value, next, nil
}

// literal reads a bare word as Werkzeug does: None, True, False, a number, else
// the word itself. A sign must belong to a number.
func literal(word string) (any, bool) {
	switch word {
	case "":
		return nil, false
	case "None":
		return nil, true
	case "True":
		return true, true
	case "False":
		return false, true
	}
	signed := word[0] == '-' || word[0] == '+'
	digits := strings.TrimLeft(word, "+-.")
	if digits != "" && isDigit(digits[0]) {
		if i, err := strconv.Atoi(dropUnderscores(word)); err == nil {
			return i, true
		}
		if f, err := strconv.ParseFloat(dropUnderscores(word), 64); err == nil && !strings.ContainsAny(word, "xXpP") {
			return f, true
		}
	}
	return word, !signed
}

// dropUnderscores removes the underscores that Python allows between digits.
func dropUnderscores(s string) string {
	if !strings.Contains(s, "_") {
		return s
	}
	for i := range len(s) {
		if s[i] == '_' && (i == 0 || i == len(s)-1 || !isDigit(s[i-1]) || !isDigit(s[i+1])) {
			return s
		}
	}
	return strings.ReplaceAll(s, "_", "")
}

// scanQuoted reads a string in single or double quotes, with Python's u and r
// before it. There are no escapes.
func scanQuoted(s string, pos int) (text string, next int, ok bool) {
	if pos+1 < len(s) && strings.IndexByte("urUR", s[pos]) >= 0 && (s[pos+1] == '"' || s[pos+1] == '\'') {
		pos++
	}
	if pos >= len(s) || s[pos] != '"' && s[pos] != '\'' {
		return "", 0, false
	}
	end := strings.IndexByte(s[pos+1:], s[pos])
	if end < 0 {
		return "", 0, false
	}
	return s[pos+1 : pos+1+end], pos + end + 2, true
}

// wordEnd returns the end of the letters, digits and underscores at pos.
func wordEnd(s string, pos int) int {
	for pos < len(s) {
		r, size := utf8.DecodeRuneInString(s[pos:])
		if r != '_' && !unicode.IsLetter(r) && !unicode.IsNumber(r) {
			break
		}
		pos += size
	}
	return pos
}

func skipSpace(s string, pos int) int {
	for pos < len(s) && strings.IndexByte(" \t\r\n\v\f", s[pos]) >= 0 {
		pos++
	}
	return pos
}
