package jinja

import (
	"context"

	"github.com/gourd-go/gourd/conformance/internal/report"
)

// Result is what the comparison of a case has shown: one check, and at most one
// difference.
type Result = report.Result[Difference]

// Summary counts results.
type Summary = report.Summary

// Compare renders a case on both sides.
func Compare(ctx context.Context, side *Jinja2, c Case) (Result, error) {
	r := Result{Name: c.Name, File: c.File, Checks: 1}
	oracle, err := side.Render(c)
	if err != nil {
		return r, err
	}
	if d := (Difference{c, oracle, RunGourd(ctx, c)}); d.What() != "" {
		r.Differences = append(r.Differences, d)
	}
	return r, nil
}
