// Package report counts what comparisons have shown, and tells it. It compares nothing.
package report

import (
	"fmt"
	"io"
)

// Result is what the comparison of a case has shown; D is what differs, with both sides.
type Result[D fmt.Stringer] struct {
	Name        string
	File        string
	Checks      int // what was compared in the case
	Differences []D
	Kept        string   // why the case must differ; "": it must not
	KeptSteps   []string // parts of the case that differ as they must, with the reason
}

// Passed reports whether the sides agree, or differ as they must.
func (r *Result[D]) Passed() bool { return (len(r.Differences) == 0) == (r.Kept == "") }

// Summary counts results.
type Summary struct{ Passed, Failed, Checks, Kept int }

// Add counts a result and writes what it has to tell: differences with both sides,
// and those that are kept with their reason.
func (s *Summary) Add[D fmt.Stringer](w io.Writer, r Result[D]) {
	s.Checks += r.Checks
	switch {
	case !r.Passed():
		s.Failed++
		fmt.Fprintf(w, "FAILED %s: %s\n", r.File, r.Name)
		if r.Kept != "" {
			fmt.Fprintf(w, "  the sides agree, but differences.json keeps a difference (%s); take it out\n", r.Kept)
		}
		for _, d := range r.Differences {
			fmt.Fprintf(w, "  %s\n", d)
		}
		return
	case r.Kept != "":
		s.Kept++
		fmt.Fprintf(w, "kept   %s: %s: %s\n", r.File, r.Name, r.Kept)
	}
	for _, step := range r.KeptSteps {
		s.Kept++
		fmt.Fprintf(w, "kept   %s: %s\n", r.File, step)
	}
	s.Passed++
}

// Close writes the closing lines.
func (s *Summary) Close(w io.Writer) {
	fmt.Fprintf(w, "%d checks in %d cases; %d cases and steps differ on purpose\n", s.Checks, s.Passed+s.Failed, s.Kept)
	fmt.Fprintf(w, "%d passed, %d failed\n", s.Passed, s.Failed)
}
