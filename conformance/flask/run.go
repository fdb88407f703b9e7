package flask

import (
	"context"

	"github.com/gourd-go/gourd/conformance/internal/report"
)

// Result is what the comparison of a case has shown. Its Checks are requests and builds;
// the set-up, if there are none; its KeptSteps are those of programs.
type Result = report.Result[Difference]

// Summary counts results.
type Summary = report.Summary

// Compare runs a case on both sides.
func Compare(ctx context.Context, side *Flask, c Case) (Result, error) {
	r := Result{Name: c.Name, File: c.File, Checks: max(1, len(c.Requests)+len(c.Builds))}
	flask, err := side.Run(c)
	if err != nil {
		return r, err
	}
	r.Differences = compareOutcomes(c, flask, RunGourd(ctx, c))
	return r, nil
}
