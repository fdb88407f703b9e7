package jinja

import (
	"strings"
	"testing"

	"github.com/gourd-go/gourd/internal/python"
)

// lines are the rows of a table of expressions, without blank ones.
func lines(tables ...string) (rows []string) {
	for _, table := range tables {
		for row := range strings.Lines(table) {
			if row = strings.TrimSpace(row); row != "" {
				rows = append(rows, row)
			}
		}
	}
	return rows
}

// differ compares what this package makes of expressions with what Python does; messages
// tells whether errors must say the same.
func differ(t *testing.T, rows []string, messages bool) {
	t.Helper()
	oracle := python.Start(t, "values.py")
	answers := oracle.AskEach[[2]string](t, "evaluate", rows)
	for i, row := range rows {
		got, want := outcome(t, row), answers[i]
		if !messages && strings.HasPrefix(want[0], "!") {
			got[1], want[1] = "", ""
		}
		if want[0] == "!KeyError" { // whose text is the repr of its message
			want[1] = got[1]
		}
		if got != want {
			t.Errorf("%s\n is %s %s,\n in Python %s %s", row, got[0], got[1], want[0], want[1])
		}
	}
}

func TestOperatorsAreThoseOfPython(t *testing.T) {
	differ(t, lines(arithmeticExpressions, comparisonExpressions, containerExpressions), true)
}

func TestTextsAreThoseOfPython(t *testing.T) {
	differ(t, lines(methodExpressions, markupExpressions, undefinedExpressions, reprExpressions), true)
}

func TestFormattingIsThatOfPython(t *testing.T) {
	differ(t, lines(percentExpressions, formatExpressions), true)
}

func TestErrorsHaveTheKindsOfPython(t *testing.T) { differ(t, lines(kindExpressions), false) }
