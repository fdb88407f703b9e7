package jinja

import (
	"regexp"
	"testing"
	"unicode/utf8"

	"github.com/gourd-go/gourd/internal/python"
)

// formatted are the values that the fuzz test formats, as Python writes them.
var formatted = []string{
	"42", "-7", "0", "True", "123456789012345678901234567890", "3.14159", "-0.0", "1e100", "-2.5e-7", "float('inf')", "float('nan')",
	"'text'", "'é€'", "''", "M('<b>')", "None", "[1, 'a']", "(1, 'b', 2.5)", "(5, 42)", "{'a': 1, 'b': 'x'}", "U",
}

// outOfScope are formats whose results are too large to compare, and digits of other
// scripts, which Python takes for widths.
var outOfScope = regexp.MustCompile(`[0-9]{4}|[^\P{Nd}0-9]`)

// FuzzFormatting compares the % of texts, and format's specifications, with Python's.
func FuzzFormatting(f *testing.F) {
	for i, pattern := range []string{
		"%s", "%-10.3f|", "%(a)s", "%*d", "%#x", "%+05d", "%%", "%c", "%.3g", "%e %s %s", "%08.3f", "%r%a", "% d", "%5%", "%(a",
		">10", "+,.2f", "#010_x", "*^9", "08", "=+6d", "e", "%", ".3", "z.1f", "c", "n", "é<5", "_b", "10.2%",
	} {
		f.Add(i%2 == 0, pattern, uint8(i))
		f.Add(i >= 15, pattern, uint8(i*7))
	}
	oracle := python.Start(f, "values.py")
	f.Fuzz(func(t *testing.T, spec bool, pattern string, which uint8) {
		if !utf8.ValidString(pattern) || outOfScope.MatchString(pattern) {
			t.Skip()
		}
		of := formatted[int(which)%len(formatted)]
		how := "%"
		if spec {
			how = "format"
		}
		want := oracle.AskEach[[2]string](t, "format", [][3]string{{how, pattern, of}})[0]
		v, err := evaluate(t, of)
		if err != nil {
			t.Fatal(err)
		}
		got := [2]string{"str"}
		r := testRun()
		if err := attempt(func() {
			if spec {
				got[1] = formatValue(r, v, pattern)
			} else {
				got[1] = modulo(r, text(pattern), v).text()
			}
		}); err != nil {
			got, want[1] = [2]string{"!" + err.Kind}, ""
		}
		if got != want {
			t.Errorf("%s of %q and %s is %q, in Python %q", how, pattern, of, got, want)
		}
	})
}
