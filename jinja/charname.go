package jinja

import (
	_ "embed"
	"strconv"
	"strings"
)

// charNames are lines of a character's code, a tab and its name in Unicode: ASCII, Latin-1,
// Greek letters and the usual punctuation, currencies, arrows and signs.
//
//go:embed charnames.txt
var charNames string

// charNamed is the character of that name, in letters of any case, for \N{…}.
func charNamed(name string) (r rune, is bool) {
	if strings.ContainsAny(name, "\t\n") {
		return 0, false
	}
	i := strings.Index(charNames, "\t"+strings.ToUpper(name)+"\n")
	if i < 0 {
		return 0, false
	}
	code := charNames[strings.LastIndexByte(charNames[:i], '\n')+1 : i]
	n, err := strconv.ParseUint(code, 16, 32)
	return rune(n), err == nil
}
