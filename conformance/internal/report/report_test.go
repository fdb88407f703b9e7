package report

import (
	"strings"
	"testing"
)

// difference is a difference for tests.
type difference string

func (d difference) String() string { return string(d) }

func TestSummary(t *testing.T) {
	var out strings.Builder
	var sum Summary
	for _, r := range []Result[difference]{
		{Name: "agrees", File: "a.json", Checks: 2},
		{Name: "differs", File: "a.json", Checks: 1, Differences: []difference{"one", "two"}},
		{Name: "must differ", File: "b.json", Checks: 1, Differences: []difference{"three"}, Kept: "on purpose"},
		{Name: "must differ and does not", File: "b.json", Checks: 1, Kept: "no more"},
		{Name: "a step differs", File: "c.json", Checks: 3, KeptSteps: []string{"GET /: on purpose too"}},
	} {
		sum.Add(&out, r)
	}
	sum.Close(&out)
	const want = `FAILED a.json: differs
  one
  two
kept   b.json: must differ: on purpose
FAILED b.json: must differ and does not
  the sides agree, but differences.json keeps a difference (no more); take it out
kept   c.json: GET /: on purpose too
8 checks in 5 cases; 2 cases and steps differ on purpose
3 passed, 2 failed
`
	if out.String() != want {
		t.Errorf("got\n%s\nwant\n%s", &out, want)
	}
}
