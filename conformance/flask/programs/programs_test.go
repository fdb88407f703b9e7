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
	for _, p := range All() {
		r, err := flask.CompareProgram(t.Context(), side, ".", p)
		if err != nil {
			t.Fatal(err)
		}
		r.Kept = kept[r.Name].Reason
		var told strings.Builder
		sum.Add(&told, r)
		if !r.Passed() {
			t.Error(told.String())
		}
	}
}
