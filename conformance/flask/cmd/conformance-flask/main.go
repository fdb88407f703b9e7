// Command conformance-flask compares the cases of a folder, and the programs if it is
// told where they are, with real Flask. It prints each difference with both sides, and
// closes with "N passed, M failed". Its status is 1 if something failed, and 2 if the
// comparison could not be made.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"

	"github.com/gourd-go/gourd/conformance/flask"
	"github.com/gourd-go/gourd/conformance/flask/programs"
	"github.com/gourd-go/gourd/internal/python"
)

func main() {
	cases := flag.String("cases", "flask/cases", "the `folder` with the cases, in .json files")
	pairs := flag.String("programs", "", "the `folder` with the folders of the programs; none are run without it")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	failed, err := run(ctx, *cases, *pairs)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	if failed > 0 {
		os.Exit(1)
	}
}

// run compares everything and returns the number of failures.
func run(ctx context.Context, folder, pairs string) (failed int, err error) {
	cases, err := flask.ReadFolder(folder)
	if err != nil {
		return 0, err
	}
	kept, err := flask.KeptDifferences()
	if err != nil {
		return 0, err
	}
	interpreter, err := python.Find()
	if err != nil {
		return 0, err
	}
	side, err := flask.StartFlask(ctx, interpreter)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, side.Close()) }()
	var sum flask.Summary
	for _, c := range cases {
		r, err := flask.Compare(ctx, side, c)
		if err != nil {
			return 0, fmt.Errorf("%s: %s: %w", c.File, c.Name, err)
		}
		r.Kept = kept[c.Name].Reason
		sum.Add(os.Stdout, r)
	}
	if pairs != "" {
		for _, p := range programs.All() {
			r, err := flask.CompareProgram(ctx, side, pairs, p)
			if err != nil {
				return 0, err
			}
			sum.Add(os.Stdout, r)
		}
	}
	sum.Close(os.Stdout)
	return sum.Failed, nil
}
