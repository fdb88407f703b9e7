package programs

import (
	"strings"
	"testing"

	"github.com/gourd-go/gourd/conformance/flask"
	"github.com/gourd-go/gourd/internal/python"
)

func TestProgramsAsInFlask(t *testing.T) {
	side, err := flask.StartFlask(t.Context(), python.Interpreter(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = side.Close() })
	kept, err := flask.KeptDifferences()
	if err != nil {
		t.Fatal(err)
	}
	var sum flask.Summary
	var told strings.Builder
	for _, p := range All() {
		r, err := flask.CompareProgram(t.Context(), side, ".", p)
		if err != nil {
			t.Fatal(err)
		}
		told.Reset()
		sum.Add(&told, r)
		switch {
		case !r.Passed():
			t.Error(told.String())
		case told.Len() > 0:
			t.Log(told.String())
		}
		for _, step := range r.KeptSteps {
			for name := range kept {
				if short, ours := strings.CutPrefix(name, "program: "); ours && strings.Contains(step, ": "+short+": ") {
					delete(kept, name)
				}
			}
		}
	}
	for name := range kept {
		if strings.HasPrefix(name, "program: ") {
			t.Errorf("differences.json keeps %q, which no step shows", name)
		}
	}
	told.Reset()
	sum.Close(&told)
	t.Log(told.String())
	const leastPrograms, leastRequests = 14, 200
	if n := sum.Passed + sum.Failed; n < leastPrograms || sum.Checks < leastRequests {
		t.Errorf("%d programs with %d requests, want at least %d with %d", n, sum.Checks, leastPrograms, leastRequests)
	}
}
