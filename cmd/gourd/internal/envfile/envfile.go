// Package envfile reads files of environment variables, as python-dotenv and Docker
// know them.
//
//	# the database
//	export DATABASE_URL=postgres://localhost/shop
//	GREETING="two\nlines"   # escapes \n \r \t \" \\
//	PATTERN='as it is'
//	EMPTY=
//
// A line is a name, "=", and a value: in double quotes with escapes, in single quotes
// as it stands, or bare up to " #" or the line's end. Variables in values are not
// expanded, and a value does not go over several lines.
package envfile

import (
	"errors"
	"fmt"
	"os"
	"strings"
)

// Load reads the file and returns its variables as "NAME=value", in their order.
func Load(path string) ([]string, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("the file of environment variables cannot be read: %w", err)
	}
	vars, err := Parse(string(text))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return vars, nil
}

// Parse reads the text of such a file. The error names the line.
func Parse(text string) ([]string, error) {
	var vars []string
	number := 0
	for line := range strings.Lines(strings.TrimPrefix(text, "\ufeff")) {
		number++
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		if rest, ok := strings.CutPrefix(line, "export "); ok {
			line = strings.TrimSpace(rest)
		}
		name, value, ok := strings.Cut(line, "=")
		name = strings.TrimSpace(name)
		if !ok || !isName(name) {
			return nil, fmt.Errorf("line %d is %q, want NAME=value with a name of letters, digits and underscores", number, line)
		}
		value, err := parseValue(strings.TrimSpace(value))
		if err != nil {
			return nil, fmt.Errorf("line %d, the value of %s: %w", number, name, err)
		}
		vars = append(vars, name+"="+value)
	}
	return vars, nil
}

func isName(s string) bool {
	for i := range len(s) {
		c := s[i]
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_'
		if !letter && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return s != ""
}

func parseValue(s string) (string, error) {
	if strings.IndexByte(s, 0) >= 0 {
		return "", errors.New("it has a zero byte, which no environment variable can have")
	}
	if s == "" || s[0] == '#' {
		return "", nil
	}
	var value, rest string
	switch s[0] {
	case '"':
		var err error
		if value, rest, err = doubleQuoted(s[1:]); err != nil {
			return "", err
		}
	case '\'':
		var ok bool
		if value, rest, ok = strings.Cut(s[1:], "'"); !ok {
			return "", errors.New("the quote ' is not closed on the line")
		}
	default:
		return bare(s), nil
	}
	if rest = strings.TrimSpace(rest); rest != "" && rest[0] != '#' {
		return "", fmt.Errorf("%q follows the closing quote; only a comment may", rest)
	}
	return value, nil
}

// bare is a value without quotes: a comment begins with "#" behind a blank.
func bare(s string) string {
	for i := 1; i < len(s); i++ {
		if s[i] == '#' && (s[i-1] == ' ' || s[i-1] == '\t') {
			return strings.TrimSpace(s[:i])
		}
	}
	return s
}

func doubleQuoted(s string) (value, rest string, err error) {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '"':
			return b.String(), s[i+1:], nil
		case s[i] == '\\' && i+1 < len(s):
			i++
			switch s[i] {
			case 'n':
				b.WriteByte('\n')
			case 'r':
				b.WriteByte('\r')
			case 't':
				b.WriteByte('\t')
			case '"', '\\':
				b.WriteByte(s[i])
			default:
				b.WriteByte('\\')
				b.WriteByte(s[i])
			}
		default:
			b.WriteByte(s[i])
		}
	}
	return "", "", errors.New(`the quote " is not closed on the line`)
}
