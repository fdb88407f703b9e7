package jinja

import (
	"fmt"
	"strings"
	"testing"
)

// TestMethodsOnManyTexts calls every method of str and Markup on texts with blanks, line
// ends and letters of several scripts.
func TestMethodsOnManyTexts(t *testing.T) {
	subjects := []string{
		"''", "'a'", "' a  b\tc '", "'a,b,,c,'", "'Ünïcode ßtraße ǅ'", "'ΑΣ ΑΣΑ Σ.'", "'x\\r\\ny\\n\\nz\\x1c'", "'+12'", "'\\u3000é\\u2028'",
		"'aaaa'", "'It\\'s 3rd'", "'ﬃ İ ŉ'", "'٣²½Ⅷ一'", "M('<a> &amp; b')",
	}
	calls := strings.Fields(`upper() lower() title() capitalize() swapcase() casefold() isalnum() isalpha() isascii() isdecimal() isdigit()
		isidentifier() islower() isnumeric() isprintable() isspace() istitle() isupper() split() rsplit() splitlines() splitlines(True)
		strip() lstrip() rstrip() strip('a') lstrip('é\u3000') rstrip('.c') split(None,1) rsplit(None,1) split(None,2) rsplit(None,2)
		split(',') rsplit(',') split(',',1) rsplit(',',2) split('a') split('aa') rsplit('aa') rsplit('aa',1) partition('a') rpartition('a')
		partition(',') find('a') rfind('a') find('') rfind('') find('a',1) rfind('a',1,3) find('',2,1) find('b',-3) count('a') count('')
		count('a',1,-1) count('',1,2) count('aa') startswith('a') startswith('') startswith('',1) startswith('',9) endswith('') endswith('c',1)
		endswith(('b','a')) startswith('a',-4,-3) replace('a','--') replace('a','') replace('','-') replace('','-',2) replace('aa','b',1)
		center(7) center(8) center(9,'é') ljust(6) rjust(6,'*') zfill(5) zfill(6) expandtabs() expandtabs(3) removeprefix('a')
		removesuffix('a') join('xyz') join(['1','2']) encode() index('a') rindex('a') translate({97:'b'})`)
	var rows []string
	for _, subject := range subjects {
		for _, call := range calls {
			rows = append(rows, subject+"."+call)
		}
		rows = append(rows, "repr("+subject+")", "ascii("+subject+")", "len("+subject+")", "list("+subject+")", "escape("+subject+")")
		for lo := -3; lo < 4; lo += 2 {
			for step := -2; step < 3; step++ {
				if step != 0 {
					rows = append(rows, fmt.Sprintf("%s[%d::%d]", subject, lo, step), fmt.Sprintf("%s[:%d:%d]", subject, lo, step))
				}
			}
			rows = append(rows, fmt.Sprintf("%s[%d]", subject, lo))
		}
	}
	differ(t, rows, true)
}

// TestOperatorsOnManyPairs puts every operator between values of every kind.
func TestOperatorsOnManyPairs(t *testing.T) {
	values := []string{
		"0", "1", "-7", "3", "9223372036854775807", "(-9223372036854775808)", "36893488147419103232", "(-36893488147419103233)", "True", "0.0", "2.5", "(-1e300)", "1e-5",
		"'a'", "''", "M('<')", "[1]", "[]", "(1, 2)", "{}", "{1: 2}", "None", "U", "C", "S", "range(3)", "{1: 2}.keys()", "{1: 2}.items()",
	}
	var rows []string
	for _, a := range values {
		for _, b := range values {
			if a != b && strings.Contains("UCS", a) && strings.Contains("UCS", b) {
				continue // an environment has one kind of undefined
			}
			for _, op := range []string{"+", "-", "*", "/", "//", "%", "==", "!=", "<", "<=", ">", ">=", "in"} {
				if op == "*" && (strings.Contains(a+b, "922337") && strings.ContainsAny(a+b, "'[(")) {
					continue // as many repetitions as Python has no room for
				}
				rows = append(rows, a+" "+op+" "+b)
			}
		}
	}
	for _, a := range []string{"0", "1", "-2", "3", "0.5", "2.5", "-1.0", "10", "1e10", "True"} {
		for _, b := range []string{"0", "1", "2", "-1", "-2", "0.5", "-0.5", "17", "2.25", "63", "64"} {
			if !strings.HasPrefix(a, "-") || !strings.Contains(b, ".") {
				rows = append(rows, "("+a+") ** "+b)
			}
		}
	}
	differ(t, rows, true)
}

// TestPlacesInSequences asks lists, tuples and ranges for every item and slice.
func TestPlacesInSequences(t *testing.T) {
	var rows []string
	for _, sequence := range []string{"[1, 2, 3]", "(1, 2, 3)", "range(0, 9, 3)", "range(5, -5, -4)", "[]", "range(0)"} {
		for i := -5; i < 6; i++ {
			rows = append(rows, fmt.Sprintf("%s[%d]", sequence, i))
			for j := -5; j < 6; j++ {
				rows = append(rows, fmt.Sprintf("%s[%d:%d]", sequence, i, j), fmt.Sprintf("%s[%d:%d:-2]", sequence, i, j))
			}
		}
	}
	differ(t, rows, true)
}
